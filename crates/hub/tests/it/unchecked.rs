//! A provider that is paid without a check, and one that has left the catalogue.

use paydesk_hub::core::decision::Profile;

use super::bodies::{CANCEL, GOOD, PAY, STATUS, plain, sale};
use super::hub::{Hub, write};

const CATALOGUE: &str = r#"
[[provider]]
id = "direct"
number = 227
name = { ru = "Прямой", bg = "Прямой", en = "Direct" }
group = "mobile"
currency = "CURRENCY"
region = "ru"
min = "10.00"
max = "15000.00"
check = false
supplier = { name = "Direct", tax_number = "7700000000", phone = "+78000000000" }

[provider.addresses]
check = "/cgi-bin/es/es_pay_check.cgi/227"
pay = "/cgi-bin/es/es_pay.cgi/227"
status = "/cgi-bin/es/es_pay_status.cgi/227"
cancel = "/cgi-bin/es/es_pay_cancel.cgi/227"

[[provider.field]]
id = "NUMBER"
label = { ru = "Номер", bg = "Номер", en = "Number" }
kind = "phone"

[provider.fee]
base = "credited"

[[provider.fee.rule]]
percent = "2"
"#;

/// A provider that never answers.
const GATEWAY: &str = "[[gateway]]\nprovider = \"direct\"\nurl = \"http://127.0.0.1:9/\"\n";

fn hub(currency: &str, gateway: &str) -> Hub {
    let hub = Hub::idle(Profile::Paydesk);
    let settings = format!("demo = false\npay_wait_seconds = 1\n{gateway}");
    write(&hub.folder.path().join("hub.toml"), settings.as_bytes());
    let catalogue = CATALOGUE.replace("CURRENCY", currency);
    write(
        &hub.folder.path().join("providers/direct.toml"),
        catalogue.as_bytes(),
    );
    hub.started()
}

#[test]
fn a_pay_that_the_rules_refuse_is_refused_for_good_and_the_status_says_the_same() {
    let hub = hub("RUB", GATEWAY);
    let mut number = sale("N1");
    number.number = "123";
    let mut sum = sale("S1");
    sum.amount = "1.00";
    for (sale, code) in [(number, "8"), (sum, "7")] {
        let pay = hub.ask(PAY, &sale.pay());
        assert_eq!((pay.said(), pay.get("STATE")), ((code, "1"), "REFUSED"));
        let status = hub.ask(STATUS, &sale.status());
        assert_eq!(
            (status.said(), status.get("STATE")),
            ((code, "7"), "REFUSED")
        );
        assert_eq!(status.get("VERSION"), pay.get("VERSION"));
        let again = hub.ask(PAY, &sale.pay());
        assert_eq!((again.said(), again.get("STATE")), ((code, "1"), "REFUSED"));
    }
    assert_eq!(
        hub.number("SELECT debit_pending FROM account WHERE kind = 'deposit'"),
        0
    );
    hub.assert_sound();
}

#[test]
fn a_pay_without_a_gateway_or_a_deposit_in_the_currency_is_refused_for_good() {
    for (currency, gateway, code) in [("RUB", "", "25"), ("KZT", GATEWAY, "7")] {
        let hub = hub(currency, gateway);
        let sale = sale("A1");
        let pay = hub.ask(PAY, &sale.pay());
        assert_eq!((pay.said(), pay.get("STATE")), ((code, "1"), "REFUSED"));
        let status = hub.ask(STATUS, &sale.status());
        assert_eq!(
            (status.said(), status.get("STATE")),
            ((code, "7"), "REFUSED")
        );
        hub.assert_sound();
    }
}

#[test]
fn status_and_cancel_know_a_payment_whose_provider_has_left_the_catalogue() {
    let hub = hub("RUB", GATEWAY);
    let sale = sale("A1");
    assert_eq!(hub.ask(PAY, &sale.pay()).get("STATE"), "INWORK");
    let hub = hub.stopped();
    let folder = hub.folder.path();
    std::fs::remove_file(folder.join("providers/direct.toml")).unwrap();
    write(&folder.join("hub.toml"), b"demo = false\n");
    let hub = hub.started();
    let status = hub.ask(STATUS, &sale.status());
    assert_eq!((status.said(), status.get("STATE")), (("0", "3"), "INWORK"));
    let cancel = hub.ask(CANCEL, &sale.cancel());
    assert_eq!((cancel.said(), cancel.get("STATE")), (("0", "3"), "INWORK"));
    let unknown = super::bodies::sale("B2");
    let pay = hub.ask(PAY, &unknown.pay());
    assert_eq!((pay.said(), pay.get("STATE")), (("15", "1"), "-"));
    let status = hub.ask(STATUS, &unknown.status());
    assert_eq!((status.said(), status.get("STATE")), (("11", ""), "NONE"));
}

#[test]
fn a_document_that_asks_for_a_check_alone_is_never_paid_without_one() {
    let hub = hub("RUB", GATEWAY);
    hub.admit(super::hub::other_pen(), Profile::Cyberplat, false);
    let ask = |body: &str| {
        let signed = (PAY, body.as_bytes());
        hub.ask_with(
            super::hub::other_pen(),
            paydesk_cyberplat::ipriv::Hash::Sha256,
            signed,
        )
    };
    let only = plain("A1", GOOD, "500.00").replace("REQ_TYPE=0", "REQ_TYPE=1");
    assert_eq!(ask(&only).said(), ("10", "1"));
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
    assert_eq!(ask(&plain("A2", GOOD, "500.00")).said(), ("20", "1"));
}
