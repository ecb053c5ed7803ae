//! What the window holds of the till: a way to give commands, to ask the books, and to hear what happens.
//!
//! Every answer comes later, as a message. Nothing here blocks.

use std::fmt::{self, Debug, Formatter};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iced::futures::channel::mpsc::{Receiver, UnboundedReceiver, unbounded};
use iced::futures::{Stream, StreamExt, stream};
use paydesk_adapters::display::Rows;
use paydesk_adapters::people::SignIn;
use paydesk_adapters::preferences::Preferences;
use paydesk_adapters::printer::{Found, Habits, PrinterAddress};
use paydesk_adapters::profiles::{Listed, Origin};
use paydesk_adapters::scanner::Scan;
use paydesk_adapters::sound::Sound;
use paydesk_adapters::sqlite::{DayLine, Filter, LastNumber, Neighbour, SignedMessage, Step};
use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::self_test::Answers;
use paydesk_domain::exchange::Why;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::people::{Person, PersonId, Role};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, PrintOutcome};

use super::devices::DeviceStates;
use crate::setup::Setup;

/// Digits that are shown nowhere, not even to engineers.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Secret(pub(crate) zeroize::Zeroizing<String>);

impl Debug for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A question that is not the till's to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Numbers paid here last.
    LastNumbers,
    /// The day so far.
    Day { from: Timestamp, until: Timestamp },
    /// Providers, the most used first.
    ByUse { since: Timestamp },
    /// What is remarkable about a number and its provider.
    Similar {
        provider: ProviderId,
        number: String,
        since: Timestamp,
    },
    /// Rows of the history; `turn` tells an old answer from a new one.
    Page {
        filter: Filter,
        offset: u32,
        limit: u32,
        turn: u64,
    },
    /// How many rows there are.
    Count { filter: Filter, turn: u64 },
    /// Everything about one payment.
    Details(PaymentId),
    /// Who may work here.
    People,
    /// Opens the till for a person.
    SignIn { person: PersonId, pin: Secret },
    /// Only proves that it is this person: for handing cash back.
    Prove { person: PersonId, pin: Secret },
    /// A PIN of one's own.
    ChangePin {
        person: PersonId,
        old: Secret,
        new: Secret,
    },
    /// A new colleague.
    AddPerson {
        full_name: String,
        role: Role,
        pin: Secret,
        /// None for the first owner, before whom nobody is there.
        by: Option<PersonId>,
    },
    /// A forgotten PIN; its owner must choose another.
    ResetPin {
        person: PersonId,
        pin: Secret,
        by: PersonId,
    },
    /// Somebody comes or goes.
    SetActive {
        person: PersonId,
        is_active: bool,
        by: PersonId,
    },
    /// What is left of the deposit, whether the server answers, and what its clock says.
    Deposit,
    /// How the printer is.
    Printer,
    /// Where this computer may have a printer.
    FindPrinters,
    /// Print on this one from now on.
    ChoosePrinter(PrinterAddress),
    /// How the printer is driven.
    Drive(Drive),
    /// Print the slip of a payment that has no cheque.
    PrintSlip(PaymentId),
    /// Print the report of the newest shift: an X while it is open, its Z once it is closed.
    PrintShift { by: String },
    /// Print any paper that is no cheque.
    Print(Box<Document>),
    /// Keep what a person prefers.
    Prefer(Preferences),
}

/// What came of a question.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    LastNumbers(Vec<LastNumber>),
    Day(Vec<DayLine>),
    ByUse(Vec<ProviderId>),
    Similar(Box<Similar>),
    Page {
        rows: Vec<Payment>,
        offset: u32,
        turn: u64,
    },
    Count {
        found: u32,
        took_ms: i64,
        turn: u64,
    },
    Details(Option<Box<Details>>),
    People(Vec<Person>),
    SignIn(SignIn),
    /// A PIN was accepted or kept, a person added.
    PinKept,
    /// It was not, for this reason (a text id).
    PinRefused(&'static str),
    Deposit(Result<Heard, Why>),
    Printer(PrinterState),
    /// Where this computer may have a printer.
    Places(Vec<Found>),
    /// Papers go somewhere else now.
    PrinterChosen(Chosen),
    /// What came of a question about how the printer is driven.
    Driven(Driven),
    /// How the printing of a paper that is no cheque ended.
    Printed(PrintOutcome),
    /// The preferences are kept.
    Preferred,
    /// The books could not be read or written; nothing in them is lost.
    Failed,
}

/// A question about how the printer is driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Drive {
    /// Which profiles there are.
    List,
    /// Use the one of this name from now on.
    Choose(String),
    /// Print the self-test slip, with its questions in this language.
    SelfTest(Language),
    /// Keep what was seen on it as the shop's own profile, and use that from now on.
    Keep(Answers),
}

/// What came of it. A profile that is in use now is told as [`Answer::PrinterChosen`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Driven {
    Listed(Vec<ProfileLine>),
    /// The profile cannot be used, for this reason; the old one is in use.
    Refused(String),
    /// How the printing of the slip ended; none where papers are files.
    Slip(Option<PrintOutcome>),
}

/// A profile in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileLine {
    pub(crate) name: String,
    /// It is the shop's own.
    pub(crate) is_own: bool,
    /// What it says, or why it cannot be used.
    pub(crate) profile: Result<ProfileShown, String>,
}

/// A profile, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileShown {
    pub(crate) title: String,
    pub(crate) columns: usize,
    /// The table of characters and its number.
    pub(crate) page: String,
}

