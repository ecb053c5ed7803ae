//! Wrapping for what tells who a person is: numbers, accounts, codes.
//!
//! A value inside prints itself masked, so that no log, title or crash report can hold it by accident.

use std::fmt::{self, Debug, Display, Formatter};

/// A value about a person. Only [`Pii::expose`] gives it out; it is deliberately not serialisable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pii<T>(T);

/// Characters that a mask leaves readable at the end.
const SHOWN: usize = 4;

impl<T> Pii<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The bare value, for the wire, paper, the screen and stored rows.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

/// `***` and the last four characters; of a short text at most the second half, or the mask would show it all.
impl<T: Display> Display for Pii<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let length = text.chars().count();
        let shown = SHOWN.min(length / 2);
        let tail: String = text.chars().skip(length.saturating_sub(shown)).collect();
        write!(f, "***{tail}")
    }
}

impl<T: Display> Debug for Pii<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Pii;

    #[test]
    fn a_mask_never_shows_more_than_the_last_four_nor_more_than_half() {
        for (value, masked) in [
            ("9161234567", "***4567"),
            ("12345678", "***5678"),
            ("123456", "***456"),
            ("12", "***2"),
            ("1", "***"),
            ("", "***"),
            ("улица Мира", "***Мира"),
        ] {
            assert_eq!(Pii::new(value).to_string(), masked);
            assert_eq!(format!("{:?}", Pii::new(value.to_owned())), masked);
        }
    }
}
