use proptest::prelude::{Strategy, any, proptest};

use super::{Charge, FeeBase, FeeError, FeeRule, FeeTable, LocalMoment, Split};
use crate::commission::Ppm;
use crate::money::{Currency, Money};

const NOON_ON_MONDAY: LocalMoment = LocalMoment {
    weekday: 1,
    minute_of_day: 720,
};
const ANY: FeeRule = FeeRule {
    days: Vec::new(),
    time: None,
    above: 0,
    up_to: i64::MAX,
    charge: Charge::Fixed(0),
    min: 0,
    max: i64::MAX,
};

fn percent(text: &str) -> Charge {
    Charge::Percent(Ppm::from_percent(text).unwrap())
}

fn table(base: FeeBase, rules: Vec<FeeRule>) -> FeeTable {
    FeeTable::new(Currency::RUB, base, false, rules)
}

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn parts(split: Result<Split, FeeError>) -> (i64, i64, i64) {
    let split = split.unwrap();
    (
        split.credited.minor(),
        split.fee.minor(),
        split.taken.minor(),
    )
}

/// 2 % up to 1000 roubles, at least 5, at most 50; 1 % above.
fn usual(base: FeeBase) -> FeeTable {
    let low = FeeRule {
        up_to: 100_000,
        charge: percent("2"),
        min: 500,
        max: 5_000,
        ..ANY
    };
    let high = FeeRule {
        above: 100_000,
        charge: percent("1"),
        ..ANY
    };
    table(base, vec![low, high])
}

#[test]
fn floor_ceiling_and_band_decide_the_fee_on_a_credited_sum() {
    let table = usual(FeeBase::Credited);
    for (credited, fee) in [
        (10_000, 500),
        (25_000, 500),
        (50_000, 1_000),
        (100_000, 2_000),
        (100_001, 1_000),
        (1_000_000, 10_000),
    ] {
        let split = parts(table.from_credited(rub(credited), NOON_ON_MONDAY));
        assert_eq!(split, (credited, fee, credited + fee));
    }
}

#[test]
fn percent_of_the_taken_sum_comes_out_of_it() {
    let table = table(
        FeeBase::Taken,
        vec![FeeRule {
            charge: percent("3"),
            ..ANY
        }],
    );
    assert_eq!(
        parts(table.from_taken(rub(100_000), NOON_ON_MONDAY)),
        (97_000, 3_000, 100_000)
    );
    assert_eq!(
        parts(table.from_credited(rub(97_000), NOON_ON_MONDAY)),
        (97_000, 3_000, 100_000)
    );
}

#[test]
fn percent_of_the_credited_sum_is_found_from_the_cash() {
    let table = table(
        FeeBase::Credited,
        vec![FeeRule {
            charge: percent("3"),
            ..ANY
        }],
    );
    assert_eq!(
        parts(table.from_taken(rub(103_000), NOON_ON_MONDAY)),
        (100_000, 3_000, 103_000)
    );
    // 1000.00 / 1.03 = 970.87; 3 % of it is 29.13.
    assert_eq!(
        parts(table.from_taken(rub(100_000), NOON_ON_MONDAY)),
        (97_087, 2_913, 100_000)
    );
}

#[test]
fn cash_that_no_credited_sum_can_use_stays_change() {
    let cheap = FeeRule {
        up_to: 100_000,
        charge: Charge::Fixed(500),
        ..ANY
    };
    let dear = FeeRule {
        above: 100_000,
        charge: Charge::Fixed(5_000),
        ..ANY
    };
    let table = table(FeeBase::Credited, vec![cheap, dear]);
    let split = parts(table.from_taken(rub(102_000), NOON_ON_MONDAY));
    assert_eq!(
        split,
        (100_000, 500, 100_500),
        "15.00 of the cash is change, not fee"
    );
}

#[test]
fn day_lists_come_before_time_lists_and_those_before_plain_rules() {
    let plain = FeeRule {
        charge: Charge::Fixed(100),
        ..ANY
    };
    let night = FeeRule {
        time: Some((22 * 60, 6 * 60)),
        charge: Charge::Fixed(200),
        ..ANY
    };
    let sunday = FeeRule {
        days: vec![7],
        charge: Charge::Fixed(300),
        ..ANY
    };
    let table = table(FeeBase::Credited, vec![plain, night, sunday]);
    for (weekday, minute_of_day, fee) in [
        (1, 720, 100),
        (1, 22 * 60, 200),
        (1, 5 * 60 + 59, 200),
        (1, 6 * 60, 100),
        (7, 0, 300),
        (7, 720, 300),
    ] {
        let moment = LocalMoment {
            weekday,
            minute_of_day,
        };
        assert_eq!(
            parts(table.from_credited(rub(10_000), moment)).1,
            fee,
            "{moment:?}"
        );
    }
}

