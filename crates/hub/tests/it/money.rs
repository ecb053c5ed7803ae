//! Where the money is when something goes wrong.

use std::time::Duration;

use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status, sale};
use super::hub::Hub;

#[test]
fn a_sum_above_the_deposit_is_refused_for_this_session() {
    let hub = Hub::new(Profile::Cyberplat);
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "1000.01")).said(),
        ("21", "1")
    );
    assert_eq!(
        hub.ask(CHECK, &plain("A2", GOOD, "600.00")).said(),
        ("0", "0")
    );
    assert_eq!(
        hub.ask(CHECK, &plain("A3", GOOD, "500.00")).said(),
        ("21", "1"),
        "A2 holds its sum"
    );
    hub.deposit("5000.00");
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "1000.01")).said(),
        ("21", "1"),
        "refused for good"
    );
    assert_eq!(
        hub.ask(CHECK, &plain("A4", GOOD, "1000.01")).said(),
        ("0", "0")
    );
    hub.assert_sound();
}

#[test]
fn a_payment_in_work_is_said_to_be_so_and_ends_well() {
    let hub = Hub::new(Profile::Paydesk);
    let mut sale = sale("A1");
    sale.number = "9990000020";
    hub.ask(CHECK, &sale.check());
    let pay = hub.ask(PAY, &sale.pay());
    assert_eq!((pay.said(), pay.get("STATE")), (("20", "1"), "INWORK"));
    let status = hub.ask(STATUS, &sale.status());
    assert_eq!((status.said(), status.get("STATE")), (("0", "3"), "INWORK"));
    let done = hub.ask_until(|| sale.status(), |reply| reply.get("STATE") == "DONE");
    assert_eq!(done.said(), ("0", "7"));
    assert_eq!(hub.ask(PAY, &sale.pay()).said(), ("0", "0"));
    assert_eq!(hub.credited(), (1, 50_000));
    hub.assert_sound();
}

#[test]
fn a_provider_that_answers_late_does_not_make_the_dealer_wait() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", "9990000099", "100.00");
    hub.ask(CHECK, &body);
    let begun = std::time::Duration::from_millis(clock_ms());
    assert_eq!(hub.ask(PAY, &body).said(), ("20", "1"));
    let waited = Duration::from_millis(clock_ms()).saturating_sub(begun);
    assert!(
        waited >= Duration::from_secs(14) && waited < Duration::from_secs(19),
        "{waited:?}"
    );
    let done = hub.ask_until(|| plain_status("A1"), |reply| reply.get("RESULT") == "7");
    assert_eq!(done.get("ERROR"), "0");
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    assert_eq!(hub.credited(), (1, 10_000));
    hub.assert_sound();
}

fn clock_ms() -> u64 {
    u64::try_from(paydesk_hub::serve::clock::now().unix_ms()).unwrap()
}

#[test]
fn what_the_provider_refuses_is_given_back() {
    let hub = Hub::new(Profile::Paydesk);
    let mut at_check = sale("A1");
    at_check.number = "9990000023";
    let check = hub.ask(CHECK, &at_check.check());
    assert_eq!((check.said(), check.get("STATE")), (("23", "1"), "REFUSED"));
    let mut not_now = sale("A2");
    not_now.number = "9990000024";
    assert_eq!(hub.ask(CHECK, &not_now.check()).said(), ("24", "1"));
    let mut at_pay = sale("A3");
    at_pay.number = "9990000079";
    assert_eq!(hub.ask(CHECK, &at_pay.check()).said(), ("0", "0"));
    let pay = hub.ask(PAY, &at_pay.pay());
    assert_eq!((pay.said(), pay.get("STATE")), (("23", "1"), "REFUSED"));
    let status = hub.ask(STATUS, &at_pay.status());
    assert_eq!(
        (status.said(), status.get("STATE")),
        (("23", "7"), "REFUSED")
    );
    assert_eq!(
        hub.number("SELECT debit_pending FROM account WHERE kind = 'deposit'"),
        0
    );
    assert_eq!(hub.credited().0, 0);
    hub.assert_sound();
}

#[test]
fn a_number_or_sum_that_the_provider_does_not_take_is_refused_at_the_check() {
    let hub = Hub::new(Profile::Paydesk);
    let mut sale = sale("A1");
    sale.number = "123";
    let check = hub.ask(CHECK, &sale.check());
    assert_eq!((check.said(), check.get("STATE")), (("8", "1"), "NONE"));
    sale.number = GOOD;
    sale.amount = "1.00";
    assert_eq!(hub.ask(CHECK, &sale.check()).said(), ("7", "1"));
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
}

#[test]
fn two_equal_pays_at_the_same_time_are_one_credit() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    hub.ask(CHECK, &body);
    let replies: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| hub.ask(PAY, &body)))
            .collect();
        asking
            .into_iter()
            .map(|asking| asking.join().unwrap())
            .collect()
    });
    for reply in &replies {
        assert_eq!(reply.said(), ("0", "0"));
        assert_eq!(reply.document, replies[0].document);
    }
    assert_eq!(hub.credited(), (1, 50_000));
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    hub.assert_sound();
}

#[test]
fn racing_payments_never_pass_the_deposit() {
    let hub = Hub::new(Profile::Cyberplat);
    let agreed = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..12)
            .map(|n| {
                let hub = &hub;
                scope.spawn(move || {
                    let body = plain(&format!("S{n}"), GOOD, "150.00");
                    let check = hub.ask(CHECK, &body);
                    check.said() == ("0", "0") && hub.ask(PAY, &body).said() == ("0", "0")
                })
            })
            .collect();
        asking
            .into_iter()
            .filter(|_| true)
            .map(|asking| asking.join().unwrap())
            .filter(|ok| *ok)
            .count()
    });
    assert_eq!(agreed, 6, "1000.00 are enough for six times 150.00");
    assert_eq!(hub.credited(), (6, 90_000));
    hub.assert_sound();
}

#[test]
fn the_bank_is_told_what_became_of_the_money() {
    let hub = Hub::new(Profile::Paydesk);
    let paid = sale("A1");
    hub.ask(CHECK, &paid.check());
    hub.ask(PAY, &paid.pay());
    let mut refused = sale("A2");
    refused.number = "9990000023";
    hub.ask(CHECK, &refused.check());
    let settled = |state: &str| {
        let books = rusqlite::Connection::open(hub.folder.path().join("demo/bank.sqlite")).unwrap();
        let sql = "SELECT count(*) FROM reservation WHERE state = ?1";
        books
            .query_row(sql, [state], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    for _ in 0..50 {
        if (settled("CAPTURED"), settled("VOID")) == (1, 1) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(
        (settled("CAPTURED"), settled("VOID"), settled("HELD")),
        (1, 1, 0)
    );
}
