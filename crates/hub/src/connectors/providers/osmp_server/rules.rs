//! Faults on purpose, as data: which number does what, and how often. The same calls always get the same answers.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::connectors::providers::osmp::hundredths;

const DEMO: &str = include_str!("simulations/demo.toml");
const OPERATOR: &str = include_str!("simulations/operator.toml");

/// What a number does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Does {
    /// Is credited at once; every answer to a pay comes late.
    Slow,
    /// Every answer to a check comes late.
    SlowCheck,
    /// Is refused when it is paid; the check is fine.
    Refuse,
    /// Is refused at the check already.
    RefuseCheck,
    /// Is not possible just now at the check, always.
    TemporaryCheck,
    /// The first pays get a temporary result and are not credited.
    Temporary,
    /// Is in work at the provider for a time, then credited.
    Unfinished,
    /// Is credited; the connection closes without an answer.
    LostAnswer,
    /// Is credited, then answered with HTTP 500.
    #[serde(rename = "http-500")]
    Http500,
    /// Is credited; the answer names another payment.
    WrongEcho,
    /// Is credited; the answer names another sum.
    WrongSum,
    /// Is credited; the answer lacks the provider's number.
    NoNumber,
    /// Is credited; a web page is the answer.
    Page,
    /// Is credited; the answer has a document type with an entity.
    DocumentType,
    /// Is credited; the answer has 10 MB.
    Huge,
    /// Is credited; the result is a text.
    TextResult,
    /// Is credited; the result is in no table.
    UnknownResult,
    /// Takes payments until they come to a sum.
    Limit,
}

/// One number's rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// A telephone number of ten digits, or an account as it is.
    number: Option<String>,
    /// The end of accounts that are no telephone numbers.
    ending: Option<String>,
    pub(super) does: Does,
    /// How many pays of one payment it spoils; 0 spoils all of them.
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    delay_ms: u64,
    result: Option<u32>,
    #[serde(default)]
    pub(super) for_ms: i64,
    most: Option<String>,
}

const fn once() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// The rules of a simulation; empty for a provider that works.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// The demo's numbers.
    pub(super) fn demo() -> Result<Self, String> {
        Self::parse(DEMO)
    }

    /// A simulation by its name, or from a file. The error is a sentence for people.
    ///
    /// # Errors
    /// A name that is neither, or a file with a rule that cannot be followed.
    pub fn named(name: &str) -> Result<Self, String> {
        let of = |text| Self::parse(text).map_err(|error| format!("simulation {name}: {error}"));
        match name {
            "demo" => of(DEMO),
            "operator" => of(OPERATOR),
            file => of(&fs::read_to_string(Path::new(file)).map_err(|error| {
                format!("simulation {file}: neither demo nor operator, and no file: {error}")
            })?),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let File { rule: rules } = toml::from_str(text).map_err(|error| error.to_string())?;
        for rule in &rules {
            let name = rule.number.as_ref().or(rule.ending.as_ref());
            let Some(name) = name else {
                return Err("a rule needs a number or an ending".to_owned());
            };
            if let Some(needed) = rule.lacks() {
                return Err(format!("the rule for {name} needs {needed}"));
            }
        }
        Ok(Self(rules))
    }

    /// The rule for an account.
    pub(super) fn of(&self, account: &str) -> Option<&Rule> {
        let number = short(account);
        let is_phone = is_phone(number);
        self.0.iter().find(|rule| {
            let named = rule.number.as_deref();
            let ends = rule.ending.as_deref();
            named == Some(number)
                || named == Some(account)
                || (!is_phone && ends.is_some_and(|ending| number.ends_with(ending)))
        })
    }
}

