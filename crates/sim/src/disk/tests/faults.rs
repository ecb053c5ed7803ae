//! Errors while the power is on.

use rusqlite::ErrorCode;

use super::super::{Disk, FaultKind, Loss, Planned};
use super::dice;
use super::workload::{LIKE_THE_TILL, TRANSACTIONS, open, transact};

fn calls_of_a_day() -> u64 {
    let whole = LIKE_THE_TILL.disk();
    assert_eq!(LIKE_THE_TILL.work(&whole), TRANSACTIONS);
    whole.calls()
}

fn code(outcome: Result<(), rusqlite::Error>) -> Option<ErrorCode> {
    outcome.err().and_then(|error| error.sqlite_error_code())
}

/// Until the first error; then the power goes.
fn assert_acknowledged_survives(kind: FaultKind) {
    let mut refused = 0;
    for at in 0..calls_of_a_day() {
        let disk = LIKE_THE_TILL.disk();
        disk.plan(Some(Planned { at, kind }));
        let acknowledged = LIKE_THE_TILL.work(&disk);
        refused += u64::from(acknowledged < TRANSACTIONS);
        disk.plan(None);
        disk.power_cut(Loss::Drop, &mut dice(at));
        let survivor = LIKE_THE_TILL.survivor(&disk).unwrap();
        assert!(
            (acknowledged..=acknowledged + 1).contains(&survivor),
            "{kind:?} at {at}: {acknowledged} acknowledged, {survivor} there"
        );
    }
    assert!(refused > 10, "most faults are noticed: {refused}");
}

#[test]
fn a_commit_whose_sync_fails_is_refused_or_survives() {
    assert_acknowledged_survives(FaultKind::EioSync);
    assert_acknowledged_survives(FaultKind::EioSyncAbandoned);
}

#[test]
fn a_commit_during_any_failed_call_is_refused_or_survives() {
    assert_acknowledged_survives(FaultKind::Eio);
}

/// SQLite commits the switch to the log after it has given its answer. Whoever stops at the answer, as `pragma_update`
/// does, never hears of the error: the connection says "wal" and works with a rollback journal.
#[test]
fn a_switch_to_the_log_that_fails_says_so_after_its_answer() {
    let (at, kind) = (0, FaultKind::EioSync);
    let disks = [0; 2].map(|_| Disk::new().unwrap());
    let [deaf, heard] = disks.each_ref().map(|disk| {
        disk.plan(Some(Planned { at, kind }));
        open(disk).unwrap()
    });
    let outcome = heard.pragma(None, "journal_mode", "WAL", |_| Ok(()));
    assert_eq!(code(outcome), Some(ErrorCode::SystemIoFailure));
    deaf.pragma_update(None, "journal_mode", "WAL").unwrap();
    assert_eq!(disks[0].counters().eio_sync, 1);
    let mode: String = deaf
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    transact(&deaf, 0).unwrap();
    assert!(disks[0].bytes("till.sqlite-wal").is_none());
    assert!(
        disks[0].is_dirty(),
        "the deletion of the journal is not synced"
    );
}

/// A sync fails, as on Linux; the program is killed, the next one does `at_start`, commits and loses power. Gives how
/// often (over all syncs of a day) its commit is gone or the database broken.
fn lost_after_a_failed_sync(at_start: &str) -> u64 {
    let mut lost = 0;
    for at in 0..calls_of_a_day() {
        let disk = LIKE_THE_TILL.disk();
        let kind = FaultKind::EioSyncAbandoned;
        disk.plan(Some(Planned { at, kind }));
        let connection = LIKE_THE_TILL.connect(&disk);
        let failed = connection.as_ref().ok().and_then(|connection| {
            (0..=TRANSACTIONS).find(|number| transact(connection, *number).is_err())
        });
        let Some(failed) = failed.filter(|failed| *failed > 0) else {
            continue;
        };
        disk.kill();
        drop(connection);
        let again = LIKE_THE_TILL.connect(&disk).unwrap();
        let last: i64 = again
            .query_row("SELECT last FROM head", [], |row| row.get(0))
            .unwrap();
        assert!(last == failed || last == failed - 1);
        again.execute_batch(at_start).unwrap();
        transact(&again, last + 1).unwrap();
        disk.power_cut(Loss::Drop, &mut dice(at));
        drop(again);
        lost += u64::from(LIKE_THE_TILL.survivor(&disk) != Ok(last + 1));
    }
    lost
}

