//! Lines that are slow, full, late or dead.

use std::fs;
use std::io::Read;
use std::thread;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::{ANSWERS, FENCE, LONG, NOT_KNOWN, SHORT, arrives, bytes_of, prints, profile};
use super::{Habits, Patience, till_at};
use crate::printer::fake::{Fake, Manner, Trouble};
use crate::printer::transport::{self, Sent};
use crate::printer::{EscPosPrinter, Permit, Printer, PrinterAddress};
use crate::samples::a_cheque;

const MUTE: Habits = Habits {
    answers: Some(false),
    fence: false,
};

/// More than any system keeps on a line by itself.
const PICTURE: usize = 300_000;

/// Something long, in which a byte that is lost or doubled is seen.
fn a_picture() -> Vec<u8> {
    (0..PICTURE)
        .map(|n| b'A' + u8::try_from(n % 23).expect("small"))
        .collect()
}

/// Puts the machine right as soon as it is full.
fn soon_put_right(fake: &Fake) -> thread::JoinHandle<()> {
    let fake = fake.clone();
    thread::spawn(move || {
        while fake.trouble() != Some(Trouble::Full) {
            thread::yield_now();
        }
        fake.is_put_right();
    })
}

#[test]
fn a_line_that_takes_few_bytes_at_a_time_gets_every_byte_once() {
    for fake in [
        Fake::tcp(Manner::Fence),
        Fake::pty(Manner::Fence),
        Fake::device(Manner::Fence),
    ] {
        fake.is_slow(7);
        let mut printer = till_at(&fake, (FENCE, LONG));
        let picture = a_picture();
        let outcome = printer.send(&picture, &Permit::new());
        assert_eq!(outcome, PrintOutcome::Printed, "{}", fake.address);
        assert!(fake.papers() == [picture], "{}", fake.address);
    }
}

#[test]
fn a_printer_that_is_full_after_4_kb_and_goes_on_prints_every_byte_once() {
    for fake in [
        Fake::tcp(Manner::Fence),
        Fake::pty(Manner::Fence),
        Fake::pty_with_flow(Manner::Fence),
        Fake::device(Manner::Fence),
    ] {
        fake.will_fall(0, 4_096, Trouble::Full);
        let told = soon_put_right(&fake);
        let mut printer = till_at(&fake, (FENCE, LONG));
        let picture = a_picture();
        let outcome = printer.send(&picture, &Permit::new());
        told.join().expect("told");
        assert_eq!(outcome, PrintOutcome::Printed, "{}", fake.address);
        assert!(fake.papers() == [picture], "{}", fake.address);
    }
}

#[test]
fn a_printer_that_is_full_and_stays_so_is_asked_about_within_the_limit() {
    let fake = Fake::pty(Manner::Fence);
    fake.will_fall(0, 1_000, Trouble::Full);
    let patience = Patience {
        writing: SHORT.writing,
        ..LONG
    };
    let address = fake.address.parse().expect("an address");
    let PrinterAddress::Serial { port, flow, .. } = address else {
        panic!("a serial line");
    };
    // So fast that its share of the limit is nothing.
    let baud = 4_000_000;
    let address = PrinterAddress::Serial { port, baud, flow };
    let mut printer = EscPosPrinter::new(address, profile(), (FENCE, patience));
    let outcome = printer.send(&a_picture()[..20_000], &Permit::new());
    assert_eq!(outcome, PrintOutcome::Uncertain);
    assert_eq!(fake.trouble(), Some(Trouble::Full));
    fake.is_put_right();
}

