//! What an operator does to a hub's data folder. Everything works beside a running server.

use std::collections::HashMap;
use std::path::Path;

use paydesk_cyberplat::ipriv::{
    FastSigner, IprivError, KeyPolicy, KeyRing, NewKey as NewSecret, PublicKey, SecretKey,
    verify_document,
};
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;
use rusqlite::Connection;

use crate::core::decision::Profile;
use crate::core::minor::Minor;
use crate::serve::clock;
use crate::settings;
use crate::store::parties::{self, NewKey, Place};
use crate::store::terms::Hand;
use crate::store::verify::{self, Report, Signed};
use crate::store::{self, StoreError, epochs, keys, ledger};

pub mod days;
pub mod export;
pub mod invite;
pub mod registry;
pub mod review;
pub mod staff;
pub mod tariffs;
pub mod terms;

/// Whoever may run this program on the hub's folder.
const OPERATOR: &str = "operator";
const KEY_BITS: usize = 2048;
const FIRST_SERIAL: u32 = 10_000_000;
const SERIALS: u32 = 90_000_000;

/// Why an operator's command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder.
    #[error("the data folder cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// What was given does not fit; nothing was changed.
    #[error("{0}")]
    Input(String),
    /// The hub's own key could not be made or opened.
    #[error("the hub's key: {0}")]
    Key(#[from] IprivError),
}

/// Makes a hub: folder, key, `hub.toml` and empty books. What is there already stays as it is, so that a
/// broken run may be repeated. Returns the serial of the hub's key.
///
/// # Errors
/// [`AdminError`] when the folder cannot be written.
pub fn init(data: &Path, demo: bool) -> Result<u32, AdminError> {
    settings::make_folder(data)?;
    let now = clock::now();
    let key = own_key(data, settings::HUB, now)?;
    let signer = FastSigner::new(&key, Box::new(OsRng))?;
    let document = key.write_public(&signer, now.unix_seconds())?;
    let serial = key.public().serial();
    settings::make_private(&data.join(store::DATABASE))?;
    let books = store::create(data)?;
    store::transact(&books, |books| {
        if parties::hub_keys(books)?
            .iter()
            .all(|known| known.serial != serial)
        {
            let key = NewKey {
                serial,
                document: &document,
                profile: Profile::Paydesk,
                is_legacy: false,
            };
            parties::found_hub(books, &key, now)?;
        }
        Ok::<_, StoreError>(())
    })?;
    settings::write_config(data, demo)?;
    Ok(serial)
}

/// The secret key of a folder's owner, made where it is missing.
pub(crate) fn own_key(data: &Path, owner: &str, now: Timestamp) -> Result<SecretKey, AdminError> {
    if !settings::has_key(data, owner) {
        let mut random = [0_u8; 24];
        OsRng.fill_bytes(&mut random);
        let phrase: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let key = new_key(owner, now)?;
        let mut iv = [0_u8; 8];
        OsRng.fill_bytes(&mut iv);
        let file = key.write(phrase.as_bytes(), iv);
        settings::write_key(data, owner, (&file, phrase.as_bytes()))?;
    }
    let (file, phrase) = settings::secret_key(data, owner).map_err(AdminError::Input)?;
    Ok(SecretKey::open(&file, &phrase, KeyPolicy::Modern)?)
}

fn new_key(owner: &str, now: Timestamp) -> Result<SecretKey, IprivError> {
    let serial = FIRST_SERIAL.saturating_add(OsRng.next_u32() % SERIALS);
    let wish = NewSecret {
        serial,
        user_id: format!("paydesk-{owner}").into_bytes(),
        bits: KEY_BITS,
        made_at: now.unix_seconds(),
        policy: KeyPolicy::Modern,
    };
    SecretKey::generate(&mut OsRng, &wish)
}

/// A point's key as the operator hands it in.
#[derive(Debug, Clone)]
pub struct PointKey {
    /// SD.
    pub dealer: DealerCode,
    /// AP.
    pub point: PointCode,
    /// OP of the cashier who signs with it.
    pub cashier: CashierCode,
    /// Text of the public key file; the first key in it counts.
    pub pubkeys: Vec<u8>,
    /// What the key speaks.
    pub profile: Profile,
    /// Whether keys under 2048 bits, MD5 and GET are allowed.
    pub is_legacy: bool,
    /// Currency of the deposit, if the dealer is new.
    pub currency: Currency,
}

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It may sign from now on.
    New {
        /// Its serial.
        serial: u32,
    },
    /// It was known before; nothing was changed.
    Known {
        /// Its serial.
        serial: u32,
    },
}

