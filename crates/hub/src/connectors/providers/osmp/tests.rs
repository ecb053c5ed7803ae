use paydesk_domain::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::answer::OsmpAnswer;
use super::dialect::{AnswerNames, DateForm, Dialect, Meaning};
use super::{Access, Method, OsmpGate, OsmpSettings};
use crate::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal,
};
use crate::core::minor::Minor;
use crate::core::payment::TransId;

const GOOD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><osmp_txn_id>7</osmp_txn_id>\
    <prv_txn>2016</prv_txn><sum>10.45</sum><result>0</result><comment>OK &amp; fine</comment>\
    <fields><field1 name=\"name\">I***** P.</field1><field2>12</field2></fields></response>";

/// A provider that gives one fixed answer to one request and returns what it was asked: head and body.
async fn scripted_for(
    answer: Vec<u8>,
    change: impl FnOnce(&mut OsmpSettings),
) -> (OsmpGate, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/osmp", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = String::new();
        let mut part = vec![0; 4096];
        while !is_whole(&asked) {
            let length = socket.read(&mut part).await.unwrap();
            asked.push_str(&String::from_utf8_lossy(&part[..length]));
        }
        drop(socket.write_all(&answer).await);
        drop(socket.shutdown().await);
        asked
    });
    let mut settings = settings(url);
    change(&mut settings);
    (OsmpGate::new(settings).unwrap(), asked)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.parse().unwrap())
}

async fn scripted(answer: Vec<u8>) -> (OsmpGate, tokio::task::JoinHandle<String>) {
    scripted_for(answer, |_| ()).await
}

fn first_line(asked: &str) -> &str {
    asked.lines().next().unwrap_or_default()
}

fn settings(url: String) -> OsmpSettings {
    let mut settings = OsmpSettings {
        utc_offset_minutes: 180,
        ..OsmpSettings::standard(url)
    };
    let service = ("prv_id".to_owned(), "5 a".to_owned());
    settings.dialect.extra.extend([service]);
    settings
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
        first_line(&asked.await.unwrap()),
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
    let never_asked = OsmpGate::new(OsmpSettings {
        repeat_safe: false,
        ..settings("http://127.0.0.1:9/".to_owned())
    });
    let never_asked = never_asked.unwrap();
    assert_eq!(never_asked.pay(&again).await, PayOutcome::Unknown);
    let refusal = http("200 OK", &GOOD.replace("<result>0<", "<result>5<"));
    let (told, _) = scripted_for(refusal.clone(), |s| s.fatal_on_repeat = false).await;
    assert_eq!(told.pay(&again).await, PayOutcome::Unknown);
    let (told, _) = scripted(refusal).await;
    assert_eq!(
        told.pay(&again).await,
        PayOutcome::Fatal(ProviderRefusal::Account)
    );
}

fn parse(bytes: &[u8]) -> Option<OsmpAnswer> {
    OsmpAnswer::parse(bytes, &AnswerNames::default())
}

