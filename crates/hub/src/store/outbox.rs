//! Work for bank and provider: durable before anything is sent, with a back-off of its own for every row.
//!
//! A row is leased by its fence. A caller whose lease ran out may still report: orders are repeat-safe by the
//! payment's number, so the worst case is one order asked twice. That a row was leased says nothing about an
//! order; only [`leaving`] does.
//!
//! Rows stand in lanes, one for each party that is waited for, and are leased lane by lane: whoever is silent holds
//! up nobody else. What a person must look at is in [`review`].

pub mod review;

use std::collections::BTreeMap;

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, rows};
use crate::core::payment::{Payment, TransId};

/// Nothing is leased or put off for so long. A row that is due later was written under a clock that ran ahead: it is
/// due now.
const NEVER_PUT_OFF_BEYOND_MS: i64 = 2 * 60 * 60_000;

/// Whose work it is: the bank's, or that of the provider with this number on the wire.
pub type Lane = u32;

/// The bank's lane; no provider has this number.
pub const BANK: Lane = 0;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Pay the provider; ended by [`super::pays::provider_answered`].
    ProviderPay,
    /// Take what the bank has reserved.
    BankCapture,
    /// Give back what the bank may have reserved.
    BankVoid,
}

impl Task {
    const ALL: [Self; 3] = [Self::ProviderPay, Self::BankCapture, Self::BankVoid];

    const fn as_keys(self) -> (&'static str, &'static str) {
        match self {
            Self::ProviderPay => ("provider", "pay"),
            Self::BankCapture => ("bank", "capture"),
            Self::BankVoid => ("bank", "void"),
        }
    }

    fn from_keys(gateway: &str, job: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|task| task.as_keys() == (gateway, job))
    }
}

/// One row, leased to whoever holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// The row.
    pub id: i64,
    /// The payment.
    pub payment: TransId,
    /// What is to be done.
    pub task: Task,
    /// Whose answer is waited for.
    pub lane: Lane,
    /// When the work arose.
    pub added_at: Timestamp,
    /// How often it was leased before.
    pub attempts: u32,
    /// Whose lease it is.
    pub fence: i64,
    /// An order may have left for this row: set before the first one does.
    pub is_sent: bool,
}

/// Whether the order of a leased row may leave now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// The first order.
    First,
    /// An earlier order may have been carried out.
    Again,
    /// The row is done, or somebody else has leased it: nothing may leave.
    Lost,
}

/// How many rows wait and since when the oldest does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Rows that are not done.
    pub rows: u64,
    /// Arrival of the oldest.
    pub since: Option<Timestamp>,
}

/// Adds a row that is first due at `due`; one that is there already stays as it is.
pub(super) fn add(
    connection: &Connection,
    payment: TransId,
    task: Task,
    (now, due): (Timestamp, Timestamp),
) -> Result<Work, StoreError> {
    let (gateway, job) = task.as_keys();
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO outbox (payment_id, gateway, job, added_at, next_at, lane)
             VALUES (?1, ?2, ?3, ?4, ?5, CASE ?2 WHEN 'provider'
               THEN coalesce((SELECT provider FROM payment WHERE id = ?1), 0) ELSE 0 END)",
        )?
        .execute(params![
            payment.get(),
            gateway,
            job,
            now.unix_ms(),
            due.unix_ms()
        ])?;
    Ok(connection
        .prepare_cached(
            "SELECT id, attempts, fence, sent_at IS NOT NULL, lane, added_at FROM outbox
              WHERE payment_id = ?1 AND gateway = ?2 AND job = ?3",
        )?
        .query_row(params![payment.get(), gateway, job], |row| {
            Ok(Work {
                id: row.get(0)?,
                payment,
                task,
                attempts: row.get(1)?,
                fence: row.get(2)?,
                is_sent: row.get(3)?,
                lane: row.get(4)?,
                added_at: Timestamp::from_unix_ms(row.get(5)?),
            })
        })?)
}

/// Marks the row of a payment's task as done.
pub(super) fn finish(
    connection: &Connection,
    (payment, task): (TransId, Task),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (gateway, job) = task.as_keys();
    connection
        .prepare_cached(
            "UPDATE outbox SET done_at = ?4
              WHERE payment_id = ?1 AND gateway = ?2 AND job = ?3 AND done_at IS NULL",
        )?
        .execute(params![payment.get(), gateway, job, now.unix_ms()])?;
    Ok(())
}