#[test]
fn a_printer_that_takes_the_connection_and_never_reads_gets_no_paper() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let place = listener.local_addr().expect("an address");
    for (habits, outcome) in [
        // It is known to answer: its silence keeps the cheque due.
        (ANSWERS, PrintOutcome::NotReady),
        // Nobody knows better: what its system took is "sent", never "printed".
        (MUTE, PrintOutcome::Sent),
        (NOT_KNOWN, PrintOutcome::Sent),
    ] {
        let address = format!("tcp:{place}").parse().expect("an address");
        let mut printer = EscPosPrinter::new(address, profile(), (habits, SHORT));
        assert_eq!(prints(&mut printer), outcome, "{habits:?}");
    }
    // More than the systems between them keep: a part of it may have come out.
    let address = format!("tcp:{place}").parse().expect("an address");
    let mut way = transport::open(&address, LONG.opening).expect("a way");
    let fault = way.write_all(&vec![b'x'; 40_000_000], SHORT.writing);
    assert_eq!(fault.expect_err("too much").sent, Sent::Perhaps);
}

#[test]
fn an_answer_that_comes_after_its_time_is_not_believed_by_the_next_look() {
    for fake in [Fake::pty(Manner::Fence), Fake::device(Manner::Fence)] {
        fake.falls(Trouble::Late);
        let mut printer = till_at(&fake, (ANSWERS, SHORT));
        let silent = PrinterState::NotReady(PrinterFault::Silent);
        assert_eq!(printer.state(), silent);
        assert_eq!(prints(&mut printer), PrintOutcome::NotReady);
        // "All is well" comes when nobody waits for it, and then the paper ends.
        fake.says_what_it_owes();
        fake.falls(Trouble::NoPaper);
        // After a noise it is waited for quiet as long as for an answer.
        let patience = Patience {
            answer: Duration::from_secs(1),
            ..LONG
        };
        let mut printer = till_at(&fake, (ANSWERS, patience));
        let no_paper = PrinterState::NotReady(PrinterFault::NoPaper);
        assert_eq!(printer.state(), no_paper, "{}", fake.address);
        assert!(fake.papers().is_empty());
    }
}

#[test]
fn a_paper_whose_confirmation_comes_too_late_is_asked_about() {
    for (fake, habits) in [
        (Fake::tcp(Manner::Fence), FENCE),
        (Fake::pty(Manner::Honest), ANSWERS),
        (Fake::device(Manner::Honest), ANSWERS),
    ] {
        let whole = bytes_of(&a_cheque(0));
        fake.will_fall(0, whole.len() / 2, Trouble::Late);
        let patience = Patience {
            writing: Duration::from_millis(20),
            ..LONG
        };
        let mut printer = till_at(&fake, (habits, patience));
        assert_eq!(prints(&mut printer), PrintOutcome::Uncertain);
        // It did come out: only nobody said so in time.
        arrives(&fake, &whole);
    }
}

#[test]
fn a_device_file_of_a_printer_that_answers_confirms_its_papers() {
    let fake = Fake::device(Manner::Fence);
    let mut printer = till_at(&fake, (NOT_KNOWN, LONG));
    assert_eq!(printer.learn(), Ok(FENCE));
    assert_eq!(prints(&mut printer), PrintOutcome::Printed);
    assert_eq!(fake.papers(), [bytes_of(&a_cheque(0))]);
}

#[test]
fn a_device_file_that_only_takes_bytes_gets_them_all_and_confirms_none() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("lp0");
    let mode = Mode::RUSR | Mode::WUSR;
    mknodat(CWD, &path, FileType::Fifo, mode, 0).expect("a pipe");
    let address = format!("usb:{}", path.display());
    let mut printer = EscPosPrinter::new(address.parse().expect("ok"), profile(), (MUTE, LONG));
    let picture = a_picture();
    let expected = picture.clone();
    // The printer's end is open before the till comes, as a driver's is.
    let reader = thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .expect("open");
        let mut taken = vec![0; expected.len()];
        pipe.read_exact(&mut taken).expect("bytes");
        assert!(taken == expected);
    });
    assert_eq!(printer.send(&picture, &Permit::new()), PrintOutcome::Sent);
    reader.join().expect("every byte");
}
