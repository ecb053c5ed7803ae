//! The disk as SQLite sees it: tables of C functions that only translate and pass on. Here the file system,
//! below it the open file.
#![allow(
    unsafe_code,
    reason = "SQLite reaches a file system through C structures and pointers; there is no safe way to be one"
)]

mod file;

use std::cell::UnsafeCell;
use std::ffi::{CStr, CString, c_char, c_int};
use std::mem::size_of;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use rusqlite::ffi;

use self::file::File;
use super::state::{State, Wanted};

/// Long enough for every path of a test.
const LONGEST_NAME: c_int = 512;

/// Longest real wait for a lock that another thread holds.
const LONGEST_SLEEP: Duration = Duration::from_millis(1);

/// A disk and its registration. Held by every [`super::Disk`] and by every open file: it goes with the last one.
pub(super) struct Shared {
    state: Mutex<State>,
    name: CString,
    slot: &'static Slot,
}

/// A registered `sqlite3_vfs` and the way to its disk. Slots are never freed, but used again: a connection without
/// files can outlive its disk, and must not meet freed memory.
#[repr(C)]
struct Slot {
    vfs: UnsafeCell<ffi::sqlite3_vfs>,
    disk: Mutex<Weak<Shared>>,
}

// SAFETY: `vfs` is written here only while the slot is in nobody else's hands (made or taken from `FREE_SLOTS`, not
// registered); while registered SQLite changes it under its own mutex. The name pointer lives as long as that.
unsafe impl Sync for Slot {}
// SAFETY: as above; nothing in a slot belongs to one thread.
unsafe impl Send for Slot {}

static FREE_SLOTS: Mutex<Vec<&'static Slot>> = Mutex::new(Vec::new());
static DISKS_MADE: AtomicU64 = AtomicU64::new(0);
#[cfg(test)]
static SLOTS_MADE: AtomicU64 = AtomicU64::new(0);

