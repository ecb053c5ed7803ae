//! A public key: its packet, its numbers, and the check of one RSA value.

use std::fmt::{self, Debug, Formatter, Write as _};
use std::sync::Arc;

use aws_lc_rs::digest::{Digest as AwsDigest, SHA256};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use rsa::BigUint;
use sha2::{Digest as _, Sha256};

use super::KeyPolicy;
use super::digest::Digest;
use super::error::{FrameFault, IprivError, KeyFault, PacketFault};
use super::frame::Party;
use super::packet::{self, Reader};

const LARGEST_EXPONENT: u64 = (1 << 33) - 1;
const FAST_FROM_BITS: usize = 2048;
const LARGEST_MODULUS: usize = 512;

/// A public key, ready to verify. Cheap to clone.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    serial: u32,
    user_id: Vec<u8>,
    made_at: u32,
    n: BigUint,
    e: BigUint,
    n_bytes: Vec<u8>,
    e_bytes: Vec<u8>,
    /// The whole key packet, as it is certified.
    packet: Vec<u8>,
    /// For SHA-256 under 2048 bits and more: the same verdict, about twenty times sooner.
    fast: Option<ParsedPublicKey>,
}

/// The fields of a key packet.
#[derive(Clone, Copy)]
pub(super) struct KeyFields<'a> {
    pub(super) serial: u32,
    pub(super) made_at: u32,
    pub(super) n: &'a [u8],
    pub(super) e: &'a [u8],
}

impl<'a> KeyFields<'a> {
    /// Version, serial, time, validity, algorithm, n, e: the front of both key packets.
    pub(super) fn read(from: &mut Reader<'a>) -> Result<Self, IprivError> {
        from.version()?;
        let (serial, made_at) = (from.u32()?, from.u32()?);
        if from.u16()? != 0 {
            return Err(PacketFault::FixedField.into());
        }
        from.algorithm_rsa()?;
        Ok(Self {
            serial,
            made_at,
            n: from.mpi()?,
            e: from.mpi()?,
        })
    }

    pub(super) fn push(&self, to: &mut Vec<u8>) {
        to.push(packet::VERSION);
        to.extend_from_slice(&self.serial.to_be_bytes());
        to.extend_from_slice(&self.made_at.to_be_bytes());
        to.extend_from_slice(&[0, 0, packet::RSA]);
        packet::push_mpi(to, self.n);
        packet::push_mpi(to, self.e);
    }
}

impl PublicKey {
    pub(super) fn new(
        fields: KeyFields<'_>,
        user_id: &[u8],
        policy: KeyPolicy,
    ) -> Result<Self, IprivError> {
        Party {
            user_id,
            serial: fields.serial,
        }
        .check()?;
        let n = BigUint::from_bytes_be(fields.n);
        let e = BigUint::from_bytes_be(fields.e);
        policy.check(n.bits())?;
        let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
        let fits = e >= BigUint::from(3_u8) && e <= BigUint::from(LARGEST_EXPONENT);
        if !odd(fields.n) || !odd(fields.e) || !fits {
            return Err(KeyFault::Public.into());
        }
        let mut body = Vec::with_capacity(fields.n.len().saturating_add(32));
        fields.push(&mut body);
        let mut packet = Vec::with_capacity(body.len().saturating_add(3));
        packet::push_packet(&mut packet, packet::PUBLIC_KEY, &body);
        let fast = if n.bits() < FAST_FROM_BITS {
            None
        } else {
            RsaPublicKeyComponents {
                n: fields.n,
                e: fields.e,
            }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .ok()
        };
        Ok(Self {
            inner: Arc::new(Inner {
                serial: fields.serial,
                user_id: user_id.to_vec(),
                made_at: fields.made_at,
                n,
                e,
                n_bytes: fields.n.to_vec(),
                e_bytes: fields.e.to_vec(),
                packet,
                fast,
            }),
        })
    }

    /// Reads the packets of a public key document; `frame` is what the frame says about it.
    pub(super) fn read(
        packets: &[u8],
        frame: Party<'_>,
        policy: KeyPolicy,
    ) -> Result<Self, IprivError> {
        let mut reader = Reader::new(packets);
        let mut body = reader.packet(packet::PUBLIC_KEY)?;
        let fields = KeyFields::read(&mut body)?;
        body.end()?;
        reader.trust(packet::TRUST_KEY)?;
        let user_id = reader.user_id()?;
        reader.trust(packet::TRUST_USER)?;
        reader.end()?;
        same_party(
            Party {
                user_id,
                serial: fields.serial,
            },
            frame,
        )?;
        Self::new(fields, user_id, policy)
    }

    /// The packets of a public key document.
    pub(super) fn packets(&self) -> Vec<u8> {
        let mut packets = self.inner.packet.clone();
        packets.extend_from_slice(&packet::TRUST_KEY);
        packet::push_user_id(&mut packets, self.user_id());
        packets.extend_from_slice(&packet::TRUST_USER);
        packets
    }

    pub(super) fn packet(&self) -> &[u8] {
        &self.inner.packet
    }

