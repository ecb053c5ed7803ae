//! A busy server that says for how long it wants to be left alone.

use paydesk_domain::time::Timestamp;

use super::Till;

/// No server's word keeps a payment from being asked about for longer. Source: the payment rules.
const LONGEST_MS: i64 = 5 * 60_000;

impl Till {
    /// Nothing that is planned goes out before the wait is over. What a person asks for goes out at once.
    pub(super) fn put_off(&mut self, now: Timestamp, wait_ms: i64) {
        let until = now.plus_ms(wait_ms.clamp(0, LONGEST_MS));
        self.put_off = Some((now, until));
    }

    /// Whether the server wants to be left alone now. A clock that was set back ends the wait.
    pub(super) fn is_put_off(&self, now: Timestamp) -> bool {
        self.put_off
            .is_some_and(|(from, until)| from <= now && now < until)
    }

    /// When something that is planned for a moment may go out.
    pub(super) fn not_before(&self, at: Timestamp) -> Timestamp {
        self.put_off.map_or(at, |(_, until)| at.max(until))
    }
}
