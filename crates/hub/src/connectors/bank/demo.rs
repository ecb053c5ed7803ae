//! A bank inside the hub's process, with books of its own in its own file.
//!
//! Each dealer gets an account with [`DEMO_OPENING`] in each currency when it is first seen, so that the
//! demo's limit is the deposit at the hub.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Params, params};

use super::{Bank, BankOrder, BankRefusal, ReserveAnswer, SettleAnswer};
use crate::connectors::Answer;
use crate::core::minor::Minor;
use crate::store::StoreError;
use crate::store::group::Group;

/// What a dealer's account at the demo bank opens with: ten million in main units.
pub const DEMO_OPENING: Minor = Minor::new(1_000_000_000);

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS account (
  dealer TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance INTEGER NOT NULL CHECK (balance >= 0),
  PRIMARY KEY (dealer, currency)) STRICT;
CREATE TABLE IF NOT EXISTS reservation (
  reference TEXT PRIMARY KEY,
  dealer TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  state TEXT NOT NULL CHECK (state IN ('HELD','CAPTURED','VOID'))) STRICT;
";

/// The demo's bank. Any fault of its file is silence, as with a bank that cannot be reached.
#[derive(Debug, Clone)]
pub struct DemoBank {
    books: Arc<Group>,
}

impl DemoBank {
    /// Opens the bank's books, or begins them.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let books = Group::open(file, "demo-bank", |books| Ok(books.execute_batch(SCHEMA)?))?;
        Ok(Self {
            books: Arc::new(books),
        })
    }
}

fn reserve_now(work: &Connection, order: &BankOrder) -> Result<ReserveAnswer, StoreError> {
    if let Some((same, state)) = known(work, order)? {
        return Ok(if same && state != "VOID" {
            ReserveAnswer::Reserved
        } else {
            ReserveAnswer::Refused(BankRefusal::ReferenceTaken)
        });
    }
    put(
        work,
        "INSERT INTO account (dealer, currency, balance) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![order.dealer, order.currency, DEMO_OPENING.get()],
    )?;
    let taken = put(
        work,
        "UPDATE account SET balance = balance - ?3
          WHERE dealer = ?1 AND currency = ?2 AND balance >= ?3",
        params![order.dealer, order.currency, order.amount.get()],
    )?;
    if taken == 0 {
        return Ok(ReserveAnswer::Refused(BankRefusal::NotEnoughMoney));
    }
    put(
        work,
        "INSERT INTO reservation (reference, dealer, currency, amount, state)
         VALUES (?1, ?2, ?3, ?4, 'HELD')",
        params![
            order.reference,
            order.dealer,
            order.currency,
            order.amount.get()
        ],
    )?;
    Ok(ReserveAnswer::Reserved)
}

fn capture_now(work: &Connection, reference: &str) -> Result<SettleAnswer, StoreError> {
    put(
        work,
        "UPDATE reservation SET state = 'CAPTURED' WHERE reference = ?1 AND state = 'HELD'",
        [reference],
    )?;
    let state = state_of(work, reference)?;
    Ok(if state.as_deref() == Some("CAPTURED") {
        SettleAnswer::Done
    } else {
        SettleAnswer::Refused
    })
}

fn void_now(work: &Connection, reference: &str) -> Result<SettleAnswer, StoreError> {
    let state = state_of(work, reference)?;
    match state.as_deref() {
        Some("CAPTURED") => return Ok(SettleAnswer::Refused),
        Some("HELD") => {
            put(
                work,
                "UPDATE account SET balance = balance + r.amount
                   FROM reservation r WHERE r.reference = ?1 AND account.dealer = r.dealer
                    AND account.currency = r.currency",
                [reference],
            )?;
            put(
                work,
                "UPDATE reservation SET state = 'VOID' WHERE reference = ?1",
                [reference],
            )?;
        }
        // A tombstone: a reserve that travels slower than its void must not set money aside for ever.
        None => {
            put(
                work,
                "INSERT INTO reservation (reference, dealer, currency, amount, state)
                 VALUES (?1, '', '', 0, 'VOID')",
                [reference],
            )?;
        }
        Some(_) => {}
    }
    Ok(SettleAnswer::Done)
}

fn balance_now(work: &Connection, dealer: &str) -> Result<Option<Minor>, StoreError> {
    Ok(work
        .query_row(
            "SELECT balance FROM account WHERE dealer = ?1 ORDER BY rowid LIMIT 1",
            [dealer],
            |r| r.get(0).map(Minor::new),
        )
        .optional()?)
}

fn put(work: &Connection, sql: &str, row: impl Params) -> Result<usize, rusqlite::Error> {
    work.prepare_cached(sql)?.execute(row)
}

fn state_of(work: &Connection, reference: &str) -> Result<Option<String>, rusqlite::Error> {
    work.prepare_cached("SELECT state FROM reservation WHERE reference = ?1")?
        .query_row([reference], |row| row.get(0))
        .optional()
}

fn known(work: &Connection, order: &BankOrder) -> Result<Option<(bool, String)>, rusqlite::Error> {
    work.prepare_cached(
        "SELECT dealer = ?2 AND currency = ?3 AND amount = ?4, state
           FROM reservation WHERE reference = ?1",
    )?
    .query_row(
        params![
            order.reference,
            order.dealer,
            order.currency,
            order.amount.get()
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .optional()
}

impl Bank for DemoBank {
    fn reserve<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        let order = order.clone();
        Box::pin(async move {
            let said = self
                .books
                .run(move |books| reserve_now(books, &order))
                .await;
            said.unwrap_or(ReserveAnswer::Silent)
        })
    }

    fn capture<'a>(&'a self, reference: &'a str) -> Answer<'a, SettleAnswer> {
        let reference = reference.to_owned();
        Box::pin(async move {
            let said = self
                .books
                .run(move |books| capture_now(books, &reference))
                .await;
            said.unwrap_or(SettleAnswer::Silent)
        })
    }

    fn void<'a>(&'a self, reference: &'a str) -> Answer<'a, SettleAnswer> {
        let reference = reference.to_owned();
        Box::pin(async move {
            let said = self
                .books
                .run(move |books| void_now(books, &reference))
                .await;
            said.unwrap_or(SettleAnswer::Silent)
        })
    }

    fn balance<'a>(&'a self, dealer: &'a str) -> Answer<'a, Option<Minor>> {
        let dealer = dealer.to_owned();
        Box::pin(async move {
            self.books
                .run(move |books| balance_now(books, &dealer))
                .await
                .ok()
                .flatten()
        })
    }
}
