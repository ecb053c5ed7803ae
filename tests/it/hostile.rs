//! Requests that nobody honest sends, straight at the hub: none of them moves money, none of them hurts the hub.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use paydesk_cyberplat::ipriv::{
    FastSigner, Hash, KeyPolicy, NewKey, SecretKey, sign_full_document,
};
use paydesk_cyberplat::messages::fingerprint::fingerprint;
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_domain::exchange::Ask;
use paydesk_domain::ids::SessionId;
use paydesk_domain::order::Order;
use rand::rngs::OsRng;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::rig::Rig;
use super::rig::talk::{Talk, session};

const REQUESTS: usize = 2_000;
const SEED: u64 = 20_260_307;
const NUMBER: &str = "9161234567";
/// Of a point that the hub knows, with the wrong key.
const SERIAL: u32 = 1_000_002;

/// A request's bytes, and what is wrong with it.
struct Hostile {
    what: &'static str,
    bytes: Vec<u8>,
}

/// Somebody who knows everything but the hub's secrets, and the till's key where the attack needs it.
struct Attacker<'a> {
    talk: &'a Talk,
    random: ChaCha8Rng,
    foreign: FastSigner,
    /// A whole good pay that was sent and executed.
    earlier: Vec<u8>,
    /// Under this one a good check was answered: a pay that is accepted would move money.
    checked: SessionId,
    order: Order,
}

