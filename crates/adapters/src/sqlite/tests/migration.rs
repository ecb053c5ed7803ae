//! A till that has worked under an earlier version goes on with everything it had.

use std::path::Path;

use paydesk_domain::journal::{JournalKind, deed_text};
use paydesk_domain::payment::Stage;
use paydesk_till::world::{Change, ChangeSet};
use rusqlite::Connection;
use tempfile::TempDir;

use super::super::{Filter, MIGRATIONS, Store, database, open_reader};
use super::entry;
use crate::samples::{BOOT, at, sealed};

/// A folder of version 1: three payments in different states, one check on the wire, six entries of the journal.
fn version_1() -> TempDir {
    let folder = TempDir::new().expect("folder");
    let connection = Connection::open(database(folder.path())).expect("database");
    connection.execute_batch(MIGRATIONS[0]).expect("schema 1");
    connection
        .pragma_update(None, "user_version", 1)
        .expect("version");
    connection
        .execute_batch(
            "INSERT INTO cashier VALUES (1, 'Иванова Анна Петровна');
             INSERT INTO boot VALUES (1, zeroblob(16), 0);",
        )
        .expect("a start");
    for (id, stage) in [(1, "checking"), (2, "checked"), (3, "checked")] {
        connection
            .execute(
                "INSERT INTO payment (id, intent, provider, provider_number, number, account, credited, taken, \
                 currency, cashier, opened_at, session, stage, live) \
                 VALUES (?1, CAST(printf('%016d', ?1) AS BLOB), 'demo-mobile', 227, '9161234567', '', 50000, \
                 51000, 'RUB', 1, 1000, printf('01K0ABCDEF%010d', ?1), ?2, 1)",
                (id, stage),
            )
            .expect("a payment");
    }
    connection
        .execute_batch(
            "INSERT INTO session SELECT session, id FROM payment;
             UPDATE payment SET stage = 'queued', tender_at = 2000 WHERE id > 1;
             UPDATE payment SET stage = 'sending', pays = 1 WHERE id = 3;
             INSERT INTO attempt VALUES (1, 1, zeroblob(16), 'check', 1, 1, zeroblob(32));
             INSERT INTO attempt VALUES (2, 3, randomblob(16), 'pay', 1, 1, zeroblob(32));
             INSERT INTO attempt_end VALUES (2, 3, NULL, x'00', NULL);
             UPDATE payment SET stage = 'paid', detail = 'final', print_stage = 'printed', print_started = 1, \
               live = 0 WHERE id = 3;",
        )
        .expect("its history");
    journal(&connection);
    folder
}

fn journal(connection: &Connection) {
    let mut head = paydesk_domain::exchange::AuditHead {
        seq: 0,
        hash: [0; 32],
    };
    for seq in 1..=6 {
        let Change::Journal(entry) = entry(seq, JournalKind::Became, "paid") else {
            unreachable!()
        };
        head = entry.chained(&head);
        let (seq, at) = (i64::try_from(seq).expect("small"), entry.at.unix_ms());
        let row = (seq, at, entry.kind.as_key(), &*entry.text, head.hash);
        connection
            .execute("INSERT INTO journal VALUES (?1, ?2, ?3, NULL, ?4, ?5)", row)
            .expect("an entry");
    }
}

fn open(folder: &Path) -> Store {
    Store::open(folder, BOOT, at(0)).expect("opened")
}

#[test]
fn everything_of_version_1_is_there_afterwards() {
    let folder = version_1();
    let before = open_reader(folder.path()).expect("a newer reader reads it");
    assert_eq!(before.first_break().expect("journal"), None);
    drop(before);
    let mut store = open(folder.path());
    let saved = store.load().expect("saved");
    let live: Vec<_> = saved
        .payments
        .iter()
        .map(|p| (p.id.get(), p.stage()))
        .collect();
    assert_eq!(live, [(1, Stage::Checking), (2, Stage::Queued)]);
    assert_eq!(saved.open_attempts.len(), 1);
    assert_eq!((saved.last_payment, saved.last_shift), (3, 0));
    assert_eq!(saved.head.map(|head| head.seq), Some(6));
    assert!(saved.shift.is_none() && saved.corrections.is_empty());
    let books = open_reader(folder.path()).expect("books");
    let all = Filter {
        limit: 10,
        ..Filter::default()
    };
    assert_eq!(books.find(&all).expect("found").len(), 3);
    assert_eq!(books.first_break().expect("journal"), None);
}

#[test]
fn the_chain_goes_on_over_the_migration() {
    let folder = version_1();
    let mut store = open(folder.path());
    let Change::Journal(mut entry) = entry(7, JournalKind::SignedIn, "") else {
        unreachable!()
    };
    entry.text = deed_text("", "Иванова Анна Петровна", "").into();
    let deed = Change::Deed {
        seq: 7,
        person: "Иванова Анна Петровна".to_owned(),
        reason: String::new(),
    };
    let changes = ChangeSet(vec![Change::Journal(entry), deed]);
    store.persist(&changes, &mut sealed).expect("stored");
    let books = open_reader(folder.path()).expect("books");
    assert_eq!(books.first_break().expect("journal"), None);
}

#[test]
fn a_copy_of_the_old_version_is_laid_aside_first() {
    let folder = version_1();
    drop(open(folder.path()));
    let name = format!("till-before-version-{}.sqlite", MIGRATIONS.len());
    let copy = Connection::open(folder.path().join(name)).expect("a copy");
    let (version, payments): (i64, i64) = copy
        .query_row(
            "SELECT user_version, (SELECT COUNT(*) FROM payment) FROM pragma_user_version",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("readable");
    assert_eq!((version, payments), (1, 3));
}

#[test]
fn a_migration_that_fails_in_its_last_step_leaves_the_old_version() {
    let folder = version_1();
    let connection = Connection::open(database(folder.path())).expect("database");
    connection
        .execute_batch("CREATE TABLE taken_block (what_version_3_makes)")
        .expect("something in its way");
    drop(connection);
    for _ in 0..2 {
        Store::open(folder.path(), BOOT, at(0)).expect_err("refused");
        let name = format!("till-before-version-{}.sqlite", MIGRATIONS.len());
        for path in [database(folder.path()), folder.path().join(name)] {
            let left = Connection::open(path).expect("readable");
            let (version, shifts): (i64, i64) = left
                .query_row(
                    "SELECT user_version, (SELECT COUNT(*) FROM sqlite_schema WHERE name = 'shift') \
                     FROM pragma_user_version",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .expect("readable");
            assert_eq!((version, shifts), (1, 0));
        }
    }
}
