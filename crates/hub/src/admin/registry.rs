//! Registries of dealers, and the keys that ask for them, by command.

use std::fs;
use std::path::Path;

use paydesk_cyberplat::ipriv::{KeyPolicy, KeyRing};
use paydesk_cyberplat::messages::account::Day;
use paydesk_domain::ids::DealerCode;

use super::terms::{Whose, named, party};
use super::{AdminError, key_fault};
use crate::core::decision::Profile;
use crate::registry::{self, RegistryError};
use crate::serve::clock;
use crate::store::parties::{self, NewKey};
use crate::store::registry::{Totals, dealer};
use crate::store::{self, keys};

/// Writes the registry of a dealer's day, gzip, to `out`.
///
/// # Errors
/// [`AdminError::Input`] for an unknown dealer or a day that is not over.
pub fn write(
    data: &Path,
    (code, day): (&DealerCode, Day),
    out: &Path,
) -> Result<Totals, AdminError> {
    let books = store::connect(data)?;
    let whose = dealer(&books, code.as_wire())?
        .ok_or_else(|| AdminError::Input(format!("dealer {code} is not known")))?;
    let made = registry::of_day(data, &books, (&whose, day), clock::now());
    let made = made.map_err(|error| match error {
        RegistryError::Store(error) => AdminError::Store(error),
        RegistryError::File(error) => AdminError::File(error),
        RegistryError::NotOver | RegistryError::Changed => AdminError::Input(error.to_string()),
    })?;
    fs::copy(&made.file, out)?;
    Ok(made.totals)
}

/// Admits a dealer's statistics key: it asks for registries and for nothing else. Returns its serial.
///
/// # Errors
/// [`AdminError::Input`] when the file holds no usable key, the dealer is not known or the serial is taken.
pub fn admit_statistics_key(
    data: &Path,
    code: &DealerCode,
    (pubkeys, is_legacy): (&[u8], bool),
    by: &str,
) -> Result<u32, AdminError> {
    let policy = if is_legacy {
        KeyPolicy::Legacy
    } else {
        KeyPolicy::Modern
    };
    let serial = KeyRing::read(pubkeys)
        .open(0, policy)
        .map_err(|error| key_fault(&error, is_legacy))?
        .serial();
    let books = store::connect(data)?;
    let hand = named(by)?;
    store::transact(&books, |books| {
        let whose = Whose {
            dealer: code.clone(),
            point: None,
        };
        let party = party(books, &whose)?;
        if parties::is_serial_taken(books, serial)? {
            let text = format!("serial {serial} is in use: give the statistics key another one");
            return Err(AdminError::Input(text));
        }
        let key = NewKey {
            serial,
            document: pubkeys,
            profile: Profile::Cyberplat,
            is_legacy,
        };
        keys::add_statistics_key(books, (party, code), &key, &hand)?;
        Ok(serial)
    })
}
