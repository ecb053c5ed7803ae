//! What people want of paid payments, also of those that left the memory long ago.

use paydesk_cheque::document::{Document, Wanted};
use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::exchange::{Ask, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::PrintStage;
use paydesk_domain::pii::Pii;

use super::rig::{
    ACCEPTED, ANNA, HOUR, MINUTE, REFUSED_FOR_GOOD, Rig, TOMBSTONE, order, order_at, rub,
};
use crate::paper;
use crate::world::{Command, Outcome, PrintOutcome, Rejection};

const YEAR: i64 = 365 * 24 * HOUR;

fn reprint(rig: &mut Rig, payment: PaymentId, reason: &str) -> Option<Outcome> {
    rig.command(Command::Reprint {
        payment,
        by: ANNA.to_owned(),
        reason: reason.to_owned(),
    })
}

fn correct(rig: &mut Rig, payment: PaymentId, wanted: CorrectionWish) -> Option<Outcome> {
    rig.command(Command::OpenCorrection {
        payment,
        by: ANNA.to_owned(),
        wanted,
    })
}

fn refused(rejection: Rejection) -> Option<Outcome> {
    Some(Outcome::NotAccepted(rejection))
}

fn give_back(reason: &str) -> CorrectionWish {
    let reason = reason.to_owned();
    CorrectionWish::Return { reason }
}

fn number(right: &str) -> CorrectionWish {
    CorrectionWish::Number {
        right: Pii::new(right.to_owned()),
        reason: "two digits mixed up".to_owned(),
    }
}

/// A payment that was paid and printed so long ago.
fn settled(rig: &mut Rig, age_ms: i64) -> PaymentId {
    let id = rig.paid();
    rig.print_ends(id, PrintOutcome::Printed);
    rig.pass(age_ms);
    assert!(rig.till.payment(id).is_none(), "it has left the memory");
    id
}

#[test]
fn a_reprint_is_a_marked_copy_and_says_who_wanted_it() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    for copy in 1..=3 {
        assert_eq!(
            reprint(&mut rig, id, "the cheque is torn"),
            Some(Outcome::Done)
        );
        let job = rig.printed.last().expect("a print");
        assert_eq!((job.payment, job.copy), (id, copy));
        rig.print_ends(id, PrintOutcome::Printed);
        assert!(rig.till.payment(id).is_none(), "settled again");
        assert!(!rig.facts.open.contains_key(&id));
    }
    assert_eq!(rig.stored(id).print.map(|job| job.started), Some(4));
    assert_eq!(rig.disk.noted(JournalKind::Reprinted), 3);
    let deed = (ANNA.to_owned(), "the cheque is torn".to_owned());
    assert!(rig.disk.deeds.values().any(|stored| *stored == deed));
}

#[test]
fn a_payment_of_last_year_is_printed_again() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, YEAR);
    rig.restart();
    assert_eq!(
        reprint(&mut rig, id, "for the tax office"),
        Some(Outcome::Done)
    );
    assert_eq!(rig.printed.last().map(|job| job.copy), Some(1));
}

#[test]
fn a_print_that_was_only_handed_over_or_is_in_doubt_may_be_done_again() {
    for outcome in [PrintOutcome::Sent, PrintOutcome::Uncertain] {
        let mut rig = Rig::paydesk();
        let id = rig.paid();
        rig.print_ends(id, outcome);
        assert_eq!(
            reprint(&mut rig, id, "nothing came out"),
            Some(Outcome::Done)
        );
        assert_eq!(
            rig.printed.last().map(|job| job.copy),
            Some(1),
            "{outcome:?}"
        );
    }
}

#[test]
fn a_copy_that_found_no_printer_waits_and_stays_a_copy() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    reprint(&mut rig, id, "torn");
    rig.print_ends(id, PrintOutcome::NotReady);
    assert_eq!(
        reprint(&mut rig, id, "torn"),
        refused(Rejection::WrongState)
    );
    rig.pass(MINUTE);
    assert_eq!(rig.printed.last().map(|job| job.copy), Some(1));
    assert!(rig.printed.iter().filter(|job| job.copy == 0).count() == 1);
}

#[test]
fn nothing_is_printed_again_without_a_reason_or_without_a_cheque() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    assert_eq!(reprint(&mut rig, id, " "), refused(Rejection::NoReason));
    assert!(rig.till.payment(id).is_none(), "nor does it stay in memory");
    let unknown = PaymentId::new(99);
    let nobody = refused(Rejection::NoSuchPayment);
    assert_eq!(reprint(&mut rig, unknown, "torn"), nobody);
    let checked = rig.checked(order());
    let wrong = refused(Rejection::WrongState);
    assert_eq!(reprint(&mut rig, checked, "torn"), wrong);
    let pay = rig.paying(order());
    assert_eq!(reprint(&mut rig, pay.payment, "torn"), wrong);
    rig.answer(&pay, REFUSED_FOR_GOOD);
    assert_eq!(reprint(&mut rig, pay.payment, "torn"), wrong);
    let printing = rig.paid();
    assert_eq!(
        rig.stored(printing).print.map(|job| job.stage),
        Some(PrintStage::Printing(0))
    );
    assert_eq!(
        reprint(&mut rig, printing, "torn"),
        wrong,
        "it is on its way"
    );
}

