//! Orders to bank and provider, and what their answers do to a payment.
//!
//! The answering of a dealer's request and the workers behind it both come here, so that an order is the same
//! whoever gives it. Silence never decides anything: it puts the order off.

use std::time::Duration;

use paydesk_cyberplat::messages::codes;

use crate::connectors::bank::{BankOrder, BankRefusal, ReserveAnswer, SettleAnswer};
use crate::connectors::providers::places::Place;
use crate::connectors::providers::{CheckOutcome, PayOutcome, ProviderCall};
use crate::core::minor::Minor;
use crate::core::payment::{Payment, State, TransId};
use crate::http::check::Facts;
use crate::http::desk::Desk;
use crate::store::StoreError;
use crate::store::checks::RefusedBy;
use crate::store::outbox::review::Why;
use crate::store::outbox::{Leave, Task, Work};
use crate::store::pays::ProviderEnd;

/// How long work belongs to whoever leased it: the wait for a place, the bank's time, the provider's minute and a
/// margin.
pub(crate) const LEASE_MS: i64 = 95_000;
/// How long an order waits while its provider has as many as it may get at a time.
const PLACE_WITHIN: Duration = Duration::from_secs(10);
/// A check must be answered within a client's minute, bank and provider together.
const CHECK_WITHIN: Duration = Duration::from_secs(25);
const BANK_WITHIN: Duration = Duration::from_secs(20);
const LONGEST_PAUSE_MS: i64 = 60_000;
const FIRST_PAUSE_MS: i64 = 1_000;
const HOUR_MS: i64 = 60 * 60_000;
/// Between repeats of a pay from the second hour on.
const AFTER_AN_HOUR_MS: i64 = 5 * 60_000;
/// A pay without a certain word for so long waits for a person.
const DAY_MS: i64 = 24 * HOUR_MS;

/// What the provider knows the subscriber by.
pub(crate) fn account_of(number: &str, account: &str) -> String {
    if number.is_empty() {
        account.to_owned()
    } else {
        number.to_owned()
    }
}

fn call_of(payment: &Payment, repeat: bool) -> Option<(u32, ProviderCall)> {
    let terms = payment.terms.as_ref()?;
    let call = ProviderCall {
        txn_id: payment.id,
        accounting: payment.created_at,
        account: account_of(&terms.number, &terms.account),
        amount: terms.amount,
        repeat,
    };
    Some((terms.provider, call))
}

fn reference(id: TransId) -> String {
    id.get().to_string()
}

/// What the bank is told of a payment, the same in every order about it.
async fn order_of(desk: &Desk, payment: &Payment) -> Result<BankOrder, StoreError> {
    let (dealer, currency) = desk.store.payer_of(payment.id).await?;
    Ok(BankOrder {
        reference: reference(payment.id),
        dealer,
        currency,
        amount: payment
            .terms
            .as_ref()
            .map_or(Minor::ZERO, |terms| terms.amount),
    })
}

async fn reserve(desk: &Desk, payment: &Payment) -> Result<ReserveAnswer, StoreError> {
    let order = order_of(desk, payment).await?;
    let answer = tokio::time::timeout(BANK_WITHIN, desk.bank.reserve(&order)).await;
    Ok(answer.unwrap_or(ReserveAnswer::Silent))
}

const fn refusal_of(why: BankRefusal) -> u16 {
    match why {
        BankRefusal::NotEnoughMoney => codes::DEPOSIT_SHORT,
        BankRefusal::ReferenceTaken | BankRefusal::NoAccount => codes::FUNDS_NOT_MOVED,
    }
}

