//! Two numbers that differ by one slip of the finger.
//!
//! Only the texts are compared here; which of them was paid, and how often, is not known.

/// How a typed number differs from an earlier one. Positions count characters from 0. Shows itself without the
/// characters: they belong to somebody's number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// One character is another one.
    OneDigit {
        /// Where.
        position: usize,
        /// What was typed now.
        typed: char,
        /// What stood there earlier.
        earlier: char,
    },
    /// Two adjacent characters changed places.
    Swapped {
        /// Where the first of the two stands.
        position: usize,
    },
}

impl std::fmt::Debug for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OneDigit { position, .. } => write!(f, "OneDigit at {position}"),
            Self::Swapped { position } => write!(f, "Swapped at {position}"),
        }
    }
}

/// The one slip between two numbers of equal length; none where they are equal or differ by more.
#[must_use]
pub fn difference(typed: &str, earlier: &str) -> Option<Difference> {
    let mut typed = typed.chars();
    let mut earlier = earlier.chars();
    let mut found: Vec<(usize, char, char)> = Vec::with_capacity(2);
    for position in 0_usize.. {
        match (typed.next(), earlier.next()) {
            (None, None) => break,
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) if found.len() < 2 => found.push((position, a, b)),
            (Some(_) | None, Some(_) | None) => return None,
        }
    }
    match found.as_slice() {
        [(position, typed, earlier)] => Some(Difference::OneDigit {
            position: *position,
            typed: *typed,
            earlier: *earlier,
        }),
        [(first, a, b), (second, c, d)]
            if first.saturating_add(1) == *second && a == d && b == c =>
        {
            Some(Difference::Swapped { position: *first })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, difference};
    use proptest::prelude::*;

    fn one(position: usize, typed: char, earlier: char) -> Option<Difference> {
        Some(Difference::OneDigit {
            position,
            typed,
            earlier,
        })
    }

    #[test]
    fn one_slip_is_found_and_more_than_one_is_none() {
        for (typed, earlier, expected) in [
            ("9161234567", "9161234568", one(9, '7', '8')),
            ("8161234567", "9161234567", one(0, '8', '9')),
            (
                "9161234576",
                "9161234567",
                Some(Difference::Swapped { position: 8 }),
            ),
            (
                "1961234567",
                "9161234567",
                Some(Difference::Swapped { position: 0 }),
            ),
            ("9161234567", "9161234567", None),
            ("9161234567", "9161234500", None),
            ("9161234567", "7161234569", None),
            ("916123456", "9161234567", None),
            ("9161234567", "916123456", None),
            ("", "", None),
            ("", "1", None),
            ("Ж12", "З12", one(0, 'Ж', 'З')),
            ("1Ж", "Ж1", Some(Difference::Swapped { position: 0 })),
        ] {
            assert_eq!(difference(typed, earlier), expected, "{typed} {earlier}");
        }
    }

    #[test]
    fn a_difference_shows_no_part_of_a_number() {
        let shown = format!("{:?}", difference("9161234567", "9161234568"));
        assert_eq!(shown, "Some(OneDigit at 9)");
    }

    proptest! {
        #[test]
        fn no_texts_break_it_and_both_ways_agree(a in ".{0,12}", b in ".{0,12}") {
            prop_assert_eq!(difference(&a, &b).is_some(), difference(&b, &a).is_some());
            prop_assert!(difference(&a, &a).is_none());
        }
    }
}
