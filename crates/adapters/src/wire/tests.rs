//! A signing server of our own, honest and not: which replies are believed, and why others are not.

#[cfg(feature = "planted")]
mod planted;

use paydesk_cyberplat::ipriv::{
    FastSigner, Hash, KeyPolicy, NewKey, SecretKey, sign_document, verify_document,
};
use paydesk_cyberplat::messages::Kind;
use paydesk_cyberplat::messages::account::{AccountFault, AccountRequest};
use paydesk_cyberplat::messages::form::decode_form;
use paydesk_cyberplat::messages::outgoing::{Outgoing, PaydeskReply, ReplyFields, StoredState};
use paydesk_cyberplat::messages::request::{encode_request, fingerprint_of, kind_of};
use paydesk_cyberplat::messages::state::State;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::{Answer, Ask, AuditHead, Meaning, Request, Why};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::money::Currency;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

use super::{Keys, Sealed, Wire};
use crate::https::{Address, Line};
use crate::samples::{
    SERVER_SERIAL, Server, at, request, respond, ring, rub, server_key, session, signer, terms,
    till_key,
};

fn wire(server: &Server, profile: Profile) -> Wire {
    let line = Line::new(Address::parse(&server.address).expect("address"), None).expect("line");
    let keys = Keys {
        signer: Box::new(signer(&till_key())),
        ring: ring(),
        policy: KeyPolicy::Modern,
    };
    let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).expect("catalogue");
    Wire::new(line, keys, terms(profile), catalogue).expect("wire")
}

/// A plain reply in the vendor's form.
fn plain_body(request: &Request, error: u16, result: u8) -> Vec<u8> {
    let session = request.session.as_wire();
    format!("DATE=24.11.2026 18:22:08\r\nSESSION={session}\r\nERROR={error}\r\nRESULT={result}\r\n")
        .into_bytes()
}

/// The hub's reply to one request in the `paydesk` profile.
fn hub_body(request: &Request, state: State, (error, result): (u16, u8)) -> Vec<u8> {
    let terms = terms(Profile::Paydesk);
    let asked = encode_request(request, &terms).expect("request");
    Outgoing {
        kind: kind_of(request.ask),
        date: at(0),
        session: Some(request.session.clone()),
        error,
        result: Some(result),
        facts: ReplyFields {
            transid: Some("4711".to_owned()),
            ..ReplyFields::default()
        },
        paydesk: Some(PaydeskReply {
            nonce: request.attempt,
            request_hash: Sha256::digest(&asked).into(),
            epoch: request.epoch,
            server_time: at(0),
            last_session: None,
            stored: Some(StoredState {
                state,
                version: 1,
                fingerprint: fingerprint_of(request, &terms).ok(),
            }),
        }),
    }
    .encode()
}

fn signed_by(key: &FastSigner, body: &[u8]) -> Vec<u8> {
    sign_document(key, Hash::Sha256, at(0).unix_seconds(), body).expect("signed")
}

fn signed(body: &[u8]) -> Vec<u8> {
    signed_by(&signer(&server_key()), body)
}

/// Seals a request and sends it.
fn ask(wire: &Wire, request: &Request) -> Result<Answer, Why> {
    wire.send(request, wire.seal(request).document)
        .map_err(|silence| silence.why)
}

/// What the till makes of these bytes as the reply to its request.
fn heard(profile: Profile, request: &Request, document: Vec<u8>) -> Result<Answer, Why> {
    let server = Server::start(move |stream, _| respond(stream, "200 OK", "", &document));
    ask(&wire(&server, profile), request)
}

fn plain(request: &Request, document: Vec<u8>) -> Result<Answer, Why> {
    heard(Profile::Cyberplat, request, document)
}

fn hub(request: &Request, document: Vec<u8>) -> Result<Answer, Why> {
    heard(Profile::Paydesk, request, document)
}

#[test]
fn a_right_answer_is_believed_and_kept_byte_for_byte() {
    let pay = request(Ask::Pay, 1);
    let document = signed(&plain_body(&pay, 0, 0));
    let answer = plain(&pay, document.clone()).expect("answer");
    assert_eq!(answer.meaning, Meaning::Accepted { is_final: false });
    assert_eq!(answer.signed_at, at(0).unix_seconds());
    assert!(answer.evidence == document);

    let document = signed(&hub_body(&pay, State::Done, (0, 0)));
    let answer = hub(&pay, document.clone()).expect("answer");
    assert_eq!(answer.meaning, Meaning::Accepted { is_final: true });
    assert_eq!(answer.facts.transid.as_deref(), Some("4711"));
    assert!(answer.evidence == document);
}

