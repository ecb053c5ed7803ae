//! How a till whose data and the server's do not agree comes to take payments again.

use paydesk_domain::exchange::{Ask, Meaning, ReplyFacts, Why};
use paydesk_domain::ids::SessionId;
use paydesk_domain::journal::foreign_text;
use paydesk_domain::payment::Stage;
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ANNA, MORNING, Rig, order, order_at, refusal};
use crate::till::FIRST_EPOCH;
use crate::world::{Alarm, Change, Command, Effect, Input, Outcome, Rejection, Ticket};

const SECOND_EPOCH: u32 = FIRST_EPOCH + 1;

fn foreign() -> SessionId {
    SessionId::make(MORNING, 99)
}

fn enrol(rig: &mut Rig, epoch: u32) -> Ticket {
    let ticket = rig.ticket();
    let command = Command::Enrol {
        epoch,
        by: ANNA.to_owned(),
        newest: Some(foreign()),
    };
    rig.step(Input::Command(ticket, command));
    ticket
}

/// What the start has asked under the old epoch is refused.
fn refuse_all(rig: &mut Rig) {
    for request in std::mem::take(&mut rig.posted) {
        rig.silence(&request, Why::EpochAhead);
    }
}

fn next_sale(rig: &mut Rig) -> Option<Outcome> {
    let intent = rig.form();
    rig.ask_consent(intent, order_at("demo-mobile", "9160000009"))
}

/// A till with two open payments that was told of a newer copy.
fn outlived() -> Rig {
    let mut rig = Rig::paydesk();
    rig.unknown();
    let other = rig.paying(order_at("demo-mobile", "9160000001"));
    rig.silence(&other, Why::EpochAhead);
    rig.posted.clear();
    rig
}

#[test]
fn a_newer_copy_stops_this_one_also_after_a_restart_and_no_comparison_helps() {
    let mut rig = outlived();
    assert!(rig.alarms().contains(&Alarm::OtherCopy));
    for _ in 0..2 {
        let stopped = Some(Outcome::NotAccepted(Rejection::OtherCopy));
        assert_eq!(next_sale(&mut rig), stopped);
        assert_eq!(rig.command(Command::Reconciled), stopped);
        rig.restart();
    }
}

#[test]
fn the_new_epoch_is_on_disk_before_anything_is_asked_under_it() {
    let mut rig = outlived();
    let ticket = rig.ticket();
    let command = Command::Enrol {
        epoch: SECOND_EPOCH,
        by: ANNA.to_owned(),
        newest: None,
    };
    let effects = rig.decide(Input::Command(ticket, command));
    let is_stored = |effect: &Effect| match effect {
        Effect::Persist(changes) => changes
            .0
            .iter()
            .any(|change| matches!(change, Change::Deed { person, .. } if person == ANNA)),
        Effect::Post(_)
        | Effect::LookAtPrinter
        | Effect::OpenDrawer
        | Effect::Print(_)
        | Effect::Reply(..)
        | Effect::Tell(_) => false,
    };
    let stored = effects.iter().position(is_stored).expect("stored");
    let mut posts = effects
        .iter()
        .enumerate()
        .filter_map(|(at, effect)| match effect {
            Effect::Post(request) => Some((at, request.epoch)),
            Effect::Persist(_)
            | Effect::LookAtPrinter
            | Effect::OpenDrawer
            | Effect::Print(_)
            | Effect::Reply(..)
            | Effect::Tell(_) => None,
        });
    assert!(posts.all(|(at, epoch)| at > stored && epoch == SECOND_EPOCH));
    rig.perform(effects);
    rig.restart();
    rig.pass(60_000);
    assert!(!rig.posted.is_empty());
    assert!(
        rig.posted
            .iter()
            .all(|request| request.epoch == SECOND_EPOCH)
    );
}

