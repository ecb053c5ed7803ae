//! From where a dealer's programs may ask: error 12, whatever the signature.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, REST, STATUS, plain, plain_status};
use super::command::text;
use super::hub::{Hub, pen};
use super::wire;

const DEALER: [&str; 4] = ["--dealer", "17031", "--by", "Anna"];
const POINT: [&str; 6] = ["--dealer", "17031", "--point", "17032", "--by", "Anna"];

fn listed(hub: &Hub, networks: &[&str], whose: &[&str]) {
    let from = networks.iter().flat_map(|network| ["--from", network]);
    let words: Vec<&str> = ["party", "addresses"].into_iter().chain(from).collect();
    hub.told(&[&words, whose].concat());
}

#[test]
fn a_request_from_an_address_that_is_not_listed_moves_nothing_and_tells_nothing() {
    let hub = Hub::new(Profile::Cyberplat);
    let body = plain("A1", GOOD, "50.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    listed(&hub, &["192.0.2.0/24"], &DEALER);
    assert_eq!(hub.ask(PAY, &body).said(), ("12", "1"));
    assert_eq!(
        hub.ask(CHECK, &plain("A2", GOOD, "50.00")).said(),
        ("12", "1")
    );
    let status = hub.ask(STATUS, &plain_status("A1"));
    assert_eq!((status.said(), status.get("TRANSID")), (("12", ""), ""));
    let rest = hub.ask(REST, "SESSION=\r\nACCEPT_KEYS=1-sha256");
    assert_eq!((rest.get("ERROR"), rest.get("REST")), ("12", "-"));
    assert_eq!(hub.credited().0, 0);
    // A point's own list counts alone, whichever way it differs.
    listed(&hub, &["203.0.113.9", "127.0.0.0/8"], &POINT);
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    listed(&hub, &["127.0.0.1"], &DEALER);
    listed(&hub, &["203.0.113.9"], &POINT);
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("12", ""));
    listed(&hub, &[], &POINT);
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    listed(&hub, &[], &DEALER);
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    let slip = hub.command(
        &[
            &["party", "addresses", "--from", "192.0.2.1/24"],
            &DEALER[..],
        ]
        .concat(),
    );
    assert_eq!(slip.status.code(), Some(2));
    assert!(text(&slip.stderr).contains("no address or network"));
    hub.assert_sound();
}

#[test]
fn only_a_proxy_of_ones_own_is_believed_when_it_names_the_peer() {
    let ask = |hub: &Hub, forwarded: &str| {
        let body = plain_status("NONE");
        let form = wire::form(&pen().sign(Hash::Sha256, body.as_bytes()));
        let post = wire::post(STATUS, &form);
        let head = post.windows(2).position(|end| end == b"\r\n").unwrap() + 2;
        let header = format!("X-Forwarded-For: {forwarded}\r\n");
        let request = [&post[..head], header.as_bytes(), &post[head..]].concat();
        let answer = wire::exchange(hub.addr(), &request).unwrap();
        hub.read(&answer).get("ERROR").to_owned()
    };
    let hub = Hub::idle(Profile::Cyberplat).started();
    listed(&hub, &["192.0.2.7"], &DEALER);
    assert_eq!(ask(&hub, "192.0.2.7"), "12", "anybody can write that");
    let hub = hub.stopped();
    let file = hub.folder.path().join("hub.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let settings = format!("behind_proxy = \"127.0.0.1\"\n{settings}");
    super::hub::write(&file, settings.as_bytes());
    let hub = hub.started();
    assert_eq!(ask(&hub, "192.0.2.7"), "11");
    assert_eq!(ask(&hub, "203.0.113.1, 192.0.2.7"), "11");
    assert_eq!(
        ask(&hub, "192.0.2.7, 203.0.113.1"),
        "12",
        "the last one is the proxy's own word"
    );
    for nobody in ["", "unknown", "192.0.2.7:4711"] {
        assert_eq!(ask(&hub, nobody), "12", "nobody passes unnamed: {nobody:?}");
    }
}
