use paydesk_domain::exchange::Ask;

use super::{Outgoing, ReplyFields};
use crate::messages::Kind;
use crate::messages::account::Refill;
use crate::messages::fields::{from_windows_1251, read_strict};
use crate::messages::samples::{hub_reply, now, request, rub, session};
use crate::messages::state::State;

const KINDS: [Kind; 4] = [Kind::Check, Kind::Pay, Kind::Status, Kind::Cancel];

fn reply(kind: Kind, error: u16, result: Option<u8>) -> Outgoing {
    Outgoing {
        kind,
        date: now(),
        session: Some(session("a1")),
        error,
        result,
        facts: ReplyFields::default(),
        paydesk: None,
    }
}

fn text(reply: &Outgoing) -> String {
    from_windows_1251(&reply.encode())
}

/// Facts with everything that has hurt a reader in the field.
fn nasty() -> ReplyFields {
    let bad = |text: &str| Some(text.to_owned());
    ReplyFields {
        provider_name: bad("Оператор = очень длинное имя ₽"),
        account: bad("4455"),
        error_text: bad("line\r\nERROR=0\r\nEND"),
        authcode: bad("77"),
        transid: bad("1000"),
        info: bad("a=b\0c\r\nWE SEND"),
        price: Some(rub(1)),
        rest: Some(rub(-15_020)),
        rest_without_limit: Some(rub(0)),
        point_daily_limit: None,
        point_payment_limit: Some(rub(100)),
        gateway_in: Some(9),
        gateway_out: Some(12),
        refill_total: Some(rub(5)),
        refills: vec![Refill {
            id: "1;2".into(),
            sum: rub(5),
            description: "x\nEND".into(),
        }],
    }
}

#[test]
fn a_plain_reply_begins_with_date_session_error_and_result() {
    for kind in [
        Kind::Check,
        Kind::Pay,
        Kind::Status,
        Kind::Cancel,
        Kind::Refill,
    ] {
        for (error, result) in [(0, Some(0)), (7, Some(1)), (11, None), (0, Some(7))] {
            if error == 0 && result != Some(0) && matches!(kind, Kind::Check | Kind::Pay) {
                continue;
            }
            let result_text = result.map(|result| result.to_string()).unwrap_or_default();
            let expected = format!(
                "DATE=24.11.2026 18:22:07\r\nSESSION=a1\r\nERROR={error}\r\nRESULT={result_text}\r\n"
            );
            let text = text(&reply(kind, error, result));
            assert!(text.starts_with(&expected), "{text}");
        }
    }
    let mut unknown = reply(Kind::Pay, 5, Some(1));
    unknown.session = None;
    assert!(text(&unknown).contains("\r\nSESSION=\r\nERROR=5\r\nRESULT=1\r\n"));
}

#[test]
fn a_check_writes_the_fields_the_vendor_writes_even_when_they_are_empty() {
    let text = text(&reply(Kind::Check, 0, Some(0)));
    assert!(
        text.ends_with("OPNAME=\r\nACCOUNT=\r\nERRMSG=\r\nAUTHCODE=\r\nTRANSID=\r\n"),
        "{text}"
    );
}

#[test]
fn every_line_of_a_reply_has_one_equals_sign_and_no_name_stands_twice() {
    for kind in Kind::ALL {
        for paydesk in [
            None,
            hub_reply(&request(Ask::Pay), State::Done, (0, Some(0))).paydesk,
        ] {
            let mut nasty_reply = reply(kind, 0, Some(0));
            nasty_reply.facts = nasty();
            nasty_reply.paydesk = paydesk;
            let body = nasty_reply.encode();
            read_strict(&body).expect("strict");
            let text = from_windows_1251(&body);
            assert!(text.ends_with("\r\n"));
            for line in text.split_terminator("\r\n") {
                assert_eq!(line.matches('=').count(), 1, "{line}");
                assert!(!line.ends_with("END"), "{line}");
            }
        }
    }
}

