//! `ledger check`: each invariant is one query that must answer no row.
//!
//! The queries know nothing of how the rows came about. The audit chain and the signatures are checked by
//! program, everything else by SQL.

use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::evidence::{AuditNote, chain_hash};
use super::{StoreError, bank_messages, days};

/// Invariants and their queries. The first column of an answer names the row.
pub const INVARIANTS: [(&str, &str); 13] = [
    (
        "I1: no entry crosses currencies",
        "SELECT 'entry ' || e.seq FROM entry e JOIN account d ON d.id = e.debit_account
           JOIN account c ON c.id = e.credit_account WHERE d.currency <> c.currency OR e.amount <= 0",
    ),
    (
        "I1: the deposit's sums are the fold of its entries",
        "SELECT 'account ' || a.id FROM account a
           LEFT JOIN (SELECT debit_account AS id, sum(CASE kind WHEN 'post' THEN amount ELSE 0 END) AS posted,
                             sum(CASE kind WHEN 'hold' THEN amount WHEN 'release' THEN -amount ELSE 0 END)
                               AS pending
                        FROM entry GROUP BY debit_account) d ON d.id = a.id
           LEFT JOIN (SELECT credit_account AS id, sum(amount) AS posted FROM entry WHERE kind = 'post'
                       GROUP BY credit_account) c ON c.id = a.id
          WHERE a.kind = 'deposit' AND (a.debit_posted <> coalesce(d.posted, 0)
             OR a.debit_pending <> coalesce(d.pending, 0) OR a.credit_posted <> coalesce(c.posted, 0))",
    ),
    (
        "I2: what is pending is held for open payments, and nothing passes the floor",
        "SELECT 'account ' || a.id FROM account a
           LEFT JOIN (SELECT deposit, sum(amount) AS open FROM payment
                       WHERE state IN ('CHECKED', 'RESERVED', 'CONSENTED', 'CAPTURING')
                       GROUP BY deposit) p ON p.deposit = a.id
          WHERE a.kind = 'deposit' AND (a.debit_pending <> coalesce(p.open, 0)
             OR a.credit_posted - a.debit_posted - a.debit_pending < a.floor)",
    ),
    (
        "I2: the holds of each payment are freed exactly when it is decided",
        "SELECT 'payment ' || p.id FROM payment p
           LEFT JOIN (SELECT payment_id,
                             sum(CASE kind WHEN 'hold' THEN amount WHEN 'release' THEN -amount ELSE 0 END)
                               AS open
                        FROM entry WHERE payment_id IS NOT NULL GROUP BY payment_id) e
             ON e.payment_id = p.id
          WHERE coalesce(e.open, 0) <> CASE WHEN p.state IN ('CAPTURED', 'VOID') THEN 0 ELSE p.amount END",
    ),
    (
        "I3: a captured payment has its full postings, no other has any",
        "SELECT 'payment ' || p.id FROM payment p
           LEFT JOIN (SELECT payment_id, sum(amount) AS posted FROM entry
                       WHERE kind = 'post' AND payment_id IS NOT NULL GROUP BY payment_id) e
             ON e.payment_id = p.id
          WHERE (p.state = 'CAPTURED' AND coalesce(e.posted, 0) <> p.amount)
             OR (p.state <> 'CAPTURED' AND e.posted IS NOT NULL)",
    ),
    (
        "I4: at most one credit to the provider per point and SESSION",
        "SELECT 'point ' || p.point || ' session ' || p.session FROM payment p
           JOIN entry e ON e.payment_id = p.id AND e.kind = 'post'
           JOIN account a ON a.id = e.credit_account AND a.kind = 'provider'
          GROUP BY p.point, p.session HAVING count(*) > 1",
    ),
    (
        "I5: a change by message has its valid signed message",
        "SELECT 'payment ' || s.payment_id || ' version ' || s.version FROM state_change s
           LEFT JOIN message m ON m.id = s.message_id
          WHERE s.cause = 'message' AND (m.id IS NULL OR m.verdict <> 'valid' OR m.direction <> 'in')",
    ),
    (
        "I5: versions have no gap and end at the payment's",
        "SELECT 'payment ' || p.id FROM payment p
           LEFT JOIN (SELECT payment_id, max(version) AS newest, count(*) AS n FROM state_change
                       GROUP BY payment_id) s ON s.payment_id = p.id
           LEFT JOIN state_change c ON c.payment_id = p.id AND c.version = p.version
          WHERE s.newest IS NOT p.version OR s.n IS NOT p.version OR c.state IS NOT p.state",
    ),
    (
        "I7: the audit chain has no gap",
        "SELECT 'audit ' || b.n FROM audit b LEFT JOIN audit a ON a.n = b.n - 1
          WHERE b.n > 1 AND (a.n IS NULL OR a.hash <> b.prev)",
    ),
    (
        "work: whatever is in work has a provider to pay, whatever is decided has not",
        "SELECT 'payment ' || p.id FROM payment p
           LEFT JOIN outbox o ON o.payment_id = p.id AND o.gateway = 'provider' AND o.done_at IS NULL
          WHERE (p.state = 'CAPTURING') <> (o.id IS NOT NULL)",
    ),
    (
        "decisions: a refund is agreed to by a second person and moves the whole payment, nothing else does",
        "SELECT 'proposal ' || r.id FROM proposal r JOIN payment p ON p.id = r.payment_id
           LEFT JOIN (SELECT proposal, sum(amount) AS moved FROM entry WHERE proposal IS NOT NULL GROUP BY proposal) e
             ON e.proposal = r.id
          WHERE coalesce(e.moved, 0) <> CASE WHEN r.kind = 'refund' AND r.agreed = 1 THEN p.amount ELSE 0 END
             OR (r.agreed = 1 AND r.asked_by = r.decided_by)",
    ),
    (
        "decisions: a payment ended by a person has the proposal that a second person agreed to",
        "SELECT 'payment ' || s.payment_id FROM state_change s WHERE s.cause = 'person' AND NOT EXISTS
           (SELECT 1 FROM proposal r WHERE r.payment_id = s.payment_id AND r.agreed = 1
              AND r.kind = CASE s.state WHEN 'CAPTURED' THEN 'paid' ELSE 'refused' END)",
    ),
    (
        "limits: what a day has used up is what was held or paid of its checks",
        "WITH held AS (
           SELECT q.id AS point, q.parent AS dealer, p.provider, a.currency, p.amount,
                  date(p.created_at / 1000 + d.utc_offset_min * 60, 'unixepoch') AS day
             FROM payment p JOIN party q ON q.id = p.point JOIN party d ON d.id = q.parent
             JOIN account a ON a.id = p.deposit WHERE p.state <> 'VOID'),
         folded AS (
           SELECT dealer AS party, 0 AS provider, currency, day, sum(amount) AS amount FROM held GROUP BY 1, 3, 4
           UNION ALL SELECT point, 0, currency, day, sum(amount) FROM held GROUP BY 1, 3, 4
           UNION ALL SELECT point, provider, currency, day, sum(amount) FROM held GROUP BY 1, 2, 3, 4)
         SELECT 'party ' || s.party || ' day ' || s.day FROM spent s
           LEFT JOIN folded f USING (party, provider, currency, day) WHERE s.amount <> coalesce(f.amount, 0)
         UNION ALL
         SELECT 'party ' || f.party || ' day ' || f.day FROM folded f
           LEFT JOIN spent s USING (party, provider, currency, day) WHERE s.amount IS NULL",
    ),
];

