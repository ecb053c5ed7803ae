//! `paydesk cheque`: papers of payments that were made, and the codes on them.

mod show;
mod verify;

use clap::Subcommand;
use paydesk_adapters::seals;
use paydesk_adapters::sqlite::{Books, Filter, OpenError};
use paydesk_till::payment::Payment;
use serde_json::json;

use super::{Exit, Session};

/// What to do about cheques.
#[derive(Debug, Subcommand)]
pub(crate) enum ChequeCommand {
    /// Check the QR code of a cheque. No line is needed.
    Verify(verify::VerifyArgs),
    /// Show the key by which others check this till's cheques.
    Key,
    /// Show the paper of a payment, marked as a copy.
    Show(show::ShowArgs),
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &ChequeCommand) -> Exit {
    match command {
        ChequeCommand::Verify(args) => verify::run(session, args),
        ChequeCommand::Key => key(session),
        ChequeCommand::Show(args) => show::run(session, args),
    }
}

fn key(session: &Session) -> Exit {
    match seals::existing_key(&session.data()) {
        Ok(Some(key)) => {
            let key = key.public().to_string();
            session.out.value(&json!({ "key": key }));
            session.out.line(&key);
            Exit::Done
        }
        Ok(None) => {
            session.out.problem(&session.texts.get("cheque-no-key"));
            Exit::Refused
        }
        Err(error) => tell_key(session, &error),
    }
}

fn tell_key(session: &Session, error: &seals::SealKeyError) -> Exit {
    let what = error.to_string();
    let sentence = session.texts.with("cheque-bad-key", &[("what", &what)]);
    session.out.problem(&sentence);
    Exit::Storage
}

/// The first payment that the books have for a question; why they cannot be read is told.
fn first_of_books(
    session: &Session,
    books: Result<Books, OpenError>,
    filter: &Filter,
) -> Result<Option<Payment>, Exit> {
    let found = session.read(books, |books| books.find(filter))?;
    Ok(found.into_iter().next())
}
