//! Every key against every request, as `docs/access.md` has it: its table is this test's data.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use paydesk_cyberplat::ipriv::{
    BlindedSigner, Document, Hash, KeyPolicy, KeyRing, SecretKey, sign_document, verify,
};
use paydesk_cyberplat::messages::fingerprint::fingerprint;
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use paydesk_hub::admin::{self, PointKey};
use paydesk_hub::bank::folder;
use paydesk_hub::bank::wire::{Ask, Period, Request};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::clock;

use super::bankside::{Bank, forward, order};
use super::bodies::{CANCEL, CHECK, GOOD, PAY, REFILL, REST, STATUS, attempt, plain};
use super::hub::{Hub, Pen, other_pen, pen};
use super::wire;

const TABLE: &str = include_str!("../../../../docs/access.md");
const REGISTRY: &str = "/cgi-bin/statistics/registry.cgi";
/// SD, AP and OP of the point that opens the payments.
const OWNER: Codes = ["17031", "17032", "17034"];

type Codes = [&'static str; 3];

/// A key and the name under which it asks.
struct Caller {
    signer: &'static BlindedSigner,
    codes: Codes,
}

/// A party's own key, as it lies in its folder.
fn key_of(folder: &Path, owner: &str) -> BlindedSigner {
    let read = |ending: &str| std::fs::read(folder.join(format!("keys/{owner}.{ending}"))).unwrap();
    let secret = SecretKey::open(&read("secret.key"), &read("pass"), KeyPolicy::Modern).unwrap();
    BlindedSigner::new(&secret, Box::new(rand::rngs::OsRng))
}

/// Keys that no other test needs, made at the same time.
fn spare(index: usize) -> &'static Pen {
    static PENS: OnceLock<Vec<Pen>> = OnceLock::new();
    let made = PENS.get_or_init(|| {
        let making: Vec<_> = (0..9)
            .map(|n| std::thread::spawn(move || Pen::new(4_200_001 + n, 2048)))
            .collect();
        making.into_iter().map(|pen| pen.join().unwrap()).collect()
    });
    &made[index]
}

fn admit(hub: &Hub, pen: &Pen, [dealer, point, cashier]: Codes) {
    let key = PointKey {
        dealer: DealerCode::parse(dealer).unwrap(),
        point: PointCode::parse(point).unwrap(),
        cashier: CashierCode::parse(cashier).unwrap(),
        pubkeys: pen.pubkeys.clone(),
        profile: Profile::Cyberplat,
        is_legacy: false,
        currency: Currency::RUB,
    };
    admin::add_point(hub.folder.path(), &key).unwrap();
}

fn statistics(hub: &Hub, pen: &Pen, dealer: &str) {
    let dealer = DealerCode::parse(dealer).unwrap();
    let key = (pen.pubkeys.as_slice(), false);
    admin::registry::admit_statistics_key(hub.folder.path(), &dealer, key, "Anna").unwrap();
}

/// Two dealers with money, a sub-dealer, a bank with its own books, and a key of everybody.
fn market() -> (Hub, Bank, BTreeMap<&'static str, Caller>) {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let data = hub.folder.path();
    let (neighbour, sub, stranger) = (
        ["17031", "17042", "17044"],
        ["17031", "17052", "17054"],
        ["17099", "17092", "17094"],
    );
    let points = [
        (other_pen(), OWNER),
        (spare(0), neighbour),
        (spare(1), sub),
        (spare(2), stranger),
        (spare(3), OWNER),
        (spare(4), OWNER),
        (spare(5), OWNER),
    ];
    for (pen, codes) in points {
        admit(&hub, pen, codes);
    }
    let share = [&["tariff", "share", "--share", "1"], &SUB[..]].concat();
    hub.told(&share);
    hub.told(&[&["tariff", "assign", "--point", "17052"], &SUB[..]].concat());
    let dealer = DealerCode::parse("17099").unwrap();
    let money = Money::parse("321.00", Currency::RUB).unwrap();
    admin::add_deposit(data, &dealer, money, "B's own").unwrap();
    folder::credit(bank.folder.path(), &dealer, money, "cash").unwrap();
    let day = 86_400_000;
    admin::terms::revoke(data, 4_200_004, "Anna").unwrap();
    let (gone, come) = (clock::now().plus_ms(-day), clock::now().plus_ms(day));
    admin::terms::set_validity(data, 4_200_005, (None, Some(gone)), "Anna").unwrap();
    admin::terms::set_validity(data, 4_200_006, (Some(come), None), "Anna").unwrap();
    statistics(&hub, spare(6), "17031");
    statistics(&hub, spare(7), "17099");
    let of = |pen: &'static Pen, codes: Codes| Caller {
        signer: &pen.signer,
        codes,
    };
    let own = |folder: &Path, name: &str| Caller {
        signer: Box::leak(Box::new(key_of(folder, name))),
        codes: OWNER,
    };
    // The provider's key is one that nobody was given; so is a stranger's.
    let callers = BTreeMap::from([
        ("A's point, which opened S", of(pen(), OWNER)),
        ("second key of that point", of(other_pen(), OWNER)),
        ("another point of A", of(spare(0), neighbour)),
        ("a point of A's sub-dealer", of(spare(1), sub)),
        ("a point of dealer B", of(spare(2), stranger)),
        ("that point, key revoked", of(spare(3), OWNER)),
        ("that point, key over", of(spare(4), OWNER)),
        ("that point, key not begun", of(spare(5), OWNER)),
        ("A's statistics", of(spare(6), OWNER)),
        ("B's statistics", of(spare(7), stranger)),
        ("the hub", own(data, "hub")),
        ("the bank", own(bank.folder.path(), "bank")),
        ("a provider", of(spare(8), OWNER)),
        ("nobody knows it", of(spare(8), stranger)),
    ]);
    (hub.started(), bank, callers)
}

