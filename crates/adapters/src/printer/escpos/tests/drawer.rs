//! The drawer's pulse is a job of its own, and a printer that is not ready never gets one.

use std::time::Duration;

use paydesk_cheque::profile::PrinterProfile;

use super::{ANSWERS, LONG, SHORT, arrives, both, till_at};
use crate::printer::escpos::EscPosPrinter;
use crate::printer::fake::{Fake, Manner, Trouble};
use crate::printer::{Habits, Permit, Printer};

const PULSE: [u8; 5] = [0x1b, 0x70, 0, 25, 250];
const MUTE: Habits = Habits {
    answers: Some(false),
    fence: false,
};

#[test]
fn the_pulse_leaves_alone_whether_the_printer_answers_or_not() {
    for (manner, habits) in [(Manner::Honest, ANSWERS), (Manner::Mute, MUTE)] {
        for fake in both(manner) {
            let mut printer = till_at(&fake, (habits, LONG));
            assert!(printer.has_drawer());
            assert!(printer.open_drawer(&Permit::new()), "{fake:?}");
            arrives(&fake, &PULSE);
        }
    }
}

#[test]
fn the_printer_is_asked_something_after_the_pulse() {
    for fake in both(Manner::Honest) {
        let mut printer = till_at(&fake, (ANSWERS, LONG));
        printer.state();
        let before = fake.questions();
        assert!(printer.open_drawer(&Permit::new()));
        assert!(
            fake.questions() > before * 2,
            "before the pulse and after it"
        );
    }
}

#[test]
fn a_printer_that_is_not_ready_gets_no_pulse_that_it_could_keep() {
    for trouble in [Trouble::NoPaperKeeps, Trouble::Cover, Trouble::Offline] {
        for fake in both(Manner::Honest) {
            fake.falls(trouble);
            let mut printer = till_at(&fake, (ANSWERS, LONG));
            assert!(!printer.open_drawer(&Permit::new()), "{trouble:?}");
            fake.is_put_right();
            assert!(fake.papers().concat().is_empty(), "{trouble:?}");
        }
    }
}

#[test]
fn a_printer_that_is_not_there_opens_nothing() {
    let address = "serial:/dev/no-such-line:9600:none".parse();
    let profile = PrinterProfile::builtin("generic-80").expect("profile");
    let mut printer = EscPosPrinter::new(address.expect("an address"), profile, (ANSWERS, SHORT));
    assert!(!printer.open_drawer(&Permit::new()));
    assert!(printer.longest(None) > Duration::ZERO);
}

#[test]
fn a_pulse_that_was_given_up_never_leaves() {
    for fake in both(Manner::Honest) {
        let mut printer = till_at(&fake, (ANSWERS, LONG));
        let permit = Permit::new();
        assert!(permit.withdraw());
        assert!(!printer.open_drawer(&permit));
        assert!(fake.papers().concat().is_empty());
    }
}

#[test]
fn a_printer_without_a_drawer_says_so() {
    let fake = Fake::tcp(Manner::Honest);
    let profile = PrinterProfile {
        drawer: None,
        ..PrinterProfile::builtin("generic-80").expect("profile")
    };
    let address = fake.address.parse().expect("an address");
    let printer = EscPosPrinter::new(address, profile, (ANSWERS, LONG));
    assert!(!printer.has_drawer());
}
