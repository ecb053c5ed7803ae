use paydesk_domain::exchange::AuditHead;

use super::setup::{Hub, at};
use crate::core::decision::Profile;
use crate::core::payment::{KeyId, Payment};
use crate::store::checks::check;
use crate::store::evidence::{
    MessageKind, Repeatable, Reply, ReplyHash, Step, keep_reply, stored_reply, taking,
};

fn reply(payment: &Payment, kind: MessageKind, text: &[u8]) -> Reply {
    Reply {
        answers: crate::core::payment::MessageId::new(1),
        kind,
        key: KeyId::new(1),
        payment: Some(payment.id),
        repeatable: Some(Repeatable {
            payment: payment.id,
            version: payment.version,
            hash: ReplyHash::Md5,
        }),
        document: text.to_vec(),
        at: at(5),
    }
}

fn keep(hub: &Hub, reply: Reply) -> Vec<u8> {
    hub.store
        .write_blocking(move |books| keep_reply(books, &reply))
        .unwrap()
}

fn again(hub: &Hub, payment: &Payment, kind: MessageKind) -> Option<Vec<u8>> {
    hub.store
        .read_blocking(|books| stored_reply(books, payment, (kind, ReplyHash::Md5)))
        .unwrap()
}

#[test]
fn a_plain_client_hears_the_same_bytes_again() {
    let hub = Hub::new(100_000, Profile::Cyberplat);
    let payment = hub.consent("A1", 1_000);
    assert_eq!(again(&hub, &payment, MessageKind::Check), None);
    assert_eq!(
        keep(&hub, reply(&payment, MessageKind::Check, b"first")),
        b"first"
    );
    assert_eq!(
        keep(&hub, reply(&payment, MessageKind::Check, b"second")),
        b"first"
    );
    assert_eq!(
        again(&hub, &payment, MessageKind::Check).as_deref(),
        Some(&b"first"[..])
    );
}

#[test]
fn a_consent_is_not_told_again_once_the_payment_is_closed() {
    let hub = Hub::new(100_000, Profile::Cyberplat);
    let payment = hub.consent("A1", 1_000);
    keep(&hub, reply(&payment, MessageKind::Check, b"consent"));
    hub.status("A1", 70_000);
    let closed = hub
        .store
        .read_blocking(|books| crate::store::rows::by_id(books, payment.id));
    assert_eq!(again(&hub, &closed.unwrap(), MessageKind::Check), None);
}

#[test]
fn a_replayed_nonce_is_stored_but_looked_at_by_nobody() {
    let hub = Hub::with_deposit(100_000);
    let request = hub.request(MessageKind::Check, "A1", (1_000, 0));
    for n in 0..5 {
        let request = request.clone();
        let taken = hub
            .store
            .write_blocking(move |books| check(books, &request))
            .unwrap();
        assert_eq!(matches!(taken.step, Step::Replayed), n > 0);
    }
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 1);
    assert_eq!(
        hub.number("SELECT count(*) FROM message WHERE verdict = 'replayed'"),
        4
    );
    assert_eq!(
        hub.number("SELECT count(*) FROM audit WHERE what LIKE 'alarm: replayed%'"),
        1
    );
}

#[test]
fn two_heads_of_one_till_are_an_alarm() {
    let hub = Hub::with_deposit(0);
    let send = |seq, byte: u8| {
        let mut received = hub.received(MessageKind::Rest, 0);
        received.audit = Some(AuditHead {
            seq,
            hash: [byte; 32],
        });
        hub.store
            .write_blocking(move |books| taking(books, &received, |_| Ok(())))
            .unwrap();
        hub.number("SELECT count(*) FROM audit WHERE what LIKE 'alarm: two heads%'")
    };
    assert_eq!(
        [send(1, 1), send(1, 1), send(2, 2), send(1, 9)],
        [0, 0, 0, 1]
    );
}
