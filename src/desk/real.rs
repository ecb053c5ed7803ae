//! The till of this process behind the window's handle: the till's own thread, and one for each kind of slow work
//! beside it.

mod chooser;
mod staff;

use chooser::Chooser;
use staff::Staff;
pub(crate) use staff::staff;

use super::Desk;
use super::devices::{DeviceStates, Devices};
use super::handle::{Answer, Ask, Behind, Details, Heard, Reply, Similar, Word};
use super::worker::Worker;
use crate::setup::Setup;
use iced::futures::channel::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, unbounded};
use paydesk_adapters::clock;
use paydesk_adapters::display::Rows;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::people::People;
use paydesk_adapters::preferences;
use paydesk_adapters::printer::{PrintDesk, detect};
use paydesk_adapters::real::Door;
use paydesk_adapters::scanner::Scan;
use paydesk_adapters::sound::{Sound, Speaker};
use paydesk_adapters::sqlite::{self, BadRow, Books, Filter};
use paydesk_adapters::wire::Wire;
use paydesk_cheque::document::Document;
use paydesk_cyberplat::messages::account::{AccountFault, AccountRequest};
use paydesk_domain::exchange::{AuditHead, Why};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use paydesk_till::paper;
use paydesk_till::till::{FIRST_EPOCH, Settings};
use paydesk_till::world::{Command, Entropy, Event, PrintOutcome};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The window waits so long for what is on the wire when it closes.
const CLOSING: Duration = Duration::from_secs(2);

/// Numbers shown as the last ones.
const LAST_NUMBERS: u32 = 12;

/// The till of this process.
pub(super) struct Real {
    door: Door,
    /// What happened before the window listened.
    events: Mutex<Option<UnboundedReceiver<Option<Event>>>>,
    desk: Mutex<Option<Desk>>,
    /// Questions that a cashier waits for.
    books: Worker<Reader>,
    /// Searches, which may take longer.
    search: Worker<Reader>,
    people: Worker<Staff>,
    printer: PrintDesk,
    paper: Worker<Paper>,
    choosing: Worker<Chooser>,
    line: Worker<Line>,
    speaker: Speaker,
    devices: Devices,
    data: PathBuf,
    kept: Mutex<Option<Setup>>,
}

impl Real {
    /// Everything behind a window for a till that is open.
    ///
    /// # Errors
    /// The operating system starts no thread.
    pub(super) fn new(
        (setup, config): (&Setup, &Path),
        desk: Desk,
        events: UnboundedReceiver<Option<Event>>,
    ) -> io::Result<Self> {
        let (data, staff_data) = (setup.data.clone(), setup.data.clone());
        let config = config.to_owned();
        let reader = |data: PathBuf| move || Reader { data, books: None };
        let (printer, settings) = (desk.printer().clone(), setup.settings.clone());
        let paper_data = setup.data.clone();
        let chooser = Chooser::new(setup);
        let line = Line {
            wire: setup.wire.clone(),
            settings: setup.settings.clone(),
            reader: Reader {
                data: setup.data.clone(),
                books: None,
            },
        };
        Ok(Self {
            door: desk.door.clone(),
            events: Mutex::new(Some(events)),
            desk: Mutex::new(Some(desk)),
            books: Worker::start("books", reader(data.clone()))?,
            search: Worker::start("search", reader(data.clone()))?,
            people: Worker::start("people", move || Staff {
                people: People::open(&staff_data, &config),
            })?,
            printer: printer.clone(),
            paper: Worker::start("slips", move || Paper {
                printer,
                settings,
                reader: Reader {
                    data: paper_data,
                    books: None,
                },
            })?,
            choosing: Worker::start("printers", move || chooser)?,
            line: Worker::start("account", move || line)?,
            speaker: Speaker::find(),
            devices: Devices::start(setup),
            data,
            kept: Mutex::new(None),
        })
    }
}

impl Behind for Real {
    fn give(&self, command: Command, say: UnboundedSender<Word>) {
        self.door.send(command, move |outcome| {
            drop(say.unbounded_send(Word::Outcome(outcome)));
        });
    }