/// Takes a check to its end: bank, then provider. Begins where an earlier, broken one stopped.
pub(crate) async fn ask(desk: &Desk, payment: Payment) -> Result<Payment, StoreError> {
    let id = payment.id;
    let payment = if payment.state == State::Checked {
        let refuse = |code| {
            desk.store
                .check_refused(id, (RefusedBy::Bank, code), desk.now())
        };
        match reserve(desk, &payment).await? {
            ReserveAnswer::Reserved => {
                desk.store
                    .reserved(id, Some(reference(id)), desk.now())
                    .await?
            }
            ReserveAnswer::Refused(why) => return refuse(refusal_of(why)).await,
            ReserveAnswer::Silent => return refuse(codes::FUNDS_NOT_MOVED).await,
        }
    } else {
        payment
    };
    let State::Reserved = payment.state else {
        return Ok(payment);
    };
    let refuse = |code| {
        desk.store
            .check_refused(id, (RefusedBy::Provider, code), desk.now())
    };
    let Some((provider, call)) = call_of(&payment, false) else {
        return refuse(codes::GENERAL_ERROR).await;
    };
    match ask_provider(desk, provider, &call).await {
        CheckOutcome::Accepted { info } => {
            let facts = serde_json::to_string(&Facts { info }).ok();
            desk.store.consented(id, facts, desk.now()).await
        }
        CheckOutcome::Refused(why) => refuse(why.dealer_code()).await,
        CheckOutcome::Temporary | CheckOutcome::Unknown => refuse(codes::PROVIDER_DOWN).await,
    }
}

/// Asks a provider whether it would take a payment.
pub(crate) async fn ask_provider(desk: &Desk, provider: u32, call: &ProviderCall) -> CheckOutcome {
    let Some(way) = (desk.ways)(provider) else {
        return CheckOutcome::Unknown;
    };
    let asking = async {
        match way.places.for_check(PLACE_WITHIN).await {
            Some(_place) => way.gate.check(call).await,
            None => CheckOutcome::Temporary,
        }
    };
    let answer = tokio::time::timeout(CHECK_WITHIN, asking).await;
    answer.unwrap_or(CheckOutcome::Unknown)
}

/// Pays the provider once and books what it said; silence puts the work off, and so does a provider that has as many
/// orders as it may get at a time.
pub(crate) async fn pay_provider(
    desk: &Desk,
    payment: &Payment,
    work: Work,
) -> Result<Payment, StoreError> {
    let place = match (desk.ways)(work.lane) {
        Some(way) => match way.places.for_pay(PLACE_WITHIN).await {
            Some(place) => Some(place),
            None => return put_off(desk, payment, work).await,
        },
        None => None,
    };
    pay_from(desk, payment, (work, place)).await
}

/// That an order leaves is durable before it does, and only that makes a later one a repeat: work that was
/// leased may have ended at the bank. A provider that is not repeat-safe never gets a second one.
async fn pay_from(
    desk: &Desk,
    payment: &Payment,
    (work, _place): (Work, Option<Place>),
) -> Result<Payment, StoreError> {
    // Where the provider needs no check, or the hub died in between, the bank has not been asked. Once an
    // order has left, the bank had agreed before, and what may be credited is never refused by it.
    if payment.bank_ref.is_none() && !work.is_sent {
        match reserve(desk, payment).await? {
            ReserveAnswer::Reserved => {}
            ReserveAnswer::Refused(why) => {
                let code = refusal_of(why);
                return desk.store.bank_refused(work, code, desk.now()).await;
            }
            ReserveAnswer::Silent => return put_off(desk, payment, work).await,
        }
    }
    let Some(way) = (desk.ways)(work.lane) else {
        tracing::error!(
            payment = payment.id.get(),
            "the provider of a payment in work has no gateway"
        );
        return put_off(desk, payment, work).await;
    };
    if work.is_sent && !way.repeat_safe {
        return hand_over(desk, payment, work).await;
    }
    let repeat = match desk.store.work_leaving(work, desk.now()).await? {
        Leave::First => false,
        Leave::Again => true,
        Leave::Lost => return desk.store.payment_by_id(payment.id).await,
    };
    let Some((_, call)) = call_of(payment, repeat) else {
        return put_off(desk, payment, work).await;
    };
    let end = match way.gate.pay(&call).await {
        PayOutcome::Done { provider_ref } => ProviderEnd::Done {
            provider_ref: Some(provider_ref),
        },
        PayOutcome::Fatal(why) => ProviderEnd::Refused {
            code: why.dealer_code(),
        },
        PayOutcome::Temporary | PayOutcome::Unknown if way.repeat_safe => {
            return put_off(desk, payment, work).await;
        }
        PayOutcome::Temporary | PayOutcome::Unknown => {
            return hand_over(desk, payment, work).await;
        }
    };
    Ok(book(desk, payment.id, end).await)
}

