//! What parties may do, and what they have used up of it.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::books::{self, Source};
use super::checks::CheckRequest;
use super::{Store, StoreError};
use crate::core::limits::{Cap, Hours, Order, Repeats, Rights, Room, Standing, minute_of_day};
use crate::core::minor::Minor;
use crate::core::payment::{AccountId, PartyId, Payment, Terms};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Where an order comes from and where it goes.
#[derive(Debug, Clone, Copy)]
struct Way<'a> {
    dealer: i64,
    point: i64,
    utc_offset_min: i16,
    terms: &'a Terms,
    wants_registration: bool,
    at: Timestamp,
}

/// What stands against a check or an unchecked pay, as the error number of its refusal; money on the deposit is not
/// looked at.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub(super) fn refusal(
    connection: &Connection,
    request: &CheckRequest,
    source: &Source,
) -> Result<Option<u16>, StoreError> {
    let way = Way {
        dealer: source.dealer,
        point: request.received.point.get(),
        utc_offset_min: source.utc_offset_min,
        terms: &request.terms,
        wants_registration: request.rules.wants_registration,
        at: request.received.at,
    };
    let rights = rights(connection, &way)?;
    let provider = request.terms.provider;
    let room = |party, provider| room(connection, (party, provider), source, request.received.at);
    let order = Order {
        rights,
        amount: request.terms.amount,
        is_repeated: is_repeated(connection, &way, request.rules.repeats)?,
        is_often: is_often(connection, &way, request.rules.repeats)?,
        dealer: room(way.dealer, 0)?,
        point: room(way.point, 0)?,
        provider: room(way.point, provider)?,
    };
    Ok(order.refusal())
}

/// What stands against asking for these details at all: a check of the number alone.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn refusal_of_number(
    connection: &Connection,
    (point, deposit): (PartyId, AccountId),
    (terms, wants_registration): (&Terms, bool),
    at: Timestamp,
) -> Result<Option<u16>, StoreError> {
    let source = books::source(connection, deposit)?;
    let way = Way {
        dealer: source.dealer,
        point: point.get(),
        utc_offset_min: source.utc_offset_min,
        terms,
        wants_registration,
        at,
    };
    Ok(rights(connection, &way)?.refusal())
}

fn rights(connection: &Connection, way: &Way<'_>) -> Result<Rights, StoreError> {
    let (dealer, _) = standing(connection, way.dealer)?;
    let (point, hours) = standing(connection, way.point)?;
    let has = |party, word| has_word(connection, (party, way.terms.provider, word));
    Ok(Rights {
        dealer,
        point,
        hours,
        minute: minute_of_day(way.at, way.utc_offset_min),
        is_denied: has(way.dealer, "denied")? || has(way.point, "denied")?,
        is_unregistered: way.wants_registration && !has(way.point, "registered")?,
        is_black_listed: is_black_listed(connection, way.terms)?,
    })
}

fn standing(connection: &Connection, party: i64) -> Result<(Standing, Option<Hours>), StoreError> {
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?));
    let (word, opens, closes): (_, Option<u16>, Option<u16>) = connection
        .prepare_cached("SELECT standing, opens, closes FROM party WHERE id = ?1")?
        .query_row([party], read)?;
    let standing = Standing::from_key(&word).ok_or(StoreError::BadRow {
        table: "party",
        column: "standing",
    })?;
    let hours = opens.zip(closes);
    Ok((
        standing,
        hours.map(|(opens, closes)| Hours { opens, closes }),
    ))
}

fn has_word(
    connection: &Connection,
    (party, provider, word): (i64, u32, &str),
) -> Result<bool, StoreError> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM permission WHERE party = ?1 AND provider = ?2 AND word = ?3)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![party, provider, word], |row| row.get(0))?)
}

fn is_black_listed(connection: &Connection, terms: &Terms) -> Result<bool, StoreError> {
    // An entry with a number alone means every account under it, and the other way round.
    let sql =
        "SELECT EXISTS (SELECT 1 FROM black_list WHERE number IN (?1, '') AND account IN (?2, '')
                 AND provider IN (0, ?3))";
    Ok(connection.prepare_cached(sql)?.query_row(
        params![terms.number, terms.account, terms.provider],
        |row| row.get(0),
    )?)
}

