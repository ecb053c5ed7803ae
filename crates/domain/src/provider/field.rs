//! One field of a provider's form: what may be typed and what is sent.

use serde::Deserialize;

use super::Names;
use crate::details::{self, BadDetail};
use crate::language::Language;
use crate::money::{BadSum, Currency, Money};
use crate::phone::{BadPhone, Phone, Region};

/// What kind of value a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A telephone number of the provider's region; sent as the national number.
    Phone,
    /// Digits, typed with blanks, hyphens, points, brackets and slashes between them.
    Digits,
    /// Any text that the wire can carry.
    Text,
    /// A sum in the provider's currency.
    Money,
    /// One of a list.
    Enum(Vec<FieldItem>),
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldItem {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub(crate) label: Names,
}

impl FieldItem {
    /// What people read.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        self.label.get(language)
    }
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its wire name: `NUMBER`, `ACCOUNT` or one of the provider's own.
    pub id: String,
    pub(crate) labels: Names,
    /// What it takes.
    pub kind: FieldKind,
    /// How it is shown: each `*` is the place of a character, everything else stands as it is.
    pub mask: Option<String>,
    /// How it is sent: `[N]` is the N-th character, counted from 1, everything else stands as it is.
    pub format: Option<String>,
    /// Fewest characters, before `format`.
    pub min_len: usize,
    /// Most characters, before `format`.
    pub max_len: usize,
    /// Whether it must be filled.
    pub required: bool,
    /// What stands in it when nothing is typed.
    pub default: Option<String>,
}

/// What was typed into a field does not fit. Never holds the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct BadField {
    /// Wire name of the field.
    pub field: String,
    /// What is wrong.
    pub why: BadValue,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    /// The provider has no such field.
    #[error("the provider has no such field")]
    Unknown,
    /// It must be filled.
    #[error("it must be filled")]
    Missing,
    /// Not a telephone number of the region.
    #[error(transparent)]
    Phone(BadPhone),
    /// Too short or too long.
    #[error("it has {found} characters, expected {min} to {max}")]
    Length {
        /// Characters found.
        found: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A character that may not stand there.
    #[error("character {position} may not stand there")]
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// Not in the list.
    #[error("it is none of the choices")]
    NotInList,
    /// Not a sum.
    #[error(transparent)]
    Sum(BadSum),
}

impl BadField {
    pub(super) fn from_detail(bad: &BadDetail) -> Self {
        match bad {
            BadDetail::TooLong { field, found, most } => Self {
                field: field.clone(),
                why: BadValue::Length {
                    found: *found,
                    min: 0,
                    max: *most,
                },
            },
            BadDetail::Character { field, position } => Self {
                field: field.clone(),
                why: BadValue::Character {
                    position: *position,
                },
            },
            BadDetail::Name(field) => Self {
                field: field.clone(),
                why: BadValue::Unknown,
            },
        }
    }
}

impl Field {
    /// Its name for people.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        self.labels.get(language)
    }

    /// The wire value of what was typed; nothing for an optional field that was left empty.
    pub(super) fn accept(
        &self,
        typed: &str,
        region: Region,
        currency: Currency,
    ) -> Result<Option<String>, BadField> {
        let typed = match (typed.trim(), &self.default) {
            ("", Some(default)) => default.as_str(),
            (typed, _) => typed,
        };
        if typed.is_empty() {
            return if self.required {
                Err(self.bad(BadValue::Missing))
            } else {
                Ok(None)
            };
        }
        let value = self
            .plain(typed, region, currency)
            .map_err(|why| self.bad(why))?;
        Ok(Some(self.formatted(&value)))
    }

    /// Whether a wire value is what this field would send.
    pub(super) fn accept_wire(
        &self,
        value: &str,
        region: Region,
        currency: Currency,
    ) -> Result<(), BadField> {
        if value.is_empty() {
            return if self.required {
                Err(self.bad(BadValue::Missing))
            } else {
                Ok(())
            };
        }
        if self.format.is_some() {
            return details::value_fits(&self.id, value).map_err(|bad| BadField::from_detail(&bad));
        }
        let plain = self
            .plain(value, region, currency)
            .map_err(|why| self.bad(why))?;
        if plain == value {
            return Ok(());
        }
        let position = plain
            .chars()
            .zip(value.chars())
            .take_while(|(a, b)| a == b)
            .count();
        Err(self.bad(BadValue::Character {
            position: position.saturating_add(1),
        }))
    }

    /// How a wire value is shown to people.
    #[must_use]
    pub fn shown(&self, value: &str, region: Region, language: Language) -> String {
        if let FieldKind::Enum(items) = &self.kind {
            let item = items.iter().find(|item| item.value == value);
            return item.map_or(value, |item| item.label(language)).to_owned();
        }
        if self.kind == FieldKind::Phone
            && let Ok(phone) = Phone::parse(value, region)
        {
            return phone.grouped();
        }
        match &self.mask {
            Some(mask) if self.format.is_none() => masked(mask, value),
            Some(_) | None => value.to_owned(),
        }
    }

    fn bad(&self, why: BadValue) -> BadField {
        BadField {
            field: self.id.clone(),
            why,
        }
    }

    fn plain(&self, typed: &str, region: Region, currency: Currency) -> Result<String, BadValue> {
        let value = match &self.kind {
            FieldKind::Phone => {
                let phone = Phone::parse(typed, region).map_err(BadValue::Phone)?;
                return Ok(phone.national().to_owned());
            }
            FieldKind::Money => {
                let sum = Money::parse(typed, currency).map_err(BadValue::Sum)?;
                return Ok(sum.as_wire());
            }
            FieldKind::Enum(items) => {
                let known = items.iter().any(|item| item.value == typed);
                return if known {
                    Ok(typed.to_owned())
                } else {
                    Err(BadValue::NotInList)
                };
            }
            FieldKind::Digits => digits(typed)?,
            FieldKind::Text => typed.to_owned(),
        };
        let found = value.chars().count();
        if found < self.min_len || found > self.max_len {
            return Err(BadValue::Length {
                found,
                min: self.min_len,
                max: self.max_len,
            });
        }
        details::value_fits(&self.id, &value).map_err(|bad| BadField::from_detail(&bad).why)?;
        Ok(value)
    }

    fn formatted(&self, value: &str) -> String {
        let Some(format) = &self.format else {
            return value.to_owned();
        };
        let characters: Vec<char> = value.chars().collect();
        let mut out = String::new();
        let mut rest = format.as_str();
        while let Some((before, behind)) = rest.split_once('[') {
            out.push_str(before);
            let (place, after) = behind.split_once(']').unwrap_or((behind, ""));
            let index = place.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            out.extend(index.and_then(|index| characters.get(index)));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// What may be typed between digits and is not sent.
pub(crate) const fn stands_between(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '/' | '(' | ')')
}

fn digits(typed: &str) -> Result<String, BadValue> {
    let mut value = String::with_capacity(typed.len());
    for (index, c) in typed.chars().enumerate() {
        if c.is_ascii_digit() {
            value.push(c);
        } else if !stands_between(c) {
            return Err(BadValue::Character {
                position: index.saturating_add(1),
            });
        }
    }
    Ok(value)
}

fn masked(mask: &str, value: &str) -> String {
    let mut characters = value.chars();
    let mut shown = String::with_capacity(mask.len());
    let mut rest = mask.chars();
    for place in rest.by_ref() {
        if characters.as_str().is_empty() {
            break;
        }
        if place == '*' {
            shown.extend(characters.next());
        } else {
            shown.push(place);
        }
    }
    shown.extend(characters);
    shown
}
