//! Encryption of single fields for the holder of a key. There is no way back here: nothing is ever
//! decrypted with RSA.
//!
//! Source: dealer protocol, part 1.5.

use rsa::rand_core::CryptoRngCore;
use rsa::{BigUint, Pkcs1v15Encrypt, RsaPublicKey};
use zeroize::Zeroizing;

use super::armour;
use super::error::{ArgumentFault, IprivError};
use super::idea_cfb::IdeaCfb;
use super::packet;
use super::public_key::{PublicKey, hex};

const LONG_FORM: u8 = 1;

/// A short value as lower-case hexadecimal, leading zero bytes dropped.
///
/// # Errors
/// `Encryption` if the value is longer than the modulus less 11 bytes.
pub fn encrypt_short(
    key: &PublicKey,
    value: &[u8],
    rng: &mut impl CryptoRngCore,
) -> Result<String, IprivError> {
    let block = encrypt_block(key, value, rng)?;
    Ok(hex(packet::shortest(&block)))
}

/// A value of any length, armoured: RSA for a random IDEA key, IDEA-CFB for the value.
///
/// # Errors
/// `Argument` beyond the 4 GB the length field counts.
pub fn encrypt_long(
    key: &PublicKey,
    value: &[u8],
    rng: &mut impl CryptoRngCore,
) -> Result<String, IprivError> {
    let mut idea_key = Zeroizing::new([0_u8; 16]);
    rng.fill_bytes(idea_key.as_mut_slice());
    let block = encrypt_block(key, idea_key.as_slice(), rng)?;
    let block_length = u16::try_from(block.len()).map_err(|_| IprivError::Encryption)?;
    let length = u32::try_from(value.len()).map_err(|_| ArgumentFault::BodyLength)?;
    let mut encrypted = value.to_vec();
    IdeaCfb::new(&idea_key).encrypt(&mut encrypted);
    let (block_length, length) = (block_length.to_be_bytes(), length.to_be_bytes());
    let bytes = [&[LONG_FORM][..], &block_length, &block, &length, &encrypted].concat();
    Ok(armour::encode(&bytes))
}

fn encrypt_block(
    key: &PublicKey,
    value: &[u8],
    rng: &mut impl CryptoRngCore,
) -> Result<Vec<u8>, IprivError> {
    let fields = key.fields();
    let number = BigUint::from_bytes_be;
    let key = RsaPublicKey::new(number(fields.n), number(fields.e));
    key.and_then(|key| key.encrypt(rng, Pkcs1v15Encrypt, value))
        .map_err(|_| IprivError::Encryption)
}

#[cfg(test)]
mod tests;
