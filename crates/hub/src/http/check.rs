//! The check: bank and provider are asked, the deposit's hold stands before either.

use paydesk_cyberplat::messages::codes;
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::provider::Provider;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, Order};
use super::desk::Desk;
use super::intake::Turned;
use super::reply::{Answer, Told, refuse_order, replayed, stored, unavailable};
use super::rules;
use crate::connectors::providers::{CheckOutcome, ProviderCall};
use crate::core::minor::Minor;
use crate::core::outcome::{Outcome, Shown};
use crate::core::payment::{MessageId, Payment, TransId};
use crate::orders;
use crate::store::checks::CheckStep;
use crate::store::evidence::Step;

/// What the provider said at the check; every repeated answer says it again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Text to show before paying.
    pub(crate) info: String,
}

/// Answers a check.
pub(super) async fn check(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let order = match rules::order(desk, asked).await? {
        Ok(order) => order,
        Err(code) => return refuse_order(desk, asked, code).await,
    };
    if let Err(code) = rules::content(asked, &order) {
        return refuse_order(desk, asked, code).await;
    }
    if (desk.ways)(order.provider.number.get()).is_none() {
        return refuse_order(desk, asked, codes::GATEWAY_STOPPED).await;
    }
    if asked.incoming.req_type_check_only {
        return number_only(desk, asked, &order).await;
    }
    let point = asked.envelope.letter.key.point;
    let _slot = desk.slots.take(point, order.session).await;
    let request = asked.check_request(desk, &order);
    let taken = desk.store.check(request).await.map_err(unavailable)?;
    let step = match taken.step {
        Step::Done(step) => step,
        Step::Replayed => return Ok(replayed(&asked.envelope, taken.message)),
    };
    let payment = match step {
        CheckStep::GoOn(payment) => orders::ask(desk, payment).await.map_err(unavailable)?,
        CheckStep::Known(payment) => payment,
        CheckStep::OtherContent(payment) => {
            let outcome = Outcome::of_other_content(&payment);
            return Ok(Answer::about(taken.message, outcome, Some(payment)).told());
        }
    };
    if let Some(again) = stored(desk, &asked.envelope, &payment).await? {
        return Ok(again);
    }
    let outcome = Outcome::of_check(&payment, asked.envelope.profile());
    Ok(tell(desk, asked, (taken.message, outcome), payment).await)
}

async fn tell(
    desk: &Desk,
    asked: &Asked<'_>,
    (message, outcome): (MessageId, Outcome),
    payment: Payment,
) -> Told {
    let facts: Facts = payment
        .facts
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let rest = super::deposit::available(desk, asked).await;
    let mut answer = Answer::about(message, outcome, Some(payment));
    answer.facts.provider_name = asked
        .provider
        .map(|provider| provider.name(Language::Ru).to_owned());
    answer.facts.account = Some(asked.incoming.account.clone());
    answer.facts.info = Some(facts.info);
    answer.facts.price = asked.provider.and_then(fixed_price);
    answer.facts.rest = rest;
    // The bytes of a check without an end are not kept: the repeated one goes on.
    answer.is_repeatable = outcome.shown.is_some();
    answer.told()
}

/// A check that no payment follows: nothing is held and no slot is taken.
async fn number_only(desk: &Desk, asked: &Asked<'_>, order: &Order<'_>) -> Result<Told, Turned> {
    let taken = desk
        .store
        .note(asked.envelope.received())
        .await
        .map_err(unavailable)?;
    if taken.step == Step::Replayed {
        return Ok(replayed(&asked.envelope, taken.message));
    }
    let request = asked.check_request(desk, order);
    let key = &asked.envelope.letter.key;
    let against = desk.store.refusal_of_number(
        (key.point, order.deposit),
        (request.terms, request.rules.wants_registration),
        asked.envelope.at,
    );
    if let Some(code) = against.await.map_err(unavailable)? {
        let outcome = Outcome {
            error: code,
            result: Some(1),
            shown: Some((Shown::None, 0)),
        };
        return Ok(Answer::about(taken.message, outcome, None).told());
    }
    let call = ProviderCall {
        txn_id: TransId::new(asked.envelope.at.unix_ms()),
        accounting: asked.envelope.at,
        account: orders::account_of(&asked.incoming.number, &asked.incoming.account),
        amount: Minor::new(order.amount.get().max(order.provider.min.minor())),
        repeat: false,
    };
    let said = orders::ask_provider(desk, order.provider.number.get(), &call).await;
    let (error, info) = match said {
        CheckOutcome::Accepted { info } => (0, Some(info)),
        CheckOutcome::Refused(why) => (why.dealer_code(), None),
        CheckOutcome::Temporary | CheckOutcome::Unknown => (codes::PROVIDER_DOWN, None),
    };
    let result = Some(u8::from(error != 0));
    let outcome = Outcome {
        error,
        result,
        shown: Some((Shown::None, 0)),
    };
    let mut answer = Answer::about(taken.message, outcome, None);
    answer.facts.provider_name = Some(order.provider.name(Language::Ru).to_owned());
    answer.facts.account = Some(asked.incoming.account.clone());
    answer.facts.info = info;
    answer.facts.price = fixed_price(order.provider);
    Ok(answer.told())
}

/// What a provider wants that takes one sum alone.
fn fixed_price(provider: &Provider) -> Option<Money> {
    (provider.min == provider.max).then_some(provider.min)
}
