//! A mobile operator on a bad day, a hub and its dealer: three programs, every fault, one credit each.

use std::io::Read;
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status};
use super::command::Server;
use super::hub::{Hub, write};
use super::provider::{Provider, SAFE, captured, days, hub, run};
use super::wire;

/// Asks for the status until it is there.
fn ends(server: &Server, hub: &Hub, session: &str, said: (&str, &str)) -> bool {
    (0..300).any(|_| {
        let status = server.ask(hub, STATUS, &plain_status(session));
        let is_there = status.said() == said;
        if !is_there {
            std::thread::sleep(Duration::from_millis(100));
        }
        is_there
    })
}

const PAID: (&str, &str) = ("0", "7");
const IN_WORK: (&str, &str) = ("20", "1");
const OK: (&str, &str) = ("0", "0");

/// The number, what the check, the pay and in the end the status say; a refused check has no pay.
type Case = (
    &'static str,
    (&'static str, &'static str),
    Option<[(&'static str, &'static str); 2]>,
);

const CASES: [Case; 18] = [
    ("9161234567", OK, Some([OK, PAID])),
    ("9990000001", OK, Some([IN_WORK, PAID])),
    ("9990000002", OK, Some([OK, PAID])),
    ("9990000023", ("23", "1"), None),
    ("9990000024", ("24", "1"), None),
    ("9990000079", OK, Some([("23", "1"), ("23", "7")])),
    ("9990000011", OK, Some([IN_WORK, PAID])),
    ("9990000020", OK, Some([IN_WORK, PAID])),
    ("9990000030", OK, Some([IN_WORK, PAID])),
    ("9990000050", OK, Some([IN_WORK, PAID])),
    ("9990000051", OK, Some([IN_WORK, PAID])),
    ("9990000052", OK, Some([IN_WORK, PAID])),
    ("9990000053", OK, Some([IN_WORK, PAID])),
    ("9990000054", OK, Some([IN_WORK, PAID])),
    ("9990000055", OK, Some([IN_WORK, PAID])),
    ("9990000056", OK, Some([IN_WORK, PAID])),
    ("9990000057", OK, Some([IN_WORK, PAID])),
    ("9990000058", OK, Some([IN_WORK, PAID])),
];

#[test]
fn every_fault_of_the_operator_ends_in_one_credit_or_a_refusal() {
    let operator = Provider::new(&["--simulate", "operator"]);
    let hub = hub(&operator.gateway("demo-mobile", SAFE));
    let server = Server::start(hub.folder.path());
    for (number, check, pay) in CASES {
        let body = plain(&format!("A{number}"), number, "100.00");
        assert_eq!(server.ask(&hub, CHECK, &body).said(), check, "{number}");
        if let Some([said, _]) = pay {
            assert_eq!(server.ask(&hub, PAY, &body).said(), said, "{number}");
        }
    }
    for (number, _, pay) in CASES {
        if let Some([_, end]) = pay {
            assert!(ends(&server, &hub, &format!("A{number}"), end), "{number}");
        }
    }
    let paid = CASES
        .iter()
        .filter(|case| case.2.is_some_and(|said| said[1] == PAID));
    let paid = i64::try_from(paid.count()).unwrap();
    assert_eq!(operator.credited(), (paid, paid * 10_000));
    assert_eq!(captured(&hub), operator.credited());
    let twice = "SELECT count(*) FROM call WHERE calls < 2";
    assert_eq!(
        operator.number(twice),
        0,
        "each spoilt answer was asked for again"
    );
    hub.assert_sound();
    assert_same_day(&hub, &operator);
}

/// The registries of all days agree with the hub's books.
fn assert_same_day(hub: &Hub, operator: &Provider) {
    for day in days(operator) {
        let file = operator.folder.path().join("registry.csv");
        let file = file.to_str().unwrap();
        let written = [
            "provider",
            "registry",
            "--data",
            operator.data(),
            "--date",
            &day,
            "--out",
            file,
        ];
        assert_eq!(run(&written).status.code(), Some(0));
        let compared = run(&compare(hub, &day, file));
        let told = String::from_utf8(compared.stdout).unwrap();
        assert_eq!(compared.status.code(), Some(0), "{told}");
    }
}

