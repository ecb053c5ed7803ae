//! Raw files: what exactly a power cut leaves.

use std::collections::BTreeSet;

use rusqlite::ffi;

use super::super::content::{Chance, Content, Standing};
use super::super::state::Wanted;
use super::super::{Disk, FaultKind, Loss, Planned};
use super::dice;

const FILE: &str = "raw";

/// Opens as SQLite opens a journal: the first sync makes the name safe as well.
fn open(disk: &Disk, kind: i32) -> u64 {
    let flags = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE | kind;
    let opened = disk.shared.state().open(Some(FILE), Wanted { flags });
    opened.unwrap().0
}

fn write(disk: &Disk, handle: u64, at: i64, data: &[u8]) {
    disk.shared.state().write(handle, at, data).unwrap();
}

fn sync(disk: &Disk, handle: u64) -> Result<(), i32> {
    disk.shared.state().sync(handle)
}

/// 8 KiB of 1, synced, with 8 KiB of 2 written over it from byte 100 on.
fn overwritten() -> Disk {
    let disk = Disk::new().unwrap();
    let handle = open(&disk, ffi::SQLITE_OPEN_WAL);
    write(&disk, handle, 0, &[1; 8192]);
    sync(&disk, handle).unwrap();
    assert!(!disk.is_dirty());
    write(&disk, handle, 100, &[2; 8192]);
    assert!(disk.is_dirty());
    disk
}

fn after(disk: &Disk, loss: Loss, seed: u64) -> Vec<u8> {
    disk.power_cut(loss, &mut dice(seed));
    disk.bytes(FILE).unwrap()
}

#[test]
fn writes_tear_where_sectors_meet_and_nowhere_else() {
    let old = vec![1; 8192];
    let mut new = vec![1; 100];
    new.resize(8292, 2);
    assert_eq!(after(&overwritten(), Loss::Drop, 0), old);
    assert_eq!(after(&overwritten(), Loss::Keep, 0), new);
    let (mut borders, mut torn, mut in_pages) = (BTreeSet::new(), 0, 0);
    for seed in 0..500 {
        let whole = after(&overwritten(), Loss::Subset, seed);
        assert!(whole == old || whole == new, "a subset tears nothing");
        let bytes = after(&overwritten(), Loss::Torn, seed);
        let changes = (1..bytes.len()).filter(|i| bytes[i - 1] != bytes[*i]);
        let changes: Vec<_> = changes.filter(|i| *i != 100).collect();
        assert!(
            changes.iter().all(|border| border % 512 == 0),
            "{changes:?}"
        );
        assert_eq!(bytes[..100], [1; 100]);
        torn += u64::from(!changes.is_empty());
        in_pages += u64::from(changes == [4096]);
        borders.extend(changes);
    }
    assert!(torn > 100, "{torn}");
    assert!(in_pages > 0);
    assert_eq!(borders.len(), 16, "every border of the file's 8 KiB");
}

#[test]
fn without_powersafe_overwrite_a_torn_write_spoils_its_sector() {
    let mut spoilt = 0;
    for seed in 0..50 {
        let disk = overwritten();
        disk.set_powersafe_overwrite(false);
        let bytes = after(&disk, Loss::Torn, seed);
        spoilt += u64::from(bytes[..100] != [1; 100]);
    }
    assert!(spoilt > 0);
}

#[test]
fn a_write_during_which_the_power_goes_is_torn_even_if_all_else_is_kept() {
    let mut seen = BTreeSet::new();
    for seed in 0..50 {
        let disk = Disk::new().unwrap();
        let handle = open(&disk, ffi::SQLITE_OPEN_WAL);
        sync(&disk, handle).unwrap();
        write(&disk, handle, 0, &[1; 512]);
        let (at, kind) = (disk.calls(), FaultKind::Cut);
        disk.plan(Some(Planned { at, kind }));
        let outcome = disk.shared.state().write(handle, 512, &[2; 1024]);
        assert_eq!(outcome, Err(ffi::SQLITE_IOERR_WRITE));
        let bytes = after(&disk, Loss::Keep, seed);
        assert_eq!(bytes[..512], [1; 512]);
        seen.insert(bytes[512..].to_vec());
    }
    let [none, half, all] = [0, 512, 1024].map(|len| vec![2; len]);
    assert!(
        [none, half, all]
            .iter()
            .all(|outcome| seen.contains(outcome))
    );
}

