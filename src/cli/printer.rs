//! `paydesk printer`: which printers are known, and how a new one is got to know.

mod answer;
mod list;
mod self_test;

use clap::Subcommand;
use paydesk_adapters::profiles::ProfileError;

use super::{Exit, Session};

/// What to do about printers.
#[derive(Debug, Subcommand)]
pub(crate) enum PrinterCommand {
    /// Show every printer profile: the shop's own, then those of the program.
    List,
    /// Write the self-test slip: a row for each page number, rulers, a QR code, a cut, a pulse for the drawer.
    SelfTest(self_test::SelfTestArgs),
    /// Keep what was seen on the slip as a profile of the shop's own.
    Answer(answer::AnswerArgs),
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &PrinterCommand) -> Exit {
    match command {
        PrinterCommand::List => list::run(session),
        PrinterCommand::SelfTest(args) => self_test::run(session, args),
        PrinterCommand::Answer(args) => answer::run(session, args),
    }
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
