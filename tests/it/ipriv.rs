//! The contract of `paydesk ipriv` for people and programs, by every vector of the project's own set.

mod vectors;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::rig::write;
use vectors::{Ended, Vectors, ipriv, name, text};

#[test]
fn a_signature_is_made_byte_for_byte() {
    let vectors = Vectors::open();
    for case in vectors.cases("sign") {
        let key = vectors.key(case);
        let (file, phrase) = (
            vectors.path(&key["secret_file"]),
            vectors.phrase(&key["passphrase_hex"]),
        );
        let (hash, at) = (text(&case["alg"]), text(&case["timestamp"]));
        let words = [
            "sign",
            "--key",
            &file,
            "--passphrase-file",
            &phrase,
            "--hash",
            &hash,
            "--at",
            &at,
            "--legacy",
        ];
        let (message, signed) = (
            vectors.bytes(&case["message"]),
            vectors.bytes(&case["signed"]),
        );
        let made = ipriv(&words, &message);
        assert_eq!(
            (made.code, made.stdout == signed),
            (0, true),
            "{}",
            name(case)
        );
        let keys = vectors.path(&key["public_file"]);
        let read = ipriv(&["verify", "--pubkeys", &keys, "--legacy"], &signed);
        if case["verify_rc"] == 0 {
            assert_eq!(
                (read.code, read.stdout == message),
                (0, true),
                "{}",
                name(case)
            );
        } else {
            read.assert_refused(1, &name(case));
        }
    }
}

#[test]
fn only_what_was_signed_comes_out_of_a_document() {
    let vectors = Vectors::open();
    for case in vectors.cases("verify") {
        let (keys, serial) = (vectors.path(&case["public_file"]), text(&case["serial"]));
        let document = if case["signed"].is_string() {
            vectors.bytes(&case["signed"])
        } else {
            Vec::new()
        };
        let words = [
            "verify",
            "--pubkeys",
            &keys,
            "--serial",
            &serial,
            "--legacy",
        ];
        let read = ipriv(&words, &document);
        if case["expect"] == "valid" || (case["expect"] == "lenient" && read.code == 0) {
            let at = usize::try_from(case["message_offset"].as_u64().unwrap()).unwrap();
            let length = usize::try_from(case["message_len"].as_u64().unwrap()).unwrap();
            assert_eq!(read.code, 0, "{}: {read:?}", name(case));
            assert!(read.stdout == document[at..at + length], "{}", name(case));
        } else {
            read.assert_refused(1, &name(case));
        }
    }
}

#[test]
fn texts_and_detached_signatures_are_checked_too() {
    let vectors = Vectors::open();
    for case in vectors.cases("detached") {
        let key = vectors.key(case);
        let (keys, serial) = (vectors.path(&key["public_file"]), text(&key["serial"]));
        let signature = vectors.path(&case["signature"]);
        let words = [
            "verify",
            "--form",
            "detached",
            "--pubkeys",
            &keys,
            "--serial",
            &serial,
        ];
        let words = [&words[..], &["--signature", &signature, "--legacy"]].concat();
        let message = vectors.bytes(&case["message"]);
        let read = ipriv(&words, &message);
        assert_eq!((read.code, &read.stdout), (0, &message), "{}", name(case));
        ipriv(&words, &vectors.bytes(&case["bad_message"])).assert_refused(1, &name(case));
        let (file, phrase) = (
            vectors.path(&key["secret_file"]),
            vectors.phrase(&key["passphrase_hex"]),
        );
        let (hash, at) = (text(&case["alg"]), text(&case["timestamp"]));
        let sign = [
            "sign",
            "--form",
            "detached",
            "--key",
            &file,
            "--passphrase-file",
            &phrase,
        ];
        let sign = [&sign[..], &["--hash", &hash, "--at", &at, "--legacy"]].concat();
        assert_eq!(
            ipriv(&sign, &message).stdout,
            vectors.bytes(&case["signature"])
        );
    }
    for case in vectors.cases("text_verify") {
        let (keys, serial) = (
            vectors.path(&vectors.key(case)["public_file"]),
            text(&case["serial"]),
        );
        let words = [
            "verify",
            "--form",
            "text",
            "--pubkeys",
            &keys,
            "--serial",
            &serial,
            "--legacy",
        ];
        let read = ipriv(&words, &vectors.bytes(&case["document"]));
        if case["vendor_rc"] == 0 {
            assert_eq!(read.code, 0, "{}: {read:?}", name(case));
        } else {
            read.assert_refused(1, &name(case));
        }
    }
}

