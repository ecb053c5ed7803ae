//! The limits of a point for all providers together, as its balance names them.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use crate::core::limits::Cap;
use crate::core::minor::Minor;
use crate::core::payment::PartyId;

/// The limits of a point in one currency.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn of_point(
    connection: &Connection,
    point: PartyId,
    currency: &str,
) -> Result<Cap, StoreError> {
    let sql =
        "SELECT per_payment, per_day FROM cap WHERE party = ?1 AND provider = 0 AND currency = ?2";
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![point.get(), currency], |row| {
            let sum = |at| row.get::<_, Option<i64>>(at);
            Ok(Cap {
                per_payment: sum(0)?.map(Minor::new),
                per_day: sum(1)?.map(Minor::new),
            })
        });
    let none = Cap {
        per_payment: None,
        per_day: None,
    };
    Ok(found.optional()?.unwrap_or(none))
}
