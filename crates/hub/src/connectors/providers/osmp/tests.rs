use paydesk_domain::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::answer::OsmpAnswer;
use super::{OsmpGate, OsmpSettings};
use crate::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal,
};
use crate::core::minor::Minor;
use crate::core::payment::TransId;

const GOOD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><osmp_txn_id>7</osmp_txn_id>\
    <prv_txn>2016</prv_txn><sum>10.45</sum><result>0</result><comment>OK &amp; fine</comment>\
    <fields><field1 name=\"name\">I***** P.</field1><field2>12</field2></fields></response>";

/// A provider that gives one fixed answer to one request and returns what it was asked.
async fn scripted(answer: Vec<u8>) -> (OsmpGate, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/osmp", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = socket.read(&mut head).await.unwrap();
        drop(socket.write_all(&answer).await);
        drop(socket.shutdown().await);
        String::from_utf8_lossy(&head[..length])
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    (gate(url, true, true), asked)
}

fn gate(url: String, repeat_safe: bool, fatal_on_repeat: bool) -> OsmpGate {
    let service = Some("5 a".to_owned());
    let utc_offset_minutes = 180;
    let settings = OsmpSettings {
        url,
        service,
        repeat_safe,
        fatal_on_repeat,
        utc_offset_minutes,
    };
    OsmpGate::new(settings).unwrap()
}

fn http(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn call() -> ProviderCall {
    ProviderCall {
        txn_id: TransId::new(7),
        accounting: Timestamp::from_unix_ms(1_795_536_127_000),
        account: "+7 916".to_owned(),
        amount: Minor::new(1_045),
        repeat: false,
    }
}

#[tokio::test]
async fn a_pay_names_our_number_and_the_accounting_date() {
    let (gate, asked) = scripted(http("200 OK", GOOD)).await;
    let outcome = gate.pay(&call()).await;
    assert_eq!(
        outcome,
        PayOutcome::Done {
            provider_ref: "2016".to_owned()
        }
    );
    assert_eq!(
        asked.await.unwrap(),
        "GET /osmp?command=pay&txn_id=7&txn_date=20261124190207&account=%2B7%20916&sum=10.45\
         &prv_id=5%20a HTTP/1.1"
    );
}

#[tokio::test]
async fn a_check_shows_the_provider_s_fields() {
    let (gate, asked) = scripted(http("200 OK", GOOD)).await;
    let outcome = gate.check(&call()).await;
    assert_eq!(
        outcome,
        CheckOutcome::Accepted {
            info: "I***** P.; 12".to_owned()
        }
    );
    assert!(
        asked
            .await
            .unwrap()
            .starts_with("GET /osmp?command=check&txn_id=7&account=")
    );
}

#[tokio::test]
async fn only_the_provider_s_own_word_ends_a_payment() {
    let with = |from: &str, to: &str| http("200 OK", &GOOD.replace(from, to));
    let result = |n: &str| with("<result>0<", &format!("<result>{n}<"));
    let big = format!(
        "<response><comment>{}</comment></response>",
        "x".repeat(70_000)
    );
    for (name, answer, expected) in [
        (
            "wrong echo",
            with("<osmp_txn_id>7<", "<osmp_txn_id>8<"),
            PayOutcome::Unknown,
        ),
        ("wrong sum", with("10.45", "10.46"), PayOutcome::Unknown),
        (
            "no number of theirs",
            with("<prv_txn>2016</prv_txn>", ""),
            PayOutcome::Unknown,
        ),
        ("text as result", result("ok"), PayOutcome::Unknown),
        ("unknown result", result("555"), PayOutcome::Unknown),
        ("temporary", result("1"), PayOutcome::Temporary),
        ("not finished", result("90"), PayOutcome::Temporary),
        (
            "no such account",
            result("5"),
            PayOutcome::Fatal(ProviderRefusal::Account),
        ),
        (
            "sum too large",
            result("242"),
            PayOutcome::Fatal(ProviderRefusal::Sum),
        ),
        (
            "refused",
            result("300"),
            PayOutcome::Fatal(ProviderRefusal::Technical),
        ),
        ("server error", http("500 Oops", GOOD), PayOutcome::Unknown),
        ("redirect", http("302 Found", ""), PayOutcome::Unknown),
        (
            "page",
            http("200 OK", "<html><body>maintenance</body></html>"),
            PayOutcome::Unknown,
        ),
        ("empty", http("200 OK", ""), PayOutcome::Unknown),
        ("10 kB too long", http("200 OK", &big), PayOutcome::Unknown),
        ("no HTTP", b"hello".to_vec(), PayOutcome::Unknown),
        ("nothing", Vec::new(), PayOutcome::Unknown),
    ] {
        let (gate, _) = scripted(answer).await;
        assert_eq!(gate.pay(&call()).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_repeat_is_bound_by_what_the_provider_promises() {
    let again = ProviderCall {
        repeat: true,
        ..call()
    };
    let never_asked = gate("http://127.0.0.1:9/".to_owned(), false, true);
    assert_eq!(never_asked.pay(&again).await, PayOutcome::Unknown);
    let refusal = http("200 OK", &GOOD.replace("<result>0<", "<result>5<"));
    let (mut told, _) = scripted(refusal.clone()).await;
    told.settings.fatal_on_repeat = false;
    assert_eq!(told.pay(&again).await, PayOutcome::Unknown);
    let (told, _) = scripted(refusal).await;
    assert_eq!(
        told.pay(&again).await,
        PayOutcome::Fatal(ProviderRefusal::Account)
    );
}

#[test]
fn odd_xml_is_no_answer() {
    assert!(OsmpAnswer::parse(GOOD.as_bytes()).is_some());
    let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\">]>";
    let deep = "<a>".repeat(20);
    for bad in [
        String::new(),
        format!("{bomb}{GOOD}"),
        GOOD.replace("&amp;", "&a;"),
        GOOD.replace("</response>", ""),
        GOOD.replace("</response>", "</response><response></response>"),
        GOOD.replace("</response>", "</response>tail"),
        GOOD.replace("<result>0</result>", "<result>0</result><result>5</result>"),
        GOOD.replace("<comment>", &format!("<comment>{deep}")),
        GOOD.replace("10.45", "10.456"),
        GOOD.replace("10.45", "-10.45"),
        GOOD[..GOOD.len() / 2].to_owned(),
    ] {
        assert_eq!(OsmpAnswer::parse(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(OsmpAnswer::parse(&[0xff, 0xfe, b'<']), None);
}

#[test]
fn an_address_that_is_no_web_address_is_refused_at_start() {
    for bad in ["", "ftp://a/", "http://a/?x=1", "/pay"] {
        let settings = OsmpSettings {
            url: bad.to_owned(),
            service: None,
            repeat_safe: true,
            fatal_on_repeat: true,
            utc_offset_minutes: 0,
        };
        assert!(OsmpGate::new(settings).is_err(), "{bad}");
    }
}