/// The pages that the kernel took for written can be read; the next program builds on them, its own syncs succeed, and
/// the power cut still takes the foundation away. Copying the whole log into the database first writes them again.
#[test]
fn what_the_kernel_abandoned_is_lost_later_unless_a_checkpoint_writes_it_again() {
    assert!(lost_after_a_failed_sync("") > 0, "the trap never closed");
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    assert_eq!(lost_after_a_failed_sync(checkpoint), 0);
}

#[test]
fn a_full_disk_refuses_and_goes_on_once_there_is_room() {
    let disk = LIKE_THE_TILL.disk();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    for number in 0..5 {
        transact(&connection, number).unwrap();
    }
    let (at, kind) = (disk.calls(), FaultKind::Full { for_calls: 1000 });
    disk.plan(Some(Planned { at, kind }));
    assert_eq!(code(transact(&connection, 5)), Some(ErrorCode::DiskFull));
    connection.execute_batch("ROLLBACK").ok();
    assert!(disk.counters().full > 0);
    disk.plan(None);
    transact(&connection, 5).unwrap();
    disk.power_cut(Loss::Drop, &mut dice(1));
    drop(connection);
    assert_eq!(LIKE_THE_TILL.survivor(&disk), Ok(5));
}

#[test]
fn a_read_only_disk_can_be_read_and_not_changed() {
    let disk = LIKE_THE_TILL.disk();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    transact(&connection, 0).unwrap();
    transact(&connection, 1).unwrap();
    let before = disk.snapshot();
    let (at, kind) = (disk.calls(), FaultKind::ReadOnly { for_calls: 1000 });
    disk.plan(Some(Planned { at, kind }));
    assert!(transact(&connection, 2).is_err());
    connection.execute_batch("ROLLBACK").ok();
    let last: i64 = connection
        .query_row("SELECT last FROM head", [], |row| row.get(0))
        .unwrap();
    assert_eq!(last, 1);
    let late = open(&disk).unwrap();
    assert!(late.is_readonly("main").unwrap());
    assert_eq!(disk.snapshot(), before);
    assert!(disk.counters().read_only > 0);
    disk.plan(None);
    transact(&connection, 2).unwrap();
}

#[test]
fn slow_syncs_are_told_and_not_waited_for() {
    let disk = LIKE_THE_TILL.disk();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    transact(&connection, 0).unwrap();
    let (for_calls, ms) = (1000, 5000);
    let (at, kind) = (disk.calls(), FaultKind::SlowSync { for_calls, ms });
    disk.plan(Some(Planned { at, kind }));
    transact(&connection, 1).unwrap();
    transact(&connection, 2).unwrap();
    let counters = disk.counters();
    assert!(counters.slow_syncs >= 2);
    assert_eq!(counters.slow_ms, counters.slow_syncs * ms);
}

#[test]
fn a_dead_disk_answers_nothing_and_changes_nothing() {
    let disk = LIKE_THE_TILL.disk();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    transact(&connection, 0).unwrap();
    let (at, kind) = (disk.calls(), FaultKind::Cut);
    disk.plan(Some(Planned { at, kind }));
    assert_eq!(
        code(transact(&connection, 1)),
        Some(ErrorCode::SystemIoFailure)
    );
    let (calls, image) = (disk.calls(), disk.snapshot());
    assert_eq!(
        code(transact(&connection, 1)),
        Some(ErrorCode::SystemIoFailure)
    );
    assert!(open(&disk).and_then(|late| transact(&late, 1)).is_err());
    drop(connection);
    assert_eq!((disk.calls(), disk.snapshot()), (calls, image));
    assert!(disk.is_dead());
}

#[test]
fn connections_of_before_the_power_cut_stay_dead() {
    let disk = LIKE_THE_TILL.disk();
    let before = LIKE_THE_TILL.connect(&disk).unwrap();
    transact(&before, 0).unwrap();
    disk.power_cut(Loss::Keep, &mut dice(1));
    let after = LIKE_THE_TILL.connect(&disk).unwrap();
    transact(&after, 1).unwrap();
    assert_eq!(code(transact(&before, 2)), Some(ErrorCode::SystemIoFailure));
    drop(before);
    transact(&after, 2).unwrap();
    drop(after);
    assert_eq!(LIKE_THE_TILL.survivor(&disk), Ok(2));
}

#[test]
fn an_acknowledged_commit_leaves_a_clean_disk() {
    let disk = Disk::new().unwrap();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    for number in 0..=TRANSACTIONS {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection.execute_batch("ROLLBACK").unwrap();
        transact(&connection, number).unwrap();
        assert!(!disk.is_dirty(), "transaction {number}");
    }
}