#[test]
fn a_name_is_lost_until_its_folder_is_synced() {
    for (kind, survives) in [
        (ffi::SQLITE_OPEN_MAIN_DB, false),
        (ffi::SQLITE_OPEN_WAL, true),
    ] {
        let disk = Disk::new().unwrap();
        let handle = open(&disk, kind);
        write(&disk, handle, 0, b"text");
        sync(&disk, handle).unwrap();
        assert_eq!(disk.is_dirty(), !survives);
        disk.power_cut(Loss::Drop, &mut dice(0));
        assert_eq!(disk.bytes(FILE).is_some(), survives);
    }
}

#[test]
fn a_deletion_is_undone_until_its_folder_is_synced() {
    for syncs_folder in [false, true] {
        let disk = Disk::new().unwrap();
        let handle = open(&disk, ffi::SQLITE_OPEN_WAL);
        write(&disk, handle, 0, b"text");
        sync(&disk, handle).unwrap();
        disk.shared.state().close(handle);
        disk.shared.state().delete(FILE, syncs_folder).unwrap();
        assert!(disk.files().is_empty());
        disk.power_cut(Loss::Drop, &mut dice(0));
        let bytes = disk.bytes(FILE);
        assert_eq!(bytes.as_deref(), (!syncs_folder).then_some(&b"text"[..]));
    }
}

#[test]
fn what_the_kernel_abandoned_comes_to_the_disk_only_when_written_again() {
    let disk = Disk::new().unwrap();
    let handle = open(&disk, ffi::SQLITE_OPEN_WAL);
    write(&disk, handle, 0, b"old old");
    sync(&disk, handle).unwrap();
    write(&disk, handle, 0, b"new");
    let (at, kind) = (disk.calls(), FaultKind::EioSyncAbandoned);
    disk.plan(Some(Planned { at, kind }));
    assert_eq!(sync(&disk, handle), Err(ffi::SQLITE_IOERR_FSYNC));
    write(&disk, handle, 4, b"new");
    sync(&disk, handle).unwrap();
    assert_eq!(disk.bytes(FILE).unwrap(), b"new new");
    let durable = |disk: &Disk| disk.snapshot().files().next().unwrap().1.to_vec();
    assert_eq!(durable(&disk), b"old new");
    assert!(disk.is_dirty());
    write(&disk, handle, 0, b"n");
    write(&disk, handle, 1, b"ew");
    sync(&disk, handle).unwrap();
    assert!(!disk.is_dirty());
    assert_eq!(durable(&disk), b"new new");
}

/// The list of changes against whole copies: after each step, all lost is the last synced copy and all kept is the
/// newest one.
#[test]
fn going_back_meets_the_last_sync_exactly() {
    for seed in 0..300 {
        let mut roll = dice(seed);
        let mut small = |end: u64| usize::try_from(roll() % end).unwrap();
        let mut content = Content::default();
        let (mut now, mut synced) = (Vec::new(), Vec::new());
        for step in 0..40_u8 {
            match small(8) {
                0 => {
                    content.sync();
                    synced.clone_from(&now);
                }
                1 => {
                    let size = small(3000);
                    content.resize(size, Standing::Unsynced);
                    now.resize(size, 0);
                }
                _ => {
                    let (at, len) = (small(3000), small(700));
                    content.write(at, &vec![step; len], Standing::Unsynced);
                    now.resize(now.len().max(at + len), 0);
                    now[at..at + len].fill(step);
                }
            }
            assert_eq!(content.bytes(), now, "seed {seed}");
            assert_eq!(content.durable(), synced, "seed {seed}");
        }
        let (loss, expected) = [(Loss::Keep, now), (Loss::Drop, synced)][small(2)].clone();
        content.lose(&mut Chance::new(loss, true, &mut dice(seed)));
        assert_eq!(content.bytes(), expected, "seed {seed}");
        assert!(!content.is_dirty());
    }
}
