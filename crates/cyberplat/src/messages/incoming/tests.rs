use paydesk_domain::exchange::Ask;
use paydesk_domain::time::Timestamp;
use proptest::prelude::{any, proptest};

use super::{Accept, Incoming, RequestFault, read_incoming};
use crate::messages::account::Day;
use crate::messages::request::{encode_request, kind_of};
use crate::messages::samples::{now, request, session, terms};
use crate::messages::{Kind, WireAmount, codes};
use crate::profile::Profile::Cyberplat;

/// What an ordinary client of the field sends.
const CHECK: &str = "SD=17031\r\nAP=17032\r\nOP=17034\r\nDATE=24.11.2026 15:22:07\r\nSESSION=20261124a7\r\n\
     NUMBER=9161234567\r\nACCOUNT=\r\nAMOUNT=485.00\r\nAMOUNT_ALL=500.00\r\nREQ_TYPE=0\r\nPAY_TOOL=0\r\n\
     TERM_ID=5\r\nCOMMENT=x\r\nACCEPT_KEYS=70555\r\nNO_ROUTE=1\r\n";

/// `CHECK` with another value of one field, or without the field.
fn with(name: &str, value: Option<&str>) -> Vec<u8> {
    let start = format!("{name}=");
    let mut lines: Vec<String> = CHECK
        .split_terminator("\r\n")
        .filter(|line| !line.starts_with(&start))
        .map(str::to_owned)
        .collect();
    if let Some(value) = value {
        lines.insert(0, format!("{start}{value}"));
    }
    lines.join("\r\n").into_bytes()
}

fn check(name: &str, value: Option<&str>) -> Result<Incoming, RequestFault> {
    read_incoming(Kind::Check, &with(name, value))
}

fn fault(name: &str, value: Option<&str>) -> (u16, &'static str) {
    let fault = check(name, value).expect_err("must be refused");
    (fault.code, fault.field)
}

#[test]
fn an_ordinary_check_is_read_field_by_field() {
    let read = read_incoming(Kind::Check, CHECK.as_bytes()).expect("check");
    assert_eq!(read.kind, Kind::Check);
    assert_eq!(
        read.dealer.as_ref().map(|code| code.as_wire()),
        Some("17031")
    );
    assert_eq!(
        read.point.as_ref().map(|code| code.as_wire()),
        Some("17032")
    );
    assert_eq!(
        read.cashier.as_ref().map(|code| code.as_wire()),
        Some("17034")
    );
    assert_eq!(read.session, Some(session("20261124a7")));
    assert_eq!(read.date, "24.11.2026 15:22:07");
    assert_eq!(
        (read.number.as_str(), read.account.as_str()),
        ("9161234567", "")
    );
    assert_eq!(read.amount, Some(WireAmount::new(48_500)));
    assert_eq!(read.amount_all, Some(WireAmount::new(50_000)));
    assert!(!read.req_type_check_only && read.no_route);
    assert_eq!((read.pay_tool, read.term_id.as_deref()), (0, Some("5")));
    assert_eq!(
        read.accept,
        Accept {
            serial: Some(70_555),
            sha256: false
        }
    );
    assert_eq!(
        (read.rrn, read.transid, read.on_date, read.paydesk),
        (None, None, None, None)
    );
    assert!(read.extra.is_empty());
}

#[test]
fn fields_that_old_clients_leave_out_have_a_meaning() {
    for name in [
        "DATE",
        "ACCEPT_KEYS",
        "COMMENT",
        "TERM_ID",
        "REQ_TYPE",
        "PAY_TOOL",
        "NO_ROUTE",
        "ACCOUNT",
    ] {
        let absent = check(name, None).expect("absent");
        let empty = check(name, Some("")).expect("empty");
        assert_eq!(absent, empty, "{name}");
    }
    let read = check("AMOUNT_ALL", None).expect("taken is credited");
    assert_eq!(read.amount_all, Some(WireAmount::new(48_500)));
    assert_eq!(
        check("ACCEPT_KEYS", None).expect("default").accept,
        Accept::default()
    );
    assert!(!check("NO_ROUTE", None).expect("default").no_route);
}

