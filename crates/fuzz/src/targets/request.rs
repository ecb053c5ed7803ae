//! What the hub reads out of a dealer's request. The first byte chooses the address; the rest is the signed body.

use paydesk_cyberplat::messages::fields::{read_tolerant, to_windows_1251};
use paydesk_cyberplat::messages::incoming::{Incoming, read_incoming};
use paydesk_cyberplat::messages::{Kind, MAX_BODY, WireAmount};

use crate::input::Input;
use crate::samples::SESSION;
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "request",
    run,
    words: &[
        "SD=",
        "AP=",
        "OP=",
        "SESSION=",
        "NUMBER=",
        "ACCOUNT=",
        "AMOUNT=",
        "AMOUNT_ALL=",
        "REQ_TYPE=",
        "PAY_TOOL=",
        "TERM_ID=",
        "COMMENT=",
        "ACCEPT_KEYS=",
        "NO_ROUTE=",
        "RRN=",
        "DATE=",
        "ON_DATE=",
        "PROFILE=PAYDESK1",
        "MSG=",
        "NONCE=",
        "EPOCH=",
        "SENT_AT=",
        "AUDIT=",
        "PROVIDER=",
        "CURRENCY=",
        "FINGERPRINT=",
        "NOT_AFTER=",
        "REASON=",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "=",
        "-",
        "0.01",
        "92233720368547758.07",
        "92233720368547758.08",
        "1e3",
        "٣",
        "-sha256",
        "9999-12-31T23:59:59.999Z",
        SESSION,
    ],
    runs: 8_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let kind = input.choose(&Kind::ALL);
    let body = input.rest();
    let read = read_incoming(kind, body);
    assert_eq!(read, read_incoming(kind, body), "one body, two readings");
    let incoming = match read {
        Ok(incoming) => incoming,
        Err(fault) => {
            assert_ne!(fault.code, 0, "a refusal that says success");
            assert!(fault.to_string().is_ascii(), "a refusal repeats no value");
            return Verdict::Refused;
        }
    };
    assert!(body.len() <= MAX_BODY);
    assert_is_sound(kind, &incoming);
    same_when_written_again(kind, body, &incoming);
    Verdict::Taken
}

fn assert_is_sound(kind: Kind, incoming: &Incoming) {
    assert_eq!(incoming.kind, kind);
    assert!(incoming.session.is_some() || !kind.is_about_a_payment());
    assert!(incoming.number.chars().count() <= 20 && !incoming.number.contains('-'));
    assert!(incoming.account.chars().count() <= 100 && !incoming.account.contains('-'));
    for text in [&incoming.number, &incoming.account] {
        assert!(!text.chars().any(char::is_control), "a control character");
    }
    let sums = [incoming.amount, incoming.amount_all];
    assert!(sums.into_iter().flatten().all(|sum| sum.minor() >= 0));
    if kind.carries_an_order() && !incoming.req_type_check_only {
        let amount = incoming.amount.map_or(0, WireAmount::minor);
        let taken = incoming.amount_all.map_or(0, WireAmount::minor);
        assert!(amount > 0 && taken >= amount, "{amount} of {taken}");
    }
    if kind.carries_an_order() || kind == Kind::Cancel {
        let codes = (&incoming.dealer, &incoming.point, &incoming.cashier);
        assert!(codes.0.is_some() && codes.1.is_some() && codes.2.is_some());
    }
    assert!(incoming.extra.values().all(|value| !value.is_empty()));
    if let Some(additions) = &incoming.paydesk {
        // As it goes into logs and replies.
        let _ = (additions.sent_at.iso(), additions.sent_at.dotted(180));
        assert_eq!(additions.not_after.is_some(), kind == Kind::Pay);
    }
    let shown = format!("{incoming:?}");
    let number = &incoming.number;
    let is_long = number.len() > 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    let code = incoming.point.as_ref().map_or("", |point| point.as_wire());
    let is_elsewhere = format!("{:?}{code}", incoming.session).contains(number.as_str());
    assert!(
        !is_long || is_elsewhere || !shown.contains(number.as_str()),
        "a number in a log"
    );
}

/// The fields that were read, written in the form of our own till, say the same and are about the same payment.
fn same_when_written_again(kind: Kind, body: &[u8], incoming: &Incoming) {
    let write = |amount: Option<&str>| {
        let fields = read_tolerant(body).expect("it was read before");
        let mut again = Vec::new();
        for (name, value) in fields.iter() {
            let value = amount.filter(|_| name == "AMOUNT").unwrap_or(value);
            again.extend_from_slice(name.as_bytes());
            again.push(b'=');
            again.extend_from_slice(&to_windows_1251(value).expect("it came out of that page"));
            again.extend_from_slice(b"\r\n");
        }
        again
    };
    let again = write(None);
    if again.len() > MAX_BODY {
        return;
    }
    assert_eq!(read_incoming(kind, &again).as_ref(), Ok(incoming));
    // Another sum is another payment.
    if let Some(amount) = incoming.amount
        && let Some(more) = amount.minor().checked_add(1).map(WireAmount::new)
        && let Ok(other) = read_incoming(kind, &write(Some(&more.to_string())))
    {
        let prints = (
            other.fingerprint_of_fields(),
            incoming.fingerprint_of_fields(),
        );
        assert!(prints.0 != prints.1 || !kind.carries_an_order());
    }
}
