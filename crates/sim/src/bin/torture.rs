//! `cargo torture`: the long tests, and their report as a table.
//!
//! Exit codes: 0 nothing was found, 1 something was, 2 the bench itself could not go on.
#![warn(missing_docs)]

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use paydesk_adapters::clock;
use paydesk_sim::processes::{Options, Outcome, SECTIONS, Section, Trouble};

/// Tortures the release programs of till and hub.
#[derive(Debug, Parser)]
#[command(name = "torture")]
struct Cli {
    /// Sections to run; all without it.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Processes to kill while they work; not the rounds that takes.
    #[arg(long, default_value_t = 2000)]
    kills: u64,
    /// Simulated till-days.
    #[arg(long, default_value_t = 10_000)]
    days: u64,
    /// The seed of the first of them.
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// Customers of each of them: short days are many mornings, closings and nights.
    #[arg(long, default_value_t = 25)]
    customers: u32,
    /// Where random moments begin; by the clock without it.
    #[arg(long)]
    seed: Option<u64>,
    /// The till's program; beside this one without it.
    #[arg(long)]
    paydesk: Option<PathBuf>,
    /// The hub's program; beside this one without it.
    #[arg(long)]
    hub: Option<PathBuf>,
    /// A sample of each section, for every commit.
    #[arg(long)]
    quick: bool,
    /// A folder for long listings.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Names the sections and ends.
    #[arg(long)]
    list: bool,
}

/// Everything that can be run.
fn sections() -> Vec<Section> {
    let simulated = paydesk_sim::long::SECTIONS.into_iter();
    simulated.chain(SECTIONS).collect()
}

fn say(text: &str) {
    // Where nobody reads there is nobody to tell.
    drop(writeln!(std::io::stdout(), "{text}"));
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.list {
        sections()
            .iter()
            .for_each(|(name, about, _)| say(&format!("{name}: {about}")));
        return ExitCode::SUCCESS;
    }
    let options = match options(&cli) {
        Ok(options) => options,
        Err(what) => {
            say(&format!("torture: {what}"));
            return ExitCode::from(2);
        }
    };
    let known = sections();
    if let Some(other) = cli
        .only
        .iter()
        .find(|name| known.iter().all(|(known, ..)| known != name))
    {
        say(&format!(
            "torture: there is no section {other:?}; --list names them"
        ));
        return ExitCode::from(2);
    }
    let chosen = known
        .into_iter()
        .filter(|(name, ..)| cli.only.is_empty() || cli.only.iter().any(|n| n == name));
    let mut report = "\n| Section | What | Result |\n|---|---|---|\n".to_owned();
    let (mut worst, mut findings) = (0, 0);
    for (name, about, section) in chosen {
        say(&format!("== {name}: {about}"));
        let begun = clock::now();
        let result = section(&options);
        let seconds = clock::now().ms_since(begun) / 1000;
        worst = worst.max(verdict(&result));
        findings += result.as_ref().map_or(1, |outcome| outcome.findings.len());
        tell(&mut report, name, &result, seconds);
    }
    say(&report);
    say(&format!("{findings} findings, seed {}", options.seed));
    ExitCode::from(worst)
}

const fn verdict(result: &Result<Outcome, Trouble>) -> u8 {
    match result {
        Ok(outcome) if outcome.is_ok() => 0,
        Ok(_) => 1,
        Err(_) => 2,
    }
}

fn tell(report: &mut String, name: &str, result: &Result<Outcome, Trouble>, seconds: i64) {
    let mut line = |what: &str, value: &str| {
        let value = value.replace('|', "/").replace('\n', " ");
        report.push_str(&format!("| {name} | {what} | {value} |\n"));
    };
    match result {
        Ok(outcome) => {
            let verdict = if outcome.is_ok() { "ok" } else { "NOT OK" };
            let count = outcome.findings.len();
            line(
                "verdict",
                &format!("{verdict}, {count} findings, {seconds} s"),
            );
            outcome
                .rows
                .iter()
                .for_each(|(what, value)| line(what, value));
            for found in &outcome.findings {
                line("finding", found);
                say(&format!("FOUND: {found}"));
            }
            say(&format!("== {name}: {verdict}, {seconds} s"));
        }
        Err(trouble) => {
            line("verdict", &format!("the bench could not go on: {trouble}"));
            say(&format!("== {name}: the bench could not go on: {trouble}"));
        }
    }
}

fn options(cli: &Cli) -> Result<Options, String> {
    let beside = |name: &str| -> Result<PathBuf, String> {
        let own = env::current_exe().map_err(|error| error.to_string())?;
        Ok(own.parent().unwrap_or(Path::new(".")).join(name))
    };
    let program = |given: &Option<PathBuf>, name: &str| -> Result<PathBuf, String> {
        let path = given.clone().map_or_else(|| beside(name), Ok)?;
        path.canonicalize().map_err(|error| {
            let build = "cargo build --release --bin paydesk --bin paydesk-hub";
            format!("{}: {error}; build it first: {build}", path.display())
        })
    };
    if let Some(folder) = &cli.report {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let by_clock = || u64::try_from(clock::now().unix_ms()).unwrap_or(0);
    Ok(Options {
        paydesk: program(&cli.paydesk, "paydesk")?,
        hub: program(&cli.hub, "paydesk-hub")?,
        days: cli.days,
        first: cli.first,
        customers: cli.customers,
        kills: cli.kills,
        seed: cli.seed.unwrap_or_else(by_clock),
        quick: cli.quick,
        report: cli.report.clone(),
        tell: say,
    })
}
