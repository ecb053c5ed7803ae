use std::io::Read as _;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use paydesk_adapters::printer::{PrintDesk, PrinterChoice, printer as make_printer, read_choice};
use paydesk_adapters::profiles::Profiles;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::self_test::Answers;
use paydesk_domain::language::Language;
use paydesk_till::world::PrintOutcome;
use tempfile::TempDir;

use super::Chooser;
use crate::desk::handle::{Answer, Chosen, Drive, Driven};
use crate::printers;

fn till(choice: PrinterChoice) -> (TempDir, Chooser, PrintDesk) {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_owned();
    let profile = PrinterProfile::builtin(&choice.profile).unwrap();
    let chooser = Chooser {
        data: data.clone(),
        profiles: Profiles::new(data.join("printers")),
        profile: profile.clone(),
        choice: choice.clone(),
    };
    let desk = PrintDesk::start(move || make_printer(&choice, &data, profile.clone()));
    (folder, chooser, desk)
}

fn answers() -> Answers {
    Answers {
        row: Some(8),
        columns: Some(48),
        is_cut: Some(true),
        ..Answers::default()
    }
}

fn chosen(answer: Answer) -> Chosen {
    match answer {
        Answer::PrinterChosen(chosen) => chosen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn answers_given_in_the_window_are_kept_as_the_command_line_keeps_them() {
    let (folder, mut chooser, desk) = till(PrinterChoice::usual());
    let taken = chosen(chooser.drive(Drive::Keep(answers()), &desk));
    assert_eq!((taken.profile.as_str(), taken.columns), ("counter", 48));
    let kept = read_choice(folder.path()).unwrap().unwrap();
    assert_eq!(kept.profile, "counter");
    let typed = Profiles::new(folder.path().join("typed"));
    let names = (printers::USUAL, printers::OWN);
    let (_, by_command) = printers::keep_answers(&typed, &answers(), names).unwrap();
    assert_eq!(chooser.profile, by_command);
    // A second slip is about the program's profile, not about the shop's own.
    let taken = chosen(chooser.drive(Drive::Keep(answers()), &desk));
    assert_eq!(taken.profile, "counter");
}

#[test]
fn a_profile_that_cannot_be_used_changes_nothing() {
    let (folder, mut chooser, desk) = till(PrinterChoice::usual());
    let before = chooser.choice.clone();
    for drive in [
        Drive::Choose("nobody".to_owned()),
        Drive::Keep(Answers {
            row: Some(99),
            ..answers()
        }),
    ] {
        let answer = chooser.drive(drive, &desk);
        assert!(
            matches!(answer, Answer::Driven(Driven::Refused(_))),
            "{answer:?}"
        );
    }
    assert_eq!(chooser.choice, before);
    assert_eq!(read_choice(folder.path()).unwrap(), None);
    assert!(!folder.path().join("printers").exists());
}

#[test]
fn the_slip_goes_to_the_printer_in_use_and_to_none_where_papers_are_files() {
    let (_folder, mut chooser, desk) = till(PrinterChoice::usual());
    let answer = chooser.drive(Drive::SelfTest(Language::Bg), &desk);
    assert!(
        matches!(answer, Answer::Driven(Driven::Slip(None))),
        "{answer:?}"
    );

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp:{}", listener.local_addr().unwrap());
    let (say, paper) = mpsc::channel();
    thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        line.read_to_end(&mut bytes).unwrap();
        say.send(bytes).unwrap();
    });
    let choice = PrinterChoice {
        address: address.parse().unwrap(),
        habits: paydesk_adapters::printer::Habits {
            answers: Some(false),
            fence: false,
        },
        ..PrinterChoice::usual()
    };
    let (_folder, mut chooser, desk) = till(choice);
    let answer = chooser.drive(Drive::SelfTest(Language::Bg), &desk);
    let sent = matches!(
        answer,
        Answer::Driven(Driven::Slip(Some(PrintOutcome::Sent)))
    );
    assert!(sent, "{answer:?}");
    let profile = PrinterProfile::builtin(printers::USUAL).unwrap();
    let slip = paydesk_cheque::self_test::SelfTest {
        name: printers::USUAL,
        profile: &profile,
        language: Language::Bg,
    };
    assert!(paper.recv().unwrap() == slip.bytes());
}
