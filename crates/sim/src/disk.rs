//! A disk in memory that SQLite writes to and that loses power, on purpose and exactly as told.
//!
//! Every write since the last sync of its file is held apart; so is the coming and going of names until a sync of
//! their folder. A power cut takes any part of it away. Ordinary files of Rust do not go through here, and no rule
//! of a till is known here: a disk holds names and bytes.
//!
//! What the model leaves out: a folder's sync that fails alone, reads that fail while the power is on, and bytes
//! that change by themselves (for those there is [`Disk::corrupt`]).

mod content;
mod faults;
mod ffi;
mod locks;
mod state;

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use self::ffi::Shared;

/// What a power cut does to changes that no sync has made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// All of them are gone.
    Drop,
    /// All of them are there. The one under way when the power went may be torn, or gone.
    Keep,
    /// Any of them are there, as if written in any order. The one under way may be torn.
    Subset,
    /// As `Subset`, and each write may be torn where sectors of 512 bytes, or pages of 4096, meet.
    Torn,
}

impl Loss {
    /// Every mode, for sweeps.
    pub const ALL: [Self; 4] = [Self::Drop, Self::Keep, Self::Subset, Self::Torn];
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The power goes during this call: it fails, what it did may or may not be on the disk (a sync has done
    /// nothing), and every call from then on fails until [`Disk::power_cut`].
    Cut,
    /// This one call fails with an I/O error and does nothing.
    Eio,
    /// The first sync from then on fails. Its data stay unsynced; the next sync makes them safe.
    EioSync,
    /// As `EioSync`, but as Linux does it: the kernel takes the failed pages for written. They can be read, but
    /// later syncs succeed without them; a power cut may take them until they are written and synced again.
    EioSyncAbandoned,
    /// Writes find no room.
    Full {
        /// For how many calls of any kind.
        for_calls: u64,
    },
    /// Everything that changes the disk fails; files open for reading only.
    ReadOnly {
        /// For how many calls of any kind.
        for_calls: u64,
    },
    /// Syncs succeed, and [`Counters::slow_ms`] says how long they took; nobody really waits.
    SlowSync {
        /// For how many calls of any kind.
        for_calls: u64,
        /// How long each sync takes.
        ms: u64,
    },
}

/// A fault to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Planned {
    /// Number of the call, counted from 0 as [`Disk::calls`] counts: a fault planned at `calls()` meets the next
    /// one. An earlier number does the same.
    pub at: u64,
    /// What happens.
    pub kind: FaultKind,
}

/// What a disk has been through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Files made.
    pub creations: u64,
    /// Writes asked for.
    pub writes: u64,
    /// Truncations asked for.
    pub truncations: u64,
    /// Syncs asked for.
    pub syncs: u64,
    /// Deletions asked for.
    pub deletions: u64,
    /// Times [`FaultKind::Cut`] struck.
    pub cuts: u64,
    /// Calls that [`FaultKind::Eio`] failed.
    pub eio: u64,
    /// Syncs that [`FaultKind::EioSync`] or [`FaultKind::EioSyncAbandoned`] failed.
    pub eio_sync: u64,
    /// Writes that found no room.
    pub full: u64,
    /// Calls refused because the disk could only be read.
    pub read_only: u64,
    /// Syncs that were slow.
    pub slow_syncs: u64,
    /// Milliseconds that slow syncs took.
    pub slow_ms: u64,
    /// Power cuts with [`Loss::Drop`].
    pub drops: u64,
    /// Power cuts with [`Loss::Keep`].
    pub keeps: u64,
    /// Power cuts with [`Loss::Subset`].
    pub subsets: u64,
    /// Power cuts with [`Loss::Torn`].
    pub tears: u64,
    /// Changes that power cuts took away.
    pub lost_changes: u64,
    /// Writes of which a power cut left a part.
    pub torn_writes: u64,
    /// Microseconds that SQLite meant to wait for locks.
    pub slept_us: u64,
}

/// The whole durable content of a disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// Names and bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let file = |(name, bytes)| (String::as_str(name), Vec::as_slice(bytes));
        self.files.iter().map(file)
    }
}

/// SQLite would not take the disk.
#[derive(Debug, thiserror::Error)]
#[error("SQLite refuses the disk with code {code}")]
pub struct DiskError {
    code: c_int,
}

