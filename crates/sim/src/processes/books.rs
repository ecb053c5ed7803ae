//! What stands in the books of till, hub, bank and provider, read by SQL alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use tempfile::TempDir;

use super::Trouble;

/// A payment as the till has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtTill {
    pub(super) id: i64,
    pub(super) session: String,
    pub(super) number: String,
    pub(super) stage: String,
    pub(super) is_tendered: bool,
    pub(super) print: Option<String>,
    pub(super) return_stage: Option<String>,
    /// A row for a pay on the wire is stored.
    pub(super) has_pay: bool,
    /// A signed reply to a pay, status or cancel is stored.
    pub(super) has_evidence: bool,
    /// Unmarked cheques that were started and did not take their start back.
    pub(super) unmarked: i64,
}

impl AtTill {
    /// Where it stands, in one word.
    pub(super) fn word(&self) -> String {
        match (self.stage.as_str(), self.print.as_deref()) {
            ("paid", Some(print)) => format!("paid, {print}"),
            (stage, _) => stage.to_owned(),
        }
    }
}

/// A payment as the hub has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtHub {
    pub(super) id: i64,
    pub(super) session: String,
    pub(super) number: String,
    pub(super) is_captured: bool,
    /// Postings to the provider, and all of its postings' sum less what was to be credited.
    pub(super) provider_posts: i64,
    pub(super) posted_off: i64,
}

const AT_TILL: &str = "SELECT p.id, session, number || account, stage, tender_at IS NOT NULL, print_stage,
    return_stage, EXISTS (SELECT 1 FROM attempt WHERE payment = p.id AND ask = 'pay'),
    EXISTS (SELECT 1 FROM attempt a JOIN attempt_end e ON e.attempt = a.id
             WHERE a.payment = p.id AND a.ask IN ('pay', 'status', 'cancel') AND e.evidence IS NOT NULL),
    (SELECT coalesce(sum(CASE WHEN kind = 'print-started' AND text = 'first' THEN 1
                              WHEN kind = 'print-ended' AND text = 'not ready' THEN -1 ELSE 0 END), 0)
       FROM journal WHERE payment = p.id)
  FROM payment p ORDER BY p.id";

const AT_HUB: &str =
    "SELECT p.id, session, coalesce(number, '') || coalesce(p.account, ''), state = 'CAPTURED',
    (SELECT count(*) FROM entry e JOIN account a ON a.id = e.credit_account
      WHERE e.payment_id = p.id AND e.kind = 'post' AND a.kind = 'provider'),
    (SELECT coalesce(sum(amount), 0) FROM entry e WHERE e.payment_id = p.id AND e.kind = 'post')
      - CASE state WHEN 'CAPTURED' THEN p.amount ELSE 0 END
  FROM payment p ORDER BY p.id";

/// A query that answers the rows of something that must not be.
pub(super) const HUB_RULES: [(&str, &str); 4] = [
    (
        "the deposit is not the fold of its entries",
        "SELECT a.id FROM account a WHERE a.kind = 'deposit' AND (
           a.debit_posted <> (SELECT coalesce(sum(amount), 0) FROM entry WHERE debit_account = a.id AND kind = 'post')
           OR a.credit_posted <>
              (SELECT coalesce(sum(amount), 0) FROM entry WHERE credit_account = a.id AND kind = 'post'))",
    ),
    (
        "more is held than open payments need",
        "SELECT a.id FROM account a WHERE a.kind = 'deposit' AND a.debit_pending <>
           (SELECT coalesce(sum(amount), 0) FROM payment
             WHERE deposit = a.id AND state NOT IN ('CAPTURED', 'VOID'))",
    ),
    (
        "a SESSION has two slots",
        "SELECT session FROM payment GROUP BY point, session HAVING count(*) > 1",
    ),
    (
        "a state has no record of how it came about",
        "SELECT p.id FROM payment p WHERE NOT EXISTS (SELECT 1 FROM state_change s
           WHERE s.payment_id = p.id AND s.version = p.version AND s.state = p.state)",
    ),
];

/// Opens a database for reading while its owner may work on it.
pub(super) fn read_only(file: &Path) -> Result<Connection, Trouble> {
    let books = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    books.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(books)
}

/// A copy of a database with its log, so that what is left in disorder stays so for its owner.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) books: Connection,
    _folder: TempDir,
}

impl Copy {
    /// Copies the files and opens the copy; none where there is no database.
    pub(super) fn of(file: &Path) -> Result<Option<Self>, Trouble> {
        if !file.exists() {
            return Ok(None);
        }
        let folder = TempDir::new()?;
        let copy = folder.path().join("copy.sqlite");
        for ending in ["", "-wal", "-journal"] {
            let with = |path: &Path| {
                let mut path = path.as_os_str().to_owned();
                path.push(ending);
                path
            };
            if Path::new(&with(file)).exists() {
                fs::copy(with(file), with(&copy))?;
            }
        }
        Ok(Some(Self {
            books: Connection::open(copy)?,
            _folder: folder,
        }))
    }
}

/// All rows of a query.
pub(super) fn rows<T>(
    books: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Trouble> {
    let mut query = books.prepare(sql)?;
    let found = query.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// A single number.
pub(super) fn number(books: &Connection, sql: &str) -> Result<i64, Trouble> {
    Ok(books.query_row(sql, [], |row| row.get(0))?)
}

/// The till's payments. The database may have no tables yet.
pub(super) fn till_payments(books: &Connection) -> Result<Vec<AtTill>, Trouble> {
    if number(
        books,
        "SELECT count(*) FROM sqlite_master WHERE name = 'attempt_end'",
    )? == 0
    {
        return Ok(Vec::new());
    }
    rows(books, AT_TILL, |row| {
        Ok(AtTill {
            id: row.get(0)?,
            session: row.get(1)?,
            number: row.get(2)?,
            stage: row.get(3)?,
            is_tendered: row.get(4)?,
            print: row.get(5)?,
            return_stage: row.get(6)?,
            has_pay: row.get(7)?,
            has_evidence: row.get(8)?,
            unmarked: row.get(9)?,
        })
    })
}

/// The hub's payments.
pub(super) fn hub_payments(books: &Connection) -> Result<Vec<AtHub>, Trouble> {
    rows(books, AT_HUB, |row| {
        Ok(AtHub {
            id: row.get(0)?,
            session: row.get(1)?,
            number: row.get(2)?,
            is_captured: row.get(3)?,
            provider_posts: row.get(4)?,
            posted_off: row.get(5)?,
        })
    })
}

/// How often the provider credited each number, and the sum.
pub(super) fn provider_credits(hub: &Path) -> Result<BTreeMap<String, (i64, i64)>, Trouble> {
    let books = read_only(&hub.join("demo/provider.sqlite"))?;
    let sql =
        "SELECT account, count(*), sum(sum) FROM payment WHERE state = 'CREDITED' GROUP BY account";
    let found = rows(&books, sql, |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// The hub's numbers of the payments that the bank paid for.
pub(super) fn bank_captures(hub: &Path) -> Result<Vec<String>, Trouble> {
    let books = read_only(&hub.join("demo/bank.sqlite"))?;
    let sql = "SELECT reference FROM reservation WHERE state = 'CAPTURED'";
    rows(&books, sql, |row| row.get(0))
}
