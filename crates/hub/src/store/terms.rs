//! The terms that an operator sets for dealers and points: standing, hours, limits, permissions, credit, black list.
//! Every change is a record of the audit chain with the name of who made it.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::evidence::{AuditNote, note};
use crate::core::limits::{Cap, Hours, Standing};
use crate::core::minor::Minor;
use crate::core::payment::PartyId;

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// Name of a person.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

impl Hand<'_> {
    pub(super) fn note(
        &self,
        connection: &Connection,
        what: &str,
        record: &str,
    ) -> Result<(), StoreError> {
        let record = format!("{record} by={}", self.by);
        let note_of = AuditNote {
            what,
            record: &record,
            at: self.at,
        };
        note(connection, &note_of)
    }
}

/// The party with that dealer's code, or that point of it.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn party_of(
    connection: &Connection,
    dealer: &DealerCode,
    point: Option<&PointCode>,
) -> Result<Option<PartyId>, StoreError> {
    let sql = "SELECT coalesce(p.id, d.id) FROM party d
                 LEFT JOIN party p ON p.parent = d.id AND p.kind = 'point' AND p.code = ?2
                WHERE d.kind = 'dealer' AND d.code = ?1 AND (?2 IS NULL OR p.id IS NOT NULL)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(
            params![dealer.as_wire(), point.map(PointCode::as_wire)],
            |row| row.get(0).map(PartyId::new),
        )
        .optional()?)
}

/// Lets a party work or keeps it from it.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_standing(
    connection: &Connection,
    party: PartyId,
    (standing, reason): (Standing, &str),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE party SET standing = ?2 WHERE id = ?1",
        params![party.get(), standing.as_key()],
    )?;
    let record = format!(
        "party={} standing={} reason={reason}",
        party.get(),
        standing.as_key()
    );
    hand.note(connection, "standing", &record)
}

/// Sets a point's timetable; none is always.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_hours(
    connection: &Connection,
    point: PartyId,
    hours: Option<Hours>,
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let (opens, closes) = (hours.map(|h| h.opens), hours.map(|h| h.closes));
    connection.execute(
        "UPDATE party SET opens = ?2, closes = ?3 WHERE id = ?1",
        params![point.get(), opens, closes],
    )?;
    let record = format!("party={} opens={opens:?} closes={closes:?}", point.get());
    hand.note(connection, "hours", &record)
}

/// Sets a limit; provider 0 means all of them together.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_cap(
    connection: &Connection,
    (party, provider, currency): (PartyId, u32, &str),
    cap: Cap,
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let (per_payment, per_day) = (cap.per_payment.map(Minor::get), cap.per_day.map(Minor::get));
    connection.execute(
        "INSERT INTO cap (party, provider, currency, per_payment, per_day) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET per_payment = ?4, per_day = ?5",
        params![party.get(), provider, currency, per_payment, per_day],
    )?;
    let record = format!(
        "party={} provider={provider} currency={currency} per_payment={per_payment:?} per_day={per_day:?}",
        party.get()
    );
    hand.note(connection, "limit", &record)
}

/// What is said about a party and a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// It may not sell for that provider.
    Denied,
    /// The provider knows this point.
    Registered,
}

impl Permission {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Registered => "registered",
        }
    }
}

/// Says something about a party and a provider, or takes it back.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_permission(
    connection: &Connection,
    (party, provider): (PartyId, u32),
    (permission, holds): (Permission, bool),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let sql = if holds {
        "INSERT INTO permission (party, provider, word) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM permission WHERE party = ?1 AND provider = ?2 AND word = ?3"
    };
    connection.execute(sql, params![party.get(), provider, permission.as_key()])?;
    let word = permission.as_key();
    let record = format!("party={} provider={provider} {word}={holds}", party.get());
    hand.note(connection, "permission", &record)
}

