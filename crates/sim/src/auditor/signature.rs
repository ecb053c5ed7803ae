//! The server's signature under a reply, and the parts of a signed message as it is on the wire.
//!
//! Written from the wire's rules (dealer protocol, parts 1.1 to 1.4) beside the product's own reader and check, with
//! RSA's arithmetic and SHA-256 from public crates: a mistake in the product's check is not repeated here.

use std::fmt::{self, Debug, Formatter};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::BigUint;
use sha2::{Digest, Sha256};

/// Whose word a stored reply is. The bench passes its own where it signs nothing.
pub trait Signatures: Debug {
    /// What the server signed, if its signature over this document holds.
    fn signed_body(&self, document: &[u8]) -> Option<Vec<u8>>;
}

/// The server's public keys, for signed documents as they are on the wire.
#[derive(Debug)]
pub struct ServerKeys(Vec<Key>);

struct Key {
    serial: u32,
    n: BigUint,
    e: BigUint,
    /// Bytes of the modulus.
    length: usize,
}

impl Debug for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// What stands in front of a SHA-256 digest under a signature: RFC 8017, 9.2, notes.
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];
const SIGNATURE_PACKET: u8 = 0x89;
const PUBLIC_KEY_PACKET: u8 = 0x99;
const SECRET_KEY_PACKET: u8 = 0x95;
/// Version, then the length of what is signed beside the body.
const SIGNATURE_BEGINS: [u8; 2] = [3, 9];
const OF_A_MESSAGE: u8 = 1;
/// RSA, then SHA-256: the bench's servers sign with nothing else.
const RSA_SHA256: [u8; 2] = [1, 8];
const RSA: u8 = 1;
/// The header's columns, without their line end.
const HEADER: usize = 36;
const PARTY: usize = 28;
/// What the total counts besides body and signature: the header's rest, two parties, the lines around.
const AROUND: usize = 136;

impl ServerKeys {
    /// The key in a public key document; none where it holds no key.
    #[must_use]
    pub fn read(document: &[u8]) -> Self {
        Self(Self::key(document).into_iter().collect())
    }

    /// None of these keys answers for anything else.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn key(document: &[u8]) -> Option<Key> {
        let packets = unarmoured(Framed::read(document, b"NS")?.body)?;
        let (mut body, _) = packet(&packets, PUBLIC_KEY_PACKET)?;
        let (serial, n, e) = public_numbers(&mut body)?;
        let n = BigUint::from_bytes_be(n);
        Some(Key {
            serial,
            length: n.bits().div_ceil(8),
            n,
            e: BigUint::from_bytes_be(e),
        })
    }
}

impl Signatures for ServerKeys {
    fn signed_body(&self, document: &[u8]) -> Option<Vec<u8>> {
        let framed = Framed::read(document, b"SM")?;
        let holds = self.0.iter().any(|key| key.signed(&framed).is_some());
        holds.then(|| framed.body.to_vec())
    }
}

impl Key {
    /// Something, if this key signed the body.
    fn signed(&self, framed: &Framed<'_>) -> Option<()> {
        let packets = unarmoured(framed.signature)?;
        let (mut body, _) = packet(&packets, SIGNATURE_PACKET)?;
        let begins = take(&mut body, 2)? == SIGNATURE_BEGINS;
        let signed_beside = take(&mut body, 9)?;
        let (class, serial) = (*signed_beside.first()?, signed_beside.get(1..5)?);
        let algorithms = take(&mut body, 2)? == RSA_SHA256;
        let hint = take(&mut body, 2)?;
        let value = BigUint::from_bytes_be(number(&mut body)?);
        let is_ours = serial == self.serial.to_be_bytes() && framed.serial == Some(self.serial);
        if !(begins && algorithms && is_ours && class == OF_A_MESSAGE && body.is_empty()) {
            return None;
        }
        let hash = Sha256::new()
            .chain_update(framed.body)
            .chain_update(signed_beside)
            .finalize();
        let padding = self
            .length
            .checked_sub(DIGEST_INFO.len().saturating_add(hash.len()))
            .and_then(|left| left.checked_sub(3))
            .filter(|padding| *padding >= 8)?;
        let block = [&[0, 1][..], &vec![0xff; padding], &[0], &DIGEST_INFO, &hash].concat();
        let is_right = hash.starts_with(hint)
            && value < self.n
            && value.modpow(&self.e, &self.n) == BigUint::from_bytes_be(&block);
        is_right.then_some(())
    }
}

