use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use super::{Document, sign_document, sign_full_document, verify_document};
use crate::ipriv::samples::{
    AT, BODY, blinded, fast, key_512, key_2048, key_server, small_document, with_bytes,
    with_signature,
};
use crate::ipriv::{FrameFault, Hash, IprivError, PacketFault, certify};

fn refusal(document: &[u8]) -> IprivError {
    verify_document(document, &key_512().public()).expect_err("must be refused")
}

#[test]
fn a_signed_body_comes_back_as_it_was_with_its_signer_and_time() {
    let document = small_document();
    let key = key_512().public();
    let verified = verify_document(&document, &key).expect("valid");
    assert_eq!(verified.body, BODY);
    assert_eq!((verified.serial, verified.signed_at), (40_051, AT));
    assert_eq!(verified.hash, Hash::Sha256);
    let unread = Document::read(&document).expect("read");
    assert_eq!((unread.signer_serial(), unread.signed_at()), (40_051, AT));
    assert_eq!(
        (unread.hash(), unread.user_id()),
        (Hash::Sha256, &b"own40051"[..])
    );
}

#[test]
fn every_changed_bit_of_a_signed_document_is_refused() {
    let document = small_document();
    let key = key_512().public();
    for at in 0..document.len() {
        for bit in 0..8 {
            let mut changed = document.clone();
            changed[at] ^= 1 << bit;
            let found = verify_document(&changed, &key);
            assert!(found.is_err(), "byte {at}, bit {bit}: {found:?}");
        }
    }
}

#[test]
fn every_cut_of_a_signed_document_is_refused() {
    let document = small_document();
    let key = key_512().public();
    for length in 0..document.len() {
        assert!(
            verify_document(&document[..length], &key).is_err(),
            "front {length}"
        );
        assert!(
            verify_document(&document[length + 1..], &key).is_err(),
            "back {length}"
        );
        let without_one = [&document[..length], &document[length + 1..]].concat();
        assert!(
            verify_document(&without_one, &key).is_err(),
            "without byte {length}"
        );
    }
}

#[test]
fn every_doubled_byte_of_a_signed_document_is_refused() {
    let document = small_document();
    let key = key_512().public();
    for at in 0..document.len() {
        let doubled = [&document[..=at], &document[at..]].concat();
        assert!(verify_document(&doubled, &key).is_err(), "byte {at}");
    }
}

#[test]
fn empty_input_and_blanks_hold_no_document() {
    for nothing in [&b""[..], b" ", b"\r\n\r\n\t "] {
        assert_eq!(refusal(nothing), FrameFault::Nothing.into());
    }
}

#[test]
fn an_empty_body_can_be_signed_but_never_read() {
    let document = sign_document(&blinded(&key_512()), Hash::Md5, AT, b"").expect("signed");
    assert_eq!(refusal(&document), FrameFault::EmptyBody.into());
}

#[test]
fn blanks_before_the_header_and_lines_after_the_end_are_taken_as_in_the_field() {
    let document = small_document();
    let key = key_512().public();
    for (before, after) in [
        (&b" \t\r\n"[..], &b""[..]),
        (b"", b"\r\n"),
        (b"", b"\n<html>"),
        (b"\n", b" more words"),
        (b"", b"\r\n00000001"),
    ] {
        let framed = [before, &document, after].concat();
        assert_eq!(verify_document(&framed, &key).expect("valid").body, BODY);
    }
    assert_eq!(
        refusal(&[&document[..], b"S"].concat()),
        FrameFault::Line.into()
    );
    assert_eq!(
        refusal(&[b"\0", &document[..]].concat()),
        FrameFault::Digits.into()
    );
}

// Places where the vendor's reader is lenient and ours is not, one test for each.

#[test]
fn lenient_spot_a_wrong_total_length_is_refused() {
    let document = small_document();
    let right = std::str::from_utf8(&document[..8])
        .unwrap()
        .parse::<u32>()
        .unwrap();
    for wrong in [right + 1, right - 1, 1, 99_999_999] {
        let mut changed = document.clone();
        changed[..8].copy_from_slice(format!("{wrong:08}").as_bytes());
        assert_eq!(refusal(&changed), FrameFault::TotalLength.into());
    }
}

