//! No line: what is accepted without a check, and what happens to it later.

use paydesk_domain::exchange::{Ask, Meaning, ReplyFacts, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{FailGround, ReturnStage, ReviewGround, Stage, State};
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ABSENT, EXISTS, HOUR, MINUTE, Rig, SECOND, order, order_at, refusal, rub};
use crate::policy::Policy;
use crate::world::{Alarm, Command, Outcome, Rejection};

/// A payment whose check got no answer.
fn unchecked(rig: &mut Rig, number: &str) -> PaymentId {
    let intent = rig.form();
    rig.ask_consent(intent, order_at("demo-mobile", number));
    let check = rig.sent_is(Ask::Check);
    rig.silence(&check, Why::TimedOut);
    check.payment
}

fn accept(rig: &mut Rig, payment: PaymentId) -> Option<Outcome> {
    rig.command(Command::AcceptOffline {
        payment,
        handed: None,
    })
}

/// A payment in the outbox, accepted without a check; its late check is on the wire.
fn offline(rig: &mut Rig) -> PaymentId {
    let id = unchecked(rig, "9161234567");
    let accepted = accept(rig, id);
    assert!(
        matches!(accepted, Some(Outcome::Accepted(_))),
        "{accepted:?}"
    );
    id
}

#[test]
fn an_offline_payment_is_checked_before_it_is_paid_under_the_same_session() {
    let mut rig = Rig::paydesk();
    let id = offline(&mut rig);
    assert!(rig.stored(id).tender.unwrap().unchecked);
    let check = rig.sent_is(Ask::Check);
    rig.silence(&check, Why::Unreachable);
    assert_eq!(rig.stage(id), Stage::Queued);
    let check = rig.next_is(Ask::Check);
    rig.answer(&check, Meaning::Granted);
    let pay = rig.sent_is(Ask::Pay);
    assert_eq!(pay.session, check.session);
    rig.answer(&pay, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn a_late_check_that_refuses_leaves_cash_to_return() {
    let mut rig = Rig::paydesk();
    let id = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    let no = refusal(RefusalKind::UnknownNumber, 23);
    rig.answer(&check, Meaning::CheckRefused(no));
    assert_eq!(rig.stored(id).state, State::Failed(FailGround::Refused(no)));
    assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
    rig.pass(HOUR);
    rig.nothing_sent();
}

#[test]
fn a_late_check_that_finds_the_provider_down_waits() {
    let mut rig = Rig::paydesk();
    let id = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    let down = refusal(RefusalKind::ProviderDown, 24);
    rig.answer(&check, Meaning::CheckRefused(down));
    assert_eq!(rig.stage(id), Stage::Queued);
    let again = rig.next_is(Ask::Check);
    assert_ne!(
        again.session, check.session,
        "the hub keeps its answer under the old one for ever"
    );
    assert_eq!(again.first_session, check.first_session);
}

#[test]
fn a_consent_that_was_never_heard_and_grew_too_old_is_asked_for_anew() {
    let mut rig = Rig::paydesk();
    let id = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    let late = refusal(RefusalKind::CheckExpired, 38);
    rig.answer(&check, Meaning::CheckRefused(late));
    assert_eq!(
        rig.stage(id),
        Stage::Queued,
        "no pay was ever sent: the payment goes on"
    );
    assert_ne!(rig.next_is(Ask::Check).session, check.session);
}

#[test]
fn a_late_check_that_changes_the_terms_waits_for_the_cashier() {
    let other_price = ReplyFacts {
        price: Some(rub(600)),
        ..ReplyFacts::default()
    };
    let other_provider = ReplyFacts {
        routed_to: Some(71),
        ..ReplyFacts::default()
    };
    for facts in [other_price, other_provider] {
        let mut rig = Rig::paydesk();
        let id = offline(&mut rig);
        let check = rig.sent_is(Ask::Check);
        rig.answer_with(&check, Meaning::Granted, facts);
        let ground = State::Review(ReviewGround::TermsChanged);
        assert_eq!(rig.stored(id).state, ground);
        rig.pass(HOUR);
        rig.nothing_sent();
        let outcome = rig.withdraw(id);
        assert!(matches!(outcome, Some(Outcome::Accepted(_))));
        assert_eq!(rig.stage(id), Stage::Cancelled);
        assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
    }
}

#[test]
fn a_check_that_arrived_though_its_answer_was_lost_is_sorted_out_by_status() {
    for meaning in [ABSENT, Meaning::OnlyChecked] {
        let mut rig = Rig::cyberplat();
        let id = offline(&mut rig);
        let first = rig.sent_is(Ask::Check);
        rig.answer(&first, EXISTS);
        let status = rig.sent_is(Ask::Status);
        assert_eq!(status.session, first.session);
        rig.answer(&status, meaning);
        let second = rig.sent_is(Ask::Check);
        assert_ne!(second.session, first.session, "no pay was sent");
        rig.answer(&second, Meaning::Granted);
        let pay = rig.sent_is(Ask::Pay);
        assert_eq!(pay.session, second.session);
        assert_eq!(rig.stage(id), Stage::Sending);
        assert_eq!(rig.alarms(), []);
    }
}

#[test]
fn an_offline_payment_the_server_has_paid_already_is_for_a_person_and_no_cash_goes_back() {
    let mut rig = Rig::cyberplat();
    let id = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    rig.answer(&check, EXISTS);
    let status = rig.sent_is(Ask::Status);
    let early = rig.withdraw(id);
    assert_eq!(early, Some(Outcome::NotAccepted(Rejection::WrongState)));
    rig.answer(&status, Meaning::InWork);
    let ground = State::Review(ReviewGround::SessionKnown);
    assert_eq!(rig.stored(id).state, ground);
    assert!(rig.alarms().contains(&Alarm::Contradiction(id)));
    let refused = rig.withdraw(id);
    assert_eq!(refused, Some(Outcome::NotAccepted(Rejection::WrongState)));
    assert_eq!(rig.stored(id).return_stage, None);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn a_payment_waiting_for_the_line_can_be_withdrawn_while_its_check_travels() {
    let mut rig = Rig::paydesk();
    let id = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    let outcome = rig.withdraw(id);
    assert!(matches!(outcome, Some(Outcome::Accepted(_))), "{outcome:?}");
    assert_eq!(rig.stage(id), Stage::Cancelled);
    rig.answer(&check, Meaning::Granted);
    assert_eq!(rig.stage(id), Stage::Cancelled);
    rig.pass(HOUR);
    rig.nothing_sent();
    assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 0);
}

#[test]
fn only_providers_that_allow_it_are_accepted_offline() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order_at("demo-final", "9161234567"));
    let check = rig.sent_is(Ask::Check);
    rig.silence(&check, Why::Unreachable);
    let refused = accept(&mut rig, check.payment);
    assert_eq!(refused, Some(Outcome::NotAccepted(Rejection::NotOffline)));
    assert_eq!(rig.stored(check.payment).tender, None);
}