impl Rule {
    /// What it needs and does not have.
    fn lacks(&self) -> Option<&'static str> {
        let (is_there, what) = match self.does {
            Does::Slow | Does::SlowCheck => (self.delay_ms > 0, "delay_ms"),
            Does::Unfinished => (self.for_ms > 0, "for_ms"),
            Does::Refuse | Does::RefuseCheck => (
                self.result.is_some_and(|code| code > 0),
                "a result other than 0",
            ),
            Does::Limit => (self.most().is_some(), "most, for instance \"500.00\""),
            Does::TemporaryCheck
            | Does::Temporary
            | Does::LostAnswer
            | Does::Http500
            | Does::WrongEcho
            | Does::WrongSum
            | Does::NoNumber
            | Does::Page
            | Does::DocumentType
            | Does::Huge
            | Does::TextResult
            | Does::UnknownResult => (true, ""),
        };
        (!is_there).then_some(what)
    }

    /// The result of a refusal.
    pub(super) fn result(&self) -> u32 {
        self.result.unwrap_or(300)
    }

    /// What a limit lets through, in hundredths.
    pub(super) fn most(&self) -> Option<i64> {
        hundredths(self.most.as_deref()?)
    }

    /// How late an answer to a pay is.
    pub(super) fn pay_delay(&self) -> Option<Duration> {
        (self.does == Does::Slow).then_some(Duration::from_millis(self.delay_ms))
    }

    /// How late an answer to a check is.
    pub(super) fn check_delay(&self) -> Option<Duration> {
        (self.does == Does::SlowCheck).then_some(Duration::from_millis(self.delay_ms))
    }

    /// Whether pays of a payment have to be counted.
    pub(super) const fn counts(&self) -> bool {
        match self.does {
            Does::Slow
            | Does::SlowCheck
            | Does::Refuse
            | Does::RefuseCheck
            | Does::TemporaryCheck
            | Does::Unfinished
            | Does::Limit => false,
            Does::Temporary
            | Does::LostAnswer
            | Does::Http500
            | Does::WrongEcho
            | Does::WrongSum
            | Does::NoNumber
            | Does::Page
            | Does::DocumentType
            | Does::Huge
            | Does::TextResult
            | Does::UnknownResult => true,
        }
    }

    /// Whether the pay of that number, counted from 1, is spoilt.
    pub(super) const fn spoils(&self, pay: u32) -> bool {
        self.counts() && (self.times == 0 || pay <= self.times)
    }
}

/// Without a leading +, and without the 7 or 8 of a number of eleven digits.
pub(super) fn short(account: &str) -> &str {
    let number = account.trim_start_matches('+');
    match number.len() {
        11 => number.strip_prefix(['7', '8']).unwrap_or(number),
        _ => number,
    }
}

fn is_phone(number: &str) -> bool {
    number.len() == 10 && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Does, OPERATOR, Rules};

    const DOCUMENT: &str = include_str!("../../../../../../docs/providers.md");

    /// Every number of the simulation stands in the document with its rule, and the document's own example can be
    /// followed.
    #[test]
    fn the_document_has_the_table_of_the_simulation() {
        for block in OPERATOR.split("[[rule]]").skip(1) {
            let rule: toml::Table = toml::from_str(block).unwrap();
            let (number, does) = (
                rule["number"].as_str().unwrap(),
                rule["does"].as_str().unwrap(),
            );
            let row = format!("| {number} | `{does}` |");
            assert!(DOCUMENT.contains(&row), "{row}");
        }
        let rows = DOCUMENT.matches("\n| 9990000").count();
        assert_eq!(rows, Rules::named("operator").unwrap().0.len());
        let blocks = DOCUMENT.split("```toml\n").skip(1);
        let blocks = blocks.map(|block| block.split("```").next().unwrap());
        let example = blocks.clone().find(|block| block.contains("[[rule]]"));
        assert_eq!(Rules::parse(example.unwrap()).unwrap().0.len(), 3);
    }

    #[test]
    fn the_named_simulations_are_there_and_an_unknown_one_is_told() {
        for (name, number, does) in [
            ("demo", "9990000020", Does::Unfinished),
            ("operator", "+79990000030", Does::LostAnswer),
        ] {
            let rules = Rules::named(name).unwrap();
            assert_eq!(rules.of(number).map(|rule| rule.does), Some(does));
            assert!(rules.of("9161234567").is_none());
        }
        assert!(Rules::named("nobody").unwrap_err().contains("operator"));
    }

    #[test]
    fn a_rule_that_cannot_be_followed_is_refused() {
        for bad in [
            "[[rule]]\ndoes = \"lost-answer\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"slow\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"unfinished\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"refuse\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"refuse\"\nresult = 0",
            "[[rule]]\nnumber = \"1\"\ndoes = \"limit\"\nmost = \"much\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"explode\"",
            "[[rule]]\nnumber = \"1\"\ndoes = \"page\"\noften = 3",
        ] {
            assert!(Rules::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_rule_spoils_as_many_pays_as_it_says() {
        let text = |times| format!("[[rule]]\nnumber = \"1\"\ndoes = \"page\"\ntimes = {times}");
        let spoilt = |times| {
            let rules = Rules::parse(&text(times)).unwrap();
            let rule = rules.of("1").unwrap();
            (1..6).filter(|pay| rule.spoils(*pay)).count()
        };
        assert_eq!([1, 2, 0].map(spoilt), [1, 2, 5]);
    }
}
