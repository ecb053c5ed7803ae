//! A printer at a socket and at a serial line, healthy and not.

mod drawer;
mod every_byte;
mod ways;

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use paydesk_cheque::document::Document;
use paydesk_cheque::profile::{PrinterProfile, StatusAbility};
use paydesk_cheque::{escpos, layout};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::{EscPosPrinter, Patience};
use crate::clock::Deadline;
use crate::printer::fake::{Fake, Manner, Trouble};
use crate::printer::{Habits, Permit, Printer};
use crate::samples::a_cheque;

/// Long enough for a busy computer where an answer comes, and short where it never does.
const LONG: Patience = Patience {
    opening: Duration::from_secs(20),
    answer: Duration::from_secs(20),
    writing: Duration::from_secs(20),
    coming_out: Duration::from_millis(1),
};
const SHORT: Patience = Patience {
    answer: Duration::from_millis(20),
    writing: Duration::from_millis(20),
    ..LONG
};
const ANSWERS: Habits = Habits {
    answers: Some(true),
    fence: false,
};
const FENCE: Habits = Habits {
    answers: Some(true),
    fence: true,
};
const NOT_KNOWN: Habits = Habits {
    answers: None,
    fence: false,
};

fn profile() -> PrinterProfile {
    PrinterProfile::builtin("generic-80").expect("profile")
}

fn bytes_of(document: &Document) -> Vec<u8> {
    let profile = profile();
    escpos::encode(&layout::lay_out_for(document, &profile), &profile)
}

fn till_at(fake: &Fake, habits: (Habits, Patience)) -> EscPosPrinter {
    EscPosPrinter::new(fake.address.parse().expect("an address"), profile(), habits)
}

fn till_with(status: StatusAbility, fake: &Fake, habits: (Habits, Patience)) -> EscPosPrinter {
    let profile = PrinterProfile {
        status,
        ..profile()
    };
    EscPosPrinter::new(fake.address.parse().expect("an address"), profile, habits)
}

fn both(manner: Manner) -> [Fake; 2] {
    [Fake::tcp(manner), Fake::pty(manner)]
}

/// Waits until the whole paper came out: what nobody confirms may still be on its way.
fn arrives(fake: &Fake, paper: &[u8]) {
    let until = Deadline::after(Duration::from_secs(20));
    while fake.papers() != [paper] {
        assert!(!until.is_over(), "{fake:?}");
        std::thread::yield_now();
    }
}

fn prints(printer: &mut EscPosPrinter) -> PrintOutcome {
    printer.print(&a_cheque(0), &Permit::new())
}

#[test]
fn a_printer_that_answers_confirms_and_prints_every_byte_once() {
    for (manner, habits) in [
        (Manner::Fence, FENCE),
        (Manner::Honest, ANSWERS),
        (Manner::Honest, NOT_KNOWN),
    ] {
        for fake in both(manner) {
            let mut printer = till_at(&fake, (habits, LONG));
            assert_eq!(printer.state(), PrinterState::Ready);
            assert_eq!(prints(&mut printer), PrintOutcome::Printed, "{fake:?}");
            assert_eq!(fake.papers(), [bytes_of(&a_cheque(0))]);
        }
    }
}

#[test]
fn a_printer_that_never_answers_is_asked_once_and_its_papers_are_sent_and_not_confirmed() {
    for manner in [Manner::Mute, Manner::Garbage, Manner::Shapeless] {
        for fake in both(manner) {
            let mut printer = till_at(&fake, (NOT_KNOWN, SHORT));
            assert_eq!(printer.state(), PrinterState::Unknown, "{manner:?}");
            assert_eq!(prints(&mut printer), PrintOutcome::Sent, "{manner:?}");
            assert_eq!(prints(&mut printer), PrintOutcome::Sent);
            assert_eq!(fake.questions(), 1, "learnt: {manner:?}");
        }
    }
}

