//! Silence is not refusal; "unknown session" is not refusal either.

use paydesk_domain::exchange::{Ask, Meaning, Why};
use paydesk_domain::payment::{Finality, ReturnStage, Stage, State, Unsure};
use paydesk_domain::refusal::RefusalKind;

use super::rig::{
    ABSENT, ACCEPTED, EXISTS, HOUR, MINUTE, REFUSED, REFUSED_FOR_GOOD, Rig, SECOND, TOMBSTONE,
    order, refusal,
};
use crate::world::{Alarm, Command, Event, Outcome, Rejection};

#[test]
fn whatever_keeps_an_answer_away_the_payment_is_unknown_and_status_is_asked() {
    for why in Why::ALL {
        for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
            let pay = rig.paying(order());
            rig.silence(&pay, why);
            let state = rig.stored(pay.payment).state;
            assert_eq!(state, State::Unknown(Unsure::NoAnswer(why)));
            rig.nothing_sent();
            let asked = rig.next_is(Ask::Status);
            assert_eq!(asked.session, pay.session);
            assert_eq!(rig.stored(pay.payment).return_stage, None);
            let alarmed = rig.alarms() != Vec::<Alarm>::new();
            assert_eq!(alarmed, why.is_alarming(), "{why:?}");
        }
    }
}

#[test]
fn no_reply_that_decides_nothing_decides() {
    let code = refusal(RefusalKind::StateUnclear, 20);
    let unsure = [
        Meaning::Here(code),
        Meaning::Unsure(code),
        Meaning::NotLooked(code),
        Meaning::Mismatch(code),
        Meaning::Granted,
        EXISTS,
        ABSENT,
        Meaning::OnlyChecked,
        Meaning::CheckRefused(code),
    ];
    for meaning in unsure {
        for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
            let pay = rig.paying(order());
            rig.answer(&pay, meaning);
            assert_eq!(rig.stage(pay.payment), Stage::Unknown, "{meaning:?}");
            rig.next_is(Ask::Status);
        }
    }
}

#[test]
fn towards_a_plain_server_a_pay_that_may_have_left_is_never_repeated() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    for _ in 0..6 {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, ABSENT);
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, Meaning::OnlyChecked);
    }
    assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 1);
    assert_eq!(rig.stage(id), Stage::Unknown);
}

#[test]
fn towards_a_plain_server_a_pay_that_surely_never_left_is_sent_after_status_was_asked() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.silence(&pay, Why::Unreachable);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    let again = rig.sent_is(Ask::Pay);
    assert_eq!(again.session, pay.session);
    rig.silence(&again, Why::TimedOut);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    rig.nothing_sent();
}

#[test]
fn towards_our_hub_the_same_pay_is_repeated_under_the_same_session_until_not_after() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.silence(&pay, Why::TimedOut);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    let again = rig.sent_is(Ask::Pay);
    assert_eq!(again.session, pay.session);
    assert_eq!(again.not_after, pay.not_after);
    assert_ne!(again.attempt, pay.attempt);
    rig.pass(56 * MINUTE);
    rig.silence(&again, Why::TimedOut);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, ABSENT);
    assert!(matches!(rig.sent().ask, Ask::Cancel(_)), "the time is over");
    assert_eq!(rig.disk.attempts_of(pay.payment, Ask::Pay), 2);
}

#[test]
fn repeated_questions_become_rarer_even_while_the_pay_is_repeated() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let busy = Meaning::Unsure(refusal(RefusalKind::ProviderDown, 24));
    for _ in 0..8 {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, Meaning::OnlyChecked);
        let pay = rig.sent_is(Ask::Pay);
        rig.answer(&pay, busy);
    }
    let pause = rig.till.next_due().unwrap().ms_since(rig.now);
    assert!(pause >= 16 * SECOND, "{pause} ms after nine pays");
    assert_eq!(rig.stage(id), Stage::Unknown);
}

