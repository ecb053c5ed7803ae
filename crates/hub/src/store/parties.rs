//! Dealers, points and keys.

use paydesk_domain::ids::{CashierCode, DealerCode, PointCode, SessionId};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::evidence::{AuditNote, note};
use super::rows;
use super::{Store, StoreError};
use crate::core::decision::Profile;
use crate::core::payment::{AccountId, KeyId, PartyId, Payment, TransId};

/// Everything that is known about the key under a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The key.
    pub key: KeyId,
    /// Its serial, which names it in signatures.
    pub serial: u32,
    /// Its public key document, as the dealer handed it in.
    pub document: Vec<u8>,
    /// What it speaks.
    pub profile: Profile,
    /// Whether keys under 2048 bits, MD5 and GET are allowed for it.
    pub is_legacy: bool,
    /// EPOCH.
    pub epoch: u32,
    /// From when it holds.
    pub not_before: Option<Timestamp>,
    /// Until when, inclusive.
    pub not_after: Option<Timestamp>,
    /// The point.
    pub point: PartyId,
    /// SD.
    pub dealer_code: DealerCode,
    /// AP.
    pub point_code: PointCode,
    /// OP.
    pub cashier_code: CashierCode,
    /// The dealer's deposit.
    pub deposit: AccountId,
    /// Its currency.
    pub currency: String,
    /// The dealer's time zone, minutes east of UTC.
    pub utc_offset_min: i16,
}

impl KeyRecord {
    /// Whether it may sign at that time.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.not_before.is_none_or(|from| from <= now)
            && self.not_after.is_none_or(|until| now <= until)
    }
}

/// A key that may sign the hub's replies, or could in the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubKey {
    /// The key.
    pub key: KeyId,
    /// Its serial.
    pub serial: u32,
    /// Its public key document.
    pub document: Vec<u8>,
}

const fn bad(column: &'static str) -> StoreError {
    StoreError::BadRow {
        table: "key",
        column,
    }
}

/// The active key of a point with that serial.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn key_of(connection: &Connection, serial: u32) -> Result<Option<KeyRecord>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT k.id, k.serial, k.document, k.profile, k.legacy, k.epoch, k.cashier,
                p.id, p.code, d.code, d.utc_offset_min, a.id, a.currency,
                k.not_before, k.not_after
           FROM key k JOIN party p ON p.id = k.party AND p.kind = 'point'
           JOIN party d ON d.id = p.parent
           JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
          WHERE k.serial = ?1 AND k.revoked_at IS NULL ORDER BY a.id LIMIT 1",
    )?;
    let mut found = statement.query([serial])?;
    found.next()?.map(read_key).transpose()
}

pub(super) fn read_key(row: &Row<'_>) -> Result<KeyRecord, StoreError> {
    let (profile, cashier): (String, String) = (row.get(3)?, row.get(6)?);
    let (point, dealer): (String, String) = (row.get(8)?, row.get(9)?);
    let time = |ms: Option<i64>| ms.map(Timestamp::from_unix_ms);
    Ok(KeyRecord {
        key: KeyId::new(row.get(0)?),
        serial: row.get(1)?,
        document: row.get(2)?,
        profile: Profile::from_key(&profile).ok_or_else(|| bad("profile"))?,
        is_legacy: row.get(4)?,
        epoch: row.get(5)?,
        point: PartyId::new(row.get(7)?),
        dealer_code: DealerCode::parse(&dealer).map_err(|_| bad("party"))?,
        point_code: PointCode::parse(&point).map_err(|_| bad("party"))?,
        cashier_code: CashierCode::parse(&cashier).map_err(|_| bad("cashier"))?,
        utc_offset_min: row.get(10)?,
        deposit: AccountId::new(row.get(11)?),
        currency: row.get(12)?,
        not_before: time(row.get(13)?),
        not_after: time(row.get(14)?),
    })
}

/// The newest SESSION that this key opened, other than `than` (LAST_SESSION of the `paydesk` profile).
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn last_session(
    connection: &Connection,
    key: KeyId,
    than: Option<&SessionId>,
) -> Result<Option<SessionId>, StoreError> {
    let than = than.map_or("", SessionId::as_wire);
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT session FROM payment WHERE opened_by = ?1 AND session <> ?2 ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![key.get(), than], |row| row.get(0))
        .optional()?;
    let bad = |_| StoreError::BadRow {
        table: "payment",
        column: "session",
    };
    found
        .map(|text| SessionId::parse(&text).map_err(bad))
        .transpose()
}

