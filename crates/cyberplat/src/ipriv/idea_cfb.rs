//! IDEA in 64-bit CFB, with the resynchronisation of old PGP.
//!
//! Source: dealer protocol, part 1.3.

use std::fmt::{self, Debug, Formatter};

use cipher::generic_array::GenericArray;
use cipher::{BlockEncrypt as _, KeyInit as _};
use idea::Idea;
use md5::{Digest as _, Md5};
use zeroize::{Zeroize as _, Zeroizing};

const BLOCK: usize = 8;

/// A running cipher. The register starts as zeros.
pub(super) struct IdeaCfb {
    cipher: Idea,
    /// The last eight bytes of cipher text.
    seen: [u8; BLOCK],
    keystream: [u8; BLOCK],
    used: usize,
}

impl IdeaCfb {
    pub(super) fn new(key: &[u8; 16]) -> Self {
        let cipher = Idea::new(GenericArray::from_slice(key));
        Self {
            cipher,
            seen: [0; BLOCK],
            keystream: [0; BLOCK],
            used: BLOCK,
        }
    }

    /// The key is the MD5 of the bytes of the phrase, as they are.
    pub(super) fn from_pass_phrase(pass_phrase: &[u8]) -> Self {
        let key: Zeroizing<[u8; 16]> = Zeroizing::new(Md5::digest(pass_phrase).into());
        Self::new(&key)
    }

    /// Starts a fresh keystream block from the last eight bytes of cipher text.
    pub(super) fn resync(&mut self) {
        self.used = BLOCK;
    }

    pub(super) fn encrypt(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte ^= self.next();
            self.shift_in(*byte);
        }
    }

    pub(super) fn decrypt(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let encrypted = *byte;
            *byte ^= self.next();
            self.shift_in(encrypted);
        }
    }

    fn next(&mut self) -> u8 {
        if self.used >= BLOCK {
            self.keystream = self.seen;
            self.cipher
                .encrypt_block(GenericArray::from_mut_slice(&mut self.keystream));
            self.used = 0;
        }
        let byte = self.keystream.get(self.used).copied().unwrap_or_default();
        self.used = self.used.saturating_add(1);
        byte
    }

    fn shift_in(&mut self, encrypted: u8) {
        self.seen.rotate_left(1);
        if let Some(last) = self.seen.last_mut() {
            *last = encrypted;
        }
    }
}

impl Drop for IdeaCfb {
    fn drop(&mut self) {
        self.keystream.zeroize();
    }
}

impl Debug for IdeaCfb {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdeaCfb").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
