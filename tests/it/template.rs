//! The dealer's template: on every paper when it is right, on none when it is wrong, and never in the way of a sale.

use std::fs;

use tempfile::TempDir;
use tiny_skia::{Color, Pixmap};

use super::rig::till::Till;
use super::rig::{Rig, write};

const GOOD: &str = "[logo]\nfile = \"logo.png\"\ntitle = \"RAINBOW\"\n\n[header]\nany = [\"Open daily\"]\n\n\
    [footer]\nen = [\"This is {point}\"]\nany = [\"Bye\"]\n\n[provider.demo-mobile]\nany = [\"Hotline 0611\"]\n";

fn put(till: &Till, template: &str) {
    write(&till.folder.join("template.toml"), template.as_bytes());
}

fn logo(width: u32) -> Vec<u8> {
    let mut picture = Pixmap::new(width, 24).unwrap();
    picture.fill(Color::BLACK);
    picture.encode_png().unwrap()
}

/// Text and bytes of the last cheque.
fn cheque(till: &Till) -> (String, Vec<u8>) {
    let name = till.cheques().pop().unwrap();
    let papers = till.folder.join("cheques");
    let text = fs::read_to_string(papers.join(name.replace(".escpos", ".txt"))).unwrap();
    let bytes = fs::read(papers.join(name.replace(".txt", ".escpos"))).unwrap();
    (text, bytes)
}

fn has_picture(bytes: &[u8]) -> bool {
    // Four bytes to a row and 24 rows: the logo, and not the code of the cheque.
    bytes
        .windows(8)
        .any(|window| window == [0x1d, b'v', b'0', 0, 4, 0, 24, 0])
}

#[test]
fn a_template_stands_on_cheques_and_a_changed_one_from_the_next_start_on() {
    let rig = Rig::new();
    let till = &rig.till;
    write(&till.folder.join("logo.png"), &logo(32));
    put(till, GOOD);
    till.sell_500("9161234567").assert_sale(0, "paid");
    let (text, bytes) = cheque(till);
    for line in [
        "RAINBOW",
        "Open daily",
        "Hotline 0611",
        "This is Shop of Tests",
    ] {
        assert!(
            text.lines().any(|shown| shown.trim() == line),
            "{line}:\n{text}"
        );
    }
    assert!(has_picture(&bytes));
    put(till, "[footer]\nany = [\"See you\"]");
    till.sell_500("9161234568").assert_sale(0, "paid");
    let (text, bytes) = cheque(till);
    assert!(text.contains("See you") && !text.contains("Bye"), "{text}");
    assert!(!has_picture(&bytes));
}

#[test]
fn a_broken_template_is_told_with_its_line_and_the_till_sells_with_its_own_papers() {
    let rig = Rig::new();
    let till = &rig.till;
    write(&till.folder.join("logo.png"), &logo(400));
    let wrong = [
        (
            "[header]\nany = [\"Open daily\"]\n[footr]\n",
            "template.toml:3: ",
        ),
        (
            "[header]\nany = [\"Open daily\", \"PAYMENT RECEIPT\"]",
            "template.toml:2: ",
        ),
        (
            "[header]\nany = [\"Open daily\"]\n[logo]\nfile = \"logo.png\"",
            "template.toml:4: ",
        ),
        (
            "[header]\nany = [\"Open daily\"]\n[provider.nobody]\n",
            "template.toml:3: ",
        ),
    ];
    for (number, (template, place)) in (9_161_234_560_u64..).zip(wrong) {
        put(till, template);
        let sold = till.sell_500(&number.to_string());
        sold.assert_sale(0, "paid");
        assert!(sold.stderr.contains(place), "{}", sold.stderr);
        let (text, _) = cheque(till);
        assert!(text.contains("PAYMENT RECEIPT"), "{text}");
        assert!(!text.contains("Open daily"), "no half of it: {text}");
        let doctor = till.run(&["doctor", "--json"]).json();
        let findings = doctor["findings"].as_array().unwrap();
        let told = findings
            .iter()
            .find(|one| one["part"] == "template")
            .unwrap();
        assert_eq!(told["ok"], false);
        assert!(told["text"].as_str().unwrap().contains(place), "{told}");
    }
    put(till, "[footer]\nany = [\"Bye\"]");
    assert!(
        till.run(&["doctor"])
            .stdout
            .contains("Template of papers: ok")
    );
}

#[test]
fn a_template_is_checked_and_looked_at_without_a_till() {
    let folder = TempDir::new().unwrap();
    let till = Till {
        folder: folder.path().to_owned(),
    };
    let file = folder.path().join("new.toml");
    let file = file.to_str().unwrap();
    write(&folder.path().join("logo.png"), &logo(32));
    write(folder.path().join("new.toml").as_path(), GOOD.as_bytes());
    let checked = till.run(&["template", "check", file]);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert!(checked.stdout.contains("was not looked at"), "{checked:?}");
    assert_eq!(till.run(&["template", "check"]).code, 2, "there is none");

    for columns in ["32", "42", "48"] {
        let words = [
            "template",
            "show",
            file,
            "--columns",
            columns,
            "--provider",
            "demo-mobile",
        ];
        let shown = till.run(&words);
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(shown.stdout.contains("Hotline 0611"), "{shown:?}");
        let marks = shown.stdout.matches("TRAINING: NOT A DOCUMENT").count();
        assert_eq!(marks, 2, "a sample is no cheque: {shown:?}");
        let widest = shown.stdout.lines().map(|line| line.chars().count()).max();
        assert_eq!(
            widest.map(|wide| wide.to_string()).as_deref(),
            Some(columns)
        );
    }
    for (format, begins) in [
        ("png", &b"\x89PNG"[..]),
        ("pdf", b"%PDF"),
        ("escpos", b"\x1b@\x1c."),
    ] {
        let out = folder.path().join(format);
        let out = out.to_str().unwrap();
        let words = ["template", "show", file, "--format", format, "--out", out];
        let shown = till.run(&words);
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(fs::read(out).unwrap().starts_with(begins), "{format}");
    }
    let russian = till.run(&["template", "show", file, "--lang", "ru", "--paper", "slip"]);
    assert!(russian.stdout.contains("ПРИНЯТО К ОТПРАВКЕ"), "{russian:?}");

    write(
        folder.path().join("new.toml").as_path(),
        b"\n\n[logo]\nfile = \"none.png\"",
    );
    let refused = till.run(&["template", "show", file]);
    assert_eq!(
        (refused.code, refused.stdout.as_str()),
        (2, ""),
        "{refused:?}"
    );
    assert!(refused.stderr.contains("new.toml:4: "), "{refused:?}");
}
