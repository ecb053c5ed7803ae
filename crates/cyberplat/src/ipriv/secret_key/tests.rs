use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use cipher::{BlockEncrypt as _, KeyInit as _};
use idea::Idea;
use md5::{Digest as _, Md5};

use super::{NewKey, SecretKey};
use crate::ipriv::frame::Frame;
use crate::ipriv::samples::{
    AT, BODY, FILE_512, FILE_1024, FILE_1024_PLAIN, FILE_2048, PHRASE_512, PHRASE_1024,
    PHRASE_2048, blinded, fast, key_512, key_2048, rng, with_bytes,
};
use crate::ipriv::{
    ArgumentFault, FrameFault, Hash, IprivError, KeyFault, KeyPolicy, KeyRing, Signer as _, armour,
    packet, sign_document, verify_document,
};

const IV: [u8; 8] = *b"\x01\x02\x03\x04\x05\x06\x07\x08";

fn refusal(file: &[u8], phrase: &[u8]) -> IprivError {
    SecretKey::open(file, phrase, KeyPolicy::Legacy).expect_err("must be refused")
}

fn wish(bits: usize, policy: KeyPolicy) -> NewKey {
    NewKey {
        serial: 550_009,
        user_id: b"own till 9".to_vec(),
        bits,
        made_at: AT,
        policy,
    }
}

#[test]
fn a_key_under_2048_bits_opens_only_where_it_is_marked_legacy() {
    for (file, phrase, bits) in [(FILE_512, PHRASE_512, 512), (FILE_1024, PHRASE_1024, 1024)] {
        let modern = SecretKey::open(file, phrase, KeyPolicy::Modern);
        assert_eq!(
            modern.expect_err("too short"),
            IprivError::KeyLength { bits }
        );
        SecretKey::open(file, phrase, KeyPolicy::Legacy).expect("legacy");
    }
    SecretKey::open(FILE_2048, PHRASE_2048, KeyPolicy::Modern).expect("modern");
}

#[test]
fn a_wrong_pass_phrase_never_opens_a_key() {
    for phrase in [
        &b""[..],
        b"own-512-phras",
        b"Own-512-phrase",
        b"own-512-phrase\n",
    ] {
        assert_eq!(refusal(FILE_512, phrase), IprivError::PassPhrase);
    }
    // The same words in UTF-8 are another phrase.
    assert_eq!(
        refusal(FILE_1024, "Ключ кассы №5".as_bytes()),
        IprivError::PassPhrase
    );
    // A key without protection takes the empty phrase only.
    assert_eq!(
        refusal(FILE_1024_PLAIN, PHRASE_1024),
        IprivError::PassPhrase
    );
    SecretKey::open(FILE_1024_PLAIN, b"", KeyPolicy::Legacy).expect("unprotected");
}

#[test]
fn every_changed_bit_of_a_key_file_is_refused() {
    let public = key_512().public();
    for at in 0..FILE_512.len() {
        for bit in 0..8 {
            let mut changed = FILE_512.to_vec();
            changed[at] ^= 1 << bit;
            let Ok(key) = SecretKey::open(&changed, PHRASE_512, KeyPolicy::Legacy) else {
                continue;
            };
            // Only the line end behind the document may be another blank.
            assert!(at >= FILE_512.len() - 2, "byte {at}, bit {bit}");
            assert_eq!(key.public(), public);
        }
    }
}

#[test]
fn every_cut_of_a_key_file_is_refused() {
    for length in 0..FILE_512.len() - 2 {
        refusal(&FILE_512[..length], PHRASE_512);
    }
}

#[test]
fn a_key_file_holds_one_key_and_nothing_else() {
    let twice = [FILE_512, FILE_512].concat();
    assert_eq!(refusal(&twice, PHRASE_512), FrameFault::After.into());
    let blanks = [b"\r\n \t", FILE_512, b"\n\n"].concat();
    SecretKey::open(&blanks, PHRASE_512, KeyPolicy::Legacy).expect("blanks around it");
    let long = [FILE_512, &[b' '; 4096]].concat();
    assert_eq!(refusal(&long, PHRASE_512), FrameFault::After.into());
    let message = sign_document(&blinded(&key_512()), Hash::Md5, AT, BODY).expect("signed");
    assert_eq!(refusal(&message, PHRASE_512), IprivError::DocumentType);
}

#[test]
fn a_key_file_whose_frame_names_another_key_is_refused() {
    let serial = with_bytes(FILE_512, b"00040051", b"00040052");
    assert_eq!(refusal(&serial, PHRASE_512), FrameFault::Serial.into());
    let user = with_bytes(FILE_512, b"own40051", b"own40052");
    assert_eq!(refusal(&user, PHRASE_512), FrameFault::UserId.into());
}

