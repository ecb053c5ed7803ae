use proptest::prelude::{prop_assert_eq, proptest};

use super::{Day, Registry, Row};

fn registry() -> Registry {
    let row = |txn_id: &str, provider_ref: &str, sum_minor| Row {
        txn_id: txn_id.to_owned(),
        provider_ref: provider_ref.to_owned(),
        account: "9161234567".to_owned(),
        sum_minor,
        txn_date: "20261124190207".to_owned(),
    };
    Registry {
        provider: "Village Net".to_owned(),
        date: "2026-11-24".to_owned(),
        currency: "RUB".to_owned(),
        rows: vec![
            row("1795536127000", "1", 50_000),
            row("1795536127001", "2", 5),
        ],
    }
}

const TEXT: &str = "registry;1;Village Net;2026-11-24;RUB
txn_id;prv_txn;account;sum;txn_date
1795536127000;1;9161234567;500.00;20261124190207
1795536127001;2;9161234567;0.05;20261124190207
total;2;500.05
";

#[test]
fn a_registry_is_read_as_it_was_written() {
    assert_eq!(registry().write().unwrap(), TEXT);
    assert_eq!(Registry::parse(TEXT), Ok(registry()));
    let windows = format!("\u{feff}{}", TEXT.replace('\n', "\r\n"));
    assert_eq!(Registry::parse(&windows), Ok(registry()));
    let empty = Registry {
        rows: Vec::new(),
        ..registry()
    };
    assert_eq!(Registry::parse(&empty.write().unwrap()), Ok(empty));
}

#[test]
fn a_separator_in_the_provider_s_name_makes_no_column() {
    let odd = Registry {
        provider: "A;B\nC".to_owned(),
        ..registry()
    };
    assert_eq!(
        Registry::parse(&odd.write().unwrap()).unwrap().provider,
        "A B C"
    );
}

#[test]
fn a_damaged_registry_is_refused_whole() {
    let cut = TEXT.rsplit_once("total").unwrap().0;
    assert!(Registry::parse(cut).is_err());
    for (from, to) in [
        ("500.00", "500.01"),
        ("total;2", "total;1"),
        ("total;2;500.05", "total;2;"),
        ("total;2;500.05", "total;2;500.05;"),
        (
            "500.05\n",
            "500.05\n1795536127002;3;9161234567;1.00;20261124190207\n",
        ),
        ("registry;1", "registry;2"),
        ("2026-11-24;RUB", "2026-11-31;RUB"),
        ("prv_txn;account", "account;prv_txn"),
        (";1;9161234567", ";;9161234567"),
        ("1795536127001", "17955361x7001"),
        ("20261124190207\n17", "2026112419020\n17"),
        ("500.00", "-500.00"),
    ] {
        let damaged = TEXT.replacen(from, to, 1);
        assert_ne!(damaged, TEXT, "{from}");
        assert!(Registry::parse(&damaged).is_err(), "{from} -> {to}");
    }
}

proptest! {
    /// Whatever is read as a registry is one: written again it says the same.
    #[test]
    fn no_text_makes_the_reader_panic(
        head in "registry;1;[A-Za-z ;]{0,9};2026-11-2[0-9];RUB|\\PC{0,40}",
        rows in proptest::collection::vec(
            "[0-9]{0,21};[0-9]{0,3};[0-9]{0,12};[0-9]{0,14}[.,]?[0-9]{0,3};[0-9]{13,14}",
            0..3,
        ),
        total in "total;[0-3];[0-9]{0,14}[.,]?[0-9]{0,2}|\\PC{0,20}",
    ) {
        let text = format!("{head}\n{}\n{}\n{total}\n", super::COLUMNS, rows.join("\n"));
        if let Ok(registry) = Registry::parse(&text) {
            prop_assert_eq!(Registry::parse(&registry.write().unwrap()), Ok(registry));
        }
    }
}

#[test]
fn a_day_begins_where_the_provider_is() {
    let day = Day::parse("2026-11-24").unwrap();
    let (from, to) = day.span(180);
    assert_eq!(from.iso(), "2026-11-23T21:00:00.000Z");
    assert_eq!(to.iso(), "2026-11-24T21:00:00.000Z");
    assert_eq!(day.digits(), "20261124");
    for bad in ["2026-11-31", "2026-1-1", "24.11.2026", "", "2026-11-24 "] {
        assert!(Day::parse(bad).is_err(), "{bad}");
    }
}
