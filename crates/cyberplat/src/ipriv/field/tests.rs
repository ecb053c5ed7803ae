use super::{encrypt_long, encrypt_short};
use crate::ipriv::IprivError;
use crate::ipriv::samples::{key_512, key_2048, rng};

#[test]
fn a_short_field_must_fit_the_key() {
    let public = key_512().public();
    assert!(encrypt_short(&public, &[b'1'; 53], &mut rng()).is_ok());
    let refused = encrypt_short(&public, &[b'1'; 54], &mut rng());
    assert_eq!(refused, Err(IprivError::Encryption));
}

#[test]
fn the_same_field_never_looks_the_same_twice() {
    let (public, mut rng) = (key_2048().public(), rng());
    let mut short = || encrypt_short(&public, b"4111111111111111", &mut rng).expect("encrypted");
    assert_ne!(short(), short());
    let mut rng = self::rng();
    let mut long = || encrypt_long(&public, b"4111111111111111", &mut rng).expect("encrypted");
    assert_ne!(long(), long());
}