/// A rule that the books break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: &'static str,
    /// The row that breaks it.
    pub row: String,
}

/// What `ledger check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Payments in the books.
    pub payments: u64,
    /// Entries in the books.
    pub entries: u64,
    /// Everything that is wrong; empty if all invariants hold.
    pub violations: Vec<Violation>,
}

/// A signed text and the key that must have signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Serial of the key.
    pub serial: u32,
    /// Whether keys under 2048 bits are allowed for it.
    pub is_legacy: bool,
    /// Its public key document.
    pub key_document: Vec<u8>,
    /// The signed document.
    pub document: Vec<u8>,
}

/// Checks all books in one snapshot. `holds` verifies a signature.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn verify(
    connection: &Connection,
    holds: impl FnMut(&Signed) -> bool,
) -> Result<Report, StoreError> {
    connection.execute_batch("BEGIN")?;
    let report = verify_snapshot(connection, holds);
    connection.execute_batch("COMMIT")?;
    report
}

fn verify_snapshot(
    connection: &Connection,
    mut holds: impl FnMut(&Signed) -> bool,
) -> Result<Report, StoreError> {
    let mut violations = Vec::new();
    damaged_file(connection, &mut violations)?;
    for (rule, query) in INVARIANTS {
        for row in answers(connection, query)? {
            violations.push(Violation { rule, row });
        }
    }
    broken_chain(connection, &mut violations)?;
    broken_signatures(connection, &mut holds, &mut violations)?;
    bank_messages::broken(connection, &mut holds, &mut violations)?;
    days::broken(connection, &mut holds, &mut violations)?;
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    Ok(Report {
        payments: count("SELECT count(*) FROM payment")?.unsigned_abs(),
        entries: count("SELECT count(*) FROM entry")?.unsigned_abs(),
        violations,
    })
}

