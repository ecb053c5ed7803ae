//! Who is let in, and what a stranger gets to hear.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status, sale};
use super::hub::{Hub, old_pen, other_pen, pen};
use super::wire::{self, Answer};

#[test]
fn an_unknown_key_and_a_wrong_signature_hear_the_same() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    let good = pen().sign(Hash::Sha256, body.as_bytes());
    let mut changed = good.clone();
    let at = changed
        .windows(7)
        .position(|part| part == b"500.00\r")
        .unwrap();
    changed[at] = b'6';
    let without_date = |mut answer: Answer| {
        answer.head = answer
            .head
            .lines()
            .filter(|line| !line.starts_with("Date"))
            .collect();
        answer
    };
    let wrong = without_date(hub.post(CHECK, &changed));
    let unknown = without_date(hub.post(CHECK, &other_pen().sign(Hash::Sha256, body.as_bytes())));
    assert_eq!(wrong.status, 403);
    assert_eq!(wrong.body, b"not accepted\r\n");
    assert_eq!(wrong, unknown);
    for rubbish in [&b"rubbish"[..], b"0000053601SM", &good[..good.len() - 20]] {
        assert_eq!(without_date(hub.post(CHECK, rubbish)), wrong);
    }
    assert_eq!(
        hub.number("SELECT count(*) FROM message"),
        0,
        "nothing is stored for a stranger"
    );
    assert_eq!(hub.read(&hub.post(CHECK, &good)).said(), ("0", "0"));
}

#[test]
fn a_short_key_or_md5_needs_the_legacy_mark() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(
        hub.post(CHECK, &pen().sign(Hash::Md5, body.as_bytes()))
            .status,
        403
    );
    hub.admit(old_pen(), Profile::Cyberplat, true);
    let reply = hub.ask_with(old_pen(), Hash::Md5, (CHECK, body.as_bytes()));
    assert_eq!(reply.said(), ("0", "0"));
}

#[test]
fn two_keys_of_one_point_share_its_sessions() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.admit(other_pen(), Profile::Cyberplat, false);
    let body = plain("A1", GOOD, "500.00");
    hub.ask(CHECK, &body);
    let pay = hub.ask_with(other_pen(), Hash::Sha256, (PAY, body.as_bytes()));
    assert_eq!(pay.said(), ("0", "0"));
    assert_eq!(hub.ask(PAY, &body).document, pay.document);
}

#[test]
fn codes_of_another_point_are_refused_by_name() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    for (from, to, code) in [
        ("SD=17031", "SD=17030", "2"),
        ("AP=17032", "AP=17030", "3"),
        ("OP=17034", "OP=17030", "4"),
    ] {
        assert_eq!(hub.ask(CHECK, &body.replace(from, to)).said(), (code, "1"));
    }
}

#[test]
fn stripping_our_additions_is_no_way_in() {
    let hub = Hub::new(Profile::Paydesk);
    for path in [CHECK, PAY] {
        assert_eq!(
            hub.ask(path, &plain("A1", GOOD, "500.00")).said(),
            ("10", "1")
        );
    }
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).get("ERROR"), "10");
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
}

#[test]
fn a_signed_check_is_no_pay_and_the_address_decides_for_plain_clients() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("A1");
    hub.ask(CHECK, &sale.check());
    let replayed = hub.ask(PAY, &sale.check());
    assert_eq!((replayed.get("ERROR"), replayed.get("STATE")), ("10", "-"));
    assert_eq!(hub.credited().0, 0);
    let plain_hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(plain_hub.ask(CHECK, &body).said(), ("0", "0"));
    assert_eq!(
        plain_hub.ask(CHECK, &body).said(),
        ("0", "0"),
        "a pay at the check address is a check"
    );
    assert_eq!(plain_hub.credited().0, 0);
    assert_eq!(
        plain_hub.ask(PAY, &body).said(),
        ("0", "0"),
        "and the same text at pay is a pay"
    );
}

