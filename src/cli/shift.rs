//! `paydesk report shift`: a shift in figures, as paper or for programs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use paydesk_adapters::clock;
use paydesk_adapters::sqlite;
use paydesk_domain::money::Money;
use paydesk_domain::shift::{CashTally, Left, ShiftTally};
use paydesk_till::paper as papers;
use serde_json::{Value, json};

use super::paper::{self, Format};
use super::{Exit, Session, printer};

/// What to report.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// A shift: what was taken, handed back and moved, what must lie in the drawer, and what is still open.
    Shift(ShiftArgs),
}

/// Which shift, and how.
#[derive(Debug, Args)]
pub(crate) struct ShiftArgs {
    /// Number of the shift; the newest otherwise.
    #[arg(long, value_name = "N")]
    number: Option<u32>,
    /// What to make of it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Printer profile; the one of the settings otherwise.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// File to write; text goes to standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &ReportCommand) -> Exit {
    let ReportCommand::Shift(args) = command;
    let facts = match session.paper_facts() {
        Ok(facts) => facts,
        Err(exit) => return exit,
    };
    let name = args.profile.as_deref().unwrap_or(&facts.profile);
    let profile = match session.profiles().load(name) {
        Ok(profile) => profile,
        Err(error) => return printer::tell_profile(session, &error),
    };
    let books = sqlite::open_reader(&session.data());
    let tally = match session.read(books, |books| books.shift_tally(args.number)) {
        Ok(Some(tally)) => tally,
        Ok(None) => {
            session.out.problem(&session.texts.get("report-no-shift"));
            return Exit::Refused;
        }
        Err(exit) => return exit,
    };
    if session.common.json && args.out.is_none() {
        session.out.value(&figures(&tally));
        return Exit::Done;
    }
    let about = (&facts.point, "", clock::now());
    let document = papers::shift_report(tally, &facts.shop, about);
    let how = (args.format, args.out.as_deref());
    paper::give(session, (&document, &profile), how)
}

/// Sums are minor units, times milliseconds since 1970.
fn figures(tally: &ShiftTally) -> Value {
    let sum = |money: Money| json!({ "minor": money.minor(), "currency": money.currency().code() });
    let left = |all: &[Left]| -> Vec<Value> {
        let lines = all.iter();
        lines
            .map(|left| json!({ "payment": left.payment.get(), "taken": sum(left.taken) }))
            .collect()
    };
    let cash = |cash: &CashTally| {
        json!({
            "payments": cash.payments,
            "taken": sum(cash.taken),
            "credited": sum(cash.credited),
            "fee": cash.fee().ok().map(sum),
            "returns": cash.returned.0,
            "returned": sum(cash.returned.1),
            "float": sum(cash.float),
            "in": sum(cash.moved_in),
            "out": sum(cash.moved_out),
            "expected": cash.expected().ok().map(sum),
        })
    };
    json!({
        "shift": tally.shift.number,
        "opened_at": tally.shift.opened_at.unix_ms(),
        "opened_by": tally.shift.opened_by,
        "closed_at": tally.end.as_ref().map(|end| end.at.unix_ms()),
        "closed_by": tally.end.as_ref().map(|end| &end.by),
        "counted": tally.end.as_ref().and_then(|end| end.counted).map(sum),
        "difference": tally.difference().ok().flatten().map(sum),
        "cash": tally.cash.iter().map(cash).collect::<Vec<_>>(),
        "open": left(&tally.still_open),
        "owed": left(&tally.owed),
        "reprints": tally.reprints,
        "drawer_openings": tally.openings.0,
        "drawer_asked": tally.openings.1,
        "journal": tally.head.seq,
    })
}
