//! Payment rows, both ways.

use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use crate::core::minor::Minor;
use crate::core::payment::{KeyId, PartyId, Payment, State, Terms, TransId};
use crate::core::posting::Tariff;

const COLUMNS: &str = "id, point, session, opened_by, fingerprint, provider, number, account, amount, taken, \
     tariff, state, tombstone, void_code, pay_seen, version, created_at, consented_at, hold_until, \
     bank_ref, provider_ref, facts, business_date";

const fn bad(column: &'static str) -> StoreError {
    StoreError::BadRow {
        table: "payment",
        column,
    }
}

fn read(row: &Row<'_>) -> Result<Payment, StoreError> {
    let session: String = row.get(2)?;
    let fingerprint: [u8; 32] = row.get(4)?;
    let tariff: String = row.get(10)?;
    let state: String = row.get(11)?;
    let consented: Option<i64> = row.get(17)?;
    Ok(Payment {
        id: TransId::new(row.get(0)?),
        point: PartyId::new(row.get(1)?),
        session: SessionId::parse(&session).map_err(|_| bad("session"))?,
        opened_by: KeyId::new(row.get(3)?),
        fingerprint: Fingerprint::new(fingerprint),
        terms: read_terms(row)?,
        tariff: serde_json::from_str(&tariff).map_err(|_| bad("tariff"))?,
        state: State::from_key(&state).ok_or_else(|| bad("state"))?,
        tombstone: row.get(12)?,
        void_code: row.get(13)?,
        pay_seen: row.get(14)?,
        version: row.get(15)?,
        created_at: Timestamp::from_unix_ms(row.get(16)?),
        consented_at: consented.map(Timestamp::from_unix_ms),
        hold_until: Timestamp::from_unix_ms(row.get(18)?),
        bank_ref: row.get(19)?,
        provider_ref: row.get(20)?,
        facts: row.get(21)?,
        business_date: row.get(22)?,
    })
}

fn read_terms(row: &Row<'_>) -> Result<Option<Terms>, StoreError> {
    let provider: Option<u32> = row.get(5)?;
    let Some(provider) = provider else {
        return Ok(None);
    };
    Ok(Some(Terms {
        provider,
        number: row.get(6)?,
        account: row.get(7)?,
        amount: Minor::new(row.get(8)?),
        taken: Minor::new(row.get(9)?),
    }))
}

pub(super) fn tariff_text(tariff: Tariff) -> Result<String, StoreError> {
    serde_json::to_string(&tariff).map_err(|_| bad("tariff"))
}

/// What fills a slot.
pub(super) fn by_slot(
    connection: &Connection,
    point: PartyId,
    session: &SessionId,
) -> Result<Option<Payment>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE point = ?1 AND session = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![point.get(), session.as_wire()])?;
    rows.next()?.map(read).transpose()
}

/// A payment by its number.
pub(super) fn by_id(connection: &Connection, id: TransId) -> Result<Payment, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![id.get()])?;
    rows.next()?
        .map(read)
        .transpose()?
        .ok_or(StoreError::NoPayment(id.get()))
}

/// Payments of a point that arrived after a given one, in order of first arrival.
pub(super) fn after(
    connection: &Connection,
    point: PartyId,
    since: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<Payment>, StoreError> {
    let from: i64 = match since {
        None => 0,
        Some(session) => connection
            .query_row(
                "SELECT id FROM payment WHERE point = ?1 AND session = ?2",
                params![point.get(), session.as_wire()],
                |row| row.get(0),
            )
            .optional()?
            .unwrap_or(0),
    };
    let sql =
        format!("SELECT {COLUMNS} FROM payment WHERE point = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![point.get(), from, limit])?;
    let mut payments = Vec::new();
    while let Some(row) = rows.next()? {
        payments.push(read(row)?);
    }
    Ok(payments)
}

/// The next free number: the millisecond of arrival, or one more than the largest that is taken.
pub(super) fn next_id(connection: &Connection, now: Timestamp) -> Result<TransId, StoreError> {
    let largest: Option<i64> = connection
        .prepare_cached("SELECT max(id) FROM payment")?
        .query_row([], |row| row.get(0))?;
    let next = largest.unwrap_or(0).saturating_add(1);
    Ok(TransId::new(next.max(now.unix_ms())))
}
