//! `paydesk printer answer`: what was seen on the self-test slip becomes a profile of the shop's own.

use clap::{ArgAction, Args};
use paydesk_cheque::self_test::{Answers, BadAnswer};
use serde_json::json;

use super::{present, tell_profile};
use crate::cli::{Exit, Session};
use crate::printers::{self, NoProfile};

/// What was seen on the slip; what is left out stays as the profile of the slip has it.
#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// Number of a row that reads well; 0 where none does.
    #[arg(long, value_name = "N")]
    row: usize,
    /// The longest ruler that stands in one line: 32, 42 or 48.
    #[arg(long, value_name = "N")]
    columns: Option<usize>,
    /// Whether there was a QR code.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    qr: Option<bool>,
    /// Whether the paper was cut.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    cut: Option<bool>,
    /// Whether the drawer opened.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    drawer: Option<bool>,
    /// Profile the slip was printed with.
    #[arg(long, default_value = printers::USUAL, value_name = "NAME")]
    profile: String,
    /// Name of the new profile.
    #[arg(long, default_value = printers::OWN, value_name = "NAME")]
    name: String,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &AnswerArgs) -> Exit {
    let answers = Answers {
        row: Some(args.row),
        columns: args.columns,
        is_cut: args.cut,
        is_qr_drawn: args.qr,
        is_drawer_open: args.drawer,
    };
    let names = (args.profile.as_str(), args.name.as_str());
    let kept = printers::keep_answers(&session.profiles(), &answers, names);
    let (file, profile) = match kept {
        Ok(kept) => kept,
        Err(NoProfile::Answer(error)) => return tell_answer(session, &error),
        Err(NoProfile::Profile(error)) => return tell_profile(session, &error),
    };
    let file = file.display().to_string();
    session.out.value(&json!({
        "name": args.name,
        "file": file,
        "columns": profile.columns,
        "encoding": profile.encoding.name(),
        "page": profile.page(),
    }));
    let address =
        present(session).map_or_else(|_| String::new(), |(choice, _)| choice.address.to_string());
    let parameters = [
        ("file", file.as_str()),
        ("name", &args.name),
        ("address", &address),
    ];
    session
        .out
        .line(&session.texts.with("printer-answered", &parameters));
    Exit::Done
}

fn tell_answer(session: &Session, error: &BadAnswer) -> Exit {
    let texts = &session.texts;
    let sentence = match error {
        BadAnswer::Row(row) => texts.with("printer-no-row", &[("row", &row.to_string())]),
        BadAnswer::Width(width) => texts.with("printer-no-ruler", &[("width", &width.to_string())]),
        BadAnswer::Profile(error) => {
            texts.with("printer-profile", &[("what", &error.reason.to_string())])
        }
    };
    session.out.problem(&sentence);
    Exit::BadInput
}