#[test]
fn a_status_needs_a_session_only() {
    let read = read_incoming(Kind::Status, b"SESSION=a1\nTRANSID=77").expect("status");
    assert_eq!((read.dealer, read.point, read.cashier), (None, None, None));
    assert_eq!(read.transid.as_deref(), Some("77"));
    let none = read_incoming(Kind::Status, b"TRANSID=77").expect_err("no session");
    assert_eq!((none.code, none.field), (codes::SESSION_FORMAT, "SESSION"));
    for kind in [Kind::Rest, Kind::Refill] {
        let body = b"SD=1\r\nSESSION=\r\nON_DATE=24.11.2026";
        assert_eq!(
            read_incoming(kind, body)
                .expect("no session needed")
                .session,
            None
        );
    }
}

#[test]
fn amounts_have_no_one_or_two_decimals_and_are_above_zero() {
    for (text, minor) in [
        ("485", 48_500),
        ("485.5", 48_550),
        ("485.05", 48_505),
        ("0485.00", 48_500),
        ("0.01", 1),
    ] {
        assert_eq!(
            check("AMOUNT", Some(text)).expect(text).amount,
            Some(WireAmount::new(minor))
        );
    }
    for text in [
        "485,00",
        "485.",
        ".5",
        "485.001",
        "-485",
        "+485",
        "4 85",
        "1e3",
        "485.00\u{1}",
        "0",
        "0.00",
        "92233720368547758.08",
        "99999999999999999999",
    ] {
        assert_eq!(
            fault("AMOUNT", Some(text)),
            (codes::AMOUNT, "AMOUNT"),
            "{text}"
        );
    }
    assert_eq!(fault("AMOUNT", None), (codes::AMOUNT, "AMOUNT"));
    for text in ["484.99", "x", "-1", "0"] {
        assert_eq!(
            fault("AMOUNT_ALL", Some(text)),
            (codes::TAKEN_SUM, "AMOUNT_ALL"),
            "{text}"
        );
    }
}

#[test]
fn each_bad_field_is_answered_with_its_own_code() {
    for (name, value, code) in [
        ("SD", None, codes::DEALER_CODE),
        ("SD", Some("17031a"), codes::DEALER_CODE),
        ("AP", None, codes::POINT_CODE),
        ("AP", Some("-1"), codes::POINT_CODE),
        ("OP", None, codes::CASHIER_CODE),
        ("OP", Some("12345678901"), codes::CASHIER_CODE),
        ("SESSION", None, codes::SESSION_FORMAT),
        ("SESSION", Some("a b"), codes::SESSION_FORMAT),
        ("SESSION", Some("a-b"), codes::SESSION_FORMAT),
        (
            "SESSION",
            Some("123456789012345678901"),
            codes::SESSION_FORMAT,
        ),
        ("NUMBER", Some("916-1234567"), codes::NUMBER_FORMAT),
        (
            "NUMBER",
            Some("123456789012345678901"),
            codes::NUMBER_FORMAT,
        ),
        ("NUMBER", Some("9161234567\u{0}"), codes::NUMBER_FORMAT),
        ("ACCOUNT", Some("44-55"), codes::ACCOUNT_FORMAT),
        ("ACCOUNT", Some("44\u{3}"), codes::ACCOUNT_FORMAT),
        ("SESSION", Some("a\u{3}"), codes::SESSION_FORMAT),
        ("REQ_TYPE", Some("2"), codes::REQUEST_FORMAT),
        ("PAY_TOOL", Some("cash"), codes::REQUEST_FORMAT),
        ("PAY_TOOL", Some("256"), codes::REQUEST_FORMAT),
    ] {
        assert_eq!(fault(name, value), (code, name), "{name} {value:?}");
    }
    let rubbish = read_incoming(Kind::Check, b"<html>").expect_err("refused");
    assert_eq!(
        (rubbish.code, rubbish.field),
        (codes::REQUEST_FORMAT, "body")
    );
}

