//! The eight slots of the shared memory: who may hold what beside whom.

use rusqlite::ffi::{
    SQLITE_BUSY, SQLITE_IOERR_SHMLOCK, SQLITE_SHM_EXCLUSIVE, SQLITE_SHM_LOCK, SQLITE_SHM_SHARED,
    SQLITE_SHM_UNLOCK,
};

use super::super::locks::{Shm, ShmShare};

const SHARE: i32 = SQLITE_SHM_LOCK | SQLITE_SHM_SHARED;
const UNSHARE: i32 = SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED;
const TAKE: i32 = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
const GIVE_BACK: i32 = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;
const SLOTS: usize = 8;
const BUSY: Result<(), i32> = Err(SQLITE_BUSY);

/// A shared memory and three connections joined to it.
fn joined() -> (Shm, [ShmShare; 3]) {
    let mut shm = Shm::default();
    shm.joined = 3;
    (shm, Default::default())
}

#[test]
fn a_slot_that_is_shared_is_nobodys_alone_and_one_held_alone_is_not_shared() {
    for (held, unheld, wanted) in [
        (SHARE, UNSHARE, TAKE),
        (TAKE, GIVE_BACK, SHARE),
        (TAKE, GIVE_BACK, TAKE),
    ] {
        for first in 0..SLOTS {
            for second in 0..SLOTS {
                let (mut shm, [mut one, mut other, _]) = joined();
                assert_eq!(shm.lock(&mut one, (first, 1), held), Ok(()));
                let outcome = shm.lock(&mut other, (second, 1), wanted);
                let due = if first == second { BUSY } else { Ok(()) };
                assert_eq!(outcome, due, "slots {first} and {second}");
                assert_eq!(shm.lock(&mut one, (first, 1), unheld), Ok(()));
                if first == second {
                    assert_eq!(shm.lock(&mut other, (second, 1), wanted), Ok(()));
                }
            }
        }
    }
}

#[test]
fn a_shared_slot_is_free_when_the_last_of_its_holders_has_left() {
    for slot in 0..SLOTS {
        let (mut shm, [mut one, mut two, mut writer]) = joined();
        for reader in [&mut one, &mut two] {
            assert_eq!(shm.lock(reader, (slot, 1), SHARE), Ok(()));
        }
        assert_eq!(shm.lock(&mut one, (slot, 1), UNSHARE), Ok(()));
        assert_eq!(shm.lock(&mut writer, (slot, 1), TAKE), BUSY);
        shm.leave(&mut two);
        assert_eq!(shm.lock(&mut writer, (slot, 1), TAKE), Ok(()));
        assert_eq!(shm.lock(&mut one, (slot, 1), SHARE), BUSY);
        shm.leave(&mut writer);
        assert_eq!(shm.lock(&mut one, (slot, 1), SHARE), Ok(()));
    }
}

#[test]
fn who_shares_a_slot_twice_gives_it_back_once() {
    let (mut shm, [mut reader, mut writer, _]) = joined();
    for _ in 0..2 {
        assert_eq!(shm.lock(&mut reader, (4, 1), SHARE), Ok(()));
    }
    assert_eq!(shm.lock(&mut reader, (4, 1), UNSHARE), Ok(()));
    assert_eq!(shm.lock(&mut writer, (4, 1), TAKE), Ok(()));
}

#[test]
fn nobody_gives_back_what_another_one_holds() {
    for (held, wanted) in [(SHARE, TAKE), (TAKE, SHARE), (TAKE, TAKE)] {
        let (mut shm, [mut holder, mut stranger, mut third]) = joined();
        assert_eq!(shm.lock(&mut holder, (3, 1), held), Ok(()));
        for unlock in [UNSHARE, GIVE_BACK] {
            assert_eq!(shm.lock(&mut stranger, (0, SLOTS), unlock), Ok(()));
        }
        shm.leave(&mut stranger);
        assert_eq!(shm.lock(&mut third, (3, 1), wanted), BUSY);
    }
}

#[test]
fn several_slots_are_taken_together_or_not_at_all() {
    for held in [SHARE, TAKE] {
        for slot in 3..SLOTS {
            let (mut shm, [mut holder, mut wants, mut third]) = joined();
            assert_eq!(shm.lock(&mut holder, (slot, 1), held), Ok(()));
            assert_eq!(shm.lock(&mut wants, (3, SLOTS - 3), TAKE), BUSY);
            for other in (3..SLOTS).filter(|other| *other != slot) {
                assert_eq!(shm.lock(&mut third, (other, 1), TAKE), Ok(()), "{other}");
            }
        }
    }
    let (mut shm, [mut holder, mut third, _]) = joined();
    assert_eq!(shm.lock(&mut holder, (3, SLOTS - 3), TAKE), Ok(()));
    for slot in 3..SLOTS {
        assert_eq!(shm.lock(&mut third, (slot, 1), SHARE), BUSY);
    }
    for slot in 0..3 {
        assert_eq!(shm.lock(&mut third, (slot, 1), SHARE), Ok(()));
    }
}

#[test]
fn there_is_no_ninth_slot() {
    let (mut shm, [mut one, ..]) = joined();
    let outcome = shm.lock(&mut one, (SLOTS - 1, 2), TAKE);
    assert_eq!(outcome, Err(SQLITE_IOERR_SHMLOCK));
}
