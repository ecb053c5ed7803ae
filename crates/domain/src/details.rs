//! What is sent about the payer: number, account and the provider's own fields, as wire values.

use std::collections::BTreeMap;

use crate::pii::Pii;

/// Longest NUMBER and ACCOUNT, in characters. Source: dealer protocol, "Check".
pub const MAX_NUMBER: usize = 20;
/// Longest value of a provider's own field, in characters.
pub const MAX_EXTRA: usize = 64;
/// Longest name of a provider's own field, in bytes.
pub const MAX_FIELD_NAME: usize = 32;

/// Wire values of one order. Empty number or account means that the provider has no such field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// NUMBER.
    pub number: Pii<String>,
    /// ACCOUNT.
    pub account: Pii<String>,
    /// The provider's own fields by wire name.
    pub extra: BTreeMap<String, Pii<String>>,
}

/// Why a value cannot travel. Never holds the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDetail {
    /// Longer than the protocol allows.
    #[error("{field} has {found} characters, at most {most} can be sent")]
    TooLong {
        /// Wire name.
        field: String,
        /// Characters found.
        found: usize,
        /// Characters allowed.
        most: usize,
    },
    /// A character outside the allow-list.
    #[error("character {position} of {field} cannot be sent")]
    Character {
        /// Wire name.
        field: String,
        /// Counted from 1.
        position: usize,
    },
    /// The name of a provider's own field is not a word of Latin capitals, digits and `_`.
    #[error("{0:?} is not a name of a field")]
    Name(String),
}

impl Details {
    /// Takes values that keep the rules of the wire.
    ///
    /// # Errors
    /// [`BadDetail`] names the field.
    pub fn new(
        number: String,
        account: String,
        extra: BTreeMap<String, String>,
    ) -> Result<Self, BadDetail> {
        value_fits("NUMBER", &number)?;
        value_fits("ACCOUNT", &account)?;
        for (name, value) in &extra {
            if !is_field_name(name) {
                return Err(BadDetail::Name(name.clone()));
            }
            value_fits(name, value)?;
        }
        Ok(Self {
            number: Pii::new(number),
            account: Pii::new(account),
            extra: extra
                .into_iter()
                .map(|(name, value)| (name, Pii::new(value)))
                .collect(),
        })
    }
}

/// Whether a provider may name a field so: Latin capitals, digits and `_`, a letter first.
#[must_use]
pub fn is_field_name(name: &str) -> bool {
    name.len() <= MAX_FIELD_NAME
        && name
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_uppercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Checks one value against the allow-list of its field.
pub(crate) fn value_fits(field: &str, value: &str) -> Result<(), BadDetail> {
    let is_number = matches!(field, "NUMBER" | "ACCOUNT");
    let most = if is_number { MAX_NUMBER } else { MAX_EXTRA };
    let found = value.chars().count();
    if found > most {
        return Err(BadDetail::TooLong {
            field: field.to_owned(),
            found,
            most,
        });
    }
    let allowed = |c: char| may_travel(c) && !(is_number && c == '-');
    match value.chars().position(|c| !allowed(c)) {
        None => Ok(()),
        Some(index) => Err(BadDetail::Character {
            field: field.to_owned(),
            position: index.saturating_add(1),
        }),
    }
}

/// Printable ASCII and the Cyrillic letters of Russian and Bulgarian: all of them have a place in windows-1251,
/// none of them ends a line.
const fn may_travel(c: char) -> bool {
    matches!(c, ' '..='~' | 'А'..='я' | 'Ё' | 'ё' | '№')
}

#[cfg(test)]
mod tests;
