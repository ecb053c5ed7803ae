//! Key files and pass phrases as they lie on a till.

use std::path::PathBuf;

use paydesk_cyberplat::ipriv::{IprivError, KeyPolicy};
use tempfile::TempDir;

use super::{KeyError, pass_phrase, read, ring, signer, without_line_end};
use crate::config::PassPhrase;
use crate::paths::private_file;
use crate::samples::{RING, SERVER_SERIAL, TILL_KEY, TILL_PHRASE};

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("folder");
    let key = folder.path().join("secret.key");
    private_file(&key, TILL_KEY).expect("key");
    (folder, key)
}

fn phrase_file(folder: &TempDir, bytes: &[u8]) -> PassPhrase {
    let file = folder.path().join("phrase.txt");
    private_file(&file, bytes).expect("phrase");
    PassPhrase::File(file)
}

#[test]
fn a_pass_phrase_file_loses_one_final_line_end_and_nothing_else() {
    for (file, phrase) in [
        (&b"word"[..], &b"word"[..]),
        (b"word\n", b"word"),
        (b"word\r\n", b"word"),
        (b"word\n\n", b"word\n"),
        (b"word\r", b"word\r"),
        (b" word \n", b" word "),
        (b"\n", b""),
        (b"", b""),
        (b"\xca\xeb\xfe\xf7\n", b"\xca\xeb\xfe\xf7"),
    ] {
        assert_eq!(
            without_line_end(file.to_vec()).as_slice(),
            phrase,
            "{file:?}"
        );
    }
}

#[test]
fn a_key_opens_with_the_phrase_of_its_file() {
    let (folder, key) = folder();
    let phrase = phrase_file(&folder, &[TILL_PHRASE, b"\r\n"].concat());
    let opened = signer(&key, &phrase, KeyPolicy::Modern).expect("signer");
    assert_eq!(
        paydesk_cyberplat::ipriv::Signer::public(&opened).serial(),
        40_210
    );
}

#[test]
fn a_wrong_phrase_is_called_so_and_names_the_key() {
    let (folder, key) = folder();
    for source in [phrase_file(&folder, b"wrong"), PassPhrase::None] {
        let refused = signer(&key, &source, KeyPolicy::Modern).expect_err("wrong phrase");
        let is_phrase = matches!(
            refused,
            KeyError::Key {
                error: IprivError::PassPhrase,
                ..
            }
        );
        assert!(is_phrase, "{refused:?}");
        assert!(refused.to_string().contains("secret.key"), "{refused}");
    }
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let source = PassPhrase::Variable("PAYDESK_TEST_NO_SUCH_VARIABLE".to_owned());
    let refused = pass_phrase(&source).expect_err("not set");
    assert!(
        refused
            .to_string()
            .contains("PAYDESK_TEST_NO_SUCH_VARIABLE"),
        "{refused}"
    );
}

#[test]
fn a_variable_gives_its_value() {
    // Set by cargo for every test.
    let source = PassPhrase::Variable("CARGO_PKG_NAME".to_owned());
    assert_eq!(
        pass_phrase(&source).expect("set").as_slice(),
        b"paydesk-adapters"
    );
}

#[test]
fn no_phrase_is_an_empty_one() {
    assert!(pass_phrase(&PassPhrase::None).expect("none").is_empty());
}

#[test]
fn files_that_are_missing_or_absurd_are_named() {
    let (folder, _) = folder();
    let missing = folder.path().join("none.key");
    let refused = ring(&missing).expect_err("missing").to_string();
    assert!(refused.contains("none.key"), "{refused}");
    let huge = folder.path().join("huge.key");
    private_file(&huge, &vec![b'a'; 1024 * 1024 + 1]).expect("file");
    assert!(matches!(read(&huge), Err(KeyError::File { .. })));
}

#[test]
fn a_ring_gives_the_servers_key() {
    let (folder, _) = folder();
    let file = folder.path().join("pubkeys.key");
    private_file(&file, RING).expect("ring");
    let ring = ring(&file).expect("ring");
    assert!(ring.open(SERVER_SERIAL, KeyPolicy::Modern).is_ok());
}

#[test]
fn no_fault_of_a_key_shows_the_phrase() {
    let (folder, key) = folder();
    let source = phrase_file(&folder, b"my-dear-phrase");
    let refused = signer(&key, &source, KeyPolicy::Modern).expect_err("wrong phrase");
    assert!(
        !format!("{refused} {refused:?}").contains("my-dear"),
        "{refused:?}"
    );
}
