//! The catalogue's files: TOML texts, strict about every key.

use serde::Deserialize;

use super::field::FieldItem;
use super::{
    Addresses, ChequeWhen, Field, FieldKind, Names, Provider, ProviderId, ProviderNumber, Supplier,
};
use crate::commission::Ppm;
use crate::details::{MAX_EXTRA, MAX_NUMBER, is_field_name};
use crate::fee::{FeeBase, FeeRuleText, FeeTable};
use crate::money::{Currency, Money};
use crate::phone::Region;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileText {
    #[serde(default, rename = "provider")]
    pub(super) providers: Vec<ProviderText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderText {
    pub(super) id: String,
    number: u32,
    name: Names,
    group: String,
    currency: Currency,
    #[serde(default)]
    region: Region,
    min: String,
    max: String,
    #[serde(default)]
    offline: bool,
    #[serde(default = "yes")]
    check: bool,
    #[serde(default)]
    cheque_when: ChequeWhen,
    #[serde(default = "three_percent")]
    commission: Ppm,
    #[serde(default)]
    ranges: Vec<String>,
    supplier: Supplier,
    addresses: Addresses,
    #[serde(default)]
    also: Vec<Addresses>,
    #[serde(rename = "field")]
    fields: Vec<FieldText>,
    fee: Option<FeeText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldText {
    id: String,
    label: Names,
    kind: KindText,
    #[serde(default)]
    items: Vec<FieldItem>,
    mask: Option<String>,
    format: Option<String>,
    min_len: Option<usize>,
    max_len: Option<usize>,
    #[serde(default = "yes")]
    required: bool,
    default: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindText {
    Phone,
    Digits,
    Text,
    Money,
    Enum,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeText {
    #[serde(default)]
    base: FeeBase,
    #[serde(default)]
    whole_credited: bool,
    #[serde(default, rename = "rule")]
    rules: Vec<FeeRuleText>,
}

const fn yes() -> bool {
    true
}

const fn three_percent() -> Ppm {
    Ppm::THREE_PERCENT
}

impl ProviderText {
    /// The provider, or what is wrong with its entry.
    pub(super) fn provider(self) -> Result<Provider, String> {
        if self.currency.is_history() {
            return Err(format!(
                "currency: nothing is paid in {} any more",
                self.currency
            ));
        }
        let sum = |key: &str, text: &str| {
            Money::from_wire(text, self.currency)
                .map_err(|error| format!("{key}: {text:?}: {error}"))
        };
        let (min, max) = (sum("min", &self.min)?, sum("max", &self.max)?);
        if !min.is_positive() || min.minor() > max.minor() {
            return Err("min must be more than nothing and not more than max".to_owned());
        }
        let fee = match &self.fee {
            None => FeeTable::free(self.currency),
            Some(text) => text.table(self.currency)?,
        };
        let ranges = self
            .ranges
            .iter()
            .map(|text| range(text))
            .collect::<Result<_, _>>()?;
        let fields: Vec<Field> = self
            .fields
            .into_iter()
            .map(FieldText::field)
            .collect::<Result<_, _>>()?;
        let mut ids: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err("two fields have one id".to_owned());
        }
        if fields.is_empty() {
            return Err("a provider has one field at least".to_owned());
        }
        for addresses in std::iter::once(&self.addresses).chain(&self.also) {
            addresses.check_paths()?;
        }
        Ok(Provider {
            id: ProviderId::parse(&self.id).map_err(|error| error.to_string())?,
            number: ProviderNumber::new(self.number).map_err(|error| error.to_string())?,
            names: self.name,
            group: self.group,
            currency: self.currency,
            min,
            max,
            fields,
            fee,
            commission: self.commission,
            offline_allowed: self.offline,
            needs_check: self.check,
            cheque_when: self.cheque_when,
            addresses: self.addresses,
            also: self.also,
            supplier: self.supplier,
            ranges,
            region: self.region,
        })
    }
}

impl FeeText {
    fn table(&self, currency: Currency) -> Result<FeeTable, String> {
        let rules = self
            .rules
            .iter()
            .map(|rule| rule.rule(currency))
            .collect::<Result<_, _>>()?;
        Ok(FeeTable::new(
            currency,
            self.base,
            self.whole_credited,
            rules,
        ))
    }
}

impl FieldText {
    fn field(self) -> Result<Field, String> {
        let id = &self.id;
        if !is_field_name(id) {
            return Err(format!(
                "field {id:?}: Latin capitals, digits and _ are expected"
            ));
        }
        let longest = if matches!(id.as_str(), "NUMBER" | "ACCOUNT") {
            MAX_NUMBER
        } else {
            MAX_EXTRA
        };
        let (min_len, max_len) = (self.min_len.unwrap_or(1), self.max_len.unwrap_or(longest));
        if min_len > max_len || max_len > longest {
            return Err(format!(
                "field {id}: lengths are 1 to {longest}, the shorter one first"
            ));
        }
        let kind = match self.kind {
            KindText::Phone => FieldKind::Phone,
            KindText::Digits => FieldKind::Digits,
            KindText::Text => FieldKind::Text,
            KindText::Money => FieldKind::Money,
            KindText::Enum if self.items.is_empty() => {
                return Err(format!("field {id}: a list needs items"));
            }
            KindText::Enum => FieldKind::Enum(self.items),
        };
        if let Some(mask) = &self.mask
            && mask.chars().filter(|c| *c == '*').count() != max_len
        {
            return Err(format!("field {id}: the mask has not {max_len} places"));
        }
        if let Some(format) = &self.format {
            check_format(format, max_len).map_err(|what| format!("field {id}: {what}"))?;
        }
        Ok(Field {
            id: self.id,
            labels: self.label,
            kind,
            mask: self.mask,
            format: self.format,
            min_len,
            max_len,
            required: self.required,
            default: self.default,
        })
    }
}

impl Addresses {
    fn check_paths(&self) -> Result<(), String> {
        let all = [&self.check, &self.pay, &self.status, &self.cancel];
        let is_path = |path: &str| {
            let plain = path
                .bytes()
                .all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\'));
            path.starts_with('/') && !path.starts_with("//") && plain && !path.contains("..")
        };
        let bad = all
            .iter()
            .enumerate()
            .find(|(n, path)| !(is_path(path) || (*n == 3 && path.is_empty())));
        match bad {
            None => Ok(()),
            Some((_, path)) => Err(format!("addresses: {path:?} is not a path of a server")),
        }
    }
}

fn check_format(format: &str, max_len: usize) -> Result<(), String> {
    let mut rest = format;
    while let Some((_, behind)) = rest.split_once('[') {
        let (place, after) = behind
            .split_once(']')
            .ok_or("format: a bracket is not closed")?;
        let known = place
            .parse::<usize>()
            .is_ok_and(|n| (1..=max_len).contains(&n));
        if !known {
            return Err(format!("format: there is no character {place:?}"));
        }
        rest = after;
    }
    Ok(())
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let wrong = || format!("ranges: {text:?} is not FROM-TO with national numbers of one length");
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if from.len() != to.len() || !is_number(from) || !is_number(to) || from > to {
        return Err(wrong());
    }
    Ok((
        from.parse().map_err(|_| wrong())?,
        to.parse().map_err(|_| wrong())?,
    ))
}
