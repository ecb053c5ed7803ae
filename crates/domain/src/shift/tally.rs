//! What one shift took, gave back and left open, added up from the journal.

use std::fmt::{self, Debug, Formatter};

use super::Shift;
use crate::exchange::AuditHead;
use crate::ids::PaymentId;
use crate::money::{Money, MoneyError};
use crate::time::Timestamp;

/// A shift in figures: as it stands now, or as it stood when it was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftTally {
    /// How it began.
    pub shift: Shift,
    /// How it ended; none while it is open.
    pub end: Option<ShiftEnd>,
    /// Cash by currency, that of the float first.
    pub cash: Vec<CashTally>,
    /// Payments of any shift whose outcome was open: they pass on by name.
    pub still_open: Vec<Left>,
    /// Payments of any shift whose cash was still to be handed back.
    pub owed: Vec<Left>,
    /// Cheques that were asked for again.
    pub reprints: u32,
    /// How often the drawer was told to open, and how often of these without cash.
    pub openings: (u32, u32),
    /// The head of the journal behind the last entry that is counted.
    pub head: AuditHead,
}

/// How a shift ended.
#[derive(Clone, PartialEq, Eq)]
pub struct ShiftEnd {
    /// When.
    pub at: Timestamp,
    /// Full name of whoever closed it.
    pub by: String,
    /// What was counted in the drawer, in the currency of the float; none where nobody counted.
    pub counted: Option<Money>,
}

/// The name is personal data.
impl Debug for ShiftEnd {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShiftEnd")
            .field("at", &self.at)
            .field("counted", &self.counted)
            .finish_non_exhaustive()
    }
}

/// The cash of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashTally {
    /// Payments whose cash was taken.
    pub payments: u32,
    /// Their sum, as the customers paid it.
    pub taken: Money,
    /// What the providers are to get of it.
    pub credited: Money,
    /// Payments whose cash was handed back, and its sum.
    pub returned: (u32, Money),
    /// Change in the drawer at opening.
    pub float: Money,
    /// Put in without a payment.
    pub moved_in: Money,
    /// Taken out without a payment.
    pub moved_out: Money,
}

impl CashTally {
    /// A currency in which nothing has happened.
    #[must_use]
    pub const fn none(float: Money) -> Self {
        let zero = Money::zero(float.currency());
        Self {
            payments: 0,
            taken: zero,
            credited: zero,
            returned: (0, zero),
            float,
            moved_in: zero,
            moved_out: zero,
        }
    }

    /// What the customers paid for the service itself.
    ///
    /// # Errors
    /// [`MoneyError`] where the sums are beyond any that money can have.
    pub fn fee(&self) -> Result<Money, MoneyError> {
        self.taken.checked_sub(self.credited)
    }

    /// What must lie in the drawer.
    ///
    /// # Errors
    /// [`MoneyError`] where the sums are beyond any that money can have.
    pub fn expected(&self) -> Result<Money, MoneyError> {
        self.float
            .checked_add(self.taken)?
            .checked_add(self.moved_in)?
            .checked_sub(self.moved_out)?
            .checked_sub(self.returned.1)
    }
}

/// A payment that a shift leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Which.
    pub payment: PaymentId,
    /// Its cash.
    pub taken: Money,
}

impl ShiftTally {
    /// What was counted less what must have lain there; none where nobody counted.
    ///
    /// # Errors
    /// [`MoneyError`] where the sums are beyond any that money can have.
    pub fn difference(&self) -> Result<Option<Money>, MoneyError> {
        let counted = self.end.as_ref().and_then(|end| end.counted);
        let (Some(counted), Some(cash)) = (counted, self.cash.first()) else {
            return Ok(None);
        };
        counted.checked_sub(cash.expected()?).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    const fn rub(minor: i64) -> Money {
        Money::new(minor, Currency::RUB)
    }

    fn tally(counted: Option<Money>) -> ShiftTally {
        ShiftTally {
            shift: Shift {
                number: 4,
                opened_at: Timestamp::from_unix_ms(0),
                opened_by: "Ivanova Anna Petrovna".to_owned(),
                float: rub(1_000),
            },
            end: Some(ShiftEnd {
                at: Timestamp::from_unix_ms(1),
                by: "Ivanova Anna Petrovna".to_owned(),
                counted,
            }),
            cash: vec![CashTally {
                payments: 2,
                taken: rub(5_000),
                credited: rub(4_800),
                returned: (1, rub(700)),
                float: rub(1_000),
                moved_in: rub(50),
                moved_out: rub(2_000),
            }],
            still_open: Vec::new(),
            owed: Vec::new(),
            reprints: 0,
            openings: (0, 0),
            head: AuditHead {
                seq: 9,
                hash: [0; 32],
            },
        }
    }

    #[test]
    fn what_must_lie_in_the_drawer_is_the_float_and_all_cash_that_moved() {
        let tally = tally(None);
        assert_eq!(tally.cash[0].expected(), Ok(rub(3_350)));
        assert_eq!(tally.cash[0].fee(), Ok(rub(200)));
        assert_eq!(tally.difference(), Ok(None), "not counted is no zero");
    }

    #[test]
    fn a_difference_is_what_was_counted_less_what_must_lie_there() {
        assert_eq!(tally(Some(rub(3_300))).difference(), Ok(Some(rub(-50))));
        assert_eq!(tally(Some(rub(3_351))).difference(), Ok(Some(rub(1))));
    }
}
