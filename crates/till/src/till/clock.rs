//! The till's clock against the server's.
//!
//! Requests are dated by the server's clock, as far as it is known. A till whose own clock is far away takes no new
//! payments: its papers and journal would tell wrong times. What is open goes on.

use paydesk_domain::exchange::Answer;
use paydesk_domain::time::Timestamp;

use super::{Flight, Till, Turn};
use crate::policy::Fence;
use crate::world::{Alarm, Rejection};

/// A clock that is further away than this is corrected, the question repeated at once, and a person told.
const CLOCK_STEP_MS: u64 = 60_000;

/// With a clock that is further away than this no new payment is taken. Source: `paydesk` profile.
const CLOCK_OFF_MS: u64 = 5 * 60_000;

impl Till {
    /// Whether the clock is known to be too far away for new payments.
    pub(super) const fn is_clock_off(&self) -> bool {
        self.skew_ms.unsigned_abs() > CLOCK_OFF_MS
    }

    /// Whether cash may be taken for a new payment.
    pub(super) fn may_take_cash(&self) -> Result<(), Rejection> {
        self.may_open()?;
        if self.is_clock_off() {
            return Err(Rejection::ClockOff);
        }
        Ok(())
    }

    /// Whether the server's clock is not where it was thought to be when the question left. What another answer has
    /// taught meanwhile was not known then.
    ///
    /// A plain server tells its time under its signature only, and an old reply tells an old one: the time of a reply
    /// that cannot be old is believed.
    pub(super) fn learn_clock(
        &mut self,
        turn: &mut Turn<'_>,
        flight: &Flight,
        answer: &Answer,
    ) -> bool {
        if let Some(server) = answer.facts.server_time {
            self.learn_skew(turn, (flight.sent_at, server));
        }
        let signed = Timestamp::from_unix_seconds(answer.signed_at);
        let plain = flight.is_first.then_some(signed);
        let Some(server) = answer.facts.server_time.or(plain) else {
            return false;
        };
        let offset = server.ms_since(turn.now);
        self.clock_offset_ms = offset;
        self.other_offset_ms = 0;
        offset.abs_diff(flight.clock_offset_ms) > CLOCK_STEP_MS
    }

    /// A reply was too old by where the server's clock was thought to be. Ours may have been set right since that was
    /// learnt, and then every reply is too old until a check teaches it anew: at night nobody checks, and some
    /// providers have none. So the next question goes by our own clock as it stands, and the one after it by what
    /// was learnt.
    ///
    /// An old reply that somebody keeps is heard no more easily by that: our own clock is what every till begins with.
    /// The `paydesk` profile tells old replies by their NONCE.
    pub(super) fn doubt_clock(&mut self, flight: &Flight) {
        let is_by_time = self.settings.policy.fence == Fence::Quarantine;
        if is_by_time && flight.clock_offset_ms == self.clock_offset_ms {
            std::mem::swap(&mut self.clock_offset_ms, &mut self.other_offset_ms);
        }
    }

    /// Between question and answer the server's clock may stand anywhere: a slow line is no wrong clock. Plain servers
    /// in the field have clocks of their own, and none is measured by theirs.
    fn learn_skew(&mut self, turn: &mut Turn<'_>, (sent_at, server): (Timestamp, Timestamp)) {
        let skew = if server < sent_at {
            server.ms_since(sent_at)
        } else {
            server.ms_since(turn.now).max(0)
        };
        let before = std::mem::replace(&mut self.skew_ms, skew);
        let grade = |ms: i64| {
            let away = ms.unsigned_abs();
            (away > CLOCK_STEP_MS, away > CLOCK_OFF_MS)
        };
        if grade(skew) > grade(before) {
            let seconds = skew / 1_000;
            self.alarm(turn, Alarm::Clock { seconds });
        }
    }
}
