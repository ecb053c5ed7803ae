//! A scanner on a serial line: one code after another, each ended by CR or LF.
//!
//! A thread of its own reads. What was scanned is a text like any other; whether anything comes of it is decided
//! elsewhere. A code that did not come whole is told as such and never in part: half a number is another number.

mod gather;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

pub use gather::{Gather, MAX_SCAN};

use crate::serial::{DeviceState, SerialFault, SerialLine, Shared, steady_ms};

/// A read returns after so long, whether anything came or not.
const LIMIT: Duration = Duration::from_millis(500);
/// Until a scanner is looked for again.
const LOOK: Duration = Duration::from_secs(2);

/// A scanner, as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannerConfig {
    /// The port's name.
    pub port: String,
    /// Bits in a second.
    pub baud: u32,
}

/// What a scanner brought. A code may name a customer, so that it prints itself without its text.
#[derive(Clone, PartialEq, Eq)]
pub enum Scan {
    /// The text of a whole code.
    Text(String),
    /// Something that is not one: too long, or in no letters that are known.
    Unreadable,
}

impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Scan(a text)",
            Self::Unreadable => "Scan(unreadable)",
        })
    }
}

/// A running scanner. Dropping it ends its thread within a moment.
#[derive(Debug)]
pub struct Scanner {
    shared: Arc<Shared<Inside>>,
}

#[derive(Debug, Default)]
struct Inside {
    state: DeviceState,
    is_closing: bool,
}

impl Scanner {
    /// Starts the scanner's thread; `deliver` gets what is scanned and says whether anybody listens still. A device
    /// that is not there is waited for.
    pub fn start(config: ScannerConfig, deliver: impl Fn(Scan) -> bool + Send + 'static) -> Self {
        Self::start_with(config, LOOK, deliver)
    }

    fn start_with(
        config: ScannerConfig,
        look: Duration,
        deliver: impl Fn(Scan) -> bool + Send + 'static,
    ) -> Self {
        let shared: Arc<Shared<Inside>> = Arc::default();
        let theirs = Arc::clone(&shared);
        let started = std::thread::Builder::new()
            .name("scanner".to_owned())
            .spawn(move || run(&theirs, (&config, look), &deliver));
        if let Err(error) = started {
            tracing::error!(%error, "the scanner has no thread");
            shared.with(|inside| inside.state = DeviceState::Fault(SerialFault::Broken));
        }
        Self { shared }
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> DeviceState {
        self.shared.with(|inside| inside.state)
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.shared.with(|inside| inside.is_closing = true);
    }
}

/// Whether the port could be opened now. Nothing is read.
///
/// # Errors
/// Why it could not.
pub fn look(config: &ScannerConfig) -> Result<(), SerialFault> {
    SerialLine::open(&config.port, config.baud, LIMIT).map(drop)
}

/// Reads until the owner has gone, over however many times the scanner is plugged in.
fn run(
    shared: &Shared<Inside>,
    (config, look): (&ScannerConfig, Duration),
    deliver: &impl Fn(Scan) -> bool,
) {
    let is_closing = || shared.with(|inside| inside.is_closing);
    let stands = |state| shared.with(|inside| inside.state = state);
    while !is_closing() {
        let fault = match SerialLine::open(&config.port, config.baud, LIMIT) {
            Ok(mut line) => {
                stands(DeviceState::Works);
                match read(&mut line, is_closing, deliver) {
                    Ok(()) => return,
                    Err(fault) => fault,
                }
            }
            Err(fault) => fault,
        };
        stands(DeviceState::Fault(fault));
        shared.wait(look, |inside| inside.is_closing);
    }
}

/// Reads until nobody listens. What a scanner had begun when it was pulled out is forgotten.
fn read(
    line: &mut SerialLine,
    is_closing: impl Fn() -> bool,
    deliver: &impl Fn(Scan) -> bool,
) -> Result<(), SerialFault> {
    let mut gather = Gather::default();
    let mut some = [0; 512];
    while !is_closing() {
        let bytes = line.read(&mut some)?;
        if bytes.is_empty() && !line.is_there() {
            return Err(SerialFault::Missing);
        }
        for scan in gather.take(bytes, steady_ms()) {
            if !deliver(scan) {
                return Ok(());
            }
        }
    }
    Ok(())
}
