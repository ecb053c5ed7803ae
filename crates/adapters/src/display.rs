//! The customer's display: two rows of twenty characters on a serial line.
//!
//! It is written to and never heard: whether anybody sees a row is not known. A thread of its own writes, at most
//! five times a second, and always the newest; no fault of it reaches a sale. What stands on it is decided elsewhere.

mod charset;
mod encode;
mod worker;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use paydesk_domain::language::Language;
use serde::Deserialize;

use crate::serial::{DeviceState, SerialFault, SerialLine, Shared};
use worker::{LIMIT, Pauses, Want};

/// Characters in a row.
pub const COLUMNS: usize = 20;
/// The program's end waits so long at most for the last rows to be written.
const FAREWELL: Duration = Duration::from_secs(1);

/// What commands a display understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Commands {
    /// Epson's: clear, move, text.
    Epson,
    /// CD5220's: a row at a time.
    Cd5220,
}

/// In which characters a display is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    /// PC866.
    Pc866,
    /// Windows-1251.
    Wpc1251,
    /// Latin letters alone: Cyrillic is spelled in them. Right on every display.
    #[default]
    Latin,
}

/// A display, as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayConfig {
    /// The port's name.
    pub port: String,
    /// Bits in a second.
    pub baud: u32,
    /// Its commands.
    pub commands: Commands,
    /// Its characters.
    pub page: Page,
    /// The number of that page, where this display counts otherwise than most.
    pub page_number: Option<u8>,
}

/// One row: what stands at the left, and what at the right. The right is never cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Words.
    pub left: String,
    /// A sum.
    pub right: String,
}

/// What the customer reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// The two rows, the upper one first.
    pub rows: [Row; 2],
    /// In which language, for displays without Cyrillic letters.
    pub language: Language,
}

/// A running display. Dropping it ends its thread, after the last rows are written.
#[derive(Debug)]
pub struct Display {
    shared: Arc<Shared<Want>>,
}

impl Display {
    /// Starts the display's thread. A device that is not there is waited for.
    #[must_use]
    pub fn start(config: DisplayConfig) -> Self {
        Self::start_with(config, Pauses::USUAL)
    }

    fn start_with(config: DisplayConfig, pauses: Pauses) -> Self {
        let shared: Arc<Shared<Want>> = Arc::default();
        let theirs = Arc::clone(&shared);
        let started = std::thread::Builder::new()
            .name("display".to_owned())
            .spawn(move || worker::run(&theirs, &config, pauses));
        if let Err(error) = started {
            tracing::error!(%error, "the customer's display has no thread");
            shared.with(|want| {
                want.state = DeviceState::Fault(SerialFault::Broken);
                want.is_over = true;
            });
        }
        Self { shared }
    }

    /// Shows this instead of what is there. Returns at once.
    pub fn show(&self, rows: &Rows) {
        self.shared.with(|want| want.rows = Some(rows.clone()));
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> DeviceState {
        self.shared.with(|want| want.state)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.shared.with(|want| want.is_closing = true);
        self.shared.wait(FAREWELL, |want| want.is_over);
    }
}

/// Shows something once, without a thread: for trying the display.
///
/// # Errors
/// Why the display cannot be used.
pub fn show_once(config: &DisplayConfig, rows: &Rows) -> Result<(), SerialFault> {
    let mut line = SerialLine::open(&config.port, config.baud, LIMIT)?;
    line.write(&encode::greeting(config))?;
    line.write(&encode::rows(config, rows))
}

/// Whether the port could be opened now. Nothing is written.
///
/// # Errors
/// Why it could not.
pub fn look(config: &DisplayConfig) -> Result<(), SerialFault> {
    SerialLine::open(&config.port, config.baud, LIMIT).map(drop)
}
