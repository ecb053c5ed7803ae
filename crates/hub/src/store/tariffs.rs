//! What a dealer earns from a payment: the rules of the books, else the catalogue.
//!
//! The commission is that of the most particular rule: of the dealer before every dealer's, of the provider before
//! every provider's, of the highest volume band that is reached. The volume is what the dealer's points had checked
//! and not given back since the first of the month, in that currency. It is read once, at the check, and stands in the
//! payment.

use paydesk_domain::commission::Ppm;
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::books::{self, Source};
use super::checks::CheckRequest;
use super::terms::Hand;
use crate::core::minor::Minor;
use crate::core::payment::PartyId;
use crate::core::posting::{SubShare, Tariff};

/// The shares of a payment that is checked now.
pub(super) fn at_check(
    connection: &Connection,
    request: &CheckRequest,
    source: &Source,
) -> Result<Tariff, StoreError> {
    let provider = request.terms.provider;
    let volume = volume(connection, source, request.received.at)?;
    let sql = "SELECT r.commission_ppm FROM tariff_rule r
                WHERE r.currency = ?1 AND (r.dealer = ?2 OR r.dealer IS NULL) AND r.provider IN (0, ?3)
                  AND r.from_volume <= ?4 AND r.valid_from <= ?5 AND r.commission_ppm IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM tariff_rule n
                        WHERE n.currency = r.currency AND n.provider = r.provider AND n.dealer IS r.dealer
                          AND n.from_volume = r.from_volume AND n.valid_from <= ?5
                          AND (n.valid_from, n.id) > (r.valid_from, r.id))
                ORDER BY r.dealer IS NULL, r.provider = 0, r.from_volume DESC LIMIT 1";
    let at = request.received.at.unix_ms();
    let rule: Option<u32> = connection
        .prepare_cached(sql)?
        .query_row(
            params![source.currency, source.dealer, provider, volume.get(), at],
            |row| row.get(0),
        )
        .optional()?;
    Ok(Tariff {
        commission_ppm: rule.unwrap_or(request.tariff.commission_ppm),
        sub: sub_share(connection, request.received.point, provider)?,
        ..request.tariff
    })
}

fn volume(connection: &Connection, source: &Source, at: Timestamp) -> Result<Minor, StoreError> {
    let today = books::business_date(at, source.utc_offset_min);
    let month = format!("{}-01", today.get(..7).unwrap_or(&today));
    let sql = "SELECT coalesce(sum(amount), 0) FROM spent
                WHERE party = ?1 AND provider = 0 AND currency = ?2 AND day BETWEEN ?3 AND ?4";
    Ok(connection.prepare_cached(sql)?.query_row(
        params![source.dealer, source.currency, month, today],
        |row| row.get(0).map(Minor::new),
    )?)
}

fn sub_share(
    connection: &Connection,
    point: PartyId,
    provider: u32,
) -> Result<Option<SubShare>, StoreError> {
    let sql =
        "SELECT s.subdealer, s.share_ppm FROM party p JOIN sub_share s ON s.subdealer = p.subdealer
                WHERE p.id = ?1 AND s.provider IN (0, ?2) ORDER BY s.provider = 0 LIMIT 1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row(params![point.get(), provider], |row| {
            Ok(SubShare {
                party: row.get(0)?,
                ppm: row.get(1)?,
            })
        })
        .optional()?)
}

/// Where a rule about the commission holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The dealer; every dealer without it.
    pub dealer: Option<PartyId>,
    /// The provider's number; 0 means every provider.
    pub provider: u32,
    /// ISO 4217, three capitals.
    pub currency: &'a str,
    /// From this volume of the month on.
    pub from_volume: Minor,
}

