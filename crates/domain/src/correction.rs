//! What a customer wants put right about a paid payment.
//!
//! A correction is a written request to the dealer's office. It moves no money and changes no payment; whether the
//! provider agrees is decided elsewhere.

use std::fmt::{self, Debug, Formatter};

use crate::ids::PaymentId;
use crate::money::Money;
use crate::pii::Pii;
use crate::time::Timestamp;

/// What is wrong, and what would be right.
#[derive(Clone, PartialEq, Eq)]
pub enum CorrectionWish {
    /// Paid to a wrong number or account.
    Number {
        /// The number or account meant.
        right: Pii<String>,
        /// How it came about.
        reason: String,
    },
    /// Paid a wrong sum.
    Sum {
        /// What should have been credited.
        right: Money,
        /// How it came about.
        reason: String,
    },
    /// The payment should not have been made at all.
    Return {
        /// How it came about.
        reason: String,
    },
}

impl CorrectionWish {
    /// How it came about, in the words of whoever opened the correction.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Number { reason, .. } | Self::Sum { reason, .. } | Self::Return { reason } => {
                reason
            }
        }
    }

    /// The name in stored rows and in the journal.
    #[must_use]
    pub const fn as_key(&self) -> &'static str {
        match self {
            Self::Number { .. } => "number",
            Self::Sum { .. } => "sum",
            Self::Return { .. } => "return",
        }
    }
}

/// The kind alone: numbers and what people write about people stay out of logs.
impl Debug for CorrectionWish {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_key())
    }
}

/// A correction as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct CorrectionRecord {
    /// From 1, grows by one.
    pub number: u32,
    /// The payment it is about.
    pub payment: PaymentId,
    /// When it was opened.
    pub at: Timestamp,
    /// Full name of whoever opened it.
    pub by: String,
    /// What is wanted.
    pub wish: CorrectionWish,
}

impl Debug for CorrectionRecord {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorrectionRecord")
            .field("number", &self.number)
            .field("payment", &self.payment)
            .field("at", &self.at)
            .field("wish", &self.wish)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{CorrectionRecord, CorrectionWish};
    use crate::ids::PaymentId;
    use crate::pii::Pii;
    use crate::time::Timestamp;

    #[test]
    fn neither_names_nor_numbers_nor_reasons_stand_in_debug_output() {
        let record = CorrectionRecord {
            number: 1,
            payment: PaymentId::new(7),
            at: Timestamp::from_unix_ms(1),
            by: "Иванова Анна".to_owned(),
            wish: CorrectionWish::Number {
                right: Pii::new("9161234567".to_owned()),
                reason: "клиент Петров ошибся".to_owned(),
            },
        };
        let text = format!("{record:?}");
        for hidden in ["Иванова", "Петров", "4567"] {
            assert!(!text.contains(hidden), "{text}");
        }
        assert!(text.contains("number") && text.contains('7'), "{text}");
    }
}
