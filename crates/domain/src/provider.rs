//! Providers as the catalogue describes them: fields, limits, fees, addresses.
//!
//! A catalogue is data; nothing here knows where its files lie or who signed them.

mod catalogue;
mod field;
mod read;

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use serde::Deserialize;

use crate::commission::Ppm;
use crate::details::Details;
use crate::fee::FeeTable;
use crate::ids::BadId;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::phone::{Phone, Region};

pub(crate) use field::stands_between;

pub use catalogue::{AddressKind, Catalogue, CatalogueError};
pub use field::{BadField, BadValue, Field, FieldKind};

/// The catalogue of the demo hub: invented providers that exist nowhere else.
pub const DEMO_CATALOGUE: &str = include_str!("../../../assets/providers/demo.toml");

/// A provider's name in our own books: 1 to 32 small Latin letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(String);

impl ProviderId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`BadId`] when it has another form.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(known) {
            return Ok(Self(text.to_owned()));
        }
        Err(BadId {
            what: "provider",
            found: text.to_owned(),
            expected: "1 to 32 small Latin letters, digits and hyphens",
        })
    }

    /// The id as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for ProviderId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A provider's number on the wire, 1 to 999 999 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderNumber(u32);

impl ProviderNumber {
    /// The provider with this number.
    ///
    /// # Errors
    /// [`BadId`] when it is 0 or has more than nine digits.
    pub fn new(number: u32) -> Result<Self, BadId> {
        if (1..=999_999_999).contains(&number) {
            return Ok(Self(number));
        }
        let expected = "1 to 999999999";
        Err(BadId {
            what: "provider number",
            found: number.to_string(),
            expected,
        })
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// When a payment has its cheque.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChequeWhen {
    /// Once the server has accepted it.
    #[default]
    Accepted,
    /// Only once the provider has credited it.
    Final,
}

/// A text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    ru: String,
    bg: String,
    en: String,
}

impl Names {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Ru => &self.ru,
            Language::Bg => &self.bg,
            Language::En => &self.en,
        }
    }

    fn all(&self) -> [&str; 3] {
        [&self.ru, &self.bg, &self.en]
    }
}

/// Paths of a provider's pages at the server, as they stand in the catalogue; never built by a program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    /// Asks for consent.
    pub check: String,
    /// Pays.
    pub pay: String,
    /// Asks how a payment ended.
    pub status: String,
    /// Closes a SESSION (`paydesk` profile); empty where the server has no such page.
    #[serde(default)]
    pub cancel: String,
}

/// Whose service is paid; stands on the cheque.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// Legal name.
    pub name: String,
    /// Tax number.
    #[serde(default)]
    pub tax_number: String,
    /// Telephone for the payer's questions.
    #[serde(default)]
    pub phone: String,
}

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Our id.
    pub id: ProviderId,
    /// Its number on the wire.
    pub number: ProviderNumber,
    names: Names,
    /// Under which tab it stands, for instance `mobile`.
    pub group: String,
    /// In which currency it is paid.
    pub currency: Currency,
    /// Smallest credited sum.
    pub min: Money,
    /// Largest credited sum.
    pub max: Money,
    /// What is asked of the payer, in the order of the form.
    pub fields: Vec<Field>,
    /// The payer's fee.
    pub fee: FeeTable,
    /// The dealer's commission from the credited sum.
    pub commission: Ppm,
    /// Whether cash may be taken while the server cannot be asked.
    pub offline_allowed: bool,
    /// Whether a pay must be preceded by a check.
    pub needs_check: bool,
    /// When the payment has its cheque.
    pub cheque_when: ChequeWhen,
    /// Its pages at the server.
    pub addresses: Addresses,
    /// Further pages of the same meaning that old programs use; only a hub looks at them.
    pub also: Vec<Addresses>,
    /// Whose service it is.
    pub supplier: Supplier,
    ranges: Vec<(u64, u64)>,
    /// Whose way of writing numbers its fields follow.
    pub region: Region,
}

