//! The only door of the core to the outside. The real world lives in `paydesk-adapters`; tests bring their
//! own.

use std::collections::BTreeSet;
use std::fmt::{self, Debug, Formatter};

use paydesk_cheque::document::Document;
use paydesk_domain::correction::CorrectionRecord;
use paydesk_domain::exchange::{Answer, Ask, AuditHead, Request, Why};
use paydesk_domain::ids::{AttemptId, BootId, PaymentId, SessionId};
use paydesk_domain::journal::JournalEntry;
use paydesk_domain::money::Money;
use paydesk_domain::printer::PrinterState;
use paydesk_domain::shift::{CashMove, Shift};
use paydesk_domain::time::Timestamp;

use crate::payment::Payment;

mod command;

pub use command::{Command, NoteKind, Outcome, Rejection};

/// Randomness. The real one asks the operating system.
pub trait Entropy {
    /// 64 random bits.
    fn next_u64(&mut self) -> u64;

    /// 128 random bits.
    fn next_u128(&mut self) -> u128 {
        (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64())
    }
}

/// What a step may know of the moment.
pub struct Env<'a> {
    /// The present, by the till's clock.
    pub now: Timestamp,
    /// Randomness.
    pub entropy: &'a mut dyn Entropy,
    /// A drawer hangs on the till's printer.
    pub has_drawer: bool,
}

impl Debug for Env<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// Names one command, so that its outcome finds the face that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What may happen to the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A face gives a command.
    Command(Ticket, Command),
    /// A reply passed the gate.
    Answered {
        /// The attempt it answers.
        attempt: AttemptId,
        /// What it says.
        answer: Box<Answer>,
        /// The server's newest other SESSION is in our books (true where none was named).
        knows_last_session: bool,
    },
    /// No answer that can be trusted.
    Unanswered(AttemptId, Why),
    /// The same, and the server wants to be left alone for a while.
    PutOff {
        /// The attempt.
        attempt: AttemptId,
        /// Why there is no answer.
        why: Why,
        /// For how long, as the server says it.
        wait_ms: i64,
    },
    /// How the printer is, after it was asked.
    Printer(PrinterState),
    /// The drawer could not be sent its pulse.
    DrawerShut,
    /// A print ended.
    Printed(PaymentId, PrintOutcome),
    /// Time has passed.
    Tick,
}

/// How a print ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintOutcome {
    /// The printer confirmed a complete cheque.
    Printed,
    /// Everything was handed over to something that cannot confirm.
    Sent,
    /// Nothing was sent: the printer is not ready.
    NotReady,
    /// Something may have been sent.
    Uncertain,
}

/// What the till wants done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make these changes durable, in one transaction.
    Persist(ChangeSet),
    /// Send a request.
    Post(Box<Request>),
    /// Look whether a paper would come out.
    LookAtPrinter,
    /// Send the drawer its pulse, once. Nothing waits for it.
    OpenDrawer,
    /// Print a paper.
    Print(Box<PrintRequest>),
    /// Answer a command.
    Reply(Ticket, Outcome),
    /// Inform every watcher.
    Tell(Event),
}

/// One paper to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRequest {
    /// The payment; its stored reply is verified again before anything is printed.
    pub payment: PaymentId,
    /// 0 for the only unmarked print.
    pub copy: u32,
    /// The paper.
    pub document: Document,
}

/// Changes that become durable together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSet(pub Vec<Change>);

/// One durable change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A payment that was not there before, with its SESSION.
    Opened(Box<Payment>),
    /// A payment as it stands now.
    Changed(Box<Payment>),
    /// A further SESSION for a payment.
    NewSession(PaymentId, SessionId),
    /// An attempt that is about to be sent.
    AttemptOpened(Box<Request>),
    /// What became of an attempt, with the signed reply where one came.
    AttemptClosed {
        /// The attempt.
        attempt: AttemptId,
        /// When.
        at: Timestamp,
        /// Why there is no answer; none with one.
        why: Option<Why>,
        /// The signed document.
        evidence: Option<Vec<u8>>,
    },
    /// An entry of the journal.
    Journal(JournalEntry),
    /// Who stands behind the entry in front of it, and why.
    Deed {
        /// Position of that entry.
        seq: u64,
        /// Full name.
        person: String,
        /// In that person's words; may be empty.
        reason: String,
    },
    /// A shift begins with an entry of the journal.
    ShiftOpened {
        /// Position of that entry.
        seq: u64,
        /// The shift.
        shift: Shift,
    },
    /// A shift ends with an entry of the journal.
    ShiftClosed {
        /// Position of that entry.
        seq: u64,
        /// Number of the shift.
        number: u32,
        /// When.
        at: Timestamp,
        /// Full name of whoever closed it.
        by: String,
        /// What was counted.
        counted: Option<Money>,
    },
    /// Cash moved without a payment.
    CashMoved {
        /// Position of its entry in the journal.
        seq: u64,
        /// What moved.
        moved: CashMove,
    },
    /// A correction was opened.
    CorrectionOpened {
        /// Position of its entry in the journal.
        seq: u64,
        /// The correction.
        record: Box<CorrectionRecord>,
    },
}