const SUB: [&str; 6] = ["--dealer", "17031", "--subdealer", "north", "--by", "Anna"];

/// A check or pay in that name.
fn sale([dealer, point, cashier]: Codes, session: &str) -> String {
    plain(session, GOOD, "10.00")
        .replace("SD=17031", &format!("SD={dealer}"))
        .replace("AP=17032", &format!("AP={point}"))
        .replace("OP=17034", &format!("OP={cashier}"))
}

/// A request of the `paydesk` profile in that name.
fn fenced([dealer, point, cashier]: Codes, session: &str, msg: &str) -> String {
    let order = [
        ("NUMBER", GOOD),
        ("AMOUNT", "10.00"),
        ("AMOUNT_ALL", "10.00"),
        ("PAY_TOOL", "0"),
        ("PROVIDER", "227"),
        ("CURRENCY", "RUB"),
    ];
    let named = [("SD", dealer), ("AP", point)].into_iter().chain(order);
    let digest = fingerprint(named.map(|(name, value)| (name, value.as_bytes())));
    let lines = if msg == "CHECK" {
        let lines = order.map(|(name, value)| format!("{name}={value}\r\n"));
        lines.concat()
    } else {
        "REASON=RETURN\r\nPROVIDER=227\r\n".to_owned()
    };
    format!(
        "PROFILE=PAYDESK1\r\nMSG={msg}\r\nSD={dealer}\r\nAP={point}\r\nOP={cashier}\r\nSESSION={session}\r\n\
         DATE=25.11.2026 10:00:00\r\n{lines}FINGERPRINT={digest}\r\n{}",
        attempt(1, 0)
    )
}

impl Caller {
    fn sign(&self, body: &[u8]) -> Vec<u8> {
        let at = clock::now().unix_seconds();
        sign_document(self.signer, Hash::Sha256, at, body).unwrap()
    }

