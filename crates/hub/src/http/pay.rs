//! The pay: taken in one commit with the work it causes, then waited for as long as a client waits.

use paydesk_cyberplat::messages::codes;

use super::asked::Asked;
use super::desk::Desk;
use super::intake::Turned;
use super::reply::{Answer, Told, refuse_order, replayed, stored, unavailable};
use super::rules;
use crate::core::outcome::Outcome;
use crate::core::payment::{Payment, State};
use crate::orders;
use crate::store::evidence::Step;
use crate::store::outbox::Work;
use crate::store::pays::{Pay, PayStep};

/// Answers a pay.
pub(super) async fn pay(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let order = match rules::order(desk, asked).await? {
        Ok(order) => order,
        Err(code) => return refuse_order(desk, asked, code).await,
    };
    let needs_check = order.provider.needs_check;
    if !needs_check {
        // What a check would have refused must not be paid; after a check its stored content decides.
        if let Err(code) = rules::content(asked, &order) {
            return refuse_order(desk, asked, code).await;
        }
        if (desk.ways)(order.provider.number.get()).is_none() {
            return refuse_order(desk, asked, codes::GATEWAY_STOPPED).await;
        }
    }
    let point = asked.envelope.letter.key.point;
    let _slot = desk.slots.take(point, order.session).await;
    let incoming = &asked.incoming;
    let taken = desk.store.pay(Pay {
        request: asked.check_request(desk, &order),
        taken_given: incoming.amount_all != incoming.amount,
        not_after: incoming
            .paydesk
            .as_ref()
            .and_then(|additions| additions.not_after),
        needs_check,
        lease_ms: orders::LEASE_MS,
    });
    let taken = taken.await.map_err(unavailable)?;
    let step = match taken.step {
        Step::Done(step) => step,
        Step::Replayed => return Ok(replayed(&asked.envelope, taken.message)),
    };
    let payment = match step {
        PayStep::Capture { payment, work } => wait(desk, payment, work).await?,
        PayStep::Known(payment) | PayStep::NotYet(payment) => payment,
        PayStep::Mismatch { payment, code } => {
            let outcome = Outcome::of_mismatch(&payment, code);
            return Ok(Answer::about(taken.message, outcome, Some(payment)).told());
        }
        PayStep::Absent => {
            return Ok(Answer::about(taken.message, Outcome::absent_pay(), None).told());
        }
    };
    if let Some(again) = stored(desk, &asked.envelope, &payment).await? {
        return Ok(again);
    }
    let way = (desk.ways)(order.provider.number.get());
    let outcome = Outcome::of_pay(&payment, way.is_some_and(|way| way.answers_accepted));
    let is_final = matches!(payment.state, State::Captured | State::Void);
    let mut answer = Answer::about(taken.message, outcome, Some(payment));
    answer.is_repeatable = is_final;
    Ok(answer.told())
}

/// Pays the provider in a task of its own and waits for its word; the task goes on when the wait is over.
async fn wait(desk: &Desk, payment: Payment, work: Work) -> Result<Payment, Turned> {
    let (id, own) = (payment.id, desk.clone());
    let paying = tokio::spawn(async move { orders::pay_provider(&own, &payment, work).await });
    match tokio::time::timeout(desk.pay_wait, paying).await {
        Ok(Ok(Ok(payment))) => Ok(payment),
        Ok(Ok(Err(error))) => Err(unavailable(error)),
        Ok(Err(_)) => Err(Turned::Unavailable),
        Err(_) => desk.store.payment_by_id(id).await.map_err(unavailable),
    }
}
