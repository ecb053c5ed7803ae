//! The books as a journal of hledger, by command.
//!
//! Every entry is one transaction; the deposits' own sums stand at the end as assertions, so that hledger compares them
//! with what it adds up itself. No number, account or name of a payer is in it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use rusqlite::Connection;

use super::AdminError;
use crate::store::{self, export};

/// Signed minor units as hledger reads them.
fn sum(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    format!("{sign}{whole}.{rest:02} {currency}")
}

/// What a strict reader wants to know first: how sums are written, and which accounts there are.
fn declare(books: &Connection, out: &mut dyn Write) -> Result<(), AdminError> {
    let accounts = export::accounts(books)?;
    let currencies: BTreeSet<&str> = accounts
        .iter()
        .map(|(_, currency)| currency.as_str())
        .collect();
    let names: BTreeSet<&str> = accounts.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(out, "decimal-mark .")?;
    for currency in currencies {
        writeln!(out, "commodity 1.00 {currency}")?;
    }
    for name in names {
        writeln!(out, "account {name}")?;
    }
    writeln!(out)?;
    Ok(())
}

/// Writes the journal in one snapshot of the books; returns how many entries it has.
///
/// # Errors
/// [`AdminError`] when the books cannot be read or `out` not be written.
pub fn hledger(data: &Path, out: &mut dyn Write) -> Result<u64, AdminError> {
    let books = store::connect(data)?;
    books
        .execute_batch("BEGIN")
        .map_err(store::StoreError::from)?;
    declare(&books, out)?;
    let mut entries = 0_u64;
    let mut last_day = String::from("1970-01-01");
    export::posts(&books, |moved| {
        let what = match (moved.payment, moved.proposal) {
            (Some(payment), _) => format!("payment {payment}"),
            (None, Some(proposal)) => format!("correction {proposal}"),
            (None, None) => "refill".to_owned(),
        };
        let amount = sum(moved.amount, &moved.currency);
        writeln!(
            out,
            "{} * ({}) {what}\n    {}  -{amount}\n    {}  {amount}\n",
            moved.day, moved.seq, moved.from, moved.to
        )?;
        entries = entries.saturating_add(1);
        if moved.day > last_day {
            last_day = moved.day;
        }
        Ok::<_, AdminError>(())
    })?;
    writeln!(
        out,
        "{last_day} * what the books themselves hold the deposits for"
    )?;
    for (account, currency, balance) in export::deposits(&books)? {
        writeln!(
            out,
            "    {account}  0.00 {currency} = {}",
            sum(balance, &currency)
        )?;
    }
    books
        .execute_batch("COMMIT")
        .map_err(store::StoreError::from)?;
    Ok(entries)
}
