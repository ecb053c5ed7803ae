//! What those who watch a hub see.

use std::net::{Ipv4Addr, SocketAddr};

use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve;

use super::bodies::{CHECK, GOOD, PAY, plain};
use super::hub::Hub;
use super::wire;

fn page(address: SocketAddr, path: &str) -> wire::Answer {
    let request = format!("GET {path} HTTP/1.0\r\n\r\n");
    wire::exchange(address, request.as_bytes()).unwrap()
}

fn watched() -> (Hub, SocketAddr) {
    let mut hub = Hub::idle(Profile::Cyberplat);
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = serve::start_watched(hub.folder.path(), free, Some(free)).unwrap();
    let address = running.watched().unwrap();
    hub.running = Some(running);
    (hub, address)
}

#[test]
fn answers_refusals_orders_and_deposits_are_counted_and_no_subscriber_is_named() {
    let (hub, address) = watched();
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "50.00")).said(),
        ("0", "0")
    );
    assert_eq!(hub.ask(PAY, &plain("A1", GOOD, "50.00")).said(), ("0", "0"));
    assert_eq!(
        hub.ask(CHECK, &plain("A2", GOOD, "5000.00")).said(),
        ("21", "1")
    );
    assert_eq!(hub.post(CHECK, b"nonsense").status, 403);
    let answer = page(address, "/metrics");
    let text = String::from_utf8(answer.body).unwrap();
    for line in [
        "paydesk_hub_answers_total{kind=\"check\",error=\"0\"} 1",
        "paydesk_hub_answers_total{kind=\"check\",error=\"21\"} 1",
        "paydesk_hub_answers_total{kind=\"pay\",error=\"0\"} 1",
        "paydesk_hub_answer_seconds_count{kind=\"pay\"} 1",
        "paydesk_hub_turned_away_total{status=\"403\"} 1",
        "paydesk_hub_outbox_rows{gateway=\"provider\"} 0",
        "paydesk_hub_deposit_available_minor{dealer=\"17031\",currency=\"RUB\"} 95000",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains(GOOD), "{text}");
}

#[test]
fn the_hub_is_well_while_its_books_can_be_written_and_dealers_have_no_such_page() {
    let (hub, address) = watched();
    let health = page(address, "/health");
    assert_eq!((health.status, health.body.as_slice()), (200, &b"ok\n"[..]));
    assert_eq!(page(address, CHECK).status, 404);
    assert_eq!(page(hub.addr(), "/health").status, 404);
    assert_eq!(page(hub.addr(), "/metrics").status, 404);
}