#[test]
fn offline_acceptance_ends_at_the_count_and_at_the_sum_before_cash_is_taken() {
    let by_count = Policy {
        offline_count: 2,
        ..Policy::paydesk()
    };
    let by_sum = Policy {
        offline_sum_minor: 2 * rub(510).minor(),
        ..Policy::paydesk()
    };
    for policy in [by_count, by_sum] {
        let mut rig = Rig::new(policy);
        let ids = ["9160000001", "9160000002", "9160000003"].map(|n| unchecked(&mut rig, n));
        for id in &ids[..2] {
            let outcome = accept(&mut rig, *id);
            assert!(matches!(outcome, Some(Outcome::Accepted(_))), "{outcome:?}");
        }
        let third = accept(&mut rig, ids[2]);
        assert_eq!(third, Some(Outcome::NotAccepted(Rejection::OfflineLimit)));
        assert_eq!(rig.stored(ids[2]).tender, None);
        // Once the first has ended there is room again.
        let check = rig.posted.remove(0);
        rig.posted.clear();
        rig.answer(&check, Meaning::Granted);
        let pay = rig.sent_is(Ask::Pay);
        rig.answer(&pay, Meaning::Done);
        let third = accept(&mut rig, ids[2]);
        assert!(matches!(third, Some(Outcome::Accepted(_))), "{third:?}");
    }
}

#[test]
fn an_outbox_row_that_cannot_move_does_not_hold_up_the_others() {
    let mut rig = Rig::paydesk();
    let stuck = offline(&mut rig);
    let check = rig.sent_is(Ask::Check);
    let price = ReplyFacts {
        price: Some(rub(600)),
        ..ReplyFacts::default()
    };
    rig.answer_with(&check, Meaning::Granted, price);
    assert_eq!(rig.stage(stuck), Stage::Review);
    let next = rig.paying(order());
    rig.answer(&next, Meaning::Done);
    assert_eq!(rig.stage(next.payment), Stage::Paid);
}

#[test]
fn when_the_line_comes_back_the_oldest_payment_of_a_number_goes_first() {
    let mut rig = Rig::paydesk();
    let ids = [(); 3].map(|()| unchecked(&mut rig, "9161234567"));
    for id in ids {
        accept(&mut rig, id);
    }
    let check = rig.sent_is(Ask::Check);
    assert_eq!(check.payment, ids[0]);
    rig.silence(&check, Why::Unreachable);
    rig.posted.clear();
    rig.restart();
    assert_eq!(rig.sent_is(Ask::Check).payment, ids[0]);
}

#[test]
fn a_pay_that_found_no_line_for_longer_than_the_consent_holds_ends_with_the_cash_returned() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.silence(&pay, Why::Unreachable);
    rig.pass(SECOND);
    let end = rig.now.plus_ms(60 * MINUTE);
    while rig.now < end {
        let status = rig.next_is(Ask::Status);
        rig.silence(&status, Why::Unreachable);
    }
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    let cancel = rig.sent();
    assert!(matches!(cancel.ask, Ask::Cancel(_)));
    rig.answer(&cancel, super::rig::TOMBSTONE);
    assert_eq!(rig.stored(pay.payment).return_stage, Some(ReturnStage::Due));
    assert_eq!(crate::till::FIRST_EPOCH, pay.epoch);
}
