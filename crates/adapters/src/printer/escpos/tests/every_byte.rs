//! A printer that fails at every byte of the longest cheque: never "printed" for a part of it, and ready again by
//! itself once the fault is gone.

use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout};
use paydesk_domain::printer::PrinterState;
use paydesk_till::world::PrintOutcome;

use super::{ANSWERS, FENCE, LONG};
use crate::printer::fake::{Fake, Manner, Trouble};
use crate::printer::{EscPosPrinter, Habits, Permit, Printer};
use crate::samples::the_longest_cheque;

const WITH_FENCE: (Manner, Habits) = (Manner::Fence, FENCE);
const AT_ONCE: (Manner, Habits) = (Manner::Honest, ANSWERS);

/// Prints the cheque once for each of its bytes; the printer fails after that byte and is put right afterwards.
fn assert_at_every_byte(trouble: Trouble, fake: &Fake, habits: Habits) {
    let profile = PrinterProfile::builtin("epson-t20").expect("a profile");
    let document = the_longest_cheque();
    let whole = escpos::encode(&layout::lay_out_for(&document, &profile), &profile);
    assert!((1_500..3_000).contains(&whole.len()), "{}", whole.len());
    let address = fake.address.parse().expect("an address");
    let mut printer = EscPosPrinter::new(address, profile, (habits, LONG));
    for after in 0..whole.len() {
        fake.will_fall(after, after, trouble);
        let outcome = printer.send(&whole, &Permit::new());
        assert_eq!(outcome, PrintOutcome::Uncertain, "{trouble:?} {after}");
        fake.is_put_right();
    }
    assert_eq!(printer.state(), PrinterState::Ready);
    let outcome = printer.send(&whole, &Permit::new());
    assert_eq!(outcome, PrintOutcome::Printed, "{trouble:?} is over");
    let mut papers = fake.papers();
    assert_eq!(papers.pop().as_ref(), Some(&whole));
    assert_eq!(papers.len(), whole.len(), "one start for each");
    for (after, paper) in papers.iter().enumerate() {
        let is_kept = trouble == Trouble::NoPaperKeeps;
        let came_out = if is_kept { whole.len() } else { after };
        assert_eq!(*paper, whole[..came_out], "{trouble:?} {after}");
    }
}

#[test]
fn paper_that_ends_at_any_byte_in_the_network_is_never_a_printed_cheque() {
    let (manner, habits) = WITH_FENCE;
    assert_at_every_byte(Trouble::NoPaper, &Fake::tcp(manner), habits);
}

#[test]
fn paper_that_ends_at_any_byte_on_a_serial_line_is_never_a_printed_cheque() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::NoPaper, &Fake::pty(manner), habits);
}

#[test]
fn a_rest_that_is_kept_at_any_byte_is_asked_about() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::NoPaperKeeps, &Fake::device(manner), habits);
}

#[test]
fn a_cover_opened_at_any_byte_in_the_network_is_never_a_printed_cheque() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::Cover, &Fake::tcp(manner), habits);
}

#[test]
fn a_cover_opened_at_any_byte_behind_a_device_file_is_never_a_printed_cheque() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::Cover, &Fake::device(manner), habits);
}

#[test]
fn power_lost_at_any_byte_in_the_network_is_never_a_printed_cheque() {
    let (manner, habits) = WITH_FENCE;
    assert_at_every_byte(Trouble::PowerOff, &Fake::tcp(manner), habits);
}

#[test]
fn a_serial_line_pulled_out_at_any_byte_is_never_a_printed_cheque() {
    let (manner, habits) = WITH_FENCE;
    assert_at_every_byte(Trouble::PowerOff, &Fake::pty(manner), habits);
}

#[test]
fn a_device_file_pulled_out_at_any_byte_is_never_a_printed_cheque() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::PowerOff, &Fake::device(manner), habits);
}

#[test]
fn rubbish_from_any_byte_on_in_the_network_is_never_a_printed_cheque() {
    let (manner, habits) = WITH_FENCE;
    assert_at_every_byte(Trouble::Garbage, &Fake::tcp(manner), habits);
}

#[test]
fn rubbish_from_any_byte_on_on_a_serial_line_is_never_a_printed_cheque() {
    let (manner, habits) = AT_ONCE;
    assert_at_every_byte(Trouble::Garbage, &Fake::pty(manner), habits);
}