/// Leases until `until` the oldest due rows of each lane, as many as it has room for. The oldest come first, whatever
/// their lane.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn lease(
    connection: &Connection,
    (now, until): (Timestamp, Timestamp),
    rooms: &BTreeMap<Lane, u32>,
) -> Result<Vec<(Work, Payment)>, StoreError> {
    let mut due = Vec::new();
    for (lane, room) in rooms {
        due.extend(due_in(connection, *lane, now, *room)?);
    }
    due.sort_by_key(|(next_at, work)| (*next_at, work.id));
    let mut leased = Vec::with_capacity(due.len());
    for (_, work) in due {
        connection
            .prepare_cached(
                "UPDATE outbox SET fence = fence + 1, attempts = attempts + 1, next_at = ?2 WHERE id = ?1",
            )?
            .execute(params![work.id, until.unix_ms()])?;
        let work = Work {
            fence: work.fence.saturating_add(1),
            ..work
        };
        match rows::by_id(connection, work.payment) {
            Ok(payment) => leased.push((work, payment)),
            // Its lease puts it off; the work of everybody else goes on.
            Err(error) => skip(work.payment, &error),
        }
    }
    Ok(leased)
}

/// One row that does not read must not stop the work for all others.
fn skip(payment: TransId, error: &StoreError) {
    tracing::error!(payment = payment.get(), %error, "work that does not read is left alone");
}

/// The lanes in which something is due.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn due_lanes(connection: &Connection, now: Timestamp) -> Result<Vec<Lane>, StoreError> {
    let sql = "SELECT min(lane) FROM outbox WHERE done_at IS NULL AND lane > ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut due = Vec::new();
    let mut last = -1_i64;
    while let Some(lane) = statement.query_row([last], |row| row.get::<_, Option<Lane>>(0))? {
        if !due_in(connection, lane, now, 1)?.is_empty() {
            due.push(lane);
        }
        last = i64::from(lane);
    }
    Ok(due)
}

/// What is due in a lane, the oldest first, each with the time since when.
fn due_in(
    connection: &Connection,
    lane: Lane,
    now: Timestamp,
    room: u32,
) -> Result<Vec<(Timestamp, Work)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT next_at, id, payment_id, gateway, job, attempts, fence, sent_at IS NOT NULL, added_at FROM outbox
          WHERE done_at IS NULL AND lane = ?1 AND next_at BETWEEN ?2 AND ?3 AND review IS NOT 'once'
          ORDER BY next_at LIMIT ?4",
    )?;
    let beyond = now.plus_ms(NEVER_PUT_OFF_BEYOND_MS).unix_ms();
    let mut due = Vec::new();
    for (from, to) in [(i64::MIN, now.unix_ms()), (beyond, i64::MAX)] {
        let left = u32::try_from(due.len()).map_or(0, |found| room.saturating_sub(found));
        let mut found = statement.query(params![lane, from, to, left])?;
        while let Some(row) = found.next()? {
            let payment = TransId::new(row.get(2)?);
            let (gateway, job): (String, String) = (row.get(3)?, row.get(4)?);
            let Some(task) = Task::from_keys(&gateway, &job) else {
                let (table, column) = ("outbox", "job");
                skip(payment, &StoreError::BadRow { table, column });
                continue;
            };
            let work = Work {
                id: row.get(1)?,
                payment,
                task,
                attempts: row.get(5)?,
                fence: row.get(6)?,
                is_sent: row.get(7)?,
                lane,
                added_at: Timestamp::from_unix_ms(row.get(8)?),
            };
            due.push((Timestamp::from_unix_ms(row.get(0)?), work));
        }
    }
    Ok(due)
}

