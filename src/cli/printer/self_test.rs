//! `paydesk printer self-test`: the slip on the printer or as a file of its bytes, and what to look for on it.

use std::path::{Path, PathBuf};

use clap::Args;
use paydesk_adapters::paths::private_file;
use paydesk_adapters::printer::{PrinterAddress, PrinterChoice};
use paydesk_cheque::self_test::SelfTest;
use paydesk_till::world::PrintOutcome;
use serde_json::json;

use super::{address, present, profile};
use crate::cli::{Exit, Session};
use crate::{printers, trial};

/// Where the slip goes, and how the printer is driven.
#[derive(Debug, Args)]
pub(crate) struct SelfTestArgs {
    /// Another printer than the one of this till.
    #[arg(value_parser = address)]
    address: Option<PrinterAddress>,
    /// File for the printer's bytes; nothing is printed then.
    #[arg(long, value_name = "FILE", conflicts_with = "address")]
    file: Option<PathBuf>,
    /// Profile that is nearest to the printer.
    #[arg(long, default_value = printers::USUAL, value_name = "NAME")]
    profile: String,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &SelfTestArgs) -> Exit {
    let profile = match profile(session, &args.profile) {
        Ok(profile) => profile,
        Err(exit) => return exit,
    };
    let slip = SelfTest {
        name: &args.profile,
        profile: &profile,
        language: session.texts.language(),
    };
    if let Some(file) = &args.file {
        return into_file(session, (file, &slip));
    }
    let mut choice = match present(session) {
        Ok((choice, _)) => choice,
        Err(exit) => return exit,
    };
    if let Some(address) = &args.address {
        // What is known is known of another printer.
        choice = PrinterChoice {
            address: address.clone(),
            ..PrinterChoice::usual()
        };
    }
    print(session, (&choice, &slip))
}

fn into_file(session: &Session, (path, slip): (&Path, &SelfTest<'_>)) -> Exit {
    let bytes = slip.bytes();
    let file = path.display().to_string();
    if let Err(error) = private_file(path, &bytes) {
        let parameters = [("file", file.as_str()), ("what", &error.to_string())];
        session
            .out
            .problem(&session.texts.with("paper-not-written", &parameters));
        return Exit::Storage;
    }
    session
        .out
        .value(&json!({ "file": file, "bytes": bytes.len(), "text": slip.plain_text() }));
    session.out.line(&slip.plain_text());
    let (texts, out) = (&session.texts, &session.out);
    out.line(&texts.with("printer-self-test-file", &[("file", &file)]));
    out.line(&texts.with("printer-self-test", &[("profile", slip.name)]));
    Exit::Done
}

fn print(session: &Session, (choice, slip): (&PrinterChoice, &SelfTest<'_>)) -> Exit {
    let (texts, out) = (&session.texts, &session.out);
    let Some(outcome) = printers::self_test(choice, slip) else {
        out.problem(&texts.get("printer-self-test-nowhere"));
        return Exit::BadInput;
    };
    let (address, count) = (choice.address.to_string(), slip.bytes().len());
    let key = trial::outcome_key(outcome);
    out.value(&json!({
        "address": address, "bytes": count, "text": slip.plain_text(), "paper": key,
    }));
    out.line(&texts.get(&format!("printer-test-{key}")));
    match outcome {
        PrintOutcome::Printed | PrintOutcome::Sent => {
            out.line(&texts.with("printer-self-test", &[("profile", slip.name)]));
            Exit::Done
        }
        PrintOutcome::Uncertain | PrintOutcome::NotReady => Exit::Refused,
    }
}
