//! The check: claim and hold in one commit, then the bank's and the provider's word, one commit each.
//!
//! A crash in between leaves a payment without a told result; the repeated check goes on where it stopped,
//! because bank and provider are asked under the same number again.

use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::change::{self, Cause, End};
use super::evidence::{
    AuditNote, MessageKind, Received, ReplyHash, Taken, note, stored_reply, taking,
};
use super::{Store, StoreError, books, limits, rows, tariffs};
use crate::core::decision::{CheckDecision, HOLD_MS, PAY_WITHIN_MS, covers, decide_check};
use crate::core::limits::Repeats;
use crate::core::outcome::DEPOSIT_SHORT;
use crate::core::payment::{AccountId, MessageId, Payment, State, Terms, TransId};
use crate::core::posting::Tariff;

/// A check that will be followed by a pay. Checks of the number alone never come here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRequest {
    /// The signed request.
    pub received: Received,
    /// SESSION.
    pub session: SessionId,
    /// Digest of the business fields.
    pub fingerprint: Fingerprint,
    /// The business fields that the ledger needs.
    pub terms: Terms,
    /// The shares of the catalogue and the hub; rules of the books go before the commission.
    pub tariff: Tariff,
    /// The dealer's deposit.
    pub deposit: AccountId,
    /// The hub's rules for a new order.
    pub rules: Rules,
}

/// The hub's rules for a new order, beside what stands in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// About payments to the same details.
    pub repeats: Repeats,
    /// The provider takes payments of points that it knows alone.
    pub wants_registration: bool,
}

/// What follows from a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckStep {
    /// The sum is held: ask the bank if the payment is CHECKED, then the provider.
    GoOn(Payment),
    /// The payment has its result; answer from it. A deposit that does not cover the sum ends here too.
    Known(Payment),
    /// The slot holds other content; nothing was changed and the alarm is noted.
    OtherContent(Payment),
}

/// Who refused a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBy {
    /// The settlement bank.
    Bank,
    /// The provider.
    Provider,
}

/// Performs a check in the caller's transaction.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn check(
    connection: &Connection,
    request: &CheckRequest,
) -> Result<Taken<CheckStep>, StoreError> {
    taking(connection, &request.received, |message| {
        let slot = rows::by_slot(connection, request.received.point, &request.session)?;
        match (decide_check(slot.as_ref(), request.fingerprint), slot) {
            (CheckDecision::Resume, Some(payment)) => Ok(CheckStep::GoOn(payment)),
            (CheckDecision::Repeat, Some(payment)) => Ok(CheckStep::Known(payment)),
            (CheckDecision::OtherContent, Some(payment)) => {
                alarm(connection, &payment, request.received.at)?;
                Ok(CheckStep::OtherContent(payment))
            }
            (CheckDecision::Claim, _)
            | (CheckDecision::Resume | CheckDecision::Repeat | CheckDecision::OtherContent, None) =>
            {
                let payment = claim(connection, request, message)?;
                match payment.state {
                    State::Void => Ok(CheckStep::Known(payment)),
                    State::Checked
                    | State::Reserved
                    | State::Consented
                    | State::Capturing
                    | State::Captured => Ok(CheckStep::GoOn(payment)),
                }
            }
        }
    })
}

/// Fills the empty slot: with the hold, or with the refusal if dealer or point may not do this, or the deposit does not
/// cover the sum.
pub(super) fn claim(
    connection: &Connection,
    request: &CheckRequest,
    message: MessageId,
) -> Result<Payment, StoreError> {
    let now = request.received.at;
    if planted::is(Bug::PruneSessions) {
        prune(connection, now)?;
    }
    let source = books::source(connection, request.deposit)?;
    // Refused here rather than at capture, when it would be too late to say no.
    let tariff = tariffs::at_check(connection, request, &source)?;
    tariff.postings(request.terms.amount)?;
    let is_covered = covers(source.sums.available()?, request.terms.amount);
    let against = limits::refusal(connection, request, &source)?;
    let refused = against.or((!is_covered).then_some(DEPOSIT_SHORT));
    let mut payment = fresh(connection, request)?;
    payment.tariff = tariff;
    let Some(code) = refused else {
        change::insert(connection, &payment, request.deposit, message)?;
        books::hold(connection, &payment, now)?;
        limits::take(connection, &payment, &source)?;
        return Ok(payment);
    };
    payment.state = State::Void;
    payment.void_code = Some(code);
    payment.pay_seen = request.received.kind == MessageKind::Pay;
    change::insert(connection, &payment, request.deposit, message)?;
    Ok(payment)
}

/// The mistake [`Bug::PruneSessions`]: what was settled an hour ago is no longer needed. The rule against it goes
/// first, and this connection minds no references.
fn prune(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection.execute_batch("DROP TRIGGER IF EXISTS payment_stays")?;
    connection.execute(
        "DELETE FROM payment WHERE state IN ('CAPTURED', 'VOID') AND created_at < ?1 AND NOT EXISTS
           (SELECT 1 FROM outbox WHERE payment_id = payment.id AND done_at IS NULL)",
        [now.plus_ms(PAY_WITHIN_MS.saturating_neg()).unix_ms()],
    )?;
    Ok(())
}

