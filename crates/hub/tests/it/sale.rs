//! The ordinary way of a payment, in both profiles, and what a repeat of each step says.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;
use sha2::{Digest, Sha256};

use super::bodies::{
    CANCEL, CHECK, GOOD, PAY, REFILL, REST, STATUS, account, plain, plain_status, sale,
};
use super::hub::Hub;

#[test]
fn a_plain_client_checks_pays_and_asks_for_the_status() {
    let hub = Hub::new(Profile::Cyberplat);
    let check = hub.ask(CHECK, &plain("A1", GOOD, "500.00"));
    assert_eq!(check.said(), ("0", "0"));
    assert_eq!(check.names[..4], ["DATE", "SESSION", "ERROR", "RESULT"]);
    assert_eq!(
        (check.get("SESSION"), check.get("ADDINFO")),
        ("A1", "I***** P.")
    );
    assert_eq!(check.get("REST"), "500.00", "the hold counts");
    assert_eq!(
        check.get("STATE"),
        "-",
        "a plain client sees none of our additions"
    );
    let pay = hub.ask(PAY, &plain("A1", GOOD, "500.00"));
    assert_eq!(pay.said(), ("0", "0"));
    assert_eq!(pay.get("TRANSID").len(), 13);
    assert_eq!(pay.get("TRANSID"), check.get("TRANSID"));
    let status = hub.ask(STATUS, &plain_status("A1"));
    assert_eq!(status.said(), ("0", "7"));
    assert_eq!(hub.credited(), (1, 50_000));
    let rest = hub.ask(
        REST,
        "SD=17031\r\nAP=17032\r\nOP=17034\r\nACCEPT_KEYS=1-sha256",
    );
    assert_eq!((rest.get("ERROR"), rest.get("REST")), ("0", "500.00"));
    assert_eq!(rest.get("REST_WO_LIMIT"), "500.00");
    assert_eq!(
        rest.get("AP_DAILY_LIMIT"),
        "-",
        "a limit that is not set is left out"
    );
    hub.assert_sound();
}

#[test]
fn our_own_till_checks_pays_and_asks_for_the_status() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("A1");
    let body = sale.check();
    let check = hub.ask(CHECK, &body);
    assert_eq!((check.said(), check.get("STATE")), (("0", "0"), "CHECKED"));
    assert_eq!(check.names[..2], ["PROFILE", "MSG"]);
    let digest: [u8; 32] = Sha256::digest(&body).into();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(check.get("REQ_HASH"), hex);
    assert!(body.contains(&format!("NONCE={}", check.get("NONCE"))));
    let pay = hub.ask(PAY, &sale.pay());
    assert_eq!((pay.said(), pay.get("STATE")), (("0", "0"), "DONE"));
    let status = hub.ask(STATUS, &sale.status());
    assert_eq!((status.said(), status.get("STATE")), (("0", "7"), "DONE"));
    assert!(body.contains(&format!("FINGERPRINT={}", status.get("FINGERPRINT"))));
    assert_eq!(status.get("VERSION"), pay.get("VERSION"));
    let rest = hub.ask(REST, &account("REST", ""));
    assert_eq!(
        (rest.get("REST"), rest.get("LAST_SESSION")),
        ("500.00", "A1")
    );
    assert_eq!(hub.credited(), (1, 50_000));
    hub.assert_sound();
}

#[test]
fn a_plain_repeat_gets_the_same_bytes() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    let first = hub.ask(CHECK, &body);
    assert_eq!(hub.ask(CHECK, &body).document, first.document);
    let paid = hub.ask(PAY, &body);
    for _ in 0..3 {
        assert_eq!(hub.ask(PAY, &body).document, paid.document);
    }
    assert_eq!(
        hub.ask(CHECK, &body).document,
        first.document,
        "also after the pay"
    );
    let hub = hub.stopped().started();
    assert_eq!(
        hub.ask(PAY, &body).document,
        paid.document,
        "also after a restart"
    );
    assert_eq!(hub.credited(), (1, 50_000));
    hub.assert_sound();
}

#[test]
fn our_own_till_hears_the_same_result_under_its_new_nonce() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("A1");
    hub.ask(CHECK, &sale.check());
    let first = hub.ask(PAY, &sale.pay());
    let again = hub.ask(PAY, &sale.pay());
    assert_ne!(first.get("NONCE"), again.get("NONCE"));
    for name in [
        "ERROR",
        "RESULT",
        "STATE",
        "VERSION",
        "TRANSID",
        "FINGERPRINT",
    ] {
        assert_eq!(first.get(name), again.get(name), "{name}");
    }
    let check = hub.ask(CHECK, &sale.check());
    assert_eq!(
        (check.said(), check.get("STATE")),
        (("1", "1"), "DONE"),
        "it is sent to status"
    );
    assert_eq!(hub.credited().0, 1);
}

#[test]
fn changed_content_under_a_used_session_is_refused_and_nothing_moves() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.ask(CHECK, &plain("A1", GOOD, "500.00"));
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "400.00")).said(),
        ("1", "1")
    );
    assert_eq!(
        hub.ask(PAY, &plain("A1", "9161234568", "500.00")).said(),
        ("17", "1")
    );
    assert_eq!(
        hub.ask(PAY, &plain("A1", GOOD, "499.00")).said(),
        ("18", "1")
    );
    assert_eq!(hub.credited().0, 0);
    assert_eq!(
        hub.ask(PAY, &plain("A1", GOOD, "500.00")).said(),
        ("0", "0"),
        "the first one stands"
    );
    assert_eq!(
        hub.number("SELECT count(*) FROM audit WHERE what LIKE 'alarm: other content%'"),
        3
    );
    hub.assert_sound();
}

