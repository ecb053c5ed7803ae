//! The only place where the till reads a clock.

use std::time::{SystemTime, UNIX_EPOCH};

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
