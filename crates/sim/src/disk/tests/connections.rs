//! Several connections, and several threads, on one database.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::super::Disk;
use super::workload::open;

fn code(outcome: Result<(), rusqlite::Error>) -> Option<ErrorCode> {
    outcome.err().and_then(|error| error.sqlite_error_code())
}

fn ledger(disk: &Disk, journal: &str) -> Connection {
    let connection = open(disk).unwrap();
    connection
        .pragma_update(None, "journal_mode", journal)
        .unwrap();
    connection
        .pragma_update(None, "synchronous", "FULL")
        .unwrap();
    connection
        .execute_batch(
            "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
             INSERT INTO account VALUES (1, 1000), (2, 1000);",
        )
        .unwrap();
    connection
}

fn sum(connection: &Connection) -> (i64, i64) {
    let ask = "SELECT sum(balance), max(balance) FROM account";
    connection
        .query_row(ask, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

fn move_one(connection: &Connection) {
    connection
        .execute_batch(
            "BEGIN IMMEDIATE;
             UPDATE account SET balance = balance - 1 WHERE id = 1;
             UPDATE account SET balance = balance + 1 WHERE id = 2;
             COMMIT;",
        )
        .unwrap();
}

#[test]
fn readers_beside_a_writer_see_whole_transactions() {
    let disk = Disk::new().unwrap();
    let writer = ledger(&disk, "WAL");
    writer
        .pragma_update(None, "wal_autocheckpoint", 20)
        .unwrap();
    let is_over = AtomicBool::new(false);
    let read = |disk: &Disk| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader =
            Connection::open_with_flags_and_vfs("till.sqlite", flags, disk.vfs_name()).unwrap();
        reader.busy_timeout(Duration::from_secs(5)).unwrap();
        let (mut reads, mut newest) = (0_u64, 0);
        while !is_over.load(Ordering::Acquire) || reads == 0 {
            let (total, highest) = sum(&reader);
            assert_eq!(total, 2000);
            assert!(highest >= newest, "time does not run backwards");
            newest = highest;
            reads += 1;
        }
        (sum(&reader).1, reads)
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(|| read(&disk))).collect();
        for _ in 0..300 {
            move_one(&writer);
        }
        is_over.store(true, Ordering::Release);
        for reader in readers {
            assert_eq!(reader.join().unwrap().0, 1300);
        }
    });
}

#[test]
fn two_writers_on_two_threads_take_turns() {
    let disk = Disk::new().unwrap();
    let first = ledger(&disk, "WAL");
    first.busy_timeout(Duration::from_secs(60)).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let second = open(&disk).unwrap();
            second.busy_timeout(Duration::from_secs(60)).unwrap();
            for _ in 0..100 {
                move_one(&second);
            }
        });
        let first = first;
        for _ in 0..100 {
            move_one(&first);
        }
    });
    assert_eq!(sum(&open(&disk).unwrap()), (2000, 1200));
}

#[test]
fn an_old_snapshot_stays_and_a_checkpoint_waits_for_it() {
    let disk = Disk::new().unwrap();
    let writer = ledger(&disk, "WAL");
    let reader = open(&disk).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(sum(&reader).1, 1000);
    move_one(&writer);
    assert_eq!(sum(&reader).1, 1000, "the reader's snapshot");
    let checkpoint = |mode: &str| -> (i64, i64, i64) {
        let ask = format!("PRAGMA wal_checkpoint({mode})");
        let row = writer.query_row(&ask, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        row.unwrap()
    };
    let (_, in_log, done) = checkpoint("PASSIVE");
    assert!(done < in_log, "the reader still needs the old pages");
    assert_eq!(checkpoint("TRUNCATE").0, 1, "busy");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(checkpoint("TRUNCATE"), (0, 0, 0));
    let files = disk.files();
    assert!(
        files.contains(&("till.sqlite-wal".to_owned(), 0)),
        "{files:?}"
    );
    assert_eq!(sum(&reader).1, 1001);
}

#[test]
fn a_second_writer_is_busy() {
    for journal in ["WAL", "DELETE"] {
        let disk = Disk::new().unwrap();
        let first = ledger(&disk, journal);
        let second = open(&disk).unwrap();
        second.busy_timeout(Duration::ZERO).unwrap();
        first.execute_batch("BEGIN IMMEDIATE").unwrap();
        let busy = code(second.execute_batch("BEGIN IMMEDIATE"));
        assert_eq!(busy, Some(ErrorCode::DatabaseBusy), "{journal}");
        first.execute_batch("COMMIT").unwrap();
        second.execute_batch("BEGIN IMMEDIATE; COMMIT").unwrap();
    }
}

#[test]
fn a_waiting_commit_keeps_new_readers_out() {
    let disk = Disk::new().unwrap();
    let writer = ledger(&disk, "DELETE");
    let [reader, late] = [0; 2].map(|_| open(&disk).unwrap());
    for connection in [&writer, &reader, &late] {
        connection.busy_timeout(Duration::ZERO).unwrap();
    }
    reader.execute_batch("BEGIN").unwrap();
    sum(&reader);
    writer
        .execute_batch("BEGIN IMMEDIATE; UPDATE account SET balance = balance + 1")
        .unwrap();
    assert_eq!(sum(&late).0, 2000, "a reserved lock lets readers in");
    assert_eq!(
        code(writer.execute_batch("COMMIT")),
        Some(ErrorCode::DatabaseBusy)
    );
    assert_eq!(sum(&reader).0, 2000);
    let kept_out = late.execute_batch("SELECT * FROM account");
    assert_eq!(code(kept_out), Some(ErrorCode::DatabaseBusy));
    reader.execute_batch("COMMIT").unwrap();
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(sum(&late).0, 2002);
}

#[test]
fn waiting_alone_takes_no_time() {
    let disk = Disk::new().unwrap();
    let first = ledger(&disk, "WAL");
    let second = open(&disk).unwrap();
    second.busy_timeout(Duration::from_secs(3600)).unwrap();
    first.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = code(second.execute_batch("BEGIN IMMEDIATE"));
    assert_eq!(busy, Some(ErrorCode::DatabaseBusy));
    assert!(disk.counters().slept_us >= 3_000_000_000);
}

#[test]
fn the_last_connection_takes_log_and_shared_memory_with_it() {
    let disk = Disk::new().unwrap();
    let first = ledger(&disk, "WAL");
    let second = open(&disk).unwrap();
    assert_eq!(sum(&second).0, 2000);
    drop(first);
    assert!(disk.bytes("till.sqlite-wal").is_some());
    drop(second);
    assert!(disk.bytes("till.sqlite-wal").is_none());
    assert!(disk.is_dirty(), "the log's deletion is not synced");
}

#[test]
fn a_copy_is_another_disk() {
    let disk = Disk::new().unwrap();
    let first = ledger(&disk, "WAL");
    let image = disk.snapshot();
    move_one(&first);
    let other = Disk::new().unwrap();
    other.restore(&image);
    assert_eq!(sum(&open(&other).unwrap()).1, 1000);
    drop(first);
    disk.restore(&image);
    assert_eq!(sum(&open(&disk).unwrap()).1, 1000, "an old backup put back");
}

#[test]
fn damage_by_hand_is_found() {
    let disk = Disk::new().unwrap();
    drop(ledger(&disk, "WAL"));
    disk.corrupt("till.sqlite", |bytes| bytes[4096..].fill(0x55));
    let verdict: Result<String, _> =
        open(&disk)
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0));
    assert_ne!(verdict.ok().as_deref(), Some("ok"));
    disk.remove("till.sqlite");
    assert!(disk.bytes("till.sqlite").is_none());
}
