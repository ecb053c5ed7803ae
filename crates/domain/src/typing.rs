//! What a cashier types key by key: telephone numbers, accounts, sums.
//!
//! A field holds exactly what it shows: no digit is guessed, converted or kept unseen. What is
//! wrong is refused at the key that makes it wrong. Which provider is paid and what a sum is for is
//! not known here.

mod account;
mod line;
mod phone;
mod sum;

use crate::money::BadSum;
use crate::phone::BadPhone;

pub use account::{AccountTyping, Slot};
pub use phone::PhoneTyping;
pub use sum::{SumTyping, hundredfold, is_unusual};

/// Longest text that may be pasted, in characters. Far above any number; far below what a clipboard
/// can hold.
pub const MAX_PASTE: usize = 64;

/// Why a key or a pasted text was refused. The field is as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTyped {
    /// No number or sum has this digit at this place.
    #[error("{digit} cannot stand there: {why}")]
    Impossible {
        /// The digit that was typed.
        digit: char,
        /// What it contradicts.
        why: ImpossibleWhy,
    },
    /// There is no room for one more.
    #[error("the field is full")]
    Full,
    /// A letter, a control character, a mark of writing direction, a digit of another script: never
    /// converted.
    #[error("this character does not belong there")]
    Character,
    /// What was pasted is no telephone number of the region.
    #[error(transparent)]
    Paste(BadPhone),
    /// What was typed or pasted is no sum.
    #[error(transparent)]
    Sum(BadSum),
    /// More than [`MAX_PASTE`] characters were pasted.
    #[error("what was pasted is too long")]
    TooLong,
}

/// What an impossible digit contradicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleWhy {
    /// Mobile numbers of the country begin otherwise, see [`PhoneTyping::starts`].
    #[error("no mobile number begins so")]
    NotMobile,
    /// No number of the country begins so.
    #[error("no number begins so")]
    Prefix,
    /// It begins a number of another country.
    #[error("it begins a number of another country")]
    Country,
    /// A sum does not begin with a zero and further digits.
    #[error("a sum has no zeros in front")]
    LeadingZero,
}

/// Whether a pasted text may be looked at. Counts no further than the limit: a clipboard can hold
/// megabytes.
fn pasteable(text: &str) -> Result<(), NotTyped> {
    match text.chars().nth(MAX_PASTE) {
        None => Ok(()),
        Some(_) => Err(NotTyped::TooLong),
    }
}