#[test]
fn a_text_is_cut_and_cleaned_and_keeps_its_letters() {
    let mut check = reply(Kind::Check, 7, Some(1));
    check.facts = nasty();
    let text = text(&check);
    assert!(
        text.contains("\r\nOPNAME=Оператор : очень дли\r\n"),
        "{text}"
    );
    assert!(
        text.contains("\r\nERRMSG=line  ERROR:0  END.\r\n"),
        "{text}"
    );
    assert!(text.contains("\r\nADDINFO=a:b c  WE SEND.\r\n"), "{text}");
    let mut rouble = reply(Kind::Check, 7, Some(1));
    rouble.facts.error_text = Some("5 ₽".to_owned());
    assert!(self::text(&rouble).contains("ERRMSG=5 ?\r\n"));
}

#[test]
fn no_limit_that_is_not_set_is_written() {
    let mut rest = reply(Kind::Rest, 0, None);
    rest.facts.rest = Some(rub(100_050));
    rest.facts.rest_without_limit = Some(rub(-5));
    assert_eq!(
        text(&rest),
        "ERROR=0\r\nREST=1000.50\r\nREST_WO_LIMIT=-0.05\r\n"
    );
    rest.facts.point_daily_limit = Some(rub(1));
    assert!(text(&rest).ends_with("AP_DAILY_LIMIT=0.01\r\n"));
}

#[test]
fn top_ups_always_have_data_and_travel_percent_encoded() {
    let mut refill = reply(Kind::Refill, 0, Some(0));
    assert!(text(&refill).ends_with("RESULT=0\r\nDATA=\r\n"));
    refill.facts.refill_total = Some(rub(150_000));
    refill.facts.refills = vec![
        Refill {
            id: "17".into(),
            sum: rub(100_000),
            description: "Аванс".into(),
        },
        Refill {
            id: "18".into(),
            sum: rub(50_000),
            description: "x;y".into(),
        },
    ];
    let expected =
        "SUM_ALL=1500.00\r\nDATA=17%3B1000%2E00%3B%C0%E2%E0%ED%F1%0A18%3B500%2E00%3Bx%20y\r\n";
    assert!(text(&refill).ends_with(expected), "{}", text(&refill));
}

#[test]
fn a_request_without_additions_never_gets_any() {
    for kind in KINDS {
        let mut plain = reply(kind, 7, Some(1));
        plain.facts = nasty();
        let text = text(&plain);
        for name in [
            "PROFILE",
            "MSG",
            "NONCE",
            "REQ_HASH",
            "EPOCH",
            "SERVER_TIME",
            "STATE",
            "VERSION",
        ] {
            assert!(!text.contains(&format!("\n{name}=")), "{name} in {text}");
        }
    }
}

#[test]
fn additions_frame_the_plain_fields() {
    let reply = hub_reply(&request(Ask::Status), State::InWork, (0, Some(3)));
    let text = text(&reply);
    assert!(
        text.starts_with("PROFILE=PAYDESK1\r\nMSG=STATUS\r\nDATE="),
        "{text}"
    );
    for line in [
        "NONCE=a5a50000000000000000000000000001",
        "EPOCH=3",
        "SERVER_TIME=2026-11-24T15:22:07.045Z",
        "LAST_SESSION=",
        "STATE=INWORK",
        "VERSION=1",
    ] {
        assert!(
            text.split("\r\n").any(|found| found == line),
            "{line} in {text}"
        );
    }
    let mut busy = reply;
    busy.paydesk.as_mut().expect("additions").stored = None;
    let text = self::text(&busy);
    assert!(
        !text.contains("STATE=") && !text.contains("VERSION="),
        "{text}"
    );
}

/// Our own tests stop at such a reply; in the shop it becomes a general error.
#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "without RESULT=0"))]
fn a_check_or_pay_that_was_not_executed_never_says_error_0() {
    let text = text(&reply(Kind::Pay, 0, Some(1)));
    assert!(text.contains("\r\nERROR=30\r\nRESULT=1\r\n"), "{text}");
}

#[test]
fn a_reply_shows_no_account() {
    let mut check = reply(Kind::Check, 0, Some(0));
    check.facts = nasty();
    let shown = format!("{check:?} {:?}", check.facts);
    assert!(!shown.contains("4455"), "{shown}");
}
