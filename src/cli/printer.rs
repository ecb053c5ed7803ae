//! `paydesk printer`: which printers are known, and how the one of a till is found, chosen, tried and got to know.

mod answer;
mod detect;
mod list;
mod self_test;
mod set;
mod test;

use clap::Subcommand;
use paydesk_adapters::config::Config;
use paydesk_adapters::printer::{BadAddress, PrinterAddress, PrinterChoice};
use paydesk_adapters::profiles::ProfileError;
use paydesk_cheque::document::Heading;
use paydesk_cheque::profile::PrinterProfile;

use super::{Exit, Session};
use crate::setup;

/// What to do about printers.
#[derive(Debug, Subcommand)]
pub(crate) enum PrinterCommand {
    /// Show every printer profile: the shop's own, then those of the program.
    List,
    /// Show the places where this computer may have a printer. Nothing is printed.
    Detect,
    /// Choose the printer of this till and learn how it talks.
    Set(set::SetArgs),
    /// Say how the printer is and print a paper that is none.
    Test(test::TestArgs),
    /// Print the self-test slip, or write it into a file: page numbers, rulers, a QR code, a cut, a drawer's pulse.
    SelfTest(self_test::SelfTestArgs),
    /// Keep what was seen on the slip as a profile of the shop's own.
    Answer(answer::AnswerArgs),
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &PrinterCommand) -> Exit {
    match command {
        PrinterCommand::List => list::run(session),
        PrinterCommand::Detect => detect::run(session),
        PrinterCommand::Set(args) => set::run(session, args),
        PrinterCommand::Test(args) => test::run(session, args),
        PrinterCommand::SelfTest(args) => self_test::run(session, args),
        PrinterCommand::Answer(args) => answer::run(session, args),
    }
}

/// The printer of this till and what stands on top of its papers. A till that is not set up yet has one, too.
fn present(session: &Session) -> Result<(PrinterChoice, Heading), Exit> {
    let config = Config::read(&session.settings_file()).ok();
    let (printer, heading) = config.map_or_else(
        || (PrinterChoice::usual(), Heading::default()),
        |config| (config.printer, config.heading),
    );
    match setup::chosen(&session.data(), printer) {
        Ok(choice) => Ok((choice, heading)),
        Err(error) => {
            let what = error.to_string();
            let sentence = session.texts.with("printer-wrong", &[("what", &what)]);
            session.out.problem(&sentence);
            Err(Exit::BadInput)
        }
    }
}

pub(super) fn profile(session: &Session, name: &str) -> Result<PrinterProfile, Exit> {
    let found = session.profiles().load(name);
    found.map_err(|error| tell_profile(session, &error))
}

fn address(text: &str) -> Result<PrinterAddress, String> {
    text.parse().map_err(|error: BadAddress| error.to_string())
}

/// Tells why a profile cannot be used.
pub(super) fn tell_profile(session: &Session, error: &ProfileError) -> Exit {
    let what = error.to_string();
    let sentence = session.texts.with("printer-profile", &[("what", &what)]);
    session.out.problem(&sentence);
    match error {
        ProfileError::Io { .. } => Exit::Storage,
        ProfileError::Name(_) | ProfileError::Unknown { .. } | ProfileError::Bad { .. } => {
            Exit::BadInput
        }
    }
}
