#[cfg(feature = "planted")]
mod planted;

use paydesk_domain::exchange::{Ask, CancelReason, Meaning, Why};
use paydesk_domain::money::{Currency, Money};
use proptest::prelude::{any, proptest};

use super::proves_payment;
use crate::ipriv::Hash;
use crate::messages::codes::refusal;
use crate::messages::outgoing::Outgoing;
use crate::messages::samples::{
    NONCE, SESSION, hub_reply, now, plain_reply, read, read_verified, request, rub, session, terms,
    verified,
};
use crate::messages::state::State;
use crate::profile::Profile::{Cyberplat, Paydesk};

fn read_plain(body: &[u8], ask: Ask) -> Result<Meaning, Why> {
    read(body, &request(ask), &terms(Cyberplat)).map(|answer| answer.meaning)
}

fn read_ours(ask: Ask, reply: &Outgoing) -> Result<Meaning, Why> {
    read(&reply.encode(), &request(ask), &terms(Paydesk)).map(|answer| answer.meaning)
}

fn changed(reply: &Outgoing, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(reply.encode()).expect("ASCII");
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn a_plain_reply_gives_its_meaning_its_facts_and_the_evidence() {
    let body = [
        &plain_reply("0", "0")[..],
        b"OPNAME=\xcc\xd2\xd1\r\nACCOUNT=\r\nERRMSG=\r\nAUTHCODE=77\r\nTRANSID=1000010856873\r\n\
          ADDINFO=a=b\r\nPRICE=12.5\r\nREST=12345678901234.25\r\nGATEWAY_IN=9\r\nGATEWAY_OUT=12\r\n\
          SOMETHING_NEW=1\r\n",
    ]
    .concat();
    let answer = read(&body, &request(Ask::Check), &terms(Cyberplat)).expect("answer");
    assert_eq!(answer.meaning, Meaning::Granted);
    let facts = answer.facts;
    assert_eq!(facts.transid.as_deref(), Some("1000010856873"));
    assert_eq!(facts.authcode.as_deref(), Some("77"));
    assert_eq!(facts.provider_name.as_deref(), Some("МТС"));
    assert_eq!(facts.info.as_deref(), Some("a=b"));
    assert_eq!(facts.price, Some(rub(1_250)));
    assert_eq!(facts.rest, Some(rub(1_234_567_890_123_425)));
    assert_eq!(facts.routed_to, Some(12));
    assert_eq!(
        (facts.server_time, facts.version, facts.last_session),
        (None, None, None)
    );
    assert_eq!(answer.signed_at, now().unix_seconds());
    assert_eq!(answer.evidence, b"the signed document");
}

#[test]
fn a_dealer_who_lives_on_a_limit_has_a_rest_below_zero() {
    let body = [
        &plain_reply("0", "0")[..],
        b"REST=-150.20\r\nGATEWAY_IN=7\r\n",
    ]
    .concat();
    let answer = read(&body, &request(Ask::Pay), &terms(Cyberplat)).expect("answer");
    assert_eq!(answer.facts.rest, Some(rub(-15_020)));
    assert_eq!(answer.facts.routed_to, Some(7));
}

#[test]
fn a_fact_that_cannot_be_read_is_left_out_and_decides_nothing() {
    let body = [
        &plain_reply("0", "0")[..],
        b"REST=much\r\nPRICE=-1\r\nGATEWAY_OUT=mts\r\n",
    ]
    .concat();
    let answer = read(&body, &request(Ask::Pay), &terms(Cyberplat)).expect("answer");
    assert_eq!(answer.meaning, Meaning::Accepted { is_final: false });
    assert_eq!((answer.facts.rest, answer.facts.price), (None, None));
    assert_eq!(answer.facts.routed_to, None);
}

#[test]
fn sums_are_in_the_currency_of_the_order() {
    let mut check = request(Ask::Check);
    check.order.credited = Money::new(48_500, Currency::KZT);
    let body = [&plain_reply("0", "0")[..], b"REST=1.00\r\n"].concat();
    let answer = read(&body, &check, &terms(Cyberplat)).expect("answer");
    assert_eq!(answer.facts.rest, Some(Money::new(100, Currency::KZT)));
}

#[test]
fn a_reply_of_another_key_or_hash_is_no_answer() {
    let body = plain_reply("0", "0");
    for profile in [Cyberplat, Paydesk] {
        let mut other = verified(&body);
        other.serial += 1;
        let found = read_verified(&other, &request(Ask::Pay), &terms(profile));
        assert_eq!(found, Err(Why::WrongKey));
        let mut weak = verified(&body);
        weak.hash = Hash::Md5;
        let found = read_verified(&weak, &request(Ask::Pay), &terms(profile));
        assert_eq!(found, Err(Why::WrongKey));
    }
}

#[test]
fn a_reply_for_another_session_is_no_answer() {
    let body = String::from_utf8(plain_reply("0", "0")).expect("ASCII");
    for other in [
        "",
        "01K0ABCDEFGHJKMNPQRT",
        "01k0abcdefghjkmnpqrs",
        "01K0ABCDEFGHJKMNPQR",
    ] {
        let body = body.replace(SESSION, other);
        for ask in [Ask::Check, Ask::Pay, Ask::Status] {
            assert_eq!(
                read_plain(body.as_bytes(), ask),
                Err(Why::OtherSession),
                "{other}"
            );
        }
    }
    let without = body.replace(&format!("SESSION={SESSION}\r\n"), "");
    assert_eq!(
        read_plain(without.as_bytes(), Ask::Pay),
        Err(Why::OtherSession)
    );
    for ask in [Ask::Check, Ask::Pay, Ask::Status] {
        let mut reply = hub_reply(&request(ask), State::Done, (0, Some(0)));
        reply.session = Some(session("OTHER"));
        assert_eq!(read_ours(ask, &reply), Err(Why::OtherSession));
    }
}

#[test]
fn a_reply_whose_fields_cannot_be_read_is_no_answer() {
    for (error, result) in [
        ("", "0"),
        ("-1", "0"),
        ("+0", "0"),
        (" 0", "0"),
        ("0.0", "0"),
        ("zero", "0"),
        ("65536", "0"),
        ("0", "x"),
        ("0", "-0"),
        ("0", "70000"),
    ] {
        let found = read_plain(&plain_reply(error, result), Ask::Pay);
        assert_eq!(found, Err(Why::BadFields), "{error} {result}");
    }
    let twice = [&plain_reply("0", "0")[..], b"ERROR=0\r\n"].concat();
    assert_eq!(read_plain(&twice, Ask::Pay), Err(Why::BadFields));
    let lf = String::from_utf8(plain_reply("0", "0"))
        .expect("ASCII")
        .replace('\r', "");
    assert_eq!(read_plain(lf.as_bytes(), Ask::Pay), Err(Why::BadFields));
    let large = [
        &plain_reply("0", "0")[..],
        b"ADDINFO=",
        &[b'x'; 65_536],
        b"\r\n",
    ]
    .concat();
    assert_eq!(read_plain(&large, Ask::Pay), Err(Why::BadFields));
    let control = [&plain_reply("0", "0")[..], b"ADDINFO=\x01\r\n"].concat();
    assert_eq!(read_plain(&control, Ask::Pay), Err(Why::BadFields));
    assert_eq!(read_plain(b"", Ask::Pay), Err(Why::BadFields));
}

#[test]
fn a_plain_reply_signed_long_before_the_request_left_is_stale() {
    let body = plain_reply("0", "0");
    let at = now().unix_seconds();
    for (signed_at, is_fresh) in [
        (at - 120, true),
        (at - 121, false),
        (0, false),
        (at + 3_600, true),
        (u32::MAX, true),
    ] {
        let mut reply = verified(&body);
        reply.signed_at = signed_at;
        let found = read_verified(&reply, &request(Ask::Pay), &terms(Cyberplat));
        assert_eq!(found.is_ok(), is_fresh, "{signed_at}");
        if !is_fresh {
            assert_eq!(found, Err(Why::Stale));
        }
    }
}

/// A plain server repeats the reply it has kept, word for word and with the signature of that time. It moves nothing;
/// a payment taken offline would be asked about for ever if it were not heard.
#[test]
fn a_plain_reply_to_a_check_is_heard_whatever_its_age_and_no_other_is() {
    let body = plain_reply("0", "0");
    for signed_at in [0, now().unix_seconds() - 86_400] {
        let mut reply = verified(&body);
        reply.signed_at = signed_at;
        let heard = |ask| {
            let answer = read_verified(&reply, &request(ask), &terms(Cyberplat))?;
            Ok((answer.meaning, answer.signed_at))
        };
        assert_eq!(heard(Ask::Check), Ok((Meaning::Granted, signed_at)));
        for ask in [Ask::Pay, Ask::Status] {
            assert_eq!(heard(ask), Err(Why::Stale), "{ask:?}");
        }
    }
}

#[test]
fn a_reply_of_our_hub_gives_state_time_version_and_last_session() {
    let pay = request(Ask::Pay);
    let mut reply = hub_reply(&pay, State::Done, (0, Some(0)));
    if let Some(paydesk) = &mut reply.paydesk {
        paydesk.last_session = Some(session("01K0OTHER"));
    }
    let answer = read(&reply.encode(), &pay, &terms(Paydesk)).expect("answer");
    assert_eq!(answer.meaning, Meaning::Accepted { is_final: true });
    assert_eq!(answer.facts.server_time, Some(now()));
    assert_eq!(answer.facts.version, Some(1));
    assert_eq!(answer.facts.last_session, Some(session("01K0OTHER")));
}

#[test]
fn a_plain_reply_to_a_request_of_our_profile_is_no_answer() {
    for ask in [
        Ask::Check,
        Ask::Pay,
        Ask::Status,
        Ask::Cancel(CancelReason::Return),
    ] {
        let found = read(&plain_reply("0", "0"), &request(ask), &terms(Paydesk));
        assert_eq!(found, Err(Why::Stale));
    }
}

#[test]
fn an_echo_of_another_attempt_kind_or_request_is_stale() {
    let pay = request(Ask::Pay);
    let reply = hub_reply(&pay, State::Done, (0, Some(0)));
    let other_nonce = format!("{:032x}", NONCE + 1);
    for (from, to) in [
        ("PROFILE=PAYDESK1", "PROFILE=PAYDESK2"),
        ("PROFILE=PAYDESK1\r\n", ""),
        ("MSG=PAY", "MSG=CHECK"),
        ("MSG=PAY\r\n", ""),
        (format!("{NONCE:032x}").as_str(), other_nonce.as_str()),
        ("REQ_HASH=", "REQ_HASH=0"),
        ("REQ_HASH=", "REQ_HASX="),
        ("NONCE=", "NONCX="),
    ] {
        let found = read(&changed(&reply, from, to), &pay, &terms(Paydesk));
        assert_eq!(found, Err(Why::Stale), "{from}");
    }
    // The answer to another request of the same payment.
    let status = hub_reply(&request(Ask::Status), State::Done, (0, Some(7)));
    assert_eq!(read_ours(Ask::Pay, &status), Err(Why::Stale));
}

#[test]
fn another_epoch_or_an_older_version_is_never_an_answer() {
    let mut pay = request(Ask::Pay);
    let reply = hub_reply(&pay, State::Done, (0, Some(0)));
    let terms = terms(Paydesk);
    for (epoch, why) in [
        ("4", Why::EpochAhead),
        ("2", Why::ServerWentBack),
        ("", Why::BadFields),
    ] {
        let body = changed(&reply, "EPOCH=3", &format!("EPOCH={epoch}"));
        assert_eq!(read(&body, &pay, &terms), Err(why), "{epoch}");
    }
    for body in [
        changed(&reply, "SERVER_TIME=2026", "SERVER_TIME=now"),
        changed(&reply, "LAST_SESSION=", "LAST_SESSION=a b"),
        changed(&reply, "VERSION=1", "VERSION="),
        changed(&reply, "VERSION=1", "VERSION=-1"),
    ] {
        assert_eq!(read(&body, &pay, &terms), Err(Why::BadFields));
    }
    pay.known_version = Some(1);
    assert!(read(&reply.encode(), &pay, &terms).is_ok());
    pay.known_version = Some(2);
    assert_eq!(
        read(&reply.encode(), &pay, &terms),
        Err(Why::ServerWentBack)
    );
}

#[test]
fn a_hub_that_did_not_look_says_nothing_about_the_payment() {
    let pay = request(Ask::Pay);
    let mut reply = hub_reply(&pay, State::Done, (31, Some(1)));
    if let Some(paydesk) = &mut reply.paydesk {
        paydesk.stored = None;
    }
    assert_eq!(
        read_ours(Ask::Pay, &reply),
        Ok(Meaning::NotLooked(refusal(31)))
    );
    let word = changed(
        &hub_reply(&pay, State::Done, (0, Some(0))),
        "STATE=DONE",
        "STATE=PAID",
    );
    let answer = read(&word, &pay, &terms(Paydesk)).expect("answer");
    assert_eq!(answer.meaning, Meaning::NotLooked(refusal(0)));
}

#[test]
fn a_stored_payment_about_something_else_goes_to_a_person() {
    let pay = request(Ask::Pay);
    let reply = hub_reply(&pay, State::Done, (0, Some(0)));
    let contradiction = Ok(Meaning::Contradiction(refusal(0)));
    for to in ["FINGERPRINT=0", "FINGERPRINX="] {
        let body = changed(&reply, "FINGERPRINT=", to);
        let found = read(&body, &pay, &terms(Paydesk)).map(|answer| answer.meaning);
        assert_eq!(found, contradiction, "{to}");
    }
    let mut nothing = hub_reply(&pay, State::Done, (11, Some(1)));
    if let Some(stored) = nothing.paydesk.as_mut().and_then(|it| it.stored.as_mut()) {
        stored.state = State::None;
    }
    let found = read_ours(Ask::Pay, &nothing);
    assert_eq!(
        found,
        Ok(Meaning::Contradiction(refusal(11))),
        "nothing stored, yet a fingerprint"
    );
}

#[test]
fn a_state_that_denies_its_error_goes_to_a_person() {
    let reply = hub_reply(&request(Ask::Pay), State::Refused, (0, Some(0)));
    assert_eq!(
        read_ours(Ask::Pay, &reply),
        Ok(Meaning::Contradiction(refusal(0)))
    );
}

#[test]
fn a_tombstone_answers_a_cancel_and_a_late_pay() {
    let cancel = Ask::Cancel(CancelReason::Return);
    let reply = hub_reply(&request(cancel), State::Cancelled, (123, Some(7)));
    assert_eq!(
        read_ours(cancel, &reply),
        Ok(Meaning::Tombstone(refusal(123)))
    );
    let reply = hub_reply(&request(Ask::Pay), State::Cancelled, (123, Some(1)));
    assert_eq!(
        read_ours(Ask::Pay, &reply),
        Ok(Meaning::Tombstone(refusal(123)))
    );
}

#[test]
fn only_a_reply_that_says_paid_for_this_session_proves_a_payment() {
    let ours = session(SESSION);
    let cancel = Ask::Cancel(CancelReason::Return);
    for (error, result, ask, expected) in [
        ("0", "0", Ask::Pay, true),
        ("0", "0", Ask::Check, false),
        ("0", "0", Ask::Status, false),
        ("0", "7", Ask::Status, true),
        ("0", "7", cancel, true),
        ("0", "7", Ask::Pay, false),
        ("23", "7", Ask::Status, false),
        ("0", "3", Ask::Status, false),
        ("0", "", Ask::Pay, false),
        ("23", "1", Ask::Pay, false),
        ("x", "0", Ask::Pay, false),
    ] {
        let body = plain_reply(error, result);
        let found = proves_payment(&verified(&body), ask, &ours);
        assert_eq!(found, expected, "{error} {result} {ask:?}");
        assert!(!proves_payment(&verified(&body), ask, &session("OTHER")));
    }
    assert!(!proves_payment(&verified(b"<html>"), Ask::Pay, &ours));
}

#[test]
fn a_stored_reply_of_our_hub_proves_a_payment_by_its_state_and_kind() {
    let ours = session(SESSION);
    let proves = |body: &[u8], ask| proves_payment(&verified(body), ask, &ours);
    for (ask, state, said, expected) in [
        (Ask::Pay, State::Done, (0, Some(0)), true),
        (Ask::Pay, State::InWork, (0, Some(0)), true),
        (Ask::Pay, State::InWork, (20, Some(1)), false),
        (Ask::Pay, State::Refused, (0, Some(0)), false),
        (Ask::Status, State::Done, (0, Some(7)), true),
        (Ask::Status, State::InWork, (0, Some(3)), false),
        (Ask::Check, State::Checked, (0, Some(0)), false),
    ] {
        let body = hub_reply(&request(ask), state, said).encode();
        assert_eq!(proves(&body, ask), expected, "{ask:?} {state:?} {said:?}");
    }
    let check = hub_reply(&request(Ask::Check), State::Done, (0, Some(0)));
    assert!(
        !proves(&check.encode(), Ask::Pay),
        "a reply to another request"
    );
    let pay = hub_reply(&request(Ask::Pay), State::Done, (0, Some(0)));
    assert!(!proves(&changed(&pay, "STATE=DONE\r\n", ""), Ask::Pay));
}

#[test]
fn sent_and_received_messages_show_no_byte_of_their_bodies() {
    let body = plain_reply("0", "0");
    let verified = verified(&body);
    let received = super::Received {
        verified: &verified,
        document: b"NUMBER=9161234567",
    };
    let pay = request(Ask::Pay);
    let sent = super::Sent {
        request: &pay,
        body: b"NUMBER=9161234567",
    };
    let shown = format!("{received:?} {sent:?}");
    assert!(
        !shown.contains("9161") && !shown.contains("57, 49, 54, 49"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn no_signed_bytes_make_the_till_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        text in "([A-Z_]{1,8}=[ -~]{0,12}\r\n){0,6}",
    ) {
        for profile in [Cyberplat, Paydesk] {
            for ask in [Ask::Check, Ask::Pay, Ask::Status] {
                let (request, terms) = (request(ask), terms(profile));
                let _ = read(&bytes, &request, &terms);
                let joined = [&plain_reply("0", "0")[..], text.as_bytes()].concat();
                let _ = read(&joined, &request, &terms);
            }
        }
    }
}
