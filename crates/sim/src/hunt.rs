//! Plants one mistake after another and counts the seeds until the bench finds it.

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
    /// What was found first.
    pub finding: String,
}

/// Runs seeds with a mistake planted until one shows it.
///
/// # Errors
/// [`CommandError`].
pub fn hunt(bug: Bug, seeds: &Seeds<'_>, jobs: usize) -> Result<Option<Caught>, CommandError> {
    let planting = planted::hold(Some(bug));
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
            match seeds.findings(seed) {
                Ok(findings) => {
                    if let Some(finding) = findings.into_iter().next() {
                        let mut caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
                        if caught.as_ref().is_none_or(|first| first.seed > seed) {
                            *caught = Some(Caught { seed, finding });
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
    drop(planting);
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(caught.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Hunts these mistakes and says how many seeds each took; true when all were found.
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
            Some(Caught { seed, finding }) => {
                found += 1;
                let text: String = finding.chars().take(110).collect();
                writeln!(out, "{number:<4} {:<26} seed {seed:<5} {text}", bug.name())?;
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
