//! How long somebody waits after wrong PINs.

use paydesk_domain::people::{Lockout, Role, lockout};
use paydesk_domain::time::Timestamp;

/// How long an owner waits after each PIN beyond the last allowed one, in milliseconds.
const OWNER_WAITS_MS: i64 = 60 * 60 * 1000;

/// Nobody stands over an owner who could unlock one: after too many wrong PINs an owner waits, and is not shut out for
/// ever.
pub(super) fn wait(role: Role, failures: u32, failed_at: Timestamp) -> Lockout {
    match lockout(failures, failed_at) {
        Lockout::Supervisor if role == Role::Owner => {
            Lockout::Until(failed_at.plus_ms(OWNER_WAITS_MS))
        }
        open @ (Lockout::Open { .. } | Lockout::Until(_) | Lockout::Supervisor) => open,
    }
}
