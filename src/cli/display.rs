//! `paydesk display`: the customer's display, tried without a sale.

use clap::Subcommand;
use paydesk_adapters::display;
use paydesk_adapters::serial::DeviceState;
use serde_json::json;

use super::{Exit, Session, report};
use crate::customer::rows;

/// What to do with it.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum DisplayCommand {
    /// Write a test text: both alphabets, digits and signs.
    Test,
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &DisplayCommand) -> Exit {
    let setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let texts = &session.texts;
    let Some(config) = &setup.display else {
        session.out.problem(&texts.get("display-none"));
        return Exit::BadInput;
    };
    let shown = match command {
        DisplayCommand::Test => display::show_once(config, &rows::test(texts)),
    };
    let (exit, text) = match shown {
        Ok(()) => (
            Exit::Done,
            texts.with("display-tested", &[("port", &config.port)]),
        ),
        Err(fault) => (
            Exit::Refused,
            report::device(texts, &config.port, DeviceState::Fault(fault)),
        ),
    };
    let value = json!({ "ok": shown.is_ok(), "port": config.port, "message": text });
    session.out.value(&value);
    match exit {
        Exit::Done => session.out.line(&text),
        Exit::Refused | Exit::BadInput | Exit::Open | Exit::Storage => session.out.problem(&text),
    }
    exit
}
