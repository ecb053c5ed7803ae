//! Which characters paper can show, and what stands for the others.
//!
//! Two steps, so that widths never change after they were measured: [`clean`] brings any text to the
//! characters of windows-1251, or to Latin ones, in which one character is one column; [`bytes`] turns each into
//! exactly one byte of a page.
//! Nothing here lets a control character through: a name with `ESC @` in it must not reset a printer.

pub mod latin;
mod pages;
mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{IBM866, WINDOWS_1251};
use paydesk_domain::language::Language;

use crate::profile::{Encoding, Script};
pub(crate) use latin::Letters;
use pages::{PC437, PC852, PC855, PC858, sorted};
use table::{COMPOSED, EXPANDED, NARROWED};

/// Keeps the digits of a sum together until the lines are broken; never leaves the layout.
pub(crate) const NO_BREAK_SPACE: char = '\u{a0}';
/// For a character nobody can spell. Not `?`: that reads as a fault of the printer, this as a gap.
pub(crate) const UNKNOWN: char = '_';

impl Letters {
    /// The letters of a paper in a language, for a printer that has a script.
    pub(crate) const fn of(script: Script, language: Language) -> Self {
        match (script, language) {
            (Script::Cyrillic, _) => Self::All,
            (Script::Latin, Language::Bg) => Self::Bulgarian,
            (Script::Latin, Language::Ru | Language::En) => Self::Russian,
        }
    }
}

/// One line of printable characters: blanks run together, ends trimmed.
pub(crate) fn clean(text: &str, letters: Letters) -> String {
    let line = clean_to_1251(text);
    match letters {
        Letters::All => line,
        Letters::Russian | Letters::Bulgarian => {
            let narrowed = |ch| narrowed(ch).filter(char::is_ascii).unwrap_or(UNKNOWN);
            latin::spell(&line, letters, narrowed).trim().to_owned()
        }
    }
}

fn clean_to_1251(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for ch in compose(text) {
        if is_no_break(ch) {
            line.push(NO_BREAK_SPACE);
        } else if ch.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            push_printable(&mut line, ch);
        }
    }
    // A line of no-break spaces only is as empty as any other.
    line.trim().to_owned()
}

/// The bytes of a cleaned line, one for each character. Never a control byte.
pub(crate) fn bytes(line: &str, encoding: Encoding) -> Vec<u8> {
    if let Page::Known(table) = page_of(encoding) {
        let (whole, _, has_gaps) = table.encode(line);
        let is_printable = |byte: &u8| (0x20..=0x7e).contains(byte) || *byte >= 0x80;
        if !has_gaps && !line.contains(NO_BREAK_SPACE) && whole.iter().all(is_printable) {
            return whole.into_owned();
        }
    }
    line.chars().map(|ch| byte(ch, encoding)).collect()
}

/// The byte of one character; `_` for what is neither on the page nor has a neighbour there.
fn byte(ch: char, encoding: Encoding) -> u8 {
    // The no-break space has its own byte on each page; the plain one is right on all of them.
    let ch = if ch == NO_BREAK_SPACE { ' ' } else { ch };
    on_page(ch, encoding)
        .or_else(|| narrowed(ch).and_then(|spare| on_page(spare, encoding)))
        .unwrap_or(b'_')
}

fn on_page(ch: char, encoding: Encoding) -> Option<u8> {
    if ch.is_control() {
        return None;
    }
    if ch.is_ascii() {
        return u8::try_from(ch).ok();
    }
    match page_of(encoding) {
        Page::Known(table) => {
            let mut utf8 = [0; 4];
            let (bytes, _, has_gaps) = table.encode(ch.encode_utf8(&mut utf8));
            match (has_gaps, bytes.as_ref()) {
                (false, [only]) if *only >= 0x80 => Some(*only),
                _ => None,
            }
        }
        Page::Own(rows) => {
            let place = rows.binary_search_by_key(&ch, |row| row.0).ok()?;
            rows.get(place).map(|row| row.1)
        }
        Page::SevenBits => None,
    }
}

