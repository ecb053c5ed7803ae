//! The guard against making one payment twice by mistake.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::order::Order;

use super::rig::{ANNA, HOUR, MINUTE, REFUSED_FOR_GOOD, Rig, SECOND, order, order_at, rub};
use crate::world::{Change, Command, Effect, Input, Outcome, Rejection};

/// Asks for a payment in a form of its own; whether it was held to be a repeat, and of which one.
fn repeats(rig: &mut Rig, order: Order, again: Option<&str>) -> Option<PaymentId> {
    let intent = rig.form();
    match rig.ask_consent_for(intent, order, again) {
        Some(Outcome::NotAccepted(Rejection::Repeat(id))) => Some(id),
        other => {
            assert!(!matches!(other, Some(Outcome::NotAccepted(_))), "{other:?}");
            rig.posted.clear();
            None
        }
    }
}

#[test]
fn a_payment_like_a_recent_one_needs_a_reason_and_nothing_happens_without_one() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    let (commits, opened) = (rig.disk.commits, rig.disk.payments.len());
    for again in [None, Some(""), Some(" \t\n")] {
        assert_eq!(repeats(&mut rig, order(), again), Some(id), "{again:?}");
    }
    assert_eq!(rig.disk.commits, commits, "nothing was written");
    rig.nothing_sent();
    assert_eq!(repeats(&mut rig, order(), Some("for her daughter")), None);
    assert_eq!(rig.disk.payments.len(), opened + 1);
}

#[test]
fn a_repeat_that_is_wanted_says_who_wanted_it_in_the_same_transaction() {
    let mut rig = Rig::paydesk();
    rig.paid();
    let intent = rig.form();
    let ticket = rig.ticket();
    let effects = rig.decide(Input::Command(
        ticket,
        Command::Check {
            intent,
            order: order(),
            cashier: ANNA.to_owned(),
            again: Some("for her daughter".to_owned()),
        },
    ));
    let Some(Effect::Persist(changes)) = effects.first() else {
        panic!("{effects:?}");
    };
    let opens = |change: &Change| matches!(change, Change::Opened(_));
    let says = |change: &Change| {
        matches!(change, Change::Deed { person, reason, .. }
            if person == ANNA && reason == "for her daughter")
    };
    assert!(changes.0.iter().any(opens) && changes.0.iter().any(says));
    rig.perform(effects);
    let entry = rig.disk.journal.last().expect("an entry");
    assert_eq!(entry.kind, JournalKind::Again);
    assert_eq!(entry.payment, rig.disk.payments.keys().last().copied());
}

#[test]
fn a_reason_without_a_repeat_is_not_put_on_record() {
    let mut rig = Rig::paydesk();
    assert_eq!(repeats(&mut rig, order(), Some("to be sure")), None);
    assert_eq!(rig.disk.noted(JournalKind::Again), 0);
}

#[test]
fn another_number_provider_or_sum_is_no_repeat() {
    let mut rig = Rig::paydesk();
    rig.paid();
    let dearer = Order {
        credited: rub(501),
        taken: rub(511),
        ..order()
    };
    let others = [
        order_at("demo-mobile", "9161234568"),
        order_at("demo-final", "9161234567"),
        dearer,
    ];
    for other in others {
        assert_eq!(repeats(&mut rig, other, None), None);
    }
}

#[test]
fn the_newest_payment_of_the_kind_is_named() {
    let mut rig = Rig::paydesk();
    rig.paid();
    rig.pass(MINUTE);
    let newer = rig.paid();
    assert_eq!(repeats(&mut rig, order(), None), Some(newer));
}

#[test]
fn after_an_hour_it_is_no_repeat_any_more() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.pass(HOUR - SECOND);
    assert_eq!(repeats(&mut rig, order(), None), Some(id));
    rig.pass(SECOND);
    assert_eq!(repeats(&mut rig, order(), None), None);
}

#[test]
fn what_is_open_counts_and_what_was_only_asked_about_does_not() {
    let mut rig = Rig::paydesk();
    rig.checked(order());
    assert_eq!(repeats(&mut rig, order(), None), None);
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    assert_eq!(repeats(&mut rig, order(), None), Some(id));
}

#[test]
fn a_payment_whose_cash_goes_back_is_not_repeated_by_the_next() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(&pay, REFUSED_FOR_GOOD);
    assert_eq!(repeats(&mut rig, order(), None), None);
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    rig.withdraw(id);
    assert_eq!(
        repeats(&mut rig, order(), None),
        Some(id),
        "not yet decided"
    );
}

#[test]
fn the_guard_outlives_the_process() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.restart();
    assert_eq!(repeats(&mut rig, order(), None), Some(id));
    rig.pass(HOUR);
    rig.restart();
    assert_eq!(repeats(&mut rig, order(), None), None);
}

#[test]
fn one_form_asked_twice_is_never_a_repeat_of_itself() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    for _ in 0..2 {
        let outcome = rig.ask_consent_for(intent, order(), None);
        assert_eq!(outcome, None, "it is being asked");
    }
    assert_eq!(rig.disk.payments.len(), 1);
}
