//! From the form to the cheque: write, then send; one intent, one payment.

use paydesk_domain::exchange::{Ask, Meaning, ReplyFacts, Why};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{NoConsent, PrintStage, ReturnStage, Stage, State};
use paydesk_domain::pii::Pii;
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ANNA, HOUR, MINUTE, Rig, SECOND, order, order_at, refusal, rub};
use crate::world::{
    Change, Command, Effect, Event, Input, Outcome, PrintOutcome, Rejection, Ticket,
};

#[test]
fn a_sale_goes_from_form_to_cheque_and_leaves_the_memory() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let facts = ReplyFacts {
        transid: Some("1000000001".to_owned()),
        rest: Some(rub(9_000)),
        ..ReplyFacts::default()
    };
    rig.answer_with(&pay, Meaning::Accepted { is_final: true }, facts);
    assert_eq!(rig.stage(pay.payment), Stage::Paid);
    assert!(rig.events.contains(&Event::Deposit(rub(9_000))));
    assert_eq!(rig.printed.len(), 1);
    assert_eq!(rig.printed[0].copy, 0);
    rig.print_ends(pay.payment, PrintOutcome::Printed);
    assert_eq!(rig.till.payments().count(), 0);
    assert_eq!(rig.till.next_due(), None);
    assert_eq!(
        rig.stored(pay.payment).transid.as_deref(),
        Some("1000000001")
    );
}

#[test]
fn nothing_is_posted_before_its_attempt_is_on_disk() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    let ticket = rig.ticket();
    let effects = rig.decide(Input::Command(
        ticket,
        Command::Confirm {
            payment: id,
            handed: None,
        },
    ));
    let position = |wanted: &dyn Fn(&Effect) -> bool| effects.iter().position(wanted);
    let stores = |effect: &Effect, wanted: &dyn Fn(&Change) -> bool| match effect {
        Effect::Persist(set) => set.0.iter().any(wanted),
        Effect::Post(_)
        | Effect::LookAtPrinter
        | Effect::OpenDrawer
        | Effect::Print(_)
        | Effect::Reply(..)
        | Effect::Tell(_) => false,
    };
    let tendered = position(&|e| {
        stores(
            e,
            &|c| matches!(c, Change::Changed(p) if p.tender.is_some()),
        )
    });
    let accepted =
        position(&|e| matches!(e, Effect::Reply(t, Outcome::Accepted(_)) if *t == ticket));
    let attempt = position(&|e| stores(e, &|c| matches!(c, Change::AttemptOpened(_))));
    let posted = position(&|e| matches!(e, Effect::Post(_)));
    let order = [tendered, accepted, attempt, posted];
    assert!(order.iter().all(Option::is_some), "{effects:?}");
    assert!(order.is_sorted(), "{effects:?}");
    rig.perform(effects);
}

#[test]
fn cash_outbox_row_and_journal_entry_are_one_transaction() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    let effects = rig.decide(Input::Command(
        Ticket(99),
        Command::Confirm {
            payment: id,
            handed: Some(rub(1_000)),
        },
    ));
    let Some(Effect::Persist(first)) = effects.first() else {
        panic!("{effects:?}");
    };
    let kinds = |wanted: fn(&Change) -> bool| first.0.iter().any(wanted);
    assert!(kinds(
        |c| matches!(c, Change::Changed(p) if p.state == State::Queued)
    ));
    assert!(kinds(
        |c| matches!(c, Change::Journal(e) if e.kind == JournalKind::Tendered)
    ));
    rig.perform(effects);
}

#[test]
fn fifty_enters_are_one_payment() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    for _ in 0..50 {
        let outcome = rig.confirm(id);
        assert!(matches!(outcome, Some(Outcome::Accepted(p)) if p.id == id));
    }
    let pay = rig.sent_is(Ask::Pay);
    rig.answer(&pay, Meaning::Done);
    assert_eq!(rig.disk.payments.len(), 1);
    assert_eq!(rig.disk.attempts_of(id, Ask::Pay), 1);
    assert_eq!(rig.disk.noted(JournalKind::Tendered), 1);
}