#[test]
fn a_signed_refusal_is_final_as_the_answer_to_the_sole_attempt() {
    let late = Meaning::Expired(refusal(RefusalKind::CheckExpired, 38));
    for meaning in [REFUSED, late] {
        let mut rig = Rig::cyberplat();
        let pay = rig.paying(order());
        rig.answer(&pay, meaning);
        assert_eq!(rig.stage(pay.payment), Stage::Failed);
        assert_eq!(rig.stored(pay.payment).return_stage, Some(ReturnStage::Due));
        rig.pass(HOUR);
        rig.nothing_sent();
    }
}

#[test]
fn a_signed_refusal_is_not_final_where_an_earlier_pay_may_have_left() {
    let mut rig = Rig::paydesk();
    rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, ABSENT);
    let again = rig.sent_is(Ask::Pay);
    rig.answer(&again, REFUSED);
    assert_eq!(rig.stage(again.payment), Stage::Unknown);
    assert_eq!(rig.stored(again.payment).return_stage, None);
    rig.next_is(Ask::Status);
}

#[test]
fn an_attempt_that_never_left_does_not_take_the_last_word_from_a_refusal() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.silence(&pay, Why::Unreachable);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    let again = rig.sent_is(Ask::Pay);
    rig.answer(&again, REFUSED);
    assert_eq!(rig.stage(pay.payment), Stage::Failed);
}

#[test]
fn a_refusal_is_the_last_word_only_of_a_pay_never_of_another_question() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, REFUSED);
    assert_eq!(rig.stage(id), Stage::Unknown);
}

#[test]
fn status_tells_the_end_of_an_unknown_payment() {
    for (meaning, stage) in [
        (Meaning::Done, Stage::Paid),
        (REFUSED_FOR_GOOD, Stage::Failed),
        (TOMBSTONE, Stage::Failed),
        (Meaning::InWork, Stage::InProgress),
    ] {
        let mut rig = Rig::cyberplat();
        let id = rig.unknown();
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, meaning);
        assert_eq!(rig.stage(id), stage, "{meaning:?}");
    }
}

#[test]
fn a_reply_to_an_attempt_that_has_ended_changes_nothing() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.silence(&pay, Why::TimedOut);
    let commits = rig.disk.commits;
    rig.answer(&pay, REFUSED);
    rig.answer(&pay, Meaning::Done);
    rig.silence(&pay, Why::TimedOut);
    assert_eq!(rig.disk.commits, commits);
    assert_eq!(rig.stage(pay.payment), Stage::Unknown);
}

#[test]
fn a_late_refusal_after_paid_owes_the_cash_raises_an_alarm_and_keeps_the_cheque() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    let id = pay.payment;
    assert_eq!(rig.stored(id).state, State::Paid(Finality::Accepted));
    let status = rig.next_is(Ask::Status);
    let commits = rig.disk.commits;
    rig.answer(&status, REFUSED_FOR_GOOD);
    assert_eq!(rig.disk.commits, commits + 1, "one transaction");
    let stored = rig.stored(id);
    assert_eq!(stored.state, State::Paid(Finality::Accepted));
    assert_eq!(stored.return_stage, Some(ReturnStage::Due));
    assert!(stored.print.is_some());
    assert_eq!(rig.printed.len(), 1);
    assert_eq!(rig.alarms(), [Alarm::LateRefusal(id)]);
}

#[test]
fn accepted_is_asked_about_until_it_is_final() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    for meaning in [Meaning::InWork, ABSENT, Meaning::OnlyChecked] {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, meaning);
        let state = rig.stored(pay.payment).state;
        assert_eq!(state, State::Paid(Finality::Accepted));
    }
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stored(pay.payment).state, State::Paid(Finality::Final));
    assert_eq!(rig.till.next_due(), None);
}

#[test]
fn contradicting_replies_go_to_a_person_and_are_still_asked_about() {
    let odd = refusal(RefusalKind::Other, 999);
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Contradiction(odd));
    assert_eq!(rig.stage(id), Stage::Review);
    assert_eq!(rig.alarms(), [Alarm::Contradiction(id)]);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn a_server_that_forgets_what_it_had_in_work_contradicts_itself() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::InWork);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, ABSENT);
    assert_eq!(rig.stage(id), Stage::Review);
    assert_eq!(rig.stored(id).return_stage, None);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, ABSENT);
    assert_eq!(rig.alarms().len(), 1, "told once");
}