/// Lets a deposit go below zero by so much. Refused by the books where it is already lower.
///
/// # Errors
/// [`StoreError`] when the books cannot be written or the deposit owes more than that.
pub fn set_credit(
    connection: &Connection,
    (dealer, currency): (PartyId, &str),
    limit: Minor,
    hand: &Hand<'_>,
) -> Result<bool, StoreError> {
    let floor = Minor::ZERO.minus(limit)?;
    let changed = connection.execute(
        "UPDATE account SET floor = ?3 WHERE owner = ?1 AND kind = 'deposit' AND currency = ?2",
        params![dealer.get(), currency, floor.get()],
    )?;
    let record = format!(
        "party={} currency={currency} limit={}",
        dealer.get(),
        limit.get()
    );
    hand.note(connection, "credit", &record)?;
    Ok(changed == 1)
}

/// Details that nobody may pay to. One of number and account may be empty, which means any.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// NUMBER.
    pub number: String,
    /// ACCOUNT.
    pub account: String,
    /// The provider's number; 0 means whatever the provider.
    pub provider: u32,
}

/// Shows no number or account.
impl Debug for Listed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// Puts details on the black list, or takes them off. Returns whether that changed anything.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_listed(
    connection: &Connection,
    details: &Listed,
    reason: Option<&str>,
    hand: &Hand<'_>,
) -> Result<bool, StoreError> {
    let changed = match reason {
        Some(reason) => connection.execute(
            "INSERT INTO black_list (number, account, provider, reason, added_by, added_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            params![
                details.number,
                details.account,
                details.provider,
                reason,
                hand.by,
                hand.at.unix_ms()
            ],
        )?,
        None => connection.execute(
            "DELETE FROM black_list WHERE number = ?1 AND account = ?2 AND provider = ?3",
            params![details.number, details.account, details.provider],
        )?,
    };
    // The chain is kept for ever and read by many: no personal data in it.
    let record = format!("provider={} added={}", details.provider, reason.is_some());
    hand.note(connection, "black list", &record)?;
    Ok(changed > 0)
}

/// One party as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `dealer` or `point`.
    pub kind: String,
    /// The dealer's code.
    pub dealer: String,
    /// The point's code, empty for a dealer.
    pub point: String,
    /// Its standing.
    pub standing: Standing,
    /// Its timetable.
    pub hours: Option<Hours>,
    /// Keys that may sign.
    pub keys: u32,
    /// When a request of it last came.
    pub last_seen: Option<Timestamp>,
}

/// Every dealer with its points.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn parties(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT p.kind, coalesce(d.code, p.code), CASE p.kind WHEN 'point' THEN p.code ELSE '' END, p.standing,
                p.opens, p.closes, (SELECT count(*) FROM key k WHERE k.party = p.id AND k.revoked_at IS NULL),
                (SELECT max(coalesce((SELECT max(n.at) FROM nonce n WHERE n.key = k.id), 0),
                            coalesce((SELECT max(y.created_at) FROM payment y WHERE y.opened_by = k.id), 0))
                   FROM key k WHERE k.party = p.id ORDER BY 1 DESC LIMIT 1)
           FROM party p LEFT JOIN party d ON d.id = p.parent
          WHERE p.kind IN ('dealer', 'point') ORDER BY 2, 1, 3",
    )?;
    let mut rows = statement.query([])?;
    let mut parties = Vec::new();
    while let Some(row) = rows.next()? {
        let standing: String = row.get(3)?;
        let (opens, closes): (Option<u16>, Option<u16>) = (row.get(4)?, row.get(5)?);
        let seen: Option<i64> = row.get(7)?;
        parties.push(Row {
            kind: row.get(0)?,
            dealer: row.get(1)?,
            point: row.get(2)?,
            standing: Standing::from_key(&standing).ok_or(StoreError::BadRow {
                table: "party",
                column: "standing",
            })?,
            hours: opens
                .zip(closes)
                .map(|(opens, closes)| Hours { opens, closes }),
            keys: row.get(6)?,
            last_seen: seen.filter(|at| *at > 0).map(Timestamp::from_unix_ms),
        });
    }
    Ok(parties)
}