/// Adds a point's key; dealer, deposit and point are made where they are missing.
///
/// # Errors
/// [`AdminError::Input`] when the file holds no usable key or its serial is taken by another one.
pub fn add_point(data: &Path, new: &PointKey) -> Result<Added, AdminError> {
    add(data, new, OnChange::Refuse)
}

/// What happens to another key under the same serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnChange {
    Refuse,
    Replace,
}

pub(crate) fn add(data: &Path, new: &PointKey, on_change: OnChange) -> Result<Added, AdminError> {
    let books = store::connect(data)?;
    store::transact(&books, |books| admit(books, new, on_change))
}

/// The same in the caller's transaction.
pub(crate) fn admit(
    books: &Connection,
    new: &PointKey,
    on_change: OnChange,
) -> Result<Added, AdminError> {
    let policy = if new.is_legacy {
        KeyPolicy::Legacy
    } else {
        KeyPolicy::Modern
    };
    let ring = KeyRing::read(&new.pubkeys);
    let opened = ring
        .open(0, policy)
        .map_err(|error| key_fault(&error, new.is_legacy))?;
    let serial = opened.serial();
    if let Some(known) = parties::key_of(books, serial)? {
        let is_same = KeyRing::read(&known.document)
            .open(serial, KeyPolicy::Legacy)
            .is_ok_and(|known| known.fingerprint() == opened.fingerprint());
        let is_here = known.dealer_code == new.dealer && known.point_code == new.point;
        let has_terms = known.profile == new.profile
            && known.is_legacy == new.is_legacy
            && known.cashier_code == new.cashier;
        if is_same && is_here && has_terms {
            return Ok(Added::Known { serial });
        }
        // The same key under new terms is admitted anew; another key needs to be meant.
        if !is_here || (!is_same && on_change == OnChange::Refuse) {
            return Err(AdminError::Input(format!(
                "serial {serial} belongs to another key (dealer {}, point {}): \
                     give the new key another serial",
                known.dealer_code, known.point_code
            )));
        }
        let hand = Hand {
            by: OPERATOR,
            at: clock::now(),
        };
        keys::revoke(books, serial, &hand)?;
    } else if parties::is_serial_taken(books, serial)? {
        return Err(AdminError::Input(format!(
            "serial {serial} is that of the hub's own key"
        )));
    }
    let place = Place {
        dealer: &new.dealer,
        point: &new.point,
        cashier: &new.cashier,
        currency: new.currency.code(),
    };
    let key = NewKey {
        serial,
        document: &new.pubkeys,
        profile: new.profile,
        is_legacy: new.is_legacy,
    };
    parties::add_key(books, &place, &key, clock::now())?;
    Ok(Added::New { serial })
}

/// Gives a point's key its next EPOCH, for the one copy of the till's data that goes on; the hub refuses every older
/// copy from its next request on. Returns the new epoch, which the till is told by `paydesk re-enrol`.
///
/// # Errors
/// [`AdminError::Input`] where that dealer's point has no such key, or one that speaks the plain protocol.
pub fn raise_epoch(
    data: &Path,
    (dealer, point): (&DealerCode, &PointCode),
    serial: u32,
) -> Result<u32, AdminError> {
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        let key = parties::key_of(books, serial)?
            .filter(|key| key.dealer_code == *dealer && key.point_code == *point)
            .ok_or_else(|| {
                let text = format!("dealer {dealer}, point {point} has no key {serial}");
                AdminError::Input(text)
            })?;
        if key.profile != Profile::Paydesk {
            let text = format!("key {serial} speaks the plain protocol, which knows no epochs");
            return Err(AdminError::Input(text));
        }
        epochs::raise_epoch(books, serial, clock::now())?
            .ok_or_else(|| AdminError::Input(format!("key {serial} has had every epoch")))
    })
}

