//! The one place of the running hub that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use paydesk_domain::time::Timestamp;

/// The time of this moment.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the hub's clock is read here and nowhere else"
    )]
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