fn is_repeated(
    connection: &Connection,
    way: &Way<'_>,
    repeats: Repeats,
) -> Result<bool, StoreError> {
    if repeats.within_ms == 0 {
        return Ok(false);
    }
    let since = way.at.plus_ms(repeats.within_ms.saturating_neg());
    let sql =
        "SELECT EXISTS (SELECT 1 FROM payment WHERE provider = ?1 AND number = ?2 AND account = ?3
                 AND created_at > ?4 AND amount = ?5 AND state IN ('CAPTURING', 'CAPTURED'))";
    let terms = way.terms;
    let bound = params![
        terms.provider,
        terms.number,
        terms.account,
        since.unix_ms(),
        terms.amount.get()
    ];
    Ok(connection
        .prepare_cached(sql)?
        .query_row(bound, |row| row.get(0))?)
}

fn is_often(connection: &Connection, way: &Way<'_>, repeats: Repeats) -> Result<bool, StoreError> {
    if repeats.per_day == 0 {
        return Ok(false);
    }
    let offset_ms = i64::from(way.utc_offset_min).saturating_mul(60_000);
    let into_day = way.at.plus_ms(offset_ms).unix_ms().rem_euclid(DAY_MS);
    let since = way.at.plus_ms(into_day.saturating_neg());
    let sql = "SELECT count(*) FROM payment WHERE provider = ?1 AND number = ?2 AND account = ?3
                 AND created_at >= ?4 AND state IN ('CAPTURING', 'CAPTURED')";
    let terms = way.terms;
    let today: u32 = connection.prepare_cached(sql)?.query_row(
        params![terms.provider, terms.number, terms.account, since.unix_ms()],
        |row| row.get(0),
    )?;
    Ok(today >= repeats.per_day)
}

fn room(
    connection: &Connection,
    (party, provider): (i64, u32),
    source: &Source,
    at: Timestamp,
) -> Result<Room, StoreError> {
    let Some(cap) = cap(connection, (party, provider), &source.currency)? else {
        return Ok(Room::default());
    };
    let day = books::business_date(at, source.utc_offset_min);
    let sql = "SELECT amount FROM spent WHERE party = ?1 AND provider = ?2 AND currency = ?3 AND day = ?4";
    let spent: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(params![party, provider, source.currency, day], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(Room {
        cap,
        spent: Minor::new(spent.unwrap_or(0)),
    })
}

fn cap(
    connection: &Connection,
    (party, provider): (i64, u32),
    currency: &str,
) -> Result<Option<Cap>, StoreError> {
    let sql =
        "SELECT per_payment, per_day FROM cap WHERE party = ?1 AND provider = ?2 AND currency = ?3";
    let read = |row: &Row<'_>| {
        let (per_payment, per_day): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(Cap {
            per_payment: per_payment.map(Minor::new),
            per_day: per_day.map(Minor::new),
        })
    };
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![party, provider, currency], read)
        .optional()?)
}

/// Counts a held sum to its day.
pub(super) fn take(
    connection: &Connection,
    payment: &Payment,
    source: &Source,
) -> Result<(), StoreError> {
    shift(connection, payment, source, Sign::Plus)
}

/// Takes the sum of a payment that ends without money out of the day of its check.
pub(super) fn give_back(connection: &Connection, payment: &Payment) -> Result<(), StoreError> {
    if !payment.state.holds() {
        return Ok(());
    }
    let source = books::deposit_of(connection, payment.id)?;
    shift(connection, payment, &source, Sign::Minus)
}

#[derive(Debug, Clone, Copy)]
enum Sign {
    Plus,
    Minus,
}

fn shift(
    connection: &Connection,
    payment: &Payment,
    source: &Source,
    sign: Sign,
) -> Result<(), StoreError> {
    let Some(terms) = &payment.terms else {
        return Ok(());
    };
    let amount = match sign {
        Sign::Plus => terms.amount,
        Sign::Minus => Minor::ZERO.minus(terms.amount)?,
    };
    let day = books::business_date(payment.created_at, source.utc_offset_min);
    let point = payment.point.get();
    for (party, provider) in [(source.dealer, 0), (point, 0), (point, terms.provider)] {
        connection
            .prepare_cached(
                "INSERT INTO spent (party, provider, currency, day, amount) VALUES (?1, ?2, ?3, ?4, max(?5, 0))
                 ON CONFLICT DO UPDATE SET amount = amount + ?5",
            )?
            .execute(params![party, provider, source.currency, day, amount.get()])?;
    }
    Ok(())
}

impl Store {
    /// See [`refusal_of_number`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn refusal_of_number(
        &self,
        whose: (PartyId, AccountId),
        (terms, wants_registration): (Terms, bool),
        at: Timestamp,
    ) -> Result<Option<u16>, StoreError> {
        self.read(move |connection| {
            refusal_of_number(connection, whose, (&terms, wants_registration), at)
        })
        .await
    }
}
