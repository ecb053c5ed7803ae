use proptest::prelude::{ProptestConfig, proptest};

use super::{BadPhone, Phone, Region};

fn read(text: &str, region: Region) -> Result<String, BadPhone> {
    Phone::parse(text, region).map(|phone| phone.e164())
}

#[test]
fn russian_numbers_are_read_in_every_way_people_write_them() {
    for text in [
        "9161234567",
        "89161234567",
        "79161234567",
        "+79161234567",
        "0079161234567",
        " 8 (916) 123-45-67 ",
        "+7 916 123 45 67",
        "8\u{a0}916\u{a0}123\u{2011}45\u{2011}67",
        "916.123.45.67",
    ] {
        assert_eq!(
            read(text, Region::Ru),
            Ok("+79161234567".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn bulgarian_numbers_are_read_in_every_way_people_write_them() {
    for text in [
        "0881234567",
        "881234567",
        "+359 88 123 4567",
        "00359881234567",
        "359881234567",
        "+359 (0)88 123 4567",
    ] {
        assert_eq!(
            read(text, Region::Bg),
            Ok("+359881234567".to_owned()),
            "{text}"
        );
    }
    assert_eq!(
        read("02 912 3456", Region::Bg),
        Ok("+35929123456".to_owned()),
        "Sofia, eight digits"
    );
}

#[test]
fn kazakh_and_russian_numbers_share_a_code_and_are_told_apart() {
    assert_eq!(
        read("8 701 123-45-67", Region::Kz),
        Ok("+77011234567".to_owned())
    );
    assert_eq!(read("8 701 123-45-67", Region::Ru), Err(BadPhone::Country));
    assert_eq!(read("+7 916 123-45-67", Region::Kz), Err(BadPhone::Country));
}

#[test]
fn a_number_of_another_country_is_never_bent_into_one_of_ours() {
    assert_eq!(read("+359881234567", Region::Ru), Err(BadPhone::Country));
    assert_eq!(read("+79161234567", Region::Bg), Err(BadPhone::Country));
    assert_eq!(
        read("+4915112345678", Region::Other),
        Ok("+4915112345678".to_owned())
    );
}

#[test]
fn a_wrong_number_of_digits_is_named() {
    for (text, found) in [("916123456", 9), ("+7916123456", 9), ("916123456789", 12)] {
        let fault = BadPhone::Length {
            found,
            expected: "10",
        };
        assert_eq!(read(text, Region::Ru), Err(fault), "{text}");
    }
    assert_eq!(
        read("088123456", Region::Bg),
        Err(BadPhone::Length {
            found: 8,
            expected: "9"
        })
    );
}

#[test]
fn what_is_no_number_is_refused_with_its_place() {
    assert_eq!(read("", Region::Ru), Err(BadPhone::Empty));
    assert_eq!(read(" - ", Region::Ru), Err(BadPhone::Empty));
    assert_eq!(
        read("916x234567", Region::Ru),
        Err(BadPhone::Character { position: 4 })
    );
    assert_eq!(
        read("916+1234567", Region::Ru),
        Err(BadPhone::Character { position: 4 })
    );
    assert_eq!(
        read("٩161234567", Region::Ru),
        Err(BadPhone::Character { position: 1 })
    );
    assert_eq!(read("0161234567", Region::Ru), Err(BadPhone::Prefix));
}

#[test]
fn numbers_are_grouped_for_reading_aloud() {
    for (text, region, grouped) in [
        ("9161234567", Region::Ru, "+7 916 123-45-67"),
        ("881234567", Region::Bg, "+359 88 123 4567"),
        ("029123456", Region::Bg, "+359 2 912 3456"),
        ("+4915112345678", Region::Other, "+491 511 234 567 8"),
    ] {
        assert_eq!(Phone::parse(text, region).unwrap().grouped(), grouped);
    }
}

#[test]
fn logs_see_four_digits_only() {
    let phone = Phone::parse("9161234567", Region::Ru).unwrap();
    assert_eq!(format!("{phone:?}"), "***4567");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_grouped_reads_back_as_the_same_number(digits in "[0-9]{7,12}", which in 0_usize..4) {
        let region = [Region::Ru, Region::Bg, Region::Kz, Region::Other][which];
        if let Ok(phone) = Phone::parse(&digits, region) {
            assert_eq!(Phone::parse(&phone.grouped(), region), Ok(phone.clone()));
            assert_eq!(Phone::parse(&phone.e164(), region), Ok(phone.clone()));
            assert_eq!(Phone::parse(phone.national(), region), Ok(phone));
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        for region in [Region::Ru, Region::Bg, Region::Kz, Region::Other] {
            drop(Phone::parse(&text, region));
        }
    }
}
