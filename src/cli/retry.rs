//! `paydesk retry`: asks about everything that is open, and says what became of it.

use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use clap::Args;
use paydesk_adapters::sqlite::{self, Books, Filter};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::PrintStage;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome};
use serde_json::json;

use super::{Exit, Session};
use crate::deadline::Deadline;
use crate::desk::Desk;

const CLOSING: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// How long to ask.
#[derive(Debug, Args)]
pub(crate) struct RetryArgs {
    /// Seconds to wait for answers.
    #[arg(long, default_value_t = 70)]
    wait: u64,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &RetryArgs) -> Exit {
    let setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let desk = match Desk::open(&setup) {
        Ok(desk) => desk,
        Err(error) => return session.tell_desk(&error),
    };
    let outcome = ask(session, &desk, Duration::from_secs(args.wait));
    desk.close(CLOSING);
    match outcome {
        Ok(payments) => report(session, &payments),
        Err(Failed) => {
            session.out.problem(&session.texts.get("storage-unsure"));
            Exit::Storage
        }
    }
}

/// The till ended, or its data cannot be read.
struct Failed;

/// Asks until nothing is pending or patience ends. What has become of the payments is read from the disk.
fn ask(session: &Session, desk: &Desk, patience: Duration) -> Result<Vec<Payment>, Failed> {
    let events = desk.watch();
    let books = sqlite::open_reader(&session.data()).map_err(|_| Failed)?;
    let begun: Vec<PaymentId> = books
        .live()
        .map_err(|_| Failed)?
        .iter()
        .filter(|payment| is_pending(payment))
        .map(|p| p.id)
        .collect();
    if desk.ask(Command::RetryAll) != Ok(Outcome::Done) {
        return Err(Failed);
    }
    let until = Deadline::after(patience);
    loop {
        let payments = read(&books, &begun)?;
        if !payments.iter().any(is_pending) || until.left().is_zero() {
            return Ok(payments);
        }
        match events.recv_timeout(LOOK_AGAIN) {
            Ok(Event::ReadOnly) | Err(RecvTimeoutError::Disconnected) => return Err(Failed),
            Ok(Event::Alarm(alarm)) => session.tell_alarm(alarm),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn read(books: &Books, ids: &[PaymentId]) -> Result<Vec<Payment>, Failed> {
    let mut payments = Vec::with_capacity(ids.len());
    for id in ids {
        let filter = Filter {
            payment: Some(id.get()),
            limit: 1,
            ..Filter::default()
        };
        payments.extend(books.find(&filter).map_err(|_| Failed)?);
    }
    Ok(payments)
}

fn is_pending(payment: &Payment) -> bool {
    payment.stage().is_open() || payment.cheque().is_some_and(PrintStage::is_on_its_way)
}

fn report(session: &Session, payments: &[Payment]) -> Exit {
    let view = session.view();
    let shown = view.shown(&session.texts);
    let open = payments
        .iter()
        .filter(|payment| is_pending(payment))
        .count();
    let listed: Vec<_> = payments.iter().map(|payment| shown.json(payment)).collect();
    session
        .out
        .value(&json!({ "open": open, "payments": listed }));
    for payment in payments {
        session.out.line(&shown.list_line(payment));
    }
    if open == 0 {
        session.out.line(&session.texts.get("retry-none-left"));
        return Exit::Done;
    }
    session.out.line(&session.texts.counted("retry-left", open));
    Exit::Open
}
