//! Who may ask, and with which keys the bank answers.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::BooksError;

/// Whose a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The hub: it asks.
    Hub,
    /// The bank itself: it answers.
    Bank,
}

impl Owner {
    const fn as_key(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Bank => "bank",
        }
    }
}

/// A key in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Its row.
    pub id: i64,
    /// Its public key document.
    pub document: Vec<u8>,
}

/// The key that may sign for that owner now.
///
/// # Errors
/// [`BooksError`].
pub fn active(
    connection: &Connection,
    owner: Owner,
    serial: u32,
) -> Result<Option<StoredKey>, BooksError> {
    Ok(connection
        .prepare_cached(
            "SELECT id, document FROM key WHERE owner = ?1 AND serial = ?2 AND revoked_at IS NULL",
        )?
        .query_row(params![owner.as_key(), serial], |row| {
            Ok(StoredKey {
                id: row.get(0)?,
                document: row.get(1)?,
            })
        })
        .optional()?)
}

/// What became of a key that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// It may sign from now on.
    New,
    /// It was known with the same document.
    Known,
    /// The serial stands for another key, another owner, or one that was revoked.
    Taken,
}

/// Adds a key. A serial stands for one key for ever, so that old signatures have one reading.
///
/// # Errors
/// [`BooksError`].
pub fn admit(
    connection: &Connection,
    owner: Owner,
    (serial, document): (u32, &[u8]),
    now: Timestamp,
) -> Result<Admitted, BooksError> {
    let known: Option<(String, bool)> = connection
        .query_row(
            "SELECT owner, revoked_at IS NOT NULL FROM key WHERE serial = ?1",
            [serial],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((found, is_revoked)) = known {
        if found != owner.as_key() || is_revoked {
            return Ok(Admitted::Taken);
        }
        let is_same =
            active(connection, owner, serial)?.is_some_and(|key| key.document == document);
        return Ok(if is_same {
            Admitted::Known
        } else {
            Admitted::Taken
        });
    }
    connection.execute(
        "INSERT INTO key (owner, serial, document, added_at) VALUES (?1, ?2, ?3, ?4)",
        params![owner.as_key(), serial, document, now.unix_ms()],
    )?;
    Ok(Admitted::New)
}

/// Ends the use of a hub's key; whether there was one.
///
/// # Errors
/// [`BooksError`].
pub fn revoke(connection: &Connection, serial: u32, now: Timestamp) -> Result<bool, BooksError> {
    let changed = connection.execute(
        "UPDATE key SET revoked_at = ?2 WHERE owner = 'hub' AND serial = ?1 AND revoked_at IS NULL",
        params![serial, now.unix_ms()],
    )?;
    Ok(changed > 0)
}

/// The bank's own public key documents, the newest first.
///
/// # Errors
/// [`BooksError`].
pub fn own(connection: &Connection) -> Result<Vec<Vec<u8>>, BooksError> {
    let mut statement =
        connection.prepare("SELECT document FROM key WHERE owner = 'bank' ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
