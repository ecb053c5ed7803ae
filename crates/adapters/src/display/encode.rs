//! Rows as the bytes of a command set.

use super::charset::Charset;
use super::{COLUMNS, Commands, DisplayConfig, Page, Row, Rows};

const ESC: u8 = 0x1b;
const CLEAR: u8 = 0x0c;
const CR: u8 = 0x0d;
/// Epson: the cursor goes to a column and a row, both counted from 1.
const MOVE: [u8; 2] = [0x1f, 0x24];

/// What a display is told when it is opened: forget everything, these characters, nothing shown.
pub(super) fn greeting(config: &DisplayConfig) -> Vec<u8> {
    let mut bytes = vec![ESC, b'@'];
    let usual = match config.page {
        // Displays number their pages otherwise than printers do.
        Page::Pc866 => Some(11),
        Page::Wpc1251 => Some(12),
        Page::Latin => None,
    };
    if let Some(number) = config.page_number.or(usual) {
        bytes.extend([ESC, b't', number]);
    }
    bytes.push(CLEAR);
    bytes
}

/// Both rows, whole: what stood there before is written over and does not flicker.
pub(super) fn rows(config: &DisplayConfig, rows: &Rows) -> Vec<u8> {
    let charset = Charset {
        page: config.page,
        language: rows.language,
    };
    let mut bytes = Vec::new();
    for (place, row) in (0_u8..).zip(&rows.rows) {
        let text = row_bytes(row, charset);
        match config.commands {
            Commands::Epson => {
                bytes.extend(MOVE);
                bytes.extend([1, 1 + place]);
                bytes.extend(text);
            }
            Commands::Cd5220 => {
                bytes.extend([ESC, b'Q', b'A' + place]);
                bytes.extend(text);
                bytes.push(CR);
            }
        }
    }
    bytes
}

/// Exactly as many bytes as there are columns.
fn row_bytes(row: &Row, charset: Charset) -> Vec<u8> {
    let mut left = charset.bytes(&row.left);
    let mut right = charset.bytes(&row.right);
    if right.len() > COLUMNS {
        right.retain(|byte| *byte != b' ');
    }
    if right.len() > COLUMNS {
        // Half a sum is another sum.
        right.clear();
    }
    let gap = usize::from(!right.is_empty());
    left.truncate(COLUMNS.saturating_sub(right.len() + gap));
    left.resize(COLUMNS.saturating_sub(right.len()), b' ');
    left.extend(right);
    left
}
