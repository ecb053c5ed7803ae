use super::{Letters, NO_BREAK_SPACE, UNKNOWN, byte, bytes, on_page};
use std::sync::OnceLock;

use crate::profile::{Encoding, Script};

fn clean(text: &str) -> String {
    super::clean(text, Letters::All)
}

/// A byte and its character.
type Shown = (u8, Option<char>);

/// What Python shows for the bytes of a page; none for a byte without a character.
pub(crate) fn python(encoding: Encoding) -> &'static [Shown] {
    static TABLES: [OnceLock<Vec<Shown>>; 7] = [const { OnceLock::new() }; 7];
    let page = match encoding {
        Encoding::Wpc1251 => "cp1251",
        Encoding::Pc866 => "cp866",
        Encoding::Pc855 => "cp855",
        Encoding::Pc858 => "cp858",
        Encoding::Pc852 => "cp852",
        Encoding::Pc437 => "cp437",
        Encoding::Ascii => return &[],
    };
    TABLES[encoding as usize].get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/code-pages");
        let table = std::fs::read_to_string(format!("{folder}/{page}.txt")).unwrap();
        table.lines().map(row).collect()
    })
}

/// A line of such a table: `80 U+0410`.
fn row(line: &str) -> Shown {
    let (byte, code) = line.split_once(' ').unwrap();
    let code = code.strip_prefix("U+");
    let shown = code.map(|code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
    (u8::from_str_radix(byte, 16).unwrap(), shown)
}

#[test]
fn every_character_of_every_page_has_the_byte_that_python_gives_it() {
    for encoding in Encoding::ALL {
        let table = python(encoding);
        assert_eq!(table.is_empty(), encoding == Encoding::Ascii);
        for (wanted, shown) in table {
            let Some(shown) = *shown else { continue };
            assert_eq!(
                on_page(shown, encoding),
                Some(*wanted),
                "{shown:?} on {encoding}"
            );
        }
        let shown: Vec<char> = table.iter().filter_map(|row| row.1).collect();
        for ch in ('\u{a0}'..='\u{ffff}').filter(|ch| !shown.contains(ch)) {
            assert_eq!(on_page(ch, encoding), None, "{ch:?} is not on {encoding}");
        }
    }
}

#[test]
fn a_printer_without_cyrillic_gets_latin_letters_before_widths_are_measured() {
    for (text, russian, bulgarian) in [
        ("Щит ЩИТ щит", "Shchit SHCHIT shchit", "Shtit SHTIT shtit"),
        ("Хлеб", "Khleb", "Hleb"),
        ("България", "Blgariya", "Balgariya"),
        (
            "Квитанция №\u{a0}7",
            "Kvitantsiya No.\u{a0}7",
            "Kvitantsiya No.\u{a0}7",
        ),
        (
            "«Водоканал» — 18,52 ₽",
            "\"Vodokanal\" - 18,52 rub.",
            "\"Vodokanal\" - 18,52 rub.",
        ),
        ("Łódź", "Lodz", "Lodz"),
    ] {
        assert_eq!(super::clean(text, Letters::Russian), russian);
        assert_eq!(super::clean(text, Letters::Bulgarian), bulgarian);
    }
}

#[test]
fn signs_of_the_trade_stand_where_each_page_has_them() {
    for (ch, pc855, pc852, pc858, pc437) in [
        ('№', Some(0xef), None, None, None),
        ('Ё', Some(0x85), None, None, None),
        ('ё', Some(0x84), None, None, None),
        ('ъ', Some(0x9e), None, None, None),
        ('«', Some(0xae), Some(0xae), Some(0xae), Some(0xae)),
        ('×', None, Some(0x9e), Some(0x9e), None),
        ('€', None, None, Some(0xd5), None),
        ('®', None, None, Some(0xa9), None),
        ('Ô', None, Some(0xe2), Some(0xe2), None),
        ('¿', None, None, Some(0xa8), Some(0xa8)),
        ('Ò', None, None, Some(0xe3), None),
        ('—', None, None, None, None),
        ('₽', None, None, None, None),
        ('ѝ', None, None, None, None),
    ] {
        let found = [
            Encoding::Pc855,
            Encoding::Pc852,
            Encoding::Pc858,
            Encoding::Pc437,
        ]
        .map(|encoding| on_page(ch, encoding));
        assert_eq!(found, [pc855, pc852, pc858, pc437], "{ch}");
    }
    assert_eq!(on_page('€', Encoding::Wpc1251), Some(0x88));
    assert_eq!(on_page('€', Encoding::Pc866), None);
    assert_eq!(on_page('½', Encoding::Ascii), None);
}

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
fn every_character_that_survives_cleaning_has_its_byte_on_every_page() {
    // Above are only ideographs, tags and private letters.
    for ch in (0..=0x1_ffff)
        .chain(0xe_0000..=0xe_01ff)
        .filter_map(char::from_u32)
    {
        let text = format!("x{ch}x");
        let cleaned = clean(&text);
        if cleaned == "x_x" {
            continue;
        }
        for left in cleaned.chars() {
            for encoding in Encoding::ALL {
                if encoding.script() == Script::Cyrillic {
                    let is_shown = left == UNKNOWN || byte(left, encoding) != b'_';
                    assert!(is_shown, "{left:?} of {ch:?} on {encoding}");
                }
            }
            assert!(
                left == NO_BREAK_SPACE || on_page(left, Encoding::Wpc1251).is_some(),
                "{left:?} of {ch:?}"
            );
        }
        for letters in [Letters::Russian, Letters::Bulgarian] {
            let latin = super::clean(&text, letters);
            let is_plain = |ch: char| (' '..='~').contains(&ch) || ch == NO_BREAK_SPACE;
            assert!(latin.chars().all(is_plain), "{latin:?} of {ch:?}");
            // What can be shown in Cyrillic can be spelled.
            assert_eq!(latin.contains(UNKNOWN), cleaned.contains(UNKNOWN), "{ch:?}");
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
        for encoding in Encoding::ALL {
            let letters: Vec<u8> = line.chars().map(|ch| byte(ch, encoding)).collect();
            assert_eq!(bytes(line, encoding), letters, "{line:?}");
            assert!(letters.iter().all(|byte| *byte >= 0x20 && *byte != 0x7f));
        }
    }
}
