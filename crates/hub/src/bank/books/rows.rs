//! Accounts and entries, read and written one by one.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::BooksError;
use crate::bank::wire::{Account, Movement, PAGE_ROWS, Page, Period, Row};
use crate::core::minor::Minor;

/// A dealer's account and its sums.
///
/// # Errors
/// [`BooksError`].
pub fn account(
    connection: &Connection,
    dealer: &str,
    currency: &str,
) -> Result<Option<(i64, Account)>, BooksError> {
    Ok(connection
        .prepare_cached(
            "SELECT id, credited, captured, held FROM account WHERE dealer = ?1 AND currency = ?2",
        )?
        .query_row([dealer, currency], |row| Ok((row.get(0)?, sums(row, 1)?)))
        .optional()?)
}

fn sums(row: &SqlRow<'_>, from: usize) -> Result<Account, rusqlite::Error> {
    let minor = |at: usize| row.get(from.saturating_add(at)).map(Minor::new);
    Ok(Account {
        credited: minor(0)?,
        captured: minor(1)?,
        held: minor(2)?,
    })
}

/// Every account: dealer, currency, sums.
///
/// # Errors
/// [`BooksError`].
pub fn accounts(connection: &Connection) -> Result<Vec<(String, String, Account)>, BooksError> {
    let mut statement = connection.prepare(
        "SELECT dealer, currency, credited, captured, held FROM account ORDER BY dealer, currency",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, sums(row, 2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Books money that came in for a dealer; the account is opened where it is missing.
///
/// # Errors
/// [`BooksError`], also for a sum that is not above zero.
pub fn credit(
    connection: &Connection,
    (dealer, currency): (&str, &str),
    (amount, note): (Minor, &str),
    at: Timestamp,
) -> Result<Account, BooksError> {
    connection.execute(
        "INSERT INTO account (dealer, currency) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        [dealer, currency],
    )?;
    let missing = BooksError::BadRow("account");
    let (id, _) = account(connection, dealer, currency)?.ok_or(missing)?;
    connection.execute(
        "UPDATE account SET credited = credited + ?2 WHERE id = ?1",
        params![id, amount.get()],
    )?;
    connection.execute(
        "INSERT INTO entry (at, kind, account, amount, note) VALUES (?1, 'credit', ?2, ?3, ?4)",
        params![at.unix_ms(), id, amount.get(), note],
    )?;
    let found = account(connection, dealer, currency)?;
    found
        .map(|(_, sums)| sums)
        .ok_or(BooksError::BadRow("account"))
}

/// Appends an entry about a reference.
pub(super) fn add(
    connection: &Connection,
    (movement, account): (Movement, i64),
    reference: Option<&str>,
    (amount, at): (Minor, Timestamp),
) -> Result<(), BooksError> {
    connection
        .prepare_cached(
            "INSERT INTO entry (at, kind, account, reference, amount) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            at.unix_ms(),
            movement.as_wire(),
            account,
            reference,
            amount.get()
        ])?;
    Ok(())
}

/// The first entries of a period.
///
/// # Errors
/// [`BooksError`].
pub fn page(connection: &Connection, period: &Period) -> Result<Page, BooksError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.seq, e.at, e.kind, coalesce(e.reference, ''), a.dealer, a.currency, e.amount
           FROM entry e JOIN account a ON a.id = e.account
          WHERE e.seq > ?1 AND e.at >= ?2 AND e.at < ?3 ORDER BY e.seq LIMIT ?4",
    )?;
    let most = PAGE_ROWS.saturating_add(1);
    let bounds = params![
        period.after,
        period.from.unix_ms(),
        period.until.unix_ms(),
        i64::try_from(most).unwrap_or(i64::MAX)
    ];
    let mut found = statement.query(bounds)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(row_of(row)?);
    }
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    Ok(Page { rows, has_more })
}

fn row_of(row: &SqlRow<'_>) -> Result<Row, BooksError> {
    let kind: String = row.get(2)?;
    Ok(Row {
        seq: row.get(0)?,
        at: Timestamp::from_unix_ms(row.get(1)?),
        movement: Movement::from_wire(&kind).ok_or(BooksError::BadRow("entry"))?,
        reference: row.get(3)?,
        dealer: row.get(4)?,
        currency: row.get(5)?,
        amount: Minor::new(row.get(6)?),
    })
}
