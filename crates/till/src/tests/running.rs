//! The runner: what is not on disk is not done; after a fault the disk decides.

mod stand;

use paydesk_domain::exchange::{Ask, Meaning, Why};
use paydesk_domain::ids::{IntentKey, PaymentId};
use paydesk_domain::payment::Stage;

use stand::Stand;

use super::disk::Disk;
use super::rig::{Dice, MORNING, REFUSED_FOR_GOOD, order, settings};
use crate::policy::Policy;
use crate::runner::run;
use crate::world::{Command, Event, Outcome, PrintOutcome, Rejection, StoreFault, Ticket};

/// What the next commit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Lost,
    Kept,
}

/// What happens next in a script.
#[derive(Debug)]
enum Line {
    Do(Ticket, fn(PaymentId) -> Command),
    Hear(Meaning),
    Silence(Why),
    Print(PrintOutcome),
    /// From now on the `n`-th commit fails, counted from 0.
    Fail(usize, Fault),
    LoadFails,
    Tick,
}

const INTENT: IntentKey = IntentKey::new(5);
const STOP: Line = Line::Do(Ticket(99), |_| Command::Stop);
const CHECK: Line = Line::Do(Ticket(1), |_| Command::Check {
    intent: INTENT,
    order: order(),
    cashier: String::new(),
    again: None,
});
const CONFIRM: Line = Line::Do(Ticket(2), |payment| Command::Confirm {
    payment,
    handed: None,
});
const RETURNED: Line = Line::Do(Ticket(3), |payment| Command::CashReturned {
    payment,
    by: String::new(),
});
const OPEN_SHIFT: Line = Line::Do(Ticket(5), |_| Command::OpenShift {
    cashier: String::new(),
    float: super::rig::rub(100),
});
const STORAGE: Outcome = Outcome::NotAccepted(Rejection::Storage);

fn play(script: impl IntoIterator<Item = Line>) -> (Stand, Result<(), StoreFault>) {
    let mut world = Stand {
        script: script.into_iter().collect(),
        disk: Disk::default(),
        now: MORNING,
        dice: Dice(3),
        fault: None,
        load_fails: false,
        posted: Vec::new(),
        printed: Vec::new(),
        is_looked_at: false,
        replies: Vec::new(),
        events: Vec::new(),
    };
    let ended = run(&mut world, &settings(Policy::paydesk()));
    (world, ended)
}

impl Stand {
    fn said(&self, ticket: u64) -> &Outcome {
        let to_it = |(t, _): &&(Ticket, Outcome)| t.0 == ticket;
        let found: Vec<_> = self.replies.iter().filter(to_it).collect();
        assert_eq!(found.len(), 1, "ticket {ticket}: {found:?}");
        &found[0].1
    }

    fn asked(&self) -> Vec<Ask> {
        self.posted.iter().map(|request| request.ask).collect()
    }
}

#[test]
fn a_sale_is_run_to_its_end_and_the_runner_stops() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        Line::Hear(Meaning::Done),
        Line::Print(PrintOutcome::Printed),
        STOP,
    ]);
    assert_eq!(ended, Ok(()));
    assert_eq!(world.printed.len(), 1);
    assert!(world.script.is_empty());
}

#[test]
fn stop_waits_for_what_is_on_the_wire_and_on_the_printer_and_sends_nothing_new() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        STOP,
        Line::Tick,
        Line::Silence(Why::TimedOut),
    ]);
    assert_eq!(ended, Ok(()));
    assert!(world.script.is_empty());
    assert_eq!(world.asked(), [Ask::Check, Ask::Pay]);
    let (world, _) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        Line::Hear(Meaning::Done),
        STOP,
        Line::Print(PrintOutcome::Printed),
    ]);
    assert!(world.script.is_empty());
}

