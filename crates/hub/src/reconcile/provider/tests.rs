use paydesk_domain::time::Timestamp;

use super::{Kind, Ours, compare};
use crate::connectors::providers::registry::{Day, Registry, Row};
use crate::core::payment::{State, TransId};
use crate::store::provider_day::Booked;

const NOON: i64 = 1_795_510_800_000;

fn there(number: i64) -> Row {
    Row {
        txn_id: number.to_string(),
        provider_ref: format!("P{number}"),
        account: "9161234567".to_owned(),
        sum_minor: 50_000,
        txn_date: "20261124120000".to_owned(),
    }
}

fn here(number: i64) -> Booked {
    Booked {
        payment: TransId::new(number),
        account: "9161234567".to_owned(),
        amount: 50_000,
        currency: "RUB".to_owned(),
        state: State::Captured,
        provider_ref: Some(format!("P{number}")),
        accounting: Timestamp::from_unix_ms(NOON),
    }
}

fn registry(rows: Vec<Row>) -> Registry {
    Registry {
        provider: "Village Net".to_owned(),
        date: "2026-11-24".to_owned(),
        currency: "RUB".to_owned(),
        rows,
    }
}

fn ours(booked: Vec<Booked>) -> Ours {
    let (from, to) = span();
    let of_the_day = booked
        .iter()
        .filter(|b| b.state == State::Captured && (from..to).contains(&b.accounting));
    Ours {
        of_the_day: of_the_day.cloned().collect(),
        named: booked.into_iter().map(|b| (b.payment.get(), b)).collect(),
    }
}

fn span() -> (Timestamp, Timestamp) {
    Day::parse("2026-11-24").unwrap().span(180)
}

/// What one payment there and one here are to each other.
#[track_caller]
fn assert_case(there: Vec<Row>, here: Vec<Booked>, expected: &[Kind]) {
    let found = compare(&registry(there), span(), &ours(here));
    let kinds: Vec<Kind> = found.differences.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, expected);
}

#[test]
fn every_way_to_differ_has_its_name() {
    assert_case(vec![there(7)], vec![here(7)], &[]);
    assert_case(vec![], vec![], &[]);
    assert_case(vec![there(7)], vec![], &[Kind::MissingHere]);
    assert_case(vec![], vec![here(7)], &[Kind::MissingThere]);
    for state in [State::Capturing, State::Void, State::Consented] {
        let open = Booked { state, ..here(7) };
        assert_case(vec![there(7)], vec![open.clone()], &[Kind::MissingHere]);
        assert_case(vec![], vec![open], &[]);
    }
    let less = Booked {
        amount: 49_999,
        ..here(7)
    };
    assert_case(vec![there(7)], vec![less], &[Kind::SumDiffers]);
    let foreign = Booked {
        currency: "EUR".to_owned(),
        ..here(7)
    };
    assert_case(vec![there(7)], vec![foreign.clone()], &[Kind::SumDiffers]);
    assert_case(vec![], vec![foreign], &[]);
    let stranger = Booked {
        account: "9161234568".to_owned(),
        ..here(7)
    };
    assert_case(vec![there(7)], vec![stranger], &[Kind::AccountDiffers]);
    let renumbered = Booked {
        provider_ref: Some("P8".to_owned()),
        ..here(7)
    };
    assert_case(vec![there(7)], vec![renumbered], &[Kind::NumberDiffers]);
    let later = Booked {
        accounting: span().1,
        ..here(7)
    };
    assert_case(vec![there(7)], vec![later.clone()], &[Kind::OtherDay]);
    assert_case(vec![], vec![later], &[]);
    assert_case(vec![there(7), there(7)], vec![here(7)], &[Kind::TwiceThere]);
    let huge = Row {
        txn_id: "99999999999999999999".to_owned(),
        ..there(7)
    };
    assert_case(vec![huge], vec![], &[Kind::MissingHere]);
}

#[test]
fn the_printed_comparison_masks_accounts_and_counts_both_sides() {
    let rows = vec![there(7), there(8)];
    let work = Booked {
        state: State::Capturing,
        ..here(8)
    };
    let found = compare(&registry(rows), span(), &ours(vec![here(7), work, here(9)]));
    let text = found.text();
    assert_eq!(
        text,
        "Village Net, 2026-11-24, RUB\n\
         there           2          1000.00\n\
         here            2          1000.00\n\
         matched         1           500.00\n\
         missing here: 8 ***4567, here 500.00, there 500.00, in work here\n\
         missing there: 9 ***4567, here 500.00, there -, paid here\n\
         2 differences: talk to the provider within two hours\n"
    );
    let json = found.json();
    assert_eq!(json["matched"]["sum"], 50_000);
    assert_eq!(json["differences"][0]["kind"], "missing_here");
    assert_eq!(json["differences"][0]["state"], "CAPTURING");
    assert_eq!(json["differences"][1]["there"], serde_json::Value::Null);
    assert!(!json.to_string().contains("9161234567"));
}