#[test]
fn the_request_reaches_the_page_of_its_kind_under_the_tills_signature() {
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"-"));
    let wire = wire(&server, Profile::Paydesk);
    let cancel = Ask::Cancel(paydesk_domain::exchange::CancelReason::Return);
    for (kind, page) in [
        (Ask::Check, "/cgi-bin/es/es_pay_check.cgi/227"),
        (Ask::Pay, "/cgi-bin/es/es_pay.cgi/227"),
        (Ask::Status, "/cgi-bin/es/es_pay_status.cgi/227"),
        (cancel, "/cgi-bin/es/es_pay_cancel.cgi/227"),
    ] {
        let asked = request(kind, 1);
        assert_eq!(ask(&wire, &asked), Err(Why::NotSigned));
        let post = server.posts().pop().expect("a post");
        assert_eq!(post.path, page);
        let document = decode_form(&post.body).expect("form");
        let verified = verify_document(&document, &till_key().public()).expect("signature");
        let hash: [u8; 32] = Sha256::digest(verified.body).into();
        assert_eq!(
            wire.seal(&asked).body_hash,
            hash,
            "{kind:?}: the hash that is stored before the send"
        );
    }
}

#[test]
fn what_moves_money_is_sent_as_it_was_sealed_and_never_otherwise() {
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"-"));
    let wire = wire(&server, Profile::Paydesk);
    let cancel = Ask::Cancel(paydesk_domain::exchange::CancelReason::Return);
    for kind in [Ask::Pay, cancel] {
        let asked = request(kind, 1);
        assert_eq!(wire.send(&asked, None), Err(Why::CannotSign.into()));
        assert!(server.posts().is_empty(), "{kind:?}: nothing was on disk");
        let sealed = wire.seal(&asked).document.expect("signed");
        assert_eq!(
            wire.send(&asked, Some(sealed.clone())),
            Err(Why::NotSigned.into())
        );
        let post = server.posts().pop().expect("a post");
        assert!(decode_form(&post.body).expect("form") == sealed);
        server.forget();
    }
    for kind in [Ask::Check, Ask::Status] {
        let asked = request(kind, 1);
        assert_eq!(wire.seal(&asked).document, None, "signed when it leaves");
        assert_eq!(wire.send(&asked, None), Err(Why::NotSigned.into()));
    }
}

#[test]
fn a_page_of_a_proxy_is_not_signed() {
    let pay = request(Ask::Pay, 1);
    for page in [
        "<html><body>ERROR=0 RESULT=0</body></html>",
        "0",
        "ERROR=0\r\nRESULT=0\r\n",
    ] {
        assert_eq!(
            plain(&pay, page.as_bytes().to_vec()),
            Err(Why::NotSigned),
            "{page}"
        );
    }
}

#[test]
fn a_reply_signed_by_another_key_is_refused() {
    let pay = request(Ask::Pay, 1);
    let by_the_till = signed_by(&signer(&till_key()), &plain_body(&pay, 0, 0));
    assert_eq!(plain(&pay, by_the_till), Err(Why::WrongKey));
    // A forger who writes the server's name and serial over a key of his own.
    let forger = SecretKey::generate(
        &mut OsRng,
        &NewKey {
            serial: SERVER_SERIAL,
            user_id: server_key().public().user_id().to_vec(),
            bits: 2048,
            made_at: 1,
            policy: KeyPolicy::Modern,
        },
    )
    .expect("a key");
    let forged = signed_by(&signer(&forger), &plain_body(&pay, 0, 0));
    assert_eq!(plain(&pay, forged), Err(Why::BadSignature));
}

#[test]
fn a_reply_under_the_weaker_hash_is_refused() {
    let pay = request(Ask::Pay, 1);
    let weak = |body: &[u8]| {
        let key = signer(&server_key());
        sign_document(&key, Hash::Md5, at(0).unix_seconds(), body).expect("signed")
    };
    assert_eq!(
        plain(&pay, weak(&plain_body(&pay, 0, 0))),
        Err(Why::WrongKey)
    );
    assert_eq!(
        hub(&pay, weak(&hub_body(&pay, State::Done, (0, 0)))),
        Err(Why::WrongKey)
    );
}

#[test]
fn a_reply_for_another_session_is_refused() {
    let other = signed(&plain_body(&request(Ask::Pay, 2), 0, 0));
    assert_eq!(plain(&request(Ask::Pay, 1), other), Err(Why::OtherSession));
}

