//! Requests as programs of other people write them.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, REST, STATUS, plain};
use super::hub::{Hub, old_pen, pen};
use super::wire;

/// A hub that knows the old key with the legacy mark.
fn old_hub() -> Hub {
    let hub = Hub::new(Profile::Cyberplat);
    hub.admit(old_pen(), Profile::Cyberplat, true);
    hub
}

#[test]
fn an_old_client_pays_with_a_short_key_and_md5() {
    let hub = old_hub();
    let body = "SD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION=20261125100000001\r\nNUMBER=9161234567\r\n\
                ACCOUNT=\r\nAMOUNT=100\r\nACCEPT_KEYS=64182\r\n";
    let check = hub.ask_with(old_pen(), Hash::Md5, (CHECK, body.as_bytes()));
    assert_eq!((check.said(), check.hash), (("0", "0"), Hash::Md5));
    let pay = hub.ask_with(old_pen(), Hash::Md5, (PAY, body.as_bytes()));
    assert_eq!((pay.said(), pay.hash), (("0", "0"), Hash::Md5));
    let status = hub.ask_with(
        old_pen(),
        Hash::Md5,
        (STATUS, b"SESSION=20261125100000001\r\n"),
    );
    assert_eq!(status.said(), ("0", "7"));
    assert!(pay.document.len() <= 2048, "one client reads once");
    hub.assert_sound();
}

