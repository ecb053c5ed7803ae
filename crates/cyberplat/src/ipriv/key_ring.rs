//! Files of public keys, and certificates.
//!
//! A certificate is another key's signature under a public key packet and its user id. The vendor
//! makes them with MD5 only, so ours are MD5 too; a certificate therefore proves no more than MD5
//! can.
//!
//! Source: dealer protocol, part 1.4.

use std::fmt::{self, Debug, Formatter};

use super::error::{FrameFault, IprivError};
use super::frame::{Frame, Kind, Party, without_leading_blanks};
use super::public_key::PublicKey;
use super::signature::{self, Class, Manner, Signature};
use super::signer::Signer;
use super::{Hash, KeyPolicy, armour};

/// Public keys of one file, not yet opened.
#[derive(Clone, Default)]
pub struct KeyRing {
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    user_id: Vec<u8>,
    serial: u32,
    certifier_user_id: Vec<u8>,
    certifier_serial: u32,
    packets: Vec<u8>,
    stripped: usize,
    certificate: Vec<u8>,
}

impl KeyRing {
    /// Reads public key documents in a row; stops at the first that is none.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mut entries = Vec::new();
        let mut rest = without_leading_blanks(bytes);
        while let Ok((frame, after)) = Frame::read(rest) {
            let (Kind::PublicKey, Some(certifier)) = (frame.kind, frame.certifier) else {
                break;
            };
            entries.push(Entry {
                user_id: frame.owner.user_id.to_vec(),
                serial: frame.owner.serial,
                certifier_user_id: certifier.user_id.to_vec(),
                certifier_serial: certifier.serial,
                packets: frame.body.to_vec(),
                stripped: frame.stripped,
                certificate: frame.signature.to_vec(),
            });
            rest = after;
        }
        Self { entries }
    }

    /// No key at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The serials in the order of the file.
    pub fn serials(&self) -> impl Iterator<Item = u32> + '_ {
        self.entries.iter().map(|entry| entry.serial)
    }

    /// Opens a key by its serial (0: the first) **without** asking who certified it: a changed key
    /// opens too, unless it certifies itself. For keys whose fingerprint is compared in another
    /// way.
    ///
    /// # Errors
    /// `NoSuchKey`, `KeyLength`, or whatever is wrong with the document.
    pub fn open(&self, serial: u32, policy: KeyPolicy) -> Result<PublicKey, IprivError> {
        let entry = self.find(serial)?;
        let key = entry.open(policy)?;
        if entry.certifier_serial == key.serial() {
            entry.check_certificate(&key, &key)?;
        }
        Ok(key)
    }

    /// Opens a key by its serial (0: the first) and checks that `certifier` certified it.
    ///
    /// # Errors
    /// As [`KeyRing::open`]; `OtherSigner`, `OtherUser`, `SignatureMismatch` for a wrong
    /// certificate.
    pub fn open_certified(
        &self,
        serial: u32,
        certifier: &PublicKey,
        policy: KeyPolicy,
    ) -> Result<PublicKey, IprivError> {
        let entry = self.find(serial)?;
        let key = entry.open(policy)?;
        entry.check_certificate(&key, certifier)?;
        Ok(key)
    }

    fn find(&self, serial: u32) -> Result<&Entry, IprivError> {
        let mut entries = self.entries.iter();
        let found = entries.find(|entry| serial == 0 || entry.serial == serial);
        found.ok_or(IprivError::NoSuchKey { serial })
    }
}

impl Entry {
    fn open(&self, policy: KeyPolicy) -> Result<PublicKey, IprivError> {
        let packets = armour::decode(&self.packets)?;
        if packets.len() != self.stripped {
            return Err(FrameFault::StrippedLength.into());
        }
        PublicKey::read(
            &packets,
            Party {
                user_id: &self.user_id,
                serial: self.serial,
            },
            policy,
        )
    }

    fn check_certificate(&self, key: &PublicKey, certifier: &PublicKey) -> Result<(), IprivError> {
        let signature = Signature::read(&self.certificate, Class::Certificate)?;
        if signature.serial != self.certifier_serial {
            return Err(FrameFault::Certifier.into());
        }
        signature.check(certifier, [key.packet(), key.user_id()])?;
        if self.certifier_user_id != certifier.user_id() {
            return Err(IprivError::OtherUser {
                serial: certifier.serial(),
            });
        }
        Ok(())
    }
}

impl Debug for KeyRing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.serials()).finish()
    }
}

/// The document of `public` certified by our key, with its final CRLF; `at` in Unix seconds.
///
/// # Errors
/// `Signing`. The certificate was verified before it is returned.
pub fn certify(public: &PublicKey, certifier: &dyn Signer, at: u32) -> Result<Vec<u8>, IprivError> {
    let manner = Manner {
        class: Class::Certificate,
        hash: Hash::Md5,
        at,
    };
    let signature = signature::make(certifier, manner, [public.packet(), public.user_id()])?;
    let packets = public.packets();
    let armoured = armour::encode(&packets);
    let frame = Frame {
        kind: Kind::PublicKey,
        owner: public.party(),
        certifier: Some(certifier.public().party()),
        body: armoured.as_bytes(),
        stripped: packets.len(),
        signature: signature.as_bytes(),
    };
    let mut text = frame.write()?;
    text.extend_from_slice(b"\r\n");
    Ok(text)
}

#[cfg(test)]
mod tests;
