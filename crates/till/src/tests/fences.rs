//! Before cash goes back: a tombstone at our hub, a quarantine at a plain server.

use paydesk_domain::exchange::{Ask, CancelReason, Meaning, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{FailGround, ReturnStage, ReviewGround, Stage, State};

use super::rig::{ABSENT, HOUR, MINUTE, REFUSED_FOR_GOOD, Rig, SECOND, TOMBSTONE, order, order_at};
use crate::world::{Command, Outcome, Rejection};

const WRONG_STATE: Option<Outcome> = Some(Outcome::NotAccepted(Rejection::WrongState));

fn is_accepted(outcome: &Option<Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Accepted(_)))
}

#[test]
fn a_tombstone_fails_the_payment_and_the_cash_is_owed() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    assert!(is_accepted(&rig.withdraw(id)));
    let cancel = rig.sent_is(Ask::Cancel(CancelReason::Return));
    assert_eq!(
        rig.stored(id).return_stage,
        None,
        "not before the tombstone"
    );
    rig.answer(&cancel, TOMBSTONE);
    assert!(matches!(
        rig.stored(id).state,
        State::Failed(FailGround::Tombstone(_))
    ));
    assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
    rig.pass(HOUR);
    rig.nothing_sent();
}

#[test]
fn a_pay_that_won_the_race_against_the_cancel_is_paid() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    rig.withdraw(id);
    let cancel = rig.sent();
    rig.answer(&cancel, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
    assert_eq!(rig.stored(id).return_stage, None);
}

#[test]
fn too_late_to_stop_means_asking_on() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    rig.withdraw(id);
    let cancel = rig.sent();
    rig.answer(&cancel, Meaning::InWork);
    assert_eq!(rig.stage(id), Stage::InProgress);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, REFUSED_FOR_GOOD);
    assert_eq!(rig.stage(id), Stage::Failed);
}

#[test]
fn once_a_cancel_was_sent_no_pay_follows() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    rig.withdraw(id);
    let mut cancel = rig.sent();
    for _ in 0..20 {
        rig.silence(&cancel, Why::TimedOut);
        cancel = rig.next_is(Ask::Cancel(CancelReason::Return));
    }
    rig.restart();
    let cancel = rig.sent_is(Ask::Cancel(CancelReason::Return));
    rig.answer(&cancel, ABSENT);
    rig.nothing_sent();
    rig.next_is(Ask::Cancel(CancelReason::Return));
    assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 1);
}

#[test]
fn the_wish_to_cancel_survives_a_crash_before_the_cancel_left() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    // Another payment to the same number is on the wire, so the cancel has to wait.
    let other = rig.paying(order());
    assert!(is_accepted(&rig.withdraw(id)));
    rig.nothing_sent();
    rig.restart();
    let asked: Vec<Ask> = rig
        .posted
        .iter()
        .filter(|request| request.payment == id)
        .map(|request| request.ask)
        .collect();
    assert_ne!(id, other.payment);
    assert_eq!(asked, [Ask::Cancel(CancelReason::Return)]);
}

#[test]
fn a_travelling_or_working_payment_is_not_withdrawn() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let pay = rig.paying(order());
        assert_eq!(rig.withdraw(pay.payment), WRONG_STATE);
        rig.answer(&pay, Meaning::InWork);
        assert_eq!(rig.withdraw(pay.payment), WRONG_STATE);
        assert_eq!(rig.stored(pay.payment).return_stage, None);
    }
}

#[test]
fn a_plain_server_cannot_close_a_session() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    let refused = rig.withdraw(id);
    assert_eq!(refused, Some(Outcome::NotAccepted(Rejection::CannotClose)));
    assert_eq!(rig.stored(id).return_stage, None);
}

#[test]
fn a_withdrawn_payment_never_sends() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let first = rig.paying(order());
        let second = rig.checked(order());
        rig.confirm(second);
        assert!(is_accepted(&rig.withdraw(second)));
        assert_eq!(rig.stage(second), Stage::Cancelled);
        assert_eq!(rig.stored(second).return_stage, Some(ReturnStage::Due));
        rig.answer(&first, Meaning::Done);
        rig.pass(2 * HOUR);
        rig.command(Command::RetryAll);
        rig.nothing_sent();
        rig.restart();
        rig.pass(HOUR);
        rig.nothing_sent();
        assert_eq!(rig.disk.attempts_of(second, Ask::Pay), 0);
    }
}

