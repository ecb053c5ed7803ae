//! The simulated sections of `cargo torture`, beside those about real processes.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread;

use clap::Parser as _;

use crate::command::{Arguments, many};
use crate::golden;
use crate::model::{self, Size};
use crate::processes::{Options, Outcome, Section, Trouble};
use crate::report::{Report, WAITS};
use crate::seen;
use crate::shop::Wait;
use crate::sweep;

/// All simulated sections.
pub const SECTIONS: [Section; 6] = [
    ("days", "simulated till-days", days),
    (
        "offline",
        "a month without a line, then everything goes out",
        offline,
    ),
    ("crashes", "the power goes at every storage call", crashes),
    ("model", "every order of a small world", prove),
    ("planted", "mistakes made on purpose", planted),
    (
        "line",
        "a hostile line between real tills and a real hub",
        line,
    ),
];

/// 99 of 100 payments that were unknown when everything was mended come to their end within this.
const FINAL_WITHIN_MS: i64 = 30_000;
/// What was taken in a month without a line has gone out within this.
const DRAINED_WITHIN_MS: i64 = 600_000;
/// So many till-days are the whole of the long run, in which everything comes up...
const WHOLE: u64 = 10_000;
/// ...so often at least.
const ENOUGH: u64 = 1_000;

fn trouble(error: impl std::fmt::Display) -> Trouble {
    Trouble::Bench(error.to_string())
}

fn jobs() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn simulate(arguments: &[&str], outcome: &mut Outcome) -> Result<Report, Trouble> {
    let arguments = ["sim"].iter().chain(arguments);
    let arguments = Arguments::try_parse_from(arguments).map_err(trouble)?;
    let mut told = Vec::new();
    let report = many(&arguments, &mut told).map_err(trouble)?;
    for (seed, findings) in report.failures() {
        for finding in findings.iter().take(3) {
            outcome.find(format!("seed {seed}: {finding}"));
        }
    }
    Ok(report)
}

fn days(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let seeds = if options.quick { 200 } else { options.days };
    let (first, customers) = (options.first, options.customers);
    let arguments = [
        "--seeds",
        &seeds.to_string(),
        "--first",
        &first.to_string(),
        "--customers",
        &customers.to_string(),
    ];
    let report = simulate(&arguments, &mut outcome)?;
    outcome.row(format!("till-days, from seed {first}"), seeds);
    outcome.row("customers of each day", customers);
    let counts = report.counts();
    for oracle in seen::blind(counts) {
        outcome.find(format!("{oracle} had nothing to look at"));
    }
    for name in ["paid", "failed", "cancelled", "review"] {
        outcome.row(
            format!("payments that became {name}"),
            counts.of("state", name),
        );
    }
    for (wait, what) in WAITS {
        if let Some((count, most, longest)) = report.settled(wait) {
            outcome.row(
                format!("{what} when everything was mended: {count}"),
                format!("ended after p99 {most} ms, at most {longest} ms"),
            );
        }
    }
    if let Some((_, most, _)) = report.settled(Wait::Unknown) {
        outcome.expect(most <= FINAL_WITHIN_MS, || {
            format!("99 of 100 unknown payments took {most} ms to their end")
        });
    }
    if options.days >= WHOLE && !options.quick {
        outcome.findings.extend(seen::missing(counts, ENOUGH));
    }
    // What was seen least says how much of each kind was proved.
    let mut least: BTreeMap<&str, (u64, &str, u64)> = BTreeMap::new();
    for (kind, name, times) in counts.iter() {
        let entry = least.entry(kind).or_insert((u64::MAX, "", 0));
        entry.2 += 1;
        if times < entry.0 {
            (entry.0, entry.1) = (times, name);
        }
    }
    for (kind, (times, name, kinds)) in least {
        outcome.row(
            format!("{kind}: {kinds} kinds, the rarest"),
            format!("{name}, {times} times"),
        );
    }
    Ok(outcome)
}

