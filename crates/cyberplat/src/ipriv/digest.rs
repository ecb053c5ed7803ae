//! MD5 and SHA-256 over bytes in pieces, and the block RSA turns into a signature.

use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::Hash;
use super::error::IprivError;

/// PKCS#1 v1.5 `DigestInfo` in front of an MD5 digest.
const PREFIX_MD5: [u8; 18] = [
    0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 0x10,
];
/// PKCS#1 v1.5 `DigestInfo` in front of a SHA-256 digest.
const PREFIX_SHA256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20,
];

impl Hash {
    /// The number in the signature packet.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Md5 => 1,
            Self::Sha256 => 8,
        }
    }

    pub(super) fn from_number(number: u8) -> Result<Self, IprivError> {
        match number {
            1 => Ok(Self::Md5),
            8 => Ok(Self::Sha256),
            number => Err(IprivError::Algorithm { number }),
        }
    }

    pub(super) fn prefix(self) -> &'static [u8] {
        match self {
            Self::Md5 => &PREFIX_MD5,
            Self::Sha256 => &PREFIX_SHA256,
        }
    }
}

/// A digest with its hash.
#[derive(Clone, Copy)]
pub(super) enum Digest {
    Md5([u8; 16]),
    Sha256([u8; 32]),
}

impl Digest {
    pub(super) fn of(hash: Hash, pieces: &[&[u8]]) -> Self {
        match hash {
            Hash::Md5 => {
                let mut hasher = Md5::new();
                pieces.iter().for_each(|piece| hasher.update(piece));
                Self::Md5(hasher.finalize().into())
            }
            Hash::Sha256 => {
                let mut hasher = Sha256::new();
                pieces.iter().for_each(|piece| hasher.update(piece));
                Self::Sha256(hasher.finalize().into())
            }
        }
    }

    pub(super) fn hash(&self) -> Hash {
        match self {
            Self::Md5(_) => Hash::Md5,
            Self::Sha256(_) => Hash::Sha256,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Md5(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        }
    }

    /// The first two bytes, which the signature packet repeats.
    pub(super) fn hint(&self) -> [u8; 2] {
        match self {
            Self::Md5([first, second, ..]) | Self::Sha256([first, second, ..]) => [*first, *second],
        }
    }

    /// The whole block `00 01 FF..FF 00 DigestInfo digest` for a modulus of `length` bytes; `None`
    /// if there is no room for at least eight bytes of padding.
    pub(super) fn block(&self, length: usize) -> Option<Vec<u8>> {
        let prefix = self.hash().prefix();
        let taken = prefix
            .len()
            .saturating_add(self.bytes().len())
            .saturating_add(3);
        let padding = length.checked_sub(taken).filter(|padding| *padding >= 8)?;
        let mut block = Vec::with_capacity(length);
        block.extend_from_slice(&[0, 1]);
        block.extend(std::iter::repeat_n(0xFF, padding));
        block.push(0);
        block.extend_from_slice(prefix);
        block.extend_from_slice(self.bytes());
        Some(block)
    }
}
