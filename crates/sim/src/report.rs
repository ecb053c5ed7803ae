//! What many runs showed together.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::counts::Counts;
use crate::run::Outcome;
use crate::shop::Wait;

/// See the module.
#[derive(Debug, Default)]
pub struct Report {
    runs: u64,
    twice: u64,
    events: u64,
    counts: Counts,
    failures: BTreeMap<u64, Vec<String>>,
    settled_after: Vec<(Wait, i64)>,
}

impl Report {
    /// Takes a run in; `same` says whether a second one had the same event log, where there was one.
    pub fn take(&mut self, seed: u64, outcome: &Outcome, same: Option<bool>) {
        self.runs += 1;
        self.events += outcome.events;
        self.counts.merge(&outcome.counts);
        self.settled_after.extend(&outcome.settled_after);
        let mut findings = outcome.findings.clone();
        self.twice += u64::from(same.is_some());
        if same == Some(false) {
            findings.push("two runs of this seed have different event logs".to_owned());
        }
        if !findings.is_empty() {
            self.failures.insert(seed, findings);
        }
    }

    /// Nothing was found.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failures.is_empty()
    }

    /// What was found, by seed.
    #[must_use]
    pub const fn failures(&self) -> &BTreeMap<u64, Vec<String>> {
        &self.failures
    }

    /// How often everything was seen.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Of the payments that were open when everything was mended and waited for this: how many, and in how many
    /// milliseconds 99 in a hundred of them, and all, had come to their end.
    #[must_use]
    pub fn settled(&self, wait: Wait) -> Option<(usize, i64, i64)> {
        let of_kind = self.settled_after.iter().filter(|(kind, _)| *kind == wait);
        let mut sorted: Vec<i64> = of_kind.map(|(_, after)| *after).collect();
        sorted.sort_unstable();
        let at = sorted.len().saturating_mul(99) / 100;
        Some((sorted.len(), *sorted.get(at)?, *sorted.last()?))
    }

    /// Writes everything.
    ///
    /// # Errors
    /// The output's.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut kind = "";
        for (of, name, times) in self.counts.iter() {
            if of != kind {
                writeln!(out, "{of}:")?;
                kind = of;
            }
            writeln!(out, "  {name:<44} {times:>10}")?;
        }
        for (wait, what) in WAITS {
            if let Some((count, most, longest)) = self.settled(wait) {
                let (most, longest) = (seconds(most), seconds(longest));
                writeln!(
                    out,
                    "{what} when everything was mended: {count}; ended after p99 {most:.1} s, at most {longest:.1} s"
                )?;
            }
        }
        writeln!(
            out,
            "{} runs ({} of them twice, with equal event logs), {} events, {} paid, {} failed: {} with findings",
            self.runs,
            self.twice,
            self.events,
            self.counts.of("state", "paid"),
            self.counts.of("state", "failed"),
            self.failures.len()
        )
    }
}

/// What payments wait for, in words.
pub const WAITS: [(Wait, &str); 3] = [
    (Wait::Unknown, "unknown"),
    (Wait::Quarantine, "in quarantine"),
    (Wait::InWork, "in work at the provider"),
];

/// For people; nothing is computed with it.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss)]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}