/// Writes down that the order of a leased row is about to leave. Must be committed before it does.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written; nothing may leave then.
pub fn leaving(connection: &Connection, work: Work, now: Timestamp) -> Result<Leave, StoreError> {
    let sent: Option<bool> = connection
        .prepare_cached(
            "SELECT sent_at IS NOT NULL FROM outbox WHERE id = ?1 AND fence = ?2 AND done_at IS NULL",
        )?
        .query_row(params![work.id, work.fence], |row| row.get(0))
        .optional()?;
    match sent {
        None => Ok(Leave::Lost),
        Some(true) => Ok(Leave::Again),
        Some(false) => {
            connection
                .prepare_cached("UPDATE outbox SET sent_at = ?2 WHERE id = ?1")?
                .execute(params![work.id, now.unix_ms()])?;
            Ok(Leave::First)
        }
    }
}

/// Whether the caller still holds the row and no order has left for it.
pub(super) fn is_unsent(connection: &Connection, work: Work) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox
              WHERE id = ?1 AND fence = ?2 AND done_at IS NULL AND sent_at IS NULL)",
        )?
        .query_row(params![work.id, work.fence], |row| row.get(0))?)
}

/// Marks leased work as done, unless somebody else has leased it since.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn done(connection: &Connection, work: Work, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE outbox SET done_at = ?3 WHERE id = ?1 AND fence = ?2 AND done_at IS NULL",
        )?
        .execute(params![work.id, work.fence, now.unix_ms()])?;
    Ok(())
}

/// Puts leased work off until `next`, unless somebody else has leased it since.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn put_off(connection: &Connection, work: Work, next: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE outbox SET next_at = ?3 WHERE id = ?1 AND fence = ?2 AND done_at IS NULL",
        )?
        .execute(params![work.id, work.fence, next.unix_ms()])?;
    Ok(())
}

/// Makes all open work due now and takes every lease away: for the start of the only server, when whoever had
/// a lease is gone.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn wake(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let sql = "UPDATE outbox SET next_at = ?1, fence = fence + 1 WHERE done_at IS NULL";
    Ok(connection.execute(sql, [now.unix_ms()])?)
}

/// How much work waits.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn waiting(connection: &Connection) -> Result<Waiting, StoreError> {
    let sql = "SELECT count(*), min(added_at) FROM outbox WHERE done_at IS NULL";
    Ok(connection.query_row(sql, [], |row| {
        let since: Option<i64> = row.get(1)?;
        Ok(Waiting {
            rows: row.get::<_, i64>(0)?.unsigned_abs(),
            since: since.map(Timestamp::from_unix_ms),
        })
    })?)
}

/// How much work waits for one gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// `bank` or `provider`.
    pub gateway: String,
    /// How much.
    pub waiting: Waiting,
}

/// How much work waits, by gateway; one without work is left out.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn queues(connection: &Connection) -> Result<Vec<Queue>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT gateway, count(*), min(added_at) FROM outbox WHERE done_at IS NULL GROUP BY gateway",
    )?;
    let rows = statement.query_map([], |row| {
        let since: Option<i64> = row.get(2)?;
        Ok(Queue {
            gateway: row.get(0)?,
            waiting: Waiting {
                rows: row.get::<_, i64>(1)?.unsigned_abs(),
                since: since.map(Timestamp::from_unix_ms),
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// See [`due_lanes`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn due_lanes(&self, now: Timestamp) -> Result<Vec<Lane>, StoreError> {
        self.read(move |connection| due_lanes(connection, now))
            .await
    }

    /// Leases due work until `until`; writes nothing where no lane has room.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read or written.
    pub async fn lease_work(
        &self,
        (now, until): (Timestamp, Timestamp),
        rooms: BTreeMap<Lane, u32>,
    ) -> Result<Vec<(Work, Payment)>, StoreError> {
        if rooms.values().all(|room| *room == 0) {
            return Ok(Vec::new());
        }
        self.write(move |connection| lease(connection, (now, until), &rooms))
            .await
    }

    /// See [`leaving`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; nothing may leave then.
    pub async fn work_leaving(&self, work: Work, now: Timestamp) -> Result<Leave, StoreError> {
        self.write(move |connection| leaving(connection, work, now))
            .await
    }

    /// See [`done`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn work_done(&self, work: Work, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| done(connection, work, now))
            .await
    }

    /// See [`put_off`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn put_off_work(&self, work: Work, next: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| put_off(connection, work, next))
            .await
    }
}
