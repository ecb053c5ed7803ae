//! Payments that wait for a person, because the machine has asked as often as it may or for a whole day.
//!
//! Time never turns silence into failure: a payment under review stays in work, its money stays held, and only the
//! provider's certain word or a person ends it.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::{Lane, Work};
use crate::core::payment::TransId;
use crate::store::evidence::{AuditNote, note};
use crate::store::{Store, StoreError};

/// Why a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// One order has left, its result is not known, and this provider might credit a second one too. No machine asks
    /// again.
    Once,
    /// A day has passed without a certain word. The provider is still asked, once an hour.
    Day,
}

impl Why {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Day => "day",
        }
    }

    /// Reads [`Why::as_key`] back.
    pub(in crate::store) fn from_key(key: &str) -> Option<Self> {
        [Self::Once, Self::Day]
            .into_iter()
            .find(|why| why.as_key() == key)
    }
}

/// One payment that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The payment; it is CAPTURING.
    pub payment: TransId,
    /// The provider's number.
    pub lane: Lane,
    /// Why.
    pub why: Why,
    /// Since when.
    pub since: Timestamp,
    /// When the first order left; none has where the provider's way was closed all day.
    pub sent_at: Option<Timestamp>,
    /// How often it was taken up.
    pub attempts: u32,
}

/// Puts leased work off until `next` and marks it for a person; the first mark is noted as an alarm. Nothing happens
/// where somebody else has leased the row since.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn mark(
    connection: &Connection,
    (work, why): (Work, Why),
    (next, now): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    super::put_off(connection, work, next)?;
    let is_first = connection
        .prepare_cached(
            "UPDATE outbox SET review = ?3, review_at = ?4
              WHERE id = ?1 AND fence = ?2 AND done_at IS NULL AND review IS NULL",
        )?
        .execute(params![work.id, work.fence, why.as_key(), now.unix_ms()])?;
    if is_first == 0 {
        return Ok(());
    }
    let (payment, why) = (work.payment.get(), why.as_key());
    tracing::error!(
        payment,
        provider = work.lane,
        why,
        "a payment waits for a person"
    );
    let record = format!("payment={payment} provider={} why={why}", work.lane);
    let what = "alarm: a payment waits for a person";
    let at = now;
    note(
        connection,
        &AuditNote {
            what,
            record: &record,
            at,
        },
    )
}

/// What waits for a person, the longest first.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<Review>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT payment_id, lane, review, review_at, sent_at, attempts FROM outbox
          WHERE done_at IS NULL AND review IS NOT NULL ORDER BY review_at, id",
    )?;
    let mut found = statement.query([])?;
    let mut reviews = Vec::new();
    while let Some(row) = found.next()? {
        let why: String = row.get(2)?;
        let sent_at: Option<i64> = row.get(4)?;
        reviews.push(Review {
            payment: TransId::new(row.get(0)?),
            lane: row.get(1)?,
            why: Why::from_key(&why).ok_or(StoreError::BadRow {
                table: "outbox",
                column: "review",
            })?,
            since: Timestamp::from_unix_ms(row.get(3)?),
            sent_at: sent_at.map(Timestamp::from_unix_ms),
            attempts: row.get(5)?,
        });
    }
    Ok(reviews)
}

impl Store {
    /// See [`mark`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn mark_for_review(
        &self,
        marked: (Work, Why),
        times: (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        self.write(move |connection| mark(connection, marked, times))
            .await
    }
}
