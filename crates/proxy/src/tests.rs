//! The line between a till that only reads and a hub that only repeats: what each of them gets to see.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::{Chaos, Fault, Instead, Kind, Plan, Proxy, TillSide};
use crate::chaos::Planner;

const SOON: Duration = Duration::from_millis(30);
const LONG: Duration = Duration::from_secs(3600);

/// Says `reply n` to the n-th request, with the fields that such a reply has.
struct Hub {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Hub {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ours = Arc::clone(&heard);
        // It ends with the test program.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let ours = Arc::clone(&ours);
                thread::spawn(move || answer(stream.unwrap(), &ours));
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn answer(mut till: TcpStream, heard: &Mutex<Vec<String>>) {
    let Ok(request) = crate::http::Request::read(&mut till) else {
        return;
    };
    let mut heard = heard.lock().unwrap();
    heard.push(String::from_utf8_lossy(&request.body).into_owned());
    let n = heard.len();
    drop(heard);
    let body = format!("ERROR=0\r\nRESULT=0\r\nreply {n}\r\n");
    // Some of those who ask are gone by now.
    drop(till.write_all(&crate::http::Reply::with_body(body.as_bytes())));
}

fn form(session: &str, n: u32) -> String {
    format!("inputmessage=SESSION%3D{session}%0D%0AN%3D{n}%0D%0A")
}

/// One request, and everything that comes back.
fn ask(line: &Proxy, body: &str) -> Vec<u8> {
    let mut socket = TcpStream::connect(line.socket_address()).unwrap();
    let head = format!(
        "POST /cgi-bin/pay.cgi HTTP/1.1\r\nHost: hub\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    drop(socket.write_all(&[head.as_bytes(), body.as_bytes()].concat()));
    let mut answer = Vec::new();
    drop(socket.read_to_end(&mut answer));
    answer
}

fn text(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).into_owned()
}

fn line_with(hub: &Hub, plan: Plan) -> Proxy {
    let line = Proxy::start(hub.address, TillSide::Plain).unwrap();
    line.set(plan);
    line
}

/// What a till hears and how often the hub heard of it, when one thing goes wrong with one exchange.
fn assert_case(fault: Fault, hears: &str, times: usize) {
    let hub = Hub::start();
    let line = line_with(&hub, Plan::Script(vec![Some(fault)]));
    let answer = text(&ask(&line, &form("A", 1)));
    assert!(line.wait_idle(Duration::from_secs(30)), "{fault:?}");
    if hears.is_empty() {
        assert_eq!(answer, "", "{fault:?}");
    } else {
        assert!(answer.contains(hears), "{fault:?}: {answer}");
    }
    assert_eq!(hub.heard().len(), times, "{fault:?}: {:?}", hub.heard());
    assert_eq!(
        line.tally().faults.get(&fault.kind()),
        Some(&1),
        "{fault:?}"
    );
    assert_eq!(line.tally().faulted(), 1, "{fault:?}");
    assert!(
        text(&ask(&line, &form("A", 2))).contains("reply"),
        "{fault:?}: it stays spoilt"
    );
}

#[test]
fn an_honest_line_changes_nothing() {
    let hub = Hub::start();
    let line = line_with(&hub, Plan::Honest);
    let answer = text(&ask(&line, &form("A", 1)));
    assert!(
        answer.ends_with("\r\n\r\nERROR=0\r\nRESULT=0\r\nreply 1\r\n"),
        "{answer}"
    );
    assert_eq!(hub.heard(), [form("A", 1)]);
    let tally = line.tally();
    assert_eq!((tally.exchanges, tally.faulted()), (1, 0));
    let kept = line.exchanges();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].session, "A");
    assert_eq!(kept[0].path, "/cgi-bin/pay.cgi");
    assert_eq!(kept[0].reply, b"ERROR=0\r\nRESULT=0\r\nreply 1\r\n");
}

