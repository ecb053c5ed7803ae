//! A process that dies at any moment starts again from the disk, and the disk decides.

use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::payment::{Finality, NoConsent, PrintStage, ReturnStage, Stage, State, Unsure};
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ACCEPTED, HOUR, REFUSED_FOR_GOOD, Rig, SECOND, order, refusal};
use crate::world::{Alarm, Command, Input, Outcome, Rejection, Ticket};

#[test]
fn a_pay_on_the_wire_becomes_unknown_and_status_is_asked_first() {
    for mut rig in [Rig::paydesk(), Rig::cyberplat()] {
        let pay = rig.paying(order());
        rig.restart();
        let status = rig.sent_is(Ask::Status);
        assert_eq!(status.session, pay.session);
        let interrupted = Unsure::NoAnswer(Why::Interrupted);
        assert_eq!(rig.stored(pay.payment).state, State::Unknown(interrupted));
        rig.answer(&status, Meaning::Done);
        assert_eq!(rig.stage(pay.payment), Stage::Paid);
    }
}

#[test]
fn a_pay_row_that_was_stored_and_never_sent_counts_as_sent() {
    let mut rig = Rig::cyberplat();
    let id = rig.checked(order());
    rig.step(Input::Tick);
    let effects = rig.decide(Input::Command(
        Ticket(77),
        Command::Confirm {
            payment: id,
            handed: None,
        },
    ));
    for effect in effects {
        if let crate::world::Effect::Persist(changes) = effect {
            rig.disk.commit(&changes);
        }
    }
    rig.restart();
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, Meaning::OnlyChecked);
    rig.pass(60 * SECOND);
    assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 1);
}

#[test]
fn a_payment_in_the_outbox_is_sent_after_a_restart() {
    let mut rig = Rig::paydesk();
    let first = rig.paying(order());
    let second = rig.checked(order());
    rig.confirm(second);
    rig.answer(&first, Meaning::Done);
    rig.restart();
    // The second pay was on the wire already; a third, which never left, goes normally.
    assert_eq!(rig.sent().payment, second);
}

#[test]
fn a_payment_in_the_outbox_whose_consent_is_lost_in_time_is_asked_about_and_checked_first() {
    let mut rig = Rig::paydesk();
    rig.paying(order());
    let id = rig.checked(order());
    rig.confirm(id);
    rig.now = rig.now.plus_ms(2 * HOUR);
    rig.restart();
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    let status = rig.sent_is(Ask::Status);
    assert_eq!(status.payment, id);
    rig.answer(&status, Meaning::OnlyChecked);
    let check = rig.sent_is(Ask::Check);
    assert_eq!(check.payment, id);
    assert_ne!(check.session, status.session);
}

/// Cash taken, nothing sent, and the consent too old: the data as they stand in a copy that was put back late.
fn put_back_late() -> (Rig, Request) {
    let mut rig = Rig::paydesk();
    rig.paying(order());
    let id = rig.checked(order());
    rig.confirm(id);
    rig.now = rig.now.plus_ms(2 * HOUR);
    rig.restart();
    let first = rig.sent_is(Ask::Status);
    rig.answer(&first, Meaning::Done);
    let status = rig.sent_is(Ask::Status);
    assert_eq!(status.payment, id);
    (rig, status)
}

#[test]
fn an_old_copy_never_pays_again_what_was_paid_since() {
    let (mut rig, status) = put_back_late();
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(status.payment), Stage::Review);
    assert!(rig.alarms().contains(&Alarm::Reconcile));
    let session = rig.stored(status.payment).session.clone();
    assert_eq!(session, status.session, "no other SESSION");
}

#[test]
fn a_hold_that_ended_at_the_server_is_checked_anew() {
    let (mut rig, status) = put_back_late();
    let ended = refusal(RefusalKind::CheckExpired, 38);
    rig.answer(&status, Meaning::RefusedForGood(ended));
    let check = rig.sent_is(Ask::Check);
    assert_eq!(check.payment, status.payment);
    assert_ne!(check.session, status.session);
}

