//! The text of the payment code on a bill.

use paydesk_domain::bill::{Bill, MAX_BILL, MAX_VALUE};
use paydesk_domain::money::Money;

use crate::samples::CATALOGUE;
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "bill",
    run,
    words: &[
        "ST00011|",
        "ST00012|",
        "ST00013|",
        "|",
        "Name=",
        "PersonalAcc=",
        "BankName=",
        "BIC=",
        "CorrespAcc=",
        "PayeeINN=7700000001",
        "PersAcc=5012345678",
        "PaymPeriod=112026",
        "Sum=",
        "Purpose=",
        "=",
        "\u{feff}",
        "\u{202e}",
        "99999999999",
        "0",
        "-1",
        "+1",
        "٣",
        "~",
        "LastName=",
    ],
    runs: 8_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let looks = Bill::looks_like(&text);
    let Ok(bill) = Bill::parse(&text) else {
        return Verdict::Refused;
    };
    assert!(looks && text.len() <= MAX_BILL);
    assert!(
        bill.sum_minor
            .is_none_or(|sum| (1..=Money::CEILING_MINOR).contains(&sum))
    );
    assert!(!bill.payee.is_empty());
    let is_long = |value: &str| value.chars().count() > MAX_VALUE;
    assert!(!is_long(&bill.payee));
    assert!(!bill.others.values().any(|value| is_long(value.expose())));
    let is_month = |period: &String| {
        let (month, year) = period.split_at(2);
        ("01"..="12").contains(&month) && year.len() == 4 && year.starts_with("20")
    };
    assert!(
        bill.period.as_ref().is_none_or(is_month),
        "{:?}",
        bill.period
    );
    if let Some(separator) = ['|', '~', ';', '^', '#']
        .into_iter()
        .find(|c| !text.contains(*c))
    {
        let again = write(&bill, separator);
        if again.len() <= MAX_BILL {
            assert_eq!(
                Bill::parse(&again).as_ref(),
                Ok(&bill),
                "written again it is another"
            );
        }
    }
    for provider in CATALOGUE.providers() {
        // Filled in as text, held against the fields afterwards: what fits one way fits the other.
        let typed = bill.fill(provider);
        assert!(typed.keys().all(|id| provider.field(id).is_some()));
        if let Ok(details) = provider.accept(&typed) {
            assert_eq!(provider.accept_wire(&details), Ok(()));
        }
    }
    Verdict::Taken
}

fn write(bill: &Bill, separator: char) -> String {
    let mut text = format!("ST00012{separator}Name={}", bill.payee);
    let mut put = |name: &str, value: &str| {
        text.push(separator);
        text.push_str(&format!("{name}={value}"));
    };
    if !bill
        .others
        .keys()
        .any(|name| name.eq_ignore_ascii_case("CorrespAcc"))
    {
        put("CorrespAcc", "");
    }
    let sum = bill.sum_minor.map(|sum| sum.to_string());
    let account = bill
        .account
        .as_ref()
        .map(|account| account.expose().clone());
    let facts = [
        ("PayeeINN", &bill.payee_tax_number),
        ("PersAcc", &account),
        ("Sum", &sum),
        ("PaymPeriod", &bill.period),
        ("Purpose", &bill.purpose),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            put(name, value);
        }
    }
    for (name, value) in &bill.others {
        put(name, value.expose());
    }
    text
}
