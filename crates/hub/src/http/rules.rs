//! What a well-formed request may not say: codes of another point, another epoch, another provider.

use paydesk_cyberplat::messages::{Kind, codes};
use paydesk_domain::details::{BadDetail, Details};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::provider::Provider;

use super::asked::{Asked, Order};
use super::desk::Desk;
use super::intake::Turned;
use super::reply::unavailable;
use crate::core::decision::Profile;
use crate::core::minor::Minor;

/// How far SENT_AT of a check, status or cancel may be from the hub's time. Source: `paydesk` profile.
const SENT_WITHIN_MS: u64 = 5 * 60 * 1000;

/// The rules for every request, in the order of the `paydesk` profile.
pub(super) fn check(asked: &Asked<'_>) -> Result<(), u16> {
    is_own_point(asked)?;
    profile_fits(asked)?;
    provider_fits(asked)
}

/// A code that is there must be that of the signing key.
fn is_own_point(asked: &Asked<'_>) -> Result<(), u16> {
    let (told, key) = (&asked.incoming, &asked.envelope.letter.key);
    if told
        .dealer
        .as_ref()
        .is_some_and(|code| *code != key.dealer_code)
    {
        return Err(codes::DEALER_CODE);
    }
    if told
        .point
        .as_ref()
        .is_some_and(|code| *code != key.point_code)
    {
        return Err(codes::POINT_CODE);
    }
    if told
        .cashier
        .as_ref()
        .is_some_and(|code| *code != key.cashier_code)
    {
        return Err(codes::CASHIER_CODE);
    }
    Ok(())
}

fn profile_fits(asked: &Asked<'_>) -> Result<(), u16> {
    let key = &asked.envelope.letter.key;
    let Some(additions) = &asked.incoming.paydesk else {
        // Stripping the additions must not be an attack, and plain clients have no cancel.
        let needs_them = key.profile == Profile::Paydesk || asked.incoming.kind == Kind::Cancel;
        return if needs_them {
            Err(codes::REQUEST_FORMAT)
        } else {
            Ok(())
        };
    };
    if additions.epoch != key.epoch {
        return Err(codes::EPOCH);
    }
    let is_timed = matches!(
        asked.incoming.kind,
        Kind::Check | Kind::Status | Kind::Cancel
    );
    let apart = asked.envelope.at.ms_since(additions.sent_at).unsigned_abs();
    if is_timed && apart > SENT_WITHIN_MS {
        Err(codes::WRONG_DATE)
    } else {
        Ok(())
    }
}

fn provider_fits(asked: &Asked<'_>) -> Result<(), u16> {
    // Status and cancel are about a SESSION, whatever the catalogue says of its provider by now.
    if !asked.incoming.kind.carries_an_order() {
        return Ok(());
    }
    let named = asked
        .incoming
        .paydesk
        .as_ref()
        .and_then(|additions| additions.provider);
    match (asked.provider, named) {
        (Some(provider), Some(number)) if provider.number.get() != number => {
            Err(codes::GATEWAY_CHANGED)
        }
        (Some(_), _) => Ok(()),
        (None, _) => Err(codes::PROVIDER_NOT_SERVED),
    }
}

/// The business of a check or pay. `Ok(Err(code))` is a refusal towards the dealer.
pub(super) async fn order<'a>(
    desk: &Desk,
    asked: &'a Asked<'_>,
) -> Result<Result<Order<'a>, u16>, Turned> {
    let (Some(provider), Some(session)) = (asked.provider, &asked.incoming.session) else {
        return Ok(Err(codes::PROVIDER_NOT_SERVED));
    };
    let told = asked
        .incoming
        .paydesk
        .as_ref()
        .and_then(|additions| additions.currency.as_deref());
    let currency = provider.currency.code();
    if told.is_some_and(|told| told != currency) {
        return Ok(Err(codes::AMOUNT));
    }
    let key = &asked.envelope.letter.key;
    let deposit = desk.deposit_of(key, currency).await.map_err(unavailable)?;
    let Some(deposit) = deposit else {
        return Ok(Err(if told.is_some() {
            codes::AMOUNT
        } else {
            codes::PROVIDER_NOT_PERMITTED
        }));
    };
    // A check of the number only may leave the sums out.
    let amount = asked
        .incoming
        .amount
        .map_or(provider.min.minor(), |amount| amount.minor());
    let taken = asked
        .incoming
        .amount_all
        .map_or(amount, |taken| taken.minor());
    let (amount, taken) = (Minor::new(amount), Minor::new(taken));
    Ok(Ok(Order {
        session,
        provider,
        amount,
        taken,
        deposit,
    }))
}

/// Whether the provider takes these details and this sum.
pub(super) fn content(asked: &Asked<'_>, order: &Order<'_>) -> Result<(), u16> {
    let is_number_only = asked.incoming.req_type_check_only;
    if !is_number_only {
        sum(order.provider, order.amount)?;
    }
    let told = &asked.incoming;
    let details = Details::new(
        told.number.clone(),
        told.account.clone(),
        told.extra.clone(),
    )
    .map_err(|fault| detail_code(&fault))?;
    order
        .provider
        .accept_wire(&details)
        .map_err(|fault| field_code(&fault.field))
}

fn sum(provider: &Provider, amount: Minor) -> Result<(), u16> {
    let currency: Currency = provider.currency;
    provider
        .check_sum(Money::new(amount.get(), currency))
        .map_err(|_| codes::AMOUNT)
}

fn detail_code(fault: &BadDetail) -> u16 {
    match fault {
        BadDetail::TooLong { field, .. } | BadDetail::Character { field, .. } => field_code(field),
        BadDetail::Name(_) => codes::REQUEST_FORMAT,
    }
}

/// "Required field missing or bad" for a field of the provider's own.
fn field_code(field: &str) -> u16 {
    const OWN_FIELD: u16 = 110;
    match field {
        "NUMBER" => codes::NUMBER_FORMAT,
        "ACCOUNT" => codes::ACCOUNT_FORMAT,
        _ => OWN_FIELD,
    }
}

/// Whether a refusal of these rules is about what is paid, so that its answer says where the SESSION stands.
pub(super) const fn is_about_the_order(code: u16) -> bool {
    matches!(code, codes::PROVIDER_NOT_SERVED | codes::GATEWAY_CHANGED)
}
