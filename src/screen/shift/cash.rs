//! The form of cash that moves without a payment, and of a drawer that opens without any.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::money::{Currency, Money};
use paydesk_domain::people::Right;
use paydesk_domain::shift::CashDirection;
use paydesk_domain::typing::SumTyping;

/// Longest reason, in characters.
const MOST_REASON: usize = 100;

/// What is to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Cash goes in or out.
    Cash(CashDirection),
    /// The drawer opens, and nothing goes in or out.
    Open,
}

/// Where the form begins once it is known what is to be recorded.
const fn entry_after(way: Option<Way>) -> Entry {
    match way {
        None => Entry::Direction,
        Some(Way::Cash(_)) => Entry::Sum,
        Some(Way::Open) => Entry::Reason,
    }
}

/// What is typed in the form of cash that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Direction,
    Sum,
    Reason,
}

impl Entry {
    const ALL: [Self; 3] = [Self::Direction, Self::Sum, Self::Reason];
}

/// Cash that moves without a payment, while it is typed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Cash {
    pub(super) way: Option<Way>,
    pub(super) sum: SumTyping,
    pub(super) reason: String,
    pub(super) entry: Entry,
}

/// A reason may hold names: it stays out of logs.
impl Debug for Cash {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cash")
            .field("way", &self.way)
            .field("sum", &self.sum)
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

impl Cash {
    pub(super) fn new(way: Option<Way>) -> Self {
        Self {
            way,
            sum: SumTyping::new(),
            reason: String::new(),
            entry: entry_after(way),
        }
    }

    pub(super) fn choose(&mut self, way: Way) {
        self.way = Some(way);
        if self.entry == Entry::Direction || way == Way::Open {
            self.entry = entry_after(self.way);
        }
    }

    /// Whether another character of the reason fits.
    pub(super) fn has_room(&self) -> bool {
        self.reason.chars().count() < MOST_REASON
    }

    /// Who may record it.
    pub(super) const fn right(&self) -> Right {
        match self.way {
            Some(Way::Open) => Right::OpenDrawer,
            Some(Way::Cash(_)) | None => Right::MoveCash,
        }
    }

    /// What the form wants done; else the entry in which something is missing, and the text that says what.
    pub(super) fn wish(&self, currency: Currency) -> Result<(Way, Money), (Entry, &'static str)> {
        let way = self.way.ok_or((Entry::Direction, "shift-no-direction"))?;
        let sum = match way {
            Way::Open => Money::zero(currency),
            Way::Cash(_) => {
                let sum = self.sum.money(currency).ok();
                sum.filter(|sum| sum.is_positive())
                    .ok_or((Entry::Sum, "shift-no-sum"))?
            }
        };
        if self.reason.trim().is_empty() {
            return Err((Entry::Reason, "shift-no-reason"));
        }
        Ok((way, sum))
    }

    /// The entry before or behind this one; a drawer that just opens has no sum.
    pub(super) fn step(&mut self, by: isize) {
        let at = Entry::ALL.iter().position(|one| *one == self.entry);
        let by = match (self.way, self.entry) {
            (Some(Way::Open), Entry::Direction | Entry::Reason) => by.saturating_mul(2),
            (Some(Way::Open | Way::Cash(_)) | None, _) => by,
        };
        let next = at.and_then(|at| at.checked_add_signed(by));
        if let Some(entry) = next.and_then(|next| Entry::ALL.get(next)) {
            self.entry = *entry;
        }
    }
}
