//! Which copy of a till's data the hub admits.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::evidence::{AuditNote, note};

/// Gives a key its next EPOCH: copies of its till's data that name an older one are refused from now on. Gives the new
/// one; none where no active key has the serial or no further epoch is left.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn raise_epoch(
    connection: &Connection,
    serial: u32,
    now: Timestamp,
) -> Result<Option<u32>, StoreError> {
    let sql = "UPDATE key SET epoch = epoch + 1
                WHERE serial = ?1 AND revoked_at IS NULL AND epoch < 4294967295 RETURNING epoch";
    let raised: Option<u32> = connection
        .query_row(sql, [serial], |row| row.get(0))
        .optional()?;
    if let Some(epoch) = raised {
        let record = format!("serial={serial} epoch={epoch}");
        note(
            connection,
            &AuditNote {
                what: "epoch raised",
                record: &record,
                at: now,
            },
        )?;
    }
    Ok(raised)
}
