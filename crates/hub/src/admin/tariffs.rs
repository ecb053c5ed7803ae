//! Tariffs and sub-dealers, by command.

use std::path::Path;

use paydesk_domain::commission::Ppm;
use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::money::Money;
use paydesk_domain::time::Timestamp;

use super::AdminError;
use super::terms::{Whose, named, party};
use crate::core::minor::Minor;
use crate::store;
use crate::store::tariffs::{self, Place, RuleRow};

/// A rule about the commission.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Whose; every dealer's without it.
    pub dealer: Option<DealerCode>,
    /// The provider's number; 0 means every provider.
    pub provider: u32,
    /// From this volume of the month on; its currency is that of the rule.
    pub from_volume: Money,
    /// The commission; none ends the rule of this place.
    pub commission: Option<Ppm>,
    /// From when on; from now on without it.
    pub from: Option<Timestamp>,
}

/// Adds a rule.
///
/// # Errors
/// [`AdminError::Input`] where the dealer is not known, the volume is below zero, or the rule would begin in the past.
pub fn add_rule(data: &Path, rule: &Rule, by: &str) -> Result<(), AdminError> {
    let books = store::connect(data)?;
    let hand = named(by)?;
    if rule.from_volume.minor() < 0 {
        return Err(AdminError::Input("a volume is not below zero".to_owned()));
    }
    if rule.from.is_some_and(|from| from < hand.at) {
        let text = "a rule begins now or later: payments that were checked keep theirs";
        return Err(AdminError::Input(text.to_owned()));
    }
    store::transact(&books, |books| {
        let dealer = rule.dealer.clone().map(|dealer| {
            let whose = Whose {
                dealer,
                point: None,
            };
            party(books, &whose)
        });
        let place = Place {
            dealer: dealer.transpose()?,
            provider: rule.provider,
            currency: rule.from_volume.currency().code(),
            from_volume: Minor::new(rule.from_volume.minor()),
        };
        let from = rule.from.unwrap_or(hand.at);
        Ok(tariffs::add_rule(
            books,
            &place,
            (rule.commission, from),
            &hand,
        )?)
    })
}

/// Every rule that holds or will.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read.
pub fn rules(data: &Path) -> Result<Vec<RuleRow>, AdminError> {
    Ok(tariffs::rules(&store::connect(data)?)?)
}

/// A sub-dealer's part of the commission.
#[derive(Debug, Clone)]
pub struct Share {
    /// Whose network it belongs to.
    pub dealer: DealerCode,
    /// Its code within it.
    pub subdealer: String,
    /// The provider's number; 0 means every provider.
    pub provider: u32,
    /// Its part of the credited sum.
    pub share: Ppm,
}

fn is_code(code: &str) -> Result<(), AdminError> {
    let is_plain =
        (1..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_plain {
        return Ok(());
    }
    let text = "a sub-dealer's code is 1 to 20 Latin letters and digits";
    Err(AdminError::Input(text.to_owned()))
}

/// Sets a sub-dealer's share; the sub-dealer is made where it is missing.
///
/// # Errors
/// [`AdminError::Input`] where the dealer is not known or the code has no form.
pub fn set_share(data: &Path, share: &Share, by: &str) -> Result<(), AdminError> {
    is_code(&share.subdealer)?;
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        let whose = Whose {
            dealer: share.dealer.clone(),
            point: None,
        };
        let dealer = party(books, &whose)?;
        let sub = tariffs::subdealer(books, dealer, &share.subdealer, hand.at)?;
        Ok(tariffs::set_share(
            books,
            (sub, share.provider),
            share.share,
            &hand,
        )?)
    })
}

/// Puts a point under a sub-dealer, or directly under its dealer.
///
/// # Errors
/// [`AdminError::Input`] where dealer, point or sub-dealer is not known.
pub fn assign(
    data: &Path,
    (dealer, point): (&DealerCode, &PointCode),
    subdealer: Option<&str>,
    by: &str,
) -> Result<(), AdminError> {
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        let whose = |point: Option<&PointCode>| Whose {
            dealer: dealer.clone(),
            point: point.cloned(),
        };
        let (owner, point) = (
            party(books, &whose(None))?,
            party(books, &whose(Some(point)))?,
        );
        let sub = match subdealer {
            None => None,
            Some(code) => Some(tariffs::find_subdealer(books, owner, code)?.ok_or_else(|| {
                AdminError::Input(format!(
                    "dealer {dealer} has no sub-dealer {code}: set its share first"
                ))
            })?),
        };
        Ok(tariffs::assign(books, (point, sub), &hand)?)
    })
}
