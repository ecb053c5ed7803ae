//! What is typed into the field of a search.

use proptest::prelude::*;

use super::Filter;

const POINT: &str = "17032";

fn number(text: &str) -> Filter {
    Filter {
        number: Some(text.to_owned()),
        ..Filter::default()
    }
}

fn pattern(text: &str) -> Filter {
    Filter {
        pattern: Some(text.to_owned()),
        ..Filter::default()
    }
}

fn payment(id: i64) -> Filter {
    Filter {
        payment: Some(id),
        ..Filter::default()
    }
}

fn taken(minor: i64) -> Filter {
    Filter {
        taken_minor: Some(minor),
        ..Filter::default()
    }
}

fn assert_case(typed: &str, expected: &Filter) {
    let found = Filter::from_text(typed, POINT);
    assert!(found == *expected, "{typed:?}");
}

#[test]
fn numbers_are_understood_however_they_are_written() {
    for typed in [
        "9161234567",
        "89161234567",
        "8 (916) 123-45-67",
        "+7 916 123 45 67",
        "+7(916)123–45–67",
        "\u{202a}\u{a0}+79161234567\u{202c}\n",
    ] {
        assert_case(typed, &number("9161234567"));
    }
    assert_case("+359 88 123 4567", &number("881234567"));
    assert_case("088 123 4567", &number("881234567"));
    assert_case("1234567", &number("1234567"));
    assert_case("12-34-567", &number("1234567"));
    assert_case("0012345", &number("0012345"));
}

#[test]
fn marks_make_a_pattern() {
    assert_case("916??12345", &pattern("916??12345"));
    assert_case(" 916 12? *", &pattern("91612?*"));
    assert_case("+359*", &pattern("359*"));
    assert_case("??*", &number(""));
}

#[test]
fn a_session_has_twenty_characters_and_a_letter() {
    let session = |text: &str| Filter {
        session: Some(text.to_owned()),
        ..Filter::default()
    };
    assert_case("01K0ABCDEF0000000001", &session("01K0ABCDEF0000000001"));
    assert_case(" 01k0abcdef0000000001 ", &session("01K0ABCDEF0000000001"));
    assert_case("12345678901234567890", &number("12345678901234567890"));
    assert_case("01K0ABCDEF000000000", &number("01K0ABCDEF000000000"));
}

#[test]
fn a_claim_number_belongs_to_this_point() {
    for typed in ["17032-5", "№ 17032-5", "17032 - 5", "17032–5", "#17032-05"] {
        assert_case(typed, &payment(5));
    }
    assert_case("99999-5", &number("999995"));
    assert_case("170325", &number("170325"));
    assert_case("17032-", &number("17032"));
    assert_case("17032-99999999999999999999", &payment(0));
    assert!(Filter::from_text("-5", "") == number("5"), "no point");
}

#[test]
fn a_sum_is_known_by_its_decimals() {
    assert_case("515,00", &taken(51_500));
    assert_case("515.50", &taken(51_550));
    assert_case("1 234,56", &taken(123_456));
    assert_case("515", &number("515"));
    assert_case("515,0", &number("515,0"));
    assert_case("99999999999,00", &number("99999999999,00"));
}

#[test]
fn thirteen_digits_may_be_a_transid_or_an_account() {
    let both = Filter {
        transid: Some("1795533727045".to_owned()),
        ..number("1795533727045")
    };
    assert_case("1795533727045", &both);
    assert_case("1795 5337 27045", &both);
}

#[test]
fn nothing_typed_is_no_condition_and_nonsense_fits_nothing() {
    for typed in ["", "   ", "\t\u{a0}\u{200f}"] {
        assert_case(typed, &Filter::default());
    }
    assert_case(&"9".repeat(1 << 20), &number(""));
    assert_case(&"*".repeat(1 << 20), &number(""));
    assert_case("'; DROP TABLE payment; --", &number("';DROPTABLEpayment;"));
}

#[test]
fn what_is_searched_shows_in_no_log() {
    let shown = format!("{:?}", Filter::from_text("9161234567", POINT));
    assert!(!shown.contains("4567"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_breaks_it(typed in "(?s).{0,100}", point in "[0-9]{0,6}") {
        let found = Filter::from_text(&typed, &point);
        prop_assert!(found.number.as_ref().is_none_or(|number| number.len() <= 400));
    }
}