impl Shared {
    /// Makes a disk and registers it, never as the default one.
    pub(super) fn register() -> Result<Arc<Self>, c_int> {
        let number = DISKS_MADE.fetch_add(1, Ordering::Relaxed);
        let name = CString::new(format!("paydesk-disk-{number}")).unwrap_or_default();
        let free = locked(&FREE_SLOTS).pop();
        let slot = free.unwrap_or_else(|| Box::leak(Box::new(Slot::new())));
        let shared = Arc::new(Self {
            state: Mutex::default(),
            name,
            slot,
        });
        *locked(&slot.disk) = Arc::downgrade(&shared);
        // SAFETY: the slot is not registered, so nobody else reads or writes its table; the name lives in `shared`,
        // whose drop unregisters the table first. The table lives for ever.
        let code = unsafe {
            (*slot.vfs.get()).zName = shared.name.as_ptr();
            ffi::sqlite3_vfs_register(slot.vfs.get(), 0)
        };
        match code {
            ffi::SQLITE_OK => Ok(shared),
            code => Err(code),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    pub(super) fn name(&self) -> &str {
        self.name.to_str().unwrap_or_default()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: the table is one that `register` gave to SQLite (or tried to); it stays in memory.
        unsafe { ffi::sqlite3_vfs_unregister(self.slot.vfs.get()) };
        *locked(&self.slot.disk) = Weak::new();
        locked(&FREE_SLOTS).push(self.slot);
    }
}

impl Slot {
    fn new() -> Self {
        #[cfg(test)]
        SLOTS_MADE.fetch_add(1, Ordering::Relaxed);
        let vfs = ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: c_int::try_from(size_of::<File>()).unwrap_or(c_int::MAX),
            mxPathname: LONGEST_NAME,
            pNext: ptr::null_mut(),
            zName: ptr::null(),
            pAppData: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: None,
            xGetLastError: None,
            xCurrentTimeInt64: Some(current_time),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        };
        Self {
            vfs: UnsafeCell::new(vfs),
            disk: Mutex::default(),
        }
    }
}

/// Slots that exist, in use or free.
#[cfg(test)]
pub(super) fn slots_made() -> u64 {
    SLOTS_MADE.load(Ordering::Relaxed)
}

/// Seeds the generator behind SQLite's salts and nonces, which belongs to the whole process.
pub(super) fn seed_sqlite(seed: u64) {
    let bytes = seed.to_le_bytes();
    // SQLite takes 0 for "ask the system".
    let seed = c_int::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3] | 1]);
    // SAFETY: the arguments are those that this verb reads: an int and a connection or null. The seed is one
    // aligned word: a thread that draws meanwhile meets the old or the new one.
    unsafe {
        ffi::sqlite3_test_control(
            ffi::SQLITE_TESTCTRL_PRNG_SEED,
            seed,
            ptr::null_mut::<ffi::sqlite3>(),
        );
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn code(outcome: Result<(), c_int>) -> c_int {
    outcome.err().unwrap_or(ffi::SQLITE_OK)
}

/// The disk of a table, if it still exists.
///
/// # Safety
/// `vfs` is the table of a slot.
unsafe fn disk_of(vfs: *mut ffi::sqlite3_vfs) -> Option<Arc<Shared>> {
    // SAFETY: the table is the first field of a `Slot` with C layout, and slots live for ever.
    let slot = unsafe { &*vfs.cast::<Slot>() };
    locked(&slot.disk).upgrade()
}

/// # Safety
/// `name` is null or a C string that outlives `'a`.
unsafe fn name_of<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes its table, a C string or null, room for a `File` as `szOsFile` asks, and null or an int
    // to write to.
    unsafe {
        (*file).pMethods = ptr::null();
        let named = name_of(name);
        let Some(disk) = disk_of(vfs).filter(|_| name.is_null() == named.is_none()) else {
            return ffi::SQLITE_CANTOPEN;
        };
        let opened = disk.state().open(named, Wanted { flags });
        let (handle, is_read_only) = match opened {
            Ok(opened) => opened,
            Err(code) => return code,
        };
        if !out_flags.is_null() {
            *out_flags = if is_read_only {
                let writing = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE;
                flags & !writing | ffi::SQLITE_OPEN_READONLY
            } else {
                flags
            };
        }
        file::fill(file.cast(), disk, handle);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    syncs_folder: c_int,
) -> c_int {
    // SAFETY: SQLite passes its table and a C string.
    match unsafe { (disk_of(vfs), name_of(name)) } {
        (Some(disk), Some(name)) => code(disk.state().delete(name, syncs_folder & 1 != 0)),
        _ => ffi::SQLITE_IOERR_DELETE,
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes its table and a C string.
    let (Some(disk), Some(name)) = (unsafe { (disk_of(vfs), name_of(name)) }) else {
        return ffi::SQLITE_IOERR_ACCESS;
    };
    let answer = disk.state().access(name, flags);
    // SAFETY: SQLite passes an int to write to.
    unsafe { give(answer.map(c_int::from), out) }
}

/// Names are what they are: there are no folders to be relative to.
unsafe extern "C" fn full_pathname(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes a C string, and `room` bytes to write to that do not overlap it.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if usize::try_from(room).is_ok_and(|room| bytes.len() <= room) {
            ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
            return ffi::SQLITE_OK;
        }
    }
    ffi::SQLITE_CANTOPEN
}

unsafe extern "C" fn randomness(
    vfs: *mut ffi::sqlite3_vfs,
    count: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes its table.
    let Some(disk) = (unsafe { disk_of(vfs) }) else {
        return 0;
    };
    let count_bytes = usize::try_from(count).unwrap_or(0);
    let bytes = disk.state().random_bytes(count_bytes);
    // SAFETY: SQLite passes `count` bytes to write to.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len()) };
    count
}

/// Waiting is counted, not done, unless another thread may hold what is waited for.
unsafe extern "C" fn sleep(vfs: *mut ffi::sqlite3_vfs, us: c_int) -> c_int {
    // SAFETY: SQLite passes its table.
    let Some(disk) = (unsafe { disk_of(vfs) }) else {
        return us;
    };
    let wait_us = u64::try_from(us).unwrap_or(0);
    let mut state = disk.state();
    state.faults.counters.slept_us += wait_us;
    let waits = state.has_many_threads;
    drop(state);
    if waits {
        std::thread::sleep(Duration::from_micros(wait_us).min(LONGEST_SLEEP));
    }
    us
}

unsafe extern "C" fn current_time(
    vfs: *mut ffi::sqlite3_vfs,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes its table and an integer to write to.
    unsafe {
        give(
            disk_of(vfs)
                .map(|disk| disk.state().clock())
                .ok_or(ffi::SQLITE_ERROR),
            out,
        )
    }
}

/// Writes an answer where SQLite wants it.
///
/// # Safety
/// `out` may be written to.
unsafe fn give<T>(answer: Result<T, c_int>, out: *mut T) -> c_int {
    match answer {
        Ok(value) => {
            // SAFETY: promised by the caller.
            unsafe { out.write(value) };
            ffi::SQLITE_OK
        }
        Err(code) => code,
    }
}
