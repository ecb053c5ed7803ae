//! The pay: taken in one commit with the work it causes, then waited for as long as a client waits.

use paydesk_cyberplat::messages::codes;
use paydesk_domain::planted::{self, Bug};

use super::asked::{Asked, Order};
use super::desk::Desk;
use super::intake::Turned;
use super::reply::{Answer, Told, refuse, refuse_order, replayed, stored, unavailable};
use super::rules;
use crate::core::decision::Profile;
use crate::core::outcome::Outcome;
use crate::core::payment::{Payment, State};
use crate::orders;
use crate::store::evidence::Step;
use crate::store::outbox::Work;
use crate::store::pays::{Pay, PayStep};

/// Answers a pay.
pub(super) async fn pay(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    // After a check its stored content decides; without one the rules do, once.
    let unchecked = asked.provider.filter(|provider| !provider.needs_check);
    if unchecked.is_some() && asked.is_check_document() {
        // It asks for no payment, and no check stands before this one.
        return refuse(desk, &asked.envelope, codes::REQUEST_FORMAT).await;
    }
    let judged = rules::order(desk, asked).await?;
    let (order, refused) = match (judged, unchecked, &asked.incoming.session) {
        (Ok(order), None, _) => (order, None),
        (Ok(order), Some(_), _) => (order, unpayable(desk, asked, &order).err()),
        // A refusal that is not stored could not be told again: the till must hear the same at its status.
        (Err(code), Some(provider), Some(session)) => {
            (asked.refused_order(provider, session), Some(code))
        }
        (Err(code), _, _) => return refuse_order(desk, asked, code).await,
    };
    if let (Some(code), Profile::Cyberplat) = (refused, asked.envelope.profile()) {
        return refuse_order(desk, asked, code).await;
    }
    let point = asked.envelope.letter.key.point;
    let _slot = desk.slots.take(point, order.session).await;
    let incoming = &asked.incoming;
    let mut not_after = incoming
        .paydesk
        .as_ref()
        .and_then(|additions| additions.not_after);
    if planted::is(Bug::TillClockExpiry)
        && let Some(additions) = &incoming.paydesk
    {
        let apart = asked.envelope.at.ms_since(additions.sent_at);
        not_after = not_after.map(|limit| limit.plus_ms(apart));
    }
    let taken = desk.store.pay(Pay {
        request: asked.check_request(desk, &order),
        taken_given: incoming.amount_all != incoming.amount,
        not_after,
        needs_check: order.provider.needs_check,
        refused,
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

/// What a check would have refused must not be paid.
fn unpayable(desk: &Desk, asked: &Asked<'_>, order: &Order<'_>) -> Result<(), u16> {
    rules::content(asked, order)?;
    match (desk.ways)(order.provider.number.get()) {
        Some(_) => Ok(()),
        None => Err(codes::GATEWAY_STOPPED),
    }
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