impl ProfileLine {
    pub(crate) fn of(listed: &Listed) -> Self {
        let shown = |profile: &PrinterProfile| ProfileShown {
            title: profile.title.clone(),
            columns: profile.columns,
            page: profile.page().map_or_else(
                || profile.encoding.name().to_owned(),
                |page| format!("{} {page}", profile.encoding),
            ),
        };
        Self {
            name: listed.name.clone(),
            is_own: listed.origin != Origin::Program,
            profile: listed
                .profile
                .as_ref()
                .map(shown)
                .map_err(ToString::to_string),
        }
    }
}

/// A printer that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Where it is.
    pub(crate) address: String,
    /// Name of its profile.
    pub(crate) profile: String,
    /// Characters in its line.
    pub(crate) columns: usize,
    /// How it talks, or why it could not be asked; it is chosen in either case.
    pub(crate) learnt: Result<Habits, PrinterFault>,
}

/// What the books know that a cashier should see before asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Similar {
    /// The number this is about.
    pub(crate) number: String,
    /// A number paid here that differs in one place.
    pub(crate) neighbour: Option<Neighbour>,
    /// What is usually credited at this provider.
    pub(crate) usual: Option<(Money, Money)>,
}

/// Everything about one payment.
#[derive(Debug, Clone)]
pub(crate) struct Details {
    pub(crate) payment: Payment,
    pub(crate) steps: Vec<Step>,
    pub(crate) messages: Vec<SignedMessage>,
}

/// What the server said about the dealer's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Left of the deposit; none where the server answers but does not tell.
    pub(crate) rest: Option<Money>,
    /// What is spent of it in a day, where that is known.
    pub(crate) per_day: Option<Money>,
    /// How long the answer took.
    pub(crate) took_ms: i64,
    /// The server's clock less ours.
    pub(crate) skew_ms: i64,
}

/// One thing that came back from a command: its outcome, or what happened with it.
#[derive(Debug, Clone)]
pub(crate) enum Word {
    /// None: the till has ended.
    Outcome(Option<Outcome>),
    #[cfg_attr(
        not(feature = "training"),
        expect(dead_code, reason = "only the simulated till says both in one stream")
    )]
    Told(Event),
}

/// How words come back.
pub(super) type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// Who is behind the handle: the till of this process, or a simulated one.
pub(super) trait Behind: Send + Sync {
    /// Takes a command; its words go into the channel, the outcome first.
    fn give(&self, command: Command, say: iced::futures::channel::mpsc::UnboundedSender<Word>);
    /// Takes a question.
    fn ask(&self, question: Ask, reply: Reply<Answer>);
    /// Everything that happens from now on; none once the till has ended.
    fn watch(&self) -> UnboundedReceiver<Option<Event>>;
    /// Plays a sound.
    fn play(&self, sound: Sound);
    /// Shows this on the customer's display.
    fn show(&self, rows: &Rows);
    /// How the devices stand.
    fn devices(&self) -> DeviceStates;
    /// What the scanner on a serial line brings; there is one listener.
    fn scans(&self) -> Receiver<Scan>;
    /// Sends nothing new and lets go of the data folder.
    fn close(&self, done: Reply<()>);
    /// Keeps what the till needs beside itself for as long as it runs: the demo's hub.
    fn keep(&self, setup: Setup);
}

/// A handle on a till; cheap to clone.
#[derive(Clone)]
pub(crate) struct Handle {
    id: u64,
    behind: Arc<dyn Behind>,
}

impl Debug for Handle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.id).finish()
    }
}

/// One handle and its clones are one source of events.
impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

static MADE: AtomicU64 = AtomicU64::new(0);

impl Handle {
    pub(super) fn new(behind: Arc<dyn Behind>) -> Self {
        Self {
            id: MADE.fetch_add(1, Ordering::Relaxed),
            behind,
        }
    }

    /// Gives a command: first its outcome comes, then, from a simulated till, what followed.
    pub(crate) fn send(&self, command: Command) -> impl Stream<Item = Word> + Send + use<> {
        let (say, words) = unbounded();
        self.behind.give(command, say);
        words
    }

    /// Asks, and gives the answer; [`Answer::Failed`] where nobody is there to answer.
    pub(crate) fn ask(&self, question: Ask) -> impl Future<Output = Answer> + Send + use<> {
        let (say, answer) = iced::futures::channel::oneshot::channel();
        self.behind
            .ask(question, Box::new(move |answer| drop(say.send(answer))));
        async move { answer.await.unwrap_or(Answer::Failed) }
    }

    /// Everything that happens from now on.
    pub(crate) fn events(&self) -> impl Stream<Item = Option<Event>> + Send + use<> {
        // After the end there is nothing to hear, and the subscription stays.
        self.behind.watch().chain(stream::pending())
    }

    /// Keeps what the till needs beside itself for as long as it runs.
    pub(crate) fn keep(&self, setup: Setup) {
        self.behind.keep(setup);
    }

    /// Plays a sound.
    pub(crate) fn play(&self, sound: Sound) {
        self.behind.play(sound);
    }

    /// Shows this on the customer's display, where there is one.
    pub(crate) fn show(&self, rows: &Rows) {
        self.behind.show(rows);
    }

    /// How the devices stand, as their threads last said.
    pub(crate) fn devices(&self) -> DeviceStates {
        self.behind.devices()
    }

    /// What the scanner on a serial line brings. There is one listener.
    pub(crate) fn scans(&self) -> impl Stream<Item = Scan> + Send + use<> {
        self.behind.scans().chain(stream::pending())
    }

    /// Sends nothing new and lets go of the data folder.
    pub(crate) fn close(&self) -> impl Future<Output = ()> + Send + use<> {
        let (say, done) = iced::futures::channel::oneshot::channel();
        self.behind.close(Box::new(move |()| {
            // A window that does not wait any more needs no answer.
            let _ = say.send(());
        }));
        async move { done.await.unwrap_or_default() }
    }
}
