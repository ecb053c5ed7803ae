//! Locks of one file: SQLite's five levels, and the eight slots of the shared memory of WAL.

use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use rusqlite::ffi;

/// Levels of a file lock, in SQLite's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

impl Level {
    pub(super) fn from_sqlite(level: c_int) -> Self {
        match level {
            ffi::SQLITE_LOCK_NONE => Self::None,
            ffi::SQLITE_LOCK_SHARED => Self::Shared,
            ffi::SQLITE_LOCK_RESERVED => Self::Reserved,
            ffi::SQLITE_LOCK_PENDING => Self::Pending,
            _ => Self::Exclusive,
        }
    }
}

/// Who holds what on a file. One at most stands above `Shared`.
#[derive(Debug, Default)]
pub(super) struct FileLock {
    shared: u32,
    above: Option<(u64, Level)>,
}

impl FileLock {
    /// Raises the lock of `owner` from `held`. Gives the level then held, which after `Err` may be `Pending`: it
    /// keeps new readers out while the old ones leave.
    pub(super) fn raise(
        &mut self,
        owner: u64,
        held: Level,
        wanted: Level,
    ) -> (Level, Result<(), c_int>) {
        if held >= wanted {
            return (held, Ok(()));
        }
        let busy = Err(ffi::SQLITE_BUSY);
        let others = self.above.filter(|(holder, _)| *holder != owner);
        if others.is_some_and(|(_, level)| level >= Level::Pending || wanted > Level::Shared) {
            return (held, busy);
        }
        if wanted == Level::Shared {
            self.shared += 1;
            return (Level::Shared, Ok(()));
        }
        if wanted == Level::Exclusive && self.shared > 1 {
            // A reader that rolls a hot journal back goes straight for the top and leaves no trace if it fails.
            if held < Level::Reserved {
                return (held, busy);
            }
            self.above = Some((owner, Level::Pending));
            return (Level::Pending, busy);
        }
        self.above = Some((owner, wanted));
        (wanted, Ok(()))
    }

    /// Lowers the lock of `owner` from `held` to `wanted`, `Shared` or `None`.
    pub(super) fn lower(&mut self, held: Level, wanted: Level) -> Level {
        if held <= wanted {
            return held;
        }
        if held > Level::Shared {
            self.above = None;
        }
        if wanted == Level::None {
            self.shared -= 1;
        }
        wanted
    }

    pub(super) fn is_reserved(&self) -> bool {
        self.above.is_some()
    }
}

/// 32 KiB that SQLite maps and changes from several threads; atomics, because Rust holds them meanwhile.
pub(super) type Region = Arc<[AtomicU64]>;

const SLOTS: usize = 8;

/// The shared memory beside one database. Lives while a connection is joined to it.
#[derive(Debug, Default)]
pub(super) struct Shm {
    regions: Vec<Region>,
    /// For each slot: how many share it, or -1.
    slots: [i32; SLOTS],
    pub(super) joined: u32,
}

/// One connection's part in a shared memory.
#[derive(Debug, Default)]
pub(super) struct ShmShare {
    shared: u8,
    exclusive: u8,
    /// Regions whose address SQLite knows: they outlive a power cut until the connection lets go.
    mapped: Vec<Region>,
}

impl Shm {
    /// The region's memory; `None` if it does not exist and is not to be made.
    pub(super) fn map(
        &mut self,
        share: &mut ShmShare,
        index: usize,
        size: Option<usize>,
    ) -> Option<Region> {
        if let Some(size) = size {
            while self.regions.len() <= index {
                let words = size.div_ceil(size_of::<AtomicU64>());
                let region = (0..words).map(|_| AtomicU64::new(0)).collect();
                self.regions.push(region);
            }
        }
        let region = self.regions.get(index)?;
        if !share.mapped.iter().any(|known| Arc::ptr_eq(known, region)) {
            share.mapped.push(Arc::clone(region));
        }
        Some(Arc::clone(region))
    }

    /// One change of locks as xShmLock asks: `flags` are SQLite's.
    pub(super) fn lock(
        &mut self,
        share: &mut ShmShare,
        (first, count): (usize, usize),
        flags: c_int,
    ) -> Result<(), c_int> {
        let slots = (self.slots)
            .get_mut(first..first + count)
            .ok_or(ffi::SQLITE_IOERR_SHMLOCK)?;
        let mask = (first..first + count).fold(0_u8, |mask, slot| mask | (1 << slot));
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            release(slots, first, share, mask);
            return Ok(());
        }
        if flags & ffi::SQLITE_SHM_SHARED != 0 {
            if share.shared & mask != 0 {
                return Ok(());
            }
            if slots.iter().any(|slot| *slot < 0) {
                return Err(ffi::SQLITE_BUSY);
            }
            slots.iter_mut().for_each(|slot| *slot += 1);
            share.shared |= mask;
            return Ok(());
        }
        if slots.iter().any(|slot| *slot != 0) {
            return Err(ffi::SQLITE_BUSY);
        }
        slots.fill(-1);
        share.exclusive |= mask;
        Ok(())
    }

    /// A connection leaves with whatever it still held.
    pub(super) fn leave(&mut self, share: &mut ShmShare) {
        release(&mut self.slots, 0, share, u8::MAX);
        self.joined -= 1;
    }
}

fn release(slots: &mut [i32], first: usize, share: &mut ShmShare, mask: u8) {
    for (index, slot) in slots.iter_mut().enumerate() {
        let bit = 1_u8 << (first + index);
        if share.exclusive & bit & mask != 0 {
            *slot = 0;
        } else if share.shared & bit & mask != 0 {
            *slot -= 1;
        }
    }
    share.shared &= !mask;
    share.exclusive &= !mask;
}
