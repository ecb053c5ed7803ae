//! Base64 armour with a CRC-24, in the one form writers produce.
//!
//! The vendor's decoder skips spaces, tabs, CR and NUL anywhere and takes lines of any length. Ours
//! takes only lines of 64 characters with CRLF, so that one signature has exactly one text.
//!
//! Source: dealer protocol, part 1.1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_24_OPENPGP, Crc, Table};

use super::error::{ArmourFault, IprivError};

const CRC_24: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_24_OPENPGP);
const LINE_BYTES: usize = 48;
const LINE_WITH_END: usize = 66;
const CHECKSUM: usize = 5;

/// `=` and four characters: the CRC-24 as every text of this layer carries it.
pub(super) fn checksum_line(bytes: &[u8]) -> [u8; CHECKSUM] {
    static TABLE: Crc<u32, Table<16>> = CRC_24;
    let [_, high, middle, low] = TABLE.checksum(bytes).to_be_bytes();
    let mut line = [b'='; CHECKSUM];
    // Three bytes always make four characters.
    if let Some(characters) = line.get_mut(1..) {
        let _ = STANDARD.encode_slice([high, middle, low], characters);
    }
    line
}

/// Armours `bytes`; no line end after the checksum.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(3).div_euclid(2));
    for line in bytes.chunks(LINE_BYTES) {
        STANDARD.encode_string(line, &mut text);
        text.push_str("\r\n");
    }
    text.extend(checksum_line(bytes).map(char::from));
    text
}

/// The bytes under the armour; any other text than [`encode`] makes is refused.
pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>, IprivError> {
    let (lines, checksum) = text
        .split_last_chunk::<CHECKSUM>()
        .ok_or(ArmourFault::Lines)?;
    if lines.is_empty() {
        return Err(ArmourFault::Lines.into());
    }
    let mut bytes = vec![
        0;
        lines
            .len()
            .div_ceil(LINE_WITH_END)
            .saturating_mul(LINE_BYTES)
    ];
    let mut length = 0_usize;
    let mut slots = bytes.chunks_mut(LINE_BYTES);
    for line in lines.chunks(LINE_WITH_END) {
        // Only the last line may be short, and only a short line leaves its slot unfilled.
        if !length.is_multiple_of(LINE_BYTES) {
            return Err(ArmourFault::Characters.into());
        }
        let characters = line.strip_suffix(b"\r\n").ok_or(ArmourFault::Lines)?;
        let slot = slots.next().ok_or(ArmourFault::Lines)?;
        let decoded = STANDARD
            .decode_slice(characters, slot)
            .map_err(|_| ArmourFault::Characters)?;
        if decoded == 0 {
            return Err(ArmourFault::Lines.into());
        }
        length = length.saturating_add(decoded);
    }
    bytes.truncate(length);
    if checksum_line(&bytes) == *checksum {
        Ok(bytes)
    } else {
        Err(ArmourFault::Checksum.into())
    }
}

#[cfg(test)]
mod tests;
