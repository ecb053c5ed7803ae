use std::collections::BTreeMap;
use std::slice::from_ref;

use paydesk_domain::time::Timestamp;

use super::{Kind, There, compare};
use crate::bank::wire::{Movement, Row};
use crate::core::minor::Minor;
use crate::core::payment::State;
use crate::store::settled::Settled;

fn payment(state: State) -> Settled {
    Settled {
        reference: "17".to_owned(),
        dealer: "17031".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(50_000),
        state,
        is_under_way: false,
    }
}

fn row(movement: Movement) -> Row {
    Row {
        seq: 1,
        at: Timestamp::from_unix_ms(1_795_000_000_000),
        movement,
        reference: "17".to_owned(),
        dealer: "17031".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(50_000),
    }
}

fn there(rows: &[Row]) -> BTreeMap<String, There> {
    let mut found = There::default();
    for row in rows {
        found.add(row.clone());
    }
    let is_empty = rows.is_empty();
    let found = [("17".to_owned(), found)];
    found.into_iter().filter(|_| !is_empty).collect()
}

/// What one payment of the date and these rows of the bank amount to.
fn assert_case(here: Option<Settled>, rows: &[Row], expected: Option<Kind>) {
    let there = there(rows);
    for is_of_the_date in [true, false] {
        let is_here_only = there.is_empty();
        if !is_of_the_date && is_here_only {
            continue;
        }
        let list: Vec<Settled> = here.clone().into_iter().collect();
        let (today, others) = if is_of_the_date {
            (list, vec![])
        } else {
            (vec![], list)
        };
        let found = compare(today, others, &there);
        let kinds: Vec<Kind> = found.differences.iter().map(|d| d.kind).collect();
        let case = format!("{here:?} {rows:?}");
        assert_eq!(kinds, expected.into_iter().collect::<Vec<_>>(), "{case}");
    }
}

#[test]
fn each_way_to_disagree_has_its_name() {
    use Movement::{Capture, Hold, Release};
    let [hold, release, capture] = [Hold, Release, Capture].map(row);
    let captured = payment(State::Captured);
    let void = payment(State::Void);
    let whole = [hold.clone(), capture.clone()];
    assert_case(Some(captured.clone()), &whole, None);
    assert_case(Some(captured.clone()), from_ref(&capture), None);
    assert_case(Some(captured.clone()), &[], Some(Kind::MissingThere));
    assert_case(
        Some(captured.clone()),
        from_ref(&hold),
        Some(Kind::MissingThere),
    );
    let ended = [hold.clone(), release.clone()];
    assert_case(Some(captured.clone()), &ended, Some(Kind::MissingThere));
    assert_case(None, &whole, Some(Kind::MissingHere));
    assert_case(None, from_ref(&hold), Some(Kind::HeldForNothing));
    assert_case(None, &ended, None);
    assert_case(Some(void.clone()), &whole, Some(Kind::NotCapturedHere));
    assert_case(
        Some(void.clone()),
        from_ref(&hold),
        Some(Kind::HeldForNothing),
    );
    assert_case(Some(void.clone()), &ended, None);
    for changed in [
        Settled {
            amount: Minor::new(50_001),
            ..captured.clone()
        },
        Settled {
            currency: "KZT".to_owned(),
            ..captured.clone()
        },
        Settled {
            dealer: "17032".to_owned(),
            ..captured.clone()
        },
    ] {
        assert_case(Some(changed), &whole, Some(Kind::Differs));
    }
}

#[test]
fn what_is_under_way_is_told_and_is_no_difference() {
    for state in [State::Captured, State::Void, State::Capturing] {
        let payment = Settled {
            is_under_way: true,
            ..payment(state)
        };
        let found = compare(vec![payment], vec![], &there(&[row(Movement::Hold)]));
        assert_eq!(
            (found.under_way, found.differences.len()),
            (1, 0),
            "{state:?}"
        );
    }
}

#[test]
fn agreed_payments_are_counted_by_currency() {
    let rows = [row(Movement::Hold), row(Movement::Capture)];
    let found = compare(vec![payment(State::Captured)], vec![], &there(&rows));
    let agreed = [("RUB".to_owned(), (1, Minor::new(50_000)))];
    assert_eq!(found.agreed, agreed.into_iter().collect());
}
