//! From what was typed to an order: the first thing that does not fit is named.

use std::collections::BTreeMap;

use paydesk_adapters::clock;
use paydesk_domain::fee::Split;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Catalogue, Provider, ProviderId};

use super::sell::SellArgs;
use crate::setup::Setup;
use crate::tell;
use crate::text::Texts;

/// Reads provider, fields and sum. The error is a sentence for the cashier.
pub(super) fn order(
    setup: &Setup,
    texts: &Texts,
    args: &SellArgs,
) -> Result<(Order, Option<Money>), String> {
    let provider = provider(&setup.settings.catalogue, texts, &args.provider)?;
    let fields = fields(texts, args)?;
    let details = provider
        .accept(&fields)
        .map_err(|bad| tell::bad_field(texts, provider, &bad))?;
    let split = split(setup, texts, (provider, args))?;
    let handed = args
        .handed
        .as_deref()
        .map(|text| money(text, provider.currency, texts))
        .transpose();
    let handed = handed.map_err(|why| texts.with("input-handed", &[("why", &why)]))?;
    let order = Order {
        provider: provider.id.clone(),
        provider_number: provider.number,
        details,
        credited: split.credited,
        taken: split.taken,
    };
    Ok((order, handed))
}

fn provider<'a>(
    catalogue: &'a Catalogue,
    texts: &Texts,
    typed: &str,
) -> Result<&'a Provider, String> {
    let by_id = ProviderId::parse(typed)
        .ok()
        .and_then(|id| catalogue.provider(&id));
    let by_number = || {
        typed
            .parse()
            .ok()
            .and_then(|number| catalogue.by_number(number))
    };
    by_id.or_else(by_number).ok_or_else(|| {
        let known: Vec<&str> = catalogue
            .providers()
            .map(|provider| provider.id.as_str())
            .collect();
        texts.with(
            "input-provider",
            &[("id", typed), ("known", &known.join(", "))],
        )
    })
}

fn fields(texts: &Texts, args: &SellArgs) -> Result<BTreeMap<String, String>, String> {
    let mut fields = BTreeMap::new();
    if let Some(number) = &args.number {
        fields.insert("NUMBER".to_owned(), number.clone());
    }
    if let Some(account) = &args.account {
        fields.insert("ACCOUNT".to_owned(), account.clone());
    }
    for text in &args.field {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| texts.with("input-field-form", &[("text", text)]))?;
        fields.insert(name.to_owned(), value.to_owned());
    }
    Ok(fields)
}

fn split(
    setup: &Setup,
    texts: &Texts,
    (provider, args): (&Provider, &SellArgs),
) -> Result<Split, String> {
    let wrong = |why: String| texts.with("input-amount", &[("why", &why)]);
    let moment = clock::now().local_moment(setup.settings.shop.utc_offset_minutes);
    let currency = provider.currency;
    let split = match (&args.amount, &args.cash) {
        (Some(amount), None) => {
            let credited = money(amount, currency, texts).map_err(wrong)?;
            provider
                .check_sum(credited)
                .map_err(|bad| wrong(tell::bad_limit(texts, bad)))?;
            provider.fee.from_credited(credited, moment)
        }
        (None, Some(cash)) => {
            let taken = money(cash, currency, texts).map_err(wrong)?;
            provider.fee.from_taken(taken, moment)
        }
        (Some(_), Some(_)) | (None, None) => return Err(texts.get("input-one-amount")),
    };
    let split = split.map_err(|error| wrong(tell::bad_fee(texts, error)))?;
    provider
        .check_sum(split.credited)
        .map_err(|bad| wrong(tell::bad_limit(texts, bad)))?;
    Ok(split)
}

fn money(text: &str, currency: Currency, texts: &Texts) -> Result<Money, String> {
    Money::parse(text, currency).map_err(|bad| tell::bad_sum(texts, bad))
}
