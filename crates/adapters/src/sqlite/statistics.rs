//! What the sale screen knows from earlier payments: last numbers, usual sums, slips of the finger, sums of days.
//!
//! Every answer is found in an index within a fixed number of rows, however long the history is.

use paydesk_domain::details::{Details, MAX_NUMBER};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::neighbour::{Difference, difference};
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Row, params};

use super::codec;
use super::read::{BadRow, Books};

/// Rows that are looked at in the table for one answer.
const ROWS: u32 = 2_000;
/// Entries of the index that are looked at for one answer.
const ENTRIES: u32 = 20_000;
/// Payments that usual sums are taken from.
const USUAL: u32 = 1_000;
/// Fewer payments than these make no habit.
const FEWEST: usize = 20;
/// Payments of one number that are counted for a slip of the finger.
const HABIT: u32 = 500;
const DAY_MS: i64 = 86_400_000;
/// Days with payments that make an average, and days that are searched for them.
const DAYS: i64 = 7;
const DAYS_BACK: i64 = 60;

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

/// What was neither failed nor withdrawn.
const COUNTS: &str = "stage NOT IN ('failed','cancelled')";

impl Books {
    /// The numbers paid last, each with its provider once, the newest first, among the newest 2,000 payments for
    /// which cash was taken and not owed back.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn last_numbers(&self, limit: u32) -> Result<Vec<LastNumber>, BadRow> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut statement = self.connection.prepare_cached(
            "SELECT id, provider, provider_number, number, account, extra, credited, taken, currency, tender_at \
             FROM payment WHERE tender_at IS NOT NULL AND stage NOT IN ('failed', 'cancelled') \
             ORDER BY tender_at DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([ROWS])?;
        let mut found: Vec<LastNumber> = Vec::new();
        while found.len() < wanted
            && let Some(row) = rows.next()?
        {
            let order = codec::order(row, row.get("id")?)?;
            let is_known = found
                .iter()
                .any(|one| one.provider == order.provider && one.details == order.details);
            if !is_known {
                found.push(LastNumber {
                    provider: order.provider,
                    details: order.details,
                    credited: order.credited,
                    taken: order.taken,
                    at: Timestamp::from_unix_ms(row.get("tender_at")?),
                });
            }
        }
        Ok(found)
    }

    /// How often these details were paid to this provider.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn times_paid(&self, provider: &ProviderId, details: &Details) -> Result<Paid, BadRow> {
        let (number, account) = (details.number.expose(), details.account.expose());
        let (column, key) = match (number.is_empty(), account.is_empty()) {
            (false, _) => ("number", number),
            (true, false) => ("account", account),
            // Nothing of it stands in an index.
            (true, true) => ("", number),
        };
        let by_key = if column.is_empty() {
            "?1 = ''".to_owned()
        } else {
            format!("{column} = ?1 AND {column} <> ''")
        };
        let sql = format!(
            "SELECT tender_at, credited, currency, provider = ?3 AND number = ?4 AND account = ?5 AND extra IS ?6 \
             AND {COUNTS} FROM payment WHERE {by_key} AND tender_at IS NOT NULL ORDER BY tender_at DESC LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let extra = codec::extra(details);
        let mut rows = statement.query(params![
            key,
            ROWS,
            provider.as_str(),
            number,
            account,
            extra
        ])?;
        let mut paid = Paid::default();
        while let Some(row) = rows.next()? {
            if row.get(3)? {
                paid.times = paid.times.saturating_add(1);
                if paid.last.is_none() {
                    let at = Timestamp::from_unix_ms(row.get(0)?);
                    paid.last = Some((at, money(row, (1, 2))?));
                }
            }
        }
        Ok(paid)
    }

    /// The number or account, paid since then, that a typed one is most likely a slip of: it differs in one digit
    /// or by two adjacent digits swapped; the most often paid of them. None where the typed one was paid here
    /// before.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn neighbour(&self, number: &str, since: Timestamp) -> Result<Option<Neighbour>, BadRow> {
        if number.is_empty() || number.chars().nth(MAX_NUMBER).is_some() {
            return Ok(None);
        }
        if self.habit(number, None)?.is_some() {
            return Ok(None);
        }
        let mut best: Option<Neighbour> = None;
        // A number has about a hundred such neighbours: each is looked up, whatever the length of the history.
        for (earlier, difference) in slips(number) {
            let Some(habit) = self.habit(&earlier, Some(since))? else {
                continue;
            };
            let is_better = best
                .as_ref()
                .is_none_or(|best| (habit.times, habit.last_at) > (best.times, best.last_at));
            if is_better {
                best = Some(Neighbour {
                    number: earlier,
                    difference,
                    times: habit.times,
                    last_at: habit.last_at,
                    last_taken: habit.last_taken,
                });
            }
        }
        Ok(best)
    }

    /// How often a number or account was paid, at most 500 times each; none where it never was.
    fn habit(&self, number: &str, since: Option<Timestamp>) -> Result<Option<Habit>, BadRow> {
        let since = since.map_or(i64::MIN, Timestamp::unix_ms);
        let mut found: Option<Habit> = None;
        for column in ["number", "account"] {
            let sql = format!(
                "SELECT tender_at, taken, currency, {COUNTS} FROM payment WHERE {column} = ?1 AND {column} <> '' \
                 AND tender_at >= ?2 ORDER BY tender_at DESC LIMIT ?3"
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params![number, since, HABIT])?;
            while let Some(row) = rows.next()? {
                if !row.get::<_, bool>(3)? {
                    continue;
                }
                let last_at = Timestamp::from_unix_ms(row.get(0)?);
                match &mut found {
                    Some(habit) if habit.last_at >= last_at => {
                        habit.times = habit.times.saturating_add(1);
                    }
                    Some(_) | None => {
                        let before = found.map_or(0, |habit| habit.times);
                        found = Some(Habit {
                            times: before.saturating_add(1),
                            last_at,
                            last_taken: money(row, (1, 2))?,
                        });
                    }
                }
            }
        }
        Ok(found)
    }

    /// The range in which nine of ten credited sums of a provider lie, over its newest 1,000 paid payments among
    /// the till's newest 20,000, in the currency of the newest. None where there are fewer than 20.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn usual_range(&self, provider: &ProviderId) -> Result<Option<(Money, Money)>, BadRow> {
        let mut statement = self.connection.prepare_cached(
            "SELECT credited, currency FROM (SELECT credited, currency, provider, stage FROM payment \
             WHERE tender_at IS NOT NULL ORDER BY tender_at DESC LIMIT ?1) \
             WHERE provider = ?2 AND stage = 'paid' LIMIT ?3",
        )?;
        let mut rows = statement.query(params![ENTRIES, provider.as_str(), USUAL])?;
        let mut sums: Vec<i64> = Vec::new();
        let mut newest: Option<Currency> = None;
        while let Some(row) = rows.next()? {
            let sum = money(row, (0, 1))?;
            if *newest.get_or_insert(sum.currency()) == sum.currency() {
                sums.push(sum.minor());
            }
        }
        sums.sort_unstable();
        let (Some(currency), true) = (newest, sums.len() >= FEWEST) else {
            return Ok(None);
        };
        let last = sums.len().saturating_sub(1);
        let low = sums.get(last.saturating_mul(5).div_euclid(100));
        let high = sums.get(last.saturating_mul(95).div_ceil(100));
        Ok(low
            .zip(high)
            .map(|(low, high)| (Money::new(*low, currency), Money::new(*high, currency))))
    }

    /// Providers with the number of their payments since then, at most the newest 20,000 in all and neither failed
    /// nor withdrawn, the most used first.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn providers_by_use(&self, since: Timestamp) -> Result<Vec<(ProviderId, u32)>, BadRow> {
        let sql = format!(
            "SELECT provider, count(*) FROM (SELECT provider, stage FROM payment WHERE tender_at >= ?1 \
             ORDER BY tender_at DESC LIMIT ?2) WHERE {COUNTS} GROUP BY provider ORDER BY 2 DESC, 1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![since.unix_ms(), ENTRIES])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((provider(row, 0)?, row.get(1)?));
        }
        Ok(found)
    }

    /// Sums by provider and currency of what was taken from `from` to before `until`, paid or open, neither failed
    /// nor withdrawn; in the order of the providers' ids.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn day(&self, from: Timestamp, until: Timestamp) -> Result<Vec<DayLine>, BadRow> {
        let sql = format!(
            "SELECT provider, count(*), sum(credited), sum(taken), currency FROM payment \
             WHERE tender_at >= ?1 AND tender_at < ?2 AND {COUNTS} GROUP BY provider, currency ORDER BY 1, 5"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([from.unix_ms(), until.unix_ms()])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(DayLine {
                provider: provider(row, 0)?,
                payments: row.get(1)?,
                credited: money(row, (2, 4))?,
                taken: money(row, (3, 4))?,
            });
        }
        Ok(lines)
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
        let sql = format!(
            "SELECT sum(credited) FROM payment WHERE tender_at > ?1 AND tender_at <= ?2 AND currency = ?3 AND {COUNTS}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut days = 0_i64;
        let mut total = 0_i64;
        for back in 0..DAYS_BACK {
            let until = now.plus_ms(back.saturating_mul(DAY_MS).saturating_neg());
            let from = until.plus_ms(DAY_MS.saturating_neg());
            let (from, until) = (from.unix_ms(), until.unix_ms());
            let spent: Option<i64> =
                statement.query_row(params![from, until, currency.code()], |row| row.get(0))?;
            if let Some(spent) = spent {
                days = days.saturating_add(1);
                total = total.saturating_add(spent);
            }
            if days == DAYS {
                break;
            }
        }
        Ok((days > 0).then(|| Money::new(total.div_euclid(days), currency)))
    }
}

