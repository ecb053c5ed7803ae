//! The payer's fee: what is taken on top of what is credited, computed both ways from one table.
//!
//! Source of the rules: the fee tables of field tills (day lists before time lists before plain rules, the
//! narrowest band of sums wins, a band excludes its low end and includes its high end). All in whole minor
//! units; no float ever.

mod read;

use crate::commission::Ppm;
use crate::money::{Currency, Money};

pub(crate) use read::FeeRuleText;

/// Weekday and time of day at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalMoment {
    /// 1 = Monday to 7 = Sunday.
    pub weekday: u8,
    /// 0 to 1439.
    pub minute_of_day: u16,
}

/// Which sum a table's percentages and bands speak about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeeBase {
    /// What the provider receives.
    #[default]
    Credited,
    /// What the payer gives.
    Taken,
}

/// What a rule charges before floor and ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// A part of the base, rounded half up to a minor unit.
    Percent(Ppm),
    /// A fixed sum, in minor units.
    Fixed(i64),
}

/// One rule. Sums in minor units of the table's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRule {
    /// Weekdays on which it holds, 1 = Monday; empty is every day.
    pub days: Vec<u8>,
    /// Minutes of the day, the end excluded; a span over midnight has its end before its beginning.
    pub time: Option<(u16, u16)>,
    /// The base must be above this.
    pub above: i64,
    /// The base must not be above this.
    pub up_to: i64,
    /// What is charged.
    pub charge: Charge,
    /// Least fee.
    pub min: i64,
    /// Largest fee.
    pub max: i64,
}

/// The fee rules of one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeTable {
    currency: Currency,
    base: FeeBase,
    whole_credited: bool,
    rules: Vec<FeeRule>,
}

/// One sum in its three parts: `taken = credited + fee`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// What the provider receives.
    pub credited: Money,
    /// What the payer gives. May be less than what was handed over: the rest is change.
    pub taken: Money,
    /// The difference.
    pub fee: Money,
}

/// Why no fee can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    /// The sum is in another currency than the table.
    #[error("the provider is paid in {expected}")]
    Currency {
        /// The table's currency.
        expected: Currency,
    },
    /// Nothing is left to be credited after the fee.
    #[error("nothing is left of this sum after the fee")]
    TooLittle,
    /// The sum is nothing or below.
    #[error("the sum must be more than nothing")]
    NotPositive,
    /// The provider is credited whole units of the currency only.
    #[error("only whole {currency} are credited")]
    WholeOnly {
        /// The table's currency.
        currency: Currency,
    },
    /// The sum cannot be reached with this table, or is too large to be counted.
    #[error("this sum cannot be reached with the provider's fee table")]
    Unreachable,
}

/// Minor units in one unit, for all currencies we know.
const UNIT: i64 = 100;

impl FeeTable {
    /// A table without any fee.
    #[must_use]
    pub const fn free(currency: Currency) -> Self {
        Self {
            currency,
            base: FeeBase::Credited,
            whole_credited: false,
            rules: Vec::new(),
        }
    }

    /// A table of rules; with `whole_credited` only whole units are credited and the rest goes to the fee.
    #[must_use]
    pub const fn new(
        currency: Currency,
        base: FeeBase,
        whole_credited: bool,
        rules: Vec<FeeRule>,
    ) -> Self {
        Self {
            currency,
            base,
            whole_credited,
            rules,
        }
    }

    /// What the payer gives so that the provider receives `credited`.
    ///
    /// # Errors
    /// [`FeeError`].
    pub fn from_credited(&self, credited: Money, moment: LocalMoment) -> Result<Split, FeeError> {
        let sum = self.positive(credited)?;
        if self.whole_credited && sum % UNIT != 0 {
            return Err(FeeError::WholeOnly {
                currency: self.currency,
            });
        }
        let taken = match self.base {
            FeeBase::Credited => sum.checked_add(self.fee_at(sum, moment)),
            FeeBase::Taken => self.least_taken(sum, moment),
        };
        self.split(sum, taken.ok_or(FeeError::Unreachable)?)
    }

    /// How the cash that the payer gives is shared: as much as possible is credited.
    ///
    /// One minor unit that rounding leaves goes to the fee; more than that stays change, so that nobody pays
    /// more than the table says.
    ///
    /// # Errors
    /// [`FeeError`].
    pub fn from_taken(&self, taken: Money, moment: LocalMoment) -> Result<Split, FeeError> {
        let sum = self.positive(taken)?;
        let credited = match self.base {
            FeeBase::Taken => sum
                .checked_sub(self.fee_at(sum, moment))
                .ok_or(FeeError::Unreachable)?,
            FeeBase::Credited => self.most_credited(sum, moment).ok_or(FeeError::TooLittle)?,
        };
        if self.whole_credited {
            let whole = credited.saturating_sub(credited.rem_euclid(UNIT));
            return self.split(whole, sum);
        }
        if self.base == FeeBase::Credited {
            let needed = credited
                .checked_add(self.fee_at(credited, moment))
                .ok_or(FeeError::Unreachable)?;
            let left = sum.saturating_sub(needed);
            return self.split(credited, if left <= 1 { sum } else { needed });
        }
        self.split(credited, sum)
    }

