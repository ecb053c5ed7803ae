//! The command line of `cargo sim`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Parser;
use paydesk_cyberplat::profile::Profile;

use crate::BenchError;
use crate::faults::{Fault, Swarm};
use crate::golden::{self, Scenario};
use crate::keys::Strength;
use crate::report::Report;
use crate::run::{self, Fresh, Outcome, Plan};
use crate::seen;
use crate::sweep;

/// What a sweep and a hunt set themselves; named beside them it would be ignored.
const OF_DAYS: [&str; 9] = [
    "seed",
    "seeds",
    "first",
    "days",
    "customers",
    "wire",
    "twice",
    "once",
    "log",
];

/// Simulated days of a till, its hub and everything between them.
#[derive(Debug, Clone, Parser)]
#[command(name = "cargo sim")]
pub struct Arguments {
    /// Run this one seed.
    #[arg(long, conflicts_with = "seeds")]
    pub seed: Option<u64>,
    /// Run so many seeds.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    pub seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(..1 << 62))]
    pub first: u64,
    /// Days of trade in each run.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub days: u32,
    /// Customers of a day.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub customers: u32,
    /// Only these faults may be switched on, separated by commas; `none` for a quiet day.
    #[arg(long)]
    pub faults: Option<String>,
    /// Keys of 2048 bits, as in the field; otherwise short ones, which sign and verify thirty times faster.
    #[arg(long)]
    pub wire: bool,
    /// Run every seed twice: both event logs must be the same. Otherwise each tenth seed is, and a single one.
    #[arg(long)]
    pub twice: bool,
    /// Run no seed twice.
    #[arg(long, conflicts_with = "twice")]
    pub once: bool,
    /// Write the event log of a single seed to standard error while it grows.
    #[arg(long)]
    pub log: bool,
    /// Instead of days: cut the power at every storage call of one scenario, or of `all`.
    #[arg(long, conflicts_with_all = OF_DAYS)]
    pub sweep: Option<String>,
    /// Instead: plant a mistake, one of their names or `all`, and count the seeds until it is found.
    #[cfg(feature = "planted")]
    #[arg(long, conflicts_with = "sweep", conflicts_with_all = OF_DAYS)]
    pub planted: Option<String>,
    /// Runs at a time.
    #[arg(long)]
    pub jobs: Option<NonZeroUsize>,
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The bench.
    #[error(transparent)]
    Bench(#[from] BenchError),
    /// The output.
    #[error("output: {0}")]
    Output(#[from] io::Error),
    /// An argument.
    #[error("{0}")]
    Argument(String),
}

/// Carries the command out; true when nothing was found.
///
/// # Errors
/// [`CommandError`].
pub fn command(arguments: &Arguments, out: &mut dyn Write) -> Result<bool, CommandError> {
    if let Some(name) = &arguments.sweep {
        return sweep_all(name, jobs(arguments), out);
    }
    let allowed = allowed(arguments.faults.as_deref())?;
    #[cfg(feature = "planted")]
    if let Some(name) = &arguments.planted {
        return hunt_for(name, (arguments, &allowed), out);
    }
    if let Some(seed) = arguments.seed {
        return single(arguments, (seed, &allowed), out);
    }
    let report = many(arguments, out)?;
    report.write(out)?;
    let mut is_good = report.is_good();
    if arguments.seeds >= seen::SEEDS_FOR_EVERY_ORACLE {
        for oracle in seen::blind(report.counts()) {
            writeln!(
                out,
                "{oracle} had nothing to look at: the run proves nothing about it"
            )?;
            is_good = false;
        }
    }
    Ok(is_good)
}

fn allowed(names: Option<&str>) -> Result<BTreeSet<Fault>, CommandError> {
    match names {
        None => Ok(Fault::ALL.into_iter().collect()),
        Some("none") => Ok(BTreeSet::new()),
        Some(names) => names
            .split(',')
            .map(|name| {
                Fault::parse(name).ok_or_else(|| {
                    let all: Vec<String> = Fault::ALL.iter().map(|fault| fault.name()).collect();
                    CommandError::Argument(format!(
                        "there is no fault {name:?}; there are: {}",
                        all.join(", ")
                    ))
                })
            })
            .collect(),
    }
}

/// The plan of a seed under these arguments.
fn plan(arguments: &Arguments, seed: u64, allowed: &BTreeSet<Fault>) -> Plan {
    let mut plan = Plan::of_seed(seed, allowed);
    plan.days = arguments.days;
    plan.customers = arguments.customers;
    if arguments.wire {
        plan.strength = Strength::Field;
    }
    if allowed.is_empty() {
        plan.swarm = Swarm::none();
    }
    plan.writes_log = arguments.log;
    plan
}

/// How to see a seed again.
fn replay(arguments: &Arguments, seed: u64) -> String {
    let mut line = format!(
        "cargo sim --seed {seed} --days {} --customers {}",
        arguments.days, arguments.customers
    );
    if let Some(faults) = &arguments.faults {
        line.push_str(&format!(" --faults {faults}"));
    }
    if arguments.wire {
        line.push_str(" --wire");
    }
    line
}

fn fresh_of(strength: Strength) -> Result<[Fresh; 2], BenchError> {
    Ok([
        run::fresh(strength, Profile::Paydesk)?,
        run::fresh(strength, Profile::Cyberplat)?,
    ])
}

fn pick(fresh: &[Fresh; 2], profile: Profile) -> &Fresh {
    match profile {
        Profile::Paydesk => &fresh[0],
        Profile::Cyberplat => &fresh[1],
    }
}

fn one(
    arguments: &Arguments,
    plan: &Plan,
    fresh: &[Fresh; 2],
) -> Result<(Outcome, Option<bool>), BenchError> {
    let fresh = pick(fresh, plan.profile);
    let outcome = run::run(plan, fresh)?;
    let is_single = arguments.seed.is_some() || arguments.twice;
    let is_twice = !arguments.once && (is_single || plan.seed.is_multiple_of(10));
    let same = if is_twice {
        Some(run::run(plan, fresh)?.digest == outcome.digest)
    } else {
        None
    };
    Ok((outcome, same))
}

fn single(
    arguments: &Arguments,
    (seed, allowed): (u64, &BTreeSet<Fault>),
    out: &mut dyn Write,
) -> Result<bool, CommandError> {
    let plan = plan(arguments, seed, allowed);
    let fresh = fresh_of(plan.strength)?;
    writeln!(out, "seed {seed}: {}, {}", plan.profile, plan.swarm)?;
    let (outcome, same) = one(arguments, &plan, &fresh)?;
    if !arguments.log && !outcome.findings.is_empty() {
        for line in &outcome.log {
            writeln!(out, "{line}")?;
        }
    }
    let mut report = Report::default();
    report.take(seed, &outcome, same);
    report.write(out)?;
    writeln!(
        out,
        "event log: {} lines, {}",
        outcome.events, outcome.digest
    )?;
    Ok(report.is_good())
}

/// Runs many seeds, and writes what was found and how to see it again.
///
/// # Errors
/// [`CommandError`].
pub fn many(arguments: &Arguments, out: &mut dyn Write) -> Result<Report, CommandError> {
    let allowed = &allowed(arguments.faults.as_deref())?;
    let strength = if arguments.wire {
        Strength::Field
    } else {
        Strength::Short
    };
    let fresh = fresh_of(strength)?;
    let next = AtomicU64::new(arguments.first);
    let end = arguments.first.saturating_add(arguments.seeds);
    let report = Mutex::new(Report::default());
    let failed = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..jobs(arguments) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    match one(arguments, &plan(arguments, seed, allowed), &fresh) {
                        Ok((outcome, same)) => {
                            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                            report.take(seed, &outcome, same);
                        }
                        Err(error) => {
                            *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                            next.store(end, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error.into());
    }
    let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (seed, findings) in report.failures() {
        let plan = plan(arguments, *seed, allowed);
        writeln!(out, "seed {seed} ({}, {}):", plan.profile, plan.swarm)?;
        for finding in findings {
            writeln!(out, "  {finding}")?;
        }
        writeln!(out, "  again: {}", replay(arguments, *seed))?;
    }
    Ok(report)
}

fn jobs(arguments: &Arguments) -> usize {
    let cores = || thread::available_parallelism().ok();
    arguments.jobs.or_else(cores).map_or(1, usize::from)
}

fn sweep_all(name: &str, jobs: usize, out: &mut dyn Write) -> Result<bool, CommandError> {
    let chosen: Vec<&Scenario> = golden::ALL
        .iter()
        .filter(|scenario| name == "all" || scenario.name == name)
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = golden::ALL.iter().map(|scenario| scenario.name).collect();
        return Err(CommandError::Argument(format!(
            "there is no scenario {name:?}; there are: {}",
            names.join(", ")
        )));
    }
    let (mut points, mut findings) = (0, 0);
    for scenario in chosen {
        let swept = sweep::sweep(scenario, jobs)?;
        writeln!(
            out,
            "{:<16} {:>7} points, {} findings: {}",
            scenario.name,
            swept.points,
            swept.findings.len(),
            scenario.story
        )?;
        for finding in swept.findings.iter().take(20) {
            writeln!(out, "  {finding}")?;
        }
        points += swept.points;
        findings += swept.findings.len();
    }
    writeln!(out, "{points} points, {findings} findings")?;
    Ok(findings == 0)
}

/// The seeds of a hunt.
#[cfg(feature = "planted")]
#[derive(Debug)]
pub struct Seeds<'a> {
    arguments: &'a Arguments,
    allowed: &'a BTreeSet<Fault>,
    fresh: [Fresh; 2],
}

/// Customers of a day in which a mistake is looked for: many seeds say more than long days.
#[cfg(feature = "planted")]
const CUSTOMERS_OF_A_HUNT: u32 = 40;

#[cfg(feature = "planted")]
impl Seeds<'_> {
    /// What a seed shows.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn findings(&self, seed: u64) -> Result<Vec<String>, CommandError> {
        let mut plan = plan(self.arguments, seed, self.allowed);
        plan.customers = CUSTOMERS_OF_A_HUNT;
        let outcome = run::run(&plan, pick(&self.fresh, plan.profile))?;
        Ok(outcome.findings)
    }
}

