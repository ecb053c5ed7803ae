//! What two persons decide by command, and what a dealer hears of it.

use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status};
use super::command::text;
use super::hub::Hub;

/// Its pay stays in work at the demo's provider.
const SLOW: &str = "9990000020";

/// A hub that was stopped while a payment was in work, and TRANSID of that payment.
fn with_one_in_work() -> (Hub, String) {
    let hub = Hub::idle(Profile::Cyberplat);
    let config = hub.folder.path().join("hub.toml");
    let words = std::fs::read_to_string(&config).unwrap();
    let words = words.replace("pay_wait_seconds = 15", "pay_wait_seconds = 0");
    super::hub::write(&config, words.as_bytes());
    let hub = hub.started();
    assert_eq!(
        hub.ask(CHECK, &plain("A1", SLOW, "50.00")).said(),
        ("0", "0")
    );
    assert_eq!(
        hub.ask(PAY, &plain("A1", SLOW, "50.00")).said(),
        ("20", "1")
    );
    let hub = hub.stopped();
    let id = hub.number("SELECT id FROM payment").to_string();
    (hub, id)
}

fn propose<'a>(id: &'a str, wish: &'a [&'a str]) -> Vec<&'a str> {
    let head = [
        "review",
        "propose",
        "--payment",
        id,
        "--reason",
        "register of the day",
        "--by",
        "Анна",
    ];
    [&head, wish].concat()
}

#[test]
fn a_payment_that_two_persons_call_paid_is_paid_and_the_dealer_hears_it() {
    let (hub, id) = with_one_in_work();
    let listed = hub.told(&["review", "list"]);
    assert!(listed.contains(&format!("payment {id}: 50.00")), "{listed}");
    assert!(listed.contains("SESSION A1, in work for"), "{listed}");
    assert!(!listed.contains(SLOW), "no number is shown: {listed}");
    let lacking = hub.command(&propose(&id, &["--as", "paid"]));
    assert_eq!(lacking.status.code(), Some(2));
    let told = hub.told(&propose(&id, &["--as", "paid", "--provider-ref", "77"]));
    assert!(told.contains("nothing has happened yet"), "{told}");
    let alone = hub.command(&["review", "agree", "--proposal", "1", "--by", "Анна"]);
    assert!(text(&alone.stderr).contains("a second person must"));
    hub.told(&["review", "agree", "--proposal", "1", "--by", "Борис"]);
    let hub = hub.started();
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    hub.assert_sound();
}

#[test]
fn a_payment_that_two_persons_call_refused_gives_its_sum_back() {
    let (hub, id) = with_one_in_work();
    hub.told(&propose(&id, &["--as", "refused"]));
    hub.told(&["review", "agree", "--proposal", "1", "--by", "Борис"]);
    let hub = hub.started();
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("23", "7"));
    assert_eq!(
        hub.number("SELECT debit_pending + debit_posted FROM account WHERE kind = 'deposit'"),
        0
    );
    hub.assert_sound();
}

#[test]
fn a_refund_comes_back_to_the_deposit_and_the_payment_stays_paid() {
    let hub = Hub::new(Profile::Cyberplat);
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "50.00")).said(),
        ("0", "0")
    );
    assert_eq!(hub.ask(PAY, &plain("A1", GOOD, "50.00")).said(), ("0", "0"));
    let id = hub.number("SELECT id FROM payment").to_string();
    let wrong = hub.command(&propose(&id, &["--as", "refused"]));
    assert!(
        text(&wrong.stderr).contains("the payment is CAPTURED"),
        "{}",
        text(&wrong.stderr)
    );
    hub.told(&propose(&id, &["--as", "refund"]));
    hub.told(&["review", "reject", "--proposal", "1", "--by", "Анна"]);
    hub.told(&propose(&id, &["--as", "refund"]));
    hub.told(&["review", "agree", "--proposal", "2", "--by", "Борис"]);
    let rest = "SELECT credit_posted - debit_posted FROM account WHERE kind = 'deposit'";
    assert_eq!(hub.number(rest), 100_000);
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    assert_eq!(
        hub.told(&["review", "list"]),
        "nothing is in work and nothing is proposed\n"
    );
    hub.assert_sound();
}

/// Pays that sum at once.
fn pays(hub: &Hub, session: &str, amount: &str) {
    for path in [CHECK, PAY] {
        let said = hub.ask(path, &plain(session, GOOD, amount));
        assert_eq!(said.said(), ("0", "0"));
    }
}

/// Commissions posted so far for parties of that kind, in kopecks.
fn earned(hub: &Hub, kind: &str) -> i64 {
    hub.number(&format!(
        "SELECT coalesce(sum(e.amount), 0) FROM entry e JOIN account a ON a.id = e.credit_account
           JOIN party p ON p.id = a.owner WHERE a.kind = 'commission' AND p.kind = '{kind}'"
    ))
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_volume_band_is_set_beside_the_running_hub_and_holds_from_the_check_after_it() {
    let hub = Hub::new(Profile::Cyberplat);
    pays(&hub, "A1", "100.00");
    assert_eq!(earned(&hub, "dealer"), 300);
    hub.told(&words(
        "tariff set --dealer 17031 --from-volume 150 --commission 4 --by Анна",
    ));
    pays(&hub, "A2", "101.00");
    assert_eq!(earned(&hub, "dealer"), 300 + 303);
    pays(&hub, "A3", "100.00");
    assert_eq!(earned(&hub, "dealer"), 300 + 303 + 400);
    let rules = hub.told(&["tariff", "list"]);
    assert!(
        rules.contains("dealer 17031, every provider, from 150.00"),
        "{rules}"
    );
    assert!(rules.contains("4.0000 %"), "{rules}");
    hub.assert_sound();
}

#[test]
fn a_sub_dealer_gets_its_part_of_what_its_points_sell_from_then_on() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.told(&words(
        "tariff share --dealer 17031 --subdealer north --share 2.5 --by Анна",
    ));
    pays(&hub, "A1", "100.00");
    let assign = "tariff assign --dealer 17031 --point 17032 --by Анна --subdealer";
    let unknown = hub.command(&words(&format!("{assign} south")));
    assert!(text(&unknown.stderr).contains("no sub-dealer south"));
    hub.told(&words(&format!("{assign} north")));
    pays(&hub, "A2", "100.00");
    assert_eq!(
        (earned(&hub, "dealer"), earned(&hub, "subdealer")),
        (300 + 50, 250)
    );
    hub.assert_sound();
}
