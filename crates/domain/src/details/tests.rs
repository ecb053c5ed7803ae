use std::collections::BTreeMap;

use super::{BadDetail, Details, is_field_name};

fn extra(name: &str, value: &str) -> Result<Details, BadDetail> {
    let fields = BTreeMap::from([(name.to_owned(), value.to_owned())]);
    Details::new(String::new(), String::new(), fields)
}

#[test]
fn a_line_end_in_a_value_can_never_become_a_second_field() {
    for value in [
        "1\r\nAMOUNT=1.00",
        "1\n2",
        "1\r2",
        "1\u{0}2",
        "1\u{7f}2",
        "1\u{85}2",
        "1\u{2028}2",
    ] {
        let fault = Details::new(value.to_owned(), String::new(), BTreeMap::new());
        assert_eq!(
            fault,
            Err(BadDetail::Character {
                field: "NUMBER".to_owned(),
                position: 2
            }),
            "{value:?}"
        );
        assert!(extra("PERIOD", value).is_err(), "{value:?}");
    }
}

#[test]
fn number_and_account_hold_no_hyphen_and_at_most_twenty_characters() {
    let long = "1".repeat(21);
    assert!(Details::new("1".repeat(20), "1".repeat(20), BTreeMap::new()).is_ok());
    assert!(Details::new(long.clone(), String::new(), BTreeMap::new()).is_err());
    assert!(Details::new(String::new(), long, BTreeMap::new()).is_err());
    assert!(Details::new("12-3".to_owned(), String::new(), BTreeMap::new()).is_err());
    assert!(extra("METER", "12-3").is_ok());
    assert!(extra("METER", &"1".repeat(64)).is_ok());
    assert!(extra("METER", &"1".repeat(65)).is_err());
}

#[test]
fn length_is_counted_in_characters_not_bytes() {
    assert!(Details::new(String::new(), "ж".repeat(20), BTreeMap::new()).is_ok());
}

#[test]
fn names_of_fields_are_words_of_capitals() {
    for (name, fits) in [
        ("PERIOD", true),
        ("X1_Y", true),
        ("", false),
        ("1X", false),
        ("a", false),
        ("A=B", false),
    ] {
        assert_eq!(is_field_name(name), fits, "{name}");
        assert_eq!(extra(name, "1").is_ok(), fits, "{name}");
    }
}

#[test]
fn debug_output_is_masked() {
    let details = Details::new(
        "9161234567".to_owned(),
        "5012345678".to_owned(),
        BTreeMap::new(),
    )
    .unwrap();
    let text = format!("{details:?}");
    assert!(
        !text.contains("916123") && !text.contains("501234"),
        "{text}"
    );
}
