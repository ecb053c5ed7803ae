//! From the bytes of a scanner to texts.

use encoding_rs::{Encoding, KOI8_R, UTF_8, WINDOWS_1251};
use paydesk_domain::bill::MAX_BILL;

use super::Scan;

/// Longest code, in bytes: a bill's.
pub const MAX_SCAN: usize = MAX_BILL;
/// A code comes in one go. What follows a longer pause is another one, and what was before it never ended.
const LONGEST_PAUSE_MS: u64 = 500;
/// How the code of a bill begins; the digit behind it says in which letters the rest is.
const BILL: &[u8] = b"ST0001";
/// Parts the fields of some codes; many scanners leave it out.
const GROUP_SEPARATOR: u8 = 0x1d;
const UTF_8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// Bytes that are no whole code yet.
#[derive(Debug, Default)]
pub struct Gather {
    held: Vec<u8>,
    is_too_long: bool,
    last_ms: u64,
}

impl Gather {
    /// Takes the next bytes, which came at this moment on a clock that never goes back. Gives the codes that ended.
    pub fn take(&mut self, bytes: &[u8], at_ms: u64) -> Vec<Scan> {
        if bytes.is_empty() {
            return Vec::new();
        }
        if at_ms.saturating_sub(self.last_ms) > LONGEST_PAUSE_MS {
            self.held.clear();
            self.is_too_long = false;
        }
        self.last_ms = at_ms;
        bytes.iter().filter_map(|byte| self.push(*byte)).collect()
    }

    fn push(&mut self, byte: u8) -> Option<Scan> {
        if !matches!(byte, b'\r' | b'\n') {
            if self.held.len() < MAX_SCAN {
                self.held.push(byte);
            } else {
                self.is_too_long = true;
            }
            return None;
        }
        let held = std::mem::take(&mut self.held);
        if std::mem::take(&mut self.is_too_long) {
            return Some(Scan::Unreadable);
        }
        // The second half of CR LF ends nothing.
        (!held.is_empty()).then(|| text(&held).map_or(Scan::Unreadable, Scan::Text))
    }
}

/// The text of one code. Letters are read as the code says, and never guessed: a payee's name that is read wrongly
/// may be another's.
fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let digit = bytes.strip_prefix(BILL).and_then(|rest| rest.first());
    let encoding: &Encoding = match digit {
        Some(b'1') => WINDOWS_1251,
        Some(b'3') => KOI8_R,
        Some(_) | None => UTF_8,
    };
    let is_bill = digit.is_some();
    let kept: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| is_bill || *byte != GROUP_SEPARATOR)
        .collect();
    let text = encoding.decode_without_bom_handling_and_without_replacement(&kept)?;
    let text = text.trim();
    (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned())
}
