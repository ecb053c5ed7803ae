use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::{ImpossibleWhy, NotTyped, SumTyping, hundredfold, is_unusual};
use crate::language::Language;
use crate::money::{BadSum, Currency, Money};

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn keys(mut sum: SumTyping, text: &str) -> Result<SumTyping, NotTyped> {
    for c in text.chars() {
        sum.type_char(c)?;
    }
    Ok(sum)
}

fn typed(text: &str) -> SumTyping {
    keys(SumTyping::new(), text).unwrap()
}

#[test]
fn comma_and_point_are_one_key_and_a_sum_is_read_at_every_key() {
    for (text, kept, minor) in [
        ("500", "500", 50_000),
        ("500,", "500.", 50_000),
        ("500,5", "500.5", 50_050),
        ("500.50", "500.50", 50_050),
        ("0,01", "0.01", 1),
        (",5", "0.5", 50),
        (".05", "0.05", 5),
        ("0", "0", 0),
        ("05", "5", 500),
        ("1 234,56", "1234.56", 123_456),
        ("1\u{a0}234", "1234", 123_400),
        ("99999999,99", "99999999.99", 9_999_999_999),
    ] {
        let sum = typed(text);
        assert_eq!(sum.text(), kept, "{text}");
        assert_eq!(sum.money(Currency::RUB), Ok(rub(minor)), "{text}");
    }
    assert_eq!(SumTyping::new().money(Currency::RUB), Err(BadSum::Empty));
}

#[test]
fn what_is_no_sum_is_refused_at_its_key() {
    let zero = NotTyped::Impossible {
        digit: '0',
        why: ImpossibleWhy::LeadingZero,
    };
    for (before, c, why) in [
        ("5,5", ',', NotTyped::Sum(BadSum::Separators)),
        ("5,", '.', NotTyped::Sum(BadSum::Separators)),
        ("5,55", '5', NotTyped::Full),
        ("12345678", '9', NotTyped::Full),
        ("0", '0', zero),
        ("5", '-', NotTyped::Character),
        ("", '+', NotTyped::Character),
        ("5", 'O', NotTyped::Character),
        ("5", '٥', NotTyped::Character),
        ("5", '５', NotTyped::Character),
        ("5", '₽', NotTyped::Character),
        ("5", '\t', NotTyped::Character),
        ("5", '\u{202e}', NotTyped::Character),
    ] {
        let mut sum = typed(before);
        let kept = sum.clone();
        assert_eq!(sum.type_char(c), Err(why), "{before}{c}");
        assert_eq!(sum, kept, "{before}{c}");
    }
    let mut sum = typed("50");
    sum.home();
    assert_eq!(sum.type_char('0'), Err(zero));
    let mut sum = typed("12345");
    sum.set_caret(2);
    assert_eq!(
        sum.type_char(','),
        Err(NotTyped::Sum(BadSum::Decimals { found: 3 }))
    );
}

#[test]
fn an_erased_separator_never_makes_a_sum_a_hundredfold() {
    let mut sum = typed("500,00");
    sum.set_caret(4);
    sum.backspace();
    assert_eq!(sum.text(), "500");
    let mut sum = typed("500,75");
    sum.set_caret(3);
    sum.delete();
    assert_eq!((sum.text(), sum.caret()), ("500", 3));
}

#[test]
fn a_digit_in_the_middle_is_mended_without_typing_all_again() {
    let mut sum = typed("1005");
    sum.home();
    sum.delete();
    assert_eq!(sum.text(), "005", "nothing moves by itself");
    assert_eq!(sum.money(Currency::RUB), Ok(rub(500)));
    sum.type_char('2').unwrap();
    assert_eq!(sum.text(), "2005");
    sum.end();
    sum.type_char(',').unwrap();
    sum.backspace();
    assert_eq!(sum.text(), "2005");
    sum.clear();
    assert!(sum.is_empty());
    let mut sum = typed("5,50");
    sum.home();
    sum.delete();
    assert_eq!(sum.money(Currency::RUB), Err(BadSum::NoWhole));
}

#[test]
fn a_sum_is_grouped_while_it_is_typed() {
    for (text, ru, bg, en) in [
        ("", "", "", ""),
        ("500", "500", "500", "500"),
        ("1234", "1\u{a0}234", "1234", "1,234"),
        ("12345,", "12\u{a0}345,", "12\u{a0}345,", "12,345."),
        ("12345,6", "12\u{a0}345,6", "12\u{a0}345,6", "12,345.6"),
        ("0,05", "0,05", "0,05", "0.05"),
    ] {
        let sum = typed(text);
        for (language, shown) in [(Language::Ru, ru), (Language::Bg, bg), (Language::En, en)] {
            assert_eq!(sum.shown(language), shown, "{text}");
        }
    }
}

