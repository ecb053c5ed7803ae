//! A field of a provider's form, key by key: digits, text or a sum.

use std::fmt::{self, Debug, Formatter};

use super::line::{Line, moves};
use super::{NotTyped, pasteable, sum};
use crate::details::{self, BadDetail};
use crate::money::{Currency, Money};
use crate::pii::Pii;
use crate::provider::{Field, FieldKind, stands_between};

/// A provider's field while it is typed. Prints itself masked.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountTyping {
    id: String,
    takes: Takes,
    mask: Option<String>,
    min_len: usize,
    max_len: usize,
    required: bool,
    line: Line,
}

/// One place of the field as it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A typed character.
    Typed(char),
    /// A place of the mask that waits for a character.
    Empty,
    /// A character of the mask.
    Fixed(char),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Digits,
    Text,
    Sum,
}

impl AccountTyping {
    /// An empty field. Telephone numbers have [`PhoneTyping`](super::PhoneTyping), lists are chosen
    /// from; given here, they are taken as digits and as text.
    #[must_use]
    pub fn new(field: &Field) -> Self {
        let takes = match field.kind {
            FieldKind::Digits | FieldKind::Phone => Takes::Digits,
            FieldKind::Text | FieldKind::Enum(_) => Takes::Text,
            FieldKind::Money => Takes::Sum,
        };
        Self {
            id: field.id.clone(),
            takes,
            mask: field.mask.clone(),
            min_len: field.min_len,
            max_len: field.max_len,
            required: field.required,
            line: Line::default(),
        }
    }

    /// What was typed: what [`Provider::accept`](crate::provider::Provider::accept) takes.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Whether there are as many characters as the field wants; an optional field may stay empty.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let length = self.line.len();
        if length == 0 {
            return !self.required;
        }
        match self.takes {
            Takes::Digits | Takes::Text => (self.min_len..=self.max_len).contains(&length),
            Takes::Sum => Money::parse(self.text(), Currency::RUB).is_ok(),
        }
    }

    /// The places of the mask from left to right, typed characters filled in. Without a mask the
    /// typed characters alone.
    #[must_use]
    pub fn shown(&self) -> Vec<Slot> {
        let mut typed = self.text().chars();
        let mut slots: Vec<Slot> = self
            .mask
            .iter()
            .flat_map(|mask| mask.chars())
            .map(|place| match place {
                '*' => typed.next().map_or(Slot::Empty, Slot::Typed),
                fixed => Slot::Fixed(fixed),
            })
            .collect();
        slots.extend(typed.map(Slot::Typed));
        slots
    }

    /// Before which place of [`AccountTyping::shown`] the caret stands; their number if it stands
    /// behind all.
    #[must_use]
    pub fn caret_slot(&self) -> usize {
        let slots = self.shown();
        slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| match slot {
                Slot::Typed(_) | Slot::Empty => true,
                Slot::Fixed(_) => false,
            })
            .nth(self.caret())
            .map_or(slots.len(), |(index, _)| index)
    }

    /// Types one character at the caret. In digits, blanks and what else is written between them is
    /// taken without being kept.
    ///
    /// # Errors
    /// [`NotTyped::Full`], [`NotTyped::Character`]; for a sum what [`SumTyping`](super::SumTyping)
    /// refuses.
    pub fn type_char(&mut self, c: char) -> Result<(), NotTyped> {
        let mut line = self.line.clone();
        match self.takes {
            Takes::Sum => sum::type_into(&mut line, c)?,
            Takes::Digits if c.is_ascii_digit() => line.insert(c),
            Takes::Digits if stands_between(c) => return Ok(()),
            Takes::Digits => return Err(NotTyped::Character),
            // It would be shown and not sent.
            Takes::Text if c == ' ' && line.caret() == 0 => return Ok(()),
            Takes::Text => line.insert(c),
        }
        self.fits(line.text())?;
        self.line = line;
        Ok(())
    }

    /// Puts a text in place of what was typed.
    ///
    /// # Errors
    /// [`NotTyped::TooLong`], [`NotTyped::Full`], [`NotTyped::Character`]; for a sum
    /// [`NotTyped::Sum`].
    pub fn paste(&mut self, text: &str) -> Result<(), NotTyped> {
        pasteable(text)?;
        let text = text.trim();
        let pasted = match self.takes {
            Takes::Sum => {
                let mut sum = super::SumTyping::new();
                sum.paste(text)?;
                sum.text().to_owned()
            }
            Takes::Digits => text.chars().filter(|c| !stands_between(*c)).collect(),
            Takes::Text => text.to_owned(),
        };
        let is_digits = pasted.bytes().all(|b| b.is_ascii_digit());
        if self.takes == Takes::Digits && !is_digits {
            return Err(NotTyped::Character);
        }
        self.fits(&pasted)?;
        self.line.replace(pasted);
        Ok(())
    }

    /// Removes the character before the caret; of a sum the decimals go with the separator.
    pub fn backspace(&mut self) {
        if self.takes == Takes::Sum {
            sum::backspace_in(&mut self.line);
        } else {
            self.line.backspace();
        }
    }

    /// Removes the character behind the caret; of a sum the decimals go with the separator.
    pub fn delete(&mut self) {
        if self.takes == Takes::Sum {
            sum::delete_in(&mut self.line);
        } else {
            self.line.delete();
        }
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.line.clear();
    }

    fn fits(&self, text: &str) -> Result<(), NotTyped> {
        match details::value_fits(&self.id, text) {
            Ok(()) if self.takes == Takes::Sum => Ok(()),
            Ok(()) if text.chars().count() > self.max_len => Err(NotTyped::Full),
            Ok(()) => Ok(()),
            Err(BadDetail::TooLong { .. }) => Err(NotTyped::Full),
            Err(BadDetail::Character { .. } | BadDetail::Name(_)) => Err(NotTyped::Character),
        }
    }
}

impl Debug for AccountTyping {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "AccountTyping({}: {})", self.id, Pii::new(self.text()))
    }
}

/// Without the character: a row of slots is an account.
impl Debug for Slot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "*",
            Self::Empty => "_",
            Self::Fixed(_) => "|",
        })
    }
}

moves!(AccountTyping);

#[cfg(test)]
mod tests;