/// How often something was paid, and when last.
#[derive(Clone, Copy)]
struct Habit {
    times: u32,
    last_at: Timestamp,
    last_taken: Money,
}

/// Every number from which the typed one is one slip of the finger away.
fn slips(typed: &str) -> Vec<(String, Difference)> {
    let typed_chars: Vec<char> = typed.chars().collect();
    let mut found = Vec::new();
    let mut add = |changed: &[char]| {
        let earlier: String = changed.iter().collect();
        if let Some(difference) = difference(typed, &earlier) {
            found.push((earlier, difference));
        }
    };
    for position in 0..typed_chars.len() {
        let mut changed = typed_chars.clone();
        for digit in '0'..='9' {
            if let Some(place) = changed
                .get_mut(position)
                .filter(|place| place.is_ascii_digit())
            {
                *place = digit;
                add(&changed);
            }
        }
        let mut swapped = typed_chars.clone();
        let next = position.saturating_add(1);
        if next < swapped.len() {
            swapped.swap(position, next);
            add(&swapped);
        }
    }
    found
}

/// A stored word that this program does not know.
fn strange(column: usize, word: &str) -> BadRow {
    let text = format!("{word:?} is not known");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, text.into()).into()
}

fn money(row: &Row<'_>, (sum, code): (usize, usize)) -> Result<Money, BadRow> {
    let text: String = row.get(code)?;
    let currency = Currency::from_code(&text).ok_or_else(|| strange(code, &text))?;
    Ok(Money::new(row.get(sum)?, currency))
}

fn provider(row: &Row<'_>, column: usize) -> Result<ProviderId, BadRow> {
    let text: String = row.get(column)?;
    ProviderId::parse(&text).map_err(|_| strange(column, &text))
}
