//! A device on a pseudo-terminal, for tests: what it is told, what it says, and how it is pulled out.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use tempfile::TempDir;

/// The device's side of a line.
pub(crate) struct Fake {
    pub(crate) ours: File,
    /// While somebody holds the till's side, a till may come and go.
    theirs: File,
    name: String,
}

impl Fake {
    pub(crate) fn new() -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        let name = ptsname(&ours, Vec::new()).expect("a name");
        let name = name.into_string().expect("text");
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let theirs = open(&*name, flags, Mode::empty()).expect("the other end");
        let mut modes = tcgetattr(&theirs).expect("its modes");
        // A device does not echo.
        modes.make_raw();
        tcsetattr(&theirs, OptionalActions::Now, &modes).expect("a raw line");
        Self {
            ours: File::from(ours),
            theirs: File::from(theirs),
            name,
        }
    }

    /// The device's side and the till's.
    pub(crate) fn into_sides(self) -> (File, File) {
        (self.ours, self.theirs)
    }

    /// What the device has been told, from the beginning up to these bytes.
    pub(crate) fn told_until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut told = Vec::new();
        let mut one = [0];
        while !told.ends_with(end) {
            let patience = Timespec::try_from(Duration::from_secs(60)).expect("a minute");
            let mut polled = [PollFd::new(&self.ours, PollFlags::IN)];
            let ready = poll(&mut polled, Some(&patience)).expect("polled");
            assert_eq!(ready, 1, "the till says no more than {told:?}");
            self.ours.read_exact(&mut one).expect("the till writes");
            told.extend(one);
        }
        told
    }

    pub(crate) fn says(&mut self, bytes: &[u8]) {
        self.ours.write_all(bytes).expect("the till's side is held");
    }
}

/// A socket of the computer: the name stays, whatever is plugged in.
pub(crate) struct Socket {
    _folder: TempDir,
    path: PathBuf,
}

impl Socket {
    pub(crate) fn empty() -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("ttyUSB7");
        Self {
            _folder: folder,
            path,
        }
    }

    pub(crate) fn with(device: &Fake) -> Self {
        let socket = Self::empty();
        socket.plug(device);
        socket
    }

    pub(crate) fn plug(&self, device: &Fake) {
        symlink(&device.name, &self.path).expect("plugged in");
    }

    pub(crate) fn pull(&self) {
        std::fs::remove_file(&self.path).expect("pulled out");
    }

    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }
}
