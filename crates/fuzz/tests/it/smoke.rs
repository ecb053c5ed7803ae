//! The fuzzer's work in small, on every run of the tests: each seed and thousands of changed ones, always the same.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use paydesk_fuzz::mutate::Mutator;
use paydesk_fuzz::{TARGETS, Target, Verdict, seeds, target};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name)
}

/// Every file of a corpus, by name.
fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(corpus(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Gives one input; a panic names it, so that it can be kept and given again.
fn give(target: &Target, origin: &str, bytes: &[u8]) -> Verdict {
    let run = target.run;
    catch_unwind(|| run(bytes)).unwrap_or_else(|_| {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        panic!("{} fails with {origin}: {hex}", target.name)
    })
}

fn smoke(name: &str) {
    let target = target(name).unwrap();
    let files = files(name);
    let mut verdicts = BTreeSet::new();
    let mut note = |verdict: Verdict| verdicts.insert(verdict == Verdict::Taken);
    for (file, bytes) in &files {
        note(give(target, file, bytes));
    }
    let seeds: Vec<Vec<u8>> = files.into_iter().map(|(_, bytes)| bytes).collect();
    let mut inputs = Mutator::new(9, &seeds, target.words);
    for number in 0..target.runs {
        let bytes = inputs.next_input();
        note(give(target, &format!("change {number}"), &bytes));
    }
    // Papers are printed whatever stands on them; everything else has two answers.
    let expected = if name == "paper" { 1 } else { 2 };
    assert_eq!(verdicts.len(), expected, "{name} saw one half only");
}

macro_rules! smokes {
    ($($name:ident),+) => {
        $(
            #[test]
            fn $name() {
                smoke(stringify!($name));
            }
        )+

        #[test]
        fn every_target_has_its_smoke_and_its_program() {
            let smoked = [$(stringify!($name)),+];
            let all: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(smoked.as_slice(), all);
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("libfuzzer");
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            for name in all {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
                assert!(folder.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
            }
        }
    };
}

smokes!(
    answer, request, document, key_file, form, catalogue, settings, sum, typing, bill, paper,
    books, osmp, line, scan
);

/// What is missing is written, and then has to be looked at and committed.
#[test]
fn corpora_hold_what_the_writers_of_the_product_make() {
    let mut new = Vec::new();
    for (target, name, bytes) in seeds::made() {
        let path = corpus(target).join(&name);
        match fs::read(&path) {
            Ok(found) => assert!(
                found == bytes,
                "{} is not what is written now",
                path.display()
            ),
            Err(_) => {
                fs::create_dir_all(corpus(target)).unwrap();
                keep(&path, &bytes);
                new.push(path);
            }
        }
    }
    assert!(
        new.is_empty(),
        "written; look at them and commit them: {new:?}"
    );
}

#[expect(clippy::disallowed_methods, reason = "a seed needs no sync")]
fn keep(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}
