//! Detached signatures and signed texts. Not used for payments.
//!
//! Source: dealer protocol, part 1.5.

use super::Hash;
use super::error::{ArgumentFault, FrameFault, IprivError};
use super::frame::is_blank;
use super::public_key::PublicKey;
use super::signature::{self, Class, Manner, Signature};
use super::signer::Signer;

const BEGIN_LINE: &[u8] = b"BEGIN SIGNATURE";
/// The blank line before the signature belongs to the form.
const BEGIN: &[u8] = b"\r\n\r\nBEGIN SIGNATURE\r\n";
const END: &[u8] = b"\r\nEND SIGNATURE";

/// Who signed, when and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Serial of the key that signed.
    pub serial: u32,
    /// When it was signed by the signer's clock, Unix seconds.
    pub signed_at: u32,
    /// The hash under the signature.
    pub hash: Hash,
}

/// A text whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedText {
    /// The signed bytes: the text with its blanks evened out.
    pub text: Vec<u8>,
    /// Who signed it.
    pub stamp: Stamp,
}

/// The armoured signature of `message` alone; `at` in Unix seconds.
///
/// # Errors
/// `Signing`. The signature was verified before it is returned.
pub fn sign_detached(
    signer: &dyn Signer,
    hash: Hash,
    at: u32,
    message: &[u8],
) -> Result<Vec<u8>, IprivError> {
    let manner = Manner {
        class: Class::Message,
        hash,
        at,
    };
    signature::make(signer, manner, [message, &[]]).map(String::into_bytes)
}

/// Checks an armoured signature that came apart from its message.
///
/// # Errors
/// `Armour`, `Packet`, `Algorithm` for a damaged signature; `OtherSigner`, `SignatureMismatch`.
pub fn verify_detached(
    message: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<Stamp, IprivError> {
    let signature = Signature::read(signature, Class::Message)?;
    signature.check(key, [message, &[]])?;
    Ok(Stamp {
        serial: signature.serial,
        signed_at: signature.at,
        hash: signature.hash,
    })
}

/// `text`, a blank line and its signature with the closing line; `at` in Unix seconds.
///
/// # Errors
/// `Argument` if the text is blank or holds a signature line itself, `Signing`.
pub fn sign_text(
    signer: &dyn Signer,
    hash: Hash,
    at: u32,
    text: &[u8],
) -> Result<Vec<u8>, IprivError> {
    let even = evened(text);
    if even.is_empty() {
        return Err(ArgumentFault::BodyLength.into());
    }
    if has_signature_line(&even) {
        return Err(ArgumentFault::SignatureLine.into());
    }
    let signature = sign_detached(signer, hash, at, &even)?;
    Ok([text, BEGIN, signature.as_slice(), END, b"\r\n"].concat())
}

/// Checks a signed text. Blanks may differ from those signed, as in the field; the returned text
/// has them evened out. Only blanks may follow the signature.
///
/// # Errors
/// `Frame` for a damaged form, else as [`verify_detached`].
pub fn verify_text(document: &[u8], key: &PublicKey) -> Result<SignedText, IprivError> {
    let at = find(document, BEGIN).ok_or(FrameFault::Line)?;
    let (text, signature) = document.split_at_checked(at).ok_or(FrameFault::Line)?;
    let signature = signature.strip_prefix(BEGIN).ok_or(FrameFault::Line)?;
    let at = find(signature, END).ok_or(FrameFault::CutShort)?;
    let (signature, after) = signature.split_at_checked(at).ok_or(FrameFault::CutShort)?;
    let after = after.strip_prefix(END).ok_or(FrameFault::CutShort)?;
    if !after.iter().all(|byte| is_blank(*byte)) {
        return Err(FrameFault::After.into());
    }
    let text = evened(text);
    if text.is_empty() {
        return Err(FrameFault::EmptyBody.into());
    }
    if has_signature_line(&text) {
        return Err(FrameFault::Line.into());
    }
    let stamp = verify_detached(&text, signature, key)?;
    Ok(SignedText { text, stamp })
}

/// Leading blanks dropped, runs of space and tab one space, runs of CR and LF one LF, trailing
/// blanks dropped.
fn evened(text: &[u8]) -> Vec<u8> {
    let mut even = Vec::with_capacity(text.len());
    for byte in text {
        let one = match byte {
            b' ' | b'\t' => b' ',
            b'\r' | b'\n' => b'\n',
            other => *other,
        };
        // A blank at the very front counts as repeated.
        let repeated = is_blank(one) && even.last().is_none_or(|last| *last == one);
        if !repeated {
            even.push(one);
        }
    }
    while even.last().is_some_and(|last| is_blank(*last)) {
        even.pop();
    }
    even
}

fn has_signature_line(even: &[u8]) -> bool {
    even.split(|byte| *byte == b'\n')
        .any(|line| line == BEGIN_LINE)
}

fn find(within: &[u8], word: &[u8]) -> Option<usize> {
    within.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests;
