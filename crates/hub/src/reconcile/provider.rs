//! A provider's day compared with the hub's books: what was credited there, what was booked here.
//!
//! Nothing is changed: a difference is talked over with the provider, within two hours of its registry.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use paydesk_domain::pii::Pii;
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::admin::AdminError;
use crate::connectors::providers::osmp::sum_text;
use crate::connectors::providers::registry::{self, Day, Registry, Row};
use crate::core::payment::State;
use crate::serve::assemble;
use crate::settings;
use crate::store::provider_day::{self, Booked};
use crate::store::{self, StoreError};

/// How a payment differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Credited there, not paid here.
    MissingHere,
    /// Paid here, not credited there.
    MissingThere,
    /// Another sum or currency.
    SumDiffers,
    /// Another account.
    AccountDiffers,
    /// Another provider's number than the one that came with the payment.
    NumberDiffers,
    /// Paid here, but its accounting date is on another day.
    OtherDay,
    /// Twice in the registry.
    TwiceThere,
}

impl Kind {
    const fn words(self) -> &'static str {
        match self {
            Self::MissingHere => "missing here",
            Self::MissingThere => "missing there",
            Self::SumDiffers => "sum differs",
            Self::AccountDiffers => "account differs",
            Self::NumberDiffers => "provider's number differs",
            Self::OtherDay => "other day",
            Self::TwiceThere => "twice there",
        }
    }

    fn key(self) -> String {
        self.words().replace(' ', "_").replace('\'', "")
    }
}

/// One difference. The account is masked where it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    pub(crate) txn_id: String,
    account: Pii<String>,
    here: Option<i64>,
    there: Option<i64>,
    /// Where the payment stands here; none where the number is not known.
    state: Option<State>,
}

/// A compared day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    provider: String,
    date: String,
    currency: String,
    there: (usize, i64),
    here: (usize, i64),
    matched: (usize, i64),
    pub(crate) differences: Vec<Difference>,
}

/// What the books hold about a registry.
pub(crate) struct Ours {
    /// Captured, with an accounting date of that day.
    pub(crate) of_the_day: Vec<Booked>,
    /// Whatever has a number that stands in the registry, by that number.
    pub(crate) named: BTreeMap<i64, Booked>,
}

impl Ours {
    fn read(
        books: &Connection,
        registry: &Registry,
        (provider, span): (u32, (Timestamp, Timestamp)),
    ) -> Result<Self, StoreError> {
        let mut named = BTreeMap::new();
        for number in registry
            .rows
            .iter()
            .filter_map(|row| row.txn_id.parse().ok())
        {
            if let Some(booked) = provider_day::payment(books, provider, number)? {
                named.insert(number, booked);
            }
        }
        Ok(Self {
            of_the_day: provider_day::captured(books, provider, span)?,
            named,
        })
    }
}

/// Compares a registry with what the books hold.
pub(crate) fn compare(
    registry: &Registry,
    span: (Timestamp, Timestamp),
    ours: &Ours,
) -> Comparison {
    let mut differences = Vec::new();
    let mut matched = (0_usize, 0_i64);
    let mut seen = BTreeSet::new();
    for there in &registry.rows {
        let number = there.txn_id.parse::<i64>().ok();
        let here = number.and_then(|number| ours.named.get(&number));
        let kind = match here {
            _ if !seen.insert(there.txn_id.as_str()) => Some(Kind::TwiceThere),
            None => Some(Kind::MissingHere),
            Some(here) => differs((registry, span), there, here),
        };
        match kind {
            None => {
                matched.0 = matched.0.saturating_add(1);
                matched.1 = matched.1.saturating_add(there.sum_minor);
            }
            Some(kind) => differences.push(Difference {
                kind,
                txn_id: there.txn_id.clone(),
                account: Pii::new(there.account.clone()),
                here: here.map(|here| here.amount),
                there: Some(there.sum_minor),
                state: here.map(|here| here.state),
            }),
        }
    }
    let own = ours.of_the_day.iter();
    let own = own.filter(|here| here.currency == registry.currency);
    let mut here_in_all = (0_usize, 0_i64);
    for here in own {
        here_in_all.0 = here_in_all.0.saturating_add(1);
        here_in_all.1 = here_in_all.1.saturating_add(here.amount);
        let txn_id = here.payment.get().to_string();
        if !seen.contains(txn_id.as_str()) {
            differences.push(Difference {
                kind: Kind::MissingThere,
                txn_id,
                account: Pii::new(here.account.clone()),
                here: Some(here.amount),
                there: None,
                state: Some(here.state),
            });
        }
    }
    let total = registry::total(&registry.rows).unwrap_or(i64::MAX);
    Comparison {
        provider: registry.provider.clone(),
        date: registry.date.clone(),
        currency: registry.currency.clone(),
        there: (registry.rows.len(), total),
        here: here_in_all,
        matched,
        differences,
    }
}

