//! One seed, one run.

use std::process::Command;

use super::super::{Disk, FaultKind, Image, Loss, Planned};
use super::dice;
use super::workload::LIKE_THE_TILL;

const THIS_TEST: &str = "disk::tests::seeds::the_same_seed_gives_the_same_bytes";

/// Work, a power cut that tears, work again.
fn run(seed: u64) -> (Disk, Image) {
    let disk = LIKE_THE_TILL.disk();
    disk.seed(seed);
    let (at, kind) = (100, FaultKind::Cut);
    disk.plan(Some(Planned { at, kind }));
    LIKE_THE_TILL.work(&disk);
    disk.power_cut(Loss::Torn, &mut dice(seed));
    let connection = LIKE_THE_TILL.connect(&disk).unwrap();
    connection
        .execute_batch("INSERT INTO payment VALUES (1000, 0, randomblob(5000))")
        .unwrap();
    let image = disk.snapshot();
    (disk, image)
}

/// SQLite's generator belongs to the process: bytes can only be compared where no other test draws from it.
#[test]
fn the_same_seed_gives_the_same_bytes() {
    if std::env::args().any(|argument| argument == "--exact") {
        let [first, second, other] = [7, 7, 8].map(|seed| run(seed).1);
        assert!(first == second, "bytes differ");
        assert!(first != other, "the seed means nothing");
        return;
    }
    let this = std::env::current_exe().unwrap();
    let alone = Command::new(this)
        .args(["--exact", THIS_TEST])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&alone.stdout);
    assert!(
        alone.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[test]
fn the_same_seed_gives_the_same_calls_in_any_company() {
    let [first, second] = [7, 7].map(|seed| run(seed).0);
    assert_eq!(first.counters(), second.counters());
    assert_eq!(first.calls(), second.calls());
    assert_eq!(first.files(), second.files());
    assert!(first.counters().lost_changes > 0);
}
