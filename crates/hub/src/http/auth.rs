//! From a form to a body under a signature that holds.
//!
//! Unknown key, revoked key, wrong signature and a key that signs in a way it may not are all one answer.

use std::net::IpAddr;

use paydesk_cyberplat::ipriv::{Document, Hash, verify};
use paydesk_cyberplat::messages::form::decode_form;

use super::desk::Desk;
use super::intake::{Taken, Turned};
use super::reply::unavailable;
use crate::core::decision::Profile;
use crate::store::parties::{self, KeyRecord};
use crate::store::{StoreError, addresses};
use rusqlite::Connection;

/// A request whose signature holds.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// The key that signed it.
    pub(super) key: KeyRecord,
    /// The signed document, byte for byte.
    pub(super) document: Vec<u8>,
    /// What stands between its BEGIN and END.
    pub(super) body: Vec<u8>,
}

/// Finds the document in a form and checks its signature.
pub(super) async fn open(desk: &Desk, taken: &Taken) -> Result<Letter, Turned> {
    open_with(desk, taken, parties::key_of).await
}

/// The same under a key that is found in a way of its own.
pub(super) async fn open_with(
    desk: &Desk,
    taken: &Taken,
    find: impl FnOnce(&Connection, u32) -> Result<Option<KeyRecord>, StoreError>,
) -> Result<Letter, Turned> {
    let document = decode_form(&taken.form).map_err(|_| Turned::NoDocument)?;
    let serial = Document::read(&document)
        .map_err(|_| Turned::Unsigned)?
        .signer_serial();
    let found = desk.store.look(|books| find(books, serial));
    let key = found.map_err(|error| {
        tracing::error!(%error, "a key could not be looked up");
        Turned::Unavailable
    })?;
    let key = key.ok_or(Turned::Unsigned)?;
    if !key.holds_at(desk.now()) {
        tracing::warn!(
            serial,
            "a request under a key whose time is over or has not come"
        );
        return Err(Turned::Unsigned);
    }
    if taken.by_get && !key.is_legacy {
        tracing::warn!(
            serial,
            "a request by GET under a key that may not: add its point with --legacy"
        );
        return Err(Turned::Unsigned);
    }
    let body = body_of(desk, &document, &key).ok_or(Turned::Unsigned)?;
    Ok(Letter {
        key,
        document,
        body,
    })
}

/// Whether a letter may come from there.
pub(super) fn may_come(
    desk: &Desk,
    (letter, from): (&Letter, Option<IpAddr>),
) -> Result<bool, Turned> {
    let Some(from) = from else {
        return Ok(true);
    };
    let key = &letter.key;
    let may = desk
        .store
        .look(|books| addresses::may_come_from(books, key.point, from))
        .map_err(unavailable)?;
    if !may {
        tracing::warn!(serial = key.serial, %from, "a request from an address that is not listed");
    }
    Ok(may)
}

fn body_of(desk: &Desk, document: &[u8], key: &KeyRecord) -> Option<Vec<u8>> {
    let public = match desk.opened(key) {
        Ok(public) => public,
        Err(error) => {
            tracing::error!(serial = key.serial, %error, "a stored key does not open");
            return None;
        }
    };
    let unread = Document::read(document).ok()?;
    let verified = verify(&unread, &public).ok()?;
    let may_md5 = key.is_legacy && key.profile == Profile::Cyberplat;
    if verified.hash == Hash::Md5 && !may_md5 {
        tracing::warn!(
            serial = key.serial,
            "a request signed with MD5 under a key that may not: add its point with --legacy"
        );
        return None;
    }
    Some(verified.body.to_vec())
}
