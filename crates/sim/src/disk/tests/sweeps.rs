//! The power goes at every call of a day's work, with every loss.

use super::super::{FaultKind, Loss, Planned};
use super::dice;
use super::workload::{Keeping, LIKE_THE_TILL, TRANSACTIONS};

/// What a sweep saw.
#[derive(Debug, Default)]
struct Seen {
    cuts: u64,
    lost_acknowledged: u64,
    kept_unacknowledged: u64,
    broken: u64,
    torn_writes: u64,
    lost_changes: u64,
}

/// Cuts the power at every call of the day, once for each mode of loss. `judge` is told of every outcome.
fn sweep(keeping: Keeping, mut judge: impl FnMut(&str, i64, Result<i64, String>)) -> Seen {
    let whole = keeping.disk();
    assert_eq!(keeping.work(&whole), TRANSACTIONS);
    let mut seen = Seen::default();
    for at in 0..whole.calls() {
        for loss in Loss::ALL {
            let disk = keeping.disk();
            let kind = FaultKind::Cut;
            disk.plan(Some(Planned { at, kind }));
            let acknowledged = keeping.work(&disk);
            assert!(disk.is_dead(), "the power went at call {at}");
            disk.power_cut(loss, &mut dice(at));
            assert!(!disk.is_dead() && !disk.is_dirty());
            let survivor = keeping.survivor(&disk);
            seen.cuts += 1;
            match &survivor {
                Ok(last) if *last < acknowledged => seen.lost_acknowledged += 1,
                Ok(last) if *last > acknowledged => seen.kept_unacknowledged += 1,
                Ok(_) => {}
                Err(_) => seen.broken += 1,
            }
            seen.torn_writes += disk.counters().torn_writes;
            seen.lost_changes += disk.counters().lost_changes;
            judge(&format!("call {at}, {loss:?}"), acknowledged, survivor);
        }
    }
    assert!(seen.cuts > 4 * 100, "{seen:?}");
    assert!(seen.lost_changes > 0, "{seen:?}");
    seen
}

/// Every acknowledged transaction is there, and no more than the one under way.
fn assert_nothing_lost(at: &str, acknowledged: i64, survivor: Result<i64, String>) {
    let survivor = survivor.unwrap_or_else(|error| panic!("{at}: {error}"));
    let expected = acknowledged..=acknowledged + 1;
    assert!(
        expected.contains(&survivor),
        "{at}: {acknowledged} transactions were acknowledged, {survivor} are there"
    );
}

#[test]
fn an_acknowledged_commit_survives_every_power_cut() {
    let seen = sweep(LIKE_THE_TILL, assert_nothing_lost);
    assert!(seen.torn_writes > 0, "{seen:?}");
    assert!(
        seen.kept_unacknowledged > 0,
        "the one under way is there sometimes: {seen:?}"
    );
}

#[test]
fn padding_protects_the_log_on_disks_that_spoil_whole_sectors() {
    let keeping = Keeping {
        is_powersafe: false,
        ..LIKE_THE_TILL
    };
    sweep(keeping, assert_nothing_lost);
}

#[test]
fn commits_that_are_not_synced_are_lost_but_never_in_part() {
    let keeping = Keeping {
        synchronous: "NORMAL",
        ..LIKE_THE_TILL
    };
    let seen = sweep(keeping, |at, acknowledged, survivor| {
        let survivor = survivor.unwrap_or_else(|error| panic!("{at}: {error}"));
        assert!(survivor <= acknowledged + 1, "{at}");
    });
    assert!(seen.lost_acknowledged > 0, "{seen:?}");
}

#[test]
fn a_database_that_never_syncs_breaks() {
    let keeping = Keeping {
        synchronous: "OFF",
        ..LIKE_THE_TILL
    };
    let seen = sweep(keeping, |_, _, _| {});
    assert!(seen.broken > 0, "{seen:?}");
}

#[test]
fn a_rollback_journal_keeps_every_commit_if_its_deletion_is_synced() {
    let keeping = Keeping {
        journal: "DELETE",
        synchronous: "EXTRA",
        ..LIKE_THE_TILL
    };
    sweep(keeping, assert_nothing_lost);
}

/// At FULL SQLite does not sync the folder after it has deleted the journal: the deletion is the commit, and the power
/// cut may undo it. No more than that one transaction is lost.
#[test]
fn a_rollback_journal_that_comes_back_takes_the_last_commit_with_it() {
    let keeping = Keeping {
        journal: "DELETE",
        ..LIKE_THE_TILL
    };
    let seen = sweep(keeping, |at, acknowledged, survivor| {
        let survivor = survivor.unwrap_or_else(|error| panic!("{at}: {error}"));
        let expected = acknowledged - 1..=acknowledged + 1;
        assert!(
            expected.contains(&survivor),
            "{at}: {acknowledged}, {survivor}"
        );
    });
    assert!(seen.lost_acknowledged > 0, "{seen:?}");
}

#[test]
fn a_killed_program_leaves_its_work_to_the_next_one_and_to_a_later_power_cut() {
    let whole = LIKE_THE_TILL.disk();
    LIKE_THE_TILL.work(&whole);
    let mut unsynced = 0;
    for at in 0..whole.calls() {
        let disk = LIKE_THE_TILL.disk();
        let kind = FaultKind::Cut;
        disk.plan(Some(Planned { at, kind }));
        let acknowledged = LIKE_THE_TILL.work(&disk);
        disk.kill();
        let survivor = LIKE_THE_TILL.survivor(&disk);
        assert_nothing_lost(
            &format!("kill at call {at}"),
            acknowledged,
            survivor.clone(),
        );
        unsynced += u64::from(disk.is_dirty());
        disk.power_cut(Loss::Drop, &mut dice(at));
        assert_nothing_lost(
            &format!("and cut, {at}"),
            acknowledged,
            LIKE_THE_TILL.survivor(&disk),
        );
    }
    assert!(unsynced > 0, "a kill makes nothing safe");
}