#[test]
fn after_a_day_a_person_is_asked_and_the_server_goes_on_being_asked() {
    for meaning in [
        Meaning::InWork,
        Meaning::Unsure(refusal(RefusalKind::Other, 50)),
    ] {
        let mut rig = Rig::paydesk();
        let id = rig.unknown();
        let end = rig.now.plus_ms(24 * HOUR);
        while rig.now < end {
            let status = rig.next_is(Ask::Status);
            rig.answer(&status, meaning);
        }
        assert_eq!(rig.stage(id), Stage::Review);
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, Meaning::Done);
        assert_eq!(rig.stage(id), Stage::Paid);
    }
}

#[test]
fn another_copy_of_the_till_or_a_server_on_old_data_stops_new_payments() {
    let cases = [
        (Why::EpochAhead, Rejection::OtherCopy, Alarm::OtherCopy),
        (Why::ServerWentBack, Rejection::Reconcile, Alarm::Reconcile),
    ];
    for (why, rejection, alarm) in cases {
        let mut rig = Rig::paydesk();
        let pay = rig.paying(order());
        let other = rig.checked(super::rig::order_at("demo-mobile", "9160000001"));
        rig.silence(&pay, why);
        let stopped = Some(Outcome::NotAccepted(rejection));
        assert_eq!(rig.confirm(other), stopped, "{why:?}");
        let intent = rig.form();
        assert_eq!(rig.ask_consent(intent, order()), stopped);
        assert!(rig.alarms().contains(&alarm));
        rig.next_is(Ask::Status);
    }
}

#[test]
fn asking_again_now_asks_status_now() {
    let mut rig = Rig::cyberplat();
    rig.unknown();
    rig.nothing_sent();
    assert_eq!(rig.command(Command::RetryAll), Some(Outcome::Done));
    rig.sent_is(Ask::Status);
    assert!(rig.events.contains(&Event::Link(false)));
}

#[test]
fn a_paid_payment_that_the_server_does_not_know_is_told_once() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(&pay, Meaning::Accepted { is_final: false });
    let begun = rig.now;
    while rig.now.ms_since(begun) < HOUR {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, ABSENT);
    }
    assert_eq!(rig.alarms(), [Alarm::Contradiction(pay.payment)]);
    assert_eq!(
        rig.stage(pay.payment),
        Stage::Paid,
        "a signed success is never taken back by silence"
    );
}

fn put_off(rig: &mut Rig, request: &paydesk_domain::exchange::Request, wait_ms: i64) {
    rig.step(crate::world::Input::PutOff {
        attempt: request.attempt,
        why: Why::NotAccepted,
        wait_ms,
    });
}

#[test]
fn a_busy_server_is_left_alone_for_as_long_as_it_says_and_no_longer_than_five_minutes() {
    for (wait, obeyed) in [(90 * SECOND, 90 * SECOND), (HOUR, 5 * MINUTE), (-1, 0)] {
        let mut rig = Rig::paydesk();
        let pay = rig.paying(order());
        let other = rig.checked(super::rig::order_at("demo-mobile", "9160000001"));
        put_off(&mut rig, &pay, wait);
        assert_eq!(rig.stage(pay.payment), Stage::Unknown);
        rig.confirm(other);
        if obeyed > 0 {
            rig.pass(obeyed - 1);
            rig.nothing_sent();
            rig.pass(1);
        } else {
            rig.pass(3 * SECOND);
        }
        assert_eq!(rig.posted.len(), 2, "{wait}: both are asked about again");
    }
}

#[test]
fn a_person_who_asks_now_is_not_put_off_and_neither_is_a_clock_set_back() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    put_off(&mut rig, &pay, 4 * MINUTE);
    rig.command(Command::RetryAll);
    let status = rig.sent_is(Ask::Status);
    put_off(&mut rig, &status, 4 * MINUTE);
    rig.now = rig.now.plus_ms(-HOUR);
    rig.pass(0);
    rig.pass(MINUTE);
    rig.sent_is(Ask::Status);
}
