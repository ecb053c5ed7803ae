//! Payments, keys and hostile little servers shared by the tests of this crate.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use paydesk_cheque::document::{Document, Heading, SupplierLines};
use paydesk_cheque::seal::{Facts, SealKey, SealedState};
use paydesk_cyberplat::ipriv::{FastSigner, Hash, KeyPolicy, KeyRing, SecretKey};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Ask, AuditHead, Request};
use paydesk_domain::ids::{
    AttemptId, BootId, CashierCode, DealerCode, IntentKey, PaymentId, PointCode, SessionId,
};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::payment::{Finality, State};
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, ProviderId, ProviderNumber};
use paydesk_domain::time::Timestamp;
use paydesk_till::paper::{Shop, cheque};
use paydesk_till::payment::{Payment, Tender};
use rand::rngs::OsRng;

use crate::wire::Sealed;

macro_rules! own_key {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/ipriv-vectors/own/keys/",
            $name
        ))
    };
}

pub(crate) const TILL_KEY: &[u8] = own_key!("o2048.secret.key");
pub(crate) const TILL_PHRASE: &[u8] = b"two thousand forty-eight";
const SERVER_KEY: &[u8] = own_key!("o2048b.secret.key");
pub(crate) const RING: &[u8] = own_key!("ring.key");
pub(crate) const SERVER_SERIAL: u32 = 70_555;

pub(crate) const BOOT: BootId = BootId::new(0xb007);

pub(crate) fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

/// 2026-11-24T15:22:07.045Z, and so many milliseconds later.
pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_795_533_727_045 + ms)
}

pub(crate) fn session(n: u32) -> SessionId {
    SessionId::parse(&format!("01K0ABCDEF{n:010}")).expect("session")
}

pub(crate) fn order() -> Order {
    let details =
        Details::new("9161234567".to_owned(), String::new(), BTreeMap::new()).expect("details");
    Order {
        provider: ProviderId::parse("demo-mobile").expect("provider"),
        provider_number: ProviderNumber::new(227).expect("provider number"),
        details,
        credited: rub(50_000),
        taken: rub(51_000),
    }
}

pub(crate) fn request(ask: Ask, payment: u32) -> Request {
    Request {
        attempt: AttemptId::new(u128::from(payment) << 64 | rand_u64()),
        ask,
        payment: PaymentId::new(i64::from(payment)),
        session: session(payment),
        first_session: session(payment),
        order: order(),
        sent_at: at(0),
        not_after: (ask == Ask::Pay).then(|| at(55 * 60_000)),
        epoch: 1,
        audit: AuditHead {
            seq: 0,
            hash: [0; 32],
        },
        known_version: None,
    }
}

fn rand_u64() -> u128 {
    use rand::RngCore;
    u128::from(OsRng.next_u64())
}

pub(crate) fn shop() -> Shop {
    Shop {
        heading: Heading::default(),
        language: Language::default(),
        utc_offset_minutes: 180,
        training: false,
        seal: None,
        template: Default::default(),
    }
}

pub(crate) fn point() -> PointCode {
    PointCode::parse("17032").expect("AP")
}

/// The cheque of a paid payment, or its copy of this number.
pub(crate) fn a_cheque(copy: u32) -> Document {
    let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).expect("catalogue");
    let paid = Payment {
        transid: Some("4711".to_owned()),
        ..becomes(&payment(12), State::Paid(Finality::Final))
    };
    let provider = catalogue.provider(&paid.order.provider);
    cheque(&paid, provider, &shop(), (&point(), copy, at(0)))
}