    fn ask(&self, question: Ask, reply: Reply<Answer>) {
        match question {
            Ask::LastNumbers | Ask::Day { .. } | Ask::ByUse { .. } | Ask::Similar { .. } => {
                self.books
                    .give(move |reader| reply(reader.answer(question)));
            }
            Ask::Page { .. } | Ask::Count { .. } | Ask::Details(_) => {
                self.search
                    .give(move |reader| reply(reader.answer(question)));
            }
            Ask::People
            | Ask::SignIn { .. }
            | Ask::Prove { .. }
            | Ask::ChangePin { .. }
            | Ask::AddPerson { .. }
            | Ask::ResetPin { .. }
            | Ask::SetActive { .. } => self.people.give(move |staff| reply(staff.answer(question))),
            Ask::Deposit => self.line.give(move |line| {
                let heard = line.heard();
                reply(Answer::Deposit(heard));
            }),
            Ask::Printer => self.printer.look(|state| reply(Answer::Printer(state))),
            Ask::FindPrinters => self.choosing.give(|_| reply(Answer::Places(detect()))),
            Ask::ChoosePrinter(address) => {
                let printer = self.printer.clone();
                self.choosing
                    .give(move |chooser| reply(chooser.choose(address, &printer)));
            }
            Ask::Drive(drive) => {
                let printer = self.printer.clone();
                self.choosing
                    .give(move |chooser| reply(chooser.drive(drive, &printer)));
            }
            Ask::PrintSlip(id) => self.paper.give(move |paper| paper.slip(id, reply)),
            Ask::PrintShift { by } => self.paper.give(move |paper| paper.shift(&by, reply)),
            Ask::Print(document) => print(&self.printer, *document, reply),
            Ask::Prefer(preferences) => {
                let data = self.data.clone();
                self.people.give(move |_| {
                    let kept = preferences::write(&data, &preferences);
                    reply(if kept.is_ok() {
                        Answer::Preferred
                    } else {
                        Answer::Failed
                    });
                });
            }
        }
    }

    fn watch(&self) -> UnboundedReceiver<Option<Event>> {
        let early = self
            .events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(early) = early {
            return early;
        }
        let (say, events) = unbounded();
        self.door
            .watch_with(move |event| say.unbounded_send(event).is_ok());
        events
    }

    fn play(&self, sound: Sound) {
        self.speaker.play(sound);
    }

    fn show(&self, rows: &Rows) {
        self.devices.show(rows);
    }

    fn devices(&self) -> DeviceStates {
        self.devices.states()
    }

    fn scans(&self) -> Receiver<Scan> {
        self.devices.scans()
    }

    fn keep(&self, setup: Setup) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(setup);
    }

    fn close(&self, done: Reply<()>) {
        let desk = self
            .desk
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Not on the window's thread, and not behind a question to the server: an answer on the wire may be awaited.
        let end = move || {
            if let Some(desk) = desk {
                desk.close(CLOSING);
            }
            done(());
        };
        let ending = std::thread::Builder::new().name("closing".to_owned());
        if let Err(error) = ending.spawn(end) {
            // The reply is dropped with the thread that never began: the window ends, the data lose nothing.
            tracing::error!(%error, "the till could not be closed in peace");
        }
    }
}

/// A reading connection, opened when it is first needed and anew after a fault.
struct Reader {
    data: PathBuf,
    books: Option<Books>,
}

impl Reader {
    fn with<T>(&mut self, read: impl FnOnce(&Books) -> Result<T, BadRow>) -> Option<T> {
        if self.books.is_none() {
            self.books = sqlite::open_reader(&self.data).ok();
        }
        match read(self.books.as_ref()?) {
            Ok(found) => Some(found),
            Err(error) => {
                tracing::error!(%error, "the books could not be read");
                self.books = None;
                None
            }
        }
    }

    fn answer(&mut self, question: Ask) -> Answer {
        self.found(question).unwrap_or(Answer::Failed)
    }

    fn found(&mut self, question: Ask) -> Option<Answer> {
        match question {
            Ask::LastNumbers => self
                .with(|books| books.last_numbers(LAST_NUMBERS))
                .map(Answer::LastNumbers),
            Ask::Day { from, until } => self.with(|books| books.day(from, until)).map(Answer::Day),
            Ask::ByUse { since } => {
                let used = self.with(|books| books.providers_by_use(since))?;
                Some(Answer::ByUse(used.into_iter().map(|(id, _)| id).collect()))
            }
            Ask::Similar {
                provider,
                number,
                since,
            } => self.similar(&provider, number, since),
            Ask::Page {
                filter,
                offset,
                limit,
                turn,
            } => {
                let rows = self.with(|books| books.page(&filter, offset, limit))?;
                Some(Answer::Page { rows, offset, turn })
            }
            Ask::Count { filter, turn } => {
                let begun = clock::now();
                let found = self.with(|books| books.count(&filter))?;
                let took_ms = clock::now().ms_since(begun);
                Some(Answer::Count {
                    found,
                    took_ms,
                    turn,
                })
            }
            Ask::Details(id) => self
                .details(id)
                .map(|found| Answer::Details(found.map(Box::new))),
            Ask::People
            | Ask::SignIn { .. }
            | Ask::Prove { .. }
            | Ask::ChangePin { .. }
            | Ask::AddPerson { .. }
            | Ask::ResetPin { .. }
            | Ask::SetActive { .. }
            | Ask::Deposit
            | Ask::Printer
            | Ask::FindPrinters
            | Ask::ChoosePrinter(_)
            | Ask::Drive(_)
            | Ask::PrintSlip(_)
            | Ask::PrintShift { .. }
            | Ask::Print(_)
            | Ask::Prefer(_) => None,
        }
    }

