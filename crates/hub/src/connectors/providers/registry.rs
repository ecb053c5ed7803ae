//! The registry of a provider's day: the payments that it has credited, as text.
//!
//! ```text
//! registry;1;Village Net;2026-11-24;RUB
//! txn_id;prv_txn;account;sum;txn_date
//! 1795536127000;1;9161234567;500.00;20261124190207
//! total;1;500.00
//! ```
//!
//! Accounts stand there whole: whoever compares needs them. The day is that of `txn_date`, the accounting date.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::pii::Pii;
use paydesk_domain::time::Timestamp;

use super::osmp::{hundredths, sum_text};

const COLUMNS: &str = "txn_id;prv_txn;account;sum;txn_date";

/// One credited payment.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The hub's number.
    pub txn_id: String,
    /// The provider's number.
    pub provider_ref: String,
    /// Who was credited.
    pub account: String,
    /// With how much, in hundredths.
    pub sum_minor: i64,
    /// The accounting date, `YYYYMMDDHHMMSS`.
    pub txn_date: String,
}

impl Debug for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("txn_id", &self.txn_id)
            .field("account", &Pii::new(self.account.as_str()))
            .field("sum_minor", &self.sum_minor)
            .finish_non_exhaustive()
    }
}

/// The registry of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// The provider's name.
    pub provider: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Three letters.
    pub currency: String,
    /// In the order of the provider's numbers.
    pub rows: Vec<Row>,
}

/// A calendar day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    text: String,
    start: Timestamp,
}

const DAY_MS: i64 = 24 * 60 * 60_000;

impl Day {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// A sentence for people.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match Timestamp::parse_iso(&format!("{text}T00:00:00.000Z")) {
            Ok(start) => Ok(Self {
                text: text.to_owned(),
                start,
            }),
            Err(_) => Err(format!("{text:?} is no day like 2026-11-24")),
        }
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `YYYYMMDD`, as an accounting date begins.
    pub(crate) fn digits(&self) -> String {
        self.text.replace('-', "")
    }

    /// Its first moment and the first one after it, in a zone.
    pub(crate) fn span(&self, utc_offset_minutes: i16) -> (Timestamp, Timestamp) {
        let east = i64::from(utc_offset_minutes).saturating_mul(60_000);
        let start = self.start.plus_ms(east.saturating_neg());
        (start, start.plus_ms(DAY_MS))
    }
}

/// The sum of all rows, in hundredths.
pub(crate) fn total(rows: &[Row]) -> Option<i64> {
    rows.iter()
        .try_fold(0_i64, |sum, row| sum.checked_add(row.sum_minor))
}

impl Registry {
    /// The text. None where the sums do not fit.
    pub(crate) fn write(&self) -> Option<String> {
        // A separator in a name would make another column of it.
        let provider = self
            .provider
            .replace(|c: char| c == ';' || c.is_control(), " ");
        let mut text = format!(
            "registry;1;{provider};{};{}\n{COLUMNS}\n",
            self.date, self.currency
        );
        for row in &self.rows {
            text.push_str(&format!(
                "{};{};{};{};{}\n",
                row.txn_id,
                row.provider_ref,
                row.account,
                sum_text(row.sum_minor),
                row.txn_date
            ));
        }
        let total = sum_text(total(&self.rows)?);
        text.push_str(&format!("total;{};{total}\n", self.rows.len()));
        Some(text)
    }

    /// Reads a registry; one whose total does not fit its rows is refused whole.
    ///
    /// # Errors
    /// A sentence for people, with the line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let mut next = |what: &str| lines.next().ok_or_else(|| format!("{what} is missing"));
        let (_, head) = next("the first line")?;
        let &["registry", "1", provider, date, currency] =
            head.split(';').collect::<Vec<_>>().as_slice()
        else {
            return Err("line 1 is not registry;1;provider;day;currency".to_owned());
        };
        let (_, columns) = next("the line of columns")?;
        if columns != COLUMNS {
            return Err(format!("line 2 is not {COLUMNS}"));
        }
        let date = Day::parse(date)?.text;
        let mut rows = Vec::new();
        let (count, sum) = loop {
            let (at, line) = next("the total")?;
            let cells: Vec<&str> = line.split(';').collect();
            match cells.as_slice() {
                &["total", count, sum] => break (count.parse::<usize>().ok(), hundredths(sum)),
                cells => rows.push(row(cells).ok_or_else(|| format!("line {at} is no payment"))?),
            }
        };
        if let Some((at, _)) = lines.next() {
            return Err(format!("line {at} stands after the total"));
        }
        if count != Some(rows.len()) || sum.is_none() || sum != total(&rows) {
            return Err("the total does not fit the payments: the file is damaged".to_owned());
        }
        Ok(Self {
            provider: provider.to_owned(),
            date,
            currency: currency.to_owned(),
            rows,
        })
    }
}

fn row(cells: &[&str]) -> Option<Row> {
    let &[txn_id, provider_ref, account, sum, txn_date] = cells else {
        return None;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_ours = (1..=20).contains(&txn_id.len()) && digits(txn_id);
    let is_dated = txn_date.len() == 14 && digits(txn_date);
    let row = Row {
        txn_id: txn_id.to_owned(),
        provider_ref: provider_ref.to_owned(),
        account: account.to_owned(),
        sum_minor: hundredths(sum)?,
        txn_date: txn_date.to_owned(),
    };
    (is_ours && is_dated && !provider_ref.is_empty()).then_some(row)
}

#[cfg(test)]
mod tests;