/// The rows that one query answers.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn answers(connection: &Connection, query: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(query)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn damaged_file(
    connection: &Connection,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let damages = answers(connection, "PRAGMA integrity_check(20)")?;
    let rule = "file: the database is sound";
    let damaged = damages.into_iter().filter(|line| line != "ok");
    violations.extend(damaged.map(|row| Violation { rule, row }));
    let rule = "file: every reference has its row";
    let orphans = answers(connection, "PRAGMA foreign_key_check")?;
    violations.extend(
        orphans
            .into_iter()
            .map(|table| Violation { rule, row: table }),
    );
    Ok(())
}

fn broken_chain(
    connection: &Connection,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare("SELECT n, at, what, record, prev, hash FROM audit ORDER BY n")?;
    let mut rows = statement.query([])?;
    let mut expected = [0; 32];
    while let Some(row) = rows.next()? {
        let n: i64 = row.get(0)?;
        let (what, record): (String, String) = (row.get(2)?, row.get(3)?);
        let (prev, hash): ([u8; 32], [u8; 32]) = (row.get(4)?, row.get(5)?);
        let at = Timestamp::from_unix_ms(row.get(1)?);
        let recomputed = chain_hash(
            &prev,
            n,
            &AuditNote {
                what: &what,
                record: &record,
                at,
            },
        );
        if prev != expected || hash != recomputed {
            let rule = "I7: every audit record has its own hash and its predecessor's";
            violations.push(Violation {
                rule,
                row: format!("audit {n}"),
            });
        }
        expected = hash;
    }
    Ok(())
}

fn broken_signatures(
    connection: &Connection,
    holds: &mut impl FnMut(&Signed) -> bool,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(
        "SELECT m.id, k.serial, k.legacy, k.document, m.document FROM message m
           JOIN key k ON k.id = m.key WHERE m.verdict <> 'invalid' ORDER BY m.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let signed = Signed {
            serial: row.get(1)?,
            is_legacy: row.get(2)?,
            key_document: row.get(3)?,
            document: row.get(4)?,
        };
        if !holds(&signed) {
            let id: i64 = row.get(0)?;
            let rule = "I5: every stored signature verifies";
            violations.push(Violation {
                rule,
                row: format!("message {id}"),
            });
        }
    }
    Ok(())
}
