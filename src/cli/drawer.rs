//! `paydesk drawer`: opens the drawer though nothing is sold.

use std::time::Duration;

use clap::Args;
use paydesk_till::world::{Command, Event, Outcome};
use serde_json::json;

use super::report;
use super::{Exit, Session};
use crate::desk::Desk;

/// Nothing is asked at the server while the drawer opens.
const BEFORE_QUESTIONS_MS: i64 = 60_000;
/// A printer that hangs is given up by then, for the pulse and for the look behind it.
const PULSE_WITHIN: Duration = Duration::from_secs(40);
const CLOSING: Duration = Duration::from_secs(1);

/// Why the drawer is to open.
#[derive(Debug, Args)]
pub(crate) struct DrawerArgs {
    /// Why; it stays in the journal with the cashier's name.
    #[arg(long)]
    reason: String,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &DrawerArgs) -> Exit {
    let mut setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    setup.settings.first_questions_after_ms = BEFORE_QUESTIONS_MS;
    let desk = match Desk::open(&setup) {
        Ok(desk) => desk,
        Err(error) => return session.tell_desk(&error),
    };
    let events = desk.watch();
    let outcome = desk.ask(Command::OpenDrawer {
        by: setup.cashier.clone(),
        reason: args.reason.clone(),
    });
    // A look comes after the pulse: once it has ended, so has that.
    let (looked, look) = std::sync::mpsc::channel();
    desk.printer().look(move |state| {
        let _ = looked.send(state);
    });
    let is_over = look.recv_timeout(PULSE_WITHIN).is_ok();
    desk.close(CLOSING);
    let is_shut = !is_over || events.try_iter().any(|event| event == Event::DrawerShut);
    let (exit, key, words) = match outcome {
        Ok(Outcome::DrawerOpened) if is_shut => (
            Exit::Refused,
            Some("shut"),
            session.texts.get("drawer-shut"),
        ),
        Ok(Outcome::DrawerOpened) => (Exit::Done, None, session.texts.get("shift-drawer-opened")),
        Ok(Outcome::NotAccepted(rejection)) => (
            Exit::Refused,
            Some(report::rejection_key(rejection)),
            report::rejection(&session.texts, rejection),
        ),
        Ok(_) | Err(_) => (
            Exit::Storage,
            Some("storage"),
            session.texts.get("rejection-storage"),
        ),
    };
    session.out.value(&json!({ "error": key }));
    if exit == Exit::Done {
        session.out.line(&words);
    } else {
        session.out.problem(&words);
    }
    exit
}
