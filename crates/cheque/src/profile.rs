//! What differs from printer to printer: data read from TOML, checked when read.
//!
//! Page numbers are the printer's own and differ between makers; the character table is fixed by its name.

use serde::Deserialize;

/// The narrowest paper a layout is made for: 58 mm in font A.
pub const COLUMNS_MIN: usize = 32;
/// The widest paper: 112 mm in font A.
pub const COLUMNS_MAX: usize = 80;
/// Profiles that are part of the program: name and TOML.
const BUILTIN: [(&str, &str); 4] = [
    (
        "generic-58mm",
        include_str!("../../../assets/printers/generic-58mm.toml"),
    ),
    (
        "generic-80mm",
        include_str!("../../../assets/printers/generic-80mm.toml"),
    ),
    (
        "clone-58mm",
        include_str!("../../../assets/printers/clone-58mm.toml"),
    ),
    (
        "old-pc866",
        include_str!("../../../assets/printers/old-pc866.toml"),
    ),
];

/// One kind of printer.
///
/// Every key but `encoding` and `page` has a default that suits a printer about which nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterProfile {
    /// For people: makers and models.
    #[serde(default)]
    pub title: String,
    /// Characters of font A in a line, 32 to 80. 42 suits any 80 mm paper, 48 only some.
    #[serde(default = "narrow")]
    pub columns: usize,
    /// Which character table the page number selects.
    pub encoding: Encoding,
    /// Number that selects the page: `ESC t n`.
    pub page: u8,
    /// Send `FS .` after `ESC @`: without it Chinese printers read Cyrillic as Chinese.
    #[serde(default = "yes")]
    pub cancel_kanji: bool,
    /// A line that fills the width feeds by itself; no line feed is sent after it.
    #[serde(default)]
    pub exact_width_wraps: bool,
    /// What cuts the paper.
    #[serde(default)]
    pub cutter: Cutter,
    /// Lines fed at the end, before the cut if there is one; the cut itself feeds to the knife. 0 to 20.
    #[serde(default = "tear_lines")]
    pub feed_lines: u8,
    /// The drawer at the printer, if there is one.
    #[serde(default)]
    pub drawer: Option<Drawer>,
}

/// A character table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// Windows-1251. The first choice: it has all but the rouble sign.
    #[serde(rename = "WPC1251")]
    Wpc1251,
    /// Code page 866 of old printers: no guillemets, no dashes.
    #[serde(rename = "PC866")]
    Pc866,
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

/// A cash drawer on the printer's socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawer {
    /// Contact of the socket: 2 or 5.
    pub pin: u8,
    /// Length of the pulse in milliseconds, 2 to 510, in steps of 2.
    #[serde(default = "on_ms")]
    pub on_ms: u16,
    /// Rest after the pulse in milliseconds, 2 to 510, in steps of 2.
    #[serde(default = "off_ms")]
    pub off_ms: u16,
}

const fn narrow() -> usize {
    COLUMNS_MIN
}

const fn yes() -> bool {
    true
}

const fn tear_lines() -> u8 {
    5
}

const fn on_ms() -> u16 {
    50
}

const fn off_ms() -> u16 {
    500
}

/// A profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProfile {
    /// It is not TOML, lacks a key, or has one that we do not know.
    #[error("the printer profile cannot be read: {0}")]
    Unreadable(String),
    /// A number is outside its range.
    #[error("{key} of the printer profile is {found}, not between {least} and {most}")]
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
    #[error("pin of the drawer is {0}, not 2 or 5")]
    Pin(u8),
}

impl PrinterProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`BadProfile`]; a misspelt key must not be taken for a default in silence.
    pub fn from_toml(text: &str) -> Result<Self, BadProfile> {
        let profile: Self = toml::from_str(text)
            .map_err(|error| BadProfile::Unreadable(error.message().to_owned()))?;
        let within = |key, found: usize, least: usize, most: usize| {
            if (least..=most).contains(&found) {
                return Ok(());
            }
            Err(BadProfile::OutOfRange {
                key,
                found,
                least,
                most,
            })
        };
        within("columns", profile.columns, COLUMNS_MIN, COLUMNS_MAX)?;
        within("feed_lines", usize::from(profile.feed_lines), 0, 20)?;
        if let Some(drawer) = profile.drawer {
            within("on_ms", usize::from(drawer.on_ms), 2, 510)?;
            within("off_ms", usize::from(drawer.off_ms), 2, 510)?;
            if drawer.pin != 2 && drawer.pin != 5 {
                return Err(BadProfile::Pin(drawer.pin));
            }
        }
        Ok(profile)
    }

    /// A profile that is part of the program.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Self::from_toml(text).ok()
    }

    /// Names for [`PrinterProfile::builtin`], the commonest first.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadProfile, Encoding, PrinterProfile};

    #[test]
    fn every_profile_of_the_program_can_be_read() {
        for name in PrinterProfile::builtin_names() {
            assert!(PrinterProfile::builtin(name).is_some(), "{name}");
        }
        assert_eq!(PrinterProfile::builtin("no-such-printer"), None);
    }

    #[test]
    fn the_usual_printers_speak_1251_on_page_46_and_an_old_one_866_on_page_17() {
        for (name, columns, encoding, page) in [
            ("generic-58mm", 32, Encoding::Wpc1251, 46),
            ("generic-80mm", 48, Encoding::Wpc1251, 46),
            ("old-pc866", 42, Encoding::Pc866, 17),
        ] {
            let profile = PrinterProfile::builtin(name).unwrap();
            assert_eq!(
                (profile.columns, profile.encoding, profile.page),
                (columns, encoding, page),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        for text in [
            "encoding = \"WPC1251\"\npage = 46\ncolums = 42\n",
            "encoding = \"PC866\"\npage = 17\n[drawer]\npin = 2\nms = 50\n",
            "encoding = \"UTF-8\"\npage = 0\n",
            "encoding = \"PC866\"\npage = 256\n",
            "page = 17\n",
        ] {
            assert!(
                matches!(
                    PrinterProfile::from_toml(text),
                    Err(BadProfile::Unreadable(_))
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_outside_their_range_are_refused() {
        for line in [
            "columns = 31",
            "columns = 81",
            "feed_lines = 21",
            "[drawer]\npin = 3",
            "[drawer]\npin = 2\non_ms = 0",
        ] {
            let text = format!("encoding = \"PC866\"\npage = 17\n{line}\n");
            assert!(PrinterProfile::from_toml(&text).is_err(), "{line}");
        }
    }
}