#[test]
fn what_is_lost_is_heard_by_those_who_should_hear_it() {
    assert_case(Fault::Delay(SOON), "reply 1", 1);
    assert_case(Fault::LoseRequest, "", 0);
    assert_case(Fault::LoseReply, "", 1);
    assert_case(Fault::Silence(SOON), "", 1);
    assert_case(Fault::Hold(SOON), "", 1);
    assert_case(Fault::Refuse, "", 0);
    assert_case(Fault::Duplicate(SOON), "reply 1", 2);
    assert_case(Fault::Duplicate(Duration::ZERO), "reply", 2);
}

#[test]
fn what_is_spoilt_is_spoilt_in_one_place() {
    assert_case(
        Fault::Truncate(7),
        "content-length: 7\r\nconnection: close\r\n\r\nERROR=0",
        1,
    );
    assert_case(Fault::FlipReply(0), "\r\n\r\nDRROR=0\r\nRESULT=0", 1);
    assert_case(Fault::StripReply(1), "\r\n\r\nERROR=0\r\nreply 1", 1);
    assert_case(Fault::FlipRequest(0), "reply 1", 1);
    assert_case(Fault::StripRequest(0), "reply 1", 1);
    assert_case(Fault::HalfClose, "HTTP/1.1 200 OK", 1);
    assert_case(Fault::Drip(Duration::from_micros(10)), "reply 1\r\n", 1);
}

#[test]
fn a_request_that_is_changed_comes_to_the_hub_changed() {
    let hub = Hub::start();
    let faults = [
        Fault::FlipRequest(0),
        Fault::StripRequest(0),
        Fault::StripRequest(1),
    ];
    let line = line_with(&hub, Plan::Script(faults.map(Some).to_vec()));
    for n in 1..=3 {
        ask(&line, &form("A", n));
    }
    let heard = hub.heard();
    assert_eq!(heard[0], form("A", 1).replace("input", "hnput"));
    assert_eq!(heard[1], "inputmessage=N%3D2%0D%0A");
    assert_eq!(heard[2], "inputmessage=SESSION%3DA%0D%0A");
}

#[test]
fn somebody_else_answers_whether_or_not_the_hub_works() {
    let cases = [
        (Instead::Html, "200 OK\r\ncontent-type: text/html"),
        (Instead::ServerError(502), "502 Internal"),
        (
            Instead::TooMany,
            "429 Too Many Requests\r\ncontent-type: text/html\r\nretry-after: 2",
        ),
        (
            Instead::Unavailable,
            "503 Service Unavailable\r\ncontent-type: text/html\r\nretry-after: 2",
        ),
        (Instead::Redirect, "302 Found"),
        (Instead::Endless, "connection: close\r\n\r\n===="),
    ];
    for (what, hears) in cases {
        for hub_works in [false, true] {
            assert_case(
                Fault::Instead { what, hub_works },
                hears,
                usize::from(hub_works),
            );
        }
    }
}

