use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::prop_oneof;

use super::{ImpossibleWhy, NotTyped, PhoneTyping};
use crate::phone::{BadPhone, Phone, Region};

fn field(region: Region) -> PhoneTyping {
    PhoneTyping::new(region, true)
}

/// Types all characters; the first refusal ends it.
fn keys(mut field: PhoneTyping, text: &str) -> Result<PhoneTyping, NotTyped> {
    for c in text.chars() {
        field.type_char(c)?;
    }
    Ok(field)
}

fn impossible(digit: char, why: ImpossibleWhy) -> NotTyped {
    NotTyped::Impossible { digit, why }
}

#[test]
fn a_number_typed_in_any_way_is_the_number_that_is_pasted() {
    for (region, text) in [
        (Region::Ru, "9161234567"),
        (Region::Ru, "89161234567"),
        (Region::Ru, "79161234567"),
        (Region::Ru, "+79161234567"),
        (Region::Ru, "8 (916) 123-45-67"),
        (Region::Ru, "+7 916 123 45 67"),
        (Region::Ru, "916.123.45.67"),
        (Region::Ru, "8\u{a0}916\u{a0}123\u{2011}45\u{2011}67"),
        (Region::Kz, "7011234567"),
        (Region::Kz, "8 701 123-45-67"),
        (Region::Kz, "+7 701 123-45-67"),
        (Region::Bg, "881234567"),
        (Region::Bg, "088 123 4567"),
        (Region::Bg, "+359 88 123 4567"),
        (Region::Bg, "00359 88 123 4567"),
        (Region::Bg, "359881234567"),
        (Region::Bg, "+359 (0)88 123 4567"),
        (Region::Other, "+49 151 12345678"),
        (Region::Other, "0049 151 12345678"),
        (Region::Other, "4915112345678"),
    ] {
        let typed = keys(field(region), text).unwrap();
        let mut pasted = field(region);
        pasted.paste(text).unwrap();
        let number = Phone::parse(text, region).unwrap();
        assert_eq!(typed.phone(), Some(number.clone()), "{text}");
        assert_eq!(pasted.phone(), Some(number.clone()), "{text}");
        assert_eq!(typed.digits(), number.national(), "{text}");
        assert!(typed.is_complete());
    }
}

#[test]
fn a_digit_no_number_can_have_there_is_refused_at_its_key() {
    for (region, before, digit, why) in [
        (Region::Ru, "", '1', ImpossibleWhy::Prefix),
        (Region::Ru, "", '0', ImpossibleWhy::Prefix),
        (Region::Ru, "", '4', ImpossibleWhy::NotMobile),
        (Region::Ru, "", '6', ImpossibleWhy::Country),
        (Region::Ru, "8", '8', ImpossibleWhy::NotMobile),
        (Region::Ru, "8", '7', ImpossibleWhy::Country),
        (Region::Ru, "7", '7', ImpossibleWhy::Country),
        (Region::Ru, "+", '8', ImpossibleWhy::Country),
        (Region::Ru, "+7", '7', ImpossibleWhy::Country),
        (Region::Kz, "", '9', ImpossibleWhy::Country),
        (Region::Kz, "8", '9', ImpossibleWhy::Country),
        (Region::Kz, "", '6', ImpossibleWhy::NotMobile),
        (Region::Kz, "", '1', ImpossibleWhy::Prefix),
        (Region::Bg, "", '2', ImpossibleWhy::NotMobile),
        (Region::Bg, "", '1', ImpossibleWhy::Prefix),
        (Region::Bg, "8", '6', ImpossibleWhy::NotMobile),
        (Region::Bg, "4", '4', ImpossibleWhy::NotMobile),
        (Region::Bg, "9", '7', ImpossibleWhy::NotMobile),
        (Region::Bg, "3", '6', ImpossibleWhy::Country),
        (Region::Bg, "+35", '8', ImpossibleWhy::Country),
        (Region::Bg, "+7", '7', ImpossibleWhy::Country),
        (Region::Other, "+", '0', ImpossibleWhy::Prefix),
        (Region::Other, "0", '4', ImpossibleWhy::Prefix),
    ] {
        let typed = keys(field(region), before);
        let refused = typed.and_then(|mut field| field.type_char(digit));
        // "+7" in Bulgaria is refused at its 7 already.
        assert_eq!(refused, Err(impossible(digit, why)), "{before}{digit}");
    }
}

