//! The text of a code: `ST00012|Name=...|PersonalAcc=...|...`.

use std::collections::BTreeMap;

use super::{BadBill, Bill, MAX_BILL, MAX_VALUE};
use crate::money::Money;
use crate::pii::Pii;

/// "ST" and the version of the standard. Source: GOST R 56042-2014, service block.
const SERVICE: &str = "ST0001";
/// Fields that every bill has. Source: GOST R 56042-2014, mandatory details.
const MANDATORY: [&str; 5] = ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"];
/// A payee with its account at the treasury has none.
const MAY_BE_EMPTY: &str = "CorrespAcc";

/// Fields by name in small letters: the name as written, the value.
type Fields = BTreeMap<String, (String, String)>;

/// The separator and what stands behind it.
///
/// The digit before it says in what the letters were encoded: 1 windows-1251, 2 UTF-8, 3 KOI8-R.
/// They are decoded already, so all three read alike.
pub(super) fn body(text: &str) -> Option<(char, &str)> {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let rest = text.strip_prefix(SERVICE)?.strip_prefix(['1', '2', '3'])?;
    let mut characters = rest.chars();
    // Any sign will do that no value holds; a letter, a digit or `=` could not part anything.
    let separator = characters.next()?;
    let parts = !separator.is_alphanumeric() && !is_unseen(separator) && separator != '=';
    parts.then_some((separator, characters.as_str()))
}

pub(super) fn bill(text: &str) -> Result<Bill, BadBill> {
    if text.len() > MAX_BILL {
        return Err(BadBill::TooLong);
    }
    let text = text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let Some((separator, body)) = body(text) else {
        // The bare header is a code that was cut off early.
        let is_header = text
            .strip_prefix(SERVICE)
            .is_some_and(|rest| matches!(rest, "1" | "2" | "3"));
        return Err(if is_header {
            BadBill::Cut
        } else {
            BadBill::NotABill
        });
    };
    if body.contains(is_unseen) {
        return Err(BadBill::Control);
    }
    let mut fields = split(body, separator)?;
    for field in MANDATORY {
        let is_there = fields
            .get(&field.to_ascii_lowercase())
            .is_some_and(|(_, value)| !value.is_empty() || field == MAY_BE_EMPTY);
        if !is_there {
            return Err(BadBill::Missing { field });
        }
    }
    fields.retain(|_, (_, value)| !value.is_empty());
    let sum_minor = take(&mut fields, "sum").map_or(Ok(None), |text| kopecks(&text))?;
    let period = fields.get("paymperiod").and_then(|(_, text)| month(text));
    if period.is_some() {
        fields.remove("paymperiod");
    }
    Ok(Bill {
        payee: take(&mut fields, "name").unwrap_or_default(),
        payee_tax_number: take(&mut fields, "payeeinn"),
        account: take(&mut fields, "persacc").map(Pii::new),
        sum_minor,
        period,
        purpose: take(&mut fields, "purpose"),
        others: fields
            .into_values()
            .map(|(name, value)| (name, Pii::new(value)))
            .collect(),
    })
}

fn split(body: &str, separator: char) -> Result<Fields, BadBill> {
    let mut fields = Fields::new();
    for part in body.split(separator).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or(BadBill::Cut)?;
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(BadBill::Cut);
        }
        let value = value.trim();
        if value.chars().nth(MAX_VALUE).is_some() {
            return Err(BadBill::LongValue {
                field: name.to_owned(),
            });
        }
        let field = (name.to_owned(), value.to_owned());
        if fields.insert(name.to_ascii_lowercase(), field).is_some() {
            return Err(BadBill::Twice {
                field: name.to_owned(),
            });
        }
    }
    Ok(fields)
}

fn take(fields: &mut Fields, name: &str) -> Option<String> {
    fields.remove(name).map(|(_, value)| value)
}

/// Whole kopecks. `123.45` is refused: roubles or a mistake is not guessed. Nothing stands for "the
/// payer says".
fn kopecks(text: &str) -> Result<Option<i64>, BadBill> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadBill::Sum);
    }
    match text.parse::<i64>() {
        Ok(0) => Ok(None),
        Ok(minor) if minor <= Money::CEILING_MINOR => Ok(Some(minor)),
        Ok(_) | Err(_) => Err(BadBill::Sum),
    }
}

/// `092026`, `09.2026`, `202609` and `2026-09` as `092026`. In this century no month reads as the
/// beginning of a year, so that the two orders are never mistaken for each other.
fn month(text: &str) -> Option<String> {
    let is_sign = |c: char| matches!(c, '.' | '/' | '-' | ' ');
    let digits: String = text.chars().filter(|c| !is_sign(*c)).collect();
    let signs = text.chars().count().saturating_sub(digits.chars().count());
    if digits.len() != 6 || signs > 1 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let pairs = [
        (digits.get(..2)?, digits.get(2..)?),
        (digits.get(4..)?, digits.get(..4)?),
    ];
    let is_month = |month: &str| ("01"..="12").contains(&month);
    pairs
        .into_iter()
        .find(|(month, year)| is_month(month) && year.starts_with("20"))
        .map(|(month, year)| format!("{month}{year}"))
}

/// Control characters, and the marks that turn the direction of writing or cannot be seen at all.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}