fn compare<'a>(hub: &'a Hub, day: &'a str, file: &'a str) -> [&'a str; 10] {
    let data = hub.folder.path().to_str().unwrap();
    [
        "registry",
        "provider",
        "--data",
        data,
        "--provider",
        "demo-mobile",
        "--date",
        day,
        "--file",
        file,
    ]
}

#[test]
fn an_account_takes_payments_up_to_its_limit() {
    let operator = Provider::new(&["--simulate", "operator"]);
    let hub = hub(&operator.gateway("demo-mobile", SAFE));
    let server = Server::start(hub.folder.path());
    let number = "9990000060";
    // Both checks pass while nothing is credited; the pays decide.
    for session in ["A1", "A2"] {
        let body = plain(session, number, "300.00");
        assert_eq!(server.ask(&hub, CHECK, &body).said(), OK);
    }
    assert_eq!(
        server.ask(&hub, PAY, &plain("A1", number, "300.00")).said(),
        OK
    );
    assert_eq!(
        server.ask(&hub, PAY, &plain("A2", number, "300.00")).said(),
        ("7", "1")
    );
    assert_eq!(
        server
            .ask(&hub, CHECK, &plain("A3", number, "200.01"))
            .said(),
        ("7", "1")
    );
    let rest = plain("A4", number, "200.00");
    assert_eq!(server.ask(&hub, CHECK, &rest).said(), OK);
    assert_eq!(server.ask(&hub, PAY, &rest).said(), OK);
    assert_eq!(operator.credited(), (2, 50_000));
    hub.assert_sound();
}

#[test]
fn a_provider_that_may_credit_twice_hears_of_a_payment_once() {
    let operator = Provider::new(&["--simulate", "operator"]);
    let unsafe_way = operator.gateway("demo-mobile", "repeat_safe = false");
    let safe_way = operator.gateway("demo-mobile-2", SAFE);
    let hub = hub(&format!("{unsafe_way}{safe_way}"));
    let server = Server::start(hub.folder.path());
    let lost = plain("A1", "9990000030", "100.00");
    assert_eq!(server.ask(&hub, CHECK, &lost).said(), OK);
    assert_eq!(server.ask(&hub, PAY, &lost).said(), IN_WORK);
    assert_eq!(
        server.ask(&hub, PAY, &lost).said(),
        IN_WORK,
        "the dealer's repeat asks nobody"
    );
    server.kill();
    // A start takes up all open work; that of the other provider ends after two repeats, and this one's stays.
    let server = Server::start(hub.folder.path());
    let (check, pay) = (
        "/cgi-bin/b2/b2_pay_check.cgi/71",
        "/cgi-bin/b2/b2_pay.cgi/71",
    );
    let other = plain("B1", "9990000011", "100.00");
    assert_eq!(server.ask(&hub, check, &other).said(), OK);
    assert_eq!(server.ask(&hub, pay, &other).said(), IN_WORK);
    assert!(ends(&server, &hub, "B1", PAID));
    assert_eq!(
        operator.number(
            "SELECT max(calls) FROM call WHERE txn_id IN
        (SELECT txn_id FROM payment WHERE account = '9990000030')"
        ),
        1
    );
    assert_eq!(
        server.ask(&hub, STATUS, &plain_status("A1")).said(),
        ("0", "3")
    );
    let waits = "SELECT count(*) FROM outbox WHERE review = 'once' AND done_at IS NULL";
    assert_eq!(hub.number(waits), 1);
    let told = "SELECT count(*) FROM audit WHERE what = 'alarm: a payment waits for a person'";
    assert_eq!(hub.number(told), 1);
    two_persons_end_it(&hub, &operator);
    assert_eq!(server.ask(&hub, STATUS, &plain_status("A1")).said(), PAID);
    assert_eq!(operator.credited(), (2, 20_000));
    assert_eq!(captured(&hub), operator.credited());
    hub.assert_sound();
}

