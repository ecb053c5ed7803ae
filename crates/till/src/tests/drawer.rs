//! Shifts, cash without a payment, and who did what.

use paydesk_domain::journal::{JournalKind, deed_fits};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::payment::Stage;
use paydesk_domain::shift::CashDirection;

use super::rig::{ANNA, REFUSED_FOR_GOOD, Rig, order, rub};
use crate::world::{Command, Event, NoteKind, Outcome, Rejection};

const OLGA: &str = "Sidorova Olga Ivanovna";

fn open(rig: &mut Rig, float: Money) -> Option<Outcome> {
    let cashier = ANNA.to_owned();
    rig.command(Command::OpenShift { cashier, float })
}

fn close(rig: &mut Rig, counted: Option<Money>) -> Option<Outcome> {
    let cashier = OLGA.to_owned();
    rig.command(Command::CloseShift { cashier, counted })
}

fn take_out(rig: &mut Rig, sum: Money, reason: &str) -> Option<Outcome> {
    rig.command(Command::MoveCash {
        cashier: ANNA.to_owned(),
        direction: CashDirection::Out,
        sum,
        reason: reason.to_owned(),
    })
}

fn refused(rejection: Rejection) -> Option<Outcome> {
    Some(Outcome::NotAccepted(rejection))
}

#[test]
fn a_shift_is_opened_told_and_closed_and_the_next_one_has_the_next_number() {
    let mut rig = Rig::paydesk();
    for number in 1..=3 {
        let Some(Outcome::Shift(Some(shift))) = open(&mut rig, rub(1_000)) else {
            panic!("no shift");
        };
        assert_eq!((shift.number, shift.float), (number, rub(1_000)));
        assert_eq!((&*shift.opened_by, shift.opened_at), (ANNA, rig.now));
        assert_eq!(rig.events.last(), Some(&Event::Shift(Some(shift))));
        assert_eq!(close(&mut rig, Some(rub(900))), Some(Outcome::Shift(None)));
        assert_eq!(rig.events.last(), Some(&Event::Shift(None)));
    }
}

#[test]
fn a_second_shift_cannot_be_opened_and_none_cannot_be_closed() {
    let mut rig = Rig::paydesk();
    assert_eq!(close(&mut rig, None), refused(Rejection::NoShift));
    open(&mut rig, rub(0));
    let commits = rig.disk.commits;
    assert_eq!(open(&mut rig, rub(0)), refused(Rejection::ShiftOpen));
    assert_eq!(rig.disk.commits, commits, "nothing was written");
}

#[test]
fn an_open_shift_outlives_the_process() {
    let mut rig = Rig::paydesk();
    open(&mut rig, rub(1_000));
    rig.restart();
    let told = rig.facts.shift.clone().expect("told at the start");
    assert_eq!(told.number, 1);
    assert_eq!(open(&mut rig, rub(0)), refused(Rejection::ShiftOpen));
    close(&mut rig, None);
    rig.restart();
    assert_eq!(rig.facts.shift, None);
    open(&mut rig, rub(0));
    assert_eq!(rig.facts.shift.as_ref().map(|shift| shift.number), Some(2));
}

#[test]
fn open_payments_never_keep_a_shift_open() {
    let mut rig = Rig::paydesk();
    open(&mut rig, rub(0));
    rig.unknown();
    assert_eq!(close(&mut rig, None), Some(Outcome::Shift(None)));
}

#[test]
fn a_payment_stands_in_the_journal_between_opening_and_closing_of_its_shift() {
    let mut rig = Rig::paydesk();
    open(&mut rig, rub(0));
    rig.paid();
    close(&mut rig, None);
    let order_of = |kind| {
        let at = rig.disk.journal.iter().position(|entry| entry.kind == kind);
        at.expect("an entry")
    };
    let tendered = order_of(JournalKind::Tendered);
    assert!(order_of(JournalKind::ShiftOpened) < tendered);
    assert!(tendered < order_of(JournalKind::ShiftClosed));
}

#[test]
fn payments_are_taken_without_a_shift_too() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    assert!(rig.stored(id).tender.is_some());
}

