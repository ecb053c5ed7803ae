//! A small provider's books: one row per `txn_id`, for ever.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::connectors::providers::registry::Row;
use crate::store::StoreError;
use crate::store::group::Group;
use crate::store::schema::switch_to_log;

/// Each step brings the books from the version that is its index to the next one.
const STEPS: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS payment (
       prv_txn INTEGER PRIMARY KEY,
       txn_id TEXT NOT NULL UNIQUE,
       account TEXT NOT NULL,
       sum INTEGER NOT NULL CHECK (sum > 0),
       txn_date TEXT NOT NULL,
       ready_ms INTEGER NOT NULL,
       state TEXT NOT NULL CHECK (state IN ('WORK','CREDITED','REFUSED'))) STRICT;",
    "ALTER TABLE payment ADD COLUMN result INTEGER NOT NULL DEFAULT 79 CHECK (result > 0);
     ALTER TABLE payment ADD COLUMN subscriber TEXT NOT NULL DEFAULT '';
     UPDATE payment SET subscriber = account;
     CREATE INDEX payment_of_subscriber ON payment (subscriber);
     CREATE TRIGGER payment_ends BEFORE UPDATE ON payment
     WHEN old.state <> 'WORK' OR new.state <> 'CREDITED' OR new.txn_id <> old.txn_id OR new.sum <> old.sum
     BEGIN SELECT raise(ABORT, 'payment: only work is ever finished'); END;
     CREATE TRIGGER payment_stays BEFORE DELETE ON payment
     BEGIN SELECT raise(ABORT, 'payment: a txn_id is kept for ever'); END;
     CREATE TABLE call (txn_id TEXT PRIMARY KEY, calls INTEGER NOT NULL) STRICT;",
];

/// A pay that may be booked. Holds an account, so it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) txn_id: String,
    pub(super) account: String,
    /// The account's key in the number base.
    pub(super) subscriber: String,
    pub(super) sum_minor: i64,
    pub(super) txn_date: String,
    pub(super) verdict: Verdict,
}

/// What becomes of a pay that nobody has seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Credited, while no more than `room` is credited in all.
    Credit { room: Option<i64> },
    /// Credited after a time.
    Work { for_ms: i64 },
    /// Refused under that result.
    Refuse { result: u32 },
}

/// What stands in the books for a pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paid {
    /// Credited under this number of ours.
    Credited(i64),
    /// Not finished yet.
    InWork,
    /// Refused for good under that result.
    Refused(u32),
    /// The `txn_id` stands there with another account or sum.
    OtherContent,
}

/// The sum would pass what the account may have. Source: OSMP provider protocol, result 242.
const TOO_LARGE: u32 = 242;

/// One payment as it is shown to the provider's people. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Booked {
    /// What the registry has of it.
    pub(crate) row: Row,
    /// WORK, CREDITED or REFUSED.
    pub(crate) state: String,
    /// The result of a refusal.
    pub(crate) result: u32,
}

/// The books of one provider.
#[derive(Debug)]
pub(crate) struct Books {
    file: Mutex<Connection>,
    /// Pays that come together are committed together.
    pays: Group,
}