#[test]
fn data_that_are_known_to_be_old_take_no_new_session_for_cash_that_was_taken() {
    let (mut rig, status) = put_back_late();
    let answer = Box::new(Answer {
        meaning: Meaning::OnlyChecked,
        facts: ReplyFacts::default(),
        signed_at: rig.now.unix_seconds(),
        evidence: vec![1],
    });
    rig.step(Input::Answered {
        attempt: status.attempt,
        answer,
        knows_last_session: false,
    });
    assert_eq!(rig.stage(status.payment), Stage::Queued);
    assert_eq!(rig.stored(status.payment).session, status.session);
}

#[test]
fn a_check_on_the_wire_took_no_cash_and_is_forgotten_or_tried_again() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    rig.restart();
    rig.nothing_sent();
    let reason = Some(NoConsent::NoAnswer(Why::Interrupted));
    assert_eq!(rig.stored(check.payment).state, State::Draft(reason));
    assert_eq!(rig.ask_consent(intent, order()), None);
    let again = rig.sent_is(Ask::Check);
    assert_eq!(again.payment, check.payment, "one intent, one payment");
    assert_eq!(rig.disk.payments.len(), 1);
}

#[test]
fn a_consent_of_an_earlier_start_takes_no_cash() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    rig.restart();
    assert_eq!(rig.stored(id).state, State::Draft(Some(NoConsent::GivenUp)));
    let refused = rig.confirm(id);
    assert_eq!(refused, Some(Outcome::NotAccepted(Rejection::WrongState)));
}

#[test]
fn in_progress_and_accepted_are_asked_about() {
    for meaning in [Meaning::InWork, ACCEPTED] {
        let mut rig = Rig::paydesk();
        let pay = rig.paying(order());
        rig.answer(&pay, meaning);
        rig.restart();
        assert_eq!(rig.sent_is(Ask::Status).payment, pay.payment);
    }
}

#[test]
fn a_due_cheque_is_printed_after_a_restart_unmarked() {
    let mut rig = Rig::paydesk();
    rig.paid();
    let waiting = rig.paid();
    assert_eq!(
        rig.stored(waiting).print.unwrap().stage,
        PrintStage::Due,
        "the printer is at another"
    );
    rig.restart();
    let last = rig.printed.last().unwrap();
    assert_eq!((last.payment, last.copy), (waiting, 0));
}

#[test]
fn owed_cash_is_still_owed() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, REFUSED_FOR_GOOD);
    rig.restart();
    let payment = rig.till.payment(pay.payment).expect("shown");
    assert_eq!(payment.return_stage, Some(ReturnStage::Due));
    assert_eq!(payment.state, State::Paid(Finality::Accepted));
    rig.nothing_sent();
}

#[test]
fn payment_numbers_and_the_journal_go_on_where_they_stood() {
    let mut rig = Rig::paydesk();
    let first = rig.paid();
    rig.restart();
    let second = rig.paid();
    assert!(second > first);
    assert!(rig.disk.journal.len() > 4, "the disk saw no gap");
}

#[test]
fn a_second_restart_finds_nothing_more_to_do() {
    let mut rig = Rig::paydesk();
    rig.paying(order());
    rig.restart();
    let state = rig.disk.payments.clone();
    rig.restart();
    assert_eq!(rig.disk.payments, state);
    rig.sent_is(Ask::Status);
}

#[test]
fn after_a_start_a_person_may_have_a_moment_to_withdraw_what_would_be_asked_about() {
    let mut rig = Rig::paydesk();
    rig.settings.first_questions_after_ms = 5 * SECOND;
    let pay = rig.paying(order());
    rig.restart();
    rig.pass(4 * SECOND);
    rig.nothing_sent();
    rig.pass(SECOND);
    rig.sent_is(Ask::Status);
    rig.restart();
    let outcome = rig.withdraw(pay.payment);
    assert!(matches!(outcome, Some(Outcome::Accepted(_))), "{outcome:?}");
    let asked = rig.sent().ask;
    assert!(
        matches!(asked, Ask::Cancel(_)),
        "not after the moment: {asked:?}"
    );
}

#[test]
fn without_room_for_the_reserve_only_what_is_open_goes_on() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.disk.is_cramped = true;
    rig.restart();
    let intent = rig.form();
    let refused = rig.ask_consent(intent, order());
    assert_eq!(refused, Some(Outcome::NotAccepted(Rejection::Storage)));
    let status = rig.sent_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(pay.payment), Stage::Paid);
    rig.disk.is_cramped = false;
    rig.restart();
    rig.checked(order());
}