#[test]
fn our_own_till_is_told_when_the_fingerprint_differs() {
    let hub = Hub::new(Profile::Paydesk);
    let first = sale("A1");
    hub.ask(CHECK, &first.check());
    let mut other = first.clone();
    other.amount = "400.00";
    assert_eq!(hub.ask(CHECK, &other.check()).said(), ("1", "1"));
    assert_eq!(hub.ask(PAY, &other.pay()).said(), ("18", "1"));
    assert_eq!(hub.ask(STATUS, &other.status()).get("ERROR"), "18");
    assert_eq!(hub.ask(CANCEL, &other.cancel()).get("ERROR"), "18");
    let forged = first.check().replace("AMOUNT=500.00", "AMOUNT=501.00");
    assert_eq!(
        hub.ask(CHECK, &forged).get("ERROR"),
        "10",
        "the digest is not that of the fields"
    );
    assert_eq!(hub.ask(STATUS, &first.status()).get("STATE"), "CHECKED");
}

#[test]
fn a_cancelled_session_is_never_paid() {
    let hub = Hub::new(Profile::Paydesk);
    let checked = sale("A1");
    hub.ask(CHECK, &checked.check());
    let cancel = hub.ask(CANCEL, &checked.cancel());
    assert_eq!(
        (cancel.said(), cancel.get("STATE")),
        (("123", "7"), "CANCELLED")
    );
    assert_eq!(
        hub.ask(REST, &account("REST", "")).get("REST"),
        "1000.00",
        "the hold is free"
    );
    let pay = hub.ask(PAY, &checked.pay());
    assert_eq!((pay.said(), pay.get("STATE")), (("123", "1"), "CANCELLED"));
    let never_seen = sale("B2");
    assert_eq!(
        hub.ask(CANCEL, &never_seen.cancel()).get("STATE"),
        "CANCELLED"
    );
    assert_eq!(
        hub.ask(CHECK, &never_seen.check()).said(),
        ("123", "1"),
        "its slot is taken"
    );
    assert_eq!(hub.ask(PAY, &never_seen.pay()).said(), ("123", "1"));
    assert_eq!(hub.credited().0, 0);
    hub.assert_sound();
}

#[test]
fn a_paid_session_is_not_cancelled() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("A1");
    hub.ask(CHECK, &sale.check());
    hub.ask(PAY, &sale.pay());
    let cancel = hub.ask(CANCEL, &sale.cancel());
    assert_eq!((cancel.said(), cancel.get("STATE")), (("0", "7"), "DONE"));
}

#[test]
fn a_plain_client_has_no_cancel() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    hub.ask(CHECK, &body);
    assert_eq!(hub.ask(CANCEL, &body).get("ERROR"), "10");
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
}

#[test]
fn a_pay_without_a_check_and_an_unknown_session_are_answered_as_such() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("A1");
    let pay = hub.ask(PAY, &sale.pay());
    assert_eq!(
        (pay.said(), pay.get("STATE"), pay.get("VERSION")),
        (("11", "1"), "NONE", "0")
    );
    let status = hub.ask(STATUS, &sale.status());
    assert_eq!((status.said(), status.get("STATE")), (("11", ""), "NONE"));
    assert_eq!(
        hub.ask(CHECK, &sale.check()).said(),
        ("0", "0"),
        "nothing was stored"
    );
}

#[test]
fn a_pay_that_comes_too_late_is_refused_for_good() {
    let hub = Hub::new(Profile::Paydesk);
    let mut sale = sale("A1");
    hub.ask(CHECK, &sale.check());
    sale.not_after_ms = -1;
    assert_eq!(hub.ask(PAY, &sale.pay()).said(), ("38", "1"));
    sale.not_after_ms = 60_000;
    let again = hub.ask(PAY, &sale.pay());
    assert_eq!((again.said(), again.get("STATE")), (("38", "1"), "REFUSED"));
    assert_eq!(hub.credited().0, 0);
    hub.assert_sound();
}

#[test]
fn refills_of_the_day_are_listed() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.deposit("250.50");
    let day = paydesk_hub::serve::clock::now().dotted(180);
    let body = format!(
        "SESSION=R1\r\nON_DATE={}\r\nACCEPT_KEYS=1-sha256",
        &day[..10]
    );
    let refill = hub.ask(REFILL, &body);
    assert_eq!(
        (refill.said(), refill.get("SUM_ALL")),
        (("0", "0"), "1250.50")
    );
    assert!(
        refill
            .get("DATA")
            .contains("250%2E50%3Bbank%20statement%207"),
        "{}",
        refill.get("DATA")
    );
    let none = hub.ask(
        REFILL,
        "SESSION=R2\r\nON_DATE=20200101\r\nACCEPT_KEYS=1-sha256",
    );
    assert_eq!((none.get("SUM_ALL"), none.get("DATA")), ("0.00", ""));
}

#[test]
fn a_check_of_the_number_alone_stores_nothing() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00").replace("REQ_TYPE=0", "REQ_TYPE=1");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    let unknown = plain("A2", "9990000023", "500.00").replace("REQ_TYPE=0", "REQ_TYPE=1");
    assert_eq!(hub.ask(CHECK, &unknown).said(), ("23", "1"));
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
}

#[test]
fn the_reply_is_signed_with_the_hash_that_was_asked_for() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00").replace("ACCEPT_KEYS=1-sha256", "ACCEPT_KEYS=64182");
    let md5 = hub.ask(CHECK, &body);
    assert_eq!(md5.hash, Hash::Md5);
    let sha = hub.ask(CHECK, &plain("A1", GOOD, "500.00"));
    assert_eq!((sha.hash, sha.said()), (Hash::Sha256, md5.said()));
}
