//! What stands in the databases of till, hub and provider. Nothing of the programs is used to read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};

use super::hub::Hub;
use super::till::Till;

/// A payment as the hub has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AtHub {
    pub(crate) session: String,
    pub(crate) number: String,
    pub(crate) state: String,
    pub(crate) amount: i64,
}

/// A payment as the till has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AtTill {
    pub(crate) id: i64,
    pub(crate) session: String,
    pub(crate) number: String,
    pub(crate) stage: String,
    pub(crate) is_tendered: bool,
    pub(crate) print: Option<String>,
    /// Unmarked cheques that were started.
    pub(crate) unmarked: i64,
}

/// Where a payment stood when its till died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) stage: String,
    pub(crate) print: Option<String>,
    /// Whether a row for a pay on the wire is stored.
    pub(crate) has_pay: bool,
}

fn rows<T>(file: &Path, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let books = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let mut query = books.prepare(sql).unwrap();
    let found = query.query_map([], read).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}

/// A single number out of a database.
pub(crate) fn number_in(file: &Path, sql: &str) -> i64 {
    rows(file, sql, |row| row.get(0))[0]
}

impl Hub {
    /// All payments, also refused and withdrawn ones.
    pub(crate) fn payments(&self) -> Vec<AtHub> {
        let sql = "SELECT session, coalesce(number, ''), state, coalesce(amount, 0) FROM payment ORDER BY id";
        rows(&self.folder.join("hub.sqlite"), sql, |row| {
            Ok(AtHub {
                session: row.get(0)?,
                number: row.get(1)?,
                state: row.get(2)?,
                amount: row.get(3)?,
            })
        })
    }

    /// Payments that were made.
    pub(crate) fn captured(&self) -> Vec<AtHub> {
        let all = self.payments().into_iter();
        all.filter(|payment| payment.state == "CAPTURED").collect()
    }

    /// Whether a pay for a number has arrived.
    pub(crate) fn has_pay(&self, number: &str) -> bool {
        let sql =
            format!("SELECT count(*) FROM payment WHERE pay_seen = 1 AND number LIKE '%{number}'");
        number_in(&self.folder.join("hub.sqlite"), &sql) > 0
    }

    /// What was taken from the dealer's deposit of a currency, in minor units.
    pub(crate) fn debited(&self, currency: &str) -> i64 {
        let sql = format!(
            "SELECT debit_posted FROM account WHERE kind = 'deposit' AND currency = '{currency}'"
        );
        number_in(&self.folder.join("hub.sqlite"), &sql)
    }

    /// What is set aside and not yet decided.
    pub(crate) fn held(&self) -> i64 {
        let sql = "SELECT sum(debit_pending) FROM account";
        number_in(&self.folder.join("hub.sqlite"), sql)
    }

    /// What was posted to accounts of a kind, in minor units.
    pub(crate) fn posted(&self, kind: &str) -> i64 {
        let sql = format!(
            "SELECT coalesce(sum(e.amount), 0) FROM entry e JOIN account a ON a.id = e.credit_account
              WHERE e.kind = 'post' AND e.payment_id IS NOT NULL AND a.kind = '{kind}'"
        );
        number_in(&self.folder.join("hub.sqlite"), &sql)
    }

    /// How often the provider credited each number.
    pub(crate) fn credits(&self) -> BTreeMap<String, i64> {
        let sql = "SELECT account, count(*) FROM payment WHERE state = 'CREDITED' GROUP BY account";
        let file = self.folder.join("demo/provider.sqlite");
        rows(&file, sql, |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .collect()
    }
}

const AT_TILL: &str =
    "SELECT p.id, session, number || account, stage, tender_at IS NOT NULL, print_stage,
    count(j.seq)
  FROM payment p LEFT JOIN journal j
    ON j.payment = p.id AND j.kind = 'print-started' AND j.text = 'first'
 GROUP BY p.id ORDER BY p.id";

fn payments_in(file: &Path) -> Vec<AtTill> {
    rows(file, AT_TILL, |row| {
        Ok(AtTill {
            id: row.get(0)?,
            session: row.get(1)?,
            number: row.get(2)?,
            stage: row.get(3)?,
            is_tendered: row.get(4)?,
            print: row.get(5)?,
            unmarked: row.get(6)?,
        })
    })
}

impl Till {
    /// All payments; none where there is no database yet.
    pub(crate) fn payments(&self) -> Vec<AtTill> {
        let file = self.folder.join("till.sqlite");
        if file.exists() {
            payments_in(&file)
        } else {
            Vec::new()
        }
    }

    /// The payment to a number; read from a copy, so that a database that was left in disorder stays so for the
    /// till itself.
    pub(crate) fn stage_in_copy(&self, number: &str) -> Option<Hit> {
        let copy = tempfile::TempDir::new().unwrap();
        for name in ["till.sqlite", "till.sqlite-wal"] {
            let from = self.folder.join(name);
            if from.exists() {
                fs::copy(from, copy.path().join(name)).unwrap();
            }
        }
        let sql = format!(
            "SELECT stage, print_stage, EXISTS (SELECT 1 FROM attempt WHERE payment = p.id AND ask = 'pay')
               FROM payment p WHERE number = '{number}'"
        );
        let found = rows(&copy.path().join("till.sqlite"), &sql, |row| {
            Ok(Hit {
                stage: row.get(0)?,
                print: row.get(1)?,
                has_pay: row.get(2)?,
            })
        });
        found.into_iter().next()
    }
}
