//! What a person types into the one field of a search.

use paydesk_domain::money::{Currency, Money};
use paydesk_domain::phone::{Phone, Region};

use super::Filter;

/// Longest text that can mean anything: a number with all its blanks and brackets.
const LONGEST: usize = 80;
/// Digits of a TRANSID: the server's clock in milliseconds begins it. A telephone number has fewer.
const TRANSID_DIGITS: usize = 13;
const SESSION_LENGTH: usize = 20;

impl Filter {
    /// Understands what was typed: a SESSION, a claim number of this point, a sum with decimals, a TRANSID, else a
    /// number or account, or a pattern of one with `?` and `*`. Nothing typed is no condition; a text without sense
    /// fits no payment.
    #[must_use]
    pub fn from_text(text: &str, point: &str) -> Self {
        let text = text.trim_matches(is_blank);
        if text.is_empty() {
            return Self::default();
        }
        let nothing = || Self::of_number(String::new());
        // Found without reading on: a text may have been pasted from anywhere.
        if text.chars().nth(LONGEST).is_some() {
            return nothing();
        }
        if let Some(found) = session(text)
            .or_else(|| claim(text, point))
            .or_else(|| sum(text))
        {
            return found;
        }
        let bare: String = text.chars().filter(|c| !is_between(*c)).collect();
        if bare.contains(['?', '*']) {
            let pattern = bare.trim_start_matches('+').to_owned();
            let has_digit = pattern.contains(|c: char| c.is_ascii_digit());
            return if has_digit {
                Self {
                    pattern: Some(pattern),
                    ..Self::default()
                }
            } else {
                nothing()
            };
        }
        let number = stored_form(text, &bare);
        let is_transid = bare.len() == TRANSID_DIGITS && bare.bytes().all(|b| b.is_ascii_digit());
        Self {
            transid: is_transid.then_some(bare),
            ..Self::of_number(number)
        }
    }

    fn of_number(number: String) -> Self {
        Self {
            number: Some(number),
            ..Self::default()
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// What stands between the digits of a number and belongs to none of them.
fn is_between(c: char) -> bool {
    is_blank(c) || matches!(c, '(' | ')' | '.' | '/') || is_hyphen(c)
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// 20 characters with a letter among them: twenty digits may be an account.
fn session(text: &str) -> Option<Filter> {
    let fits = text.len() == SESSION_LENGTH
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    fits.then(|| Filter {
        // Ours are capitals; from a paper somebody may type them small.
        session: Some(text.to_ascii_uppercase()),
        ..Filter::default()
    })
}

fn claim(text: &str, point: &str) -> Option<Filter> {
    let text = text.trim_start_matches(['№', '#', ' ']);
    let number = text.strip_prefix(point)?.trim_start_matches(is_blank);
    let number = number.strip_prefix(is_hyphen)?.trim_matches(is_blank);
    let digits =
        !point.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return None;
    }
    // A number beyond all payments is still a claim number, of none.
    Some(Filter {
        payment: Some(number.parse().unwrap_or(0)),
        ..Filter::default()
    })
}

/// A sum is known by its two decimals; without them it is a number.
fn sum(text: &str) -> Option<Filter> {
    let (_, decimals) = text.rsplit_once([',', '.'])?;
    if decimals.len() != 2 {
        return None;
    }
    // All currencies have two decimals; which one is not asked.
    let sum = Money::parse(text, Currency::RUB).ok()?;
    Some(Filter {
        taken_minor: Some(sum.minor()),
        ..Filter::default()
    })
}

/// Numbers are stored without their country's prefix. Only what surely has one loses it: an account must be found
/// as it is.
fn stored_form(text: &str, bare: &str) -> String {
    let digits = bare.trim_start_matches('+');
    let regions: &[Region] = match (bare.starts_with('+'), digits.len()) {
        (true, _) => &[Region::Ru, Region::Kz, Region::Bg],
        (false, 11) => &[Region::Ru, Region::Kz],
        (false, _) if digits.starts_with("359") || digits.starts_with('0') => &[Region::Bg],
        (false, _) => &[],
    };
    let read = regions
        .iter()
        .find_map(|region| Phone::parse(text, *region).ok());
    read.map_or_else(|| digits.to_owned(), |phone| phone.national().to_owned())
}