#[test]
fn fixed_lines_may_begin_as_their_country_lets_them() {
    for (region, text, digits) in [
        (Region::Ru, "4951234567", "4951234567"),
        (Region::Ru, "8001234567", "8001234567"),
        (Region::Ru, "8 800 123-45-67", "8001234567"),
        (Region::Ru, "8 916 123-45-67", "9161234567"),
        (Region::Ru, "+7 812 123-45-67", "8121234567"),
        (Region::Kz, "6001234567", "6001234567"),
        (Region::Kz, "8 727 123-45-67", "7271234567"),
        (Region::Bg, "02 912 3456", "29123456"),
        (Region::Bg, "+359 2 912 3456", "29123456"),
    ] {
        let typed = keys(PhoneTyping::new(region, false), text);
        // 8 800: the second 8 shows that the first one was dialled.
        let typed = typed.unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(typed.digits(), digits, "{text}");
        assert!(typed.is_complete(), "{text}");
    }
}

#[test]
fn an_eight_that_may_belong_to_the_number_is_never_dropped() {
    let typed = keys(PhoneTyping::new(Region::Ru, false), "8463456789").unwrap();
    assert_eq!(
        keys(typed.clone(), "1"),
        Err(NotTyped::Full),
        "a bounced key does not make another number of it"
    );
    assert_eq!(typed.digits(), "8463456789");
}

#[test]
fn what_is_no_digit_of_ours_is_refused_and_never_converted() {
    for c in [
        'a', 'Ы', '٥', '５', '\u{966}', '\u{200f}', '\u{202e}', '\u{2066}', '\0', '\t', '\n',
        '\u{7f}', '\u{feff}', '*', '#', ',', '\u{2070}',
    ] {
        let mut typed = keys(field(Region::Ru), "916").unwrap();
        assert_eq!(typed.type_char(c), Err(NotTyped::Character), "{c:?}");
        assert_eq!(typed.digits(), "916");
    }
    assert_eq!(keys(field(Region::Ru), "9+"), Err(NotTyped::Character));
    assert_eq!(keys(field(Region::Ru), "+7+"), Err(NotTyped::Character));
}

#[test]
fn a_full_field_takes_no_more() {
    for (region, digits) in [
        (Region::Ru, "9161234567"),
        (Region::Kz, "7771234567"),
        (Region::Bg, "881234567"),
        (Region::Other, "123456789012345"),
    ] {
        let mut full = keys(field(region), digits).unwrap();
        assert_eq!(full.type_char('8'), Err(NotTyped::Full));
        full.home();
        assert_eq!(full.type_char('9'), Err(NotTyped::Full));
        assert_eq!(full.digits(), digits);
        assert_eq!(full.expected(), full.groups().iter().sum());
    }
}

#[test]
fn a_bad_paste_changes_nothing() {
    for (text, why) in [
        ("", NotTyped::Paste(BadPhone::Empty)),
        (
            "916 123",
            NotTyped::Paste(BadPhone::Length {
                found: 6,
                expected: "10",
            }),
        ),
        ("+359881234567", NotTyped::Paste(BadPhone::Country)),
        ("4951234567", NotTyped::Paste(BadPhone::Prefix)),
        (
            "тел. 9161234567",
            NotTyped::Paste(BadPhone::Character { position: 1 }),
        ),
        (
            "\u{202d}9161234567\u{202c}",
            NotTyped::Paste(BadPhone::Character { position: 1 }),
        ),
        (
            "９１６１２３４５６７",
            NotTyped::Paste(BadPhone::Character { position: 1 }),
        ),
    ] {
        let mut typed = keys(field(Region::Ru), "903").unwrap();
        typed.left();
        assert_eq!(typed.paste(text), Err(why), "{text}");
        assert_eq!((typed.digits(), typed.caret()), ("903", 2), "{text}");
    }
}

