//! The self-test slip: what an unknown printer can do, asked of whoever holds the paper.
//!
//! A row for every page number that makers give to a Cyrillic table, rulers for the width, a QR code, a cut and a
//! pulse for the drawer. The answers are a profile. All but the rows is written in seven bits, which every printer
//! shows whatever its page.

use paydesk_domain::language::Language;

use crate::charset::{Letters, clean};
use crate::escpos::test_bytes;
use crate::layout::wrapped;
use crate::profile::{BadProfile, COLUMNS_MIN, Cutter, Encoding, PrinterProfile, QrWay};
use crate::words::{Word, say};

/// Each candidate for the page: its place is the number of its row, from 1, and never changes.
///
/// Source: the page numbers of the printers we know of, the commonest first within each table.
pub const ROWS: [(Encoding, u8); 17] = [
    (Encoding::Wpc1251, 46),
    (Encoding::Wpc1251, 73),
    (Encoding::Wpc1251, 6),
    (Encoding::Wpc1251, 18),
    (Encoding::Wpc1251, 51),
    (Encoding::Wpc1251, 34),
    (Encoding::Pc866, 17),
    (Encoding::Pc866, 59),
    (Encoding::Pc866, 7),
    (Encoding::Pc866, 12),
    (Encoding::Pc866, 37),
    (Encoding::Pc866, 10),
    (Encoding::Pc855, 34),
    (Encoding::Pc855, 60),
    (Encoding::Pc855, 28),
    (Encoding::Pc855, 38),
    (Encoding::Pc855, 11),
];
/// What stands in each row: letters at the ends of the alphabet, and those that pages forget.
pub const SAMPLE: &str = "АБВ абв Ёё №";
/// Widths that a ruler is printed for, with the dots of such paper.
pub const WIDTHS: [(usize, u16); 3] = [(32, 384), (42, 512), (48, 576)];
/// What the QR code of the slip says.
pub const QR_TEXT: &str = "PAYDESK";

/// A slip for a printer.
#[derive(Debug, Clone, Copy)]
pub struct SelfTest<'a> {
    /// Name of the profile that the printer is driven by.
    pub name: &'a str,
    /// That profile.
    pub profile: &'a PrinterProfile,
    /// Language of the questions.
    pub language: Language,
}

/// One piece of the slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A line in seven bits.
    Plain(String),
    /// A row in a table that may not be the printer's.
    Sample {
        /// The table.
        encoding: Encoding,
        /// Its number.
        page: u8,
        /// The row with its number.
        text: String,
    },
    /// A QR code that the printer draws.
    Qr(&'static str),
    /// Feed and cut, whether the profile knows a knife or not.
    Cut,
    /// A pulse for the drawer.
    Drawer,
}

impl SelfTest<'_> {
    /// The bytes of the slip.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        test_bytes(&self.pieces(), self.profile)
    }

    /// The slip as a good printer shows it.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Plain(line) | Piece::Sample { text: line, .. } => {
                    text.push_str(&line);
                    text.push('\n');
                }
                Piece::Qr(content) => text.push_str(&format!("[QR: {content}]\n")),
                Piece::Cut | Piece::Drawer => {}
            }
        }
        text
    }

    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let letters = match self.language {
            Language::Bg => Letters::Bulgarian,
            Language::Ru | Language::En => Letters::Russian,
        };
        let put = |pieces: &mut Vec<Piece>, text: &str| {
            let lines = wrapped(&clean(text, letters), COLUMNS_MIN);
            pieces.extend(lines.into_iter().map(Piece::Plain));
        };
        let word = |word| say(word, self.language);
        let title = format!("{} ({})", word(Word::TestTitle), self.name);
        put(&mut pieces, &title);
        put(&mut pieces, word(Word::TestRows));
        for (place, (encoding, page)) in ROWS.iter().enumerate() {
            pieces.push(Piece::Sample {
                encoding: *encoding,
                page: *page,
                text: format!("{:>2}: {SAMPLE}", place.saturating_add(1)),
            });
        }
        put(&mut pieces, word(Word::TestWidth));
        pieces.extend(WIDTHS.map(|(columns, _)| Piece::Plain(ruler(columns))));
        put(&mut pieces, word(Word::TestQr));
        pieces.push(Piece::Qr(QR_TEXT));
        put(&mut pieces, word(Word::TestCut));
        pieces.push(Piece::Cut);
        pieces.push(Piece::Drawer);
        pieces
    }
}

