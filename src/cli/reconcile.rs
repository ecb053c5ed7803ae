//! `paydesk reconcile`: a day of this till against the registry of the server.

use std::path::PathBuf;

use clap::Args;
use paydesk_adapters::clock;
use paydesk_adapters::keys;
use paydesk_adapters::reconcile::{
    Difference, Kind, Period, ReconcileError, Reconciled, Reconciliation,
};
use paydesk_adapters::sqlite;
use paydesk_cyberplat::messages::account::{DateForm, Day};
use paydesk_cyberplat::messages::registry::{Registry, RegistryFault};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use serde_json::{Value, json};

use super::{Exit, Session, report};
use crate::setup::Setup;

const DAY_MS: i64 = 86_400_000;
/// A period is a month and a bit, so that nobody asks for years day by day.
const MOST_DAYS: usize = 40;
/// How a file of packed rows begins that no signed header precedes.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Which days, and whose word about them.
#[derive(Debug, Args)]
pub(crate) struct ReconcileArgs {
    /// The business day, like 2026-11-25; yesterday otherwise.
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<Day>,
    /// The last day of a longer period.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "date")]
    to: Option<Day>,
    /// A file with the server's reply, or with the packed rows alone, instead of asking the server; one for each day,
    /// in order.
    #[arg(long, value_name = "FILE")]
    registry: Vec<PathBuf>,
}

fn day(text: &str) -> Result<Day, String> {
    let compact: String = text.split('-').collect();
    let is_iso = text.len() == 10 && compact.len() == 8;
    let read = if is_iso {
        Day::from_wire(&compact)
    } else {
        Day::from_wire(text)
    };
    read.ok_or_else(|| "a day like 2026-11-25 or 25.11.2026 is expected".to_owned())
}

/// Why there is nothing to tell.
enum Fault {
    Told(Exit),
    Sentence(String),
}

impl From<ReconcileError> for Fault {
    fn from(error: ReconcileError) -> Self {
        Self::Sentence(error.to_string())
    }
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &ReconcileArgs) -> Exit {
    let setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    match compare(session, &setup, args) {
        Ok(found) => tell(session, &found),
        Err(Fault::Told(exit)) => exit,
        Err(Fault::Sentence(sentence)) => {
            session.out.problem(&sentence);
            session
                .out
                .value(&json!({ "error": "no-registry", "message": sentence }));
            Exit::Refused
        }
    }
}

/// Midnight at the point.
fn midnight(day: Day, utc_offset_minutes: i16) -> Timestamp {
    let text = format!(
        "{:04}-{:02}-{:02}T00:00:00.000Z",
        day.year, day.month, day.day
    );
    let utc = Timestamp::parse_iso(&text).unwrap_or(Timestamp::from_unix_ms(0));
    utc.plus_ms(i64::from(utc_offset_minutes).saturating_mul(-60_000))
}

fn day_at(moment: Timestamp, utc_offset_minutes: i16) -> Option<Day> {
    Day::from_wire(moment.dotted(utc_offset_minutes).get(..10)?)
}

fn compare(session: &Session, setup: &Setup, args: &ReconcileArgs) -> Result<Reconciled, Fault> {
    let texts = &session.texts;
    let offset = setup.settings.shop.utc_offset_minutes;
    let yesterday = day_at(clock::now().plus_ms(-DAY_MS), offset);
    let wrong = || Fault::Sentence(texts.get("reconcile-period"));
    let first = args.date.or(yesterday).ok_or_else(wrong)?;
    let last = args.to.unwrap_or(first);
    let (from, until) = (
        midnight(first, offset),
        midnight(last, offset).plus_ms(DAY_MS),
    );
    let starts = (0..MOST_DAYS.saturating_add(1)).scan(from, |next, _| {
        let start = *next;
        *next = start.plus_ms(DAY_MS);
        (start < until).then_some(start)
    });
    let days: Vec<Day> = starts.filter_map(|start| day_at(start, offset)).collect();
    if days.is_empty() || days.len() > MOST_DAYS {
        return Err(wrong());
    }
    if !args.registry.is_empty() && args.registry.len() != days.len() {
        let (files, days) = (args.registry.len().to_string(), days.len().to_string());
        let counts = [("files", files.as_str()), ("days", days.as_str())];
        return Err(Fault::Sentence(texts.with("reconcile-files", &counts)));
    }
    let point = setup.settings.point.to_string();
    let mut providers = setup.settings.catalogue.providers();
    let currency = providers
        .next()
        .map_or(Currency::RUB, |provider| provider.currency);
    let period = Period {
        point: &point,
        currency,
        from,
        until,
    };
    let books = sqlite::open_reader(&session.data());
    let books = session.read_books(books).map_err(Fault::Told)?;
    let mut comparison = Reconciliation::new(&books, period);
    for (at, day) in days.into_iter().enumerate() {
        let reply = match args.registry.get(at) {
            Some(file) => std::fs::read(file).map_err(|error| {
                let file = file.display().to_string();
                let facts = [("file", file.as_str()), ("what", &error.to_string())];
                Fault::Sentence(texts.with("reconcile-no-file", &facts))
            })?,
            None => fetch(session, setup, day)?,
        };
        let registry = read(setup, &reply, day);
        let refused = |what: &str| {
            let day = day.as_wire(DateForm::Dotted);
            let facts = [("day", day.as_str()), ("what", what)];
            Fault::Sentence(texts.with("reconcile-refused", &facts))
        };
        let registry = registry.map_err(|fault| refused(&fault_text(session, &fault)))?;
        comparison
            .registry(&registry)
            .map_err(|error| match error {
                ReconcileError::Books(error) => Fault::Told(session.tell_damage(&error)),
                other => refused(&other.to_string()),
            })?;
    }
    Ok(comparison.finish()?)
}

