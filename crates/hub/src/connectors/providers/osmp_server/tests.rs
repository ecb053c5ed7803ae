use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paydesk_domain::time::Timestamp;

use super::{OsmpServer, Shop};
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
