//! The one thread at a printer, and the one that watches it.
//!
//! Everybody at this till who prints gives jobs to one of these; they are done one after another. A call into a
//! driver that does not come back is given up after its time, and another thread takes the place of the one that
//! hangs: neither the window nor a payment ever waits for a printer.

use std::fmt::{self, Debug, Formatter};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use paydesk_cheque::document::Document;
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::Printer;
use super::permit::Permit;

/// Jobs that wait; the till itself has one at most.
const WAITING: usize = 8;
/// So many calls may hang at the same time; then nothing more is begun until one comes back.
const HANGING: usize = 3;
/// A printer says at once how long a job may take.
const SAYING: Duration = Duration::from_secs(5);

type MakePrinter = Box<dyn Fn() -> Box<dyn Printer> + Send>;
type Reply<T> = Box<dyn FnOnce(T) + Send>;

enum Job {
    Print(Box<Document>, Reply<PrintOutcome>),
    OpenDrawer(Reply<bool>),
    Look,
    Change(MakePrinter),
}

/// The way to the till's printer, for everybody who prints. Cheap to clone.
#[derive(Clone)]
pub struct PrintDesk {
    jobs: SyncSender<Job>,
    /// Who wants to know how the printer is: one look answers all of them.
    lookers: Arc<Mutex<Vec<Reply<PrinterState>>>>,
    has_drawer: Arc<AtomicBool>,
}

impl Debug for PrintDesk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("PrintDesk")
    }
}

impl PrintDesk {
    /// Starts the watching thread. `make` makes the printer, and makes it anew after a thread hung or broke down.
    #[must_use]
    pub fn start(make: impl Fn() -> Box<dyn Printer> + Send + 'static) -> Self {
        let (jobs, waiting) = mpsc::sync_channel(WAITING);
        let lookers = Arc::new(Mutex::new(Vec::new()));
        let has_drawer = Arc::new(AtomicBool::new(make().has_drawer()));
        let watch = Watch {
            make: Box::new(make),
            hand: None,
            hanging: Arc::new(AtomicUsize::new(0)),
            lookers: Arc::clone(&lookers),
        };
        let watching = thread::Builder::new().name("printer".to_owned());
        if let Err(error) = watching.spawn(move || watch.work(&waiting)) {
            // The jobs' end is dropped with it, and every job comes back undone.
            tracing::error!(%error, "the printer's thread cannot be started");
        }
        Self {
            jobs,
            lookers,
            has_drawer,
        }
    }

    /// Prints one paper; the reply comes on another thread, or at once where nothing can be begun.
    pub fn print(&self, document: Document, reply: impl FnOnce(PrintOutcome) + Send + 'static) {
        let job = Job::Print(Box::new(document), Box::new(reply));
        if let Err(
            mpsc::TrySendError::Full(Job::Print(_, reply))
            | mpsc::TrySendError::Disconnected(Job::Print(_, reply)),
        ) = self.jobs.try_send(job)
        {
            reply(PrintOutcome::NotReady);
        }
    }

    /// Whether a drawer hangs on the printer that is in use now.
    #[must_use]
    pub fn has_drawer(&self) -> bool {
        self.has_drawer.load(Ordering::SeqCst)
    }

    /// Sends the drawer its pulse, as a job of its own. The reply, whether it was sent, comes on another thread, or at
    /// once where nothing can be begun.
    pub fn open_drawer(&self, reply: impl FnOnce(bool) + Send + 'static) {
        if let Err(
            mpsc::TrySendError::Full(Job::OpenDrawer(reply))
            | mpsc::TrySendError::Disconnected(Job::OpenDrawer(reply)),
        ) = self.jobs.try_send(Job::OpenDrawer(Box::new(reply)))
        {
            reply(false);
        }
    }

    /// Prints on another printer from the next job on. Waits where many jobs wait.
    pub fn change(&self, make: impl Fn() -> Box<dyn Printer> + Send + 'static) {
        self.has_drawer.store(make().has_drawer(), Ordering::SeqCst);
        // Where the thread has ended nothing is printed any more.
        drop(self.jobs.send(Job::Change(Box::new(make))));
    }

    /// Looks whether a paper would come out now. Prints nothing.
    pub fn look(&self, reply: impl FnOnce(PrinterState) + Send + 'static) {
        let is_first = {
            let mut lookers = self.lookers.lock().unwrap_or_else(PoisonError::into_inner);
            lookers.push(Box::new(reply));
            lookers.len() == 1
        };
        if is_first && self.jobs.try_send(Job::Look).is_err() {
            answer(&self.lookers, PrinterState::NotReady(PrinterFault::Stuck));
        }
    }
}

