use super::{KeyRing, certify};
use crate::ipriv::samples::{
    AT, BODY, FILE_512, RING, blinded, key_512, key_2048, key_server, with_bytes,
};
use crate::ipriv::{FrameFault, Hash, IprivError, KeyPolicy, sign_document};

const LEGACY: KeyPolicy = KeyPolicy::Legacy;

#[test]
fn a_ring_gives_its_keys_by_serial_and_the_first_for_zero() {
    let ring = KeyRing::read(RING);
    let serials: Vec<u32> = ring.serials().collect();
    assert_eq!(serials, [40_210, 70_555, 87_654_321, 40_051]);
    assert_eq!(ring.open(0, LEGACY).expect("first"), key_2048().public());
    assert_eq!(ring.open(40_051, LEGACY).expect("last"), key_512().public());
    let missing = ring.open(1, LEGACY);
    assert_eq!(missing, Err(IprivError::NoSuchKey { serial: 1 }));
}

#[test]
fn a_short_key_of_a_ring_opens_only_where_it_is_marked_legacy() {
    let ring = KeyRing::read(RING);
    let found = ring.open(40_051, KeyPolicy::Modern);
    assert_eq!(found, Err(IprivError::KeyLength { bits: 512 }));
    ring.open(70_555, KeyPolicy::Modern).expect("2048 bits");
}

#[test]
fn a_key_is_trusted_only_through_the_certificate_of_the_named_key() {
    let ring = KeyRing::read(RING);
    let dealer = key_2048().public();
    let server = ring
        .open_certified(70_555, &dealer, KeyPolicy::Modern)
        .expect("certified");
    assert_eq!(server, key_server().public());
    let by_itself = ring.open_certified(70_555, &server, KeyPolicy::Modern);
    let expected = IprivError::OtherSigner {
        signed_by: 40_210,
        checked_with: 70_555,
    };
    assert_eq!(by_itself, Err(expected));
}

#[test]
fn a_key_that_claims_its_certifier_without_a_certificate_is_refused() {
    // Our own key says it is the dealer's, but the dealer's key never signed it.
    let (dealer, thief) = (key_2048(), key_512());
    let document = certify(&thief.public(), &blinded(&thief), AT).expect("certified");
    let ring = KeyRing::read(&document);
    ring.open_certified(40_051, &thief.public(), LEGACY)
        .expect("by itself");
    let found = ring.open_certified(40_051, &dealer.public(), LEGACY);
    let expected = IprivError::OtherSigner {
        signed_by: 40_051,
        checked_with: 40_210,
    };
    assert_eq!(found, Err(expected));

    let third_line = b"own40051            00040051\r\nBEGIN";
    let renamed = with_bytes(
        &document,
        third_line,
        b"own 40210           00040210\r\nBEGIN",
    );
    let found = KeyRing::read(&renamed).open_certified(40_051, &dealer.public(), LEGACY);
    assert_eq!(found, Err(FrameFault::Certifier.into()));
}

#[test]
fn every_changed_bit_of_a_certified_key_is_refused() {
    let (dealer, server) = (key_512(), key_512());
    let certifier = dealer.public();
    let document = certify(&server.public(), &blinded(&dealer), AT).expect("certified");
    let end = document.len() - 2;
    for at in 0..end {
        for bit in 0..8 {
            let mut changed = document.clone();
            changed[at] ^= 1 << bit;
            let found = KeyRing::read(&changed).open_certified(40_051, &certifier, LEGACY);
            assert!(found.is_err(), "byte {at}, bit {bit}");
            // Opened without a certifier it is still checked, unless its third line names another key.
            let unchecked = KeyRing::read(&changed).open(40_051, LEGACY);
            assert!(
                unchecked.is_err() || (88..96).contains(&at),
                "byte {at}, bit {bit}"
            );
        }
    }
}

#[test]
fn a_ring_ends_at_the_first_document_that_is_no_public_key() {
    let message = sign_document(&blinded(&key_512()), Hash::Md5, AT, BODY).expect("signed");
    assert!(KeyRing::read(&message).is_empty());
    assert!(KeyRing::read(FILE_512).is_empty());
    assert!(KeyRing::read(b"").is_empty());
    let mixed = [RING, &message, b"\r\n", RING].concat();
    assert_eq!(KeyRing::read(&mixed).serials().count(), 4);
    assert_eq!(KeyRing::read(&[RING, RING].concat()).serials().count(), 8);
}

#[test]
fn a_ring_shows_serials_only() {
    let shown = format!("{:?}", KeyRing::read(RING));
    assert_eq!(shown, "[40210, 70555, 87654321, 40051]");
}
