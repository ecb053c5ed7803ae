//! Status, CANCEL and the clock: everything that looks at a payment or ends it without paying.

use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::change::{self, Cause, End};
use super::evidence::{NONCE_MS, Received, Taken, taking};
use super::{Store, StoreError, rows};
use crate::core::decision::{
    CancelDecision, HOLD_MS, PAY_WITHIN_MS, StatusDecision, decide_cancel, decide_status,
};
use crate::core::outcome::{TOMBSTONE, TOO_LATE};
use crate::core::payment::{AccountId, KeyId, MessageId, Payment, State, TransId};
use crate::core::posting::Tariff;

/// Most holds that one commit ends by the clock.
const EXPIRE_AT_ONCE: u32 = 200;
/// Most NONCEs that one commit forgets: nobody's answer waits for the clearing of a whole day.
const FORGET_AT_ONCE: u32 = 1_000;
const NO_TARIFF: Tariff = Tariff {
    commission_ppm: 0,
    hub_ppm: 0,
    bank_ppm: 0,
    sub: None,
};

/// What a status or CANCEL found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// What fills the slot now, if anything.
    Slot(Option<Payment>),
    /// The fingerprint or the key does not fit it; nothing was changed.
    Foreign {
        /// What fills the slot.
        payment: Payment,
        /// The error number.
        code: u16,
    },
}

/// A status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The signed request.
    pub received: Received,
    /// SESSION.
    pub session: SessionId,
    /// FINGERPRINT, `paydesk` profile only.
    pub fingerprint: Option<Fingerprint>,
}

/// A CANCEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// The signed request.
    pub received: Received,
    /// SESSION.
    pub session: SessionId,
    /// FINGERPRINT.
    pub fingerprint: Fingerprint,
    /// The dealer's deposit, under which a tombstone in an empty slot is filed.
    pub deposit: AccountId,
}

/// Performs a status in the caller's transaction. The only payment it ever changes is the consented, unpaid
/// one of a plain client.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn status(connection: &Connection, asked: &Status) -> Result<Taken<Found>, StoreError> {
    let received = &asked.received;
    taking(connection, received, |message| {
        let slot = rows::by_slot(connection, received.point, &asked.session)?;
        let decision = decide_status(
            slot.as_ref(),
            received.profile,
            asked.fingerprint,
            received.at,
        );
        match (decision, slot) {
            (StatusDecision::Close { code }, Some(payment)) => {
                let end = End {
                    code,
                    tombstone: false,
                    pay_seen: false,
                };
                let cause = (Cause::Message(message), received.at);
                change::end(connection, payment, end, cause).map(|ended| Found::Slot(Some(ended)))
            }
            (StatusDecision::Foreign { code }, Some(payment)) => {
                Ok(Found::Foreign { payment, code })
            }
            (StatusDecision::Report, Some(paid))
                if planted::is(Bug::ExpiryOnRetry)
                    && paid.state == State::Captured
                    && received.at.ms_since(paid.created_at) > PAY_WITHIN_MS =>
            {
                Ok(Found::Slot(Some(Payment {
                    state: State::Void,
                    void_code: Some(TOO_LATE),
                    ..paid
                })))
            }
            (StatusDecision::Report, slot) => Ok(Found::Slot(slot)),
            (StatusDecision::Close { .. } | StatusDecision::Foreign { .. }, None) => {
                Ok(Found::Slot(None))
            }
        }
    })
}

/// Performs a CANCEL in the caller's transaction.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn cancel(connection: &Connection, asked: &Cancel) -> Result<Taken<Found>, StoreError> {
    let received = &asked.received;
    taking(connection, received, |message| {
        let slot = rows::by_slot(connection, received.point, &asked.session)?;
        let may_close = match &slot {
            Some(payment) => may_close(connection, payment, received.key)?,
            None => true,
        };
        match (
            decide_cancel(slot.as_ref(), asked.fingerprint, may_close),
            slot,
        ) {
            (CancelDecision::Withdraw, Some(payment))
                if planted::is(Bug::FenceWithoutTombstone) =>
            {
                Ok(Found::Slot(Some(Payment {
                    state: State::Void,
                    tombstone: true,
                    void_code: Some(TOMBSTONE),
                    version: payment.version.saturating_add(1),
                    ..payment
                })))
            }
            (CancelDecision::Withdraw, Some(payment)) => {
                let end = End {
                    code: TOMBSTONE,
                    tombstone: true,
                    pay_seen: false,
                };
                let cause = (Cause::Message(message), received.at);
                change::end(connection, payment, end, cause).map(|ended| Found::Slot(Some(ended)))
            }
            (CancelDecision::Foreign { code }, Some(payment)) => {
                Ok(Found::Foreign { payment, code })
            }
            (CancelDecision::Report, slot @ Some(_)) => Ok(Found::Slot(slot)),
            (CancelDecision::Bury, _)
            | (
                CancelDecision::Withdraw | CancelDecision::Foreign { .. } | CancelDecision::Report,
                None,
            ) => bury(connection, asked, message).map(|tombstone| Found::Slot(Some(tombstone))),
        }
    })
}

