//! The real world of the till's runner: one inbox, one store, threads for whatever blocks.

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use paydesk_domain::exchange::{Request, Why};
use paydesk_domain::ids::{AttemptId, BootId, PaymentId};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{
    Alarm, ChangeSet, Command, Entropy, Event, Input, Outcome, PrintOutcome, PrintRequest, Saved,
    StoreFault, Ticket, World,
};

use crate::clock;
use crate::entropy::OsEntropy;
use crate::https::Silence;
use crate::printer::PrintDesk;
use crate::sqlite::{OpenError, Store};
use crate::wire::Wire;

mod door;

pub use door::Door;
use door::{Reply, Watchers};

/// What comes into the inbox.
enum Mail {
    Command(Command, Reply),
    Input(Input),
}

/// What the world of one till consists of.
pub struct Parts {
    /// The data folder.
    pub folder: PathBuf,
    /// The way to the server.
    pub wire: Wire,
    /// Where cheques come out.
    pub printer: PrintDesk,
    /// The database, opened already.
    pub store: Store,
    /// This start.
    pub boot: BootId,
}

impl Debug for Parts {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// What a thread will report. Dropping it posts it, so the till also hears of a thread that never started or
/// broke down: an attempt or a print without an end would never be taken up again.
struct Letter {
    to: Sender<Mail>,
    input: Option<Input>,
}

impl Letter {
    fn say(&mut self, input: Input) {
        self.input = Some(input);
    }
}

impl Drop for Letter {
    fn drop(&mut self) {
        if let Some(input) = self.input.take() {
            drop(self.to.send(Mail::Input(input)));
        }
    }
}

/// The world of one till.
pub struct RealWorld {
    folder: PathBuf,
    wire: Wire,
    printer: PrintDesk,
    store: Option<Store>,
    boot: BootId,
    entropy: OsEntropy,
    inbox: Receiver<Mail>,
    letters: Sender<Mail>,
    faces: HashMap<Ticket, Reply>,
    watchers: Watchers,
    tickets: u64,
    /// Signed requests that are on disk and not yet sent.
    sealed: HashMap<AttemptId, Vec<u8>>,
}

impl Debug for RealWorld {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealWorld")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl RealWorld {
    /// The world and the door into it.
    #[must_use]
    pub fn new(parts: Parts) -> (Self, Door) {
        let (letters, inbox) = mpsc::channel();
        let watchers = Watchers::new();
        let door = Door::new(letters.clone(), watchers.clone());
        let world = Self {
            folder: parts.folder,
            wire: parts.wire,
            printer: parts.printer,
            store: Some(parts.store),
            boot: parts.boot,
            entropy: OsEntropy,
            inbox,
            letters,
            faces: HashMap::new(),
            watchers,
            tickets: 0,
            sealed: HashMap::new(),
        };
        (world, door)
    }

    fn letter(&self, unless_changed: Input) -> Letter {
        Letter {
            to: self.letters.clone(),
            input: Some(unless_changed),
        }
    }

    fn open_store(&self) -> Result<Store, StoreFault> {
        let opened = Store::reopen(&self.folder, self.boot, clock::now());
        opened.map_err(|error| StoreFault::Disk(describe(&error)))
    }

    fn store(&mut self) -> Result<&mut Store, StoreFault> {
        self.store
            .as_mut()
            .ok_or_else(|| StoreFault::Disk("the database is closed".to_owned()))
    }

    fn input(&mut self, mail: Mail) -> Input {
        match mail {
            Mail::Command(command, reply) => {
                self.tickets = self.tickets.wrapping_add(1);
                let ticket = Ticket(self.tickets);
                self.faces.insert(ticket, reply);
                Input::Command(ticket, command)
            }
            Mail::Input(Input::Answered {
                attempt, answer, ..
            }) => match self.store() {
                Ok(store) => store.hear(attempt, answer),
                Err(_) => Input::Answered {
                    attempt,
                    answer,
                    knows_last_session: true,
                },
            },
            Mail::Input(input) => input,
        }
    }

    /// Whether a stored, signed reply of the server says that this payment was paid.
    fn is_proven(&mut self, payment: PaymentId) -> bool {
        let wire = self.wire.clone();
        self.store()
            .is_ok_and(|store| store.is_proven(payment, &wire))
    }
}

impl World for RealWorld {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn entropy(&mut self) -> &mut dyn Entropy {
        &mut self.entropy
    }

    fn boot(&self) -> BootId {
        self.boot
    }

    fn load(&mut self) -> Result<Saved, StoreFault> {
        // After a fault the connection is not trusted any more: what is on disk decides.
        if self.store.is_none() {
            self.sealed.clear();
            self.store = Some(self.open_store()?);
        }
        self.store()?.load()
    }

