//! `ledger`: the check of the books, and the books for programs that are not ours.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::{Data, Failure, say};
use crate::admin;

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// Check every rule of the books and every stored signature.
    Check {
        #[command(flatten)]
        data: Data,
    },
    /// Write the entries as a journal that another program adds up.
    Export {
        #[command(flatten)]
        data: Data,
        /// For which program.
        #[arg(long, value_enum)]
        format: Format,
        /// The file to write; standard output without it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// hledger, with the deposits' sums as assertions.
    Hledger,
}

pub(super) fn run(command: LedgerCommand) -> Result<(), Failure> {
    match command {
        LedgerCommand::Check { data } => check_ledger(&data.data),
        LedgerCommand::Export {
            data,
            format: Format::Hledger,
            out,
        } => export(&data.data, out.as_deref()),
    }
}

fn check_ledger(data: &Path) -> Result<(), Failure> {
    let report = admin::ledger_check(data)?;
    for broken in &report.violations {
        say(format!("broken: {} ({})\n", broken.rule, broken.row).as_bytes())?;
    }
    let (payments, entries) = (report.payments, report.entries);
    if report.violations.is_empty() {
        return say(format!("sound: {payments} payments, {entries} entries\n").as_bytes());
    }
    let found = report.violations.len();
    say(format!("{found} faults in {payments} payments, {entries} entries\n").as_bytes())?;
    Err(Failure::CheckFailed)
}

fn export(data: &Path, out: Option<&Path>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Storage(format!("the journal: {error}"));
    let Some(file) = out else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        admin::export::hledger(data, &mut out)?;
        return out.flush().map_err(failed);
    };
    let mut writer = BufWriter::new(fs::File::create(file).map_err(failed)?);
    let entries = admin::export::hledger(data, &mut writer)?;
    writer.flush().map_err(failed)?;
    say(format!("{}: {entries} entries\n", file.display()).as_bytes())
}
