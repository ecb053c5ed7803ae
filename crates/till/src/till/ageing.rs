//! Time passes: what a clock that is set back does to plans, and when a payment has been open for too long.

use paydesk_domain::exchange::Ask;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{ReviewGround, Stage};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;

use super::{Till, Turn};
use crate::payment::Payment;

/// How far the clock is behind the newest payment: it was set back while no till ran.
pub(super) fn set_back(payments: &[Payment], now: Timestamp) -> i64 {
    let tenders = payments.iter().filter_map(|payment| payment.tender);
    let ahead = tenders.map(|tender| tender.at.ms_since(now));
    ahead.max().unwrap_or(0).max(0)
}

impl Till {
    /// Since when, for a moment that a clock which ran ahead may have put into the future: then the time counts from
    /// when it was set right.
    fn ms_since(&self, now: Timestamp, moment: Timestamp) -> i64 {
        if moment > now {
            now.plus_ms(self.set_back_ms).ms_since(moment)
        } else {
            now.ms_since(moment)
        }
    }

    /// A clock that was set back must not put off what was planned by the old one.
    pub(super) fn notice_clock(&mut self, now: Timestamp) {
        if planted::is(Bug::WallClockTimeout) {
            return;
        }
        let back = self.clock_seen.ms_since(now).max(0);
        self.clock_seen = now;
        if back > 0 {
            self.set_back_ms = self.set_back_ms.saturating_add(back);
            let earlier = back.saturating_neg();
            self.look_again_at = self.look_again_at.plus_ms(earlier);
            self.line.set_back(back);
            for plan in self.plans.values_mut() {
                plan.at = plan.at.plus_ms(earlier);
            }
        }
    }

    /// Payments that have been open for too long go to a person; they are still asked about. One that is
    /// about to be sent or closed waits for the outcome of that: a person could not decide better.
    pub(super) fn age(&mut self, turn: &mut Turn<'_>) {
        let limit = self.settings.policy.review_after_ms;
        let old: Vec<PaymentId> = self
            .payments
            .values()
            .filter(|payment| matches!(payment.stage(), Stage::Unknown | Stage::InProgress))
            .filter(|payment| {
                payment
                    .tender
                    .is_some_and(|tender| self.ms_since(turn.now, tender.at) >= limit)
            })
            .filter(|payment| !self.travels(payment.id))
            .filter(|payment| match self.plans.get(&payment.id) {
                Some(plan) => plan.ask == Ask::Status,
                None => true,
            })
            .map(|payment| payment.id)
            .collect();
        for id in old {
            self.review(turn, id, ReviewGround::TooOld);
        }
    }
}
