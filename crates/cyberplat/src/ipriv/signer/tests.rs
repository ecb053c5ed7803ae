use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand::rngs::StdRng;
use rand::{CryptoRng, RngCore, SeedableRng as _};

use super::{BlindedSigner, FastSigner, Signer};
use crate::ipriv::samples::{
    AT, BODY, FILE_1024, PHRASE_1024, blinded, fast, key_512, key_2048, key_server,
};
use crate::ipriv::{
    Hash, IprivError, KeyPolicy, PublicKey, SecretKey, certify, sign_detached, sign_document,
    sign_text,
};

#[test]
fn both_back_ends_give_the_same_bytes() {
    let key_1024 = SecretKey::open(FILE_1024, PHRASE_1024, KeyPolicy::Legacy).expect("key");
    for key in [key_512(), key_1024, key_2048(), key_server()] {
        let (one, other) = (blinded(&key), fast(&key));
        assert_eq!(one.public(), other.public());
        for hash in [Hash::Md5, Hash::Sha256] {
            let sign = |signer: &dyn Signer| signer.sign(hash, &[BODY, b"more"]).expect("signed");
            assert_eq!(sign(&one), sign(&other));
            assert_eq!(sign(&one).len(), key.public().n_bytes().len());
            let all = |signer: &dyn Signer| {
                [
                    sign_document(signer, hash, AT, BODY).expect("document"),
                    sign_detached(signer, hash, AT, BODY).expect("detached"),
                    sign_text(signer, hash, AT, BODY).expect("text"),
                    certify(&key.public(), signer, AT).expect("certificate"),
                ]
            };
            assert_eq!(all(&one), all(&other));
        }
    }
}

#[test]
fn blinding_never_shows_in_the_signature() {
    let key = key_2048();
    let sign = |seed: u64| {
        let rng = StdRng::seed_from_u64(seed);
        let signer = BlindedSigner::new(&key, Box::new(rng));
        let once = signer.sign(Hash::Sha256, &[BODY]).expect("signed");
        assert_eq!(
            once,
            signer.sign(Hash::Sha256, &[BODY]).expect("signed again")
        );
        once
    };
    assert_eq!(sign(1), sign(2));
}

/// Counts how often it is asked.
struct Counted(StdRng, Arc<AtomicU64>);

impl CryptoRng for Counted {}

impl RngCore for Counted {
    fn next_u32(&mut self) -> u32 {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

/// How often the generator is asked for each of three signatures.
fn draws(key: &SecretKey) -> [u64; 3] {
    let asked = Arc::new(AtomicU64::new(0));
    let rng = Counted(StdRng::seed_from_u64(1), Arc::clone(&asked));
    let signer = BlindedSigner::new(key, Box::new(rng));
    [(); 3].map(|()| {
        signer.sign(Hash::Sha256, &[BODY]).expect("signed");
        asked.swap(0, Ordering::Relaxed)
    })
}

#[test]
fn every_blinded_signature_draws_from_the_generator() {
    #[cfg(feature = "planted")]
    let _none = paydesk_domain::planted::hold(None);
    for key in [key_512(), key_2048()] {
        let draws = draws(&key);
        assert!(draws.iter().all(|draws| *draws > 0), "{draws:?}");
    }
}

#[cfg(feature = "planted")]
#[test]
fn planted_a_signature_draws_nothing() {
    use paydesk_domain::planted::{Bug, hold};
    let _planting = hold(Some(Bug::UnblindedSign));
    assert_eq!(draws(&key_2048()), [0; 3]);
}

#[test]
fn pieces_are_hashed_as_one() {
    let signer = fast(&key_2048());
    let sign = |pieces: &[&[u8]]| signer.sign(Hash::Sha256, pieces).expect("signed");
    assert_eq!(sign(&[b"AMOUNT=", b"100.00"]), sign(&[b"AMOUNT=100.00"]));
    assert_ne!(sign(&[b"AMOUNT=100.00"]), sign(&[b"AMOUNT=100.01"]));
}

#[test]
fn a_signer_shows_its_public_side_only() {
    let key = key_512();
    let seed = || Box::new(StdRng::seed_from_u64(1));
    let fast = FastSigner::new(&key, seed()).expect("fast signer");
    for shown in [
        format!("{:?}", BlindedSigner::new(&key, seed())),
        format!("{fast:?}"),
    ] {
        assert!(shown.contains("40051"), "{shown}");
        assert!(shown.len() < 120, "nothing but serial and length: {shown}");
    }
}

/// A back end with a fault: one bit of every value is wrong.
struct Faulty(BlindedSigner);

impl Signer for Faulty {
    fn public(&self) -> &PublicKey {
        self.0.public()
    }

    fn sign(&self, hash: Hash, hashed: &[&[u8]]) -> Result<Vec<u8>, IprivError> {
        let mut value = self.0.sign(hash, hashed)?;
        value[40] ^= 1;
        Ok(value)
    }
}

#[test]
fn a_wrong_value_never_leaves_in_a_document() {
    for key in [key_512(), key_2048()] {
        let signer = Faulty(blinded(&key));
        for hash in [Hash::Md5, Hash::Sha256] {
            let mismatch = Some(IprivError::SignatureMismatch);
            assert_eq!(sign_document(&signer, hash, AT, BODY).err(), mismatch);
            assert_eq!(sign_detached(&signer, hash, AT, BODY).err(), mismatch);
            assert_eq!(certify(&key.public(), &signer, AT).err(), mismatch);
        }
    }
}

#[test]
fn only_the_back_end_that_checks_its_values_says_so() {
    for hash in [Hash::Md5, Hash::Sha256] {
        assert!(!blinded(&key_2048()).checks_its_values(hash));
        assert!(
            !fast(&key_512()).checks_its_values(hash),
            "short keys are signed blinded"
        );
        assert_eq!(
            fast(&key_2048()).checks_its_values(hash),
            hash == Hash::Sha256
        );
    }
}