#[test]
fn a_clipboard_of_a_megabyte_is_not_looked_through() {
    let mut typed = field(Region::Ru);
    let long = "x".repeat(1 << 20);
    assert_eq!(typed.paste(&long), Err(NotTyped::TooLong));
    let most = format!("{:>64}", "9161234567");
    assert_eq!(typed.paste(&most), Ok(()));
    assert_eq!(typed.paste(&format!(" {most}")), Err(NotTyped::TooLong));
}

#[test]
fn a_digit_in_the_middle_is_mended_without_typing_all_again() {
    let mut typed = keys(field(Region::Ru), "9161234567").unwrap();
    typed.set_caret(4);
    typed.backspace();
    assert_eq!((typed.digits(), typed.caret()), ("916234567", 3));
    typed.type_char('0').unwrap();
    assert_eq!((typed.digits(), typed.caret()), ("9160234567", 4));
    typed.home();
    typed.delete();
    assert_eq!(typed.digits(), "160234567");
    assert_eq!(typed.phone(), None);
    assert_eq!(
        typed.type_char('5'),
        Err(impossible('5', ImpossibleWhy::Prefix)),
        "the first digit"
    );
    typed.type_char('9').unwrap();
    assert_eq!(typed.digits(), "9160234567");
    typed.set_caret(99);
    assert_eq!(typed.caret(), 10);
    typed.right();
    typed.left();
    assert_eq!(typed.caret(), 9);
    typed.end();
    assert_eq!(typed.caret(), 10);
}

#[test]
fn an_emptied_field_takes_the_dialled_eight_once_more() {
    let mut typed = keys(field(Region::Ru), "89").unwrap();
    typed.backspace();
    typed.type_char('8').unwrap();
    typed.type_char('9').unwrap();
    assert_eq!(typed.digits(), "9");
    typed.clear();
    for c in "+7".chars() {
        typed.type_char(c).unwrap();
    }
    typed.backspace();
    typed.type_char('8').unwrap();
    assert_eq!(typed.digits(), "");
}

#[test]
fn a_number_being_typed_does_not_stand_in_logs() {
    let typed = keys(field(Region::Ru), "9161234567").unwrap();
    assert_eq!(format!("{typed:?}"), "PhoneTyping(***4567)");
}

proptest! {
    #[test]
    fn whatever_is_typed_shown_and_kept_are_the_same(
        region in prop_oneof![
            proptest::strategy::Just(Region::Ru),
            proptest::strategy::Just(Region::Bg),
            proptest::strategy::Just(Region::Kz),
            proptest::strategy::Just(Region::Other),
        ],
        mobile_only in any::<bool>(),
        steps in proptest::collection::vec((0..12_u8, "[0-9]|\\PC"), 0..40),
    ) {
        let mut typed = PhoneTyping::new(region, mobile_only);
        for (step, text) in steps {
            let before = (typed.digits().to_owned(), typed.caret());
            match step {
                0 => typed.backspace(),
                1 => typed.delete(),
                2 => typed.left(),
                3 => typed.right(),
                4 => typed.home(),
                5 => typed.set_caret(text.len()),
                _ => {
                    let c = text.chars().next().unwrap_or('0');
                    if typed.type_char(c).is_err() {
                        prop_assert_eq!((typed.digits().to_owned(), typed.caret()), before);
                    }
                }
            }
            prop_assert!(typed.digits().bytes().all(|b| b.is_ascii_digit()));
            prop_assert!(typed.digits().len() <= typed.expected());
            prop_assert!(typed.caret() <= typed.digits().len());
            if let Some(phone) = typed.phone() {
                prop_assert_eq!(phone.national(), typed.digits());
            }
        }
    }

    #[test]
    fn no_pasted_text_breaks_the_field(text in "\\PC*") {
        let mut typed = PhoneTyping::new(Region::Bg, false);
        if typed.paste(&text).is_err() {
            prop_assert_eq!(typed.digits(), "");
        } else {
            prop_assert!(typed.is_complete());
        }
    }
}
