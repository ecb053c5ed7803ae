//! IPRIV containers: signed messages, key files, key cards, certificates, encrypted fields.
//!
//! What it is for: turning a message body into the signed text other dealer programs understand,
//! and a signed text back into a body nobody changed. It must not know what a body means.
//!
//! The reader is strict: a text has one form, the one writers in the field produce. Where the
//! vendor's own reader is lenient, ours refuses, because every such place lets two different texts
//! pass for one message:
//! - the frame: total length, stripped length, version, frame lines with bare LF, unknown words
//!   after `END SIGNATURE` on the same line, numbers with other characters than digits (read as 0
//!   by the vendor), a certifier in line 3 of a message;
//! - the serial and user id in the frame against those in the signature and the key;
//! - armour: blanks inside, lines of other lengths;
//! - packets: version, RSA algorithm byte, other trust packets, other lengths of length, numbers
//!   with leading zeros, bytes left over;
//! - the serial inside the signature against the serial of the key: the vendor checks with any key.
//!
//! Taken as in the field: blanks before the header, anything on the lines after `END SIGNATURE`
//! (in key files: blanks only), and a signature without its trust packet. An empty body can be
//! signed, never read. Empty input is invalid.
//!
//! Nothing is ever decrypted with RSA here: encryption of fields is one-way.
//!
//! Source: dealer protocol, part 1; security, part 2.

mod armour;
mod detached;
mod digest;
mod document;
mod error;
mod field;
mod frame;
mod idea_cfb;
mod key_card;
mod key_ring;
mod packet;
mod public_key;
#[cfg(test)]
mod samples;
mod secret_key;
mod signature;
mod signer;

pub use detached::{SignedText, Stamp, sign_detached, sign_text, verify_detached, verify_text};
pub use document::{
    Document, Verified, sign_document, sign_full_document, verify, verify_document,
};
pub use error::{ArgumentFault, ArmourFault, FrameFault, IprivError, KeyFault, PacketFault};
pub use field::{encrypt_long, encrypt_short};
pub use key_card::KeyCard;
pub use key_ring::{KeyRing, certify};
pub use public_key::PublicKey;
pub use secret_key::{NewKey, SecretKey};
pub use signer::{BlindedSigner, FastSigner, Signer};

/// The hash under a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hash {
    /// Only towards servers that know nothing else, and in certificates.
    Md5,
    /// Everywhere else.
    Sha256,
}

/// Which key lengths are accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyPolicy {
    /// 2048 to 4096 bits.
    Modern,
    /// 508 to 4096 bits: servers of the field, named as legacy in their profile, and tests.
    Legacy,
}

impl KeyPolicy {
    fn check(self, bits: usize) -> Result<(), IprivError> {
        let least = match self {
            Self::Modern => 2048,
            Self::Legacy => 508,
        };
        if (least..=4096).contains(&bits) {
            Ok(())
        } else {
            Err(IprivError::KeyLength { bits })
        }
    }
}
