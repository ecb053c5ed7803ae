//! What `ledger check` asks of closed days and heads.

use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::super::StoreError;
use super::super::verify::{Signed, Violation, answers};
use super::{Head, MOVED, closed, dealers, digest};

const CLOSED: &str = "days: a closed day is what was paid on it";
const ROLLED: &str = "days: the sums of a closed day are the fold of its entries, and balance";

/// What is wrong with closed days and heads.
pub(in crate::store) fn broken(
    connection: &Connection,
    holds: &mut impl FnMut(&Signed) -> bool,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let sums = "SELECT 'dealer ' || c.dealer || ' day ' || c.day FROM closed_day c
        LEFT JOIN (SELECT q.parent AS dealer, a.currency, p.business_date AS day, count(*) AS payments,
                          sum(p.amount) AS credited, sum(p.taken) AS taken
                     FROM payment p JOIN party q ON q.id = p.point JOIN account a ON a.id = p.deposit
                    WHERE p.state = 'CAPTURED' GROUP BY 1, 2, 3) f
          ON f.dealer = c.dealer AND f.currency = c.currency AND f.day = c.day
       WHERE c.payments <> coalesce(f.payments, 0) OR c.credited <> coalesce(f.credited, 0)
          OR c.taken <> coalesce(f.taken, 0)";
    let balance = "SELECT 'dealer ' || r.dealer || ' day ' || r.day FROM rollup r
         JOIN account a ON a.id = r.account GROUP BY r.dealer, r.day, a.currency HAVING sum(r.debit) <> sum(r.credit)";
    for (rule, query) in [(CLOSED, sums), (ROLLED, balance)] {
        let rows = answers(connection, query)?.into_iter();
        violations.extend(rows.map(|row| Violation { rule, row }));
    }
    unfolded(connection, violations)?;
    broken_heads(connection, holds, violations)
}

/// Roll-ups that are not the fold of the entries of their day.
fn unfolded(connection: &Connection, violations: &mut Vec<Violation>) -> Result<(), StoreError> {
    let sql = format!(
        "{MOVED}, fold AS (SELECT account, sum(debit) AS debit, sum(credit) AS credit FROM moved GROUP BY account)
         SELECT (SELECT count(*) FROM fold) <> count(f.account) OR count(*) <> count(f.account)
           FROM rollup r JOIN account a ON a.id = r.account AND a.currency = ?3
           LEFT JOIN fold f ON f.account = r.account AND f.debit = r.debit AND f.credit = r.credit
          WHERE r.dealer = ?1 AND r.day = ?2"
    );
    let mut statement = connection.prepare(&sql)?;
    for whose in dealers(connection)? {
        let days = "SELECT day FROM closed_day WHERE dealer = ?1 AND currency = ?2";
        let mut days = connection.prepare(days)?;
        let days = days.query_map((whose.dealer.get(), &whose.currency), |row| row.get(0))?;
        for day in days {
            let day: String = day?;
            let place = (whose.dealer.get(), &day, &whose.currency);
            let differs: bool = statement.query_row(place, |row| row.get(0))?;
            if differs && closed(connection, &whose, &day)?.is_some() {
                let row = format!("dealer {} day {day}", whose.code);
                violations.push(Violation { rule: ROLLED, row });
            }
        }
    }
    Ok(())
}

/// Heads that the books under them have left, or whose signature does not hold.
fn broken_heads(
    connection: &Connection,
    holds: &mut impl FnMut(&Signed) -> bool,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(
        "SELECT h.n, h.day, h.entry, h.book, h.audit, coalesce(a.hash, zeroblob(32)), h.at, h.document, k.serial,
                k.document
           FROM head h JOIN key k ON k.id = h.key LEFT JOIN audit a ON a.n = h.audit ORDER BY h.n",
    )?;
    let mut rows = statement.query([])?;
    let (mut expected, mut after, mut book) = (1_i64, 0_i64, [0; 32]);
    while let Some(row) = rows.next()? {
        let head = Head {
            n: row.get(0)?,
            day: row.get(1)?,
            entry: row.get(2)?,
            book: row.get(3)?,
            audit: row.get(4)?,
            audit_hash: row.get(5)?,
            at: Timestamp::from_unix_ms(row.get(6)?),
        };
        let signed = Signed {
            document: row.get(7)?,
            serial: row.get(8)?,
            is_legacy: false,
            key_document: row.get(9)?,
        };
        book = digest(connection, (after, book), head.entry)?;
        let body = head.body();
        let says_so = signed.document.windows(body.len()).any(|part| part == body);
        if head.n != expected || head.book != book || !says_so || !holds(&signed) {
            let row = format!("head {}", head.n);
            let rule = "days: a signed head fits the entries and the audit chain under it";
            violations.push(Violation { rule, row });
        }
        (expected, after, book) = (head.n.saturating_add(1), head.entry, head.book);
    }
    Ok(())
}
