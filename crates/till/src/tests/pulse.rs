//! The drawer opens once for cash, with its entry of the journal on disk, and otherwise only with a reason.

use paydesk_domain::exchange::Why;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::money::Money;
use paydesk_domain::shift::{CashDirection, DrawerCause};

use super::rig::{ANNA, REFUSED_FOR_GOOD, Rig, order, rub};
use crate::world::{Change, Command, Effect, Env, Event, Input, Outcome, Rejection, Ticket};

/// A till that works in earnest: in training the drawer stays shut.
fn in_earnest() -> Rig {
    let mut rig = Rig::paydesk();
    rig.settings.shop.training = false;
    let effects = rig.reopen();
    rig.perform(effects);
    rig
}

fn openings(rig: &Rig) -> Vec<&str> {
    let entries = rig.disk.journal.iter();
    let opened = entries.filter(|entry| entry.kind == JournalKind::DrawerOpened);
    opened
        .map(|entry| entry.text.split('#').next().unwrap_or_default())
        .collect()
}

fn ask_for(rig: &mut Rig, reason: &str) -> Option<Outcome> {
    rig.command(Command::OpenDrawer {
        by: ANNA.to_owned(),
        reason: reason.to_owned(),
    })
}

#[test]
fn the_cash_of_a_payment_opens_the_drawer_once() {
    let mut rig = in_earnest();
    let id = rig.checked(order());
    assert_eq!(rig.pulses, 0, "nothing is taken yet");
    rig.confirm(id);
    rig.confirm(id);
    assert_eq!((rig.pulses, openings(&rig)), (1, vec!["sale"]));
    let pay = rig.sent();
    rig.answer(&pay, super::rig::ACCEPTED);
    assert_eq!(rig.printed.len(), 1);
    rig.command(Command::Reprint {
        payment: id,
        by: ANNA.to_owned(),
        reason: "asked for".to_owned(),
    });
    assert_eq!(rig.pulses, 1, "a paper never opens it");
}

#[test]
fn the_entry_is_in_the_transaction_of_the_cash_and_the_pulse_comes_after_it() {
    let mut rig = in_earnest();
    let id = rig.checked(order());
    let ticket = rig.ticket();
    let confirm = Command::Confirm {
        payment: id,
        handed: None,
    };
    let effects = rig.decide(Input::Command(ticket, confirm));
    let kinds = |effect: &Effect| -> Vec<JournalKind> {
        let Effect::Persist(changes) = effect else {
            return Vec::new();
        };
        let entries = changes.0.iter().filter_map(|change| {
            if let Change::Journal(entry) = change {
                Some(entry.kind)
            } else {
                None
            }
        });
        entries.collect()
    };
    let stored = effects.iter().position(|effect| {
        let kinds = kinds(effect);
        kinds.contains(&JournalKind::Tendered) && kinds.contains(&JournalKind::DrawerOpened)
    });
    let opened = effects.iter().position(|one| *one == Effect::OpenDrawer);
    assert!(stored.expect("stored") < opened.expect("opened"));
    let commits = |effects: &[Effect]| {
        let all = effects.iter();
        all.filter(|one| matches!(one, Effect::Persist(_))).count()
    };
    let mut bare = Rig::paydesk();
    let payment = bare.checked(order());
    let ticket = bare.ticket();
    let handed = None;
    let without = bare.decide(Input::Command(ticket, Command::Confirm { payment, handed }));
    assert_eq!(commits(&effects), commits(&without), "no commit of its own");
}

#[test]
fn cash_without_a_connection_and_cash_that_goes_back_open_it() {
    let mut rig = in_earnest();
    let id = {
        let intent = rig.form();
        rig.ask_consent(intent, order());
        let check = rig.sent();
        rig.silence(&check, Why::Unreachable);
        check.payment
    };
    rig.command(Command::AcceptOffline {
        payment: id,
        handed: None,
    });
    assert_eq!(openings(&rig), ["sale"]);
    let mut rig = in_earnest();
    let pay = rig.paying(order());
    rig.answer(&pay, REFUSED_FOR_GOOD);
    rig.command(Command::CashReturned {
        payment: pay.payment,
        by: ANNA.to_owned(),
    });
    assert_eq!(openings(&rig), ["sale", "cash-back"]);
    assert_eq!(rig.pulses, 2);
}

