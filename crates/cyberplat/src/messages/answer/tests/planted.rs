//! Each mistake of the gate, planted: what it lets through that is no answer without it.

use paydesk_domain::exchange::{Ask, CancelReason, Meaning, Request, Why};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::planted::{Bug, hold};

use super::{hub_reply, proves_payment, read, request, session, terms, verified};
use crate::messages::state::State;
use crate::profile::Profile::Paydesk;

/// What a reply means to a request, without a mistake and with it.
fn without_and_with(bug: Bug, asked: &Request, reply: &[u8]) -> [Result<Meaning, Why>; 2] {
    let heard = |planted| {
        let _planting = hold(planted);
        read(reply, asked, &terms(Paydesk)).map(|answer| answer.meaning)
    };
    [heard(None), heard(Some(bug))]
}

#[test]
fn an_old_reply_about_the_same_session_is_believed() {
    let mut earlier = request(Ask::Status);
    earlier.attempt = AttemptId::new(1);
    let reply = hub_reply(&earlier, State::Checked, (0, Some(1))).encode();
    for ask in [Ask::Status, Ask::Cancel(CancelReason::Return)] {
        let heard = without_and_with(Bug::NoNonceCheck, &request(ask), &reply);
        assert_eq!(heard, [Err(Why::Stale), Ok(Meaning::OnlyChecked)]);
    }
}

#[test]
fn a_reply_about_another_payment_is_believed_and_proves_it() {
    let mut other = request(Ask::Pay);
    other.session = session("OTHER");
    other.attempt = AttemptId::new(1);
    other.order.credited = super::rub(1_000);
    let reply = hub_reply(&other, State::Done, (0, Some(0))).encode();
    let pay = request(Ask::Pay);
    let heard = without_and_with(Bug::NoFingerprintCheck, &pay, &reply);
    let done = Ok(Meaning::Accepted { is_final: true });
    assert_eq!(heard, [Err(Why::OtherSession), done]);
    let is_proof = |planted| {
        let _planting = hold(planted);
        proves_payment(&verified(&reply), Ask::Pay, &pay.session)
    };
    assert!(!is_proof(None) && is_proof(Some(Bug::NoFingerprintCheck)));
}

#[test]
fn an_older_version_is_believed() {
    let mut status = request(Ask::Status);
    status.known_version = Some(4);
    let reply = hub_reply(&status, State::Checked, (0, Some(1))).encode();
    let heard = without_and_with(Bug::VersionMayFall, &status, &reply);
    assert_eq!(heard, [Err(Why::ServerWentBack), Ok(Meaning::OnlyChecked)]);
}

#[test]
fn a_forgotten_session_is_believed_to_be_unknown() {
    let mut status = request(Ask::Status);
    status.known_version = Some(3);
    let reply = hub_reply(&status, State::None, (11, None)).encode();
    let [sound, planted] = without_and_with(Bug::PruneSessions, &status, &reply);
    assert_eq!(sound, Err(Why::ServerWentBack));
    assert!(matches!(planted, Ok(Meaning::Absent(_))), "{planted:?}");
}