#[test]
fn a_written_key_opens_again_with_its_phrase_only() {
    for key in [key_512(), key_2048()] {
        for phrase in [&b""[..], b"1", b"\xff\x00\xcf", &[b'x'; 300]] {
            let file = key.write(phrase, IV);
            let again = SecretKey::open(&file, phrase, KeyPolicy::Legacy).expect("opens");
            assert_eq!(again.public(), key.public());
            assert_eq!(*again.write(phrase, IV), *file);
            assert_eq!(refusal(&file, b"other"), IprivError::PassPhrase);
        }
        assert_ne!(
            key.write(b"1", IV),
            key.write(b"1", [9; 8]),
            "the IV counts"
        );
    }
}

/// Bit counts and values.
type Numbers = Vec<(usize, Vec<u8>)>;

/// The four secret numbers of an unprotected or protected file with their bit counts, as they stand,
/// and where the first of them begins in the packets.
fn numbers_of(packets: &[u8], key: &SecretKey, iv: usize) -> (usize, Numbers) {
    let mut public = Vec::new();
    key.public.fields().push(&mut public);
    let start = 3 + public.len() + 1 + iv;
    let mut at = start;
    let numbers = (0..4).map(|_| {
        let bits = usize::from(u16::from_be_bytes([packets[at], packets[at + 1]]));
        let value = packets[at + 2..at + 2 + bits.div_ceil(8)].to_vec();
        at += 2 + value.len();
        (bits, value)
    });
    let numbers = numbers.collect();
    (start, numbers)
}

fn packets_of(file: &[u8]) -> Vec<u8> {
    let (frame, _) = Frame::read(file).expect("frame");
    armour::decode(frame.body).expect("armour")
}

#[test]
fn before_every_number_the_cipher_starts_afresh_from_the_last_eight_bytes() {
    // Numbers of 65 and 33 bytes end inside a block; with those of 512 bits nothing would show.
    let key = SecretKey::generate(&mut rng(), &wish(520, KeyPolicy::Legacy)).expect("made");
    let phrase = b"phrase";
    let plain = packets_of(&key.write(b"", IV));
    let (_, plain) = numbers_of(&plain, &key, 0);
    let written = packets_of(&key.write(phrase, IV));
    let (start, hidden) = numbers_of(&written, &key, 8);
    assert!(
        plain
            .iter()
            .any(|(bits, _)| !bits.div_ceil(8).is_multiple_of(8))
    );

    let idea = Idea::new(&Md5::digest(phrase));
    let mut seen: [u8; 8] = written[start - 8..start].try_into().expect("the IV");
    for ((bits, plain), (told, hidden)) in plain.iter().zip(&hidden) {
        assert_eq!(bits, told, "the count of bits is in clear");
        let mut opened = Vec::new();
        for chunk in hidden.chunks(8) {
            let mut stream = seen.into();
            idea.encrypt_block(&mut stream);
            opened.extend(chunk.iter().zip(stream).map(|(byte, stream)| byte ^ stream));
            seen.rotate_left(chunk.len());
            seen[8 - chunk.len()..].copy_from_slice(chunk);
        }
        assert_eq!(&opened, plain);
    }
    SecretKey::open(&key.write(phrase, IV), phrase, KeyPolicy::Legacy).expect("opens again");
}

#[test]
fn numbers_that_do_not_belong_together_make_no_key_even_under_a_right_checksum() {
    let key = key_512();
    let file = key.write(b"", IV);
    let (start, numbers) = numbers_of(&packets_of(&file), &key, 0);
    let with = |change: &dyn Fn(&mut Numbers)| {
        let mut packets = packets_of(&file);
        let mut changed = numbers.clone();
        change(&mut changed);
        let mut bytes = Vec::new();
        for (_, value) in &changed {
            packet::push_mpi(&mut bytes, value);
        }
        packets[start..start + bytes.len()].copy_from_slice(&bytes);
        let sum = super::sum(0, &bytes).to_be_bytes();
        packets[start + bytes.len()..start + bytes.len() + 2].copy_from_slice(&sum);
        let (frame, _) = Frame::read(&file).expect("frame");
        let body = armour::encode(&packets);
        let file = Frame {
            body: body.as_bytes(),
            ..frame
        }
        .write()
        .expect("written");
        SecretKey::open(&file, b"", KeyPolicy::Legacy).map(|key| key.public())
    };
    assert_eq!(
        with(&|_| {}),
        Ok(key.public()),
        "the way of changing is sound"
    );
    let refused = Err(IprivError::KeyUnusable(KeyFault::Numbers));
    for number in 0..4 {
        let flipped = with(&|numbers| *numbers[number].1.last_mut().expect("a byte") ^= 2);
        assert_eq!(flipped, refused, "d, p, q, u: number {number}");
    }
    assert_eq!(
        with(&|numbers| numbers.swap(1, 2)),
        refused,
        "p is the smaller prime"
    );
}

