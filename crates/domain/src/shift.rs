//! The shift: from opening to closing the drawer, by whom, and the cash that moved without a payment.
//!
//! Which payments belong to a shift is told by the journal: those tendered between the entries of its opening
//! and its closing. Names are personal data, so none of these types shows one in `Debug`.

mod tally;

use std::fmt::{self, Debug, Formatter};

use crate::money::Money;
use crate::time::Timestamp;

pub use tally::{CashTally, Left, ShiftEnd, ShiftTally};

/// An open shift.
#[derive(Clone, PartialEq, Eq)]
pub struct Shift {
    /// From 1, grows by one, never reused.
    pub number: u32,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Full name of whoever opened it.
    pub opened_by: String,
    /// Change in the drawer at opening; not negative.
    pub float: Money,
}

impl Debug for Shift {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shift")
            .field("number", &self.number)
            .field("opened_at", &self.opened_at)
            .field("float", &self.float)
            .finish_non_exhaustive()
    }
}

/// Which way cash moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashDirection {
    /// Into the drawer.
    In,
    /// Out of the drawer.
    Out,
}

impl CashDirection {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads [`CashDirection::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::In, Self::Out]
            .into_iter()
            .find(|direction| direction.as_key() == key)
    }
}

/// For what the drawer opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DrawerCause {
    /// The cash of a payment is put in, and its change taken out.
    Sale,
    /// Owed cash goes back to a customer.
    CashBack,
    /// Cash moves without a payment.
    CashMove,
    /// The float is put in.
    Float,
    /// Somebody wants it open and says why.
    Asked,
}

impl DrawerCause {
    /// The word in the journal.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::CashBack => "cash-back",
            Self::CashMove => "cash-move",
            Self::Float => "float",
            Self::Asked => "asked",
        }
    }
}

/// Cash put into or taken out of the drawer without a payment.
#[derive(Clone, PartialEq, Eq)]
pub struct CashMove {
    /// Number of the shift it happened in.
    pub shift: u32,
    /// When.
    pub at: Timestamp,
    /// Full name of whoever moved it.
    pub by: String,
    /// Which way.
    pub direction: CashDirection,
    /// How much; always more than nothing.
    pub sum: Money,
    /// Why, in the cashier's words.
    pub reason: String,
}

impl Debug for CashMove {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CashMove")
            .field("shift", &self.shift)
            .field("at", &self.at)
            .field("direction", &self.direction)
            .field("sum", &self.sum)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{CashDirection, CashMove, Shift};
    use crate::money::{Currency, Money};
    use crate::time::Timestamp;

    #[test]
    fn names_stay_out_of_debug_output() {
        let at = Timestamp::from_unix_ms(1);
        let float = Money::new(100_000, Currency::RUB);
        let shift = Shift {
            number: 3,
            opened_at: at,
            opened_by: "Иванова Анна".to_owned(),
            float,
        };
        let moved = CashMove {
            shift: 3,
            at,
            by: "Иванова Анна".to_owned(),
            direction: CashDirection::Out,
            sum: float,
            reason: "Петрову на почту".to_owned(),
        };
        for text in [format!("{shift:?}"), format!("{moved:?}")] {
            assert!(
                !text.contains("Иванова") && !text.contains("Петров"),
                "{text}"
            );
            assert!(text.contains("1000.00"), "{text}");
        }
    }

    #[test]
    fn stored_directions_are_read_back() {
        for direction in [CashDirection::In, CashDirection::Out] {
            let key = direction.as_key();
            assert_eq!(CashDirection::from_key(key), Some(direction));
        }
        assert_eq!(CashDirection::from_key("IN"), None);
    }
}
