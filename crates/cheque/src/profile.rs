//! What differs from printer to printer: data read from TOML, checked when read.
//!
//! Page numbers are the printer's own and differ between makers; the character table is fixed by its name.

mod builtin;
mod read;

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use serde::Deserialize;

/// The narrowest paper a layout is made for: 58 mm in font A.
pub const COLUMNS_MIN: usize = 32;
/// The widest paper: 112 mm in font A.
pub const COLUMNS_MAX: usize = 80;

/// One kind of printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterProfile {
    /// For people: makers and models.
    pub title: String,
    /// Characters of font A in a line, 32 to 80. 42 suits any 80 mm paper, 48 only some.
    pub columns: usize,
    /// Dots in a line, 384 for 58 mm. Pictures are no wider.
    pub dots: u16,
    /// The character table that papers are printed with.
    pub encoding: Encoding,
    /// Number that selects each page the printer has: `ESC t n`.
    pub pages: BTreeMap<Encoding, u8>,
    /// Send commands at all. Without them there are only letters and line feeds.
    pub commands: bool,
    /// Send `FS .` after `ESC @`: without it Chinese printers read Cyrillic as Chinese.
    pub cancel_kanji: bool,
    /// A line that fills the width feeds by itself; no line feed is sent after it.
    pub exact_width_wraps: bool,
    /// What cuts the paper.
    pub cutter: Cutter,
    /// Lines fed at the end, before the cut if there is one; the cut itself feeds to the knife. 0 to 20.
    pub feed_lines: u8,
    /// The drawer at the printer, if there is one.
    pub drawer: Option<Drawer>,
    /// How a QR code comes on paper.
    pub qr: QrWay,
    /// How the dealer's logo comes on paper.
    pub logo: LogoWay,
    /// Rows of a picture sent in one piece; a small buffer garbles more.
    pub strip_rows: u16,
    /// What the printer tells about itself.
    pub status: StatusAbility,
    /// Rest after a connection was made, in milliseconds: some printers lose what comes at once.
    pub init_delay_ms: u16,
}

/// A character table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Encoding {
    /// Windows-1251. The first choice: it has all but the rouble sign.
    #[serde(rename = "WPC1251")]
    Wpc1251,
    /// Code page 866 of old printers: no guillemets, no dashes.
    #[serde(rename = "PC866")]
    Pc866,
    /// Code page 855: the Cyrillic of the Balkans, with guillemets.
    #[serde(rename = "PC855")]
    Pc855,
    /// Code page 858: Western Europe, with the euro.
    #[serde(rename = "PC858")]
    Pc858,
    /// Code page 852: Central Europe.
    #[serde(rename = "PC852")]
    Pc852,
    /// Code page 437: what every printer starts with.
    #[serde(rename = "PC437")]
    Pc437,
    /// Seven bits: no page is selected.
    #[serde(rename = "ASCII")]
    Ascii,
}

/// In which letters a paper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// As it was written.
    Cyrillic,
    /// In Latin letters: the printer has no others.
    Latin,
}

impl Encoding {
    /// Every table, the best for a paper first.
    pub const ALL: [Self; 7] = [
        Self::Wpc1251,
        Self::Pc866,
        Self::Pc855,
        Self::Pc858,
        Self::Pc852,
        Self::Pc437,
        Self::Ascii,
    ];

    /// The name in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wpc1251 => "WPC1251",
            Self::Pc866 => "PC866",
            Self::Pc855 => "PC855",
            Self::Pc858 => "PC858",
            Self::Pc852 => "PC852",
            Self::Pc437 => "PC437",
            Self::Ascii => "ASCII",
        }
    }

    /// The letters that this table has.
    #[must_use]
    pub const fn script(self) -> Script {
        match self {
            Self::Wpc1251 | Self::Pc866 | Self::Pc855 => Script::Cyrillic,
            Self::Pc858 | Self::Pc852 | Self::Pc437 | Self::Ascii => Script::Latin,
        }
    }
}

impl Display for Encoding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What cuts the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cutter {
    /// Torn by hand: a dotted line, then fed lines.
    #[default]
    None,
    /// Leaves one point standing.
    Partial,
    /// Through.
    Full,
}

impl Cutter {
    /// The name in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }
}

/// How a QR code comes on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QrWay {
    /// The printer draws it: some 200 bytes.
    Native,
    /// We draw it: some 6 KB.
    Raster,
    /// Not at all; its text is printed instead.
    None,
}

impl QrWay {
    /// The name in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Raster => "raster",
            Self::None => "none",
        }
    }
}

/// How the dealer's logo comes on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogoWay {
    /// Dot by dot, with every paper.
    Raster,
    /// Not at all; its words are printed instead.
    None,
}

impl LogoWay {
    /// The name in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raster => "raster",
            Self::None => "none",
        }
    }
}

/// What a printer tells about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusAbility {
    /// Nobody knows: it is asked, and what it does is remembered.
    Ask,
    /// Nothing: it is never asked.
    None,
    /// It answers `DLE EOT`: paper, cover, errors.
    DleEot,
    /// That, and `GS r` in its turn: its answer says that what came before it was worked off.
    GsR,
}

impl StatusAbility {
    /// The name in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::None => "none",
            Self::DleEot => "dle_eot",
            Self::GsR => "gs_r",
        }
    }
}

/// A cash drawer on the printer's socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawer {
    /// Contact of the socket: 2 or 5.
    pub pin: u8,
    /// Length of the pulse in milliseconds, 2 to 510, in steps of 2.
    pub on_ms: u16,
    /// Rest after the pulse in milliseconds, 2 to 510, in steps of 2.
    pub off_ms: u16,
}

/// A profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadProfile {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: BadProfileReason,
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProfileReason {
    /// It is not TOML, or has a key or a word that we do not know.
    #[error("{0}")]
    Unreadable(String),
    /// A number is outside its range.
    #[error("{key} is {found}, not between {least} and {most}")]
    OutOfRange {
        /// Name of the key.
        key: &'static str,
        /// What stands there.
        found: usize,
        /// The smallest number allowed.
        least: usize,
        /// The largest number allowed.
        most: usize,
    },
    /// The drawer hangs on a contact that no printer has.
    #[error("pin of the drawer is {0}, not 2 or 5, or 0 for no drawer")]
    Pin(u8),
    /// The table in use has no page number.
    #[error("encoding is {0}, which has no number under [pages]")]
    NoPage(Encoding),
    /// The page of seven bits has no number.
    #[error("ASCII needs no number under [pages]")]
    NeedlessPage,
    /// A profile can only be like one of the program's own.
    #[error("inherits names {0:?}, which is no profile of the program")]
    NoParent(String),
}

impl PrinterProfile {
    /// Number of the page that papers are printed with; none where the table needs no page.
    #[must_use]
    pub fn page(&self) -> Option<u8> {
        self.pages.get(&self.encoding).copied()
    }

    /// In which letters papers are written for this printer.
    #[must_use]
    pub const fn script(&self) -> Script {
        self.encoding.script()
    }
}

#[cfg(test)]
mod tests;