#[test]
fn a_double_click_on_check_is_one_payment_and_both_clicks_are_answered() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    assert_eq!(rig.ask_consent(intent, order()), None);
    assert_eq!(rig.ask_consent(intent, order()), None);
    let check = rig.sent_is(Ask::Check);
    rig.replies.clear();
    rig.answer(&check, Meaning::Granted);
    assert_eq!(rig.disk.payments.len(), 1);
    assert_eq!(rig.replies.len(), 2, "{:?}", rig.replies);
    let consents = |(_, o): &(Ticket, Outcome)| matches!(o, Outcome::Consent(_));
    assert!(rig.replies.iter().all(consents));
    let third = rig.ask_consent(intent, order());
    assert!(matches!(third, Some(Outcome::Consent(p)) if p.id == check.payment));
    rig.nothing_sent();
}

#[test]
fn the_consent_to_one_order_is_never_given_for_another() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let mut other = order();
    other.details.number = Pii::new("9160000001".to_owned());
    let wrong = Some(Outcome::NotAccepted(Rejection::WrongState));
    assert_eq!(rig.ask_consent(intent, other.clone()), wrong);
    rig.answer(&check, Meaning::Granted);
    assert_eq!(rig.ask_consent(intent, other), wrong);
    rig.nothing_sent();
}

#[test]
fn two_forms_with_the_same_number_and_sum_are_two_payments() {
    let mut rig = Rig::paydesk();
    let first = rig.checked(order());
    let second = rig.checked(order());
    assert_ne!(first, second);
    assert_ne!(rig.stored(first).session, rig.stored(second).session);
}

#[test]
fn confirm_without_consent_is_refused() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let wrong = Some(Outcome::NotAccepted(Rejection::WrongState));
    assert_eq!(rig.confirm(check.payment), wrong, "while it is being asked");
    rig.silence(&check, Why::TimedOut);
    assert_eq!(rig.confirm(check.payment), wrong, "after silence");
    rig.nothing_sent();
    assert_eq!(rig.stored(check.payment).tender, None);
}

#[test]
fn after_a_refused_check_nothing_is_taken() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let check = rig.sent_is(Ask::Check);
    let no = refusal(RefusalKind::UnknownNumber, 23);
    rig.answer(&check, Meaning::CheckRefused(no));
    let said = rig.replies.last().map(|(_, outcome)| outcome.clone());
    assert!(
        matches!(said, Some(Outcome::NoConsent(_, NoConsent::Refused(r))) if r == no),
        "{said:?}"
    );
    let wrong = Some(Outcome::NotAccepted(Rejection::WrongState));
    let id = check.payment;
    assert_eq!(rig.confirm(id), wrong);
    let offline = Command::AcceptOffline {
        payment: id,
        handed: None,
    };
    assert_eq!(rig.command(offline), wrong, "a refusal is not silence");
    rig.pass(HOUR);
    rig.nothing_sent();
    assert_eq!(rig.stage(id), Stage::Draft);
    assert_eq!(rig.disk.noted(JournalKind::Tendered), 0);
}

#[test]
fn too_little_cash_is_refused_and_changes_nothing() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    let commits = rig.disk.commits;
    let outcome = rig.command(Command::Confirm {
        payment: id,
        handed: Some(rub(509)),
    });
    assert_eq!(
        outcome,
        Some(Outcome::NotAccepted(Rejection::TooLittleCash))
    );
    assert_eq!(rig.disk.commits, commits);
    rig.nothing_sent();
}

#[test]
fn an_order_outside_the_catalogue_never_becomes_a_payment() {
    let mut rig = Rig::paydesk();
    let good = order();
    let mut strange = good.clone();
    strange.provider = paydesk_domain::provider::ProviderId::parse("nobody").unwrap();
    let mut small = good.clone();
    small.credited = rub(9);
    let mut large = good.clone();
    (large.credited, large.taken) = (rub(15_001), rub(15_001));
    let mut negative_fee = good.clone();
    negative_fee.taken = rub(499);
    for bad in [strange, small, large, negative_fee] {
        let intent = rig.form();
        let outcome = rig.ask_consent(intent, bad);
        assert_eq!(outcome, Some(Outcome::NotAccepted(Rejection::BadOrder)));
    }
    assert_eq!(rig.disk.commits, 0);
}

#[test]
fn a_customer_who_leaves_before_paying_leaves_nothing_behind() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    let gone = rig.command(Command::GiveUp { payment: id });
    assert_eq!(gone, Some(Outcome::Done));
    assert_eq!(rig.stage(id), Stage::Draft);
    let outcome = rig.confirm(id);
    assert_eq!(
        outcome,
        Some(Outcome::NotAccepted(Rejection::NoSuchPayment))
    );
    rig.pass(HOUR);
    rig.nothing_sent();
}

