//! What stands in a dealer's registry of a day: every payment that was captured on it, and no other.
//!
//! The business day is set at the capture, so a day that is over gets no further rows, and its registry never changes.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::StoreError;
use crate::core::minor::Minor;
use crate::core::payment::PartyId;

/// One captured payment.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// TRANSID.
    pub transid: i64,
    /// The point's code.
    pub point: String,
    /// SESSION.
    pub session: String,
    /// When it first arrived.
    pub created_at: Timestamp,
    /// When it was captured.
    pub captured_at: Timestamp,
    /// NUMBER.
    pub number: String,
    /// ACCOUNT.
    pub account: String,
    /// The provider's number.
    pub provider: u32,
    /// Credited.
    pub amount: Minor,
    /// Taken from the payer.
    pub taken: Minor,
    /// The dealer's commission, a sub-dealer's part included.
    pub commission: Minor,
    /// The provider's own number.
    pub provider_ref: String,
    /// The signed document that filled the SESSION.
    pub request: Vec<u8>,
}

/// Shows no number or account.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("transid", &self.transid)
            .finish_non_exhaustive()
    }
}

/// What a registry adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Payments.
    pub rows: u64,
    /// Credited.
    pub amount: Minor,
}

/// Payments and sum of a dealer's day in one currency.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn totals(
    connection: &Connection,
    (dealer, currency): (PartyId, &str),
    day: &str,
) -> Result<Totals, StoreError> {
    let sql = "SELECT count(*), coalesce(sum(p.amount), 0) FROM party q
                 JOIN payment p ON p.point = q.id AND p.business_date = ?2 AND p.state = 'CAPTURED'
                 JOIN account a ON a.id = p.deposit AND a.currency = ?3
                WHERE q.kind = 'point' AND q.parent = ?1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![dealer.get(), day, currency], |row| {
            Ok(Totals {
                rows: row.get::<_, i64>(0)?.unsigned_abs(),
                amount: Minor::new(row.get(1)?),
            })
        })?)
}

/// Hands over the lines of a dealer's day in one currency, in the order of TRANSID. One at a time: a day may be long.
///
/// # Errors
/// [`StoreError`] when the books cannot be read, and whatever `take` says.
pub fn lines<E: From<StoreError>>(
    connection: &Connection,
    (dealer, currency): (PartyId, &str),
    day: &str,
    mut take: impl FnMut(Line) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT p.id, q.code, p.session, p.created_at, c.at, p.number, p.account, p.provider, p.amount, p.taken,
                      coalesce((SELECT sum(e.amount) FROM entry e JOIN account k ON k.id = e.credit_account
                                 WHERE e.payment_id = p.id AND e.kind = 'post' AND k.kind = 'commission'), 0),
                      coalesce(p.provider_ref, ''), coalesce(m.document, x'')
                 FROM payment p JOIN party q ON q.id = p.point AND q.kind = 'point' AND q.parent = ?1
                 JOIN account a ON a.id = p.deposit AND a.currency = ?3
                 JOIN state_change c ON c.payment_id = p.id AND c.version = p.version
                 JOIN state_change f ON f.payment_id = p.id AND f.version = 1
                 LEFT JOIN message m ON m.id = f.message_id
                WHERE p.business_date = ?2 AND p.state = 'CAPTURED' ORDER BY p.id";
    let failed = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement
        .query(params![dealer.get(), day, currency])
        .map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        take(read(row).map_err(failed)?)?;
    }
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<Line, rusqlite::Error> {
    Ok(Line {
        transid: row.get(0)?,
        point: row.get(1)?,
        session: row.get(2)?,
        created_at: Timestamp::from_unix_ms(row.get(3)?),
        captured_at: Timestamp::from_unix_ms(row.get(4)?),
        number: row.get(5)?,
        account: row.get(6)?,
        provider: row.get(7)?,
        amount: Minor::new(row.get(8)?),
        taken: Minor::new(row.get(9)?),
        commission: Minor::new(row.get(10)?),
        provider_ref: row.get(11)?,
        request: row.get(12)?,
    })
}

/// A dealer with the currency of its first deposit and its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The dealer.
    pub dealer: PartyId,
    /// Its code.
    pub code: String,
    /// Its currency.
    pub currency: String,
    /// Minutes east of UTC.
    pub utc_offset_min: i16,
}

/// The dealer of that code.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn dealer(connection: &Connection, code: &str) -> Result<Option<Whose>, StoreError> {
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT d.id, a.currency, d.utc_offset_min FROM party d
                 JOIN account a ON a.owner = d.id AND a.kind = 'deposit'
                WHERE d.kind = 'dealer' AND d.code = ?1 ORDER BY a.id LIMIT 1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([code], |row| {
            Ok(Whose {
                dealer: PartyId::new(row.get(0)?),
                code: code.to_owned(),
                currency: row.get(1)?,
                utc_offset_min: row.get(2)?,
            })
        })
        .optional()?)
}