#[test]
fn lenient_spot_a_wrong_stripped_length_is_refused() {
    let mut changed = small_document();
    changed[20..28].copy_from_slice(b"00000001");
    assert_eq!(refusal(&changed), FrameFault::StrippedLength.into());
}

#[test]
fn lenient_spot_another_version_is_refused() {
    let mut changed = small_document();
    changed[8..10].copy_from_slice(b"03");
    assert_eq!(refusal(&changed), FrameFault::Version.into());
}

#[test]
fn lenient_spot_a_length_with_other_characters_than_digits_is_refused() {
    for (column, character) in [(0, b'o'), (7, b'x'), (12, b'+'), (20, b' '), (28, b'-')] {
        let mut changed = small_document();
        changed[column] = character;
        assert_eq!(
            refusal(&changed),
            FrameFault::Digits.into(),
            "column {column}"
        );
    }
}

#[test]
fn lenient_spot_frame_lines_that_end_in_a_bare_lf_are_refused() {
    let document = small_document();
    // The first line end lies behind the header, the others behind the words of the frame.
    let mut changed = document.clone();
    changed.remove(36);
    assert_eq!(refusal(&changed), FrameFault::Line.into());
    for word in ["BEGIN\r\n", "END\r\n", "BEGIN SIGNATURE\r\n"] {
        let bare = word.replace('\r', "");
        let changed = with_bytes(&document, word.as_bytes(), bare.as_bytes());
        refusal(&changed);
    }
}

#[test]
fn lenient_spot_another_serial_or_user_in_the_frame_is_refused() {
    let document = small_document();
    let serial = with_bytes(&document, b"00040051", b"00040052");
    assert_eq!(refusal(&serial), FrameFault::Serial.into());
    let user = with_bytes(&document, b"own40051", b"own40052");
    assert_eq!(refusal(&user), IprivError::OtherUser { serial: 40_051 });
}

#[test]
fn lenient_spot_a_certifier_in_the_third_line_of_a_message_is_refused() {
    let blank = b"                    00000000";
    let named = b"own40051            00040051";
    let changed = with_bytes(&small_document(), blank, named);
    assert_eq!(refusal(&changed), FrameFault::Certifier.into());
}

#[test]
fn lenient_spot_a_signature_made_over_another_serial_is_refused() {
    // The frame says so as well, so that only the comparison with the key can notice.
    let document = sign_document(&blinded(&key_2048()), Hash::Sha256, AT, BODY).expect("signed");
    let expected = IprivError::OtherSigner {
        signed_by: 40_210,
        checked_with: 40_051,
    };
    assert_eq!(refusal(&document), expected);
    let found = verify_document(&document, &key_server().public());
    let expected = IprivError::OtherSigner {
        signed_by: 40_210,
        checked_with: 70_555,
    };
    assert_eq!(found, Err(expected));
}

#[test]
fn lenient_spot_packets_of_another_version_or_algorithm_are_refused() {
    let document = small_document();
    let with = |at: usize, byte: u8| refusal(&with_signature(&document, |it| it[at] = byte));
    assert_eq!(with(3, 2), PacketFault::Version.into());
    assert_eq!(with(4, 5), PacketFault::FixedField.into());
    assert_eq!(with(14, 17), IprivError::Algorithm { number: 17 });
    assert_eq!(with(15, 2), IprivError::Algorithm { number: 2 });
}

#[test]
fn lenient_spot_another_trust_packet_is_refused_and_a_missing_one_is_taken() {
    let document = small_document();
    let other = with_signature(&document, |it| *it.last_mut().unwrap() = 0xC6);
    assert_eq!(refusal(&other), PacketFault::Trust.into());
    let cut = with_signature(&document, |it| it.truncate(it.len() - 1));
    assert_eq!(refusal(&cut), PacketFault::Trust.into());
    let more = with_signature(&document, |it| it.push(0));
    assert_eq!(refusal(&more), PacketFault::After.into());
    let without = with_signature(&document, |it| it.truncate(it.len() - 3));
    let verified = verify_document(&without, &key_512().public()).expect("as the field writes");
    assert_eq!(verified.body, BODY);
}

