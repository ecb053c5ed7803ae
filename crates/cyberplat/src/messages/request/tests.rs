use paydesk_domain::exchange::{Ask, CancelReason};
use paydesk_domain::ids::{AttemptId, PaymentId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::pii::Pii;

use super::{EncodeError, encode_request, fingerprint_of};
use crate::ipriv::Hash;
use crate::messages::samples::{SESSION, now, request, rub, session, terms};
use crate::profile::Profile::{Cyberplat, Paydesk};

fn text(ask: Ask, profile: crate::profile::Profile) -> String {
    let body = encode_request(&request(ask), &terms(profile)).expect("body");
    String::from_utf8(body).expect("these samples are ASCII")
}

fn bad(field: &str) -> impl Fn(&Result<Vec<u8>, EncodeError>) -> bool {
    move |found| matches!(found, Err(EncodeError::BadValue { field: f, .. }) if f == field)
}

#[test]
fn a_plain_check_says_who_what_and_how_much() {
    let expected = format!(
        "SD=17031\r\nAP=17032\r\nOP=17034\r\nDATE=24.11.2026 15:22:07\r\nSESSION={SESSION}\r\n\
         NUMBER=9161234567\r\nACCOUNT=\r\nAMOUNT=485.00\r\nAMOUNT_ALL=500.00\r\nREQ_TYPE=0\r\n\
         PAY_TOOL=0\r\nCOMMENT={SESSION}\r\nACCEPT_KEYS=70555-sha256\r\nNO_ROUTE=0"
    );
    assert_eq!(text(Ask::Check, Cyberplat), expected);
}

#[test]
fn a_plain_pay_repeats_the_check_and_adds_our_number_of_the_payment() {
    let check = text(Ask::Check, Cyberplat);
    let expected = check
        .replace("REQ_TYPE=0\r\n", "")
        .replace("ACCEPT_KEYS", "RRN=815\r\nACCEPT_KEYS");
    assert_eq!(text(Ask::Pay, Cyberplat), expected);
}

#[test]
fn a_plain_status_names_the_session_and_no_number_or_sum() {
    let expected = format!(
        "SD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION={SESSION}\r\nACCEPT_KEYS=70555-sha256"
    );
    assert_eq!(text(Ask::Status, Cyberplat), expected);
}

#[test]
fn a_plain_server_never_sees_a_field_of_the_paydesk_profile() {
    for ask in [Ask::Check, Ask::Pay, Ask::Status] {
        let plain = text(ask, Cyberplat);
        for name in [
            "PROFILE",
            "MSG",
            "NONCE",
            "EPOCH",
            "SENT_AT",
            "AUDIT",
            "PROVIDER",
            "CURRENCY",
            "FINGERPRINT",
            "NOT_AFTER",
            "REASON",
        ] {
            assert!(!plain.contains(&format!("{name}=")), "{name} in {plain}");
        }
    }
    let cancel = encode_request(
        &request(Ask::Cancel(CancelReason::Return)),
        &terms(Cyberplat),
    );
    assert_eq!(cancel, Err(EncodeError::NoCancel));
}

#[test]
fn a_request_of_the_paydesk_profile_begins_with_profile_and_kind() {
    for (ask, word) in [
        (Ask::Check, "CHECK"),
        (Ask::Pay, "PAY"),
        (Ask::Status, "STATUS"),
        (Ask::Cancel(CancelReason::Expired), "CANCEL"),
    ] {
        let body = text(ask, Paydesk);
        assert!(body.starts_with(&format!("PROFILE=PAYDESK1\r\nMSG={word}\r\nSD=17031\r\n")));
        for line in [
            "PROVIDER=227",
            "NONCE=a5a50000000000000000000000000001",
            "EPOCH=3",
            "SENT_AT=2026-11-24T15:22:07.045Z",
            &format!("AUDIT=42:{}", "5a".repeat(32)),
            "ACCEPT_KEYS=70555-sha256",
        ] {
            assert!(
                body.split("\r\n").any(|found| found == line),
                "{line} in {body}"
            );
        }
        assert!(body.contains("FINGERPRINT="));
        assert_eq!(
            body.contains("CURRENCY=RUB"),
            matches!(ask, Ask::Check | Ask::Pay)
        );
        assert_eq!(
            body.contains("NOT_AFTER=2026-11-24T16:17:07.045Z"),
            ask == Ask::Pay
        );
        assert_eq!(
            body.contains("REASON=EXPIRED"),
            matches!(ask, Ask::Cancel(_))
        );
    }
}

#[test]
fn the_same_attempt_always_gives_the_same_bytes() {
    for profile in [Cyberplat, Paydesk] {
        assert_eq!(text(Ask::Pay, profile), text(Ask::Pay, profile));
    }
}

#[test]
fn a_pay_of_the_paydesk_profile_needs_its_last_moment() {
    let mut pay = request(Ask::Pay);
    pay.not_after = None;
    assert_eq!(
        encode_request(&pay, &terms(Paydesk)),
        Err(EncodeError::NoDeadline)
    );
    assert!(encode_request(&pay, &terms(Cyberplat)).is_ok());
}

#[test]
fn the_paydesk_profile_signs_with_sha_256_only() {
    let mut weak = terms(Paydesk);
    weak.hash = Hash::Md5;
    assert_eq!(
        encode_request(&request(Ask::Pay), &weak),
        Err(EncodeError::WeakHash)
    );
    let mut old = terms(Cyberplat);
    old.hash = Hash::Md5;
    let body = encode_request(&request(Ask::Status), &old).expect("body");
    assert!(
        body.ends_with(b"ACCEPT_KEYS=70555"),
        "no suffix asks for MD5"
    );
}

#[test]
fn a_value_that_has_no_place_on_the_wire_stops_the_request() {
    let encode = |change: &dyn Fn(&mut paydesk_domain::exchange::Request)| {
        let mut pay = request(Ask::Pay);
        change(&mut pay);
        let found = encode_request(&pay, &terms(Paydesk));
        assert_eq!(
            found.is_ok(),
            encode_request(&pay, &terms(Cyberplat)).is_ok()
        );
        found
    };
    let number =
        |text: &'static str| encode(&|pay| pay.order.details.number = Pii::new(text.into()));
    for wrong in [
        "916-123",
        "916\r\nAMOUNT=1",
        "916\n",
        "916\0",
        "123456789012345678901",
        "9₽",
    ] {
        assert!(bad("NUMBER")(&number(wrong)), "{wrong:?}");
    }
    assert!(number("12345678901234567890").is_ok());
    assert!(number("").is_ok(), "some providers have an account only");
    let account =
        |text: &'static str| encode(&|pay| pay.order.details.account = Pii::new(text.into()));
    assert!(bad("ACCOUNT")(&account("44-55")));
    assert!(bad("ACCOUNT")(&account("44\r\n")));
    for minor in [0, -1, i64::MIN] {
        assert!(
            bad("AMOUNT")(&encode(&|pay| pay.order.credited = rub(minor))),
            "{minor}"
        );
        assert!(
            bad("AMOUNT_ALL")(&encode(&|pay| pay.order.taken = rub(minor))),
            "{minor}"
        );
    }
    assert!(bad("RRN")(&encode(&|pay| pay.payment = PaymentId::new(-1))));
}

#[test]
fn an_epoch_of_zero_and_a_terminal_of_letters_are_refused() {
    let mut status = request(Ask::Status);
    status.epoch = 0;
    assert!(bad("EPOCH")(&encode_request(&status, &terms(Paydesk))));
    let mut odd = terms(Cyberplat);
    odd.term_id = Some("12a".to_owned());
    assert!(bad("TERM_ID")(&encode_request(&request(Ask::Pay), &odd)));
    odd.term_id = Some("000123".to_owned());
    odd.pay_tool = 2;
    let body = encode_request(&request(Ask::Pay), &odd).expect("body");
    let body = String::from_utf8(body).expect("ASCII");
    assert!(body.contains("PAY_TOOL=2\r\nTERM_ID=000123\r\n"), "{body}");
}

#[test]
fn a_providers_own_field_is_written_in_windows_1251_and_never_shadows_the_protocol() {
    let mut pay = request(Ask::Pay);
    let extra = &mut pay.order.details.extra;
    extra.insert("FIO".to_owned(), Pii::new("Иванов № 5".to_owned()));
    let body = encode_request(&pay, &terms(Cyberplat)).expect("body");
    let line = b"\r\nFIO=\xc8\xe2\xe0\xed\xee\xe2 \xb9 5\r\n";
    assert!(body.windows(line.len()).any(|part| part == line));
    for name in [
        "AMOUNT",
        "SD",
        "SESSION",
        "RRN",
        "PROFILE",
        "NONCE",
        "FINGERPRINT",
        "PROVIDER",
        "NUMBER",
        "NOT_AFTER",
        "",
        "A-B",
        "A B",
        "ИМЯ",
    ] {
        let mut pay = request(Ask::Pay);
        pay.order
            .details
            .extra
            .insert(name.to_owned(), Pii::new("1".to_owned()));
        let refused = encode_request(&pay, &terms(Cyberplat));
        assert_eq!(refused, Err(EncodeError::ReservedName(name.to_owned())));
    }
}

#[test]
fn the_fingerprint_follows_the_payment_and_not_the_attempt() {
    let terms = terms(Paydesk);
    let print = |change: &dyn Fn(&mut paydesk_domain::exchange::Request)| {
        let mut request = request(Ask::Pay);
        change(&mut request);
        fingerprint_of(&request, &terms).expect("fingerprint")
    };
    let first = print(&|_| {});
    assert_eq!(first, print(&|it| it.ask = Ask::Check));
    assert_eq!(first, print(&|it| it.attempt = AttemptId::new(9)));
    assert_eq!(first, print(&|it| it.session = session("OTHER")));
    assert_eq!(first, print(&|it| it.sent_at = now().plus_ms(60_000)));
    assert_eq!(first, print(&|it| it.epoch = 4));
    assert_ne!(first, print(&|it| it.order.credited = rub(48_501)));
    assert_ne!(first, print(&|it| it.order.taken = rub(50_001)));
    assert_ne!(
        first,
        print(&|it| it.order.credited = Money::new(48_500, Currency::EUR))
    );
    assert_ne!(
        first,
        print(&|it| it.order.details.number = Pii::new("9161234568".into()))
    );
    assert_ne!(
        first,
        print(&|it| it.order.details.account = Pii::new("1".into()))
    );
    assert_ne!(
        first,
        print(&|it| {
            it.order
                .details
                .extra
                .insert("FIO".to_owned(), Pii::new("А".to_owned()));
        })
    );
    assert_eq!(
        first,
        fingerprint_of(&request(Ask::Status), &terms).expect("fingerprint")
    );
}

#[test]
fn an_error_about_a_request_never_repeats_a_value() {
    let mut pay = request(Ask::Pay);
    pay.order.details.number = Pii::new("9161234567-".to_owned());
    let fault = encode_request(&pay, &terms(Cyberplat)).expect_err("refused");
    assert!(!format!("{fault} {fault:?}").contains("916"));
}
