//! `paydesk deposit`: what is left of the dealer's deposit, and what came in on a day.

use clap::{Args, ValueEnum};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_cyberplat::messages::account::{AccountFault, AccountRequest, DateForm, Day};
use paydesk_domain::exchange::AuditHead;
use paydesk_domain::ids::{AttemptId, SessionId};
use paydesk_domain::money::Currency;
use paydesk_till::world::Entropy;
use serde_json::json;

use super::{Exit, Session, report};
use crate::setup::Setup;

/// What to ask.
#[derive(Debug, Args)]
pub(crate) struct DepositArgs {
    /// Also show what came in on this day: DD.MM.YYYY or YYYYMMDD.
    #[arg(long, value_name = "DAY", value_parser = day)]
    refills: Option<Day>,
    /// How the server wants the day written.
    #[arg(long, value_enum, default_value = "dotted")]
    day_form: DayForm,
}

/// Both forms are met in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DayForm {
    /// DD.MM.YYYY
    Dotted,
    /// YYYYMMDD
    Plain,
}

fn day(text: &str) -> Result<Day, String> {
    Day::from_wire(text).ok_or_else(|| "a day like 25.11.2026 is expected".to_owned())
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &DepositArgs) -> Exit {
    let setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    match ask(session, &setup, args) {
        Ok(()) => Exit::Done,
        Err(fault) => {
            let sentence = fault_text(session, &setup, &fault);
            session.out.problem(&sentence);
            session
                .out
                .value(&json!({ "error": fault_key(&fault), "message": sentence }));
            Exit::Refused
        }
    }
}

fn ask(session: &Session, setup: &Setup, args: &DepositArgs) -> Result<(), AccountFault> {
    let (texts, language) = (&session.texts, session.texts.language());
    let (deposit, _) = setup.wire.rest(&request(setup))?;
    let refills = match args.refills {
        None => Vec::new(),
        Some(day) => {
            let form = match args.day_form {
                DayForm::Dotted => DateForm::Dotted,
                DayForm::Plain => DateForm::Compact,
            };
            setup.wire.refills(&request(setup), (day, form))?
        }
    };
    let listed: Vec<_> = refills
        .iter()
        .map(|refill| json!({ "id": refill.id, "sum": refill.sum.as_wire(), "description": refill.description }))
        .collect();
    session.out.value(&json!({
        "currency": deposit.available.currency().code(),
        "available": deposit.available.as_wire(),
        "balance": deposit.balance.map(paydesk_domain::money::Money::as_wire),
        "refills": listed,
    }));
    let available = deposit.available.to_text(language);
    session
        .out
        .line(&texts.with("deposit-available", &[("sum", &available)]));
    if args.refills.is_some() && refills.is_empty() {
        session.out.line(&texts.get("deposit-no-refills"));
    }
    for refill in refills {
        session.out.line(&format!(
            "{}  {}  {}",
            refill.id,
            refill.sum.to_text(language),
            refill.description
        ));
    }
    Ok(())
}

/// A new question about the deposit, in the currency of the first provider.
pub(super) fn request(setup: &Setup) -> AccountRequest {
    request_under(setup, setup.epoch())
}

/// The same under an epoch that is not this copy's yet.
pub(super) fn request_under(setup: &Setup, epoch: u32) -> AccountRequest {
    let now = clock::now();
    let first = setup.settings.catalogue.providers().next();
    AccountRequest {
        attempt: AttemptId::new(OsEntropy.next_u128()),
        session: Some(SessionId::make(now, OsEntropy.next_u64())),
        sent_at: now,
        epoch,
        audit: AuditHead {
            seq: 0,
            hash: [0; 32],
        },
        currency: first.map_or(Currency::RUB, |provider| provider.currency),
    }
}

/// Why there is no word about the deposit.
pub(super) fn fault_text(session: &Session, setup: &Setup, fault: &AccountFault) -> String {
    let texts = &session.texts;
    let address = setup.wire.address();
    let address = ("address", address.as_str());
    match fault {
        AccountFault::NoAnswer(why) => {
            let why = report::why(texts, *why);
            texts.with("doctor-server-silent", &[address, ("why", &why)])
        }
        AccountFault::Refused(refusal) => {
            let reason = report::refusal(texts, *refusal);
            texts.with("doctor-server-refused", &[address, ("reason", &reason)])
        }
    }
}

pub(super) const fn fault_key(fault: &AccountFault) -> &'static str {
    match fault {
        AccountFault::NoAnswer(why) => why.as_key(),
        AccountFault::Refused(refusal) => refusal.kind.as_key(),
    }
}
