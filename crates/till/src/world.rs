//! The only door of the core to the outside. The real world lives in `paydesk-adapters`; tests bring their
//! own.

use std::fmt::{self, Debug, Formatter};

use paydesk_cheque::document::Document;
use paydesk_domain::exchange::{Answer, Ask, AuditHead, Request, Why};
use paydesk_domain::ids::{AttemptId, BootId, IntentKey, PaymentId, SessionId};
use paydesk_domain::journal::JournalEntry;
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::payment::NoConsent;
use paydesk_domain::time::Timestamp;

use crate::payment::Payment;

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

/// What a cashier wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Opens a form: a new intent.
    OpenForm,
    /// Asks the server for its consent. Repeating it for one intent asks about one payment.
    Check {
        /// The form.
        intent: IntentKey,
        /// What is wanted.
        order: Order,
        /// Full name of the cashier.
        cashier: String,
    },
    /// The cash is in the drawer: make the payment.
    Confirm {
        /// A checked payment.
        payment: PaymentId,
        /// What the customer handed over.
        handed: Option<Money>,
    },
    /// The cash is in the drawer, and the server could not be asked: take the payment into the outbox.
    AcceptOffline {
        /// A payment whose check got no answer.
        payment: PaymentId,
        /// What the customer handed over.
        handed: Option<Money>,
    },
    /// The customer leaves before paying.
    GiveUp {
        /// A payment for which no cash was taken.
        payment: PaymentId,
    },
    /// The customer wants the cash of an open payment back.
    Withdraw {
        /// An open payment.
        payment: PaymentId,
    },
    /// The owed cash was handed over.
    CashReturned {
        /// A payment with cash to return.
        payment: PaymentId,
    },
    /// Ask about every open payment now.
    RetryAll,
    /// Whether a complete cheque came out of the printer.
    ChequeCameOut {
        /// A payment whose print is uncertain.
        payment: PaymentId,
        /// What the cashier saw.
        complete: bool,
    },
    /// A person has compared these data with the server's: new payments may be taken again.
    Reconciled,
    /// Send nothing new and end once nothing is on the wire.
    Stop,
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A form is open.
    Form(IntentKey),
    /// The server consents.
    Consent(Box<Payment>),
    /// It does not, or could not be asked.
    NoConsent(Box<Payment>, NoConsent),
    /// It is on disk.
    Accepted(Box<Payment>),
    /// It is not, and nothing has happened.
    NotAccepted(Rejection),
    /// Done.
    Done,
}

/// Why a command was not accepted. Nothing was changed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rejection {
    /// No such payment, or it is finished.
    NoSuchPayment,
    /// The payment's state does not allow it.
    WrongState,
    /// The consent is too old; check again.
    ConsentTooOld,
    /// The order does not fit the provider's catalogue entry.
    BadOrder,
    /// This provider may not be accepted without a check.
    NotOffline,
    /// So many payments wait already that no more may be accepted without a check.
    OfflineLimit,
    /// Less cash was handed over than the payment takes.
    TooLittleCash,
    /// A pay may have reached the server, and this server cannot close a SESSION: status must decide.
    CannotClose,
    /// Data cannot be stored safely. Take no money.
    Storage,
    /// The disk failed while this was being stored, and cannot be read: it may have been accepted. The next start
    /// tells; until then no cash is handed back.
    StorageUnsure,
    /// Another copy of this till lives, or its data is older than the server's. Take no money.
    Reconcile,
    /// The till is closing.
    Stopping,
}

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
    /// A person must be told.
    Alarm(Alarm),
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
    /// Makes the changes durable before it returns.
    ///
    /// # Errors
    /// [`StoreFault`]; after [`StoreFault::Disk`] the changes may or may not be stored.
    fn persist(&mut self, changes: &ChangeSet) -> Result<(), StoreFault>;
    /// Encodes, signs and sends; the answer comes back as an input.
    fn post(&mut self, request: Request);
    /// Prints; the outcome comes back as an input.
    fn print(&mut self, job: PrintRequest);
    /// Answers a command.
    fn reply(&mut self, ticket: Ticket, outcome: Outcome);
    /// Informs every watcher.
    fn tell(&mut self, event: Event);
    /// Waits for the next input, at most until the given moment.
    fn wait(&mut self, until: Option<Timestamp>) -> Input;
}
