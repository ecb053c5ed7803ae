//! Paper: a cheque only for what is paid, one unmarked start, and every doubt is asked about.

use paydesk_domain::exchange::{Ask, Meaning, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::printer::{PrinterFault, PrinterState};

use super::rig::{
    ABSENT, ACCEPTED, HOUR, MINUTE, REFUSED, REFUSED_FOR_GOOD, Rig, SECOND, TOMBSTONE, order,
};
use crate::world::{Change, Command, Effect, Input, Outcome, PrintOutcome, Rejection};

fn came_out(rig: &mut Rig, payment: PaymentId, complete: bool) -> Option<Outcome> {
    rig.command(Command::ChequeCameOut { payment, complete })
}

fn job(rig: &Rig, id: PaymentId) -> PrintStage {
    rig.stored(id).print.expect("a print job").stage
}

#[test]
fn nothing_but_a_paid_payment_is_ever_printed() {
    let odd = [
        REFUSED,
        REFUSED_FOR_GOOD,
        TOMBSTONE,
        ABSENT,
        Meaning::OnlyChecked,
        Meaning::InWork,
        Meaning::Granted,
    ];
    for meaning in odd {
        let mut rig = Rig::cyberplat();
        let pay = rig.paying(order());
        rig.answer(&pay, meaning);
        rig.pass(MINUTE);
        assert!(rig.printed.is_empty(), "{meaning:?}");
    }
    for why in Why::ALL {
        let mut rig = Rig::paydesk();
        let pay = rig.paying(order());
        rig.silence(&pay, why);
        rig.pass(MINUTE);
        assert!(rig.printed.is_empty(), "{why:?}");
    }
}

#[test]
fn paid_the_signed_reply_and_the_print_job_are_one_transaction() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let answer = Box::new(paydesk_domain::exchange::Answer {
        meaning: ACCEPTED,
        facts: Default::default(),
        signed_at: rig.now.unix_seconds(),
        evidence: b"signed".to_vec(),
    });
    let effects = rig.decide(Input::Answered {
        attempt: pay.attempt,
        answer,
        knows_last_session: true,
    });
    let Some(Effect::Persist(first)) = effects.first() else {
        panic!("{effects:?}");
    };
    let has = |wanted: &dyn Fn(&Change) -> bool| first.0.iter().any(wanted);
    assert!(has(
        &|c| matches!(c, Change::AttemptClosed { evidence: Some(e), .. } if e == b"signed")
    ));
    assert!(has(&|c| matches!(c, Change::Changed(p)
        if p.stage() == Stage::Paid && p.print.is_some_and(|job| job.stage == PrintStage::Due))));
    rig.perform(effects);
}

#[test]
fn the_start_of_a_print_is_on_disk_before_the_printer_gets_it() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    assert_eq!(rig.printed.len(), 1);
    assert_eq!(job(&rig, id), PrintStage::Printing(0));
}

#[test]
fn one_payment_is_one_print_however_often_success_is_told() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    rig.print_ends(pay.payment, PrintOutcome::Printed);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, Meaning::Done);
    rig.pass(HOUR);
    assert_eq!(rig.printed.len(), 1);
}

#[test]
fn a_printer_that_is_not_ready_is_tried_again_and_the_cheque_stays_unmarked() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    for _ in 0..3 {
        rig.print_ends(id, PrintOutcome::NotReady);
        assert_eq!(job(&rig, id), PrintStage::Due);
        rig.pass(2 * SECOND);
    }
    assert_eq!(rig.printed.len(), 4);
    assert!(rig.printed.iter().all(|print| print.copy == 0));
}

#[test]
fn an_interrupted_print_is_asked_about_and_printed_again_as_a_copy() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.print_ends(id, PrintOutcome::Uncertain);
    assert_eq!(job(&rig, id), PrintStage::Uncertain);
    rig.pass(HOUR);
    assert_eq!(rig.printed.len(), 1, "not without a person");
    assert_eq!(came_out(&mut rig, id, false), Some(Outcome::Done));
    let copies: Vec<u32> = rig.printed.iter().map(|print| print.copy).collect();
    assert_eq!(copies, [0, 1]);
    rig.print_ends(id, PrintOutcome::Printed);
    assert_eq!(job(&rig, id), PrintStage::Printed);
}

#[test]
fn a_cheque_that_was_seen_complete_is_not_printed_again() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.print_ends(id, PrintOutcome::Uncertain);
    came_out(&mut rig, id, true);
    assert_eq!(job(&rig, id), PrintStage::Printed);
    rig.pass(HOUR);
    assert_eq!(rig.printed.len(), 1);
}

#[test]
fn only_an_uncertain_print_is_asked_about() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    let wrong = Some(Outcome::NotAccepted(Rejection::WrongState));
    assert_eq!(came_out(&mut rig, id, false), wrong);
}

#[test]
fn a_crash_while_printing_leaves_the_question_whether_the_cheque_came_out() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.restart();
    assert_eq!(job(&rig, id), PrintStage::Uncertain);
    rig.pass(HOUR);
    assert_eq!(rig.printed.len(), 1);
    came_out(&mut rig, id, false);
    assert_eq!(rig.printed[1].copy, 1);
}

#[test]
fn a_word_from_a_print_that_is_not_running_changes_nothing() {
    let mut rig = Rig::paydesk();
    let id = rig.paid();
    rig.restart();
    came_out(&mut rig, id, false);
    rig.print_ends(id, PrintOutcome::Uncertain);
    let commits = rig.disk.commits;
    rig.print_ends(id, PrintOutcome::NotReady);
    rig.print_ends(id, PrintOutcome::Printed);
    assert_eq!(rig.disk.commits, commits);
    assert_eq!(job(&rig, id), PrintStage::Uncertain);
}