#[test]
fn a_connection_is_reset_behind_the_byte_that_was_named() {
    let hub = Hub::start();
    let line = line_with(&hub, Plan::every(Fault::ResetAfter(12), 1));
    let mut socket = TcpStream::connect(line.socket_address()).unwrap();
    socket
        .write_all(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    // The reset may overtake the bytes, never add to them.
    let ended = socket.read_to_end(&mut answer);
    assert!(b"HTTP/1.1 200".starts_with(&answer), "{}", text(&answer));
    assert!(ended.is_err() || answer.len() <= 12);
}

#[test]
fn an_earlier_reply_comes_again_to_its_own_session_and_to_another() {
    let hub = Hub::start();
    let plan = [None, None, Some(Fault::ReplayOwn), Some(Fault::ReplayOther)];
    let line = line_with(&hub, Plan::Script(plan.to_vec()));
    for (session, n, hears) in [
        ("A", 1, "reply 1"),
        ("B", 2, "reply 2"),
        ("A", 3, "reply 1"),
        ("A", 4, "reply 2"),
    ] {
        let answer = text(&ask(&line, &form(session, n)));
        assert!(answer.contains(hears), "{n}: {answer}");
    }
    assert_eq!(hub.heard().len(), 4, "the hub works all the same");
}

#[test]
fn two_replies_change_places_and_a_lonely_one_is_only_late() {
    let hub = Hub::start();
    let line = line_with(&hub, Plan::every(Fault::Swap, 2));
    let till_line = &line;
    let answers = thread::scope(|tills| {
        let both = ["A", "B"].map(|session| {
            tills.spawn(move || (session, text(&ask(till_line, &form(session, 1)))))
        });
        both.map(|till| till.join().unwrap())
    });
    let heard = hub.heard();
    for (session, answer) in answers {
        let mine = heard
            .iter()
            .position(|request| *request == form(session, 1))
            .unwrap()
            + 1;
        assert!(
            answer.contains(&format!("reply {}", 3 - mine)),
            "{session}: {answer}"
        );
    }
    assert_eq!(line.tally().faults.get(&Kind::Swap), Some(&2));

    line.set(Plan::every(Fault::Swap, 1));
    assert!(text(&ask(&line, &form("C", 1))).contains("reply 3"));
    assert_eq!(line.tally().faults.get(&Kind::Delay), Some(&1));
}

#[test]
fn a_request_is_overtaken_by_the_next_one() {
    let hub = Hub::start();
    let line = line_with(&hub, Plan::Script(vec![Some(Fault::Reorder)]));
    thread::scope(|tills| {
        tills.spawn(|| ask(&line, &form("A", 1)));
        while line.tally().exchanges == 0 {
            thread::yield_now();
        }
        // The first one has been read and waits for company by now, or has waited in vain.
        thread::sleep(SOON);
        ask(&line, &form("B", 1));
    });
    if line.tally().faults.contains_key(&Kind::Reorder) {
        assert_eq!(hub.heard(), [form("B", 1), form("A", 1)]);
    }
    assert_eq!(line.tally().faulted(), 1);
}

#[test]
fn one_seed_is_one_sequence_and_every_kind_comes_up() {
    let draw = |seed: u64| {
        let mut planner = Planner::from(Plan::Seeded(Chaos::of_everything(seed, LONG)));
        (0..5_000).map(|_| planner.next()).collect::<Vec<_>>()
    };
    let first = draw(7);
    assert_eq!(first, draw(7));
    assert_ne!(first, draw(8));
    let kinds: BTreeSet<Kind> = first.iter().flatten().map(|fault| fault.kind()).collect();
    assert_eq!(kinds.len(), Kind::ALL.len(), "{kinds:?}");
    let faulted = first.iter().flatten().count();
    assert!(
        (2_300..2_700).contains(&faulted),
        "{faulted} of 5,000 at a half"
    );
}

#[test]
fn a_kind_without_weight_never_comes() {
    let mut chaos = Chaos::of_everything(1, LONG);
    chaos.weights.retain(|kind, _| *kind == Kind::Hold);
    let mut planner = Planner::from(Plan::Seeded(chaos));
    let drawn: BTreeSet<Kind> = (0..200)
        .filter_map(|_| planner.next())
        .map(Fault::kind)
        .collect();
    assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [Kind::Hold]);
}

#[test]
fn the_line_ends_at_once_whatever_is_on_it() {
    let hub = Hub::start();
    let held = [
        Fault::Hold(LONG),
        Fault::Silence(LONG),
        Fault::Delay(LONG),
        Fault::Drip(LONG),
    ];
    let line = line_with(&hub, Plan::Script(held.map(Some).to_vec()));
    let mut tills: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut till = TcpStream::connect(line.socket_address()).unwrap();
            till.write_all(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
            till
        })
        .collect();
    // One more that never says anything.
    tills.push(TcpStream::connect(line.socket_address()).unwrap());
    while line.tally().faulted() < 4 {
        thread::yield_now();
    }
    assert!(!line.wait_idle(SOON));
    let address = line.socket_address();
    line.stop();
    assert!(
        TcpStream::connect(address).is_err(),
        "nobody listens any more"
    );
    for mut till in tills {
        let mut rest = Vec::new();
        drop(till.read_to_end(&mut rest));
    }
}
