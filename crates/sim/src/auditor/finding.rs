//! What the auditor reads and what it says.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use rusqlite::Connection;

/// What is judged, by the names of the reliability report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oracle {
    /// Conservation: tendered = paid + returned + open, and the cashier's cash agrees.
    O1,
    /// At most once: postings, captures and credits.
    O2,
    /// Paper: no cheque without proof, one unmarked start, numbered copies.
    O3,
    /// Write before send.
    O4,
    /// The books of hub and till: balance, floors, holds, chains.
    O5,
    /// Liveness: after healing nothing is left open.
    O6,
    /// Privacy: no customer's number in a log.
    O7,
    /// Screen truth: what is shown is what is stored, and what has ended stays ended.
    O8,
}

impl Oracle {
    /// Every oracle.
    pub const ALL: [Self; 8] = [
        Self::O1,
        Self::O2,
        Self::O3,
        Self::O4,
        Self::O5,
        Self::O6,
        Self::O7,
        Self::O8,
    ];
}

/// `O1` to `O8`.
impl Display for Oracle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule was broken.
    pub oracle: Oracle,
    /// The till's number of the payment, where one is concerned.
    pub payment: Option<i64>,
    /// What is wrong, with figures; never a customer's number.
    pub text: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.payment {
            Some(payment) => write!(f, "{}: payment {payment}: {}", self.oracle, self.text),
            None => write!(f, "{}: {}", self.oracle, self.text),
        }
    }
}

/// Why nothing could be judged.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A database could not be read.
    #[error("a database cannot be read")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored word that the rules do not know.
    #[error("{table} {row}: \"{word}\" means nothing")]
    Word {
        /// The table.
        table: &'static str,
        /// The number of the row.
        row: i64,
        /// The word.
        word: String,
    },
}

/// The two databases, each through a connection that only reads.
#[derive(Debug, Clone, Copy)]
pub struct Books<'a> {
    /// The till's.
    pub till: &'a Connection,
    /// The hub's.
    pub hub: &'a Connection,
}

/// Findings in the making, and how much was looked at.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) findings: Vec<Finding>,
    pub(super) seen: BTreeMap<Oracle, u64>,
}

impl Verdict {
    /// Something about one payment is wrong.
    pub(super) fn about(&mut self, oracle: Oracle, payment: i64, text: impl Into<String>) {
        self.findings.push(Finding {
            oracle,
            payment: Some(payment),
            text: text.into(),
        });
    }

    /// Something is wrong that belongs to no payment.
    pub(super) fn whole(&mut self, oracle: Oracle, text: impl Into<String>) {
        self.findings.push(Finding {
            oracle,
            payment: None,
            text: text.into(),
        });
    }

    /// One more piece of evidence was looked at.
    pub(super) fn saw(&mut self, oracle: Oracle) {
        self.saw_many(oracle, 1);
    }

    /// So many more pieces of evidence were looked at.
    pub(super) fn saw_many(&mut self, oracle: Oracle, pieces: usize) {
        if pieces == 0 {
            return;
        }
        let seen = self.seen.entry(oracle).or_default();
        *seen = seen.saturating_add(u64::try_from(pieces).unwrap_or(u64::MAX));
    }
}
