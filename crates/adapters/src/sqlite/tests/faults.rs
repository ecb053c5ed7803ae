//! Newer and damaged files, full disks, folders that cannot be written, and kills in the middle of commits.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::State;
use paydesk_till::world::{Change, StoreFault};
use rusqlite::{Connection, ffi};
use tempfile::TempDir;

use super::super::{
    BALLAST_BYTES, Filter, MIGRATIONS, OpenError, Store, assert_version, ballast, database,
    keep_ballast, open_reader, prepare,
};
use super::{Till, changed, entry};
use crate::lock::{Lock, LockError};
use crate::samples::{BOOT, at, becomes, payment};

/// Set for a copy of this test program that plays a till of its own: its data folder.
const CHILD_FOLDER: &str = "PAYDESK_TEST_CHILD_FOLDER";

fn open(folder: &Path) -> Result<Store, OpenError> {
    Store::open(folder, BOOT, at(0))
}

fn wal(folder: &Path) -> PathBuf {
    database(folder).with_extension("sqlite-wal")
}

/// What a power cut leaves of a folder whose database is open: file and WAL as they are on disk.
fn after_power_cut(folder: &Path) -> TempDir {
    let image = TempDir::new().expect("folder");
    for file in [database(folder), wal(folder)] {
        fs::copy(&file, image.path().join(file.file_name().expect("name"))).expect("copied");
    }
    image
}

fn bytes(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let wal = fs::read(wal(folder)).unwrap_or_default();
    (fs::read(database(folder)).expect("database"), wal)
}

#[test]
fn every_commit_is_synced_into_the_log() {
    let till = Till::new();
    let ask = |name| -> String {
        let value = till
            .store
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        format!("{:?}", value.expect(name))
    };
    assert_eq!(ask("journal_mode"), "Text(\"wal\")");
    assert_eq!(ask("synchronous"), "Integer(2)", "2 is FULL");
    assert_eq!(ask("foreign_keys"), "Integer(1)");
    assert_eq!(ask("trusted_schema"), "Integer(0)");
    assert_eq!(ask("cell_size_check"), "Integer(1)");
    assert_eq!(
        ask("user_version"),
        format!("Integer({})", MIGRATIONS.len())
    );
}

/// A database in memory keeps its own journal, and SQLite does not call that an error.
#[test]
fn a_database_that_stays_without_the_log_is_refused() {
    let connection = Connection::open_in_memory().expect("memory");
    let update = connection.pragma_update(None, "journal_mode", "WAL");
    assert!(update.is_ok(), "SQLite says nothing");
    let refused = prepare(&connection).expect_err("refused");
    assert!(refused.to_string().contains("memory"), "{refused}");
}

