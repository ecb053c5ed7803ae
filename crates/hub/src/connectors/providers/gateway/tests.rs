//! Entries as the document shows them, and the files that they name.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use paydesk_domain::time::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use super::Gateway;
use crate::connectors::providers::osmp::{OsmpGate, OsmpSettings};
use crate::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal,
};
use crate::core::minor::Minor;
use crate::core::payment::TransId;
use crate::settings::Settings;

const DOCUMENT: &str = include_str!("../../../../../../docs/providers.md");

/// The entries that the document shows.
fn shown() -> Vec<Gateway> {
    let blocks = DOCUMENT.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    let blocks = blocks.filter(|block| block.contains("[[gateway]]"));
    blocks
        .flat_map(|block| toml::from_str::<Settings>(block).unwrap().gateways)
        .collect()
}

fn entry(id: &str) -> Gateway {
    let found = shown().into_iter().find(|entry| entry.provider == id);
    found.unwrap()
}

fn call() -> ProviderCall {
    ProviderCall {
        txn_id: TransId::new(7),
        accounting: Timestamp::from_unix_ms(1_795_536_127_000),
        account: "0555 12".to_owned(),
        amount: Minor::new(1_045),
        repeat: false,
    }
}

/// A request's head and body, as far as its length says.
fn request(stream: &mut impl Read) -> String {
    let mut asked = String::new();
    let mut part = [0; 4096];
    loop {
        if let Some((head, body)) = asked.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if length.is_none_or(|length| body.len() >= length.parse().unwrap()) {
                return asked;
            }
        }
        match stream.read(&mut part) {
            Ok(length @ 1..) => asked.push_str(&String::from_utf8_lossy(&part[..length])),
            Ok(0) | Err(_) => return asked,
        }
    }
}

fn answer(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// What a provider of that entry is asked and how its answer is read.
async fn exchange(mut settings: OsmpSettings, body: &str, is_check: bool) -> (String, PayOutcome) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    settings.url = format!("http://{}/pay", listener.local_addr().unwrap());
    let body = answer(body);
    let asked = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let asked = request(&mut socket);
        socket.write_all(&body).unwrap();
        asked
    });
    let gate = OsmpGate::new(settings).unwrap();
    let outcome = if is_check {
        match gate.check(&call()).await {
            CheckOutcome::Accepted { info } => PayOutcome::Done { provider_ref: info },
            CheckOutcome::Refused(why) => PayOutcome::Fatal(why),
            CheckOutcome::Temporary => PayOutcome::Temporary,
            CheckOutcome::Unknown => PayOutcome::Unknown,
        }
    } else {
        gate.pay(&call()).await
    };
    (asked.join().unwrap(), outcome)
}

#[tokio::test]
async fn the_second_dialect_of_the_document_is_spoken_and_understood() {
    let folder = TempDir::new().unwrap();
    let settings = || entry("mountain-cable").settings(folder.path()).unwrap();
    let body = "<response><code>0</code><authcode>A-9</authcode><message>ok</message></response>";
    let (asked, paid) = exchange(settings(), body, false).await;
    let provider_ref = "A-9".to_owned();
    assert_eq!(paid, PayOutcome::Done { provider_ref });
    assert!(asked.starts_with("POST /pay HTTP/1.1\r\n"));
    let (_, form) = asked.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        form,
        "action=payment&receipt=7&date=2026-11-24T22%3A02%3A07&number=0555%2012&amount=10.45&ccy=KGS"
    );
    let (asked, told) = exchange(settings(), body, true).await;
    let (_, form) = asked.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        form,
        "action=check&receipt=7&number=0555%2012&amount=10.45&ccy=KGS"
    );
    assert_eq!(
        told,
        PayOutcome::Done {
            provider_ref: "ok".to_owned()
        }
    );
    for (code, outcome) in [
        ("-1", PayOutcome::Temporary),
        ("2", PayOutcome::Fatal(ProviderRefusal::Account)),
        ("3", PayOutcome::Fatal(ProviderRefusal::Sum)),
        ("6", PayOutcome::Fatal(ProviderRefusal::Technical)),
        // The standard table would call these refused or temporary.
        ("5", PayOutcome::Unknown),
        ("1", PayOutcome::Unknown),
    ] {
        let body = format!("<response><code>{code}</code></response>");
        let (_, said) = exchange(settings(), &body, false).await;
        assert_eq!(said, outcome, "{code}");
    }
    let osmp =
        "<response><osmp_txn_id>7</osmp_txn_id><prv_txn>1</prv_txn><result>0</result></response>";
    assert_eq!(
        exchange(settings(), osmp, false).await.1,
        PayOutcome::Unknown
    );
}

