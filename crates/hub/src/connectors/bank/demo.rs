//! A bank inside the hub's process, with books of its own in its own file.
//!
//! Each dealer gets an account with [`DEMO_OPENING`] in each currency when it is first seen, so that the
//! demo's limit is the deposit at the hub.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Bank, BankOrder, BankRefusal, ReserveAnswer, SettleAnswer};
use crate::connectors::Answer;
use crate::core::minor::Minor;
use crate::store::schema::switch_to_log;

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
    books: Arc<Mutex<Connection>>,
}

impl DemoBank {
    /// Opens the bank's books, or begins them.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub fn open(file: &Path) -> Result<Self, rusqlite::Error> {
        let books = Connection::open(file)?;
        switch_to_log(&books)?;
        books.pragma_update(None, "synchronous", "FULL")?;
        books.busy_timeout(std::time::Duration::from_secs(5))?;
        books.execute_batch(SCHEMA)?;
        Ok(Self {
            books: Arc::new(Mutex::new(books)),
        })
    }

    /// Works in the books on a thread that may wait for the disk; `None` when that fails.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> Option<T> {
        let bank = self.clone();
        tokio::task::spawn_blocking(move || work(&bank))
            .await
            .ok()?
            .ok()
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve_now(&self, order: &BankOrder) -> Result<ReserveAnswer, rusqlite::Error> {
        let mut books = self.lock();
        let work = books.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some((same, state)) = known(&work, order)? {
            return Ok(if same && state != "VOID" {
                ReserveAnswer::Reserved
            } else {
                ReserveAnswer::Refused(BankRefusal::ReferenceTaken)
            });
        }
        work.execute(
            "INSERT INTO account (dealer, currency, balance) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![order.dealer, order.currency, DEMO_OPENING.get()],
        )?;
        let taken = work.execute(
            "UPDATE account SET balance = balance - ?3
              WHERE dealer = ?1 AND currency = ?2 AND balance >= ?3",
            params![order.dealer, order.currency, order.amount.get()],
        )?;
        if taken == 0 {
            return Ok(ReserveAnswer::Refused(BankRefusal::NotEnoughMoney));
        }
        work.execute(
            "INSERT INTO reservation (reference, dealer, currency, amount, state)
             VALUES (?1, ?2, ?3, ?4, 'HELD')",
            params![
                order.reference,
                order.dealer,
                order.currency,
                order.amount.get()
            ],
        )?;
        work.commit()?;
        Ok(ReserveAnswer::Reserved)
    }

    fn capture_now(&self, reference: &str) -> Result<SettleAnswer, rusqlite::Error> {
        let books = self.lock();
        books.execute(
            "UPDATE reservation SET state = 'CAPTURED' WHERE reference = ?1 AND state = 'HELD'",
            [reference],
        )?;
        let state: Option<String> = books
            .query_row(
                "SELECT state FROM reservation WHERE reference = ?1",
                [reference],
                |r| r.get(0),
            )
            .optional()?;
        Ok(if state.as_deref() == Some("CAPTURED") {
            SettleAnswer::Done
        } else {
            SettleAnswer::Refused
        })
    }

    fn void_now(&self, reference: &str) -> Result<SettleAnswer, rusqlite::Error> {
        let mut books = self.lock();
        let work = books.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let state: Option<String> = work
            .query_row(
                "SELECT state FROM reservation WHERE reference = ?1",
                [reference],
                |r| r.get(0),
            )
            .optional()?;
        match state.as_deref() {
            Some("CAPTURED") => return Ok(SettleAnswer::Refused),
            Some("HELD") => {
                work.execute(
                    "UPDATE account SET balance = balance + r.amount
                       FROM reservation r WHERE r.reference = ?1 AND account.dealer = r.dealer
                        AND account.currency = r.currency",
                    [reference],
                )?;
                work.execute(
                    "UPDATE reservation SET state = 'VOID' WHERE reference = ?1",
                    [reference],
                )?;
            }
            // A tombstone: a reserve that travels slower than its void must not set money aside for ever.
            None => {
                work.execute(
                    "INSERT INTO reservation (reference, dealer, currency, amount, state)
                     VALUES (?1, '', '', 0, 'VOID')",
                    [reference],
                )?;
            }
            Some(_) => {}
        }
        work.commit()?;
        Ok(SettleAnswer::Done)
    }

    fn balance_now(&self, dealer: &str) -> Result<Option<Minor>, rusqlite::Error> {
        self.lock()
            .query_row(
                "SELECT balance FROM account WHERE dealer = ?1 ORDER BY rowid LIMIT 1",
                [dealer],
                |r| r.get(0).map(Minor::new),
            )
            .optional()
    }
}

fn known(
    work: &Transaction<'_>,
    order: &BankOrder,
) -> Result<Option<(bool, String)>, rusqlite::Error> {
    work.query_row(
        "SELECT dealer = ?2 AND currency = ?3 AND amount = ?4, state
           FROM reservation WHERE reference = ?1",
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
            let said = self.off_thread(move |bank| bank.reserve_now(&order)).await;
            said.unwrap_or(ReserveAnswer::Silent)
        })
    }

    fn capture<'a>(&'a self, reference: &'a str) -> Answer<'a, SettleAnswer> {
        let reference = reference.to_owned();
        Box::pin(async move {
            let said = self
                .off_thread(move |bank| bank.capture_now(&reference))
                .await;
            said.unwrap_or(SettleAnswer::Silent)
        })
    }

    fn void<'a>(&'a self, reference: &'a str) -> Answer<'a, SettleAnswer> {
        let reference = reference.to_owned();
        Box::pin(async move {
            let said = self.off_thread(move |bank| bank.void_now(&reference)).await;
            said.unwrap_or(SettleAnswer::Silent)
        })
    }

    fn balance<'a>(&'a self, dealer: &'a str) -> Answer<'a, Option<Minor>> {
        let dealer = dealer.to_owned();
        Box::pin(async move {
            self.off_thread(move |bank| bank.balance_now(&dealer))
                .await?
        })
    }
}
