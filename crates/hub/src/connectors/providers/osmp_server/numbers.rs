//! The number base: whose account may be paid, under which name, with which balance.
//!
//! It is a file, `numbers.toml` or `numbers.csv`, and stays as it was written: what was paid stands in the books, and
//! a balance is the one of the file and what has been credited since.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use super::rules::short;
use crate::connectors::providers::osmp::hundredths;

const TOML: &str = "numbers.toml";
const CSV: &str = "numbers.csv";
const COLUMNS: [&str; 5] = ["account", "name", "balance", "most", "blocked"];

/// An account that may be there. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// One account has one key, however it was written.
    pub(crate) key: String,
    /// Never shown whole.
    pub(crate) name: Option<String>,
    /// In hundredths; a debt is below 0.
    pub(crate) balance: i64,
    /// The highest balance that payments may bring.
    pub(crate) most: Option<i64>,
    /// Takes no payments.
    pub(crate) is_blocked: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prefix {
    prefix: String,
    digits: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    account: String,
    name: Option<String>,
    balance: Option<String>,
    most: Option<String>,
    #[serde(default)]
    blocked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    any: bool,
    name: Option<String>,
    #[serde(default)]
    number: Vec<Listed>,
    #[serde(default)]
    prefix: Vec<Prefix>,
    #[serde(default)]
    range: Vec<Range>,
}

/// All accounts of a provider.
#[derive(Clone, Default)]
pub(crate) struct Numbers {
    any: bool,
    name: Option<String>,
    prefixes: Vec<Prefix>,
    ranges: Vec<Range>,
    listed: BTreeMap<String, Subscriber>,
}

impl Debug for Numbers {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbers")
            .field("listed", &self.listed.len())
            .finish_non_exhaustive()
    }
}

impl Numbers {
    /// Every well-formed account, all under one name.
    pub(super) fn any(name: &str) -> Self {
        Self {
            any: true,
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// The base of a provider's folder: the accounts of both files. The error is a sentence for people.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let text = |name: &str| match fs::read_to_string(folder.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{name}: {error}")),
        };
        let (toml, csv) = (text(TOML)?, text(CSV)?);
        if toml.is_none() && csv.is_none() {
            return Err(format!("there is neither {TOML} nor {CSV}"));
        }
        let mut numbers = match toml {
            Some(text) => Self::from_toml(&text).map_err(|error| format!("{TOML}: {error}"))?,
            None => Self::default(),
        };
        if let Some(text) = csv {
            numbers
                .add_csv(&text)
                .map_err(|error| format!("{CSV}: {error}"))?;
        }
        Ok(numbers)
    }

    fn from_toml(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut numbers = Self {
            any: file.any,
            name: file.name,
            prefixes: file.prefix,
            ranges: file.range,
            listed: BTreeMap::new(),
        };
        for range in &numbers.ranges {
            if range.from.len() != range.to.len() || range.from > range.to {
                return Err(format!("range from {} runs backwards", range.from));
            }
        }
        for (at, listed) in (1..).zip(file.number) {
            numbers
                .add(listed)
                .map_err(|error| format!("number {at}: {error}"))?;
        }
        Ok(numbers)
    }

    fn add_csv(&mut self, text: &str) -> Result<(), String> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let head = lines.next().map_or("", |(_, line)| line.trim());
        if head != COLUMNS.join(";") {
            return Err(format!("the first line must be {}", COLUMNS.join(";")));
        }
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split(';').map(str::trim).collect();
            let &[account, name, balance, most, blocked] = cells.as_slice() else {
                return Err(format!("line {at} has not {} columns", COLUMNS.len()));
            };
            let given = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
            let blocked = match blocked {
                "yes" => true,
                "no" | "" => false,
                _ => return Err(format!("line {at}: blocked is yes or no")),
            };
            let listed = Listed {
                account: account.to_owned(),
                name: given(name),
                balance: given(balance),
                most: given(most),
                blocked,
            };
            self.add(listed)
                .map_err(|error| format!("line {at}: {error}"))?;
        }
        Ok(())
    }

    fn add(&mut self, listed: Listed) -> Result<(), String> {
        if !well_formed(&listed.account) {
            return Err("the account must have 3 to 30 letters, digits or + . - /".to_owned());
        }
        let sum = |text: Option<String>| match text {
            Some(text) => signed(&text)
                .map(Some)
                .ok_or("a sum is a number like -120.50"),
            None => Ok(None),
        };
        let subscriber = Subscriber {
            key: listed.account.clone(),
            name: listed.name,
            balance: sum(listed.balance)?.unwrap_or(0),
            most: sum(listed.most)?,
            is_blocked: listed.blocked,
        };
        match self.listed.insert(listed.account, subscriber) {
            None => Ok(()),
            Some(_) => Err("the account is there twice".to_owned()),
        }
    }

    /// The account, if it is one of ours.
    pub(crate) fn find(&self, account: &str) -> Option<Subscriber> {
        let number = short(account);
        let listed = self.listed.get(account).or_else(|| self.listed.get(number));
        if let Some(listed) = listed {
            return Some(listed.clone());
        }
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let is_prefixed = |p: &Prefix| number.len() == p.digits && number.starts_with(&p.prefix);
        let is_within = |range: &Range| {
            number.len() == range.from.len()
                && (range.from.as_str()..=range.to.as_str()).contains(&number)
        };
        let is_ours = self.any
            || (digits && self.prefixes.iter().any(is_prefixed))
            || (digits && self.ranges.iter().any(is_within));
        is_ours.then(|| Subscriber {
            key: if digits { number } else { account }.to_owned(),
            name: self.name.clone(),
            balance: 0,
            most: None,
            is_blocked: false,
        })
    }

    /// The accounts that stand there one by one.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Subscriber> {
        self.listed.values()
    }
}

