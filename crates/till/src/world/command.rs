//! What faces may ask of the till, and what it answers.

use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::ids::{IntentKey, PaymentId, SessionId};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::payment::NoConsent;
use paydesk_domain::shift::{CashDirection, Shift};

use crate::payment::Payment;

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
        /// Why a payment like a recent one is wanted once more, in the cashier's words.
        again: Option<String>,
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
        /// Full name of whoever withdraws it.
        by: String,
    },
    /// The owed cash was handed over.
    CashReturned {
        /// A payment with cash to return.
        payment: PaymentId,
        /// Full name of whoever handed it over.
        by: String,
    },
    /// Ask about every open payment now.
    RetryAll,
    /// Ask about one open payment now.
    Retry {
        /// An open payment.
        payment: PaymentId,
    },
    /// Whether a complete cheque came out of the printer.
    ChequeCameOut {
        /// A payment whose print is uncertain.
        payment: PaymentId,
        /// What the cashier saw.
        complete: bool,
    },
    /// A further cheque of a paid payment is wanted, marked as a copy.
    Reprint {
        /// A paid payment, however old.
        payment: PaymentId,
        /// Full name of whoever wants it.
        by: String,
        /// Why.
        reason: String,
    },
    /// A customer wants something put right about a paid payment.
    OpenCorrection {
        /// A paid payment, however old.
        payment: PaymentId,
        /// Full name of whoever opens it.
        by: String,
        /// What is wanted.
        wanted: CorrectionWish,
    },
    /// A shift begins.
    OpenShift {
        /// Full name of the cashier.
        cashier: String,
        /// Change in the drawer.
        float: Money,
    },
    /// The shift ends. Open payments never stand in the way.
    CloseShift {
        /// Full name of the cashier.
        cashier: String,
        /// What was counted in the drawer, in the currency of the float.
        counted: Option<Money>,
    },
    /// Cash is put into or taken out of the drawer without a payment.
    MoveCash {
        /// Full name of the cashier.
        cashier: String,
        /// Which way.
        direction: CashDirection,
        /// How much, in the currency of the float.
        sum: Money,
        /// Why.
        reason: String,
    },
    /// The drawer is to open though nothing is sold.
    OpenDrawer {
        /// Full name of whoever wants it.
        by: String,
        /// Why.
        reason: String,
    },
    /// Something that a person did is put on record.
    Note {
        /// What.
        kind: NoteKind,
        /// Full name.
        person: String,
        /// Further words; may be empty.
        reason: String,
    },
    /// A person has compared these data with the server's: new payments may be taken again.
    Reconciled,
    /// This copy of the data is the one that the server admits from now on. Every open payment is asked about under
    /// the new epoch; only then new ones may be taken again, and the outcome is told.
    Enrol {
        /// The epoch that the server has given.
        epoch: u32,
        /// Full name of whoever does it.
        by: String,
        /// The newest SESSION that the server has of this till, as it has just told. It may be another copy's.
        newest: Option<SessionId>,
    },
    /// Send nothing new and end once nothing is on the wire.
    Stop,
}

impl Command {
    /// The payment that this command is about even when it is settled, so that it may have to be read from the disk
    /// first.
    #[must_use]
    pub const fn settled_payment(&self) -> Option<PaymentId> {
        match self {
            Self::Reprint { payment, .. } | Self::OpenCorrection { payment, .. } => Some(*payment),
            Self::OpenForm
            | Self::Check { .. }
            | Self::Confirm { .. }
            | Self::AcceptOffline { .. }
            | Self::GiveUp { .. }
            | Self::Withdraw { .. }
            | Self::CashReturned { .. }
            | Self::RetryAll
            | Self::Retry { .. }
            | Self::ChequeCameOut { .. }
            | Self::OpenShift { .. }
            | Self::CloseShift { .. }
            | Self::MoveCash { .. }
            | Self::OpenDrawer { .. }
            | Self::Note { .. }
            | Self::Reconciled
            | Self::Enrol { .. }
            | Self::Stop => None,
        }
    }
}

/// What [`Command::Note`] puts on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// A wrong PIN.
    PinRefused,
    /// A setting was changed.
    Setting,
}

impl NoteKind {
    /// How the journal calls it.
    #[must_use]
    pub const fn journal_kind(self) -> JournalKind {
        match self {
            Self::SignedIn => JournalKind::SignedIn,
            Self::SignedOut => JournalKind::SignedOut,
            Self::PinRefused => JournalKind::PinRefused,
            Self::Setting => JournalKind::Setting,
        }
    }
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
    /// The shift that is open now; none after closing.
    Shift(Option<Shift>),
    /// The drawer is being opened.
    DrawerOpened,
    /// A correction is on disk.
    Correction(Box<CorrectionRecord>),
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
    /// This till's data and the server's do not agree. Take no money.
    Reconcile,
    /// The server has admitted a newer copy of this till's data. Take no money here.
    OtherCopy,
    /// This computer's clock is more than five minutes away from the server's.
    ClockOff,
    /// The epoch is older than the one that this copy has.
    OldEpoch,
    /// A payment like this one, the newest of them named here, was made a short time ago and no reason was given for
    /// another.
    Repeat(PaymentId),
    /// A shift is open already.
    ShiftOpen,
    /// No shift is open.
    NoShift,
    /// Not more than nothing, a negative float, or of another currency than the float.
    BadSum,
    /// This needs a reason.
    NoReason,
    /// No drawer hangs on the printer, or this is training, in which it stays shut.
    NoDrawer,
    /// A correction of this payment is open already.
    CorrectionOpen,
    /// The till is closing.
    Stopping,
}
