//! Reading back: what is open, what was, and whether the journal is whole.

use paydesk_domain::exchange::{Answer, Ask, AuditHead, CancelReason, Why};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::journal::{
    ENROLLED, OTHER_COPY, RECONCILE, RECONCILED, chain_hash, deed_fits, enrolled_epoch,
    foreign_text,
};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Input, Saved, StoreFault};
use rusqlite::{Connection, OptionalExtension, Params};

use sha2::{Digest, Sha256};

use super::Store;
pub use super::codec::BadRow;
use super::codec::{COLUMNS, payment};
use super::{desk, packing};
use crate::wire::Wire;

impl Store {
    /// Reads back everything to which something still has to happen.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when a row cannot be read: nothing is guessed about money.
    pub fn load(&mut self) -> Result<Saved, StoreFault> {
        let books = BooksRef(&self.connection);
        let fault = |error: BadRow| StoreFault::Disk(error.to_string());
        let payments = books
            .select("WHERE p.live = 1 ORDER BY p.id", [])
            .map_err(fault)?;
        let open = books.open_attempts().map_err(fault)?;
        let last_payment = books.last_payment().map_err(fault)?;
        let head = books.head().map_err(fault)?;
        let out_of_step = books.out_of_step().map_err(fault)?;
        let epoch = books.epoch().map_err(fault)?;
        let (shift, last_shift) = desk::shifts(books.0).map_err(fault)?;
        let (corrections, last_correction) = desk::corrections(books.0).map_err(fault)?;
        let recent = desk::recent(books.0).map_err(fault)?;
        self.open_attempts = open
            .iter()
            .map(|(row, attempt, ..)| (*attempt, *row))
            .collect();
        let open_attempts = open
            .into_iter()
            .map(|(_, attempt, payment, ask)| (attempt, payment, ask))
            .collect();
        Ok(Saved {
            payments,
            open_attempts,
            last_payment,
            head,
            reconcile: out_of_step.as_deref() == Some(RECONCILE),
            is_other_copy: out_of_step.as_deref() == Some(OTHER_COPY),
            epoch,
            is_cramped: self.is_cramped,
            shift,
            last_shift,
            recent,
            corrections,
            last_correction,
        })
    }

    /// One stored payment; none where there is no such.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when the database cannot be read.
    pub fn payment(&self, id: PaymentId) -> Result<Option<Payment>, StoreFault> {
        let found = BooksRef(&self.connection).select("WHERE p.id = ?1", [id.get()]);
        let found = found.map_err(|error| StoreFault::Disk(error.to_string()))?;
        Ok(found.into_iter().next())
    }

    /// Whether a SESSION was ever used here, or is known to be another copy's.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when the database cannot be read.
    pub fn knows_session(&self, session: &SessionId) -> Result<bool, StoreFault> {
        let known = BooksRef(&self.connection).knows_session(session);
        known.map_err(|error| StoreFault::Disk(error.to_string()))
    }

    /// Whether a reply to an open attempt is, byte for byte, one that answered a check of the same payment. In the
    /// plain protocol a consent reads like the reply to a pay, so somebody on the line could send it twice.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when the database cannot be read.
    pub fn is_reply_to_check(&self, attempt: AttemptId, reply: &[u8]) -> Result<bool, StoreFault> {
        let Some(row) = self.open_attempts.get(&attempt) else {
            return Ok(false);
        };
        let consents = BooksRef(&self.connection).consents(*row);
        let consents = consents.map_err(|error| StoreFault::Disk(error.to_string()))?;
        Ok(consents.contains(&Sha256::digest(reply).into()))
    }

    /// The stored replies about the outcome of a payment, the newest first: a cheque rests on one of them.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when the database cannot be read.
    pub fn proofs(&self, id: PaymentId) -> Result<Vec<Proof>, StoreFault> {
        let books = BooksRef(&self.connection);
        let proofs = books
            .proofs(id)
            .map_err(|error| StoreFault::Disk(error.to_string()));
        // Without a stored reply the print job would stop such a cheque.
        if planted::is(Bug::PrintWhenQueued)
            && let Some(payment) = self.payment(id)?
        {
            return Ok(vec![Proof {
                ask: Ask::Pay,
                session: payment.session,
                document: Vec::new(),
            }]);
        }
        proofs
    }

    /// What a reply that passed the gate is to the till, as far as the books must be asked: the core reads none.
    pub fn hear(&self, attempt: AttemptId, answer: Box<Answer>) -> Input {
        if self
            .is_reply_to_check(attempt, &answer.evidence)
            .unwrap_or(false)
        {
            return Input::Unanswered(attempt, Why::Stale);
        }
        let named = answer.facts.last_session.as_ref();
        let knows_last_session =
            named.is_none_or(|session| self.knows_session(session).unwrap_or(true));
        Input::Answered {
            attempt,
            answer,
            knows_last_session,
        }
    }