#[test]
fn a_secret_key_opens_with_its_pass_phrase_only() {
    let vectors = Vectors::open();
    for case in vectors.cases("secret_keys") {
        let (file, phrase) = (
            vectors.path(&case["secret_file"]),
            vectors.phrase(&case["passphrase_hex"]),
        );
        let words = [
            "key-info",
            "--key",
            &file,
            "--passphrase-file",
            &phrase,
            "--legacy",
        ];
        let info = ipriv(&words, b"");
        match case["expect"].as_str().unwrap() {
            "opens" => {
                assert_eq!(info.code, 0, "{}: {info:?}", name(case));
                let json = info.json();
                for field in ["n", "e", "serial"] {
                    assert_eq!(text(&json[field]), text(&case[field]), "{}", name(case));
                }
                assert_eq!(text(&json["bits"]), text(&case["bits"]));
            }
            "lenient" => assert!(matches!(info.code, 0 | 1), "{}", name(case)),
            _ => info.assert_refused(1, &name(case)),
        }
    }
}

#[test]
fn a_public_key_opens_by_its_serial_and_its_certificate() {
    let vectors = Vectors::open();
    for case in vectors.cases("public_keys") {
        let (file, serial) = (vectors.path(&case["public_file"]), text(&case["serial"]));
        let mut words = vec![
            "key-info",
            "--pubkeys",
            &file,
            "--serial",
            &serial,
            "--legacy",
        ];
        let certifier;
        if case["ca_file"].is_string() {
            certifier = (vectors.path(&case["ca_file"]), text(&case["ca_serial"]));
            words.extend(["--ca-pubkeys", &certifier.0, "--ca-serial", &certifier.1]);
        }
        let info = ipriv(&words, b"");
        match case["expect"].as_str().unwrap() {
            "opens" => {
                assert_eq!(info.code, 0, "{}: {info:?}", name(case));
                let json = info.json();
                assert_eq!(
                    (&json["n"], &json["e"]),
                    (&case["n"], &case["e"]),
                    "{}",
                    name(case)
                );
                assert_eq!(json["serial"], case["opened_serial"], "{}", name(case));
            }
            "lenient" => assert!(matches!(info.code, 0 | 1), "{}", name(case)),
            _ => info.assert_refused(1, &name(case)),
        }
    }
}

#[test]
fn short_keys_are_for_those_who_ask_for_them() {
    let vectors = Vectors::open();
    for (name, bits) in [("o512", 512), ("o1024", 1024)] {
        let key = &vectors.manifest["keys"][name];
        let (file, phrase) = (
            vectors.path(&key["secret_file"]),
            vectors.phrase(&key["passphrase_hex"]),
        );
        let (public, serial) = (vectors.path(&key["public_file"]), text(&key["serial"]));
        let sign = ["sign", "--key", &file, "--passphrase-file", &phrase];
        let signed = ipriv(&[&sign[..], &["--legacy"]].concat(), b"text").stdout;
        let secret = ["key-info", "--key", &file, "--passphrase-file", &phrase];
        let open = ["key-info", "--pubkeys", &public, "--serial", &serial];
        let verify = ["verify", "--pubkeys", &public];
        let commands: [(&[&str], &[u8]); 4] = [
            (&sign, b"text"),
            (&secret, b""),
            (&open, b""),
            (&verify, &signed),
        ];
        for (words, input) in commands {
            let refused = ipriv(words, input);
            refused.assert_refused(1, name);
            assert!(refused.stderr.contains(&bits.to_string()), "{refused:?}");
            assert_eq!(
                ipriv(&[words, &["--legacy"]].concat(), input).code,
                0,
                "{words:?}"
            );
        }
    }
}

#[test]
fn wrong_usage_and_unreadable_files_are_neither_valid_nor_invalid() {
    let vectors = Vectors::open();
    let key = &vectors.manifest["keys"]["o2048"];
    let (file, phrase) = (
        vectors.path(&key["secret_file"]),
        vectors.phrase(&key["passphrase_hex"]),
    );
    let public = vectors.path(&key["public_file"]);
    let wrong: [&[&str]; 12] = [
        &["verify", "--pubkeys", "/nowhere/keys"],
        &["verify"],
        &["verify", "--pubkeys", &public, "--serial", "many"],
        &["verify", "--pubkeys", &public, "--ca-pubkeys", &public],
        &["verify", "--pubkeys", &public, "--form", "detached"],
        &["sign", "--key", "/nowhere/key"],
        &[
            "sign",
            "--key",
            &file,
            "--passphrase-file",
            "/nowhere/phrase",
        ],
        &[
            "sign",
            "--key",
            &file,
            "--passphrase-file",
            &phrase,
            "--hash",
            "sha1",
        ],
        &[
            "sign",
            "--key",
            &file,
            "--passphrase-file",
            &phrase,
            "--at",
            "-1",
        ],
        &["key-info"],
        &["key-info", "--pubkeys", &public],
        &["key-info", "--key", "/"],
    ];
    for words in wrong {
        ipriv(words, b"text").assert_refused(2, &words.join(" "));
    }
    let without = ["sign", "--key", &file];
    ipriv(&without, b"text").assert_refused(1, "no pass phrase");
}