/// Where the bytes of a table come from.
enum Page {
    /// A crate has it.
    Known(&'static encoding_rs::Encoding),
    /// We have it, in the order of code points.
    Own(&'static [(char, u8); 128]),
    /// There is nothing above 0x7f.
    SevenBits,
}

const fn page_of(encoding: Encoding) -> Page {
    const ROWS_855: [(char, u8); 128] = sorted(&PC855);
    const ROWS_852: [(char, u8); 128] = sorted(&PC852);
    const ROWS_858: [(char, u8); 128] = sorted(&PC858);
    const ROWS_437: [(char, u8); 128] = sorted(&PC437);
    match encoding {
        Encoding::Wpc1251 => Page::Known(WINDOWS_1251),
        Encoding::Pc866 => Page::Known(IBM866),
        Encoding::Pc855 => Page::Own(&ROWS_855),
        Encoding::Pc852 => Page::Own(&ROWS_852),
        Encoding::Pc858 => Page::Own(&ROWS_858),
        Encoding::Pc437 => Page::Own(&ROWS_437),
        Encoding::Ascii => Page::SevenBits,
    }
}

/// What stands on a poorer page for a character of windows-1251.
pub(crate) fn narrowed(ch: char) -> Option<char> {
    static ROWS: LazyLock<HashMap<char, char>> = LazyLock::new(|| by_character(NARROWED));
    ROWS.get(&ch).copied()
}

/// The characters of windows-1251 that spell one which it lacks.
fn expanded(ch: char) -> Option<&'static str> {
    static ROWS: LazyLock<HashMap<char, &str>> = LazyLock::new(|| by_character(EXPANDED));
    ROWS.get(&ch).copied()
}

/// A table as it is looked up; of two rows for one character the first counts.
fn by_character<T: Copy>(table: &[(&str, T)]) -> HashMap<char, T> {
    let rows = table.iter().rev();
    rows.flat_map(|(from, to)| from.chars().map(|ch| (ch, *to)))
        .collect()
}

fn push_printable(line: &mut String, ch: char) {
    let is_plain = matches!(ch, ' '..='_' | 'a'..='~' | 'А'..='я' | 'ё' | 'Ё' | '№');
    if is_plain {
        line.push(ch);
    } else if is_invisible(ch) {
        // Dropped: it has no width, and in a terminal some of these turn the line around.
    } else if let Some(spelled) = expanded(ch) {
        line.push_str(spelled);
    } else if let Some(digit) = foreign_digit(ch) {
        line.push(digit);
    } else if on_page(ch, Encoding::Wpc1251).is_some() {
        line.push(ch);
    } else {
        line.push(UNKNOWN);
    }
}

/// Joins a letter and its combining mark where the page has the letter, for instance `и` and a breve.
fn compose(text: &str) -> Vec<char> {
    let mut composed: Vec<char> = Vec::with_capacity(text.len());
    for ch in text.chars() {
        let mark = Some(ch).filter(|ch| ('\u{300}'..='\u{36f}').contains(ch));
        let joined = composed.last().zip(mark).and_then(|(last, ch)| {
            COMPOSED
                .iter()
                .find(|(base, mark, _)| base == last && *mark == ch)
                .map(|row| row.2)
        });
        match (joined, composed.last_mut()) {
            (Some(joined), Some(last)) => *last = joined,
            _ => composed.push(ch),
        }
    }
    composed
}

const fn is_no_break(ch: char) -> bool {
    matches!(ch, NO_BREAK_SPACE | '\u{2007}' | '\u{202f}')
}

/// Controls, combining marks, joiners, variation selectors, turns of direction.
const fn is_invisible(ch: char) -> bool {
    matches!(ch,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}'
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Full-width, Arabic and Devanagari digits: a number must stay readable.
fn foreign_digit(ch: char) -> Option<char> {
    let code = u32::from(ch);
    [0xff10, 0x0660, 0x06f0, 0x0966]
        .into_iter()
        .find_map(|zero: u32| {
            let value = code.checked_sub(zero)?;
            char::from_digit(value, 10)
        })
}

#[cfg(test)]
pub(crate) mod tests;
