//! The close of a business day, by command.

use std::path::Path;

use paydesk_cyberplat::ipriv::{
    FastSigner, Hash, KeyRing, Signer as _, sign_document, verify_document,
};
use paydesk_cyberplat::messages::account::Day;
use paydesk_domain::ids::DealerCode;
use rand::rngs::OsRng;

use super::terms::named;
use super::{AdminError, own_key};
use crate::registry::{self, is_over, iso};
use crate::settings;
use crate::store::days::{self, Closed};
use crate::store::registry::Whose;
use crate::store::terms::Hand;
use crate::store::{self, StoreError, parties};

/// One dealer's day that was closed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The dealer's code.
    pub dealer: String,
    /// Its currency.
    pub currency: String,
    /// What it came to.
    pub closed: Closed,
}

/// Closes a day that is over, of one dealer or of all who have it open, and signs the head of the books.
///
/// # Errors
/// [`AdminError::Input`] where the day is not over, an earlier one is still open, or there is nothing to close.
pub fn close(
    data: &Path,
    (day, dealer): (Day, Option<&DealerCode>),
    by: &str,
) -> Result<(Vec<Row>, Vec<u8>), AdminError> {
    let hand = named(by)?;
    let wanted = iso(day);
    let key = own_key(data, settings::HUB, hand.at)?;
    let signer = FastSigner::new(&key, Box::new(OsRng))?;
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        let mut rows = Vec::new();
        for whose in days::dealers(books)? {
            let is_meant = dealer.is_none_or(|code| code.as_wire() == whose.code);
            if is_meant && days::closed(books, &whose, &wanted)?.is_none() {
                rows.push(close_one(books, (&whose, &wanted), &hand)?);
            }
        }
        if rows.is_empty() {
            return Err(AdminError::Input(format!(
                "{wanted} is closed already, or no such dealer"
            )));
        }
        let head = days::next_head(books, &wanted, hand.at)?;
        let serial = signer.public().serial();
        let keys = parties::hub_keys(books)?;
        let known = keys.iter().find(|known| known.serial == serial);
        let known = known.ok_or_else(|| {
            AdminError::Input(format!("the books do not know the hub's key {serial}"))
        })?;
        let document = sign_document(&signer, Hash::Sha256, hand.at.unix_seconds(), &head.body())?;
        days::keep_head(books, &head, (known.key, &document))?;
        Ok((rows, document))
    })
}

fn close_one(
    books: &rusqlite::Connection,
    (whose, day): (&Whose, &str),
    hand: &Hand<'_>,
) -> Result<Row, AdminError> {
    let code = &whose.code;
    if !is_over(day, whose, hand.at) {
        let text = format!(
            "{day} is not over yet for dealer {code}: wait until five minutes after midnight"
        );
        return Err(AdminError::Input(text));
    }
    if let Some(open) = days::left_open(books, whose, day)? {
        let text = format!("dealer {code} has {open} still open: close it first");
        return Err(AdminError::Input(text));
    }
    let digest = registry::digest(books, (whose, day))?;
    let closed = days::close(books, (whose, day), digest, hand)?;
    Ok(Row {
        dealer: code.clone(),
        currency: whose.currency.clone(),
        closed,
    })
}

/// The signed head of the books, the newest or the newest of a day; its signature was verified.
///
/// # Errors
/// [`AdminError::Input`] where none was made, or it does not verify.
pub fn head(data: &Path, day: Option<Day>) -> Result<Vec<u8>, AdminError> {
    let books = store::connect(data)?;
    let wanted = day.map(iso);
    let document = days::head(&books, wanted.as_deref())?;
    let document = document
        .ok_or_else(|| AdminError::Input("no day was closed: paydesk-hub day close".to_owned()))?;
    let keys: Vec<u8> = parties::hub_keys(&books)?
        .into_iter()
        .flat_map(|key| key.document)
        .collect();
    let ring = KeyRing::read(&keys);
    let is_sound = ring
        .serials()
        .collect::<Vec<_>>()
        .into_iter()
        .any(|serial| {
            let key = ring.open(serial, paydesk_cyberplat::ipriv::KeyPolicy::Modern);
            key.is_ok_and(|key| verify_document(&document, &key).is_ok())
        });
    if is_sound {
        Ok(document)
    } else {
        Err(AdminError::Store(StoreError::BadRow {
            table: "head",
            column: "document",
        }))
    }
}
