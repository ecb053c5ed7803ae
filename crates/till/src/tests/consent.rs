//! Consent: how long it holds, and when a new SESSION is allowed.

use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::payment::{NoConsent, Stage, State};
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ABSENT, EXISTS, HOUR, MINUTE, Rig, order, order_at, refusal};
use crate::world::{Alarm, Command, Input, Outcome, Rejection};

#[test]
fn a_stale_consent_takes_no_cash_and_is_asked_anew_under_a_new_session() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let first = rig.sent_is(Ask::Check);
    rig.answer(&first, Meaning::Granted);
    rig.pass(56 * MINUTE);
    let refused = rig.confirm(first.payment);
    assert_eq!(
        refused,
        Some(Outcome::NotAccepted(Rejection::ConsentTooOld))
    );
    assert_eq!(rig.ask_consent(intent, order()), None, "asked anew");
    let second = rig.sent_is(Ask::Check);
    assert_eq!(second.payment, first.payment);
    assert_ne!(second.session, first.session);
    assert_eq!(second.first_session, first.session);
    rig.answer(&second, Meaning::Granted);
    rig.confirm(first.payment);
    assert_eq!(rig.sent_is(Ask::Pay).session, second.session);
}

#[test]
fn a_consent_that_grew_old_in_the_outbox_is_asked_anew_under_a_new_session() {
    let mut rig = Rig::paydesk();
    let first = rig.paying(order());
    let id = rig.checked(order());
    rig.confirm(id);
    let old = rig.stored(id).session.clone();
    rig.pass(56 * MINUTE);
    rig.nothing_sent();
    rig.answer(&first, Meaning::Done);
    // These data may be an old copy: whether a pay was made since is asked first.
    let status = rig.sent_is(Ask::Status);
    assert_eq!(status.session, old);
    rig.answer(&status, Meaning::OnlyChecked);
    let check = rig.sent_is(Ask::Check);
    assert_ne!(check.session, old);
    assert_eq!(check.first_session, old);
    rig.answer(&check, Meaning::Granted);
    let pay = rig.sent_is(Ask::Pay);
    assert_eq!(pay.session, check.session);
}

#[test]
fn after_a_pay_left_the_session_never_changes() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let session = rig.stored(id).session.clone();
    rig.pass(2 * HOUR);
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    let next = rig.sent();
    assert_eq!(next.session, session);
    rig.silence(&next, Why::TimedOut);
    rig.restart();
    assert_eq!(rig.sent().session, session);
    assert_eq!(rig.stored(id).session, session);
}

#[test]
fn a_session_the_server_knows_but_for_its_check_is_replaced() {
    for meaning in [ABSENT, Meaning::OnlyChecked] {
        let mut rig = Rig::cyberplat();
        let intent = rig.form();
        rig.ask_consent(intent, order());
        let first = rig.sent_is(Ask::Check);
        rig.answer(&first, EXISTS);
        let status = rig.sent_is(Ask::Status);
        rig.answer(&status, meaning);
        let second = rig.sent_is(Ask::Check);
        assert_ne!(second.session, first.session);
        rig.answer(&second, Meaning::Granted);
        assert_eq!(rig.stage(first.payment), Stage::Checked);
        assert_eq!(rig.alarms(), []);
    }
}

#[test]
fn a_session_the_server_has_paid_stops_new_payments() {
    for meaning in [Meaning::Done, Meaning::InWork] {
        let mut rig = Rig::cyberplat();
        let intent = rig.form();
        rig.ask_consent(intent, order());
        let check = rig.sent_is(Ask::Check);
        rig.answer(&check, EXISTS);
        let status = rig.sent_is(Ask::Status);
        rig.answer(&status, meaning);
        assert_eq!(rig.stage(check.payment), Stage::Draft);
        assert!(rig.alarms().contains(&Alarm::Reconcile));
        let intent = rig.form();
        let next = rig.ask_consent(intent, order());
        assert_eq!(next, Some(Outcome::NotAccepted(Rejection::Reconcile)));
        assert!(rig.printed.is_empty());
    }
}

#[test]
fn a_new_session_forgets_the_numbers_of_the_old_one() {
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let facts = ReplyFacts {
        transid: Some("1".to_owned()),
        version: Some(5),
        ..ReplyFacts::default()
    };
    rig.answer_with(&check, Meaning::Granted, facts);
    rig.pass(56 * MINUTE);
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    assert_eq!(check.known_version, None);
    assert_eq!(rig.stored(check.payment).transid, None);
}

