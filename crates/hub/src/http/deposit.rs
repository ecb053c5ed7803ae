//! What is left of the dealer's deposit, and which refills came in on a day.

use paydesk_cyberplat::messages::account::{Day, Refill};
use paydesk_cyberplat::messages::codes;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::asked::Asked;
use super::desk::Desk;
use super::intake::Turned;
use super::reply::{Answer, Told, refuse, replayed, unavailable};
use crate::core::minor::Minor;
use crate::core::outcome::Outcome;
use crate::store::evidence::Step;
use crate::store::point_limits;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn currency(asked: &Asked<'_>) -> Currency {
    Currency::from_code(&asked.envelope.letter.key.currency).unwrap_or(Currency::RUB)
}

/// REST of a check's answer: what may still be spent, in the provider's currency. Left out when the books do
/// not answer, because nothing is decided by it.
pub(super) async fn available(desk: &Desk, asked: &Asked<'_>) -> Option<Money> {
    let currency = asked.provider?.currency;
    let key = &asked.envelope.letter.key;
    let account = desk.deposit_of(key, currency.code()).await.ok()??;
    let sums = desk.store.deposit(account).await.ok()?;
    Some(Money::new(sums.available().ok()?.get(), currency))
}

/// Answers a request for the balance.
pub(super) async fn rest(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let taken = desk
        .store
        .note(asked.envelope.received())
        .await
        .map_err(unavailable)?;
    if taken.step == Step::Replayed {
        return Ok(replayed(&asked.envelope, taken.message));
    }
    let key = &asked.envelope.letter.key;
    let account = key.deposit;
    let sums = desk.store.deposit(account).await.map_err(unavailable)?;
    let limits = desk
        .store
        .look(|books| point_limits::of_point(books, key.point, &key.currency))
        .map_err(unavailable)?;
    let money = |minor: Minor| Money::new(minor.get(), currency(asked));
    let mut answer = Answer::about(taken.message, Outcome::not_looked(0, Some(0)), None);
    answer.facts.rest = Some(money(
        sums.available()
            .map_err(|error| unavailable(error.into()))?,
    ));
    answer.facts.rest_without_limit = Some(money(
        sums.balance().map_err(|error| unavailable(error.into()))?,
    ));
    answer.facts.point_daily_limit = limits.per_day.map(money);
    answer.facts.point_payment_limit = limits.per_payment.map(money);
    Ok(answer.told())
}

/// Answers a request for the refills of a day of the dealer's calendar.
pub(super) async fn refill(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let key = &asked.envelope.letter.key;
    let Some(from) = asked
        .incoming
        .on_date
        .and_then(|day| start_of(day, key.utc_offset_min))
    else {
        return refuse(desk, &asked.envelope, codes::WRONG_DATE).await;
    };
    let taken = desk
        .store
        .note(asked.envelope.received())
        .await
        .map_err(unavailable)?;
    if taken.step == Step::Replayed {
        return Ok(replayed(&asked.envelope, taken.message));
    }
    let account = key.deposit;
    let span = (from, from.plus_ms(DAY_MS));
    let rows = desk
        .store
        .read(move |books| crate::store::ledger::refills(books, account, span))
        .await
        .map_err(unavailable)?;
    let currency = currency(asked);
    let total = rows
        .iter()
        .try_fold(Minor::ZERO, |sum, row| sum.plus(row.amount));
    let total = total.map_err(|error| unavailable(error.into()))?;
    let mut answer = Answer::about(taken.message, Outcome::not_looked(0, Some(0)), None);
    answer.facts.refill_total = Some(Money::new(total.get(), currency));
    answer.facts.refills = rows
        .into_iter()
        .map(|row| Refill {
            id: row.id.to_string(),
            sum: Money::new(row.amount.get(), currency),
            description: row.note,
        })
        .collect();
    Ok(answer.told())
}

fn start_of(day: Day, utc_offset_min: i16) -> Option<Timestamp> {
    let text = format!(
        "{:04}-{:02}-{:02}T00:00:00.000Z",
        day.year, day.month, day.day
    );
    let midnight = Timestamp::parse_iso(&text).ok()?;
    Some(midnight.plus_ms(i64::from(utc_offset_min).saturating_mul(-60_000)))
}
