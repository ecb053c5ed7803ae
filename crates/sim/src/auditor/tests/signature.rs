//! Whose word a reply is, by the auditor's own check.

use std::fs;
use std::path::Path;

use paydesk_cyberplat::ipriv::{
    BlindedSigner, Hash, KeyPolicy, NewKey, SecretKey, sign_document, verify_document,
};
use rand::SeedableRng as _;
use rand::rngs::OsRng;
use rand_chacha::ChaCha20Rng;

use super::super::signature::{ServerKeys, Signatures as _, secret_numbers};

const BODY: &[u8] = b"SESSION=01ABCDEF\r\nERROR=0\r\nRESULT=0\r\n";

fn key(serial: u32, user: &str, bits: usize) -> SecretKey {
    let wish = NewKey {
        serial,
        user_id: user.as_bytes().to_vec(),
        bits,
        made_at: 1_767_225_600,
        policy: KeyPolicy::Legacy,
    };
    let mut dice = ChaCha20Rng::seed_from_u64(u64::from(serial));
    SecretKey::generate(&mut dice, &wish).expect("key")
}

fn signed(key: &SecretKey, hash: Hash, body: &[u8]) -> Vec<u8> {
    let signer = BlindedSigner::new(key, Box::new(OsRng));
    sign_document(&signer, hash, 1_772_409_600, body).expect("signed")
}

fn judge(key: &SecretKey) -> ServerKeys {
    let signer = BlindedSigner::new(key, Box::new(OsRng));
    let keys = ServerKeys::read(&key.write_public(&signer, 1).expect("public key"));
    assert!(!keys.is_empty());
    keys
}

#[test]
fn a_reply_of_the_server_is_its_word_whatever_the_length_of_its_key() {
    for bits in [512, 1_024, 2_048] {
        let key = key(10_000_001, "hub", bits);
        let reply = signed(&key, Hash::Sha256, BODY);
        assert_eq!(judge(&key).signed_body(&reply).as_deref(), Some(BODY));
    }
}

#[test]
fn nobody_elses_reply_is_the_servers_word() {
    let keys = judge(&key(10_000_001, "hub", 512));
    let other_number = key(10_000_009, "hub", 512);
    let same_number = {
        let wish = NewKey {
            serial: 10_000_001,
            user_id: b"hub".to_vec(),
            bits: 512,
            made_at: 1_767_225_600,
            policy: KeyPolicy::Legacy,
        };
        SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(77), &wish).expect("key")
    };
    for stranger in [other_number, same_number] {
        let reply = signed(&stranger, Hash::Sha256, BODY);
        assert_eq!(keys.signed_body(&reply), None);
    }
}

#[test]
fn a_server_that_signs_with_sha_256_does_not_sign_with_md5() {
    let key = key(10_000_001, "hub", 512);
    let reply = signed(&key, Hash::Md5, BODY);
    assert_eq!(judge(&key).signed_body(&reply), None);
}

#[test]
fn no_bit_of_a_reply_may_turn_and_none_of_it_may_be_missing() {
    let key = key(10_000_001, "hub", 512);
    let (keys, reply) = (judge(&key), signed(&key, Hash::Sha256, BODY));
    for length in 0..reply.len() {
        assert_eq!(keys.signed_body(&reply[..length]), None, "{length} bytes");
    }
    // The lengths that nobody reads, the user id in the frame and the signature's clock beside it are not signed.
    let is_signed = |at: usize| keys.signed_body(&reply).is_some() && at > 100;
    for at in (0..reply.len()).filter(|at| is_signed(*at)) {
        for bit in 0..8 {
            let mut turned = reply.clone();
            turned[at] ^= 1 << bit;
            assert_eq!(keys.signed_body(&turned), None, "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn what_the_program_takes_for_signed_and_what_the_auditor_does_is_the_same() {
    let key = key(10_000_001, "hub", 512);
    let (keys, public) = (judge(&key), key.public());
    for length in [1, 2, 40, 700, 4_000] {
        let body: Vec<u8> = (0..length).map(|at| b'A' + (at % 26) as u8).collect();
        let reply = signed(&key, Hash::Sha256, &body);
        assert!(verify_document(&reply, &public).is_ok());
        assert_eq!(keys.signed_body(&reply), Some(body));
    }
}

#[test]
fn a_secret_key_without_a_phrase_shows_its_numbers_and_one_with_a_phrase_none() {
    let key = key(10_000_001, "hub", 512);
    let numbers = secret_numbers(&key.write(b"", [0; 8]));
    let lengths: Vec<usize> = numbers.iter().map(Vec::len).collect();
    assert_eq!(lengths, [64, 32, 32, 32]);
    assert!(secret_numbers(&key.write(b"phrase", [1; 8])).is_empty());
}

#[test]
fn the_auditor_uses_no_line_of_the_product() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![folder.join("auditor.rs"), folder.join("evidence.rs")];
    for file in fs::read_dir(folder.join("auditor")).expect("folder") {
        let path = file.expect("file").path();
        files.extend((path.is_file() && !path.ends_with("tests.rs")).then_some(path));
    }
    assert!(files.len() > 10);
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        assert!(!text.contains("paydesk_"), "{}", file.display());
    }
}
