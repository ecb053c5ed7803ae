use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{decode, encode};
use crate::ipriv::{ArmourFault, IprivError};

fn refusal(text: &[u8]) -> IprivError {
    decode(text).expect_err("must be refused")
}

#[test]
fn lines_have_64_characters_and_every_line_ends_in_cr_lf_but_the_checksum() {
    // A full line ends in CR LF too, and no empty line follows it.
    let full = encode(&[0; 48]);
    assert_eq!(full.len(), 66 + 5);
    assert!(full[..66].ends_with("A\r\n"));
    assert!(encode(&[0; 49])[64..].starts_with("\r\nAA==\r\n="));
    // The checksum of OpenPGP for "123456789" is 21cf02.
    assert_eq!(encode(b"123456789"), "MTIzNDU2Nzg5\r\n=Ic8C");
}

#[test]
fn lenient_spot_blanks_and_nul_inside_the_armour_are_refused() {
    let text = encode(b"armoured bytes");
    for blank in [" ", "\t", "\r", "\0", "\n"] {
        for at in 0..=text.len() {
            let spoilt = [&text[..at], blank, &text[at..]].concat();
            assert!(decode(spoilt.as_bytes()).is_err(), "{blank:?} at {at}");
        }
    }
}

#[test]
fn lenient_spot_lines_of_another_length_are_refused() {
    let text = encode(&[7; 60]);
    let (first, second) = (&text[..64], &text[66..82]);
    let checksum = &text[84..];
    let joined = format!("{first}{second}\r\n{checksum}");
    let short = format!("{}\r\n{}{second}\r\n{checksum}", &first[..60], &first[60..]);
    let bare = text.replace('\r', "");
    for spoilt in [joined, short, bare] {
        assert!(decode(spoilt.as_bytes()).is_err(), "{spoilt}");
    }
    assert_eq!(decode(text.as_bytes()).expect("as written"), [7; 60]);
}

#[test]
fn a_checksum_must_be_there_and_fit() {
    let text = encode(b"abc");
    assert_eq!(refusal(b"YWJj\r\n=AAAA"), ArmourFault::Checksum.into());
    assert_eq!(refusal(b"YWJj\r\n"), ArmourFault::Lines.into());
    assert_eq!(
        refusal(text.replace('=', "-").as_bytes()),
        ArmourFault::Checksum.into()
    );
    assert_eq!(refusal(b"=twTO"), ArmourFault::Lines.into());
    assert_eq!(refusal(b""), ArmourFault::Lines.into());
    assert_eq!(
        refusal(format!("{text}\r\n").as_bytes()),
        ArmourFault::Lines.into()
    );
}

#[test]
fn characters_outside_base64_and_loose_bits_are_refused() {
    for line in ["YWJ*", "YWI", "YW==YWJj", "Y===", "YWK=", "\u{442}YWJ"] {
        let text = encode(b"ab");
        let spoilt = text.replace("YWI=", line);
        assert_ne!(spoilt, text);
        assert!(decode(spoilt.as_bytes()).is_err(), "{line}");
    }
}

proptest! {
    #[test]
    fn what_is_armoured_is_read_back(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        let text = encode(&bytes);
        prop_assert_eq!(decode(text.as_bytes()).expect("read"), bytes);
    }

    #[test]
    fn one_armour_has_one_text(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(bytes) = decode(&text) {
            prop_assert!(encode(&bytes).as_bytes() == text);
        }
    }
}
