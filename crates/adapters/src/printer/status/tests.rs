//! What is made of a printer's answers, one reading after another.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use paydesk_domain::printer::PrinterFault;

use super::{Talk, Told};
use crate::printer::transport::{Abilities, Transport, WriteFault};

/// A way on which each reading brings what was put there; nothing once all is used up.
struct Played {
    readings: VecDeque<Vec<u8>>,
    asked: Vec<u8>,
}

impl Transport for Played {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: true,
            tells_unplugged: true,
            has_foreign_queue: false,
        }
    }

    fn write_all(&mut self, bytes: &[u8], _: Duration) -> Result<(), WriteFault> {
        self.asked.extend(bytes.last());
        Ok(())
    }

    fn read(&mut self, into: &mut Vec<u8>, _: Duration) -> io::Result<()> {
        into.extend(self.readings.pop_front().unwrap_or_default());
        Ok(())
    }

    fn close(self: Box<Self>) {}
}

/// What a printer tells before a job, and which questions it was asked. Readings: what lies there first, then for
/// each question what lies there and what comes.
fn before(readings: &[&[u8]]) -> (Told, Vec<u8>) {
    let mut way = Played {
        readings: readings.iter().map(|reading| reading.to_vec()).collect(),
        asked: Vec::new(),
    };
    let told = Talk::new(&mut way, Duration::ZERO).before().expect("told");
    (told, way.asked)
}

/// The same for a printer that answers each question with one byte.
fn answers(first: u8, reason: u8, paper: u8, error: u8) -> Told {
    let nothing: &[u8] = &[];
    let (first, reason, paper, error) = (&[first][..], &[reason][..], &[paper][..], &[error][..]);
    before(&[
        nothing, nothing, first, nothing, reason, nothing, paper, nothing, error,
    ])
    .0
}

#[test]
fn each_fault_is_named_by_the_bit_that_stands_for_it() {
    for (answer, told) in [
        (answers(0x12, 0x12, 0x12, 0x12), Told::Fine),
        // The drawer's contact, and paper near its end, are no faults.
        (answers(0x16, 0x12, 0x1e, 0x12), Told::Fine),
        (
            answers(0x1a, 0x12, 0x12, 0x12),
            Told::Fault(PrinterFault::Offline),
        ),
        (
            answers(0x1a, 0x16, 0x12, 0x12),
            Told::Fault(PrinterFault::Cover),
        ),
        (
            answers(0x1a, 0x32, 0x12, 0x12),
            Told::Fault(PrinterFault::NoPaper),
        ),
        (
            answers(0x12, 0x12, 0x72, 0x12),
            Told::Fault(PrinterFault::NoPaper),
        ),
        (
            answers(0x1a, 0x52, 0x12, 0x1a),
            Told::Fault(PrinterFault::Cutter),
        ),
        (
            answers(0x1a, 0x52, 0x12, 0x32),
            Told::Fault(PrinterFault::Broken),
        ),
    ] {
        assert_eq!(answer, told);
    }
}

#[test]
fn after_a_silence_nothing_more_is_asked() {
    assert_eq!(before(&[]), (Told::Nothing, vec![1]));
    let (told, asked) = before(&[b"", b"", &[0x12], b"", b""]);
    assert_eq!((told, asked), (Told::Nothing, vec![1, 2]));
}

#[test]
fn an_answer_that_comes_late_is_not_taken_for_the_answer_to_the_next_question() {
    // It lies there when the next talk begins, or comes while it is waited for quiet.
    for late in [&[&[0x12_u8][..], b""][..], &[b"", &[0x12]]] {
        let (told, _) = before(late);
        assert_eq!(told, Told::Nothing);
    }
    // It comes together with the right one: which of them is which?
    let (told, _) = before(&[b"", b"", &[0x12, 0x1a]]);
    assert_eq!(told, Told::Nothing);
}

#[test]
fn what_lacks_the_fixed_bits_is_no_answer() {
    for byte in (0..=u8::MAX).filter(|byte| byte & 0b1001_0011 != 0b0001_0010) {
        let (told, _) = before(&[b"", b"", &[byte]]);
        assert_eq!(told, Told::Nothing, "{byte:#04x}");
    }
    // The colon has them; the word around it tells that no printer speaks here.
    let (told, _) = before(&[b"", b"", b"login: "]);
    assert_eq!(told, Told::Nothing);
    // A line that says "go on" in between is still answered.
    let (told, asked) = before(&[b"", b"", &[0x11], &[0x13, 0x12]]);
    assert_eq!((told, asked.len()), (Told::Nothing, 1), "without time left");
}

#[test]
fn a_fence_is_answered_by_the_paper() {
    for (answer, told) in [
        (&[0x00_u8][..], Told::Fine),
        // Near its end.
        (&[0x03], Told::Fine),
        (&[0x0c], Told::Fault(PrinterFault::NoPaper)),
        (&[], Told::Nothing),
        // An answer to another question.
        (&[0x12], Told::Nothing),
    ] {
        let mut way = Played {
            readings: VecDeque::from([answer.to_vec()]),
            asked: Vec::new(),
        };
        let heard = Talk::new(&mut way, Duration::ZERO).fence(Duration::ZERO);
        assert_eq!(heard.expect("told"), told, "{answer:?}");
    }
}
