//! How long a command still waits. Measured by a clock that nobody can set: a wall clock set back would make a
//! command wait for hours.

use std::time::{Duration, Instant};

/// A moment until which something is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant, Duration);

#[expect(
    clippy::disallowed_methods,
    reason = "waiting is measured, nothing is decided about a payment"
)]
impl Deadline {
    /// The moment after so long a time.
    pub(crate) fn after(patience: Duration) -> Self {
        Self(Instant::now(), patience)
    }

    /// What is left; nothing once the moment has passed.
    pub(crate) fn left(self) -> Duration {
        self.1.saturating_sub(self.0.elapsed())
    }
}

/// What has passed since a moment.
#[cfg(feature = "training")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

#[cfg(feature = "training")]
#[expect(
    clippy::disallowed_methods,
    reason = "time is told to a person, nothing is decided about a payment"
)]
impl Stopwatch {
    /// Begins now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since then.
    pub(crate) fn ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
