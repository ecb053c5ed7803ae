use std::collections::BTreeSet;

use paydesk_domain::refusal::RefusalKind as Kind;

use super::{Advice, PayClass, all, explain, refusal};

/// The codes of the protocol's table with the letter of their class.
const LETTERS: [(&str, &[u16]); 7] = [
    ("", &[0]),
    (
        "C",
        &[
            2, 3, 4, 5, 6, 10, 12, 13, 15, 37, 39, 43, 44, 45, 47, 51, 52, 53, 54, 55, 56, 57, 71,
            72, 86, 103, 120, 121, 122, 123, 125, 130, 131, 132, 133, 134, 151, 152, 162, 163, 164,
            165, 271,
        ],
    ),
    (
        "I",
        &[7, 8, 9, 17, 18, 19, 23, 40, 85, 87, 110, 112, 135, 223, 270],
    ),
    ("M", &[21, 26, 27, 81, 82, 83, 84, 136, 137]),
    (
        "S",
        &[1, 11, 20, 32, 34, 35, 36, 41, 42, 46, 48, 49, 88, 105, 333],
    ),
    ("S/T", &[30]),
    ("T", &[22, 24, 25, 31, 33, 38, 50, 224]),
];

/// What each code says about a pay; every code not named here says nothing definite.
const CLASSES: [(PayClass, &[u16]); 6] = [
    (PayClass::Accepted, &[0]),
    (
        PayClass::Refused,
        &[
            2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 21, 23, 25, 26, 27, 39, 40, 44, 45, 47, 52, 53,
            54, 55, 56, 57, 81, 82, 83, 84, 85, 86, 87, 134, 135, 136, 137, 164, 165, 223, 270,
        ],
    ),
    (PayClass::Here, &[1, 20, 32, 36]),
    (PayClass::Mismatch, &[17, 18, 19, 37]),
    (PayClass::Absent, &[11, 34]),
    (PayClass::Expired, &[38]),
];

/// What the cashier is told, code by code.
const KINDS: [(Kind, &[u16]); 20] = [
    (Kind::UnknownNumber, &[23]),
    (Kind::BadInput, &[8, 9, 71, 72, 110]),
    (Kind::BadSum, &[7, 40, 85]),
    (Kind::ChangedData, &[17, 18, 19, 37]),
    (Kind::DepositShort, &[21]),
    (Kind::LimitReached, &[81, 82, 83, 84, 135, 136, 137]),
    (Kind::DealerBlocked, &[26, 27, 52]),
    (
        Kind::NotAllowed,
        &[
            2, 3, 4, 13, 39, 43, 44, 45, 47, 53, 54, 55, 56, 57, 103, 134, 151, 152, 162, 163, 223,
            271,
        ],
    ),
    (Kind::ProviderNotServed, &[15, 164, 165]),
    (Kind::ProviderDown, &[24, 25, 224]),
    (Kind::ServerBusy, &[22, 31, 50]),
    (Kind::RepeatWithinHour, &[32, 88]),
    (Kind::BlackListed, &[87, 270]),
    (Kind::CheckExpired, &[38]),
    (Kind::SessionExists, &[1]),
    (Kind::SessionUnknown, &[11, 34]),
    (Kind::Withdrawn, &[123]),
    (
        Kind::StateUnclear,
        &[20, 30, 35, 36, 41, 42, 46, 48, 49, 105, 120, 121, 133, 333],
    ),
    (Kind::RequestRefused, &[5, 6, 10, 12, 112]),
    (Kind::Other, &[0, 33, 51, 86, 122, 125, 130, 131, 132]),
];

fn once<'a>(lists: impl IntoIterator<Item = &'a [u16]>) -> BTreeSet<u16> {
    let mut seen = BTreeSet::new();
    for code in lists.into_iter().flatten() {
        assert!(seen.insert(*code), "{code} stands twice");
    }
    seen
}

#[test]
fn every_code_of_the_protocols_table_is_there_once_and_in_order() {
    let listed: Vec<u16> = all().iter().map(|row| row.code).collect();
    let expected = once(LETTERS.iter().map(|(_, codes)| *codes));
    assert_eq!(listed, expected.into_iter().collect::<Vec<_>>());
    for row in all() {
        assert!(
            !row.meaning.is_empty() && row.meaning.is_ascii(),
            "{}",
            row.code
        );
        assert!(!row.meaning.contains('='), "it goes into ERRMSG");
    }
}

#[test]
fn every_code_advises_what_its_letter_says() {
    for (letter, codes) in LETTERS {
        let advice: &[Advice] = match letter {
            "C" => &[Advice::Configuration],
            "I" => &[Advice::Input],
            "M" => &[Advice::Money],
            "S" => &[Advice::State],
            "S/T" => &[Advice::State, Advice::Temporary],
            "T" => &[Advice::Temporary],
            _ => &[],
        };
        for code in codes {
            assert_eq!(explain(*code).advice, advice, "{code}");
        }
    }
}

#[test]
fn every_code_has_one_refusal_for_the_cashier() {
    let named = once(KINDS.iter().map(|(_, codes)| *codes));
    assert_eq!(named, all().iter().map(|row| row.code).collect());
    for (kind, codes) in KINDS {
        for code in codes {
            assert_eq!(explain(*code).kind, kind, "{code}");
            assert_eq!((refusal(*code).kind, refusal(*code).code), (kind, *code));
        }
    }
}

#[test]
fn every_code_has_one_class_on_pay_and_every_other_number_is_unsure() {
    once(CLASSES.iter().map(|(_, codes)| *codes));
    for code in 0..=u16::MAX {
        let named = CLASSES.iter().find(|(_, codes)| codes.contains(&code));
        let expected = named.map_or(PayClass::Unsure, |(class, _)| *class);
        assert_eq!(explain(code).on_pay, expected, "{code}");
    }
}

#[test]
fn a_number_outside_the_table_says_nothing_definite() {
    for code in [14, 16, 28, 29, 58, 70, 99, 124, 334, 999, u16::MAX] {
        let row = explain(code);
        assert_eq!((row.kind, row.on_pay), (Kind::Other, PayClass::Unsure));
        assert_eq!((row.code, row.advice), (code, &[][..]));
        assert_eq!(
            refusal(code).code,
            code,
            "the number is kept for the support line"
        );
    }
}

#[test]
fn the_names_the_hub_uses_are_codes_of_the_table() {
    use super as c;
    for (code, kind) in [
        (c::SESSION_EXISTS, Kind::SessionExists),
        (c::SIGNATURE, Kind::RequestRefused),
        (c::NO_SUCH_SESSION, Kind::SessionUnknown),
        (c::NUMBER_CHANGED, Kind::ChangedData),
        (c::AMOUNT_CHANGED, Kind::ChangedData),
        (c::ACCOUNT_CHANGED, Kind::ChangedData),
        (c::DEPOSIT_SHORT, Kind::DepositShort),
        (c::UNKNOWN_NUMBER, Kind::UnknownNumber),
        (c::BUSY, Kind::ServerBusy),
        (c::CHECK_EXPIRED, Kind::CheckExpired),
        (c::CANCELLED, Kind::Withdrawn),
        (c::MONITORING, Kind::BlackListed),
    ] {
        assert_eq!(explain(code).kind, kind);
    }
}
