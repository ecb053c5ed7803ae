use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::{BadBill, Bill, MAX_BILL, MAX_VALUE};
use crate::provider::{Catalogue, DEMO_CATALOGUE, Provider, ProviderId};

/// Every field of it is invented.
const WHOLE: &str = "ST00012|Name=АО «Демо-Сбыт»|PersonalAcc=40702810000000000001\
    |BankName=Демо-Банк|BIC=040000000|CorrespAcc=30101810000000000000|PayeeINN=7700000001|PersAcc=5012345678\
    |PaymPeriod=112026|Sum=123456|Purpose=Свет за ноябрь|LastName=Иванов|Meter=17";
const MANDATORY: &str = "Name=АО Демо|PersonalAcc=40702810000000000001|BankName=Демо-Банк\
    |BIC=040000000|CorrespAcc=30101810000000000000";

fn with(more: &str) -> Result<Bill, BadBill> {
    Bill::parse(&format!("ST00012|{MANDATORY}|{more}"))
}

fn payee(name: &str, tax_number: Option<&str>) -> Bill {
    let mut bill = with("").unwrap();
    bill.payee = name.to_owned();
    bill.payee_tax_number = tax_number.map(str::to_owned);
    bill
}

fn demo() -> Catalogue {
    Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).unwrap()
}

fn provider(id: &str) -> Provider {
    demo()
        .provider(&ProviderId::parse(id).unwrap())
        .unwrap()
        .clone()
}

#[test]
fn a_bill_says_who_is_paid_from_which_account_and_how_much() {
    let bill = Bill::parse(WHOLE).unwrap();
    assert_eq!(bill.payee, "АО «Демо-Сбыт»");
    assert_eq!(bill.payee_tax_number.as_deref(), Some("7700000001"));
    assert_eq!(bill.account.as_ref().unwrap().expose(), "5012345678");
    assert_eq!(bill.sum_minor, Some(123_456));
    assert_eq!(bill.period.as_deref(), Some("112026"));
    assert_eq!(bill.purpose.as_deref(), Some("Свет за ноябрь"));
    let others: Vec<&str> = bill.others.keys().map(String::as_str).collect();
    assert_eq!(
        others,
        [
            "BIC",
            "BankName",
            "CorrespAcc",
            "LastName",
            "Meter",
            "PersonalAcc"
        ]
    );
}

#[test]
fn the_same_bill_is_read_however_it_was_encoded_parted_and_scanned() {
    let bill = Bill::parse(WHOLE).unwrap();
    let scanned = [
        WHOLE.replace("ST00012", "ST00011"),
        WHOLE.replace("ST00012", "ST00013"),
        WHOLE.replace('|', "~"),
        WHOLE.replace('|', "\\"),
        WHOLE.replace('|', ";"),
        WHOLE
            .replace("|PayeeINN=", "|PAYEEINN=")
            .replace("|Sum=", "|SUM="),
        WHOLE.replace("|PersAcc=", "| PersAcc = "),
        WHOLE.replace("|Sum=", "||Sum="),
        format!("{WHOLE}|"),
        format!("\u{feff}{WHOLE}\r\n"),
    ];
    for text in scanned {
        assert!(Bill::looks_like(&text), "{text}");
        assert_eq!(Bill::parse(&text).as_ref(), Ok(&bill), "{text}");
    }
}

#[test]
fn what_is_no_bill_is_told_apart_before_it_is_read() {
    for text in [
        "",
        "9161234567",
        "ST",
        "ST0001",
        "ST00014|Name=x",
        "ST00022|Name=x",
        "st00012|Name=x",
        "ST000129|Name=x",
        "ST00012Name=x",
        "ST00012=Name",
        "ST00012\u{1d}Name=x",
        "https://example.com/ST00012|Name=x",
        "t=20261101T1200&s=500.00&fn=1&i=1&fp=1&n=1",
    ] {
        assert!(!Bill::looks_like(text), "{text}");
        assert_eq!(Bill::parse(text), Err(BadBill::NotABill), "{text}");
    }
}

