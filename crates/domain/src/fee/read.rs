//! Fee rules as a catalogue file writes them.

use serde::Deserialize;

use super::{Charge, FeeRule};
use crate::commission::Ppm;
use crate::money::{Currency, Money};

/// One `[[provider.fee.rule]]` of a catalogue file. Sums and percentages are texts, so that no float is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeRuleText {
    /// Weekdays, 1 = Monday.
    #[serde(default)]
    days: Vec<u8>,
    /// `HH:MM`.
    from: Option<String>,
    /// `HH:MM`, excluded.
    until: Option<String>,
    /// Low end of the band, excluded.
    above: Option<String>,
    /// High end of the band, included.
    up_to: Option<String>,
    /// Percent of the base.
    percent: Option<Ppm>,
    /// A fixed sum.
    fixed: Option<String>,
    /// Floor.
    min: Option<String>,
    /// Ceiling.
    max: Option<String>,
}

impl FeeRuleText {
    /// The rule, or what is wrong with it.
    pub(crate) fn rule(&self, currency: Currency) -> Result<FeeRule, String> {
        let sum = |text: &Option<String>, otherwise: i64| match text {
            None => Ok(otherwise),
            Some(text) => Money::from_wire(text, currency)
                .map(Money::minor)
                .map_err(|error| format!("fee: {text:?}: {error}")),
        };
        if self.days.iter().any(|day| !(1..=7).contains(day)) {
            return Err("fee: days are 1 (Monday) to 7 (Sunday)".to_owned());
        }
        let charge = match (self.percent, &self.fixed) {
            (Some(ppm), None) => Charge::Percent(ppm),
            (None, Some(_)) => Charge::Fixed(sum(&self.fixed, 0)?),
            (Some(_), Some(_)) | (None, None) => {
                return Err("fee: a rule has either percent or fixed".to_owned());
            }
        };
        let rule = FeeRule {
            days: self.days.clone(),
            time: self.time()?,
            above: sum(&self.above, 0)?,
            up_to: sum(&self.up_to, i64::MAX)?,
            charge,
            min: sum(&self.min, 0)?,
            max: sum(&self.max, i64::MAX)?,
        };
        if rule.above >= rule.up_to {
            return Err("fee: above must be less than up_to".to_owned());
        }
        if rule.min > rule.max {
            return Err("fee: min must not be more than max".to_owned());
        }
        Ok(rule)
    }

    fn time(&self) -> Result<Option<(u16, u16)>, String> {
        match (&self.from, &self.until) {
            (None, None) => Ok(None),
            (Some(from), Some(until)) => {
                let span = (minute_of_day(from)?, minute_of_day(until)?);
                if span.0 == span.1 {
                    return Err("fee: from and until are the same time".to_owned());
                }
                Ok(Some(span))
            }
            (Some(_), None) | (None, Some(_)) => {
                Err("fee: from needs until, until needs from".to_owned())
            }
        }
    }
}

fn minute_of_day(text: &str) -> Result<u16, String> {
    let wrong = || format!("fee: {text:?} is not a time HH:MM");
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return Err(wrong());
    }
    let hour: u16 = hour.parse().map_err(|_| wrong())?;
    let minute: u16 = minute.parse().map_err(|_| wrong())?;
    if minute > 59 || hour > 24 || (hour == 24 && minute > 0) {
        return Err(wrong());
    }
    Ok(hour.saturating_mul(60).saturating_add(minute))
}
