//! Signed messages: the only way from a text of the wire to a body is through its signature.

use std::fmt::{self, Debug, Formatter};

use super::Hash;
use super::error::{FrameFault, IprivError};
use super::frame::{Frame, Kind, Party};
use super::public_key::{PublicKey, same_party};
use super::signature::{self, Class, Manner, Signature};
use super::signer::Signer;

/// A signed message whose signature nobody has checked yet. It tells which key to check with and
/// hides the body.
pub struct Document<'a> {
    body: &'a [u8],
    user_id: &'a [u8],
    signature: Signature,
}

/// A message whose signature is right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Verified<'a> {
    /// Exactly the signed bytes.
    pub body: &'a [u8],
    /// Serial of the key that signed.
    pub serial: u32,
    /// When it was signed by the signer's clock, Unix seconds.
    pub signed_at: u32,
    /// The hash under the signature.
    pub hash: Hash,
}

/// Shows no byte of the body: bodies are personal.
impl Debug for Document<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("serial", &self.signature.serial)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Shows no byte of the body: bodies are personal.
impl Debug for Verified<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("serial", &self.serial)
            .field("signed_at", &self.signed_at)
            .field("hash", &self.hash)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Document<'a> {
    /// Reads the first document in `bytes`.
    ///
    /// # Errors
    /// Everything but one strictly written signed message.
    pub fn read(bytes: &'a [u8]) -> Result<Self, IprivError> {
        let (frame, _) = Frame::read(bytes)?;
        if frame.kind != Kind::Message {
            return Err(IprivError::DocumentType);
        }
        if frame.stripped != frame.body.len() {
            return Err(FrameFault::StrippedLength.into());
        }
        let signature = Signature::read(frame.signature, Class::Message)?;
        let user_id = frame.owner.user_id;
        same_party(
            Party {
                user_id,
                serial: signature.serial,
            },
            frame.owner,
        )?;
        Ok(Self {
            body: frame.body,
            user_id,
            signature,
        })
    }

    /// The serial inside the signature: which key to check with.
    #[must_use]
    pub fn signer_serial(&self) -> u32 {
        self.signature.serial
    }

    /// The time inside the signature, Unix seconds.
    #[must_use]
    pub fn signed_at(&self) -> u32 {
        self.signature.at
    }

    /// The hash under the signature.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.signature.hash
    }

    /// Whether the RSA number starts with a byte other than zero under a key of `key`'s length.
    ///
    /// About one signature in 256 is shorter, and one verifier of the field refuses those. Source:
    /// dealer clients in the field, list 2, item 12.
    #[must_use]
    pub fn fills(&self, key: &PublicKey) -> bool {
        self.signature.value_length() == key.n_bytes().len()
    }

    /// The user id in the frame.
    #[must_use]
    pub fn user_id(&self) -> &'a [u8] {
        self.user_id
    }
}

/// Checks the signature of `document` with `key`.
///
/// # Errors
/// `OtherSigner`, `OtherUser`: the document names another key. `SignatureMismatch`: not signed by
/// this key.
pub fn verify<'a>(document: &Document<'a>, key: &PublicKey) -> Result<Verified<'a>, IprivError> {
    document.signature.check(key, [document.body, &[]])?;
    if document.user_id != key.user_id() {
        return Err(IprivError::OtherUser {
            serial: key.serial(),
        });
    }
    Ok(Verified {
        body: document.body,
        serial: document.signer_serial(),
        signed_at: document.signed_at(),
        hash: document.hash(),
    })
}

/// Reads the first document in `bytes` and checks it with `key`.
///
/// # Errors
/// As [`Document::read`] and [`verify`].
pub fn verify_document<'a>(bytes: &'a [u8], key: &PublicKey) -> Result<Verified<'a>, IprivError> {
    verify(&Document::read(bytes)?, key)
}

/// The signed message around `body`, nothing after `END SIGNATURE`; `at` in Unix seconds.
///
/// # Errors
/// `Signing`, or `Argument` for a body of 100 MB. The signature was verified before it is returned.
pub fn sign_document(
    signer: &dyn Signer,
    hash: Hash,
    at: u32,
    body: &[u8],
) -> Result<Vec<u8>, IprivError> {
    let manner = Manner {
        class: Class::Message,
        hash,
        at,
    };
    let signature = signature::make(signer, manner, [body, &[]])?;
    Frame {
        kind: Kind::Message,
        owner: signer.public().party(),
        certifier: None,
        body,
        stripped: body.len(),
        signature: signature.as_bytes(),
    }
    .write()
}

/// As [`sign_document`], but with a signature that old verifiers take as well: where the RSA number
/// would start with a zero byte, the next second's time is tried.
///
/// The time that was taken stands in the document ([`Document::signed_at`]).
///
/// # Errors
/// As [`sign_document`].
pub fn sign_full_document(
    signer: &dyn Signer,
    hash: Hash,
    at: u32,
    body: &[u8],
) -> Result<Vec<u8>, IprivError> {
    let mut document = sign_document(signer, hash, at, body)?;
    // The chance that eight in a row are short is 2 to the power of -64; then the last one has to do.
    for later in 1..8 {
        if body.is_empty() || Document::read(&document)?.fills(signer.public()) {
            break;
        }
        document = sign_document(signer, hash, at.saturating_add(later), body)?;
    }
    Ok(document)
}

#[cfg(test)]
mod tests;
