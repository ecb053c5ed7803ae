//! A device file of the system's own printer driver: `/dev/usb/lp0`.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::{Abilities, Transport, WriteFault, is_only_slow, write_in_time};

const PAUSE_NS: i64 = 10_000_000;

struct Device {
    file: File,
    /// Some drivers can only be written to.
    reads: bool,
}

pub(super) fn open(path: &Path) -> io::Result<Box<dyn Transport>> {
    // Not to be made by us, and never waited for in a call.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let mut options = OpenOptions::new();
    options
        .write(true)
        .custom_flags(i32::try_from(flags).unwrap_or(0));
    let both = options.clone().read(true).open(path);
    let (file, reads) = match both {
        Ok(file) => (file, true),
        Err(error) if error.kind() == ErrorKind::InvalidInput => (options.open(path)?, false),
        Err(error) => return Err(error),
    };
    if file.metadata()?.is_file() {
        // A plain file under that name is no printer: bytes in it come out nowhere.
        return Err(ErrorKind::NotFound.into());
    }
    Ok(Box::new(Device { file, reads }))
}

impl Device {
    /// Waits until the driver takes or gives something; false when it did not in time.
    fn wait(&self, for_what: PollFlags, within: Duration) -> io::Result<bool> {
        let limit = Timespec {
            tv_sec: i64::try_from(within.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: i64::from(within.subsec_nanos()),
        };
        let mut watched = [PollFd::new(&self.file, for_what)];
        match poll(&mut watched, Some(&limit)) {
            Ok(0) => Ok(false),
            // A device that is gone is "ready" for everything: reading it gives nothing, and that at once.
            Ok(_) if watched[0].revents().contains(PollFlags::HUP) => {
                Err(ErrorKind::BrokenPipe.into())
            }
            Ok(_) if watched[0].revents().intersects(for_what) => Ok(true),
            Ok(_) => Err(ErrorKind::BrokenPipe.into()),
            Err(error) if error == rustix::io::Errno::INTR => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

impl Transport for Device {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: self.reads,
            tells_unplugged: true,
            has_foreign_queue: false,
        }
    }

    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault> {
        write_in_time(bytes, within, |rest, left| {
            if !self.wait(PollFlags::OUT, left)? {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.file.write(rest)
        })
    }

    fn read(&mut self, into: &mut Vec<u8>, within: Duration) -> io::Result<()> {
        if !self.wait(PollFlags::IN, within)? {
            return Ok(());
        }
        let mut some = [0; 64];
        match self.file.read(&mut some) {
            Ok(0) => {
                // Drivers of printers give nothing where others would wait: waited for here, so that asking again
                // does not turn at full speed.
                let pause = Timespec {
                    tv_sec: 0,
                    tv_nsec: PAUSE_NS,
                };
                let _ = poll(&mut [], Some(&pause));
                Ok(())
            }
            Ok(more) => {
                into.extend(some.iter().take(more));
                Ok(())
            }
            Err(error) if is_only_slow(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn close(self: Box<Self>) {
        drop(self);
    }
}