#[test]
fn a_value_that_is_too_long_is_refused_and_not_cut() {
    let longest = "я".repeat(MAX_VALUE);
    let bill = with(&format!("Purpose={longest}")).unwrap();
    assert_eq!(bill.purpose, Some(longest.clone()));
    for field in ["Purpose", "Unheard"] {
        let why = BadBill::LongValue {
            field: field.to_owned(),
        };
        assert_eq!(with(&format!("{field}={longest}я")), Err(why));
    }
}

#[test]
fn a_damaged_bill_is_refused_whole() {
    for (text, why) in [
        ("ST00012".to_owned(), BadBill::Cut),
        (format!("ST00012|{MANDATORY}|Su"), BadBill::Cut),
        (format!("ST00012|{MANDATORY}|Purpose=a|b"), BadBill::Cut),
        (format!("ST00012|{MANDATORY}|=5"), BadBill::Cut),
        (format!("ST00012|{MANDATORY}|Имя=5"), BadBill::Cut),
        (
            format!("ST00012|{MANDATORY}|sum=1|Sum=2"),
            BadBill::Twice {
                field: "Sum".to_owned(),
            },
        ),
        (
            format!("ST00012|{MANDATORY}|Purpose=a\nb"),
            BadBill::Control,
        ),
        (
            format!("ST00012|{MANDATORY}|PersAcc=12\u{202e}34"),
            BadBill::Control,
        ),
        (
            format!("ST00012|{MANDATORY}|PersAcc=12\u{200b}34"),
            BadBill::Control,
        ),
        (
            format!("ST00012|{MANDATORY}|Purpose={}", "x".repeat(MAX_BILL)),
            BadBill::TooLong,
        ),
        ("y".repeat(1 << 20), BadBill::TooLong),
    ] {
        let shown: String = text.chars().take(300).collect();
        assert_eq!(Bill::parse(&text), Err(why), "{shown}");
    }
}

#[test]
fn every_bill_has_its_five_fields() {
    for field in ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"] {
        let without = WHOLE.replacen(&format!("|{field}="), "|Other=", 1);
        assert_eq!(Bill::parse(&without), Err(BadBill::Missing { field }));
        let start = WHOLE.find(&format!("|{field}=")).unwrap();
        let (before, behind) = WHOLE.split_at(start + field.len() + 2);
        let rest = &behind[behind.find('|').unwrap()..];
        let emptied = Bill::parse(&format!("{before}{rest}"));
        if field == "CorrespAcc" {
            assert!(emptied.is_ok(), "a payee at the treasury has none");
        } else {
            assert_eq!(emptied, Err(BadBill::Missing { field }));
        }
    }
}

#[test]
fn a_sum_is_whole_kopecks_or_the_bill_is_refused() {
    for (text, sum) in [
        ("50000", Ok(Some(50_000))),
        ("1", Ok(Some(1))),
        ("99999999999", Ok(Some(99_999_999_999))),
        ("", Ok(None)),
        ("0", Ok(None)),
        ("00", Ok(None)),
        ("500.00", Err(BadBill::Sum)),
        ("500,00", Err(BadBill::Sum)),
        ("-500", Err(BadBill::Sum)),
        ("+500", Err(BadBill::Sum)),
        ("5e4", Err(BadBill::Sum)),
        ("٥٠٠", Err(BadBill::Sum)),
        ("100000000000", Err(BadBill::Sum)),
        ("99999999999999999999999", Err(BadBill::Sum)),
    ] {
        let read = with(&format!("Sum={text}")).map(|bill| bill.sum_minor);
        assert_eq!(read, sum, "{text}");
    }
    assert_eq!(with("Purpose=x").unwrap().sum_minor, None);
}

#[test]
fn a_month_is_read_in_its_usual_forms_and_never_guessed() {
    for (text, period) in [
        ("112026", Some("112026")),
        ("11.2026", Some("112026")),
        ("11/2026", Some("112026")),
        ("202611", Some("112026")),
        ("2026-11", Some("112026")),
        ("012012", Some("012012")),
        ("132026", None),
        ("002026", None),
        ("1126", None),
        ("01.11.2026", None),
        ("ноябрь 2026", None),
        ("1.1.2026", None),
    ] {
        let bill = with(&format!("PaymPeriod={text}")).unwrap();
        assert_eq!(bill.period.as_deref(), period, "{text}");
        let kept = bill
            .others
            .get("PaymPeriod")
            .map(|raw| raw.expose().as_str());
        assert_eq!(kept, period.is_none().then_some(text), "{text}");
    }
}