fn fetch(session: &Session, setup: &Setup, day: Day) -> Result<Vec<u8>, Fault> {
    let texts = &session.texts;
    let Some(statistics) = &setup.statistics else {
        return Err(Fault::Sentence(texts.get("reconcile-no-statistics")));
    };
    let key = keys::signer(&statistics.key, &statistics.pass_phrase, setup.key_policy);
    let signer = key.map_err(|error| {
        let what = error.to_string();
        Fault::Sentence(texts.with("setup-wrong", &[("what", &what)]))
    })?;
    let from = (
        &signer as &dyn paydesk_cyberplat::ipriv::Signer,
        statistics.page.as_str(),
    );
    let reply = setup.wire.ask_registry(from, (day, clock::now()));
    reply.map_err(|why| {
        let (address, why) = (setup.wire.address(), report::why(texts, why));
        let facts = [("address", address.as_str()), ("why", why.as_str())];
        Fault::Sentence(texts.with("reconcile-no-answer", &facts))
    })
}

/// A signed reply, or packed rows that nobody signed.
fn read<'a>(setup: &Setup, reply: &'a [u8], day: Day) -> Result<Registry<'a>, RegistryFault> {
    if reply.starts_with(&GZIP) {
        return Ok(Registry {
            day,
            signed_at: 0,
            rows: None,
            total: None,
            is_sealed: false,
            content: reply,
        });
    }
    setup.wire.read_registry(reply, day)
}

fn fault_text(session: &Session, fault: &RegistryFault) -> String {
    match fault {
        RegistryFault::Refused(refusal) => report::refusal(&session.texts, *refusal),
        other => other.to_string(),
    }
}

fn tell(session: &Session, found: &Reconciled) -> Exit {
    session.out.value(&figures(found));
    let (texts, out) = (&session.texts, &session.out);
    let language = texts.language();
    let sum = |money: Money| money.to_text(language);
    let counts = [
        ("rows", found.rows.to_string()),
        ("others", found.others.to_string()),
    ];
    out.line(&texts.with("reconcile-read", &borrowed(&counts)));
    let agreed = [
        ("count", found.matched.to_string()),
        ("credited", sum(found.credited)),
        ("taken", sum(found.taken)),
        ("commission", sum(found.commission)),
    ];
    out.line(&texts.with("reconcile-agreed", &borrowed(&agreed)));
    if found.at_the_ends > 0 {
        let count = found.at_the_ends.to_string();
        out.line(&texts.with("reconcile-ends", &[("count", &count)]));
    }
    if !found.is_sealed {
        out.line(&texts.get("reconcile-unsealed"));
    }
    if found.differences.is_empty() {
        out.line(&texts.get("reconcile-no-differences"));
        return Exit::Done;
    }
    let count = found.differences.len().to_string();
    out.line(&texts.with("reconcile-differences", &[("count", &count)]));
    for kind in Kind::ALL {
        let mut of_kind = found
            .differences
            .iter()
            .filter(|one| one.kind == kind)
            .peekable();
        if of_kind.peek().is_some() {
            out.line("");
            out.line(&texts.get(&format!("reconcile-{}", kind.as_key())));
            of_kind.for_each(|one| out.line(&line(session, one)));
        }
    }
    Exit::Refused
}

fn borrowed<'a>(facts: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    facts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

fn line(session: &Session, one: &Difference) -> String {
    let texts = &session.texts;
    let sums = |sums: Option<(Money, Money)>| {
        sums.map_or("-".to_owned(), |(credited, taken)| {
            let language = texts.language();
            format!(
                "{} / {}",
                credited.to_text(language),
                taken.to_text(language)
            )
        })
    };
    let or_none = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let payment = one.payment.map(|id| id.to_string());
    let facts = [
        ("payment", or_none(payment.as_deref())),
        ("session", or_none(one.session.as_deref())),
        ("transid", or_none(one.transid.as_deref())),
        ("here", sums(one.here)),
        ("there", sums(one.there)),
    ];
    texts.with("reconcile-line", &borrowed(&facts))
}

/// Sums are minor units, times milliseconds since 1970.
fn figures(found: &Reconciled) -> Value {
    let pair = |sums: Option<(Money, Money)>| {
        sums.map(
            |(credited, taken)| json!({ "credited": credited.minor(), "taken": taken.minor() }),
        )
    };
    let difference = |one: &Difference| {
        json!({
            "kind": one.kind.as_key(),
            "payment": one.payment.map(paydesk_domain::ids::PaymentId::get),
            "stage": one.stage.map(paydesk_domain::payment::Stage::as_key),
            "session": one.session,
            "transid": one.transid,
            "here": pair(one.here),
            "there": pair(one.there),
            "tendered_at": one.tendered_at.map(Timestamp::unix_ms),
        })
    };
    json!({
        "registries": found.registries,
        "rows": found.rows,
        "other_points": found.others,
        "matched": found.matched,
        "currency": found.credited.currency().code(),
        "credited": found.credited.minor(),
        "taken": found.taken.minor(),
        "commission": found.commission.minor(),
        "at_the_ends": found.at_the_ends,
        "sealed": found.is_sealed,
        "differences": found.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}
