//! Papers as files and as text.

use std::fs;
use std::io;
use std::path::Path;

use paydesk_cheque::document::{CopyMark, Document};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_domain::payment::{ReturnStage, State};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::paper::slip;
use paydesk_till::payment::Payment;
use paydesk_till::world::PrintOutcome;
use tempfile::TempDir;

use super::{FilePrinter, TextPrinter, files_of};
use crate::printer::{Permit, Printer};
use crate::samples::{a_cheque, at, becomes, payment, point, shop};

fn profile() -> PrinterProfile {
    PrinterProfile::builtin("generic-80").expect("profile")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("list")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .into_string()
                .expect("name")
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_cheque_becomes_two_private_files_in_a_folder_that_is_made_for_it() {
    let outside = TempDir::new().expect("folder");
    let folder = outside.path().join("papers/of/today");
    let mut printer = FilePrinter::new(folder.clone(), profile());
    assert_eq!(
        printer.print(&a_cheque(0), &Permit::new()),
        PrintOutcome::Printed
    );
    assert_eq!(
        names(&folder),
        ["cheque-17032-12.escpos", "cheque-17032-12.txt"]
    );
    let files = printer.files(&a_cheque(0));
    let text = fs::read_to_string(&files.text).expect("text");
    for fact in [
        "500,00",
        "510,00",
        "10,00",
        "Иванова Мария Петровна",
        "4711",
        "17032-12",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    let bytes = fs::read(&files.escpos).expect("bytes");
    assert!(bytes.starts_with(b"\x1b@"), "the printer is reset first");
    #[cfg(unix)]
    for file in [&files.text, &files.escpos] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn every_paper_has_a_name_of_its_own() {
    let folder = Path::new("papers");
    let name = |document: &Document| {
        let files = files_of(folder, document);
        assert_eq!(files.escpos.with_extension("txt"), files.text);
        files
            .text
            .strip_prefix(folder)
            .expect("inside")
            .to_str()
            .expect("text")
            .to_owned()
    };
    assert_eq!(name(&a_cheque(0)), "cheque-17032-12.txt");
    assert_eq!(name(&a_cheque(1)), "cheque-17032-12-copy-1.txt");
    assert_eq!(name(&a_cheque(20)), "cheque-17032-12-copy-20.txt");
    let open = becomes(&payment(3), State::Queued);
    let accepted = slip(&open, None, &shop(), &point()).expect("slip");
    assert_eq!(name(&accepted), "slip-17032-3.txt");
    let owed = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&open, State::Cancelled)
    };
    let back = slip(&owed, None, &shop(), &point()).expect("slip");
    assert_eq!(name(&back), "return-17032-3.txt");
}

#[test]
fn a_copy_lies_beside_the_first_cheque_and_says_that_it_is_one() {
    let folder = TempDir::new().expect("folder");
    let printer = FilePrinter::new(folder.path().to_owned(), profile());
    let first = printer.write(&a_cheque(0)).expect("first");
    let copy = printer.write(&a_cheque(1)).expect("copy");
    assert_eq!(names(folder.path()).len(), 4);
    let read = |path| fs::read_to_string(path).expect("text").to_uppercase();
    assert!(read(copy.text).contains("КОПИЯ"));
    assert!(!read(first.text).contains("КОПИЯ"));
    let Document::Cheque(cheque) = a_cheque(1) else {
        unreachable!()
    };
    assert_eq!(cheque.copy, Some(CopyMark { n: 1, at: at(0) }));
}

#[test]
fn a_folder_that_cannot_be_made_means_that_nothing_was_printed() {
    let folder = TempDir::new().expect("folder");
    let file = folder.path().join("file");
    fs::File::create(&file).expect("in the way");
    let mut printer = FilePrinter::new(file.join("papers"), profile());
    assert_eq!(
        printer.print(&a_cheque(0), &Permit::new()),
        PrintOutcome::NotReady
    );
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn half_a_paper_is_none() {
    for in_the_way in ["cheque-17032-12.escpos", "cheque-17032-12.txt"] {
        let folder = TempDir::new().expect("folder");
        fs::create_dir_all(folder.path().join(in_the_way).join("full")).expect("in the way");
        let mut printer = FilePrinter::new(folder.path().to_owned(), profile());
        assert_eq!(
            printer.print(&a_cheque(0), &Permit::new()),
            PrintOutcome::NotReady
        );
        assert_eq!(names(folder.path()), [in_the_way]);
    }
}

/// A stream that breaks at a call.
struct Breaking {
    writes: bool,
}

impl io::Write for Breaking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.writes {
            Ok(bytes.len())
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn text_on_a_stream_is_sent_but_never_confirmed() {
    let mut printer = TextPrinter::new(Vec::new(), 48);
    assert_eq!(
        printer.print(&a_cheque(0), &Permit::new()),
        PrintOutcome::Sent
    );
    assert!(
        String::from_utf8(printer.out)
            .expect("text")
            .contains("4711")
    );
    for writes in [true, false] {
        let mut broken = TextPrinter::new(Breaking { writes }, 48);
        assert_eq!(
            broken.print(&a_cheque(0), &Permit::new()),
            PrintOutcome::Uncertain
        );
    }
}

#[test]
fn a_folder_that_takes_papers_is_ready_and_keeps_nothing_of_the_trial() {
    let outside = TempDir::new().expect("folder");
    let folder = outside.path().join("cheques");
    let mut printer = FilePrinter::new(folder.clone(), profile());
    assert_eq!(printer.state(), PrinterState::Ready);
    assert_eq!(names(&folder), [""; 0]);
    printer.print(&a_cheque(0), &Permit::new());
    let papers = names(&folder);
    assert_eq!(printer.state(), PrinterState::Ready);
    assert_eq!(names(&folder), papers);
}

#[test]
fn a_folder_that_takes_no_papers_is_told_before_a_paper_is_due() {
    let outside = TempDir::new().expect("folder");
    let file = outside.path().join("file");
    fs::File::create(&file).expect("file");
    let mut printer = FilePrinter::new(file.join("cheques"), profile());
    let not_writable = PrinterState::NotReady(PrinterFault::NotWritable);
    assert_eq!(printer.state(), not_writable);
    // The folder is there, and nothing can be made in it.
    let folder = outside.path().join("cheques");
    let mut printer = FilePrinter::new(folder.clone(), profile());
    fs::create_dir_all(folder.join("trial.new/full")).expect("in the way");
    assert_eq!(printer.state(), not_writable);
}

#[test]
fn a_stream_of_text_cannot_tell_whether_it_is_read() {
    let mut printer = TextPrinter::new(Vec::new(), 48);
    assert_eq!(printer.state(), PrinterState::Unknown);
}
