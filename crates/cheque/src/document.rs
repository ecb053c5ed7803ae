//! The papers that come out of a till, as typed facts.
//!
//! Sums are whole minor units and times are points in time; how they are written is the business of the
//! layout. What state a payment must have for which paper is decided by the till, not here.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::shift::ShiftTally;
use paydesk_domain::time::Timestamp;

use crate::seal::Seal;
use crate::template::Notices;

/// Any paper about one payment, or about a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// For a paid payment, and for nothing else.
    Cheque(Cheque),
    /// For a payment that was accepted and is not yet confirmed. Never called a cheque.
    AcceptanceSlip(Slip),
    /// For a payment that was not made: its cash is due back or was handed back.
    ReturnSlip(Return),
    /// A customer's written request to put a paid payment right. Promises nothing.
    CorrectionRequest(CorrectionRequest),
    /// A shift in figures, for the shop.
    Shift(Box<ShiftReport>),
}

impl Document {
    /// Language of the labels.
    #[must_use]
    pub const fn language(&self) -> Language {
        match self {
            Self::Cheque(cheque) => cheque.language,
            Self::AcceptanceSlip(slip) => slip.language,
            Self::ReturnSlip(slip) => slip.language,
            Self::CorrectionRequest(request) => request.language,
            Self::Shift(report) => report.language,
        }
    }
}

/// What stands on every paper of a till. A line whose text is empty is not printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// The dealer's name: `ООО "Связной мир"` (FFD tag 1048).
    pub dealer_name: String,
    /// The dealer's tax number: INN, EIK (FFD tag 1018).
    pub dealer_tax_number: String,
    /// The dealer's seat.
    pub dealer_address: String,
    /// The shop's name, as it stands over the door.
    pub point_name: String,
    /// The shop's address (FFD tag 1009).
    pub point_address: String,
    /// The point's code in the dealer's network (wire field AP).
    pub point_code: String,
    /// Name or number of the till (FFD tag 1036).
    pub till: String,
    /// The dealer's telephone for claims (FFD tag 1073).
    pub claims_phone: String,
    /// Telephone of the operator who accepts the payments of this network (FFD tag 1074).
    pub operator_phone: String,
    /// What the dealer's template adds to this paper.
    pub notices: Notices,
}

/// Who receives the money by law: three lines of the cheque (FFD tags 1225, 1226, 1171).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupplierLines {
    /// Legal name.
    pub name: String,
    /// Tax number.
    pub tax_number: String,
    /// Telephone.
    pub phone: String,
}

/// The facts of one payment, the same on every kind of paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// The provider's name in the language of the paper.
    pub provider: String,
    /// Label and value in the provider's order; values are grouped for reading already.
    pub fields: Vec<(String, String)>,
    /// The supplier, if the catalogue names one.
    pub supplier: Option<SupplierLines>,
    /// What the provider gets (AMOUNT).
    pub credited: Money,
    /// What the payer gives (AMOUNT_ALL).
    pub taken: Money,
    /// Taken less credited; printed even when it is nothing.
    pub fee: Money,
    /// Cash that the payer handed over, if it was counted.
    pub tendered: Option<Money>,
    /// Tendered less taken.
    pub change: Option<Money>,
    /// The cashier's full name.
    pub cashier_full_name: String,
    /// When the money was taken.
    pub made_at: Timestamp,
    /// Minutes east of UTC, for every time on this paper.
    pub utc_offset_minutes: i16,
    /// SESSION.
    pub session: String,
    /// TRANSID, once the server gave one.
    pub transid: Option<String>,
    /// AUTHCODE, if the provider gave one.
    pub authcode: Option<String>,
    /// What a customer quotes: till code and number of the payment.
    pub claim_number: String,
}

