//! The signature packet: made, read and checked.
//!
//! Source: dealer protocol, part 1.3.

use std::ops::Range;

use super::Hash;
use super::armour;
use super::digest::Digest;
use super::error::{IprivError, PacketFault};
use super::packet::{self, Reader};
use super::public_key::PublicKey;
use super::signer::Signer;

const SIGNED_PART: u8 = 9;

/// What a signature is for. A signature of one class never counts as one of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Messages, detached signatures, texts.
    Message,
    /// Certificates of keys.
    Certificate,
}

impl Class {
    fn number(self) -> u8 {
        match self {
            Self::Message => 0x01,
            Self::Certificate => 0x10,
        }
    }
}

/// How and when to sign.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) class: Class,
    pub(super) hash: Hash,
    pub(super) at: u32,
}

/// A signature packet taken apart; nothing in it is verified.
#[derive(Debug, Clone)]
pub(super) struct Signature {
    pub(super) serial: u32,
    pub(super) at: u32,
    pub(super) hash: Hash,
    /// The nine bytes hashed behind the document.
    signed_part: [u8; 9],
    hint: [u8; 2],
    packets: Vec<u8>,
    value: Range<usize>,
}

impl Signature {
    /// Reads an armoured signature of the given class.
    pub(super) fn read(text: &[u8], class: Class) -> Result<Self, IprivError> {
        let packets = armour::decode(text)?;
        let mut reader = Reader::new(&packets);
        let mut body = reader.packet(packet::SIGNATURE)?;
        body.version()?;
        if body.byte()? != SIGNED_PART {
            return Err(PacketFault::FixedField.into());
        }
        let signed_part: [u8; 9] = body.array()?;
        let mut fields = Reader::new(&signed_part);
        if fields.byte()? != class.number() {
            return Err(PacketFault::Class.into());
        }
        let (serial, at) = (fields.u32()?, fields.u32()?);
        body.algorithm_rsa()?;
        let hash = Hash::from_number(body.byte()?)?;
        let hint = body.array()?;
        let length = body.mpi()?.len();
        body.end()?;
        let end = packets.len().saturating_sub(reader.left());
        // The vendor's server wrote no trust packet behind its signatures in 2016. It stands outside the
        // signature and says nothing, so a missing one is taken, but never another one.
        if reader.left() > 0 {
            reader.trust(packet::TRUST_SIGNATURE)?;
        }
        reader.end()?;
        let value = end.saturating_sub(length)..end;
        Ok(Self {
            serial,
            at,
            hash,
            signed_part,
            hint,
            packets,
            value,
        })
    }

    /// Bytes of the RSA number without leading zeros.
    pub(super) fn value_length(&self) -> usize {
        self.value.len()
    }

    /// Is `value` what stands in the packet?
    fn repeats(&self, value: &[u8]) -> Result<(), IprivError> {
        let ours = self.packets.get(self.value.clone()).unwrap_or_default();
        if ours == packet::shortest(value) {
            Ok(())
        } else {
            Err(IprivError::Signing)
        }
    }

    /// Is this the signature of `pieces` by `key`?
    pub(super) fn check(&self, key: &PublicKey, pieces: [&[u8]; 2]) -> Result<(), IprivError> {
        if self.serial != key.serial() {
            let checked_with = key.serial();
            return Err(IprivError::OtherSigner {
                signed_by: self.serial,
                checked_with,
            });
        }
        let [document, user_id] = pieces;
        let digest = Digest::of(self.hash, &[document, user_id, &self.signed_part]);
        if digest.hint() != self.hint {
            return Err(IprivError::SignatureMismatch);
        }
        key.check(
            &digest,
            self.packets.get(self.value.clone()).unwrap_or_default(),
        )
    }
}

/// Signs `pieces` (document; for certificates also the user id of the certified key, else nothing)
/// and returns the armoured packet. The result was read back, and its value verified here or by the
/// signer.
pub(super) fn make(
    signer: &dyn Signer,
    manner: Manner,
    pieces: [&[u8]; 2],
) -> Result<String, IprivError> {
    let [document, user_id] = pieces;
    let mut signed_part = [0; 9];
    let serial = signer.public().serial().to_be_bytes();
    let fields = [manner.class.number()]
        .into_iter()
        .chain(serial)
        .chain(manner.at.to_be_bytes());
    signed_part
        .iter_mut()
        .zip(fields)
        .for_each(|(to, from)| *to = from);

    let hashed = [document, user_id, &signed_part];
    let value = signer.sign(manner.hash, &hashed)?;
    let mut body = Vec::with_capacity(value.len().saturating_add(20));
    body.extend_from_slice(&[packet::VERSION, SIGNED_PART]);
    body.extend_from_slice(&signed_part);
    body.extend_from_slice(&[packet::RSA, manner.hash.number()]);
    body.extend_from_slice(&Digest::of(manner.hash, &hashed).hint());
    packet::push_mpi(&mut body, &value);
    let mut packets = Vec::with_capacity(body.len().saturating_add(6));
    packet::push_packet(&mut packets, packet::SIGNATURE, &body);
    packets.extend_from_slice(&packet::TRUST_SIGNATURE);

    let text = armour::encode(&packets);
    let made = Signature::read(text.as_bytes(), manner.class)?;
    if signer.checks_its_values(manner.hash) {
        made.repeats(&value)?;
    } else {
        made.check(signer.public(), pieces)?;
    }
    Ok(text)
}
