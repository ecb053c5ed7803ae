//! `paydesk doctor` says what is wrong, and with which part.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;

use super::rig::till::{Till, make_keys};
use super::rig::{Rig, write};

/// The findings that are not well, by their part.
fn wrong(till: &Till) -> Vec<(String, String)> {
    let ran = till.run(&["doctor", "--json"]);
    let json = ran.json();
    let findings = json["findings"].as_array().unwrap();
    let wrong: Vec<_> = findings
        .iter()
        .filter(|finding| finding["ok"] == false)
        .collect();
    assert_eq!(json["ok"], wrong.is_empty());
    assert_eq!(ran.code, i32::from(!wrong.is_empty()), "{ran:?}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    wrong
        .iter()
        .map(|finding| (text(&finding["part"]), text(&finding["text"])))
        .collect()
}

/// Exactly one part is wrong, and the words stand in what is said about it.
fn assert_wrong(till: &Till, part: &str, words: &[&str]) {
    let found = wrong(till);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, part, "{found:?}");
    for word in words {
        assert!(found[0].1.contains(word), "{word:?}: {found:?}");
    }
}

#[test]
fn a_till_that_is_well_is_told_so_part_by_part() {
    let rig = Rig::new();
    assert_eq!(wrong(&rig.till), [], "before the first sale");
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    assert_eq!(wrong(&rig.till), []);
    let said = rig.till.run(&["doctor"]);
    assert_eq!(said.code, 0);
    for part in [
        "Settings: ok",
        "Keys: ok",
        "Data folder: ok",
        "Journal: ok",
        "Server: ok",
        "Clock: ok",
    ] {
        assert!(said.stdout.contains(part), "{part}: {}", said.stdout);
    }
    let rest = said.stdout.replace('\u{a0}', " ");
    assert!(rest.contains("99,500.00"), "the deposit is told: {rest}");
    assert_eq!(rig.hub.captured().len(), 1, "looking pays nothing");
}

#[test]
fn settings_that_are_missing_or_wrong_are_named_by_their_key() {
    let rig = Rig::new();
    rig.till
        .change_settings("profile = \"paydesk\"", "profile = \"paydisk\"");
    assert_wrong(&rig.till, "settings", &["server.profile", "config.toml"]);
    rig.till
        .change_settings("profile = \"paydisk\"", "profile = \"paydesk\"\ncolour = 1");
    assert_wrong(&rig.till, "settings", &["colour"]);
    rig.till.change_settings("\ncolour = 1", "");
    rig.till.change_settings("demo.toml", "gone.toml");
    assert_wrong(&rig.till, "settings", &["gone.toml"]);
    fs::remove_file(rig.till.folder.join("config.toml")).unwrap();
    assert_wrong(&rig.till, "settings", &["config.toml"]);
}

#[test]
fn keys_that_do_not_open_are_named_by_their_file() {
    let rig = Rig::new();
    write(&rig.till.folder.join("keys/till.pass"), b"not the phrase");
    assert_wrong(&rig.till, "keys", &["till.key"]);
    let sale = rig.till.sell_500("9161234567");
    assert_eq!(sale.code, 2, "{sale:?}");
    assert!(sale.stderr.contains("till.key"), "{sale:?}");
    rig.till.change_settings("keys/till.pass", "keys/gone.pass");
    assert_wrong(&rig.till, "keys", &["gone.pass"]);
}

#[test]
fn the_serial_of_a_server_key_that_is_not_there_is_told() {
    let rig = Rig::new();
    let serial = format!("serial = {}", rig.hub.serial());
    rig.till.change_settings(&serial, "serial = 12345678");
    assert_wrong(&rig.till, "keys", &["hub.key", "12345678"]);
}

#[test]
fn a_key_that_the_server_does_not_know_is_found_at_the_server() {
    let rig = Rig::new();
    let folder = rig.folder.path().join("stranger");
    fs::create_dir(&folder).unwrap();
    make_keys(&folder, "1000077");
    fs::copy(
        folder.join("secret.key"),
        rig.till.folder.join("keys/till.key"),
    )
    .unwrap();
    assert_wrong(&rig.till, "server", &["http://"]);
}

#[test]
fn another_servers_key_is_found_at_the_server() {
    let rig = Rig::new();
    let other = Rig::new();
    write(&rig.till.folder.join("keys/hub.key"), &other.hub.pubkeys());
    let (own, others) = (rig.hub.serial(), other.hub.serial());
    rig.till
        .change_settings(&format!("serial = {own}"), &format!("serial = {others}"));
    assert_wrong(&rig.till, "server", &["http://"]);
}

#[test]
fn a_server_that_does_not_answer_is_named_by_its_address() {
    let mut rig = Rig::new();
    rig.hub.kill();
    let address = rig.hub.address().to_string();
    assert_wrong(
        &rig.till,
        "server",
        &[
            &address,
            "no connection to the server",
            "Look at the network cable",
        ],
    );
}

#[test]
fn a_journal_that_somebody_changed_is_found() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    let books = Connection::open(rig.till.folder.join("till.sqlite")).unwrap();
    books
        .execute_batch("DROP TRIGGER journal_fixed; UPDATE journal SET at = at + 1 WHERE seq = 2")
        .unwrap();
    drop(books);
    assert_wrong(&rig.till, "journal", &["entry 2"]);
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    let books = Connection::open(rig.till.folder.join("till.sqlite")).unwrap();
    books.pragma_update(None, "user_version", 99).unwrap();
    drop(books);
    let found = wrong(&rig.till);
    assert!(
        found
            .iter()
            .all(|(part, text)| part == "data" && text.contains("newer")),
        "{found:?}"
    );
    assert!(!found.is_empty());
}
