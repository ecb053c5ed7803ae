//! Old payments for a hub that is to be measured with full books.
//!
//! One payment is really made by a point of its own, and all its rows are copied as often as wished: other numbers,
//! other SESSIONs, other NONCEs, the same signed texts. So the copies have the size and the form of true payments,
//! whatever columns there are, and the ledger check holds for each of them.

use std::sync::Arc;

use paydesk_domain::money::{Currency, Money};
use rusqlite::{Connection, params};

use super::drive::drive;
use super::plan::{MOST_CREDITED_MINOR, Round};
use super::site::{Points, Site};
use super::{LoadError, Volume, Wish};
use crate::admin;
use crate::store::{self, StoreError};

/// Payments of one commit.
const CHUNK: u64 = 5_000;
/// The copies stand before the original, in the numbers of the hours before it.
const SPAN_MS: i64 = 12 * 60 * 60_000;

/// A table, the condition for the original's rows, and what differs in copy `n.i`; columns that are left out of a copy
/// are given anew by the database. `o` is the one row of [`Original::note`].
struct Copied {
    table: &'static str,
    original: &'static str,
    other: &'static [(&'static str, &'static str)],
    anew: &'static [&'static str],
}

const PAYMENT: (&str, &str) = ("payment_id", "o.payment - n.i * o.step");
const MESSAGE: (&str, &str) = ("message_id", "t.message_id + o.apart + n.i * o.messages");

/// In the order in which rows refer to each other.
const COPIED: [Copied; 8] = [
    Copied {
        table: "payment",
        original: "t.id = o.payment",
        other: &[
            ("id", PAYMENT.1),
            (
                "session",
                "substr(t.session, 1, 10) || printf('%010d', n.i)",
            ),
        ],
        anew: &[],
    },
    Copied {
        table: "message",
        original: "t.id >= o.message AND t.id < o.message + o.messages",
        other: &[
            ("id", "t.id + o.apart + n.i * o.messages"),
            (
                "payment_id",
                "iif(t.payment_id IS NULL, NULL, o.payment - n.i * o.step)",
            ),
            ("answers", "t.answers + o.apart + n.i * o.messages"),
        ],
        anew: &[],
    },
    Copied {
        table: "state_change",
        original: "t.payment_id = o.payment",
        other: &[PAYMENT, MESSAGE],
        anew: &[],
    },
    Copied {
        table: "entry",
        original: "t.payment_id = o.payment",
        other: &[PAYMENT],
        anew: &["seq"],
    },
    Copied {
        table: "outbox",
        original: "t.payment_id = o.payment",
        other: &[PAYMENT],
        anew: &["id"],
    },
    Copied {
        table: "reply",
        original: "t.payment_id = o.payment",
        other: &[PAYMENT, MESSAGE],
        anew: &[],
    },
    Copied {
        table: "nonce",
        original: "t.key = o.key",
        other: &[("nonce", "randomblob(16)")],
        anew: &[],
    },
    Copied {
        table: "witness",
        original: "t.key = o.key",
        other: &[("seq", "t.seq + n.i * 3"), ("head", "randomblob(32)")],
        anew: &[],
    },
];

/// Brings the books to `wished` payments, if they have fewer.
pub(super) fn fill(site: &Site, wish: &Wish, wished: u64) -> Result<(), LoadError> {
    let stored = stored(&store::connect(site.data())?)?;
    let Some(copies) = wished.checked_sub(stored).filter(|missing| *missing > 1) else {
        return Ok(());
    };
    let original = Wish {
        volume: Volume::Closed { payments: 1 },
        clients: 1,
        ..wish.clone()
    };
    let points = Points::admit_one(site, &original, wish.points.saturating_add(1))?;
    make_original(site, &original, &points)?;
    let dealer = points
        .of(0)
        .map(|point| point.terms.identity.dealer.clone())
        .ok_or_else(|| LoadError::Broken("no point".to_owned()))?;
    let sum = i64::try_from(copies)
        .ok()
        .and_then(|copies| copies.checked_mul(MOST_CREDITED_MINOR))
        .ok_or_else(|| LoadError::Wish("so many payments cannot be paid for".to_owned()))?;
    let opening = Money::new(sum, Currency::RUB);
    admin::add_deposit(site.data(), &dealer, opening, "load")?;
    let books = store::connect(site.data())?;
    let serial = points.of(0).map_or(0, |point| point.serial);
    let found = Original::note(&books, (serial, copies))?;
    // The original is one of those that are wished.
    let last = copies.saturating_sub(1);
    let mut first = 1;
    while first <= last {
        let end = first.saturating_add(CHUNK).min(last.saturating_add(1));
        store::transact(&books, |books| found.copy(books, (first, end)))?;
        first = end;
    }
    Ok(())
}