#[test]
fn an_entry_brings_its_password_and_needs_both_halves() {
    let folder = TempDir::new().unwrap();
    let village = entry("village-net");
    assert!(
        village.settings(folder.path()).is_err(),
        "the file is missing"
    );
    std::fs::create_dir(folder.path().join("keys")).unwrap();
    let file = folder.path().join("keys/village.pass");
    std::fs::File::create(file)
        .unwrap()
        .write_all(b"secret\n")
        .unwrap();
    let settings = village.settings(folder.path()).unwrap();
    assert_eq!(
        settings.access.basic,
        Some(("hub".to_owned(), "secret".to_owned()))
    );
    assert_eq!(settings.dialect.extra["prv_id"], "5");
    let half = Gateway {
        user: None,
        ..village.clone()
    };
    assert!(half.settings(folder.path()).is_err());
    for (parallel, answer_seconds) in [(0, 60), (257, 60), (15, 0), (15, 61)] {
        let beyond = Gateway {
            parallel,
            answer_seconds,
            ..village.clone()
        };
        assert!(beyond.settings(folder.path()).is_err());
    }
}

/// An authority with a certificate and key that it signed for `name`, all in PEM.
fn signed(name: &str) -> (String, String, KeyPair) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    (authority.pem(), leaf.pem(), key)
}

fn certificates(pem: &str) -> Vec<rustls::pki_types::CertificateDer<'static>> {
    use rustls::pki_types::pem::PemObject as _;
    rustls::pki_types::CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(Result::unwrap)
        .collect()
}

/// A provider on TLS that lets in only whoever has a certificate of the authority `clients`.
fn guarded(own: (&str, &KeyPair), clients: &str) -> (String, std::thread::JoinHandle<()>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(clients));
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(
            certificates(own.0),
            PrivateKeyDer::try_from(own.1.serialize_der()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
        if !request(&mut stream).is_empty() {
            let body = "<response><osmp_txn_id>7</osmp_txn_id><prv_txn>1</prv_txn><result>0</result></response>";
            stream.write_all(&answer(body)).unwrap();
        }
    });
    (format!("https://localhost:{port}/"), serving)
}

#[tokio::test]
async fn a_provider_with_its_own_authority_lets_in_the_hub_s_certificate_alone() {
    let (provider_authority, provider_leaf, provider_key) = signed("localhost");
    let (hub_authority, hub_leaf, hub_key) = signed("hub");
    let hub = format!("{hub_leaf}{}", hub_key.serialize_pem()).into_bytes();
    let done = PayOutcome::Done {
        provider_ref: "1".to_owned(),
    };
    for (authority, certificate, outcome) in [
        (Some(&provider_authority), Some(&hub), done),
        (Some(&provider_authority), None, PayOutcome::Unknown),
        (Some(&hub_authority), Some(&hub), PayOutcome::Unknown),
        (None, Some(&hub), PayOutcome::Unknown),
    ] {
        let (url, serving) = guarded((&provider_leaf, &provider_key), &hub_authority);
        let mut settings = OsmpSettings::standard(url);
        settings.access.authority = authority.map(|pem| pem.clone().into_bytes());
        settings.access.certificate = certificate.cloned();
        let gate = OsmpGate::new(settings).unwrap();
        assert_eq!(gate.pay(&call()).await, outcome);
        drop(gate);
        serving.join().unwrap();
    }
}
