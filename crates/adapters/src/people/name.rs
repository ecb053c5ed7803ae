//! Names of people.

use super::PeopleError;

/// Longest name, in characters: it must fit on a paper.
const MAX_NAME: usize = 100;

/// A name, and what makes two names equal.
pub(super) struct Name {
    pub(super) full: String,
    pub(super) key: String,
}

impl Name {
    pub(super) fn read(text: &str) -> Result<Self, PeopleError> {
        let full = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = full.chars().count();
        if !(1..=MAX_NAME).contains(&length) || full.chars().any(is_unseen) {
            return Err(PeopleError::BadName);
        }
        let key = full.to_lowercase();
        Ok(Self { full, key })
    }
}

/// Characters that cannot be seen, or turn the direction of writing: with them two names could look alike.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