#[test]
fn a_server_session_that_is_not_ours_stops_new_payments() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let answer = Box::new(paydesk_domain::exchange::Answer {
        meaning: Meaning::Done,
        facts: ReplyFacts::default(),
        signed_at: rig.now.unix_seconds(),
        evidence: vec![1],
    });
    rig.step(crate::world::Input::Answered {
        attempt: pay.attempt,
        answer,
        knows_last_session: false,
    });
    assert_eq!(rig.stage(pay.payment), Stage::Paid, "the reply stays valid");
    assert_eq!(rig.alarms(), [Alarm::Reconcile]);
    let intent = rig.form();
    let next = rig.ask_consent(intent, order());
    assert_eq!(next, Some(Outcome::NotAccepted(Rejection::Reconcile)));
    rig.restart();
    let intent = rig.form();
    let next = rig.ask_consent(intent, order());
    assert_eq!(
        next,
        Some(Outcome::NotAccepted(Rejection::Reconcile)),
        "a restart forgets nothing"
    );
    assert_eq!(rig.command(Command::Reconciled), Some(Outcome::Done));
    rig.restart();
    let intent = rig.form();
    assert_eq!(
        rig.ask_consent(intent, order()),
        None,
        "after the comparison checks go out again"
    );
}

fn skewed(rig: &Rig, ms: i64) -> ReplyFacts {
    ReplyFacts {
        server_time: Some(rig.now.plus_ms(ms)),
        ..ReplyFacts::default()
    }
}

const CLOCK: Meaning = Meaning::NotLooked(refusal(RefusalKind::RequestRefused, 112));

#[test]
fn a_wrong_clock_is_corrected_and_the_question_repeated_at_once() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let facts = skewed(&rig, 3 * HOUR);
    rig.answer_with(&check, CLOCK, facts);
    let again = rig.sent_is(Ask::Check);
    assert_eq!(again.session, check.session);
    assert_eq!(again.sent_at, rig.now.plus_ms(3 * HOUR));
    rig.answer_with(&again, CLOCK, skewed(&rig, 3 * HOUR));
    rig.nothing_sent();
    let state = rig.stored(check.payment).state;
    assert!(matches!(state, State::Draft(Some(NoConsent::Refused(_)))));
}

#[test]
fn a_wrong_clock_that_another_answer_has_told_of_is_no_refusal() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    let intent = rig.form();
    rig.ask_consent(intent, order_at("demo-mobile", "9160000001"));
    let check = rig.sent_is(Ask::Check);
    rig.answer_with(&status, CLOCK, skewed(&rig, 3 * HOUR));
    let status = rig.sent_is(Ask::Status);
    rig.answer_with(&check, CLOCK, skewed(&rig, 3 * HOUR));
    let again = rig.sent_is(Ask::Check);
    assert_eq!(again.session, check.session);
    assert_eq!(again.sent_at, rig.now.plus_ms(3 * HOUR));
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

/// An answer of a plain server, whose only time is that of its signature.
fn answer_signed(rig: &mut Rig, request: &Request, (meaning, ms): (Meaning, i64)) {
    let answer = Box::new(Answer {
        meaning,
        facts: ReplyFacts::default(),
        signed_at: rig.now.plus_ms(ms).unix_seconds(),
        evidence: vec![1],
    });
    rig.step(Input::Answered {
        attempt: request.attempt,
        answer,
        knows_last_session: true,
    });
}

/// A till whose clock is wrong would call every later reply of such a server too old.
#[test]
fn a_plain_servers_clock_is_learnt_from_the_first_check_of_a_session() {
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    answer_signed(&mut rig, &check, (Meaning::Granted, -3 * HOUR));
    rig.confirm(check.payment);
    let pay = rig.sent_is(Ask::Pay);
    let heard = rig.now.plus_ms(-3 * HOUR).unix_seconds();
    assert_eq!(pay.sent_at.unix_seconds(), heard);
}

/// The clock is set right after the server's was learnt by a wrong one, and no check comes that would teach it anew.
#[test]
fn a_till_whose_clock_was_set_right_hears_a_plain_server_without_a_check() {
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    answer_signed(&mut rig, &check, (Meaning::Granted, 3 * HOUR));
    rig.confirm(check.payment);
    let pay = rig.sent_is(Ask::Pay);
    rig.now = rig.now.plus_ms(3 * HOUR);
    rig.silence(&pay, Why::Stale);
    let status = rig.next_is(Ask::Status);
    assert_eq!(status.sent_at, rig.now, "by its own clock");
    // Too old by that as well: the one that was learnt is not forgotten.
    rig.silence(&status, Why::Stale);
    let status = rig.next_is(Ask::Status);
    assert_eq!(status.sent_at, rig.now.plus_ms(3 * HOUR));
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(check.payment), Stage::Paid);
}

/// A reply in the `paydesk` profile is old by its NONCE, whatever the clocks say.
#[test]
fn an_old_reply_of_the_paydesk_profile_says_nothing_about_the_clock() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer_with(&pay, CLOCK, skewed(&rig, 3 * HOUR));
    let status = rig.next_is(Ask::Status);
    rig.silence(&status, Why::Stale);
    let again = rig.next_is(Ask::Status);
    assert_eq!(again.sent_at, rig.now.plus_ms(3 * HOUR));
}

