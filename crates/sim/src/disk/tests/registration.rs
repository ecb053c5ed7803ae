//! Disks come and go by the thousand.

use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};

use super::super::Disk;
use super::workload::{LIKE_THE_TILL, open, transact};

#[test]
fn thousands_of_disks_leave_nothing_behind() {
    let mut gone = Vec::new();
    for _ in 0..3000 {
        let disk = Disk::new().unwrap();
        let connection = open(&disk).unwrap();
        transact(&connection, 0).unwrap();
        gone.push((disk.vfs_name().to_owned(), Arc::downgrade(&disk.shared)));
    }
    assert!(gone.iter().all(|(_, shared)| shared.strong_count() == 0));
    let is_known =
        |name: &str| Connection::open_with_flags_and_vfs("x", OpenFlags::default(), name).is_ok();
    assert!(!gone.iter().any(|(name, _)| is_known(name)));
    // As many as were in use at one time, by this test and those beside it.
    assert!(super::super::ffi::slots_made() < 500);
}

#[test]
fn an_open_connection_keeps_its_disk() {
    let disk = Disk::new().unwrap();
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    let shared = Arc::downgrade(&disk.shared);
    drop(disk);
    for number in 0..20 {
        transact(&connection, number).unwrap();
    }
    drop(connection);
    assert_eq!(shared.strong_count(), 0);
}

#[test]
fn a_connection_without_files_outlives_its_disk() {
    let disk = Disk::new().unwrap();
    let flags = OpenFlags::default();
    let connection = Connection::open_in_memory_with_flags_and_vfs(flags, disk.vfs_name()).unwrap();
    drop(disk);
    assert!(
        connection
            .execute_batch("ATTACH 'x' AS x; CREATE TABLE x.t (a)")
            .is_err()
    );
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
}

#[test]
fn a_disk_is_never_the_default_one() {
    let disk = Disk::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("real.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(path.exists());
    assert!(disk.files().is_empty());
}
