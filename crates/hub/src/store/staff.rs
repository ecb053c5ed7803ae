//! People who may look at the staff page, and what the page shows. No number, account or name of a payer is read here.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::terms::Hand;
use super::{StoreError, business_day, days, registry};

/// Wrong passwords in a row after which a name waits.
pub const FREE_FAILURES: u32 = 5;
const FIRST_WAIT_MS: i64 = 60_000;
/// Every further failure doubles the wait up to an hour.
const MOST_DOUBLINGS: u32 = 6;

/// What a password is compared with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// Random bytes of this name.
    pub salt: [u8; 16],
    /// argon2id of salt and password.
    pub hash: [u8; 32],
}

/// Shows nothing.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

/// Lets somebody look, or gives a new password to who may look already.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn admit(
    connection: &Connection,
    (name, secret): (&str, &Secret),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO staff (name, salt, hash, added_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET salt = ?2, hash = ?3, ended_at = NULL, failures = 0, locked_until = 0",
        params![name, secret.salt, secret.hash, hand.at.unix_ms()],
    )?;
    hand.note(connection, "staff admitted", &format!("name={name}"))
}

/// Ends somebody's looking; returns whether there was such a name.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn end(connection: &Connection, name: &str, hand: &Hand<'_>) -> Result<bool, StoreError> {
    let sql = "UPDATE staff SET ended_at = ?2 WHERE name = ?1 AND ended_at IS NULL";
    let ended = connection.execute(sql, params![name, hand.at.unix_ms()])? > 0;
    if ended {
        hand.note(connection, "staff ended", &format!("name={name}"))?;
    }
    Ok(ended)
}

/// Everybody who may look.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn names(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT name FROM staff WHERE ended_at IS NULL ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The secret of a name that may look, and until when it must wait.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn find(
    connection: &Connection,
    name: &str,
) -> Result<Option<(Secret, Timestamp)>, StoreError> {
    let sql = "SELECT salt, hash, locked_until FROM staff WHERE name = ?1 AND ended_at IS NULL";
    let found = connection.query_row(sql, [name], |row| {
        let secret = Secret {
            salt: row.get(0)?,
            hash: row.get(1)?,
        };
        Ok((secret, Timestamp::from_unix_ms(row.get(2)?)))
    });
    Ok(found.optional()?)
}

/// Counts a wrong password, before anybody is told that it was wrong.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn count_failure(
    connection: &Connection,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE staff SET failures = failures + 1 WHERE name = ?1 RETURNING failures";
    let failures: Option<u32> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?;
    let over = failures.unwrap_or(0).checked_sub(FREE_FAILURES);
    let Some(over) = over else { return Ok(()) };
    let wait = FIRST_WAIT_MS << over.min(MOST_DOUBLINGS);
    let until = now.plus_ms(wait).unix_ms();
    let sql = "UPDATE staff SET locked_until = ?2 WHERE name = ?1";
    connection.execute(sql, params![name, until])?;
    Ok(())
}

/// Forgets wrong passwords after a right one.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn clear_failures(connection: &Connection, name: &str) -> Result<(), StoreError> {
    let sql = "UPDATE staff SET failures = 0, locked_until = 0 WHERE name = ?1";
    connection.execute(sql, [name])?;
    Ok(())
}

/// What one dealer sold today, in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The dealer's code.
    pub dealer: String,
    /// ISO 4217.
    pub currency: String,
    /// Its business day.
    pub day: String,
    /// Captured payments.
    pub payments: u64,
    /// Their credited sum, minor units.
    pub credited: i64,
}

/// What every dealer sold today.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn today(connection: &Connection, now: Timestamp) -> Result<Vec<Today>, StoreError> {
    let mut rows = Vec::new();
    for whose in days::dealers(connection)? {
        let day = business_day(now, whose.utc_offset_min);
        let totals = registry::totals(connection, (whose.dealer, &whose.currency), &day)?;
        rows.push(Today {
            dealer: whose.code,
            currency: whose.currency,
            day,
            payments: totals.rows,
            credited: totals.amount.get(),
        });
    }
    Ok(rows)
}

/// A payment of which the provider has not said what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// TRANSID.
    pub transid: i64,
    /// The dealer's code.
    pub dealer: String,
    /// The point's code.
    pub point: String,
    /// The provider's number.
    pub provider: u32,
    /// Credited sum, minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Since when it is in work.
    pub since: Timestamp,
    /// How often the provider was asked.
    pub attempts: u32,
    /// Whether no machine goes on with it.
    pub waits_for_a_person: bool,
}

/// Payments in work, the oldest first; how many there are in all, and at most `most` of them.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn unknown(connection: &Connection, most: u32) -> Result<(u64, Vec<Unknown>), StoreError> {
    const OPEN: &str = "FROM outbox o JOIN payment p ON p.id = o.payment_id
        JOIN party q ON q.id = p.point JOIN party d ON d.id = q.parent JOIN account a ON a.id = p.deposit
       WHERE o.gateway = 'provider' AND o.done_at IS NULL";
    let count = format!("SELECT count(*) {OPEN}");
    let count: i64 = connection.query_row(&count, [], |row| row.get(0))?;
    let sql = format!(
        "SELECT p.id, d.code, q.code, p.provider, p.amount, a.currency, o.added_at, o.attempts, o.review IS NOT NULL
           {OPEN} ORDER BY o.added_at LIMIT ?1"
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([most], |row| {
        Ok(Unknown {
            transid: row.get(0)?,
            dealer: row.get(1)?,
            point: row.get(2)?,
            provider: row.get(3)?,
            amount: row.get(4)?,
            currency: row.get(5)?,
            since: Timestamp::from_unix_ms(row.get(6)?),
            attempts: row.get(7)?,
            waits_for_a_person: row.get(8)?,
        })
    })?;
    Ok((count.unsigned_abs(), rows.collect::<Result<_, _>>()?))
}

/// The ends of the chains.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    /// Number and hash of the last audit record.
    pub audit: Option<(i64, [u8; 32])>,
    /// Day and time of the last signed head.
    pub closed: Option<(String, Timestamp)>,
}

/// The ends of the chains.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn heads(connection: &Connection) -> Result<Heads, StoreError> {
    let sql = "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1";
    let audit = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let sql = "SELECT day, at FROM head ORDER BY n DESC LIMIT 1";
    let closed = connection.query_row(sql, [], |row| {
        Ok((row.get(0)?, Timestamp::from_unix_ms(row.get(1)?)))
    });
    Ok(Heads {
        audit: audit.optional()?,
        closed: closed.optional()?,
    })
}