#[test]
fn an_sqlite_that_can_lose_commits_is_refused() {
    assert!(matches!(
        assert_version(3_051_002, "3.51.2"),
        Err(OpenError::OldSqlite("3.51.2"))
    ));
    assert!(assert_version(3_051_003, "3.51.3").is_ok());
    assert!(assert_version(rusqlite::version_number(), rusqlite::version()).is_ok());
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_keeps_every_byte() {
    let mut till = Till::new();
    till.open(1);
    till.intruder()
        .pragma_update(None, "user_version", 99)
        .expect("version");
    // With its log beside it, as after a crash of the newer program.
    let image = after_power_cut(till.path());
    let before = bytes(image.path());
    assert!(!before.1.is_empty(), "the log holds the version");
    let refused = open(image.path()).expect_err("newer");
    assert!(
        matches!(refused, OpenError::Newer { found: 99, .. }),
        "{refused}"
    );
    assert!(bytes(image.path()) == before, "bytes were changed");
    assert!(matches!(
        open_reader(image.path()),
        Err(OpenError::Newer { found: 99, .. })
    ));
    // And closed in peace, without one.
    let Till { folder, store } = till;
    drop(store);
    let before = bytes(folder.path());
    assert!(matches!(open(folder.path()), Err(OpenError::Newer { .. })));
    assert!(bytes(folder.path()) == before, "bytes were changed");
}

#[test]
fn a_damaged_database_is_refused_after_a_crash_and_kept_for_those_who_repair_it() {
    let mut till = Till::new();
    for n in 1..=20 {
        till.open(n);
    }
    let Till { folder, store } = till;
    drop(store);
    let store = open(folder.path()).expect("whole");
    let image = after_power_cut(folder.path());
    drop(store);
    let (page, size): (u32, u32) = Connection::open(database(folder.path()))
        .and_then(|connection| {
            let page = "SELECT rootpage FROM sqlite_master WHERE name = 'payment'";
            Ok((
                connection.query_row(page, [], |row| row.get(0))?,
                connection.pragma_query_value(None, "page_size", |row| row.get(0))?,
            ))
        })
        .expect("place of the payments");
    let mut file = OpenOptions::new()
        .write(true)
        .open(database(image.path()))
        .expect("file");
    file.seek(SeekFrom::Start(u64::from((page - 1) * size)))
        .expect("seek");
    file.write_all(&[0xDB; 512]).expect("damage");
    drop(file);
    let before = bytes(image.path());
    assert!(!before.1.is_empty(), "the crash left a log");
    let refused = open(image.path()).expect_err("damaged");
    assert!(matches!(refused, OpenError::Damaged(_)), "{refused:?}");
    assert!(bytes(image.path()) == before, "bytes were changed");
}

/// A commit whose sync failed can be read from the log, and a power cut may still take those pages away. Whoever is
/// told of a payment after a start is told what stands in the database itself.
#[test]
fn what_is_read_after_a_crash_no_longer_hangs_on_the_log() {
    let mut till = Till::new();
    till.open(1);
    let image = after_power_cut(till.path());
    let log = |folder: &Path| fs::metadata(wal(folder)).map_or(0, |log| log.len());
    assert!(log(image.path()) > 0, "the payment is in the log");
    let store = open(image.path()).expect("opened");
    let without_log = TempDir::new().expect("folder");
    fs::copy(database(image.path()), database(without_log.path())).expect("copied");
    drop(store);
    let books = open_reader(without_log.path()).expect("books");
    let stored = books.find(&Filter {
        limit: 10,
        ..Filter::default()
    });
    assert_eq!(stored.expect("found").len(), 1);
}

#[test]
fn a_file_that_is_no_database_is_called_damaged() {
    let folder = TempDir::new().expect("folder");
    let mut file = fs::File::create(database(folder.path())).expect("file");
    file.write_all(&[b'x'; 8192]).expect("written");
    let refused = open(folder.path()).expect_err("no database");
    assert!(matches!(refused, OpenError::Damaged(_)), "{refused:?}");
}

#[test]
fn a_start_that_was_cut_off_before_the_first_table_is_made_good() {
    let folder = TempDir::new().expect("folder");
    fs::File::create(database(folder.path())).expect("an empty file");
    open(folder.path()).expect("opened");
}

/// A folder in which nothing can be made, also by the administrator, for whom permissions count nothing.
fn unwritable() -> (TempDir, PathBuf) {
    let outside = TempDir::new().expect("folder");
    let file = outside.path().join("file");
    fs::File::create(&file).expect("file");
    let inside = file.join("data");
    (outside, inside)
}

#[test]
fn a_folder_that_cannot_be_written_is_named_as_the_reason() {
    let (_keep, folder) = unwritable();
    let refused = open(&folder).expect_err("unwritable");
    assert!(matches!(refused, OpenError::Io(_)), "{refused:?}");
    assert_eq!(refused.to_string(), "the data folder cannot be written");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named_as_the_reason() {
    use std::os::unix::fs::PermissionsExt;

    let Till { folder, store } = Till::new();
    drop(store);
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("mode");
    };
    set(&database(folder.path()), 0o400);
    set(folder.path(), 0o500);
    // The administrator may write everywhere; then there is nothing to refuse.
    let may_write = fs::File::create(folder.path().join("probe")).is_ok();
    let opened = open(folder.path());
    set(folder.path(), 0o700);
    if !may_write {
        assert!(
            matches!(opened, Err(OpenError::Io(_) | OpenError::Sqlite(_))),
            "{opened:?}"
        );
    }
}

#[test]
fn a_full_disk_stores_nothing_by_half() {
    let mut till = Till::new();
    till.open(1);
    till.store.fill_disk_for_tests();
    let mut last = 1;
    let fault = loop {
        last += 1;
        let mut big = payment(last);
        big.cashier = "Я".repeat(500) + &last.to_string();
        let changes = vec![
            Change::Opened(Box::new(big)),
            entry(u64::from(last) - 1, JournalKind::Became, "checking"),
        ];
        if let Err(fault) = till.put(changes) {
            break fault;
        }
        assert!(last < 1000, "the disk never became full");
    };
    assert!(matches!(fault, StoreFault::Disk(_)), "{fault:?}");
    let books = open_reader(till.path()).expect("books");
    let stored = books
        .find(&Filter {
            limit: 5000,
            ..Filter::default()
        })
        .expect("found");
    assert_eq!(
        stored.len(),
        last as usize - 1,
        "the one that failed is not there"
    );
    assert_eq!(books.first_break().expect("journal"), None);
    let saved = till.store.load().expect("saved");
    assert_eq!(saved.head.map_or(0, |head| head.seq), u64::from(last) - 2);
    assert!(
        !till
            .store
            .knows_session(&payment(last).session)
            .expect("session")
    );
}

#[test]
fn the_reserve_is_real_and_gives_its_room_back_once() {
    let Till { folder, store } = Till::new();
    let path = ballast(folder.path());
    let size = || fs::metadata(&path).map_or(0, |file| file.len());
    assert_eq!(size(), BALLAST_BYTES as u64);
    assert!(
        fs::read(&path)
            .expect("reserve")
            .iter()
            .all(|byte| *byte != 0),
        "a hole reserves nothing"
    );
    Store::drop_ballast(folder.path()).expect("freed");
    assert_eq!(size(), 0);
    Store::drop_ballast(folder.path()).expect("freed twice");
    drop(store);
    // After the fault its room is for what is open; the next start lays it aside again.
    drop(Store::reopen(folder.path(), BOOT, at(1)).expect("reopened"));
    assert_eq!(size(), 0);
    drop(open(folder.path()).expect("opened"));
    assert_eq!(size(), BALLAST_BYTES as u64);
}

#[test]
fn a_disk_without_room_for_the_reserve_still_opens() {
    let folder = TempDir::new().expect("folder");
    fs::create_dir(ballast(folder.path())).expect("in the way");
    assert!(keep_ballast(folder.path()).is_err());
    let mut till = Till {
        store: open(folder.path()).expect("opened"),
        folder,
    };
    till.open(1);
    let saved = till.store.load().expect("saved");
    assert!(saved.is_cramped, "nothing new may take the room");
    fs::remove_dir(ballast(till.folder.path())).expect("out of the way");
    drop(till.store);
    let mut store = open(till.folder.path()).expect("opened");
    assert!(!store.load().expect("saved").is_cramped);
}

#[test]
fn a_full_disk_is_known_by_either_name() {
    for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        let OpenError::Io(error) = OpenError::from(error) else {
            panic!("{code} is another fault")
        };
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
}

#[test]
fn a_second_till_on_one_folder_is_refused_until_the_first_ends() {
    let folder = TempDir::new().expect("folder");
    let lock = Lock::take(folder.path()).expect("first");
    assert!(matches!(Lock::take(folder.path()), Err(LockError::Held)));
    drop(lock);
    drop(Lock::take(folder.path()).expect("after the first"));
    let (_keep, nowhere) = unwritable();
    assert!(matches!(Lock::take(&nowhere), Err(LockError::Io(_))));
}

/// Starts this test program again as a till in a process of its own.
fn child(folder: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "sqlite::tests::faults::a_till_of_its_own_stores_until_it_is_killed",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD_FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("child")
}

/// Each payment takes three change sets; the line that names it is written after the last one.
#[test]
fn a_till_of_its_own_stores_until_it_is_killed() {
    let Some(folder) = std::env::var_os(CHILD_FOLDER).map(PathBuf::from) else {
        return;
    };
    let _lock = Lock::take(&folder).expect("lock");
    let mut till = Till {
        store: open(&folder).expect("store"),
        folder: TempDir::new().expect("not used"),
    };
    let saved = till.store.load().expect("saved");
    let mut n = u32::try_from(saved.last_payment).expect("small");
    let mut seq = saved.head.map_or(0, |head| head.seq);
    let mut next = |kind, text| {
        seq += 1;
        entry(seq, kind, text)
    };
    println!();
    loop {
        n += 1;
        let opened = payment(n);
        till.must(vec![
            next(JournalKind::Became, "checking"),
            Change::Opened(Box::new(opened.clone())),
        ]);
        till.must(vec![
            changed(&becomes(&opened, State::Checked)),
            next(JournalKind::Became, "checked"),
        ]);
        till.must(vec![
            changed(&becomes(&opened, State::Queued)),
            next(JournalKind::Tendered, ""),
        ]);
        println!("stored {n}");
    }
}

#[test]
fn a_kill_at_any_moment_leaves_whole_change_sets_only() {
    let folder = TempDir::new().expect("folder");
    let mut acknowledged = 0;
    for round in 0..15_u64 {
        let mut till = child(folder.path());
        let lines = BufReader::new(till.stdout.take().expect("output")).lines();
        let mut lines = lines.map_while(Result::ok).filter_map(|line| {
            let (_, n) = line.split_once("stored ")?;
            n.trim().parse::<u32>().ok()
        });
        acknowledged = lines.next().expect("a first payment");
        assert!(matches!(Lock::take(folder.path()), Err(LockError::Held)));
        let books = open_reader(folder.path()).expect("a reader beside the other process");
        assert!(
            books
                .find(&Filter {
                    limit: 1,
                    ..Filter::default()
                })
                .is_ok()
        );
        std::thread::sleep(Duration::from_millis(3 + round * 7 % 50));
        till.kill().expect("killed");
        till.wait().expect("ended");
        acknowledged = lines.last().unwrap_or(acknowledged);

        let mut store = open(folder.path()).expect("after the kill");
        let saved = store.load().expect("saved");
        let last = u32::try_from(saved.last_payment).expect("small");
        assert!(
            last >= acknowledged,
            "payment {acknowledged} was lost, {last} is the last"
        );
        assert_eq!(saved.payments.len(), last as usize);
        let mut steps = 0_u64;
        for stored in &saved.payments {
            steps += [State::Checking, State::Checked, State::Queued]
                .iter()
                .position(|state| *state == stored.state)
                .expect("one of the three steps") as u64
                + 1;
            assert!(store.knows_session(&stored.session).expect("session"));
        }
        // Each change set brought one step and one entry of the journal, or neither.
        assert_eq!(saved.head.map_or(0, |head| head.seq), steps);
        let books = open_reader(folder.path()).expect("books");
        assert_eq!(books.first_break().expect("journal"), None);
    }
    assert!(acknowledged >= 15);
}
