//! Papers as they came out and were read by people: `tests/golden/cheque`, text and bytes side by side.
//!
//! After a wanted change write them anew and read the difference before you commit it:
//! `PAYDESK_WRITE_GOLDEN=1 cargo test -p paydesk-cheque golden`

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::samples;
use crate::escpos::encode;
use crate::layout::lay_out_for;
use crate::profile::PrinterProfile;
use crate::text::plain_text;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/cheque")
}

fn assert_golden(file: &str, made: &str) {
    let path = folder().join(file);
    if std::env::var_os("PAYDESK_WRITE_GOLDEN").is_some() {
        File::create(&path)
            .and_then(|mut file| file.write_all(made.as_bytes()))
            .unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(
        kept == made,
        "{file} differs. Made now:\n{made}\nKept:\n{kept}"
    );
}

/// A line of bytes for each line of paper.
fn hex(bytes: &[u8]) -> String {
    let mut dump = String::new();
    for byte in bytes {
        let end = if *byte == 0x0a { '\n' } else { ' ' };
        write!(dump, "{byte:02x}{end}").unwrap();
    }
    dump.trim_end().to_owned()
}

#[test]
fn golden_papers_read_as_they_were_approved() {
    for (name, document) in samples::papers() {
        let mut pages = String::new();
        for columns in [32, 42, 48] {
            writeln!(pages, "{columns} columns").unwrap();
            for line in plain_text(&document, columns).lines() {
                writeln!(pages, "|{line:columns$}|").unwrap();
            }
        }
        assert_golden(&format!("{name}.txt"), &pages);
    }
}

#[test]
fn golden_papers_are_sent_as_the_same_bytes() {
    for (name, document) in samples::papers() {
        let mut dumps = String::new();
        // A code sent dot by dot would be 18 KB of figures that nobody reads: its test is elsewhere.
        let printers: &[&str] = if name.ends_with("sealed") {
            &["sunmi", "rongta-rp326"]
        } else if name.contains("template") {
            &["generic-58", "epson-t88iv", "generic-80"]
        } else {
            &["generic-58", "epson-t88iv"]
        };
        for printer in printers {
            let profile = PrinterProfile::builtin(printer).unwrap();
            let bytes = encode(&lay_out_for(&document, &profile), &profile);
            writeln!(dumps, "{printer}, {} bytes\n{}", bytes.len(), hex(&bytes)).unwrap();
        }
        assert_golden(&format!("{name}.hex"), &dumps);
    }
}

#[test]
fn no_golden_paper_is_left_over() {
    let mut kept: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut wanted: Vec<String> = samples::papers()
        .iter()
        .flat_map(|(name, _)| [format!("{name}.hex"), format!("{name}.txt")])
        .collect();
    kept.sort();
    wanted.sort();
    assert_eq!(kept, wanted);
}
