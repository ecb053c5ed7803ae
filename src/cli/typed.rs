//! From what was typed to an order: the first thing that does not fit is named.

use std::collections::BTreeMap;

use paydesk_adapters::clock;
use paydesk_domain::fee::{FeeError, Split};
use paydesk_domain::money::{BadSum, Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::phone::BadPhone;
use paydesk_domain::provider::{BadField, BadLimit, BadValue, Catalogue, Provider, ProviderId};

use super::sell::SellArgs;
use crate::setup::Setup;
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
        .map_err(|bad| bad_field(texts, provider, &bad))?;
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
                .map_err(|bad| wrong(bad_limit(texts, bad)))?;
            provider.fee.from_credited(credited, moment)
        }
        (None, Some(cash)) => {
            let taken = money(cash, currency, texts).map_err(wrong)?;
            provider.fee.from_taken(taken, moment)
        }
        (Some(_), Some(_)) | (None, None) => return Err(texts.get("input-one-amount")),
    };
    let split = split.map_err(|error| wrong(bad_fee(texts, error)))?;
    provider
        .check_sum(split.credited)
        .map_err(|bad| wrong(bad_limit(texts, bad)))?;
    Ok(split)
}

fn money(text: &str, currency: Currency, texts: &Texts) -> Result<Money, String> {
    Money::parse(text, currency).map_err(|bad| bad_sum(texts, bad))
}

fn bad_field(texts: &Texts, provider: &Provider, bad: &BadField) -> String {
    let language = texts.language();
    let why = match &bad.why {
        BadValue::Unknown => {
            let known: Vec<&str> = provider
                .fields
                .iter()
                .map(|field| field.id.as_str())
                .collect();
            let parameters = [
                ("provider", provider.name(language)),
                ("field", bad.field.as_str()),
                ("known", &known.join(", ")),
            ];
            return texts.with("input-no-field", &parameters);
        }
        BadValue::Missing => texts.get("value-missing"),
        BadValue::Phone(bad) => bad_phone(texts, *bad),
        BadValue::Length { found, min, max } => {
            let numbers = [found, min, max].map(ToString::to_string);
            let [found, min, max] = numbers.each_ref().map(String::as_str);
            texts.with(
                "value-length",
                &[("found", found), ("min", min), ("max", max)],
            )
        }
        BadValue::Character { position } => at(texts, "value-character", *position),
        BadValue::NotInList => texts.get("value-not-in-list"),
        BadValue::Sum(bad) => bad_sum(texts, *bad),
    };
    let label = provider
        .field(&bad.field)
        .map_or(bad.field.as_str(), |field| field.label(language));
    texts.with("input-field", &[("label", label), ("why", &why)])
}

fn at(texts: &Texts, id: &str, position: usize) -> String {
    texts.with(id, &[("position", &position.to_string())])
}

fn bad_phone(texts: &Texts, bad: BadPhone) -> String {
    match bad {
        BadPhone::Empty => texts.get("phone-empty"),
        BadPhone::Character { position } => at(texts, "phone-character", position),
        BadPhone::Length { found, expected } => texts.with(
            "phone-length",
            &[("found", &found.to_string()), ("expected", expected)],
        ),
        BadPhone::Country => texts.get("phone-country"),
        BadPhone::Prefix => texts.get("phone-prefix"),
    }
}

fn bad_sum(texts: &Texts, bad: BadSum) -> String {
    match bad {
        BadSum::Empty => texts.get("sum-empty"),
        BadSum::Sign => texts.get("sum-sign"),
        BadSum::Character { position } => at(texts, "sum-character", position),
        BadSum::Separators => texts.get("sum-separators"),
        BadSum::NoWhole => texts.get("sum-no-whole"),
        BadSum::Groups => texts.get("sum-groups"),
        BadSum::Ambiguous => texts.get("sum-ambiguous"),
        BadSum::Decimals { .. } => texts.get("sum-decimals"),
        BadSum::TooLarge => texts.get("sum-too-large"),
    }
}

fn bad_limit(texts: &Texts, bad: BadLimit) -> String {
    let language = texts.language();
    match bad {
        BadLimit::TooSmall { min } => {
            texts.with("limit-too-small", &[("min", &min.to_text(language))])
        }
        BadLimit::TooLarge { max } => {
            texts.with("limit-too-large", &[("max", &max.to_text(language))])
        }
        // The sum was read in the provider's own currency.
        BadLimit::Currency { .. } => texts.get("fee-unreachable"),
    }
}

fn bad_fee(texts: &Texts, error: FeeError) -> String {
    match error {
        FeeError::TooLittle => texts.get("fee-too-little"),
        FeeError::NotPositive => texts.get("fee-not-positive"),
        FeeError::WholeOnly { .. } => texts.get("fee-whole-only"),
        FeeError::Currency { .. } | FeeError::Unreachable => texts.get("fee-unreachable"),
    }
}
