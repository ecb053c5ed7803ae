//! How a payment comes into being and moves on: the row and its line in `state_change`, always together.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::{StoreError, books, limits, outbox, rows};
use crate::core::payment::{AccountId, MessageId, Payment, State};

/// What made a payment move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Message(MessageId),
    Clock,
    Bank,
    Provider,
    Person,
}

impl Cause {
    const fn as_key(self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Clock => "clock",
            Self::Bank => "bank",
            Self::Provider => "provider",
            Self::Person => "person",
        }
    }

    fn message(self) -> Option<i64> {
        match self {
            Self::Message(id) => Some(id.get()),
            Self::Clock | Self::Bank | Self::Provider | Self::Person => None,
        }
    }
}

fn log_change(
    connection: &Connection,
    payment: &Payment,
    cause: Cause,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO state_change (payment_id, version, state, cause, message_id, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            payment.id.get(),
            payment.version,
            payment.state.as_key(),
            cause.as_key(),
            cause.message(),
            now.unix_ms(),
        ])?;
    Ok(())
}

/// Fills a slot. The unique index on (point, SESSION) refuses a second one.
pub(super) fn insert(
    connection: &Connection,
    payment: &Payment,
    deposit: AccountId,
    message: MessageId,
) -> Result<(), StoreError> {
    let terms = payment.terms.as_ref();
    connection
        .prepare_cached(
            "INSERT INTO payment (id, point, session, opened_by, fingerprint, deposit, provider, number,
               account, amount, taken, tariff, state, tombstone, void_code, pay_seen, version, created_at,
               hold_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            payment.id.get(),
            payment.point.get(),
            payment.session.as_wire(),
            payment.opened_by.get(),
            payment.fingerprint.bytes(),
            deposit.get(),
            terms.map(|terms| terms.provider),
            terms.map(|terms| terms.number.as_str()),
            terms.map(|terms| terms.account.as_str()),
            terms.map(|terms| terms.amount.get()),
            terms.map(|terms| terms.taken.get()),
            rows::tariff_text(payment.tariff)?,
            payment.state.as_key(),
            payment.tombstone,
            payment.void_code,
            payment.pay_seen,
            payment.version,
            payment.created_at.unix_ms(),
            payment.hold_until.unix_ms(),
        ])?;
    log_change(
        connection,
        payment,
        Cause::Message(message),
        payment.created_at,
    )
}

/// Writes the next version of a payment.
pub(super) fn advance(
    connection: &Connection,
    next: Payment,
    cause: Cause,
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let next = Payment {
        version: next.version.saturating_add(1),
        ..next
    };
    let changed = connection
        .prepare_cached(
            "UPDATE payment SET state = ?2, tombstone = ?3, void_code = ?4, pay_seen = ?5, version = ?6,
               consented_at = ?7, hold_until = ?8, bank_ref = ?9, provider_ref = ?10, facts = ?11,
               business_date = ?12
             WHERE id = ?1",
        )?
        .execute(params![
            next.id.get(),
            next.state.as_key(),
            next.tombstone,
            next.void_code,
            next.pay_seen,
            next.version,
            next.consented_at.map(Timestamp::unix_ms),
            next.hold_until.unix_ms(),
            next.bank_ref,
            next.provider_ref,
            next.facts,
            next.business_date,
        ])?;
    if changed != 1 {
        return Err(StoreError::NoPayment(next.id.get()));
    }
    log_change(connection, &next, cause, now)?;
    Ok(next)
}

/// Why a payment ends without money having moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) code: u16,
    pub(super) tombstone: bool,
    pub(super) pay_seen: bool,
}

/// Ends a payment: the hold is freed and the bank is told, because it may have reserved the sum.
pub(super) fn end(
    connection: &Connection,
    payment: Payment,
    end: End,
    (cause, now): (Cause, Timestamp),
) -> Result<Payment, StoreError> {
    books::release(connection, &payment, now)?;
    limits::give_back(connection, &payment)?;
    outbox::add(connection, payment.id, outbox::Task::BankVoid, (now, now))?;
    let next = Payment {
        state: State::Void,
        void_code: Some(end.code),
        tombstone: end.tombstone,
        pay_seen: payment.pay_seen || end.pay_seen,
        ..payment
    };
    advance(connection, next, cause, now)
}
