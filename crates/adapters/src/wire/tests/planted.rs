//! The mistakes of the way to the server, planted, and what happens without them.

use paydesk_cyberplat::messages::state::State;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::{Ask, Meaning, Why};
use paydesk_domain::planted::{Bug, hold};

use super::{hub, hub_body, signed, wire};
use crate::samples::{Server, request, respond, session};

#[test]
fn a_pay_that_is_not_on_disk_leaves() {
    for bug in [Bug::SendBeforeCommit, Bug::MarkAfterSend] {
        let sent = |planted| {
            let _planting = hold(planted);
            let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"-"));
            let heard = wire(&server, Profile::Paydesk).send(&request(Ask::Pay, 1), None);
            (heard, server.posts().len())
        };
        assert_eq!(sent(None), (Err(Why::CannotSign), 0));
        assert_eq!(sent(Some(bug)), (Err(Why::NotSigned), 1));
    }
}

#[test]
fn whatever_comes_with_status_200_is_a_success_and_proves_it() {
    let pay = request(Ask::Pay, 1);
    let refused = signed(&hub_body(&pay, State::Refused, (21, 1)));
    for reply in [refused, b"<html>welcome</html>".to_vec()] {
        let heard = |planted| {
            let _planting = hold(planted);
            hub(&pay, reply.clone()).map(|answer| answer.meaning)
        };
        let success = Ok(Meaning::Accepted { is_final: true });
        assert_ne!(heard(None), success);
        assert_eq!(heard(Some(Bug::HttpOkIsPaid)), success);
        for bug in [Bug::HttpOkIsPaid, Bug::PrintWhenQueued] {
            let is_proof = |planted| {
                let _planting = hold(planted);
                let server = Server::start(|_, _| {});
                wire(&server, Profile::Paydesk).proves(&reply, Ask::Pay, &session(1))
            };
            assert!(!is_proof(None) && is_proof(Some(bug)));
        }
    }
}
