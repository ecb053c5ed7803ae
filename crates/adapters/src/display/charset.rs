//! The characters of a display. No byte below a blank ever comes from here: a text cannot command.

use encoding_rs::{IBM866, WINDOWS_1251};
use paydesk_cheque::charset::latin::{Letters, is_among_capitals, spelled_letter};
use paydesk_domain::language::Language;

use super::Page;

/// A page and the language in which Cyrillic is spelled where the page has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charset {
    pub(super) page: Page,
    pub(super) language: Language,
}

/// What stands for signs that displays do not have.
const SIGNS: [(&str, &str); 8] = [
    ("\u{a0}\u{202f}\u{2009}", " "),
    ("«»„“”", "\""),
    ("‘’", "'"),
    ("–—−‑", "-"),
    ("…", "..."),
    ("₽", "р."),
    ("€", "EUR"),
    ("№", "No."),
];

impl Charset {
    /// The bytes of a text, one for each column that it takes.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.chars().peekable();
        let mut before = None;
        while let Some(c) = rest.next() {
            let has_capitals = is_among_capitals(before, rest.peek());
            self.push(&mut bytes, (c, has_capitals));
            before = Some(c);
        }
        bytes
    }

    fn push(self, bytes: &mut Vec<u8>, (c, has_capitals): (char, bool)) {
        if let Some(byte) = self.on_page(c) {
            bytes.push(byte);
        } else if let Some((_, sign)) = SIGNS.iter().find(|(from, _)| from.contains(c)) {
            // Signs are spelled in what every page has but for the rouble's letter.
            for c in sign.chars() {
                match self.on_page(c) {
                    Some(byte) => bytes.push(byte),
                    None => self.spell(bytes, (c, has_capitals)),
                }
            }
        } else if !c.is_control() {
            self.spell(bytes, (c, has_capitals));
        }
    }

    fn on_page(self, c: char) -> Option<u8> {
        if matches!(c, ' '..='~') {
            return u8::try_from(c).ok();
        }
        let table = match self.page {
            Page::Pc866 => IBM866,
            Page::Wpc1251 => WINDOWS_1251,
            Page::Latin => return None,
        };
        if c.is_control() {
            return None;
        }
        let mut utf8 = [0; 4];
        let (encoded, _, is_missing) = table.encode(c.encode_utf8(&mut utf8));
        match (is_missing, encoded.as_ref()) {
            // The no-break space is a blank by another number, and a mark on some displays.
            (false, [byte]) if *byte >= 0x80 && c != '\u{a0}' => Some(*byte),
            _ => None,
        }
    }

    fn spell(self, bytes: &mut Vec<u8>, (c, has_capitals): (char, bool)) {
        // The one Bulgarian letter that no page has.
        let c = match c {
            'ѝ' => 'и',
            'Ѝ' => 'И',
            other => other,
        };
        if let Some(byte) = self.on_page(c) {
            return bytes.push(byte);
        }
        let letters = match self.language {
            Language::Bg => Letters::Bulgarian,
            Language::Ru | Language::En => Letters::Russian,
        };
        match spelled_letter(c, letters, has_capitals) {
            Some(spelled) => bytes.extend(spelled.bytes()),
            None => bytes.push(b'?'),
        }
    }
}
