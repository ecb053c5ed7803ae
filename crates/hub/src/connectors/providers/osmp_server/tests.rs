use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paydesk_domain::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{OsmpServer, Rules, Shop};
use crate::connectors::Now;
use crate::connectors::providers::osmp::{OsmpGate, OsmpSettings};
use crate::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal,
};
use crate::core::minor::Minor;
use crate::core::payment::TransId;

fn clock_at(ms: i64) -> (Arc<AtomicI64>, Now) {
    let hand = Arc::new(AtomicI64::new(ms));
    let seen = Arc::clone(&hand);
    (
        hand,
        Arc::new(move || Timestamp::from_unix_ms(seen.load(Ordering::SeqCst))),
    )
}

async fn started(file: &Path, now: Now) -> OsmpServer {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    OsmpServer::start(Shop::demo(file).unwrap(), listen, now)
        .await
        .unwrap()
}

fn gate(server: &OsmpServer) -> OsmpGate {
    OsmpGate::new(OsmpSettings {
        utc_offset_minutes: 180,
        ..OsmpSettings::standard(server.url())
    })
    .unwrap()
}

fn call(txn_id: i64, account: &str) -> ProviderCall {
    ProviderCall {
        txn_id: TransId::new(txn_id),
        accounting: Timestamp::from_unix_ms(1_795_536_127_000),
        account: account.to_owned(),
        amount: Minor::new(50_000),
        repeat: false,
    }
}

fn done(provider_ref: &str) -> PayOutcome {
    PayOutcome::Done {
        provider_ref: provider_ref.to_owned(),
    }
}

#[tokio::test]
async fn one_credit_for_64_pays_at_once_and_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("provider.sqlite");
    let (_, now) = clock_at(0);
    let server = started(&file, now.clone()).await;
    let mut racing = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let gate = gate(&server);
        racing.spawn(async move { gate.pay(&call(7, "9161234567")).await });
    }
    for outcome in racing.join_all().await {
        assert_eq!(outcome, done("1"));
    }
    assert_eq!(server.credited().unwrap(), (1, 50_000));
    drop(server);
    let server = started(&file, now).await;
    assert_eq!(gate(&server).pay(&call(7, "9161234567")).await, done("1"));
    assert_eq!(gate(&server).pay(&call(8, "9161234567")).await, done("2"));
    assert_eq!(server.credited().unwrap(), (2, 100_000));
}

#[tokio::test]
async fn scripted_numbers_behave_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let (hand, now) = clock_at(1_000);
    let server = started(&folder.path().join("p.sqlite"), now).await;
    let gate = gate(&server);
    let accepted = CheckOutcome::Accepted {
        info: "I***** P.".to_owned(),
    };
    let unknown = CheckOutcome::Refused(ProviderRefusal::Account);
    for (account, expected) in [
        ("9161234567", accepted.clone()),
        ("9160000023", accepted.clone()),
        ("9990000023", unknown.clone()),
        ("79990000023", unknown.clone()),
        ("AB-5550000023", unknown.clone()),
        ("9990000024", CheckOutcome::Temporary),
        ("9990000020", accepted.clone()),
        ("9990000079", accepted.clone()),
        ("9990000099", accepted),
        ("a b", unknown),
    ] {
        assert_eq!(gate.check(&call(1, account)).await, expected, "{account}");
    }
    let refused = PayOutcome::Fatal(ProviderRefusal::Account);
    assert_eq!(gate.pay(&call(2, "9990000079")).await, refused);
    let again = ProviderCall {
        repeat: true,
        ..call(2, "9990000079")
    };
    assert_eq!(gate.pay(&again).await, refused);
    assert_eq!(
        gate.pay(&call(3, "9990000020")).await,
        PayOutcome::Temporary
    );
    hand.store(6_999, Ordering::SeqCst);
    assert_eq!(
        gate.pay(&call(3, "9990000020")).await,
        PayOutcome::Temporary
    );
    hand.store(7_000, Ordering::SeqCst);
    assert_eq!(gate.pay(&call(3, "9990000020")).await, done("2"));
    assert_eq!(server.credited().unwrap(), (1, 50_000));
}

#[tokio::test]
async fn other_details_under_one_number_are_never_credited() {
    let folder = tempfile::tempdir().unwrap();
    let (_, now) = clock_at(0);
    let server = started(&folder.path().join("p.sqlite"), now).await;
    let gate = gate(&server);
    assert_eq!(gate.pay(&call(1, "9161234567")).await, done("1"));
    let other = gate.pay(&call(1, "9161234568")).await;
    assert_eq!(other, PayOutcome::Fatal(ProviderRefusal::Technical));
    assert_eq!(server.credited().unwrap(), (1, 50_000));
}

