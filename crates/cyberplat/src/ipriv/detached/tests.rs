use super::{sign_detached, sign_text, verify_detached, verify_text};
use crate::ipriv::samples::{AT, blinded, key_512, key_2048};
use crate::ipriv::{ArgumentFault, FrameFault, Hash, IprivError};

#[test]
fn a_detached_signature_belongs_to_its_message_and_key_only() {
    let key = key_512();
    let signature = sign_detached(&blinded(&key), Hash::Sha256, AT, b"phone list").expect("signed");
    let stamp = verify_detached(b"phone list", &signature, &key.public()).expect("valid");
    assert_eq!(
        (stamp.serial, stamp.signed_at, stamp.hash),
        (40_051, AT, Hash::Sha256)
    );
    let changed = verify_detached(b"phone list ", &signature, &key.public());
    assert_eq!(changed, Err(IprivError::SignatureMismatch));
    let other = verify_detached(b"phone list", &signature, &key_2048().public());
    let expected = IprivError::OtherSigner {
        signed_by: 40_051,
        checked_with: 40_210,
    };
    assert_eq!(other, Err(expected));
}

#[test]
fn every_changed_bit_of_a_detached_signature_is_refused() {
    let key = key_512();
    let public = key.public();
    let signature = sign_detached(&blinded(&key), Hash::Md5, AT, b"text").expect("signed");
    for at in 0..signature.len() {
        for bit in 0..8 {
            let mut changed = signature.clone();
            changed[at] ^= 1 << bit;
            assert!(
                verify_detached(b"text", &changed, &public).is_err(),
                "byte {at}, bit {bit}"
            );
        }
        assert!(
            verify_detached(b"text", &signature[..at], &public).is_err(),
            "cut at {at}"
        );
    }
}

#[test]
fn blanks_of_a_signed_text_may_be_set_otherwise_on_the_way() {
    let key = key_512();
    let text = b"one  two\t three\r\n\r\nfour";
    let document = sign_text(&blinded(&key), Hash::Sha256, AT, text).expect("signed");
    let read = verify_text(&document, &key.public()).expect("valid");
    assert_eq!(read.text, b"one two three\nfour");
    let signature = &document[text.len()..];
    for sent in [
        &b"\r\n one two three\nfour"[..],
        b"one\ttwo three\n\n\n\rfour  ",
    ] {
        let sent = [sent, signature].concat();
        assert_eq!(verify_text(&sent, &key.public()).expect("valid"), read);
    }
    for sent in [
        &b"one two three four"[..],
        b"onetwo three\nfour",
        b"one two three\n four",
    ] {
        let sent = [sent, signature].concat();
        let refused = verify_text(&sent, &key.public());
        assert_eq!(refused, Err(IprivError::SignatureMismatch));
    }
}

#[test]
fn a_text_with_two_signature_lines_is_neither_signed_nor_read() {
    let key = key_512();
    let signer = blinded(&key);
    let two = b"a\r\nBEGIN SIGNATURE\r\nb";
    let refused = sign_text(&signer, Hash::Md5, AT, two);
    assert_eq!(refused, Err(ArgumentFault::SignatureLine.into()));
    let refused = sign_text(&signer, Hash::Md5, AT, b" \r\n");
    assert_eq!(refused, Err(ArgumentFault::BodyLength.into()));
    let document = sign_text(&signer, Hash::Md5, AT, b"text").expect("signed");
    let public = key.public();
    let after = [&document[..], b"text"].concat();
    assert_eq!(verify_text(&after, &public), Err(FrameFault::After.into()));
    let before = [b"BEGIN SIGNATURE\r\n", &document[..]].concat();
    assert_eq!(verify_text(&before, &public), Err(FrameFault::Line.into()));
    let blank = [b" ", &document[4..]].concat();
    assert_eq!(
        verify_text(&blank, &public),
        Err(FrameFault::EmptyBody.into())
    );
    for length in 0..document.len() - 2 {
        assert!(
            verify_text(&document[..length], &public).is_err(),
            "cut at {length}"
        );
    }
}
