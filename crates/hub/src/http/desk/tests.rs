use paydesk_cyberplat::ipriv::{FastSigner, NewKey, SecretKey};
use rand::rngs::OsRng;

use super::*;

/// Source: dealer clients in the field, list 2: one verifier refuses such a signature.
#[test]
fn a_signature_whose_number_begins_with_a_zero_is_made_again_a_second_later() {
    let wish = NewKey {
        serial: 10_000_001,
        user_id: b"paydesk-hub".to_vec(),
        bits: 2048,
        made_at: 1_700_000_000,
        policy: KeyPolicy::Modern,
    };
    let key = SecretKey::generate(&mut OsRng, &wish).unwrap();
    let signer = FastSigner::new(&key, Box::new(OsRng)).unwrap();
    let body: &[u8] = b"ERROR=0\r\n";
    let plain = |at| sign_document(&signer, Hash::Sha256, at, body).unwrap();
    let begins_with_zero = |at| {
        let watched = Watched {
            signer: &signer,
            begins_with_zero: AtomicBool::new(false),
        };
        sign_document(&watched, Hash::Sha256, at, body).unwrap();
        watched.begins_with_zero.load(Ordering::Relaxed)
    };
    // One in 256 does; among so many there is one, or the generator is broken.
    let mut moments = 1_800_000_000..1_800_020_000;
    let first = moments.find(|at| begins_with_zero(*at)).unwrap();
    let sent = sign(&signer, Hash::Sha256, (first, body)).unwrap();
    assert_ne!(sent, plain(first));
    let later = (1..4)
        .find(|later| !begins_with_zero(first + later))
        .unwrap();
    assert_eq!(sent, plain(first + later));
    // Any other moment is kept as it is.
    let other = moments.find(|at| !begins_with_zero(*at)).unwrap();
    assert_eq!(
        sign(&signer, Hash::Sha256, (other, body)).unwrap(),
        plain(other)
    );
}
