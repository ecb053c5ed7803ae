//! A hub of its own for each test, and the keys of its dealer.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use paydesk_cyberplat::ipriv::{
    BlindedSigner, Hash, KeyPolicy, KeyRing, NewKey, PublicKey, SecretKey, sign_document,
    verify_document,
};
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use paydesk_hub::admin::{self, PointKey};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::{self, Running, clock};
use rand::rngs::OsRng;
use tempfile::TempDir;

use super::wire::{self, Answer};

pub(crate) const DEALER: &str = "17031";
pub(crate) const POINT: &str = "17032";
pub(crate) const CASHIER: &str = "17034";

/// A key of the dealer.
pub(crate) struct Pen {
    pub(crate) signer: BlindedSigner,
    pub(crate) pubkeys: Vec<u8>,
}

impl Pen {
    pub(crate) fn new(serial: u32, bits: usize) -> Self {
        Self::named(serial, bits, b"api17032")
    }

    pub(crate) fn named(serial: u32, bits: usize, user_id: &[u8]) -> Self {
        Self::made_at(serial, (bits, user_id), 1_700_000_000)
    }

    pub(crate) fn made_at(serial: u32, (bits, user_id): (usize, &[u8]), made_at: u32) -> Self {
        let policy = if bits < 2048 {
            KeyPolicy::Legacy
        } else {
            KeyPolicy::Modern
        };
        let wish = NewKey {
            serial,
            user_id: user_id.to_vec(),
            bits,
            made_at,
            policy,
        };
        let secret = SecretKey::generate(&mut OsRng, &wish).unwrap();
        let signer = BlindedSigner::new(&secret, Box::new(OsRng));
        let pubkeys = secret.write_public(&signer, made_at).unwrap();
        Self { signer, pubkeys }
    }

    pub(crate) fn sign(&self, hash: Hash, body: &[u8]) -> Vec<u8> {
        sign_document(&self.signer, hash, clock::now().unix_seconds(), body).unwrap()
    }
}

/// The dealer's key of 2048 bits.
pub(crate) fn pen() -> &'static Pen {
    static PEN: OnceLock<Pen> = OnceLock::new();
    PEN.get_or_init(|| Pen::new(4_100_001, 2048))
}

/// A second key of 2048 bits.
pub(crate) fn other_pen() -> &'static Pen {
    static PEN: OnceLock<Pen> = OnceLock::new();
    PEN.get_or_init(|| Pen::new(4_100_002, 2048))
}

/// An old key of 512 bits.
pub(crate) fn old_pen() -> &'static Pen {
    static PEN: OnceLock<Pen> = OnceLock::new();
    PEN.get_or_init(|| Pen::new(4_100_003, 512))
}

/// A hub's folder, made once and copied for each test.
fn template() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let folder = TempDir::new().unwrap();
            admin::init(folder.path(), true).unwrap();
            folder
        })
        .path()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub(crate) struct Hub {
    pub(crate) folder: TempDir,
    pub(crate) running: Option<Running>,
    pub(crate) key: PublicKey,
}

/// The fields of a reply whose signature held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) names: Vec<String>,
    pub(crate) document: Vec<u8>,
    pub(crate) hash: Hash,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("-", String::as_str)
    }

    /// ERROR and RESULT.
    pub(crate) fn said(&self) -> (&str, &str) {
        (self.get("ERROR"), self.get("RESULT"))
    }
}

impl Hub {
    /// A folder with a dealer and a thousand roubles, not served yet.
    pub(crate) fn idle(profile: Profile) -> Self {
        let folder = TempDir::new().unwrap();
        copy(template(), folder.path());
        let key = hub_key(folder.path());
        let hub = Self {
            folder,
            running: None,
            key,
        };
        hub.admit(pen(), profile, false);
        hub.deposit("1000.00");
        hub
    }

    pub(crate) fn new(profile: Profile) -> Self {
        Self::idle(profile).started()
    }

