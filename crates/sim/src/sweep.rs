//! The exhaustive crash sweep: for every scenario, for every storage call of till or hub, for every way in which a
//! power cut can treat what was not synced. Complete, not sampled.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::BenchError;
use crate::counts::Counts;
use crate::disk::{FaultKind, Loss, Planned};
use crate::golden::{self, Scenario};
use crate::keys::Strength;
use crate::run::{self, Fresh, Outcome};

/// Which machine loses power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The shop's.
    Till,
    /// The hub's.
    Hub,
}

/// One point of the sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Where.
    pub side: Side,
    /// Which storage call, from 0.
    pub call: u64,
    /// What is lost.
    pub loss: Loss,
}

/// What a sweep over one scenario showed.
#[derive(Debug, Default)]
pub struct Swept {
    /// Points that were tried.
    pub points: u64,
    /// What must not be, with the point where it was.
    pub findings: Vec<String>,
    /// Counts of all runs.
    pub counts: Counts,
}

/// Plays a scenario without any further fault; finds what it should have shown and did not.
///
/// # Errors
/// [`BenchError`].
pub fn rehearse(scenario: &Scenario) -> Result<(Outcome, Vec<String>), BenchError> {
    let fresh = run::fresh(Strength::Short, scenario.profile)?;
    let outcome = run::finish(golden::stage(scenario, &fresh)?);
    let mut missing = outcome.findings.clone();
    for (kind, name, least) in scenario.expected {
        let seen = outcome.counts.of(kind, name);
        if seen < *least {
            missing.push(format!("{kind} {name} was seen {seen} times, not {least}"));
        }
    }
    Ok((outcome, missing))
}

/// Plays a scenario with a power cut at one point.
///
/// # Errors
/// [`BenchError`].
pub fn play(scenario: &Scenario, fresh: &Fresh, point: Point) -> Result<Outcome, BenchError> {
    let mut shop = golden::stage(scenario, fresh)?;
    let disk = match point.side {
        Side::Till => {
            shop.till.loss = point.loss;
            &shop.till.disk
        }
        Side::Hub => {
            shop.hub.loss = point.loss;
            &shop.hub.disk
        }
    };
    disk.plan(Some(Planned {
        at: disk.calls().saturating_add(point.call),
        kind: FaultKind::Cut,
    }));
    Ok(run::finish(shop))
}

/// Sweeps one scenario on `jobs` threads.
///
/// # Errors
/// [`BenchError`].
pub fn sweep(scenario: &Scenario, jobs: usize) -> Result<Swept, BenchError> {
    let fresh = run::fresh(Strength::Short, scenario.profile)?;
    let (outcome, missing) = rehearse(scenario)?;
    let (till, hub) = outcome.calls;
    let points: Vec<Point> = [(Side::Till, till), (Side::Hub, hub)]
        .into_iter()
        .flat_map(|(side, calls)| (0..calls).map(move |call| (side, call)))
        .flat_map(|(side, call)| Loss::ALL.map(|loss| Point { side, call, loss }))
        .collect();
    let swept = Mutex::new(Swept {
        findings: missing,
        ..Swept::default()
    });
    let failed = Mutex::new(None);
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
            match play(scenario, &fresh, *point) {
                Ok(outcome) => {
                    let mut swept = swept.lock().unwrap_or_else(PoisonError::into_inner);
                    swept.points += 1;
                    swept.counts.merge(&outcome.counts);
                    let found = outcome.findings.iter();
                    let told = found.map(|text| format!("{point:?}: {text}"));
                    swept.findings.extend(told);
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
        None => Ok(swept.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::rehearse;
    use crate::golden;

    #[test]
    fn every_scenario_shows_what_its_story_tells() {
        for scenario in &golden::ALL {
            let (_, missing) = rehearse(scenario).unwrap();
            assert_eq!(missing, Vec::<String>::new(), "{}", scenario.name);
        }
    }
}
