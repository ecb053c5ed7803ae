//! The line is away for a while and comes back.

use paydesk_domain::exchange::{Ask, Meaning, Request, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::Stage;

use super::rig::{HOUR, Rig, SECOND, order_at};
use crate::world::Command;

const DAY: i64 = 24 * HOUR;

/// So many payments were accepted, each to a number of its own; every attempt so far found no server.
fn cut(rig: &mut Rig, count: usize) -> Vec<PaymentId> {
    let accepted = (0..count).map(|n| {
        let intent = rig.form();
        rig.ask_consent(intent, order_at("demo-mobile", &format!("91612345{n:02}")));
        let check = rig.sent_is(Ask::Check);
        rig.silence(&check, Why::Unreachable);
        rig.command(Command::AcceptOffline {
            payment: check.payment,
            handed: None,
        });
        rig.nothing_sent();
        check.payment
    });
    accepted.collect()
}

/// Time passes; nothing that is sent arrives. Gives how many questions tried.
fn in_vain(rig: &mut Rig, ms: i64) -> usize {
    let end = rig.now.plus_ms(ms);
    let mut tries = 0;
    while let Some(due) = rig.till.next_due().filter(|due| *due <= end) {
        rig.pass(due.ms_since(rig.now).max(0));
        for request in std::mem::take(&mut rig.posted) {
            tries += 1;
            rig.silence(&request, Why::Unreachable);
        }
    }
    rig.pass(end.ms_since(rig.now));
    tries
}

/// Time passes; every question is answered. Gives the questions.
fn answered(rig: &mut Rig, ms: i64) -> Vec<Request> {
    let end = rig.now.plus_ms(ms);
    let mut asked = Vec::new();
    loop {
        for request in std::mem::take(&mut rig.posted) {
            let meaning = match request.ask {
                Ask::Check => Meaning::Granted,
                Ask::Pay | Ask::Status | Ask::Cancel(_) => Meaning::Done,
            };
            rig.answer(&request, meaning);
            asked.push(request);
        }
        if rig.posted.is_empty() {
            match rig.till.next_due().filter(|due| *due <= end) {
                Some(due) => rig.pass(due.ms_since(rig.now).max(0)),
                None => return asked,
            }
        }
    }
}

#[test]
fn a_line_that_is_cut_is_tried_by_one_question_at_a_time() {
    let mut rig = Rig::paydesk();
    cut(&mut rig, 30);
    let tries = in_vain(&mut rig, DAY);
    let rare = usize::try_from(DAY / (15 * SECOND)).unwrap();
    assert!(
        (rare * 8 / 10..rare * 13 / 10).contains(&tries),
        "{tries} tries in a day, for 30 payments as for one"
    );
}

#[test]
fn when_the_line_is_back_everything_is_asked_within_half_a_minute_however_old_it_is() {
    let mut rig = Rig::paydesk();
    let ids = cut(&mut rig, 30);
    in_vain(&mut rig, 3 * DAY);
    answered(&mut rig, 30 * SECOND);
    for id in ids {
        assert_eq!(rig.stage(id), Stage::Paid);
    }
}

#[test]
fn a_pay_without_an_answer_is_asked_about_soon_after_the_server_speaks_again() {
    let mut rig = Rig::paydesk();
    let open: Vec<PaymentId> = (0..8)
        .map(|n| {
            let pay = rig.paying(order_at("demo-mobile", &format!("916123450{n}")));
            rig.silence(&pay, Why::TimedOut);
            rig.nothing_sent();
            pay.payment
        })
        .collect();
    let end = rig.now.plus_ms(3 * HOUR);
    while rig.now < end {
        for request in std::mem::take(&mut rig.posted) {
            rig.silence(&request, Why::NotAccepted);
        }
        let due = rig.till.next_due().expect("something is planned");
        rig.pass(due.ms_since(rig.now).max(0));
    }
    answered(&mut rig, 30 * SECOND);
    for id in open {
        assert_eq!(
            rig.stage(id),
            Stage::Paid,
            "after {} questions",
            rig.stored(id).asks
        );
    }
}

#[test]
fn what_is_accepted_while_the_line_is_cut_is_still_tried_once_at_once() {
    let mut rig = Rig::paydesk();
    let id = rig.checked(order_at("demo-mobile", "9160000001"));
    cut(&mut rig, 3);
    rig.confirm(id);
    assert_eq!(rig.sent_is(Ask::Pay).payment, id);
}

#[test]
fn an_answer_does_not_bring_forward_what_the_server_has_answered_before() {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order_at("demo-mobile", "9160000001"));
    rig.answer(&pay, Meaning::InWork);
    rig.posted.clear();
    for _ in 0..8 {
        let status = rig.next_is(Ask::Status);
        assert_eq!(status.payment, pay.payment);
        rig.answer(&status, Meaning::InWork);
    }
    let other = rig.paying(order_at("demo-mobile", "9160000002"));
    rig.silence(&other, Why::TimedOut);
    let again = rig.next_is(Ask::Status);
    assert_eq!(again.payment, other.payment);
    rig.answer(&again, Meaning::Done);
    rig.pass(6 * SECOND);
    rig.nothing_sent();
}

#[test]
fn what_a_person_asks_about_is_asked_at_once_though_the_line_is_cut() {
    let mut rig = Rig::paydesk();
    let ids = cut(&mut rig, 3);
    rig.nothing_sent();
    rig.command(Command::RetryAll);
    let asked = rig.posted.iter().map(|request| request.payment);
    assert_eq!(asked.collect::<Vec<_>>(), ids);
}
