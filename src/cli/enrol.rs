//! `paydesk re-enrol`: this copy of the till's data becomes the one that the hub admits.
//!
//! The hub's keeper raises the epoch and tells it, somebody with the right types it here: it takes two. The hub is
//! asked whether it has that epoch before anything is stored.

use std::io::{self, BufRead};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use clap::Args;
use paydesk_adapters::people::{People, PeopleError, SignIn};
use paydesk_adapters::{clock, sqlite};
use paydesk_cyberplat::messages::account::AccountFault;
use paydesk_domain::exchange::Why;
use paydesk_domain::ids::SessionId;
use paydesk_domain::people::{Person, Right};
use paydesk_till::world::{Command, Outcome};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Exit, Session, deposit, report};
use crate::deadline::Deadline;
use crate::desk::Desk;
use crate::setup::Setup;

const CLOSING: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// Nothing is asked under the old epoch any more.
const BEFORE_QUESTIONS_MS: i64 = 5_000;

/// Which copy, and who says so. The PIN is the first line of the standard input.
#[derive(Debug, Args)]
pub(crate) struct EnrolArgs {
    /// The epoch that the hub gave: `paydesk-hub point new-epoch` tells it.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    epoch: u32,
    /// Full name of the supervisor or owner who does it.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Seconds to wait for answers about open payments.
    #[arg(long, default_value_t = 70)]
    wait: u64,
}

/// Why nothing was changed: for programs, and in words.
struct Refused(&'static str, String);

/// Runs the command.
pub(super) fn run(session: &Session, args: &EnrolArgs) -> Exit {
    let mut setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let agreed = person(session, args).and_then(|person| {
        let newest = newest(session, &setup, args.epoch)?;
        Ok((person, newest))
    });
    let (person, newest) = match agreed {
        Ok(agreed) => agreed,
        Err(Refused(key, sentence)) => return refuse(session, key, &sentence),
    };
    setup.settings.first_questions_after_ms = BEFORE_QUESTIONS_MS;
    let foreign = newest.clone().filter(|newest| !is_ours(&setup, newest));
    let desk = match Desk::open(&setup) {
        Ok(desk) => desk,
        Err(error) => return session.tell_desk(&error),
    };
    let command = Command::Enrol {
        epoch: args.epoch,
        by: person.full_name,
        newest: foreign.clone(),
    };
    let exit = wait(session, &desk, (command, args));
    desk.close(CLOSING);
    if let (Some(newest), Exit::Done | Exit::Open) = (&foreign, exit) {
        let newest = newest.to_string();
        let texts = &session.texts;
        session
            .out
            .problem(&texts.with("enrol-foreign", &[("session", &newest)]));
    }
    exit
}

/// Who does it: known here, allowed to, and with the right PIN.
fn person(session: &Session, args: &EnrolArgs) -> Result<Person, Refused> {
    let texts = &session.texts;
    let say = |key: &'static str, id: &str| Refused(key, texts.with(id, &[("name", &args.by)]));
    let unreadable = |error: PeopleError| {
        tracing::error!(%error, "the people's file cannot be used");
        Refused("people", texts.get("pin-unreadable"))
    };
    let mut people =
        People::open(&session.data(), &session.settings_folder()).map_err(unreadable)?;
    let found = people.list().map_err(unreadable)?;
    let found = found
        .into_iter()
        .find(|person| person.active && person.full_name == args.by);
    let person = found.ok_or_else(|| say("nobody", "enrol-nobody"))?;
    if !person.role.may(Right::Enrol) {
        return Err(say("not-allowed", "enrol-not-allowed"));
    }
    let mut pin = Zeroizing::new(String::new());
    if io::stdin().lock().read_line(&mut pin).is_err() {
        pin.clear();
    }
    let verdict = people.sign_in(person.id, pin.trim_end(), clock::now());
    match verdict.map_err(unreadable)? {
        SignIn::Ok(person) => Ok(person),
        SignIn::MustChange(_) => Err(say("own-pin", "enrol-own-pin")),
        SignIn::Wrong { left } => {
            let left = usize::try_from(left).unwrap_or_default();
            Err(Refused("pin", texts.counted("pin-wrong", left)))
        }
        SignIn::LockedUntil(until) => {
            let seconds = (until.ms_since(clock::now()) / 1000).max(0);
            let minutes = format!("{}:{:02}", seconds / 60, seconds % 60);
            let text = texts.with("pin-locked", &[("minutes", &minutes)]);
            Err(Refused("pin", text))
        }
        SignIn::NeedsSupervisor => Err(Refused("pin", texts.get("pin-needs-supervisor"))),
    }
}

/// The newest SESSION that the hub has of this till, if the hub has this epoch for it.
fn newest(session: &Session, setup: &Setup, epoch: u32) -> Result<Option<SessionId>, Refused> {
    let texts = &session.texts;
    if !setup.wire.has_epochs() {
        return Err(Refused("plain-server", texts.get("enrol-plain")));
    }
    let request = deposit::request_under(setup, epoch);
    setup.wire.newest_session(&request).map_err(|fault| {
        let number = epoch.to_string();
        let number = [("epoch", number.as_str())];
        let sentence = match fault {
            AccountFault::NoAnswer(Why::EpochAhead) => texts.with("enrol-higher", &number),
            AccountFault::NoAnswer(Why::ServerWentBack) => texts.with("enrol-lower", &number),
            AccountFault::NoAnswer(_) | AccountFault::Refused(_) => {
                deposit::fault_text(session, setup, &fault)
            }
        };
        Refused(deposit::fault_key(&fault), sentence)
    })
}

/// Whether these data hold a SESSION, or know it for another copy's already.
fn is_ours(setup: &Setup, newest: &SessionId) -> bool {
    let books = sqlite::open_reader(&setup.data);
    books.is_ok_and(|books| books.knows_session(newest).unwrap_or(false))
}

/// Waits until every open payment was heard of, or patience ends.
fn wait(session: &Session, desk: &Desk, (command, args): (Command, &EnrolArgs)) -> Exit {
    let epoch = args.epoch.to_string();
    let number = [("epoch", epoch.as_str())];
    let until = Deadline::after(Duration::from_secs(args.wait));
    let outcome = desk.give(command);
    loop {
        match outcome.recv_timeout(LOOK_AGAIN) {
            Ok(Outcome::Done) => {
                session
                    .out
                    .value(&json!({ "error": null, "epoch": args.epoch, "open": false }));
                session.out.line(&session.texts.with("enrol-done", &number));
                return Exit::Done;
            }
            Ok(Outcome::NotAccepted(rejection)) => {
                let sentence = report::rejection(&session.texts, rejection);
                return refuse(session, report::rejection_key(rejection), &sentence);
            }
            Err(RecvTimeoutError::Timeout) if until.left().is_zero() => {
                session
                    .out
                    .value(&json!({ "error": null, "epoch": args.epoch, "open": true }));
                session.out.line(&session.texts.with("enrol-open", &number));
                return Exit::Open;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Ok(_) | Err(RecvTimeoutError::Disconnected) => {
                session.out.problem(&session.texts.get("storage-unsure"));
                return Exit::Storage;
            }
        }
    }
}

fn refuse(session: &Session, key: &str, sentence: &str) -> Exit {
    session.out.problem(sentence);
    session
        .out
        .value(&json!({ "error": key, "message": sentence }));
    Exit::Refused
}