#[test]
fn cash_in_the_drawer_is_not_given_up() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let outcome = rig.command(Command::GiveUp {
        payment: pay.payment,
    });
    assert_eq!(outcome, Some(Outcome::NotAccepted(Rejection::WrongState)));
}

#[test]
fn a_provider_without_a_check_is_paid_at_once() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    let consent = rig.ask_consent(intent, order_at("blind", "9161234567"));
    let Some(Outcome::Consent(payment)) = consent else {
        panic!("{consent:?}");
    };
    rig.nothing_sent();
    rig.confirm(payment.id);
    let pay = rig.sent_is(Ask::Pay);
    assert_eq!(pay.not_after, Some(rig.now.plus_ms(55 * MINUTE)));
}

#[test]
fn where_the_cheque_waits_for_the_provider_accepted_is_not_paid() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order_at("demo-final", "9161234567"));
    rig.answer(&pay, Meaning::Accepted { is_final: false });
    assert_eq!(rig.stage(pay.payment), Stage::InProgress);
    assert!(rig.printed.is_empty());
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    assert_eq!(rig.stage(pay.payment), Stage::Paid);
    assert_eq!(rig.printed.len(), 1);
}

#[test]
fn payments_to_one_number_travel_one_after_another_and_others_do_not_wait() {
    let mut rig = Rig::paydesk();
    let first = rig.checked(order());
    let second = rig.checked(order());
    let other = rig.checked(order_at("demo-mobile", "9167654321"));
    rig.confirm(first);
    let pay = rig.sent_is(Ask::Pay);
    rig.confirm(second);
    rig.nothing_sent();
    rig.confirm(other);
    assert_eq!(rig.sent_is(Ask::Pay).payment, other);
    rig.pass(30 * SECOND);
    rig.nothing_sent();
    rig.answer(&pay, Meaning::Done);
    assert_eq!(rig.sent_is(Ask::Pay).payment, second);
}

#[test]
fn at_most_four_attempts_of_the_outbox_travel_at_one_time() {
    let mut rig = Rig::paydesk();
    let numbers = [
        "9160000001",
        "9160000002",
        "9160000003",
        "9160000004",
        "9160000005",
    ];
    let ids = numbers.map(|number| rig.checked(order_at("demo-mobile", number)));
    for id in ids {
        rig.confirm(id);
    }
    assert_eq!(rig.posted.len(), 4);
    let first = rig.posted.remove(0);
    rig.posted.clear();
    rig.answer(&first, Meaning::Done);
    assert_eq!(rig.sent_is(Ask::Pay).payment, ids[4]);
}

#[test]
fn the_second_try_of_a_check_goes_under_the_same_session() {
    let mut rig = Rig::paydesk();
    let intent = rig.form();
    rig.ask_consent(intent, order());
    let first = rig.sent_is(Ask::Check);
    rig.silence(&first, Why::TimedOut);
    rig.ask_consent(intent, order());
    let second = rig.sent_is(Ask::Check);
    assert_eq!(first.session, second.session);
    assert_ne!(first.attempt, second.attempt);
    rig.answer(&second, Meaning::Granted);
    assert_eq!(rig.stage(first.payment), Stage::Checked);
}

#[test]
fn owed_cash_is_shown_until_it_is_handed_back_and_then_once() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(&pay, super::rig::REFUSED_FOR_GOOD);
    let id = pay.payment;
    assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Due));
    rig.restart();
    assert!(rig.till.payment(id).is_some(), "still on the screen");
    let returned = rig.command(Command::CashReturned {
        payment: id,
        by: ANNA.to_owned(),
    });
    assert!(
        matches!(returned, Some(Outcome::Accepted(_))),
        "{returned:?}"
    );
    assert_eq!(rig.stored(id).return_stage, Some(ReturnStage::Returned));
    let again = rig.command(Command::CashReturned {
        payment: id,
        by: ANNA.to_owned(),
    });
    assert_eq!(again, Some(Outcome::NotAccepted(Rejection::NoSuchPayment)));
    assert_eq!(rig.disk.noted(JournalKind::Returned), 1);
    assert_eq!(
        rig.stored(id).print.map(|job| job.stage),
        None::<PrintStage>
    );
}