#[test]
fn cheques_are_printed_one_after_another_and_an_open_question_blocks_none() {
    let mut rig = Rig::paydesk();
    let first = rig.paid();
    let second = rig.paid();
    assert_eq!(rig.printed.len(), 1);
    rig.print_ends(first, PrintOutcome::Uncertain);
    assert_eq!(rig.printed.len(), 2);
    assert_eq!(rig.printed[1].payment, second);
}

#[test]
fn a_printer_never_delays_a_payment() {
    let mut rig = Rig::paydesk();
    rig.paid();
    let next = rig.paid();
    assert_eq!(rig.stage(next), Stage::Paid);
}

#[test]
fn no_cheque_is_printed_after_a_late_refusal() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    let id = pay.payment;
    rig.print_ends(id, PrintOutcome::NotReady);
    let status = rig.next_is(Ask::Status);
    let begun = rig.printed.len();
    rig.print_ends(id, PrintOutcome::NotReady);
    rig.answer(&status, REFUSED_FOR_GOOD);
    rig.pass(MINUTE);
    assert_eq!(
        rig.printed.len(),
        begun,
        "paper is back, the payment is not"
    );
    assert!(rig.stored(id).is_live(), "the cash is owed");
    assert_eq!(rig.stored(id).cheque(), None, "it is kept back for good");
    let by = "Anna".to_owned();
    rig.command(Command::CashReturned { payment: id, by });
    assert!(!rig.stored(id).is_live());
    assert!(rig.facts.outbox().is_empty(), "nobody waits for it");
    rig.restart();
    rig.pass(MINUTE);
    assert_eq!(rig.printed.len(), begun);
}

#[test]
fn no_copy_is_printed_of_a_cheque_whose_cash_is_owed_back() {
    let mut rig = Rig::cyberplat();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    let id = pay.payment;
    rig.print_ends(id, PrintOutcome::Printed);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, REFUSED_FOR_GOOD);
    let (by, reason) = ("Anna".to_owned(), "torn".to_owned());
    let payment = id;
    let outcome = rig.command(Command::Reprint {
        payment,
        by,
        reason,
    });
    assert_eq!(outcome, Some(Outcome::NotAccepted(Rejection::WrongState)));
    assert_eq!(rig.printed.len(), 1);
}

#[test]
fn while_the_printer_is_not_ready_nothing_is_written_and_then_the_cheque_comes_by_itself() {
    for fault in PrinterFault::ALL {
        let mut rig = Rig::paydesk();
        rig.printer = PrinterState::NotReady(fault);
        let id = rig.paid();
        let commits = rig.disk.commits;
        rig.pass(MINUTE);
        assert_eq!(rig.looks, 31, "at the start, and every two seconds");
        assert_eq!(rig.disk.commits, commits, "{fault:?}");
        assert_eq!(job(&rig, id), PrintStage::Due);
        assert!(rig.printed.is_empty());
        rig.printer = PrinterState::Ready;
        rig.pass(2 * SECOND);
        assert_eq!(rig.printed.len(), 1);
        assert_eq!(rig.printed[0].copy, 0);
    }
}

#[test]
fn a_power_cut_while_the_printer_is_not_ready_leaves_no_question() {
    let mut rig = Rig::paydesk();
    rig.printer = PrinterState::NotReady(PrinterFault::NoPaper);
    let id = rig.paid();
    rig.pass(MINUTE);
    rig.restart();
    assert_eq!(job(&rig, id), PrintStage::Due);
    rig.printer = PrinterState::Unknown;
    rig.pass(2 * SECOND);
    let copies: Vec<u32> = rig.printed.iter().map(|print| print.copy).collect();
    assert_eq!(copies, [0], "the only unmarked one");
}

#[test]
fn a_look_that_nobody_answers_is_repeated() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    let answer = Box::new(paydesk_domain::exchange::Answer {
        meaning: ACCEPTED,
        facts: Default::default(),
        signed_at: rig.now.unix_seconds(),
        evidence: b"signed".to_vec(),
    });
    let effects = rig.decide(Input::Answered {
        attempt: pay.attempt,
        answer,
        knows_last_session: true,
    });
    assert!(effects.contains(&Effect::LookAtPrinter));
    let unheard = effects.into_iter();
    rig.perform(
        unheard
            .filter(|effect| *effect != Effect::LookAtPrinter)
            .collect(),
    );
    rig.pass(MINUTE - SECOND);
    assert!(rig.printed.is_empty());
    rig.pass(2 * SECOND);
    assert_eq!(rig.printed.len(), 1);
}

#[test]
fn a_word_of_the_printer_begins_no_second_print() {
    let mut rig = Rig::paydesk();
    rig.paid();
    rig.paid();
    assert_eq!(rig.printed.len(), 1);
    rig.step(Input::Printer(PrinterState::Ready));
    assert_eq!(rig.printed.len(), 1, "one job at a time");
}

#[test]
fn a_till_that_is_closing_begins_no_print() {
    let mut rig = Rig::paydesk();
    rig.printer = PrinterState::NotReady(PrinterFault::Cover);
    let id = rig.paid();
    rig.command(Command::Stop);
    rig.step(Input::Printer(PrinterState::Ready));
    assert!(rig.printed.is_empty());
    assert_eq!(job(&rig, id), PrintStage::Due);
}