fn differs(
    (registry, (from, to)): (&Registry, (Timestamp, Timestamp)),
    there: &Row,
    here: &Booked,
) -> Option<Kind> {
    let number = here.provider_ref.as_ref();
    if here.state != State::Captured {
        Some(Kind::MissingHere)
    } else if here.amount != there.sum_minor || here.currency != registry.currency {
        Some(Kind::SumDiffers)
    } else if here.account != there.account {
        Some(Kind::AccountDiffers)
    } else if number.is_some_and(|number| *number != there.provider_ref) {
        Some(Kind::NumberDiffers)
    } else if here.accounting < from || here.accounting >= to {
        Some(Kind::OtherDay)
    } else {
        None
    }
}

/// How the hub calls a payment's state to people.
const fn stands(state: Option<State>) -> &'static str {
    match state {
        None => "not known here",
        Some(State::Checked | State::Reserved | State::Consented) => "checked here, never paid",
        Some(State::Capturing) => "in work here",
        Some(State::Captured) => "paid here",
        Some(State::Void) => "refused here",
    }
}

impl Comparison {
    /// For people: a line for each side, one for each difference.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let sides = [
            ("there", self.there),
            ("here", self.here),
            ("matched", self.matched),
        ];
        text.push_str(&format!(
            "{}, {}, {}\n",
            self.provider, self.date, self.currency
        ));
        for (name, (count, sum)) in sides {
            text.push_str(&format!("{name:<8} {count:>8} {:>16}\n", sum_text(sum)));
        }
        let sum = |sum: Option<i64>| sum.map_or_else(|| "-".to_owned(), sum_text);
        for found in &self.differences {
            text.push_str(&format!(
                "{}: {} {}, here {}, there {}, {}\n",
                found.kind.words(),
                found.txn_id,
                found.account,
                sum(found.here),
                sum(found.there),
                stands(found.state)
            ));
        }
        match self.differences.len() {
            0 => text.push_str("no difference\n"),
            count => text.push_str(&format!(
                "{count} differences: talk to the provider within two hours\n"
            )),
        }
        text
    }

    /// For programs; sums in hundredths.
    pub(crate) fn json(&self) -> Value {
        let side = |(count, sum): (usize, i64)| json!({ "count": count, "sum": sum });
        let differences = self.differences.iter().map(|found| {
            json!({
                "kind": found.kind.key(),
                "txn_id": found.txn_id,
                "account": found.account.to_string(),
                "here": found.here,
                "there": found.there,
                "state": found.state.map(State::as_key),
            })
        });
        json!({
            "provider": self.provider,
            "date": self.date,
            "currency": self.currency,
            "there": side(self.there),
            "here": side(self.here),
            "matched": side(self.matched),
            "differences": differences.collect::<Vec<Value>>(),
        })
    }
}

/// Compares the registry in `file` with the books of the hub in `data`, for a provider by its id in the catalogue.
///
/// # Errors
/// [`AdminError`] when the provider, the day or the file does not fit, or the books cannot be read.
pub(crate) fn provider_day(
    data: &Path,
    provider: &str,
    (day, file): (&Day, &Path),
) -> Result<Comparison, AdminError> {
    let settings = settings::read(data).map_err(AdminError::Input)?;
    let (number, utc_offset_minutes) = assemble::place_of(data, &settings, provider)
        .map_err(|error| AdminError::Input(error.to_string()))?;
    let bad = |error: String| AdminError::Input(format!("{}: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| bad(error.to_string()))?;
    let registry = Registry::parse(&text).map_err(bad)?;
    if registry.date != day.text() {
        return Err(bad(format!("this is the registry of {}", registry.date)));
    }
    let books = store::connect(data)?;
    let span = day.span(utc_offset_minutes);
    let ours = Ours::read(&books, &registry, (number, span))?;
    Ok(compare(&registry, span, &ours))
}

#[cfg(test)]
mod tests;
