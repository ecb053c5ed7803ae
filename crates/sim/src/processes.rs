//! Torture of real processes: the release programs of till and hub are killed, starved of disk, doubled, cloned and put
//! into other years. Afterwards the books of till, hub, bank and provider and the papers are read by raw SQL and
//! compared; nothing of the programs is used to judge them.
//!
//! Each section is a function from [`Options`] to [`Outcome`]; the program `torture` runs those of [`SECTIONS`].

mod books;
mod clocks;
mod copies;
mod damage;
mod disks;
mod judge;
mod kills;
mod ready;
mod rig;
mod run;
mod schemas;
mod strace;
mod sweep;
mod twins;

use std::path::PathBuf;

/// What the sections are told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The till's program.
    pub paydesk: PathBuf,
    /// The hub's program.
    pub hub: PathBuf,
    /// Simulated till-days.
    pub days: u64,
    /// The seed of the first of them.
    pub first: u64,
    /// Customers of each of them.
    pub customers: u32,
    /// Kills of the kill loops; other sections take a share of it.
    pub kills: u64,
    /// Where random moments begin.
    pub seed: u64,
    /// A sample instead of everything.
    pub quick: bool,
    /// Where long listings go; none are written without it.
    pub report: Option<PathBuf>,
    /// Progress, line by line.
    pub tell: fn(&str),
}

/// What a section saw.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Lines of the report: what, and how often or how much.
    pub rows: Vec<(String, String)>,
    /// What must not be. Empty: the section passed.
    pub findings: Vec<String>,
}

impl Outcome {
    /// Whether nothing was found that must not be.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds a line.
    pub fn row(&mut self, what: impl Into<String>, value: impl ToString) {
        self.rows.push((what.into(), value.to_string()));
    }

    /// Adds a finding.
    pub fn find(&mut self, what: impl Into<String>) {
        self.findings.push(what.into());
    }

    /// Adds a finding unless something holds.
    pub fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.find(what());
        }
    }
}

/// The bench itself could not go on; nothing is known about the product.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A file or a process.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A database could not be read.
    #[error("a database cannot be read: {0}")]
    Sql(#[from] rusqlite::Error),
    /// Something else.
    #[error("{0}")]
    Bench(String),
}

impl Trouble {
    fn new(what: impl Into<String>) -> Self {
        Self::Bench(what.into())
    }
}

/// A section: its name on the command line, what it does, and the function.
pub type Section = (
    &'static str,
    &'static str,
    fn(&Options) -> Result<Outcome, Trouble>,
);

/// All sections about real processes, in the order in which they run.
pub const SECTIONS: [Section; 11] = [
    ("kills", "till and hub killed at any moment", kills::section),
    (
        "sweep-till",
        "each storage call of a sale fails, till",
        sweep::till_section,
    ),
    (
        "sweep-hub",
        "each storage call of a sale fails, hub",
        sweep::hub_section,
    ),
    ("full-disk", "small disks that fill up", disks::full_section),
    (
        "read-only",
        "disks that turn read-only",
        disks::read_only_section,
    ),
    ("twins", "many instances on one folder", twins::section),
    ("copies", "cloned and stale data folders", copies::section),
    ("clocks", "clocks that are off or jump", clocks::section),
    ("schemas", "databases of other versions", schemas::section),
    ("ready", "start with 10,000 open payments", ready::section),
    (
        "damage",
        "flipped bits, cut and missing files",
        damage::section,
    ),
];