fn offline(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let (days, customers) = if options.quick { (1, 200) } else { (30, 340) };
    let drained = crate::offline::run(days, customers).map_err(trouble)?;
    outcome.row("days without a line", days);
    outcome.row("customers of each day", customers);
    outcome.row("payments taken offline", drained.taken);
    outcome.row("of them paid", drained.paid);
    let seconds = drained.drained_after / 1_000;
    outcome.row(
        "the last one after the line was back",
        format!("{seconds} s"),
    );
    outcome.expect(drained.paid >= drained.taken, || {
        format!("{} of {} are paid", drained.paid, drained.taken)
    });
    outcome.expect(drained.drained_after <= DRAINED_WITHIN_MS, || {
        format!("it took {seconds} s until everything had gone out")
    });
    outcome.findings.extend(drained.findings);
    Ok(outcome)
}

fn crashes(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let mut points = 0;
    for scenario in &golden::ALL {
        if options.quick && scenario.name != "pay-lost" {
            continue;
        }
        let swept = sweep::sweep(scenario, jobs()).map_err(trouble)?;
        points += swept.points;
        outcome.row(scenario.name, format!("{} points", swept.points));
        let named = swept.findings.iter().take(5);
        outcome
            .findings
            .extend(named.map(|finding| format!("{}: {finding}", scenario.name)));
        (options.tell)(&format!("crashes: {} done", scenario.name));
    }
    outcome.row("points", points);
    Ok(outcome)
}

fn prove(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let size = if options.quick {
        Size::Small
    } else {
        Size::Full
    };
    for profile in [model::Profile::Paydesk, model::Profile::Cyberplat] {
        let proven = model::prove(size, profile, jobs());
        outcome.row(
            format!("{profile:?}"),
            format!(
                "{} states, {} unique, depth {}, {} properties",
                proven.states,
                proven.unique,
                proven.depth,
                proven.properties.len()
            ),
        );
        for (property, holds) in &proven.properties {
            outcome.expect(*holds, || format!("{profile:?}: {property}"));
        }
        outcome.findings.extend(proven.failed);
    }
    Ok(outcome)
}

#[cfg(feature = "planted")]
fn planted(options: &Options) -> Result<Outcome, Trouble> {
    use paydesk_domain::planted::Bug;

    let mut outcome = Outcome::default();
    let bugs = if options.quick {
        &Bug::ALL[..5]
    } else {
        &Bug::ALL[..]
    };
    for (bug, caught) in crate::command::hunt_each(bugs, jobs()).map_err(trouble)? {
        let what = format!("{} {}", bug.number(), bug.name());
        match caught {
            Some(caught) => {
                for finding in &caught.without {
                    outcome.find(format!("{what}, but without it as well: {finding}"));
                }
                outcome.row(what, caught.describe());
            }
            None => outcome.find(format!("{what} was not found")),
        }
    }
    Ok(outcome)
}

#[cfg(not(feature = "planted"))]
fn planted(_: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    outcome.row("mistakes", "not compiled in");
    Ok(outcome)
}

/// What a page says in the form `what ..... value`, one or two to a line.
fn dotted(page: &str) -> Vec<(String, String)> {
    let parts = page.lines().flat_map(|line| line.split("  "));
    let pairs = parts.filter_map(|part| part.split_once(" .."));
    let tidy = pairs.map(|(what, rest)| (what.trim(), rest.trim_start_matches('.').trim()));
    tidy.map(|(what, value)| (what.to_owned(), value.to_owned()))
        .collect()
}

/// Tills that sell at the same time: a till waits more than it works.
const TILLS: &str = "24";

fn line(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let requests = if options.quick { "2000" } else { "200000" };
    let ran = Command::new(&options.paydesk)
        .args([
            "faults",
            "--minutes",
            "600",
            "--lang",
            "en",
            "--tills",
            TILLS,
            "--requests",
            requests,
        ])
        .output()?;
    for (what, value) in dotted(&String::from_utf8_lossy(&ran.stdout)) {
        outcome.row(what, value);
    }
    outcome.expect(ran.status.success(), || {
        format!("paydesk faults ended with {}", ran.status)
    });
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::dotted;

    #[test]
    fn a_page_in_one_or_two_columns_becomes_rows() {
        let page = "Good.\nCash taken ..... 38,547.69 ₽\n  reply late .... 5  closed half-way .. 14\n\
                    - unknown .. 0\n";
        let rows = [
            ("Cash taken", "38,547.69 ₽"),
            ("reply late", "5"),
            ("closed half-way", "14"),
            ("- unknown", "0"),
        ];
        assert_eq!(
            dotted(page),
            rows.map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }
}
