//! The profiles that are part of the program, and their names.

use super::PrinterProfile;

macro_rules! profiles {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../../assets/printers/", $name, ".toml")))),*]
    };
}

/// Name and TOML, the commonest first.
const BUILTIN: [(&str, &str); 19] = profiles![
    "generic-58",
    "generic-80",
    "epson-generic",
    "epson-t20",
    "epson-t88",
    "epson-t88iii",
    "epson-t88iv",
    "xprinter-58",
    "xprinter-80",
    "rongta-rp326",
    "rongta-rp332",
    "zjiang-5890",
    "zjiang-5870",
    "bixolon",
    "citizen",
    "kefar-kr306",
    "star-escpos",
    "sunmi",
    "text-only",
];

/// Names that settings files of the first tills may still hold.
const EARLIER: [(&str, &str); 4] = [
    ("generic-58mm", "generic-58"),
    ("generic-80mm", "generic-80"),
    ("clone-58mm", "zjiang-5890"),
    ("old-pc866", "epson-t88iv"),
];

impl PrinterProfile {
    /// A profile that is part of the program.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        Self::from_toml(Self::builtin_toml(name)?).ok()
    }

    /// Names for [`PrinterProfile::builtin`], the commonest first.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The TOML of a profile that is part of the program.
    #[must_use]
    pub fn builtin_toml(name: &str) -> Option<&'static str> {
        let earlier = EARLIER.iter().find(|(earlier, _)| *earlier == name);
        let name = earlier.map_or(name, |(_, now)| *now);
        BUILTIN
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| *text)
    }
}
