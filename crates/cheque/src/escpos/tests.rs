mod vocabulary;

use paydesk_domain::language::Language;

use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{PageCode, Protocol};

use super::{Memory, drawer_kick, encode};
use crate::charset::bytes;
use crate::document::{Cheque, Document};
use crate::layout::lay_out;
use crate::profile::{Encoding, PrinterProfile};
use crate::tests::samples;

/// What the `escpos` crate says for each call in use, and what we say instead of its wrong ones.
const INIT: &[u8] = &[0x1b, 0x40];
const CENTRE: &[u8] = &[0x1b, 0x61, 0x01];
const LEFT: &[u8] = &[0x1b, 0x61, 0x00];
const BOLD_ON: &[u8] = &[0x1b, 0x45, 0x01];
const BOLD_OFF: &[u8] = &[0x1b, 0x45, 0x00];
const TALL: &[u8] = &[0x1d, 0x21, 0x01];
const NOT_TALL: &[u8] = &[0x1d, 0x21, 0x00];
const REVERSE_ON: &[u8] = &[0x1d, 0x42, 0x01];
const REVERSE_OFF: &[u8] = &[0x1d, 0x42, 0x00];
const FEED_5: &[u8] = &[0x1b, 0x64, 0x05];
const CUT_PARTIAL: &[u8] = &[0x1d, 0x56, 0x42, 0x00];
const CUT_FULL: &[u8] = &[0x1d, 0x56, 0x41, 0x00];

fn training_cheque(printer: &str) -> Vec<u8> {
    let profile = PrinterProfile::builtin(printer).unwrap();
    let mut cheque = samples::cheque(Language::Ru);
    cheque.training = true;
    encode(
        &lay_out(&Document::Cheque(cheque), profile.columns),
        &profile,
    )
}

fn has(bytes: &[u8], command: &[u8]) -> bool {
    bytes.windows(command.len()).any(|window| window == command)
}

#[test]
fn each_command_has_the_bytes_we_know() {
    let bytes = training_cheque("generic-58");
    for command in [
        INIT,
        CENTRE,
        LEFT,
        BOLD_ON,
        BOLD_OFF,
        TALL,
        NOT_TALL,
        REVERSE_ON,
        REVERSE_OFF,
        FEED_5,
    ] {
        assert!(has(&bytes, command), "{command:02x?}");
    }
    assert!(
        bytes.ends_with(FEED_5),
        "a printer without a cutter feeds and is sent no cut"
    );
    assert!(training_cheque("generic-80").ends_with(CUT_PARTIAL));
    assert!(training_cheque("epson-t88iv").ends_with(CUT_FULL));
}

#[test]
fn the_page_is_selected_after_the_chinese_mode_was_left() {
    for (printer, page) in [("generic-80", 46), ("zjiang-5890", 73), ("epson-t88iv", 17)] {
        let wanted = [0x1b, b'@', 0x1c, b'.', 0x1b, b't', page];
        assert!(training_cheque(printer).starts_with(&wanted), "{printer}");
    }
}

#[test]
fn the_drawer_is_a_job_of_its_own_with_both_times() {
    let profile = PrinterProfile::builtin("generic-80").unwrap();
    assert_eq!(drawer_kick(&profile), [0x1b, 0x70, 0x00, 25, 250]);
    assert!(!has(&training_cheque("generic-80"), &[0x1b, 0x70]));
    assert_eq!(
        drawer_kick(&PrinterProfile::builtin("generic-58").unwrap()),
        []
    );
}

#[test]
fn a_sealed_cheque_stays_within_two_kilobytes_where_the_printer_draws_the_code() {
    for (printer, most) in [
        ("sunmi", 1_600),
        ("rongta-rp326", 1_800),
        ("generic-80", 2_048),
    ] {
        let profile = PrinterProfile::builtin(printer).unwrap();
        for language in Language::ALL {
            let sealed = Document::Cheque(Cheque {
                seal: Some(samples::seal(language)),
                ..samples::cheque(language)
            });
            let bytes = encode(&lay_out(&sealed, profile.columns), &profile).len();
            assert!(bytes <= most, "{printer}, {}: {bytes}", language.tag());
        }
    }
}

#[test]
fn a_code_sent_dot_by_dot_is_no_more_than_seven_kilobytes() {
    let profile = PrinterProfile::builtin("zjiang-5890").unwrap();
    let sealed = Document::Cheque(Cheque {
        seal: Some(samples::seal(Language::Ru)),
        ..samples::cheque(Language::Ru)
    });
    let bytes = encode(&lay_out(&sealed, profile.columns), &profile).len();
    assert!(bytes <= 7_168 + 1_300, "{bytes}");
}

#[test]
fn a_code_that_no_paper_holds_is_printed_as_text() {
    let profile = PrinterProfile {
        dots: 200,
        ..PrinterProfile::builtin("generic-58").unwrap()
    };
    let sealed = Document::Cheque(Cheque {
        seal: Some(samples::seal(Language::Ru)),
        ..samples::cheque(Language::Ru)
    });
    let bytes = encode(&lay_out(&sealed, profile.columns), &profile);
    // 53 modules of 3 dots fit into 200 dots; of a printer of 150 dots nothing would be left.
    assert!(has(&bytes, &[0x1d, 0x76, 0x30, 0, 20, 0]));
    let narrow = PrinterProfile {
        dots: 150,
        ..profile
    };
    let bytes = encode(&lay_out(&sealed, narrow.columns), &narrow);
    assert!(has(&bytes, b"PD1/A1B2C3D4E5F6G7H8J9K0/3004/12"));
}

#[test]
fn a_cheque_stays_small_enough_for_a_slow_line() {
    for (printer, most) in [
        ("generic-58", 1_400),
        ("epson-t88iv", 1_600),
        ("generic-80", 1_700),
    ] {
        let bytes = training_cheque(printer).len();
        assert!(bytes <= most, "{printer}: {bytes}");
    }
}

/// The crate has character tables of its own: a letter it knows must have our byte.
#[test]
fn two_opinions_about_the_code_pages_agree() {
    for (code, encoding) in [
        (PageCode::WPC1251, Encoding::Wpc1251),
        (PageCode::PC866, Encoding::Pc866),
    ] {
        let memory = Memory::default();
        let options = PrinterOptions::new(Some(code), None, 42);
        let mut crates = Printer::new(memory.clone(), Protocol::default(), Some(options));
        let mut known = 0;
        for letter in (0xa1..=0x2bff_u32).filter_map(char::from_u32) {
            let letter = letter.to_string();
            crates.write(&letter).unwrap().print().unwrap();
            if let [theirs] = memory.take()[..] {
                known += 1;
                assert_eq!(
                    bytes(&letter, encoding),
                    [theirs],
                    "{letter} in {encoding:?}"
                );
            }
        }
        assert!(known > 120, "{known} letters of {encoding:?}");
    }
}
