//! One-time logins: the operator gives one out, a point hands in its public key under it.

use std::path::Path;

use paydesk_cyberplat::ipriv::{KeyPolicy, KeyRing};
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::Currency;
use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::terms::named;
use super::{AdminError, FIRST_SERIAL, OnChange, PointKey, SERIALS, admit};
use crate::core::decision::Profile;
use crate::store::invitations::{self, Invitation, Known};
use crate::store::{self, StoreError, parties};

/// How far the time in a new key may be from the hub's. Source: dealer protocol, key registration.
const CLOCKS_APART_S: u64 = 10 * 60;
const HOUR_MS: i64 = 60 * 60 * 1000;
/// Letters that nobody takes for another one.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Whose key is expected.
#[derive(Debug, Clone)]
pub struct Wish {
    /// SD.
    pub dealer: DealerCode,
    /// AP.
    pub point: PointCode,
    /// OP.
    pub cashier: CashierCode,
    /// What the key will speak.
    pub profile: Profile,
    /// Whether old ways are allowed.
    pub is_legacy: bool,
    /// Currency of the deposit, if the dealer is new.
    pub currency: Currency,
    /// Hours for which the login holds.
    pub hours: u8,
}

/// What the point is told; the password is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// UserID.
    pub login: String,
    /// Password.
    pub password: String,
    /// Serial that the key will have.
    pub serial: u32,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

fn letters(count: usize) -> String {
    let letter = |_| char::from(LETTERS[(OsRng.next_u32() % 32) as usize]);
    (0..count).map(letter).collect()
}

/// As typed: in small letters, with blanks or hyphens between groups.
fn plain(typed: &str) -> String {
    let kept = typed.chars().filter(|letter| !matches!(letter, ' ' | '-'));
    kept.collect::<String>().to_uppercase()
}

fn secret_of(login: &str, password: &str) -> [u8; 32] {
    Sha256::digest(format!("{}\n{}", plain(login), plain(password))).into()
}

/// Gives out a login for one key of one point.
///
/// # Errors
/// [`AdminError`] when the books cannot be written.
pub fn invite(data: &Path, wish: &Wish, by: &str) -> Result<Login, AdminError> {
    let hand = named(by)?;
    let (login, password) = (letters(8), letters(12));
    let expires_at = hand.at.plus_ms(HOUR_MS.saturating_mul(wish.hours.into()));
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        let serial = free_serial(books)?;
        let new = Invitation {
            secret: secret_of(&login, &password),
            login,
            dealer: wish.dealer.as_wire().to_owned(),
            point: wish.point.as_wire().to_owned(),
            cashier: wish.cashier.as_wire().to_owned(),
            profile: wish.profile.as_key().to_owned(),
            is_legacy: wish.is_legacy,
            currency: wish.currency.code().to_owned(),
            serial,
            expires_at,
        };
        invitations::add(books, &new, &hand)?;
        let groups: Vec<&str> = [0, 4, 8].map(|at| &password[at..at + 4]).to_vec();
        Ok(Login {
            login: new.login,
            password: groups.join("-"),
            serial,
            expires_at,
        })
    })
}

fn free_serial(books: &Connection) -> Result<u32, StoreError> {
    loop {
        let serial = FIRST_SERIAL.saturating_add(OsRng.next_u32() % SERIALS);
        let is_taken = parties::is_serial_taken(books, serial)?
            || invitations::is_serial_promised(books, serial)?;
        if !is_taken {
            return Ok(serial);
        }
    }
}

/// Why a point gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// Unknown, over, used up or a wrong password, never told apart.
    Login,
    /// The key says that it was made at another time than now.
    Clock,
    /// No key, or not the one that was asked for.
    Key,
}

/// A login and its password as they came.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) login: String,
    pub(crate) password: String,
}

/// The invitation of a login. A wrong password is counted in the same commit.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub(crate) fn look(
    books: &Connection,
    shown: &Shown,
    now: Timestamp,
) -> Result<Result<Known, Denied>, StoreError> {
    let Some(known) = invitations::find(books, &plain(&shown.login))? else {
        return Ok(Err(Denied::Login));
    };
    // Hashes are compared: how far they agree tells nothing about the password.
    let is_right = known.invitation.secret == secret_of(&shown.login, &shown.password);
    if !is_right {
        invitations::count_failure(books, &known.invitation.login)?;
    }
    Ok(if is_right && known.is_open_at(now) {
        Ok(known)
    } else {
        Err(Denied::Login)
    })
}

/// Takes the key that a login hands in. The same key again is told the same: the answer may have been lost.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub(crate) fn hand_in(
    books: &Connection,
    (shown, document): (&Shown, &[u8]),
    now: Timestamp,
) -> Result<Result<(), Denied>, StoreError> {
    let known = match look(books, shown, now)? {
        Ok(known) => known,
        Err(denied) => return Ok(Err(denied)),
    };
    if let Some(before) = &known.document {
        let is_same = before.as_slice() == document;
        return Ok(if is_same { Ok(()) } else { Err(Denied::Login) });
    }
    let new = match key_of(&known.invitation, document, now)? {
        Ok(new) => new,
        Err(denied) => return Ok(Err(denied)),
    };
    match admit(books, &new, OnChange::Refuse) {
        Ok(_) => {}
        Err(AdminError::Store(error)) => return Err(error),
        Err(AdminError::File(error)) => return Err(StoreError::File(error)),
        Err(AdminError::Input(_) | AdminError::Key(_)) => return Ok(Err(Denied::Key)),
    }
    invitations::close(books, (&known.invitation.login, document), now)?;
    Ok(Ok(()))
}

/// The key, if it has the promised serial, proves itself by its own signature, and was made just now.
fn key_of(
    invitation: &Invitation,
    document: &[u8],
    now: Timestamp,
) -> Result<Result<PointKey, Denied>, StoreError> {
    let policy = if invitation.is_legacy {
        KeyPolicy::Legacy
    } else {
        KeyPolicy::Modern
    };
    let ring = KeyRing::read(document);
    let opened = ring.open(invitation.serial, policy).and_then(|key| {
        let proved = ring.open_certified(invitation.serial, &key, policy);
        proved.map(|key| (key, ring.serials().count()))
    });
    let Ok((key, 1)) = opened else {
        return Ok(Err(Denied::Key));
    };
    let apart = i64::from(key.made_at()).abs_diff(i64::from(now.unix_seconds()));
    if apart > CLOCKS_APART_S {
        return Ok(Err(Denied::Clock));
    }
    let bad = |column| StoreError::BadRow {
        table: "invitation",
        column,
    };
    Ok(Ok(PointKey {
        dealer: DealerCode::parse(&invitation.dealer).map_err(|_| bad("dealer"))?,
        point: PointCode::parse(&invitation.point).map_err(|_| bad("point"))?,
        cashier: CashierCode::parse(&invitation.cashier).map_err(|_| bad("cashier"))?,
        pubkeys: document.to_vec(),
        profile: Profile::from_key(&invitation.profile).ok_or_else(|| bad("profile"))?,
        is_legacy: invitation.is_legacy,
        currency: Currency::from_code(&invitation.currency).ok_or_else(|| bad("currency"))?,
    }))
}
