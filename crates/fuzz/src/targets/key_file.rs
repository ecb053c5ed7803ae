//! Key files: secret keys under a pass phrase, files of public keys, certificates, key cards.

use std::sync::LazyLock;

use paydesk_cyberplat::ipriv::{KeyCard, KeyPolicy, KeyRing, PublicKey, SecretKey};

use crate::samples::{PHRASES, secret_keys};
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "key_file",
    run,
    words: &[
        "BEGIN\r\n",
        "\r\nEND\r\nBEGIN SIGNATURE\r\n",
        "\r\nEND SIGNATURE\r\n",
        "01NM",
        "01NS",
        "01SM",
        "\r\n",
        "\n",
        "00000000",
        "Version: 01\r\nUser ID: ",
        "\r\nUser Key: ",
        "99999999",
        "100000000",
        "=",
        "own till 9",
    ],
    runs: 8_000,
};

static KNOWN: LazyLock<Vec<PublicKey>> =
    LazyLock::new(|| secret_keys().iter().map(SecretKey::public).collect());

fn is_known(key: &PublicKey) -> bool {
    KNOWN
        .iter()
        .any(|known| known.fingerprint() == key.fingerprint() && known.user_id() == key.user_id())
}

fn run(bytes: &[u8]) -> Verdict {
    let secret = secret(bytes);
    let ring = ring(bytes);
    let card = card(bytes);
    Verdict::of(secret || ring || card)
}

/// Numbers that belong together come out of no other file than those of the vectors.
fn secret(bytes: &[u8]) -> bool {
    let mut opened = false;
    for phrase in PHRASES.into_iter().chain([&b""[..]]) {
        let Ok(key) = SecretKey::open(bytes, phrase, KeyPolicy::Legacy) else {
            continue;
        };
        assert!(!opened, "two pass phrases open one file");
        opened = true;
        assert!(is_known(&key.public()), "a key nobody made");
        assert_eq!(format!("{key:?}"), "SecretKey { .. }");
        let modern = SecretKey::open(bytes, phrase, KeyPolicy::Modern);
        assert_eq!(modern.is_ok(), key.public().bits() >= 2048);
        let file = key.write(phrase, [7; 8]);
        let again = SecretKey::open(&file, phrase, KeyPolicy::Legacy).expect("what was written");
        assert_eq!(again.public(), key.public());
    }
    opened
}

fn ring(bytes: &[u8]) -> bool {
    let ring = KeyRing::read(bytes);
    let mut opened = false;
    let serials: Vec<u32> = ring.serials().chain([0]).collect();
    for serial in serials {
        let any = ring.open(serial, KeyPolicy::Legacy);
        if let Ok(key) = &any {
            opened = true;
            assert!((508..=4096).contains(&key.bits()));
            assert!(
                serial == 0 || key.serial() == serial,
                "another key than was asked for"
            );
            assert!((1..=20).contains(&key.user_id().len()));
        }
        for certifier in KNOWN.iter() {
            let certified = ring.open_certified(serial, certifier, KeyPolicy::Legacy);
            if let Ok(key) = certified {
                assert!(is_known(&key), "nobody certified this key");
                assert!(any.is_ok(), "certified, and yet it does not open");
            }
        }
    }
    opened
}

fn card(bytes: &[u8]) -> bool {
    let Ok(card) = KeyCard::read(bytes) else {
        return false;
    };
    let text = card.write().expect("it was read");
    assert!(
        bytes == text || bytes.strip_suffix(b"\r\n") == Some(&text),
        "one card, two texts"
    );
    assert!((1..=99_999_999).contains(&card.serial));
    true
}