/// Books the provider's word, however often that takes: a provider that is not repeat-safe does not say it
/// twice. Ends with the hub's run at the latest.
async fn book(desk: &Desk, payment: TransId, end: ProviderEnd) -> Payment {
    let mut tried = 0_u32;
    loop {
        let stored = desk
            .store
            .provider_answered(payment, end.clone(), desk.now())
            .await;
        match stored {
            Ok(payment) => return payment,
            Err(error) => {
                tracing::error!(payment = payment.get(), %error, "the provider's word is not booked yet");
            }
        }
        let wait = pause(tried).unsigned_abs();
        (desk.rest)(Duration::from_millis(wait)).await;
        tried = tried.saturating_add(1);
    }
}

/// Repeats come at growing intervals; after a day a person is told, and the provider is asked once an hour.
async fn put_off(desk: &Desk, payment: &Payment, work: Work) -> Result<Payment, StoreError> {
    let moment = desk.moment();
    let age = moment.ms_since(work.added_at);
    let next = moment.plus_ms(match age {
        DAY_MS.. => HOUR_MS,
        HOUR_MS.. => AFTER_AN_HOUR_MS,
        _ => pause(work.attempts),
    });
    if age >= DAY_MS {
        let marked = (work, Why::Day);
        desk.store
            .mark_for_review(marked, (next, desk.now()))
            .await?;
    } else {
        desk.store.put_off_work(work, next).await?;
    }
    desk.store.payment_by_id(payment.id).await
}

/// Leaves a payment to a person: nobody may ask this provider a second time.
async fn hand_over(desk: &Desk, payment: &Payment, work: Work) -> Result<Payment, StoreError> {
    let marked = (work, Why::Once);
    let times = (desk.moment(), desk.now());
    desk.store.mark_for_review(marked, times).await?;
    desk.store.payment_by_id(payment.id).await
}

/// 1, 2, 4 ... 60 seconds.
fn pause(attempts: u32) -> i64 {
    let doubled = FIRST_PAUSE_MS
        .checked_shl(attempts.min(16))
        .unwrap_or(LONGEST_PAUSE_MS);
    doubled.min(LONGEST_PAUSE_MS)
}

/// Does leased work once, for a provider on the place that was taken for it.
pub(crate) async fn work(
    desk: &Desk,
    work: Work,
    (payment, place): (&Payment, Option<Place>),
) -> Result<(), StoreError> {
    match work.task {
        Task::ProviderPay => pay_from(desk, payment, (work, place)).await.map(drop),
        Task::BankCapture => {
            let order = order_of(desk, payment).await?;
            let answer = tokio::time::timeout(BANK_WITHIN, desk.bank.capture(&order)).await;
            settle(desk, work, answer.unwrap_or(SettleAnswer::Silent)).await
        }
        Task::BankVoid => {
            let order = order_of(desk, payment).await?;
            let answer = tokio::time::timeout(BANK_WITHIN, desk.bank.void(&order)).await;
            settle(desk, work, answer.unwrap_or(SettleAnswer::Silent)).await
        }
    }
}

async fn settle(desk: &Desk, work: Work, answer: SettleAnswer) -> Result<(), StoreError> {
    match answer {
        SettleAnswer::Done => desk.store.work_done(work, desk.now()).await,
        SettleAnswer::Refused => {
            // The loss is the hub's own: a person must talk to the bank.
            alarm(desk, "alarm: the bank refuses to settle", work.payment).await?;
            desk.store.work_done(work, desk.now()).await
        }
        SettleAnswer::Silent => {
            desk.store
                .put_off_work(work, desk.moment().plus_ms(pause(work.attempts)))
                .await
        }
    }
}

async fn alarm(desk: &Desk, what: &'static str, payment: TransId) -> Result<(), StoreError> {
    tracing::error!(payment = payment.get(), what);
    desk.store
        .alarm(what, format!("payment={}", payment.get()), desk.now())
        .await
}

#[cfg(test)]
mod tests;
