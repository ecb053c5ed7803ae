//! What is done about the printer, by the command line and by the window alike: choosing it and its profile, the
//! self-test, and the profile that its answers make.

use std::io;
use std::path::{Path, PathBuf};

use paydesk_adapters::printer::{Habits, PrinterAddress, PrinterChoice, keep_choice, learn, send};
use paydesk_adapters::profiles::{ProfileError, Profiles};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::self_test::{Answers, BadAnswer, SelfTest};
use paydesk_domain::printer::PrinterFault;
use paydesk_till::world::PrintOutcome;

/// The profile that suits most printers nobody knows.
pub(crate) const USUAL: &str = "generic-58";
/// The name under which the answers to a self-test are kept.
pub(crate) const OWN: &str = "counter";

/// Why answers make no profile.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoProfile {
    /// No slip has such an answer.
    #[error(transparent)]
    Answer(#[from] BadAnswer),
    /// The profile cannot be kept.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// Learns how a printer talks and keeps it as the one of this till. One that is not there now is kept, too.
///
/// # Errors
/// The choice cannot be written; then it is as it was.
pub(crate) fn choose(
    data: &Path,
    address: PrinterAddress,
    (name, profile): (&str, &PrinterProfile),
) -> io::Result<(PrinterChoice, Result<Habits, PrinterFault>)> {
    let learnt = learn(&address, profile);
    let choice = PrinterChoice {
        address,
        profile: name.to_owned(),
        // A printer that is not there now is asked when it is.
        habits: learnt.unwrap_or_default(),
    };
    keep_choice(data, &choice)?;
    Ok((choice, learnt))
}

/// The slip on a printer; nothing where papers of this till are files.
pub(crate) fn self_test(choice: &PrinterChoice, slip: &SelfTest<'_>) -> Option<PrintOutcome> {
    let is_device = choice.address.is_device();
    is_device.then(|| send(choice, slip.profile.clone(), slip.bytes()))
}

/// Keeps what was seen on a slip as a profile of the shop's own.
///
/// # Errors
/// [`NoProfile`]; then nothing was kept.
pub(crate) fn keep_answers(
    profiles: &Profiles,
    answers: &Answers,
    (parent, name): (&str, &str),
) -> Result<(PathBuf, PrinterProfile), NoProfile> {
    let toml = answers.to_toml(parent)?;
    let file = profiles.keep(name, &toml)?;
    Ok((file, profiles.load(name)?))
}

/// The profile of the program that a slip is printed with, where this one is in use: answers can only be about one.
pub(crate) fn parent_of(name: &str) -> &str {
    match PrinterProfile::builtin(name) {
        Some(_) => name,
        None => USUAL,
    }
}