/// The list names the payment; one person says that the provider has it, another agrees.
fn two_persons_end_it(hub: &Hub, operator: &Provider) {
    let data = hub.folder.path().to_str().unwrap();
    let list = String::from_utf8(run(&["review", "list", "--data", data]).stdout).unwrap();
    assert!(
        list.contains("is not asked again: a person decides"),
        "{list}"
    );
    let lost = "FROM payment WHERE account = '9990000030'";
    let payment = operator.number(&format!("SELECT txn_id + 0 {lost}"));
    let number = operator.number(&format!("SELECT prv_txn {lost}"));
    let (payment, number) = (payment.to_string(), number.to_string());
    let propose = [
        "review",
        "propose",
        "--data",
        data,
        "--payment",
        &payment,
        "--as",
        "paid",
        "--provider-ref",
        &number,
        "--reason",
        "told by telephone",
        "--by",
        "Anna",
    ];
    assert_eq!(run(&propose).status.code(), Some(0));
    let agree = [
        "review",
        "agree",
        "--data",
        data,
        "--proposal",
        "1",
        "--by",
        "Boris",
    ];
    assert_eq!(run(&agree).status.code(), Some(0));
}

#[test]
fn a_provider_with_two_ways_or_a_way_without_a_provider_stops_the_hub_at_its_start() {
    let way = "[[gateway]]\nprovider = \"demo-mobile\"\nurl = \"http://127.0.0.1:9/\"\n";
    let twice = way.repeat(2);
    let stranger = way.replace("demo-mobile", "nobody");
    let misspelt = format!("{way}repeat_save = true\n");
    for (gateways, told) in [
        (&twice, "two gateways"),
        (&stranger, "nobody"),
        (&misspelt, "repeat_save"),
    ] {
        let hub = hub(gateways);
        let data = hub.folder.path().to_str().unwrap();
        let refused = run(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn a_provider_killed_again_and_again_under_load_credits_each_payment_once() {
    const EACH: usize = 12;
    let mut operator = Provider::new(&[]);
    let hub = hub(&operator.gateway("demo-mobile", SAFE));
    let server = Server::start(hub.folder.path());
    let sessions: Vec<String> = std::thread::scope(|scope| {
        let till = |till: usize| {
            let (server, hub) = (&server, &hub);
            let mut paid = Vec::new();
            for number in 0.. {
                let session = format!("T{till}N{number}");
                let body = plain(&session, GOOD, "10.00");
                // While the provider is dead a check is refused, and the customer tries again.
                if server.ask(hub, CHECK, &body).said() != OK {
                    continue;
                }
                let said = server.ask(hub, PAY, &body);
                assert!([OK, IN_WORK].contains(&said.said()), "{said:?}");
                paid.push(session);
                if paid.len() == EACH {
                    break;
                }
            }
            paid
        };
        let tills: Vec<_> = (0..4)
            .map(|number| scope.spawn(move || till(number)))
            .collect();
        let mut killed_at = 0;
        while !tills.iter().all(|till| till.is_finished()) {
            let credited = operator.credited().0;
            if credited >= killed_at + 5 {
                killed_at = credited;
                operator.kill_and_restart();
            }
        }
        assert!(killed_at >= 20, "it was killed under load");
        tills
            .into_iter()
            .flat_map(|till| till.join().unwrap())
            .collect()
    });
    assert_eq!(sessions.len(), 4 * EACH);
    for session in &sessions {
        assert!(ends(&server, &hub, session, PAID), "{session}");
    }
    assert_eq!(operator.credited(), (48, 48_000));
    assert_eq!(captured(&hub), operator.credited());
    hub.assert_sound();
    assert_same_day(&hub, &operator);
}

/// A hundred and twenty customers of a provider that takes connections and never answers stand at the hub, and one of
/// another.
#[test]
fn a_silent_provider_holds_up_no_customer_of_another() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let (connected, connections) = mpsc::channel();
    std::thread::spawn(move || {
        for socket in silent.incoming() {
            let mut socket = socket.unwrap();
            let mut head = [0; 16];
            drop(socket.read(&mut head));
            if connected.send(socket).is_err() {
                return;
            }
        }
    });
    let provider = Provider::new(&[]);
    let ways = format!(
        "{}[[gateway]]\nprovider = \"demo-mobile-2\"\nurl = \"http://{address}/\"\n",
        provider.gateway("demo-mobile", SAFE)
    );
    let hub = hub(&ways).started();
    let at = hub.addr();
    let asking: Vec<_> = (0..120)
        .map(|number| {
            let body = plain(&format!("S{number}"), "9990000001", "10.00");
            let document =
                super::hub::pen().sign(paydesk_cyberplat::ipriv::Hash::Sha256, body.as_bytes());
            let request = wire::post("/cgi-bin/b2/b2_pay_check.cgi/71", &wire::form(&document));
            std::thread::spawn(move || wire::exchange(at, &request))
        })
        .collect();
    let held: Vec<_> = connections.iter().take(10).collect();
    let body = plain("A1", GOOD, "10.00");
    assert_eq!(hub.ask(CHECK, &body).said(), OK);
    assert_eq!(hub.ask(PAY, &body).said(), OK);
    let waiting = asking.iter().filter(|asking| !asking.is_finished()).count();
    assert!(
        waiting >= 10,
        "the silent provider's customers wait: {waiting}"
    );
    assert!(
        waiting <= 100,
        "and those who would only fill the hub do not: {waiting}"
    );
    drop(held);
    drop(connections);
    for answer in asking {
        let said = hub.read(&answer.join().unwrap().unwrap());
        assert_eq!(said.said(), ("24", "1"));
    }
    hub.assert_sound();
}

#[test]
fn a_registry_that_differs_is_told_line_by_line_with_masked_accounts() {
    let operator = Provider::new(&[]);
    let hub = hub(&operator.gateway("demo-mobile", SAFE)).started();
    for session in ["A1", "A2"] {
        let body = plain(session, GOOD, "100.00");
        assert_eq!(hub.ask(CHECK, &body).said(), OK);
        assert_eq!(hub.ask(PAY, &body).said(), OK);
    }
    assert_same_day(&hub, &operator);
    let day = days(&operator).remove(0);
    let file = operator.folder.path().join("registry.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let changed = format!(
        "{}\n{}\n{}\n1795536127000;9;9167654321;7.00;{}\ntotal;2;107.01\n",
        lines[0],
        lines[1],
        lines[2].replace(";100.00;", ";100.01;"),
        lines[2].rsplit(';').next().unwrap()
    );
    write(&file, changed.as_bytes());
    let file = file.to_str().unwrap();
    let words = compare(&hub, &day, file);
    let compared = run(&words);
    assert_eq!(compared.status.code(), Some(1));
    let told = String::from_utf8(compared.stdout).unwrap();
    for line in [
        "sum differs: ",
        "missing here: 1795536127000 ***4321, here -, there 7.00, not known here\n",
        "missing there: ",
        "3 differences: talk to the provider within two hours\n",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!told.contains("9161234567") && !told.contains("9167654321"));
    let json = run(&[&words[..], &["--json"]].concat());
    assert_eq!(json.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        json["there"],
        serde_json::json!({ "count": 2, "sum": 10_701 })
    );
    assert_eq!(
        json["here"],
        serde_json::json!({ "count": 2, "sum": 20_000 })
    );
    assert_eq!(json["differences"].as_array().unwrap().len(), 3);
    write(std::path::Path::new(file), &changed.as_bytes()[..80]);
    let damaged = run(&words);
    assert_eq!(
        damaged.status.code(),
        Some(2),
        "a damaged file is no comparison"
    );
}
