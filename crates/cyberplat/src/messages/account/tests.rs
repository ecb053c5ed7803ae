use paydesk_domain::exchange::{AuditHead, Deposit, Why};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::money::Currency;
use sha2::{Digest as _, Sha256};

use super::{
    AccountFault, AccountRequest, AccountSent, DateForm, Day, Refill, encode_refill, encode_rest,
    read_refills, read_rest,
};
use crate::messages::Kind;
use crate::messages::answer::Received;
use crate::messages::codes::refusal;
use crate::messages::incoming::read_incoming;
use crate::messages::outgoing::{Outgoing, PaydeskReply, ReplyFields};
use crate::messages::samples::{NONCE, now, rub, session, terms, verified};
use crate::profile::Profile::{self, Cyberplat, Paydesk};

const DAY: Day = Day {
    year: 2026,
    month: 11,
    day: 24,
};

fn request() -> AccountRequest {
    AccountRequest {
        attempt: AttemptId::new(NONCE),
        session: Some(session("R1")),
        sent_at: now(),
        epoch: 3,
        audit: AuditHead {
            seq: 42,
            hash: [0x5a; 32],
        },
        currency: Currency::RUB,
    }
}

fn rest(body: &[u8], profile: Profile) -> Result<Deposit, AccountFault> {
    let (request, terms) = (request(), terms(profile));
    let asked = encode_rest(&request, &terms).expect("request");
    let received = Received {
        verified: &verified(body),
        document: b"",
    };
    read_rest(
        &received,
        &AccountSent {
            request: &request,
            body: &asked,
        },
        &terms,
    )
}

fn refills(body: &[u8], profile: Profile) -> Result<Vec<Refill>, AccountFault> {
    let (request, terms) = (request(), terms(profile));
    let asked = encode_refill(&request, (DAY, DateForm::Dotted), &terms).expect("request");
    let received = Received {
        verified: &verified(body),
        document: b"",
    };
    read_refills(
        &received,
        &AccountSent {
            request: &request,
            body: &asked,
        },
        &terms,
    )
}

/// The hub's reply to `asked`.
fn hub(kind: Kind, asked: &[u8]) -> Outgoing {
    Outgoing {
        kind,
        date: now(),
        session: Some(session("R1")),
        error: 0,
        result: Some(0),
        facts: ReplyFields {
            rest: Some(rub(150_000)),
            rest_without_limit: Some(rub(-20_000)),
            refill_total: Some(rub(100_000)),
            refills: vec![
                Refill {
                    id: "17".into(),
                    sum: rub(90_000),
                    description: "Аванс №1".into(),
                },
                Refill {
                    id: "18".into(),
                    sum: rub(10_000),
                    description: String::new(),
                },
            ],
            ..ReplyFields::default()
        },
        paydesk: Some(PaydeskReply {
            nonce: AttemptId::new(NONCE),
            request_hash: Sha256::digest(asked).into(),
            epoch: 3,
            server_time: now(),
            last_session: None,
            stored: None,
        }),
    }
}

#[test]
fn a_question_about_the_deposit_names_who_asks() {
    let body = encode_rest(&request(), &terms(Cyberplat)).expect("body");
    let expected = b"SD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION=R1\r\nACCEPT_KEYS=70555-sha256";
    assert_eq!(body, expected);
    let mut without = request();
    without.session = None;
    let body = encode_rest(&without, &terms(Cyberplat)).expect("body");
    assert!(body.windows(12).any(|part| part == b"\r\nSESSION=\r\n"));
    for (form, line) in [
        (DateForm::Dotted, "ON_DATE=24.11.2026"),
        (DateForm::Compact, "ON_DATE=20261124"),
    ] {
        let body = encode_refill(&request(), (DAY, form), &terms(Cyberplat)).expect("body");
        assert!(String::from_utf8_lossy(&body).contains(&format!("\r\n{line}\r\n")));
        let read = read_incoming(Kind::Refill, &body).expect("the hub reads it");
        assert_eq!(
            (read.on_date, read.session),
            (Some(DAY), Some(session("R1")))
        );
    }
}

#[test]
fn the_rest_of_the_deposit_may_be_below_zero() {
    let body = b"ERROR=0\r\nREST=1500.00\r\nREST_WO_LIMIT=-200.00\r\n";
    let expected = Deposit {
        available: rub(150_000),
        balance: Some(rub(-20_000)),
    };
    assert_eq!(rest(body, Cyberplat), Ok(expected));
    let only = rest(b"ERROR=0\r\nREST=-0.5\r\nREST_WO_LIMIT=\r\n", Cyberplat);
    assert_eq!(
        only,
        Ok(Deposit {
            available: rub(-50),
            balance: None
        })
    );
}

