//! A till and a hub: folders, keys, settings, processes.

pub(crate) mod books;
pub(crate) mod forge;
pub(crate) mod hub;
pub(crate) mod line;
pub(crate) mod printer;
pub(crate) mod talk;
pub(crate) mod till;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use paydesk_adapters::clock;
use tempfile::TempDir;

use hub::Hub;
use line::Line;
use till::Till;

/// A hub that runs in its own process, and a till with settings for it.
#[derive(Debug)]
pub(crate) struct Rig {
    // The processes end before their folder goes.
    pub(crate) hub: Hub,
    pub(crate) till: Till,
    pub(crate) folder: TempDir,
}

impl Rig {
    /// A till that talks to the hub directly.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let hub = Hub::new(&folder.path().join("hub"), &till::keys().public);
        let till = Till::new(&folder.path().join("till"), &hub, hub.address());
        Self { hub, till, folder }
    }

    /// A till that talks to the hub through a line of ours.
    pub(crate) fn with_line() -> (Self, Line) {
        let mut rig = Self::new();
        let line = Line::to(rig.hub.address());
        rig.till = Till::new(&rig.folder.path().join("till"), &rig.hub, line.address());
        (rig, line)
    }

    /// Asks until nothing is open, and fails if that takes more than three rounds.
    pub(crate) fn settle(&self) {
        for _ in 0..3 {
            if self.till.run(&["retry"]).code == 0 {
                return;
            }
        }
        panic!("still open: {}", self.till.run(&["queue", "--json"]).stdout);
    }
}

/// Writes a file.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Waits until something is so, at most half a minute.
pub(crate) fn until(what: &str, so: impl Fn() -> bool) {
    let begun = clock::now();
    while !so() {
        assert!(clock::now().ms_since(begun) < 30_000, "never came: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
