use proptest::prelude::{any, prop_assert_eq, proptest};

use super::{BadSum, Currency, Money, MoneyError};
use crate::language::Language;

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

#[test]
fn comma_and_point_are_both_decimal_signs() {
    for (text, minor) in [
        ("500", 50_000),
        ("500,00", 50_000),
        ("500.5", 50_050),
        ("0,01", 1),
        ("0", 0),
        (" 1 234,56 ", 123_456),
        ("1\u{a0}234,56", 123_456),
        ("1\u{202f}234\u{202f}567.80", 123_456_780),
        ("1234567,8", 123_456_780),
        ("999999999,99", Money::CEILING_MINOR),
    ] {
        assert_eq!(Money::parse(text, Currency::RUB), Ok(rub(minor)), "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused_not_guessed() {
    for (text, fault) in [
        ("", BadSum::Empty),
        ("   ", BadSum::Empty),
        ("1,234", BadSum::Ambiguous),
        ("1.234", BadSum::Ambiguous),
        ("1,234,567.8", BadSum::Separators),
        ("1.234,56", BadSum::Separators),
        ("500,", BadSum::Decimals { found: 0 }),
        ("500,1234", BadSum::Decimals { found: 4 }),
        (",50", BadSum::NoWhole),
        ("+500", BadSum::Sign),
        ("-500", BadSum::Sign),
        ("\u{2212}500", BadSum::Sign),
        ("5OO", BadSum::Character { position: 2 }),
        ("500 руб", BadSum::Character { position: 5 }),
        ("5e3", BadSum::Character { position: 2 }),
        ("٥٠٠", BadSum::Character { position: 1 }),
        ("12 34", BadSum::Groups),
        ("1 23,45", BadSum::Groups),
        ("1  234", BadSum::Groups),
        ("1234 567", BadSum::Groups),
        ("5, 0", BadSum::Groups),
        ("1000000000", BadSum::TooLarge),
        ("99999999999999999999999", BadSum::TooLarge),
    ] {
        assert_eq!(Money::parse(text, Currency::RUB), Err(fault), "{text}");
    }
}

#[test]
fn the_wire_knows_only_the_point() {
    for (text, minor) in [
        ("500.00", 50_000),
        ("500", 50_000),
        ("0.5", 50),
        ("7.", 700),
    ] {
        assert_eq!(
            Money::from_wire(text, Currency::RUB),
            Ok(rub(minor)),
            "{text}"
        );
    }
    for text in [
        "",
        "500,00",
        "5 00",
        "-5.00",
        "1.234",
        "1.2.3",
        ".5",
        "1e3",
        "9999999999999999",
    ] {
        assert!(Money::from_wire(text, Currency::RUB).is_err(), "{text}");
    }
}

#[test]
fn only_a_balance_may_be_below_zero() {
    assert_eq!(
        Money::balance_from_wire("-12.50", Currency::RUB),
        Ok(rub(-1_250))
    );
    assert_eq!(
        Money::balance_from_wire("12.50", Currency::RUB),
        Ok(rub(1_250))
    );
    for text in ["--1", "-", "+1", "- 1"] {
        assert!(
            Money::balance_from_wire(text, Currency::RUB).is_err(),
            "{text}"
        );
    }
}

#[test]
fn people_read_sums_in_their_own_spelling() {
    let ru = |minor| rub(minor).to_text(Language::Ru);
    assert_eq!(ru(123_456), "1\u{a0}234,56\u{a0}₽");
    assert_eq!(ru(50_000), "500,00\u{a0}₽");
    assert_eq!(ru(-123_456_789), "-1\u{a0}234\u{a0}567,89\u{a0}₽");
    let bg = |minor| Money::new(minor, Currency::EUR).to_text(Language::Bg);
    assert_eq!(bg(123_456), "1234,56\u{a0}€");
    assert_eq!(bg(1_234_567), "12\u{a0}345,67\u{a0}€");
    let en = |minor| Money::new(minor, Currency::USD).to_text(Language::En);
    assert_eq!(en(123_456), "1,234.56\u{a0}$");
    assert_eq!(rub(5).to_digits(Language::En), "0.05");
}

#[test]
fn sums_of_two_currencies_never_meet() {
    let other = MoneyError::OtherCurrency {
        left: Currency::RUB,
        right: Currency::EUR,
    };
    let euro = Money::new(1, Currency::EUR);
    assert_eq!(rub(1).checked_add(euro), Err(other));
    assert_eq!(rub(1).checked_sub(euro), Err(other));
    assert_eq!(rub(1).checked_cmp(euro), Err(other));
    assert_eq!(rub(i64::MAX).checked_add(rub(1)), Err(MoneyError::Overflow));
    assert_eq!(rub(i64::MIN).checked_sub(rub(1)), Err(MoneyError::Overflow));
}

#[test]
fn the_lev_is_history_and_the_codes_are_those_of_the_table() {
    for code in ["RUB", "EUR", "BGN", "USD", "KZT", "INR"] {
        let currency = Currency::from_code(code).unwrap();
        assert_eq!(currency.code(), code);
        assert_eq!(currency.is_history(), code == "BGN");
    }
    assert_eq!(Currency::KZT.code(), "KZT");
    assert_eq!(Currency::INR.symbol(), "₹");
    assert_eq!(Currency::from_code("rub"), None);
}

proptest! {
    #[test]
    fn what_is_written_reads_back(minor in 0..=Money::CEILING_MINOR) {
        let sum = rub(minor);
        prop_assert_eq!(Money::from_wire(&sum.as_wire(), Currency::RUB), Ok(sum));
        prop_assert_eq!(Money::parse(&sum.as_wire(), Currency::RUB), Ok(sum));
        prop_assert_eq!(Money::parse(&sum.to_digits(Language::Ru), Currency::RUB), Ok(sum));
        prop_assert_eq!(Money::parse(&sum.to_digits(Language::Bg), Currency::RUB), Ok(sum));
    }

    #[test]
    fn balances_read_back(minor in -Money::CEILING_MINOR..=Money::CEILING_MINOR) {
        let sum = rub(minor);
        prop_assert_eq!(Money::balance_from_wire(&sum.as_wire(), Currency::RUB), Ok(sum));
    }

    #[test]
    fn no_text_makes_the_readers_fall(text in any::<String>()) {
        let _ = Money::parse(&text, Currency::RUB);
        let _ = Money::from_wire(&text, Currency::RUB);
    }

    #[test]
    fn adding_and_taking_away_cancel_out(a in any::<i32>(), b in any::<i32>()) {
        let (a, b) = (rub(i64::from(a)), rub(i64::from(b)));
        prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b).unwrap(), a);
    }
}
