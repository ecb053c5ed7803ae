//! Sums in the books: minor units, the currency being that of the account.

use std::fmt::{self, Display, Formatter};

/// A sum in minor units (kopecks, cents), positive or negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minor(i64);

/// A sum left the range of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum is too large for the books")]
pub struct SumTooLarge;

impl Minor {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many minor units.
    #[must_use]
    pub const fn new(units: i64) -> Self {
        Self(units)
    }

    /// The minor units.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum of both.
    ///
    /// # Errors
    /// [`SumTooLarge`] beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, SumTooLarge> {
        self.0.checked_add(other.0).map(Self).ok_or(SumTooLarge)
    }

    /// What is left after taking `other` away.
    ///
    /// # Errors
    /// [`SumTooLarge`] beyond 64 bits.
    pub fn minus(self, other: Self) -> Result<Self, SumTooLarge> {
        self.0.checked_sub(other.0).map(Self).ok_or(SumTooLarge)
    }
}

impl Display for Minor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
