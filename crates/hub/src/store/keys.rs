//! The keys of the points as an operator sees them: who has which, since when, until when.

use paydesk_domain::ids::DealerCode;
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::StoreError;
use super::parties::{KeyRecord, NewKey, insert_key, read_key};
use super::terms::Hand;
use crate::core::payment::{KeyId, PartyId};

/// One key that signs or signed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Its serial.
    pub serial: u32,
    /// Its public key document.
    pub document: Vec<u8>,
    /// `hub` or `point`.
    pub kind: String,
    /// The dealer's code, empty for the hub's.
    pub dealer: String,
    /// The point's code, or the hub's name.
    pub point: String,
    /// The cashier's code.
    pub cashier: String,
    /// What it speaks.
    pub profile: String,
    /// Whether old ways are allowed.
    pub is_legacy: bool,
    /// EPOCH.
    pub epoch: u32,
    /// When it was admitted.
    pub added_at: Timestamp,
    /// From when it holds; none from its admission on.
    pub not_before: Option<Timestamp>,
    /// Until when, inclusive; none without end.
    pub not_after: Option<Timestamp>,
    /// When its use was ended.
    pub revoked_at: Option<Timestamp>,
}

/// Every key, the newest first.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn keys(connection: &Connection) -> Result<Vec<KeyRow>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT k.serial, p.kind, coalesce(d.code, ''), p.code, k.cashier, k.profile, k.legacy, k.epoch,
                k.added_at, k.not_before, k.not_after, k.revoked_at, k.document
           FROM key k JOIN party p ON p.id = k.party LEFT JOIN party d ON d.id = p.parent ORDER BY k.id DESC",
    )?;
    let time = |ms: Option<i64>| ms.map(Timestamp::from_unix_ms);
    let rows = statement.query_map([], |row| {
        Ok(KeyRow {
            serial: row.get(0)?,
            kind: row.get(1)?,
            dealer: row.get(2)?,
            point: row.get(3)?,
            cashier: row.get(4)?,
            profile: row.get(5)?,
            is_legacy: row.get(6)?,
            epoch: row.get(7)?,
            added_at: Timestamp::from_unix_ms(row.get(8)?),
            not_before: time(row.get(9)?),
            not_after: time(row.get(10)?),
            revoked_at: time(row.get(11)?),
            document: row.get(12)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets from when to when a key holds, both inclusive; none does not bound it. Returns whether there is such a key in
/// use.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_validity(
    connection: &Connection,
    serial: u32,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    hand: &Hand<'_>,
) -> Result<bool, StoreError> {
    let (from, until) = (from.map(Timestamp::unix_ms), until.map(Timestamp::unix_ms));
    let changed = connection.execute(
        "UPDATE key SET not_before = ?2, not_after = ?3 WHERE serial = ?1 AND revoked_at IS NULL",
        params![serial, from, until],
    )?;
    let record = format!("serial={serial} not_before={from:?} not_after={until:?}");
    hand.note(connection, "key validity", &record)?;
    Ok(changed == 1)
}

/// Ends the use of a key: it signs nothing new, and what it signed still verifies. The serial is free again.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn revoke(connection: &Connection, serial: u32, hand: &Hand<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE key SET revoked_at = ?2 WHERE serial = ?1 AND revoked_at IS NULL";
    if connection.execute(sql, params![serial, hand.at.unix_ms()])? > 0 {
        hand.note(connection, "key revoked", &format!("serial={serial}"))?;
    }
    Ok(())
}

/// The active statistics key of a dealer with that serial: its point is the dealer itself.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn statistics_key(
    connection: &Connection,
    serial: u32,
) -> Result<Option<KeyRecord>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT k.id, k.serial, k.document, k.profile, k.legacy, k.epoch, k.cashier,
                d.id, d.code, d.code, d.utc_offset_min, a.id, a.currency,
                k.not_before, k.not_after
           FROM key k JOIN party d ON d.id = k.party AND d.kind = 'dealer'
           JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
          WHERE k.serial = ?1 AND k.revoked_at IS NULL ORDER BY a.id LIMIT 1",
    )?;
    let mut found = statement.query([serial])?;
    found.next()?.map(read_key).transpose()
}

/// Adds a dealer's statistics key.
///
/// # Errors
/// [`StoreError`] when the serial is taken or the books cannot be written.
pub fn add_statistics_key(
    connection: &Connection,
    dealer: (PartyId, &DealerCode),
    key: &NewKey<'_>,
    hand: &Hand<'_>,
) -> Result<KeyId, StoreError> {
    let (party, code) = dealer;
    let id = insert_key(connection, (party.get(), code.as_wire()), key, hand.at)?;
    let record = format!("dealer={code} serial={} statistics", key.serial);
    hand.note(connection, "key added", &record)?;
    Ok(id)
}
