//! Which printer it is and how it is driven. Its thread may wait for the printer.

use std::path::PathBuf;

use paydesk_adapters::printer::{
    PrintDesk, PrinterAddress, PrinterChoice, printer as make_printer,
};
use paydesk_adapters::profiles::Profiles;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::self_test::{Answers, SelfTest};
use paydesk_domain::language::Language;

use crate::desk::handle::{Answer, Chosen, Drive, Driven, ProfileLine};
use crate::printers;
use crate::setup::Setup;

pub(super) struct Chooser {
    data: PathBuf,
    profiles: Profiles,
    profile: PrinterProfile,
    choice: PrinterChoice,
}

impl Chooser {
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            data: setup.data.clone(),
            profiles: setup.profiles.clone(),
            profile: setup.profile.clone(),
            choice: setup.printer.clone(),
        }
    }

    /// Another printer, with the profile in use.
    pub(super) fn choose(&mut self, address: PrinterAddress, printer: &PrintDesk) -> Answer {
        let (name, profile) = (self.choice.profile.clone(), self.profile.clone());
        self.take((address, name, profile), printer)
    }

    pub(super) fn drive(&mut self, drive: Drive, printer: &PrintDesk) -> Answer {
        match drive {
            Drive::List => {
                let lines = self.profiles.list();
                Answer::Driven(Driven::Listed(lines.iter().map(ProfileLine::of).collect()))
            }
            Drive::Choose(name) => match self.profiles.load(&name) {
                Ok(profile) => self.take((self.choice.address.clone(), name, profile), printer),
                Err(error) => Answer::Driven(Driven::Refused(error.to_string())),
            },
            Drive::SelfTest(language) => self.self_test(language),
            Drive::Keep(answers) => self.keep(&answers, printer),
        }
    }

    fn self_test(&self, language: Language) -> Answer {
        let name = printers::parent_of(&self.choice.profile);
        let Some(profile) = PrinterProfile::builtin(name) else {
            return Answer::Failed;
        };
        let slip = SelfTest {
            name,
            profile: &profile,
            language,
        };
        Answer::Driven(Driven::Slip(printers::self_test(&self.choice, &slip)))
    }

    fn keep(&mut self, answers: &Answers, printer: &PrintDesk) -> Answer {
        let names = (printers::parent_of(&self.choice.profile), printers::OWN);
        match printers::keep_answers(&self.profiles, answers, names) {
            Ok((_, profile)) => {
                let (address, name) = (self.choice.address.clone(), printers::OWN.to_owned());
                self.take((address, name, profile), printer)
            }
            Err(error) => Answer::Driven(Driven::Refused(error.to_string())),
        }
    }

    /// Keeps the choice and gives the printer to whoever prints.
    fn take(
        &mut self,
        (address, name, profile): (PrinterAddress, String, PrinterProfile),
        printer: &PrintDesk,
    ) -> Answer {
        let (choice, learnt) = match printers::choose(&self.data, address, (&name, &profile)) {
            Ok(chosen) => chosen,
            Err(error) => {
                tracing::error!(%error, "the choice of a printer could not be kept");
                return Answer::Failed;
            }
        };
        (self.choice, self.profile) = (choice.clone(), profile.clone());
        let (data, columns) = (self.data.clone(), profile.columns);
        printer.change(move || make_printer(&choice, &data, profile.clone()));
        Answer::PrinterChosen(Chosen {
            address: self.choice.address.to_string(),
            profile: name,
            columns,
            learnt,
        })
    }
}

#[cfg(test)]
mod tests;
