//! A settlement bank of its own for each test, and a line to it on which things go wrong.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use paydesk_domain::ids::DealerCode;
use paydesk_domain::money::{Currency, Money};
use paydesk_hub::bank::wire::Account;
use paydesk_hub::bank::{check, folder, serve};
use paydesk_hub::connectors::bank::BankOrder;
use paydesk_hub::connectors::bank::signed::SignedBank;
use paydesk_hub::core::minor::Minor;
use tempfile::TempDir;

use super::hub::{DEALER, Hub, copy};

/// What the dealer has at the bank: a thousand roubles.
pub(crate) const OPENING: i64 = 100_000;

/// A bank's folder, made once and copied for each test.
fn template() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let made = TempDir::new().unwrap();
            folder::init(made.path()).unwrap();
            made
        })
        .path()
}

pub(crate) struct Bank {
    pub(crate) folder: TempDir,
    running: Option<serve::Running>,
}

impl Bank {
    /// A bank that knows the hub and one dealer; it does not serve yet.
    pub(crate) fn idle(hub: &Hub) -> Self {
        let made = TempDir::new().unwrap();
        copy(template(), made.path());
        let pubkeys = paydesk_hub::admin::pubkeys(hub.folder.path()).unwrap();
        folder::admit(made.path(), &pubkeys).unwrap();
        let bank = Self {
            folder: made,
            running: None,
        };
        bank.credit(OPENING);
        bank
    }

    /// The same, serving, and named in the hub's settings.
    pub(crate) fn behind(hub: &Hub) -> Self {
        let bank = Self::idle(hub).started(0);
        bank.name_in(hub, bank.addr());
        bank
    }

    pub(crate) fn started(mut self, port: u16) -> Self {
        self.start(port);
        self
    }

    pub(crate) fn start(&mut self, port: u16) {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        self.running = Some(serve::start(self.folder.path(), listen).unwrap());
    }

    /// Stops serving; returns the port.
    pub(crate) fn stop(&mut self) -> u16 {
        let running = self.running.take().unwrap();
        let port = running.addr().port();
        running.stop();
        port
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.running.as_ref().unwrap().addr()
    }

    pub(crate) fn credit(&self, minor: i64) {
        let dealer = DealerCode::parse(DEALER).unwrap();
        let sum = Money::new(minor, Currency::RUB);
        folder::credit(self.folder.path(), &dealer, sum, "cash").unwrap();
    }

    /// Writes address and key of the bank into the hub's settings.
    pub(crate) fn name_in(&self, hub: &Hub, addr: SocketAddr) {
        let data = hub.folder.path();
        let pubkeys = folder::pubkeys(self.folder.path()).unwrap();
        super::hub::write(&data.join("bank.public.key"), &pubkeys);
        let file = data.join("hub.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let own = text.split("[bank]\nurl").next().unwrap();
        let entry = format!("{own}[bank]\nurl = \"http://{addr}\"\nkey = \"bank.public.key\"\n");
        super::hub::write(&file, entry.as_bytes());
    }

    pub(crate) fn account(&self) -> Account {
        let accounts = folder::accounts(self.folder.path()).unwrap();
        assert_eq!(accounts.len(), 1);
        accounts[0].2
    }

    /// One number of the bank's own books.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        let books = rusqlite::Connection::open(self.folder.path().join("bank.sqlite")).unwrap();
        books.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Asserts that no rule of the bank's books is broken.
    pub(crate) fn assert_sound(&self) {
        assert_eq!(check::check(self.folder.path()).unwrap().broken, vec![]);
    }
}

/// The program serving a bank; killed when dropped.
pub(crate) struct Process {
    child: Child,
    folder: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Process {
    pub(crate) fn start(folder: &Path, listen: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paydesk-hub"))
            .args(["bank", "serve", "--listen", listen, "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(
            &mut std::io::BufReader::new(child.stdout.as_mut().unwrap()),
            &mut line,
        )
        .unwrap();
        let address = line.trim_end().strip_prefix("listening on ").unwrap();
        Self {
            address: address.parse().unwrap(),
            child,
            folder: folder.to_owned(),
        }
    }

    /// Kills the program and starts it again at the same address.
    pub(crate) fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        *self = Self::start(&self.folder.clone(), &self.address.to_string());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The hub's own way to its bank.
pub(crate) async fn way(hub: &Hub) -> SignedBank {
    let (_, bank) = paydesk_hub::serve::bank_of(hub.folder.path())
        .await
        .unwrap();
    bank.unwrap()
}

pub(crate) fn order(reference: &str, minor: i64) -> BankOrder {
    BankOrder {
        reference: reference.to_owned(),
        dealer: DEALER.to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(minor),
    }
}

/// What the line does with the bank's answers.
type Change = Box<dyn FnMut(Vec<u8>) -> Vec<u8> + Send>;

/// A line between hub and bank. Requests pass; each answer, head and all, is what `change` makes of it. An empty one
/// is a connection that was cut.
pub(crate) struct Line {
    pub(crate) addr: SocketAddr,
    change: Arc<Mutex<Change>>,
}

impl Line {
    pub(crate) fn to(bank: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let change: Arc<Mutex<Change>> = Arc::new(Mutex::new(Box::new(|answer| answer)));
        let shared = Arc::clone(&change);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(mut client) = client else { continue };
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let Some(request) = read_request(&mut client) else {
                        return;
                    };
                    let answer = forward(bank, &request);
                    let changed = (shared.lock().unwrap())(answer);
                    drop(client.write_all(&changed));
                });
            }
        });
        Self { addr, change }
    }

    pub(crate) fn change(&self, change: impl FnMut(Vec<u8>) -> Vec<u8> + Send + 'static) {
        *self.change.lock().unwrap() = Box::new(change);
    }
}

fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = client.read(&mut part).ok()?;
        if read == 0 {
            return None;
        }
        raw.extend_from_slice(&part[..read]);
        let Some(end) = raw.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&raw[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1)?;
        let length: usize = length.lines().next()?.trim().parse().ok()?;
        if raw.len() >= end + 4 + length {
            let body = raw[end + 4..].to_vec();
            return Some(body);
        }
    }
}

/// Posts a document to the bank and returns the whole answer.
pub(crate) fn forward(bank: SocketAddr, document: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /bank/1 HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n",
        document.len()
    );
    let mut raw = Vec::new();
    if let Ok(mut socket) = TcpStream::connect(bank) {
        drop(socket.write_all(&[head.as_bytes(), document].concat()));
        drop(socket.read_to_end(&mut raw));
    }
    raw
}

/// Where the body of an answer begins.
pub(crate) fn body_at(answer: &[u8]) -> usize {
    answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4
}
