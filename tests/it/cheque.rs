//! `paydesk cheque`: the code that stands on a cheque is checked without a line, and no paper is shown unmarked.

use std::fs;

use rusqlite::Connection;
use tempfile::TempDir;

use super::rig::Rig;
use super::rig::till::{Ran, Till};
use super::rig::write;

/// The text of the code on a printed cheque: what stands below its caption, as a telephone would read it.
fn code(till: &Till) -> String {
    let name = till.cheques().pop().unwrap().replace(".escpos", ".txt");
    let text = fs::read_to_string(till.folder.join("cheques").join(name)).unwrap();
    let (_, below) = text.split_once("Code to verify this receipt\n").unwrap();
    below.split_whitespace().collect()
}

fn verify(till: &Till, code: &str) -> Ran {
    till.run(&["cheque", "verify", "--json", "--qr", code])
}

fn assert_verdict(ran: &Ran, exit: i32, verdict: &str) {
    assert_eq!(
        (ran.code, ran.text("verdict").as_str()),
        (exit, verdict),
        "{ran:?}"
    );
}

#[test]
fn the_code_of_a_cheque_is_checked_at_the_till_and_at_the_office_without_a_line() {
    let Rig { hub, till, folder } = Rig::new();
    till.sell_500("9161234567").assert_sale(0, "paid");
    drop(hub);
    let code = code(&till);
    let own = verify(&till, &code);
    assert_verdict(&own, 0, "genuine");
    let json = own.json();
    assert_eq!(json["last_four"], "4567");
    assert_eq!(
        (&json["taken"], &json["books"]),
        (&"510.00".into(), &"paid".into())
    );

    let forged = code.replacen("51000RUB", "91000RUB", 1);
    assert_verdict(&verify(&till, &forged), 1, "forged");
    assert_verdict(&verify(&till, "https://example.org"), 2, "no-code");

    let office = Till {
        folder: folder.path().join("office"),
    };
    fs::create_dir(&office.folder).unwrap();
    assert_verdict(&verify(&office, &code), 1, "unknown-key");
    let keys = office.folder.join("keys");
    write(&keys, till.run(&["cheque", "key"]).stdout.as_bytes());
    let keys = keys.to_str().unwrap();
    let ran = office.run(&["cheque", "verify", "--json", "--qr", &code, "--keys", keys]);
    assert_verdict(&ran, 0, "genuine");
    assert!(ran.json()["books"].is_null());
}

#[test]
fn a_genuine_cheque_of_a_payment_that_the_books_call_failed_is_worth_nothing() {
    let rig = Rig::new();
    let till = &rig.till;
    till.sell_500("9161234567").assert_sale(0, "paid");
    let code = code(till);
    let books = Connection::open(till.folder.join("till.sqlite")).unwrap();
    let changed = books.execute("UPDATE payment SET return_stage = 'due'", []);
    assert_eq!(changed.unwrap(), 1);
    assert_verdict(&verify(till, &code), 1, "differs");
}

#[test]
fn the_code_of_training_is_never_called_good() {
    let rig = Rig::new();
    let till = &rig.till;
    till.change_settings("language = \"en\"", "language = \"en\"\ntraining = true");
    till.sell_500("9161234567").assert_sale(0, "paid");
    let code: String = code(till).split("TRAINING").next().unwrap().to_owned();
    assert_verdict(&verify(till, &code), 1, "training");
}

#[test]
fn a_paper_that_is_shown_is_marked_as_a_copy_in_every_form() {
    let rig = Rig::new();
    let till = &rig.till;
    till.sell_500("9161234567").assert_sale(0, "paid");
    let shown = till.run(&["cheque", "show", "--payment", "1"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert_eq!(
        shown.stdout.matches("*** COPY 1 ***").count(),
        2,
        "{shown:?}"
    );
    assert!(shown.stdout.contains("510.00"), "{shown:?}");

    let file = till.folder.join("copy.bin");
    let words = ["cheque", "show", "--payment", "1", "--format", "escpos"];
    let refused = till.run(&words);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    let out = ["--profile", "epson-t20", "--out", file.to_str().unwrap()];
    assert_eq!(till.run(&[&words[..], &out].concat()).code, 0);
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.windows(6).any(|text| text == b"COPY 1"));
    assert!(
        bytes.ends_with(&[0x1d, b'V', b'B', 0]),
        "cut, and no pulse for the drawer"
    );

    assert_eq!(till.run(&["cheque", "show", "--payment", "77"]).code, 1);
    assert_eq!(till.cheques().len(), 2, "showing prints nothing");
}

#[test]
fn a_computer_that_never_was_a_till_has_no_key_to_show() {
    let folder = TempDir::new().unwrap();
    let till = Till {
        folder: folder.path().to_owned(),
    };
    let ran = till.run(&["cheque", "key"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "looking makes none"
    );
}
