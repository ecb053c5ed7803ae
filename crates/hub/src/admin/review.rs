//! Payments in work and what persons decide about them, by command.

use std::path::Path;

use super::AdminError;
use super::terms::named;
use crate::core::payment::{Payment, TransId};
use crate::store;
use crate::store::proposals::{self, InWork, Open, Wish};

/// Rows that one look shows.
const SHOWN: u32 = 1000;

/// Payments that the provider has not decided, and proposals that wait for a second person.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read.
pub fn waiting(data: &Path) -> Result<(Vec<InWork>, Vec<Open>), AdminError> {
    let books = store::connect(data)?;
    Ok((proposals::in_work(&books, SHOWN)?, proposals::open(&books)?))
}

/// Proposes something about a payment. Returns the proposal's number.
///
/// # Errors
/// [`AdminError::Input`] where it does not fit the payment.
pub fn propose(
    data: &Path,
    payment: TransId,
    (wish, reason): (&Wish, &str),
    by: &str,
) -> Result<i64, AdminError> {
    if reason.trim().is_empty() {
        return Err(AdminError::Input("--reason: why?".to_owned()));
    }
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        proposals::propose(books, (payment, wish), reason.trim(), &hand)?
            .map_err(|unfit| AdminError::Input(unfit.to_string()))
    })
}

/// A second person agrees to a proposal, or anybody rejects it. Returns the payment as it stands then.
///
/// # Errors
/// [`AdminError::Input`] where it does not fit the payment any more, or the same person agrees.
pub fn decide(
    data: &Path,
    (proposal, agrees): (i64, bool),
    by: &str,
) -> Result<Payment, AdminError> {
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        proposals::decide(books, (proposal, agrees), &hand)?
            .map_err(|unfit| AdminError::Input(unfit.to_string()))
    })
}