/// Adds a rule that holds from `from` on; without a commission the place has no rule from then on.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn add_rule(
    connection: &Connection,
    place: &Place<'_>,
    (commission, from): (Option<Ppm>, Timestamp),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let (dealer, ppm) = (place.dealer.map(PartyId::get), commission.map(Ppm::get));
    connection.execute(
        "INSERT INTO tariff_rule (dealer, provider, currency, from_volume, commission_ppm, valid_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            dealer,
            place.provider,
            place.currency,
            place.from_volume.get(),
            ppm,
            from.unix_ms()
        ],
    )?;
    let record = format!(
        "dealer={dealer:?} provider={} currency={} from_volume={} commission_ppm={ppm:?} valid_from={}",
        place.provider,
        place.currency,
        place.from_volume.get(),
        from.iso()
    );
    hand.note(connection, "tariff", &record)
}

/// Makes a sub-dealer of a dealer, or finds the one that is there.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn subdealer(
    connection: &Connection,
    dealer: PartyId,
    code: &str,
    at: Timestamp,
) -> Result<PartyId, StoreError> {
    connection.execute(
        "INSERT INTO party (kind, code, parent, added_at) VALUES ('subdealer', ?2, ?1, ?3)
         ON CONFLICT DO NOTHING",
        params![dealer.get(), code, at.unix_ms()],
    )?;
    let sql = "SELECT id FROM party WHERE kind = 'subdealer' AND parent = ?1 AND code = ?2";
    Ok(
        connection.query_row(sql, params![dealer.get(), code], |row| {
            row.get(0).map(PartyId::new)
        })?,
    )
}

/// Puts a point under a sub-dealer of its dealer, or directly under the dealer.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn assign(
    connection: &Connection,
    (point, subdealer): (PartyId, Option<PartyId>),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let sub = subdealer.map(PartyId::get);
    connection.execute(
        "UPDATE party SET subdealer = ?2 WHERE id = ?1",
        params![point.get(), sub],
    )?;
    let record = format!("point={} subdealer={sub:?}", point.get());
    hand.note(connection, "sub-dealer", &record)
}

/// What a sub-dealer has of the commission, in parts per million of the credited sum; provider 0 means every provider.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set_share(
    connection: &Connection,
    (subdealer, provider): (PartyId, u32),
    share: Ppm,
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO sub_share (subdealer, provider, share_ppm) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET share_ppm = ?3",
        params![subdealer.get(), provider, share.get()],
    )?;
    let record = format!(
        "subdealer={} provider={provider} share_ppm={}",
        subdealer.get(),
        share.get()
    );
    hand.note(connection, "sub-dealer share", &record)
}

/// The sub-dealer of that code, if the dealer has it.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn find_subdealer(
    connection: &Connection,
    dealer: PartyId,
    code: &str,
) -> Result<Option<PartyId>, StoreError> {
    let sql = "SELECT id FROM party WHERE kind = 'subdealer' AND parent = ?1 AND code = ?2";
    Ok(connection
        .query_row(sql, params![dealer.get(), code], |row| {
            row.get(0).map(PartyId::new)
        })
        .optional()?)
}

/// A rule as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRow {
    /// The dealer's code, empty for every dealer.
    pub dealer: String,
    /// The provider's number; 0 means every provider.
    pub provider: u32,
    /// Its currency.
    pub currency: String,
    /// From this volume of the month on.
    pub from_volume: Minor,
    /// The commission; none ends the place.
    pub commission: Option<Ppm>,
    /// From when on.
    pub valid_from: Timestamp,
}

/// Every rule, the most particular first, the newest of a place first.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn rules(connection: &Connection) -> Result<Vec<RuleRow>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT coalesce(d.code, ''), r.provider, r.currency, r.from_volume, r.commission_ppm, r.valid_from
           FROM tariff_rule r LEFT JOIN party d ON d.id = r.dealer
          ORDER BY r.dealer IS NULL, d.code, r.provider = 0, r.provider, r.currency, r.from_volume DESC,
                   r.valid_from DESC, r.id DESC",
    )?;
    let rows = statement.query_map([], |row| {
        let ppm: Option<u32> = row.get(4)?;
        Ok(RuleRow {
            dealer: row.get(0)?,
            provider: row.get(1)?,
            currency: row.get(2)?,
            from_volume: Minor::new(row.get(3)?),
            commission: ppm.and_then(Ppm::new),
            valid_from: Timestamp::from_unix_ms(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
