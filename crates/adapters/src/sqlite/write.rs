//! Change sets become transactions.

use paydesk_domain::exchange::{Ask, AuditHead, Request, Why};
use paydesk_domain::ids::{AttemptId, PaymentId};
use paydesk_domain::journal::JournalEntry;
use paydesk_domain::payment::PrintStage;
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Change, ChangeSet, StoreFault};
use rusqlite::{ErrorCode, OptionalExtension, Transaction, named_params};

use sha2::{Digest, Sha256};

use super::{Store, codec, desk, packing, requests};
use crate::wire::Sealed;

impl Store {
    /// Makes a change set durable in one transaction. `seal` makes of a request what will be
    /// sent: once for each attempt, and those very bytes are on disk when this returns.
    ///
    /// # Errors
    /// [`StoreFault::Refused`] when a rule of the database forbids the change; [`StoreFault::Disk`]
    /// otherwise, and then nobody knows whether it was stored.
    pub fn persist(
        &mut self,
        changes: &ChangeSet,
        seal: &mut dyn FnMut(&Request) -> Sealed,
    ) -> Result<(), StoreFault> {
        #[cfg(feature = "planted")]
        let changes = &super::planted::rebased(&self.connection, changes).map_err(fault)?;
        let boot = self.boot_row;
        let mut opened: Vec<(AttemptId, i64)> = Vec::new();
        let mut closed: Vec<AttemptId> = Vec::new();
        let known = &self.open_attempts;
        let transaction = self.connection.transaction().map_err(fault)?;
        for change in &changes.0 {
            match change {
                Change::Opened(payment) => {
                    put_payment(&transaction, payment).map_err(fault)?;
                    put_session(&transaction, payment.id, payment.session.as_wire())
                        .map_err(fault)?;
                }
                Change::Changed(payment) => {
                    put_payment(&transaction, payment).map_err(fault)?;
                }
                Change::NewSession(id, session) => {
                    put_session(&transaction, *id, session.as_wire()).map_err(fault)?;
                }
                Change::AttemptOpened(request) => {
                    let row = open_attempt(&transaction, request, (boot, seal(request)))?;
                    opened.push((request.attempt, row));
                }
                Change::AttemptClosed {
                    attempt,
                    at,
                    why,
                    evidence,
                } => {
                    let in_this = opened
                        .iter()
                        .find(|(id, _)| id == attempt)
                        .map(|(_, row)| *row);
                    let row = in_this
                        .or_else(|| known.get(attempt).copied())
                        .ok_or_else(|| {
                            StoreFault::Refused("an attempt ends that never began".to_owned())
                        })?;
                    close_attempt(&transaction, (row, *at), (*why, evidence.as_deref()))?;
                    closed.push(*attempt);
                }
                Change::Journal(entry) => put_journal(&transaction, entry).map_err(fault)?,
                Change::Deed { .. }
                | Change::ShiftOpened { .. }
                | Change::ShiftClosed { .. }
                | Change::CashMoved { .. }
                | Change::CorrectionOpened { .. } => {
                    desk::put(&transaction, change).map_err(fault)?;
                }
            }
        }
        match transaction.commit() {
            Err(_) if planted::is(Bug::IgnoreCommitError) => {}
            done => done.map_err(fault)?,
        }
        self.open_attempts.extend(opened);
        for attempt in closed {
            self.open_attempts.remove(&attempt);
        }
        Ok(())
    }
}

fn close_attempt(
    transaction: &Transaction<'_>,
    (row, at): (i64, Timestamp),
    (why, reply): (Option<Why>, Option<&[u8]>),
) -> Result<(), StoreFault> {
    let before_cash: bool = transaction
        .prepare_cached(
            "SELECT a.ask = 'check' AND p.tender_at IS NULL FROM attempt a JOIN payment p ON p.id = a.payment \
             WHERE a.id = ?1",
        )
        .and_then(|mut statement| statement.query_row([row], |row| row.get(0)))
        .map_err(fault)?;
    let (evidence, consent) = match reply {
        None => (None, None),
        Some(reply) if before_cash => (None, Some(<[u8; 32]>::from(Sha256::digest(reply)))),
        Some(reply) => {
            let packed =
                packing::pack(reply).map_err(|error| StoreFault::Disk(error.to_string()))?;
            (Some(packed), None)
        }
    };
    transaction
        .prepare_cached(
            "INSERT INTO attempt_end (attempt, at, why, evidence, consent_hash, journal_seq) \
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(MAX(seq), 0) FROM journal))",
        )
        .and_then(|mut statement| {
            statement.execute((row, at.unix_ms(), why.map(Why::as_key), evidence, consent))
        })
        .map_err(fault)?;
    Ok(())
}

