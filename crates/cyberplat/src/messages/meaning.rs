//! From ERROR, RESULT and STATE to a [`Meaning`]: the tables of payment safety 7.2, 7.3 and 9.4 as
//! functions.

use paydesk_domain::exchange::{Ask, Meaning};

use super::codes::{self, PayClass, explain, refusal};
use super::state::State;

/// What the plain fields of a reply say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    /// ERROR.
    pub(crate) error: u16,
    /// RESULT, nothing when absent or empty.
    pub(crate) result: Option<u16>,
}

/// The meaning of a plain server's reply.
pub(crate) fn plain(ask: Ask, said: Said) -> Meaning {
    match ask {
        Ask::Check => plain_check(said),
        Ask::Pay => plain_pay(said),
        // The plain protocol has no cancel; what answers one can only tell a status.
        Ask::Status | Ask::Cancel(_) => plain_status(said),
    }
}

/// Permission needs both zeros; any other number refuses the check.
fn plain_check(said: Said) -> Meaning {
    match (said.error, said.result) {
        (0, Some(0)) => Meaning::Granted,
        (codes::SESSION_EXISTS, _) => Meaning::SessionExists(refusal(said.error)),
        _ => Meaning::CheckRefused(refusal(said.error)),
    }
}

/// Source: payment safety, 7.2.
fn plain_pay(said: Said) -> Meaning {
    let disagree = match said.result {
        None => said.error == 0,
        Some(0) => said.error != 0,
        Some(1) => said.error == 0,
        Some(_) => true,
    };
    let refusal = refusal(said.error);
    if disagree {
        return Meaning::Unsure(refusal);
    }
    match explain(said.error).on_pay {
        PayClass::Accepted => Meaning::Accepted { is_final: false },
        PayClass::Refused => Meaning::Refused(refusal),
        PayClass::Here => Meaning::Here(refusal),
        PayClass::Mismatch => Meaning::Mismatch(refusal),
        PayClass::Absent => Meaning::Absent(refusal),
        PayClass::Expired => Meaning::Expired(refusal),
        PayClass::Unsure => Meaning::Unsure(refusal),
    }
}

/// Source: payment safety, 7.3.
fn plain_status(said: Said) -> Meaning {
    let refusal = refusal(said.error);
    match said.result {
        None if explain(said.error).on_pay == PayClass::Absent => Meaning::Absent(refusal),
        None => Meaning::Unsure(refusal),
        Some(0 | 1) => Meaning::OnlyChecked,
        Some(2..=6) => Meaning::InWork,
        Some(7) if said.error == 0 => Meaning::Done,
        Some(7) => Meaning::RefusedForGood(refusal),
        Some(_) => Meaning::Unsure(refusal),
    }
}

/// The meaning of a reply of the `paydesk` profile: STATE is the truth, ERROR and RESULT must agree
/// with it.
///
/// Source: payment safety, 9.4.
pub(crate) fn paydesk(ask: Ask, state: State, said: Said) -> Meaning {
    let meaning = match ask {
        Ask::Check => paydesk_check(state, said),
        Ask::Pay => paydesk_pay(state, said),
        Ask::Status | Ask::Cancel(_) => paydesk_status(state, said),
    };
    meaning.unwrap_or(Meaning::Contradiction(refusal(said.error)))
}

fn paydesk_check(state: State, said: Said) -> Option<Meaning> {
    let refusal = refusal(said.error);
    match (said.error, said.result) {
        (codes::SESSION_EXISTS, Some(1)) => Some(Meaning::SessionExists(refusal)),
        (0, Some(0)) => match state {
            State::Checked => Some(Meaning::Granted),
            // The stored consent given again while the payment has gone on: status decides.
            State::InWork | State::Done => Some(Meaning::SessionExists(codes::refusal(
                codes::SESSION_EXISTS,
            ))),
            State::None | State::Refused | State::Cancelled => None,
        },
        (1.., Some(1)) => match state {
            State::None | State::Refused | State::Cancelled => Some(Meaning::CheckRefused(refusal)),
            State::Checked | State::InWork | State::Done => None,
        },
        _ => None,
    }
}

fn paydesk_pay(state: State, said: Said) -> Option<Meaning> {
    let refusal = refusal(said.error);
    match (state, said.error, said.result) {
        (State::None, codes::NO_SUCH_SESSION, Some(1)) => Some(Meaning::Absent(refusal)),
        (State::Checked, 1.., Some(1)) => Some(Meaning::Unsure(refusal)),
        (State::InWork, codes::IN_WORK, Some(1)) => Some(Meaning::InWork),
        (State::InWork, 0, Some(0)) => Some(Meaning::Accepted { is_final: false }),
        (State::Done, 0, Some(0)) => Some(Meaning::Accepted { is_final: true }),
        (State::Refused, 1.., Some(1)) => Some(Meaning::RefusedForGood(refusal)),
        (State::Cancelled, codes::CANCELLED, Some(1)) => Some(Meaning::Tombstone(refusal)),
        _ => None,
    }
}

fn paydesk_status(state: State, said: Said) -> Option<Meaning> {
    let refusal = refusal(said.error);
    match (state, said.error, said.result) {
        (State::None, codes::NO_SUCH_SESSION, None) => Some(Meaning::Absent(refusal)),
        (State::Checked, 0, Some(1)) => Some(Meaning::OnlyChecked),
        (State::InWork, 0, Some(3)) => Some(Meaning::InWork),
        (State::Done, 0, Some(7)) => Some(Meaning::Done),
        (State::Refused, 1.., Some(1 | 7)) => Some(Meaning::RefusedForGood(refusal)),
        (State::Cancelled, codes::CANCELLED, Some(7)) => Some(Meaning::Tombstone(refusal)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
