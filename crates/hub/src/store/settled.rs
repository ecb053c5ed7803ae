//! What the books say about payments and the bank, for the comparison with its statement.

use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use crate::core::minor::Minor;
use crate::core::payment::State;

/// A payment as the bank may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The reference in every order about it.
    pub reference: String,
    /// SD.
    pub dealer: String,
    /// ISO 4217.
    pub currency: String,
    /// Credited sum.
    pub amount: Minor,
    /// Where it stands.
    pub state: State,
    /// An order to the bank about it is not carried out yet.
    pub is_under_way: bool,
}

const COLUMNS: &str = "SELECT p.id, d.code, a.currency, coalesce(p.amount, 0), p.state,
       p.state NOT IN ('CAPTURED', 'VOID') OR EXISTS (SELECT 1 FROM outbox o WHERE o.payment_id = p.id
         AND o.gateway = 'bank' AND o.done_at IS NULL)
  FROM payment p JOIN account a ON a.id = p.deposit JOIN party d ON d.id = a.owner";

fn read(row: &Row<'_>) -> Result<Option<Settled>, rusqlite::Error> {
    let (id, state): (i64, String) = (row.get(0)?, row.get(4)?);
    let Some(state) = State::from_key(&state) else {
        return Ok(None);
    };
    Ok(Some(Settled {
        reference: id.to_string(),
        dealer: row.get(1)?,
        currency: row.get(2)?,
        amount: Minor::new(row.get(3)?),
        state,
        is_under_way: row.get(5)?,
    }))
}

const BAD: StoreError = StoreError::BadRow {
    table: "payment",
    column: "state",
};

/// The payments captured on a business date, `YYYY-MM-DD`.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn captured_on(connection: &Connection, date: &str) -> Result<Vec<Settled>, StoreError> {
    let sql =
        format!("{COLUMNS} WHERE p.state = 'CAPTURED' AND p.business_date = ?1 ORDER BY p.id");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([date], read)?;
    rows.map(|row| row?.ok_or(BAD)).collect()
}

/// The payment of a reference; none where the hub has no such payment.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn by_reference(
    connection: &Connection,
    reference: &str,
) -> Result<Option<Settled>, StoreError> {
    // Only the one form in which this hub writes its numbers.
    let Some(id) = reference
        .parse::<i64>()
        .ok()
        .filter(|id| id.to_string() == reference)
    else {
        return Ok(None);
    };
    let sql = format!("{COLUMNS} WHERE p.id = ?1");
    let found = connection.query_row(&sql, [id], read).optional()?;
    found.map(|row| row.ok_or(BAD)).transpose()
}

/// The smallest and the largest time zone of the dealers, minutes east of UTC.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn time_zones(connection: &Connection) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT coalesce(min(utc_offset_min), 0), coalesce(max(utc_offset_min), 0)
                 FROM party WHERE kind = 'dealer'";
    Ok(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
