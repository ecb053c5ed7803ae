//! The event log of a run: what happened and when, in one order. Two runs of one seed give the same log.

use std::io::Write as _;

use sha2::{Digest, Sha256};

/// The log; its hash and its newest lines are kept.
#[derive(Debug, Clone)]
pub struct EventLog {
    hash: Sha256,
    /// Every line is written to standard error as it comes.
    is_written: bool,
    /// The newest lines, for a report of what led to a finding.
    tail: std::collections::VecDeque<String>,
    count: u64,
}

/// Lines shown in front of a finding.
const TAIL: usize = 60;

impl EventLog {
    /// An empty log.
    #[must_use]
    pub fn new(is_written: bool) -> Self {
        Self {
            hash: Sha256::new(),
            is_written,
            tail: std::collections::VecDeque::new(),
            count: 0,
        }
    }

    /// A line more.
    pub fn line(&mut self, at: i64, text: &str) {
        let second = at.div_euclid(1_000);
        let (hour, minute) = (
            second.div_euclid(3_600),
            second.div_euclid(60).rem_euclid(60),
        );
        let line = format!(
            "{hour:03}:{minute:02}:{:02}.{:03} {text}",
            second.rem_euclid(60),
            at.rem_euclid(1_000)
        );
        self.hash.update(&line);
        self.hash.update("\n");
        self.count += 1;
        if self.is_written {
            drop(writeln!(std::io::stderr(), "{line}"));
        }
        if self.tail.len() == TAIL {
            self.tail.pop_front();
        }
        self.tail.push_back(line);
    }

    /// Fingerprint of everything so far.
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = self.hash.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Lines so far.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The newest lines.
    #[must_use]
    pub fn tail(&self) -> Vec<String> {
        self.tail.iter().cloned().collect()
    }
}
