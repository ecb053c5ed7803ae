//! The small devices beside the till: the customer's display and the scanner on a serial line. A sale never waits for
//! one and never fails with one.

use std::sync::{Mutex, PoisonError};

use iced::futures::channel::mpsc::{Receiver, channel};
use paydesk_adapters::display::{Display, Rows};
use paydesk_adapters::scanner::{Scan, Scanner};
use paydesk_adapters::serial::DeviceState;

use crate::setup::Setup;

/// Codes that wait for the window; a scanner that says more than anybody reads is not listened to.
const MOST_WAITING: usize = 4;

/// How the devices stand. A device that the settings do not name is never tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeviceStates {
    pub(crate) display: DeviceState,
    pub(crate) scanner: DeviceState,
}

/// The devices that the settings name.
pub(super) struct Devices {
    display: Option<Display>,
    scanner: Option<Scanner>,
    scans: Mutex<Option<Receiver<Scan>>>,
}

impl Devices {
    /// Starts what the settings name.
    pub(super) fn start(setup: &Setup) -> Self {
        let (say, scans) = channel(MOST_WAITING);
        let say = Mutex::new(say);
        let scanner = setup.scanner.clone().map(|config| {
            Scanner::start(config, move |scan| {
                let mut say = say.lock().unwrap_or_else(PoisonError::into_inner);
                match say.try_send(scan) {
                    Ok(()) => true,
                    Err(error) => !error.is_disconnected(),
                }
            })
        });
        Self {
            display: setup.display.clone().map(Display::start),
            scanner,
            scans: Mutex::new(Some(scans)),
        }
    }

    /// Shows this to the customer. Returns at once.
    pub(super) fn show(&self, rows: &Rows) {
        if let Some(display) = &self.display {
            display.show(rows);
        }
    }

    pub(super) fn states(&self) -> DeviceStates {
        DeviceStates {
            display: self
                .display
                .as_ref()
                .map(Display::state)
                .unwrap_or_default(),
            scanner: self
                .scanner
                .as_ref()
                .map(Scanner::state)
                .unwrap_or_default(),
        }
    }

    /// What is scanned from now on; there is one listener.
    pub(super) fn scans(&self) -> Receiver<Scan> {
        let mut scans = self.scans.lock().unwrap_or_else(PoisonError::into_inner);
        scans.take().unwrap_or_else(|| channel(0).1)
    }
}