fn post(path: &str, kind: &str, form: &[u8]) -> Vec<u8> {
    let length = form.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), form].concat()
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends bytes and reads the status of the answer; none where the hub hangs up without one.
fn status(hub: SocketAddr, bytes: &[u8]) -> Option<u16> {
    let mut socket = TcpStream::connect(hub).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    // The hub may hang up on what is too long.
    drop(socket.write_all(bytes));
    drop(socket.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    drop(socket.read_to_end(&mut answer));
    let text = String::from_utf8_lossy(&answer).into_owned();
    text.split(' ').nth(1)?.parse().ok()
}

/// A value that a field of a request may not have, by the field's name.
const BAD_VALUES: [(&str, &[u8]); 34] = [
    ("AMOUNT", b"-500.00"),
    ("AMOUNT", b"0.00"),
    ("AMOUNT", b"0"),
    ("AMOUNT", b"500.001"),
    ("AMOUNT", b"1e9"),
    ("AMOUNT", b"NaN"),
    ("AMOUNT", b"inf"),
    ("AMOUNT", b"0x10"),
    ("AMOUNT", b"9223372036854775807.00"),
    ("AMOUNT", b"92233720368547758.08"),
    ("AMOUNT", b"184467440737095516.16"),
    ("AMOUNT", b"99999999999999999999999999"),
    ("AMOUNT", b"+500.00"),
    ("AMOUNT", b" 500.00"),
    ("AMOUNT", b"500 .00"),
    ("AMOUNT", b"5,00"),
    ("AMOUNT", b""),
    ("AMOUNT", "٥٠٠".as_bytes()),
    ("AMOUNT", b"15000.01"),
    ("AMOUNT", b"9.99"),
    ("AMOUNT_ALL", b"-1"),
    ("AMOUNT_ALL", b"1.00"),
    ("NUMBER", b"916123456\x00"),
    ("NUMBER", b"916%0d%0aAMOUNT=1.00"),
    ("NUMBER", b"+"),
    ("NUMBER", b"\x1b@9161234567"),
    ("SESSION", b""),
    ("SESSION", b"012345678901234567890"),
    ("SESSION", b"AB CD"),
    ("EPOCH", b"2"),
    ("EPOCH", b"4294967296"),
    ("NONCE", b"0"),
    (
        "FINGERPRINT",
        b"0000000000000000000000000000000000000000000000000000000000000000",
    ),
    ("CURRENCY", b"EUR"),
];

impl<'a> Attacker<'a> {
    fn body(&self, ask: Ask) -> Vec<u8> {
        let session = match ask {
            Ask::Check => session(),
            Ask::Pay | Ask::Status | Ask::Cancel(_) => self.checked.clone(),
        };
        self.talk
            .body(&self.talk.request(ask, &self.order, &session))
    }

    fn page(&self, ask: Ask) -> &'a str {
        let pages = self.talk.pages(&self.order);
        match ask {
            Ask::Check => &pages.check,
            Ask::Pay => &pages.pay,
            Ask::Status => &pages.status,
            Ask::Cancel(_) => &pages.cancel,
        }
    }

    /// A check or pay, which are what moves money.
    fn ask(&mut self) -> Ask {
        if self.random.r#gen() {
            Ask::Check
        } else {
            Ask::Pay
        }
    }

    fn signed(&self, ask: Ask, body: &[u8]) -> Vec<u8> {
        post(self.page(ask), FORM, &self.talk.form(body))
    }

    fn next(&mut self, n: usize) -> Hostile {
        let ask = self.ask();
        let body = self.body(ask);
        let (what, bytes) = match n % 12 {
            0 => ("wrong key", self.under_foreign_key(ask, &body)),
            1 => ("a bit turned over", self.with_flipped_bit(ask, &body)),
            2 => ("replayed", self.earlier.clone()),
            3 => ("a field twice", self.with_field_twice(ask, &body)),
            4 => ("too long", self.too_long(ask, &body)),
            5 | 6 => ("a bad value", self.with_bad_value()),
            7 => ("GET", self.by_get(ask, &body)),
            8 => ("a bad type", self.with_bad_type(ask, &body)),
            9 => ("a field too few", self.without_additions(ask, &body)),
            10 => ("a foreign page", self.on_foreign_page(ask, &body)),
            _ => ("rubbish", self.rubbish(ask)),
        };
        Hostile { what, bytes }
    }

    fn under_foreign_key(&self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let document =
            sign_full_document(&self.foreign, Hash::Sha256, 1_790_000_000, body).unwrap();
        post(self.page(ask), FORM, &encode_form(&document))
    }

    /// In the document, not in the form: a bit of an escape may stand for the same byte.
    fn with_flipped_bit(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        use paydesk_cyberplat::messages::form::decode_form;
        let mut document = decode_form(&self.talk.form(body)).unwrap();
        let at = self.random.gen_range(0..document.len());
        document[at] ^= 1 << self.random.gen_range(0..8);
        post(self.page(ask), FORM, &encode_form(&document))
    }

    fn with_field_twice(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').collect();
        let twice = lines[self.random.gen_range(0..lines.len())];
        let twice = twice.strip_suffix(b"\r").unwrap_or(twice);
        self.signed(ask, &[body, b"\r\n", twice].concat())
    }

    fn too_long(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let more = vec![b'A'; self.random.gen_range(17_000..80_000)];
        self.signed(ask, &[body, b"\r\nCOMMENT2=", &more].concat())
    }

    /// A check: whatever it gets, a consent would be too much.
    fn with_bad_value(&mut self) -> Vec<u8> {
        let (name, value) = BAD_VALUES[self.random.gen_range(0..BAD_VALUES.len())];
        let body = self.body(Ask::Check);
        let changed = with_field(&body, name, value);
        assert_ne!(changed, body, "{name} is no field of a check");
        // It agrees with itself: nothing but the value can be what it is refused for.
        let changed = if name == "FINGERPRINT" {
            changed
        } else {
            with_field(&changed, "FINGERPRINT", fingerprint_of(&changed).as_bytes())
        };
        self.signed(Ask::Check, &changed)
    }

    fn by_get(&self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let form = String::from_utf8(self.talk.form(body)).unwrap();
        let page = self.page(ask);
        format!("GET {page}?{form} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n").into_bytes()
    }

    fn with_bad_type(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let kinds = [
            "application/json",
            "multipart/form-data; boundary=x",
            "text/xml",
            "application/octet-stream",
        ];
        let kind = kinds[self.random.gen_range(0..kinds.len())];
        post(self.page(ask), kind, &self.talk.form(body))
    }

    fn without_additions(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let needed = [
            "PROFILE",
            "MSG",
            "NONCE",
            "EPOCH",
            "SENT_AT",
            "FINGERPRINT",
            "PROVIDER",
            "SESSION",
            "CURRENCY",
        ];
        let gone = format!("{}=", needed[self.random.gen_range(0..needed.len())]);
        let lines = body.split_inclusive(|byte| *byte == b'\n');
        let kept = lines.filter(|line| !line.starts_with(gone.as_bytes()));
        self.signed(ask, &kept.collect::<Vec<_>>().concat())
    }

    /// A check where a pay belongs, the other way round, another provider's page, and no page at all.
    fn on_foreign_page(&mut self, ask: Ask, body: &[u8]) -> Vec<u8> {
        let pages = self.talk.pages(&self.order);
        let other = if ask == Ask::Check {
            &pages.pay
        } else {
            &pages.check
        };
        let foreign = [
            other.as_str(),
            "/cgi-bin/b2/b2_pay_check.cgi/71",
            "/cgi-bin/none.cgi",
            "/../../etc/passwd",
            "/",
        ];
        let page = foreign[self.random.gen_range(0..foreign.len())];
        post(page, FORM, &self.talk.form(body))
    }

    fn rubbish(&mut self, ask: Ask) -> Vec<u8> {
        let noise: Vec<u8> = (0..self.random.gen_range(0..3_000))
            .map(|_| self.random.r#gen())
            .collect();
        let page = self.page(ask);
        match self.random.gen_range(0..5) {
            0 => noise,
            1 => post(page, FORM, &noise),
            2 => post(page, FORM, &[b"inputmessage=", noise.as_slice()].concat()),
            3 => post(page, FORM, b"inputmessage=%zz%00%"),
            _ => {
                format!("POST {page} HTTP/1.1\r\nHost: hub\r\nContent-Length: 99999999999\r\n\r\nx")
                    .into_bytes()
            }
        }
    }
}