#[test]
fn no_sum_below_nothing_and_no_other_currency_gets_into_the_drawer() {
    let mut rig = Rig::paydesk();
    let bad = refused(Rejection::BadSum);
    assert_eq!(open(&mut rig, rub(-1)), bad);
    open(&mut rig, rub(0));
    let euro = Money::new(100, Currency::EUR);
    for sum in [rub(0), rub(-5), euro] {
        assert_eq!(take_out(&mut rig, sum, "for the bank"), bad, "{sum}");
    }
    for counted in [rub(-1), euro] {
        assert_eq!(close(&mut rig, Some(counted)), bad, "{counted}");
    }
    assert!(rig.disk.moves.is_empty());
}

#[test]
fn cash_moves_only_in_a_shift_and_with_a_reason() {
    let mut rig = Rig::paydesk();
    let without = take_out(&mut rig, rub(5), "for the bank");
    assert_eq!(without, refused(Rejection::NoShift));
    open(&mut rig, rub(100));
    let blank = take_out(&mut rig, rub(5), " \t");
    assert_eq!(blank, refused(Rejection::NoReason));
    let Some(Outcome::Shift(Some(shift))) = take_out(&mut rig, rub(5), "for the bank") else {
        panic!("not moved");
    };
    let moved = &rig.disk.moves[0];
    assert_eq!((moved.shift, moved.sum), (shift.number, rub(5)));
    assert_eq!((&*moved.by, &*moved.reason), (ANNA, "for the bank"));
    assert_eq!(rig.disk.noted(JournalKind::CashOut), 1);
}

#[test]
fn whoever_hands_cash_back_or_withdraws_stands_in_the_books() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(&pay, REFUSED_FOR_GOOD);
    rig.command(Command::CashReturned {
        payment: pay.payment,
        by: OLGA.to_owned(),
    });
    let withdrawn = rig.unknown();
    rig.withdraw(withdrawn);
    for (kind, person) in [
        (JournalKind::Returned, OLGA),
        (JournalKind::Withdrawn, ANNA),
    ] {
        let entries = rig.disk.journal.iter();
        let entry = entries.rev().find(|entry| entry.kind == kind);
        let entry = entry.expect("an entry");
        assert!(entry.payment.is_some(), "{kind:?}");
        assert_eq!(rig.disk.deeds[&entry.seq].0, person);
        assert!(deed_fits(&entry.text, Some((person, ""))), "{entry:?}");
    }
}

#[test]
fn signing_in_and_out_and_settings_are_put_on_record() {
    let mut rig = Rig::paydesk();
    let kinds = [
        (NoteKind::SignedIn, JournalKind::SignedIn),
        (NoteKind::SignedOut, JournalKind::SignedOut),
        (NoteKind::PinRefused, JournalKind::PinRefused),
        (NoteKind::Setting, JournalKind::Setting),
    ];
    for (kind, noted) in kinds {
        let outcome = rig.command(Command::Note {
            kind,
            person: OLGA.to_owned(),
            reason: "till 2".to_owned(),
        });
        assert_eq!(outcome, Some(Outcome::Done));
        let entry = rig.disk.journal.last().expect("an entry");
        assert_eq!(entry.kind, noted);
        let deed = (OLGA.to_owned(), "till 2".to_owned());
        assert_eq!(rig.disk.deeds.get(&entry.seq), Some(&deed));
    }
}

#[test]
fn no_name_and_no_reason_stands_in_the_journal_itself() {
    let mut rig = Rig::paydesk();
    open(&mut rig, rub(100));
    take_out(&mut rig, rub(5), "for Petrov");
    for entry in &rig.disk.journal {
        assert!(!entry.text.contains("Ivanova") && !entry.text.contains("Petrov"));
    }
}

#[test]
fn a_change_of_a_payment_is_told_as_soon_as_it_is_on_disk() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order());
    rig.events.clear();
    rig.confirm(id);
    let told = |stage| {
        let is_it = |event: &Event| matches!(event, Event::Payment(p) if p.stage() == stage);
        rig.events.iter().position(is_it).expect("told")
    };
    assert!(told(Stage::Queued) < told(Stage::Sending));
}