fn put_journal(transaction: &Transaction<'_>, entry: &JournalEntry) -> Result<(), rusqlite::Error> {
    let before: Option<[u8; 32]> = transaction
        .prepare_cached("SELECT hash FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let before = AuditHead {
        seq: entry.seq.saturating_sub(1),
        hash: before.unwrap_or([0; 32]),
    };
    let seq = i64::try_from(entry.seq).unwrap_or(i64::MAX);
    let (at, payment) = (entry.at.unix_ms(), entry.payment.map(PaymentId::get));
    let hash = entry.chained(&before).hash;
    transaction
        .prepare_cached(
            "INSERT INTO journal (seq, at, kind, payment, text, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((seq, at, entry.kind.as_key(), payment, &*entry.text, hash))?;
    Ok(())
}

fn fault(error: rusqlite::Error) -> StoreFault {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreFault::Refused(error.to_string()),
        Some(_) | None => StoreFault::Disk(error.to_string()),
    }
}

fn put_session(
    transaction: &Transaction<'_>,
    payment: PaymentId,
    session: &str,
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached("INSERT INTO session (session, payment) VALUES (?1, ?2)")?
        .execute((session, payment.get()))?;
    Ok(())
}

fn open_attempt(
    transaction: &Transaction<'_>,
    request: &Request,
    (boot, sealed): (i64, Sealed),
) -> Result<i64, StoreFault> {
    let ask = match request.ask {
        Ask::Check => "check",
        Ask::Pay => "pay",
        Ask::Status => "status",
        Ask::Cancel(_) => "cancel",
    };
    if planted::is(Bug::NumberInLog) {
        let number = request.order.details.number.expose();
        tracing::debug!(%number, ask, "an attempt is opened");
    }
    let head: Option<(i64, [u8; 32])> = transaction
        .prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        .and_then(|mut statement| {
            statement
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
        .map_err(fault)?;
    let head = head.unwrap_or((0, [0; 32]));
    let packed = sealed
        .document
        .map(|document| requests::pack(&document, &requests::Draft::of(request, head)))
        .transpose()
        .map_err(|error| StoreFault::Disk(error.to_string()))?;
    transaction
        .prepare_cached(
            "INSERT INTO attempt (payment, nonce, ask, at, boot, request_hash, request, journal_seq) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut statement| {
            statement.insert((
                request.payment.get(),
                request.attempt.get().to_be_bytes(),
                ask,
                request.sent_at.unix_ms(),
                boot,
                sealed.body_hash,
                packed,
                head.0,
            ))
        })
        .map_err(fault)
}

fn cashier_row(transaction: &Transaction<'_>, name: &str) -> Result<i64, rusqlite::Error> {
    transaction
        .prepare_cached("INSERT INTO cashier (full_name) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([name])?;
    transaction
        .prepare_cached("SELECT id FROM cashier WHERE full_name = ?1")?
        .query_row([name], |row| row.get(0))
}

const PUT_PAYMENT: &str = "INSERT INTO payment (id, intent, provider, provider_number, number, account, \
 extra, credited, taken, currency, cashier, opened_at, session, first_session, stage, detail, \
 grant_signed_s, grant_server, grant_heard, grant_info, tender_at, handed, unchecked, pays, \
 pays_never_left, cancel, not_after, version, transid, authcode, absent_s, asks, closed_at, return_stage, \
 print_stage, print_copy, print_started, live) VALUES (:id, :intent, :provider, :provider_number, :number, \
 :account, :extra, :credited, :taken, :currency, :cashier, :opened_at, :session, :first_session, :stage, \
 :detail, :grant_signed_s, :grant_server, :grant_heard, :grant_info, :tender_at, :handed, :unchecked, \
 :pays, :pays_never_left, :cancel, :not_after, :version, :transid, :authcode, :absent_s, :asks, :closed_at, \
 :return_stage, :print_stage, :print_copy, :print_started, :live) ON CONFLICT (id) DO UPDATE SET intent = \
 excluded.intent, provider = excluded.provider, provider_number = excluded.provider_number, number = \
 excluded.number, account = excluded.account, extra = excluded.extra, credited = excluded.credited, taken = \
 excluded.taken, currency = excluded.currency, opened_at = excluded.opened_at, session = excluded.session, \
 first_session = excluded.first_session, stage = excluded.stage, detail = excluded.detail, grant_signed_s = \
 excluded.grant_signed_s, grant_server = excluded.grant_server, grant_heard = excluded.grant_heard, \
 grant_info = excluded.grant_info, tender_at = excluded.tender_at, handed = excluded.handed, unchecked = \
 excluded.unchecked, pays = excluded.pays, pays_never_left = excluded.pays_never_left, cancel = \
 excluded.cancel, not_after = excluded.not_after, version = excluded.version, transid = excluded.transid, \
 authcode = excluded.authcode, absent_s = excluded.absent_s, asks = excluded.asks, closed_at = \
 excluded.closed_at, return_stage = excluded.return_stage, print_stage = excluded.print_stage, print_copy = \
 excluded.print_copy, print_started = excluded.print_started, live = excluded.live";

fn put_payment(transaction: &Transaction<'_>, payment: &Payment) -> Result<usize, rusqlite::Error> {
    let order = &payment.order;
    let details = &order.details;
    let grant = payment.grant.as_ref();
    let tender = payment.tender;
    let first = (payment.first_session != payment.session).then(|| payment.first_session.as_wire());
    let copy = payment.print.and_then(|job| match job.stage {
        PrintStage::Printing(copy) => Some(copy),
        PrintStage::Due | PrintStage::Printed | PrintStage::Sent | PrintStage::Uncertain => None,
    });
    transaction
        .prepare_cached(PUT_PAYMENT)?
        .execute(named_params! {
            ":id": payment.id.get(),
            ":intent": payment.intent.get().to_be_bytes(),
            ":provider": order.provider.as_str(),
            ":provider_number": order.provider_number.get(),
            ":number": details.number.expose(),
            ":account": details.account.expose(),
            ":extra": codec::extra(details),
            ":credited": order.credited.minor(),
            ":taken": order.taken.minor(),
            ":currency": order.credited.currency().code(),
            ":cashier": cashier_row(transaction, &payment.cashier)?,
            ":opened_at": payment.opened_at.unix_ms(),
            ":session": payment.session.as_wire(),
            ":first_session": first,
            ":stage": payment.stage().as_key(),
            ":detail": codec::detail(&payment.state),
            ":grant_signed_s": grant.map(|grant| grant.signed_at),
            ":grant_server": grant.map(|grant| grant.server_time.unix_ms()),
            ":grant_heard": grant.map(|grant| grant.heard_at.unix_ms()),
            ":grant_info": grant.and_then(|grant| grant.info.as_deref()),
            ":tender_at": tender.map(|tender| tender.at.unix_ms()),
            ":handed": tender.and_then(|tender| tender.handed).map(|cash| cash.minor()),
            ":unchecked": tender.is_some_and(|tender| tender.unchecked),
            ":pays": payment.pays,
            ":pays_never_left": payment.pays_never_left,
            ":cancel": payment.cancel.map(codec::cancel_key),
            ":not_after": payment.not_after.map(|moment| moment.unix_ms()),
            ":version": payment.version,
            ":transid": payment.transid,
            ":authcode": payment.authcode,
            ":absent_s": payment.absent_at,
            ":asks": payment.asks,
            ":closed_at": payment.closed_at.map(|moment| moment.unix_ms()),
            ":return_stage": payment.return_stage.map(|stage| stage.as_key()),
            ":print_stage": payment.print.map(|job| job.stage.as_key()),
            ":print_copy": copy,
            ":print_started": payment.print.map(|job| job.started),
            ":live": payment.is_live(),
        })
}