fn with_field(body: &[u8], name: &str, value: &[u8]) -> Vec<u8> {
    let mark = format!("{name}=");
    let lines = body.split(|byte| *byte == b'\n').map(|line| {
        if line.starts_with(mark.as_bytes()) {
            [mark.as_bytes(), value, b"\r"].concat()
        } else {
            line.to_vec()
        }
    });
    lines.collect::<Vec<_>>().join(&b'\n')
}

/// What a till would put into FINGERPRINT for these fields.
fn fingerprint_of(body: &[u8]) -> String {
    let lines = body.split(|byte| *byte == b'\n');
    let fields = lines.filter_map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let at = line.iter().position(|byte| *byte == b'=')?;
        Some((std::str::from_utf8(&line[..at]).ok()?, &line[at + 1..]))
    });
    fingerprint(fields.filter(|(name, _)| *name != "FINGERPRINT")).to_string()
}

/// Two good checks, and the pay of one of them.
fn attacker(talk: &Talk, hub: SocketAddr) -> Attacker<'_> {
    let wanted = NewKey {
        serial: SERIAL,
        user_id: b"till of tests".to_vec(),
        bits: 2048,
        made_at: 0,
        policy: KeyPolicy::Modern,
    };
    let key = SecretKey::generate(&mut OsRng, &wanted).unwrap();
    let order = talk.order(NUMBER);
    let other = talk.order("9161234500");
    let (checked, paid) = (session(), session());
    let good = |ask, order: &Order, session: &SessionId| {
        let pages = talk.pages(order);
        let page = if ask == Ask::Pay {
            &pages.pay
        } else {
            &pages.check
        };
        let body = talk.body(&talk.request(ask, order, session));
        post(page, FORM, &talk.form(&body))
    };
    for (order, session) in [(&order, &checked), (&other, &paid)] {
        assert_eq!(status(hub, &good(Ask::Check, order, session)), Some(200));
    }
    let earlier = good(Ask::Pay, &other, &paid);
    assert_eq!(status(hub, &earlier), Some(200));
    Attacker {
        foreign: FastSigner::new(&key, Box::new(OsRng)).unwrap(),
        earlier,
        checked,
        random: ChaCha8Rng::seed_from_u64(SEED),
        order,
        talk,
    }
}

#[test]
fn two_thousand_hostile_requests_move_nothing_and_break_nothing() {
    let rig = Rig::new();
    let talk = Talk::of(&rig);
    let hub = rig.hub.address();
    let mut attacker = attacker(&talk, hub);
    let alive = || {
        let mut payments = rig.hub.payments();
        payments.retain(|payment| payment.state != "VOID");
        payments
    };
    let before = alive();
    let states: Vec<&str> = before.iter().map(|payment| &*payment.state).collect();
    assert_eq!(states, ["CONSENTED", "CAPTURED"], "what the good ones did");

    let mut answers: BTreeMap<&str, BTreeMap<Option<u16>, usize>> = BTreeMap::new();
    for n in 0..REQUESTS {
        let Hostile { what, bytes } = attacker.next(n);
        let answer = status(hub, &bytes);
        assert!(
            answer.is_none_or(|code| code < 500),
            "{what} ({n}): {answer:?}"
        );
        assert!(
            answer.is_some() || what == "rubbish",
            "{what} ({n}): no answer"
        );
        *answers.entry(what).or_default().entry(answer).or_default() += 1;
        assert_eq!(alive(), before, "{what} ({n}) was accepted");
    }
    assert_eq!(answers.len(), 11, "{answers:?}");
    // What is refused before its signature is looked at, or because of it, is never answered as if it were good.
    for what in [
        "wrong key",
        "a bit turned over",
        "too long",
        "GET",
        "a bad type",
    ] {
        assert_eq!(answers[what].get(&Some(200)), None, "{what}: {answers:?}");
    }

    assert_eq!(
        (rig.hub.debited("RUB"), rig.hub.captured().len()),
        (50_000, 1)
    );
    // The good ones bore the till's key, and the till knows nothing of it: somebody else has that key.
    let blocked = rig.till.sell_500("9161234599");
    assert_eq!(
        (blocked.code, blocked.text("error").as_str()),
        (1, "reconcile")
    );
    assert_eq!(rig.till.run(&["queue", "reconciled"]).code, 0);
    rig.till.sell_500("9161234599").assert_sale(0, "paid");
    assert_eq!(rig.hub.debited("RUB"), 100_000);
    rig.hub.assert_sound();
}
