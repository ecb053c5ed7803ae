use std::collections::BTreeMap;

use super::{
    AddressKind, BadField, BadLimit, BadValue, Catalogue, ChequeWhen, DEMO_CATALOGUE, Provider,
    ProviderId,
};
use crate::fee::LocalMoment;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::phone::{BadPhone, Phone, Region};

fn demo() -> Catalogue {
    Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).unwrap()
}

fn provider(id: &str) -> Provider {
    demo()
        .provider(&ProviderId::parse(id).unwrap())
        .unwrap()
        .clone()
}

fn typed<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(id, text)| (id.to_owned(), text.to_owned()))
        .collect()
}

/// The demo's catalogue with one line changed.
fn changed(from: &str, to: &str) -> String {
    assert!(DEMO_CATALOGUE.contains(from), "{from}");
    let text = DEMO_CATALOGUE.replacen(from, to, 1);
    Catalogue::parse([("demo.toml", text.as_str())])
        .unwrap_err()
        .to_string()
}

#[test]
fn the_demo_has_a_provider_of_every_kind() {
    let catalogue = demo();
    assert_eq!(catalogue.providers().count(), 9);
    let mobile = catalogue.by_number(227).unwrap();
    assert_eq!(mobile.id.as_str(), "demo-mobile");
    assert_eq!((mobile.min.minor(), mobile.max.minor()), (1_000, 1_500_000));
    assert!(mobile.offline_allowed && mobile.needs_check);
    assert_eq!(mobile.commission.get(), 30_000);
    assert_eq!(provider("demo-final").cheque_when, ChequeWhen::Final);
    assert_eq!(provider("demo-mobile-bg").currency, Currency::EUR);
}

#[test]
fn what_a_cashier_types_becomes_what_is_sent() {
    let details = provider("demo-mobile")
        .accept(&typed([("NUMBER", "8 (916) 123-45-67")]))
        .unwrap();
    assert_eq!(details.number.expose(), "9161234567");
    assert_eq!(details.account.expose(), "");

    let utility = provider("demo-utility");
    let details = utility
        .accept(&typed([("ACCOUNT", "5012 3456 78"), ("PERIOD", "11.2026")]))
        .unwrap();
    assert_eq!(details.account.expose(), "5012345678");
    assert_eq!(details.extra["PERIOD"].expose(), "112026");
    assert!(
        !details.extra.contains_key("METER"),
        "an optional field left empty is not sent"
    );

    let internet = provider("demo-internet")
        .accept(&typed([("ACCOUNT", "12345678")]))
        .unwrap();
    assert_eq!(
        internet.extra["SERVICE"].expose(),
        "INTERNET",
        "the default"
    );
}

#[test]
fn the_field_that_does_not_fit_is_named() {
    let refused =
        |id: &str, pairs: BTreeMap<String, String>| provider(id).accept(&pairs).unwrap_err();
    let bad = |field: &str, why: BadValue| BadField {
        field: field.to_owned(),
        why,
    };
    let short = BadPhone::Length {
        found: 9,
        expected: "10",
    };
    let fault = refused("demo-mobile", typed([("NUMBER", "916123456")]));
    assert_eq!(fault, bad("NUMBER", BadValue::Phone(short)));
    assert_eq!(
        refused("demo-mobile", typed([])),
        bad("NUMBER", BadValue::Missing)
    );
    let fault = refused(
        "demo-mobile",
        typed([("NUMBER", "9161234567"), ("PERIOD", "1")]),
    );
    assert_eq!(fault, bad("PERIOD", BadValue::Unknown));
    let fault = refused(
        "demo-utility",
        typed([("ACCOUNT", "5012345"), ("PERIOD", "112026")]),
    );
    assert_eq!(
        fault,
        bad(
            "ACCOUNT",
            BadValue::Length {
                found: 7,
                min: 8,
                max: 10
            }
        )
    );
    let fault = refused(
        "demo-utility",
        typed([("ACCOUNT", "50123x5678"), ("PERIOD", "112026")]),
    );
    assert_eq!(fault, bad("ACCOUNT", BadValue::Character { position: 6 }));
    let fault = refused(
        "demo-internet",
        typed([("ACCOUNT", "12345678"), ("SERVICE", "RADIO")]),
    );
    assert_eq!(fault, bad("SERVICE", BadValue::NotInList));
}

#[test]
fn what_another_till_sends_is_held_to_the_same_fields() {
    let mobile = provider("demo-mobile");
    let details = mobile.accept(&typed([("NUMBER", "9161234567")])).unwrap();
    assert_eq!(mobile.accept_wire(&details), Ok(()));
    for number in ["89161234567", "916123456", "916 1234567", ""] {
        let other = crate::details::Details::new(number.to_owned(), String::new(), BTreeMap::new())
            .unwrap();
        assert!(mobile.accept_wire(&other).is_err(), "{number:?}");
    }
}

#[test]
fn sums_outside_the_limits_are_refused() {
    let mobile = provider("demo-mobile");
    let rub = |minor| Money::new(minor, Currency::RUB);
    assert_eq!(
        mobile.check_sum(rub(999)),
        Err(BadLimit::TooSmall { min: rub(1_000) })
    );
    assert_eq!(mobile.check_sum(rub(1_000)), Ok(()));
    assert_eq!(mobile.check_sum(rub(1_500_000)), Ok(()));
    assert_eq!(
        mobile.check_sum(rub(1_500_001)),
        Err(BadLimit::TooLarge {
            max: rub(1_500_000)
        })
    );
    let euro = Money::new(5_000, Currency::EUR);
    assert_eq!(
        mobile.check_sum(euro),
        Err(BadLimit::Currency {
            expected: Currency::RUB
        })
    );
}

