//! Key files of a till: opened once, kept in memory for as long as it runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paydesk_cyberplat::ipriv::{FastSigner, IprivError, KeyPolicy, KeyRing, SecretKey};
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::config::PassPhrase;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("{file} cannot be read: {error}")]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The variable of the environment is not set.
    #[error("the variable {0}, from which the pass phrase should come, is not set")]
    NoVariable(String),
    /// The key does not open.
    #[error("{file}: {error}")]
    Key {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: IprivError,
    },
}

/// Reads a file of at most 1 MiB: no key file is larger.
///
/// # Errors
/// [`KeyError::File`].
pub fn read(file: &Path) -> Result<Vec<u8>, KeyError> {
    let failed = |error| KeyError::File {
        file: file.to_owned(),
        error,
    };
    if fs::metadata(file).map_err(failed)?.len() > 1024 * 1024 {
        return Err(failed(io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    fs::read(file).map_err(failed)
}

/// Reads the pass phrase from where the settings say.
///
/// # Errors
/// [`KeyError`].
#[expect(
    clippy::disallowed_methods,
    reason = "the settings may name a variable of the environment"
)]
pub fn pass_phrase(source: &PassPhrase) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match source {
        PassPhrase::None => Ok(Zeroizing::default()),
        PassPhrase::File(file) => Ok(without_line_end(read(file)?)),
        PassPhrase::Variable(name) => match std::env::var(name) {
            Ok(value) => Ok(Zeroizing::new(value.into_bytes())),
            Err(_) => Err(KeyError::NoVariable(name.clone())),
        },
    }
}

/// The bytes less one final line end, as editors leave it.
#[must_use]
pub fn without_line_end(mut bytes: Vec<u8>) -> Zeroizing<Vec<u8>> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Zeroizing::new(bytes)
}

/// Opens the secret key of a till for signing.
///
/// # Errors
/// [`KeyError`].
pub fn signer(file: &Path, source: &PassPhrase, policy: KeyPolicy) -> Result<FastSigner, KeyError> {
    let bytes = Zeroizing::new(read(file)?);
    let failed = |error| KeyError::Key {
        file: file.to_owned(),
        error,
    };
    let key = SecretKey::open(&bytes, &pass_phrase(source)?, policy).map_err(failed)?;
    FastSigner::new(&key, Box::new(OsRng)).map_err(failed)
}

/// Reads the server's public keys.
///
/// # Errors
/// [`KeyError::File`].
pub fn ring(file: &Path) -> Result<KeyRing, KeyError> {
    Ok(KeyRing::read(&read(file)?))
}

#[cfg(test)]
mod tests;