#[test]
fn a_request_by_get_is_for_legacy_keys_only() {
    let hub = old_hub();
    let get = |document: &[u8]| {
        let query = String::from_utf8(wire::form(document)).unwrap();
        let request = format!("GET {CHECK}?{query} HTTP/1.0\r\n\r\n");
        wire::exchange(hub.addr(), request.as_bytes()).unwrap()
    };
    let answer = get(&old_pen().sign(Hash::Md5, plain("G1", GOOD, "50").as_bytes()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(hub.read(&answer).said(), ("0", "0"));
    assert_eq!(
        get(&pen().sign(Hash::Sha256, plain("G2", GOOD, "50").as_bytes())).status,
        403
    );
}

#[test]
fn separators_line_ends_and_the_order_of_fields_are_free() {
    let hub = Hub::new(Profile::Cyberplat);
    let bodies = [
        plain("S1", GOOD, "10.00").replace("\r\n", "\n"),
        plain("S2", GOOD, "10.00").replace("\r\n", "\n\r"),
        format!("{}\r\n", plain("S3", GOOD, "10.00")),
        format!(
            "\r\n{}\n\n\r\n",
            plain("S4", GOOD, "10.00").replace("\r\n", "\r\n\r\n")
        ),
        {
            let mut lines: Vec<String> = plain("S5", GOOD, "10.00")
                .lines()
                .map(str::to_owned)
                .collect();
            lines.reverse();
            lines.join("\r\n")
        },
    ];
    for body in bodies {
        assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"), "{body:?}");
    }
}

#[test]
fn check_and_pay_may_differ_in_what_is_no_business() {
    let hub = Hub::new(Profile::Cyberplat);
    let check = "SD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION=D1\r\nNUMBER=9161234567\r\nAMOUNT=20.5\r\n\
                 AMOUNT_ALL=21\r\nDATE=2020.01.01 00:00:00\r\nCOMMENT=first";
    let pay = "OP=17034\r\nSD=17031\r\nAP=17032\r\nAMOUNT=20.50\r\nNUMBER=9161234567\r\nACCOUNT=\r\n\
               SESSION=D1\r\nTRANSID=999\r\nRRN=5\r\nPAY_TOOL=0\r\nCOMMENT=a+b %&=c\r\nAMOUNT_ALL=21.00";
    assert_eq!(hub.ask(CHECK, check).said(), ("0", "0"));
    assert_eq!(hub.ask(PAY, pay).said(), ("0", "0"));
    assert_eq!(hub.credited(), (1, 2_050));
}

#[test]
fn stray_bytes_after_the_last_value_are_ignored_where_they_are_known() {
    let hub = Hub::new(Profile::Cyberplat);
    let mut body = plain("B1", GOOD, "10.00").into_bytes();
    body.extend([0, 7, 0xcc, 0xcc]);
    assert_eq!(
        hub.ask_with(pen(), Hash::Sha256, (CHECK, &body)).said(),
        ("0", "0")
    );
    let damaged = plain("B2", GOOD, "10.00\u{1}");
    assert_eq!(hub.ask(CHECK, &damaged).said(), ("7", "1"));
}

#[test]
fn a_cyrillic_comment_is_windows_1251() {
    let hub = Hub::new(Profile::Cyberplat);
    let mut body = b"COMMENT=\xcf\xeb\xe0\xf2\xe5\xe6 + % & =\r\n".to_vec();
    body.extend(
        plain("C1", GOOD, "10.00")
            .replace("COMMENT=C1\r\n", "")
            .into_bytes(),
    );
    assert_eq!(
        hub.ask_with(pen(), Hash::Sha256, (CHECK, &body)).said(),
        ("0", "0")
    );
}

#[test]
fn plus_and_blank_are_told_apart_by_the_encoder_that_was_used() {
    let hub = Hub::new(Profile::Cyberplat);
    let encode = |document: &[u8], blank: &str, plus: &str, upper: bool| {
        let mut form = b"inputmessage=".to_vec();
        for byte in document {
            match byte {
                b' ' => form.extend(blank.bytes()),
                b'+' => form.extend(plus.bytes()),
                b'=' | b'/' => form.push(*byte),
                byte if byte.is_ascii_alphanumeric() => form.push(*byte),
                byte if upper => form.extend(format!("%{byte:02X}").bytes()),
                byte => form.extend(format!("%{byte:02x}").bytes()),
            }
        }
        form
    };
    let ways = [
        ("%20", "+", true),
        ("%20", "%2B", false),
        ("+", "%2B", true),
        ("+", "%2b", false),
    ];
    for (n, (blank, plus, upper)) in ways.into_iter().enumerate() {
        let body = plain(&format!("P{n}"), GOOD, "10.00");
        let document = pen().sign(Hash::Sha256, body.as_bytes());
        let request = wire::post(CHECK, &encode(&document, blank, plus, upper));
        let answer = wire::exchange(hub.addr(), &request).unwrap();
        assert_eq!(hub.read(&answer).said(), ("0", "0"), "{blank} {plus}");
    }
}

#[test]
fn old_ways_of_http_are_answered() {
    let hub = Hub::new(Profile::Cyberplat);
    let form = |session: &str| {
        wire::form(&pen().sign(Hash::Sha256, plain(session, GOOD, "10.00").as_bytes()))
    };
    let request = |version: &str, head: &str, form: &[u8]| {
        let head = format!(
            "POST {CHECK} HTTP/{version}\r\n{head}Content-Length: {}\r\n\r\n",
            form.len()
        );
        [head.as_bytes(), form].concat()
    };
    let usual = "Host: hub\r\nConnection: close\r\n";
    let requests = [
        request("1.0", "", &form("H1")),
        request("1.1", usual, &form("H2")),
        request(
            "1.1",
            &format!("{usual}Expect: 100-continue\r\n"),
            &form("H3"),
        ),
        request(
            "1.1",
            &format!("{usual}User-Agent: User-Agent: old ver. 1\r\n"),
            &form("H4"),
        ),
        request(
            "1.1",
            &format!("{usual}Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"),
            &form("H5"),
        ),
    ];
    for request in requests {
        let answer = wire::exchange(hub.addr(), &request).unwrap();
        assert_eq!(hub.read(&answer).said(), ("0", "0"));
    }
    let chunk = form("H6");
    let mut chunked = format!("POST {CHECK} HTTP/1.1\r\n{usual}Transfer-Encoding: chunked\r\n\r\n");
    chunked.push_str(&format!(
        "{:x}\r\n{}\r\n0\r\n\r\n",
        chunk.len(),
        String::from_utf8(chunk).unwrap()
    ));
    let answer = wire::exchange(hub.addr(), chunked.as_bytes()).unwrap();
    assert_eq!(hub.read(&answer).said(), ("0", "0"));
    let closing = request("1.1", usual, &form("H7"));
    let answer = wire::exchange_half_closed(hub.addr(), &closing).unwrap();
    assert_eq!(hub.read(&answer).said(), ("0", "0"));
}

#[test]
fn a_session_is_one_to_twenty_letters_and_digits_and_case_matters() {
    let hub = Hub::new(Profile::Cyberplat);
    assert_eq!(
        hub.ask(CHECK, &plain("abc", GOOD, "10.00")).said(),
        ("0", "0")
    );
    assert_eq!(
        hub.ask(CHECK, &plain("ABC", GOOD, "20.00")).said(),
        ("0", "0")
    );
    for session in ["", "123456789012345678901", "A-1"] {
        assert_eq!(
            hub.ask(CHECK, &plain(session, GOOD, "10.00")).said(),
            ("5", "1"),
            "{session}"
        );
    }
}

#[test]
fn amounts_have_up_to_two_decimals_and_nothing_else() {
    let hub = Hub::new(Profile::Cyberplat);
    for (n, amount) in ["10", "10.5", "10.55"].into_iter().enumerate() {
        assert_eq!(
            hub.ask(CHECK, &plain(&format!("M{n}"), GOOD, amount))
                .said(),
            ("0", "0")
        );
    }
    for amount in ["10,5", "-10", "10.555", "0", "1e3", " 10"] {
        assert_eq!(
            hub.ask(CHECK, &plain("M9", GOOD, amount)).said(),
            ("7", "1"),
            "{amount}"
        );
    }
}

#[test]
fn every_refusal_begins_with_date_session_error_and_result() {
    let hub = Hub::new(Profile::Cyberplat);
    for body in [
        plain("Z1", "1", "10.00"),
        plain("Z2", GOOD, "x"),
        plain("Z3", GOOD, "9999.00"),
    ] {
        let reply = hub.ask(CHECK, &body);
        assert_eq!(reply.names[..4], ["DATE", "SESSION", "ERROR", "RESULT"]);
        assert_ne!(reply.get("ERROR"), "0");
        assert!(!reply.get("DATE").is_empty());
        assert_eq!(reply.get("RESULT"), "1");
    }
    let rest = hub.ask(REST, "SD=1\r\nACCEPT_KEYS=1-sha256");
    assert_eq!(rest.get("ERROR"), "2");
}