#[test]
fn a_printer_that_is_known_to_answer_and_does_not_is_not_written_to() {
    for fake in both(Manner::Mute) {
        let mut printer = till_at(&fake, (ANSWERS, SHORT));
        let silent = PrinterState::NotReady(PrinterFault::Silent);
        assert_eq!(printer.state(), silent);
        assert_eq!(prints(&mut printer), PrintOutcome::NotReady);
        assert!(fake.papers().is_empty());
    }
}

#[test]
fn what_is_wrong_before_a_paper_is_named_and_nothing_is_sent_until_it_is_put_right() {
    for (trouble, fault) in [
        (Trouble::NoPaper, PrinterFault::NoPaper),
        (Trouble::Cover, PrinterFault::Cover),
        (Trouble::Cutter, PrinterFault::Cutter),
        (Trouble::Error, PrinterFault::Broken),
        (Trouble::Offline, PrinterFault::Offline),
    ] {
        for fake in both(Manner::Fence) {
            fake.falls(trouble);
            let mut printer = till_at(&fake, (NOT_KNOWN, LONG));
            assert_eq!(printer.state(), PrinterState::NotReady(fault));
            assert_eq!(prints(&mut printer), PrintOutcome::NotReady);
            assert!(fake.papers().is_empty());
            fake.is_put_right();
            assert_eq!(prints(&mut printer), PrintOutcome::Printed, "{trouble:?}");
        }
    }
}

#[test]
fn a_fault_in_the_middle_of_a_paper_is_never_a_confirmed_paper() {
    let whole = bytes_of(&a_cheque(0)).len();
    for (manner, habits) in [(Manner::Fence, FENCE), (Manner::Honest, ANSWERS)] {
        for trouble in [
            Trouble::NoPaper,
            Trouble::NoPaperKeeps,
            Trouble::Cover,
            Trouble::Error,
            Trouble::Offline,
            Trouble::Swallows,
            Trouble::HangsUp,
        ] {
            for after in [0, whole / 2, whole - 1] {
                let fake = Fake::tcp(manner);
                fake.will_fall(0, after, trouble);
                // Before the paper every answer comes; after it some never do.
                let patience = Patience {
                    writing: SHORT.writing,
                    ..LONG
                };
                let mut printer = till_at(&fake, (habits, patience));
                let outcome = prints(&mut printer);
                assert_eq!(outcome, PrintOutcome::Uncertain, "{trouble:?} {after}");
                assert!(fake.papers()[0].len() <= after);
            }
        }
    }
}

#[test]
fn how_a_printer_talks_is_learnt_by_asking_it() {
    for (manner, habits) in [
        (Manner::Fence, FENCE),
        (Manner::Honest, ANSWERS),
        (
            Manner::Mute,
            Habits {
                answers: Some(false),
                fence: false,
            },
        ),
    ] {
        for fake in both(manner) {
            let patience = if manner == Manner::Fence { LONG } else { SHORT };
            let mut printer = till_at(&fake, (NOT_KNOWN, patience));
            assert_eq!(printer.learn(), Ok(habits), "{manner:?}");
        }
    }
}

#[test]
fn what_a_profile_says_of_answers_is_done_where_nobody_has_asked_the_printer() {
    for (status, asked, outcome, has_fence) in [
        (StatusAbility::None, false, PrintOutcome::Sent, false),
        (StatusAbility::Ask, true, PrintOutcome::Printed, false),
        (StatusAbility::DleEot, true, PrintOutcome::Printed, false),
        (StatusAbility::GsR, true, PrintOutcome::Printed, true),
    ] {
        for fake in both(Manner::Fence) {
            let mut printer = till_with(status, &fake, (NOT_KNOWN, LONG));
            assert_eq!(prints(&mut printer), outcome, "{status:?}");
            arrives(&fake, &bytes_of(&a_cheque(0)));
            assert_eq!(fake.questions() > 0, asked, "{status:?}");
            // One question of the kind finds out whether there is a fence, the other stands behind the paper.
            let fences = if has_fence { 2 } else { 0 };
            assert_eq!(fake.fences(), fences, "{status:?}");
        }
    }
}

