//! One number found among a million payments, and what a payment costs on disk.
//!
//! A few hundred payments are really made; their rows, signed replies included, are then multiplied.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::printer::{Permit, PrintDesk, Printer};
use paydesk_adapters::real::{Parts, RealWorld};
use paydesk_adapters::sqlite::{self, Filter, Store};
use paydesk_cheque::document::Document;
use paydesk_domain::ids::BootId;
use paydesk_domain::printer::PrinterState;
use paydesk_till::runner;
use paydesk_till::world::{Command, Entropy, Event, Outcome, PrintOutcome};
use rusqlite::Connection;

const MADE: i64 = 250;
const PAYMENTS: i64 = 1_000_000;
const ROUNDS: usize = 200;

/// Paper that is always there.
struct Paper;

impl Printer for Paper {
    fn print(&mut self, _document: &Document, _permit: &Permit) -> PrintOutcome {
        PrintOutcome::Printed
    }

    fn state(&mut self) -> PrinterState {
        PrinterState::Ready
    }

    fn longest(&self, _document: Option<&Document>) -> Duration {
        Duration::from_secs(60)
    }
}

/// Makes payments as a cashier does.
fn make_payments(folder: &Path) {
    let key = counter::secret_key();
    let hub_folder = folder.join("hub");
    std::fs::create_dir(&hub_folder).expect("a folder");
    let hub = counter::hub(&hub_folder, &key);
    let boot = BootId::new(OsEntropy.next_u128());
    let (mut world, door) = RealWorld::new(Parts {
        folder: folder.to_owned(),
        wire: counter::wire(&hub, &key),
        printer: PrintDesk::start(|| Box::new(Paper)),
        store: Store::open(folder, boot, clock::now()).expect("a database"),
        boot,
    });
    let till = std::thread::spawn(move || runner::run(&mut world, &counter::settings()));
    let events = door.watch();
    let ask = |command| door.give(command).recv().expect("an outcome");
    for _ in 0..MADE {
        let Outcome::Form(intent) = ask(Command::OpenForm) else {
            panic!("no form")
        };
        let cashier = "Иванова Анна Петровна".to_owned();
        let check = Command::Check {
            intent,
            order: counter::order(),
            cashier,
            again: None,
        };
        let Outcome::Consent(payment) = ask(check) else {
            panic!("no consent")
        };
        let id = payment.id;
        ask(Command::Confirm {
            payment: id,
            handed: None,
        });
        let is_out = |event: &Event| match event {
            Event::Payment(told) => told.id == id && !told.is_live(),
            _ => false,
        };
        while !is_out(&events.recv().expect("an event")) {}
    }
    ask(Command::Stop);
    drop(till.join().expect("the till's thread"));
}

fn size(connection: &Connection) -> i64 {
    let pragma = |name: &str| -> i64 {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .expect(name)
    };
    pragma("page_count") * pragma("page_size")
}

/// Multiplies the rows. The rules of the database guard changes, so they step aside for the building.
fn multiply(connection: &Connection) {
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .expect("the triggers");
    for trigger in triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER {trigger}"))
            .expect("dropped");
    }
    let attempts: i64 = connection
        .query_row("SELECT MAX(id) FROM attempt", [], |row| row.get(0))
        .expect("attempts");
    let entries: i64 = connection
        .query_row("SELECT MAX(seq) FROM journal", [], |row| row.get(0))
        .expect("entries");
    let columns = "provider, provider_number, account, extra, credited, taken, currency, cashier, opened_at, \
                   stage, detail, grant_signed_s, grant_server, grant_heard, grant_info, tender_at, handed, \
                   unchecked, pays, pays_never_left, cancel, not_after, version, transid, authcode, absent_s, asks, \
                   closed_at, return_stage, print_stage, print_copy, print_started, live";
    connection
        .execute_batch("BEGIN; PRAGMA foreign_keys = OFF")
        .expect("begun");
    for copy in 1..PAYMENTS / MADE {
        connection
            .execute_batch(&format!(
                "INSERT INTO payment (id, intent, number, session, first_session, {columns})
                   SELECT id + {copy} * {MADE}, randomblob(16),
                          CAST(9000000000 + (id + {copy} * {MADE}) * 997 % 999999937 AS TEXT),
                          substr(session, 1, 8) || printf('%012d', id + {copy} * {MADE}), first_session, {columns}
                     FROM payment WHERE id <= {MADE};
                 INSERT INTO session SELECT session, id FROM payment
                   WHERE id > {copy} * {MADE} AND id <= ({copy} + 1) * {MADE};
                 INSERT INTO attempt SELECT id + {copy} * {attempts}, payment + {copy} * {MADE}, randomblob(16), ask,
                          at, boot, randomblob(32), request, journal_seq + {copy} * {entries}
                     FROM attempt WHERE id <= {attempts};
                 INSERT INTO attempt_end SELECT attempt + {copy} * {attempts}, at, why, evidence, consent_hash,
                          journal_seq + {copy} * {entries}
                     FROM attempt_end WHERE attempt <= {attempts};
                 INSERT INTO journal SELECT seq + {copy} * {entries}, at, kind, payment + {copy} * {MADE}, text,
                          randomblob(32) FROM journal WHERE seq <= {entries};"
            ))
            .expect("copied");
    }
    connection
        .execute_batch(
            "DELETE FROM taken_block;
             INSERT INTO taken_block SELECT id >> 10, count(*) FROM payment WHERE tender_at IS NOT NULL GROUP BY 1;
             COMMIT",
        )
        .expect("committed");
}

fn history(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = {
        drop(Store::open(folder.path(), BootId::new(1), clock::now()).expect("a database"));
        size(&Connection::open(folder.path().join("till.sqlite")).expect("a connection"))
    };
    make_payments(folder.path());
    let connection = Connection::open(folder.path().join("till.sqlite")).expect("a connection");
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("checkpoint");
    let made = (size(&connection) - empty) / MADE;
    multiply(&connection);
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("checkpoint");
    let grown = (size(&connection) - empty) / PAYMENTS;
    drop(connection);
    counter::report(
        "database per payment",
        &format!("{grown} bytes of 1,000,000, {made} of the first {MADE} (limit 2048)"),
    );
    let find = |id: i64| {
        let number = (9_000_000_000 + id * 997 % 999_999_937).to_string();
        let filter = Filter {
            number: Some(number),
            limit: 20,
            ..Filter::default()
        };
        let books = sqlite::open_reader(folder.path()).expect("the books");
        let found = books.find(&filter).expect("read");
        assert!(
            found.iter().any(|payment| payment.id.get() == id),
            "payment {id}"
        );
    };
    let mut id = MADE + 1;
    let mut next = move || {
        id = (id + 7919) % (PAYMENTS - MADE) + MADE;
        id.max(MADE + 1)
    };
    let mut group = c.benchmark_group("history");
    group.bench_function("one number among 1,000,000", |b| b.iter(|| find(next())));
    group.finish();
    let median = counter::median(
        (0..ROUNDS)
            .map(|_| counter::timed(|| find(next())))
            .collect(),
    );
    counter::report(
        "one number among 1,000,000",
        &format!("median {median:?} (limit 50 ms)"),
    );
}

criterion_group!(benches, history);
criterion_main!(benches);
