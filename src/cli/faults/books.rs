//! What stands in the books of tills, hub and provider, and on the papers: read by queries of the bench's own, with
//! nothing of the program that wrote them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::{Connection, Row};

/// A payment in a till's database. Sums in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AtTill {
    pub(super) id: i64,
    pub(super) stage: String,
    pub(super) is_tendered: bool,
    pub(super) account: String,
    pub(super) credited: i64,
    pub(super) taken: i64,
    /// Cash is to be handed back, or was.
    pub(super) is_return: bool,
    /// Starts of the cheque that bears no mark.
    pub(super) unmarked: i64,
    /// Every SESSION that it ever had.
    pub(super) sessions: BTreeSet<String>,
}

/// A payment in the hub's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtHub {
    pub(super) id: i64,
    pub(super) point: String,
    pub(super) session: String,
    pub(super) state: String,
    pub(super) amount: i64,
    /// What the ledger moved for it.
    pub(super) posted: i64,
    /// How often it credited a provider's account.
    pub(super) credits: i64,
}

/// A payment in the provider's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtProvider {
    pub(super) order: i64,
    pub(super) account: String,
    pub(super) sum: i64,
}

/// A paper of a till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) payment: i64,
    pub(super) is_cheque: bool,
    pub(super) text: String,
}

pub(super) const OPEN: &str = "('queued', 'sending', 'unknown', 'in_progress', 'review')";

type Read<T> = rusqlite::Result<T>;

fn rows<T>(file: &Path, sql: &str, read: impl FnMut(&Row<'_>) -> Read<T>) -> Read<Vec<T>> {
    let books = Connection::open(file)?;
    books.busy_timeout(std::time::Duration::from_secs(5))?;
    let mut query = books.prepare(sql)?;
    query.query_map([], read)?.collect()
}

/// Every payment of a till.
pub(super) fn till(folder: &Path) -> Read<Vec<AtTill>> {
    let file = folder.join("till.sqlite");
    let mut sessions: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (payment, session) in rows(&file, "SELECT payment, session FROM session", |row| {
        Ok((row.get(0)?, row.get(1)?))
    })? {
        sessions.entry(payment).or_default().insert(session);
    }
    let sql = "SELECT id, stage, tender_at IS NOT NULL, number || account, credited, taken,
                      coalesce(return_stage, '') IN ('due', 'returned', 'reissued'),
                      (SELECT count(*) FROM journal j WHERE j.payment = p.id
                          AND j.kind = 'print-started' AND j.text = 'first')
                 FROM payment p ORDER BY id";
    rows(&file, sql, |row| {
        let id = row.get(0)?;
        Ok(AtTill {
            id,
            stage: row.get(1)?,
            is_tendered: row.get(2)?,
            account: row.get(3)?,
            credited: row.get(4)?,
            taken: row.get(5)?,
            is_return: row.get(6)?,
            unmarked: row.get(7)?,
            sessions: sessions.remove(&id).unwrap_or_default(),
        })
    })
}

/// What of a till is not at its end: payments whose outcome is open, and how many papers and how much cash are due.
pub(super) fn unfinished(folder: &Path) -> Read<(BTreeSet<i64>, i64)> {
    let file = folder.join("till.sqlite");
    let open = format!("SELECT id FROM payment WHERE stage IN {OPEN}");
    let open = rows(&file, &open, |row| row.get(0))?;
    let due = "SELECT count(*) FROM payment
                WHERE return_stage = 'due' OR print_stage IN ('due', 'printing')";
    let due: Vec<i64> = rows(&file, due, |row| row.get(0))?;
    Ok((open.into_iter().collect(), due.into_iter().sum()))
}

/// Every payment of the hub.
pub(super) fn hub(folder: &Path) -> Read<Vec<AtHub>> {
    let sql = "SELECT p.id, t.code, p.session, p.state, coalesce(p.amount, 0),
                      coalesce(sum(e.amount), 0), coalesce(sum(a.kind = 'provider'), 0)
                 FROM payment p JOIN party t ON t.id = p.point
                 LEFT JOIN entry e ON e.payment_id = p.id AND e.kind = 'post'
                 LEFT JOIN account a ON a.id = e.credit_account
                GROUP BY p.id";
    rows(&folder.join("hub.sqlite"), sql, |row| {
        Ok(AtHub {
            id: row.get(0)?,
            point: row.get(1)?,
            session: row.get(2)?,
            state: row.get(3)?,
            amount: row.get(4)?,
            posted: row.get(5)?,
            credits: row.get(6)?,
        })
    })
}

/// What the dealer's deposits were charged, in minor units.
pub(super) fn charged(folder: &Path) -> Read<i64> {
    let sql = "SELECT coalesce(sum(debit_posted), 0) FROM account WHERE kind = 'deposit'";
    let sums: Vec<i64> = rows(&folder.join("hub.sqlite"), sql, |row| row.get(0))?;
    Ok(sums.into_iter().sum())
}

/// Everything that the provider credited.
pub(super) fn provider(hub_folder: &Path) -> Read<Vec<AtProvider>> {
    let sql = "SELECT txn_id, account, sum FROM payment WHERE state = 'CREDITED'";
    rows(
        &hub_folder.join("demo").join("provider.sqlite"),
        sql,
        |row| {
            let order: String = row.get(0)?;
            Ok(AtProvider {
                // A number that is none belongs to no payment, and is found as such.
                order: order.parse().unwrap_or(-1),
                account: row.get(1)?,
                sum: row.get(2)?,
            })
        },
    )
}

/// The papers in a folder; `cheque-POINT-NUMBER.txt` and the like.
pub(super) fn papers(folder: &Path) -> std::io::Result<Vec<Paper>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut papers = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(name) = name.strip_suffix(".txt") else {
            continue;
        };
        let claim = name.split_once("-copy-").map_or(name, |(claim, _)| claim);
        let number = claim.rsplit('-').next().unwrap_or_default();
        papers.push(Paper {
            payment: number.parse().unwrap_or(-1),
            is_cheque: name.starts_with("cheque-"),
            text: fs::read_to_string(&path)?,
        });
    }
    Ok(papers)
}