#[test]
fn a_fence_that_only_the_profile_has_is_missed_once_and_no_paper_is_asked_about() {
    for fake in both(Manner::Honest) {
        let patience = Patience {
            answer: Duration::from_millis(500),
            ..LONG
        };
        let mut printer = till_with(StatusAbility::GsR, &fake, (NOT_KNOWN, patience));
        assert_eq!(prints(&mut printer), PrintOutcome::Printed);
        assert_eq!(prints(&mut printer), PrintOutcome::Printed);
        assert_eq!(fake.fences(), 1);
    }
}

#[test]
fn a_printer_whose_profile_answers_nothing_or_has_no_fence_is_not_even_tried_for_it() {
    let mute = Habits {
        answers: Some(false),
        fence: false,
    };
    for (status, habits) in [
        (StatusAbility::None, mute),
        (StatusAbility::DleEot, ANSWERS),
    ] {
        for fake in both(Manner::Fence) {
            let mut printer = till_with(status, &fake, (NOT_KNOWN, LONG));
            assert_eq!(printer.learn(), Ok(habits), "{status:?}");
            assert_eq!(fake.fences(), 0, "{status:?}");
        }
    }
}

#[test]
fn a_printer_that_needs_a_rest_after_connecting_gets_it_on_top_of_every_limit() {
    let fake = Fake::tcp(Manner::Fence);
    let limit = |init_delay_ms| {
        let profile = PrinterProfile {
            init_delay_ms,
            ..profile()
        };
        let address = fake.address.parse().expect("an address");
        let mut printer = EscPosPrinter::new(address, profile, (FENCE, LONG));
        assert_eq!(prints(&mut printer), PrintOutcome::Printed);
        printer.longest(None)
    };
    assert_eq!(limit(40), limit(0) + Duration::from_millis(40));
}

#[test]
fn nobody_at_the_address_is_a_missing_printer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let file = tempfile::NamedTempFile::new().expect("a file");
    for address in [
        format!("tcp:127.0.0.1:{port}"),
        "serial:/dev/no-such-line".to_owned(),
        "usb:/dev/usb/no-such-printer".to_owned(),
        format!("usb:{}", file.path().display()),
        "usb:ffff:fffe".to_owned(),
        "windows:POS-58".to_owned(),
    ] {
        let address = address.parse().expect("an address");
        let mut printer = EscPosPrinter::new(address, profile(), (NOT_KNOWN, LONG));
        let missing = PrinterState::NotReady(PrinterFault::Missing);
        assert_eq!(printer.state(), missing);
        assert_eq!(prints(&mut printer), PrintOutcome::NotReady);
    }
    assert_eq!(std::fs::read(file.path()).expect("read"), b"");
}

#[test]
fn a_job_that_was_given_up_before_its_first_byte_never_sends_one() {
    for fake in both(Manner::Fence) {
        let mut printer = till_at(&fake, (FENCE, LONG));
        let permit = Permit::new();
        assert!(permit.withdraw());
        let outcome = printer.print(&a_cheque(0), &permit);
        assert_eq!(outcome, PrintOutcome::NotReady);
        assert!(fake.papers().is_empty());
    }
}

#[test]
fn a_printer_that_serves_another_client_is_waited_for_and_not_written_to() {
    let fake = Fake::tcp(Manner::Fence);
    let place = fake.address.strip_prefix("tcp:").expect("tcp");
    let other = TcpStream::connect(place).expect("the other client");
    let mut printer = till_at(&fake, (FENCE, SHORT));
    assert_eq!(prints(&mut printer), PrintOutcome::NotReady);
    assert!(fake.papers().is_empty());
    drop(other);
    let mut printer = till_at(&fake, (FENCE, LONG));
    assert_eq!(prints(&mut printer), PrintOutcome::Printed);
}

#[test]
fn what_was_kept_comes_out_after_paper_is_loaded_and_is_still_asked_about() {
    let fake = Fake::tcp(Manner::Honest);
    fake.will_fall(0, 300, Trouble::NoPaperKeeps);
    let mut printer = till_at(&fake, (ANSWERS, LONG));
    assert_eq!(prints(&mut printer), PrintOutcome::Uncertain);
    fake.is_put_right();
    assert_eq!(fake.papers(), [bytes_of(&a_cheque(0))]);
}