#[test]
fn the_float_and_cash_without_a_payment_open_it() {
    let mut rig = in_earnest();
    let cashier = ANNA.to_owned();
    rig.command(Command::OpenShift {
        cashier: cashier.clone(),
        float: rub(100),
    });
    let take_out = |sum: Money| Command::MoveCash {
        cashier: cashier.clone(),
        direction: CashDirection::Out,
        sum,
        reason: "for the bank".to_owned(),
    };
    rig.command(take_out(rub(0)));
    assert_eq!(rig.pulses, 1, "what is refused opens nothing");
    rig.command(take_out(rub(5)));
    assert_eq!(openings(&rig), ["float", "cash-move"]);
    assert_eq!(rig.pulses, 2);
}

#[test]
fn it_opens_without_cash_for_a_reason_alone_and_both_stand_in_the_books() {
    let mut rig = in_earnest();
    assert_eq!(
        ask_for(&mut rig, " "),
        Some(Outcome::NotAccepted(Rejection::NoReason))
    );
    assert_eq!(rig.pulses, 0);
    assert_eq!(
        ask_for(&mut rig, "a coin is stuck"),
        Some(Outcome::DrawerOpened)
    );
    assert_eq!((rig.pulses, openings(&rig)), (1, vec!["asked"]));
    let entry = rig.disk.journal.last().expect("an entry");
    let deed = (ANNA.to_owned(), "a coin is stuck".to_owned());
    assert_eq!(rig.disk.deeds.get(&entry.seq), Some(&deed));
}

#[test]
fn where_no_drawer_hangs_nothing_is_said_of_one() {
    let mut rig = in_earnest();
    let id = rig.checked(order());
    let without = |rig: &mut Rig, command| {
        let env = &mut Env {
            now: rig.now,
            entropy: &mut rig.dice,
            has_drawer: false,
        };
        rig.till.step(env, Input::Command(Ticket(77), command))
    };
    let effects = without(
        &mut rig,
        Command::Confirm {
            payment: id,
            handed: None,
        },
    );
    rig.perform(effects);
    let effects = without(
        &mut rig,
        Command::OpenDrawer {
            by: ANNA.to_owned(),
            reason: "a coin is stuck".to_owned(),
        },
    );
    let refused = Outcome::NotAccepted(Rejection::NoDrawer);
    assert_eq!(effects, [Effect::Reply(Ticket(77), refused)]);
    assert_eq!((rig.pulses, openings(&rig)), (0, vec![]));
}

#[test]
fn in_training_it_stays_shut() {
    let mut rig = Rig::paydesk();
    assert!(rig.settings.shop.training);
    rig.paid();
    let refused = Some(Outcome::NotAccepted(Rejection::NoDrawer));
    assert_eq!(ask_for(&mut rig, "a coin is stuck"), refused);
    assert_eq!((rig.pulses, openings(&rig)), (0, vec![]));
}

#[test]
fn a_start_never_opens_it() {
    let mut rig = in_earnest();
    let id = rig.checked(order());
    let ticket = rig.ticket();
    let confirm = Command::Confirm {
        payment: id,
        handed: None,
    };
    let effects = rig.decide(Input::Command(ticket, confirm));
    // The power goes with the entry on disk and the pulse not sent.
    let stored = effects.into_iter().take(1).collect();
    rig.perform(stored);
    assert_eq!(openings(&rig), [DrawerCause::Sale.as_key()]);
    rig.restart();
    rig.step(Input::Tick);
    assert_eq!(rig.pulses, 0);
}

#[test]
fn a_drawer_that_got_no_pulse_is_told_of_and_touches_no_payment() {
    let mut rig = in_earnest();
    let id = rig.paid();
    let before = rig.stored(id).clone();
    rig.step(Input::DrawerShut);
    assert_eq!(rig.events.last(), Some(&Event::DrawerShut));
    assert_eq!(*rig.stored(id), before);
}
