//! The key card a dealer gets before a key is made: which user id and which serial the key shall
//! have.
//!
//! Source: dealer protocol, part 1.4.

use super::armour::checksum_line;
use super::error::IprivError;
use super::frame::Party;

const VERSION: &[u8] = b"Version: 01\r\nUser ID: ";
const SERIAL: &[u8] = b"\r\nUser Key: ";

/// User id and serial of a key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCard {
    /// 1 to 99999999.
    pub serial: u32,
    /// 1 to 20 bytes.
    pub user_id: Vec<u8>,
}

impl KeyCard {
    /// Reads a card; one final CRLF is let through.
    ///
    /// # Errors
    /// `KeyCard` for any text [`KeyCard::write`] would not make.
    pub fn read(bytes: &[u8]) -> Result<Self, IprivError> {
        let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        Self::fields(bytes)
            .filter(|card| card.write().is_ok_and(|text| text == bytes))
            .ok_or(IprivError::KeyCard)
    }

    fn fields(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(VERSION)?;
        let end = rest.iter().position(|byte| *byte == b'\r')?;
        let (user_id, rest) = rest.split_at_checked(end)?;
        let digits = rest
            .strip_prefix(SERIAL)?
            .split(|byte| *byte == b'\r')
            .next()?;
        let serial = std::str::from_utf8(digits).ok()?.parse().ok()?;
        Some(Self {
            serial,
            user_id: user_id.to_vec(),
        })
    }

    /// The text of the card.
    ///
    /// # Errors
    /// `Argument` for a serial or user id that does not fit the format.
    pub fn write(&self) -> Result<Vec<u8>, IprivError> {
        Party {
            user_id: &self.user_id,
            serial: self.serial,
        }
        .check()?;
        let serial = self.serial.to_string();
        let mut text = [VERSION, &self.user_id, SERIAL, serial.as_bytes(), b"\r\n"].concat();
        let checksum = checksum_line(&text);
        text.extend_from_slice(&checksum);
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
