//! Plants one mistake after another and counts the seeds until the bench finds it.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use paydesk_domain::planted::{self, Bug};

use crate::command::{CommandError, Seeds};

/// A mistake must be found within so many seeds.
pub const WITHIN: u64 = 1_000;

/// How a mistake was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caught {
    /// The first seed that shows it.
    pub seed: u64,
    /// The oracles that found something in it: O1 to O8 of the auditor, O9 of the bench itself.
    pub oracles: BTreeSet<String>,
    /// What was found first, without the name of its oracle.
    pub finding: String,
    /// What the same seed shows without the mistake; anything there means that the mistake was not what was found.
    pub without: Vec<String>,
}

impl Caught {
    /// What a seed shows, if an oracle is among those that say so: that the bench cannot go on is no find.
    fn of(seed: u64, findings: &[String]) -> Option<Self> {
        let mut by_oracle = findings.iter().filter_map(|finding| judged(finding));
        let (oracle, finding) = by_oracle.next()?;
        let mut oracles = BTreeSet::from([oracle.to_owned()]);
        oracles.extend(by_oracle.map(|(oracle, _)| oracle.to_owned()));
        Some(Self {
            seed,
            oracles,
            finding: finding.to_owned(),
            without: Vec::new(),
        })
    }

    /// The mistake and nothing else was found.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.without.is_empty()
    }

    /// Seed, oracles and what they found.
    #[must_use]
    pub fn describe(&self) -> String {
        let oracles: Vec<&str> = self.oracles.iter().map(String::as_str).collect();
        let text = format!("{}: {}", oracles.join(", "), self.finding);
        let text: String = text.chars().take(110).collect();
        format!("seed {:<5} {text}", self.seed)
    }
}

/// A finding's oracle and what it says.
fn judged(finding: &str) -> Option<(&str, &str)> {
    let (oracle, text) = finding
        .split_once(": ")
        .or_else(|| finding.split_once(':'))?;
    let digits = oracle.strip_prefix('O')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((oracle, text.trim_start()))
}

/// What a seed shows.
type Look<'a> = &'a (dyn Fn(u64) -> Result<Vec<String>, CommandError> + Sync);

/// Runs seeds with a mistake planted until one shows it, and that one without the mistake.
///
/// # Errors
/// [`CommandError`].
pub fn hunt(bug: Bug, seeds: &Seeds<'_>, jobs: usize) -> Result<Option<Caught>, CommandError> {
    let look = |seed| seeds.findings(seed);
    let planting = planted::hold(Some(bug));
    let caught = first(&look, jobs)?;
    drop(planting);
    let _nothing = planted::hold(None);
    caught.map(|caught| compare(caught, &look)).transpose()
}

/// Runs the seed that showed a mistake without it.
fn compare(caught: Caught, look: Look<'_>) -> Result<Caught, CommandError> {
    let without = look(caught.seed)?;
    Ok(Caught { without, ..caught })
}

/// The first seed in which an oracle finds something.
fn first(look: Look<'_>, jobs: usize) -> Result<Option<Caught>, CommandError> {
    let next = AtomicU64::new(1);
    let caught: Mutex<Option<Caught>> = Mutex::new(None);
    let failed = Mutex::new(None);
    let lock = |caught: &Mutex<Option<Caught>>| -> Option<u64> {
        let caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
        caught.as_ref().map(|caught| caught.seed)
    };
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            // Seeds below the first that was caught are run to their end, so that the count does not depend on luck.
            if seed > WITHIN || lock(&caught).is_some_and(|first| first < seed) {
                return;
            }
            match look(seed) {
                Ok(findings) => {
                    if let Some(found) = Caught::of(seed, &findings) {
                        let mut caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
                        if caught.as_ref().is_none_or(|first| first.seed > seed) {
                            *caught = Some(found);
                        }
                    }
                }
                Err(error) => {
                    *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(work);
        }
    });
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(caught.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Hunts these mistakes and says how many seeds each took; true when all were found, and nothing was found
/// without them.
///
/// # Errors
/// [`CommandError`].
pub fn hunt_all(
    bugs: &[Bug],
    (seeds, jobs): (&Seeds<'_>, usize),
    out: &mut dyn Write,
) -> Result<bool, CommandError> {
    let mut found = 0;
    for bug in bugs {
        let caught = hunt(*bug, seeds, jobs)?;
        let number = bug.number();
        match &caught {
            Some(caught) => {
                found += usize::from(caught.is_proved());
                writeln!(out, "{number:<4} {:<26} {}", bug.name(), caught.describe())?;
                for finding in &caught.without {
                    writeln!(out, "     NOT PROVED, without the mistake: {finding}")?;
                }
            }
            None => writeln!(
                out,
                "{number:<4} {:<26} NOT FOUND within {WITHIN} seeds",
                bug.name()
            )?,
        }
        out.flush()?;
    }
    writeln!(out, "{found} of {} planted mistakes were found", bugs.len())?;
    Ok(found == bugs.len())
}

#[cfg(test)]
mod tests {
    use super::{Caught, compare, first};

    fn found(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_no_oracle_says_finds_no_mistake() {
        for text in [
            "the books cannot be opened for reading: full",
            "Odd: x",
            "O: x",
        ] {
            assert_eq!(Caught::of(1, &found(&[text])), None, "{text}");
        }
        let texts = [
            "no oracle: x",
            "O2: payment 3: twice",
            "O1: short",
            "O2: again",
        ];
        let caught = Caught::of(7, &found(&texts)).unwrap();
        assert_eq!(caught.describe(), "seed 7     O1, O2: payment 3: twice");
    }

    #[test]
    fn a_mistake_is_found_by_the_first_seed_in_which_an_oracle_speaks() {
        let look = |seed| {
            Ok(match seed {
                1..=4 => found(&["the till is slow"]),
                _ => found(&["O6: payment 1: open"]),
            })
        };
        let caught = first(&look, 2).unwrap().unwrap();
        assert_eq!(caught.seed, 5);
        assert_eq!(first(&|_| Ok(Vec::new()), 2).unwrap(), None);
    }

    #[test]
    fn what_the_same_seed_shows_without_the_mistake_proves_nothing() {
        let caught = Caught::of(3, &found(&["O4: early"])).unwrap();
        let sound = compare(caught.clone(), &|_| Ok(Vec::new())).unwrap();
        assert!(sound.is_proved());
        let blurred = compare(caught, &|_| Ok(found(&["O4: early"]))).unwrap();
        assert!(!blurred.is_proved());
    }
}