/// The numbers d, p, q and u of a secret key document that was written without a pass phrase, as they must stand
/// nowhere else. Empty where the document is none.
#[must_use]
pub fn secret_numbers(document: &[u8]) -> Vec<Vec<u8>> {
    let read = || {
        let packets = unarmoured(Framed::read(document, b"NM")?.body)?;
        let (mut body, _) = packet(&packets, SECRET_KEY_PACKET)?;
        public_numbers(&mut body)?;
        let is_plain = take(&mut body, 1)? == [0];
        let numbers = (0..4).map(|_| number(&mut body).map(<[u8]>::to_vec));
        let numbers: Option<Vec<_>> = numbers.collect();
        numbers.filter(|_| is_plain)
    };
    read().unwrap_or_default()
}

/// A document taken apart; nothing in it is verified.
pub(super) struct Framed<'a> {
    /// Of the signer, or of the key itself.
    serial: Option<u32>,
    pub(super) body: &'a [u8],
    pub(super) signature: &'a [u8],
    /// Everything in front of the body.
    pub(super) head: &'a [u8],
}

impl<'a> Framed<'a> {
    /// A document of a kind: `SM`, `NM` or `NS`. Nothing where a single column is not as it must be.
    pub(super) fn read(document: &'a [u8], kind: &[u8; 2]) -> Option<Self> {
        let mut rest = document;
        let header = take(&mut rest, HEADER)?;
        let length = |at: usize| decimal(header.get(at..at.checked_add(8)?)?);
        let (total, body, signature) = (length(0)?, length(12)?, length(28)?);
        let is_kind = header.get(8..12)? == [&b"01"[..], &kind[..]].concat();
        let adds_up = total == AROUND.checked_add(body)?.checked_add(signature)?;
        if !is_kind || !adds_up {
            return None;
        }
        word(&mut rest, b"\r\n")?;
        let owner = take(&mut rest, PARTY)?;
        word(&mut rest, b"\r\n")?;
        take(&mut rest, PARTY)?;
        word(&mut rest, b"\r\nBEGIN\r\n")?;
        let head = document.get(..document.len().checked_sub(rest.len())?)?;
        let body = take(&mut rest, body)?;
        word(&mut rest, b"\r\nEND\r\nBEGIN SIGNATURE\r\n")?;
        let signature = take(&mut rest, signature)?;
        word(&mut rest, b"\r\nEND SIGNATURE")?;
        let is_over = rest.is_empty() || rest == b"\r\n";
        let serial = decimal(owner.get(20..)?).and_then(|serial| u32::try_from(serial).ok());
        is_over.then_some(Self {
            serial,
            body,
            signature,
            head,
        })
    }
}

/// Serial, n and e at the front of a key.
fn public_numbers<'a>(body: &mut &'a [u8]) -> Option<(u32, &'a [u8], &'a [u8])> {
    word(body, &[3])?;
    let serial = u32::from_be_bytes(take(body, 4)?.try_into().ok()?);
    // When it was made, and for how long it holds.
    take(body, 6)?;
    word(body, &[RSA])?;
    Some((serial, number(body)?, number(body)?))
}

/// The body of the packet in front, and what follows it.
fn packet(bytes: &[u8], header: u8) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes;
    word(&mut rest, &[header])?;
    let length = u16::from_be_bytes(take(&mut rest, 2)?.try_into().ok()?);
    Some((take(&mut rest, usize::from(length))?, rest))
}

/// A number behind its count of bits.
fn number<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let bits = u16::from_be_bytes(take(bytes, 2)?.try_into().ok()?);
    take(bytes, usize::from(bits).div_ceil(8))
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(head)
}

fn word(bytes: &mut &[u8], expected: &[u8]) -> Option<()> {
    (take(bytes, expected.len())? == expected).then_some(())
}

fn decimal(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// The bytes under the armour: lines of base64, then a line with their checksum.
fn unarmoured(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let (lines, sum) = text.trim_end().rsplit_once("\r\n=")?;
    let bytes = STANDARD.decode(lines.replace("\r\n", "")).ok()?;
    let [_, high, middle, low] = crc24(&bytes).to_be_bytes();
    (STANDARD.decode(sum).ok()? == [high, middle, low]).then_some(bytes)
}

/// The checksum of OpenPGP: RFC 4880, 6.1.
fn crc24(bytes: &[u8]) -> u32 {
    let mut sum = 0x00B7_04CE_u32;
    for byte in bytes {
        sum ^= u32::from(*byte) << 16;
        for _ in 0..8 {
            sum <<= 1;
            if sum & 0x0100_0000 != 0 {
                sum ^= 0x0186_4CFB;
            }
        }
    }
    sum & 0x00FF_FFFF
}
