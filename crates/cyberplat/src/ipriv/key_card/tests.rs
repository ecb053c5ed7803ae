use super::KeyCard;
use crate::ipriv::{ArgumentFault, IprivError};

fn card() -> KeyCard {
    KeyCard {
        serial: 550_009,
        user_id: b"own till 9".to_vec(),
    }
}

#[test]
fn a_card_is_read_as_it_was_written() {
    let text = card().write().expect("text");
    assert!(text.starts_with(b"Version: 01\r\nUser ID: own till 9\r\nUser Key: 550009\r\n="));
    assert_eq!(KeyCard::read(&text), Ok(card()));
    let with_line_end = [&text[..], b"\r\n"].concat();
    assert_eq!(KeyCard::read(&with_line_end), Ok(card()));
}

#[test]
fn every_changed_bit_and_every_cut_of_a_card_is_refused() {
    let text = card().write().expect("text");
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut changed = text.clone();
            changed[at] ^= 1 << bit;
            assert_eq!(
                KeyCard::read(&changed),
                Err(IprivError::KeyCard),
                "byte {at}, bit {bit}"
            );
        }
        assert_eq!(
            KeyCard::read(&text[..at]),
            Err(IprivError::KeyCard),
            "cut at {at}"
        );
    }
    let more = [&text[..], b"\r\n\r\n"].concat();
    assert_eq!(KeyCard::read(&more), Err(IprivError::KeyCard));
}

#[test]
fn a_card_that_no_key_could_follow_is_not_written() {
    let serial = KeyCard {
        serial: 100_000_000,
        ..card()
    };
    assert_eq!(serial.write(), Err(ArgumentFault::Serial.into()));
    let user_id = KeyCard {
        user_id: b"a\r\nUser Key: 1".to_vec(),
        ..card()
    };
    assert_eq!(user_id.write(), Err(ArgumentFault::UserId.into()));
}