#[test]
fn a_new_key_signs_and_its_public_side_certifies_itself() {
    let key = SecretKey::generate(&mut rng(), &wish(2048, KeyPolicy::Modern)).expect("made");
    let public = key.public();
    assert_eq!(
        (public.bits(), public.serial(), public.made_at()),
        (2048, 550_009, AT)
    );
    assert_eq!(
        (public.e_hex().as_str(), public.user_id()),
        ("010001", &b"own till 9"[..])
    );
    let signer = fast(&key);
    let document = sign_document(&signer, Hash::Sha256, AT, BODY).expect("signed");
    verify_document(&document, &public).expect("valid");
    let ring = KeyRing::read(&key.write_public(&signer, AT).expect("certified"));
    let opened = ring.open_certified(550_009, signer.public(), KeyPolicy::Modern);
    assert_eq!(opened.expect("certified"), public);
    let file = key.write(b"phrase", IV);
    let again = SecretKey::open(&file, b"phrase", KeyPolicy::Modern).expect("opens");
    assert_eq!(again.public(), public);
}

#[test]
fn a_wish_that_the_format_cannot_hold_makes_no_key() {
    let make = |spec: &NewKey| SecretKey::generate(&mut rng(), spec).expect_err("no key");
    for (bits, policy) in [
        (2047, KeyPolicy::Modern),
        (1024, KeyPolicy::Modern),
        (4097, KeyPolicy::Modern),
        (507, KeyPolicy::Legacy),
    ] {
        assert_eq!(make(&wish(bits, policy)), IprivError::KeyLength { bits });
    }
    let legacy = wish(512, KeyPolicy::Legacy);
    for serial in [0, 100_000_000] {
        let spec = NewKey {
            serial,
            ..legacy.clone()
        };
        assert_eq!(make(&spec), ArgumentFault::Serial.into());
    }
    for user_id in [
        &b""[..],
        b"123456789012345678901",
        b" till",
        b"till ",
        b"ti\nll",
    ] {
        let spec = NewKey {
            user_id: user_id.to_vec(),
            ..legacy.clone()
        };
        assert_eq!(make(&spec), ArgumentFault::UserId.into());
    }
}

#[test]
fn a_secret_key_is_never_shown() {
    let key = key_512();
    assert_eq!(format!("{key:?}"), "SecretKey { .. }");
    let errors = [
        refusal(FILE_512, b"guessed phrase"),
        refusal(b"rubbish", b"guessed phrase"),
    ];
    for error in errors {
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("guessed") && !shown.contains("rubbish"),
            "{shown}"
        );
    }
}

#[test]
fn new_keys_of_every_length_sign_what_their_public_side_verifies() {
    // Lengths that fill their bytes and lengths that do not: the block starts elsewhere.
    for bits in [508, 511, 512, 513, 520, 767, 1024, 1031] {
        let spec = wish(bits, KeyPolicy::Legacy);
        let key = SecretKey::generate(&mut rng(), &spec).expect("made");
        assert_eq!(key.public().bits(), bits);
        for hash in [Hash::Md5, Hash::Sha256] {
            let document = sign_document(&fast(&key), hash, AT, BODY).expect("signed");
            let verified = verify_document(&document, &key.public()).expect("valid");
            assert_eq!(verified.body, BODY);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_phrase_and_iv_protect_and_open_a_key(
        phrase in proptest::collection::vec(any::<u8>(), 0..40),
        iv: [u8; 8],
    ) {
        let key = key_512();
        let file = key.write(&phrase, iv);
        let again = SecretKey::open(&file, &phrase, KeyPolicy::Legacy).expect("opens");
        prop_assert_eq!(again.public(), key.public());
    }

    #[test]
    fn no_bytes_make_the_key_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        at in 0..FILE_512.len(),
    ) {
        let joined = [&FILE_512[..at], &bytes[..]].concat();
        let _ = SecretKey::open(&joined, PHRASE_512, KeyPolicy::Legacy);
        let _ = KeyRing::read(&joined).serials().count();
    }
}