/// `....:....1....:....2` up to a width that stands at its end.
fn ruler(columns: usize) -> String {
    let end = format!("<{columns}");
    let mark = |place: usize| match place % 10 {
        0 => char::from_digit(u32::try_from(place / 10).unwrap_or(0), 10).unwrap_or('.'),
        5 => ':',
        _ => '.',
    };
    let marks = columns.saturating_sub(end.len());
    (1..=marks).map(mark).chain(end.chars()).collect()
}

/// What was seen on the slip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// Number of a row that reads well; 0 for none.
    pub row: Option<usize>,
    /// The widest ruler that stands in one line.
    pub columns: Option<usize>,
    /// Whether the paper was cut.
    pub is_cut: Option<bool>,
    /// Whether there is a QR code.
    pub is_qr_drawn: Option<bool>,
    /// Whether the drawer opened.
    pub is_drawer_open: Option<bool>,
}

/// An answer that no slip can give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// There is no such row.
    #[error("there is no row {0}; the rows are 1 to {most}, and 0 says that none is readable", most = ROWS.len())]
    Row(usize),
    /// There is no such ruler.
    #[error("there is no ruler of {0}; the rulers are 32, 42 and 48")]
    Width(usize),
    /// The profile the answers are about is not of the program.
    #[error(transparent)]
    Profile(#[from] BadProfile),
}

impl Answers {
    /// The profile that the answers make of a profile of the program, as TOML.
    ///
    /// # Errors
    /// [`BadAnswer`].
    pub fn to_toml(&self, parent: &str) -> Result<String, BadAnswer> {
        let mut lines = vec![
            "# Made from the answers to a self-test.".to_owned(),
            format!("inherits = {}", toml::Value::from(parent)),
        ];
        let before = PrinterProfile::from_toml(&lines.join("\n"))?;
        if let Some(columns) = self.columns {
            let (columns, dots) = WIDTHS
                .into_iter()
                .find(|(width, _)| *width == columns)
                .ok_or(BadAnswer::Width(columns))?;
            lines.push(format!("columns = {columns}\ndots = {dots}"));
        }
        if let Some(is_cut) = self.is_cut {
            let cutter = match (is_cut, before.cutter) {
                (false, _) => Cutter::None,
                (true, Cutter::None) => Cutter::Partial,
                (true, known) => known,
            };
            let feed = if is_cut { 0 } else { 5 };
            lines.push(format!(
                "cutter = \"{}\"\nfeed_lines = {feed}",
                cutter.name()
            ));
        }
        if let Some(is_drawn) = self.is_qr_drawn {
            let way = if is_drawn {
                QrWay::Native
            } else {
                QrWay::Raster
            };
            lines.push(format!("qr = \"{}\"", way.name()));
        }
        match self.row {
            None => {}
            Some(0) => lines.push("encoding = \"ASCII\"".to_owned()),
            Some(row) => {
                let row_of = |row: usize| ROWS.get(row.checked_sub(1)?);
                let (encoding, page) = row_of(row).ok_or(BadAnswer::Row(row))?;
                lines.push(format!("encoding = \"{encoding}\""));
                lines.push(format!("\n[pages]\n{encoding} = {page}"));
            }
        }
        if let Some(is_open) = self.is_drawer_open {
            let pin = before.drawer.map_or(2, |drawer| drawer.pin);
            let pin = if is_open { pin } else { 0 };
            lines.push(format!("\n[drawer]\npin = {pin}"));
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }
}

#[cfg(test)]
mod tests;