#[test]
fn epoch_clock_nonce_and_provider_are_looked_at_before_the_payment() {
    let hub = Hub::new(Profile::Paydesk);
    let mut sale = sale("A1");
    sale.epoch = 2;
    let reply = hub.ask(CHECK, &sale.check());
    assert_eq!(
        (reply.get("ERROR"), reply.get("EPOCH"), reply.get("STATE")),
        ("43", "1", "-")
    );
    sale.epoch = 1;
    sale.skew_ms = 6 * 60 * 1000;
    let reply = hub.ask(CHECK, &sale.check());
    assert_eq!((reply.get("ERROR"), reply.get("STATE")), ("112", "-"));
    assert_eq!(reply.get("SERVER_TIME").len(), 24);
    sale.skew_ms = 0;
    let body = sale.check();
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    let again = hub.ask(CHECK, &body);
    assert_eq!(
        (again.get("ERROR"), again.get("STATE")),
        ("10", "-"),
        "its NONCE was seen"
    );
    sale.provider = 71;
    assert_eq!(hub.ask(CHECK, &sale.check()).get("ERROR"), "37");
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 1);
    hub.assert_sound();
}

#[test]
fn an_unknown_provider_is_refused_under_a_signature() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    for path in [
        "/cgi-bin/xx/xx_pay_check.cgi/999",
        "/cgi-bin/xx/xx_pay_check.cgi",
    ] {
        let reply = hub.ask(path, &body);
        assert_eq!(
            (reply.said(), reply.get("SESSION")),
            (("15", "1"), "A1"),
            "{path}"
        );
    }
    assert_eq!(
        hub.post("/cgi-bin/nothing.cgi", b"x").status,
        403,
        "no key, no word about pages"
    );
}

#[test]
fn addresses_are_understood_as_old_clients_write_them() {
    let hub = Hub::new(Profile::Cyberplat);
    let paths = [
        "/cgi-bin/es/es_pay_check.cgi",
        "/cgi-bin/es/es_pay_check.cgi/227",
        "/cgi-bin/es/es_pay_check.cgi/es$227",
        "/cgi-bin/DealerSertification/de_pay_check.cgi",
        "/cgi-bin/ge/ge_pay_check.cgi/227",
    ];
    for (n, path) in paths.into_iter().enumerate() {
        let reply = hub.ask(path, &plain(&format!("A{n}"), GOOD, "10.00"));
        assert_eq!(
            (reply.said(), reply.get("GATEWAY_IN")),
            (("0", "0"), "227"),
            "{path}"
        );
    }
    for path in [
        "/cgi-bin/es/es_pay_status.cgi",
        "/cgi-bin/mf/mf_status.cgi",
        STATUS,
    ] {
        assert_eq!(
            hub.ask(path, &plain_status("A1")).said(),
            ("0", "1"),
            "{path}"
        );
    }
    let rest = hub.ask(
        "/cgi-bin/mts_espp/mtspay_rest.cgi",
        "SESSION=\r\nACCEPT_KEYS=1-sha256",
    );
    assert_eq!((rest.get("ERROR"), rest.get("REST")), ("0", "950.00"));
}

#[test]
fn what_is_no_dealers_request_is_turned_away_by_its_form() {
    let hub = Hub::new(Profile::Cyberplat);
    let ask = |request: &[u8]| wire::exchange(hub.addr(), request).unwrap().status;
    let head = "Host: hub\r\nConnection: close\r\n";
    assert_eq!(ask(format!("GET / HTTP/1.1\r\n{head}\r\n").as_bytes()), 404);
    assert_eq!(
        ask(format!("PUT {CHECK} HTTP/1.1\r\n{head}Content-Length: 0\r\n\r\n").as_bytes()),
        405
    );
    let json = format!("POST {CHECK} HTTP/1.1\r\n{head}Content-Type: application/json\r\n");
    assert_eq!(
        ask(format!("{json}Content-Length: 2\r\n\r\n{{}}").as_bytes()),
        415
    );
    assert_eq!(ask(&wire::post(CHECK, b"message=1")), 400);
}

#[test]
fn a_form_of_a_megabyte_is_refused_and_the_hub_goes_on() {
    let hub = Hub::new(Profile::Cyberplat);
    let form = [b"inputmessage=".to_vec(), vec![b'a'; 1024 * 1024]].concat();
    assert_eq!(
        wire::exchange(hub.addr(), &wire::post(CHECK, &form))
            .unwrap()
            .status,
        413
    );
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "500.00")).said(),
        ("0", "0")
    );
}

#[test]
fn a_client_that_goes_away_after_its_pay_finds_it_done() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "500.00");
    hub.ask(CHECK, &body);
    let request = wire::post(PAY, &wire::form(&pen().sign(Hash::Sha256, body.as_bytes())));
    wire::send_and_leave(hub.addr(), &request);
    let done = hub.ask_until(|| plain_status("A1"), |reply| reply.get("RESULT") == "7");
    assert_eq!(done.get("ERROR"), "0");
    assert_eq!(hub.credited().0, 1);
}