    /// Whether a stored, signed reply of the server says that this payment was paid.
    pub fn is_proven(&self, payment: PaymentId, wire: &Wire) -> bool {
        self.proofs(payment).is_ok_and(|proofs| {
            let mut proofs = proofs.iter();
            proofs.any(|proof| wire.proves(&proof.document, proof.ask, &proof.session))
        })
    }
}

/// A payment as lists show it.
pub type Row = Payment;

/// One stored reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it answered.
    pub ask: Ask,
    /// The SESSION of the payment.
    pub session: SessionId,
    /// The signed document, byte for byte.
    pub document: Vec<u8>,
}

/// One attempt, for the details of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// `check`, `pay`, `status` or `cancel`.
    pub ask: String,
    /// When it was opened, by the estimate of the server's clock.
    pub at: Timestamp,
    /// Why it got no answer.
    pub why: Option<String>,
    /// Whether it has ended.
    pub ended: bool,
}

/// Sums of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Payments in the outbox.
    pub open: u32,
    /// When the oldest of them was taken.
    pub oldest: Option<Timestamp>,
    /// Payments with cash to return.
    pub owed: u32,
}

/// The books, for reading only.
#[derive(Debug)]
pub struct Books {
    pub(super) connection: Connection,
}

impl Books {
    pub(super) const fn new(connection: Connection) -> Self {
        Self { connection }
    }

    #[cfg(test)]
    pub(super) const fn connection_for_tests(&self) -> &Connection {
        &self.connection
    }

    /// Everything to which something still has to happen, the oldest first.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn live(&self) -> Result<Vec<Row>, BadRow> {
        BooksRef(&self.connection).select("WHERE p.live = 1 ORDER BY p.id", [])
    }

    /// The attempts of a payment in their order.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn attempts(&self, id: PaymentId) -> Result<Vec<AttemptRow>, BadRow> {
        let mut statement = self.connection.prepare(
            "SELECT a.ask, a.at, e.why, e.attempt IS NOT NULL FROM attempt a \
             LEFT JOIN attempt_end e ON e.attempt = a.id WHERE a.payment = ?1 ORDER BY a.id",
        )?;
        let rows = statement.query_map([id.get()], |row| {
            Ok(AttemptRow {
                ask: row.get(0)?,
                at: Timestamp::from_unix_ms(row.get(1)?),
                why: row.get(2)?,
                ended: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sums of the outbox.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn totals(&self) -> Result<Totals, BadRow> {
        let mut totals = Totals::default();
        for payment in self.live()? {
            if payment.stage().is_open() {
                totals.open = totals.open.saturating_add(1);
                let taken = payment.tender.map(|tender| tender.at);
                totals.oldest = totals.oldest.into_iter().chain(taken).min();
            }
            if payment.return_stage == Some(paydesk_domain::payment::ReturnStage::Due) {
                totals.owed = totals.owed.saturating_add(1);
            }
        }
        Ok(totals)
    }

    /// Whether a SESSION was ever used here, or is known to be another copy's.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn knows_session(&self, session: &SessionId) -> Result<bool, BadRow> {
        BooksRef(&self.connection).knows_session(session)
    }

    /// The epoch under which this copy of the data was enrolled last; none where it never was after the first time.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn epoch(&self) -> Result<Option<u32>, BadRow> {
        BooksRef(&self.connection).epoch()
    }

    /// The first entry at which the journal's chain is broken; none when it is whole.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn first_break(&self) -> Result<Option<u64>, BadRow> {
        let mut statement = self
            .connection
            .prepare(desk::journal_with_deeds(&self.connection)?)?;
        let mut rows = statement.query([])?;
        let mut before = [0_u8; 32];
        let mut expected = 1_u64;
        while let Some(row) = rows.next()? {
            let seq = row.get::<_, i64>(0)?.unsigned_abs();
            let (kind, text): (String, String) = (row.get(2)?, row.get(4)?);
            let at = Timestamp::from_unix_ms(row.get(1)?);
            let hash: [u8; 32] = row.get(5)?;
            let (person, reason): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
            let deed = person.as_deref().zip(reason.as_deref());
            let is_chained = chain_hash(&before, seq, at, &kind, row.get(3)?, &text) == hash;
            if seq != expected || !is_chained || !deed_fits(&text, deed) {
                return Ok(Some(expected));
            }
            before = hash;
            expected = expected.saturating_add(1);
        }
        Ok(None)
    }
}

pub(super) struct BooksRef<'a>(pub(super) &'a Connection);

type OpenAttempt = (i64, AttemptId, PaymentId, Ask);

