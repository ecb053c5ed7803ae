//! One sale on the whole real path, and every way in which it ends.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::rig::Rig;
use super::rig::till::{CASHIER_NAME, Till};

/// Words of a paper without its line breaks and dots, so that a break does not hide them.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_on(paper: &str, words: &[&str]) {
    let paper = flat(paper);
    for word in words {
        assert!(paper.contains(word), "{word:?} is not on: {paper}");
    }
}

fn holds(bytes: &[u8], part: &str) -> bool {
    bytes
        .windows(part.len())
        .any(|found| found == part.as_bytes())
}

#[test]
fn the_first_sale_is_paid_booked_and_on_paper() {
    let rig = Rig::new();
    let sale = rig.till.sell_500("9161234567");
    sale.assert_sale(0, "paid");
    let (session, transid) = (sale.text("session"), sale.text("transid"));
    assert_eq!(session.len(), 20);
    assert_on(
        &sale.text("cheque"),
        &[
            "916 123-45-67",
            "500.00",
            "10.00",
            "510.00",
            CASHIER_NAME,
            &session,
            &transid,
        ],
    );
    let bytes = fs::read(sale.text("escpos")).unwrap();
    assert!(
        holds(&bytes, &session),
        "the session is in the printer's bytes"
    );
    assert!(bytes.starts_with(b"\x1b@"), "the printer is reset first");

    let captured = rig.hub.captured();
    assert_eq!(captured.len(), 1);
    assert_eq!(captured[0].session, session);
    assert_eq!(captured[0].amount, 50_000);
    assert_eq!(rig.hub.debited("RUB"), 50_000);
    let shares = ["commission", "hub", "bank", "provider"].map(|kind| rig.hub.posted(kind));
    assert_eq!(shares, [1_500, 350, 150, 48_000], "3 % are the dealer's");
    assert_eq!(rig.hub.held(), 0);
    assert_eq!(rig.hub.credits().into_values().collect::<Vec<_>>(), [1]);
    rig.hub.assert_sound();

    let at_till = &rig.till.payments()[0];
    assert_eq!((at_till.stage.as_str(), at_till.unmarked), ("paid", 1));
    let history = rig
        .till
        .run(&["history", "--json", "--number", "8 (916) 123-45-67"]);
    assert_eq!(history.json()["payments"][0]["session"], session.as_str());
    let queue = rig.till.run(&["queue", "--json"]);
    assert_eq!(queue.json()["open"], 0);
}

#[test]
fn people_read_the_terms_and_the_cheque() {
    let rig = Rig::new();
    let words = [
        "sell",
        "--provider",
        "227",
        "--number",
        "+7 916 123 45 67",
        "--amount",
        "500",
    ];
    let sale = rig.till.run(&words);
    assert_eq!(sale.code, 0, "{sale:?}");
    assert!(sale.stdout.contains("to credit 500.00"), "{}", sale.stdout);
    assert!(
        sale.stdout
            .contains("Paid. The money is with the provider.")
    );
    assert!(sale.stdout.contains(".escpos"));
    assert!(!sale.stdout.contains('{'));
}

#[test]
fn the_demo_takes_a_payment_with_nothing_set_up() {
    let folder = TempDir::new().unwrap();
    let till = Till {
        folder: folder.path().join("nothing-yet"),
    };
    let words = [
        "--demo",
        "--number",
        "9161234567",
        "--amount",
        "500",
        "--lang",
        "ru",
    ];
    for number in 1..=2 {
        let sale = till.sell("demo-mobile", &words);
        sale.assert_sale(0, "paid");
        assert_eq!(sale.json()["payment"], number, "the demo keeps its data");
        assert_on(
            &sale.text("cheque"),
            &["916 123-45-67", "Иванова Анна Петровна"],
        );
    }
    assert!(till.payments().is_empty(), "real data is another folder");
}

