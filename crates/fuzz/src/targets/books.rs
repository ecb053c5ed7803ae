//! Databases that were damaged, tampered with or written by another version: refused or opened, never a panic, and
//! never half of one version and half of another.
//!
//! The first byte chooses a database, the rest says what is done to it: rows and tables as with an SQL tool, then
//! bytes and pages as on a bad disk.

mod fixtures;
mod spoil;

use std::fs;
use std::path::Path;

use paydesk_adapters::people::{People, PeopleError};
use paydesk_adapters::sqlite::{Books, Filter, OpenError, Store, open_reader};
use paydesk_domain::ids::{BootId, PaymentId};
use paydesk_domain::time::Timestamp;
use paydesk_hub::store::{self, StoreError, verify};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::settings::folder;
use crate::input::Input;
use crate::samples::NOW;
use crate::{Target, Verdict};
use fixtures::{Fixture, NEWEST_TILL, fixtures};

pub(crate) const TARGET: Target = Target {
    name: "books",
    run,
    words: &[
        "SQLite format 3\u{0}",
        "\u{0}\u{0}\u{0}\u{1}",
        "\u{0}\u{0}\u{0}\u{2}",
        "\u{0}\u{0}\u{0}\u{4}",
        "paid",
        "check",
        "CREATE TABLE",
        "\u{1}\u{1}\u{1}\u{1}",
        "\u{1}\u{2}\u{3}\u{4}",
        "\u{2}\u{10}\u{10}",
        "\u{3}\u{1}",
    ],
    runs: 150,
};

/// Version and every table, index and trigger.
type Shape = (i64, Vec<(String, String)>);

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let all = fixtures();
    let fixture = &all[input.index(all.len())];
    let folder = folder();
    let path = folder.path().join(fixture.file);
    write(&path, &fixture.bytes);
    spoil::spoil(&mut input, &path);
    let before = shape(&path);
    let bytes = fs::read(&path).expect("the database");
    let verdict = match fixture.file {
        "till.sqlite" => till(&folder, before.as_ref()),
        "hub.sqlite" => hub(folder.path()),
        _ => people(fixture, folder.path()),
    };
    if verdict == Opened::Newer {
        assert_eq!(
            fs::read(&path).expect("the database"),
            bytes,
            "a newer one was touched"
        );
    }
    if let (Some(before), Opened::Newer | Opened::No) = (before, verdict) {
        // Where it cannot be read any more at all, SQLite found the damage while it wrote.
        if let Some(after) = shape(&path) {
            assert_eq!(after, before, "refused, and yet changed");
        }
    }
    Verdict::of(verdict == Opened::Yes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Yes,
    Newer,
    No,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a fixture in memory needs no sync"
)]
fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file");
}

/// The shape of a database as it lies there, read from a copy; nothing where it is none.
fn shape(path: &Path) -> Option<Shape> {
    let copy = folder();
    for ending in ["", "-wal"] {
        let name = format!("{}{ending}", path.display());
        if let Ok(bytes) = fs::read(name) {
            write(&copy.path().join(format!("copy{ending}")), &bytes);
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(copy.path().join("copy"), flags).ok()?;
    let version = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .ok()?;
    let query = "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2";
    let mut statement = connection.prepare(query).ok()?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .ok()?;
    Some((version, rows.collect::<Result<_, _>>().ok()?))
}

fn till(folder: &TempDir, before: Option<&Shape>) -> Opened {
    let folder = folder.path();
    let mut store = match Store::reopen(folder, BootId::new(1), NOW) {
        Ok(store) => store,
        Err(OpenError::Newer { found, known }) => {
            assert!(found > known);
            return Opened::Newer;
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Opened::No;
        }
    };
    if let Some((from, tables)) = before
        && (1..NEWEST_TILL).contains(from)
    {
        let name = format!("till-before-version-{NEWEST_TILL}.sqlite");
        let copy = shape(&folder.join(name)).expect("the old version was laid aside");
        assert_eq!(copy.0, *from, "the copy is of another version");
        let names = |tables: &[(String, String)]| -> Vec<String> {
            let own = tables
                .iter()
                .filter(|(name, _)| !name.starts_with("sqlite_"));
            own.map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(
            names(&copy.1),
            names(tables),
            "the copy holds something else"
        );
    }
    if let Ok(saved) = store.load() {
        for payment in &saved.payments {
            drop(store.proofs(payment.id));
            drop(store.payment(payment.id));
        }
    }
    drop(store);
    let version = shape(&folder.join("till.sqlite")).map(|shape| shape.0);
    assert!(
        version.is_none_or(|version| version == NEWEST_TILL),
        "half migrated: {version:?}"
    );
    if let Ok(books) = open_reader(folder) {
        read(&books);
    }
    drop(Store::reopen(folder, BootId::new(2), NOW));
    Opened::Yes
}

/// Whatever stands in the rows, reading it gives rows or an error.
fn read(books: &Books) {
    let filters = [
        Filter {
            limit: 20,
            ..Filter::default()
        },
        Filter {
            limit: 20,
            pattern: Some("*123*".to_owned()),
            ..Filter::default()
        },
    ];
    for filter in &filters {
        for row in books.find(filter).unwrap_or_default() {
            let _ = (
                format!("{row:?}"),
                row.opened_at.dotted(840),
                row.order.taken.to_string(),
            );
        }
        drop(books.page(filter, 1, 5));
        drop(books.count(filter));
    }
    for id in 1..=4 {
        let id = PaymentId::new(id);
        drop(books.timeline(id));
        drop(books.attempts(id));
        for message in books.messages(id).unwrap_or_default() {
            let _ = message.at.iso();
        }
    }
    drop((
        books.live(),
        books.totals(),
        books.first_break(),
        books.last_numbers(5),
    ));
    let (from, until) = (
        Timestamp::from_unix_ms(0),
        Timestamp::from_unix_ms(i64::MAX),
    );
    drop((books.day(from, until), books.providers_by_use(from)));
    drop(books.neighbour("9161234568", from));
    drop(books.spent_per_day(paydesk_domain::money::Currency::RUB, NOW));
    if let Ok(provider) = paydesk_domain::provider::ProviderId::parse("demo-mobile") {
        drop(books.usual_range(&provider));
    }
}

fn hub(folder: &Path) -> Opened {
    match store::connect(folder) {
        Ok(connection) => {
            if let Ok(report) = verify::verify(&connection, |_| true) {
                let _ = format!("{report:?}");
            }
            Opened::Yes
        }
        Err(StoreError::NewerSchema { .. }) => Opened::Newer,
        Err(_) => Opened::No,
    }
}

fn people(fixture: &Fixture, folder: &Path) -> Opened {
    let config = folder.join("config");
    fs::create_dir(&config).expect("a folder");
    for (name, bytes) in &fixture.beside {
        write(&config.join(name), bytes);
    }
    match People::open(folder, &config) {
        Ok(people) => {
            for person in people.list().unwrap_or_default() {
                assert!(!format!("{person:?}").is_empty());
            }
            Opened::Yes
        }
        Err(PeopleError::Newer { .. }) => Opened::Newer,
        Err(_) => Opened::No,
    }
}
