use super::{byte, bytes, clean, on_page};
use crate::profile::Encoding;

#[test]
fn what_no_page_has_is_spelled_out() {
    for (text, wanted) in [
        ("500 ₽", "500 руб."),
        ("12,50 €", "12,50 EUR"),
        ("Всѝчко", "Всичко"),
        ("и\u{306}од, е\u{308}лка", "йод, ёлка"),
        ("Café Łódź Ægir", "Cafe Lodz AEgir"),
        ("Қазақстан", "Казакстан"),
        ("МТС…", "МТС..."),
        ("１２３ ٤٥", "123 45"),
        ("«Водоканал» — №\u{a0}7", "«Водоканал» — №\u{a0}7"),
        ("电话", "__"),
    ] {
        assert_eq!(clean(text), wanted, "{text}");
    }
}

#[test]
fn nothing_that_commands_a_printer_or_turns_a_line_around_is_left() {
    assert_eq!(clean("A\u{1b}@B\u{1d}V\u{0}C"), "A@BVC");
    assert_eq!(clean("\u{10}\u{4}\u{1}"), "");
    assert_eq!(clean("one\r\ntwo\tthree  four "), "one two three four");
    assert_eq!(clean("\u{202e}drow\u{200f}\u{feff}\u{85}"), "drow");
    assert_eq!(clean("\u{9b}2J"), "2J");
}

#[test]
fn letters_of_the_trade_stand_where_the_pages_have_them() {
    for (ch, windows, dos) in [
        ('А', 0xc0, 0x80),
        ('я', 0xff, 0xef),
        ('ё', 0xb8, 0xf1),
        ('№', 0xb9, 0xfc),
        ('ъ', 0xfa, 0xea),
        ('«', 0xab, b'"'),
        ('—', 0x97, b'-'),
        ('5', b'5', b'5'),
        ('\u{a0}', b' ', b' '),
        ('\u{1b}', b'_', b'_'),
        ('电', b'_', b'_'),
    ] {
        assert_eq!(byte(ch, Encoding::Wpc1251), windows, "{ch}");
        assert_eq!(byte(ch, Encoding::Pc866), dos, "{ch}");
    }
}

#[test]
fn every_character_that_survives_cleaning_has_its_byte_on_both_pages() {
    // Above are only ideographs, tags and private letters.
    for ch in (0..=0x1_ffff)
        .chain(0xe_0000..=0xe_01ff)
        .filter_map(char::from_u32)
    {
        for left in clean(&format!("x{ch}x")).chars() {
            assert!(
                left == '\u{a0}' || on_page(left, Encoding::Wpc1251).is_some(),
                "{left:?} of {ch:?}"
            );
            assert!(
                left == '_' || byte(left, Encoding::Wpc1251) != b'_',
                "{left:?} of {ch:?}"
            );
            assert!(
                left == '_' || byte(left, Encoding::Pc866) != b'_',
                "{left:?} of {ch:?}"
            );
        }
    }
}

#[test]
fn a_line_in_one_piece_and_letter_by_letter_give_the_same_bytes() {
    for line in [
        "К зачислению  1 234,56 руб.",
        "«Водоканал» — №\u{a0}7",
        "A\u{1b}@\u{7f}",
        "電",
    ] {
        for encoding in [Encoding::Wpc1251, Encoding::Pc866] {
            let letters: Vec<u8> = line.chars().map(|ch| byte(ch, encoding)).collect();
            assert_eq!(bytes(line, encoding), letters, "{line:?}");
            assert!(letters.iter().all(|byte| *byte >= 0x20 && *byte != 0x7f));
        }
    }
}