/// Shows what identifies the payment; the customer's numbers and names stay out of logs.
impl Debug for Body {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("claim_number", &self.claim_number)
            .field("session", &self.session)
            .field("credited", &self.credited)
            .field("taken", &self.taken)
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

/// The paper for a paid payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cheque {
    /// Dealer, point and till.
    pub heading: Heading,
    /// The payment.
    pub body: Body,
    /// Number of the cheque.
    pub number: String,
    /// Whether the provider has credited the sum; if not, the cheque says so.
    pub state_final: bool,
    /// The facts under a signature, for the QR code; none where the till has no key.
    pub seal: Option<Seal>,
    /// Set on every print but the first.
    pub copy: Option<CopyMark>,
    /// Marked as no document at top, bottom and every rule.
    pub training: bool,
    /// Language of the labels.
    pub language: Language,
}

/// Which copy this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyMark {
    /// Number of the copy.
    pub n: u32,
    /// When it was printed.
    pub at: Timestamp,
}

/// The paper for a payment that was accepted and is not yet confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Dealer, point and till.
    pub heading: Heading,
    /// The payment.
    pub body: Body,
    /// Marked as no document at top, bottom and every rule.
    pub training: bool,
    /// Language of the labels.
    pub language: Language,
    /// Why there is no cheque yet.
    pub why: SlipReason,
}

/// Why a payment is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipReason {
    /// No connection: nothing has been sent.
    Offline,
    /// Sent, and no answer that can be trusted: it may have gone through.
    NoAnswer,
    /// The server has it and works on it.
    InProgress,
}

/// The paper for a payment that was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Dealer, point and till.
    pub heading: Heading,
    /// The payment.
    pub body: Body,
    /// Marked as no document at top, bottom and every rule.
    pub training: bool,
    /// Language of the labels.
    pub language: Language,
    /// Whether the cash has been handed back; if not, it is due.
    pub returned: bool,
}

/// A customer's written request to put a paid payment right.
#[derive(Clone, PartialEq, Eq)]
pub struct CorrectionRequest {
    /// Dealer, point and till.
    pub heading: Heading,
    /// The payment.
    pub body: Body,
    /// Number of the request.
    pub number: String,
    /// When it was taken down.
    pub at: Timestamp,
    /// Full name of whoever took it down.
    pub taken_by: String,
    /// What is wrong, and what would be right.
    pub wanted: Wanted,
    /// How it came about.
    pub reason: String,
    /// Marked as no document at top, bottom and every rule.
    pub training: bool,
    /// Language of the labels.
    pub language: Language,
}

/// The payment shows itself as [`Body`] does; names and numbers of the request stay out of logs.
impl Debug for CorrectionRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorrectionRequest")
            .field("body", &self.body)
            .field("number", &self.number)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// What a customer wants put right.
#[derive(Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Another number or account. Both are grouped for reading already.
    Number {
        /// The one that was paid to.
        paid: String,
        /// The one that was meant.
        meant: String,
    },
    /// Another sum to credit.
    Sum {
        /// The one that was credited.
        paid: Money,
        /// The one that was meant.
        meant: Money,
    },
    /// The cash back.
    Return,
}

/// The kind alone.
impl Debug for Wanted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number { .. } => "Number",
            Self::Sum { .. } => "Sum",
            Self::Return => "Return",
        })
    }
}

/// A shift in figures: an X report while it is open, the Z report once it is closed.
#[derive(Clone, PartialEq, Eq)]
pub struct ShiftReport {
    /// Dealer, point and till.
    pub heading: Heading,
    /// The figures. A closed shift is a Z report.
    pub tally: ShiftTally,
    /// Claim numbers of the payments that are open, with their cash.
    pub still_open: Vec<(String, Money)>,
    /// Claim numbers of the payments whose cash is to be handed back.
    pub owed: Vec<(String, Money)>,
    /// When it was printed.
    pub made_at: Timestamp,
    /// Full name of whoever printed it; empty where nobody is signed in.
    pub made_by: String,
    /// Minutes east of UTC, for every time on this paper.
    pub utc_offset_minutes: i16,
    /// Marked as no document at top, bottom and every rule.
    pub training: bool,
    /// Language of the labels.
    pub language: Language,
}

/// The figures alone; names stay out of logs.
impl Debug for ShiftReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShiftReport")
            .field("tally", &self.tally)
            .field("made_at", &self.made_at)
            .finish_non_exhaustive()
    }
}