    fn similar(
        &mut self,
        provider: &ProviderId,
        number: String,
        since: Timestamp,
    ) -> Option<Answer> {
        let neighbour = if number.is_empty() {
            None
        } else {
            self.with(|books| books.neighbour(&number, since))?
        };
        let usual = self.with(|books| books.usual_range(provider))?;
        Some(Answer::Similar(Box::new(Similar {
            number,
            neighbour,
            usual,
        })))
    }

    fn payment(&mut self, id: PaymentId) -> Option<paydesk_till::payment::Payment> {
        let wanted = Filter {
            payment: Some(id.get()),
            limit: 1,
            ..Filter::default()
        };
        self.with(|books| books.find(&wanted))?.pop()
    }

    fn details(&mut self, id: PaymentId) -> Option<Option<Details>> {
        let Some(payment) = self.payment(id) else {
            return Some(None);
        };
        let steps = self.with(|books| books.timeline(id))?;
        let messages = self.with(|books| books.messages(id))?;
        Some(Some(Details {
            payment,
            steps,
            messages,
        }))
    }
}

/// The printer, for papers that are no cheques.
struct Paper {
    printer: PrintDesk,
    settings: Settings,
    reader: Reader,
}

impl Paper {
    fn slip(&mut self, id: PaymentId, reply: Reply<Answer>) {
        let settings = &self.settings;
        let document = self.reader.payment(id).and_then(|payment| {
            let provider = settings.catalogue.provider(&payment.order.provider);
            paper::slip(&payment, provider, &settings.shop, &settings.point)
        });
        self.print(document, reply);
    }

    fn shift(&mut self, by: &str, reply: Reply<Answer>) {
        let tally = self.reader.with(|books| books.shift_tally(None)).flatten();
        let document = tally.map(|tally| {
            let settings = &self.settings;
            let about = (&settings.point, by, clock::now());
            paper::shift_report(tally, &settings.shop, about)
        });
        self.print(document, reply);
    }

    fn print(&self, document: Option<Document>, reply: Reply<Answer>) {
        match document {
            Some(document) => print(&self.printer, document, reply),
            None => reply(Answer::Printed(PrintOutcome::NotReady)),
        }
    }
}

fn print(printer: &PrintDesk, document: Document, reply: Reply<Answer>) {
    printer.print(document, |outcome| reply(Answer::Printed(outcome)));
}

/// The dealer's account at the server.
struct Line {
    wire: Wire,
    settings: Settings,
    reader: Reader,
}

impl Line {
    fn heard(&mut self) -> Result<Heard, Why> {
        let sent_at = clock::now();
        let first = self.settings.catalogue.providers().next();
        let currency = first.map_or(paydesk_domain::money::Currency::RUB, |provider| {
            provider.currency
        });
        let enrolled = self.reader.with(Books::epoch).flatten();
        let request = AccountRequest {
            attempt: AttemptId::new(OsEntropy.next_u128()),
            session: Some(SessionId::make(sent_at, OsEntropy.next_u64())),
            sent_at,
            epoch: enrolled.unwrap_or(FIRST_EPOCH),
            audit: AuditHead {
                seq: 0,
                hash: [0; 32],
            },
            currency,
        };
        let (deposit, signed_at) = match self.wire.rest(&request) {
            Ok(said) => said,
            Err(AccountFault::NoAnswer(why)) => return Err(why),
            Err(AccountFault::Refused(refusal)) => {
                tracing::warn!(code = refusal.code, "the server does not tell the deposit");
                return Ok(Heard {
                    rest: None,
                    per_day: None,
                    took_ms: clock::now().ms_since(sent_at),
                    skew_ms: 0,
                });
            }
        };
        let now = clock::now();
        let per_day = self
            .reader
            .with(|books| books.spent_per_day(currency, now))
            .flatten();
        Ok(Heard {
            rest: Some(deposit.available),
            per_day,
            took_ms: now.ms_since(sent_at),
            skew_ms: Timestamp::from_unix_seconds(signed_at).ms_since(now),
        })
    }
}
