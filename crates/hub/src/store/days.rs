//! Closed business days, what they moved on each account, and the signed heads of the books.

mod check;

pub(super) use check::broken;

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::StoreError;
use super::registry::Whose;
use super::terms::Hand;
use crate::core::minor::Minor;
use crate::core::payment::{KeyId, PartyId};

/// The post entries of one dealer's day in one currency, as rows of (account, debit, credit). ?1 dealer, ?2 day, ?3
/// currency.
const MOVED: &str = "
    WITH post AS (
      SELECT e.debit_account, e.credit_account, e.amount FROM party q
        JOIN payment p ON p.point = q.id AND p.business_date = ?2 AND p.state = 'CAPTURED'
        JOIN account a ON a.id = p.deposit AND a.currency = ?3
        JOIN entry e ON e.payment_id = p.id AND e.kind = 'post'
       WHERE q.kind = 'point' AND q.parent = ?1
      UNION ALL
      SELECT e.debit_account, e.credit_account, e.amount FROM account a
        JOIN entry e ON e.credit_account = a.id AND e.payment_id IS NULL AND e.proposal IS NULL
                    AND e.business_date = ?2
       WHERE a.owner = ?1 AND a.kind = 'deposit' AND a.currency = ?3
      UNION ALL
      SELECT e.debit_account, e.credit_account, e.amount FROM entry e
        JOIN proposal r ON r.id = e.proposal JOIN payment p ON p.id = r.payment_id
        JOIN account a ON a.id = p.deposit AND a.currency = ?3 AND a.owner = ?1
       WHERE e.proposal IS NOT NULL AND e.business_date = ?2),
    moved AS (
      SELECT debit_account AS account, amount AS debit, 0 AS credit FROM post
      UNION ALL SELECT credit_account, 0, amount FROM post)";

/// Every deposit's owner and currency: whose days there are.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn dealers(connection: &Connection) -> Result<Vec<Whose>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT d.id, d.code, a.currency, d.utc_offset_min FROM party d
           JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
          WHERE d.kind = 'dealer' ORDER BY d.code, a.currency",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Whose {
            dealer: PartyId::new(row.get(0)?),
            code: row.get(1)?,
            currency: row.get(2)?,
            utc_offset_min: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A closed day of one dealer in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Captured payments.
    pub payments: u64,
    /// Their credited sum.
    pub credited: Minor,
    /// What their payers gave.
    pub taken: Minor,
    /// SHA-256 of the registry's rows.
    pub rows: [u8; 32],
}

/// The closed day, if it is closed.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn closed(
    connection: &Connection,
    whose: &Whose,
    day: &str,
) -> Result<Option<Closed>, StoreError> {
    let sql = "SELECT payments, credited, taken, rows FROM closed_day
                WHERE dealer = ?1 AND currency = ?2 AND day = ?3";
    let place = params![whose.dealer.get(), whose.currency, day];
    let found = connection.query_row(sql, place, |row| {
        Ok(Closed {
            payments: row.get::<_, i64>(0)?.unsigned_abs(),
            credited: Minor::new(row.get(1)?),
            taken: Minor::new(row.get(2)?),
            rows: row.get(3)?,
        })
    });
    Ok(found.optional()?)
}

/// The earliest day before `day` on which this dealer was paid and which is not closed.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn left_open(
    connection: &Connection,
    whose: &Whose,
    day: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT min(p.business_date) FROM party q
                 JOIN payment p ON p.point = q.id AND p.state = 'CAPTURED' AND p.business_date < ?2
                 JOIN account a ON a.id = p.deposit AND a.currency = ?3
                WHERE q.kind = 'point' AND q.parent = ?1 AND NOT EXISTS
                  (SELECT 1 FROM closed_day c WHERE c.dealer = ?1 AND c.currency = ?3 AND c.day = p.business_date)";
    let place = params![whose.dealer.get(), day, whose.currency];
    Ok(connection.query_row(sql, place, |row| row.get(0))?)
}

