//! A queue of the Windows spooler that passes bytes on as they are (data type RAW).
//!
//! The spooler takes a job whole and prints it when it can: taken by it is not printed, and nothing is read back.
#![expect(
    unsafe_code,
    reason = "the spooler has no other interface; each call stands alone, with its reason"
)]

use std::io::{self, ErrorKind};
use std::ptr;
use std::time::Duration;

use windows_sys::Win32::Graphics::Printing::{
    AbortPrinter, ClosePrinter, DOC_INFO_1W, EndDocPrinter, EndPagePrinter, GetPrinterW,
    OpenPrinterW, PRINTER_HANDLE, PRINTER_INFO_6, PRINTER_STATUS_NOT_AVAILABLE,
    PRINTER_STATUS_OFFLINE, PRINTER_STATUS_PAUSED, StartDocPrinterW, StartPagePrinter,
    WritePrinter,
};
use windows_sys::core::BOOL;

use super::{Abilities, Sent, Transport, WriteFault};

/// Level of [`PRINTER_INFO_6`].
const STATUS: u32 = 6;
/// Level of [`DOC_INFO_1W`].
const NAMED: u32 = 1;

/// A queue by its name. It is opened for each call: its handle belongs to the thread that asked for it.
struct Spooler {
    /// With the zero at its end.
    name: Vec<u16>,
}

pub(super) fn open(name: &str) -> io::Result<Box<dyn Transport>> {
    let name = wide(name);
    let status = Queue::open(&name)?.status()?;
    if status & PRINTER_STATUS_PAUSED != 0 {
        return Err(ErrorKind::ResourceBusy.into());
    }
    if status & (PRINTER_STATUS_OFFLINE | PRINTER_STATUS_NOT_AVAILABLE) != 0 {
        return Err(ErrorKind::NotFound.into());
    }
    Ok(Box::new(Spooler { name }))
}

impl Transport for Spooler {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: false,
            tells_unplugged: false,
            has_foreign_queue: true,
        }
    }

    /// The spooler writes to its disk and knows no limit of time: a call that hangs is given up by the desk.
    fn write_all(&mut self, bytes: &[u8], _within: Duration) -> Result<(), WriteFault> {
        let queue = Queue::open(&self.name).map_err(|error| WriteFault::after(0, error))?;
        queue.begin().map_err(|error| WriteFault::after(0, error))?;
        queue.spool(bytes).map_err(|error| {
            // A queue may print while it is still being filled: what it has begun may come out.
            queue.abort();
            let sent = Sent::Perhaps;
            WriteFault { sent, error }
        })
    }

    fn read(&mut self, _into: &mut Vec<u8>, _within: Duration) -> io::Result<()> {
        Ok(())
    }

    fn close(self: Box<Self>) {
        drop(self);
    }
}

/// A queue that is open.
struct Queue(PRINTER_HANDLE);

impl Queue {
    fn open(name: &[u16]) -> io::Result<Self> {
        let mut handle = PRINTER_HANDLE::default();
        // SAFETY: the name ends with a zero and outlives the call; the handle is written to and may be; defaults may
        // be left out.
        let is_open = unsafe { OpenPrinterW(name.as_ptr(), &raw mut handle, ptr::null()) };
        done(is_open)?;
        Ok(Self(handle))
    }

    /// The bits of `PRINTER_STATUS`.
    fn status(&self) -> io::Result<u32> {
        let mut info = PRINTER_INFO_6::default();
        let size = u32::try_from(size_of::<PRINTER_INFO_6>()).unwrap_or(0);
        let mut needed = 0;
        let place = (&raw mut info).cast::<u8>();
        // SAFETY: the place is as large as is said, and this level writes one number into it.
        let is_told = unsafe { GetPrinterW(self.0, STATUS, place, size, &raw mut needed) };
        done(is_told)?;
        Ok(info.dwStatus)
    }

    /// Begins a job whose bytes are passed on as they are. None of them has left.
    fn begin(&self) -> io::Result<()> {
        let (mut title, mut kind) = (wide("paydesk"), wide("RAW"));
        let document = DOC_INFO_1W {
            pDocName: title.as_mut_ptr(),
            pOutputFile: ptr::null_mut(),
            pDatatype: kind.as_mut_ptr(),
        };
        // SAFETY: both texts end with a zero and outlive the call, which does not write to them.
        let job = unsafe { StartDocPrinterW(self.0, NAMED, &raw const document) };
        if job == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }

    fn spool(&self, bytes: &[u8]) -> io::Result<()> {
        // SAFETY: the handle is open and has a job.
        done(unsafe { StartPagePrinter(self.0) })?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            let mut taken = 0;
            // SAFETY: the bytes are as many as is said, and are only read.
            let is_taken =
                unsafe { WritePrinter(self.0, rest.as_ptr().cast(), length, &raw mut taken) };
            done(is_taken)?;
            let taken = usize::try_from(taken).unwrap_or(0);
            rest = match rest.get(taken..) {
                Some(left) if taken > 0 => left,
                Some(_) | None => return Err(ErrorKind::WriteZero.into()),
            };
        }
        // SAFETY: the handle is open and has a page.
        done(unsafe { EndPagePrinter(self.0) })?;
        // SAFETY: the handle is open and has a job.
        done(unsafe { EndDocPrinter(self.0) })
    }

    fn abort(&self) {
        // SAFETY: the handle is open. A job that cannot be deleted is asked about all the same.
        unsafe { AbortPrinter(self.0) };
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: the handle is open and is not used any more.
        unsafe { ClosePrinter(self.0) };
    }
}

fn done(is_done: BOOL) -> io::Result<()> {
    if is_done == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// A text as Windows takes it, with the zero at its end.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