#[test]
fn a_rest_that_cannot_be_read_is_no_answer() {
    for body in [
        &b"ERROR=0\r\n"[..],
        b"ERROR=0\r\nREST=\r\n",
        b"ERROR=0\r\nREST=x\r\n",
        b"ERROR=0\r\nREST=1,5\r\n",
        b"ERROR=0\r\nREST=1.00\r\nREST_WO_LIMIT=x\r\n",
        b"REST=1.00\r\n",
        b"ERROR=\r\nREST=1.00\r\n",
        b"REST=1.00\nERROR=0",
    ] {
        assert_eq!(rest(body, Cyberplat), Err(Why::BadFields.into()));
    }
    let other = rest(b"SESSION=R2\r\nERROR=0\r\nREST=1.00\r\n", Cyberplat);
    assert_eq!(other, Err(Why::OtherSession.into()));
    assert!(rest(b"SESSION=R1\r\nERROR=0\r\nREST=1.00\r\n", Cyberplat).is_ok());
}

#[test]
fn a_refused_question_about_the_deposit_says_why() {
    let refused = AccountFault::Refused(refusal(21));
    assert_eq!(rest(b"ERROR=21\r\nREST=1.00\r\n", Cyberplat), Err(refused));
    assert_eq!(refills(b"ERROR=21\r\n", Cyberplat), Err(refused));
    assert_eq!(refused.to_string(), "refused with code 21");
}

#[test]
fn an_old_or_foreign_reply_about_the_deposit_is_no_answer() {
    let (request, terms) = (request(), terms(Cyberplat));
    let sent = AccountSent {
        request: &request,
        body: b"",
    };
    let body = b"ERROR=0\r\nREST=1.00\r\n";
    let mut old = verified(body);
    old.signed_at -= 121;
    let found = read_rest(
        &Received {
            verified: &old,
            document: b"",
        },
        &sent,
        &terms,
    );
    assert_eq!(found, Err(Why::Stale.into()));
    let mut foreign = verified(body);
    foreign.serial = 1;
    let found = read_rest(
        &Received {
            verified: &foreign,
            document: b"",
        },
        &sent,
        &terms,
    );
    assert_eq!(found, Err(Why::WrongKey.into()));
    assert_eq!(rest(body, Paydesk), Err(Why::Stale.into()));
}

#[test]
fn rest_and_top_ups_go_both_ways_between_till_and_hub() {
    let terms = terms(Paydesk);
    let asked = encode_rest(&request(), &terms).expect("request");
    let read = read_incoming(Kind::Rest, &asked).expect("the hub reads it");
    assert_eq!(
        read.paydesk.map(|told| told.nonce),
        Some(AttemptId::new(NONCE))
    );
    let expected = Deposit {
        available: rub(150_000),
        balance: Some(rub(-20_000)),
    };
    assert_eq!(
        rest(&hub(Kind::Rest, &asked).encode(), Paydesk),
        Ok(expected)
    );

    let asked = encode_refill(&request(), (DAY, DateForm::Dotted), &terms).expect("request");
    let reply = hub(Kind::Refill, &asked);
    assert_eq!(
        refills(&reply.encode(), Paydesk),
        Ok(reply.facts.refills.clone())
    );
    let mixed_up = hub(Kind::Rest, &asked);
    assert_eq!(refills(&mixed_up.encode(), Paydesk), Err(Why::Stale.into()));
}

#[test]
fn top_ups_are_rows_of_id_sum_and_description() {
    let read = |data: &str| refills(format!("ERROR=0\r\nDATA={data}\r\n").as_bytes(), Cyberplat);
    assert_eq!(read(""), Ok(vec![]));
    let expected = Refill {
        id: "17".into(),
        sum: rub(100),
        description: "Аванс; 1".into(),
    };
    assert_eq!(
        read("17%3B1.00%3b%C0%E2%E0%ED%F1%3B%201%0A"),
        Ok(vec![expected])
    );
    for bad in ["17", "17%3B", "17%3Bx%3Bd", "17%3B-1.00%3Bd", "%0A17"] {
        assert_eq!(read(bad), Err(Why::BadFields.into()), "{bad}");
    }
    assert_eq!(
        refills(b"ERROR=0\r\n", Cyberplat),
        Err(Why::BadFields.into())
    );
}

#[test]
fn a_day_is_read_in_both_forms_and_written_in_the_named_one() {
    for form in [DateForm::Dotted, DateForm::Compact] {
        assert_eq!(Day::from_wire(&DAY.as_wire(form)), Some(DAY));
    }
    for bad in [
        "",
        "24.11.26",
        "2026-11-24",
        "31.11.2026",
        "20261301",
        "24.11.2026 ",
        "٢٤١١٢٠٢٦",
    ] {
        assert_eq!(Day::from_wire(bad), None, "{bad}");
    }
}
