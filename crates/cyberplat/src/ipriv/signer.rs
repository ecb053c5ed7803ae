//! Who signs: one trait, two back ends with equal bytes.
//!
//! Private operations of crate `rsa` can be timed (RUSTSEC-2023-0071), so it signs blinded only.
//! The hub, which signs for everybody who asks, uses aws-lc.

use std::fmt::{self, Debug, Formatter};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{Digest as AwsDigest, SHA256};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::rand_core::CryptoRngCore;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};

use super::Hash;
use super::digest::Digest;
use super::error::{IprivError, KeyFault};
use super::public_key::PublicKey;
use super::secret_key::SecretKey;

/// Holds a secret key and signs with it.
pub trait Signer: Send + Sync {
    /// The public side of the key.
    fn public(&self) -> &PublicKey;

    /// RSASSA-PKCS1-v1_5 over the hash of `hashed`, its pieces taken as one; as many bytes as the
    /// modulus has.
    ///
    /// # Errors
    /// `Signing` if the back end cannot; `KeyLength` if the digest does not fit the key.
    fn sign(&self, hash: Hash, hashed: &[&[u8]]) -> Result<Vec<u8>, IprivError>;

    /// Whether [`Signer::sign`] checks each value with the public key before it returns it. Where it
    /// does not, whoever signs a document does so: a wrong signature gives the key away.
    fn checks_its_values(&self, hash: Hash) -> bool {
        let _ = hash;
        false
    }
}

/// Crate `rsa`, always blinded: any key, both hashes.
pub struct BlindedSigner {
    public: PublicKey,
    key: RsaPrivateKey,
    rng: Mutex<Box<dyn CryptoRngCore + Send>>,
}

impl BlindedSigner {
    /// A signer with its own copy of the key; blinding draws from `rng`.
    #[must_use]
    pub fn new(key: &SecretKey, rng: Box<dyn CryptoRngCore + Send>) -> Self {
        Self {
            public: key.public(),
            key: key.numbers().clone(),
            rng: Mutex::new(rng),
        }
    }

    fn sign_digest(&self, digest: &Digest) -> Result<Vec<u8>, IprivError> {
        let hash_len = Some(digest.bytes().len());
        let padding = Pkcs1v15Sign {
            hash_len,
            prefix: digest.hash().prefix().into(),
        };
        #[cfg(feature = "planted")]
        if paydesk_domain::planted::is(paydesk_domain::planted::Bug::UnblindedSign) {
            #[expect(
                clippy::disallowed_methods,
                reason = "the mistake itself, never in a product"
            )]
            let signed = self.key.sign(padding, digest.bytes());
            return signed.map_err(|_| IprivError::Signing);
        }
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        self.key
            .sign_with_rng(&mut *rng, padding, digest.bytes())
            .map_err(|_| IprivError::Signing)
    }
}

impl Signer for BlindedSigner {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, hash: Hash, hashed: &[&[u8]]) -> Result<Vec<u8>, IprivError> {
        self.sign_digest(&Digest::of(hash, hashed))
    }
}

impl Debug for BlindedSigner {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindedSigner")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// aws-lc for SHA-256 under 2048 bits and more; what it refuses goes through a [`BlindedSigner`].
pub struct FastSigner {
    blinded: BlindedSigner,
    fast: Option<KeyPair>,
}

impl FastSigner {
    /// A signer with its own copies of the key.
    ///
    /// # Errors
    /// `KeyUnusable` if the library refuses a key of 2048 bits or more.
    pub fn new(key: &SecretKey, rng: Box<dyn CryptoRngCore + Send>) -> Result<Self, IprivError> {
        let fast = if key.public().bits() < 2048 {
            None
        } else {
            let der = key
                .numbers()
                .to_pkcs1_der()
                .map_err(|_| KeyFault::BackEnd)?;
            Some(KeyPair::from_der(der.as_bytes()).map_err(|_| KeyFault::BackEnd)?)
        };
        Ok(Self {
            blinded: BlindedSigner::new(key, rng),
            fast,
        })
    }
}

impl Signer for FastSigner {
    fn public(&self) -> &PublicKey {
        &self.blinded.public
    }

    fn sign(&self, hash: Hash, hashed: &[&[u8]]) -> Result<Vec<u8>, IprivError> {
        let digest = Digest::of(hash, hashed);
        match (&self.fast, digest) {
            (Some(key), Digest::Sha256(bytes)) => {
                let digest = AwsDigest::import_less_safe(&bytes, &SHA256)
                    .map_err(|_| IprivError::Signing)?;
                let mut value = vec![0; key.public_modulus_len()];
                key.sign_digest(&RSA_PKCS1_SHA256, &digest, &mut value)
                    .map_err(|_| IprivError::Signing)?;
                Ok(value)
            }
            (Some(_) | None, Digest::Md5(_) | Digest::Sha256(_)) => {
                self.blinded.sign_digest(&digest)
            }
        }
    }

    /// aws-lc raises every value it makes to the public exponent and compares
    /// (`rsa_default_private_transform`); doing it again would cost a fifteenth of the signature.
    fn checks_its_values(&self, hash: Hash) -> bool {
        self.fast.is_some() && hash == Hash::Sha256
    }
}

impl Debug for FastSigner {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("FastSigner")
            .field("public", &self.blinded.public)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
