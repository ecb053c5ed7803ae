//! The table of rights, good and bad PINs, and waiting times.

use proptest::prelude::*;

use super::{BadPin, Lockout, Person, PersonId, Pin, Right, Role, lockout};
use crate::time::Timestamp;

#[test]
fn each_role_may_what_the_table_of_rights_says() {
    use Right::{
        AddPeople, Enrol, MoveCash, OpenDrawer, Reprint, ReturnCash, Sell, Settings, Shift,
    };
    for (role, allowed) in [
        (
            Role::Cashier,
            vec![Sell, ReturnCash, Reprint, MoveCash, OpenDrawer, Shift],
        ),
        (
            Role::Supervisor,
            vec![
                Sell, ReturnCash, Reprint, MoveCash, OpenDrawer, Shift, AddPeople, Enrol,
            ],
        ),
        (
            Role::Owner,
            vec![ReturnCash, Shift, AddPeople, Settings, Enrol],
        ),
    ] {
        for right in Right::ALL {
            assert_eq!(
                role.may(right),
                allowed.contains(&right),
                "{role:?} {right:?}"
            );
        }
    }
}

#[test]
fn stored_roles_are_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::from_key(role.as_key()), Some(role));
    }
    assert_eq!(Role::from_key("OWNER"), None);
}

#[test]
fn a_pin_that_a_thief_would_try_first_is_refused() {
    for (text, bad) in [
        ("", BadPin::TooShort),
        ("48151", BadPin::TooShort),
        ("4815162342108", BadPin::TooLong),
        ("48151a", BadPin::NotDigits),
        (" 481516", BadPin::NotDigits),
        ("+48151623", BadPin::NotDigits),
        ("٤٨١٥١٦", BadPin::NotDigits),
        ("000000", BadPin::Repeated),
        ("121212", BadPin::Repeated),
        ("123123", BadPin::Repeated),
        ("48484848", BadPin::Repeated),
        ("123456", BadPin::Running),
        ("234567890", BadPin::Running),
        ("987654", BadPin::Running),
        ("210987", BadPin::Running),
        ("112233", BadPin::Common),
        ("159753", BadPin::Common),
    ] {
        assert_eq!(Pin::parse(text).err(), Some(bad), "{text}");
    }
    for good in ["481516", "902174", "481516234210"] {
        assert_eq!(Pin::parse(good).expect("good").expose(), good);
    }
}

#[test]
fn a_text_of_any_length_is_refused_as_a_pin() {
    assert_eq!(
        Pin::parse(&"7".repeat(1 << 20)).err(),
        Some(BadPin::TooLong)
    );
}

#[test]
fn neither_a_pin_nor_a_name_shows_in_a_log() {
    let pin = Pin::parse("481516").expect("good");
    assert_eq!(format!("{pin:?}"), "Pin(***)");
    let person = Person {
        id: PersonId::new(1),
        full_name: "Иванова Мария Петровна".to_owned(),
        role: Role::Cashier,
        must_change: false,
        active: true,
        last_in: None,
    };
    assert!(!format!("{person:?}").contains("Иванова"));
}

#[test]
fn wrong_pins_cost_more_and_more_time_and_in_the_end_a_supervisor() {
    let failed = Timestamp::from_unix_ms(1_000);
    let minutes = |minutes: i64| Lockout::Until(failed.plus_ms(minutes * 60_000));
    for (failures, expected) in [
        (0, Lockout::Open { left: 5 }),
        (1, Lockout::Open { left: 4 }),
        (4, Lockout::Open { left: 1 }),
        (5, minutes(1)),
        (6, minutes(5)),
        (7, minutes(15)),
        (8, minutes(60)),
        (9, minutes(60)),
        (10, Lockout::Supervisor),
        (u32::MAX, Lockout::Supervisor),
    ] {
        assert_eq!(lockout(failures, failed), expected, "{failures}");
    }
}

proptest! {
    #[test]
    fn only_six_to_twelve_digits_are_ever_a_pin(text in "\\PC{0,14}|[0-9]{0,14}") {
        if let Ok(pin) = Pin::parse(&text) {
            prop_assert!((6..=12).contains(&pin.expose().len()));
            prop_assert!(pin.expose().bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
}