#[test]
fn new_payments_wait_until_every_open_one_was_heard_of() {
    let mut rig = outlived();
    let ticket = enrol(&mut rig, SECOND_EPOCH);
    let asked = std::mem::take(&mut rig.posted);
    assert_eq!(asked.len(), 2, "both are asked about at once");
    assert!(asked.iter().all(|request| request.ask == Ask::Status));
    rig.answer(&asked[0], Meaning::Done);
    let stopped = Some(Outcome::NotAccepted(Rejection::OtherCopy));
    assert_eq!(next_sale(&mut rig), stopped, "one was not heard of");
    rig.silence(&asked[1], Why::TimedOut);
    assert_eq!(next_sale(&mut rig), stopped, "silence is no word");
    let again = rig.next_is(Ask::Status);
    let busy = Meaning::NotLooked(refusal(RefusalKind::ServerBusy, 31));
    rig.answer(&again, busy);
    assert_eq!(next_sale(&mut rig), stopped, "the server has not looked");
    assert_eq!(rig.outcome(ticket), None);
    let again = rig.next_is(Ask::Status);
    rig.answer(&again, Meaning::InWork);
    assert_eq!(rig.outcome(ticket), Some(Outcome::Done));
    assert_eq!(rig.stage(again.payment), Stage::InProgress);
    assert_eq!(next_sale(&mut rig), None, "the check is on its way");
    rig.restart();
    assert_eq!(next_sale(&mut rig), None, "also after a restart");
}

#[test]
fn an_enrolment_that_was_cut_off_is_begun_again_under_its_number() {
    let mut rig = outlived();
    enrol(&mut rig, SECOND_EPOCH);
    rig.restart();
    let stopped = Some(Outcome::NotAccepted(Rejection::OtherCopy));
    assert_eq!(next_sale(&mut rig), stopped);
    let older = enrol(&mut rig, FIRST_EPOCH);
    let refused = Some(Outcome::NotAccepted(Rejection::OldEpoch));
    assert_eq!(rig.outcome(older), refused, "an epoch never falls");
    let ticket = enrol(&mut rig, SECOND_EPOCH);
    rig.pass(60_000);
    for request in std::mem::take(&mut rig.posted) {
        rig.answer(&request, Meaning::Done);
    }
    assert_eq!(rig.outcome(ticket), Some(Outcome::Done));
}

#[test]
fn what_was_asked_before_the_enrolment_stops_nothing_after_it() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    rig.confirm(id);
    let pay = rig.sent_is(Ask::Pay);
    let ticket = enrol(&mut rig, SECOND_EPOCH);
    rig.silence(&pay, Why::EpochAhead);
    let status = rig.sent_is(Ask::Status);
    assert_eq!(status.epoch, SECOND_EPOCH);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.outcome(ticket), Some(Outcome::Done));
    assert_eq!(next_sale(&mut rig), None);
}

#[test]
fn the_other_copys_sessions_are_put_on_record_and_are_no_news_meanwhile() {
    let mut rig = outlived();
    let ticket = enrol(&mut rig, SECOND_EPOCH);
    let another = SessionId::make(MORNING, 100);
    for request in std::mem::take(&mut rig.posted) {
        let facts = ReplyFacts {
            last_session: Some(another.clone()),
            ..ReplyFacts::default()
        };
        rig.answer_naming(&request, (Meaning::Done, facts), false);
    }
    assert_eq!(rig.outcome(ticket), Some(Outcome::Done));
    for session in [foreign(), another] {
        let text = foreign_text(&session);
        assert!(rig.disk.journal.iter().any(|entry| entry.text == text));
    }
    assert_eq!(next_sale(&mut rig), None);
}

#[test]
fn a_disk_without_room_stays_a_reason_after_the_enrolment() {
    let mut rig = outlived();
    rig.disk.is_cramped = true;
    rig.restart();
    refuse_all(&mut rig);
    let ticket = enrol(&mut rig, SECOND_EPOCH);
    for request in std::mem::take(&mut rig.posted) {
        rig.answer(&request, Meaning::Done);
    }
    assert_eq!(rig.outcome(ticket), Some(Outcome::Done));
    let stopped = Some(Outcome::NotAccepted(Rejection::Storage));
    assert_eq!(next_sale(&mut rig), stopped);
}
