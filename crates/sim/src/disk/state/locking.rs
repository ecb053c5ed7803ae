//! Locks and shared memory of the open files.

use std::ffi::c_int;

use rusqlite::ffi;

use super::super::locks::{Level, Region, ShmShare};
use super::{Outcome, State};

impl State {
    pub(in super::super) fn lock(&mut self, id: u64, wanted: Level) -> Outcome<()> {
        self.note_thread();
        if self.faults.is_dead {
            return Err(ffi::SQLITE_IOERR_LOCK);
        }
        let Self { handles, nodes, .. } = self;
        let handle = handles.get_mut(&id).filter(|handle| !handle.is_stale);
        let handle = handle.ok_or(ffi::SQLITE_IOERR_LOCK)?;
        let node = nodes.get_mut(&handle.node).ok_or(ffi::SQLITE_IOERR_LOCK)?;
        let (level, result) = node.lock.raise(id, handle.level, wanted);
        handle.level = level;
        result
    }

    pub(in super::super) fn unlock(&mut self, id: u64, wanted: Level) {
        let Self { handles, nodes, .. } = self;
        let handle = handles.get_mut(&id).filter(|handle| !handle.is_stale);
        let Some(handle) = handle else { return };
        if let Some(node) = nodes.get_mut(&handle.node) {
            handle.level = node.lock.lower(handle.level, wanted);
        }
    }

    pub(in super::super) fn is_reserved(&self, id: u64) -> Outcome<bool> {
        let found = self.find(id).ok_or(ffi::SQLITE_IOERR_CHECKRESERVEDLOCK)?;
        Ok(found.1.lock.is_reserved())
    }

    /// A region of shared memory; `size`: make it if there is none.
    pub(in super::super) fn shm_map(
        &mut self,
        id: u64,
        index: usize,
        size: Option<usize>,
    ) -> Outcome<Option<Region>> {
        if self.faults.is_dead {
            return Err(ffi::SQLITE_IOERR_SHMMAP);
        }
        let Self { handles, nodes, .. } = self;
        let handle = handles.get_mut(&id).filter(|handle| !handle.is_stale);
        let handle = handle.ok_or(ffi::SQLITE_IOERR_SHMMAP)?;
        let node = nodes
            .get_mut(&handle.node)
            .ok_or(ffi::SQLITE_IOERR_SHMMAP)?;
        let shm = node.shm.get_or_insert_default();
        let share = handle.shm.get_or_insert_with(|| {
            shm.joined += 1;
            ShmShare::default()
        });
        Ok(shm.map(share, index, size))
    }

    pub(in super::super) fn shm_lock(
        &mut self,
        id: u64,
        range: (usize, usize),
        flags: c_int,
    ) -> Outcome<()> {
        self.note_thread();
        let is_release = flags & ffi::SQLITE_SHM_UNLOCK != 0;
        let error = Err(ffi::SQLITE_IOERR_SHMLOCK);
        if self.faults.is_dead && !is_release {
            return error;
        }
        let Self { handles, nodes, .. } = self;
        let handle = handles.get_mut(&id).filter(|handle| !handle.is_stale);
        let Some(handle) = handle else {
            return if is_release { Ok(()) } else { error };
        };
        let node = nodes.get_mut(&handle.node);
        match (node.and_then(|node| node.shm.as_mut()), handle.shm.as_mut()) {
            (Some(shm), Some(share)) => shm.lock(share, range, flags),
            _ => error,
        }
    }

    /// The memory goes with the last connection, asked or not: its content means nothing to the next one.
    pub(in super::super) fn shm_unmap(&mut self, id: u64) {
        let Self { handles, nodes, .. } = self;
        let Some(handle) = handles.get_mut(&id) else {
            return;
        };
        let Some(mut share) = handle.shm.take() else {
            return;
        };
        let node = nodes.get_mut(&handle.node).filter(|_| !handle.is_stale);
        let Some(node) = node else { return };
        if let Some(shm) = &mut node.shm {
            shm.leave(&mut share);
            if shm.joined == 0 {
                node.shm = None;
            }
        }
    }

    fn note_thread(&mut self) {
        if !self.has_many_threads {
            let this = std::thread::current().id();
            self.has_many_threads = *self.first_thread.get_or_insert(this) != this;
        }
    }
}