/// A disk in memory with a name of its own, known to SQLite while a clone of this value or a file on it is open.
///
/// Connections are opened with `Connection::open_with_flags_and_vfs(path, flags, disk.vfs_name())`. Any thread may
/// use it.
#[derive(Clone)]
pub struct Disk {
    shared: Arc<Shared>,
}

impl Debug for Disk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk")
            .field("name", &self.vfs_name())
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}

impl Disk {
    /// An empty disk, seeded with 0, on 1 January 2000, that promises powersafe overwrite as SQLite's own file
    /// systems do.
    ///
    /// # Errors
    /// SQLite cannot be initialized.
    pub fn new() -> Result<Self, DiskError> {
        let shared = Shared::register().map_err(|code| DiskError { code })?;
        Ok(Self { shared })
    }

    /// The name under which SQLite knows the disk. No other disk of this process ever has it.
    #[must_use]
    pub fn vfs_name(&self) -> &str {
        self.shared.name()
    }

    /// Seeds what SQLite draws: salts and nonces.
    ///
    /// SQLite has one generator for the whole process, so the bytes of two runs are only equal if nothing else in
    /// the process draws meanwhile. Calls, and what a power cut leaves, are equal in any case.
    pub fn seed(&self, seed: u64) {
        self.shared.state().random = seed;
        ffi::seed_sqlite(seed);
    }

    /// Sets the clock that SQLite reads, in milliseconds since 1970. It stands still.
    pub fn set_clock(&self, unix_ms: i64) {
        self.shared.state().set_clock(unix_ms);
    }

    /// Whether a write that is torn leaves its neighbours in the same sector alone. Without it SQLite pads its log
    /// to whole sectors, and power cuts that tear spoil the rest of the sectors in which a write begins or ends.
    pub fn set_powersafe_overwrite(&self, is_powersafe: bool) {
        self.shared.state().is_powersafe = is_powersafe;
    }

    /// Calls so far that change what is stored: creation, write, truncation, sync, deletion. Temporary files do not
    /// count, nor do calls on a dead disk.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.shared.state().faults.calls
    }

    /// Replaces what is to happen at a later call. It stays planned over a power cut.
    pub fn plan(&self, fault: Option<Planned>) {
        self.shared.state().faults.plan = fault;
    }

    /// A [`FaultKind::Cut`] has struck: every call fails and changes nothing.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.shared.state().faults.is_dead
    }

    /// There are writes, truncations, creations or deletions that a power cut could take away now.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.shared.state().is_dirty()
    }

    /// The power goes (or went, if the disk is dead) and comes back. What is not synced meets `loss`, as `dice`
    /// choose; locks and shared memory are gone. Connections should have been closed or forgotten; on those that
    /// were not, every call fails from now on.
    pub fn power_cut(&self, loss: Loss, dice: &mut dyn FnMut() -> u64) {
        self.shared.state().power_cut(loss, dice);
    }

    /// Every program on the disk was killed (perhaps by a [`FaultKind::Cut`] during a call, which then counts as done)
    /// and the power stayed on: locks and shared memory are gone, unsynced changes are there and still unsynced.
    pub fn kill(&self) {
        self.shared.state().kill();
    }

    /// What the disk would hold after a power cut that takes all it can.
    #[must_use]
    pub fn snapshot(&self) -> Image {
        self.shared.state().snapshot()
    }

    /// Replaces everything on the disk; otherwise as after a power cut.
    pub fn restore(&self, image: &Image) {
        self.shared.state().restore(image);
    }

    /// The files that a program sees, and their sizes.
    #[must_use]
    pub fn files(&self) -> Vec<(String, usize)> {
        self.shared.state().files()
    }

    /// The bytes that a program would read.
    #[must_use]
    pub fn bytes(&self, file: &str) -> Option<Vec<u8>> {
        self.shared.state().bytes(file)
    }

    /// Damages a file by hand. All of the file, unsynced or not, is durable afterwards; one that is not there is
    /// made.
    pub fn corrupt(&self, file: &str, f: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.bytes(file).unwrap_or_default();
        f(&mut bytes);
        self.shared.state().put(file, bytes);
    }

    /// Deletes a file by hand, durably.
    pub fn remove(&self, file: &str) {
        self.shared.state().remove(file);
    }

    /// What the disk has been through.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.shared.state().faults.counters
    }
}

#[cfg(test)]
mod tests;
