//! The demo provider's books: one row per `txn_id`, for ever.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{Asked, Script};
use crate::store::schema::switch_to_log;

/// How long a payment to the number "in work" is in work.
const IN_WORK_MS: i64 = 6_000;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS payment (
  prv_txn INTEGER PRIMARY KEY,
  txn_id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  sum INTEGER NOT NULL CHECK (sum > 0),
  txn_date TEXT NOT NULL,
  ready_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('WORK','CREDITED','REFUSED'))) STRICT;
";

/// What stands in the books for a pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paid {
    /// Credited under this number of ours.
    Credited(i64),
    /// Not finished yet.
    InWork,
    /// Refused for good.
    Refused,
    /// The `txn_id` stands there with another account or sum.
    OtherContent,
}

#[derive(Debug)]
pub(super) struct Books {
    file: Mutex<Connection>,
}

impl Books {
    pub(super) fn open(path: &Path) -> Result<Self, rusqlite::Error> {
        let file = Connection::open(path)?;
        switch_to_log(&file)?;
        file.pragma_update(None, "synchronous", "FULL")?;
        file.busy_timeout(std::time::Duration::from_secs(5))?;
        file.execute_batch(SCHEMA)?;
        Ok(Self {
            file: Mutex::new(file),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first pay of a `txn_id` decides; every later one reads.
    pub(super) fn pay(
        &self,
        asked: &Asked,
        script: Script,
        now: Timestamp,
    ) -> Result<Paid, rusqlite::Error> {
        let (state, ready) = match script {
            Script::RefusedAtPay | Script::UnknownSubscriber => ("REFUSED", now),
            Script::InWork => ("WORK", now.plus_ms(IN_WORK_MS)),
            Script::Plain | Script::LateAnswer | Script::NotAvailable => ("CREDITED", now),
        };
        let mut file = self.lock();
        let work = file.transaction_with_behavior(TransactionBehavior::Immediate)?;
        work.execute(
            "INSERT INTO payment (txn_id, account, sum, txn_date, ready_ms, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (txn_id) DO NOTHING",
            params![
                asked.txn_id,
                asked.account,
                asked.sum_minor,
                asked.txn_date,
                ready.unix_ms(),
                state
            ],
        )?;
        work.execute(
            "UPDATE payment SET state = 'CREDITED'
              WHERE txn_id = ?1 AND state = 'WORK' AND ready_ms <= ?2",
            params![asked.txn_id, now.unix_ms()],
        )?;
        let row: Option<(i64, bool, String)> = work
            .query_row(
                "SELECT prv_txn, account = ?2 AND sum = ?3, state FROM payment WHERE txn_id = ?1",
                params![asked.txn_id, asked.account, asked.sum_minor],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        work.commit()?;
        Ok(match row {
            Some((_, false, _)) | None => Paid::OtherContent,
            Some((number, true, state)) => match state.as_str() {
                "CREDITED" => Paid::Credited(number),
                "WORK" => Paid::InWork,
                _ => Paid::Refused,
            },
        })
    }

    /// Number and sum of the credited payments.
    pub(super) fn credited(&self) -> Result<(i64, i64), rusqlite::Error> {
        self.lock().query_row(
            "SELECT COUNT(*), COALESCE(SUM(sum), 0) FROM payment WHERE state = 'CREDITED'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}