fn key_fault(error: &IprivError, is_legacy: bool) -> AdminError {
    let text = if matches!(error, IprivError::NoSuchKey { .. }) {
        "the file holds no public key document".to_owned()
    } else if let (IprivError::KeyLength { bits }, false) = (error, is_legacy) {
        format!("the key has {bits} bits, at least 2048 are needed: old keys need --legacy")
    } else {
        format!("the public key does not open: {error}")
    };
    AdminError::Input(text)
}

/// The public keys that a till needs to check the hub's replies, the one in use first.
///
/// # Errors
/// [`AdminError::Store`] when no hub lives in the folder.
pub fn pubkeys(data: &Path) -> Result<Vec<u8>, AdminError> {
    let books = store::connect(data)?;
    let keys = parties::hub_keys(&books)?;
    Ok(keys.into_iter().flat_map(|key| key.document).collect())
}

/// The serial of the key under the hub's replies.
///
/// # Errors
/// [`AdminError`] when no hub lives in the folder.
pub fn hub_serial(data: &Path) -> Result<u32, AdminError> {
    let books = store::connect(data)?;
    let first = parties::hub_keys(&books)?.into_iter().next();
    let first = first.ok_or_else(|| AdminError::Input("the hub has no key".to_owned()))?;
    Ok(first.serial)
}

/// Books money that the settlement bank received for a dealer; returns what may be spent now.
///
/// # Errors
/// [`AdminError::Input`] for an unknown dealer or a sum that is not above zero.
pub fn add_deposit(
    data: &Path,
    dealer: &DealerCode,
    amount: Money,
    text: &str,
) -> Result<Money, AdminError> {
    if !amount.is_positive() {
        return Err(AdminError::Input("the sum must be above zero".to_owned()));
    }
    let currency = amount.currency();
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        let account = parties::open_deposit(books, dealer, currency.code())?.ok_or_else(|| {
            AdminError::Input(format!(
                "dealer {dealer} is not known: add a point of it first"
            ))
        })?;
        let sums = ledger::refill(
            books,
            account,
            (Minor::new(amount.minor()), text),
            clock::now(),
        )?;
        let available = sums.available().map_err(StoreError::from)?;
        Ok(Money::new(available.get(), currency))
    })
}

/// Whether money was ever booked for a dealer in that currency.
pub(crate) fn was_refilled(
    data: &Path,
    dealer: &DealerCode,
    currency: Currency,
) -> Result<bool, AdminError> {
    let books = store::connect(data)?;
    let Some(account) = parties::open_deposit(&books, dealer, currency.code())? else {
        return Ok(false);
    };
    Ok(ledger::deposit(&books, account)?.credit_posted > Minor::ZERO)
}

/// The currency of a dealer's first deposit.
///
/// # Errors
/// [`AdminError::Input`] for an unknown dealer.
pub fn currency_of(data: &Path, dealer: &DealerCode) -> Result<Currency, AdminError> {
    let books = store::connect(data)?;
    let found = parties::deposit_of(&books, dealer)?;
    let (_, code) = found.ok_or_else(|| {
        AdminError::Input(format!(
            "dealer {dealer} is not known: add a point of it first"
        ))
    })?;
    Currency::from_code(&code).ok_or_else(|| AdminError::Input(format!("unknown currency {code}")))
}

/// Checks the whole books: every rule, the audit chain, and every stored signature.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read at all.
pub fn ledger_check(data: &Path) -> Result<Report, AdminError> {
    let books = store::connect(data)?;
    let mut opened = Opened::new();
    Ok(verify::verify(&books, |signed| holds(signed, &mut opened))?)
}

/// Keys by serial, terms and document; none for one that does not open.
type Opened = HashMap<(u32, bool, Vec<u8>), Option<PublicKey>>;

/// Whether a signature holds. A key is opened once: it stands under every text of its point.
fn holds(signed: &Signed, opened: &mut Opened) -> bool {
    let Signed {
        serial, is_legacy, ..
    } = *signed;
    let policy = if is_legacy {
        KeyPolicy::Legacy
    } else {
        KeyPolicy::Modern
    };
    let key = opened
        .entry((serial, is_legacy, signed.key_document.clone()))
        .or_insert_with(|| {
            let ring = KeyRing::read(&signed.key_document);
            ring.open(serial, policy).ok()
        });
    key.as_ref()
        .is_some_and(|key| verify_document(&signed.document, key).is_ok())
}
