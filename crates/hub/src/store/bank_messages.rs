//! The signed texts between hub and settlement bank, and the bank's keys.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::evidence::{AuditNote, note};
use super::verify::{Signed, Violation, answers};
use super::{Store, StoreError};
use crate::bank::wire::{Said, Word};
use crate::core::payment::KeyId;

/// A request about to leave for the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBank {
    /// What it asks.
    pub word: Word,
    /// The reference of an order.
    pub reference: Option<String>,
    /// The hub's key that signed it.
    pub key: KeyId,
    /// The signed document, byte for byte.
    pub document: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// The number of a stored request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToBankId(i64);

/// An answer whose signature and echo hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromBank {
    /// The request.
    pub answers: ToBankId,
    /// The bank's key that signed it.
    pub key: KeyId,
    /// What it says, in one word.
    pub result: BankResult,
    /// The signed document, byte for byte.
    pub document: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
}

/// RESULT of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankResult {
    /// Done, or told.
    Done,
    /// Refused for good.
    Refused,
    /// Not looked at.
    NotRead,
}

impl BankResult {
    /// The result that `said` is.
    #[must_use]
    pub const fn of(said: &Said) -> Self {
        match said {
            Said::Done | Said::Balance(_) | Said::Statement(_) => Self::Done,
            Said::Refused(_) => Self::Refused,
            Said::NotRead(_) => Self::NotRead,
        }
    }

    const fn as_key(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::NotRead => "NOT_READ",
        }
    }
}

fn keep_request(connection: &Connection, request: &ToBank) -> Result<ToBankId, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO bank_message (at, direction, msg, reference, key, document)
             VALUES (?1, 'out', ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            request.at.unix_ms(),
            request.word.as_wire(),
            request.reference,
            request.key.get(),
            request.document,
        ])?;
    Ok(ToBankId(connection.last_insert_rowid()))
}

fn keep_answer(connection: &Connection, answer: &FromBank) -> Result<(), StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT INTO bank_message (at, direction, msg, reference, result, key, answers, document)
             SELECT ?1, 'in', msg, reference, ?2, ?3, id, ?4 FROM bank_message WHERE id = ?5",
        )?
        .execute(params![
            answer.at.unix_ms(),
            answer.result.as_key(),
            answer.key.get(),
            answer.document,
            answer.answers.0,
        ])?;
    if added == 1 {
        Ok(())
    } else {
        Err(StoreError::BadRow {
            table: "bank_message",
            column: "answers",
        })
    }
}

/// The key of the settlement bank, added where it is new. It takes the place of the one before it, whose answers still
/// verify.
///
/// # Errors
/// [`StoreError`]; a serial that belongs to somebody else is refused by the books.
pub fn know_bank(
    connection: &Connection,
    (serial, document): (u32, &[u8]),
    now: Timestamp,
) -> Result<KeyId, StoreError> {
    let bank: i64 =
        connection.query_row("SELECT id FROM party WHERE kind = 'bank'", [], |row| {
            row.get(0)
        })?;
    let known: Option<i64> = connection
        .query_row(
            "SELECT id FROM key WHERE party = ?1 AND serial = ?2 AND document = ?3
                AND revoked_at IS NULL",
            params![bank, serial, document],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = known {
        return Ok(KeyId::new(id));
    }
    connection.execute(
        "UPDATE key SET revoked_at = ?2 WHERE party = ?1 AND revoked_at IS NULL",
        params![bank, now.unix_ms()],
    )?;
    connection.execute(
        "INSERT INTO key (party, serial, cashier, profile, legacy, document, added_at)
         VALUES (?1, ?2, '', 'paydesk', 0, ?3, ?4)",
        params![bank, serial, document, now.unix_ms()],
    )?;
    let id = KeyId::new(connection.last_insert_rowid());
    let record = format!("serial={serial}");
    note(
        connection,
        &AuditNote {
            what: "bank's key added",
            record: &record,
            at: now,
        },
    )?;
    Ok(id)
}

impl Store {
    /// Stores a request before it leaves for the bank.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; then it must not leave.
    pub async fn keep_to_bank(&self, request: ToBank) -> Result<ToBankId, StoreError> {
        self.write(move |connection| keep_request(connection, &request))
            .await
    }

    /// Stores the bank's answer before anybody acts on it.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; then the bank has said nothing.
    pub async fn keep_from_bank(&self, answer: FromBank) -> Result<(), StoreError> {
        self.write(move |connection| keep_answer(connection, &answer))
            .await
    }
}

const RULES: [(&str, &str); 2] = [
    (
        "bank: an order that ended has the bank's signed word, where the bank was asked by message",
        "SELECT 'payment ' || o.payment_id || ' ' || o.job FROM outbox o
          WHERE o.gateway = 'bank' AND o.done_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM bank_message q WHERE q.reference = CAST(o.payment_id AS TEXT)
                           AND q.msg = upper(o.job))
            AND NOT EXISTS (SELECT 1 FROM bank_message a WHERE a.reference = CAST(o.payment_id AS TEXT)
                           AND a.msg = upper(o.job) AND a.result IN ('DONE', 'REFUSED'))",
    ),
    (
        "bank: what the bank reserved was reserved by its signed word, where it was asked by message",
        "SELECT 'payment ' || p.id FROM payment p
          WHERE p.bank_ref IS NOT NULL
            AND EXISTS (SELECT 1 FROM bank_message q WHERE q.reference = p.bank_ref AND q.msg = 'RESERVE')
            AND NOT EXISTS (SELECT 1 FROM bank_message a WHERE a.reference = p.bank_ref
                           AND a.msg = 'RESERVE' AND a.result = 'DONE')",
    ),
];

/// What is wrong with the exchanges of the bank.
pub(super) fn broken(
    connection: &Connection,
    holds: &mut impl FnMut(&Signed) -> bool,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    for (rule, query) in RULES {
        let rows = answers(connection, query)?.into_iter();
        violations.extend(rows.map(|row| Violation { rule, row }));
    }
    let mut statement = connection.prepare(
        "SELECT m.id, k.serial, k.document, m.document FROM bank_message m
           JOIN key k ON k.id = m.key ORDER BY m.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let signed = Signed {
            serial: row.get(1)?,
            is_legacy: false,
            key_document: row.get(2)?,
            document: row.get(3)?,
        };
        if !holds(&signed) {
            let id: i64 = row.get(0)?;
            violations.push(Violation {
                rule: "bank: every stored signature verifies",
                row: format!("bank_message {id}"),
            });
        }
    }
    Ok(())
}
