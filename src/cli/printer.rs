//! `paydesk printer`: finding, choosing and trying the printer of a till.

mod detect;
mod set;
mod test;

use clap::Subcommand;
use paydesk_adapters::config::Config;
use paydesk_adapters::printer::{PrinterAddress, PrinterChoice, read_choice};
use paydesk_cheque::document::Heading;
use paydesk_cheque::profile::PrinterProfile;

use super::{Exit, Session};
use crate::setup;

/// What to do about the printer.
#[derive(Debug, Subcommand)]
pub(crate) enum PrinterCommand {
    /// Show the places where this computer may have a printer. Nothing is printed.
    Detect,
    /// Choose the printer of this till and learn how it talks.
    Set(set::SetArgs),
    /// Say how the printer is and print a paper that is none.
    Test(test::TestArgs),
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &PrinterCommand) -> Exit {
    match command {
        PrinterCommand::Detect => detect::run(session),
        PrinterCommand::Set(args) => set::run(session, args),
        PrinterCommand::Test(args) => test::run(session, args),
    }
}

/// The printer of this till and what stands on top of its papers. A till that is not set up yet has one, too.
fn present(session: &Session) -> Result<(PrinterChoice, Heading), Exit> {
    let config = Config::read(&session.settings_file()).ok();
    let chosen = read_choice(&session.data()).map_err(|what| wrong(session, &what))?;
    let (printer, heading) = config.map_or_else(
        || (PrinterChoice::usual(), Heading::default()),
        |config| (config.printer, config.heading),
    );
    Ok((chosen.unwrap_or(printer), heading))
}

fn profile(session: &Session, name: &str) -> Result<PrinterProfile, Exit> {
    setup::profile(name).map_err(|error| wrong(session, &error.to_string()))
}

fn address(text: &str) -> Result<PrinterAddress, String> {
    text.parse()
        .map_err(|error: paydesk_adapters::printer::BadAddress| error.to_string())
}

fn wrong(session: &Session, what: &str) -> Exit {
    let sentence = session.texts.with("printer-wrong", &[("what", what)]);
    session.out.problem(&sentence);
    Exit::BadInput
}
