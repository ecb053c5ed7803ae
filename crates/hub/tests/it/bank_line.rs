//! Whatever is not the bank's own signed word about this very request is silence, never a refusal.

use std::sync::{Arc, Mutex};

use paydesk_cyberplat::ipriv::{Hash, KeyRing};
use paydesk_hub::bank::folder;
use paydesk_hub::connectors::bank::{Bank as _, ReserveAnswer, SettleAnswer};
use paydesk_hub::core::decision::Profile;

use super::bankside::{Bank, Line, OPENING, body_at, order, way};
use super::hub::{Hub, Pen, other_pen};

/// A hub, a bank that serves, and a line between them.
fn apart() -> (Hub, Bank, Line) {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let line = Line::to(bank.addr());
    bank.name_in(&hub, line.addr);
    (hub, bank, line)
}

type Change = fn(Vec<u8>) -> Vec<u8>;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_form_is_silence() {
    let (hub, bank, line) = apart();
    let way = way(&hub).await;
    let cases: [(&str, Change); 9] = [
        ("cut before the first byte", |_| Vec::new()),
        ("cut in the middle", |answer| {
            answer[..answer.len() - 9].to_vec()
        }),
        ("no body", |answer| answer[..body_at(&answer)].to_vec()),
        ("a page", |_| page("200 OK", b"<html>maintenance</html>")),
        ("an unsigned no", |_| {
            page("403 Forbidden", b"not accepted\r\n")
        }),
        ("the right words with another status", |answer| {
            page("500 Oops", &answer[body_at(&answer)..])
        }),
        ("a redirect", |_| {
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
                .to_vec()
        }),
        ("too long", |answer| {
            let mut body = answer[body_at(&answer)..].to_vec();
            body.extend(vec![b'\n'; 64 * 1024]);
            page("200 OK", &body)
        }),
        ("zeros", |_| page("200 OK", &[0; 600])),
    ];
    for (name, change) in cases {
        line.change(change);
        let silent = (ReserveAnswer::Silent, SettleAnswer::Silent);
        let said = (
            way.reserve(&order("1", 500)).await,
            way.void(&order("2", 500)).await,
        );
        assert_eq!(said, silent, "{name}");
        assert_eq!(way.balance("17031", "RUB").await, None, "{name}");
    }
    line.change(|answer| answer);
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    assert_eq!(bank.account().held.get(), 500, "asked ten times, held once");
    bank.assert_sound();
}

fn page(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_flipped_bit_of_an_answer_is_believed() {
    let (hub, bank, line) = apart();
    let way = way(&hub).await;
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    let place = Arc::new(Mutex::new((0_usize, 0_usize)));
    let shared = Arc::clone(&place);
    line.change(move |mut answer| {
        let from = body_at(&answer);
        let (at, length) = &mut *shared.lock().unwrap();
        *length = answer.len() - from;
        answer[from + *at] ^= 1 << (*at % 8);
        answer
    });
    loop {
        // A repeat: the bank says done each time, with the same right.
        let said = way.reserve(&order("1", 500)).await;
        let (at, length) = &mut *place.lock().unwrap();
        assert_eq!(said, ReserveAnswer::Silent, "byte {at}");
        *at += 1;
        if at == length {
            break;
        }
    }
    assert!(place.lock().unwrap().1 > 700);
    assert_eq!(bank.account().held.get(), 500);
    assert_eq!(alarms(&hub), 1, "a person is told, not flooded");
    hub.assert_sound();
}

fn alarms(hub: &Hub) -> i64 {
    hub.number("SELECT count(*) FROM audit WHERE what = 'alarm: an answer that is not the bank''s'")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_answer_of_the_bank_is_no_answer_to_another_request() {
    let (hub, bank, line) = apart();
    let way = way(&hub).await;
    let kept: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let shared = Arc::clone(&kept);
    line.change(move |answer| {
        shared.lock().unwrap().push(answer.clone());
        answer
    });
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    let poor = order("2", OPENING + 1);
    assert!(matches!(
        way.reserve(&poor).await,
        ReserveAnswer::Refused(_)
    ));
    assert_eq!(way.void(&order("3", 500)).await, SettleAnswer::Done);
    let old_ones = kept.lock().unwrap().clone();
    assert_eq!(old_ones.len(), 3);
    for old in old_ones {
        line.change(move |_| old.clone());
        assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Silent);
        assert_eq!(way.reserve(&order("4", 500)).await, ReserveAnswer::Silent);
        assert_eq!(way.capture(&order("1", 500)).await, SettleAnswer::Silent);
        assert_eq!(way.void(&order("1", 500)).await, SettleAnswer::Silent);
    }
    assert_eq!(alarms(&hub), 1);
    bank.assert_sound();
    hub.assert_sound();
}

/// The bank's own words, signed with this pen.
fn resigned(pen: &Pen, answer: &[u8]) -> Vec<u8> {
    let document = String::from_utf8_lossy(&answer[body_at(answer)..]).into_owned();
    let from = document.find("BEGIN\r\n").unwrap() + 7;
    let until = document.find("\r\nEND\r\n").unwrap();
    page(
        "200 OK",
        &pen.sign(Hash::Sha256, &document.as_bytes()[from..until]),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_words_under_another_key_are_silence() {
    let (hub, bank, line) = apart();
    let way = way(&hub).await;
    let pubkeys = folder::pubkeys(bank.folder.path()).unwrap();
    let serial = KeyRing::read(&pubkeys).serials().next().unwrap();
    // Name and serial of the bank's key, another key.
    let twin = Pen::named(serial, 2048, b"paydesk-bank");
    line.change(move |answer| resigned(&twin, &answer));
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Silent);
    line.change(|answer| resigned(other_pen(), &answer));
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Silent);
    line.change(|answer| answer);
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    assert_eq!(alarms(&hub), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_is_not_there_or_never_answers_is_silent() {
    let hub = Hub::idle(Profile::Cyberplat);
    let mut bank = Bank::behind(&hub);
    let way_to_it = way(&hub).await;
    let port = bank.stop();
    assert_eq!(
        way_to_it.reserve(&order("1", 500)).await,
        ReserveAnswer::Silent
    );
    bank.start(port);
    assert_eq!(
        way_to_it.reserve(&order("1", 500)).await,
        ReserveAnswer::Reserved
    );
    // The system takes the connection, nobody ever answers.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    bank.name_in(&hub, deaf.local_addr().unwrap());
    let way_to_it = way(&hub).await;
    assert_eq!(
        way_to_it.capture(&order("1", 500)).await,
        SettleAnswer::Silent
    );
    assert_eq!(bank.account().held.get(), 500);
}
