//! The provider's own program, and a hub whose way leads to it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use paydesk_domain::provider::DEMO_CATALOGUE;
use paydesk_hub::core::decision::Profile;
use tempfile::TempDir;

use super::hub::{Hub, write};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_paydesk-hub");

pub(crate) fn run(words: &[&str]) -> Output {
    Command::new(PROGRAM).args(words).output().unwrap()
}

/// A small provider served by its own process; killed when dropped.
pub(crate) struct Provider {
    pub(crate) folder: TempDir,
    pub(crate) address: SocketAddr,
    words: Vec<String>,
    child: Child,
}

impl Provider {
    /// A new provider with the usual number base.
    pub(crate) fn new(words: &[&str]) -> Self {
        Self::with(words, |_| ())
    }

    /// A new provider whose files are changed before it is served.
    pub(crate) fn with(words: &[&str], change: impl FnOnce(&Path)) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().to_str().unwrap();
        let made = run(&["provider", "init", "--data", data]);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        change(folder.path());
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (child, address) = start(folder.path(), "127.0.0.1:0", &words).unwrap();
        Self {
            folder,
            address,
            words,
            child,
        }
    }

    pub(crate) fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// SIGKILL, then a new process on the same port with the same folder.
    pub(crate) fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let listen = self.address.to_string();
        // A connection of the hub may have the port for a moment.
        let again = (0..100).find_map(|_| start(self.folder.path(), &listen, &self.words));
        (self.child, self.address) = again.unwrap();
    }

    /// One number of the provider's books.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        let file = self.folder.path().join("provider.sqlite");
        let books = rusqlite::Connection::open(file).unwrap();
        books
            .busy_timeout(std::time::Duration::from_secs(10))
            .unwrap();
        books.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// How often and how much it credited, in hundredths.
    pub(crate) fn credited(&self) -> (i64, i64) {
        let count = "SELECT count(*) FROM payment WHERE state = 'CREDITED'";
        let sum = "SELECT coalesce(sum(sum), 0) FROM payment WHERE state = 'CREDITED'";
        (self.number(count), self.number(sum))
    }

    /// The entry of a hub that leads to it.
    pub(crate) fn gateway(&self, id: &str, more: &str) -> String {
        let address = self.address;
        format!(
            "[[gateway]]\nprovider = \"{id}\"\nurl = \"http://{address}/pay\"\nutc_offset_minutes = 180\n{more}\n"
        )
    }
}

fn start(folder: &Path, listen: &str, words: &[String]) -> Option<(Child, SocketAddr)> {
    let mut child = Command::new(PROGRAM)
        .args(["provider", "serve", "--listen", listen, "--data"])
        .arg(folder)
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    match line.trim_end().strip_prefix("listening on ") {
        Some(address) => Some((child, address.parse().unwrap())),
        None => {
            child.wait().unwrap();
            None
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) const SAFE: &str = "repeat_safe = true\nfatal_on_repeat = true";

/// A hub of the ordinary kind with the demo's catalogue, a point and 100 000 roubles; not served yet.
pub(crate) fn hub(gateways: &str) -> Hub {
    let hub = Hub::idle(Profile::Cyberplat);
    let folder = hub.folder.path();
    write(
        &folder.join("providers/demo.toml"),
        DEMO_CATALOGUE.as_bytes(),
    );
    let settings = format!(
        "hub_ppm = 7000\nbank_ppm = 3000\npay_wait_seconds = 1\nrepeat_minutes = 0\n{gateways}"
    );
    write(&folder.join("hub.toml"), settings.as_bytes());
    hub.deposit("99000.00");
    hub
}

/// The hub's captured payments, as [`Provider::credited`] counts.
pub(crate) fn captured(hub: &Hub) -> (i64, i64) {
    let count = "SELECT count(*) FROM payment WHERE state = 'CAPTURED'";
    let sum = "SELECT coalesce(sum(amount), 0) FROM payment WHERE state = 'CAPTURED'";
    (hub.number(count), hub.number(sum))
}

/// The accounting days that stand in the provider's books.
pub(crate) fn days(provider: &Provider) -> Vec<String> {
    let file = provider.folder.path().join("provider.sqlite");
    let books = rusqlite::Connection::open(file).unwrap();
    let sql = "SELECT DISTINCT substr(txn_date, 1, 4) || '-' || substr(txn_date, 5, 2) || '-'
                 || substr(txn_date, 7, 2) FROM payment ORDER BY 1";
    let mut statement = books.prepare(sql).unwrap();
    let days = statement.query_map([], |row| row.get(0)).unwrap();
    days.map(Result::unwrap).collect()
}
