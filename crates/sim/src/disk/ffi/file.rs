//! The methods of an open file.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi;

use super::super::content::SECTOR;
use super::super::locks::{Level, Region};
use super::{Shared, code, give};

/// What SQLite holds for an open file.
#[repr(C)]
pub(super) struct File {
    base: ffi::sqlite3_file,
    link: *mut Link,
}

struct Link {
    disk: Arc<Shared>,
    handle: u64,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Makes an open file of a handle.
///
/// # Safety
/// `file` is room for a [`File`]; what was there is not used any more.
pub(super) unsafe fn fill(file: *mut File, disk: Arc<Shared>, handle: u64) {
    let link = Box::into_raw(Box::new(Link { disk, handle }));
    // SAFETY: promised by the caller.
    unsafe {
        file.write(File {
            base: ffi::sqlite3_file { pMethods: &METHODS },
            link,
        });
    }
}

/// The link of an open file.
///
/// # Safety
/// `file` was made by [`fill`] and is not closed before the end of `'a`.
unsafe fn link_of<'a>(file: *mut ffi::sqlite3_file) -> &'a Link {
    // SAFETY: `fill` made the link with `Box::into_raw`, `close` alone takes it back; it is never changed between.
    unsafe { &*(*file.cast::<File>()).link }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file is open, so the link is the one that `fill` made, and nobody uses it after this call.
    let link = unsafe { Box::from_raw((*file.cast::<File>()).link) };
    link.disk.state().close(link.handle);
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    len: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    let len = usize::try_from(len).unwrap_or(0);
    let state = link.disk.state();
    let bytes = match state.read(link.handle, at, len) {
        Ok(bytes) => bytes,
        Err(code) => return code,
    };
    let out = out.cast::<u8>();
    // SAFETY: SQLite passes `len` bytes to write to; `bytes` is no longer than that and lies in our own memory. What
    // is not there must be read as zeros.
    unsafe {
        ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len());
        ptr::write_bytes(out.add(bytes.len()), 0, len - bytes.len());
    }
    if bytes.len() < len {
        ffi::SQLITE_IOERR_SHORT_READ
    } else {
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    len: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let len = usize::try_from(len).unwrap_or(0);
    // SAFETY: the file is open, and SQLite passes `len` bytes to read.
    let (link, data) = unsafe { (link_of(file), std::slice::from_raw_parts(data.cast(), len)) };
    code(link.disk.state().write(link.handle, at, data))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    code(link.disk.state().truncate(link.handle, size))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    code(link.disk.state().sync(link.handle))
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, and SQLite passes an integer to write to.
    unsafe {
        let link = link_of(file);
        let size = link.disk.state().size(link.handle);
        give(
            size.map(|size| i64::try_from(size).unwrap_or(i64::MAX)),
            out,
        )
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    code(
        link.disk
            .state()
            .lock(link.handle, Level::from_sqlite(level)),
    )
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    link.disk
        .state()
        .unlock(link.handle, Level::from_sqlite(level));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: the file is open, and SQLite passes an int to write to.
    unsafe {
        let link = link_of(file);
        give(
            link.disk.state().is_reserved(link.handle).map(c_int::from),
            out,
        )
    }
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    verb: c_int,
    argument: *mut c_void,
) -> c_int {
    if verb != ffi::SQLITE_FCNTL_HAS_MOVED {
        return ffi::SQLITE_NOTFOUND;
    }
    // SAFETY: the file is open, and the argument of this verb is an int to write to.
    unsafe {
        let link = link_of(file);
        let has_moved = link.disk.state().has_moved(link.handle);
        give(Ok(c_int::from(has_moved)), argument.cast())
    }
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    c_int::try_from(SECTOR).unwrap_or(c_int::MAX)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    if link.disk.state().is_powersafe {
        ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
    } else {
        0
    }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    index: c_int,
    size: c_int,
    extends: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: the file is open, and SQLite passes a pointer to write to. The region is kept by the handle until
    // `shm_unmap` or `close`, after which SQLite does not use it; it is made of atomics, which may be changed
    // through a shared pointer.
    unsafe {
        let link = link_of(file);
        let index = usize::try_from(index).unwrap_or(0);
        let size = usize::try_from(size).ok().filter(|_| extends != 0);
        let region = link.disk.state().shm_map(link.handle, index, size);
        let address = |region: Region| region.as_ptr().cast_mut().cast();
        give(
            region.map(|region| region.map_or(ptr::null_mut(), address)),
            out,
        )
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    let (Ok(first), Ok(count)) = (usize::try_from(first), usize::try_from(count)) else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    code(
        link.disk
            .state()
            .shm_lock(link.handle, (first, count), flags),
    )
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
    // SAFETY: the file is open. The mutex orders this thread after the others, as os_unix.c does.
    let link = unsafe { link_of(file) };
    drop(link.disk.state());
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _deletes: c_int) -> c_int {
    // SAFETY: the file is open.
    let link = unsafe { link_of(file) };
    link.disk.state().shm_unmap(link.handle);
    ffi::SQLITE_OK
}
