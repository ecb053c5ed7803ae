//! What the hub says about a payment: ERROR, RESULT, STATE and VERSION, all from one place.
//!
//! Source: dealer protocol, replies to check, pay and status; `paydesk` profile, table of STATE and the plain
//! fields. A reader of the plain fields alone and a reader of STATE always draw the same conclusion, and
//! ERROR=0 never stands beside RESULT=1 in an answer to check or pay.

use super::decision::Profile;
use super::payment::{Payment, State};

/// STATE of the `paydesk` profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// Nothing is stored under this SESSION.
    None,
    /// Consent and hold; no pay was taken.
    Checked,
    /// The pay is taken, the provider has not decided.
    InWork,
    /// Final success.
    Done,
    /// Final refusal.
    Refused,
    /// Closed by a tombstone.
    Cancelled,
}

impl Shown {
    /// The word on the wire.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Checked => "CHECKED",
            Self::InWork => "INWORK",
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// How a payment shows to the dealer.
    #[must_use]
    pub const fn of(payment: &Payment) -> Self {
        match payment.state {
            State::Checked | State::Reserved | State::Consented => Self::Checked,
            State::Capturing => Self::InWork,
            State::Captured => Self::Done,
            State::Void if payment.tombstone => Self::Cancelled,
            State::Void => Self::Refused,
        }
    }
}

/// The fields of a reply that the payment's state decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// ERROR.
    pub error: u16,
    /// RESULT; `None` is sent empty.
    pub result: Option<u8>,
    /// STATE with its VERSION; `None` when the hub did not look at the payment.
    pub shown: Option<(Shown, u32)>,
}

/// The session is not known.
pub const NO_SUCH_SESSION: u16 = 11;
/// The session exists with other content.
pub const SESSION_EXISTS: u16 = 1;
/// The payment is being completed.
pub const IN_WORK: u16 = 20;
/// The deposit does not cover the sum.
pub const DEPOSIT_SHORT: u16 = 21;
/// More than an hour between check and pay.
pub const TOO_LATE: u16 = 38;
/// Payments are not possible for now: the check has not come to an end.
pub const NOT_YET: u16 = 50;
/// Closed by a tombstone.
pub const TOMBSTONE: u16 = 123;
/// This key may not close that SESSION.
pub const NO_RIGHT: u16 = 45;
/// The sum, or the fingerprint as a whole, differs from what was checked.
pub const OTHER_SUM: u16 = 18;

impl Outcome {
    /// A refusal that touched no payment (busy, form, rights): no STATE.
    #[must_use]
    pub const fn not_looked(error: u16, result: Option<u8>) -> Self {
        Self {
            error,
            result,
            shown: None,
        }
    }

    const fn of(payment: &Payment, error: u16, result: Option<u8>) -> Self {
        Self {
            error,
            result,
            shown: Some((Shown::of(payment), payment.version)),
        }
    }

    /// The answer to a check. A plain client that repeats the check of a paid SESSION hears the consent
    /// again; in the `paydesk` profile it is sent to status.
    #[must_use]
    pub fn of_check(payment: &Payment, profile: Profile) -> Self {
        match (payment.state, profile) {
            (State::Checked | State::Reserved, _) => Self::not_looked(NOT_YET, Some(1)),
            (State::Consented, _) | (State::Capturing | State::Captured, Profile::Cyberplat) => {
                Self::of(payment, 0, Some(0))
            }
            (State::Capturing | State::Captured, Profile::Paydesk) => {
                Self::of(payment, SESSION_EXISTS, Some(1))
            }
            (State::Void, _) => Self::of(payment, refusal_code(payment), Some(1)),
        }
    }

    /// The answer to a check whose content differs from what fills the slot.
    #[must_use]
    pub const fn of_other_content(payment: &Payment) -> Self {
        Self::of(payment, SESSION_EXISTS, Some(1))
    }

    /// The answer to a pay. `answers_accepted`: a provider known to be slow, for which "taken" counts as
    /// paid.
    #[must_use]
    pub const fn of_pay(payment: &Payment, answers_accepted: bool) -> Self {
        match payment.state {
            State::Checked | State::Reserved | State::Consented => {
                Self::of(payment, NOT_YET, Some(1))
            }
            State::Capturing if answers_accepted => Self::of(payment, 0, Some(0)),
            State::Capturing => Self::of(payment, IN_WORK, Some(1)),
            State::Captured => Self::of(payment, 0, Some(0)),
            State::Void => Self::of(payment, refusal_code(payment), Some(1)),
        }
    }

    /// The answer to a pay that differs from the check; nothing was executed.
    #[must_use]
    pub const fn of_mismatch(payment: &Payment, code: u16) -> Self {
        Self::of(payment, code, Some(1))
    }

    /// The answer to a pay without a check.
    #[must_use]
    pub const fn absent_pay() -> Self {
        Self {
            error: NO_SUCH_SESSION,
            result: Some(1),
            shown: Some((Shown::None, 0)),
        }
    }

    /// The answer to a status or cancel.
    #[must_use]
    pub const fn of_status(payment: Option<&Payment>) -> Self {
        let Some(payment) = payment else {
            return Self {
                error: NO_SUCH_SESSION,
                result: None,
                shown: Some((Shown::None, 0)),
            };
        };
        match payment.state {
            State::Checked | State::Reserved | State::Consented => Self::of(payment, 0, Some(1)),
            State::Capturing => Self::of(payment, 0, Some(3)),
            State::Captured => Self::of(payment, 0, Some(7)),
            State::Void if payment.tombstone || payment.pay_seen => {
                Self::of(payment, refusal_code(payment), Some(7))
            }
            State::Void => Self::of(payment, refusal_code(payment), Some(1)),
        }
    }

    /// The answer to a status or cancel that does not fit the payment stored; nothing was changed.
    #[must_use]
    pub const fn of_foreign(payment: &Payment, code: u16) -> Self {
        Self::of(payment, code, None)
    }
}

const fn refusal_code(payment: &Payment) -> u16 {
    match payment.void_code {
        Some(code) => code,
        None if payment.tombstone => TOMBSTONE,
        None => TOO_LATE,
    }
}
