use std::collections::HashSet;

use paydesk_domain::language::Language;

use super::{Answers, BadAnswer, Piece, ROWS, SAMPLE, SelfTest};
use crate::profile::{Cutter, Encoding, PrinterProfile, QrWay};
use crate::tests::printer::shown;

fn slip(name: &str, language: Language) -> (Vec<Piece>, Vec<u8>) {
    let profile = PrinterProfile::builtin(name).unwrap();
    let test = SelfTest {
        name,
        profile: &profile,
        language,
    };
    (test.pieces(), test.bytes())
}

fn answered(answers: Answers, parent: &str) -> PrinterProfile {
    PrinterProfile::from_toml(&answers.to_toml(parent).unwrap()).unwrap()
}

#[test]
fn every_page_number_of_every_printer_we_know_has_its_row() {
    for name in PrinterProfile::builtin_names() {
        for page in PrinterProfile::builtin(name).unwrap().pages {
            let is_cyrillic = matches!(
                page.0,
                Encoding::Wpc1251 | Encoding::Pc866 | Encoding::Pc855
            );
            assert!(!is_cyrillic || ROWS.contains(&page), "{name}: {page:?}");
        }
    }
    let distinct: HashSet<_> = ROWS.iter().collect();
    assert_eq!(distinct.len(), ROWS.len());
}

#[test]
fn each_row_resets_the_printer_before_it_selects_its_page() {
    let (_, bytes) = slip("generic-58", Language::Ru);
    for (place, (encoding, page)) in ROWS.iter().enumerate() {
        let select = [0x1b, b'@', 0x1c, b'.', 0x1b, b't', *page];
        let number = format!("{:>2}: ", place + 1);
        let at = bytes
            .windows(select.len() + number.len())
            .position(|window| window.starts_with(&select) && window.ends_with(number.as_bytes()))
            .unwrap_or_else(|| panic!("row {}", place + 1));
        let row = &bytes[at + select.len() + number.len()..];
        let row = &row[..row.iter().position(|byte| *byte == b'\n').unwrap()];
        assert_eq!(shown(row, *encoding).unwrap(), SAMPLE);
    }
}

#[test]
fn all_but_the_rows_is_readable_on_any_page() {
    for language in Language::ALL {
        let (pieces, _) = slip("epson-t20", language);
        for piece in pieces {
            if let Piece::Plain(line) = piece {
                assert!(line.is_ascii(), "{line}");
                assert!(!line.contains('_'), "{line}");
                assert!(line.len() <= 48, "{line}");
            }
        }
    }
}

#[test]
fn the_slip_ends_with_one_cut_and_one_pulse_with_both_times() {
    for name in ["generic-58", "epson-t20", "rongta-rp332"] {
        let (pieces, bytes) = slip(name, Language::En);
        assert!(
            bytes.ends_with(&[0x1b, b'd', 5, 0x1d, b'V', b'B', 0, 0x1b, b'p', 0, 25, 250]),
            "{name}"
        );
        let count = |wanted| pieces.iter().filter(|piece| **piece == wanted).count();
        assert_eq!((count(Piece::Cut), count(Piece::Drawer)), (1, 1));
    }
}

#[test]
fn each_ruler_is_as_long_as_it_says() {
    let (pieces, _) = slip("generic-58", Language::En);
    for columns in [32, 42, 48] {
        let end = format!("<{columns}");
        let is_ruler = |piece: &&Piece| matches!(piece, Piece::Plain(line) if line.ends_with(&end));
        let Some(Piece::Plain(line)) = pieces.iter().find(is_ruler) else {
            panic!("{columns}");
        };
        assert_eq!(line.len(), columns);
    }
}

#[test]
fn the_number_of_a_row_becomes_the_page_of_a_profile() {
    for (place, (encoding, page)) in ROWS.iter().enumerate() {
        let answers = Answers {
            row: Some(place + 1),
            ..Answers::default()
        };
        for parent in ["generic-58", "xprinter-80", "text-only"] {
            let profile = answered(answers, parent);
            assert_eq!((profile.encoding, profile.page()), (*encoding, Some(*page)));
        }
    }
    let none = Answers {
        row: Some(0),
        ..Answers::default()
    };
    assert_eq!(answered(none, "generic-58").encoding, Encoding::Ascii);
}

#[test]
fn the_other_answers_say_what_the_printer_can_do() {
    let all = |yes| Answers {
        row: Some(8),
        columns: Some(if yes { 48 } else { 32 }),
        is_cut: Some(yes),
        is_qr_drawn: Some(yes),
        is_drawer_open: Some(yes),
    };
    let able = answered(all(true), "generic-58");
    assert_eq!((able.columns, able.dots), (48, 576));
    assert_eq!((able.cutter, able.qr), (Cutter::Partial, QrWay::Native));
    assert_eq!(able.drawer.map(|drawer| drawer.pin), Some(2));
    assert_eq!(answered(all(true), "rongta-rp332").cutter, Cutter::Full);
    let poor = answered(all(false), "generic-80");
    assert_eq!((poor.columns, poor.dots), (32, 384));
    assert_eq!((poor.cutter, poor.qr), (Cutter::None, QrWay::Raster));
    assert_eq!(poor.drawer, None);
}

#[test]
fn answers_that_no_slip_gives_are_refused() {
    let row = Answers {
        row: Some(ROWS.len() + 1),
        ..Answers::default()
    };
    assert_eq!(row.to_toml("generic-58"), Err(BadAnswer::Row(18)));
    let width = Answers {
        columns: Some(40),
        ..Answers::default()
    };
    assert_eq!(width.to_toml("generic-58"), Err(BadAnswer::Width(40)));
    let parent = Answers::default().to_toml("no\"such\n");
    assert!(matches!(parent, Err(BadAnswer::Profile(_))), "{parent:?}");
}