#[test]
fn a_correction_is_opened_once_for_a_paid_payment_however_old() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, YEAR);
    let Some(Outcome::Correction(record)) = correct(&mut rig, id, number("9161234576")) else {
        panic!("no correction");
    };
    let expected = CorrectionRecord {
        number: 1,
        payment: id,
        at: rig.now,
        by: ANNA.to_owned(),
        wish: number("9161234576"),
    };
    assert_eq!(*record, expected);
    assert_eq!(rig.disk.corrections, [expected]);
    assert_eq!(rig.disk.noted(JournalKind::Correction), 1);
    let again = refused(Rejection::CorrectionOpen);
    assert_eq!(correct(&mut rig, id, give_back("changed my mind")), again);
    rig.restart();
    assert_eq!(correct(&mut rig, id, give_back("changed my mind")), again);
    let other = rig.paid();
    let Some(Outcome::Correction(record)) = correct(&mut rig, other, give_back("by mistake"))
    else {
        panic!("no correction");
    };
    assert_eq!(record.number, 2);
}

#[test]
fn a_correction_changes_no_payment_and_sends_nothing() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    let before = rig.stored(id).clone();
    correct(&mut rig, id, give_back("by mistake"));
    assert_eq!(*rig.stored(id), before);
    rig.nothing_sent();
    assert!(rig.till.payment(id).is_none());
}

#[test]
fn only_what_is_paid_can_be_corrected() {
    let mut rig = Rig::paydesk();
    let wrong = refused(Rejection::WrongState);
    let open = rig.unknown();
    assert_eq!(correct(&mut rig, open, give_back("by mistake")), wrong);
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(&pay, ACCEPTED);
    rig.print_ends(pay.payment, PrintOutcome::Printed);
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, TOMBSTONE);
    let owed = correct(&mut rig, pay.payment, give_back("by mistake"));
    assert_eq!(owed, wrong, "its cash goes back already");
}

#[test]
fn a_correction_says_what_is_right_and_why() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    let sum = |right| CorrectionWish::Sum {
        right,
        reason: "one nought too many".to_owned(),
    };
    let bad = [
        (give_back(" "), Rejection::NoReason),
        (number(""), Rejection::BadOrder),
        (number("9161234567"), Rejection::BadOrder),
        (number("123456789012345678901"), Rejection::BadOrder),
        (sum(rub(0)), Rejection::BadSum),
        (sum(rub(500)), Rejection::BadSum),
    ];
    for (wish, rejection) in bad {
        let outcome = correct(&mut rig, id, wish.clone());
        assert_eq!(outcome, refused(rejection), "{wish:?}");
    }
    assert!(rig.disk.corrections.is_empty());
    let outcome = correct(&mut rig, id, sum(rub(50)));
    assert!(
        matches!(outcome, Some(Outcome::Correction(_))),
        "{outcome:?}"
    );
}

#[test]
fn the_paper_of_a_correction_shows_both_numbers_as_people_read_them() {
    let mut rig = Rig::paydesk();
    let id = settled(&mut rig, MINUTE);
    let Some(Outcome::Correction(record)) = correct(&mut rig, id, number("9161234576")) else {
        panic!("no correction");
    };
    let payment = rig.stored(id);
    let settings = &rig.settings;
    let provider = settings.catalogue.provider(&payment.order.provider);
    let place = (&settings.point, &*record);
    let document = paper::correction(payment, provider, &settings.shop, place);
    let Document::CorrectionRequest(request) = document else {
        panic!("another paper");
    };
    let expected = Wanted::Number {
        paid: "+7 916 123-45-67".to_owned(),
        meant: "+7 916 123-45-76".to_owned(),
    };
    assert!(request.wanted == expected);
    assert_eq!((&*request.taken_by, request.at), (ANNA, record.at));
    assert_eq!(request.body.session, payment.session.as_wire());
}

#[test]
fn one_payment_is_asked_about_at_once_and_the_others_wait() {
    let mut rig = Rig::paydesk();
    let one = rig.unknown();
    let other = rig.paying(order_at("demo-mobile", "9160000001"));
    rig.silence(&other, Why::TimedOut);
    rig.nothing_sent();
    assert_eq!(
        rig.command(Command::Retry { payment: one }),
        Some(Outcome::Done)
    );
    assert_eq!(rig.sent_is(Ask::Status).payment, one);
    let nobody = refused(Rejection::NoSuchPayment);
    let gone = PaymentId::new(99);
    assert_eq!(rig.command(Command::Retry { payment: gone }), nobody);
}