/// The key that opened the SESSION may close it; so may any key of the point once that one is revoked,
/// because a till that is enrolled again gets a new key.
fn may_close(connection: &Connection, payment: &Payment, key: KeyId) -> Result<bool, StoreError> {
    if payment.opened_by == key {
        return Ok(true);
    }
    let revoked: Option<bool> = connection
        .prepare_cached("SELECT revoked_at IS NOT NULL FROM key WHERE id = ?1")?
        .query_row([payment.opened_by.get()], |row| row.get(0))
        .optional()?;
    Ok(revoked.unwrap_or(false))
}

fn bury(
    connection: &Connection,
    asked: &Cancel,
    message: MessageId,
) -> Result<Payment, StoreError> {
    let now = asked.received.at;
    let tombstone = Payment {
        id: rows::next_id(connection, now)?,
        point: asked.received.point,
        session: asked.session.clone(),
        opened_by: asked.received.key,
        fingerprint: asked.fingerprint,
        terms: None,
        tariff: NO_TARIFF,
        state: State::Void,
        tombstone: true,
        void_code: Some(TOMBSTONE),
        pay_seen: false,
        version: 1,
        created_at: now,
        consented_at: None,
        hold_until: now.plus_ms(HOLD_MS),
        bank_ref: None,
        provider_ref: None,
        facts: None,
        business_date: None,
    };
    change::insert(connection, &tombstone, asked.deposit, message)?;
    Ok(tombstone)
}

/// Ends holds whose time is over and forgets old NONCEs, so many at once; returns how many payments it ended.
/// A payment that the provider is working on never ends by the clock.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn expire(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    let oldest = now.plus_ms(NONCE_MS.saturating_neg());
    connection
        .prepare_cached(
            "DELETE FROM nonce WHERE (key, nonce) IN
               (SELECT key, nonce FROM nonce WHERE at < ?1 ORDER BY at LIMIT ?2)",
        )?
        .execute(params![oldest.unix_ms(), FORGET_AT_ONCE])?;
    let mut ended = 0_usize;
    for id in overdue(connection, now)? {
        let payment = match rows::by_id(connection, id) {
            Ok(payment) => payment,
            // One row that does not read must not keep the holds of all others.
            Err(error @ StoreError::BadRow { .. }) => {
                tracing::error!(payment = id.get(), %error, "a hold that does not read is left alone");
                continue;
            }
            Err(error) => return Err(error),
        };
        let end = End {
            code: TOO_LATE,
            tombstone: false,
            pay_seen: false,
        };
        change::end(connection, payment, end, (Cause::Clock, now))?;
        ended = ended.saturating_add(1);
    }
    Ok(ended)
}

fn overdue(connection: &Connection, now: Timestamp) -> Result<Vec<TransId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM payment WHERE state IN ('CHECKED', 'RESERVED', 'CONSENTED') AND hold_until <= ?1
          ORDER BY hold_until LIMIT ?2",
    )?;
    let ids = statement.query_map(params![now.unix_ms(), EXPIRE_AT_ONCE], |row| {
        row.get(0).map(TransId::new)
    })?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The newest time that stands in the books: of a message, a NONCE or an entry.
pub(crate) fn newest(connection: &Connection) -> Result<Timestamp, StoreError> {
    let sql = "SELECT max(coalesce((SELECT at FROM message ORDER BY id DESC LIMIT 1), 0),
                          coalesce((SELECT max(at) FROM nonce), 0),
                          coalesce((SELECT at FROM entry ORDER BY seq DESC LIMIT 1), 0))";
    let newest: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(Timestamp::from_unix_ms(newest))
}

impl Store {
    /// The newest time that stands in the books; zero in empty ones.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn newest(&self) -> Result<Timestamp, StoreError> {
        self.read(newest).await
    }

    /// See [`status`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn status(&self, asked: Status) -> Result<Taken<Found>, StoreError> {
        self.write(move |connection| status(connection, &asked))
            .await
    }

    /// See [`cancel`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn cancel(&self, asked: Cancel) -> Result<Taken<Found>, StoreError> {
        self.write(move |connection| cancel(connection, &asked))
            .await
    }

    /// See [`expire`]; writes nothing when no hold is over.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read or written.
    pub async fn expire(&self, now: Timestamp) -> Result<usize, StoreError> {
        let oldest = now.plus_ms(NONCE_MS.saturating_mul(2).saturating_neg());
        let is_needed = move |connection: &Connection| {
            let old: bool = connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM nonce WHERE at < ?1)")?
                .query_row([oldest.unix_ms()], |row| row.get(0))?;
            Ok(old || !overdue(connection, now)?.is_empty())
        };
        if !self.read(is_needed).await? {
            return Ok(0);
        }
        self.write(move |connection| expire(connection, now)).await
    }
}