#[test]
fn lenient_spot_packets_in_another_writing_are_refused() {
    let document = small_document();
    let new_format = with_signature(&document, |it| it[0] = 0xC2);
    assert_eq!(refusal(&new_format), PacketFault::Header.into());
    let long_length = with_signature(&document, |it| {
        it[0] = 0x8A;
        it.splice(1..1, [0, 0]);
    });
    assert_eq!(refusal(&long_length), PacketFault::Header.into());
    // A number with a zero byte in front.
    let padded = with_signature(&document, |it| {
        let bits = u16::from_be_bytes([it[18], it[19]]) + 8;
        it.splice(18..20, bits.to_be_bytes());
        it.insert(20, 0);
        let length = u16::from_be_bytes([it[1], it[2]]) + 1;
        it.splice(1..3, length.to_be_bytes());
    });
    assert_eq!(refusal(&padded), PacketFault::Number.into());
}

#[test]
fn a_certificate_never_counts_as_a_signature_under_a_message() {
    let document = small_document();
    let class = with_signature(&document, |it| it[5] = 0x10);
    assert_eq!(refusal(&class), PacketFault::Class.into());
    let key = key_512();
    let certificate = certify(&key.public(), &blinded(&key), AT).expect("certified");
    assert_eq!(refusal(&certificate), IprivError::DocumentType);
}

#[test]
fn a_document_shows_no_byte_of_its_body() {
    let body = b"NUMBER=9161234567";
    let document = sign_document(&blinded(&key_512()), Hash::Md5, AT, body).expect("signed");
    let key = key_512().public();
    let shown = format!(
        "{:?} {:?}",
        Document::read(&document).expect("read"),
        verify_document(&document, &key).expect("valid")
    );
    // A list of bytes would be as bad as the text.
    assert!(
        !shown.contains("916") && !shown.contains("57, 49, 54"),
        "{shown}"
    );
}

#[test]
fn a_signature_for_old_verifiers_fills_the_length_of_its_key() {
    let (key, signer) = (key_512().public(), blinded(&key_512()));
    let mut moved = 0;
    for at in AT..AT + 700 {
        let plain = sign_document(&signer, Hash::Md5, at, BODY).expect("signed");
        let full = sign_full_document(&signer, Hash::Md5, at, BODY).expect("signed");
        let read = Document::read(&full).expect("read");
        assert!(read.fills(&key));
        verify_document(&full, &key).expect("valid");
        assert_eq!(
            Document::read(&plain).expect("read").fills(&key),
            plain == full
        );
        moved += u32::from(read.signed_at() != at);
    }
    assert!(moved > 0, "one in 256 is short");
    sign_full_document(&signer, Hash::Md5, AT, b"").expect("an empty body as well");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_signed_is_read_back(
        body in proptest::collection::vec(any::<u8>(), 1..400),
        at: u32,
        is_md5: bool,
    ) {
        let hash = if is_md5 { Hash::Md5 } else { Hash::Sha256 };
        for key in [key_512(), key_2048()] {
            let document = sign_document(&fast(&key), hash, at, &body).expect("signed");
            let verified = verify_document(&document, &key.public()).expect("valid");
            prop_assert_eq!(verified.body, &body[..]);
            prop_assert_eq!((verified.signed_at, verified.hash), (at, hash));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let key = key_512().public();
        assert!(verify_document(&bytes, &key).is_err());
        // The same behind a sound beginning, so that the deeper readers get their share.
        let document = small_document();
        let at = bytes.len() % document.len();
        let joined = [&document[..at], &bytes[..]].concat();
        let _ = verify_document(&joined, &key);
    }

    #[test]
    fn no_packets_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 1..120)) {
        let key = key_512().public();
        let document = small_document();
        let replaced = with_signature(&document, |it| *it = bytes.clone());
        assert!(verify_document(&replaced, &key).is_err());
        let grafted = with_signature(&document, |it| {
            let at = bytes.len() % it.len();
            it.truncate(at);
            it.extend_from_slice(&bytes);
        });
        assert!(verify_document(&grafted, &key).is_err());
    }
}
