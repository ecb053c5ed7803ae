//! Reads what is new in the till's database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::case::{Case, Owed, Replies, TillRow};
use super::chain::{self, Entry, Head};
use super::finding::{AuditError, Oracle, Verdict};
use super::moved::Moved;
use super::reply;
use super::signature::Signatures;
use super::stage::Stage;

/// Every so many readings all payments are read, so that one that changed without a trace shows.
const READ_ALL_EVERY: u32 = 64;

/// An attempt row.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) id: i64,
    pub(super) payment: i64,
    pub(super) ask: String,
}

/// How far the till's database has been read.
#[derive(Debug, Default)]
pub(super) struct TillReader {
    pub(super) moved: Moved,
    head: Head,
    last_attempt: i64,
    /// By NONCE.
    attempts: HashMap<u128, Attempt>,
    /// Attempts without an end: row and payment.
    open: Vec<(i64, i64)>,
    readings: u32,
}

pub(super) type Cases = BTreeMap<i64, Case>;

/// The case of a payment, new or known.
pub(super) fn case(cases: &mut Cases, payment: i64) -> &mut Case {
    cases.entry(payment).or_insert_with(|| Case::of(payment))
}

impl TillReader {
    /// The attempt row with a NONCE, by its 32 hexadecimal digits.
    pub(super) fn attempt(&self, nonce: &str) -> Option<&Attempt> {
        let nonce = u128::from_str_radix(nonce, 16).ok()?;
        self.attempts.get(&nonce)
    }

    /// Reads new journal entries, attempts and ends; gives the payments that they touch.
    pub(super) fn read_new(
        &mut self,
        till: &Connection,
        cases: &mut Cases,
        verdict: &mut Verdict,
    ) -> Result<BTreeSet<i64>, AuditError> {
        let mut touched = BTreeSet::new();
        self.read_journal(till, (cases, &mut touched), verdict)?;
        self.read_attempts(till, (cases, &mut touched), verdict)?;
        self.read_ends(till, &mut touched)?;
        self.readings = self.readings.wrapping_add(1);
        if self.readings.is_multiple_of(READ_ALL_EVERY) {
            touched.extend(every_payment(till)?);
        }
        Ok(touched)
    }

    fn read_journal(
        &mut self,
        till: &Connection,
        (cases, touched): (&mut Cases, &mut BTreeSet<i64>),
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let mut statement = till.prepare_cached(
            "SELECT j.seq, j.at, j.kind, COALESCE(j.payment, 0), j.text, j.hash, d.person, d.reason \
             FROM journal j LEFT JOIN deed d ON d.seq = j.seq WHERE j.seq >= ?1 ORDER BY j.seq",
        )?;
        let known = self.head;
        let mut rows = statement.query([known.seq.max(1)])?;
        let mut is_there = known.seq == 0;
        while let Some(row) = rows.next()? {
            let entry = entry(row)?;
            if entry.seq == known.seq {
                is_there = entry.hash == known.hash;
                continue;
            }
            chain::judge_entry(&self.head, &entry, verdict);
            self.head = entry.head();
            if entry.payment != 0 {
                chain::note(case(cases, entry.payment), &entry);
                touched.insert(entry.payment);
            }
        }
        if !is_there {
            let text = format!("journal entry {} is gone or another one", known.seq);
            verdict.whole(Oracle::O5, text);
        }
        Ok(())
    }