#[test]
fn sessions_of_one_to_twenty_letters_and_digits_keep_their_case() {
    for text in ["a", "A", "aB3", "12345678901234567890"] {
        assert_eq!(
            check("SESSION", Some(text)).expect(text).session,
            Some(session(text))
        );
    }
    assert_ne!(
        check("SESSION", Some("a")).expect("small").session,
        check("SESSION", Some("A")).expect("capital").session
    );
}

#[test]
fn no_date_is_a_reason_to_refuse() {
    for date in [
        "24.11.2026 15:22:07",
        "2026.11.24 15:22:07",
        "01.01.1999",
        "yesterday",
        "",
    ] {
        assert_eq!(check("DATE", Some(date)).expect(date).date, date);
    }
}

#[test]
fn rubbish_in_accept_keys_asks_for_the_default_key() {
    for (text, serial, sha256) in [
        ("70555", Some(70_555), false),
        ("70555-sha256", Some(70_555), true),
        ("70555-SHA256", Some(70_555), true),
        ("70555\u{0}\u{7}", Some(70_555), false),
        ("70555-sha256\u{1}x", Some(70_555), true),
        ("70555-md5", Some(70_555), false),
        ("99999999999", None, false),
        ("key", None, false),
        ("-sha256", None, true),
        ("", None, false),
    ] {
        let accept = check("ACCEPT_KEYS", Some(text)).expect(text).accept;
        assert_eq!(accept, Accept { serial, sha256 }, "{text:?}");
    }
}

#[test]
fn a_comment_may_hold_anything() {
    let comment = "a+b%20&c=d\u{1}\u{2} \t";
    let read = check("COMMENT", Some(comment)).expect("comment");
    assert_eq!(read.comment, "a+b%20&c=d \t");
    let cyrillic = [
        &with("COMMENT", None)[..],
        b"\r\nCOMMENT=\xce\xef\xeb\xe0\xf2\xe0",
    ]
    .concat();
    assert_eq!(
        read_incoming(Kind::Check, &cyrillic)
            .expect("comment")
            .comment,
        "Оплата"
    );
}

#[test]
fn the_address_decides_and_a_check_document_may_come_to_the_pay_address() {
    let only = with("REQ_TYPE", Some("1"));
    let check = read_incoming(Kind::Check, &only).expect("check");
    let pay = read_incoming(Kind::Pay, &only).expect("pay");
    assert!(check.req_type_check_only && !pay.req_type_check_only);
    assert_eq!(pay.kind, Kind::Pay);
    assert_eq!(check.fingerprint_of_fields(), pay.fingerprint_of_fields());
}

#[test]
fn a_check_of_the_number_only_may_name_no_sum() {
    let without = CHECK
        .replace(
            "AMOUNT=485.00\r\nAMOUNT_ALL=500.00\r\nREQ_TYPE=0",
            "REQ_TYPE=1",
        )
        .into_bytes();
    assert_eq!(
        read_incoming(Kind::Check, &without).expect("check").amount,
        None
    );
    let pay = read_incoming(Kind::Pay, &without).expect_err("a pay needs a sum");
    assert_eq!((pay.code, pay.field), (codes::AMOUNT, "AMOUNT"));
}

#[test]
fn check_and_pay_of_an_old_client_are_about_the_same_payment() {
    let first = read_incoming(Kind::Check, CHECK.as_bytes()).expect("check");
    for body in [
        with("DATE", Some("2026.11.24 18:22:09")),
        with("DATE", None),
        with("COMMENT", Some("other")),
        with("ACCOUNT", None),
        with("AMOUNT", Some("485")),
        with("AMOUNT", Some("485.0")),
        with("REQ_TYPE", None),
        with("PAY_TOOL", None),
        with("RRN", Some("15")),
        with("TRANSID", Some("77")),
        with("ACCEPT_KEYS", Some("1-sha256")),
        with("NO_ROUTE", None),
        with("OP", Some("17035")),
    ] {
        let pay = read_incoming(Kind::Pay, &body).expect("pay");
        assert_eq!(pay.fingerprint_of_fields(), first.fingerprint_of_fields());
    }
    for body in [
        with("NUMBER", Some("9161234568")),
        with("ACCOUNT", Some("1")),
        with("AMOUNT", Some("485.01")),
        with("AMOUNT_ALL", Some("500.01")),
        with("AMOUNT_ALL", None),
        with("PAY_TOOL", Some("1")),
        with("TERM_ID", Some("6")),
        with("AP", Some("17033")),
        with("FIO", Some("x")),
    ] {
        let pay = read_incoming(Kind::Pay, &body).expect("pay");
        assert_ne!(pay.fingerprint_of_fields(), first.fingerprint_of_fields());
    }
}

