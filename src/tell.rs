//! From a fact to the sentence a cashier reads. Both faces of the till say the same.

use paydesk_domain::commission::Ppm;
use paydesk_domain::details::Details;
use paydesk_domain::fee::{Charge, FeeError, FeeRule};
use paydesk_domain::language::Language;
use paydesk_domain::money::{BadSum, Currency, Money};
use paydesk_domain::phone::BadPhone;
use paydesk_domain::provider::{BadField, BadLimit, BadValue, Provider};
use paydesk_domain::typing::{ImpossibleWhy, NotTyped};

use crate::screen::sale::form::NoOrder;
use crate::text::Texts;

/// Number, account and fields of an order, grouped for reading.
pub(crate) fn details(provider: &Provider, details: &Details, language: Language) -> String {
    let values = provider.fields.iter().filter_map(|field| {
        let stored = match field.id.as_str() {
            "NUMBER" => Some(&details.number),
            "ACCOUNT" => Some(&details.account),
            other => details.extra.get(other),
        };
        let value = stored
            .map(|value| value.expose().as_str())
            .filter(|value| !value.is_empty())?;
        Some(field.shown(value, provider.region, language))
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Why a key or a pasted text was not taken; `starts` are the beginnings a number may have.
pub(crate) fn not_typed(texts: &Texts, why: NotTyped, starts: &[&str]) -> String {
    match why {
        NotTyped::Impossible { digit, why } => {
            let digit = digit.to_string();
            let parameters = [("digit", digit.as_str()), ("starts", &starts.join(", "))];
            texts.with(
                match why {
                    ImpossibleWhy::NotMobile => "key-not-mobile",
                    ImpossibleWhy::Prefix => "key-prefix",
                    ImpossibleWhy::Country => "key-country",
                    ImpossibleWhy::LeadingZero => "key-leading-zero",
                },
                &parameters,
            )
        }
        NotTyped::Full => texts.get("key-full"),
        NotTyped::Character => texts.get("key-character"),
        NotTyped::Paste(bad) => texts.with("paste-refused", &[("why", &bad_phone(texts, bad))]),
        NotTyped::Sum(bad) => texts.with("paste-refused", &[("why", &bad_sum(texts, bad))]),
        NotTyped::TooLong => texts.get("paste-too-long"),
    }
}

/// Why there is no order yet: what is missing, and what to do.
pub(crate) fn no_order(
    texts: &Texts,
    why: &NoOrder,
    provider: Option<&Provider>,
) -> (String, String) {
    let head = match (why, provider) {
        (NoOrder::Field(bad), Some(provider)) => bad_value(texts, provider, bad),
        (NoOrder::Provider | NoOrder::Field(_), _) => texts.get("no-provider"),
        (NoOrder::NoSum, _) => texts.get("no-sum"),
        (NoOrder::Sum(bad), _) => texts.with("sum-wrong", &[("why", &bad_sum(texts, *bad))]),
        (NoOrder::Limit(bad), _) => texts.with("sum-wrong", &[("why", &bad_limit(texts, *bad))]),
        (NoOrder::Fee(error), _) => texts.with("sum-wrong", &[("why", &bad_fee(texts, *error))]),
    };
    (head, texts.get("nothing-sent"))
}

/// A fee's rule: per cent or fixed, with its least and most.
pub(crate) fn fee_rule(texts: &Texts, rule: &FeeRule, currency: Currency) -> String {
    let language = texts.language();
    let money = |minor| Money::new(minor, currency).to_text(language);
    let charge = match rule.charge {
        Charge::Fixed(minor) => return texts.with("fee-fixed", &[("sum", &money(minor))]),
        Charge::Percent(ppm) => percent(ppm, language),
    };
    if rule.min > 0 {
        return texts.with(
            "fee-percent-min",
            &[("percent", &charge), ("min", &money(rule.min))],
        );
    }
    texts.with("fee-percent", &[("percent", &charge)])
}

/// The same without its least and most, where room is short.
pub(crate) fn fee_share(texts: &Texts, rule: &FeeRule, currency: Currency) -> String {
    match rule.charge {
        Charge::Fixed(_) => fee_rule(texts, rule, currency),
        Charge::Percent(ppm) => {
            let charge = percent(ppm, texts.language());
            texts.with("fee-percent", &[("percent", &charge)])
        }
    }
}

/// Ten-thousandths of a per cent as people write them.
fn percent(ppm: Ppm, language: Language) -> String {
    let (whole, part) = (ppm.get() / 10_000, ppm.get() % 10_000);
    if part == 0 {
        return whole.to_string();
    }
    let point = match language {
        Language::Ru | Language::Bg => ',',
        Language::En => '.',
    };
    format!("{whole}{point}{part:04}")
        .trim_end_matches('0')
        .to_owned()
}

pub(crate) fn bad_field(texts: &Texts, provider: &Provider, bad: &BadField) -> String {
    let language = texts.language();
    if bad.why == BadValue::Unknown {
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
    let why = value(texts, bad);
    let label = provider
        .field(&bad.field)
        .map_or(bad.field.as_str(), |field| field.label(language));
    texts.with("input-field", &[("label", label), ("why", &why)])
}

fn value(texts: &Texts, bad: &BadField) -> String {
    match &bad.why {
        BadValue::Unknown => String::new(),
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
    }
}

/// The same for the window, which says elsewhere that nothing was sent.
pub(crate) fn bad_value(texts: &Texts, provider: &Provider, bad: &BadField) -> String {
    let label = provider
        .field(&bad.field)
        .map_or(bad.field.as_str(), |field| field.label(texts.language()));
    texts.with(
        "field-wrong",
        &[("label", label), ("why", &value(texts, bad))],
    )
}

fn at(texts: &Texts, id: &str, position: usize) -> String {
    texts.with(id, &[("position", &position.to_string())])
}

pub(crate) fn bad_phone(texts: &Texts, bad: BadPhone) -> String {
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

pub(crate) fn bad_sum(texts: &Texts, bad: BadSum) -> String {
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

pub(crate) fn bad_limit(texts: &Texts, bad: BadLimit) -> String {
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

pub(crate) fn bad_fee(texts: &Texts, error: FeeError) -> String {
    match error {
        FeeError::TooLittle => texts.get("fee-too-little"),
        FeeError::NotPositive => texts.get("fee-not-positive"),
        FeeError::WholeOnly { .. } => texts.get("fee-whole-only"),
        FeeError::Currency { .. } | FeeError::Unreachable => texts.get("fee-unreachable"),
    }
}
