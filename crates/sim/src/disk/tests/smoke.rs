use super::super::Disk;
use rusqlite::{Connection, OpenFlags};

#[test]
fn opens() {
    let disk = Disk::new().unwrap();
    let c =
        Connection::open_with_flags_and_vfs("till.sqlite", OpenFlags::default(), disk.vfs_name())
            .unwrap();
    c.pragma_update(None, "journal_mode", "WAL").unwrap();
    c.pragma_update(None, "synchronous", "FULL").unwrap();
    c.execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES (1);")
        .unwrap();
    eprintln!(
        "{:?} {:?} {:?}",
        disk.files(),
        disk.counters(),
        disk.is_dirty()
    );
    drop(c);
    eprintln!(
        "{:?} {:?} {:?}",
        disk.files(),
        disk.counters(),
        disk.is_dirty()
    );
}
