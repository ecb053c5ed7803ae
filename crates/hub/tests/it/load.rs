//! `paydesk-hub load` as an operator runs it.

use std::process::{Command, Output};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_paydesk-hub");

fn load(words: &[&str]) -> Output {
    Command::new(PROGRAM)
        .arg("load")
        .args(words)
        .output()
        .unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn forty_payments_are_made_verified_and_found_in_the_books() {
    let words = ["--payments", "40", "--clients", "4", "--json"];
    let told = json(&load(&words));
    assert_eq!(told["errors"], 0);
    assert_eq!(told["signatures_good"], 120);
    assert_eq!(told["signatures_bad"], 0);
    assert_eq!(told["acknowledged"], 40);
    assert_eq!(told["books"]["captured"], 40);
    assert_eq!(told["books"]["credited"], 40);
    assert_eq!(told["books"]["credited_besides"], 0);
    assert_eq!(told["books"]["broken_rules"], 0);
    assert_eq!(told["good"], true);
    assert!(told["limits"]["signs_per_second"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_plain_load_at_a_fixed_rate_goes_on_in_the_same_books() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let words = ["--profile", "cyberplat", "--clients", "2", "--data", data];
    let rate = ["--rate", "20", "--seconds", "1", "--json"];
    for before in [0, 20] {
        let told = json(&load(&[&words[..], &rate].concat()));
        assert_eq!(told["books"]["stored_before"], before);
        assert_eq!(told["acknowledged"], 20);
        assert_eq!(told["rate"], 20);
        assert_eq!(told["good"], true);
    }
}

#[test]
fn books_that_were_filled_are_as_sound_as_others() {
    for profile in ["paydesk", "cyberplat"] {
        let words = ["--fill", "300", "--payments", "8", "--clients", "2"];
        let told = json(&load(
            &[&words[..], &["--profile", profile, "--json"]].concat(),
        ));
        assert_eq!(told["books"]["stored_before"], 300);
        assert_eq!(told["books"]["captured"], 8);
        assert_eq!(told["good"], true);
    }
}

#[test]
fn a_page_for_people_says_whether_all_is_sound() {
    let output = load(&["--payments", "4", "--clients", "2"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.ends_with("\nsound\n"), "{text}");
    assert!(text.contains("payments per second"), "{text}");
}

#[test]
fn wishes_that_contradict_each_other_are_wrong_usage() {
    for words in [
        &["--seconds", "5"][..],
        &["--rate", "0"],
        &["--clients", "0"],
        &["--rate", "5", "--seconds", "5", "--payments", "5"],
    ] {
        assert_eq!(load(words).status.code(), Some(2), "{words:?}");
    }
}
