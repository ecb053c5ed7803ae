//! The catalogue of providers: whole or not at all, and then every provider of it can be paid by its own rules.

use std::collections::BTreeMap;

use paydesk_domain::fee::Split;
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::phone::Phone;
use paydesk_domain::provider::{Catalogue, Field, FieldKind, Provider};
use paydesk_domain::time::Timestamp;
use paydesk_domain::typing::AccountTyping;

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "catalogue",
    run,
    words: &[
        "[[provider]]\n",
        "[[provider.field]]\n",
        "[provider.fee]\n",
        "[[provider.fee.rule]]\n",
        "[[provider.also]]\n",
        "kind = \"phone\"\n",
        "kind = \"digits\"\n",
        "kind = \"money\"\n",
        "kind = \"enum\"\n",
        "min = \"0.01\"\n",
        "max = \"999999999999999.99\"\n",
        "min_len = 0\n",
        "max_len = 64\n",
        "format = \"[1][2]\"\n",
        "mask = \"****\"\n",
        "ranges = [\"0-9\"]\n",
        "percent = \"100\"\n",
        "min_fee = \"1\"\n",
        "number = 0\n",
        "-1",
        "9223372036854775807",
        "true",
        "\"\"",
        "region = \"kz\"\n",
        "currency = \"EUR\"\n",
        "base = \"taken\"\n",
        "whole_credited = true\n",
        "default = \" \"\n",
        "required = false\n",
    ],
    runs: 1_500,
};

fn run(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let catalogue = match Catalogue::parse([("fuzz.toml", text.as_ref())]) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            assert!(error.file == "fuzz.toml" && !error.what.is_empty());
            return Verdict::Refused;
        }
    };
    for provider in catalogue.providers() {
        assert_eq!(catalogue.provider(&provider.id), Some(provider));
        assert_eq!(catalogue.by_number(provider.number.get()), Some(provider));
        assert!(provider.min.is_positive() && provider.min.minor() <= provider.max.minor());
        assert_addresses(&catalogue, provider);
        fees(provider);
        fields(provider);
        for number in ["+79161234567", "+359881234567", "+77011234567"] {
            if let Ok(phone) = Phone::parse(number, provider.region) {
                let served = provider.serves(&phone);
                let shown = catalogue.by_phone(&phone).contains(&provider);
                assert_eq!(served, shown);
                assert!(!served || provider.may_serve(phone.national()));
            }
        }
        assert!(catalogue.find(provider.id.as_str()).contains(&provider));
    }
    let is_some = catalogue.providers().next().is_some();
    Verdict::of(is_some)
}

/// Nothing is ever asked for outside the server that was configured.
fn assert_addresses(catalogue: &Catalogue, provider: &Provider) {
    for all in std::iter::once(&provider.addresses).chain(&provider.also) {
        for path in [&all.check, &all.pay, &all.status] {
            assert!(path.starts_with('/') && !path.starts_with("//") && path.is_ascii());
            let _ = catalogue.by_address(path);
        }
    }
}

/// Nobody pays more than was handed over, and the parts add up.
fn fees(provider: &Provider) {
    let (min, max) = (provider.min.minor(), provider.max.minor());
    let middle = min.midpoint(max);
    let moment = Timestamp::from_unix_ms(1_795_533_727_045).local_moment(180);
    for minor in [min, min + 1, middle, max, max.saturating_mul(2), i64::MAX] {
        let sum = Money::new(minor, provider.currency);
        let adds_up = |split: &Split| {
            let (credited, taken, fee) = (
                split.credited.minor(),
                split.taken.minor(),
                split.fee.minor(),
            );
            assert!(
                credited > 0 && fee >= 0,
                "{split:?} of {sum} at {}",
                provider.id
            );
            assert_eq!(credited.checked_add(fee), Some(taken));
        };
        if let Ok(split) = provider.fee.from_credited(sum, moment) {
            adds_up(&split);
            assert_eq!(split.credited, sum);
        }
        if let Ok(split) = provider.fee.from_taken(sum, moment) {
            adds_up(&split);
            assert!(split.taken.minor() <= minor);
        }
        assert_eq!(
            provider.check_sum(sum).is_ok(),
            (min..=max).contains(&minor)
        );
    }
}

/// What fits into a field may be sent; what a finished field holds is what is sent.
fn fields(provider: &Provider) {
    const TEXTS: [&str; 9] = [
        "9161234567",
        "5012345678",
        "112026",
        "1 234,50",
        "кв. №1",
        "",
        "0",
        "7-7",
        "359881234567",
    ];
    for text in TEXTS {
        let typed: BTreeMap<String, String> = provider
            .fields
            .iter()
            .map(|field| (field.id.clone(), fitting(field, text)))
            .collect();
        if let Ok(details) = provider.accept(&typed) {
            assert_eq!(provider.accept_wire(&details), Ok(()), "{}", provider.id);
        }
        for field in &provider.fields {
            let mut typing = AccountTyping::new(field);
            for c in text.chars() {
                let _ = typing.type_char(c);
            }
            assert!(typing.caret_slot() <= typing.shown().len());
            let _ = field.shown(text, provider.region, Language::Ru);
        }
    }
}

/// The text, or a choice where the field is a list.
fn fitting(field: &Field, text: &str) -> String {
    match &field.kind {
        FieldKind::Enum(items) => items
            .get(text.len() % items.len().max(1))
            .map_or_else(String::new, |item| item.value.clone()),
        FieldKind::Phone | FieldKind::Digits | FieldKind::Text | FieldKind::Money => {
            text.to_owned()
        }
    }
}