    /// The HTTP status of an unsigned refusal, or the fields of the signed answer.
    fn ask(&self, hub: &Hub, path: &str, body: &str) -> Result<BTreeMap<String, String>, u16> {
        let answer = hub.post(path, &self.sign(body.as_bytes()));
        if answer.status != 200 {
            assert!(answer.body.len() < 40, "short, and the same for everybody");
            return Err(answer.status);
        }
        let document = Document::read(&answer.body).unwrap();
        let body = verify(&document, &hub.key).unwrap().body;
        let text = String::from_utf8_lossy(body).into_owned();
        let split = |line: &str| {
            line.split_once('=')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        Ok(text.lines().filter_map(split).collect())
    }
}

/// What one caller hears for one request of the table. S is of its own for each row.
fn heard(market: (&Hub, &Bank), caller: &Caller, request: &str, row: usize) -> String {
    let (hub, bank) = market;
    let codes = caller.codes;
    let s = format!("S{row}");
    let answer = match request {
        "check" => caller.ask(hub, CHECK, &sale(codes, &format!("N{row}"))),
        "check in A's name" => caller.ask(hub, CHECK, &sale(OWNER, &format!("F{row}"))),
        "pay S" => caller.ask(hub, PAY, &sale(codes, &s)),
        "status S" => caller.ask(hub, STATUS, &format!("SESSION={s}\r\nACCEPT_KEYS=1-sha256")),
        "CANCEL S" => caller.ask(hub, CANCEL, &fenced(codes, &format!("C{row}"), "CANCEL")),
        "rest" => caller.ask(hub, REST, "SESSION=\r\nACCEPT_KEYS=1-sha256"),
        "refill" => {
            let today = &clock::now().dotted(180)[..10];
            let body = format!("SESSION=R\r\nON_DATE={today}\r\nACCEPT_KEYS=1-sha256");
            caller.ask(hub, REFILL, &body)
        }
        "A's registry" => caller.ask(hub, REGISTRY, "CLI_SERIAL=17031\r\nDATE=01.01.2020\r\n"),
        "bank's orders" => return at_the_bank(bank, caller, row),
        "metrics" => {
            let ask = b"GET /metrics HTTP/1.0\r\n\r\n";
            return wire::exchange(hub.addr(), ask).unwrap().status.to_string();
        }
        other => panic!("the table has a request that nobody sends: {other}"),
    };
    match answer {
        Err(status) => status.to_string(),
        Ok(fields) => {
            assert_told_of_own_money(hub, codes[0], &fields);
            fields["ERROR"].clone()
        }
    }
}

/// Whatever sum of a deposit an answer names is that of the caller's own dealer.
fn assert_told_of_own_money(hub: &Hub, dealer: &str, fields: &BTreeMap<String, String>) {
    let sql = format!(
        "SELECT a.credit_posted - a.debit_posted - a.debit_pending FROM account a
           JOIN party d ON d.id = a.owner WHERE a.kind = 'deposit' AND d.code = '{dealer}'"
    );
    let own = hub.number(&sql);
    if let Some(rest) = fields.get("REST").filter(|rest| !rest.is_empty()) {
        assert_eq!(*rest, format!("{}.{:02}", own / 100, own % 100));
    }
    if let Some(data) = fields.get("DATA") {
        assert_eq!(data.contains("statement"), dealer == "17031", "{data}");
    }
}

/// Every order that a bank knows, which must all be heard alike.
fn at_the_bank(bank: &Bank, caller: &Caller, row: usize) -> String {
    let pubkeys = folder::pubkeys(bank.folder.path()).unwrap();
    let serial = KeyRing::read(&pubkeys).serials().next().unwrap();
    let (kept, given) = (order(&format!("9{row}1"), 5), order(&format!("9{row}2"), 5));
    let period = Period {
        from: clock::now().plus_ms(-1),
        until: clock::now(),
        after: 0,
    };
    let asks = [
        Ask::Reserve(kept.clone()),
        Ask::Capture(kept),
        Ask::Void(given),
        Ask::Balance {
            dealer: OWNER[0].to_owned(),
            currency: "RUB".to_owned(),
        },
        Ask::Statement(period),
    ];
    let mut said: Vec<String> = asks
        .into_iter()
        .map(|ask| {
            let request = Request {
                nonce: AttemptId::new(u128::from(rand::random::<u64>())),
                sent_at: clock::now(),
                bank: serial,
                ask,
            };
            let answer = forward(bank.addr(), &caller.sign(&request.body()));
            let answer = String::from_utf8_lossy(&answer).into_owned();
            if answer.contains("RESULT=DONE\r\n") {
                "0".to_owned()
            } else {
                answer[9..12].to_owned()
            }
        })
        .collect();
    said.dedup();
    said.join(" and ")
}

/// Cells of a line of the table.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// The payments of the point that opened them, but for what its own keys may do.
const PAYMENTS: &str =
    "SELECT coalesce(sum(p.version * 1000 + p.pay_seen), 0) + count(*) FROM payment p
                          JOIN party q ON q.id = p.point WHERE q.code = '17032'";
const DEPOSIT: &str = "SELECT a.debit_posted + 7 * a.debit_pending + 11 * a.credit_posted FROM account a
                         JOIN party d ON d.id = a.owner WHERE a.kind = 'deposit' AND d.code = '17031'";

#[test]
fn every_key_hears_for_every_request_what_the_table_says_and_moves_its_own_money_alone() {
    let (hub, bank, callers) = market();
    let lines: Vec<_> = TABLE.lines().filter(|line| line.starts_with('|')).collect();
    let requests = &cells(lines[0])[1..];
    let rows: Vec<_> = lines[2..].iter().map(|line| cells(line)).collect();
    assert_eq!(rows.len(), callers.len(), "every key has its row");
    let mut wrong = Vec::new();
    for (row, said) in rows.iter().enumerate() {
        let caller = &callers[said[0]];
        let owner = &callers["A's point, which opened S"];
        for (path, body) in [
            (CHECK, sale(OWNER, &format!("S{row}"))),
            (CHECK, fenced(OWNER, &format!("C{row}"), "CHECK")),
        ] {
            assert_eq!(owner.ask(&hub, path, &body).unwrap()["ERROR"], "0");
        }
        for (column, request) in requests.iter().enumerate() {
            let before =
                [PAYMENTS, DEPOSIT, "SELECT count(*) FROM message"].map(|sql| hub.number(sql));
            let heard = heard((&hub, &bank), caller, request, row);
            if heard != said[column + 1] {
                wrong.push(format!(
                    "{}, {request}: {heard}, not {}",
                    said[0],
                    said[column + 1]
                ));
            }
            let after =
                [PAYMENTS, DEPOSIT, "SELECT count(*) FROM message"].map(|sql| hub.number(sql));
            if caller.codes != OWNER {
                assert_eq!(
                    before[0], after[0],
                    "{}, {request}: a payment of A moved",
                    said[0]
                );
            }
            if caller.codes[0] != "17031" {
                assert_eq!(
                    before[1], after[1],
                    "{}, {request}: money of A moved",
                    said[0]
                );
            }
            if matches!(heard.as_str(), "403" | "404") {
                assert_eq!(
                    before, after,
                    "{}, {request}: a stranger left a trace",
                    said[0]
                );
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    hub.assert_sound();
    bank.assert_sound();
}
