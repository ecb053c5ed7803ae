//! Sums of money: whole minor units and a currency, read from people and from the wire.
//!
//! Nothing here rounds and nothing here is a float. What a sum is for (credited, taken, fee) is not known here.

mod read;
mod write;

use std::cmp::Ordering;
use std::fmt::{self, Debug, Display, Formatter};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use read::BadSum;
pub(crate) use read::is_blank;
pub(crate) use write::{grouped, point};

/// A currency: a row of one table. All of them have two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(usize);

struct CurrencyRow {
    code: &'static str,
    symbol: &'static str,
    is_history: bool,
}

const CURRENCIES: [CurrencyRow; 6] = [
    CurrencyRow {
        code: "RUB",
        symbol: "₽",
        is_history: false,
    },
    CurrencyRow {
        code: "EUR",
        symbol: "€",
        is_history: false,
    },
    // Bulgaria counts in euro since 2026-01-01; the lev stands in records up to 2025-12-31.
    CurrencyRow {
        code: "BGN",
        symbol: "лв.",
        is_history: true,
    },
    CurrencyRow {
        code: "USD",
        symbol: "$",
        is_history: false,
    },
    CurrencyRow {
        code: "KZT",
        symbol: "₸",
        is_history: false,
    },
    CurrencyRow {
        code: "INR",
        symbol: "₹",
        is_history: false,
    },
];

impl Currency {
    /// Russian rouble.
    pub const RUB: Self = Self(0);
    /// Euro.
    pub const EUR: Self = Self(1);
    /// Bulgarian lev, in old records only.
    pub const BGN: Self = Self(2);
    /// US dollar.
    pub const USD: Self = Self(3);
    /// Kazakh tenge.
    pub const KZT: Self = Self(4);
    /// Indian rupee.
    pub const INR: Self = Self(5);

    /// The currency of an ISO 4217 code in capitals.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        CURRENCIES.iter().position(|row| row.code == code).map(Self)
    }

    const fn row(self) -> &'static CurrencyRow {
        &CURRENCIES[self.0]
    }

    /// The ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The sign on the screen. Few printers have it; paper is the business of the cheque.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        self.row().symbol
    }

    /// Whether no new payment may be made in it.
    #[must_use]
    pub const fn is_history(self) -> bool {
        self.row().is_history
    }
}

impl Debug for Currency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Display for Currency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format_args!("unknown currency {code:?}")))
    }
}

/// A sum in minor units (kopecks, cents). May be negative: a balance can be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Two sums cannot be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// They are of different currencies.
    #[error("{left} and {right} do not add up")]
    OtherCurrency {
        /// Currency of the first sum.
        left: Currency,
        /// Currency of the second sum.
        right: Currency,
    },
    /// The result is too large to be counted.
    #[error("the sum is too large to be counted")]
    Overflow,
}

impl Money {
    /// A sum of so many minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Both together.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// What is left of this after the other; may be negative.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Which of the two is larger.
    ///
    /// # Errors
    /// [`MoneyError::OtherCurrency`]: sums of two currencies have no order.
    pub fn checked_cmp(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::OtherCurrency {
            left: self.currency,
            right: other.currency,
        })
    }
}

/// `500.00 RUB`, for messages to engineers; people read [`Money::to_text`].
impl Display for Money {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.as_wire(), self.currency)
    }
}

impl Debug for Money {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;
