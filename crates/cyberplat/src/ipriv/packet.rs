//! The binary packets under the armour: old PGP headers, version 3 fields, a layout of their own.
//!
//! Only the header bytes the writers produce are taken; the vendor's reader takes other lengths of
//! length and looks at neither versions nor trust packets. Behind a signature the trust packet may
//! be missing: servers of the field leave it out.
//!
//! Source: dealer protocol, part 1.3.

use super::error::{IprivError, PacketFault};

pub(super) const SIGNATURE: u8 = 0x89;
pub(super) const SECRET_KEY: u8 = 0x95;
pub(super) const PUBLIC_KEY: u8 = 0x99;
pub(super) const USER_ID: u8 = 0xB4;
/// Trust packet behind a public key.
pub(super) const TRUST_KEY: [u8; 3] = [0xB0, 0x01, 0x87];
/// Trust packet behind the user id of a public key.
pub(super) const TRUST_USER: [u8; 3] = [0xB0, 0x01, 0x03];
/// Trust packet behind a signature.
pub(super) const TRUST_SIGNATURE: [u8; 3] = [0xB0, 0x01, 0xC7];
pub(super) const VERSION: u8 = 3;
pub(super) const RSA: u8 = 1;

/// Takes fields off the front.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], PacketFault> {
        let (head, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(PacketFault::CutShort)?;
        self.rest = rest;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PacketFault> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(PacketFault::CutShort)?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn byte(&mut self) -> Result<u8, PacketFault> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, PacketFault> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, PacketFault> {
        self.array().map(u32::from_be_bytes)
    }

    /// The body of a packet with a 2-byte length.
    pub(super) fn packet(&mut self, header: u8) -> Result<Reader<'a>, PacketFault> {
        if self.byte()? != header {
            return Err(PacketFault::Header);
        }
        let length = usize::from(self.u16()?);
        self.take(length).map(Reader::new)
    }

    /// The user id packet, the only one with a 1-byte length besides trust.
    pub(super) fn user_id(&mut self) -> Result<&'a [u8], PacketFault> {
        if self.byte()? != USER_ID {
            return Err(PacketFault::Header);
        }
        let length = usize::from(self.byte()?);
        self.take(length)
    }

    pub(super) fn trust(&mut self, expected: [u8; 3]) -> Result<(), PacketFault> {
        match self.array::<3>() {
            Ok(found) if found == expected => Ok(()),
            Ok(_) | Err(_) => Err(PacketFault::Trust),
        }
    }

    pub(super) fn version(&mut self) -> Result<(), PacketFault> {
        if self.byte()? == VERSION {
            Ok(())
        } else {
            Err(PacketFault::Version)
        }
    }

    pub(super) fn algorithm_rsa(&mut self) -> Result<(), IprivError> {
        match self.byte()? {
            RSA => Ok(()),
            number => Err(IprivError::Algorithm { number }),
        }
    }

    /// Value bytes of a long number and the bit count in front of them, not yet compared.
    pub(super) fn mpi_unchecked(&mut self) -> Result<(u16, &'a [u8]), PacketFault> {
        let bits = self.u16()?;
        let value = self.take(usize::from(bits).div_ceil(8))?;
        Ok((bits, value))
    }

    /// Value bytes of a long number in its shortest form; zero is no number here.
    pub(super) fn mpi(&mut self) -> Result<&'a [u8], PacketFault> {
        let (bits, value) = self.mpi_unchecked()?;
        if bits != 0 && usize::from(bits) == bit_length(value) {
            Ok(value)
        } else {
            Err(PacketFault::Number)
        }
    }

    /// How many bytes have not been taken.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn end(self) -> Result<(), PacketFault> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(PacketFault::After)
        }
    }
}

/// Bits from the top bit of the first byte on; 0 if that byte is 0 or missing.
pub(super) fn bit_length(value: &[u8]) -> usize {
    match value.split_first() {
        Some((0, _)) | None => 0,
        Some((first, rest)) => {
            let in_first = 8_usize.saturating_sub(first.leading_zeros() as usize);
            rest.len().saturating_mul(8).saturating_add(in_first)
        }
    }
}

/// Appends a long number; leading zero bytes of `value` are dropped.
pub(super) fn push_mpi(to: &mut Vec<u8>, value: &[u8]) {
    let value = shortest(value);
    // Keys end at 4096 bits, far below what two bytes count.
    let bits = u16::try_from(bit_length(value)).unwrap_or(u16::MAX);
    to.extend_from_slice(&bits.to_be_bytes());
    to.extend_from_slice(value);
}

/// Appends a packet with a 2-byte length.
pub(super) fn push_packet(to: &mut Vec<u8>, header: u8, body: &[u8]) {
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    to.push(header);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(body);
}

/// Appends the user id packet.
pub(super) fn push_user_id(to: &mut Vec<u8>, user_id: &[u8]) {
    let length = u8::try_from(user_id.len()).unwrap_or(u8::MAX);
    to.extend_from_slice(&[USER_ID, length]);
    to.extend_from_slice(user_id);
}

/// Without leading zero bytes.
pub(super) fn shortest(value: &[u8]) -> &[u8] {
    let zeros = value.iter().take_while(|byte| **byte == 0).count();
    value.get(zeros..).unwrap_or_default()
}
