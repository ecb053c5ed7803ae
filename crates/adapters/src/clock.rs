//! The only place where the till reads a clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use paydesk_domain::time::Timestamp;

/// The present, by this computer's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the till's clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A moment until which a device is waited for. Measured by a clock that nobody can set.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    begun: Instant,
    patience: Duration,
}

impl Deadline {
    /// The moment after so long a time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the till's clock")]
    pub fn after(patience: Duration) -> Self {
        Self {
            begun: Instant::now(),
            patience,
        }
    }

    /// What is left; nothing once the moment has passed.
    #[must_use]
    pub fn left(self) -> Duration {
        self.patience.saturating_sub(self.begun.elapsed())
    }

    /// Whether the moment has passed.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.left().is_zero()
    }
}
