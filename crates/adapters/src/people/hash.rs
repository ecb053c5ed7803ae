//! argon2id over a PIN, and the pepper.

use std::fs;
use std::io;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use paydesk_domain::people::Pin;
use rand::RngCore;
use rand::rngs::OsRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::PeopleError;
use crate::paths::{private_file, private_folder};

/// 64 MiB, three passes, one lane: half a million guesses cost a thief with the pepper half a day.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// What is mixed into every PIN and stored elsewhere.
pub(super) struct Pepper(Zeroizing<[u8; 32]>);

impl Pepper {
    /// Reads the pepper, or makes it where there is nobody yet whose PIN would need the lost one.
    pub(super) fn keep(config: &Path, has_people: bool) -> Result<Self, PeopleError> {
        let path = config.join("pin-pepper");
        match fs::read(&path).map(Zeroizing::new) {
            Ok(bytes) => Self::read(&bytes).ok_or(PeopleError::NoPepper),
            Err(error) if error.kind() == io::ErrorKind::NotFound && has_people => {
                Err(PeopleError::NoPepper)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                private_folder(config)?;
                let pepper = Self::make();
                private_file(&path, pepper.bytes())?;
                Ok(pepper)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn make() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes
            .try_into()
            .ok()
            .map(|bytes| Self(Zeroizing::new(bytes)))
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// A hashed PIN.
pub(super) struct Hash {
    pub(super) salt: [u8; 16],
    pub(super) hash: Zeroizing<[u8; 32]>,
}

impl Hash {
    pub(super) fn make(pin: &Pin, pepper: &Pepper) -> Result<Self, PeopleError> {
        let mut salt = [0; 16];
        OsRng.fill_bytes(&mut salt);
        let hash = digest(pin.expose(), &salt, pepper)?;
        Ok(Self { salt, hash })
    }

    /// Whether it was made of this PIN. What is typed may be anything; it takes as long as a right one.
    pub(super) fn is_of(&self, typed: &str, pepper: &Pepper) -> Result<bool, PeopleError> {
        let found = digest(typed, &self.salt, pepper)?;
        Ok(found.ct_eq(self.hash.as_ref()).into())
    }
}

/// Longest text that is hashed: longer ones are cut, and are no PIN in either form.
const LONGEST: usize = 64;

fn digest(pin: &str, salt: &[u8; 16], pepper: &Pepper) -> Result<Zeroizing<[u8; 32]>, PeopleError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|_| PeopleError::Hash)?;
    let hasher = Argon2::new_with_secret(
        pepper.bytes(),
        Algorithm::Argon2id,
        Version::V0x13,
        params.clone(),
    )
    .map_err(|_| PeopleError::Hash)?;
    let pin = pin.as_bytes();
    let pin = pin.get(..LONGEST).unwrap_or(pin);
    let mut memory = vec![argon2::Block::default(); params.block_count()];
    let mut hash = Zeroizing::new([0; 32]);
    let done = hasher.hash_password_into_with_memory(pin, salt, hash.as_mut(), &mut memory);
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(|_| PeopleError::Hash)?;
    Ok(hash)
}