/// Why a credited sum is not taken for a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLimit {
    /// Below the smallest sum.
    #[error("the least that can be paid is {min}")]
    TooSmall {
        /// Smallest credited sum.
        min: Money,
    },
    /// Above the largest sum.
    #[error("the most that can be paid at once is {max}")]
    TooLarge {
        /// Largest credited sum.
        max: Money,
    },
    /// Another currency.
    #[error("the provider is paid in {expected}")]
    Currency {
        /// The provider's currency.
        expected: Currency,
    },
}

impl Provider {
    /// Its name for people.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        self.names.get(language)
    }

    /// Turns what was typed, by wire name of the field, into what is sent.
    ///
    /// # Errors
    /// [`BadField`] names the first field that does not fit, in the order of the form.
    pub fn accept(&self, typed: &BTreeMap<String, String>) -> Result<Details, BadField> {
        if let Some(id) = typed.keys().find(|id| self.field(id).is_none()) {
            return Err(BadField {
                field: id.clone(),
                why: BadValue::Unknown,
            });
        }
        let mut values = BTreeMap::new();
        for field in &self.fields {
            let text = typed.get(&field.id).map_or("", String::as_str);
            if let Some(value) = field.accept(text, self.region, self.currency)? {
                values.insert(field.id.clone(), value);
            }
        }
        let number = values.remove("NUMBER").unwrap_or_default();
        let account = values.remove("ACCOUNT").unwrap_or_default();
        Details::new(number, account, values).map_err(|bad| BadField::from_detail(&bad))
    }

    /// Whether wire values, as any till may send them, fit the fields. Fields of which the catalogue knows
    /// nothing are not looked at.
    ///
    /// # Errors
    /// [`BadField`] names the first field that does not fit.
    pub fn accept_wire(&self, details: &Details) -> Result<(), BadField> {
        self.fields.iter().try_for_each(|field| {
            let value = match field.id.as_str() {
                "NUMBER" => details.number.expose().as_str(),
                "ACCOUNT" => details.account.expose().as_str(),
                other => details
                    .extra
                    .get(other)
                    .map_or("", |value| value.expose().as_str()),
            };
            field.accept_wire(value, self.region, self.currency)
        })
    }

    /// Whether a credited sum lies within the limits.
    ///
    /// # Errors
    /// [`BadLimit`].
    pub fn check_sum(&self, credited: Money) -> Result<(), BadLimit> {
        if credited.currency() != self.currency {
            return Err(BadLimit::Currency {
                expected: self.currency,
            });
        }
        if credited.minor() < self.min.minor() {
            return Err(BadLimit::TooSmall { min: self.min });
        }
        if credited.minor() > self.max.minor() {
            return Err(BadLimit::TooLarge { max: self.max });
        }
        Ok(())
    }

    /// The field with this wire name.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Whether the catalogue gives the number to this provider. A ported number may have another one: the
    /// server decides.
    #[must_use]
    pub fn serves(&self, phone: &Phone) -> bool {
        let number: Option<u64> = phone.national().parse().ok();
        phone.region() == self.region
            && number.is_some_and(|n| {
                self.ranges
                    .iter()
                    .any(|(from, to)| (*from..=*to).contains(&n))
            })
    }

    /// Whether a number that begins with these national digits may be one of this provider's; never before the
    /// third digit. A ported number may have another provider: the server decides.
    #[must_use]
    pub fn may_serve(&self, begun: &str) -> bool {
        let Ok(typed) = begun.parse::<u64>() else {
            return false;
        };
        if begun.len() < 3 || !begun.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        self.ranges.iter().any(|(from, to)| {
            let (from, to) = (from.to_string(), to.to_string());
            let begins = |end: &str| end.get(..begun.len()).and_then(|part| part.parse().ok());
            match (begins(&from), begins(&to)) {
                (Some(low), Some(high)) => (low..=high).contains(&typed),
                (None, _) | (_, None) => false,
            }
        })
    }
}

#[cfg(test)]
mod tests;
