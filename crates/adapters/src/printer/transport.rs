//! Ways to carry bytes to a printer, and its answers back. What the bytes mean is not known here.
//!
//! A way is opened for one job and closed after it: a printer in a network serves one till at a time, and a cable
//! that was pulled between two jobs is noticed by opening.

mod cups;
#[cfg(unix)]
mod device;
mod serial;
#[cfg(windows)]
mod spooler;
mod tcp;
mod usb;

use std::io::{self, ErrorKind};
use std::time::Duration;

use paydesk_domain::printer::PrinterFault;

use super::address::PrinterAddress;
use crate::clock::Deadline;

pub(super) use usb::PRINTERS;

/// What a way can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Abilities {
    /// Answers of the printer come back on it.
    pub reads_status: bool,
    /// It is noticed when the printer is not there.
    pub tells_unplugged: bool,
    /// Somebody else's queue stands before the printer: taken by it is not printed.
    pub has_foreign_queue: bool,
}

/// A way to a printer that is open.
pub(super) trait Transport: Send {
    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Hands over all bytes, within a time.
    ///
    /// # Errors
    /// [`WriteFault`] says whether any byte may have left.
    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault>;

    /// Adds what came back since, waiting for the first byte at most so long. Nothing is no error.
    ///
    /// # Errors
    /// The way is broken.
    fn read(&mut self, into: &mut Vec<u8>, within: Duration) -> io::Result<()>;

    /// Closes the way so that what was handed over still arrives.
    fn close(self: Box<Self>);
}

/// Not all bytes were taken.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(super) struct WriteFault {
    /// Whether any of them may have left.
    pub sent: Sent,
    /// What the system says.
    #[source]
    pub error: io::Error,
}

/// Whether any byte of a job may have left for the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// Surely none.
    Nothing,
    /// Perhaps.
    Perhaps,
}

impl WriteFault {
    /// After so many bytes were taken for sure.
    const fn after(taken: usize, error: io::Error) -> Self {
        let sent = if taken == 0 {
            Sent::Nothing
        } else {
            Sent::Perhaps
        };
        Self { sent, error }
    }
}

/// Hands all bytes to a way that takes some at a time, until the time is over. `write` is given what is left of both,
/// and says how many it took; "not yet" is asked again.
fn write_in_time(
    bytes: &[u8],
    within: Duration,
    mut write: impl FnMut(&[u8], Duration) -> io::Result<usize>,
) -> Result<(), WriteFault> {
    let until = Deadline::after(within);
    let mut taken = 0;
    while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
        let fault = |error| WriteFault::after(taken, error);
        if until.is_over() {
            return Err(fault(ErrorKind::TimedOut.into()));
        }
        match write(rest, until.left()) {
            Ok(0) => return Err(fault(ErrorKind::WriteZero.into())),
            Ok(more) => taken += more,
            Err(error) if is_only_slow(&error) => {}
            Err(error) => return Err(fault(error)),
        }
    }
    Ok(())
}

/// Opens the way to a printer, within a time as far as the system keeps to it.
///
/// # Errors
/// Why there is none.
pub(super) fn open(
    address: &PrinterAddress,
    within: Duration,
) -> Result<Box<dyn Transport>, PrinterFault> {
    let opened = match address {
        PrinterAddress::Tcp { host, port } => tcp::open((host, *port), within),
        PrinterAddress::Serial { port, baud, flow } => serial::open(port, (*baud, *flow)),
        #[cfg(unix)]
        PrinterAddress::Device(path) => device::open(path),
        PrinterAddress::Usb { vendor, product } => usb::open(*vendor, *product),
        PrinterAddress::Cups(name) => cups::open(name),
        PrinterAddress::Folder(_) | PrinterAddress::Stdout => Err(ErrorKind::Unsupported.into()),
        #[cfg(not(unix))]
        PrinterAddress::Device(_) => Err(ErrorKind::Unsupported.into()),
        #[cfg(windows)]
        PrinterAddress::Spooler(name) => spooler::open(name),
        #[cfg(not(windows))]
        PrinterAddress::Spooler(_) => Err(ErrorKind::Unsupported.into()),
    };
    opened.map_err(|error| {
        tracing::warn!(%address, %error, "the printer cannot be opened");
        fault(&error)
    })
}

/// Nothing came yet: no fault.
fn is_only_slow(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// What an error of the system means to a cashier.
pub(super) fn fault(error: &io::Error) -> PrinterFault {
    let kind = error.kind();
    if kind == ErrorKind::PermissionDenied {
        PrinterFault::Forbidden
    } else if matches!(kind, ErrorKind::ResourceBusy | ErrorKind::AddrInUse) {
        PrinterFault::Busy
    } else {
        PrinterFault::Missing
    }
}
