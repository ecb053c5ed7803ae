//! The characters of a display. No byte below a blank ever comes from here: a text cannot command.

use encoding_rs::{IBM866, WINDOWS_1251};
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

/// Small Cyrillic letters in Latin ones.
const SPELLED: [(char, &str); 33] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

/// Where Bulgaria spells otherwise.
const BULGARIAN: [(char, &str); 4] = [('х', "h"), ('щ', "sht"), ('ъ', "a"), ('ь', "y")];

impl Charset {
    /// The bytes of a text, one for each column that it takes.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.chars().peekable();
        let mut before = None;
        while let Some(c) = rest.next() {
            // A word in capitals stays one: ЩИТ is SHCHIT, Щит is Shchit.
            let has_capitals = [before, rest.peek().copied()]
                .iter()
                .flatten()
                .any(|near: &char| near.is_uppercase());
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
        let small = c.to_lowercase().next().unwrap_or(c);
        let own: &[(char, &str)] = match self.language {
            Language::Bg => &BULGARIAN,
            Language::Ru | Language::En => &[],
        };
        let mut tables = own.iter().chain(&SPELLED);
        let Some((_, spelled)) = tables.find(|(from, _)| *from == small) else {
            return bytes.push(b'?');
        };
        for (place, byte) in spelled.bytes().enumerate() {
            let is_capital = c.is_uppercase() && (place == 0 || has_capitals);
            bytes.push(if is_capital {
                byte.to_ascii_uppercase()
            } else {
                byte
            });
        }
    }
}