impl Books {
    /// Opens the books; an empty file becomes new ones.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let mut file = Connection::open(path)?;
        switch_to_log(&file)?;
        file.pragma_update(None, "synchronous", "FULL")?;
        file.busy_timeout(std::time::Duration::from_secs(5))?;
        let work = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = work.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for (version, step) in (1_u32..).zip(STEPS) {
            if version > found {
                work.execute_batch(step)?;
                work.pragma_update(None, "user_version", version)?;
            }
        }
        work.commit()?;
        Ok(Self {
            file: Mutex::new(file),
            pays: Group::open(path, "osmp-books", |_| Ok(()))?,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first pay of a `txn_id` decides; every later one reads.
    pub(super) async fn pay(&self, order: Order, now: Timestamp) -> Result<Paid, StoreError> {
        self.pays.run(move |books| pay(books, &order, now)).await
    }

    /// Counts a pay of a payment and says the how manieth it is.
    pub(super) fn called(&self, txn_id: &str) -> Result<u32, rusqlite::Error> {
        self.lock().query_row(
            "INSERT INTO call (txn_id, calls) VALUES (?1, 1)
             ON CONFLICT (txn_id) DO UPDATE SET calls = calls + 1 RETURNING calls",
            [txn_id],
            |row| row.get(0),
        )
    }

    /// Number and sum of the credited payments.
    pub(crate) fn credited(&self) -> Result<(i64, i64), rusqlite::Error> {
        self.lock().query_row(
            "SELECT COUNT(*), COALESCE(SUM(sum), 0) FROM payment WHERE state = 'CREDITED'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// What has been credited to an account.
    pub(crate) fn credited_to(&self, subscriber: &str) -> Result<i64, rusqlite::Error> {
        let sql = "SELECT COALESCE(SUM(sum), 0) FROM payment WHERE subscriber = ?1 AND state = 'CREDITED'";
        self.lock().query_row(sql, [subscriber], |row| row.get(0))
    }

    /// The payments of an accounting day (`YYYYMMDD`), or all of them, in the order of their numbers.
    pub(crate) fn payments(&self, day: Option<&str>) -> Result<Vec<Booked>, rusqlite::Error> {
        let file = self.lock();
        let sql = "SELECT txn_id, prv_txn, account, sum, txn_date, state, result FROM payment
                    WHERE ?1 IS NULL OR substr(txn_date, 1, 8) = ?1 ORDER BY prv_txn";
        let mut statement = file.prepare(sql)?;
        let rows = statement.query_map([day], |row| {
            Ok(Booked {
                row: Row {
                    txn_id: row.get(0)?,
                    provider_ref: row.get::<_, i64>(1)?.to_string(),
                    account: row.get(2)?,
                    sum_minor: row.get(3)?,
                    txn_date: row.get(4)?,
                },
                state: row.get(5)?,
                result: row.get(6)?,
            })
        })?;
        rows.collect()
    }
}

fn pay(books: &Connection, order: &Order, now: Timestamp) -> Result<Paid, StoreError> {
    let mut known = stored(books, order)?;
    if known.is_none() {
        book(books, order, now)?;
        known = stored(books, order)?;
    }
    let finished = books
        .prepare_cached(
            "UPDATE payment SET state = 'CREDITED'
              WHERE txn_id = ?1 AND state = 'WORK' AND ready_ms <= ?2",
        )?
        .execute(params![order.txn_id, now.unix_ms()])?;
    if finished > 0 {
        known = stored(books, order)?;
    }
    Ok(known.unwrap_or(Paid::OtherContent))
}

fn book(work: &Connection, order: &Order, now: Timestamp) -> Result<(), rusqlite::Error> {
    let mut refused = 300;
    let (state, ready) = match order.verdict {
        Verdict::Refuse { result } => {
            refused = result;
            ("REFUSED", now)
        }
        Verdict::Work { for_ms } => ("WORK", now.plus_ms(for_ms)),
        Verdict::Credit { room: None } => ("CREDITED", now),
        Verdict::Credit { room: Some(room) } => {
            let sql = "SELECT COALESCE(SUM(sum), 0) FROM payment WHERE subscriber = ?1 AND state <> 'REFUSED'";
            let before: i64 = work.query_row(sql, [&order.subscriber], |row| row.get(0))?;
            if before.saturating_add(order.sum_minor) > room {
                refused = TOO_LARGE;
                ("REFUSED", now)
            } else {
                ("CREDITED", now)
            }
        }
    };
    work.prepare_cached(
        "INSERT INTO payment (txn_id, account, subscriber, sum, txn_date, ready_ms, state, result)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        order.txn_id,
        order.account,
        order.subscriber,
        order.sum_minor,
        order.txn_date,
        ready.unix_ms(),
        state,
        refused
    ])?;
    Ok(())
}

fn stored(work: &Connection, order: &Order) -> Result<Option<Paid>, rusqlite::Error> {
    work.prepare_cached(
        "SELECT prv_txn, account = ?2 AND sum = ?3, state, result FROM payment WHERE txn_id = ?1",
    )?
    .query_row(
        params![order.txn_id, order.account, order.sum_minor],
        |row| {
            let state: String = row.get(2)?;
            Ok(match (row.get(1)?, state.as_str()) {
                (false, _) => Paid::OtherContent,
                (true, "CREDITED") => Paid::Credited(row.get(0)?),
                (true, "WORK") => Paid::InWork,
                (true, _) => Paid::Refused(row.get(3)?),
            })
        },
    )
    .optional()
}
