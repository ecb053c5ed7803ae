//! What the payment QR code on a Russian bill says.
//!
//! The code names the payee, the payer's account and often the sum. It is read by a scanner that
//! types: here is the text it typed. Whether anything is paid from it is for the cashier to say;
//! nothing is known here of scanners.
//!
//! Source: GOST R 56042-2014, "Two-dimensional bar code symbols for payments of individuals".

mod read;

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

use crate::pii::Pii;
use crate::provider::{Catalogue, Provider};

/// Longest text that is read, in bytes. A QR code holds less than 3 KiB.
pub const MAX_BILL: usize = 4096;
/// Longest value of a field, in characters. The standard's longest is 210; real bills are not always so strict.
pub const MAX_VALUE: usize = 512;

/// A bill. What it says about the payer prints itself masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Bill {
    /// Who is paid: Name.
    pub payee: String,
    /// The payee's tax number: PayeeINN.
    pub payee_tax_number: Option<String>,
    /// The payer's account at the payee: PersAcc.
    pub account: Option<Pii<String>>,
    /// Kopecks, more than nothing: Sum. Absent where the payer says how much.
    pub sum_minor: Option<i64>,
    /// The month that is paid, as `MMYYYY`: PaymPeriod. One written otherwise stands in `others` as
    /// it is.
    pub period: Option<String>,
    /// What is paid for: Purpose. Often names the payer.
    pub purpose: Option<String>,
    /// Everything else that is not empty, by the names of the standard as they were written.
    pub others: BTreeMap<String, Pii<String>>,
}

/// Why a text is no bill. Never holds the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBill {
    /// It does not begin as the standard says.
    #[error("this is no payment code")]
    NotABill,
    /// It ends, or breaks off, in the middle of a field.
    #[error("the payment code is cut off or damaged")]
    Cut,
    /// A field stands twice; which one counts is not guessed.
    #[error("{field} stands twice")]
    Twice {
        /// Its name.
        field: String,
    },
    /// A value is longer than any bill needs; a cut one would be another.
    #[error("{field} is too long")]
    LongValue {
        /// Its name.
        field: String,
    },
    /// A field that every bill has is missing or empty.
    #[error("{field} is missing")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// The sum is not a whole number of kopecks that a till could take.
    #[error("the sum is not written in whole kopecks")]
    Sum,
    /// Longer than any code.
    #[error("the text is longer than a payment code can be")]
    TooLong,
    /// A control character or a mark of writing direction.
    #[error("there is a control character in the payment code")]
    Control,
}

impl Bill {
    /// Whether a text begins as a bill, so that it is worth reading. Looks at the first characters
    /// alone.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        read::body(text).is_some()
    }

    /// Reads the text of a code, whatever its letters were encoded in. Blanks and line ends around
    /// it, which scanners add, do not matter, nor does the order of the fields or the case of their
    /// names.
    ///
    /// # Errors
    /// [`BadBill`].
    pub fn parse(text: &str) -> Result<Self, BadBill> {
        read::bill(text)
    }

    /// The provider that is paid: the one with the payee's tax number, or, where one of the two has
    /// none, with exactly the payee's name but for case, quotes and blanks. Nobody if several fit:
    /// who gets the money is not guessed.
    #[must_use]
    pub fn provider_for<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Provider> {
        let payee = plain_name(&self.payee);
        let has_name = |provider: &&Provider| plain_name(&provider.supplier.name) == payee;
        let has_number = |provider: &&Provider| {
            let number = provider.supplier.tax_number.trim();
            !number.is_empty() && Some(number) == self.payee_tax_number.as_deref()
        };
        let mut by_number: Vec<&Provider> = catalogue.providers().filter(has_number).collect();
        if by_number.len() > 1 {
            by_number.retain(has_name);
        }
        match by_number.as_slice() {
            [one] => return Some(one),
            [] => {}
            [..] => return None,
        }
        let no_number_speaks_against = |provider: &&Provider| {
            self.payee_tax_number.is_none() || provider.supplier.tax_number.trim().is_empty()
        };
        let mut by_name = catalogue
            .providers()
            .filter(|provider| has_name(provider) && no_number_speaks_against(provider));
        let first = by_name.next()?;
        by_name.next().is_none().then_some(first)
    }

    /// What the bill fills into a provider's form, by wire name of the field: the account, the
    /// period, and whatever else has the name of a field. It is typed text, not yet held against
    /// the fields.
    #[must_use]
    pub fn fill(&self, provider: &Provider) -> BTreeMap<String, String> {
        let mut typed = BTreeMap::new();
        for field in &provider.fields {
            let text = match field.id.as_str() {
                "ACCOUNT" => self.account.as_ref().map(Pii::expose),
                "PERIOD" => self.period.as_ref(),
                id => self
                    .others
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(id))
                    .map(|(_, value)| value.expose()),
            };
            if let Some(text) = text {
                typed.insert(field.id.clone(), text.clone());
            }
        }
        typed
    }
}

impl Debug for Bill {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bill")
            .field("payee", &self.payee)
            .field("payee_tax_number", &self.payee_tax_number)
            .field("account", &self.account)
            .field("sum_minor", &self.sum_minor)
            .field("period", &self.period)
            .field("purpose", &self.purpose.as_ref().map(Pii::new))
            .field("others", &self.others)
            .finish()
    }
}

/// A name without case, quotes and blanks: bills and catalogues write `ООО "Свет"` in many ways.
fn plain_name(name: &str) -> String {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`' | '«' | '»' | '‹' | '›' | '„');
    let is_curled = |c: char| matches!(c, '\u{2018}'..='\u{201f}');
    name.chars()
        .filter(|c| !c.is_whitespace() && !is_quote(*c) && !is_curled(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
