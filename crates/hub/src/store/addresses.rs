//! From where the requests of a dealer or point may come.

use std::net::IpAddr;

use rusqlite::{Connection, params};

use super::StoreError;
use super::terms::Hand;
use crate::core::network::Network;
use crate::core::payment::PartyId;

/// Sets the networks of a party; none lets it ask from anywhere.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn set(
    connection: &Connection,
    (party, networks): (PartyId, &[Network]),
    hand: &Hand<'_>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM party_network WHERE party = ?1";
    connection.execute(sql, [party.get()])?;
    let mut listed = Vec::new();
    for network in networks {
        let text = network.to_string();
        let sql =
            "INSERT INTO party_network (party, network) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        connection.execute(sql, params![party.get(), text])?;
        listed.push(text);
    }
    let (party, listed) = (party.get(), listed.join(","));
    let record = format!("party={party} networks={listed}");
    hand.note(connection, "addresses", &record)
}

/// Whether this party may ask from there. A point's own list counts alone; without one its dealer's does.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn may_come_from(
    connection: &Connection,
    party: PartyId,
    address: IpAddr,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT network FROM party_network WHERE party = ?1
         UNION ALL SELECT n.network FROM party p JOIN party_network n ON n.party = p.parent
          WHERE p.id = ?1 AND NOT EXISTS (SELECT 1 FROM party_network WHERE party = ?1)",
    )?;
    let mut rows = statement.query([party.get()])?;
    let mut is_free = true;
    while let Some(row) = rows.next()? {
        is_free = false;
        let text: String = row.get(0)?;
        let network = Network::parse(&text).ok_or(StoreError::BadRow {
            table: "party_network",
            column: "network",
        })?;
        if network.holds(address) {
            return Ok(true);
        }
    }
    Ok(is_free)
}