/// A plain server answers the same question with the reply it has kept, and that tells the time of then.
#[test]
fn a_repeated_check_teaches_no_clock() {
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let first = rig.sent_is(Ask::Check);
    rig.silence(&first, Why::TimedOut);
    rig.pass(2 * MINUTE);
    rig.ask_consent(intent, order());
    let second = rig.sent_is(Ask::Check);
    assert_eq!(second.session, first.session);
    answer_signed(&mut rig, &second, (Meaning::Granted, -3 * HOUR));
    rig.confirm(second.payment);
    assert_eq!(rig.sent_is(Ask::Pay).sent_at, rig.now);
}

#[test]
fn a_wrong_clock_never_repeats_a_pay_before_status_was_asked() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer_with(&pay, CLOCK, skewed(&rig, 3 * HOUR));
    assert_eq!(rig.stage(pay.payment), Stage::Unknown);
    rig.nothing_sent();
    let status = rig.next_is(Ask::Status);
    assert_eq!(status.sent_at, rig.now.plus_ms(3 * HOUR));
}

#[test]
fn a_wrong_clock_repeats_a_status_at_once() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer_with(&status, CLOCK, skewed(&rig, 3 * HOUR));
    let again = rig.sent_is(Ask::Status);
    assert_eq!(again.payment, id);
    rig.answer(&again, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_the_questions() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    rig.now = rig.now.plus_ms(-HOUR);
    rig.pass(0);
    rig.pass(MINUTE);
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(id), Stage::Paid);
}

#[test]
fn the_deadline_of_a_pay_counts_from_the_servers_clock() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let facts = skewed(&rig, -4 * MINUTE);
    rig.answer_with(&check, Meaning::Granted, facts);
    rig.confirm(check.payment);
    let pay = rig.sent_is(Ask::Pay);
    assert_eq!(pay.not_after, Some(rig.now.plus_ms(51 * MINUTE)));
    assert_eq!(pay.sent_at, rig.now.plus_ms(-4 * MINUTE));
}

#[test]
fn with_a_clock_that_is_five_minutes_off_no_cash_is_taken_and_what_is_open_goes_on() {
    for sign in [1, -1] {
        let mut rig = Rig::paydesk();
        let open = rig.unknown();
        let intent = rig.form();
        rig.ask_consent(intent, order_at("demo-mobile", "9160000001"));
        let mut requests = std::mem::take(&mut rig.posted);
        let check = requests.pop().expect("a check");
        let facts = skewed(&rig, sign * (5 * MINUTE + 1));
        rig.answer_with(&check, Meaning::Granted, facts);
        let stopped = Outcome::NotAccepted(Rejection::ClockOff);
        let told = rig.replies.last().map(|(_, outcome)| outcome.clone());
        assert_eq!(told, Some(stopped.clone()), "before any cash");
        assert_eq!(rig.confirm(check.payment), Some(stopped));
        assert!(matches!(rig.alarms()[..], [Alarm::Clock { .. }]));
        let status = rig.next_is(Ask::Status);
        rig.answer(&status, Meaning::Done);
        assert_eq!(rig.stage(open), Stage::Paid);
        // The same form once more, by a clock that was set right.
        rig.ask_consent(intent, order_at("demo-mobile", "9160000001"));
        let check = rig.sent_is(Ask::Check);
        let facts = skewed(&rig, sign * MINUTE);
        rig.answer_with(&check, Meaning::Granted, facts);
        let accepted = rig.confirm(check.payment);
        assert!(
            matches!(accepted, Some(Outcome::Accepted(_))),
            "{accepted:?}"
        );
    }
}

#[test]
fn a_clock_a_minute_off_is_told_once_and_payments_go_on() {
    let mut rig = Rig::paydesk();
    for _ in 0..2 {
        let intent = rig.form();
        rig.ask_consent(intent, order());
        let check = rig.sent_is(Ask::Check);
        let facts = skewed(&rig, 2 * MINUTE);
        rig.answer_with(&check, Meaning::Granted, facts);
        assert_eq!(rig.alarms(), [Alarm::Clock { seconds: 120 }]);
        rig.confirm(check.payment);
        let pay = rig.sent_is(Ask::Pay);
        rig.answer(&pay, Meaning::Done);
    }
}

#[test]
fn a_slow_line_and_a_plain_servers_clock_are_no_wrong_clock() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let facts = skewed(&rig, 0);
    rig.now = rig.now.plus_ms(10 * MINUTE);
    rig.answer_with(&check, Meaning::Granted, facts);
    assert!(matches!(
        rig.confirm(check.payment),
        Some(Outcome::Accepted(_))
    ));
    let mut rig = Rig::cyberplat();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let answer = Box::new(paydesk_domain::exchange::Answer {
        meaning: Meaning::Granted,
        facts: ReplyFacts::default(),
        signed_at: rig.now.plus_ms(-2 * HOUR).unix_seconds(),
        evidence: vec![1],
    });
    rig.step(crate::world::Input::Answered {
        attempt: check.attempt,
        answer,
        knows_last_session: true,
    });
    assert!(matches!(
        rig.confirm(check.payment),
        Some(Outcome::Accepted(_))
    ));
    assert_eq!(rig.alarms(), []);
}
