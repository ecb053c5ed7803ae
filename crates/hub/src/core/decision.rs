//! What a request may do to a payment.
//!
//! Each function looks at what fills the slot (point, SESSION) and at the request, and names the one thing to
//! do. The store performs it in the same transaction in which it read the slot, so that two racing requests
//! never both find it empty.

use paydesk_domain::ids::Fingerprint;
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;

use super::minor::Minor;
use super::outcome::{NO_RIGHT, NO_SUCH_SESSION, NOT_YET, OTHER_SUM, TOO_LATE};
use super::payment::{Payment, State, Terms};

/// What a signing key speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// The plain dealer protocol; our additions are optional.
    Cyberplat,
    /// Our additions are required.
    Paydesk,
}

impl Profile {
    /// The name in stored rows and on the command line.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Cyberplat => "cyberplat",
            Self::Paydesk => "paydesk",
        }
    }

    /// Reads [`Profile::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Cyberplat, Self::Paydesk]
            .into_iter()
            .find(|profile| profile.as_key() == key)
    }
}

/// The time within which a pay must follow its check. Source: dealer protocol, error 38.
pub const PAY_WITHIN_MS: i64 = 60 * 60 * 1000;
/// A hold without a pay ends by the clock after this.
pub const HOLD_MS: i64 = 70 * 60 * 1000;
/// The age of a consent from which a plain client's status closes it, because such clients then begin again
/// under a new SESSION.
pub const CLOSE_ON_STATUS_MS: i64 = 60 * 1000;

/// What to do with a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckDecision {
    /// The slot is empty: take it and hold the sum.
    Claim,
    /// The same check did not come to its end; go on where it stopped.
    Resume,
    /// The same check has its result.
    Repeat,
    /// The slot holds another payment; the first result stands.
    OtherContent,
}

/// Decides on a check; `slot` is what fills (point, SESSION).
#[must_use]
pub fn decide_check(slot: Option<&Payment>, fingerprint: Fingerprint) -> CheckDecision {
    match slot {
        None => CheckDecision::Claim,
        Some(payment) if payment.fingerprint != fingerprint => CheckDecision::OtherContent,
        Some(payment) => match payment.state {
            State::Checked | State::Reserved => CheckDecision::Resume,
            State::Consented | State::Capturing | State::Captured | State::Void => {
                CheckDecision::Repeat
            }
        },
    }
}

/// Whether a deposit covers a sum; `available` is what may still be spent, holds and credit limit counted.
#[must_use]
pub fn covers(available: Minor, amount: Minor) -> bool {
    available
        .minus(amount)
        .is_ok_and(|left| left >= Minor::ZERO)
}

/// What a pay says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayRequest<'a> {
    /// What the key speaks.
    pub profile: Profile,
    /// Fingerprint of the request.
    pub fingerprint: Fingerprint,
    /// Its business fields.
    pub terms: &'a Terms,
    /// Whether AMOUNT_ALL was in it; old clients leave it out.
    pub taken_given: bool,
    /// NOT_AFTER, `paydesk` profile only.
    pub not_after: Option<Timestamp>,
    /// Whether this provider is paid only after a check.
    pub needs_check: bool,
}

/// What to do with a pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayDecision {
    /// Take it: the provider is to be paid.
    Capture,
    /// The slot is empty and the provider needs no check: take the slot, hold the sum and pay.
    ClaimAndCapture,
    /// Known: answer from what is stored.
    Repeat,
    /// Not executed, and never will be: close the payment under this code.
    Close {
        /// The error number.
        code: u16,
    },
    /// The slot is empty and the time is over: fill it with a refusal.
    StoreRefusal {
        /// The error number.
        code: u16,
    },
    /// It was closed before any pay came; remember that one did come.
    MarkSeen,
    /// It differs from what was checked; nothing is executed and the first result stands.
    Mismatch {
        /// 17 number, 18 sum, 19 account, 37 provider.
        code: u16,
    },
    /// The check has not come to its end.
    NotYet {
        /// The error number.
        code: u16,
    },
    /// There was no check.
    Absent {
        /// The error number.
        code: u16,
    },
}

