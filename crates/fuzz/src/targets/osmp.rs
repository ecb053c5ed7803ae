//! The XML that a provider answers, asked through the gate of the hub. "Credited" is believed only where the answer
//! says so beyond doubt, read here in another way.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use paydesk_domain::time::Timestamp;
use paydesk_hub::connectors::providers::osmp::{OsmpGate, OsmpSettings};
use paydesk_hub::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate as _,
};
use paydesk_hub::core::minor::Minor;
use paydesk_hub::core::payment::TransId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "osmp",
    run,
    words: &[
        "<response>",
        "</response>",
        "<osmp_txn_id>7</osmp_txn_id>",
        "<prv_txn>2016</prv_txn>",
        "<sum>10.45</sum>",
        "<result>0</result>",
        "<result>",
        "</result>",
        "<fields>",
        "<field1 name=\"a\">",
        "<x/>",
        "<!-- -->",
        "<![CDATA[0]]>",
        "<!DOCTYPE x [<!ENTITY a \"0\">]>",
        "&a;",
        "&amp;",
        "&#48;",
        "<?pi?>",
        "\u{feff}",
        "<?xml version=\"1.0\"?>",
        "0",
        "1",
        "300",
        "-0",
        "+7",
        "007",
        "10,45",
        "1045",
    ],
    runs: 1_200,
};

const TXN: i64 = 7;
const MINOR: i64 = 1_045;

struct Provider {
    runtime: Runtime,
    gate: OsmpGate,
    next: Sender<Vec<u8>>,
}

static PROVIDER: LazyLock<Mutex<Provider>> = LazyLock::new(|| {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = runtime
        .block_on(TcpListener::bind(("127.0.0.1", 0)))
        .expect("a port");
    let url = format!(
        "http://{}/osmp",
        listener.local_addr().expect("its address")
    );
    let (next, answers) = channel::<Vec<u8>>();
    let answers = Arc::new(Mutex::new(answers));
    runtime.spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, Arc::clone(&answers)));
        }
    });
    let gate = OsmpGate::new(OsmpSettings {
        utc_offset_minutes: 180,
        ..OsmpSettings::standard(url)
    });
    let gate = gate.expect("a gate");
    Mutex::new(Provider {
        runtime,
        gate,
        next,
    })
});

/// Answers every request on one connection; the gate keeps it, and opens another when it likes.
async fn serve(mut socket: TcpStream, answers: Arc<Mutex<Receiver<Vec<u8>>>>) {
    let mut head = vec![0; 4096];
    while socket.read(&mut head).await.is_ok_and(|length| length > 0) {
        let next = answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv();
        let Ok(body) = next else {
            return;
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        let answer = [head.as_bytes(), &body].concat();
        if socket.write_all(&answer).await.is_err() {
            return;
        }
    }
}

fn run(bytes: &[u8]) -> Verdict {
    let provider = PROVIDER.lock().unwrap_or_else(PoisonError::into_inner);
    let call = ProviderCall {
        txn_id: TransId::new(TXN),
        accounting: Timestamp::from_unix_ms(1_795_536_127_000),
        account: "9161234567".to_owned(),
        amount: Minor::new(MINOR),
        repeat: false,
    };
    let answers = || {
        provider
            .next
            .send(bytes.to_vec())
            .expect("the provider lives")
    };
    answers();
    let paid = provider.runtime.block_on(provider.gate.pay(&call));
    answers();
    let checked = provider.runtime.block_on(provider.gate.check(&call));
    let text = String::from_utf8_lossy(bytes);
    match &paid {
        PayOutcome::Done { provider_ref } => {
            assert!(
                !provider_ref.trim().is_empty(),
                "nobody could prove this credit"
            );
            assert_is_said(&text, 0);
            assert!(matches!(checked, CheckOutcome::Accepted { .. }));
        }
        PayOutcome::Fatal(_) => {
            assert!(matches!(checked, CheckOutcome::Refused(_)));
            assert_is_said(&text, 1);
        }
        PayOutcome::Temporary | PayOutcome::Unknown => {}
    }
    if let CheckOutcome::Accepted { info } = &checked {
        assert!(info.chars().count() <= 200);
    }
    Verdict::of(paid != PayOutcome::Unknown)
}

/// The text of every element of this name that stands in `text`, by plain search.
fn elements<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    let close = format!("</{name}>");
    let pieces = text.split(open.as_str()).skip(1);
    pieces
        .map(|piece| {
            piece
                .split_once(close.as_str())
                .map_or("<", |(value, _)| value)
        })
        .collect()
}

/// `result` is 0, or at least `least`; the number is ours; nothing else stands between the tags. Where the language's
/// finer means are used (comments, references, attributes), a plain search cannot judge.
fn assert_is_said(text: &str, least: u32) {
    let is_plain = !text.contains("<!")
        && !text.contains('&')
        && !text.contains("<result ")
        && text.is_ascii();
    let results = elements(text, "result");
    if !is_plain
        || results.is_empty()
        || text.contains("</result ")
        || text.contains("<osmp_txn_id ")
    {
        return;
    }
    let said = |found: &str| found.trim().parse::<u32>().ok();
    let is_it =
        |found: &&str| said(found).is_some_and(|n| if least == 0 { n == 0 } else { n >= least });
    assert!(results.iter().any(is_it), "no such result: {results:?}");
    let numbers = elements(text, "osmp_txn_id");
    assert!(
        numbers.iter().any(|found| found.trim().parse() == Ok(TXN)) || numbers.is_empty(),
        "another payment: {numbers:?}"
    );
}