fn answer(lookers: &Mutex<Vec<Reply<PrinterState>>>, state: PrinterState) {
    let all = std::mem::take(&mut *lookers.lock().unwrap_or_else(PoisonError::into_inner));
    for reply in all {
        reply(state);
    }
}

/// What the thread at the printer is to do.
enum Work {
    Print(Box<Document>, Permit),
    OpenDrawer(Permit),
    Look,
}

/// What it says.
enum Word {
    WillTake(Duration),
    Printed(PrintOutcome),
    Pulsed(bool),
    Stands(PrinterState),
}

/// The thread at the printer.
struct Hand {
    work: Sender<Work>,
    words: Receiver<Word>,
}

struct Watch {
    make: MakePrinter,
    hand: Option<Hand>,
    hanging: Arc<AtomicUsize>,
    lookers: Arc<Mutex<Vec<Reply<PrinterState>>>>,
}

impl Watch {
    fn work(mut self, jobs: &Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            match job {
                Job::Print(document, reply) => {
                    let outcome = self.print(document);
                    reply(outcome);
                }
                Job::OpenDrawer(reply) => {
                    let is_sent = self.open_drawer();
                    reply(is_sent);
                }
                Job::Look => {
                    let state = self.look();
                    answer(&self.lookers, state);
                }
                Job::Change(make) => {
                    self.make = make;
                    self.hand = None;
                }
            }
        }
    }

    fn print(&mut self, document: Box<Document>) -> PrintOutcome {
        let permit = Permit::new();
        match self.ask(Work::Print(document, permit.clone())) {
            Some(Word::Printed(outcome)) => outcome,
            Some(Word::WillTake(_) | Word::Pulsed(_) | Word::Stands(_)) | None => {
                if permit.withdraw() {
                    PrintOutcome::NotReady
                } else {
                    PrintOutcome::Uncertain
                }
            }
        }
    }

    fn open_drawer(&mut self) -> bool {
        let permit = Permit::new();
        match self.ask(Work::OpenDrawer(permit.clone())) {
            Some(Word::Pulsed(is_sent)) => is_sent,
            // Once it has begun the drawer may be open, and nobody needs its key.
            Some(Word::WillTake(_) | Word::Printed(_) | Word::Stands(_)) | None => {
                !permit.withdraw()
            }
        }
    }

    fn look(&mut self) -> PrinterState {
        match self.ask(Work::Look) {
            Some(Word::Stands(state)) => state,
            Some(Word::WillTake(_) | Word::Printed(_) | Word::Pulsed(_)) | None => {
                PrinterState::NotReady(PrinterFault::Stuck)
            }
        }
    }

    /// Gives work to the thread at the printer and waits for its end; none where it hangs or broke down, and then
    /// the next work finds another thread.
    fn ask(&mut self, work: Work) -> Option<Word> {
        let hand = match self.hand.take() {
            Some(hand) => hand,
            None => self.another()?,
        };
        let is_given = hand.work.send(work).is_ok();
        let heard = is_given
            .then(|| hand.words.recv_timeout(SAYING).ok())
            .flatten();
        let Some(Word::WillTake(time)) = heard else {
            return None;
        };
        let word = hand.words.recv_timeout(time).ok()?;
        self.hand = Some(hand);
        Some(word)
    }

    fn another(&self) -> Option<Hand> {
        if self.hanging.load(Ordering::SeqCst) >= HANGING {
            tracing::error!("the printer's driver hangs; nothing more is given to it");
            return None;
        }
        let mut printer = (self.make)();
        let (work, to_do) = mpsc::channel();
        let (say, words) = mpsc::channel();
        let alive = Alive::new(&self.hanging);
        let hand = thread::Builder::new().name("paper".to_owned());
        let started = hand.spawn(move || {
            let _alive = alive;
            serve(printer.as_mut(), &to_do, &say);
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread can be started for the printer");
            return None;
        }
        Some(Hand { work, words })
    }
}

/// Counts a thread for as long as it lives.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Ends when nobody waits for it any more.
fn serve(printer: &mut dyn Printer, to_do: &Receiver<Work>, say: &Sender<Word>) {
    while let Ok(work) = to_do.recv() {
        let time = match &work {
            Work::Print(document, _) => printer.longest(Some(document)),
            Work::OpenDrawer(_) => printer.longest_pulse(),
            Work::Look => printer.longest(None),
        };
        if say.send(Word::WillTake(time)).is_err() {
            return;
        }
        let word = match work {
            Work::Print(document, permit) => Word::Printed(printer.print(&document, &permit)),
            Work::OpenDrawer(permit) => Word::Pulsed(printer.open_drawer(&permit)),
            Work::Look => Word::Stands(printer.state()),
        };
        if say.send(word).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