#[test]
fn a_reply_cut_short_is_no_reply_wherever_it_is_cut() {
    let pay = request(Ask::Pay, 1);
    let whole = signed(&plain_body(&pay, 0, 0));
    for length in (1..whole.len()).step_by(whole.len() / 12) {
        let reply = plain(&pay, whole[..length].to_vec());
        assert_eq!(reply, Err(Why::NotSigned), "{length} of {}", whole.len());
    }
}

#[test]
fn a_reply_with_one_flipped_bit_is_never_believed() {
    let pay = request(Ask::Pay, 1);
    let whole = signed(&plain_body(&pay, 0, 0));
    let error = whole
        .windows(7)
        .position(|part| part == b"ERROR=0")
        .expect("field")
        + 6;
    for place in [0, 12, 30, error, whole.len() / 2, whole.len() - 60] {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        let reply = plain(&pay, flipped);
        let why = reply.expect_err("believed");
        let expected = [Why::BadSignature, Why::NotSigned, Why::WrongKey];
        assert!(expected.contains(&why), "byte {place}: {why:?}");
    }
    let mut flipped = whole;
    flipped[error] ^= 1;
    assert_eq!(
        plain(&pay, flipped),
        Err(Why::BadSignature),
        "an alarm, not noise"
    );
}

#[test]
fn an_older_reply_is_not_believed_again() {
    // A plain server: the signature's time tells.
    let pay = request(Ask::Pay, 1);
    let old = signed(&plain_body(&pay, 0, 0));
    let later = Request {
        sent_at: at(121_000),
        ..pay.clone()
    };
    assert_eq!(plain(&later, old.clone()), Err(Why::Stale));
    let soon = Request {
        sent_at: at(119_000),
        ..pay.clone()
    };
    assert!(plain(&soon, old).is_ok());
    // Our hub: the echo of the attempt tells, however young the reply is.
    let first = request(Ask::Status, 1);
    let recorded = signed(&hub_body(&first, State::Done, (0, 7)));
    let second = Request {
        attempt: AttemptId::new(99),
        ..first.clone()
    };
    assert_eq!(hub(&second, recorded.clone()), Err(Why::Stale));
    assert!(hub(&first, recorded).is_ok());
}

#[test]
fn a_reply_without_the_additions_is_no_answer_of_our_hub() {
    let pay = request(Ask::Pay, 1);
    assert!(hub(&pay, signed(&plain_body(&pay, 0, 0))).is_err());
}

#[test]
fn a_hub_that_went_back_is_noticed() {
    let status = Request {
        known_version: Some(2),
        ..request(Ask::Status, 1)
    };
    let reply = signed(&hub_body(&status, State::Checked, (0, 1)));
    assert_eq!(hub(&status, reply), Err(Why::ServerWentBack));
}

#[test]
fn signed_words_that_cannot_be_read_are_no_answer() {
    let pay = request(Ask::Pay, 1);
    let session = pay.session.as_wire();
    for body in [
        format!("SESSION={session}\r\nERROR=0\r\nERROR=0\r\nRESULT=0\r\n"),
        format!("SESSION={session}\r\nERROR=none\r\nRESULT=0\r\n"),
        format!("SESSION={session}\r\nRESULT=0\r\n"),
        "no fields at all\r\n".to_owned(),
    ] {
        assert_eq!(
            plain(&pay, signed(body.as_bytes())),
            Err(Why::BadFields),
            "{body}"
        );
    }
}

#[test]
fn a_provider_without_an_address_sends_nothing() {
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"-"));
    let mut pay = request(Ask::Pay, 1);
    pay.order.provider = paydesk_domain::provider::ProviderId::parse("unknown").expect("id");
    assert_eq!(
        ask(&wire(&server, Profile::Paydesk), &pay),
        Err(Why::CannotSign)
    );
    let cancel = request(
        Ask::Cancel(paydesk_domain::exchange::CancelReason::Return),
        1,
    );
    let plain = wire(&server, Profile::Cyberplat);
    assert_eq!(
        ask(&plain, &cancel),
        Err(Why::CannotSign),
        "no cancel at a plain server"
    );
    assert_eq!(plain.seal(&cancel), Sealed::default());
    assert!(server.posts().is_empty());
}

