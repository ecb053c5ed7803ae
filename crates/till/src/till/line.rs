//! The line to the server. While it is cut, one question at a time tries it, however many payments are open; the first
//! answer brings forward everything that went unheard.
//!
//! Without this each payment asks by its own age: after a long outage the oldest ones would learn their outcome an
//! hour after the line came back, and a month offline would write attempts by the million.

use std::collections::BTreeSet;

use paydesk_domain::exchange::Why;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::time::Timestamp;

use super::{Till, Turn};

/// After an answer, what went unheard is asked within this time, in milliseconds; not all at one moment, since the
/// server has other tills.
const SPREAD_MS: u64 = 4_000;
/// And not sooner than this: on a line that loses every second message, each answer would call for the next question.
const PAUSE_MS: i64 = 1_000;

/// What is known of the line.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Questions in a row without an answer.
    silent: usize,
    /// The last one found no server at all.
    is_cut: bool,
    /// When a question tries the line, whatever its own time is.
    try_at: Option<Timestamp>,
    /// Whose last question went without an answer.
    unheard: BTreeSet<PaymentId>,
}

impl Line {
    /// When the line is tried next, if it has failed.
    pub(super) const fn try_at(&self) -> Option<Timestamp> {
        self.try_at
    }

    /// Whether a payment waits for the line rather than for its own time.
    pub(super) fn holds(&self, id: PaymentId) -> bool {
        self.is_cut && self.unheard.contains(&id)
    }

    pub(super) fn forget(&mut self, id: PaymentId) {
        self.unheard.remove(&id);
    }

    /// The clock was set back by so many milliseconds.
    pub(super) fn set_back(&mut self, ms: i64) {
        self.try_at = self.try_at.map(|at| at.plus_ms(ms.saturating_neg()));
    }
}

impl Till {
    /// A person wants to know: nothing waits for its time, nor for the line.
    pub(super) fn ask_all_now(&mut self, now: Timestamp) {
        self.line.unheard.clear();
        for plan in self.plans.values_mut() {
            plan.at = now;
        }
    }

    /// A question went without an answer.
    pub(super) fn line_was_silent(&mut self, turn: &mut Turn<'_>, id: PaymentId, why: Why) {
        match why {
            Why::CannotSign | Why::EpochAhead | Why::ServerWentBack | Why::Interrupted => return,
            Why::Unreachable
            | Why::CertificateName
            | Why::CertificateTime
            | Why::CertificateIssuer
            | Why::TimedOut
            | Why::NotAccepted
            | Why::BadSize
            | Why::NotSigned
            | Why::WrongKey
            | Why::BadSignature
            | Why::BadFields
            | Why::OtherSession
            | Why::Stale => {}
        }
        self.line.silent = self.line.silent.saturating_add(1);
        self.line.is_cut = why.is_unsent();
        self.line.unheard.insert(id);
        self.try_line_later(turn);
    }

    /// The server has answered: what it was asked in vain is asked again soon.
    pub(super) fn line_answered(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        let mut line = std::mem::take(&mut self.line);
        line.forget(id);
        for id in line.unheard {
            if let Some(plan) = self.plans.get_mut(&id) {
                let spread = turn.entropy.next_u64() % SPREAD_MS;
                let soon = turn.now.plus_ms(PAUSE_MS.saturating_add_unsigned(spread));
                plan.at = plan.at.min(soon);
            }
        }
    }

    /// Where the line is to be tried now, the oldest of all questions is due and waits for nothing.
    pub(super) fn try_line(&mut self, turn: &mut Turn<'_>) {
        if self.line.try_at.is_none_or(|at| at > turn.now) {
            return;
        }
        let free = self.plans.iter().filter(|(id, _)| !self.is_held_up(**id));
        let oldest = free.min_by_key(|(id, plan)| (plan.at, **id));
        let Some(id) = oldest.map(|(id, _)| *id) else {
            return;
        };
        if let Some(plan) = self.plans.get_mut(&id) {
            plan.at = plan.at.min(turn.now);
        }
        self.line.forget(id);
        self.try_line_later(turn);
    }

    /// Plans the next try by the number of questions that failed in a row.
    fn try_line_later(&mut self, turn: &mut Turn<'_>) {
        let jitter = turn.entropy.next_u64();
        let tries = self.line.silent.saturating_sub(1);
        let at = self.settings.policy.next_try(turn.now, tries, jitter);
        self.line.try_at = Some(at);
    }
}
