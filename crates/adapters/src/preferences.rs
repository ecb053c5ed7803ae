//! `preferences.toml`: how people at this till like the window. None of it touches money.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use crate::paths::private_file;

/// Most sums that are offered at one key.
pub const MAX_PRESETS: usize = 4;
/// More bytes than this are no preferences.
const MAX_FILE: u64 = 64 * 1024;

/// Colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Dark letters on light ground.
    #[default]
    Light,
    /// Light letters on dark ground.
    Dark,
    /// Black and white only.
    Contrast,
}

impl ThemeChoice {
    /// Every choice, in the order of the settings screen.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Contrast];
}

/// How people at this till like the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Language of the window; none follows the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Colours.
    pub theme: ThemeChoice,
    /// Size of letters in per cent: 100 to 200 in steps of 25.
    pub text_percent: u16,
    /// Whether there is a sound when a payment ends.
    pub sounds: bool,
    /// Minutes without a key until the screen locks: 1 to 15.
    pub lock_after_min: u8,
    /// Whether the customer has a window of their own.
    pub customer_window: bool,
    /// Sums offered at one key, as a person writes them; at most 4.
    pub presets: Vec<String>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: ThemeChoice::Light,
            text_percent: 100,
            sounds: true,
            lock_after_min: 3,
            customer_window: false,
            presets: Vec::new(),
        }
    }
}

impl Preferences {
    /// What is wrong with a value, for engineers.
    fn fault(&self) -> Option<String> {
        if !(100..=200).contains(&self.text_percent) || !self.text_percent.is_multiple_of(25) {
            return Some("text_percent is not one of 100, 125, 150, 175, 200".to_owned());
        }
        if !(1..=15).contains(&self.lock_after_min) {
            return Some("lock_after_min is not between 1 and 15".to_owned());
        }
        if self.presets.len() > MAX_PRESETS {
            return Some(format!("presets has more than {MAX_PRESETS} sums"));
        }
        // Which currency the till counts in is not known here; all have two decimals.
        let is_sum =
            |text: &String| Money::parse(text, Currency::RUB).is_ok_and(|sum| sum.is_positive());
        (!self.presets.iter().all(is_sum))
            .then(|| "presets has something that is no sum".to_owned())
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("preferences.toml")
}

/// Reads the preferences of a data folder. Where there are none yet, or the file cannot be used, the defaults; in the
/// second case with what is wrong, for engineers.
#[must_use]
pub fn read(folder: &Path) -> (Preferences, Option<String>) {
    let path = file(folder);
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (Preferences::default(), None);
        }
        Ok(found) if found.len() > MAX_FILE => {
            return (
                Preferences::default(),
                Some("the file is too large".to_owned()),
            );
        }
        Ok(_) | Err(_) => {}
    }
    let read = fs::read_to_string(&path)
        .map_err(|error| error.to_string())
        .and_then(|text| parse(&text));
    match read {
        Ok(preferences) => (preferences, None),
        Err(fault) => {
            tracing::warn!(%fault, "the preferences cannot be read");
            (Preferences::default(), Some(fault))
        }
    }
}

fn parse(text: &str) -> Result<Preferences, String> {
    let preferences: Preferences =
        toml::from_str(text).map_err(|error| error.message().to_owned())?;
    preferences.fault().map_or(Ok(preferences), Err)
}

/// Writes the preferences into a data folder: whole, or not at all.
///
/// # Errors
/// The operating system's error; `InvalidInput` for a value outside its range.
pub fn write(folder: &Path, preferences: &Preferences) -> io::Result<()> {
    let invalid = |fault| io::Error::new(io::ErrorKind::InvalidInput, fault);
    if let Some(fault) = preferences.fault() {
        return Err(invalid(fault));
    }
    let text = toml::to_string(preferences).map_err(|error| invalid(error.to_string()))?;
    private_file(&file(folder), text.as_bytes())
}

#[cfg(test)]
mod tests;