#[test]
fn bulgarian_and_kazakh_numbers_are_paid_in_their_own_money() {
    let rig = Rig::new();
    let bulgarian = rig.till.sell(
        "demo-mobile-bg",
        &["--number", "0888 123 456", "--amount", "20,50"],
    );
    bulgarian.assert_sale(0, "paid");
    assert_eq!(bulgarian.json()["currency"], "EUR");
    assert_on(&bulgarian.text("cheque"), &["20.50", "0.21", "20.71"]);
    let kazakh = rig.till.sell(
        "demo-mobile-kz",
        &["--number", "+7 700 123 45 67", "--amount", "1000"],
    );
    kazakh.assert_sale(0, "paid");
    assert_eq!(kazakh.json()["currency"], "KZT");
    assert_eq!(
        (rig.hub.debited("EUR"), rig.hub.debited("KZT")),
        (2_050, 100_000)
    );
    assert_eq!(rig.hub.debited("RUB"), 0);
    rig.hub.assert_sound();
}

#[test]
fn a_bill_is_paid_by_account_and_fields() {
    let rig = Rig::new();
    let words = [
        "--account",
        "1234567890",
        "--field",
        "PERIOD=092025",
        "--amount",
        "1 200,00",
    ];
    let sale = rig.till.sell("demo-utility", &words);
    sale.assert_sale(0, "paid");
    assert_on(
        &sale.text("cheque"),
        &["1234 5678 90", "09.2025", "1,200.00", "15.00"],
    );
    assert_eq!(sale.json()["account"], "1234567890");
    let found = rig
        .till
        .run(&["history", "--json", "--number", "1234567890"]);
    assert_eq!(found.json()["payments"][0]["fields"]["PERIOD"], "092025");
}

#[test]
fn cash_in_hand_gives_the_fee_and_the_change() {
    let rig = Rig::new();
    let words = [
        "--number",
        "9161234567",
        "--cash",
        "510",
        "--handed",
        "1000",
    ];
    let sale = rig.till.sell("demo-mobile", &words);
    sale.assert_sale(0, "paid");
    let json = sale.json();
    assert_eq!(
        (&json["credited"], &json["taken"]),
        (&Value::from("500.00"), &Value::from("510.00"))
    );
    assert_on(&sale.text("cheque"), &["1,000.00", "490.00"]);
    let short = [
        "--number",
        "9161234567",
        "--amount",
        "500",
        "--handed",
        "509.99",
    ];
    let refused = rig.till.sell("demo-mobile", &short);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("less cash was handed over"),
        "{refused:?}"
    );
    assert_eq!(rig.hub.captured().len(), 1);
}

#[test]
fn a_cheque_that_waits_for_the_end_comes_out_at_the_end() {
    let rig = Rig::new();
    let sale = rig
        .till
        .sell("demo-final", &["--number", "9161234567", "--amount", "500"]);
    sale.assert_sale(0, "paid");
    assert_eq!(rig.till.cheques().len(), 2, "bytes and text of one cheque");
    let in_work = ["--number", "9990000020", "--amount", "100", "--wait", "1"];
    let early = rig.till.sell("demo-final", &in_work);
    assert_eq!(early.code, 3, "{early:?}");
    assert!(early.json()["cheque"].is_null());
    assert_eq!(rig.till.cheques().len(), 2);
    rig.settle();
    assert_eq!(rig.till.cheques().len(), 4);
    assert_eq!(rig.hub.captured().len(), 2);
    rig.hub.assert_sound();
}

#[test]
fn what_the_provider_refuses_at_the_check_takes_no_money() {
    let rig = Rig::new();
    for (number, why) in [
        ("9990000023", "unknown-number"),
        ("9990000024", "provider-down"),
    ] {
        let sale = rig.till.sell_500(number);
        sale.assert_sale(1, "refused");
        assert_eq!(sale.text("error"), why);
        assert!(
            sale.text("message").contains("No money was taken."),
            "{sale:?}"
        );
    }
    assert_eq!(rig.till.papers(), [""; 0]);
    assert!(
        rig.till
            .payments()
            .iter()
            .all(|payment| !payment.is_tendered)
    );
    assert_eq!((rig.hub.debited("RUB"), rig.hub.held()), (0, 0));
    rig.hub.assert_sound();
}