    fn read_attempts(
        &mut self,
        till: &Connection,
        (cases, touched): (&mut Cases, &mut BTreeSet<i64>),
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let mut statement = till.prepare_cached(
            "SELECT id, payment, ask, nonce FROM attempt WHERE id > ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([self.last_attempt])?;
        while let Some(row) = rows.next()? {
            let nonce: [u8; 16] = row.get(3)?;
            let attempt = Attempt {
                id: row.get(0)?,
                payment: row.get(1)?,
                ask: row.get(2)?,
            };
            self.last_attempt = attempt.id;
            self.open.push((attempt.id, attempt.payment));
            touched.insert(attempt.payment);
            let case = case(cases, attempt.payment);
            match attempt.ask.as_str() {
                "pay" => {
                    case.pay_rows = case.pay_rows.saturating_add(1);
                    if let Some(cancel) = case.first_cancel_row {
                        let (pay, payment) = (attempt.id, attempt.payment);
                        let text = format!("pay attempt {pay} follows cancel attempt {cancel}");
                        verdict.about(Oracle::O4, payment, text);
                    }
                }
                "cancel" => {
                    case.first_cancel_row.get_or_insert(attempt.id);
                }
                _ => {}
            }
            let (id, payment) = (attempt.id, attempt.payment);
            if let Some(other) = self.attempts.insert(u128::from_be_bytes(nonce), attempt) {
                let text = format!("attempts {} and {id} have one NONCE", other.id);
                verdict.about(Oracle::O4, payment, text);
            }
        }
        Ok(())
    }

    /// Attempts that have ended since they were last looked at.
    fn read_ends(
        &mut self,
        till: &Connection,
        touched: &mut BTreeSet<i64>,
    ) -> Result<(), AuditError> {
        let mut statement = till.prepare_cached("SELECT 1 FROM attempt_end WHERE attempt = ?1")?;
        let mut open = Vec::with_capacity(self.open.len());
        for (attempt, payment) in self.open.drain(..) {
            if statement.exists([attempt])? {
                touched.insert(payment);
            } else {
                open.push((attempt, payment));
            }
        }
        self.open = open;
        Ok(())
    }
}

/// The numbers of all payments.
pub(super) fn every_payment(till: &Connection) -> Result<Vec<i64>, AuditError> {
    let mut statement = till.prepare_cached("SELECT id FROM payment")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entry(row: &Row<'_>) -> Result<Entry, rusqlite::Error> {
    let person: Option<String> = row.get(6)?;
    let reason: Option<String> = row.get(7)?;
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        payment: row.get(3)?,
        text: row.get(4)?,
        hash: row.get(5)?,
        deed: person.zip(reason),
    })
}

/// The stored row of a payment.
pub(super) fn payment(till: &Connection, id: i64) -> Result<Option<TillRow>, AuditError> {
    let mut statement = till.prepare_cached(
        "SELECT provider, provider_number, number, account, credited, taken, currency, session, stage, \
         COALESCE(detail, ''), tender_at IS NOT NULL, version, return_stage, COALESCE(print_started, 0), \
         print_stage IS 'printed' FROM payment WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let meaningless = |word: &str| AuditError::Word {
        table: "till payment",
        row: id,
        word: word.to_owned(),
    };
    let stage: String = row.get(8)?;
    let owed: Option<String> = row.get(12)?;
    let owed = owed.map(|word| Owed::read(&word).ok_or_else(|| meaningless(&word)));
    Ok(Some(TillRow {
        provider: row.get(0)?,
        provider_number: row.get(1)?,
        number: row.get(2)?,
        account: row.get(3)?,
        credited: row.get(4)?,
        taken: row.get(5)?,
        currency: row.get(6)?,
        session: row.get(7)?,
        stage: Stage::read(&stage).ok_or_else(|| meaningless(&stage))?,
        detail: row.get(9)?,
        is_tendered: row.get(10)?,
        version: row.get(11)?,
        owed: owed.transpose()?,
        prints_started: row.get(13)?,
        is_printed: row.get(14)?,
    }))
}

/// The payment that a SESSION belongs to, by the till's list of all SESSIONs.
pub(super) fn payment_of(till: &Connection, session: &str) -> Result<Option<i64>, AuditError> {
    let found = till
        .prepare_cached("SELECT payment FROM session WHERE session = ?1")?
        .query_row([session], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// What the stored replies to pays, statuses and cancels of a payment say.
pub(super) fn replies(
    till: &Connection,
    (id, session): (i64, &str),
    signatures: &dyn Signatures,
) -> Result<Replies, AuditError> {
    let mut statement = till.prepare_cached(
        "SELECT a.ask, e.evidence, e.consent_hash FROM attempt a JOIN attempt_end e ON e.attempt = a.id \
         WHERE a.payment = ?1 AND (e.evidence IS NOT NULL OR e.consent_hash IS NOT NULL)",
    )?;
    let mut rows = statement.query([id])?;
    let mut consents: Vec<[u8; 32]> = Vec::new();
    let mut replies: Vec<(String, Vec<u8>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let ask: String = row.get(0)?;
        consents.extend(row.get::<_, Option<[u8; 32]>>(2)?);
        let packed: Option<Vec<u8>> = row.get(1)?;
        let Some(document) = packed.and_then(|packed| reply::unpack(&packed)) else {
            continue;
        };
        if ask == "check" {
            consents.push(Sha256::digest(&document).into());
        } else {
            replies.push((ask, document));
        }
    }
    // A plain consent reads like a paid pay: sent twice by somebody on the line, it must not count as one.
    replies.retain(|(_, document)| !consents.contains(&Sha256::digest(document).into()));
    let mut said = Replies::default();
    for (ask, document) in &replies {
        let Some(body) = signatures.signed_body(document) else {
            continue;
        };
        said.paid = said.paid.max(reply::proves(&body, ask, session));
        said.refused |= reply::refuses(&body, ask, session);
    }
    Ok(said)
}
