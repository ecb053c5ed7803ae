use rsa::BigUint;

use super::{Digest, KeyFields, PublicKey};
use crate::ipriv::samples::{BODY, blinded, key_512, key_2048, key_server};
use crate::ipriv::{Hash, IprivError, KeyFault, KeyPolicy, Signer as _};

fn key(n: &[u8], e: &[u8]) -> Result<PublicKey, IprivError> {
    let fields = KeyFields {
        serial: 1,
        made_at: 0,
        n,
        e,
    };
    PublicKey::new(fields, b"till", KeyPolicy::Legacy)
}

#[test]
fn both_ways_of_verifying_give_the_same_verdict() {
    let secret = key_2048();
    let public = secret.public();
    let digest = Digest::of(Hash::Sha256, &[BODY]);
    let value = blinded(&secret)
        .sign(Hash::Sha256, &[BODY])
        .expect("signed");
    assert!(public.inner.fast.is_some());
    for at in 0..value.len() {
        let mut changed = value.clone();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(
            public.check(&digest, &changed),
            Err(IprivError::SignatureMismatch)
        );
        assert_eq!(
            public.check_plain(&digest, &changed),
            Err(IprivError::SignatureMismatch)
        );
    }
    assert_eq!(public.check(&digest, &value), Ok(()));
    assert_eq!(public.check_plain(&digest, &value), Ok(()));
    let other = Digest::of(Hash::Sha256, &[b"other"]);
    assert_eq!(
        public.check(&other, &value),
        Err(IprivError::SignatureMismatch)
    );
    assert_eq!(
        key_server().public().check(&digest, &value),
        Err(IprivError::SignatureMismatch)
    );
}

#[test]
fn a_number_as_large_as_the_modulus_is_no_signature() {
    for secret in [key_512(), key_2048()] {
        let public = secret.public();
        for hash in [Hash::Md5, Hash::Sha256] {
            let digest = Digest::of(hash, &[BODY]);
            let value = blinded(&secret).sign(hash, &[BODY]).expect("signed");
            let n = BigUint::from_bytes_be(public.n_bytes());
            let more = (BigUint::from_bytes_be(&value) + &n).to_bytes_be();
            for wrong in [&more[..], public.n_bytes(), b"", &[0], &[1], &[0xFF; 600]] {
                assert_eq!(
                    public.check(&digest, wrong),
                    Err(IprivError::SignatureMismatch)
                );
            }
        }
    }
}

#[test]
fn moduli_and_exponents_that_are_no_key_are_refused() {
    let good = key_512().public();
    let n = good.n_bytes().to_vec();
    assert_eq!(key(&n, &[17]).expect("as it stands").n_hex(), good.n_hex());
    let mut even = n.clone();
    even[63] &= 0xFE;
    let refused = Err(IprivError::KeyUnusable(KeyFault::Public));
    assert_eq!(key(&even, &[17]), refused);
    for e in [&[1][..], &[2], &[16], &[2, 0, 0, 0, 1]] {
        assert_eq!(key(&n, e), refused, "{e:?}");
    }
    key(&n, &[3]).expect("smallest");
    key(&n, &[1, 0xFF, 0xFF, 0xFF, 0xFF]).expect("largest");
    let short = [0x07; 63];
    assert_eq!(key(&short, &[17]), Err(IprivError::KeyLength { bits: 499 }));
}

#[test]
fn key_info_is_lower_case_hex_of_whole_bytes() {
    let public = key_512().public();
    assert_eq!(public.e_hex(), "11");
    assert_eq!(public.n_hex().len(), 128);
    assert!(
        public
            .n_hex()
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    );
    assert_eq!(public.bits(), 512);
    assert_eq!(key_2048().public().e_hex(), "010001");
    assert_ne!(public.fingerprint(), key_2048().public().fingerprint());
}
