//! `paydesk printer test`.

use std::sync::mpsc;

use clap::Args;
use paydesk_adapters::printer::{self, PrintDesk, PrinterAddress, PrinterChoice, learn};
use paydesk_domain::printer::PrinterState;
use paydesk_till::world::PrintOutcome;
use serde_json::json;

use super::super::{Exit, Session};
use super::{address, present, profile};
use crate::trial;

/// The printer to try; the one of this till otherwise.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Another printer than the one of this till.
    #[arg(value_parser = address)]
    address: Option<PrinterAddress>,
    /// Name of its profile.
    #[arg(long)]
    profile: Option<String>,
    /// Only say how it is.
    #[arg(long)]
    no_paper: bool,
}

pub(super) fn run(session: &Session, args: &TestArgs) -> Exit {
    let (mut choice, heading) = match present(session) {
        Ok(present) => present,
        Err(exit) => return exit,
    };
    if let Some(address) = &args.address {
        choice.address = address.clone();
    }
    if let Some(name) = &args.profile {
        choice.profile.clone_from(name);
    }
    let profile = match profile(session, &choice.profile) {
        Ok(profile) => profile,
        Err(exit) => return exit,
    };
    let texts = &session.texts;
    let learnt = learn(&choice.address, &profile);
    if let Ok(habits) = learnt {
        choice.habits = habits;
    }
    let desk = desk(session, &choice, profile);
    let (say, said) = mpsc::channel();
    desk.look(move |state| {
        let _ = say.send(state);
    });
    let state = said.recv().unwrap_or(PrinterState::Unknown);
    session.out.line(&choice.address.to_string());
    if let Ok(habits) = learnt {
        session.out.line(&texts.get(trial::manner(habits)));
    }
    let key = trial::key(Some(state));
    session
        .out
        .line(&texts.get(&format!("settings-printer-{key}")));
    let outcome = if args.no_paper || matches!(state, PrinterState::NotReady(_)) {
        None
    } else {
        let (say, said) = mpsc::channel();
        desk.print(trial::paper(heading, texts), move |outcome| {
            let _ = say.send(outcome);
        });
        Some(said.recv().unwrap_or(PrintOutcome::Uncertain))
    };
    session.out.value(&json!({
        "address": choice.address.to_string(), "profile": choice.profile, "state": key,
        "answers": choice.habits.answers, "fence": choice.habits.fence, "paper": outcome.map(trial::outcome_key),
    }));
    let done = match (state, outcome) {
        (PrinterState::NotReady(_), _) => false,
        (_, Some(outcome)) => {
            let id = format!("printer-test-{}", trial::outcome_key(outcome));
            session.out.line(&texts.get(&id));
            matches!(outcome, PrintOutcome::Printed | PrintOutcome::Sent)
        }
        (_, None) => true,
    };
    if done { Exit::Done } else { Exit::Refused }
}

fn desk(
    session: &Session,
    choice: &PrinterChoice,
    profile: paydesk_cheque::profile::PrinterProfile,
) -> PrintDesk {
    let (choice, data) = (choice.clone(), session.data());
    PrintDesk::start(move || printer::printer(&choice, &data, profile.clone()))
}
