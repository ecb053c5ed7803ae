//! Telephone numbers as people type and paste them: Russia, Bulgaria, Kazakhstan and any other country.
//!
//! What is read is kept as country code and national number. Which provider serves a number is not known here.

use std::fmt::{self, Debug, Formatter};

use serde::{Deserialize, Serialize};

/// Whose national way of writing numbers is understood without a country code.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// Russia: `8 916 123-45-67`.
    #[default]
    Ru,
    /// Bulgaria: `088 123 4567`.
    Bg,
    /// Kazakhstan: `8 701 123-45-67`.
    Kz,
    /// Anywhere: the number must be typed with its country code.
    Other,
}

/// Why a text is not a telephone number. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPhone {
    /// There is nothing.
    #[error("no telephone number was given")]
    Empty,
    /// A character that belongs to no telephone number.
    #[error("character {position} does not belong into a telephone number")]
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// Too few or too many digits.
    #[error("the number has {found} digits, expected {expected}")]
    Length {
        /// Digits of the national number as far as it was understood.
        found: usize,
        /// What would fit, in words of digits.
        expected: &'static str,
    },
    /// The number belongs to another country than the provider serves.
    #[error("the number belongs to another country")]
    Country,
    /// No number of this country begins so.
    #[error("no number of this country begins with these digits")]
    Prefix,
}

/// A telephone number. Prints itself masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    region: Region,
    /// National digits; with the country code for [`Region::Other`].
    digits: String,
}

impl Phone {
    /// Reads a number with spaces, brackets, hyphens and points, with a leading `+`, `00`, `8` or `0` as the
    /// region writes it.
    ///
    /// # Errors
    /// [`BadPhone`].
    pub fn parse(text: &str, region: Region) -> Result<Self, BadPhone> {
        let typed = Typed::read(text)?;
        let digits = match region {
            Region::Ru => russian(&typed)?,
            Region::Kz => kazakh(&typed)?,
            Region::Bg => bulgarian(&typed)?,
            Region::Other => international(&typed)?,
        };
        Ok(Self { region, digits })
    }

    /// The national number, digits only: what providers of the region want as NUMBER. With the country code
    /// for [`Region::Other`].
    #[must_use]
    pub fn national(&self) -> &str {
        &self.digits
    }

    /// `+` and all digits. Source: ITU-T E.164.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+{}{}", self.country_code(), self.digits)
    }

    /// For reading aloud: `+7 916 123-45-67`, `+359 88 123 4567`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let groups: &[(usize, char)] = match (self.region, self.digits.len()) {
            (Region::Ru | Region::Kz, _) => &[(3, ' '), (3, ' '), (2, '-'), (2, '-')],
            (Region::Bg, 9) => &[(2, ' '), (3, ' '), (4, ' ')],
            (Region::Bg, _) if self.digits.starts_with('2') => &[(1, ' '), (3, ' '), (4, ' ')],
            (Region::Bg, _) => &[(2, ' '), (3, ' '), (3, ' ')],
            (Region::Other, _) => &[(3, ' '), (3, ' '), (3, ' '), (3, ' '), (3, ' ')],
        };
        let mut text = format!("+{}", self.country_code());
        let mut digits = self.digits.chars().peekable();
        for (size, before) in groups {
            if digits.peek().is_some() && text.len() > 1 {
                text.push(*before);
            }
            text.extend(digits.by_ref().take(*size));
        }
        text.extend(digits);
        text
    }

    /// The last four digits, all that logs and titles may show.
    #[must_use]
    pub fn last_four(&self) -> &str {
        self.digits
            .get(self.digits.len().saturating_sub(4)..)
            .unwrap_or_default()
    }

    /// The region it was read for.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.region
    }

    const fn country_code(&self) -> &'static str {
        match self.region {
            Region::Ru | Region::Kz => "7",
            Region::Bg => "359",
            Region::Other => "",
        }
    }
}

impl Debug for Phone {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "***{}", self.last_four())
    }
}

/// Digits as typed, and whether a country code was announced by `+` or `00`.
struct Typed {
    digits: String,
    has_code: bool,
}

