//! What must hold for any bytes: one function for each parser of the product, shared by the fuzzer and the tests.
//!
//! A target gives the bytes to a parser and asserts what its answer must be: nothing is accepted that was not signed,
//! what was read is written and read alike, sums stay in their bounds, a refused database is left as it was. It fails
//! by a panic, like the product would. Nothing of the product depends on this crate.
#![expect(
    clippy::expect_used,
    reason = "a target fails by a panic, and its own fixtures are sound"
)]
#![warn(missing_docs, clippy::wildcard_enum_match_arm)]

mod input;
pub mod mutate;
mod samples;
pub mod seeds;
mod targets;

use std::fmt::{self, Debug, Formatter};

/// What a parser made of the bytes; a target that always says the same has tested one half only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They mean something.
    Taken,
    /// They mean nothing.
    Refused,
}

impl Verdict {
    /// Whether anything came of it.
    const fn of(taken: bool) -> Self {
        if taken { Self::Taken } else { Self::Refused }
    }
}

/// One parser under test.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name: of the fuzzer's program, of the folder of its corpus.
    pub name: &'static str,
    /// Gives it bytes and asserts what must hold.
    pub run: fn(&[u8]) -> Verdict,
    /// Words of its language, to be thrown in.
    pub words: &'static [&'static str],
    /// How many changed inputs the smoke gives it.
    pub runs: u32,
}

impl Debug for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every target.
pub const TARGETS: [Target; 15] = [
    targets::answer::TARGET,
    targets::request::TARGET,
    targets::document::TARGET,
    targets::key_file::TARGET,
    targets::form::TARGET,
    targets::catalogue::TARGET,
    targets::settings::TARGET,
    targets::sum::TARGET,
    targets::typing::TARGET,
    targets::bill::TARGET,
    targets::paper::TARGET,
    targets::books::TARGET,
    targets::osmp::TARGET,
    targets::line::TARGET,
    targets::scan::TARGET,
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
