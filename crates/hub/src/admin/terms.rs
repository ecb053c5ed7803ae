//! Terms of dealers and points, by command.

use std::path::Path;

use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::AdminError;
use crate::core::limits::{Cap, Hours, Standing};
use crate::core::minor::Minor;
use crate::core::network::Network;
use crate::core::payment::PartyId;
use crate::serve::clock;
use crate::store::addresses;
use crate::store::keys::{self, KeyRow};
use crate::store::parties;
use crate::store::terms::{self, Hand, Listed, Permission, Row};
use crate::store::{self, StoreError};

/// A dealer, or one point of it.
#[derive(Debug, Clone)]
pub struct Whose {
    /// SD.
    pub dealer: DealerCode,
    /// AP; the dealer itself without it.
    pub point: Option<PointCode>,
}

/// One change of terms.
#[derive(Debug, Clone)]
pub enum Change {
    /// Lets it work, or not, and why.
    Standing(Standing, String),
    /// The point's timetable; none is always.
    Hours(Option<Hours>),
    /// The most in one payment and in one day; for one provider, or for all where it is 0.
    Limit {
        /// The provider's number, 0 for all.
        provider: u32,
        /// The most in one payment.
        per_payment: Option<Money>,
        /// The most in one day.
        per_day: Option<Money>,
        /// Of both.
        currency: Currency,
    },
    /// From where its requests may come; from anywhere where there are none.
    Addresses(Vec<Network>),
    /// So much below zero the deposit may go.
    Credit(Money),
    /// What is said about it and a provider; false takes it back.
    Permission(u32, Permission, bool),
}

pub(super) fn party(books: &Connection, whose: &Whose) -> Result<PartyId, AdminError> {
    let found = terms::party_of(books, &whose.dealer, whose.point.as_ref())?;
    found.ok_or_else(|| {
        let text = match &whose.point {
            Some(point) => format!("dealer {} has no point {point}", whose.dealer),
            None => format!("dealer {} is not known", whose.dealer),
        };
        AdminError::Input(format!("{text}: add the key of a point first"))
    })
}

/// Changes the terms of a dealer or point.
///
/// # Errors
/// [`AdminError::Input`] where it is not known, or the change does not fit it; nothing is changed then.
pub fn change(data: &Path, whose: &Whose, change: &Change, by: &str) -> Result<(), AdminError> {
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        let party = party(books, whose)?;
        let is_point = whose.point.is_some();
        match change {
            Change::Standing(Standing::Suspended, _) if is_point => {
                input("a point has no account: block it, or suspend its dealer")
            }
            Change::Standing(standing, reason) => Ok(terms::set_standing(
                books,
                party,
                (*standing, reason),
                &hand,
            )?),
            Change::Addresses(networks) => Ok(addresses::set(books, (party, networks), &hand)?),
            Change::Hours(_) if !is_point => input("hours are those of a point: --point AP"),
            Change::Hours(hours) => Ok(terms::set_hours(books, party, *hours, &hand)?),
            Change::Limit { provider, .. } if *provider > 0 && !is_point => {
                input("a limit for one provider is a point's: --point AP")
            }
            Change::Limit {
                provider,
                per_payment,
                per_day,
                currency,
            } => {
                let is_nothing = |sum: &Option<Money>| sum.is_some_and(|sum| !sum.is_positive());
                if is_nothing(per_payment) || is_nothing(per_day) {
                    return input("a limit must be above zero; to stop all payments, block");
                }
                let minor = |sum: &Option<Money>| sum.map(|sum| Minor::new(sum.minor()));
                let cap = Cap {
                    per_payment: minor(per_payment),
                    per_day: minor(per_day),
                };
                let place = (party, *provider, currency.code());
                Ok(terms::set_cap(books, place, cap, &hand)?)
            }
            Change::Credit(_) if is_point => {
                input("the deposit is the dealer's: leave --point out")
            }
            Change::Credit(limit) if limit.minor() < 0 => input("a credit limit is not below zero"),
            Change::Credit(limit) => credit(books, party, *limit, &hand),
            Change::Permission(_, Permission::Registered, _) if !is_point => {
                input("a provider registers points: --point AP")
            }
            Change::Permission(provider, permission, holds) => Ok(terms::set_permission(
                books,
                (party, *provider),
                (*permission, *holds),
                &hand,
            )?),
        }
    })
}

fn input(text: &str) -> Result<(), AdminError> {
    Err(AdminError::Input(text.to_owned()))
}

pub(super) fn named(by: &str) -> Result<Hand<'_>, AdminError> {
    let by = by.trim();
    let is_name = !by.is_empty() && by.chars().count() <= 64 && !by.chars().any(char::is_control);
    if !is_name {
        return Err(AdminError::Input(
            "--by needs the name of a person, at most 64 letters".to_owned(),
        ));
    }
    let at = clock::now();
    Ok(Hand { by, at })
}

fn credit(
    books: &Connection,
    dealer: PartyId,
    limit: Money,
    hand: &Hand<'_>,
) -> Result<(), AdminError> {
    let code = limit.currency().code();
    let set = terms::set_credit(books, (dealer, code), Minor::new(limit.minor()), hand);
    match set {
        Ok(true) => Ok(()),
        Ok(false) => input(&format!("the dealer has no deposit in {code}")),
        Err(StoreError::Sqlite(error))
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            input("the deposit is below that already: book a refill first")
        }
        Err(error) => Err(error.into()),
    }
}

/// Puts details on the black list with a reason, or takes them off without one. Returns whether that changed anything.
///
/// # Errors
/// [`AdminError::Input`] where both number and account are empty.
pub fn list(
    data: &Path,
    details: &Listed,
    reason: Option<&str>,
    by: &str,
) -> Result<bool, AdminError> {
    if details.number.is_empty() && details.account.is_empty() {
        return Err(AdminError::Input(
            "--number or --account: which details?".to_owned(),
        ));
    }
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        Ok(terms::set_listed(books, details, reason, &hand)?)
    })
}

/// Every dealer with its points.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read.
pub fn parties(data: &Path) -> Result<Vec<Row>, AdminError> {
    Ok(terms::parties(&store::connect(data)?)?)
}

/// Every key that ever signed here.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read.
pub fn keys(data: &Path) -> Result<Vec<KeyRow>, AdminError> {
    Ok(keys::keys(&store::connect(data)?)?)
}

/// Ends the use of a point's key: it signs nothing new, and what it signed still verifies.
///
/// # Errors
/// [`AdminError::Input`] where no active key has that serial, or it is the hub's own.
pub fn revoke(data: &Path, serial: u32, by: &str) -> Result<(), AdminError> {
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        let is_known = parties::key_of(books, serial)?.is_some()
            || keys::statistics_key(books, serial)?.is_some();
        if !is_known {
            return input(&format!("no point has an active key {serial}"));
        }
        keys::revoke(books, serial, &hand)?;
        Ok(())
    })
}

/// Sets from when to when a point's key holds, both inclusive.
///
/// # Errors
/// [`AdminError::Input`] where no active key has that serial, or the end is before the beginning.
pub fn set_validity(
    data: &Path,
    serial: u32,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    by: &str,
) -> Result<(), AdminError> {
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return input("the key would end before it begins");
    }
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        if keys::set_validity(books, serial, (from, until), &hand)? {
            Ok(())
        } else {
            input(&format!("no point has an active key {serial}"))
        }
    })
}