#[test]
fn the_demo_fee_is_two_percent_and_five_roubles_at_least() {
    let noon = LocalMoment {
        weekday: 3,
        minute_of_day: 720,
    };
    let taken = |minor| {
        let credited = Money::new(minor, Currency::RUB);
        provider("demo-mobile")
            .fee
            .from_credited(credited, noon)
            .unwrap()
            .taken
            .minor()
    };
    assert_eq!(
        (taken(10_000), taken(50_000), taken(200_000)),
        (10_500, 51_000, 202_000)
    );
}

#[test]
fn an_address_names_one_provider_and_one_request() {
    let catalogue = demo();
    let read = |path: &str| {
        catalogue
            .by_address(path)
            .map(|(found, kind)| (found.number.get(), kind))
    };
    assert_eq!(
        read("/cgi-bin/es/es_pay_check.cgi/227"),
        Some((227, AddressKind::Check))
    );
    assert_eq!(
        read("/cgi-bin/es/es_pay.cgi"),
        Some((227, AddressKind::Pay))
    );
    let certification = read("/cgi-bin/DealerSertification/de_pay_status.cgi");
    assert_eq!(certification, Some((227, AddressKind::Status)));
    assert_eq!(
        read("/cgi-bin/b2/b2_pay_cancel.cgi/71"),
        Some((71, AddressKind::Cancel))
    );
    assert_eq!(read("/cgi-bin/es/es_pay_check.cgi/228"), None);
    assert_eq!(read("/"), None);
}

#[test]
fn a_provider_is_found_by_name_number_and_telephone() {
    let catalogue = demo();
    let ids =
        |found: Vec<&Provider>| -> Vec<u32> { found.iter().map(|p| p.number.get()).collect() };
    assert_eq!(ids(catalogue.find("демо мобайл")), [227, 5101, 5201]);
    assert_eq!(ids(catalogue.find("UTILIT")), [5001]);
    assert_eq!(ids(catalogue.find("71")), [71]);
    let phone = Phone::parse("916 123-45-67", Region::Ru).unwrap();
    assert_eq!(ids(catalogue.by_phone(&phone)), [227]);
    let phone = Phone::parse("088 123 4567", Region::Bg).unwrap();
    assert_eq!(ids(catalogue.by_phone(&phone)), [5101]);
}

#[test]
fn values_are_shown_as_people_read_them() {
    let shown = |id: &str, field: &str, value: &str| {
        let provider = provider(id);
        provider
            .field(field)
            .unwrap()
            .shown(value, provider.region, Language::En)
    };
    assert_eq!(
        shown("demo-mobile", "NUMBER", "9161234567"),
        "+7 916 123-45-67"
    );
    assert_eq!(
        shown("demo-utility", "ACCOUNT", "5012345678"),
        "5012 3456 78"
    );
    assert_eq!(shown("demo-utility", "ACCOUNT", "50123456"), "5012 3456");
    assert_eq!(shown("demo-utility", "PERIOD", "112026"), "11.2026");
    assert_eq!(shown("demo-internet", "SERVICE", "TV"), "Television");
}

#[test]
fn a_field_is_sent_in_the_form_the_provider_wants() {
    let text = DEMO_CATALOGUE.replacen(
        "kind = \"phone\"",
        "kind = \"digits\"\nmin_len = 10\nmax_len = 10\nformat = \"8[1][2][3]-[4]\"",
        1,
    );
    let text = text.replacen("id = \"NUMBER\"", "id = \"PHONE\"", 1);
    let catalogue = Catalogue::parse([("demo.toml", text.as_str())]).unwrap();
    let details = catalogue
        .by_number(227)
        .unwrap()
        .accept(&typed([("PHONE", "9161234567")]))
        .unwrap();
    assert_eq!(details.extra["PHONE"].expose(), "8916-1");
}

#[test]
fn a_catalogue_with_a_fault_is_refused_whole_with_its_place() {
    for (from, to, expected) in [
        ("offline = true", "ofline = true", "ofline"),
        ("number = 71\n", "number = 227\n", "demo-mobile-2"),
        ("min = \"10.00\"", "min = \"20000.00\"", "min must be"),
        ("currency = \"RUB\"", "currency = \"BGN\"", "any more"),
        ("currency = \"RUB\"", "currency = \"QQQ\"", "QQQ"),
        ("percent = \"2\"", "percent = \"2,0\"", "2,0"),
        (
            "percent = \"2\"",
            "percent = \"2\"\nfixed = \"1\"",
            "either percent or fixed",
        ),
        ("\"9100000000-9199999999\"", "\"9100000000-919\"", "ranges"),
        (
            "check = \"/cgi-bin/es/es_pay_check.cgi/227\"",
            "check = \"http://evil/\"",
            "not a path",
        ),
        ("**** **** **", "**** ****", "mask"),
        ("until = \"06:00\"", "until = \"25:00\"", "25:00"),
    ] {
        let fault = changed(from, to);
        assert!(
            fault.starts_with("demo.toml: ") && fault.contains(expected),
            "{to}: {fault}"
        );
    }
}

#[test]
fn a_number_shows_its_provider_from_the_third_digit_on() {
    let catalogue = Catalogue::parse([("demo", DEMO_CATALOGUE)]).unwrap();
    let provider = catalogue
        .provider(&ProviderId::parse("demo-mobile").unwrap())
        .unwrap();
    for begun in ["916", "9161234567", "999000", "919"] {
        assert!(provider.may_serve(begun), "{begun}");
    }
    for other in ["", "9", "91", "920", "903", "91612345678", "9x6", "+91"] {
        assert!(!provider.may_serve(other), "{other}");
    }
}