/// What every watcher is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A payment as it stands on disk.
    Payment(Box<Payment>),
    /// The server answered (or did not).
    Link(bool),
    /// What is left of the deposit, as the server last said.
    Deposit(Money),
    /// The shift that is open now; told at every change and once at the start.
    Shift(Option<Shift>),
    /// A person must be told.
    Alarm(Alarm),
    /// The drawer could not be sent its pulse. The payment is not touched by it.
    DrawerShut,
    /// The disk failed; the till has read its data again.
    StorageFault,
    /// The till takes no new payments any more: the disk failed twice.
    ReadOnly,
}

/// What a person must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarm {
    /// A reply that nobody should have sent.
    StrangeReply(Why),
    /// Signed replies contradict each other, or what was stored.
    Contradiction(PaymentId),
    /// A payment was refused after it had been accepted: cash is due back though a cheque is out.
    LateRefusal(PaymentId),
    /// The till's data is not what the server knows.
    Reconcile,
    /// The server has admitted a newer copy of this till's data.
    OtherCopy,
    /// This computer's clock is more than a minute away from the server's; above five no new payment is taken.
    Clock {
        /// The server's clock less ours.
        seconds: i64,
    },
}

/// What is remembered of a payment, to know one like it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// The payment.
    pub payment: PaymentId,
    /// When its cash was taken.
    pub at: Timestamp,
    /// [`paydesk_domain::order::Order::likeness`] of its order.
    pub likeness: [u8; 32],
}

/// What was read back from the disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved {
    /// Every payment to which something still has to happen.
    pub payments: Vec<Payment>,
    /// Attempts without an end, with what they asked.
    pub open_attempts: Vec<(AttemptId, PaymentId, Ask)>,
    /// The highest payment number given out.
    pub last_payment: i64,
    /// The head of the journal.
    pub head: Option<AuditHead>,
    /// An earlier start found that these data and the server's do not agree, and nobody has said since that they
    /// were compared.
    pub reconcile: bool,
    /// The same, because the server has admitted a newer copy of them.
    pub is_other_copy: bool,
    /// The epoch under which this copy was enrolled last; none where it never was after the first time.
    pub epoch: Option<u32>,
    /// There is no room for the reserve of a full disk: what is open goes on, and nothing new is accepted.
    pub is_cramped: bool,
    /// The open shift.
    pub shift: Option<Shift>,
    /// The highest shift number given out.
    pub last_shift: u32,
    /// Payments of the last hour whose cash is not owed back, in any order; older ones do no harm.
    pub recent: Vec<Recent>,
    /// Payments with an open correction.
    pub corrections: BTreeSet<PaymentId>,
    /// The highest correction number given out.
    pub last_correction: u32,
}

/// The disk did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// The change breaks a rule that the database guards; nothing was stored.
    #[error("the database refused the change: {0}")]
    Refused(String),
    /// It is not known whether the change was stored.
    #[error("the disk failed: {0}")]
    Disk(String),
}

/// The outside. The runner alone calls it.
pub trait World {
    /// The present.
    fn now(&self) -> Timestamp;
    /// Randomness.
    fn entropy(&mut self) -> &mut dyn Entropy;
    /// This start of the process.
    fn boot(&self) -> BootId;
    /// Closes the store, opens it again and reads it back.
    ///
    /// # Errors
    /// [`StoreFault`] when it cannot be read.
    fn load(&mut self) -> Result<Saved, StoreFault>;
    /// Reads one stored payment, settled or not; none where it is not there or cannot be read.
    fn recall(&mut self, id: PaymentId) -> Option<Payment>;
    /// Makes the changes durable before it returns.
    ///
    /// # Errors
    /// [`StoreFault`]; after [`StoreFault::Disk`] the changes may or may not be stored.
    fn persist(&mut self, changes: &ChangeSet) -> Result<(), StoreFault>;
    /// Encodes, signs and sends; the answer comes back as an input.
    fn post(&mut self, request: Request);
    /// Looks how the printer is, which comes back as an input. Nothing is printed by it.
    fn look_at_printer(&mut self);
    /// Whether a drawer hangs on the printer that is in use now.
    fn has_drawer(&self) -> bool;
    /// Sends the drawer its pulse and does not wait for it; watchers hear where that could not be done.
    fn open_drawer(&mut self);
    /// Prints; the outcome comes back as an input.
    fn print(&mut self, job: PrintRequest);
    /// Answers a command.
    fn reply(&mut self, ticket: Ticket, outcome: Outcome);
    /// Informs every watcher.
    fn tell(&mut self, event: Event);
    /// Waits for the next input, at most until the given moment.
    fn wait(&mut self, until: Option<Timestamp>) -> Input;
}