/// Answers every question with "unknown" until the given moment after the check has passed.
fn absent_until(rig: &mut Rig, id: PaymentId, ms: i64) {
    let checked = rig.stored(id).grant.as_ref().expect("a consent").heard_at;
    while rig.till.next_due().expect("a plan").ms_since(checked) <= ms {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, ABSENT);
    }
}

#[test]
fn at_a_plain_server_cash_is_owed_only_after_the_quarantine() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    absent_until(&mut rig, id, 70 * MINUTE);
    assert_eq!(rig.stage(id), Stage::Unknown);
    assert_eq!(rig.stored(id).return_stage, None);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    assert!(matches!(
        rig.stored(id).state,
        State::Failed(FailGround::Quarantine(_))
    ));
    assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
}

#[test]
fn a_pay_that_arrives_in_the_last_minute_of_the_hour_is_still_paid() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    absent_until(&mut rig, id, 59 * MINUTE);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn one_unknown_reply_after_the_quarantine_is_not_enough() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    rig.pass(2 * HOUR);
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, ABSENT);
    assert_eq!(rig.stage(id), Stage::Unknown);
    let first = rig.now;
    while rig.now.ms_since(first) < 5 * MINUTE {
        assert_eq!(rig.stage(id), Stage::Unknown);
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, ABSENT);
    }
    assert_eq!(rig.stage(id), Stage::Failed);
}

#[test]
fn an_unknown_reply_signed_before_the_quarantine_ended_does_not_count() {
    let mut rig = Rig::cyberplat();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, ABSENT);
    let signed_at = rig.now.unix_seconds() + 40 * 60;
    let status = rig.next_is(Ask::Status);
    rig.pass(3 * HOUR);
    let answer = Box::new(paydesk_domain::exchange::Answer {
        meaning: ABSENT,
        facts: Default::default(),
        signed_at,
        evidence: vec![1],
    });
    rig.step(crate::world::Input::Answered {
        attempt: status.attempt,
        answer,
        knows_last_session: true,
    });
    assert_eq!(rig.stage(id), Stage::Unknown);
}

#[test]
fn a_pay_that_answers_unknown_does_not_count_for_the_quarantine() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ABSENT);
    assert_eq!(rig.stored(pay.payment).absent_at, None);
}

/// A payment that nothing was checked for, whose pay got no answer from a plain server.
fn unknown_without_check() -> (Rig, PaymentId) {
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order_at("blind", "9161234567"));
    let id = *rig.disk.payments.keys().next().unwrap();
    rig.confirm(id);
    let pay = rig.sent_is(Ask::Pay);
    rig.silence(&pay, Why::TimedOut);
    (rig, id)
}

#[test]
fn without_a_check_there_is_no_quarantine_to_wait_for_and_a_person_decides() {
    let (mut rig, id) = unknown_without_check();
    let end = rig.now.plus_ms(25 * HOUR);
    while rig.now < end {
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, ABSENT);
    }
    assert_eq!(rig.stored(id).state, State::Review(ReviewGround::TooOld));
    assert_eq!(rig.stored(id).return_stage, None);
}

/// Found by the bench, seed 14: a clock that ran a month ahead put the person off for a month.
#[test]
fn a_payment_of_a_clock_that_ran_ahead_goes_to_a_person_all_the_same() {
    for is_restarted in [false, true] {
        let (mut rig, id) = unknown_without_check();
        rig.now = rig.now.plus_ms(-30 * 24 * HOUR);
        if is_restarted {
            rig.restart();
            let status = rig.sent_is(Ask::Status);
            rig.answer(&status, ABSENT);
        } else {
            rig.pass(0);
        }
        let day = rig.now.plus_ms(23 * HOUR);
        while rig.now < day {
            let status = rig.next_is(Ask::Status);
            rig.answer(&status, ABSENT);
        }
        assert_eq!(rig.stage(id), Stage::Unknown, "not a day old");
        let end = rig.now.plus_ms(2 * HOUR);
        while rig.now < end {
            let status = rig.next_is(Ask::Status);
            rig.answer(&status, ABSENT);
        }
        let expected = State::Review(ReviewGround::TooOld);
        assert_eq!(rig.stored(id).state, expected, "{is_restarted}");
    }
}

