//! `paydesk queue`: what is open, and what only a person can decide about it.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use paydesk_adapters::sqlite::{self, OpenError};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{PrintStage, ReturnStage, Stage};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, Rejection};
use serde_json::json;

use super::report;
use super::{Exit, Session};
use crate::deadline::Deadline;
use crate::desk::{Desk, Ended};

/// Questions wait for so long, so that a payment can be withdrawn before it is sent.
const BEFORE_QUESTIONS_MS: i64 = 5_000;
const CLOSING: Duration = Duration::from_secs(1);
/// A cancel must be answered after this; the server decides within 15 seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// What to do about the queue; without a word it is shown.
#[derive(Debug, Args)]
pub(crate) struct QueueArgs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Take a payment back before it is made; the cash is due to the customer then.
    Withdraw {
        /// Number of the payment.
        payment: i64,
    },
    /// The cash that was due is back with the customer.
    Returned {
        /// Number of the payment.
        payment: i64,
    },
    /// Support has compared this till with the server: new payments may be taken again.
    Reconciled,
    /// Say whether a cheque came out whole; if not, a marked copy is printed.
    Cheque {
        /// Number of the payment.
        payment: i64,
        /// Whether it came out whole.
        whole: Whole,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Whole {
    Yes,
    No,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &QueueArgs) -> Exit {
    match args.action {
        None => list(session),
        Some(action) => act(session, action),
    }
}

fn list(session: &Session) -> Exit {
    let folder = session.data();
    let view = session.view();
    let payments = match sqlite::open_reader(&folder).map(|books| books.live()) {
        Ok(Ok(payments)) => payments,
        Err(OpenError::Missing) => Vec::new(),
        Ok(Err(error)) => {
            session.out.problem(&session.texts.with(
                "storage-damaged",
                &[
                    ("folder", &folder.display().to_string()),
                    ("what", &error.to_string()),
                ],
            ));
            return Exit::Storage;
        }
        Err(error) => {
            let folder = folder.display().to_string();
            session
                .out
                .problem(&report::open_error(&session.texts, &folder, &error));
            return Exit::Storage;
        }
    };
    let payments: Vec<Payment> = payments.into_iter().filter(needs_somebody).collect();
    let shown = view.shown(&session.texts);
    let open = payments
        .iter()
        .filter(|payment| payment.stage().is_open())
        .count();
    let listed: Vec<_> = payments.iter().map(|payment| shown.json(payment)).collect();
    session
        .out
        .value(&json!({ "open": open, "payments": listed }));
    if payments.is_empty() {
        session.out.line(&session.texts.get("queue-empty"));
    } else if open > 0 {
        session.out.line(&session.texts.counted("queue-open", open));
    }
    for payment in &payments {
        session.out.line(&shown.list_line(payment));
    }
    Exit::Done
}

/// Whether a payment belongs into the queue: cash is open or owed, or a cheque is not out.
fn needs_somebody(payment: &Payment) -> bool {
    let owed = payment.return_stage == Some(ReturnStage::Due);
    let unprinted = payment.cheque().is_some_and(PrintStage::is_pending);
    payment.stage().is_open() || owed || unprinted || is_unknown_to_server(payment)
}

/// A cheque is out, and the server has said since that it knows no pay.
fn is_unknown_to_server(payment: &Payment) -> bool {
    payment.stage() == Stage::Paid && payment.absent_at.is_some()
}

fn act(session: &Session, action: Action) -> Exit {
    let mut setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    setup.settings.first_questions_after_ms = BEFORE_QUESTIONS_MS;
    let desk = match Desk::open(&setup) {
        Ok(desk) => desk,
        Err(error) => return session.tell_desk(&error),
    };
    let exit = match action {
        Action::Withdraw { payment } => {
            let payment = PaymentId::new(payment);
            withdraw(session, &desk, (payment, setup.cashier.clone()))
        }
        Action::Returned { payment } => {
            let payment = PaymentId::new(payment);
            let by = setup.cashier.clone();
            desk.ask(Command::CashReturned { payment, by })
                .map(|outcome| told(session, outcome))
        }
        Action::Reconciled => desk
            .ask(Command::Reconciled)
            .map(|outcome| told(session, outcome)),
        Action::Cheque { payment, whole } => {
            let payment = PaymentId::new(payment);
            came_out(session, &desk, (payment, whole == Whole::Yes))
        }
    };
    let exit = exit.unwrap_or_else(|Ended| {
        session.out.problem(&session.texts.get("storage-unsure"));
        Exit::Storage
    });
    desk.close(CLOSING);
    exit
}

/// Withdraws, and waits for the server's word where it must be asked.
fn withdraw(
    session: &Session,
    desk: &Desk,
    (payment, by): (PaymentId, String),
) -> Result<Exit, Ended> {
    let events = desk.watch();
    let outcome = desk.ask(Command::Withdraw { payment, by })?;
    let Outcome::Accepted(mut now) = outcome else {
        return Ok(told(session, outcome));
    };
    let until = Deadline::after(ANSWER_WITHIN);
    while matches!(now.stage(), Stage::Unknown | Stage::Sending) {
        match events.recv_timeout(until.left()) {
            Ok(Event::Payment(told)) if told.id == payment => now = told,
            Ok(_) => {}
            Err(_) => break,
        }
    }
    Ok(told(session, Outcome::Accepted(now)))
}

/// Says whether a cheque came out; a copy that is printed now is waited for, and told as it ended.
fn came_out(
    session: &Session,
    desk: &Desk,
    (payment, complete): (PaymentId, bool),
) -> Result<Exit, Ended> {
    let events = desk.watch();
    let outcome = desk.ask(Command::ChequeCameOut { payment, complete })?;
    if complete || outcome != Outcome::Done {
        return Ok(told(session, outcome));
    }
    let until = Deadline::after(ANSWER_WITHIN);
    let mut has_begun = false;
    loop {
        match events.recv_timeout(until.left()) {
            Ok(Event::Payment(now)) if now.id == payment => {
                let is_on_its_way = now.print.is_some_and(|job| job.stage.is_on_its_way());
                // What the start told of it, before the answer was given, still waits in the channel.
                has_begun |= is_on_its_way;
                if has_begun && !is_on_its_way {
                    return Ok(told(session, Outcome::Accepted(now)));
                }
            }
            Ok(_) => {}
            // The copy stays due, and comes by itself the next time.
            Err(_) => return Ok(told(session, outcome)),
        }
    }
}

fn told(session: &Session, outcome: Outcome) -> Exit {
    let texts = &session.texts;
    match outcome {
        Outcome::Accepted(payment) => {
            let view = session.view();
            let shown = view.shown(texts);
            session.out.value(&shown.json(&payment));
            session.out.line(&shown.list_line(&payment));
            if payment.stage().is_open() {
                Exit::Open
            } else {
                Exit::Done
            }
        }
        Outcome::NotAccepted(rejection) => {
            let sentence = report::rejection(texts, rejection);
            session.out.problem(&sentence);
            session
                .out
                .value(&json!({ "error": report::rejection_key(rejection), "message": sentence }));
            if matches!(rejection, Rejection::Storage | Rejection::StorageUnsure) {
                Exit::Storage
            } else {
                Exit::Refused
            }
        }
        Outcome::Done
        | Outcome::Form(_)
        | Outcome::Consent(_)
        | Outcome::NoConsent(..)
        | Outcome::Shift(_)
        | Outcome::Correction(_)
        | Outcome::DrawerOpened => {
            session.out.value(&json!({ "error": null }));
            session.out.line(&texts.get("queue-done"));
            Exit::Done
        }
    }
}