#[test]
fn odd_xml_is_no_answer() {
    assert!(parse(GOOD.as_bytes()).is_some());
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
        assert_eq!(parse(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(parse(&[0xff, 0xfe, b'<']), None);
}

#[test]
fn an_address_that_is_no_web_address_is_refused_at_start() {
    for bad in ["", "ftp://a/", "http://a/?x=1", "/pay"] {
        let settings = OsmpSettings::standard(bad.to_owned());
        assert!(OsmpGate::new(settings).is_err(), "{bad}");
    }
}

/// Every row of the table, to a check, to the only pay and to a repeat; then what no table has.
#[tokio::test]
async fn every_result_is_read_as_the_table_says() {
    use ProviderRefusal::{Account, Sum, Technical};
    let fatal = [
        (4, Account),
        (5, Account),
        (7, Technical),
        (8, Technical),
        (10, Technical),
        (31, Account),
        (32, Technical),
        (40, Technical),
        (79, Account),
        (241, Sum),
        (242, Sum),
        (243, Account),
        (300, Technical),
    ];
    for (result, why) in fatal {
        let (check, pay) = (CheckOutcome::Refused(why), PayOutcome::Fatal(why));
        assert_result(&result.to_string(), (check, pay.clone(), pay)).await;
    }
    let info = "I***** P.; 12".to_owned();
    let done = PayOutcome::Done {
        provider_ref: "2016".to_owned(),
    };
    let accepted = CheckOutcome::Accepted { info };
    assert_result("0", (accepted, done.clone(), done)).await;
    for result in ["1", "90"] {
        let temporary = PayOutcome::Temporary;
        let said = (CheckOutcome::Temporary, temporary.clone(), temporary);
        assert_result(result, said).await;
    }
    for result in [
        "2",
        "6",
        "9",
        "80",
        "301",
        "4294967295",
        "-1",
        "OK",
        "0.0",
        "00x",
    ] {
        let unknown = PayOutcome::Unknown;
        assert_result(result, (CheckOutcome::Unknown, unknown.clone(), unknown)).await;
    }
}

async fn assert_result(result: &str, said: (CheckOutcome, PayOutcome, PayOutcome)) {
    let answer = || {
        http(
            "200 OK",
            &GOOD.replace("<result>0<", &format!("<result>{result}<")),
        )
    };
    let (gate, _) = scripted(answer()).await;
    assert_eq!(gate.check(&call()).await, said.0, "check, {result}");
    let (gate, _) = scripted(answer()).await;
    assert_eq!(gate.pay(&call()).await, said.1, "pay, {result}");
    let again = ProviderCall {
        repeat: true,
        ..call()
    };
    let (gate, _) = scripted(answer()).await;
    assert_eq!(gate.pay(&again).await, said.2, "repeated pay, {result}");
}

#[tokio::test]
async fn the_accounting_date_of_a_repeat_is_that_of_the_first_pay() {
    let again = ProviderCall {
        repeat: true,
        ..call()
    };
    let mut asked = Vec::new();
    for call in [call(), again] {
        let (gate, question) = scripted(http("200 OK", GOOD)).await;
        gate.pay(&call).await;
        asked.push(first_line(&question.await.unwrap()).to_owned());
    }
    assert_eq!(asked[0], asked[1]);
}

#[tokio::test]
async fn ten_megabytes_are_no_answer() {
    let long = format!("<response>{}", "<x>aaaa</x>".repeat(1_000_000));
    for whole in [
        http("200 OK", &long),
        [b"HTTP/1.1 200 OK\r\n\r\n", long.as_bytes()].concat(),
    ] {
        let (gate, _) = scripted(whole).await;
        assert_eq!(gate.pay(&call()).await, PayOutcome::Unknown);
    }
}

/// An answer that comes byte by byte and never ends is cut off with the time of a whole answer.
#[tokio::test]
async fn slow_bytes_do_not_stretch_the_time_to_answer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n<response>";
        let mut more = socket.write_all(head).await;
        while more.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            more = socket.write_all(b" ").await;
        }
    });
    let gate = OsmpGate::new(OsmpSettings {
        answer_within: std::time::Duration::from_millis(300),
        ..settings(url)
    });
    assert_eq!(gate.unwrap().pay(&call()).await, PayOutcome::Unknown);
}

#[tokio::test]
async fn a_form_and_a_password_go_where_the_entry_says() {
    let (gate, asked) = scripted_for(http("200 OK", GOOD), |settings| {
        settings.method = Method::Post;
        settings.access.basic = Some(("hub".to_owned(), "se cret".to_owned()));
    })
    .await;
    assert!(matches!(gate.pay(&call()).await, PayOutcome::Done { .. }));
    let asked = asked.await.unwrap();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert_eq!(first_line(head), "POST /osmp HTTP/1.1");
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    assert!(head.contains("authorization: Basic aHViOnNlIGNyZXQ="));
    assert_eq!(
        body,
        "command=pay&txn_id=7&txn_date=20261124190207&account=%2B7%20916&sum=10.45&prv_id=5%20a"
    );
    assert!(!format!("{gate:?}").contains("cret"));
}

