//! The dealer's commission: a part of the credited sum, given by the hub. Never mixed with the payer's fee.

use serde::{Deserialize, Deserializer};

use crate::money::{Money, MoneyError};

const MILLION: u32 = 1_000_000;

/// A share in parts per million, from nothing to the whole: 3 % is 30 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ppm(u32);

impl Ppm {
    /// 3 %, the dealer's commission where no catalogue says otherwise.
    pub const THREE_PERCENT: Self = Self(30_000);

    /// So many parts per million, if that is not more than the whole.
    #[must_use]
    pub const fn new(parts: u32) -> Option<Self> {
        if parts <= MILLION {
            Some(Self(parts))
        } else {
            None
        }
    }

    /// Parts per million.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Reads percent as catalogues write it: `3`, `2.5`, `0.0125`; four decimals at most, no sign.
    #[must_use]
    pub fn from_percent(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > 4 || whole.len() > 3 {
            return None;
        }
        let whole: u32 = whole.parse().ok()?;
        let decimals: u32 = format!("{decimals:0<4}").parse().ok()?;
        Self::new(whole.checked_mul(10_000)?.checked_add(decimals)?)
    }

    /// The share of a sum, rounded down to whole minor units: what is left over belongs to nobody's share and
    /// is posted by the hub as rounding.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] when the sum is out of range.
    pub fn of(self, sum: Money) -> Result<Money, MoneyError> {
        let part = i128::from(sum.minor())
            .checked_mul(i128::from(self.0))
            .and_then(|product| product.checked_div_euclid(i128::from(MILLION)))
            .and_then(|part| i64::try_from(part).ok())
            .ok_or(MoneyError::Overflow)?;
        Ok(Money::new(part, sum.currency()))
    }
}

impl<'de> Deserialize<'de> for Ppm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_percent(&text).ok_or_else(|| {
            serde::de::Error::custom(format_args!(
                "{text:?} is not a percentage from \"0\" to \"100\" with four decimals at most"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Ppm;
    use crate::money::{Currency, Money};

    #[test]
    fn three_percent_of_a_payment_is_rounded_down_to_the_kopeck() {
        for (credited, commission) in [(50_000, 1_500), (3_333, 99), (33, 0), (34, 1), (0, 0)] {
            let sum = Money::new(credited, Currency::RUB);
            let expected = Money::new(commission, Currency::RUB);
            assert_eq!(Ppm::THREE_PERCENT.of(sum), Ok(expected), "{credited}");
        }
    }

    #[test]
    fn percentages_are_read_exactly_or_not_at_all() {
        for (text, parts) in [
            ("3", 30_000),
            ("2.5", 25_000),
            ("0.0125", 125),
            ("100", 1_000_000),
        ] {
            assert_eq!(Ppm::from_percent(text).map(Ppm::get), Some(parts), "{text}");
        }
        for text in ["", "-1", "3,5", "101", "1.00001", "3 %", ".5", "1."] {
            assert_eq!(Ppm::from_percent(text), None, "{text}");
        }
    }
}
