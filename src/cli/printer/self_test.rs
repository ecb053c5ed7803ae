//! `paydesk printer self-test`: the slip as a file of printer bytes, and what to look for on it.

use std::path::PathBuf;

use clap::Args;
use paydesk_adapters::paths::private_file;
use paydesk_cheque::self_test::SelfTest;
use serde_json::json;

use super::profile;
use crate::cli::{Exit, Session};

/// Where the slip goes, and how the printer is driven.
#[derive(Debug, Args)]
pub(crate) struct SelfTestArgs {
    /// File for the printer's bytes.
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Profile that is nearest to the printer.
    #[arg(long, default_value = "generic-58", value_name = "NAME")]
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
    let bytes = slip.bytes();
    let file = args.file.display().to_string();
    if let Err(error) = private_file(&args.file, &bytes) {
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
    let parameters = [("file", file.as_str()), ("profile", &args.profile)];
    session
        .out
        .line(&session.texts.with("printer-self-test", &parameters));
    Exit::Done
}
