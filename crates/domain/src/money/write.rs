//! Sums for the wire and for people.

use super::Money;
use crate::language::Language;

/// Between groups of digits and before the sign of the currency: never broken at the end of a line.
const NO_BREAK_SPACE: char = '\u{a0}';

impl Money {
    /// Digits, a point, two decimals: `500.00`. Source: dealer protocol, "Numbers".
    #[must_use]
    pub fn as_wire(self) -> String {
        let (sign, whole, cents) = self.parts();
        format!("{sign}{whole}.{cents:02}")
    }

    /// For people, with the sign of the currency: ru `1 234,56 ₽`, bg `1234,56 €`, en `1,234.56 $`.
    ///
    /// Blanks are no-break spaces. The currency stands behind the digits in all three languages.
    #[must_use]
    pub fn to_text(self, language: Language) -> String {
        let symbol = self.currency().symbol();
        format!("{}{NO_BREAK_SPACE}{symbol}", self.to_digits(language))
    }

    /// For people, without the currency: ru `1 234,56`, bg `1234,56` and `12 345,67`, en `1,234.56`.
    ///
    /// Bulgarian spelling groups only from five digits on.
    #[must_use]
    pub fn to_digits(self, language: Language) -> String {
        let (sign, whole, cents) = self.parts();
        let whole = grouped(&whole.to_string(), language);
        let point = point(language);
        format!("{sign}{whole}{point}{cents:02}")
    }

    const fn parts(self) -> (&'static str, u64, u64) {
        let minor = self.minor().unsigned_abs();
        let sign = if self.minor() < 0 { "-" } else { "" };
        (sign, minor / 100, minor % 100)
    }
}

/// The sign before the decimals.
pub(crate) const fn point(language: Language) -> char {
    match language {
        Language::Ru | Language::Bg => ',',
        Language::En => '.',
    }
}

/// Digits in groups of three. Bulgarian spelling groups only from five digits on.
pub(crate) fn grouped(digits: &str, language: Language) -> String {
    let (group, grouped_from) = match language {
        Language::Ru => (NO_BREAK_SPACE, 4),
        Language::Bg => (NO_BREAK_SPACE, 5),
        Language::En => (',', 4),
    };
    if digits.len() < grouped_from {
        digits.to_owned()
    } else {
        in_threes(digits, group)
    }
}

fn in_threes(digits: &str, group: char) -> String {
    let mut text = String::with_capacity(digits.len().saturating_mul(2));
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text
}
