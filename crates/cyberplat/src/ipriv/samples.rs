//! Keys and documents shared by the tests of this module. The keys are those of the test vectors.

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::frame::Frame;
use super::{BlindedSigner, FastSigner, Hash, KeyPolicy, SecretKey, armour, sign_document};

macro_rules! own_key {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/ipriv-vectors/own/keys/",
            $name
        ))
    };
}

pub(super) const FILE_512: &[u8] = own_key!("o512.secret.key");
pub(super) const FILE_1024: &[u8] = own_key!("o1024.secret.key");
pub(super) const FILE_1024_PLAIN: &[u8] = own_key!("o1024-plain.secret.key");
pub(super) const FILE_2048: &[u8] = own_key!("o2048.secret.key");
pub(super) const FILE_SERVER: &[u8] = own_key!("o2048b.secret.key");
pub(super) const RING: &[u8] = own_key!("ring.key");
pub(super) const PHRASE_512: &[u8] = b"own-512-phrase";
/// Cyrillic in windows-1251: a phrase is bytes, never text.
pub(super) const PHRASE_1024: &[u8] = b"\xca\xeb\xfe\xf7 \xea\xe0\xf1\xf1\xfb \xb95";
pub(super) const PHRASE_2048: &[u8] = b"two thousand forty-eight";
pub(super) const PHRASE_SERVER: &[u8] = b"ServerSide/2048";
pub(super) const AT: u32 = 1_700_000_000;
pub(super) const BODY: &[u8] = b"SESSION=7\r\nERROR=0\r\nRESULT=7\r\n";

pub(super) fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

pub(super) fn key_512() -> SecretKey {
    SecretKey::open(FILE_512, PHRASE_512, KeyPolicy::Legacy).expect("key of 512 bits")
}

pub(super) fn key_2048() -> SecretKey {
    SecretKey::open(FILE_2048, PHRASE_2048, KeyPolicy::Modern).expect("key of 2048 bits")
}

pub(super) fn key_server() -> SecretKey {
    SecretKey::open(FILE_SERVER, PHRASE_SERVER, KeyPolicy::Modern).expect("server's key")
}

pub(super) fn blinded(key: &SecretKey) -> BlindedSigner {
    BlindedSigner::new(key, Box::new(rng()))
}

pub(super) fn fast(key: &SecretKey) -> FastSigner {
    FastSigner::new(key, Box::new(rng())).expect("fast signer")
}

/// A small document signed with SHA-256 by the key of 512 bits.
pub(super) fn small_document() -> Vec<u8> {
    sign_document(&blinded(&key_512()), Hash::Sha256, AT, BODY).expect("signed")
}

/// The document with other bytes under its signature armour; lengths and checksum fit again.
pub(super) fn with_signature(document: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let (frame, _) = Frame::read(document).expect("frame");
    let mut packets = armour::decode(frame.signature).expect("armour");
    change(&mut packets);
    let signature = armour::encode(&packets);
    let changed = Frame {
        signature: signature.as_bytes(),
        ..frame
    };
    changed.write().expect("written")
}

/// The document with `old` replaced by `new` once; nothing else is set right.
pub(super) fn with_bytes(document: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = document
        .windows(old.len())
        .position(|part| part == old)
        .expect("to be replaced");
    [&document[..at], new, &document[at + old.len()..]].concat()
}