fn stored(books: &Connection) -> Result<u64, StoreError> {
    let count: i64 = books.query_row("SELECT count(*) FROM payment", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn make_original(site: &Site, wish: &Wish, points: &Points) -> Result<(), LoadError> {
    let mut hub = site.serve()?;
    let round = Arc::new(Round::sign(points, 0, 1)?);
    drive(&round, wish, hub.address())?;
    let drained = super::judge::drained(site);
    hub.stop()?;
    drained
        .map(drop)
        .ok_or_else(|| LoadError::Broken("the hub could not make one payment".to_owned()))
}

/// The payment that is copied. Its rows are set aside in temporary tables before the first copy, which would else be
/// searched for them.
struct Original {
    amount: i64,
    deposit: i64,
    copies: Vec<String>,
}

/// Number and key of the original, its first message and how many it has, how far behind them the first copy's
/// messages begin, less their number, and the distance between the numbers of two copies.
const NOTE: &str = "CREATE TEMP TABLE o AS
  SELECT p.id AS payment, p.opened_by AS key, min(m.id) AS message, count(m.id) AS messages,
         (SELECT max(id) FROM message) - min(m.id) + 1 - count(m.id) AS apart, max(?2, 1) AS step
    FROM payment p JOIN message m ON m.key = p.opened_by
      OR m.answers IN (SELECT id FROM message WHERE key = p.opened_by)
   WHERE p.opened_by = (SELECT max(id) FROM key WHERE serial = ?1) AND p.state = 'CAPTURED'";

/// What the day of the copies, which is that of the original, has used up.
const SPENT: &str = "UPDATE spent SET amount = spent.amount + ?1 FROM temp.original_payment p
  JOIN party q ON q.id = p.point JOIN party d ON d.id = q.parent JOIN account a ON a.id = p.deposit
  WHERE spent.party IN (q.id, d.id) AND spent.provider IN (0, p.provider) AND spent.currency = a.currency
    AND spent.day = date(p.created_at / 1000 + d.utc_offset_min * 60, 'unixepoch')";

impl Original {
    fn note(books: &Connection, (serial, copies): (u32, u64)) -> Result<Self, StoreError> {
        let copies = i64::try_from(copies).unwrap_or(i64::MAX);
        let step = SPAN_MS.checked_div(copies).unwrap_or(1);
        books.execute(NOTE, params![serial, step])?;
        let mut sql = Vec::with_capacity(COPIED.len());
        for copied in &COPIED {
            books.execute_batch(&format!(
                "CREATE TEMP TABLE original_{0} AS SELECT t.* FROM temp.o CROSS JOIN {0} t WHERE {1}",
                copied.table, copied.original
            ))?;
            sql.push(copied.sql(books)?);
        }
        let amount = "SELECT amount, deposit FROM original_payment";
        Ok(books.query_row(amount, [], |row| {
            Ok(Self {
                amount: row.get(0)?,
                deposit: row.get(1)?,
                copies: sql,
            })
        })?)
    }

    /// Makes the copies from number `first` up to, but not including, `end`.
    fn copy(&self, books: &Connection, (first, end): (u64, u64)) -> Result<(), StoreError> {
        let number = |copy: u64| i64::try_from(copy).unwrap_or(i64::MAX);
        let (first, end) = (number(first), number(end));
        for sql in &self.copies {
            books.prepare_cached(sql)?.execute(params![first, end])?;
        }
        let sum = self.amount.saturating_mul(end.saturating_sub(first));
        books
            .prepare_cached("UPDATE account SET debit_posted = debit_posted + ?2 WHERE id = ?1")?
            .execute(params![self.deposit, sum])?;
        books.prepare_cached(SPENT)?.execute([sum])?;
        Ok(())
    }
}

impl Copied {
    fn sql(&self, books: &Connection) -> Result<String, StoreError> {
        let mut statement = books.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        let names = statement
            .query_map([self.table], |row| row.get(0))?
            .collect::<Result<Vec<String>, _>>()?;
        let names: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| !self.anew.contains(name))
            .collect();
        let values: Vec<String> = names
            .iter()
            .map(|name| {
                let other = self.other.iter().find(|(column, _)| column == name);
                other.map_or_else(|| format!("t.{name}"), |(_, value)| (*value).to_owned())
            })
            .collect();
        let (table, names, values) = (self.table, names.join(", "), values.join(", "));
        Ok(format!(
            "WITH RECURSIVE n(i) AS (VALUES (?1) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
             INSERT INTO main.{table} ({names}) SELECT {values}
               FROM n CROSS JOIN temp.o CROSS JOIN temp.original_{table} t"
        ))
    }
}
