//! The registry of a day, as a dealer's program fetches it and as the operator writes it.

use std::io::Read as _;

use flate2::read::GzDecoder;
use paydesk_cyberplat::ipriv::{Document, Hash, verify};
use paydesk_hub::core::decision::Profile;
use sha2::{Digest, Sha256};

use super::bodies::{CHECK, GOOD, PAY, plain};
use super::command::text;
use super::hub::{Hub, Pen, other_pen, pen};
use super::wire;

const REGISTRY: &str = "/cgi-bin/statistics/registry.cgi";
const DAY_MS: i64 = 86_400_000;

/// Three payments, two of them made; the books are then a day older.
pub(crate) fn yesterday() -> (Hub, String) {
    let hub = Hub::idle(Profile::Cyberplat).started();
    for (session, amount) in [("A1", "50.00"), ("A2", "70.50")] {
        let body = plain(session, GOOD, amount).replace(
            &format!("COMMENT={session}"),
            "COMMENT=\u{0418}\u{0432}\u{0430}\u{043d} | first",
        );
        let body: Vec<u8> = encoding(&body);
        for path in [CHECK, PAY] {
            let said = hub.ask_with(pen(), Hash::Sha256, (path, &body));
            assert_eq!(said.said(), ("0", "0"));
        }
    }
    assert_eq!(
        hub.ask(CHECK, &plain("A3", GOOD, "10.00")).said(),
        ("0", "0")
    );
    let hub = hub.stopped();
    let day = "SELECT 1 FROM payment";
    assert_eq!(hub.number(day), 1);
    age(&hub);
    let file = hub.folder.path().join("statistics.key");
    super::hub::write(&file, &other_pen().pubkeys);
    hub.told(&[
        "key",
        "statistics",
        "--dealer",
        "17031",
        "--by",
        "Анна",
        "--pubkey",
        file.to_str().unwrap(),
    ]);
    let hub = hub.started();
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let sql = "SELECT DISTINCT business_date FROM payment WHERE business_date IS NOT NULL";
    let day: String = books.query_row(sql, [], |row| row.get(0)).unwrap();
    (hub, day)
}

/// windows-1251 of a text with Cyrillic letters.
fn encoding(text: &str) -> Vec<u8> {
    paydesk_cyberplat::messages::fields::to_windows_1251(text).unwrap()
}

/// Puts everything that happened so far a day back.
fn age(hub: &Hub) {
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    books
        .execute_batch(&format!(
            "DROP TRIGGER payment_moves; DROP TRIGGER payment_facts_of_the_request; DROP TRIGGER state_change_changed;
             UPDATE payment SET created_at = created_at - {DAY_MS}, business_date = date(business_date, '-1 day');
             UPDATE state_change SET at = at - {DAY_MS};"
        ))
        .unwrap();
}

pub(crate) fn dotted(day: &str) -> String {
    format!("{}.{}.{}", &day[8..10], &day[5..7], &day[0..4])
}

pub(crate) fn asks(hub: &Hub, pen: &Pen, body: &str) -> wire::Answer {
    let document = pen.sign(Hash::Sha256, body.as_bytes());
    let request = wire::post(REGISTRY, &wire::form(&document));
    wire::exchange(hub.addr(), &request).unwrap()
}

/// Header fields and content of an answer whose signature holds.
fn read(hub: &Hub, answer: &wire::Answer) -> (String, Vec<u8>) {
    assert_eq!(answer.status, 200, "{:?}", text(&answer.body));
    let document = Document::read(&answer.body).unwrap();
    let header = text(verify(&document, &hub.key).unwrap().body);
    let mark = b"CONTENT\r\n";
    let at = answer
        .body
        .windows(mark.len())
        .position(|part| part == mark);
    let content = at.map_or(Vec::new(), |at| answer.body[at + mark.len()..].to_vec());
    (header, content)
}

fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    GzDecoder::new(gzip).read_to_end(&mut rows).unwrap();
    rows
}