#[test]
fn after_a_weekend_without_power_the_fence_still_decides() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let id = rig.unknown();
        rig.now = rig.now.plus_ms(60 * HOUR);
        rig.restart();
        let status = rig.sent_is(Ask::Status);
        rig.answer(&status, ABSENT);
        for _ in 0..10 {
            if rig.stage(id) == Stage::Failed {
                break;
            }
            let asked = match rig.posted.pop() {
                Some(asked) => asked,
                None => rig.next_request(),
            };
            let meaning = match asked.ask {
                Ask::Cancel(_) => TOMBSTONE,
                Ask::Check | Ask::Pay | Ask::Status => ABSENT,
            };
            rig.answer(&asked, meaning);
        }
        assert_eq!(rig.stage(id), Stage::Failed);
        assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 1);
    }
}

#[test]
fn after_a_day_without_a_line_the_fence_still_decides() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let id = rig.unknown();
        let end = rig.now.plus_ms(25 * HOUR);
        while rig.now < end {
            let status = rig.next_request();
            rig.silence(&status, Why::Unreachable);
        }
        assert_eq!(rig.stage(id), Stage::Review);
        for _ in 0..3 {
            if rig.stage(id) == Stage::Failed {
                break;
            }
            let status = rig.next_is(Ask::Status);
            rig.answer(&status, ABSENT);
        }
        assert_eq!(rig.stage(id), Stage::Failed);
        assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
    }
}

#[test]
fn a_pay_is_planned_but_old_payments_never_jump_from_review_onto_the_wire() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    // The answer comes a day later, from a line that was asleep: the till may go on, or hand it to a person,
    // but a payment that a person looks at is not sent.
    rig.pass(25 * HOUR);
    rig.answer(&status, ABSENT);
    let sent: Vec<Ask> = rig.posted.iter().map(|request| request.ask).collect();
    let is_travelling = rig.stage(id) == Stage::Sending;
    assert_eq!(is_travelling, !sent.is_empty(), "{sent:?}");
    assert!(!sent.contains(&Ask::Pay));
    rig.pass(10 * SECOND);
}

#[test]
fn a_cancel_is_wanted_while_status_travels_and_no_answer_brings_a_pay() {
    for (meaning, next) in [
        (ABSENT, Some(Ask::Cancel(CancelReason::Return))),
        (Meaning::InWork, Some(Ask::Status)),
        (Meaning::Done, None),
    ] {
        let mut rig = Rig::paydesk();
        let id = rig.unknown();
        let status = rig.next_is(Ask::Status);
        assert!(is_accepted(&rig.withdraw(id)));
        rig.nothing_sent();
        rig.answer(&status, meaning);
        rig.pass(10 * SECOND);
        let sent = rig.posted.first().map(|request| request.ask);
        assert_eq!(sent, next, "{meaning:?}");
    }
}

#[test]
fn a_repeat_that_waited_too_long_for_another_payment_is_not_sent() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let pay = rig.paying(order());
        rig.silence(&pay, Why::Unreachable);
        let status = rig.next_is(Ask::Status);
        let other = rig.checked(order());
        rig.confirm(other);
        rig.pass(SECOND);
        rig.answer(&status, Meaning::OnlyChecked);
        // The other one has waited for longer: it goes first, and its answer takes an hour.
        let slow = rig.sent_is(Ask::Pay);
        assert_eq!(slow.payment, other);
        rig.pass(56 * MINUTE);
        rig.answer(&slow, Meaning::Done);
        let sent = rig.sent();
        assert_eq!(sent.payment, pay.payment);
        assert_eq!(sent.session, pay.session);
        assert!(matches!(sent.ask, Ask::Cancel(_) | Ask::Status), "{sent:?}");
        assert_eq!(rig.disk.attempts_of(pay.payment, Ask::Pay), 1);
    }
}
