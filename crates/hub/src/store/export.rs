//! The books as a plain double-entry journal, for programs that are not ours.

use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::StoreError;

/// A movement between two accounts, with everything that a journal says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Number of the entry.
    pub seq: i64,
    /// The business date.
    pub day: String,
    /// TRANSID of its payment; nothing for a refill or a correction.
    pub payment: Option<i64>,
    /// Number of the proposal that it carries out.
    pub proposal: Option<i64>,
    /// The account that gives, by name.
    pub from: String,
    /// The account that gets, by name.
    pub to: String,
    /// In minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// When it was booked.
    pub at: Timestamp,
}

/// An account's name, behind the alias of its table; `p` is its owner.
const NAME: &str = "kind || ':' || p.kind || ' ' || CASE p.kind WHEN 'subdealer'
    THEN (SELECT code FROM party WHERE id = p.parent) || ' ' ELSE '' END || p.code";

/// Hands over every post entry in the order in which it was booked, one at a time.
///
/// # Errors
/// [`StoreError`] when the books cannot be read, and whatever `take` says.
pub fn posts<E: From<StoreError>>(
    connection: &Connection,
    mut take: impl FnMut(Moved) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!(
        "WITH named AS (SELECT a.id, a.currency, a.{NAME} AS name FROM account a JOIN party p ON p.id = a.owner)
         SELECT e.seq, e.business_date, e.payment_id, e.proposal, d.name, c.name, e.amount, d.currency, e.at
           FROM entry e JOIN named d ON d.id = e.debit_account JOIN named c ON c.id = e.credit_account
          WHERE e.kind = 'post' ORDER BY e.seq"
    );
    let failed = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        take(read(row).map_err(failed)?)?;
    }
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<Moved, rusqlite::Error> {
    Ok(Moved {
        seq: row.get(0)?,
        day: row.get(1)?,
        payment: row.get(2)?,
        proposal: row.get(3)?,
        from: row.get(4)?,
        to: row.get(5)?,
        amount: row.get(6)?,
        currency: row.get(7)?,
        at: Timestamp::from_unix_ms(row.get(8)?),
    })
}

/// Names and currencies of all accounts.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn accounts(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let sql = format!(
        "SELECT a.{NAME}, a.currency FROM account a JOIN party p ON p.id = a.owner ORDER BY 1, 2"
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The balance of every deposit as its own row has it: what the journal must come to.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn deposits(connection: &Connection) -> Result<Vec<(String, String, i64)>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT a.kind || ':' || p.kind || ' ' || p.code, a.currency, a.credit_posted - a.debit_posted
           FROM account a JOIN party p ON p.id = a.owner WHERE a.kind = 'deposit' ORDER BY 1, 2",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