#[test]
fn a_dealers_program_fetches_what_was_paid_and_nothing_else() {
    let (hub, day) = yesterday();
    let body = format!("CLI_SERIAL=17031\r\nDATE={}\r\n", dotted(&day));
    let (header, content) = read(&hub, &asks(&hub, other_pen(), &body));
    let digest: String = Sha256::digest(&content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for line in [
        "ERROR=0".to_owned(),
        format!("SIZE={}", content.len()),
        format!("DATE={}", dotted(&day)),
        "ROWS=2".to_owned(),
        "TOTAL=120.50".to_owned(),
        format!("SHA256={digest}"),
    ] {
        assert!(
            header.lines().any(|found| found == line),
            "{line}: {header}"
        );
    }
    let rows = unpacked(&content);
    let rows: Vec<Vec<&[u8]>> = rows
        .split(|byte| *byte == b'\n')
        .filter(|row| !row.is_empty())
        .map(|row| row.split(|byte| *byte == b'|').collect())
        .collect();
    assert_eq!(rows.len(), 2);
    let first = &rows[0];
    assert_eq!(first.len(), 18);
    let at = |column: usize| text(first[column]);
    assert_eq!(at(0), hub.number("SELECT min(id) FROM payment").to_string());
    assert_eq!(
        (at(3), at(5), at(6)),
        ("17032".to_owned(), String::new(), GOOD.to_owned())
    );
    assert_eq!(
        (at(7), at(8), at(10), at(11)),
        ("50.00".into(), "0".into(), "227".into(), "7".into())
    );
    assert_eq!(
        first[12],
        encoding("\u{0418}\u{0432}\u{0430}\u{043d}   first"),
        "as it was sent, without the bar"
    );
    assert_eq!(
        (at(13), at(14), at(16)),
        ("50.00".into(), "A1".into(), "1.50".into())
    );
}

#[test]
fn the_registry_of_a_day_is_the_same_bytes_for_ever_and_for_the_operator() {
    let (hub, day) = yesterday();
    let body = format!("CLI_SERIAL=17031\r\nDATE={}\r\n", dotted(&day));
    let (_, first) = read(&hub, &asks(&hub, other_pen(), &body));
    std::fs::remove_dir_all(hub.folder.path().join("registry")).unwrap();
    let (_, second) = read(&hub, &asks(&hub, other_pen(), &body));
    assert_eq!(first, second);
    let out = hub.folder.path().join("out.gz");
    let words = [
        "registry",
        "dealer",
        "--dealer",
        "17031",
        "--date",
        &day,
        "--out",
        out.to_str().unwrap(),
    ];
    assert!(hub.told(&words).contains("2 payments, 120.50"));
    assert_eq!(std::fs::read(out).unwrap(), first);
}

#[test]
fn days_that_are_not_over_wrong_dealers_and_other_keys_get_no_registry() {
    let (hub, day) = yesterday();
    let error = |body: &str| {
        let (header, content) = read(&hub, &asks(&hub, other_pen(), body));
        assert!(content.is_empty());
        header.lines().next().unwrap().to_owned()
    };
    let today = paydesk_hub::serve::clock::now().dotted(180)[..10].to_owned();
    assert_eq!(
        error(&format!("CLI_SERIAL=17031\r\nDATE={today}")),
        "ERROR=112"
    );
    assert_eq!(error("CLI_SERIAL=17031\r\nDATE=01.01.2099"), "ERROR=112");
    assert_eq!(error("CLI_SERIAL=17031\r\nDATE=01.01.2020"), "ERROR=23");
    assert_eq!(error("CLI_SERIAL=17031\r\nDATE=tomorrow"), "ERROR=112");
    assert_eq!(
        error(&format!("CLI_SERIAL=99999\r\nDATE={}", dotted(&day))),
        "ERROR=2"
    );
    let body = format!("CLI_SERIAL=17031\r\nDATE={}", dotted(&day));
    assert_eq!(
        asks(&hub, pen(), &body).status,
        403,
        "a point's key asks for no registry"
    );
    let sale = other_pen().sign(Hash::Sha256, plain("B1", GOOD, "10.00").as_bytes());
    let sold = wire::exchange(hub.addr(), &wire::post(CHECK, &wire::form(&sale))).unwrap();
    assert_eq!(sold.status, 403, "a statistics key sells nothing");
    hub.told(&["key", "revoke", "--serial", "4100002", "--by", "Анна"]);
    assert_eq!(asks(&hub, other_pen(), &body).status, 403);
    let early = [
        "registry",
        "dealer",
        "--dealer",
        "17031",
        "--out",
        "x.gz",
        "--date",
        "2099-01-01",
    ];
    assert!(text(&hub.command(&early).stderr).contains("not over yet"));
}