#[test]
fn only_an_accepted_pay_or_a_finished_status_proves_a_payment() {
    let server = Server::start(|_, _| {});
    let wire = wire(&server, Profile::Paydesk);
    let proves = |ask, body: Vec<u8>| wire.proves(&signed(&body), ask, &session(1));
    let (pay, status) = (request(Ask::Pay, 1), request(Ask::Status, 1));
    for (what, proven) in [
        (proves(Ask::Pay, plain_body(&pay, 0, 0)), true),
        (proves(Ask::Status, plain_body(&status, 0, 7)), true),
        (proves(Ask::Pay, hub_body(&pay, State::Done, (0, 0))), true),
        (
            proves(Ask::Status, hub_body(&status, State::Done, (0, 7))),
            true,
        ),
        (proves(Ask::Status, plain_body(&status, 0, 1)), false),
        (proves(Ask::Status, plain_body(&status, 0, 3)), false),
        (proves(Ask::Status, plain_body(&status, 11, 7)), false),
        (proves(Ask::Pay, plain_body(&pay, 7, 1)), false),
        (proves(Ask::Pay, plain_body(&pay, 0, 1)), false),
        (proves(Ask::Check, plain_body(&pay, 0, 0)), false),
        (
            proves(Ask::Status, hub_body(&status, State::Checked, (0, 1))),
            false,
        ),
        (
            proves(Ask::Status, hub_body(&status, State::None, (11, 1))),
            false,
        ),
        (
            proves(Ask::Pay, hub_body(&pay, State::Refused, (7, 1))),
            false,
        ),
        (
            proves(Ask::Pay, hub_body(&status, State::Done, (0, 7))),
            false,
        ),
        (
            proves(Ask::Pay, plain_body(&request(Ask::Pay, 2), 0, 0)),
            false,
        ),
    ]
    .into_iter()
    .collect::<Vec<_>>()
    {
        assert_eq!(what, proven);
    }
}

#[test]
fn a_proof_that_was_tampered_with_proves_nothing() {
    let server = Server::start(|_, _| {});
    let wire = wire(&server, Profile::Cyberplat);
    let pay = request(Ask::Pay, 1);
    let refused = signed(&plain_body(&pay, 7, 1));
    let text = String::from_utf8(refused).expect("ascii");
    let forged = text
        .replace("ERROR=7", "ERROR=0")
        .replace("RESULT=1", "RESULT=0");
    assert!(!wire.proves(forged.as_bytes(), Ask::Pay, &session(1)));
    let by_the_till = signed_by(&signer(&till_key()), &plain_body(&pay, 0, 0));
    assert!(
        !wire.proves(&by_the_till, Ask::Pay, &session(1)),
        "the till vouches for nothing"
    );
    for rubbish in [&b""[..], b"paid, honestly", &[0xff; 100]] {
        assert!(!wire.proves(rubbish, Ask::Pay, &session(1)));
    }
}

#[test]
fn the_deposit_is_asked_and_its_reply_is_guarded_alike() {
    let asked = AccountRequest {
        attempt: AttemptId::new(5),
        session: None,
        sent_at: at(0),
        epoch: 1,
        audit: AuditHead {
            seq: 0,
            hash: [0; 32],
        },
        currency: Currency::RUB,
    };
    let reply = Outgoing {
        kind: Kind::Rest,
        date: at(0),
        session: None,
        error: 0,
        result: None,
        facts: ReplyFields {
            rest: Some(rub(123_456)),
            ..ReplyFields::default()
        },
        paydesk: None,
    };
    let rest = |document: Vec<u8>| {
        let server = Server::start(move |stream, _| respond(stream, "200 OK", "", &document));
        let found = wire(&server, Profile::Cyberplat).rest(&asked);
        (found, server.posts().pop().expect("post").path)
    };
    let (found, page) = rest(signed(&reply.encode()));
    assert_eq!(found.expect("deposit").0.available, rub(123_456));
    assert_eq!(page, super::REST_PAGE);
    let (found, _) = rest(b"<html>".to_vec());
    assert_eq!(found, Err(AccountFault::NoAnswer(Why::NotSigned)));
}

#[test]
fn a_ring_without_the_servers_key_is_refused_at_the_start() {
    let line = Line::new(Address::parse("http://127.0.0.1:1").expect("address"), None);
    let keys = Keys {
        signer: Box::new(signer(&till_key())),
        ring: ring(),
        policy: KeyPolicy::Modern,
    };
    let mut terms = terms(Profile::Paydesk);
    terms.server_serial = 1;
    let catalogue = Catalogue::default();
    assert!(Wire::new(line.expect("line"), keys, terms, catalogue).is_err());
}