    pub(super) fn party(&self) -> Party<'_> {
        Party {
            user_id: self.user_id(),
            serial: self.serial(),
        }
    }

    pub(super) fn fields(&self) -> KeyFields<'_> {
        KeyFields {
            serial: self.inner.serial,
            made_at: self.inner.made_at,
            n: &self.inner.n_bytes,
            e: &self.inner.e_bytes,
        }
    }

    /// Serial of the key, 1 to 99999999.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.inner.serial
    }

    /// User id of the key, 1 to 20 bytes in whatever code page its maker used.
    #[must_use]
    pub fn user_id(&self) -> &[u8] {
        &self.inner.user_id
    }

    /// Length of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.inner.n.bits()
    }

    /// The modulus, its bytes from the highest on, without leading zeros.
    #[must_use]
    pub fn n_bytes(&self) -> &[u8] {
        &self.inner.n_bytes
    }

    /// The public exponent, its bytes from the highest on, without leading zeros.
    #[must_use]
    pub fn e_bytes(&self) -> &[u8] {
        &self.inner.e_bytes
    }

    /// The modulus in lower-case hexadecimal, whole bytes.
    #[must_use]
    pub fn n_hex(&self) -> String {
        hex(&self.inner.n_bytes)
    }

    /// The public exponent in lower-case hexadecimal, whole bytes: `010001`, `11`.
    #[must_use]
    pub fn e_hex(&self) -> String {
        hex(&self.inner.e_bytes)
    }

    /// When the key was made, Unix seconds.
    #[must_use]
    pub fn made_at(&self) -> u32 {
        self.inner.made_at
    }

    /// SHA-256 of the public key packet, header included.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.inner.packet).into()
    }

    /// What two people compare: the first 20 hex digits of the fingerprint in groups of four.
    #[must_use]
    pub fn fingerprint_text(&self) -> String {
        let groups = self.fingerprint();
        let groups = groups.chunks(2).take(5).map(hex);
        groups.collect::<Vec<_>>().join(" ")
    }

    /// Is `value` the RSA signature of `digest`? The whole block is rebuilt and compared; no
    /// padding is parsed.
    pub(super) fn check(&self, digest: &Digest, value: &[u8]) -> Result<(), IprivError> {
        match (&self.inner.fast, digest) {
            (Some(key), Digest::Sha256(digest)) => self.check_fast(key, digest, value),
            (Some(_) | None, Digest::Md5(_) | Digest::Sha256(_)) => self.check_plain(digest, value),
        }
    }

    /// For every hash and length: value ^ e mod n by our own rules.
    pub(super) fn check_plain(&self, digest: &Digest, value: &[u8]) -> Result<(), IprivError> {
        let value = BigUint::from_bytes_be(value);
        if value >= self.inner.n {
            return Err(IprivError::SignatureMismatch);
        }
        let block = digest.block(self.modulus_length());
        let block = block.ok_or(IprivError::KeyLength { bits: self.bits() })?;
        let found = value.modpow(&self.inner.e, &self.inner.n).to_bytes_be();
        // The block starts with a zero byte, which a number does not show.
        match block.split_first() {
            Some((0, expected)) if found == expected => Ok(()),
            Some(_) | None => Err(IprivError::SignatureMismatch),
        }
    }

    fn check_fast(
        &self,
        key: &ParsedPublicKey,
        digest: &[u8; 32],
        value: &[u8],
    ) -> Result<(), IprivError> {
        // The library wants as many bytes as the modulus has; a short number is filled up in front.
        let mut filled = [0_u8; LARGEST_MODULUS];
        let filled = filled
            .get_mut(..self.modulus_length())
            .ok_or(IprivError::SignatureMismatch)?;
        let at = filled
            .len()
            .checked_sub(value.len())
            .ok_or(IprivError::SignatureMismatch)?;
        filled
            .get_mut(at..)
            .unwrap_or_default()
            .copy_from_slice(value);
        let digest = AwsDigest::import_less_safe(digest, &SHA256)
            .map_err(|_| IprivError::SignatureMismatch)?;
        key.verify_digest_sig(&digest, filled)
            .map_err(|_| IprivError::SignatureMismatch)
    }

    fn modulus_length(&self) -> usize {
        self.inner.n_bytes.len()
    }
}

/// The frame must name the key that is inside.
pub(super) fn same_party(inside: Party<'_>, frame: Party<'_>) -> Result<(), FrameFault> {
    if inside.serial != frame.serial {
        Err(FrameFault::Serial)
    } else if inside.user_id != frame.user_id {
        Err(FrameFault::UserId)
    } else {
        Ok(())
    }
}

/// Lower-case hexadecimal, two characters for a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.inner.packet == other.inner.packet && self.inner.user_id == other.inner.user_id
    }
}

impl Eq for PublicKey {}

impl Debug for PublicKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (serial, bits) = (self.serial(), self.bits());
        f.debug_struct("PublicKey")
            .field("serial", &serial)
            .field("bits", &bits)
            .finish()
    }
}

#[cfg(test)]
mod tests;