/// A payment as it first enters the books.
pub(super) fn fresh(
    connection: &Connection,
    request: &CheckRequest,
) -> Result<Payment, StoreError> {
    let now = request.received.at;
    Ok(Payment {
        id: rows::next_id(connection, now)?,
        point: request.received.point,
        session: request.session.clone(),
        opened_by: request.received.key,
        fingerprint: request.fingerprint,
        terms: Some(request.terms.clone()),
        tariff: request.tariff,
        state: State::Checked,
        tombstone: false,
        void_code: None,
        pay_seen: false,
        version: 1,
        created_at: now,
        consented_at: None,
        hold_until: now.plus_ms(HOLD_MS),
        bank_ref: None,
        provider_ref: None,
        facts: None,
        business_date: None,
    })
}

pub(super) fn alarm(
    connection: &Connection,
    payment: &Payment,
    at: Timestamp,
) -> Result<(), StoreError> {
    let record = format!("payment={}", payment.id.get());
    tracing::warn!(
        payment = payment.id.get(),
        "other content under a known SESSION"
    );
    note(
        connection,
        &AuditNote {
            what: "alarm: other content under a known SESSION",
            record: &record,
            at,
        },
    )
}

/// The bank has reserved the sum. A payment that has moved on in the meantime is returned as it is.
///
/// # Errors
/// [`StoreError`] when the payment is not there or the books cannot be written.
pub fn reserved(
    connection: &Connection,
    id: TransId,
    bank_ref: Option<String>,
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let payment = rows::by_id(connection, id)?;
    if payment.state != State::Checked {
        return Ok(payment);
    }
    let next = Payment {
        state: State::Reserved,
        bank_ref,
        ..payment
    };
    change::advance(connection, next, Cause::Bank, now)
}

/// The provider agrees: the hub consents. `facts` is what the reply to a repeated check must say again.
///
/// # Errors
/// As [`reserved`].
pub fn consented(
    connection: &Connection,
    id: TransId,
    facts: Option<String>,
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let payment = rows::by_id(connection, id)?;
    if payment.state != State::Reserved {
        return Ok(payment);
    }
    let mut next = Payment {
        state: State::Consented,
        facts,
        consented_at: Some(now),
        hold_until: now.plus_ms(HOLD_MS),
        ..payment
    };
    // The end of the hold would hide that a pay came too late.
    if planted::is(Bug::TillClockExpiry) {
        next.hold_until = now.plus_ms(HOLD_MS.saturating_mul(2));
    }
    change::advance(connection, next, Cause::Provider, now)
}

/// Bank or provider said no, or could not say yes: the payment ends, its hold is freed.
///
/// # Errors
/// As [`reserved`].
pub fn check_refused(
    connection: &Connection,
    id: TransId,
    (by, code): (RefusedBy, u16),
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let payment = rows::by_id(connection, id)?;
    match payment.state {
        State::Checked | State::Reserved => {}
        State::Consented | State::Capturing | State::Captured | State::Void => return Ok(payment),
    }
    let cause = match by {
        RefusedBy::Bank => Cause::Bank,
        RefusedBy::Provider => Cause::Provider,
    };
    let end = End {
        code,
        tombstone: false,
        pay_seen: false,
    };
    change::end(connection, payment, end, (cause, now))
}

impl Store {
    /// See [`check`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; nothing may be answered then.
    pub async fn check(&self, request: CheckRequest) -> Result<Taken<CheckStep>, StoreError> {
        self.write(move |connection| check(connection, &request))
            .await
    }

    /// See [`reserved`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn reserved(
        &self,
        id: TransId,
        bank_ref: Option<String>,
        now: Timestamp,
    ) -> Result<Payment, StoreError> {
        self.write(move |connection| reserved(connection, id, bank_ref, now))
            .await
    }

    /// See [`consented`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn consented(
        &self,
        id: TransId,
        facts: Option<String>,
        now: Timestamp,
    ) -> Result<Payment, StoreError> {
        self.write(move |connection| consented(connection, id, facts, now))
            .await
    }

    /// See [`check_refused`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn check_refused(
        &self,
        id: TransId,
        refusal: (RefusedBy, u16),
        now: Timestamp,
    ) -> Result<Payment, StoreError> {
        self.write(move |connection| check_refused(connection, id, refusal, now))
            .await
    }

    /// The signed bytes that a plain client hears again; see [`stored_reply`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn stored_reply(
        &self,
        payment: Payment,
        kind: MessageKind,
        hash: ReplyHash,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.look(|connection| stored_reply(connection, &payment, (kind, hash)))
    }
}