    fn recall(&mut self, id: PaymentId) -> Option<Payment> {
        let found = self.store().and_then(|store| store.payment(id));
        found.unwrap_or_else(|fault| {
            tracing::error!(%fault, payment = %id, "a stored payment cannot be read");
            None
        })
    }

    fn persist(&mut self, changes: &ChangeSet) -> Result<(), StoreFault> {
        let wire = self.wire.clone();
        let mut documents = Vec::new();
        let stored = self.store()?.persist(changes, &mut |request| {
            let sealed = wire.seal(request);
            documents.extend(
                sealed
                    .document
                    .clone()
                    .map(|document| (request.attempt, document)),
            );
            sealed
        });
        if stored.is_ok() {
            self.sealed.extend(documents);
        }
        if let Err(fault) = &stored {
            tracing::error!(%fault, "the database did not store");
            self.store = None;
            // On a full disk the reserve makes room for what is open already.
            if matches!(fault, StoreFault::Disk(_)) {
                drop(Store::drop_ballast(&self.folder));
            }
        }
        stored
    }

    fn post(&mut self, request: Request) {
        let wire = self.wire.clone();
        let attempt = request.attempt;
        let sealed = self.sealed.remove(&attempt);
        let mut letter = self.letter(Input::Unanswered(attempt, Why::CannotSign));
        let work = move || {
            letter.say(Input::Unanswered(attempt, Why::Interrupted));
            letter.say(match wire.send(&request, sealed) {
                Ok(answer) => Input::Answered {
                    attempt,
                    answer: Box::new(answer),
                    knows_last_session: true,
                },
                Err(Silence {
                    why,
                    retry_after: None,
                }) => Input::Unanswered(attempt, why),
                Err(Silence {
                    why,
                    retry_after: Some(wait),
                }) => Input::PutOff {
                    attempt,
                    why,
                    wait_ms: i64::try_from(wait.as_millis()).unwrap_or(i64::MAX),
                },
            });
        };
        // Where no thread starts, the letter that was never begun says so.
        drop(thread::Builder::new().name("wire".to_owned()).spawn(work));
    }

    fn look_at_printer(&mut self) {
        let mut letter = self.letter(Input::Printer(PrinterState::NotReady(PrinterFault::Stuck)));
        self.printer
            .look(move |state| letter.say(Input::Printer(state)));
    }

    fn has_drawer(&self) -> bool {
        self.printer.has_drawer()
    }

    fn open_drawer(&mut self) {
        let letters = self.letters.clone();
        self.printer.open_drawer(move |is_sent| {
            if !is_sent {
                tracing::warn!("the drawer was not sent its pulse");
                drop(letters.send(Mail::Input(Input::DrawerShut)));
            }
        });
    }

    fn print(&mut self, job: PrintRequest) {
        let payment = job.payment;
        if !self.is_proven(payment) {
            tracing::error!(%payment, "no stored reply proves this payment; its cheque is not printed");
            self.tell(Event::Alarm(Alarm::StrangeReply(Why::BadSignature)));
            return drop(self.letter(Input::Printed(payment, PrintOutcome::Uncertain)));
        }
        // A printer that says nothing at the end may have printed.
        let mut letter = self.letter(Input::Printed(payment, PrintOutcome::Uncertain));
        self.printer.print(job.document, move |outcome| {
            letter.say(Input::Printed(payment, outcome));
        });
    }

    fn reply(&mut self, ticket: Ticket, outcome: Outcome) {
        if let Some(face) = self.faces.remove(&ticket) {
            face.say(outcome);
        }
    }

    fn tell(&mut self, event: Event) {
        self.watchers.tell(&event);
    }

    fn wait(&mut self, until: Option<Timestamp>) -> Input {
        let mail = match until {
            None => self
                .inbox
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
            Some(until) => {
                let left = u64::try_from(until.ms_since(clock::now())).unwrap_or(0);
                self.inbox.recv_timeout(Duration::from_millis(left))
            }
        };
        // The world itself holds a sender, so the inbox cannot be disconnected.
        mail.map_or(Input::Tick, |mail| self.input(mail))
    }
}

/// The watchers hear the end, however many doors are still held. Replies that are still owed are dropped with the
/// world, and say so.
impl Drop for RealWorld {
    fn drop(&mut self) {
        self.watchers.end();
    }
}

/// A thread that broke down with the lock leaves nothing half done behind it.
fn locked<T: ?Sized>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn describe(error: &OpenError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

#[cfg(test)]
mod tests;
