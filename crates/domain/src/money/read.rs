//! Sums as people type them and as the wire writes them.

use super::{Currency, Money};

/// Why a text is not a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSum {
    /// There is nothing.
    #[error("no sum was given")]
    Empty,
    /// A sign stands in front; sums are typed without one.
    #[error("a sum has no sign")]
    Sign,
    /// A character that belongs to no sum.
    #[error("character {position} does not belong into a sum")]
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// More than one comma or point.
    #[error("a sum has one comma or point at most")]
    Separators,
    /// No digit before the comma or point.
    #[error("a digit is missing before the comma or point")]
    NoWhole,
    /// Blanks stand elsewhere than between groups of three digits.
    #[error("blanks may only part groups of three digits")]
    Groups,
    /// Three digits after the comma or point: thousands or decimals? Not guessed.
    #[error("three digits after the comma or point can be read in two ways")]
    Ambiguous,
    /// None, or more than two, decimals after the comma or point.
    #[error("after the comma or point stand one or two digits, not {found}")]
    Decimals {
        /// Digits found.
        found: usize,
    },
    /// More than can be taken at a till.
    #[error("the sum is too large")]
    TooLarge,
}

/// Most digits before the point that the wire may bring; balances are larger than payments.
const WIRE_DIGITS: usize = 15;

impl Money {
    /// Largest sum that may be typed, in minor units: 999 999 999.99. Far above any provider's limit, far
    /// below any overflow.
    pub const CEILING_MINOR: i64 = 99_999_999_999;

    /// Reads what a person types: `500`, `500,00`, `500.5`, `1 234,56`, also with no-break blanks.
    ///
    /// One comma or point at most, then one or two decimals; no sign. `1,234` is refused, because it can mean
    /// two sums a thousandfold apart.
    ///
    /// # Errors
    /// [`BadSum`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, BadSum> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadSum::Empty);
        }
        if text.starts_with(['+', '-', '\u{2212}']) {
            return Err(BadSum::Sign);
        }
        let known = |c: char| c.is_ascii_digit() || is_separator(c) || is_blank(c);
        if let Some(index) = text.chars().position(|c| !known(c)) {
            return Err(BadSum::Character {
                position: index.saturating_add(1),
            });
        }
        if text.chars().filter(|c| is_separator(*c)).count() > 1 {
            return Err(BadSum::Separators);
        }
        let (whole, decimals) = match text.split_once(is_separator) {
            None => (text, "00"),
            Some((whole, decimals)) => (whole, decimals),
        };
        let whole = ungroup(whole)?;
        match decimals.chars().count() {
            1 | 2 if decimals.contains(is_blank) => return Err(BadSum::Groups),
            1 | 2 => {}
            3 => return Err(BadSum::Ambiguous),
            found => return Err(BadSum::Decimals { found }),
        }
        let minor = minor_units(&whole, decimals).ok_or(BadSum::TooLarge)?;
        if minor > Self::CEILING_MINOR {
            return Err(BadSum::TooLarge);
        }
        Ok(Self::new(minor, currency))
    }

    /// Reads a sum of the wire: digits, then perhaps a point and up to two decimals. No sign: a payment never
    /// has one.
    ///
    /// Source: dealer protocol, "Numbers".
    ///
    /// # Errors
    /// [`BadSum`].
    pub fn from_wire(text: &str, currency: Currency) -> Result<Self, BadSum> {
        if text.is_empty() {
            return Err(BadSum::Empty);
        }
        let known = |c: char| c.is_ascii_digit() || c == '.';
        if let Some(index) = text.chars().position(|c| !known(c)) {
            return Err(BadSum::Character {
                position: index.saturating_add(1),
            });
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.contains('.') {
            return Err(BadSum::Separators);
        }
        match (whole.len(), decimals.len()) {
            (0, _) => Err(BadSum::NoWhole),
            (_, found) if found > 2 => Err(BadSum::Decimals { found }),
            (digits, _) if digits > WIRE_DIGITS => Err(BadSum::TooLarge),
            _ => minor_units(whole, decimals)
                .map(|minor| Self::new(minor, currency))
                .ok_or(BadSum::TooLarge),
        }
    }

    /// Reads a balance of the wire: as [`Money::from_wire`], but a `-` may stand in front, because a dealer who
    /// lives on a limit is below zero.
    ///
    /// # Errors
    /// [`BadSum`].
    pub fn balance_from_wire(text: &str, currency: Currency) -> Result<Self, BadSum> {
        let Some(rest) = text.strip_prefix('-') else {
            return Self::from_wire(text, currency);
        };
        let below = Self::from_wire(rest, currency)?;
        let minor = below.minor().checked_neg().ok_or(BadSum::TooLarge)?;
        Ok(Self::new(minor, currency))
    }
}

const fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.')
}

/// Space, no-break space, thin space, narrow no-break space: what people and spreadsheets put between groups.
pub(crate) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// The digits of `1 234 567` without blanks.
fn ungroup(whole: &str) -> Result<String, BadSum> {
    if whole.is_empty() {
        return Err(BadSum::NoWhole);
    }
    let groups: Vec<&str> = whole.split(is_blank).collect();
    let (first, rest) = groups.split_first().ok_or(BadSum::NoWhole)?;
    let is_grouped = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    if rest.is_empty() || is_grouped {
        return Ok(groups.concat());
    }
    Err(BadSum::Groups)
}

fn minor_units(whole: &str, decimals: &str) -> Option<i64> {
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(decimals)
}
