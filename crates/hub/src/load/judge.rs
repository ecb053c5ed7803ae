//! What the books of hub and provider say about the load, read from their files.

use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};
use tokio::time::Instant;

use super::LoadError;
use super::site::{Points, Site};
use crate::admin;
use crate::store::{DATABASE, StoreError};

/// Orders to the bank are carried out within this, or counted as left.
const DRAIN_WITHIN: Duration = Duration::from_secs(60);
const DRAIN_LOOK: Duration = Duration::from_millis(50);

fn open(site: &Site, name: &str) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let books = Connection::open_with_flags(site.data().join(name), flags)?;
    books.busy_timeout(DRAIN_WITHIN)?;
    Ok(books)
}

/// What stood in the books before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    /// Payments at the hub.
    pub(super) stored: u64,
    credited: u64,
}

impl Before {
    pub(super) fn of(site: &Site) -> Result<Self, LoadError> {
        let stored = count(&open(site, DATABASE)?, "SELECT count(*) FROM payment")?;
        let provider = site.data().join(PROVIDER);
        let credited = if provider.is_file() {
            count(&open(site, PROVIDER)?, CREDITED)?
        } else {
            0
        };
        Ok(Self { stored, credited })
    }
}

const PROVIDER: &str = "demo/provider.sqlite";
const CREDITED: &str = "SELECT count(*) FROM payment WHERE state = 'CREDITED'";

fn count(books: &Connection, sql: &str) -> Result<u64, StoreError> {
    let found: i64 = books.query_row(sql, [], |row| row.get(0))?;
    Ok(found.unsigned_abs())
}

/// How long the hub still worked on orders to the bank when the last answer had come; none where it did not end.
pub(super) fn drained(site: &Site) -> Option<Duration> {
    let begun = Instant::now();
    let books = open(site, DATABASE).ok()?;
    while begun.elapsed() < DRAIN_WITHIN {
        let open = count(&books, "SELECT count(*) FROM outbox WHERE done_at IS NULL").ok()?;
        if open == 0 {
            return Some(begun.elapsed());
        }
        thread::sleep(DRAIN_LOOK);
    }
    None
}

/// The verdict on the books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Books {
    pub(super) stored_before: u64,
    /// Payments of this load that are captured.
    pub(super) captured: u64,
    /// Payments of this load in any other state.
    pub(super) not_captured: u64,
    /// Captured payments that the provider has credited with the same sum.
    pub(super) credited: u64,
    /// What the provider credited beside that.
    pub(super) credited_besides: u64,
    /// Orders to bank and provider that are still open.
    pub(super) orders_open: u64,
    /// Rules of the books that are broken.
    pub(super) broken: u64,
    /// What the ledger check took.
    pub(super) check_took: Duration,
}

impl Books {
    pub(super) fn judge(site: &Site, points: &Points, before: &Before) -> Result<Self, LoadError> {
        let begun = Instant::now();
        let broken = admin::ledger_check(site.data())?.violations.len();
        let check_took = begun.elapsed();
        let hub = open(site, DATABASE)?;
        let provider = site.data().join(PROVIDER);
        let attach = |error| LoadError::Store(StoreError::Sqlite(error));
        hub.execute("ATTACH ?1 AS provider", params![provider.to_string_lossy()])
            .map_err(attach)?;
        let (mut captured, mut credited, mut all) = (0_u64, 0_u64, 0_u64);
        for point in &points.points {
            let (paid, known, slots) = of_point(&hub, point.serial)?;
            captured = captured.saturating_add(paid);
            credited = credited.saturating_add(known);
            all = all.saturating_add(slots);
        }
        let credits = count(&open(site, PROVIDER)?, CREDITED)?;
        let open_orders = "SELECT count(*) FROM outbox WHERE done_at IS NULL";
        Ok(Self {
            stored_before: before.stored,
            captured,
            not_captured: all.saturating_sub(captured),
            credited,
            credited_besides: credits
                .saturating_sub(before.credited)
                .saturating_sub(credited),
            orders_open: count(&hub, open_orders)?,
            broken: u64::try_from(broken).unwrap_or(u64::MAX),
            check_took,
        })
    }
}

/// Of the payments under a point's newest key: captured ones, those credited by the provider, all.
fn of_point(hub: &Connection, serial: u32) -> Result<(u64, u64, u64), StoreError> {
    let sql = "SELECT count(*) FILTER (WHERE p.state = 'CAPTURED'),
                      count(*) FILTER (WHERE p.state = 'CAPTURED' AND c.state = 'CREDITED' AND c.sum = p.amount),
                      count(*)
                 FROM main.payment p LEFT JOIN provider.payment c ON c.txn_id = CAST(p.id AS TEXT)
                WHERE p.opened_by = (SELECT max(id) FROM key WHERE serial = ?1 AND revoked_at IS NULL)";
    Ok(hub.query_row(sql, [serial], |row| {
        let number = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        Ok((number(0)?, number(1)?, number(2)?))
    })?)
}
