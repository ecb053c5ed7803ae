use paydesk_domain::exchange::{Ask, CancelReason};

use crate::messages::incoming::{Accept, read_incoming};
use crate::messages::request::{encode_request, fingerprint_of, kind_of};
use crate::messages::samples::{NONCE, SESSION, now, request, session, terms};
use crate::messages::{Kind, codes};
use crate::profile::Profile::Paydesk;

fn ours(ask: Ask) -> String {
    let body = encode_request(&request(ask), &terms(Paydesk)).expect("body");
    String::from_utf8(body).expect("ASCII")
}

fn our_fault(ask: Ask, from: &str, to: &str) -> (u16, &'static str) {
    let body = ours(ask);
    assert!(body.contains(from), "{from} in {body}");
    let changed = body.replacen(from, to, 1);
    let fault = read_incoming(kind_of(ask), changed.as_bytes()).expect_err("must be refused");
    (fault.code, fault.field)
}

#[test]
fn a_request_of_our_till_is_read_with_its_additions() {
    for ask in [
        Ask::Check,
        Ask::Pay,
        Ask::Status,
        Ask::Cancel(CancelReason::Reissue),
    ] {
        let read = read_incoming(kind_of(ask), ours(ask).as_bytes()).expect("ours");
        assert_eq!(read.session, Some(session(SESSION)));
        let told = read.paydesk.clone().expect("additions");
        let sent = request(ask);
        assert_eq!(
            (told.nonce, told.epoch, told.audit),
            (sent.attempt, 3, sent.audit)
        );
        assert_eq!((told.sent_at, told.provider), (now(), Some(227)));
        assert_eq!(told.not_after, sent.not_after);
        let print = fingerprint_of(&sent, &terms(Paydesk)).expect("fingerprint");
        assert_eq!(told.fingerprint, Some(print));
        let is_order = matches!(ask, Ask::Check | Ask::Pay);
        assert_eq!(told.currency.as_deref(), is_order.then_some("RUB"));
        assert_eq!(told.reason.is_some(), matches!(ask, Ask::Cancel(_)));
        if is_order {
            assert_eq!(read.fingerprint_of_fields(), print);
        }
    }
}

#[test]
fn a_request_of_our_profile_is_read_strictly() {
    let pay = Ask::Pay;
    for (from, to, field) in [
        ("PAYDESK1", "PAYDESK2", "PROFILE"),
        (
            "PROFILE=PAYDESK1\r\nMSG=PAY",
            "MSG=PAY\r\nPROFILE=PAYDESK1",
            "PROFILE",
        ),
        ("MSG=PAY", "MSG=CHECK", "MSG"),
        ("MSG=PAY\r\n", "", "MSG"),
        ("NONCE=a5", "NONCE=A5", "NONCE"),
        ("NONCE=a5", "NONCE=", "NONCE"),
        ("EPOCH=3", "EPOCH=03", "EPOCH"),
        ("EPOCH=3", "EPOCH=0", "EPOCH"),
        ("EPOCH=3", "EPOCH=4294967296", "EPOCH"),
        ("SENT_AT=2026-11-24T", "SENT_AT=2026-11-24 ", "SENT_AT"),
        ("AUDIT=42:", "AUDIT=42", "AUDIT"),
        ("AUDIT=42:", "AUDIT=-1:", "AUDIT"),
        ("PROVIDER=227", "PROVIDER=es", "PROVIDER"),
        ("PROVIDER=227", "PROVIDER=1234567890", "PROVIDER"),
        ("FINGERPRINT=", "FINGERPRINT=0", "FINGERPRINT"),
        ("NOT_AFTER=2026", "NOT_AFTER=later", "NOT_AFTER"),
        ("AMOUNT=485.00", "AMOUNT=485.01", "FINGERPRINT"),
        ("NUMBER=9161234567", "NUMBER=9161234568", "FINGERPRINT"),
    ] {
        assert_eq!(
            our_fault(pay, from, to),
            (codes::REQUEST_FORMAT, field),
            "{from} -> {to}"
        );
    }
    assert_eq!(
        our_fault(pay, "CURRENCY=RUB", "CURRENCY=rub"),
        (codes::AMOUNT, "CURRENCY")
    );
    let cancel = Ask::Cancel(CancelReason::Return);
    let expected = (codes::REQUEST_FORMAT, "REASON");
    assert_eq!(our_fault(cancel, "REASON=RETURN", "REASON=WHY"), expected);
}

#[test]
fn a_signed_check_of_our_profile_is_never_read_as_a_pay() {
    for kind in [Kind::Pay, Kind::Status, Kind::Cancel] {
        let fault = read_incoming(kind, ours(Ask::Check).as_bytes()).expect_err("refused");
        assert_eq!((fault.code, fault.field), (codes::REQUEST_FORMAT, "MSG"));
        assert!(fault.echo.is_paydesk);
        assert_eq!(fault.echo.nonce.map(|nonce| nonce.get()), Some(NONCE));
        assert_eq!(
            fault.echo.accept,
            Accept {
                serial: Some(70_555),
                sha256: true
            }
        );
    }
}