/// Decides on a pay; `slot` is what fills (point, SESSION).
#[must_use]
pub fn decide_pay(slot: Option<&Payment>, request: &PayRequest<'_>, now: Timestamp) -> PayDecision {
    let is_over = request.not_after.is_some_and(|limit| now > limit);
    let Some(payment) = slot else {
        return match (is_over, request.needs_check) {
            (true, _) => PayDecision::StoreRefusal { code: TOO_LATE },
            (false, true) => PayDecision::Absent {
                code: NO_SUCH_SESSION,
            },
            (false, false) => PayDecision::ClaimAndCapture,
        };
    };
    if let Some(code) = mismatch(payment, request)
        && !planted::is(Bug::OtherBodyAccepted)
    {
        return PayDecision::Mismatch { code };
    }
    match payment.state {
        State::Checked | State::Reserved if is_over => PayDecision::Close { code: TOO_LATE },
        State::Checked | State::Reserved => PayDecision::NotYet { code: NOT_YET },
        State::Consented if is_over || is_stale(payment, now) => {
            PayDecision::Close { code: TOO_LATE }
        }
        State::Consented => PayDecision::Capture,
        State::Capturing | State::Captured => PayDecision::Repeat,
        State::Void if payment.pay_seen => PayDecision::Repeat,
        State::Void => PayDecision::MarkSeen,
    }
}

fn is_stale(payment: &Payment, now: Timestamp) -> bool {
    if planted::is(Bug::TillClockExpiry) {
        return false;
    }
    payment
        .consented_at
        .is_none_or(|at| now.ms_since(at) > PAY_WITHIN_MS)
}

/// The first difference between the pay and what was checked. Empty equals absent throughout; a plain client
/// may leave fields out of the pay that stood in the check, so there only the named fields count.
fn mismatch(payment: &Payment, request: &PayRequest<'_>) -> Option<u16> {
    let whole_differs = match request.profile {
        Profile::Paydesk => payment.fingerprint != request.fingerprint,
        Profile::Cyberplat => false,
    };
    let Some(checked) = &payment.terms else {
        return whole_differs.then_some(OTHER_SUM);
    };
    let asked = request.terms;
    if checked.provider != asked.provider {
        Some(37)
    } else if checked.number != asked.number {
        Some(17)
    } else if checked.amount != asked.amount
        || (request.taken_given && checked.taken != asked.taken)
    {
        Some(OTHER_SUM)
    } else if checked.account != asked.account {
        Some(19)
    } else {
        whole_differs.then_some(OTHER_SUM)
    }
}

/// What to do with a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusDecision {
    /// Answer from what is stored.
    Report,
    /// Close the consented, unpaid SESSION of a plain client before answering.
    Close {
        /// The error number.
        code: u16,
    },
    /// The fingerprint differs from the stored one.
    Foreign {
        /// The error number.
        code: u16,
    },
}

/// Decides on a status. `fingerprint` stands in the `paydesk` profile only.
#[must_use]
pub fn decide_status(
    slot: Option<&Payment>,
    profile: Profile,
    fingerprint: Option<Fingerprint>,
    now: Timestamp,
) -> StatusDecision {
    let Some(payment) = slot else {
        return StatusDecision::Report;
    };
    if fingerprint.is_some_and(|found| found != payment.fingerprint) {
        return StatusDecision::Foreign { code: OTHER_SUM };
    }
    let begins_again = payment.state == State::Consented
        && profile == Profile::Cyberplat
        && payment
            .consented_at
            .is_some_and(|at| now.ms_since(at) >= CLOSE_ON_STATUS_MS);
    if begins_again {
        StatusDecision::Close { code: TOO_LATE }
    } else {
        StatusDecision::Report
    }
}

/// What to do with a CANCEL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelDecision {
    /// The slot is empty: fill it with a tombstone.
    Bury,
    /// Checked, not paid: close it as a tombstone and free the hold.
    Withdraw,
    /// Nothing to change: report.
    Report,
    /// The fingerprint or the key does not fit the payment.
    Foreign {
        /// The error number.
        code: u16,
    },
}

/// Decides on a CANCEL. `may_close`: the key opened this SESSION, or the key that did is revoked since.
#[must_use]
pub fn decide_cancel(
    slot: Option<&Payment>,
    fingerprint: Fingerprint,
    may_close: bool,
) -> CancelDecision {
    let Some(payment) = slot else {
        return CancelDecision::Bury;
    };
    if payment.fingerprint != fingerprint {
        return CancelDecision::Foreign { code: OTHER_SUM };
    }
    if !may_close {
        return CancelDecision::Foreign { code: NO_RIGHT };
    }
    match payment.state {
        State::Checked | State::Reserved | State::Consented => CancelDecision::Withdraw,
        State::Capturing | State::Captured | State::Void => CancelDecision::Report,
    }
}

#[cfg(test)]
mod tests;
