//! `paydesk printer list`, `self-test`, `answer`: profiles as a shop keeps them.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::rig::till::{PROGRAM, Ran};
use super::rig::write;

/// A till without settings: nothing about printers needs any.
fn run(data: &Path, words: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    command.args(["--lang", "en", "--data"]).arg(data);
    Ran::of(command.args(words).output().unwrap())
}

#[test]
fn the_profiles_of_a_shop_stand_before_those_of_the_program_and_a_wrong_one_is_told() {
    let data = TempDir::new().unwrap();
    write(&data.path().join("config.toml"), b"");
    let printers = data.path().join("printers");
    fs::create_dir(&printers).unwrap();
    write(
        &printers.join("counter.toml"),
        b"inherits = \"epson-t20\"\n",
    );
    let listed = run(data.path(), &["printer", "list"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    let first = listed.stdout.lines().next().unwrap();
    assert!(first.starts_with("counter"), "{first}");
    assert!(first.contains("48 columns, WPC1251 46"), "{first}");
    assert!(listed.stdout.contains("rongta-rp332"), "{listed:?}");

    write(
        &printers.join("old.toml"),
        b"columns = 42\ncutter = \"knife\"\n",
    );
    let listed = run(data.path(), &["printer", "list", "--json"]);
    assert_eq!(listed.code, 1, "{listed:?}");
    assert!(listed.stderr.contains("old.toml:2: "), "{}", listed.stderr);
    let profiles = listed.json()["profiles"].as_array().unwrap().clone();
    assert!(profiles.len() >= 17, "{}", profiles.len());
}

#[test]
fn a_row_number_from_the_slip_becomes_the_page_of_the_shops_printer() {
    let data = TempDir::new().unwrap();
    write(&data.path().join("config.toml"), b"");
    let slip = data.path().join("slip.bin");
    let file = slip.to_str().unwrap();
    let printed = run(data.path(), &["printer", "self-test", "--file", file]);
    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(printed.stdout.contains(" 8: АБВ абв Ёё №"), "{printed:?}");
    let bytes = fs::read(&slip).unwrap();
    assert!(bytes.starts_with(&[0x1b, b'@', 0x1c, b'.']));

    let answer = [
        "printer",
        "answer",
        "--row",
        "8",
        "--columns",
        "48",
        "--cut",
        "true",
    ];
    let kept = run(data.path(), &[&answer[..], &["--name", "front"]].concat());
    assert_eq!(kept.code, 0, "{kept:?}");
    let listed = run(data.path(), &["printer", "list"]);
    let first = listed.stdout.lines().next().unwrap();
    assert!(
        first.starts_with("front") && first.contains("48 columns, PC866 59, cutter partial"),
        "{first}"
    );
    for (words, said) in [
        (["--row", "18", "--name", "front"], "no row 18"),
        (["--row", "8", "--name", "../front"], "no name of a profile"),
        (
            ["--row", "8", "--profile", "front"],
            "no profile of the program",
        ),
    ] {
        let refused = run(data.path(), &[&["printer", "answer"][..], &words].concat());
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.stderr.contains(said), "{refused:?}");
    }
}
