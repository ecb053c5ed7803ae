//! `paydesk printer set`.

use clap::Args;
use paydesk_adapters::printer::PrinterAddress;
use serde_json::json;

use super::super::{Exit, Session};
use super::{address, present, profile};
use crate::{printers, trial};

/// The printer to choose.
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// tcp:HOST:PORT, serial:LINE:SPEED, usb:DEVICE, usb:MAKER:MODEL, cups:QUEUE, file:FOLDER or stdout.
    #[arg(value_parser = address)]
    address: PrinterAddress,
    /// Name of its profile; the present one otherwise.
    #[arg(long)]
    profile: Option<String>,
}

pub(super) fn run(session: &Session, args: &SetArgs) -> Exit {
    let (present, _) = match present(session) {
        Ok(present) => present,
        Err(exit) => return exit,
    };
    let name = args.profile.clone().unwrap_or(present.profile);
    let profile = match profile(session, &name) {
        Ok(profile) => profile,
        Err(exit) => return exit,
    };
    let (data, address) = (session.data(), args.address.clone());
    let (choice, learnt) = match printers::choose(&data, address, (&name, &profile)) {
        Ok(chosen) => chosen,
        Err(error) => {
            let folder = data.display().to_string();
            let parameters = [("folder", folder.as_str()), ("what", &error.to_string())];
            session
                .out
                .problem(&session.texts.with("storage-folder", &parameters));
            return Exit::Storage;
        }
    };
    let texts = &session.texts;
    let where_to = choice.address.to_string();
    let parameters = [
        ("address", where_to.as_str()),
        ("profile", choice.profile.as_str()),
    ];
    session.out.value(&json!({
        "address": where_to, "profile": choice.profile, "answers": choice.habits.answers,
        "fence": choice.habits.fence, "fault": learnt.err().map(|fault| fault.as_key()),
    }));
    session.out.line(&texts.with("printer-kept", &parameters));
    match learnt {
        Ok(habits) => session.out.line(&texts.get(trial::manner(habits))),
        Err(fault) => {
            let fault = texts.get(&format!("printer-{}", fault.as_key()));
            session
                .out
                .problem(&texts.with("printer-kept-unseen", &[("fault", &fault)]));
        }
    }
    session.out.line(&texts.get("printer-kept-do"));
    Exit::Done
}
