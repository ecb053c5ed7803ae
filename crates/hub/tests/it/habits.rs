//! Habits of other people's programs that no other test of the hub has: what they send, and what they can read.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, REFILL, REST, STATUS, plain, plain_status};
use super::hub::{Hub, old_pen, pen};
use super::wire;

/// The same request by GET, as one runtime of the field sends everything.
fn get(hub: &Hub, path: &str, body: &str) -> wire::Answer {
    let document = old_pen().sign(Hash::Md5, body.as_bytes());
    let query = String::from_utf8(wire::form(&document)).unwrap();
    let request = format!("GET {path}?{query} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
    wire::exchange(hub.addr(), request.as_bytes()).unwrap()
}

#[test]
fn check_pay_status_and_balance_come_by_get_and_are_never_cached() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.admit(old_pen(), Profile::Cyberplat, true);
    let sale = plain("G1", GOOD, "50.00");
    for (path, body, said) in [
        (CHECK, sale.as_str(), ("0", "0")),
        (PAY, &sale, ("0", "0")),
        (STATUS, "SESSION=G1", ("0", "7")),
        (REST, "SESSION=", ("0", "-")),
    ] {
        let answer = get(&hub, path, body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(hub.read(&answer).said(), said, "{path}");
    }
    assert_eq!(hub.credited(), (1, 5_000));
}

#[test]
fn without_a_wish_or_with_rubbish_for_one_the_default_key_signs_with_md5() {
    let hub = Hub::new(Profile::Cyberplat);
    let wish = |words: &str| {
        let body = plain_status("NONE").replace("ACCEPT_KEYS=1-sha256", words);
        hub.ask(STATUS, &body).hash
    };
    assert_eq!(wish(""), Hash::Md5);
    assert_eq!(wish("ACCEPT_KEYS="), Hash::Md5);
    assert_eq!(wish("ACCEPT_KEYS=99999999"), Hash::Md5);
    assert_eq!(wish("ACCEPT_KEYS=none of them"), Hash::Md5);
    assert_eq!(wish("ACCEPT_KEYS=99999999-sha256"), Hash::Sha256);
}

#[test]
fn stray_bytes_are_ignored_behind_comment_and_key_and_refused_behind_what_is_paid() {
    let hub = Hub::new(Profile::Cyberplat);
    let ends_with = |session: &str, field: &str, value: &str| {
        let body = plain(session, GOOD, "10.00");
        let lines = body
            .lines()
            .filter(|line| !line.starts_with(&format!("{field}=")));
        let mut body: Vec<u8> = lines.collect::<Vec<_>>().join("\r\n").into_bytes();
        body.extend(format!("\r\n{field}={value}").bytes());
        body.extend([7, 0, 0xcc]);
        let reply = hub.ask_with(pen(), Hash::Sha256, (CHECK, &body));
        reply.get("ERROR").to_owned()
    };
    assert_eq!(ends_with("B1", "COMMENT", "B1"), "0");
    assert_eq!(ends_with("B2", "ACCEPT_KEYS", "1-sha256"), "0");
    assert_eq!(ends_with("B3", "NO_ROUTE", "0"), "0");
    assert_eq!(ends_with("B4", "NUMBER", GOOD), "8");
    assert_eq!(ends_with("B5", "ACCOUNT", ""), "9");
    assert_eq!(ends_with("B6", "AMOUNT", "10.00"), "7");
    assert_eq!(ends_with("B7", "AMOUNT_ALL", "10.00"), "85");
    assert_eq!(ends_with("B8", "SESSION", "B8"), "5");
}

#[test]
fn a_status_is_found_by_its_session_whatever_transid_and_codes_it_names() {
    let hub = Hub::new(Profile::Cyberplat);
    let sale = plain("T1", GOOD, "10.00");
    hub.ask(CHECK, &sale);
    hub.ask(PAY, &sale);
    for more in [
        "",
        "\r\nTRANSID=1",
        "\r\nTRANSID=",
        "\r\nSD=17031\r\nAP=17032\r\nOP=17034",
    ] {
        let reply = hub.ask(STATUS, &format!("{}{more}", plain_status("T1")));
        assert_eq!(reply.said(), ("0", "7"), "{more}");
    }
}

#[test]
fn the_same_signed_document_is_a_check_and_then_a_pay_and_twice_at_once_is_once() {
    let hub = Hub::new(Profile::Cyberplat);
    let document = pen().sign(Hash::Sha256, plain("D1", GOOD, "10.00").as_bytes());
    let twice = |path: &str| {
        let answers = std::thread::scope(|scope| {
            let asking = || scope.spawn(|| hub.post(path, &document));
            let asked = [asking(), asking()];
            asked.map(|asked| asked.join().unwrap())
        });
        for answer in answers {
            assert_eq!(hub.read(&answer).said(), ("0", "0"), "{path}");
        }
    };
    twice(CHECK);
    assert_eq!(hub.credited().0, 0);
    twice(PAY);
    assert_eq!(hub.credited(), (1, 1_000));
}

#[test]
fn every_answer_can_be_read_by_the_poorest_reader() {
    let hub = Hub::new(Profile::Cyberplat);
    let sale = plain("Q1", GOOD, "10.00");
    let asks = [
        (CHECK, sale.clone()),
        (PAY, sale.clone()),
        (STATUS, plain_status("Q1")),
        (CHECK, plain("Q2", "1", "10.00")),
        (PAY, plain("Q3", GOOD, "10.00")),
        (STATUS, plain_status("Q4")),
        (PAY, plain("Q5", GOOD, "x")),
    ];
    for (path, body) in asks {
        let reply = hub.ask(path, &body);
        assert_eq!(
            reply.names[..4],
            ["DATE", "SESSION", "ERROR", "RESULT"],
            "{path}"
        );
        assert!(!reply.get("DATE").is_empty() && !reply.get("ERROR").is_empty());
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        for line in text.lines() {
            assert_eq!(line.matches('=').count(), 1, "{line}");
            assert!(!line.ends_with("END"), "{line}");
        }
        let mut names = reply.names.clone();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), reply.names.len(), "no name twice");
        assert!(reply.document.len() <= 2048, "one client reads once");
        let document = String::from_utf8_lossy(&reply.document).into_owned();
        assert!(document.starts_with("0000"), "nothing before the document");
        let tail = document.rsplit_once("END SIGNATURE").unwrap().1;
        assert!(matches!(tail, "" | "\r\n"), "{tail:?}");
        // One client reads ERROR alone.
        let is_status = path == STATUS;
        assert!(is_status || reply.get("ERROR") != "0" || reply.get("RESULT") == "0");
    }
}

#[test]
fn a_balance_names_no_limit_that_is_not_set_and_refills_always_have_their_list() {
    let hub = Hub::new(Profile::Cyberplat);
    let rest = hub.ask(REST, "SESSION=\r\nACCEPT_KEYS=1-sha256");
    assert_eq!(rest.get("AP_DAILY_LIMIT"), "-");
    assert_eq!(rest.get("AP_PAYMENT_LIMIT"), "-");
    let limit = ["party", "limit", "--payment", "100", "--day", "150.50"];
    hub.told(
        &[
            &limit[..],
            &["--dealer", "17031", "--point", "17032", "--by", "Anna"],
        ]
        .concat(),
    );
    let rest = hub.ask(REST, "SESSION=\r\nACCEPT_KEYS=1-sha256");
    assert_eq!(rest.get("AP_DAILY_LIMIT"), "150.50");
    assert_eq!(rest.get("AP_PAYMENT_LIMIT"), "100.00");
    let refill = hub.ask(
        REFILL,
        "SESSION=R1\r\nON_DATE=20200101\r\nACCEPT_KEYS=1-sha256",
    );
    assert_eq!((refill.get("ERROR"), refill.get("DATA")), ("0", ""));
}
