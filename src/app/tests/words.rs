//! Every screen in every language: its words are there, and none is missing from the Fluent files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use paydesk_domain::language::Language;

use super::{shows, simulator};
use crate::app::preset::{NAMED, named};
use crate::text::Texts;

#[test]
fn every_screen_speaks_every_language() {
    // One sentence of each screen that stands alone in the window.
    let marks = [
        ("sign-in", "sign-in-title"),
        ("sale-empty", "credited"),
        ("confirm-echo", "echo-read"),
        ("result-paid", "result-paid-word"),
        ("result-unknown", "result-unknown-word"),
        ("result-cash-back", "owed-step-print"),
        ("result-refused", "result-not-taken-word"),
        ("result-offline", "result-offline-word"),
        ("repeat-guard", "repeat-why"),
        ("neighbour-guard", "neighbour-one"),
        ("outbox", "outbox-title"),
        ("history-search", "history-also"),
        ("payment-details", "step-tendered"),
        ("correction", "correct-title"),
        ("help", "help-title"),
        ("fault", "fault-title"),
        ("provider-picker", "picker-title"),
    ];
    for language in Language::ALL {
        let texts = Texts::new(language);
        for (name, id) in marks {
            let stage = named(name, language);
            let words = texts.get(id);
            assert_ne!(words, id);
            assert!(shows(&stage, &words), "{language:?} {name}: {words}");
        }
    }
}

#[test]
fn no_screen_shows_the_id_of_a_missing_text() {
    for language in Language::ALL {
        for (name, make) in NAMED {
            let stage = make(language);
            let mut simulator = simulator(&stage);
            // The ids of texts are small Latin words joined by hyphens; no text of ours is.
            let found = simulator.find(|candidate: iced_test::selector::Candidate<'_>| {
                let iced_test::selector::Candidate::Text { content, .. } = candidate else {
                    return None;
                };
                let is_id = content.contains('-')
                    && content
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit())
                    && content.chars().any(|c| c.is_ascii_lowercase());
                is_id.then(|| content.to_owned())
            });
            assert!(found.is_err(), "{language:?} {name}: {found:?}");
        }
    }
}

/// Texts that people read stand in the Fluent files alone: no Cyrillic in the code of screens.
#[test]
fn the_code_of_the_window_holds_no_words_of_its_own() {
    let mut found = BTreeSet::new();
    for folder in ["src/screen", "src/ui", "src/app"] {
        look(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    assert_eq!(found, BTreeSet::new());
}

fn look(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // Tests type words, and scenes name people and shops.
        if name == "tests" || name == "tests.rs" || name == "preset" || name == "preset.rs" {
            continue;
        }
        if path.is_dir() {
            look(&path, found);
            continue;
        }
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let is_range = code.contains("'А'..='я'") || code.contains("'Ё'");
            if !is_range && code.chars().any(|c| matches!(c, 'А'..='я' | 'Ё' | 'ё')) {
                found.insert(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
}