#[test]
fn the_narrowest_band_wins() {
    let wide = FeeRule {
        charge: percent("5"),
        ..ANY
    };
    let narrow = FeeRule {
        above: 10_000,
        up_to: 20_000,
        charge: percent("1"),
        ..ANY
    };
    let table = table(FeeBase::Credited, vec![wide, narrow]);
    assert_eq!(
        parts(table.from_credited(rub(10_000), NOON_ON_MONDAY)).1,
        500,
        "low end excluded"
    );
    assert_eq!(
        parts(table.from_credited(rub(20_000), NOON_ON_MONDAY)).1,
        200,
        "high end included"
    );
}

#[test]
fn where_only_whole_roubles_are_credited_the_rest_goes_to_the_fee() {
    let rules = vec![FeeRule {
        charge: percent("3"),
        ..ANY
    }];
    let table = FeeTable::new(Currency::RUB, FeeBase::Credited, true, rules);
    assert_eq!(
        parts(table.from_taken(rub(100_000), NOON_ON_MONDAY)),
        (97_000, 3_000, 100_000)
    );
    let fault = table.from_credited(rub(97_050), NOON_ON_MONDAY);
    assert_eq!(
        fault,
        Err(FeeError::WholeOnly {
            currency: Currency::RUB
        })
    );
}

#[test]
fn a_sum_the_fee_eats_up_is_refused() {
    let rules = vec![FeeRule {
        charge: Charge::Fixed(1_000),
        ..ANY
    }];
    for base in [FeeBase::Credited, FeeBase::Taken] {
        let table = table(base, rules.clone());
        assert_eq!(
            table.from_taken(rub(1_000), NOON_ON_MONDAY),
            Err(FeeError::TooLittle),
            "{base:?}"
        );
    }
    let table = FeeTable::free(Currency::RUB);
    assert_eq!(
        table.from_credited(rub(0), NOON_ON_MONDAY),
        Err(FeeError::NotPositive)
    );
    let euro = Money::new(100, Currency::EUR);
    let fault = FeeError::Currency {
        expected: Currency::RUB,
    };
    assert_eq!(table.from_credited(euro, NOON_ON_MONDAY), Err(fault));
}

fn any_table() -> impl Strategy<Value = FeeTable> {
    let rule = (
        0..200_000_i64,
        1..200_000_i64,
        any::<bool>(),
        0..90_000_u32,
        0..3_000_i64,
        0..9_000_i64,
    );
    let rules = proptest::collection::vec(rule, 0..4);
    (rules, any::<bool>()).prop_map(|(rules, by_taken)| {
        let rules = rules
            .into_iter()
            .map(|(above, width, fixed, ppm, min, more)| FeeRule {
                above,
                up_to: above + width,
                charge: if fixed {
                    Charge::Fixed(min)
                } else {
                    Charge::Percent(Ppm::new(ppm).unwrap())
                },
                min,
                max: min + more,
                ..ANY
            });
        table(
            if by_taken {
                FeeBase::Taken
            } else {
                FeeBase::Credited
            },
            rules.collect(),
        )
    })
}

proptest! {
    #[test]
    fn nobody_pays_more_than_was_handed_over_and_the_parts_add_up(
        table in any_table(), cash in 1..400_000_i64,
    ) {
        if let Ok(split) = table.from_taken(rub(cash), NOON_ON_MONDAY) {
            assert!(split.taken.minor() <= cash);
            assert_eq!(split.credited.checked_add(split.fee), Ok(split.taken));
            assert!(split.credited.is_positive() && split.fee.minor() >= 0);
        }
    }

    #[test]
    fn the_cash_found_for_a_credited_sum_credits_that_sum_or_more(
        table in any_table(), credited in 1..400_000_i64,
    ) {
        if let Ok(split) = table.from_credited(rub(credited), NOON_ON_MONDAY) {
            let back = table.from_taken(split.taken, NOON_ON_MONDAY).unwrap();
            assert!(back.credited.minor() >= credited);
        }
    }
}