/// Two new keys in a folder: a till's and a certifier's, under one pass phrase.
struct NewKeys {
    folder: TempDir,
}

impl NewKeys {
    fn make() -> Self {
        let keys = Self {
            folder: TempDir::new().unwrap(),
        };
        write(Path::new(&keys.path("phrase")), b"a long phrase\r\n");
        write(Path::new(&keys.path("other")), b"another phrase");
        assert_eq!(keys.keygen("11", "till").code, 0);
        assert_eq!(keys.keygen("12", "ca").code, 0);
        keys
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn keygen(&self, serial: &str, name: &str) -> Ended {
        let (key, public) = (
            self.path(&format!("{name}.key")),
            self.path(&format!("{name}.pub")),
        );
        let words = [
            "keygen",
            "--serial",
            serial,
            "--user-id",
            "till 1",
            "--key",
            &key,
        ];
        let phrase = self.path("phrase");
        ipriv(
            &[
                &words[..],
                &["--pubkey", &public, "--passphrase-file", &phrase],
            ]
            .concat(),
            b"",
        )
    }

    fn with_key(&self, words: &[&str], (key, phrase): (&str, &str), input: &[u8]) -> Ended {
        let (key, phrase) = (self.path(key), self.path(phrase));
        ipriv(
            &[words, &["--key", &key, "--passphrase-file", &phrase]].concat(),
            input,
        )
    }
}

#[test]
fn a_new_key_opens_with_its_phrase_and_is_never_overwritten() {
    let keys = NewKeys::make();
    let info = keys
        .with_key(&["key-info"], ("till.key", "phrase"), b"")
        .json();
    let n = info["n"].as_str().unwrap();
    assert!(
        n.len() == 512
            && n.bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    );
    assert_eq!(
        (&info["serial"], &info["bits"]),
        (&Value::from(11), &Value::from(2048))
    );
    assert_eq!(info["user_id"], "till 1");
    for words in [["key-info"], ["sign"]] {
        keys.with_key(&words, ("till.key", "other"), b"x")
            .assert_refused(1, "another phrase");
    }
    let before = fs::read(keys.path("till.key")).unwrap();
    fs::remove_file(keys.path("till.pub")).unwrap();
    keys.keygen("13", "till")
        .assert_refused(2, "the secret key is there");
    assert_eq!(fs::read(keys.path("till.key")).unwrap(), before);
    assert!(!Path::new(&keys.path("till.pub")).exists());
}

#[test]
fn a_chain_of_keys_holds_only_as_it_was_certified() {
    let keys = NewKeys::make();
    let (public, ca_public) = (keys.path("till.pub"), keys.path("ca.pub"));
    let words = ["certify", "--pubkeys", &public, "--serial", "11"];
    let certified = keys.with_key(&words, ("ca.key", "phrase"), b"");
    assert_eq!(certified.code, 0, "{certified:?}");
    let by_ca = keys.path("till.certified");
    write(Path::new(&by_ca), &certified.stdout);
    let signed = keys
        .with_key(&["sign"], ("till.key", "phrase"), b"pay")
        .stdout;
    let verify = |file: &str| {
        let words = [
            "verify",
            "--pubkeys",
            file,
            "--ca-pubkeys",
            &ca_public,
            "--ca-serial",
            "12",
        ];
        ipriv(&words, &signed)
    };
    let read = verify(&by_ca);
    assert_eq!(
        (read.code, read.stdout.as_slice()),
        (0, &b"pay"[..]),
        "{}",
        read.stderr
    );
    verify(&public).assert_refused(1, "certified by itself only");
    let mut tampered = signed.clone();
    let at = tampered.windows(3).position(|part| part == b"pay").unwrap();
    tampered[at] = b'd';
    ipriv(&["verify", "--pubkeys", &public], &tampered).assert_refused(1, "tampered");
    ipriv(&["verify", "--pubkeys", &public, "--serial", "12"], &signed).assert_refused(1, "serial");
}
