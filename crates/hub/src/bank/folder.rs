//! A bank's data folder: its key, its books, who may ask, and what an operator does there.

use std::path::Path;

use paydesk_cyberplat::ipriv::{FastSigner, IprivError, KeyPolicy, KeyRing};
use paydesk_domain::ids::DealerCode;
use paydesk_domain::money::Money;
use rand::rngs::OsRng;

use super::books::keys::{self, Admitted, Owner};
use super::books::{self, Books, BooksError, DATABASE};
use super::wire::{Account, Page, Period};
use crate::admin::{self, AdminError};
use crate::core::minor::Minor;
use crate::serve::clock;
use crate::settings;

const OWNER: &str = "bank";

/// Why an operator's command was not carried out, or a bank does not start.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// Its books.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// Its folder or key.
    #[error(transparent)]
    Folder(#[from] AdminError),
    /// What was given does not fit; nothing was changed.
    #[error("{0}")]
    Input(String),
    /// The address to listen on, or a thread.
    #[error("cannot serve: {0}")]
    Serve(std::io::Error),
}

impl From<IprivError> for BankError {
    fn from(error: IprivError) -> Self {
        Self::Folder(AdminError::Key(error))
    }
}

/// Makes a bank: folder, key and empty books. What is there already stays. Returns the serial of its key.
///
/// # Errors
/// [`BankError`] when the folder cannot be written.
pub fn init(data: &Path) -> Result<u32, BankError> {
    let failed = |error| BankError::Folder(AdminError::File(error));
    settings::make_folder(data).map_err(failed)?;
    let now = clock::now();
    let key = admin::own_key(data, OWNER, now)?;
    let signer = FastSigner::new(&key, Box::new(OsRng))?;
    let serial = key.public().serial();
    let file = data.join(DATABASE);
    settings::make_private(&file).map_err(failed)?;
    let books = Books::create(&file)?;
    let document = key.write_public(&signer, now.unix_seconds())?;
    books.write(|books| {
        if keys::active(books, Owner::Bank, serial)?.is_none() {
            keys::admit(books, Owner::Bank, (serial, &document), now)?;
        }
        Ok(())
    })?;
    Ok(serial)
}

/// Lets the owner of a public key ask. Returns its serial and whether it is new.
///
/// # Errors
/// [`BankError::Input`] when the text is no public key of 2048 bits or more, or its serial stands for another one.
pub fn admit(data: &Path, pubkeys: &[u8]) -> Result<(u32, bool), BankError> {
    let opened = KeyRing::read(pubkeys).open(0, KeyPolicy::Modern);
    let key = opened.map_err(|error| {
        BankError::Input(format!("the hub's public key does not open: {error}"))
    })?;
    let serial = key.serial();
    // Only the first document counts; whatever follows it in the file is nobody's key here.
    let admitted = books(data)?
        .write(|books| keys::admit(books, Owner::Hub, (serial, pubkeys), clock::now()))?;
    match admitted {
        Admitted::New => Ok((serial, true)),
        Admitted::Known => Ok((serial, false)),
        Admitted::Taken => Err(BankError::Input(format!(
            "serial {serial} stands for another key here, or for one that was revoked"
        ))),
    }
}

/// Ends the use of a hub's key, from the next request on.
///
/// # Errors
/// [`BankError::Input`] where no such key may ask.
pub fn revoke(data: &Path, serial: u32) -> Result<(), BankError> {
    if books(data)?.write(|books| keys::revoke(books, serial, clock::now()))? {
        return Ok(());
    }
    let text = format!("no hub asks with key {serial}");
    Err(BankError::Input(text))
}

/// The bank's public key documents, for the hub to check answers with; the newest first.
///
/// # Errors
/// [`BankError`] when no bank lives in the folder.
pub fn pubkeys(data: &Path) -> Result<Vec<u8>, BankError> {
    let documents = books(data)?.read(keys::own)?;
    Ok(documents.concat())
}

/// Books money that came in for a dealer.
///
/// # Errors
/// [`BankError::Input`] for a sum that is not above zero.
pub fn credit(
    data: &Path,
    dealer: &DealerCode,
    amount: Money,
    note: &str,
) -> Result<Account, BankError> {
    if !amount.is_positive() {
        return Err(BankError::Input("the sum must be above zero".to_owned()));
    }
    let account = (dealer.as_wire(), amount.currency().code());
    let sum = (Minor::new(amount.minor()), note);
    Ok(books(data)?.write(|books| books::credit(books, account, sum, clock::now()))?)
}

/// Every account: dealer, currency, sums.
///
/// # Errors
/// [`BankError`] when no bank lives in the folder.
pub fn accounts(data: &Path) -> Result<Vec<(String, String, Account)>, BankError> {
    Ok(books(data)?.read(books::accounts)?)
}

/// A part of the entries.
///
/// # Errors
/// [`BankError`] when no bank lives in the folder.
pub fn entries(data: &Path, period: &Period) -> Result<Page, BankError> {
    Ok(books(data)?.read(|books| books::page(books, period))?)
}

pub(super) fn books(data: &Path) -> Result<Books, BankError> {
    Ok(Books::open(&data.join(DATABASE))?)
}

/// The key under the answers, which must be in the books.
pub(super) fn signer(data: &Path, books: &Books) -> Result<(FastSigner, i64), BankError> {
    let (file, phrase) = settings::secret_key(data, OWNER).map_err(BankError::Input)?;
    let key = paydesk_cyberplat::ipriv::SecretKey::open(&file, &phrase, KeyPolicy::Modern)?;
    let serial = key.public().serial();
    let stored = books.read(|books| keys::active(books, Owner::Bank, serial))?;
    let stored = stored.ok_or_else(|| {
        BankError::Input(format!(
            "the books do not know the bank's key {serial}: wrong data folder?"
        ))
    })?;
    Ok((FastSigner::new(&key, Box::new(OsRng))?, stored.id))
}
