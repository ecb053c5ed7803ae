//! What holds for every file of this tree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MOST_LINES: usize = 500;
/// Data of ours, which is looked up and not read.
const DATA: &str = "assets/";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder whose names end so.
fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if !name.starts_with('.')
                && name != "target"
                && name != "ipriv-vectors"
                && name != "golden"
            {
                files(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

fn tree(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(root(), endings, &mut found);
    assert!(!found.is_empty());
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (
                path.strip_prefix(root()).unwrap().display().to_string(),
                text,
            )
        })
        .collect()
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let long: Vec<String> = tree(&[".rs", ".sql", ".md", ".toml", ".ftl", ".sh"])
        .into_iter()
        .filter(|(name, text)| text.lines().count() > MOST_LINES && !name.starts_with(DATA))
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn nothing_is_left_half_done() {
    // Put together here, or this file would be found.
    let marks = ["TO", "FIX", "XX", "dbg", "#[ign"];
    let ends = ["DO", "ME", "X:", "!(", "ore"];
    let marks: Vec<String> = marks
        .iter()
        .zip(ends)
        .map(|(mark, end)| format!("{mark}{end}"))
        .collect();
    let mut found = Vec::new();
    for (name, text) in tree(&[".rs", ".sql", ".toml"]) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_crate_and_test_says_what_it_is_for() {
    let mut found = Vec::new();
    for (name, text) in tree(&["lib.rs", "main.rs"]) {
        if !text.starts_with("//! ") {
            found.push(name);
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_crate_follows_the_one_lint_table_and_the_one_version_table() {
    for (name, text) in tree(&["Cargo.toml"]) {
        assert!(text.contains("[lints]\nworkspace = true"), "{name}");
        assert!(text.contains("version.workspace = true"), "{name}");
    }
}

#[test]
fn lines_fit_on_a_screen() {
    let mut found = Vec::new();
    for (name, text) in tree(&[".rs", ".sql"]) {
        for (number, line) in text.lines().enumerate() {
            if line.chars().count() > 120 {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

/// SQLite answers the switch to the write-ahead log before it commits it, and whoever stops at the answer does not
/// hear that the commit failed. One function of each side goes on to the end.
#[test]
fn nobody_switches_to_the_log_without_hearing_whether_it_worked() {
    let mut found = Vec::new();
    for (name, text) in tree(&[".rs"]) {
        let is_product =
            name.contains("src/") && !name.contains("tests") && !name.contains("/sim/");
        for (number, line) in text.lines().enumerate() {
            let switches = line.contains("\"journal_mode\", \"WAL\"")
                || line.to_lowercase().contains("pragma journal_mode");
            if is_product && switches && !line.contains("\"WAL\", |row|") {
                found.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

/// Every package of this tree as cargo reads its manifest.
fn packages() -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let tree: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    tree["packages"].as_array().unwrap().clone()
}

/// Mistakes are planted in the bench alone: nobody asks for the feature but a feature of the same name, the till's
/// program has none, and a release of either program refuses to be compiled with it.
#[test]
fn no_product_is_built_with_planted_mistakes() {
    let mut with = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let asked = dependency["features"].to_string();
            assert!(!asked.contains("planted"), "{name} asks for {asked}");
        }
        for (feature, asked) in package["features"].as_object().unwrap() {
            let asked = asked.to_string();
            assert!(
                feature == "planted" || !asked.contains("planted"),
                "{feature} of {name} asks for {asked}"
            );
            if feature == "planted" {
                with.push(name.to_owned());
            }
        }
    }
    with.sort();
    let bench = ["adapters", "cyberplat", "domain", "hub", "sim", "till"];
    assert_eq!(with, bench.map(|name| format!("paydesk-{name}")));
    for name in ["src/main.rs", "crates/hub/src/main.rs"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        let guard = "cfg!(debug_assertions) || !paydesk_domain::planted::IS_COMPILED_IN,";
        assert!(text.contains(guard), "{name}");
    }
}
