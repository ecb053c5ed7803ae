//! Every screen, pixel by pixel, in both themes: a picture that changes must be looked at.
//!
//! A hash that is not there is written, and the test fails: whoever adds a screen looks at it once
//! (`paydesk screenshots`) and commits its hash.

use std::fs;
use std::path::PathBuf;

use paydesk_adapters::preferences::ThemeChoice;
use paydesk_domain::language::Language;
use sha2::{Digest, Sha256};

use crate::app::preset::{NAMED, Picture};

fn hash_file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    folder.join(format!("{name}.sha256"))
}

#[expect(clippy::disallowed_methods, reason = "a hash can be written again")]
fn write_hash(file: &std::path::Path, hash: &str) {
    fs::write(file, format!("{hash}\n")).unwrap();
}

#[test]
fn every_screen_looks_as_it_did_in_both_themes() {
    let mut changed = Vec::new();
    for (name, make) in NAMED {
        for (theme, choice) in [("light", ThemeChoice::Light), ("dark", ThemeChoice::Dark)] {
            let mut stage = make(Language::Ru);
            stage.theme(choice);
            let (_, rgba) = Picture::of(stage).draw();
            let found = format!("{:x}", Sha256::digest(&rgba));
            let file = hash_file(&format!("{name}-{theme}"));
            let Ok(expected) = fs::read_to_string(&file) else {
                write_hash(&file, &found);
                continue;
            };
            if expected.trim() != found {
                changed.push(format!("{name}-{theme}"));
            }
        }
    }
    assert!(
        changed.is_empty(),
        "look at these with `paydesk screenshots`; where they are right, delete their hashes and run again: \
         {changed:?}"
    );
}

#[test]
fn pictures_are_the_same_each_time() {
    let draw = || {
        Picture::of(crate::app::preset::named("sale-filled", Language::Ru))
            .draw()
            .1
    };
    assert!(draw() == draw());
}
