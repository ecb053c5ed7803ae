//! Signed messages, signed texts and detached signatures, checked with the keys of the vectors.
//!
//! Nobody but the vectors' maker has signed anything with these keys, so whatever is accepted must be one of the
//! vectors, byte for byte.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use paydesk_cyberplat::ipriv::{
    Document, Hash, PublicKey, verify, verify_detached, verify_document, verify_text,
};

use crate::samples::{own, secret_keys};
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "document",
    run,
    words: &[
        "BEGIN\r\n",
        "\r\nEND\r\nBEGIN SIGNATURE\r\n",
        "\r\nEND SIGNATURE\r\n",
        "01SM",
        "01NM",
        "01NS",
        "\r\n",
        "\n",
        "00000000",
        "99999999",
        "                    ",
        "=",
        "==",
        "iQ",
        "A",
        "/",
    ],
    runs: 12_000,
};

/// Bodies that were signed: every one of the vectors.
const BODIES: [&[u8]; 14] = [
    own!("messages/o01-check-md5.bin"),
    own!("messages/o02-check-sha256.bin"),
    own!("messages/o03-pay-cp1251.bin"),
    own!("messages/o04-reply-sha256.bin"),
    own!("messages/o05-status-sha256-512.bin"),
    own!("messages/o06-md5-2048.bin"),
    own!("messages/o07-utf8.bin"),
    own!("messages/o09-lf-only.bin"),
    own!("messages/o12-frame-words.bin"),
    own!("messages/o13-nested.bin"),
    own!("messages/o14-one-byte.bin"),
    own!("messages/o22-size-46.bin"),
    own!("messages/o125-det-md5.bin"),
    own!("messages/o126-det-sha256.bin"),
];

/// Sound documents of the vectors, which are the seeds as well.
pub(crate) const DOCUMENTS: [&[u8]; 14] = [
    own!("signed/o01-check-md5.txt"),
    own!("signed/o02-check-sha256.txt"),
    own!("signed/o03-pay-cp1251.txt"),
    own!("signed/o04-reply-sha256.txt"),
    own!("signed/o05-status-sha256-512.txt"),
    own!("signed/o06-md5-2048.txt"),
    own!("signed/o07-utf8.txt"),
    own!("signed/o09-lf-only.txt"),
    own!("signed/o12-frame-words.txt"),
    own!("signed/o13-nested.txt"),
    own!("signed/o14-one-byte.txt"),
    own!("signed/o22-size-46.txt"),
    own!("signed/o94-block-right-md5.txt"),
    own!("signed/o93-block-right.txt"),
];

/// A signed text and the signatures that came apart.
pub(crate) const TEXT: &[u8] = own!("signed/o172-text-ok.txt");
pub(crate) const APART: [&[u8]; 2] = [
    own!("signed/o125-det-md5.sig"),
    own!("signed/o126-det-sha256.sig"),
];

/// Body, serial, time and whether it is MD5: all that a signature covers.
type Signed = (Vec<u8>, u32, u32, bool);

struct Known {
    keys: Vec<PublicKey>,
    signed: BTreeSet<Signed>,
    texts: BTreeSet<Vec<u8>>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let keys: Vec<PublicKey> = secret_keys().iter().map(|key| key.public()).collect();
    let mut signed = BTreeSet::new();
    for document in DOCUMENTS {
        let by = |key: &PublicKey| verify_document(document, key).ok();
        let found = keys
            .iter()
            .find_map(by)
            .expect("a sound document of the vectors");
        signed.insert((
            found.body.to_vec(),
            found.serial,
            found.signed_at,
            found.hash == Hash::Md5,
        ));
    }
    let texts = keys.iter().filter_map(|key| verify_text(TEXT, key).ok());
    let texts: BTreeSet<Vec<u8>> = texts.map(|found| found.text).collect();
    assert_eq!(texts.len(), 1, "the signed text of the vectors");
    Known {
        keys,
        signed,
        texts,
    }
});

fn run(bytes: &[u8]) -> Verdict {
    let known = &*KNOWN;
    let document = Document::read(bytes);
    if let Ok(document) = &document {
        assert!((1..=99_999_999).contains(&document.signer_serial()));
        assert!((1..=20).contains(&document.user_id().len()));
    }
    let mut taken = false;
    for key in &known.keys {
        let whole = verify_document(bytes, key);
        let parts = document.as_ref().map(|document| verify(document, key));
        assert_eq!(whole.is_ok(), matches!(parts, Ok(Ok(_))));
        if let Ok(found) = whole {
            assert_eq!(found.serial, key.serial());
            let told = (
                found.body.to_vec(),
                found.serial,
                found.signed_at,
                found.hash == Hash::Md5,
            );
            assert!(known.signed.contains(&told), "nobody signed this");
            assert_one_form(bytes);
            taken = true;
        }
        if let Ok(found) = verify_text(bytes, key) {
            assert!(known.texts.contains(&found.text), "nobody signed this text");
            taken = true;
        }
        for body in BODIES {
            if verify_detached(body, bytes, key).is_ok() {
                assert!(APART.iter().any(|sound| alike(sound, bytes)) || is_inside(bytes));
                taken = true;
            }
        }
    }
    Verdict::of(taken)
}

/// Two spellings of one message would pass for two messages: from its header to its last word a document is written
/// as the vectors have it, but for a trust packet that may be missing.
fn assert_one_form(bytes: &[u8]) {
    let from = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let document = &bytes[from..];
    let is_known = |sound: &&[u8]| {
        let end = sound.iter().rposition(|byte| !byte.is_ascii_whitespace());
        document.starts_with(&sound[..=end.unwrap_or(0)])
    };
    assert!(DOCUMENTS.iter().any(is_known), "one message in two forms");
}

fn alike(one: &[u8], other: &[u8]) -> bool {
    one.trim_ascii() == other.trim_ascii()
}

/// Whether the signature is cut out of a whole document.
fn is_inside(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let holds = |document: &&[u8]| {
        document
            .windows(bytes.len().max(1))
            .any(|part| part == bytes)
    };
    DOCUMENTS.iter().any(holds)
}