/// The hub's keys, the one in use first.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn hub_keys(connection: &Connection) -> Result<Vec<HubKey>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT k.id, k.serial, k.document FROM key k JOIN party p ON p.id = k.party AND p.kind = 'hub'
          ORDER BY k.revoked_at IS NOT NULL, k.id DESC",
    )?;
    let keys = statement.query_map([], |row| {
        Ok(HubKey {
            key: KeyId::new(row.get(0)?),
            serial: row.get(1)?,
            document: row.get(2)?,
        })
    })?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// The dealer's deposit and its currency, if the dealer is known.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn deposit_of(
    connection: &Connection,
    dealer: &DealerCode,
) -> Result<Option<(AccountId, String)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT a.id, a.currency FROM party d JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
              WHERE d.kind = 'dealer' AND d.code = ?1 ORDER BY a.id LIMIT 1",
        )?
        .query_row([dealer.as_wire()], |row| Ok((AccountId::new(row.get(0)?), row.get(1)?)))
        .optional()?)
}

fn party(
    connection: &Connection,
    (kind, parent, code): (&str, Option<i64>, &str),
    now: Timestamp,
) -> Result<i64, StoreError> {
    let found: Option<i64> = connection
        .query_row(
            "SELECT id FROM party WHERE kind = ?1 AND coalesce(parent, 0) = ?2 AND code = ?3",
            params![kind, parent.unwrap_or(0), code],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    connection.execute(
        "INSERT INTO party (kind, code, parent, added_at) VALUES (?1, ?2, ?3, ?4)",
        params![kind, code, parent, now.unix_ms()],
    )?;
    Ok(connection.last_insert_rowid())
}

/// A key to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    /// Its serial.
    pub serial: u32,
    /// Its public key document.
    pub document: &'a [u8],
    /// What it speaks.
    pub profile: Profile,
    /// Whether old ways are allowed.
    pub is_legacy: bool,
}

/// Where a key belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// SD.
    pub dealer: &'a DealerCode,
    /// AP.
    pub point: &'a PointCode,
    /// OP.
    pub cashier: &'a CashierCode,
    /// Currency of a deposit that must be opened for a new dealer.
    pub currency: &'a str,
}

/// Whether an active key has this serial.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn is_serial_taken(connection: &Connection, serial: u32) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM key WHERE serial = ?1 AND revoked_at IS NULL)";
    Ok(connection.query_row(sql, [serial], |row| row.get(0))?)
}

/// Adds a key of a point; dealer, deposit and point are made where they are missing.
///
/// # Errors
/// [`StoreError`] when the serial is taken or the books cannot be written.
pub fn add_key(
    connection: &Connection,
    place: &Place<'_>,
    key: &NewKey<'_>,
    now: Timestamp,
) -> Result<KeyId, StoreError> {
    let dealer = party(connection, ("dealer", None, place.dealer.as_wire()), now)?;
    connection.execute(
        "INSERT INTO account (owner, kind, currency, floor)
         SELECT ?1, 'deposit', ?2, 0
          WHERE NOT EXISTS (SELECT 1 FROM account WHERE owner = ?1 AND kind = 'deposit')",
        params![dealer, place.currency],
    )?;
    let point = party(
        connection,
        ("point", Some(dealer), place.point.as_wire()),
        now,
    )?;
    let id = insert_key(connection, (point, place.cashier.as_wire()), key, now)?;
    let record = format!(
        "dealer={} point={} serial={} profile={} legacy={}",
        place.dealer,
        place.point,
        key.serial,
        key.profile.as_key(),
        key.is_legacy
    );
    note(
        connection,
        &AuditNote {
            what: "key added",
            record: &record,
            at: now,
        },
    )?;
    Ok(id)
}

pub(super) fn insert_key(
    connection: &Connection,
    (party, cashier): (i64, &str),
    key: &NewKey<'_>,
    now: Timestamp,
) -> Result<KeyId, StoreError> {
    connection.execute(
        // A key that is admitted anew lets no older copy of its till in again.
        "INSERT INTO key (party, serial, cashier, profile, legacy, document, added_at, epoch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                 (SELECT coalesce(max(epoch), 1) FROM key WHERE party = ?1 AND serial = ?2))",
        params![
            party,
            key.serial,
            cashier,
            key.profile.as_key(),
            key.is_legacy,
            key.document,
            now.unix_ms()
        ],
    )?;
    Ok(KeyId::new(connection.last_insert_rowid()))
}