#[test]
fn the_payee_is_found_by_tax_number_or_by_name_and_never_guessed() {
    let catalogue = demo();
    for (name, tax_number, id) in [
        ("АО «Демо-Сбыт»", Some("7700000001"), Some("demo-utility")),
        ("Другое имя", Some("7700000001"), Some("demo-utility")),
        ("ао \"ДЕМО-СБЫТ\"", None, Some("demo-utility")),
        ("АО  Демо-Сбыт ", None, Some("demo-utility")),
        ("АО “Демо-Сеть”", None, Some("demo-internet")),
        // The name alone does not help where the numbers differ.
        ("АО «Демо-Сбыт»", Some("7799999999"), None),
        // Five providers of one company.
        ("ООО «Демо-Связь»", Some("7700000000"), None),
        ("ООО «Демо-Связь»", None, None),
        ("Демо", None, None),
        ("", None, None),
    ] {
        let bill = payee(name, tax_number);
        let found = bill.provider_for(&catalogue);
        assert_eq!(
            found.map(|provider| provider.id.as_str()),
            id,
            "{name} {tax_number:?}"
        );
    }
}

#[test]
fn a_provider_without_a_tax_number_is_found_by_name() {
    let text = DEMO_CATALOGUE.replace("tax_number = \"7700000001\"", "tax_number = \"\"");
    let catalogue = Catalogue::parse([("demo.toml", text.as_str())]).unwrap();
    let bill = payee("АО Демо-Сбыт", Some("7700000001"));
    let found = bill
        .provider_for(&catalogue)
        .map(|provider| provider.id.as_str());
    assert_eq!(found, Some("demo-utility"));
    assert_eq!(payee("Иное", None).provider_for(&catalogue), None);
}

#[test]
fn a_bill_fills_the_fields_its_provider_has() {
    let bill = Bill::parse(WHOLE).unwrap();
    let utility = provider("demo-utility");
    let typed = bill.fill(&utility);
    let filled: Vec<(&str, &str)> = typed
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    assert_eq!(
        filled,
        [
            ("ACCOUNT", "5012345678"),
            ("METER", "17"),
            ("PERIOD", "112026")
        ]
    );
    let details = utility.accept(&typed).unwrap();
    assert_eq!(details.account.expose(), "5012345678");
    let filled = bill.fill(&provider("demo-internet"));
    assert_eq!(filled.keys().collect::<Vec<_>>(), ["ACCOUNT"]);
    assert!(bill.fill(&provider("demo-mobile")).is_empty());
}

#[test]
fn a_bill_in_a_log_does_not_say_who_pays() {
    let shown = format!("{:?}", Bill::parse(WHOLE).unwrap());
    assert!(
        !shown.contains("5012345678") && !shown.contains("Иванов"),
        "{shown}"
    );
    assert!(!shown.contains("Свет за ноябрь"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*") {
        let _ = Bill::parse(&text);
    }

    #[test]
    fn no_text_behind_a_header_makes_the_reader_panic(
        text in "(ST0001[1-3])?[|;~]?((Name|PersonalAcc|BankName|BIC|CorrespAcc|Sum|PersAcc\
            |PaymPeriod)=[0-9а-я|= .\u{0}]{0,8}[|;~]?){0,9}",
    ) {
        if Bill::parse(&text).is_ok() {
            prop_assert!(Bill::looks_like(&text));
        }
    }

    #[test]
    fn a_bill_cut_anywhere_is_refused_or_says_nothing_else(at in 0..WHOLE.len()) {
        let at = (0..=at).rev().find(|at| WHOLE.is_char_boundary(*at)).unwrap_or(0);
        let whole = Bill::parse(WHOLE).unwrap();
        if let Ok(bill) = Bill::parse(&WHOLE[..at]) {
            prop_assert_eq!(bill.payee, whole.payee);
            prop_assert!(bill.others.len() <= whole.others.len());
        }
    }
}