impl BooksRef<'_> {
    pub(super) fn select(&self, tail: &str, params: impl Params) -> Result<Vec<Payment>, BadRow> {
        let sql =
            format!("SELECT {COLUMNS} FROM payment p JOIN cashier c ON c.id = p.cashier {tail}");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(payment(row)?);
        }
        Ok(found)
    }

    fn open_attempts(&self) -> Result<Vec<OpenAttempt>, BadRow> {
        let mut statement = self.0.prepare(
            "SELECT a.id, a.nonce, a.payment, a.ask FROM payment p JOIN attempt a ON a.payment = p.id \
             WHERE p.live = 1 AND NOT EXISTS (SELECT 1 FROM attempt_end e WHERE e.attempt = a.id)",
        )?;
        let rows = statement.query_map([], |row| {
            let nonce: [u8; 16] = row.get(1)?;
            let ask = ask(&row.get::<_, String>(3)?);
            let attempt = AttemptId::new(u128::from_be_bytes(nonce));
            Ok((row.get(0)?, attempt, PaymentId::new(row.get(2)?), ask))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn last_payment(&self) -> Result<i64, BadRow> {
        let last = self
            .0
            .query_row("SELECT COALESCE(MAX(id), 0) FROM payment", [], |row| {
                row.get(0)
            });
        Ok(last?)
    }

    fn knows_session(&self, session: &SessionId) -> Result<bool, BadRow> {
        let sql = "SELECT 1 FROM session WHERE session = ?1 UNION ALL \
                   SELECT 1 FROM journal WHERE kind = 'alarm' AND text = ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.exists([session.as_wire(), &foreign_text(session)])?)
    }

    /// The newest word about whether these data and the server's agree.
    fn out_of_step(&self) -> Result<Option<String>, BadRow> {
        let newest = self
            .0
            .query_row(
                "SELECT text FROM journal WHERE kind = 'alarm' AND text IN (?1, ?2, ?3) ORDER BY seq DESC LIMIT 1",
                [RECONCILE, OTHER_COPY, RECONCILED],
                |row| row.get(0),
            )
            .optional();
        Ok(newest?)
    }

    /// The epoch of the newest enrolment. One that does not read is damage: an older epoch would be a lie.
    fn epoch(&self) -> Result<Option<u32>, BadRow> {
        let newest: Option<String> = self
            .0
            .query_row(
                "SELECT text FROM journal WHERE kind = 'alarm' AND substr(text, 1, length(?1)) = ?1 \
                 ORDER BY seq DESC LIMIT 1",
                [ENROLLED],
                |row| row.get(0),
            )
            .optional()?;
        match newest {
            None => Ok(None),
            Some(text) => enrolled_epoch(&text).map(Some).ok_or(BadRow::Epoch),
        }
    }

    fn head(&self) -> Result<Option<AuditHead>, BadRow> {
        let head = self
            .0
            .query_row(
                "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1",
                [],
                |row| {
                    let seq: i64 = row.get(0)?;
                    Ok(AuditHead {
                        seq: seq.unsigned_abs(),
                        hash: row.get(1)?,
                    })
                },
            )
            .optional();
        Ok(head?)
    }

    /// Hashes of the consents of the payment that an attempt other than a check belongs to.
    fn consents(&self, attempt: i64) -> Result<Vec<[u8; 32]>, BadRow> {
        let mut statement = self.0.prepare_cached(
            "SELECT e.evidence, e.consent_hash FROM attempt one JOIN attempt a ON a.payment = one.payment \
             JOIN attempt_end e ON e.attempt = a.id WHERE one.id = ?1 AND one.ask <> 'check' AND a.ask = 'check'",
        )?;
        let mut rows = statement.query([attempt])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let packed: Option<Vec<u8>> = row.get(0)?;
            let kept = packed
                .and_then(|packed| packing::unpack(&packed))
                .map(|reply| <[u8; 32]>::from(Sha256::digest(reply)));
            found.extend(kept.or(row.get(1)?));
        }
        Ok(found)
    }

    fn proofs(&self, id: PaymentId) -> Result<Vec<Proof>, BadRow> {
        let mut statement = self.0.prepare_cached(
            "SELECT a.ask, p.session, e.evidence FROM payment p JOIN attempt a ON a.payment = p.id \
             JOIN attempt_end e ON e.attempt = a.id \
             WHERE p.id = ?1 AND a.ask <> 'check' AND e.evidence IS NOT NULL ORDER BY a.id DESC",
        )?;
        let mut rows = statement.query([id.get()])?;
        let mut proofs = Vec::new();
        while let Some(row) = rows.next()? {
            let bad = |column| BadRow::Column {
                payment: id.get(),
                column,
            };
            let packed: Vec<u8> = row.get(2)?;
            let session: String = row.get(1)?;
            proofs.push(Proof {
                ask: ask(&row.get::<_, String>(0)?),
                session: SessionId::parse(&session).map_err(|_| bad("session"))?,
                document: packing::unpack(&packed).ok_or(bad("evidence"))?,
            });
        }
        Ok(proofs)
    }
}

/// A stored word; the schema allows no other.
pub(super) fn ask(word: &str) -> Ask {
    match word {
        "check" => Ask::Check,
        "pay" => Ask::Pay,
        "cancel" => Ask::Cancel(CancelReason::Return),
        _ => Ask::Status,
    }
}
