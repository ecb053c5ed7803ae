//! Each rule bites: one row is damaged, and that rule answers.

use paydesk_cyberplat::ipriv::{FastSigner, Signer as _};
use paydesk_domain::ids::{AttemptId, DealerCode};
use paydesk_domain::money::{Currency, Money};
use rand::rngs::OsRng;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use tempfile::TempDir;

use super::check;
use crate::admin;
use crate::bank::books::{Books, DATABASE, group};
use crate::bank::desk::Desk;
use crate::bank::folder;
use crate::bank::wire::{Ask, Request};
use crate::connectors::bank::BankOrder;
use crate::core::minor::Minor;
use crate::serve::clock;

fn order(reference: &str) -> BankOrder {
    BankOrder {
        reference: reference.to_owned(),
        dealer: "17031".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(500),
    }
}

/// A bank with one hold, one capture, one void, one tombstone and one refusal, each asked for by a signed request.
fn template() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(make).path()
}

fn make() -> TempDir {
    let data = TempDir::new().unwrap();
    let bank = folder::init(data.path()).unwrap();
    let hub = admin::own_key(&data.path().join("hub"), "hub", clock::now());
    let signer = FastSigner::new(&hub.unwrap(), Box::new(OsRng)).unwrap();
    let pubkeys = paydesk_cyberplat::ipriv::certify(signer.public(), &signer, 1_795_000_000);
    folder::admit(data.path(), &pubkeys.unwrap()).unwrap();
    let dealer = DealerCode::parse("17031").unwrap();
    let sum = Money::new(10_000, Currency::RUB);
    folder::credit(data.path(), &dealer, sum, "cash").unwrap();
    let books = Books::open(&data.path().join(DATABASE)).unwrap();
    let key = folder::signer(data.path(), &books).unwrap();
    let group = group(&data.path().join(DATABASE), "bank-books").unwrap();
    let desk = Arc::new(Desk::new((books, group), key, Arc::new(clock::now)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut dear = order("5");
    dear.amount = Minor::new(10_001);
    let asks = [
        Ask::Reserve(order("1")),
        Ask::Reserve(order("2")),
        Ask::Capture(order("2")),
        Ask::Reserve(order("3")),
        Ask::Void(order("3")),
        Ask::Void(order("4")),
        Ask::Reserve(dear),
    ];
    for (nonce, ask) in (1..).zip(asks) {
        let request = Request {
            nonce: AttemptId::new(nonce),
            sent_at: clock::now(),
            bank,
            ask,
        };
        let hash = paydesk_cyberplat::ipriv::Hash::Sha256;
        let at = clock::now().unix_seconds();
        let document =
            paydesk_cyberplat::ipriv::sign_document(&signer, hash, at, &request.body()).unwrap();
        runtime
            .block_on(Arc::clone(&desk).answer(document))
            .unwrap();
    }
    data
}

/// The rules that answer after `damage`, by their first word.
fn broken_by(damage: &str) -> Vec<String> {
    let data = TempDir::new().unwrap();
    let file = data.path().join(DATABASE);
    let source = Connection::open(template().join(DATABASE)).unwrap();
    source
        .execute("VACUUM INTO ?1", [file.to_str().unwrap()])
        .unwrap();
    let books = Connection::open(&file).unwrap();
    books
        .execute_batch(
            "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
             DROP TRIGGER reservation_moves; DROP TRIGGER reservation_stays; DROP TRIGGER entry_changed;
             DROP TRIGGER entry_deleted; DROP TRIGGER exchange_changed; DROP TRIGGER exchange_deleted;",
        )
        .unwrap();
    books.execute_batch(damage).unwrap();
    drop(books);
    let found = check(data.path()).unwrap().broken;
    let mut rules: Vec<String> = found
        .iter()
        .map(|broken| broken.rule.split(':').next().unwrap().to_owned())
        .collect();
    rules.dedup();
    rules
}

#[test]
fn sound_books_break_no_rule() {
    assert_eq!(broken_by(""), [""; 0]);
    let report = check(template()).unwrap();
    assert_eq!((report.entries, report.exchanges), (6, 7));
}

#[test]
fn each_rule_finds_its_own_damage() {
    for (damage, rule) in [
        ("UPDATE account SET credited = credited + 1", "B1"),
        ("UPDATE account SET held = held + 1", "B1"),
        ("UPDATE entry SET amount = 501 WHERE kind = 'capture'", "B1"),
        (
            "UPDATE reservation SET state = 'HELD' WHERE reference = '4'",
            "B2",
        ),
        ("UPDATE account SET credited = 10", "B2"),
        (
            "UPDATE reservation SET amount = 499 WHERE reference = '2'",
            "B3",
        ),
        (
            "UPDATE reservation SET currency = 'EUR' WHERE reference = '2'",
            "B3",
        ),
        (
            "UPDATE reservation SET state = 'VOID' WHERE reference = '2'",
            "B3",
        ),
        (
            "UPDATE exchange SET reference = '9' WHERE msg = 'CAPTURE'",
            "B4",
        ),
        (
            "DELETE FROM exchange WHERE msg = 'VOID' AND reference = '3'",
            "B4",
        ),
        ("DELETE FROM reservation WHERE reference = '4'", "B5"),
        ("UPDATE key SET owner = 'hub'", "B6"),
        ("UPDATE exchange SET answer = request WHERE id = 1", "B7"),
        (
            "UPDATE exchange SET result = 'DONE' WHERE result = 'REFUSED'",
            "B7",
        ),
        (
            "UPDATE exchange SET answer = (SELECT answer FROM exchange WHERE id = 2) WHERE id = 1",
            "B7",
        ),
        ("DELETE FROM account", "file"),
    ] {
        let found = broken_by(damage);
        assert!(
            found.iter().any(|found| found == rule),
            "{damage}: {found:?}"
        );
    }
}