    fn positive(&self, sum: Money) -> Result<i64, FeeError> {
        if sum.currency() != self.currency {
            return Err(FeeError::Currency {
                expected: self.currency,
            });
        }
        match sum.minor() {
            minor if minor > Money::CEILING_MINOR => Err(FeeError::Unreachable),
            minor if minor > 0 => Ok(minor),
            _ => Err(FeeError::NotPositive),
        }
    }

    fn split(&self, credited: i64, taken: i64) -> Result<Split, FeeError> {
        if credited <= 0 {
            return Err(FeeError::TooLittle);
        }
        let fee = taken.checked_sub(credited).ok_or(FeeError::Unreachable)?;
        let money = |minor| Money::new(minor, self.currency);
        Ok(Split {
            credited: money(credited),
            taken: money(taken),
            fee: money(fee),
        })
    }

    /// The fee on a base sum; nothing where no rule speaks about it.
    fn fee_at(&self, base: i64, moment: LocalMoment) -> i64 {
        self.rule_at(base, moment).map_or(0, |rule| rule.fee(base))
    }

    /// The rule that says the fee on a base sum, for showing it in words; none where no rule speaks about it.
    #[must_use]
    pub fn rule_for(&self, base: Money, moment: LocalMoment) -> Option<&FeeRule> {
        self.rule_at(base.minor(), moment)
    }

    fn rule_at(&self, base: i64, moment: LocalMoment) -> Option<&FeeRule> {
        self.rules
            .iter()
            .filter(|rule| rule.holds_at(moment) && rule.above < base && base <= rule.up_to)
            .min_by_key(|rule| (rule.rank(), rule.up_to.saturating_sub(rule.above)))
    }

    /// Spans of the base within which one rule holds and the fee never falls: low end excluded.
    fn spans(&self, moment: LocalMoment, most: i64) -> Vec<(i64, i64)> {
        let rules = self.rules.iter().filter(|rule| rule.holds_at(moment));
        let mut ends: Vec<i64> = rules
            .flat_map(|rule| [rule.above, rule.up_to])
            .filter(|end| (1..most).contains(end))
            .chain([0, most])
            .collect();
        ends.sort_unstable();
        ends.dedup();
        ends.windows(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
            .collect()
    }

    /// The largest credited sum whose price is not above `taken`.
    fn most_credited(&self, taken: i64, moment: LocalMoment) -> Option<i64> {
        let affordable = |credited: i64| {
            credited
                .checked_add(self.fee_at(credited, moment))
                .is_some_and(|price| price <= taken)
        };
        let spans = self.spans(moment, taken);
        spans.into_iter().rev().find_map(|(above, up_to)| {
            let first = above.saturating_add(1);
            if !affordable(first) {
                return None;
            }
            Some(
                first_where(first, up_to, |sum| !affordable(sum))
                    .map_or(up_to, |sum| sum.saturating_sub(1)),
            )
        })
    }

    /// The least taken sum of which exactly `credited` is left.
    fn least_taken(&self, credited: i64, moment: LocalMoment) -> Option<i64> {
        let left = |taken: i64| taken.saturating_sub(self.fee_at(taken, moment));
        let spans = self.spans(moment, Money::CEILING_MINOR);
        spans.into_iter().find_map(|(above, up_to)| {
            let found = first_where(above.saturating_add(1), up_to, |taken| {
                left(taken) >= credited
            })?;
            (left(found) == credited).then_some(found)
        })
    }
}

/// The first number of `from..=to` that satisfies a test which, once true, stays true.
fn first_where(from: i64, to: i64, test: impl Fn(i64) -> bool) -> Option<i64> {
    if !test(to) {
        return None;
    }
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low.midpoint(high);
        if test(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Some(low)
}

impl FeeRule {
    fn holds_at(&self, moment: LocalMoment) -> bool {
        let on_day = self.days.is_empty() || self.days.contains(&moment.weekday);
        let minute = moment.minute_of_day;
        let in_time = self.time.is_none_or(|(from, until)| {
            if from < until {
                (from..until).contains(&minute)
            } else {
                minute >= from || minute < until
            }
        });
        on_day && in_time
    }

    /// Day lists come before time lists, those before plain rules.
    fn rank(&self) -> u8 {
        match (self.days.is_empty(), self.time) {
            (false, _) => 0,
            (true, Some(_)) => 1,
            (true, None) => 2,
        }
    }

    fn fee(&self, base: i64) -> i64 {
        let raw = match self.charge {
            Charge::Fixed(sum) => sum,
            Charge::Percent(ppm) => percent(base, ppm),
        };
        raw.clamp(self.min, self.max.max(self.min))
    }
}

/// A part of a sum, rounded half up.
fn percent(base: i64, ppm: Ppm) -> i64 {
    let product = i128::from(base).saturating_mul(i128::from(ppm.get()));
    let rounded = product.saturating_add(500_000).div_euclid(1_000_000);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
