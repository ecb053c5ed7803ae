//! `paydesk cheque verify`: whether the code of a cheque is genuine, and what this till's books say about the payment.

use std::path::PathBuf;

use clap::Args;
use paydesk_adapters::seals;
use paydesk_adapters::sqlite::{self, Filter, OpenError};
use paydesk_cheque::seal::{self, BadSeal, Facts, PublicSealKey, SealedState};
use paydesk_domain::payment::Stage;
use paydesk_till::payment::Payment;
use serde_json::json;

use super::{first_of_books, tell_key};
use crate::cli::{Exit, Session};

/// The code, and the keys of other tills.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Text of the QR code.
    #[arg(long, value_name = "TEXT")]
    qr: String,
    /// File with the keys of other tills, as `paydesk cheque key` writes them, one a line.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &VerifyArgs) -> Exit {
    let keys = match keys(session, args) {
        Ok(keys) => keys,
        Err(error) => return tell_key(session, &error),
    };
    match seal::verify(&args.qr, &keys) {
        Ok(facts) => genuine(session, &facts),
        Err(error) => {
            let (verdict, exit) = match error {
                BadSeal::Shape => ("no-code", Exit::BadInput),
                BadSeal::UnknownKey => ("unknown-key", Exit::Refused),
                BadSeal::Forged => ("forged", Exit::Refused),
            };
            session.out.value(&json!({ "verdict": verdict }));
            let sentence = session.texts.get(&format!("cheque-{verdict}"));
            session.out.problem(&sentence);
            exit
        }
    }
}

fn keys(session: &Session, args: &VerifyArgs) -> Result<Vec<PublicSealKey>, seals::SealKeyError> {
    let mut keys = match &args.keys {
        Some(file) => seals::public_keys(file)?,
        None => Vec::new(),
    };
    let own = seals::existing_key(&session.data())?;
    keys.extend(own.map(|key| key.public()));
    Ok(keys)
}

/// The signature fits: tells what it vouches for, and whether the books agree.
fn genuine(session: &Session, facts: &Facts) -> Exit {
    let payment = match of_the_books(session, facts) {
        Ok(payment) => payment,
        Err(exit) => return exit,
    };
    let texts = &session.texts;
    let state = facts.state.as_key();
    let agree = payment.as_ref().map(|payment| agrees(payment, facts));
    let verdict = match (facts.state, agree) {
        (SealedState::Training, _) => "training",
        (SealedState::Credited | SealedState::Accepted, Some(false)) => "differs",
        (SealedState::Credited | SealedState::Accepted, Some(true) | None) => "genuine",
    };
    session.out.value(&json!({
        "verdict": verdict,
        "session": facts.session,
        "last_four": facts.last_four,
        "taken": facts.taken.as_wire(),
        "currency": facts.taken.currency().code(),
        "taken_at": facts.made_at.iso(),
        "state": state,
        "books": payment.as_ref().map(|payment| payment.stage().as_key()),
    }));
    let view = session.view();
    let parameters = [
        ("session", facts.session.clone()),
        ("last", facts.last_four.clone()),
        ("taken", facts.taken.to_text(texts.language())),
        ("at", facts.made_at.dotted(view.utc_offset_minutes)),
        ("state", texts.get(&format!("cheque-state-{state}"))),
    ];
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    session
        .out
        .line(&texts.with(&format!("cheque-{verdict}"), &parameters));
    match &payment {
        Some(payment) => session.out.line(&view.shown(texts).list_line(payment)),
        None => session.out.line(&texts.get("cheque-not-in-books")),
    }
    if verdict == "genuine" {
        Exit::Done
    } else {
        Exit::Refused
    }
}

/// The payment as this till knows it; a computer without a till's data knows none.
fn of_the_books(session: &Session, facts: &Facts) -> Result<Option<Payment>, Exit> {
    let filter = Filter {
        session: Some(facts.session.clone()),
        limit: 1,
        ..Filter::default()
    };
    match sqlite::open_reader(&session.data()) {
        Err(OpenError::Missing) => Ok(None),
        books => first_of_books(session, books, &filter),
    }
}

/// A cheque is good for a payment that is paid, of that sum, and whose cash is not owed back.
fn agrees(payment: &Payment, facts: &Facts) -> bool {
    payment.stage() == Stage::Paid
        && payment.return_stage.is_none()
        && payment.order.taken == facts.taken
}
