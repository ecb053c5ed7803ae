//! Deadlines, back-off and fences as data. Source of every figure: `docs/protocol.md` and the payment rules
//! in `docs/architecture.md`.

use paydesk_domain::time::Timestamp;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Within this time, in milliseconds, a second payment of one sum to one number needs a reason: providers refuse
/// such a repeat for an hour (dealer protocol, error 32), and a cashier's mistake is noticed sooner.
pub const REPEAT_WITHIN_MS: i64 = 60 * MINUTE;

/// How a server closes a SESSION before cash goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// The server places a tombstone on request (`paydesk` profile).
    Tombstone,
    /// Nothing can be closed; the server's own limit between check and pay must have passed.
    Quarantine,
}

/// The rules by which the till waits, asks and gives up waiting. Durations in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How a SESSION is closed at this server.
    pub fence: Fence,
    /// Whether the server absorbs a repeated pay under one SESSION.
    pub repeat_pay: bool,
    /// A consent older than this is checked anew under a new SESSION.
    pub check_valid_ms: i64,
    /// A pay is not first executed later than this after its check.
    pub quarantine_ms: i64,
    /// Two signed "unknown" replies must lie this far apart.
    pub absent_apart_ms: i64,
    /// Delays between questions, the last one repeated.
    pub polling_ms: [i64; 6],
    /// Delays between tries of a line that has failed, the last one repeated.
    pub trying_ms: [i64; 5],
    /// Delay between questions from the second hour on.
    pub polling_hour_ms: i64,
    /// Delay between questions from the third day on.
    pub polling_days_ms: i64,
    /// A payment that is open for so long goes to a person.
    pub review_after_ms: i64,
    /// Attempts that may travel at one time.
    pub attempts_at_once: usize,
    /// Offline acceptance stops at this many open unchecked payments.
    pub offline_count: usize,
    /// Offline acceptance stops at this sum of open unchecked payments, in minor units of their currency.
    pub offline_sum_minor: i64,
    /// A payment like one that was made within this time needs a reason.
    pub repeat_within_ms: i64,
}

impl Policy {
    /// The rules towards a hub that speaks the `paydesk` profile.
    #[must_use]
    pub const fn paydesk() -> Self {
        Self {
            fence: Fence::Tombstone,
            repeat_pay: true,
            check_valid_ms: 55 * MINUTE,
            quarantine_ms: 70 * MINUTE,
            absent_apart_ms: 5 * MINUTE,
            polling_ms: [
                2 * SECOND,
                4 * SECOND,
                8 * SECOND,
                15 * SECOND,
                20 * SECOND,
                20 * SECOND,
            ],
            trying_ms: [2 * SECOND, 4 * SECOND, 8 * SECOND, 12 * SECOND, 15 * SECOND],
            polling_hour_ms: 5 * MINUTE,
            polling_days_ms: HOUR,
            review_after_ms: 24 * HOUR,
            attempts_at_once: 4,
            offline_count: 100,
            offline_sum_minor: 10_000_000,
            repeat_within_ms: REPEAT_WITHIN_MS,
        }
    }

    /// The rules towards any CyberPlat-compatible server: it has no cancel, and a repeated pay is not
    /// relied on. Where an hour must pass before an outcome is known, nothing is won by asking often.
    #[must_use]
    pub const fn cyberplat() -> Self {
        Self {
            fence: Fence::Quarantine,
            repeat_pay: false,
            polling_ms: [
                2 * SECOND,
                4 * SECOND,
                8 * SECOND,
                15 * SECOND,
                30 * SECOND,
                60 * SECOND,
            ],
            ..Self::paydesk()
        }
    }

    /// When to ask next, for a payment that has been open since `opened` and was asked about `asks` times
    /// since its last change. `jitter` is random; it spreads the questions of many tills by 20 % either
    /// way.
    #[must_use]
    pub fn next_ask(
        &self,
        now: Timestamp,
        (opened, asks): (Timestamp, u32),
        jitter: u64,
    ) -> Timestamp {
        let age = now.ms_since(opened);
        let index = usize::try_from(asks).unwrap_or(usize::MAX);
        let by_count = self
            .polling_ms
            .get(index)
            .copied()
            .unwrap_or(self.polling_ms[5]);
        let delay = if age >= 48 * HOUR {
            self.polling_days_ms
        } else if age >= HOUR {
            self.polling_hour_ms.max(by_count)
        } else {
            by_count
        };
        now.plus_ms(spread(delay, jitter))
    }

    /// When to try the line again after `tries` that failed since it last worked. `jitter` as for
    /// [`Self::next_ask`].
    #[must_use]
    pub fn next_try(&self, now: Timestamp, tries: usize, jitter: u64) -> Timestamp {
        let delay = self.trying_ms.get(tries).unwrap_or(&self.trying_ms[4]);
        now.plus_ms(spread(*delay, jitter))
    }
}

/// A delay, up to 20 % shorter or longer.
fn spread(delay: i64, jitter: u64) -> i64 {
    let thousandths = i64::try_from(jitter % 401).unwrap_or(0).saturating_sub(200);
    delay.saturating_add(delay.saturating_mul(thousandths) / 1_000)
}

#[cfg(test)]
mod tests {
    use paydesk_domain::time::Timestamp;

    use super::{HOUR, MINUTE, Policy, SECOND};

    #[test]
    fn questions_become_rarer_with_age_and_never_stop() {
        let policy = Policy::paydesk();
        let opened = Timestamp::from_unix_ms(0);
        let cases = [
            (0, 0, 2 * SECOND),
            (MINUTE, 3, 15 * SECOND),
            (10 * MINUTE, 9, 20 * SECOND),
            (2 * HOUR, 9, 5 * MINUTE),
            (72 * HOUR, u32::MAX, HOUR),
        ];
        for (age, asks, expected) in cases {
            let now = opened.plus_ms(age);
            for jitter in [0, 200, 400, u64::MAX] {
                let delay = policy.next_ask(now, (opened, asks), jitter).ms_since(now);
                assert!(
                    delay * 10 >= expected * 8 && delay * 10 <= expected * 12,
                    "{age} {delay}"
                );
            }
        }
    }
}
