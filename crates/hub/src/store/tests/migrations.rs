//! Books of older hubs are brought up to date, and nothing in them is lost.

use rusqlite::Connection;

use super::setup::Hub;
use crate::store::{DATABASE, StoreError, connect, outbox, schema};

/// Undoes the later steps: books as the first schema had them, with everything that happened in them.
const BACK_TO_1: &str = "
    DROP TABLE staff;
    DROP TRIGGER payment_into_closed_day; DROP TRIGGER entry_into_closed_day;
    DROP TABLE head; DROP TABLE rollup; DROP TABLE closed_day;
    DROP TABLE party_network; DROP TABLE invitation;
    DROP INDEX outbox_review; DROP INDEX outbox_due;
    ALTER TABLE outbox DROP COLUMN review_at; ALTER TABLE outbox DROP COLUMN review;
    ALTER TABLE outbox DROP COLUMN lane;
    CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL;
    DROP TABLE bank_message;
    DROP INDEX payment_day;
    DROP INDEX entry_proposal; ALTER TABLE entry DROP COLUMN proposal;
    DROP TABLE proposal; DROP TABLE tariff_rule; DROP TABLE sub_share;
    DROP INDEX payment_details;
    DROP TABLE cap; DROP TABLE spent; DROP TABLE permission; DROP TABLE black_list;
    ALTER TABLE key DROP COLUMN not_before; ALTER TABLE key DROP COLUMN not_after;
    CREATE TABLE party_old (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('hub', 'bank', 'provider', 'dealer', 'point')),
      code TEXT NOT NULL,
      parent INTEGER REFERENCES party (id),
      utc_offset_min INTEGER NOT NULL DEFAULT 180,
      added_at INTEGER NOT NULL,
      CHECK ((kind = 'point') = (parent IS NOT NULL))) STRICT;
    INSERT INTO party_old SELECT id, kind, code, parent, utc_offset_min, added_at FROM party;
    DROP TABLE party;
    ALTER TABLE party_old RENAME TO party;
    CREATE UNIQUE INDEX party_code ON party (kind, coalesce(parent, 0), code);
    PRAGMA user_version = 1;";

fn old_books() -> Hub {
    let hub = Hub::with_deposit(1_000_000);
    hub.paid("A1", 10_001);
    hub.consent("A2", 20_000);
    hub.cancel("A3", (500, 5));
    hub
}

fn age(hub: &Hub) {
    let books = Connection::open(hub.folder.path().join(DATABASE)).unwrap();
    books.pragma_update(None, "foreign_keys", false).unwrap();
    books.execute_batch(BACK_TO_1).unwrap();
    assert_eq!(schema::version(&books).unwrap(), 1);
}

#[test]
fn books_of_the_first_schema_go_on_with_what_their_day_has_used_up() {
    let hub = old_books();
    let before = "SELECT sum(amount) FROM spent";
    let spent = hub.number(before);
    age(&hub);
    let hub = hub.restarted();
    assert_eq!(
        hub.number("PRAGMA user_version"),
        i64::from(schema::newest())
    );
    assert_eq!(hub.number(before), spent);
    assert_eq!(
        hub.number("SELECT count(*) FROM party WHERE kind = 'point'"),
        1
    );
    hub.assert_sound();
    hub.paid("A4", 700);
    hub.assert_sound();
}

#[test]
fn work_of_older_books_goes_on_in_its_lane() {
    let hub = old_books();
    hub.consent("A5", 10_000);
    hub.pay("A5", (10_000, 5));
    age(&hub);
    let hub = hub.restarted();
    let lanes = "SELECT DISTINCT lane FROM outbox WHERE done_at IS NULL AND gateway = ";
    assert_eq!(hub.number(&format!("{lanes} 'provider'")), 227);
    assert_eq!(
        hub.number(&format!("{lanes} 'bank'")),
        i64::from(outbox::BANK)
    );
    hub.assert_sound();
}

#[test]
fn damaged_books_are_left_as_they_are() {
    let hub = old_books();
    age(&hub);
    let file = hub.folder.path().join(DATABASE);
    let books = Connection::open(&file).unwrap();
    books.pragma_update(None, "foreign_keys", false).unwrap();
    books
        .execute("DELETE FROM party WHERE kind = 'provider'", [])
        .unwrap();
    drop(books);
    assert!(matches!(
        connect(hub.folder.path()),
        Err(StoreError::Dangling)
    ));
    let books = Connection::open(&file).unwrap();
    assert_eq!(schema::version(&books).unwrap(), 1);
}
