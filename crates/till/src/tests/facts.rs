//! What faces fold from what the till tells.

use paydesk_domain::exchange::{Ask, Meaning, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::payment::{
    FailGround, Finality, PrintStage, ReturnStage, ReviewGround, State, Unsure,
};
use paydesk_domain::refusal::RefusalKind;

use super::rig::{MINUTE, REFUSED_FOR_GOOD, Rig, order, refusal, rub};
use crate::facts::{Facts, StorageState, Tally};
use crate::payment::{Payment, PrintJob};
use crate::world::{Alarm, Command, Event, PrintOutcome};

/// A payment as it was taken, with another number, minutes later, in another state.
fn taken(n: i64, minutes: i64, state: State) -> Payment {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let mut payment = rig.stored(pay.payment).clone();
    payment.id = PaymentId::new(n);
    payment.state = state;
    if let Some(tender) = &mut payment.tender {
        tender.at = tender.at.plus_ms(minutes * MINUTE);
    }
    payment
}

fn print(stage: PrintStage, payment: Payment) -> Payment {
    let print = Some(PrintJob { stage, started: 1 });
    Payment { print, ..payment }
}

fn owed(payment: Payment) -> Payment {
    Payment {
        return_stage: Some(ReturnStage::Due),
        ..payment
    }
}

const UNKNOWN: State = State::Unknown(Unsure::NoAnswer(Why::TimedOut));
const FAILED: State = State::Failed(FailGround::Refused(refusal(RefusalKind::UnknownNumber, 23)));
const PAID: State = State::Paid(Finality::Final);

#[test]
fn the_outbox_begins_with_what_needs_a_person() {
    let live = vec![
        print(PrintStage::Due, taken(1, 0, PAID)),
        print(PrintStage::Uncertain, taken(2, -9, PAID)),
        taken(3, 0, State::Queued),
        taken(4, 0, State::Sending),
        taken(5, 0, State::InProgress),
        taken(6, 0, State::Review(ReviewGround::TooOld)),
        taken(7, 1, UNKNOWN),
        taken(8, 0, UNKNOWN),
        owed(taken(9, 5, FAILED)),
        owed(print(
            PrintStage::Printed,
            taken(10, 4, State::Paid(Finality::Accepted)),
        )),
        print(
            PrintStage::Printed,
            taken(11, 0, State::Paid(Finality::Accepted)),
        ),
    ];
    let facts = Facts::start(live);
    let shown: Vec<i64> = facts
        .outbox()
        .iter()
        .map(|payment| payment.id.get())
        .collect();
    assert_eq!(shown, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn a_paid_payment_that_the_server_does_not_know_is_shown_to_a_person() {
    let mut payment = print(
        PrintStage::Printed,
        taken(1, 0, State::Paid(Finality::Accepted)),
    );
    payment.absent_at = Some(1);
    let facts = Facts::start(vec![payment, taken(2, 0, State::InProgress)]);
    let shown: Vec<i64> = facts
        .outbox()
        .iter()
        .map(|payment| payment.id.get())
        .collect();
    assert_eq!(shown, [1, 2]);
}

#[test]
fn the_tally_counts_cash_whose_outcome_is_open() {
    let mut euro = taken(4, 0, State::Queued);
    euro.order.credited = Money::new(900, Currency::EUR);
    euro.order.taken = Money::new(1_000, Currency::EUR);
    let oldest = taken(2, -3, UNKNOWN);
    let facts = Facts::start(vec![
        taken(1, 0, State::Sending),
        oldest.clone(),
        owed(taken(3, -60, FAILED)),
        euro,
        print(PrintStage::Due, taken(5, -60, PAID)),
    ]);
    let tally = Tally {
        count: 3,
        sums: vec![rub(1_020), Money::new(1_000, Currency::EUR)],
        oldest: oldest.tender.map(|tender| tender.at),
        owed: 1,
        unknown: 1,
    };
    assert_eq!(facts.tally(), tally);
    assert_eq!(Facts::default().tally(), Tally::default());
}

#[test]
fn what_was_never_paid_for_is_not_in_the_facts() {
    let mut rig = Rig::paydesk();
    rig.checked(order());
    assert!(rig.facts.open.is_empty());
    let live = rig.disk.saved().payments;
    assert_eq!(live.len(), 1);
    assert!(Facts::start(live).open.is_empty());
}

#[test]
fn a_payment_leaves_when_it_is_settled() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    assert!(rig.facts.open.contains_key(&id), "its cheque is not out");
    rig.print_ends(id, PrintOutcome::Printed);
    assert!(rig.facts.open.is_empty());
    let pay = rig.paying(order());
    rig.answer(&pay, REFUSED_FOR_GOOD);
    assert_eq!(rig.facts.tally().owed, 1);
    rig.command(Command::CashReturned {
        payment: pay.payment,
        by: String::new(),
    });
    assert!(
        rig.facts.open.is_empty(),
        "told when the cash was handed over"
    );
}

#[test]
fn every_step_of_a_payment_reaches_the_facts() {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    assert_eq!(rig.facts.tally().unknown, 1);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::InWork);
    assert_eq!(rig.facts.open[&id].state, State::InProgress);
    assert_eq!(rig.facts.link, Some(true));
}

#[test]
fn each_alarm_is_kept_once_and_the_storage_only_gets_worse() {
    let mut facts = Facts::default();
    for event in [
        Event::Alarm(Alarm::Reconcile),
        Event::Alarm(Alarm::StrangeReply(Why::BadSignature)),
        Event::Alarm(Alarm::Reconcile),
        Event::Link(false),
        Event::Deposit(rub(7)),
    ] {
        facts.hear(&event);
    }
    let alarms = [Alarm::Reconcile, Alarm::StrangeReply(Why::BadSignature)];
    assert_eq!(facts.alarms, alarms);
    assert_eq!((facts.link, facts.deposit), (Some(false), Some(rub(7))));
    assert_eq!(facts.storage, StorageState::Sound);
    facts.hear(&Event::ReadOnly);
    facts.hear(&Event::StorageFault);
    assert_eq!(facts.storage, StorageState::ReadOnly);
    facts.end();
    assert_eq!(facts.storage, StorageState::Ended);
}