#[test]
fn a_till_that_is_stopping_takes_no_cash_and_starts_no_further_question() {
    let exists = super::rig::EXISTS;
    let (world, _) = play([CHECK, STOP, CONFIRM, Line::Hear(exists)]);
    assert!(world.script.is_empty());
    assert_eq!(*world.said(2), Outcome::NotAccepted(Rejection::Stopping));
    assert_eq!(world.asked(), [Ask::Check]);
    assert!(matches!(world.said(1), Outcome::NoConsent(..)));
}

#[test]
fn cash_whose_row_was_lost_is_not_accepted_and_nothing_is_sent() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        Line::Fail(0, Fault::Lost),
        CONFIRM,
        STOP,
    ]);
    assert_eq!(ended, Ok(()));
    assert_eq!(*world.said(2), STORAGE);
    assert_eq!(world.asked(), [Ask::Check]);
    assert!(world.events.contains(&Event::StorageFault));
}

#[test]
fn cash_whose_row_was_kept_after_all_is_accepted_and_sent() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        Line::Fail(0, Fault::Kept),
        CONFIRM,
        Line::Hear(Meaning::Done),
        STOP,
        Line::Print(PrintOutcome::Printed),
    ]);
    assert_eq!(ended, Ok(()));
    assert!(matches!(world.said(2), Outcome::Accepted(p) if p.tender.is_some()));
    assert_eq!(world.asked(), [Ask::Check, Ask::Pay]);
}

#[test]
fn a_pay_whose_attempt_row_failed_is_not_sent_and_counts_as_sent_if_the_row_is_there() {
    for (fault, asked) in [(Fault::Lost, Ask::Pay), (Fault::Kept, Ask::Status)] {
        let (world, _) = play([
            CHECK,
            Line::Hear(Meaning::Granted),
            Line::Fail(1, fault),
            CONFIRM,
            Line::Hear(Meaning::Done),
            STOP,
            Line::Print(PrintOutcome::Printed),
        ]);
        assert_eq!(world.asked(), [Ask::Check, asked]);
        assert!(matches!(world.said(2), Outcome::Accepted(_)));
    }
}

#[test]
fn after_a_fault_new_payments_are_refused_and_open_ones_go_on() {
    let (world, _) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        Line::Fail(1, Fault::Kept),
        CONFIRM,
        Line::Do(Ticket(11), |_| Command::Check {
            intent: IntentKey::new(6),
            order: order(),
            cashier: String::new(),
            again: None,
        }),
        Line::Hear(Meaning::Done),
        STOP,
        Line::Print(PrintOutcome::Printed),
    ]);
    assert_eq!(*world.said(11), STORAGE);
    let payment = world.disk.payments.values().next().unwrap();
    assert_eq!(payment.stage(), Stage::Paid);
}

#[test]
fn whoever_waits_for_a_consent_is_told_of_the_fault() {
    let (world, _) = play([
        CHECK,
        Line::Do(Ticket(12), |_| Command::Check {
            intent: INTENT,
            order: order(),
            cashier: String::new(),
            again: None,
        }),
        Line::Fail(0, Fault::Lost),
        Line::Hear(Meaning::Granted),
        STOP,
    ]);
    assert_eq!(*world.said(1), STORAGE);
    assert_eq!(*world.said(12), STORAGE);
}

#[test]
fn a_success_whose_row_was_lost_prints_nothing_and_is_asked_for_again() {
    let (world, _) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        Line::Fail(0, Fault::Lost),
        Line::Hear(Meaning::Done),
        STOP,
        Line::Hear(Meaning::Done),
    ]);
    assert_eq!(world.asked(), [Ask::Check, Ask::Pay, Ask::Status]);
    assert!(world.printed.is_empty(), "the till was stopping by then");
    let payment = world.disk.payments.values().next().unwrap();
    assert_eq!(payment.stage(), Stage::Paid);
}

#[test]
fn a_print_whose_start_was_lost_never_reaches_the_printer() {
    let (world, _) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        Line::Fail(1, Fault::Lost),
        Line::Hear(Meaning::Done),
        STOP,
        Line::Print(PrintOutcome::Printed),
    ]);
    let copies: Vec<u32> = world.printed.iter().map(|print| print.copy).collect();
    assert_eq!(copies, [0], "printed once, after the disk was read again");
}

