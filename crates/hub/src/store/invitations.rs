//! One-time logins under which a point hands in its key.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::terms::Hand;

/// Wrong passwords after which a login is dead.
pub const MOST_FAILURES: u32 = 5;

/// Whose key is expected, and under which serial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Name of the login.
    pub login: String,
    /// SHA-256 of login and password.
    pub secret: [u8; 32],
    /// SD.
    pub dealer: String,
    /// AP.
    pub point: String,
    /// OP.
    pub cashier: String,
    /// What the key will speak.
    pub profile: String,
    /// Whether old ways are allowed.
    pub is_legacy: bool,
    /// Currency of the deposit, if the dealer is new.
    pub currency: String,
    /// Serial that the key must have.
    pub serial: u32,
    /// Until when the login holds.
    pub expires_at: Timestamp,
}

/// An invitation and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The invitation.
    pub invitation: Invitation,
    /// Wrong passwords so far.
    pub failures: u32,
    /// The public key that was handed in.
    pub document: Option<Vec<u8>>,
}

impl Known {
    /// Whether somebody may still use it with the right password. One that was used answers its repetition until it
    /// is over.
    #[must_use]
    pub fn is_open_at(&self, now: Timestamp) -> bool {
        self.failures < MOST_FAILURES && now < self.invitation.expires_at
    }
}

/// Adds an invitation.
///
/// # Errors
/// [`StoreError`] when login or serial are taken, or the books cannot be written.
pub fn add(connection: &Connection, new: &Invitation, hand: &Hand<'_>) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO invitation
           (login, secret, dealer, point, cashier, profile, legacy, currency, serial, added_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            new.login,
            new.secret,
            new.dealer,
            new.point,
            new.cashier,
            new.profile,
            new.is_legacy,
            new.currency,
            new.serial,
            hand.at.unix_ms(),
            new.expires_at.unix_ms()
        ],
    )?;
    let (dealer, point, serial) = (&new.dealer, &new.point, new.serial);
    let record = format!("dealer={dealer} point={point} serial={serial}");
    hand.note(connection, "key invited", &record)
}

/// Whether a serial waits for its key, or waited.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn is_serial_promised(connection: &Connection, serial: u32) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM invitation WHERE serial = ?1)";
    Ok(connection.query_row(sql, [serial], |row| row.get(0))?)
}

/// The invitation with that login.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn find(connection: &Connection, login: &str) -> Result<Option<Known>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT login, secret, dealer, point, cashier, profile, legacy, currency, serial, expires_at, failures, document
           FROM invitation WHERE login = ?1",
    )?;
    let found = statement.query_row([login], |row| {
        Ok(Known {
            invitation: Invitation {
                login: row.get(0)?,
                secret: row.get(1)?,
                dealer: row.get(2)?,
                point: row.get(3)?,
                cashier: row.get(4)?,
                profile: row.get(5)?,
                is_legacy: row.get(6)?,
                currency: row.get(7)?,
                serial: row.get(8)?,
                expires_at: Timestamp::from_unix_ms(row.get(9)?),
            },
            failures: row.get(10)?,
            document: row.get(11)?,
        })
    });
    Ok(found.optional()?)
}

/// Counts a wrong password.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn count_failure(connection: &Connection, login: &str) -> Result<(), StoreError> {
    let sql = "UPDATE invitation SET failures = failures + 1 WHERE login = ?1";
    connection.execute(sql, [login])?;
    Ok(())
}

/// Ends an invitation with the key that was handed in.
///
/// # Errors
/// [`StoreError`] when it was used before or the books cannot be written.
pub fn close(
    connection: &Connection,
    (login, document): (&str, &[u8]),
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE invitation SET used_at = ?2, document = ?3 WHERE login = ?1";
    connection.execute(sql, params![login, at.unix_ms(), document])?;
    Ok(())
}