#[test]
fn what_the_provider_refuses_at_the_pay_is_cash_to_return() {
    let rig = Rig::new();
    let sale = rig.till.sell_500("9990000079");
    sale.assert_sale(1, "refused");
    let json = sale.json();
    assert!(json["cheque"].is_null());
    assert_eq!(
        (&json["stage"], &json["return"]),
        (&Value::from("failed"), &Value::from("due"))
    );
    assert!(sale.text("message").contains("return 510.00"), "{sale:?}");
    assert_on(&sale.text("paper"), &["510.00", CASHIER_NAME]);
    assert_eq!(rig.till.cheques(), [""; 0]);
    assert!(
        rig.till
            .papers()
            .iter()
            .any(|name| name.starts_with("return-"))
    );
    assert_eq!((rig.hub.debited("RUB"), rig.hub.held()), (0, 0));
    rig.hub.assert_sound();

    let queue = rig.till.run(&["queue", "--json"]).json();
    assert_eq!(
        queue["payments"][0]["return"], "due",
        "it stands there until it is handed back"
    );
    assert_eq!(rig.till.run(&["queue", "returned", "1"]).code, 0);
    let queue = rig.till.run(&["queue", "--json"]).json();
    assert_eq!(queue["payments"], Value::Array(Vec::new()));
    assert_eq!(
        rig.till.run(&["queue", "returned", "1"]).code,
        1,
        "cash goes back once"
    );
}

#[test]
fn what_the_provider_works_on_is_followed_until_it_is_clear() {
    let rig = Rig::new();
    let sale = rig.till.sell(
        "demo-mobile",
        &["--number", "9990000020", "--amount", "500", "--wait", "1"],
    );
    assert_eq!(sale.code, 3, "{sale:?}");
    assert!(
        ["in_progress", "unknown"].contains(&sale.text("state").as_str()),
        "{sale:?}"
    );
    assert!(sale.text("message").contains("Do not make it again."));
    assert_eq!(rig.till.cheques(), [""; 0]);
    rig.settle();
    assert_eq!(rig.hub.captured().len(), 1);
    assert_eq!(rig.till.payments()[0].stage, "paid");
    assert_eq!(rig.till.cheques().len(), 2);
    rig.hub.assert_sound();
}

#[test]
fn papers_and_sentences_are_in_the_language_that_is_asked_for() {
    let rig = Rig::new();
    let sentences = [
        ("ru", "Деньги у поставщика", "Кассир"),
        ("bg", "Парите са", "Касиер"),
        ("en", "The money is with the provider", "Cashier"),
    ];
    for (tongue, sentence, on_paper) in sentences {
        let words = [
            "--number",
            "9161234567",
            "--amount",
            "100",
            "--lang",
            tongue,
        ];
        let sale = rig.till.sell("demo-mobile", &words);
        sale.assert_sale(0, "paid");
        assert!(
            sale.text("message").contains(sentence),
            "{}",
            sale.text("message")
        );
        assert_on(&sale.text("cheque"), &[on_paper]);
    }
    let unknown = rig.till.sell(
        "demo-mobile",
        &["--number", "9161234567", "--amount", "1", "--lang", "fr"],
    );
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("--lang"), "{unknown:?}");
}

#[test]
fn the_same_sum_to_the_same_number_is_paid_once_more_only_with_a_reason() {
    let rig = Rig::new();
    let words = ["--number", "9161234567", "--amount", "500"];
    assert_eq!(rig.till.sell_once("demo-mobile", &words).code, 0);
    let repeat = rig.till.sell_once("demo-mobile", &words);
    assert_eq!(repeat.code, 1, "{repeat:?}");
    assert_eq!(repeat.json()["error"], "repeat");
    assert_eq!(repeat.json()["repeats"], 1);
    assert_eq!(rig.till.payments().len(), 1, "nothing was stored");
    assert_eq!(rig.till.sell("demo-mobile", &words).code, 0);
}