/// A cheque with everything that a cheque can have, its code included, and long names.
pub(crate) fn the_longest_cheque() -> Document {
    let Document::Cheque(mut longest) = a_cheque(0) else {
        panic!("a paid payment has a cheque");
    };
    let name = || "Общество «Салоны связи и приёма платежей»".to_owned();
    longest.heading = Heading {
        dealer_name: name(),
        dealer_tax_number: "7700000000".to_owned(),
        dealer_address: "125000, г. Москва, ул. Примерная, д. 1, офис 12".to_owned(),
        point_name: "Салон на Тверской".to_owned(),
        point_address: "г. Москва, Тверская ул., д. 1".to_owned(),
        point_code: "00417".to_owned(),
        till: "2".to_owned(),
        claims_phone: "+7 495 000-00-01".to_owned(),
        operator_phone: "+7 495 000-00-02".to_owned(),
        ..Heading::default()
    };
    let field = |n: u32| (format!("Показания счётчика {n}"), format!("{n:06}"));
    longest.body.fields = (1..=8).map(field).collect();
    longest.body.supplier = Some(SupplierLines {
        name: name(),
        tax_number: "7700000001".to_owned(),
        phone: "+7 495 000-00-03".to_owned(),
    });
    longest.body.tendered = Some(rub(100_000));
    longest.body.change = Some(rub(49_000));
    longest.body.authcode = Some("AC-778".to_owned());
    let key = SealKey::from_seed(&[7; 32]).expect("a key");
    longest.seal = key.seal(&Facts {
        session: session(12).as_wire().to_owned(),
        last_four: "4567".to_owned(),
        taken: rub(51_000),
        made_at: at(0),
        state: SealedState::Credited,
    });
    assert!(longest.seal.is_some());
    Document::Cheque(longest)
}

/// What stands for a signed request where none is sent.
pub(crate) fn sealed(request: &Request) -> Sealed {
    Sealed {
        body_hash: [7; 32],
        document: matches!(request.ask, Ask::Pay | Ask::Cancel(_))
            .then(|| b"a signed request".to_vec()),
    }
}

/// A payment as it is when its first check is sent.
pub(crate) fn payment(n: u32) -> Payment {
    Payment {
        id: PaymentId::new(i64::from(n)),
        intent: IntentKey::new(u128::from(n)),
        order: order(),
        cashier: "Иванова Мария Петровна".to_owned(),
        opened_at: at(0),
        session: session(n),
        first_session: session(n),
        state: State::Checking,
        grant: None,
        tender: None,
        pays: 0,
        pays_never_left: 0,
        cancel: None,
        not_after: None,
        version: None,
        transid: None,
        authcode: None,
        absent_at: None,
        asks: 0,
        closed_at: None,
        return_stage: None,
        print: None,
    }
}

/// The same payment at a later state, with its cash where the state says so.
pub(crate) fn becomes(payment: &Payment, state: State) -> Payment {
    let tender = state.stage().is_tendered().then(|| Tender {
        at: at(1),
        handed: None,
        unchecked: false,
    });
    Payment {
        state,
        tender: payment.tender.or(tender),
        ..payment.clone()
    }
}

pub(crate) fn terms(profile: Profile) -> ServerTerms {
    ServerTerms {
        identity: Identity {
            dealer: DealerCode::parse("17031").expect("SD"),
            point: PointCode::parse("17032").expect("AP"),
            cashier: CashierCode::parse("17034").expect("OP"),
        },
        profile,
        server_serial: SERVER_SERIAL,
        hash: Hash::Sha256,
        pay_tool: 0,
        term_id: None,
    }
}

pub(crate) fn ring() -> KeyRing {
    KeyRing::read(RING)
}

pub(crate) fn till_key() -> SecretKey {
    SecretKey::open(TILL_KEY, TILL_PHRASE, KeyPolicy::Modern).expect("till's key")
}

pub(crate) fn server_key() -> SecretKey {
    SecretKey::open(SERVER_KEY, b"ServerSide/2048", KeyPolicy::Modern).expect("server's key")
}

pub(crate) fn signer(key: &SecretKey) -> FastSigner {
    FastSigner::new(key, Box::new(OsRng)).expect("signer")
}

/// A POST as a server got it.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// A server on a loopback port that does with every connection what the test wants, for as long as the test
/// program runs.
pub(crate) struct Server {
    pub(crate) address: String,
    posts: Arc<Mutex<Vec<Post>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&mut TcpStream, &Post) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        let posts = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&posts), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream = stream;
                    if let Some(post) = read_post(&stream) {
                        seen.lock().expect("posts").push(post.clone());
                        answer(&mut stream, &post);
                    }
                });
            }
        });
        Self { address, posts }
    }

    pub(crate) fn posts(&self) -> Vec<Post> {
        self.posts.lock().expect("posts").clone()
    }

    pub(crate) fn forget(&self) {
        self.posts.lock().expect("posts").clear();
    }
}

fn read_post(stream: &TcpStream) -> Option<Post> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Post { path, body })
}

/// Writes an answer; a client that has gone is no fault of the test.
pub(crate) fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    drop(
        stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body)),
    );
}
