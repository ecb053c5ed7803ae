//! A sum of money, key by key, and the guard against a hundredfold one.

use std::fmt::{self, Debug, Formatter};

use super::line::{Line, moves};
use super::{ImpossibleWhy, NotTyped, pasteable};
use crate::language::Language;
use crate::money::{self, BadSum, Currency, Money};

/// Most digits before the separator.
const MAX_WHOLE: usize = 8;
/// Most digits behind it.
const MAX_DECIMALS: usize = 2;
/// The separator as it is kept; comma and point are both typed.
const POINT: char = '.';

/// A sum while it is typed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SumTyping {
    line: Line,
}

impl SumTyping {
    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was typed: digits and perhaps a point, `500.5`.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Whether nothing is typed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// The sum. A separator without decimals behind it counts as not yet typed.
    ///
    /// # Errors
    /// [`BadSum::Empty`] while nothing is typed, [`BadSum::NoWhole`] while the digits before the
    /// separator are erased.
    pub fn money(&self, currency: Currency) -> Result<Money, BadSum> {
        let text = self.text().strip_suffix(POINT).unwrap_or(self.text());
        Money::parse(text, currency)
    }

    /// What was typed as people read it, decimals as far as they were typed: ru `1 234,5`, en
    /// `1,234.5`.
    #[must_use]
    pub fn shown(&self, language: Language) -> String {
        shown(self.text(), language)
    }

    /// Where the caret stands in [`SumTyping::shown`], in characters.
    #[must_use]
    pub fn shown_caret(&self, language: Language) -> usize {
        let behind = self.line.len().saturating_sub(self.caret());
        let shown = self.shown(language);
        let mut left = shown.chars().count();
        let mut passed = 0_usize;
        for c in shown.chars().rev() {
            if passed == behind {
                break;
            }
            left = left.saturating_sub(1);
            if c.is_ascii_digit() || c == money::point(language) {
                passed = passed.saturating_add(1);
            }
        }
        left
    }

    /// Puts a sum in place of what was typed; whole sums without decimals. A negative one leaves
    /// the field empty.
    pub fn set(&mut self, sum: Money) {
        if sum.minor() < 0 {
            self.line.clear();
            return;
        }
        let text = sum.as_wire();
        self.line
            .replace(text.strip_suffix(".00").unwrap_or(&text).to_owned());
    }

    /// Types one character at the caret. A comma or a point at the very beginning gets its zero; a
    /// digit behind a lone zero replaces it; blanks are taken without being kept.
    ///
    /// # Errors
    /// [`NotTyped::Full`], [`NotTyped::Character`], [`NotTyped::Impossible`] for zeros in front,
    /// [`NotTyped::Sum`] for a second separator or one with too many digits behind it.
    pub fn type_char(&mut self, c: char) -> Result<(), NotTyped> {
        type_into(&mut self.line, c)
    }

    /// Puts a sum that [`Money::parse`] reads in place of what was typed.
    ///
    /// # Errors
    /// [`NotTyped::TooLong`], or [`NotTyped::Sum`] with what is wrong.
    pub fn paste(&mut self, text: &str) -> Result<(), NotTyped> {
        pasteable(text)?;
        // The currency has no part in how a sum is written.
        let sum = Money::parse(text, Currency::RUB).map_err(NotTyped::Sum)?;
        let mut pasted = Self::new();
        pasted.set(sum);
        if parts(pasted.text()).0.len() > MAX_WHOLE {
            return Err(NotTyped::Sum(BadSum::TooLarge));
        }
        *self = pasted;
        Ok(())
    }

    /// Removes the character before the caret. The decimals go with the separator: `500,00` never
    /// becomes `50000`.
    pub fn backspace(&mut self) {
        backspace_in(&mut self.line);
    }

    /// Removes the character behind the caret; the decimals go with the separator.
    pub fn delete(&mut self) {
        delete_in(&mut self.line);
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.line.clear();
    }
}

impl Debug for SumTyping {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "SumTyping({})", self.text())
    }
}

moves!(SumTyping);

/// Digits before and behind the separator.
fn parts(text: &str) -> (&str, &str) {
    text.split_once(POINT).unwrap_or((text, ""))
}

pub(super) fn shown(text: &str, language: Language) -> String {
    let (whole, decimals) = parts(text);
    let mut shown = money::grouped(whole, language);
    if text.contains(POINT) {
        shown.push(money::point(language));
        shown.push_str(decimals);
    }
    shown
}

pub(super) fn backspace_in(line: &mut Line) {
    if line.backspace() == Some(POINT) {
        line.cut();
    }
}

pub(super) fn delete_in(line: &mut Line) {
    if line.delete() == Some(POINT) {
        line.cut();
    }
}

/// Types one character of a sum.
pub(super) fn type_into(line: &mut Line, c: char) -> Result<(), NotTyped> {
    match c {
        '0'..='9' => type_digit(line, c),
        ',' | '.' => type_point(line),
        _ if money::is_blank(c) => Ok(()),
        _ => Err(NotTyped::Character),
    }
}

fn type_point(line: &mut Line) -> Result<(), NotTyped> {
    if line.text().contains(POINT) {
        return Err(NotTyped::Sum(BadSum::Separators));
    }
    let found = line.len().saturating_sub(line.caret());
    if found > MAX_DECIMALS {
        return Err(NotTyped::Sum(BadSum::Decimals { found }));
    }
    if line.caret() == 0 {
        line.insert('0');
    }
    line.insert(POINT);
    Ok(())
}

fn type_digit(line: &mut Line, digit: char) -> Result<(), NotTyped> {
    let (whole, decimals) = parts(line.text());
    let (whole, decimals) = (whole.to_owned(), decimals.len());
    if line.caret() > whole.len() {
        if decimals >= MAX_DECIMALS {
            return Err(NotTyped::Full);
        }
        line.insert(digit);
        return Ok(());
    }
    let replaces_zero = whole == "0" && line.caret() == 1;
    if digit == '0' && !whole.is_empty() && (replaces_zero || line.caret() == 0) {
        let why = ImpossibleWhy::LeadingZero;
        return Err(NotTyped::Impossible { digit, why });
    }
    if replaces_zero {
        line.backspace();
    } else if whole.len() >= MAX_WHOLE {
        return Err(NotTyped::Full);
    }
    line.insert(digit);
    Ok(())
}

/// Whether the separator seems to be forgotten: the typed sum lies above what is usual and a
/// hundredth of it within. Sums of another currency are not compared.
#[must_use]
pub fn hundredfold(typed: Money, usual: (Money, Money)) -> bool {
    let Some((typed, least, most)) = comparable(typed, usual) else {
        return false;
    };
    let hundred = |sum: i128| sum.saturating_mul(100);
    typed > most && (hundred(least)..=hundred(most)).contains(&typed)
}

/// Whether a sum is more than twice the largest or less than half the smallest usual one. Sums of
/// another currency are not compared.
#[must_use]
pub fn is_unusual(typed: Money, usual: (Money, Money)) -> bool {
    comparable(typed, usual).is_some_and(|(typed, least, most)| {
        typed > most.saturating_mul(2) || typed.saturating_mul(2) < least
    })
}

fn comparable(typed: Money, (least, most): (Money, Money)) -> Option<(i128, i128, i128)> {
    let is_one = typed.currency() == least.currency() && typed.currency() == most.currency();
    let minor = |sum: Money| i128::from(sum.minor());
    is_one.then(|| (minor(typed), minor(least), minor(most)))
}

#[cfg(test)]
mod tests;
