//! Which stored replies prove a payment.

use sha2::{Digest, Sha256};

use super::super::case::Proof;
use super::super::reply::{DICTIONARY, proves, refuses, unpack};
use super::rig::{done, pack, refusal, session};

fn assert_proves(expected: Proof, ask: &str, lines: &[&str]) {
    let body = format!("SESSION={}\r\n{}\r\n", session(1), lines.join("\r\n"));
    assert_eq!(
        proves(body.as_bytes(), ask, &session(1)),
        expected,
        "{ask}: {lines:?}"
    );
}

#[test]
fn a_plain_reply_proves_by_error_and_result() {
    assert_proves(Proof::Accepted, "pay", &["ERROR=0", "RESULT=0"]);
    assert_proves(Proof::Final, "status", &["ERROR=0", "RESULT=7"]);
    assert_proves(Proof::Final, "cancel", &["ERROR=0", "RESULT=7"]);
    for (ask, error, result) in [
        ("pay", "ERROR=0", "RESULT=1"),
        ("pay", "ERROR=23", "RESULT=0"),
        ("pay", "ERROR=0", "RESULT=7"),
        ("pay", "ERROR=00", "RESULT=0"),
        ("status", "ERROR=0", "RESULT=0"),
        ("status", "ERROR=0", "RESULT=3"),
        ("status", "ERROR=23", "RESULT=7"),
        ("status", "ERROR=0", "RESULT="),
        ("check", "ERROR=0", "RESULT=0"),
    ] {
        assert_proves(Proof::None, ask, &[error, result]);
    }
}

#[test]
fn a_reply_of_our_hub_proves_by_its_state() {
    let own = |ask, msg, state, result, expected| {
        let lines = ["PROFILE=PAYDESK1", msg, "ERROR=0", state, result];
        assert_proves(expected, ask, &lines);
    };
    own("pay", "MSG=PAY", "STATE=DONE", "RESULT=0", Proof::Final);
    own(
        "pay",
        "MSG=PAY",
        "STATE=INWORK",
        "RESULT=0",
        Proof::Accepted,
    );
    own(
        "status",
        "MSG=STATUS",
        "STATE=DONE",
        "RESULT=7",
        Proof::Final,
    );
    own(
        "cancel",
        "MSG=CANCEL",
        "STATE=DONE",
        "RESULT=7",
        Proof::Final,
    );
    own(
        "status",
        "MSG=STATUS",
        "STATE=INWORK",
        "RESULT=7",
        Proof::None,
    );
    own(
        "status",
        "MSG=STATUS",
        "STATE=INWORK",
        "RESULT=3",
        Proof::None,
    );
    own("pay", "MSG=CHECK", "STATE=DONE", "RESULT=0", Proof::None);
    own("pay", "MSG=PAY", "STATE=CHECKED", "RESULT=0", Proof::None);
    own("pay", "MSG=PAY", "STATE=CANCELLED", "RESULT=0", Proof::None);
}

#[test]
fn a_reply_about_something_else_or_with_a_field_twice_proves_nothing() {
    assert_eq!(proves(done(1).as_bytes(), "pay", &session(1)), Proof::Final);
    assert_eq!(proves(done(2).as_bytes(), "pay", &session(1)), Proof::None);
    let twice = format!("{}ERROR=0\r\n", done(1));
    assert_eq!(proves(twice.as_bytes(), "pay", &session(1)), Proof::None);
    assert_eq!(proves(b"<html>", "pay", &session(1)), Proof::None);
    assert_eq!(proves(b"", "pay", &session(1)), Proof::None);
}

#[test]
fn a_refusal_is_one_of_the_same_session_and_request() {
    let refused = refusal(1);
    assert!(refuses(refused.as_bytes(), "pay", &session(1)));
    assert!(!refuses(refused.as_bytes(), "status", &session(1)));
    assert!(!refuses(refused.as_bytes(), "pay", &session(2)));
    let cancelled = refused.replace("REFUSED", "CANCELLED");
    assert!(refuses(cancelled.as_bytes(), "pay", &session(1)));
    let in_work = refused.replace("REFUSED", "INWORK");
    assert!(!refuses(in_work.as_bytes(), "pay", &session(1)));
    let plain = format!("SESSION={}\r\nERROR=23\r\nRESULT=1\r\n", session(1));
    assert!(refuses(plain.as_bytes(), "pay", &session(1)));
    assert!(!refuses(
        plain.replace("23", "0").as_bytes(),
        "pay",
        &session(1)
    ));
    assert!(!refuses(b"<html>", "pay", &session(1)));
}

#[test]
fn a_stored_reply_is_unpacked_byte_for_byte_or_not_at_all() {
    for document in [b"".as_slice(), b"x", DICTIONARY, &[7; 64 * 1024]] {
        assert_eq!(unpack(&pack(document)).as_deref(), Some(document));
    }
    assert_eq!(unpack(&pack(&[7; 64 * 1024 + 1])), None);
    assert_eq!(unpack(&[2, 3, 0]), None);
    assert_eq!(unpack(&[1, 0xFF]), None);
    assert_eq!(unpack(&[]), None);
}

/// The digest that stored replies are bound to.
#[test]
fn the_dictionary_is_that_of_the_stored_replies() {
    let digest = Sha256::digest(DICTIONARY);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "8353595001cf11ecdd8e2b07cd79f043c6093b53cd761145cb7bfeb5b7408367"
    );
}
