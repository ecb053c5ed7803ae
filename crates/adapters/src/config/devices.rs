//! The parts of the settings about the devices beside the till.

use serde::Deserialize;

use crate::display::{Commands, DisplayConfig, Page};
use crate::scanner::ScannerConfig;
use crate::serial::{BAUDS, USUAL_BAUD};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DisplayText {
    port: String,
    commands: Commands,
    #[serde(default)]
    page: Page,
    page_number: Option<u8>,
    baud: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScannerText {
    port: String,
    baud: Option<u32>,
}

impl DisplayText {
    pub(super) fn config(self) -> Result<DisplayConfig, String> {
        let (port, baud) = line("display", self.port, self.baud)?;
        Ok(DisplayConfig {
            port,
            baud,
            commands: self.commands,
            page: self.page,
            page_number: self.page_number,
        })
    }
}

impl ScannerText {
    pub(super) fn config(self) -> Result<ScannerConfig, String> {
        let (port, baud) = line("scanner", self.port, self.baud)?;
        Ok(ScannerConfig { port, baud })
    }
}

/// A port and its speed. Whether a device is there is no matter of the settings: it may be plugged in later.
fn line(part: &str, port: String, baud: Option<u32>) -> Result<(String, u32), String> {
    if port.trim().is_empty() {
        return Err(format!(
            "{part}.port: name the port, for instance /dev/ttyUSB0"
        ));
    }
    let baud = baud.unwrap_or(USUAL_BAUD);
    if !BAUDS.contains(&baud) {
        let known = BAUDS.map(|baud| baud.to_string()).join(", ");
        return Err(format!("{part}.baud: {baud} is none of {known}"));
    }
    Ok((port, baud))
}