/// Opens a deposit of a known dealer in a further currency; one that is there stays as it is.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn open_deposit(
    connection: &Connection,
    dealer: &DealerCode,
    currency: &str,
) -> Result<Option<AccountId>, StoreError> {
    connection.execute(
        "INSERT INTO account (owner, kind, currency, floor)
         SELECT id, 'deposit', ?2, 0 FROM party WHERE kind = 'dealer' AND code = ?1
         ON CONFLICT DO NOTHING",
        params![dealer.as_wire(), currency],
    )?;
    Ok(connection
        .query_row(
            "SELECT a.id FROM party d JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
              WHERE d.kind = 'dealer' AND d.code = ?1 AND a.currency = ?2",
            params![dealer.as_wire(), currency],
            |row| row.get(0).map(AccountId::new),
        )
        .optional()?)
}

fn deposit_in(
    connection: &Connection,
    point: PartyId,
    currency: &str,
) -> Result<Option<AccountId>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT a.id FROM party p JOIN account a ON a.owner = p.parent AND a.kind = 'deposit'
              WHERE p.id = ?1 AND a.currency = ?2",
        )?
        .query_row(params![point.get(), currency], |row| {
            row.get(0).map(AccountId::new)
        })
        .optional()?)
}

/// Fills empty books with the hub, its bank and the hub's key.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn found_hub(
    connection: &Connection,
    key: &NewKey<'_>,
    now: Timestamp,
) -> Result<KeyId, StoreError> {
    let hub = party(connection, ("hub", None, "hub"), now)?;
    party(connection, ("bank", None, "bank"), now)?;
    let id = insert_key(connection, (hub, ""), key, now)?;
    let record = format!("serial={}", key.serial);
    note(
        connection,
        &AuditNote {
            what: "hub founded",
            record: &record,
            at: now,
        },
    )?;
    Ok(id)
}

/// Payments of a point in order of first arrival, from the one after `since`.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn payments_after(
    connection: &Connection,
    point: PartyId,
    since: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<Payment>, StoreError> {
    rows::after(connection, point, since, limit)
}

impl Store {
    /// See [`last_session`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn last_session(
        &self,
        key: KeyId,
        than: Option<SessionId>,
    ) -> Result<Option<SessionId>, StoreError> {
        self.look(|connection| last_session(connection, key, than.as_ref()))
    }

    /// What fills a slot now.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn payment(
        &self,
        point: PartyId,
        session: SessionId,
    ) -> Result<Option<Payment>, StoreError> {
        self.look(|connection| rows::by_slot(connection, point, &session))
    }

    /// A payment by its number.
    ///
    /// # Errors
    /// [`StoreError`] when it is not there or the books cannot be read.
    pub async fn payment_by_id(&self, id: TransId) -> Result<Payment, StoreError> {
        self.look(|connection| rows::by_id(connection, id))
    }

    /// The dealer's code and the currency of the deposit that a payment is taken from.
    ///
    /// # Errors
    /// [`StoreError`] when it is not there or the books cannot be read.
    pub async fn payer_of(&self, id: TransId) -> Result<(String, String), StoreError> {
        self.look(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT d.code, a.currency FROM payment p JOIN account a ON a.id = p.deposit
                       JOIN party d ON d.id = a.owner WHERE p.id = ?1",
                )?
                .query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }

    /// The deposit in that currency of the dealer whose point it is.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn deposit_in(
        &self,
        point: PartyId,
        currency: String,
    ) -> Result<Option<AccountId>, StoreError> {
        self.look(|connection| deposit_in(connection, point, &currency))
    }

    /// Tells a person through the audit chain.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn alarm(
        &self,
        what: &'static str,
        record: String,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |connection| {
            note(
                connection,
                &AuditNote {
                    what,
                    record: &record,
                    at,
                },
            )
        })
        .await
    }

    /// The sums of a deposit; see [`super::ledger::deposit`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub async fn deposit(&self, account: AccountId) -> Result<super::ledger::Deposit, StoreError> {
        self.look(|connection| super::ledger::deposit(connection, account))
    }
}