/// A provider with a folder of its own.
async fn shop(change: impl FnOnce(&mut Shop)) -> (tempfile::TempDir, OsmpServer) {
    let folder = tempfile::tempdir().unwrap();
    Shop::init(folder.path()).unwrap();
    let mut shop = Shop::read(folder.path()).unwrap();
    change(&mut shop);
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (_, now) = clock_at(0);
    let server = OsmpServer::start(shop, listen, now).await.unwrap();
    (folder, server)
}

/// The status and the body of an answer to bytes on a socket.
async fn raw(server: &OsmpServer, request: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    drop(socket.write_all(request.as_bytes()).await);
    let mut answer = Vec::new();
    drop(socket.read_to_end(&mut answer).await);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.unwrap_or(0), body.to_owned())
}

async fn get(server: &OsmpServer, query: &str) -> (u16, String) {
    let request = format!("GET /pay?{query} HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n");
    raw(server, &request).await
}

#[track_caller]
fn assert_result(query: &str, (status, body): &(u16, String), result: u32) {
    let wanted = format!("<result>{result}</result>");
    assert!(
        *status == 200 && body.contains(&wanted),
        "{query}: {status} {body}"
    );
}

const PAY: &str = "command=pay&txn_id=7&txn_date=20261124190207&account=9161234567&sum=10.45";

#[tokio::test]
async fn a_request_is_answered_with_the_result_that_fits_it() {
    let (_folder, server) = shop(|_| ()).await;
    for (query, result) in [
        ("", 300),
        ("command=check&txn_id=7", 300),
        ("command=check&txn_id=x&account=9161234567&sum=10.45", 300),
        (
            "command=check&txn_id=123456789012345678901&account=9161234567&sum=10.45",
            300,
        ),
        ("command=check&txn_id=7&account=9161234567&sum=10.456", 300),
        ("command=check&txn_id=7&account=9161234567&sum=-10", 300),
        (
            "command=check&txn_id=7&account=9161234567&sum=10&sum=1000",
            300,
        ),
        ("command=check&txn_id=7&account=%FF%FE%FD&sum=10", 300),
        ("command=refund&txn_id=7&account=9161234567&sum=10.45", 300),
        ("command=pay&txn_id=7&account=9161234567&sum=10.45", 300),
        (
            "command=pay&txn_id=7&txn_date=2026&account=9161234567&sum=10.45",
            300,
        ),
        ("command=check&txn_id=7&account=9%201&sum=10.45", 4),
        ("command=check&txn_id=7&account=81&sum=10.45", 4),
        ("command=check&txn_id=7&account=8161234567&sum=10.45", 5),
        ("command=check&txn_id=7&account=9161234567&sum=0.99", 241),
        (
            "command=check&txn_id=7&account=9161234567&sum=15000.01",
            242,
        ),
        (
            "command=check&txn_id=7&account=9161234567&sum=10.45&ccy=EUR",
            40,
        ),
        (
            "command=check&txn_id=7&account=9161234567&sum=10.45&ccy=RUB&prv_id=5",
            0,
        ),
        ("command=check&txn_id=7&account=%2B79161234567&sum=10", 0),
        ("command=getInfo&txn_id=7&account=9161234567", 0),
        ("command=getInfo&txn_id=7&account=8161234567", 5),
    ] {
        assert_result(query, &get(&server, query).await, result);
    }
    assert_eq!(server.credited().unwrap(), (0, 0), "none of them paid");
    assert_result(PAY, &get(&server, PAY).await, 0);
    let refused = PAY.replace("txn_id=7", "txn_id=8").replace("916", "816");
    for _ in 0..2 {
        assert_result(&refused, &get(&server, &refused).await, 5);
    }
    for other in [PAY.replace("10.45", "10.46"), PAY.replace("4567", "4568")] {
        assert_result(&other, &get(&server, &other).await, 300);
    }
    assert_eq!(server.credited().unwrap(), (1, 1_045));
}