/// An order that is lost on a connection which the provider has just closed may never be given again there.
#[tokio::test]
async fn a_provider_that_may_credit_twice_gets_a_connection_for_each_order() {
    for (repeat_safe, connections) in [(false, 3), (true, 1)] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (opened, mut counted) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                opened.send(()).unwrap();
                tokio::spawn(async move {
                    let mut head = [0; 4096];
                    while socket.read(&mut head).await.is_ok_and(|length| length > 0) {
                        socket.write_all(&http("200 OK", GOOD)).await.unwrap();
                    }
                });
            }
        });
        let gate = OsmpGate::new(OsmpSettings {
            repeat_safe,
            ..settings(url)
        });
        let gate = gate.unwrap();
        for _ in 0..3 {
            assert!(matches!(gate.pay(&call()).await, PayOutcome::Done { .. }));
        }
        let mut found = 0;
        while counted.try_recv().is_ok() {
            found += 1;
        }
        assert_eq!(found, connections);
    }
}

#[test]
fn a_date_form_has_every_part_once() {
    let at = call().accounting.civil(180);
    for (form, written) in [
        ("YYYYMMDDhhmmss", "20261124190207"),
        ("YYYY-MM-DDThh:mm:ss", "2026-11-24T19:02:07"),
        ("DD.MM.YYYY hh:mm:ss", "24.11.2026 19:02:07"),
    ] {
        let form = DateForm::try_from(form.to_owned()).unwrap();
        assert_eq!(form.write(at), written);
    }
    for bad in [
        "",
        "YYYYMMDD",
        "YYYYMMDDhhmmssss",
        "YYYYMMDDhhmmss&x=1",
        "YYYYMMDDhhmmssZ",
    ] {
        assert!(DateForm::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}

#[test]
fn a_dialect_whose_words_run_into_each_other_is_refused_at_start() {
    let refused = |change: fn(&mut Dialect)| {
        let mut settings = settings("http://127.0.0.1:9/".to_owned());
        change(&mut settings.dialect);
        assert!(OsmpGate::new(settings).is_err());
    };
    refused(|dialect| dialect.request.sum = "account".to_owned());
    refused(|dialect| dialect.request.sum = "su m".to_owned());
    refused(|dialect| dialect.request.pay = "check".to_owned());
    refused(|dialect| dialect.answer.provider_ref.clear());
    refused(|dialect| dialect.answer.result = "sum".to_owned());
    refused(|dialect| drop(dialect.extra.insert("txn_id".to_owned(), "8".to_owned())));
}

#[test]
fn the_results_of_a_dialect_come_before_the_table() {
    let mut dialect = Dialect::default();
    dialect.results.insert("7".to_owned(), Meaning::Temporary);
    dialect.results.insert("DONE".to_owned(), Meaning::Ok);
    for (result, meaning) in [
        ("7", Meaning::Temporary),
        ("DONE", Meaning::Ok),
        ("5", Meaning::Account),
        ("done", Meaning::Unknown),
    ] {
        assert_eq!(dialect.meaning(result), meaning, "{result}");
    }
    dialect.standard_results = false;
    assert_eq!(dialect.meaning("5"), Meaning::Unknown);
    assert_eq!(dialect.meaning("7"), Meaning::Temporary);
}

#[test]
fn what_lets_the_hub_in_is_not_printed() {
    let access = Access {
        basic: Some(("hub".to_owned(), "secret".to_owned())),
        authority: None,
        certificate: Some(b"secret".to_vec()),
    };
    assert!(!format!("{access:?}").contains("secret"));
}
