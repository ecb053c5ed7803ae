//! A queue whose two programs are scripts that do what CUPS's own do.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tempfile::TempDir;

use super::open_with;
use crate::printer::transport::{Sent, Transport};

const SOON: Duration = Duration::from_secs(60);
const STANDS: &str = "echo \"printer $2 is idle.  enabled since today\"";

/// CUPS on a computer: what its two programs do is told in shell.
struct Spool {
    folder: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// One at a time: a program that another thread starts in this moment would hold a script open that is being
/// written, and the system does not run such a one.
static WRITING: Mutex<()> = Mutex::new(());

impl Spool {
    fn with(lpstat: &str, lp: &str) -> Self {
        let alone = WRITING
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let folder = TempDir::new().expect("a folder");
        let here = folder.path().display();
        for (name, script) in [("lpstat", lpstat), ("lp", lp)] {
            let path = folder.path().join(name);
            let mut file = File::create(&path).expect("a script");
            write!(file, "#!/bin/sh\ncd '{here}'\n{script}\n").expect("a script");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("a program");
        }
        Self {
            folder,
            _alone: alone,
        }
    }

    fn open(&self) -> std::io::Result<Box<dyn Transport>> {
        open_with(self.folder.path().to_owned(), "counter")
    }

    fn kept(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).expect("kept")
    }
}

#[test]
fn bytes_go_into_the_queue_as_they_are_and_nothing_is_known_of_the_paper() {
    let spool = Spool::with(STANDS, "printf '%s ' \"$@\" > arguments\ncat > bytes");
    let mut way = spool.open().expect("a queue");
    assert!(!way.abilities().reads_status && way.abilities().has_foreign_queue);
    let paper: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    way.write_all(&paper, SOON).expect("taken");
    assert!(spool.kept("bytes") == paper);
    let arguments = String::from_utf8(spool.kept("arguments")).expect("text");
    assert_eq!(arguments, "-d counter -o raw -t paydesk -- ");
    let mut answer = Vec::new();
    way.read(&mut answer, SOON).expect("nothing to read");
    assert!(answer.is_empty());
}

#[test]
fn a_queue_that_is_not_there_or_was_stopped_takes_no_paper() {
    for (lpstat, kind) in [
        ("exit 1", ErrorKind::NotFound),
        (
            "echo \"printer $2 disabled since today -\"",
            ErrorKind::ResourceBusy,
        ),
    ] {
        let spool = Spool::with(lpstat, "cat > bytes");
        let refused = spool.open().map(|_| ()).expect_err("no queue");
        assert_eq!(refused.kind(), kind, "{lpstat}");
    }
    let no_programs = TempDir::new().expect("a folder");
    let refused = open_with(no_programs.path().to_owned(), "counter");
    assert_eq!(
        refused.map(|_| ()).expect_err("no CUPS").kind(),
        ErrorKind::NotFound
    );
}

#[test]
fn a_queue_that_refuses_the_paper_or_hangs_is_asked_about() {
    for (lp, within) in [
        ("cat > bytes; exit 1", SOON),
        ("exit 1", SOON),
        // It takes everything and never ends.
        (
            "cat > bytes; exec tail -f /dev/null",
            Duration::from_millis(50),
        ),
        // It takes nothing.
        ("exec tail -f /dev/null", Duration::from_millis(50)),
    ] {
        let spool = Spool::with(STANDS, lp);
        let mut way = spool.open().expect("a queue");
        let fault = way.write_all(&[b'x'; 200_000], within);
        assert_eq!(fault.expect_err("not taken").sent, Sent::Perhaps, "{lp}");
    }
}

#[test]
fn a_queue_whose_program_is_gone_was_sent_nothing() {
    let spool = Spool::with(STANDS, "cat > bytes");
    let mut way = spool.open().expect("a queue");
    fs::remove_file(spool.folder.path().join("lp")).expect("removed");
    let fault = way.write_all(b"paper", SOON);
    assert_eq!(fault.expect_err("no program").sent, Sent::Nothing);
}