/// Hunts each of these mistakes on every seed's faults.
///
/// # Errors
/// [`CommandError`].
#[cfg(feature = "planted")]
pub fn hunt_each(
    bugs: &[paydesk_domain::planted::Bug],
    jobs: usize,
) -> Result<Vec<(paydesk_domain::planted::Bug, Option<crate::hunt::Caught>)>, CommandError> {
    let arguments = Arguments::parse_from(["sim"]);
    let allowed = allowed(None)?;
    let seeds = Seeds {
        arguments: &arguments,
        allowed: &allowed,
        fresh: fresh_of(Strength::Short)?,
    };
    let hunted = bugs
        .iter()
        .map(|bug| Ok((*bug, crate::hunt::hunt(*bug, &seeds, jobs)?)));
    hunted.collect()
}

#[cfg(feature = "planted")]
fn hunt_for(
    name: &str,
    (arguments, allowed): (&Arguments, &BTreeSet<Fault>),
    out: &mut dyn Write,
) -> Result<bool, CommandError> {
    use paydesk_domain::planted::Bug;

    let named: Option<Vec<Bug>> = name.split(',').map(Bug::parse).collect();
    let bugs = match named {
        Some(bugs) => bugs,
        None if name == "all" => Bug::ALL.to_vec(),
        None => {
            let names: Vec<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
            return Err(CommandError::Argument(format!(
                "there is no mistake {name:?}; there are: {}",
                names.join(", ")
            )));
        }
    };
    let seeds = Seeds {
        arguments,
        allowed,
        fresh: fresh_of(Strength::Short)?,
    };
    crate::hunt::hunt_all(&bugs, (&seeds, jobs(arguments)), out)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::Arguments;

    #[test]
    fn a_run_that_could_find_nothing_is_refused() {
        for nothing in ["--seeds=0", "--days=0", "--customers=0", "--jobs=0"] {
            assert!(
                Arguments::try_parse_from(["sim", nothing]).is_err(),
                "{nothing}"
            );
        }
        let beyond = format!("--first={}", u64::MAX);
        assert!(Arguments::try_parse_from(["sim", &beyond]).is_err());
        assert!(Arguments::try_parse_from(["sim", "--seeds=1", "--jobs=1"]).is_ok());
    }

    #[test]
    fn what_a_sweep_or_a_hunt_would_ignore_is_refused() {
        let sweep = Some("--sweep=sale");
        let hunt = cfg!(feature = "planted").then_some("--planted=all");
        for instead in sweep.into_iter().chain(hunt) {
            assert!(Arguments::try_parse_from(["sim", instead, "--jobs=1"]).is_ok());
            for ignored in ["--customers=200", "--seeds=5", "--days=2", "--wire"] {
                assert!(
                    Arguments::try_parse_from(["sim", instead, ignored]).is_err(),
                    "{instead} {ignored}"
                );
            }
        }
    }
}
