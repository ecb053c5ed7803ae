//! What a person decides about a payment, with a second person: four eyes.
//!
//! One asks, another agrees; only then something happens. A payment in work may be ended as paid or refused once the
//! provider was asked by other means, and a payment that was made may be taken back onto the deposit.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, Row, params};

use super::change::Cause;
use super::outbox::review::Why;
use super::pays::{self, ProviderEnd};
use super::terms::Hand;
use super::{StoreError, books, rows};
use crate::core::payment::{Payment, State, TransId};

/// The provider refused: what a dealer hears about a payment that a person ended so.
const REFUSED_BY_PROVIDER: u16 = 23;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The provider has credited it, under this number of its own.
    Paid {
        /// The provider's number.
        provider_ref: String,
    },
    /// The provider has not credited it and never will.
    Refused,
    /// It was credited by mistake and taken back at the provider: the deposit gets its sum again.
    Refund,
}

impl Wish {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(&self) -> &'static str {
        match self {
            Self::Paid { .. } => "paid",
            Self::Refused => "refused",
            Self::Refund => "refund",
        }
    }

    fn read(row: &Row<'_>, (kind, reference): (usize, usize)) -> Result<Self, StoreError> {
        let kind: String = row.get(kind)?;
        let reference: Option<String> = row.get(reference)?;
        match (kind.as_str(), reference) {
            ("paid", Some(provider_ref)) => Ok(Self::Paid { provider_ref }),
            ("refused", _) => Ok(Self::Refused),
            ("refund", _) => Ok(Self::Refund),
            _ => Err(StoreError::BadRow {
                table: "proposal",
                column: "kind",
            }),
        }
    }

    fn fits(&self, payment: &Payment) -> bool {
        match self {
            Self::Paid { .. } | Self::Refused => payment.state == State::Capturing,
            Self::Refund => payment.state == State::Captured,
        }
    }
}

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The payment is not there.
    #[error("there is no such payment")]
    NoPayment,
    /// Its state does not allow this.
    #[error("the payment is {}: this does not fit it", .0.as_key())]
    State(State),
    /// Something is proposed already.
    #[error("there is a proposal about it already: agree or reject that one")]
    Proposed,
    /// It was refunded before.
    #[error("it was refunded before")]
    Refunded,
    /// There is no such open proposal.
    #[error("there is no such open proposal")]
    NoProposal,
    /// Whoever asked may not agree.
    #[error("whoever asked may not agree: a second person must")]
    SamePerson,
}

/// Proposes something about a payment. Returns the proposal's number.
///
/// # Errors
/// [`StoreError`] when the books cannot be written; the inner error where it does not fit.
pub fn propose(
    connection: &Connection,
    (id, wish): (TransId, &Wish),
    reason: &str,
    hand: &Hand<'_>,
) -> Result<Result<i64, Unfit>, StoreError> {
    let payment = match rows::by_id(connection, id) {
        Ok(payment) => payment,
        Err(StoreError::NoPayment(_)) => return Ok(Err(Unfit::NoPayment)),
        Err(error) => return Err(error),
    };
    if !wish.fits(&payment) {
        return Ok(Err(Unfit::State(payment.state)));
    }
    let exists = |sql: &str| connection.query_row(sql, [id.get()], |row| row.get::<_, bool>(0));
    let open =
        "SELECT EXISTS (SELECT 1 FROM proposal WHERE payment_id = ?1 AND decided_by IS NULL)";
    if exists(open)? {
        return Ok(Err(Unfit::Proposed));
    }
    let refunded = "SELECT EXISTS (SELECT 1 FROM proposal WHERE payment_id = ?1 AND kind = 'refund' AND agreed = 1)";
    if exists(refunded)? {
        return Ok(Err(Unfit::Refunded));
    }
    let reference = match wish {
        Wish::Paid { provider_ref } => Some(provider_ref.as_str()),
        Wish::Refused | Wish::Refund => None,
    };
    connection.execute(
        "INSERT INTO proposal (payment_id, kind, provider_ref, reason, asked_by, asked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            id.get(),
            wish.as_key(),
            reference,
            reason,
            hand.by,
            hand.at.unix_ms()
        ],
    )?;
    let number = connection.last_insert_rowid();
    let record = format!("proposal={number} payment={} {}", id.get(), wish.as_key());
    hand.note(connection, "proposal", &record)?;
    Ok(Ok(number))
}