#[test]
fn the_providers_own_fields_are_handed_on_and_nothing_else() {
    let body = [
        CHECK.as_bytes(),
        b"FIO=\xc8\r\nEMPTY=\r\nRRN=15\r\nTRANSID=3\r\n",
    ]
    .concat();
    let read = read_incoming(Kind::Pay, &body).expect("pay");
    let extra: Vec<_> = read
        .extra
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(extra, [("FIO", "И")]);
    assert_eq!(
        (read.rrn.as_deref(), read.transid.as_deref()),
        (Some("15"), Some("3"))
    );
}

#[test]
fn a_day_of_top_ups_may_be_written_in_either_form() {
    let day = Some(Day {
        year: 2026,
        month: 11,
        day: 24,
    });
    for text in ["24.11.2026", "20261124"] {
        let body = format!("SD=17031\r\nON_DATE={text}");
        assert_eq!(
            read_incoming(Kind::Refill, body.as_bytes())
                .expect("refill")
                .on_date,
            day
        );
    }
    for text in [
        "",
        "24/11/2026",
        "30.02.2026",
        "2026-11-24",
        "2026112",
        "+4.11.2026",
    ] {
        let body = format!("SD=17031\r\nON_DATE={text}");
        let fault = read_incoming(Kind::Refill, body.as_bytes()).expect_err("refused");
        assert_eq!(
            (fault.code, fault.field),
            (codes::WRONG_DATE, "ON_DATE"),
            "{text}"
        );
    }
}

#[test]
fn a_refusal_can_name_session_and_key_of_what_it_refuses() {
    let fault = check("AMOUNT", Some("x")).expect_err("refused");
    assert_eq!(fault.echo.session, Some(session("20261124a7")));
    assert_eq!(fault.echo.accept.serial, Some(70_555));
    assert!(!fault.echo.is_paydesk);
    let twice = [CHECK.as_bytes(), b"AMOUNT=1\r\n"].concat();
    let fault = read_incoming(Kind::Check, &twice).expect_err("refused");
    assert_eq!((fault.code, fault.field), (codes::REQUEST_FORMAT, "body"));
    assert_eq!(fault.echo.session, Some(session("20261124a7")));
    assert!(!format!("{fault} {fault:?}").contains("9161234567"));
}

#[test]
fn our_own_plain_requests_are_read_alike() {
    for ask in [Ask::Check, Ask::Pay, Ask::Status] {
        let body = encode_request(&request(ask), &terms(Cyberplat)).expect("body");
        let read = read_incoming(kind_of(ask), &body).expect("plain");
        assert_eq!(read.paydesk, None);
        assert_eq!(read.rrn.as_deref(), (ask == Ask::Pay).then_some("815"));
    }
}

#[test]
fn a_request_shows_no_value_of_the_payer() {
    let read = read_incoming(Kind::Check, CHECK.as_bytes()).expect("check");
    let shown = format!("{read:?}");
    assert!(
        shown.contains("20261124a7") && !shown.contains("916"),
        "{shown}"
    );
    assert!(Timestamp::default() < now());
}

proptest! {
    #[test]
    fn no_signed_bytes_make_the_hub_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        at in 0..CHECK.len(),
        cut in 0..40_usize,
    ) {
        for kind in Kind::ALL {
            let _ = read_incoming(kind, &bytes);
            let (front, back) = CHECK.as_bytes().split_at(at);
            let joined = [front, &bytes, &back[cut.min(back.len())..]].concat();
            let _ = read_incoming(kind, &joined);
            let paydesk = [b"PROFILE=PAYDESK1\r\nMSG=PAY\r\n", &joined[..]].concat();
            let _ = read_incoming(kind, &paydesk);
        }
    }
}