    pub(crate) fn started(mut self) -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        self.running = Some(serve::start(self.folder.path(), listen).unwrap());
        self
    }

    pub(crate) fn stopped(mut self) -> Self {
        self.running.take().unwrap().stop();
        self
    }

    pub(crate) fn admit(&self, pen: &Pen, profile: Profile, is_legacy: bool) {
        let key = PointKey {
            dealer: DealerCode::parse(DEALER).unwrap(),
            point: PointCode::parse(POINT).unwrap(),
            cashier: CashierCode::parse(CASHIER).unwrap(),
            pubkeys: pen.pubkeys.clone(),
            profile,
            is_legacy,
            currency: Currency::RUB,
        };
        admin::add_point(self.folder.path(), &key).unwrap();
    }

    pub(crate) fn deposit(&self, roubles: &str) {
        let dealer = DealerCode::parse(DEALER).unwrap();
        let sum = Money::parse(roubles, Currency::RUB).unwrap();
        admin::add_deposit(self.folder.path(), &dealer, sum, "bank statement 7").unwrap();
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.running.as_ref().unwrap().addr()
    }

    /// Posts a document as it is.
    pub(crate) fn post(&self, path: &str, document: &[u8]) -> Answer {
        wire::exchange(self.addr(), &wire::post(path, &wire::form(document))).unwrap()
    }

    /// Signs, posts and verifies.
    pub(crate) fn ask(&self, path: &str, body: &str) -> Reply {
        self.ask_with(pen(), Hash::Sha256, (path, body.as_bytes()))
    }

    pub(crate) fn ask_with(&self, pen: &Pen, hash: Hash, (path, body): (&str, &[u8])) -> Reply {
        let answer = self.post(path, &pen.sign(hash, body));
        self.read(&answer)
    }

    pub(crate) fn read(&self, answer: &Answer) -> Reply {
        assert_eq!(
            answer.status,
            200,
            "{:?}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_eq!(
            answer.header("content-type"),
            Some("text/plain; charset=windows-1251")
        );
        let verified = verify_document(&answer.body, &self.key).unwrap();
        let text = String::from_utf8_lossy(verified.body).into_owned();
        let lines: Vec<(String, String)> = text
            .lines()
            .map(|line| line.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Reply {
            names: lines.iter().map(|(name, _)| name.clone()).collect(),
            fields: lines.into_iter().collect(),
            document: answer.body.clone(),
            hash: verified.hash,
            body: verified.body.to_vec(),
        }
    }

    /// How often and how much the demo's provider credited, in hundredths.
    pub(crate) fn credited(&self) -> (i64, i64) {
        let file = self.folder.path().join("demo/provider.sqlite");
        let books = rusqlite::Connection::open(file).unwrap();
        let sql = "SELECT count(*), coalesce(sum(sum), 0) FROM payment WHERE state = 'CREDITED'";
        books
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    }

    /// One number of the hub's own books.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        let books = rusqlite::Connection::open(self.folder.path().join("hub.sqlite")).unwrap();
        books.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Asserts that no rule of the books is broken.
    pub(crate) fn assert_sound(&self) {
        assert_eq!(
            admin::ledger_check(self.folder.path()).unwrap().violations,
            vec![]
        );
    }

    /// Asks again and again until the reply fits, for at most so long.
    pub(crate) fn ask_until(
        &self,
        body: impl Fn() -> String,
        fits: impl Fn(&Reply) -> bool,
    ) -> Reply {
        for _ in 0..150 {
            let reply = self.ask(super::bodies::STATUS, &body());
            if fits(&reply) {
                return reply;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("the status never came to what was expected");
    }
}

pub(crate) fn write(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    std::fs::File::create(path)
        .unwrap()
        .write_all(bytes)
        .unwrap();
}

/// The key under the replies of the hub in this folder.
pub(crate) fn hub_key(folder: &Path) -> PublicKey {
    let serial = admin::hub_serial(folder).unwrap();
    let ring = KeyRing::read(&admin::pubkeys(folder).unwrap());
    ring.open(serial, KeyPolicy::Modern).unwrap()
}