/// Whether an account has a form that any provider's account has.
pub(super) fn well_formed(account: &str) -> bool {
    (3..=30).contains(&account.len())
        && account
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+.-/".contains(&b))
}

fn signed(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(debt) => hundredths(debt)?.checked_neg(),
        None => hundredths(text),
    }
}

/// A name as a payer may see it: the first letter of the first word, and initials.
pub(crate) fn masked(name: &str) -> String {
    let mut words = name.split_whitespace();
    let initial = |word: &str| word.chars().next().map_or_else(String::new, String::from);
    let mut shown = words
        .next()
        .map_or_else(String::new, |word| initial(word) + "*****");
    for word in words {
        shown = shown + " " + &initial(word) + ".";
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Numbers, masked};

    const BASE: &str = "
name = \"Ivanov P.\"
[[number]]
account = \"1001\"
name = \"Иванова Анна Петровна\"
balance = \"-120.50\"
most = \"500\"
[[number]]
account = \"1002\"
blocked = true
[[prefix]]
prefix = \"916\"
digits = 10
[[range]]
from = \"9260000000\"
to = \"9269999999\"
";

    #[test]
    fn an_account_is_found_however_it_was_written() {
        let numbers = Numbers::from_toml(BASE).unwrap();
        for (account, key) in [
            ("1001", Some("1001")),
            ("9161234567", Some("9161234567")),
            ("+79161234567", Some("9161234567")),
            ("89260000000", Some("9260000000")),
            ("9270000000", None),
            ("916123456", None),
            ("91612345678", None),
            ("916ABCDEFG", None),
            ("1003", None),
        ] {
            let found = numbers.find(account).map(|found| found.key);
            assert_eq!(found.as_deref(), key, "{account}");
        }
        let anna = numbers.find("1001").unwrap();
        assert_eq!((anna.balance, anna.most), (-12_050, Some(50_000)));
        assert!(numbers.find("1002").unwrap().is_blocked);
        let name = numbers.find("9161234567").unwrap().name;
        assert_eq!(name.as_deref(), Some("Ivanov P."));
    }

    #[test]
    fn a_table_says_the_same() {
        let mut numbers = Numbers::default();
        let table =
            "\u{feff}account;name;balance;most;blocked\n1001;Anna;-1.50;;\n\n1002;;;20;yes\n";
        numbers.add_csv(table).unwrap();
        assert_eq!(numbers.find("1001").unwrap().balance, -150);
        let blocked = numbers.find("1002").unwrap();
        assert_eq!((blocked.most, blocked.is_blocked), (Some(2_000), true));
        for bad in [
            "1001;Anna;;;\n",
            "account;name;balance;most;blocked\n1001;Anna\n",
            "account;name;balance;most;blocked\n1001;;x;;\n",
            "account;name;balance;most;blocked\n1001;;;;maybe\n",
            "account;name;balance;most;blocked\n1;;;;\n",
            "account;name;balance;most;blocked\n1001;;;;\n1001;;;;\n",
        ] {
            assert!(Numbers::default().add_csv(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_document_s_number_base_can_be_read() {
        let document = include_str!("../../../../../../docs/providers.md");
        let mut blocks = document.split("```toml\n").skip(1);
        let base = blocks.find(|block| block.contains("[[prefix]]")).unwrap();
        let numbers = Numbers::from_toml(base.split("```").next().unwrap()).unwrap();
        assert!(numbers.find("1001").is_some() && numbers.find("9160000000").is_some());
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused() {
        for (from, to) in [("20", "10"), ("9", "10")] {
            let text = format!("[[range]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
            assert!(Numbers::from_toml(&text).is_err());
        }
    }

    #[test]
    fn a_name_is_shown_masked() {
        for (name, shown) in [
            ("Иванова Анна Петровна", "И***** А. П."),
            ("Ivanov P.", "I***** P."),
            ("Anna", "A*****"),
            ("", ""),
        ] {
            assert_eq!(masked(name), shown);
        }
    }
}
