//! Serial lines of the small devices beside the till, and why one cannot be used.
//!
//! A device may be pulled out and plugged in again at any moment. Nothing is known here of what it says.

#[cfg(unix)]
#[cfg(test)]
pub(crate) mod fake;

use std::io::{self, ErrorKind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serialport::SerialPort;

/// Speed where none is given: what displays and scanners are delivered with.
pub const USUAL_BAUD: u32 = 9_600;
/// Speeds that a setting may name.
pub const BAUDS: [u32; 8] = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200];

/// Why a device cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SerialFault {
    /// There is no such port: unplugged, or another name.
    Missing,
    /// The port is there and this user may not open it.
    Denied,
    /// Another program has it.
    Busy,
    /// It is there and does not work, or takes nothing.
    Broken,
}

/// How a device stands, as far as this computer can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceState {
    /// Not tried yet.
    #[default]
    Untried,
    /// The port is open, and the operating system takes or gives bytes. Whether anybody sees them is not known.
    Works,
    /// It does not; it is tried again by itself.
    Fault(SerialFault),
}

/// Which device a path leads to: another one may be plugged in under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

/// An open line.
pub(crate) struct SerialLine {
    port: Box<dyn SerialPort>,
    name: String,
    identity: Option<Identity>,
}

impl SerialLine {
    /// Opens a port: eight bits, no parity, one stop bit, no flow control. No call on it takes longer than `limit`.
    pub(crate) fn open(name: &str, baud: u32, limit: Duration) -> Result<Self, SerialFault> {
        let opened = serialport::new(name, baud).timeout(limit).open();
        let port = opened.map_err(|error| fault_of(name, &error))?;
        Ok(Self {
            port,
            name: name.to_owned(),
            identity: identity(name),
        })
    }

    /// Writes all of it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), SerialFault> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.port.write(rest) {
                Ok(0) => return Err(SerialFault::Broken),
                Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.lost(&error)),
            }
        }
        Ok(())
    }

    /// Reads what has come; nothing within the limit is no fault.
    pub(crate) fn read<'b>(&mut self, into: &'b mut [u8]) -> Result<&'b [u8], SerialFault> {
        match self.port.read(into) {
            Ok(0) => Err(self.lost(&ErrorKind::UnexpectedEof.into())),
            Ok(taken) => Ok(into.get(..taken).unwrap_or_default()),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock
                ) =>
            {
                Ok(&[])
            }
            Err(error) => Err(self.lost(&error)),
        }
    }

    /// Whether the port's name still leads to the device that was opened.
    pub(crate) fn is_there(&self) -> bool {
        identity(&self.name) == self.identity
    }

    fn lost(&self, error: &io::Error) -> SerialFault {
        tracing::info!(port = self.name, %error, "a serial line broke");
        if self.identity.is_some() && identity(&self.name).is_none() {
            SerialFault::Missing
        } else {
            SerialFault::Broken
        }
    }
}

fn fault_of(name: &str, error: &serialport::Error) -> SerialFault {
    use serialport::ErrorKind as Kind;
    let fault = match error.kind() {
        Kind::Io(ErrorKind::NotFound) => SerialFault::Missing,
        Kind::Io(ErrorKind::PermissionDenied) => SerialFault::Denied,
        Kind::Io(ErrorKind::WouldBlock) => SerialFault::Busy,
        // A locked port and one whose device is gone are told alike.
        Kind::NoDevice if cfg!(windows) || identity(name).is_some() => SerialFault::Busy,
        Kind::NoDevice => SerialFault::Missing,
        Kind::Io(_) | Kind::InvalidInput | Kind::Unknown => SerialFault::Broken,
    };
    tracing::debug!(port = name, %error, ?fault, "a serial line cannot be opened");
    fault
}

#[cfg(unix)]
fn identity(name: &str) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(name).ok()?;
    Some(Identity(found.ino(), found.rdev()))
}

/// A port of Windows is no file; that it is gone shows when it is used.
#[cfg(not(unix))]
fn identity(_: &str) -> Option<Identity> {
    None
}

/// Milliseconds on a clock that nobody can set; only differences mean anything.
#[expect(
    clippy::disallowed_methods,
    reason = "pauses between bytes are measured, nothing is decided about a payment"
)]
pub(crate) fn steady_ms() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(Instant::now);
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// What a device's thread and its owner share.
#[derive(Debug, Default)]
pub(crate) struct Shared<T> {
    inside: Mutex<T>,
    changed: Condvar,
}

impl<T> Shared<T> {
    /// Reads or changes it, and wakes whoever waits.
    pub(crate) fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits for so long at most, and not at all once `is_due`.
    pub(crate) fn wait(&self, limit: Duration, mut is_due: impl FnMut(&T) -> bool) {
        let inside = self.lock();
        drop(
            self.changed
                .wait_timeout_while(inside, limit, |now| !is_due(now)),
        );
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
