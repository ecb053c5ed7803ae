//! Preferences that come back, and files that cannot be used.

use paydesk_domain::language::Language;
use tempfile::TempDir;

use super::{Preferences, ThemeChoice, file, read, write};
use crate::paths::private_file;

fn others() -> Preferences {
    Preferences {
        language: Some(Language::Bg),
        theme: ThemeChoice::Contrast,
        text_percent: 175,
        sounds: false,
        lock_after_min: 15,
        customer_window: true,
        presets: vec!["100".to_owned(), "1 000,50".to_owned()],
    }
}

fn read_text(text: &str) -> (Preferences, Option<String>) {
    let folder = TempDir::new().expect("folder");
    private_file(&file(folder.path()), text.as_bytes()).expect("written");
    read(folder.path())
}

#[test]
fn what_is_written_is_read_back() {
    let folder = TempDir::new().expect("folder");
    for preferences in [Preferences::default(), others()] {
        write(folder.path(), &preferences).expect("written");
        assert_eq!(read(folder.path()), (preferences, None));
    }
}

#[test]
fn without_a_file_the_defaults_hold() {
    let folder = TempDir::new().expect("folder");
    let (preferences, fault) = read(folder.path());
    assert_eq!(
        (preferences.lock_after_min, preferences.text_percent),
        (3, 100)
    );
    assert_eq!(fault, None);
}

#[test]
fn what_is_not_said_is_the_default() {
    let (preferences, fault) = read_text("theme = \"dark\"\nsomething_newer = 5\n");
    assert_eq!(fault, None);
    assert_eq!(preferences.theme, ThemeChoice::Dark);
    assert_eq!(preferences.lock_after_min, 3);
}

#[test]
fn a_file_that_cannot_be_used_gives_the_defaults_and_says_why() {
    for text in [
        "theme = \"pink\"",
        "text_percent = 110",
        "text_percent = 225",
        "text_percent = -1",
        "lock_after_min = 0",
        "lock_after_min = 16",
        "presets = [\"1\", \"2\", \"3\", \"4\", \"5\"]",
        "presets = [\"ten\"]",
        "presets = [\"0\"]",
        "= = =",
        "\0",
        &"#".repeat(70_000),
    ] {
        let (preferences, fault) = read_text(text);
        assert_eq!(preferences, Preferences::default(), "{text:.40}");
        assert!(fault.is_some(), "{text:.40}");
    }
    let folder = TempDir::new().expect("folder");
    std::fs::create_dir(file(folder.path())).expect("in the way");
    assert!(read(folder.path()).1.is_some());
}

#[test]
fn a_value_outside_its_range_is_not_written() {
    let folder = TempDir::new().expect("folder");
    let wrong = Preferences {
        lock_after_min: 0,
        ..others()
    };
    let refused = write(folder.path(), &wrong).expect_err("refused");
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    assert!(!file(folder.path()).exists());
    assert!(write(&folder.path().join("nowhere"), &others()).is_err());
}