#[tokio::test]
async fn a_form_is_as_good_as_an_address_and_has_its_limits() {
    let (_folder, server) = shop(|_| ()).await;
    let post = |path: &str, body: &str| {
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nHost: p\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    assert_result(PAY, &raw(&server, &post("/pay", PAY)).await, 0);
    let long = format!("{PAY}&x={}", "y".repeat(20_000));
    assert_eq!(raw(&server, &post("/pay", &long)).await.0, 413);
    assert_eq!(raw(&server, &post("/", PAY)).await.0, 404);
    let put = post("/pay", PAY).replace("POST", "PUT");
    assert_eq!(raw(&server, &put).await.0, 405);
    assert_eq!(server.credited().unwrap(), (1, 1_045));
}

#[tokio::test]
async fn only_listed_addresses_are_served() {
    for (allow, status) in [("127.0.0.0/8", 200), ("10.0.0.0/8", 403)] {
        let folder = tempfile::tempdir().unwrap();
        Shop::init(folder.path()).unwrap();
        let path = folder.path().join("provider.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let text = format!("{text}allow = [\"{allow}\"]\n");
        crate::settings::write_durably(&path, text.as_bytes()).unwrap();
        let shop = Shop::read(folder.path()).unwrap();
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (_, now) = clock_at(0);
        let server = OsmpServer::start(shop, listen, now).await.unwrap();
        assert_eq!(get(&server, PAY).await.0, status, "{allow}");
    }
}

/// Each fault as the hub's own client sees it: unknown or temporary first, then the stored credit, once.
#[tokio::test]
async fn a_spoilt_answer_leaves_a_true_entry_that_a_repeat_finds() {
    let (_folder, server) = shop(|shop| shop.rules = Rules::named("operator").unwrap()).await;
    let gate = gate(&server);
    let spoilt = [30, 50, 51, 52, 53, 54, 55, 56, 57, 58];
    for (txn_id, ending) in (1..).zip(spoilt) {
        let order = call(txn_id, &format!("99900000{ending}"));
        assert_eq!(gate.pay(&order).await, PayOutcome::Unknown, "{ending}");
        let again = ProviderCall {
            repeat: true,
            ..order
        };
        assert_eq!(
            gate.pay(&again).await,
            done(&txn_id.to_string()),
            "{ending}"
        );
    }
    let order = call(99, "9990000011");
    for outcome in [PayOutcome::Temporary, PayOutcome::Temporary, done("11")] {
        assert_eq!(gate.pay(&order).await, outcome);
    }
    assert_eq!(server.credited().unwrap(), (11, 550_000));
}

#[tokio::test]
async fn a_balance_never_passes_what_the_number_base_allows() {
    let folder = tempfile::tempdir().unwrap();
    Shop::init(folder.path()).unwrap();
    let table = b"account;name;balance;most;blocked\n100100;;-100.00;500.00;\n";
    crate::settings::write_durably(&folder.path().join("numbers.csv"), table).unwrap();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (_, now) = clock_at(0);
    let server = OsmpServer::start(Shop::read(folder.path()).unwrap(), listen, now)
        .await
        .unwrap();
    let gate = gate(&server);
    // Six hundred fit into a debt of a hundred and a limit of five hundred; each call is for five hundred.
    assert_eq!(gate.pay(&call(1, "100100")).await, done("1"));
    let refused = PayOutcome::Fatal(ProviderRefusal::Sum);
    assert_eq!(gate.pay(&call(2, "100100")).await, refused);
    let too_much = CheckOutcome::Refused(ProviderRefusal::Sum);
    assert_eq!(gate.check(&call(3, "100100")).await, too_much);
    assert_eq!(server.credited().unwrap(), (1, 50_000));
}

#[tokio::test]
async fn books_of_an_older_provider_keep_what_they_credited() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.sqlite");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch(
            "CREATE TABLE payment (prv_txn INTEGER PRIMARY KEY, txn_id TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
               sum INTEGER NOT NULL CHECK (sum > 0), txn_date TEXT NOT NULL, ready_ms INTEGER NOT NULL,
               state TEXT NOT NULL CHECK (state IN ('WORK','CREDITED','REFUSED'))) STRICT;
             INSERT INTO payment VALUES (5, '7', '9161234567', 50000, '20261124190207', 0, 'CREDITED');",
        )
        .unwrap();
    let (_, now) = clock_at(0);
    let server = started(&file, now).await;
    assert_eq!(gate(&server).pay(&call(7, "9161234567")).await, done("5"));
    assert_eq!(server.credited().unwrap(), (1, 50_000));
    let books = rusqlite::Connection::open(&file).unwrap();
    for change in [
        "DELETE FROM payment",
        "UPDATE payment SET state = 'REFUSED'",
        "UPDATE payment SET sum = 1",
    ] {
        assert!(books.execute(change, []).is_err(), "{change}");
    }
}
