//! What differs from provider to provider, as data: names of parameters and elements, the form of dates, results.
//!
//! The rules of a payment are the same in every dialect. Without a word here all is as in the OSMP document.

use std::collections::{BTreeMap, BTreeSet};

use paydesk_domain::time::Civil;
use serde::Deserialize;

use super::super::ProviderRefusal;

/// How one provider speaks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dialect {
    /// Form of the accounting date.
    pub date: DateForm,
    /// Names in a request.
    pub request: RequestNames,
    /// Names in an answer.
    pub answer: AnswerNames,
    /// What its results mean, before the standard table.
    pub results: BTreeMap<String, Meaning>,
    /// Whether the standard table holds for all other results.
    pub standard_results: bool,
    /// Parameters that every request carries, for instance `ccy`.
    pub extra: BTreeMap<String, String>,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            date: DateForm::default(),
            request: RequestNames::default(),
            answer: AnswerNames::default(),
            results: BTreeMap::new(),
            standard_results: true,
            extra: BTreeMap::new(),
        }
    }
}

/// Parameters of a request, and the words of its two commands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestNames {
    /// Which command it is.
    pub command: String,
    /// The command that asks.
    pub check: String,
    /// The command that pays.
    pub pay: String,
    /// Our number of the payment.
    pub txn_id: String,
    /// The accounting date.
    pub txn_date: String,
    /// The subscriber's number or account.
    pub account: String,
    /// The credited sum.
    pub sum: String,
}

impl Default for RequestNames {
    fn default() -> Self {
        Self {
            command: "command".to_owned(),
            check: "check".to_owned(),
            pay: "pay".to_owned(),
            txn_id: "txn_id".to_owned(),
            txn_date: "txn_date".to_owned(),
            account: "account".to_owned(),
            sum: "sum".to_owned(),
        }
    }
}

/// Elements of an answer. An empty name: this provider does not send it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerNames {
    /// The outermost element.
    pub root: String,
    /// Our number, echoed; may be empty.
    pub txn_id: String,
    /// The provider's own number. Never empty: without it nobody can prove a credit.
    pub provider_ref: String,
    /// The sum, echoed; may be empty.
    pub sum: String,
    /// The result.
    pub result: String,
    /// What may be shown before paying: its text, or the texts of its children; may be empty.
    pub fields: String,
}

impl Default for AnswerNames {
    fn default() -> Self {
        Self {
            root: "response".to_owned(),
            txn_id: "osmp_txn_id".to_owned(),
            provider_ref: "prv_txn".to_owned(),
            sum: "sum".to_owned(),
            result: "result".to_owned(),
            fields: "fields".to_owned(),
        }
    }
}

/// What a result says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Accepted, or credited.
    Ok,
    /// Not now, or not finished: to be repeated.
    Temporary,
    /// For good: the account has the wrong form, does not exist or is not active.
    Account,
    /// For good: the sum is too small or too large.
    Sum,
    /// For good: the provider refuses for reasons of its own.
    Refused,
    /// Nothing certain.
    Unknown,
}

impl Meaning {
    /// The standard table. Source: OSMP provider protocol, table of results; 10 and 40 are of some dialects.
    const fn standard(result: u32) -> Self {
        match result {
            0 => Self::Ok,
            1 | 90 => Self::Temporary,
            4 | 5 | 31 | 79 | 243 => Self::Account,
            241 | 242 => Self::Sum,
            7 | 8 | 10 | 32 | 40 | 300 => Self::Refused,
            _ => Self::Unknown,
        }
    }

    /// The refusal, where it is one.
    pub(super) const fn refusal(self) -> Option<ProviderRefusal> {
        match self {
            Self::Account => Some(ProviderRefusal::Account),
            Self::Sum => Some(ProviderRefusal::Sum),
            Self::Refused => Some(ProviderRefusal::Technical),
            Self::Ok | Self::Temporary | Self::Unknown => None,
        }
    }
}

/// A form of dates: `YYYY`, `MM`, `DD`, `hh`, `mm` and `ss`, with `-`, `.`, `/`, `:`, `T` or a blank between them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DateForm(String);

const PARTS: [&str; 6] = ["YYYY", "MM", "DD", "hh", "mm", "ss"];

impl Default for DateForm {
    fn default() -> Self {
        Self("YYYYMMDDhhmmss".to_owned())
    }
}

impl TryFrom<String> for DateForm {
    type Error = String;

    /// Every part once: a date without its day could move a payment into another day's register.
    fn try_from(text: String) -> Result<Self, String> {
        let mut between = text.clone();
        for part in PARTS {
            if text.matches(part).count() != 1 {
                return Err(format!("date form {text:?} must have {part} once"));
            }
            between = between.replace(part, "");
        }
        if between.contains(|c: char| !"-./:T ".contains(c)) {
            return Err(format!("date form {text:?} has more than its parts"));
        }
        Ok(Self(text))
    }
}

impl DateForm {
    pub(super) fn write(&self, at: Civil) -> String {
        self.0
            .replace("YYYY", &format!("{:04}", at.year))
            .replace("MM", &format!("{:02}", at.month))
            .replace("DD", &format!("{:02}", at.day))
            .replace("hh", &format!("{:02}", at.hour))
            .replace("mm", &format!("{:02}", at.minute))
            .replace("ss", &format!("{:02}", at.second))
    }
}

impl Dialect {
    /// What a result means here.
    pub(super) fn meaning(&self, result: &str) -> Meaning {
        if let Some(meaning) = self.results.get(result) {
            return *meaning;
        }
        match result.parse() {
            Ok(number) if self.standard_results => Meaning::standard(number),
            Ok(_) | Err(_) => Meaning::Unknown,
        }
    }

    /// Whether requests and answers of this dialect can be told apart. The error is a sentence for people.
    pub(super) fn usable(&self) -> Result<(), String> {
        let names = &self.request;
        let own = [
            &names.command,
            &names.txn_id,
            &names.txn_date,
            &names.account,
            &names.sum,
        ];
        let mut seen = BTreeSet::new();
        for name in own.into_iter().chain(self.extra.keys()) {
            if !is_name(name) {
                return Err(format!("{name:?} cannot be the name of a parameter"));
            }
            if !seen.insert(name) {
                return Err(format!("two parameters have the name {name:?}"));
            }
        }
        if names.check == names.pay || !is_name(&names.check) || !is_name(&names.pay) {
            return Err("the words for check and pay must be two".to_owned());
        }
        let answer = &self.answer;
        let mut seen = BTreeSet::new();
        let needed = [&answer.root, &answer.provider_ref, &answer.result];
        let optional = [&answer.txn_id, &answer.sum, &answer.fields];
        let optional = optional.into_iter().filter(|name| !name.is_empty());
        for name in needed.into_iter().chain(optional) {
            if !is_name(name) {
                return Err(format!("{name:?} cannot be the name of an element"));
            }
            if !seen.insert(name) {
                return Err(format!("two elements have the name {name:?}"));
            }
        }
        Ok(())
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}
