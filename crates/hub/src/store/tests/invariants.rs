//! Each query is proved to bite: one row is damaged behind the triggers' back.

use super::setup::{Hub, at};
use crate::core::decision::Profile;
use crate::core::payment::{KeyId, MessageId};
use crate::store::connect;
use crate::store::evidence::{MessageKind, Reply, keep_reply};
use crate::store::verify::{INVARIANTS, verify};

const TRIGGERS: [&str; 11] = [
    "payment_facts_of_the_request",
    "payment_moves",
    "payment_stays",
    "entry_changed",
    "entry_deleted",
    "message_changed",
    "message_deleted",
    "state_change_changed",
    "state_change_deleted",
    "audit_changed",
    "audit_deleted",
];

fn busy_hub() -> Hub {
    let hub = Hub::new(100_000, Profile::Cyberplat);
    hub.paid("A1", 10_001);
    hub.consent("A2", 20_000);
    hub.consent("A3", 500);
    hub.pay("A3", (500, 5));
    hub.cancel("A4", (500, 5));
    hub.assert_sound();
    hub
}

fn violated(damage: &str) -> Vec<&'static str> {
    let hub = busy_hub();
    let books = connect(hub.folder.path()).unwrap();
    books
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    for trigger in TRIGGERS {
        books
            .execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    books.execute_batch(damage).unwrap();
    hub.report()
        .violations
        .into_iter()
        .map(|violation| violation.rule)
        .collect()
}

#[test]
fn every_invariant_answers_to_its_damage() {
    let posts = "payment_id IS NOT NULL AND kind = 'post'";
    let damages = [
        format!(
            "UPDATE account SET currency = 'EUR' WHERE id =
               (SELECT credit_account FROM entry WHERE {posts} LIMIT 1)"
        ),
        "UPDATE account SET debit_posted = debit_posted + 1 WHERE kind = 'deposit'".to_owned(),
        "UPDATE account SET debit_pending = debit_pending + 1 WHERE kind = 'deposit'".to_owned(),
        "DELETE FROM entry WHERE kind = 'release'".to_owned(),
        format!("UPDATE entry SET amount = amount + 1 WHERE {posts}"),
        "INSERT INTO entry (payment_id, kind, debit_account, credit_account, amount, business_date, at)
             SELECT e.payment_id, 'post', e.debit_account, e.credit_account, 1, e.business_date, 0
               FROM entry e JOIN account a ON a.id = e.credit_account AND a.kind = 'provider'
              WHERE e.kind = 'post'"
            .to_owned(),
        "UPDATE message SET verdict = 'invalid' WHERE id = 1".to_owned(),
        "DELETE FROM state_change WHERE version = 2".to_owned(),
        "DELETE FROM audit WHERE n = 2".to_owned(),
        "UPDATE outbox SET done_at = NULL WHERE job = 'pay'".to_owned(),
        "INSERT INTO proposal (payment_id, kind, reason, asked_by, asked_at, decided_by, decided_at, agreed)
             SELECT id, 'refund', 'x', 'a', 0, 'b', 0, 1 FROM payment WHERE state = 'CAPTURED'"
            .to_owned(),
        "UPDATE state_change SET cause = 'person', message_id = NULL WHERE version = 2".to_owned(),
        "UPDATE spent SET amount = amount + 1 WHERE provider > 0".to_owned(),
    ];
    for ((rule, _), damage) in INVARIANTS.iter().zip(&damages) {
        let violated = violated(damage);
        assert!(violated.contains(rule), "{rule}: {violated:?}");
    }
}

#[test]
fn a_rewritten_audit_record_breaks_the_chain() {
    for damage in [
        "UPDATE audit SET record = 'serial=7' WHERE n = 1",
        "UPDATE audit SET at = at + 1 WHERE n = 2",
        "UPDATE audit SET hash = zeroblob(32) WHERE n = 1",
        "DELETE FROM audit WHERE n = 1",
    ] {
        let violated = violated(damage);
        let rule = "I7: every audit record has its own hash and its predecessor's";
        assert!(violated.contains(&rule), "{damage}: {violated:?}");
    }
}

#[test]
fn a_state_changed_behind_the_log_is_found() {
    let rule = "I5: versions have no gap and end at the payment's";
    let damage = "UPDATE payment SET state = 'VOID', void_code = 23 WHERE state = 'CAPTURING'";
    assert!(violated(damage).contains(&rule));
}

#[test]
fn a_stored_signature_that_does_not_verify_is_found() {
    let hub = busy_hub();
    let reply = Reply {
        answers: MessageId::new(1),
        kind: MessageKind::Check,
        key: KeyId::new(1),
        payment: None,
        repeatable: None,
        document: b"forged".to_vec(),
        at: at(0),
    };
    hub.store
        .write_blocking(move |books| keep_reply(books, &reply))
        .unwrap();
    let report = hub
        .store
        .read_blocking(|books| verify(books, |signed| signed.document != b"forged"))
        .unwrap();
    assert_eq!(report.violations.len(), 1);
    assert_eq!(
        report.violations[0].rule,
        "I5: every stored signature verifies"
    );
}

#[test]
fn the_books_themselves_refuse_what_no_command_would_do() {
    let hub = busy_hub();
    let books = connect(hub.folder.path()).unwrap();
    for (damage, refusal) in [
        ("UPDATE entry SET amount = 1", "append only"),
        ("DELETE FROM entry", "append only"),
        ("UPDATE message SET document = x'00'", "append only"),
        ("DELETE FROM message", "append only"),
        ("UPDATE state_change SET at = 0", "append only"),
        ("DELETE FROM state_change", "append only"),
        ("UPDATE audit SET what = ''", "append only"),
        ("DELETE FROM audit", "append only"),
        ("DELETE FROM payment", "kept for ever"),
        (
            "UPDATE payment SET amount = 1, state = 'CAPTURING', pay_seen = 1, version = version + 1
              WHERE state = 'CONSENTED'",
            "never changes",
        ),
        ("UPDATE payment SET state = 'CAPTURED', version = version + 1", "no such move"),
        ("UPDATE payment SET facts = ''", "no such move"),
        ("UPDATE account SET debit_pending = 100001 WHERE kind = 'deposit'", "CHECK constraint"),
        (
            "INSERT INTO payment (id, point, session, opened_by, fingerprint, deposit, tariff, state,
               tombstone, void_code, version, created_at, hold_until)
             SELECT 1, point, session, opened_by, fingerprint, deposit, tariff, 'VOID', 1, 123, 1, 0, 0
               FROM payment LIMIT 1",
            "UNIQUE constraint",
        ),
    ] {
        let error = books.execute_batch(damage).unwrap_err().to_string();
        assert!(error.contains(refusal), "{damage}: {error}");
    }
}
