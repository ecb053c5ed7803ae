//! `ledger check`: sound after work, and loud after a row was changed behind the hub's back.

use paydesk_hub::admin;
use paydesk_hub::core::decision::Profile;
use rusqlite::Connection;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status};
use super::hub::Hub;

fn worked() -> Hub {
    let hub = Hub::new(Profile::Cyberplat);
    for session in ["A1", "A2", "A3"] {
        hub.ask(CHECK, &plain(session, GOOD, "100.00"));
    }
    for session in ["A1", "A2"] {
        hub.ask(PAY, &plain(session, GOOD, "100.00"));
    }
    hub.ask(STATUS, &plain_status("A1"));
    hub
}

#[test]
fn the_books_can_be_checked_while_the_hub_serves() {
    let hub = worked();
    let report = admin::ledger_check(hub.folder.path()).unwrap();
    assert_eq!((report.payments, report.violations), (3, vec![]));
    assert!(report.entries >= 10);
}

/// The trigger that refuses it, the damage, and the beginning of the rule that finds it.
const DAMAGES: [(&str, &str, &str); 10] = [
    (
        "entry_changed",
        "UPDATE entry SET amount = amount + 1 WHERE seq = 3",
        "I",
    ),
    (
        "",
        "UPDATE account SET credit_posted = credit_posted + 100 WHERE kind = 'deposit'",
        "I1",
    ),
    (
        "payment_facts_of_the_request",
        "UPDATE payment SET amount = amount - 1 WHERE session = 'A1'",
        "I",
    ),
    (
        "payment_moves",
        "UPDATE payment SET state = 'CAPTURED', business_date = '2026-11-25', pay_seen = 1
   WHERE session = 'A3'",
        "I",
    ),
    ("entry_deleted", "DELETE FROM entry WHERE seq = 2", "I"),
    (
        "message_changed",
        "UPDATE message SET document = cast(replace(cast(document AS TEXT),
   'AMOUNT=100.00', 'AMOUNT=900.00') AS BLOB) WHERE id = 1",
        "I5: every stored signature",
    ),
    (
        "message_changed",
        "UPDATE message SET verdict = 'invalid' WHERE id = 1",
        "I5: a change by message",
    ),
    (
        "state_change_deleted",
        "DELETE FROM state_change WHERE version = 2",
        "I5: versions",
    ),
    (
        "audit_changed",
        "UPDATE audit SET record = 'nothing' WHERE n = 2",
        "I7",
    ),
    ("audit_deleted", "DELETE FROM audit WHERE n = 2", "I7"),
];

#[test]
fn every_change_behind_the_hubs_back_is_named() {
    let hub = worked().stopped();
    for (trigger, damage, rule) in DAMAGES {
        let copy = tempfile::TempDir::new().unwrap();
        std::fs::copy(
            hub.folder.path().join("hub.sqlite"),
            copy.path().join("hub.sqlite"),
        )
        .unwrap();
        assert_eq!(admin::ledger_check(copy.path()).unwrap().violations, vec![]);
        let books = Connection::open(copy.path().join("hub.sqlite")).unwrap();
        books.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        if !trigger.is_empty() {
            assert!(books.execute(damage, []).is_err(), "{trigger} lets it pass");
            let triggers =
                "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'";
            let mut drops = books.prepare(triggers).unwrap();
            let drops: Vec<String> = drops
                .query_map([], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            books.execute_batch(&drops.concat()).unwrap();
        }
        assert!(books.execute(damage, []).unwrap() > 0, "{damage}");
        drop(books);
        let found = admin::ledger_check(copy.path()).unwrap().violations;
        assert!(
            found.iter().any(|broken| broken.rule.starts_with(rule)),
            "{damage}: {found:?}"
        );
    }
}