/// A second person agrees, and it is done; or anybody rejects it, and nothing is.
///
/// # Errors
/// [`StoreError`] when the books cannot be written; the inner error where it does not fit any more.
pub fn decide(
    connection: &Connection,
    (number, agrees): (i64, bool),
    hand: &Hand<'_>,
) -> Result<Result<Payment, Unfit>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT payment_id, kind, provider_ref, asked_by, reason FROM proposal
          WHERE id = ?1 AND decided_by IS NULL",
    )?;
    let mut found = statement.query([number])?;
    let Some(row) = found.next()? else {
        return Ok(Err(Unfit::NoProposal));
    };
    let (id, wish) = (TransId::new(row.get(0)?), Wish::read(row, (1, 2))?);
    let (asked_by, reason): (String, String) = (row.get(3)?, row.get(4)?);
    let payment = rows::by_id(connection, id)?;
    if agrees && is_same(&asked_by, hand.by) {
        return Ok(Err(Unfit::SamePerson));
    }
    if agrees && !wish.fits(&payment) {
        return Ok(Err(Unfit::State(payment.state)));
    }
    connection.execute(
        "UPDATE proposal SET decided_by = ?2, decided_at = ?3, agreed = ?4 WHERE id = ?1",
        params![number, hand.by, hand.at.unix_ms(), agrees],
    )?;
    let record = format!("proposal={number} payment={} agreed={agrees}", id.get());
    hand.note(connection, "proposal decided", &record)?;
    if !agrees {
        return Ok(Ok(payment));
    }
    let cause = (Cause::Person, hand.at);
    let ended = match wish {
        Wish::Paid { provider_ref } => {
            let end = ProviderEnd::Done {
                provider_ref: Some(provider_ref),
            };
            pays::decided(connection, payment, &end, cause)?
        }
        Wish::Refused => {
            let end = ProviderEnd::Refused {
                code: REFUSED_BY_PROVIDER,
            };
            pays::decided(connection, payment, &end, cause)?
        }
        Wish::Refund => {
            books::refund(connection, &payment, (number, &reason), hand.at)?;
            payment
        }
    };
    Ok(Ok(ended))
}

/// Two spellings of one name are one person.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |name: &str| {
        name.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    bare(one) == bare(other)
}

/// A proposal that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its number.
    pub number: i64,
    /// The payment.
    pub payment: TransId,
    /// What is wanted.
    pub wish: Wish,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
}

/// Proposals that wait, the oldest first.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn open(connection: &Connection) -> Result<Vec<Open>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id, payment_id, kind, provider_ref, reason, asked_by, asked_at FROM proposal
          WHERE decided_by IS NULL ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut open = Vec::new();
    while let Some(row) = rows.next()? {
        open.push(Open {
            number: row.get(0)?,
            payment: TransId::new(row.get(1)?),
            wish: Wish::read(row, (2, 3))?,
            reason: row.get(4)?,
            asked_by: row.get(5)?,
            asked_at: Timestamp::from_unix_ms(row.get(6)?),
        });
    }
    Ok(open)
}

/// A payment that the provider has not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InWork {
    /// TRANSID.
    pub payment: TransId,
    /// The dealer's code.
    pub dealer: String,
    /// The point's code.
    pub point: String,
    /// SESSION.
    pub session: String,
    /// The provider's number.
    pub provider: u32,
    /// The credited sum, minor units.
    pub amount: i64,
    /// Its currency.
    pub currency: String,
    /// Since when the pay is taken.
    pub since: Timestamp,
    /// Whether an order may have reached the provider.
    pub is_sent: bool,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it waits for a person; none while the hub goes on by itself.
    pub review: Option<Why>,
}

/// Payments in work: first those that wait for a person, then the oldest.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn in_work(connection: &Connection, limit: u32) -> Result<Vec<InWork>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT p.id, d.code, q.code, p.session, p.provider, p.amount, a.currency, o.added_at,
                o.sent_at IS NOT NULL, o.attempts, o.review
           FROM outbox o JOIN payment p ON p.id = o.payment_id JOIN party q ON q.id = p.point
           JOIN party d ON d.id = q.parent JOIN account a ON a.id = p.deposit
          WHERE o.done_at IS NULL AND o.gateway = 'provider'
          ORDER BY o.review IS NULL, o.id LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| {
        Ok(InWork {
            payment: TransId::new(row.get(0)?),
            dealer: row.get(1)?,
            point: row.get(2)?,
            session: row.get(3)?,
            provider: row.get(4)?,
            amount: row.get(5)?,
            currency: row.get(6)?,
            since: Timestamp::from_unix_ms(row.get(7)?),
            is_sent: row.get(8)?,
            attempts: row.get(9)?,
            review: row
                .get::<_, Option<String>>(10)?
                .and_then(|why| Why::from_key(&why)),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
