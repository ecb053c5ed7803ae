//! How the printer is driven, as the simulated till says: the profiles of the program, and a printer that obeys.

use std::path::PathBuf;

use paydesk_adapters::printer::Habits;
use paydesk_adapters::profiles::Profiles;

use super::World;
use crate::desk::handle::{Answer, Chosen, Drive, Driven, ProfileLine};
use crate::printers;

impl World {
    pub(super) fn driven(&self, drive: Drive) -> Answer {
        let folder = Profiles::new(PathBuf::from("no-folder"));
        let taken = |name: String, columns| {
            Answer::PrinterChosen(Chosen {
                address: "usb:/dev/usb/lp0".to_owned(),
                profile: name,
                columns,
                learnt: Ok(Habits::default()),
            })
        };
        match drive {
            Drive::List => {
                let lines = folder.list();
                Answer::Driven(Driven::Listed(lines.iter().map(ProfileLine::of).collect()))
            }
            Drive::Choose(name) => match folder.load(&name) {
                Ok(profile) => taken(name, profile.columns),
                Err(error) => Answer::Driven(Driven::Refused(error.to_string())),
            },
            Drive::SelfTest(_) => Answer::Driven(Driven::Slip(Some(self.scene.print))),
            Drive::Keep(answers) => taken(printers::OWN.to_owned(), answers.columns.unwrap_or(42)),
        }
    }
}