#[test]
fn the_disk_decides_whether_owed_cash_was_handed_back() {
    for (fault, is_returned) in [(Fault::Lost, false), (Fault::Kept, true)] {
        let (world, _) = play([
            CHECK,
            Line::Hear(Meaning::Granted),
            CONFIRM,
            Line::Hear(REFUSED_FOR_GOOD),
            Line::Fail(0, fault),
            RETURNED,
            STOP,
        ]);
        let said = world.said(3);
        assert_eq!(
            matches!(said, Outcome::Accepted(_)),
            is_returned,
            "{said:?}"
        );
    }
}

#[test]
fn the_disk_decides_whether_a_payment_was_withdrawn() {
    for (fault, is_withdrawn) in [(Fault::Lost, false), (Fault::Kept, true)] {
        let (world, _) = play([
            CHECK,
            Line::Silence(Why::TimedOut),
            Line::Do(Ticket(2), |payment| Command::AcceptOffline {
                payment,
                handed: None,
            }),
            Line::Silence(Why::TimedOut),
            Line::Fail(0, fault),
            Line::Do(Ticket(4), |payment| Command::Withdraw {
                payment,
                by: String::new(),
            }),
            STOP,
            Line::Silence(Why::TimedOut),
        ]);
        let said = world.said(4);
        assert_eq!(
            matches!(said, Outcome::Accepted(_)),
            is_withdrawn,
            "{said:?}"
        );
    }
}

#[test]
fn a_fault_while_stopping_ends_the_runner_and_the_next_start_goes_on() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        STOP,
        Line::Fail(0, Fault::Lost),
        Line::Hear(Meaning::Done),
    ]);
    assert_eq!(ended, Ok(()));
    assert!(world.script.is_empty());
    assert!(world.printed.is_empty());
    let payment = world.disk.payments.values().next().unwrap();
    assert_eq!(payment.stage(), Stage::Sending);
}

#[test]
fn when_the_disk_cannot_be_read_nobody_is_told_to_hand_the_cash_back() {
    let (world, ended) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        Line::Fail(0, Fault::Lost),
        Line::LoadFails,
        CONFIRM,
    ]);
    assert!(matches!(ended, Err(StoreFault::Disk(_))));
    let unsure = Outcome::NotAccepted(Rejection::StorageUnsure);
    assert_eq!(
        *world.said(2),
        unsure,
        "what failed to be stored may be there after all"
    );
    assert!(world.events.contains(&Event::ReadOnly));
    assert_eq!(world.asked(), [Ask::Check]);
}

#[test]
fn the_disk_decides_whether_a_shift_was_opened() {
    for (fault, is_open) in [(Fault::Lost, false), (Fault::Kept, true)] {
        let (world, _) = play([Line::Fail(0, fault), OPEN_SHIFT, STOP]);
        let said = world.said(5);
        assert_eq!(matches!(said, Outcome::Shift(Some(_))), is_open, "{said:?}");
        let told = world.events.last();
        let told_open = matches!(told, Some(Event::Shift(Some(_))));
        assert_eq!(told_open, is_open, "{told:?}");
    }
}

#[test]
fn a_settled_payment_is_read_from_the_disk_for_the_command_that_names_it() {
    let (world, _) = play([
        CHECK,
        Line::Hear(Meaning::Granted),
        CONFIRM,
        Line::Hear(Meaning::Done),
        Line::Print(PrintOutcome::Printed),
        Line::Do(Ticket(6), |payment| Command::Reprint {
            payment,
            by: String::new(),
            reason: "torn".to_owned(),
        }),
        STOP,
        Line::Print(PrintOutcome::Printed),
    ]);
    assert_eq!(*world.said(6), Outcome::Done);
    assert_eq!(world.printed.last().map(|job| job.copy), Some(1));
}
