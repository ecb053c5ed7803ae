use rand::SeedableRng as _;
use rand::rngs::StdRng;

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
