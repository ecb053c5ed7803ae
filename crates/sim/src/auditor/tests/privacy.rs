//! O7: what logs, line, papers and databases hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::finding::Oracle::O7;
use super::rig::{Rig, assert_one, cheque, printer_bytes};
use crate::evidence::Left;

const NUMBER: &str = "9160000001";
const SECRET: [u8; 32] = *b"\x9f\x02a private number of some key\x00\xfe";

fn rig() -> Rig {
    let mut rig = Rig::new();
    rig.evidence.canaries = vec!["9161234567".to_owned(), NUMBER.to_owned()];
    rig.evidence.secrets = vec![b"another number of a key".to_vec(), SECRET.to_vec()];
    rig
}

/// A secret as it could stand in a text.
fn spellings() -> Vec<String> {
    let hex = |upper: bool| -> String {
        let digits = SECRET.iter().map(|byte| match upper {
            true => format!("{byte:02X}"),
            false => format!("{byte:02x}"),
        });
        digits.collect()
    };
    let in_armour = ["", "k", "ke", "key"].map(|before| {
        let text = STANDARD.encode([before.as_bytes(), &SECRET, b"after"].concat());
        format!("{}\r\n{}", &text[..20], &text[20..])
    });
    [vec![hex(true), hex(false)], in_armour.to_vec()].concat()
}

/// A request as it leaves; `user` stands in front of the signed body.
fn left((path, user): (&str, &str), body: &str) -> Left {
    let total = 136 + body.len() + 3;
    let length = body.len();
    let document = format!(
        "{total:08}01SM{length:08}{length:08}{:08}\r\n{user:<20}10000002\r\n{:20}00000000\r\nBEGIN\r\n{body}\r\n\
         END\r\nBEGIN SIGNATURE\r\nabc\r\nEND SIGNATURE",
        3, ""
    );
    let form = document.bytes().map(|byte| format!("%{byte:02X}"));
    Left {
        payment: 1,
        path: path.to_owned(),
        form: format!("inputmessage={}", form.collect::<String>()).into_bytes(),
    }
}

#[test]
fn a_number_in_a_log_is_found_and_not_repeated() {
    let mut rig = rig();
    rig.evidence.log.push("a line without".to_owned());
    rig.assert_sound();
    rig.evidence
        .log
        .push("paid for +79160000001, at once".to_owned());
    rig.assert_found(
        O7,
        "line 2 of the log (paid for +7[...], at once) holds canary 1",
    );
    assert!(!format!("{:?}", rig.everything()).contains(NUMBER));
}

#[test]
fn no_spelling_of_a_secret_stands_in_a_log() {
    for spelling in spellings() {
        let mut rig = rig();
        rig.evidence.log.push(format!("opened the key {spelling}."));
        rig.assert_found(O7, "holds secret 1");
    }
    let mut rig = rig();
    let file = "-----BEGIN RSA PRIVATE KEY-----".to_owned();
    rig.evidence.log.push(file);
    rig.assert_found(O7, "holds a private key");
}

#[test]
fn a_paper_names_the_customers_number_and_no_secret() {
    let mut rig = rig();
    rig.paid(1);
    rig.printed(1);
    rig.stood_on(0, format!("{}Number {NUMBER}\n", cheque(1, 0)));
    rig.assert_sound();
    for spelling in spellings() {
        let text = format!("{}{}\n", cheque(1, 0), spelling.replace("\r\n", "\n"));
        rig.evidence.printed[0] = printer_bytes(&text);
        assert_one(&rig.everything(), O7, "a paper of payment 1 holds secret 1");
    }
    rig.evidence.printed[0].extend(SECRET);
    rig.assert_also(O7, "a paper of payment 1 holds secret 1");
}

#[test]
fn numbers_leave_in_signed_bodies_alone_and_secrets_never() {
    let body = format!("SESSION=01ABC\r\nNUMBER={NUMBER}\r\n");
    let sound = || left(("/cgi-bin/es_pay.cgi", "till"), &body);
    let mut fine = rig();
    fine.evidence.left.push(sound());
    fine.assert_sound();
    let behind = |text: &str| {
        let mut left = sound();
        left.form.extend(text.bytes());
        left
    };
    for (stray, words) in [
        (
            left((&format!("/pay?NUMBER={NUMBER}"), "till"), &body),
            "the address of a request about payment 1 holds canary 1",
        ),
        (
            left(("/pay", NUMBER), &body),
            "what is not signed of a request about payment 1 holds canary 1",
        ),
        (behind(&format!("&n={NUMBER}")), "is not signed"),
        (
            left(("/pay", "till"), &format!("KEY={}\r\n", spellings()[0])),
            "the form of a request about payment 1 holds secret 1",
        ),
    ] {
        let mut rig = rig();
        rig.evidence.left.push(stray);
        rig.assert_found(O7, words);
    }
}

#[test]
fn no_database_holds_a_secret_and_the_tills_holds_its_customers_numbers() {
    let mut rig = rig();
    rig.evidence.canaries.push("9161234567".to_owned());
    rig.paid(1);
    rig.printed(1);
    rig.assert_sound();
    assert_eq!(rig.end(), []);
    for spelling in spellings() {
        let sql = format!("CREATE TABLE kept (what TEXT); INSERT INTO kept VALUES ('{spelling}')");
        rig.hub(&sql);
        assert_one(
            &rig.end(),
            O7,
            "table kept of the hub's database holds secret 1",
        );
        rig.hub("DROP TABLE kept");
    }
    rig.till("CREATE TABLE kept (what BLOB)");
    rig.till
        .execute("INSERT INTO kept VALUES (?1)", [SECRET])
        .expect("kept");
    assert_one(
        &rig.end(),
        O7,
        "table kept of the till's database holds secret 1",
    );
}
