//! Till and hub against each other, through signature and form, and what lies between them
//! spoiling the way.

use std::collections::BTreeMap;

use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Ask, CancelReason, Meaning, Why};
use paydesk_domain::ids::AttemptId;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use super::answer::{Received, Sent, read_answer};
use super::form::{decode_form, encode_form};
use super::incoming::read_incoming;
use super::request::{encode_request, fingerprint_of, kind_of};
use super::samples::{hub_reply, now, request, rub, terms};
use super::state::State;
use crate::ipriv::{
    FastSigner, Hash, KeyPolicy, SecretKey, Signer as _, sign_document, verify_document,
};
use crate::profile::Profile::{Cyberplat, Paydesk};

fn signer(file: &[u8], phrase: &[u8]) -> FastSigner {
    use rand::SeedableRng as _;
    let key = SecretKey::open(file, phrase, KeyPolicy::Modern).expect("key");
    let rng = rand::rngs::StdRng::seed_from_u64(1);
    FastSigner::new(&key, Box::new(rng)).expect("signer")
}

fn till() -> FastSigner {
    const FILE: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/ipriv-vectors/own/keys/o2048.secret.key"
    ));
    signer(FILE, b"two thousand forty-eight")
}

fn hub() -> FastSigner {
    const FILE: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/ipriv-vectors/own/keys/o2048b.secret.key"
    ));
    signer(FILE, b"ServerSide/2048")
}

#[test]
fn a_payment_goes_from_till_to_hub_and_back() {
    let (till, hub, terms) = (till(), hub(), terms(Paydesk));
    let at = now().unix_seconds();
    for (ask, state, said, meaning) in [
        (Ask::Check, State::Checked, (0, Some(0)), Meaning::Granted),
        (
            Ask::Pay,
            State::Done,
            (0, Some(0)),
            Meaning::Accepted { is_final: true },
        ),
        (Ask::Status, State::Done, (0, Some(7)), Meaning::Done),
        (
            Ask::Cancel(CancelReason::Return),
            State::Done,
            (0, Some(7)),
            Meaning::Done,
        ),
    ] {
        let request = request(ask);
        let body = encode_request(&request, &terms).expect("request");
        let document = sign_document(&till, Hash::Sha256, at, &body).expect("signed");
        let form = encode_form(&document);

        let arrived = decode_form(&form).expect("form");
        assert_eq!(arrived, document);
        let verified = verify_document(&arrived, till.public()).expect("valid");
        let asked = read_incoming(kind_of(ask), verified.body).expect("request");
        let print = fingerprint_of(&request, &terms).ok();
        assert_eq!(asked.paydesk.and_then(|told| told.fingerprint), print);

        let reply = hub_reply(&request, state, said).encode();
        let document = sign_document(&hub, Hash::Sha256, at, &reply).expect("signed");
        let verified = verify_document(&document, hub.public()).expect("valid");
        let received = Received {
            verified: &verified,
            document: &document,
        };
        let answer = read_answer(
            &received,
            &Sent {
                request: &request,
                body: &body,
            },
            &terms,
        );
        let answer = answer.expect("answer");
        assert_eq!((answer.meaning, answer.signed_at), (meaning, at));
        assert_eq!(answer.evidence, document);
    }
}

#[test]
fn the_tills_own_signature_never_passes_for_the_servers() {
    let (till, terms) = (till(), terms(Cyberplat));
    let request = request(Ask::Pay);
    let body = encode_request(&request, &terms).expect("request");
    let reply = super::samples::plain_reply("0", "0");
    let at = now().unix_seconds();
    let document = sign_document(&till, Hash::Sha256, at, &reply).expect("signed");
    let verified = verify_document(&document, till.public()).expect("valid for its own key");
    let received = Received {
        verified: &verified,
        document: &document,
    };
    let sent = Sent {
        request: &request,
        body: &body,
    };
    assert_eq!(read_answer(&received, &sent, &terms), Err(Why::WrongKey));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_the_till_writes_the_hub_reads_alike(
        number in "[0-9 ()+]{0,20}",
        account in "[0-9A-Za-zА-Яа-я№/.]{0,20}",
        name in "FIO_[A-Z0-9]{0,8}",
        value in "[ -~А-Яа-яёЁ№]{1,40}",
        credited in 1..9_000_000_000_i64,
        fee in 0..100_000_i64,
        nonce: u128,
        is_pay: bool,
        is_ours: bool,
    ) {
        let terms = terms(if is_ours { Paydesk } else { Cyberplat });
        let mut request = request(if is_pay { Ask::Pay } else { Ask::Check });
        let extra = BTreeMap::from([(name.clone(), value.clone())]);
        request.order.details =
            Details::new(number.clone(), account.clone(), extra).expect("details");
        request.order.credited = rub(credited);
        request.order.taken = rub(credited + fee);
        request.attempt = AttemptId::new(nonce);
        let body = encode_request(&request, &terms).expect("request");
        let read = read_incoming(kind_of(request.ask), &body).expect("read");
        prop_assert_eq!(&read.number, &number);
        prop_assert_eq!(&read.account, &account);
        prop_assert_eq!(read.extra.get(&name), Some(&value));
        prop_assert_eq!(read.amount.map(|sum| sum.minor()), Some(credited));
        prop_assert_eq!(read.amount_all.map(|sum| sum.minor()), Some(credited + fee));
        prop_assert_eq!(read.session.as_ref(), Some(&request.session));
        prop_assert_eq!(read.paydesk.is_some(), is_ours);
        if is_ours {
            let print = fingerprint_of(&request, &terms).expect("fingerprint");
            prop_assert_eq!(read.fingerprint_of_fields(), print);
            prop_assert_eq!(read.paydesk.map(|told| told.nonce), Some(request.attempt));
        }
        let form = encode_form(&body);
        prop_assert_eq!(decode_form(&form).expect("form"), body);
    }

    #[test]
    fn one_changed_byte_of_a_reply_never_gives_another_meaning(
        at in 0..10_000_usize,
        byte: u8,
    ) {
        // Signed by the right key all the same: the echoes and the fields have to notice.
        let (request, terms) = (request(Ask::Pay), terms(Paydesk));
        let mut reply = hub_reply(&request, State::Refused, (23, Some(1))).encode();
        let at = at % reply.len();
        reply[at] = byte;
        if let Ok(answer) = super::samples::read(&reply, &request, &terms) {
            let is_success = matches!(answer.meaning, Meaning::Accepted { .. } | Meaning::Done);
            prop_assert!(!is_success, "byte {} at {}", byte, at);
        }
    }
}
