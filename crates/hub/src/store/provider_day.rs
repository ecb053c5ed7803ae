//! What the books hold of one provider's day, for comparison with the provider's registry.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::pii::Pii;
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use crate::core::payment::{State, TransId};

/// Numbers run ahead of the clock by no more than this: one a millisecond.
const RUNS_AHEAD_MS: i64 = 24 * 60 * 60_000;

/// A payment to a provider. The account is masked where it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Booked {
    /// The payment.
    pub payment: TransId,
    /// NUMBER, or ACCOUNT where the provider has none.
    pub account: String,
    /// Credited sum, in minor units.
    pub amount: i64,
    /// Of the dealer's deposit.
    pub currency: String,
    /// Where it stands.
    pub state: State,
    /// The provider's own number.
    pub provider_ref: Option<String>,
    /// The accounting date.
    pub accounting: Timestamp,
}

impl Debug for Booked {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Booked")
            .field("payment", &self.payment)
            .field("account", &Pii::new(self.account.as_str()))
            .field("amount", &self.amount)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str =
    "SELECT p.id, CASE WHEN p.number = '' THEN p.account ELSE p.number END, p.amount, a.currency,
         p.state, p.provider_ref, p.created_at
    FROM payment p JOIN account a ON a.id = p.deposit WHERE p.provider = ?1";

fn read(row: &Row<'_>) -> Result<Booked, rusqlite::Error> {
    let state: String = row.get(4)?;
    Ok(Booked {
        payment: TransId::new(row.get(0)?),
        account: row.get(1)?,
        amount: row.get(2)?,
        currency: row.get(3)?,
        // The table itself refuses any other word.
        state: State::from_key(&state).ok_or(rusqlite::Error::InvalidQuery)?,
        provider_ref: row.get(5)?,
        accounting: Timestamp::from_unix_ms(row.get(6)?),
    })
}

/// The payment with that number, if it is one to this provider.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn payment(
    connection: &Connection,
    provider: u32,
    number: i64,
) -> Result<Option<Booked>, StoreError> {
    let sql = format!("{COLUMNS} AND p.id = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_row(params![provider, number], read)
        .optional()?)
}

/// The payments to a provider that are captured and whose accounting date is in `[from, to)`.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn captured(
    connection: &Connection,
    provider: u32,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Booked>, StoreError> {
    // A number is never earlier than the arrival, which spares the walk through all years.
    let sql = format!(
        "{COLUMNS} AND p.state = 'CAPTURED' AND p.id >= ?2 AND p.id < ?4
           AND p.created_at >= ?2 AND p.created_at < ?3 ORDER BY p.id"
    );
    let last = to.plus_ms(RUNS_AHEAD_MS);
    let mut statement = connection.prepare_cached(&sql)?;
    let times = params![provider, from.unix_ms(), to.unix_ms(), last.unix_ms()];
    let found = statement.query_map(times, read)?;
    Ok(found.collect::<Result<_, _>>()?)
}