#[test]
fn the_caret_stands_before_the_same_digit_in_the_grouped_sum() {
    let mut sum = typed("1234567,8");
    for (caret, shown) in [(0, 0), (1, 2), (2, 3), (4, 6), (7, 9), (8, 10), (9, 11)] {
        sum.set_caret(caret);
        for language in [Language::Ru, Language::En] {
            assert_eq!(sum.shown_caret(language), shown, "{caret}");
        }
    }
}

#[test]
fn a_sum_is_set_and_pasted_as_people_write_it() {
    let mut sum = SumTyping::new();
    for (minor, kept) in [(50_000, "500"), (50_050, "500.50"), (0, "0"), (5, "0.05")] {
        sum.set(rub(minor));
        assert_eq!(sum.text(), kept);
        assert_eq!(sum.money(Currency::RUB), Ok(rub(minor)));
    }
    sum.set(rub(-100));
    assert!(sum.is_empty(), "a balance below nothing is no sum to type");
    for (text, kept) in [("1 234,5", "1234.50"), (" 500 ", "500"), ("0,01", "0.01")] {
        sum.paste(text).unwrap();
        assert_eq!((sum.text(), sum.caret()), (kept, kept.len()));
    }
    let kept = sum.clone();
    for (text, why) in [
        ("1,234", NotTyped::Sum(BadSum::Ambiguous)),
        ("-5", NotTyped::Sum(BadSum::Sign)),
        ("500 руб", NotTyped::Sum(BadSum::Character { position: 5 })),
        ("123456789", NotTyped::Sum(BadSum::TooLarge)),
        ("", NotTyped::Sum(BadSum::Empty)),
    ] {
        assert_eq!(sum.paste(text), Err(why), "{text}");
        assert_eq!(sum, kept, "{text}");
    }
    assert_eq!(sum.paste(&"0".repeat(1 << 20)), Err(NotTyped::TooLong));
}

#[test]
fn a_forgotten_separator_is_noticed() {
    let usual = (rub(10_000), rub(100_000));
    for (minor, is_hundredfold) in [
        (5_000_000, true),
        (10_000_000, true),
        (1_000_000, true),
        (999_999, false),
        (10_000_001, false),
        (50_000, false),
        (100_000, false),
        (0, false),
        (i64::MAX, false),
    ] {
        assert_eq!(hundredfold(rub(minor), usual), is_hundredfold, "{minor}");
    }
    // In a wide range a hundredfold sum may be usual itself.
    assert!(!hundredfold(rub(50_000), (rub(100), rub(100_000))));
    assert!(!hundredfold(Money::new(5_000_000, Currency::EUR), usual));
}

#[test]
fn a_sum_far_from_the_usual_ones_is_noticed() {
    let usual = (rub(10_000), rub(100_000));
    for (minor, unusual) in [
        (4_999, true),
        (5_000, false),
        (50_000, false),
        (200_000, false),
        (200_001, true),
        (i64::MAX, true),
    ] {
        assert_eq!(is_unusual(rub(minor), usual), unusual, "{minor}");
    }
    assert!(!is_unusual(Money::new(1, Currency::EUR), usual));
}

proptest! {
    #[test]
    fn what_is_shown_is_what_is_paid(
        steps in proptest::collection::vec((0..10_u8, "[0-9]|[,.]"), 0..40),
    ) {
        let mut sum = SumTyping::new();
        for (step, text) in steps {
            match step {
                0 => sum.backspace(),
                1 => sum.delete(),
                2 => sum.left(),
                3 => sum.home(),
                _ => {
                    let before = sum.clone();
                    let c = text.chars().next().unwrap_or('0');
                    if sum.type_char(c).is_err() {
                        prop_assert_eq!(&sum, &before);
                    }
                }
            }
            let (whole, decimals) = super::parts(sum.text());
            prop_assert!(whole.len() <= 8 && decimals.len() <= 2, "{}", sum.text());
            if let Ok(paid) = sum.money(Currency::RUB) {
                let shown: String = sum.shown(Language::Ru).replace('\u{a0}', "");
                let shown = shown.strip_suffix(',').unwrap_or(&shown);
                prop_assert_eq!(Money::parse(shown, Currency::RUB), Ok(paid));
            }
            for language in Language::ALL {
                prop_assert!(sum.shown_caret(language) <= sum.shown(language).chars().count());
            }
        }
    }
}
