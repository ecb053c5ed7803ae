//! The hub in a process of its own: this test program starts itself again as the server.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use paydesk_hub::{admin, demo, serve};

const FOLDER: &str = "PAYDESK_TEST_HUB_FOLDER";
const ADDRESS: &str = "PAYDESK_TEST_HUB_ADDRESS";
const SERVER: &str = "rig::hub::this_process_serves_when_it_is_told_to";

/// A demo hub's folder, its fixed address, and its process while it runs.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) folder: PathBuf,
    address: SocketAddr,
    process: Option<Child>,
}

impl Hub {
    /// Makes the hub, admits the till's key, fills the deposits and starts the process.
    pub(crate) fn new(folder: &Path, till_key: &str) -> Self {
        admin::init(folder, true).unwrap();
        demo::admit(folder, till_key).unwrap();
        let mut hub = Self {
            folder: folder.to_owned(),
            address: free_address(),
            process: None,
        };
        hub.start();
        hub
    }

    /// Where it listens, also while it is down.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The serial of the key under its replies.
    pub(crate) fn serial(&self) -> u32 {
        admin::hub_serial(&self.folder).unwrap()
    }

    /// Its public keys as a file.
    pub(crate) fn pubkeys(&self) -> Vec<u8> {
        admin::pubkeys(&self.folder).unwrap()
    }

    /// Starts the process, and returns when it listens.
    pub(crate) fn start(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", SERVER, "--nocapture", "--test-threads=1"])
            .env(FOLDER, &self.folder)
            .env(ADDRESS, self.address.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
        loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).unwrap();
            assert!(read > 0, "the hub does not start");
            if line.contains("listening on ") {
                break;
            }
        }
        self.process = Some(child);
    }

    /// SIGKILL, as by a power cut.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.process.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Whether the books hold, by the hub's own check.
    pub(crate) fn assert_sound(&self) {
        let report = admin::ledger_check(&self.folder).unwrap();
        assert!(report.violations.is_empty(), "{:?}", report.violations);
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An address of our own. Ports below those that the system hands out, so that none of them is taken by the
/// till's own end of a connection while the hub is down.
pub(crate) fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = 15_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 15_000;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// Not a test by itself: with the two variables set this process is a hub until its input ends.
#[test]
fn this_process_serves_when_it_is_told_to() {
    let (Some(folder), Some(address)) = (env::var_os(FOLDER), env::var_os(ADDRESS)) else {
        return;
    };
    let address = address.to_str().unwrap().parse().unwrap();
    let running = serve::start(Path::new(OsStr::new(&folder)), address).unwrap();
    println!("\nlistening on {}", running.addr());
    // The one who started us holds the other end; when it ends, however it ends, so do we.
    drop(std::io::stdin().read(&mut [0]));
    running.stop();
}