impl Typed {
    fn read(text: &str) -> Result<Self, BadPhone> {
        let text = text.trim();
        let mut digits = String::with_capacity(text.len());
        let mut has_code = false;
        for (index, c) in text.chars().enumerate() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() && !has_code => has_code = true,
                _ if stands_between(c) => {}
                _ => {
                    return Err(BadPhone::Character {
                        position: index.saturating_add(1),
                    });
                }
            }
        }
        if digits.is_empty() {
            return Err(BadPhone::Empty);
        }
        if !has_code && let Some(rest) = digits.strip_prefix("00") {
            return Ok(Self {
                digits: rest.to_owned(),
                has_code: true,
            });
        }
        Ok(Self { digits, has_code })
    }
}

/// What people put between the digits of a number.
pub(crate) const fn stands_between(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\t' | '(' | ')' | '-' | '.' | '/' | '\u{2010}'
            ..='\u{2014}' | '\u{2212}'
    )
}

/// Ten national digits behind `+7`, `8`, `7` or nothing.
fn ten_digits(typed: &Typed) -> Result<&str, BadPhone> {
    let digits = typed.digits.as_str();
    let national = if typed.has_code {
        digits.strip_prefix('7').ok_or(BadPhone::Country)?
    } else if digits.len() == 11 {
        digits.strip_prefix(['7', '8']).ok_or(BadPhone::Length {
            found: 11,
            expected: "10",
        })?
    } else {
        digits
    };
    if national.len() == 10 {
        return Ok(national);
    }
    Err(BadPhone::Length {
        found: national.len(),
        expected: "10",
    })
}

/// `+7` is shared with Kazakhstan, which has the national numbers that begin with 6 and 7.
fn russian(typed: &Typed) -> Result<String, BadPhone> {
    let national = ten_digits(typed)?;
    match national.bytes().next() {
        Some(b'3' | b'4' | b'8' | b'9') => Ok(national.to_owned()),
        Some(b'6' | b'7') => Err(BadPhone::Country),
        _ => Err(BadPhone::Prefix),
    }
}

fn kazakh(typed: &Typed) -> Result<String, BadPhone> {
    let national = ten_digits(typed)?;
    match national.bytes().next() {
        Some(b'6' | b'7') => Ok(national.to_owned()),
        Some(b'3' | b'4' | b'8' | b'9') => Err(BadPhone::Country),
        _ => Err(BadPhone::Prefix),
    }
}

/// Mobile numbers have nine national digits and begin with 43, 87, 88, 89, 98 or 99; most others have eight.
fn bulgarian(typed: &Typed) -> Result<String, BadPhone> {
    let digits = typed.digits.as_str();
    let national = match digits.strip_prefix("359") {
        // `+359 (0)88 ...` is seen on cards; the 0 is not dialled then.
        Some(rest) if typed.has_code || digits.len() >= 11 => {
            rest.strip_prefix('0').unwrap_or(rest)
        }
        Some(_) | None if typed.has_code => return Err(BadPhone::Country),
        Some(_) | None => digits.strip_prefix('0').unwrap_or(digits),
    };
    let is_mobile = ["43", "87", "88", "89", "98", "99"]
        .iter()
        .any(|p| national.starts_with(p));
    match national.len() {
        9 if is_mobile => Ok(national.to_owned()),
        8 if is_mobile => Err(BadPhone::Length {
            found: 8,
            expected: "9",
        }),
        8 | 9 if matches!(national.bytes().next(), Some(b'2'..=b'9')) => Ok(national.to_owned()),
        8 | 9 => Err(BadPhone::Prefix),
        found => Err(BadPhone::Length {
            found,
            expected: "8-9",
        }),
    }
}

fn international(typed: &Typed) -> Result<String, BadPhone> {
    let digits = typed.digits.as_str();
    if digits.starts_with('0') {
        return Err(BadPhone::Prefix);
    }
    match digits.len() {
        8..=15 => Ok(digits.to_owned()),
        found => Err(BadPhone::Length {
            found,
            expected: "8-15",
        }),
    }
}

#[cfg(test)]
mod tests;