/// Closes a day: its sums, and what it moved on each account. `rows` is the digest of its registry.
///
/// # Errors
/// [`StoreError`] when it is closed already or the books cannot be written.
pub fn close(
    connection: &Connection,
    (whose, day): (&Whose, &str),
    rows: [u8; 32],
    hand: &Hand<'_>,
) -> Result<Closed, StoreError> {
    let (dealer, currency) = (whose.dealer.get(), &whose.currency);
    let sql = format!(
        "{MOVED} INSERT INTO rollup (dealer, account, day, debit, credit)
                 SELECT ?1, account, ?2, sum(debit), sum(credit) FROM moved GROUP BY account"
    );
    connection.execute(&sql, params![dealer, day, currency])?;
    connection.execute(
        "INSERT INTO closed_day (dealer, currency, day, payments, credited, taken, rows, closed_at)
         SELECT ?1, ?3, ?2, count(*), coalesce(sum(p.amount), 0), coalesce(sum(p.taken), 0), ?4, ?5
           FROM party q JOIN payment p ON p.point = q.id AND p.business_date = ?2 AND p.state = 'CAPTURED'
           JOIN account a ON a.id = p.deposit AND a.currency = ?3
          WHERE q.kind = 'point' AND q.parent = ?1",
        params![dealer, day, currency, rows, hand.at.unix_ms()],
    )?;
    let made = closed(connection, whose, day)?.ok_or(StoreError::Dangling)?;
    let (payments, credited) = (made.payments, made.credited.get());
    let code = &whose.code;
    let record = format!(
        "dealer={code} currency={currency} day={day} payments={payments} credited={credited}"
    );
    hand.note(connection, "day closed", &record)?;
    Ok(made)
}

/// What a head says of the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number, one more than the one before.
    pub n: i64,
    /// The day that was closed.
    pub day: String,
    /// The last entry that it covers.
    pub entry: i64,
    /// Digest of every entry up to there.
    pub book: [u8; 32],
    /// The last record of the audit chain.
    pub audit: i64,
    /// Its hash.
    pub audit_hash: [u8; 32],
    /// When it was made.
    pub at: Timestamp,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Head {
    /// The text that is signed.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let lines = [
            ("PROFILE", "PAYDESK-HEAD1".to_owned()),
            ("N", self.n.to_string()),
            ("DAY", self.day.clone()),
            ("ENTRY", self.entry.to_string()),
            ("BOOK", hex(&self.book)),
            ("AUDIT", self.audit.to_string()),
            ("HASH", hex(&self.audit_hash)),
            ("TIME", self.at.iso()),
        ];
        let lines = lines.map(|(name, value)| format!("{name}={value}\r\n"));
        lines.concat().into_bytes()
    }
}

/// The digest of the entries after one number up to another, which goes on from the digest of those before.
fn digest(
    connection: &Connection,
    (after, book): (i64, [u8; 32]),
    until: i64,
) -> Result<[u8; 32], StoreError> {
    let mut statement = connection.prepare(
        "SELECT seq, payment_id, kind, debit_account, credit_account, amount, business_date, at, note, proposal
           FROM entry WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query([after, until])?;
    let mut sum = Sha256::new();
    sum.update(book);
    while let Some(row) = rows.next()? {
        let number = |at| {
            row.get::<_, Option<i64>>(at)
                .map(|value| value.unwrap_or(0))
        };
        let text = |at| {
            row.get::<_, Option<String>>(at)
                .map(Option::unwrap_or_default)
        };
        let line = format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
            number(0)?,
            number(1)?,
            text(2)?,
            number(3)?,
            number(4)?,
            number(5)?,
            text(6)?,
            number(7)?,
            text(8)?,
            number(9)?
        );
        sum.update(line);
    }
    Ok(sum.finalize().into())
}

/// The head of the books as they stand, for a day that was closed; it is not stored yet.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn next_head(connection: &Connection, day: &str, at: Timestamp) -> Result<Head, StoreError> {
    let sql = "SELECT n, entry, book FROM head ORDER BY n DESC LIMIT 1";
    let last = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let (n, after, book): (i64, i64, [u8; 32]) = last.optional()?.unwrap_or((0, 0, [0; 32]));
    let entry: i64 =
        connection.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| {
            row.get(0)
        })?;
    let sql = "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1";
    let (audit, audit_hash) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Head {
        n: n.saturating_add(1),
        day: day.to_owned(),
        entry,
        book: digest(connection, (after, book), entry)?,
        audit,
        audit_hash,
        at,
    })
}

/// Stores a head with the document that signs it.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn keep_head(
    connection: &Connection,
    head: &Head,
    (key, document): (KeyId, &[u8]),
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO head (n, day, entry, book, audit, key, document, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            head.n,
            head.day,
            head.entry,
            head.book,
            head.audit,
            key.get(),
            document,
            head.at.unix_ms()
        ],
    )?;
    Ok(())
}

/// The signed document of the newest head, or of the newest for a day.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn head(connection: &Connection, day: Option<&str>) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT document FROM head WHERE ?1 IS NULL OR day = ?1 ORDER BY n DESC LIMIT 1";
    Ok(connection
        .query_row(sql, [day], |row| row.get(0))
        .optional()?)
}
