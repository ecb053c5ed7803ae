//! A registry is used only if the server signed it, for that day, and all of it is there.

use paydesk_domain::ids::DealerCode;
use paydesk_domain::money::{Currency, Money};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sha2::{Digest as _, Sha256};

use super::{BadLine, RegistryFault, Row, encode, read};
use crate::ipriv::{FastSigner, Hash, KeyPolicy, KeyRing, SecretKey, certify, sign_full_document};
use crate::messages::account::Day;
use crate::messages::fields::to_windows_1251;
use crate::messages::fingerprint::digest_to_hex;

const AT: u32 = 1_700_000_000;
const DAY: Day = Day {
    year: 2026,
    month: 11,
    day: 26,
};
const CONTENT: &[u8] = b"packed rows\r\nCONTENT\r\nmore";

fn server() -> FastSigner {
    let file = include_bytes!("../../../../../tests/ipriv-vectors/own/keys/o2048b.secret.key");
    let key = SecretKey::open(file, b"ServerSide/2048", KeyPolicy::Modern).unwrap();
    FastSigner::new(&key, Box::new(StdRng::seed_from_u64(7))).unwrap()
}

fn ring(signer: &FastSigner) -> KeyRing {
    use crate::ipriv::Signer as _;
    KeyRing::read(&certify(signer.public(), signer, AT).unwrap())
}

fn header() -> String {
    let digest: [u8; 32] = Sha256::digest(CONTENT).into();
    format!(
        "ERROR=0\r\nSIZE={}\r\nDATE=26.11.2026\r\nROWS=2\r\nTOTAL=120.50\r\nSHA256={}\r\n",
        CONTENT.len(),
        digest_to_hex(&digest)
    )
}

fn reply(header: &str, content: &[u8]) -> Vec<u8> {
    let mut reply = sign_full_document(&server(), Hash::Sha256, AT, header.as_bytes()).unwrap();
    reply.extend(b"\r\nCONTENT\r\n");
    reply.extend(content);
    reply
}

fn fault(header: &str, content: &[u8]) -> RegistryFault {
    let signer = server();
    let keys = ring(&signer);
    read(&reply(header, content), (&keys, KeyPolicy::Modern), DAY).unwrap_err()
}

#[test]
fn the_question_names_dealer_and_day() {
    let dealer = DealerCode::parse("17031").unwrap();
    assert_eq!(
        encode(&dealer, DAY),
        b"CLI_SERIAL=17031\r\nDATE=26.11.2026\r\n"
    );
}

#[test]
fn a_registry_with_everything_under_the_signature_is_read() {
    let reply = reply(&header(), CONTENT);
    let keys = ring(&server());
    let registry = read(&reply, (&keys, KeyPolicy::Modern), DAY).unwrap();
    assert_eq!(registry.content, CONTENT);
    assert_eq!(registry.rows, Some(2));
    assert_eq!(registry.total.as_deref(), Some("120.50"));
    assert!(registry.is_sealed);
}

#[test]
fn a_server_that_signs_the_header_alone_is_told_apart() {
    let header = format!("ERROR=0\r\nSIZE={}\r\nDATE=26.11.2026\r\n", CONTENT.len());
    let reply = reply(&header, CONTENT);
    let keys = ring(&server());
    let registry = read(&reply, (&keys, KeyPolicy::Modern), DAY).unwrap();
    assert!(!registry.is_sealed);
    assert_eq!((registry.rows, registry.content), (None, CONTENT));
}

#[test]
fn a_day_without_payments_is_no_fault() {
    let reply = reply("ERROR=23\r\nSIZE=0\r\nDATE=26.11.2026\r\n", b"");
    let keys = ring(&server());
    let registry = read(&reply, (&keys, KeyPolicy::Modern), DAY).unwrap();
    assert_eq!((registry.rows, registry.content), (Some(0), &b""[..]));
}

#[test]
fn a_refusal_another_day_and_missing_bytes_are_named() {
    let refused = fault("ERROR=2\r\nSIZE=0\r\nDATE=26.11.2026\r\n", b"");
    assert!(matches!(refused, RegistryFault::Refused(refusal) if refusal.code == 2));
    let other = header().replace("26.11.2026", "25.11.2026");
    assert!(matches!(fault(&other, CONTENT), RegistryFault::OtherDay(day) if day.day == 25));
    let size = CONTENT.len();
    assert_eq!(
        fault(&header(), &CONTENT[..size - 1]),
        RegistryFault::Size {
            told: size,
            got: size - 1
        }
    );
    let mut other = CONTENT.to_vec();
    other[0] ^= 1;
    assert_eq!(fault(&header(), &other), RegistryFault::Digest);
    assert_eq!(
        fault("ERROR=0\r\nDATE=26.11.2026\r\n", CONTENT),
        RegistryFault::Field("SIZE")
    );
}

#[test]
fn every_bit_of_the_signed_header_counts() {
    let whole = reply(&header(), CONTENT);
    let keys = ring(&server());
    let body = whole.len() - CONTENT.len();
    for at in 0..body {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 0x10;
        // What is no longer a registry is refused; where the bit says nothing, the registry is the same one.
        if let Ok(registry) = read(&spoilt, (&keys, KeyPolicy::Modern), DAY) {
            assert_eq!(
                (registry.rows, registry.content),
                (Some(2), CONTENT),
                "{at}"
            );
        }
    }
}

fn row(text: &str) -> Result<Row, BadLine> {
    Row::read(&to_windows_1251(text).unwrap(), Currency::RUB)
}

#[test]
fn a_row_of_our_hub_names_session_and_commission() {
    let row = row(
        "1795737753807|03:02:33||1000002||A-7|9161234567|500.00|0||17|7|\u{0418}\u{0432}\u{0430}\u{043d}|510.00|\
         01M8D4Z644F8T7S2ZGXS|27.11.2026 03:02:30|15.00|P1",
    )
    .unwrap();
    assert_eq!(row.transid, "1795737753807");
    assert_eq!(
        (row.point.as_str(), row.account.as_str()),
        ("1000002", "A-7")
    );
    assert_eq!(row.credited, Money::new(50_000, Currency::RUB));
    assert_eq!(row.taken, Money::new(51_000, Currency::RUB));
    assert_eq!(row.commission, Some(Money::new(1_500, Currency::RUB)));
    assert_eq!(row.session.as_deref(), Some("01M8D4Z644F8T7S2ZGXS"));
    assert!(row.is_paid);
    let shown = format!("{row:?}");
    assert!(!shown.contains("9161234567") && !shown.contains("A-7"));
}

#[test]
fn a_row_of_another_server_has_fourteen_columns_and_may_be_unfinished() {
    let row = row("17|03:02:33||2||  |9161234567|500.00|0||17|3||510.00").unwrap();
    assert!(!row.is_paid);
    assert_eq!((row.session, row.commission), (None, None));
}

#[test]
fn a_line_that_is_no_row_says_why() {
    assert_eq!(row("17|03:02:33"), Err(BadLine::Short(2)));
    let sum = row("17|03:02:33||2|||9161234567|5OO.00|0||17|7||510.00");
    assert_eq!(sum, Err(BadLine::Column(7)));
    let commission = row("17|1||2|||9|5.00|0||1|7||5.00|S|d|x|p");
    assert_eq!(commission, Err(BadLine::Column(16)));
    assert_eq!(row("|1||2|||9|5.00|0||1|7||5.00"), Err(BadLine::Column(0)));
}
