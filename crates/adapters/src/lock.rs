//! One process per data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use paydesk_domain::planted::{self, Bug};

/// Held for the life of a writing process; the operating system lets go when the process ends, however it
/// ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why the lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another till works on this folder.
    #[error("another till works on this data folder")]
    Held,
    /// The lock file cannot be opened.
    #[error("the lock file cannot be opened")]
    Io(#[from] io::Error),
}

impl Lock {
    /// Takes the lock of a data folder.
    ///
    /// # Errors
    /// [`LockError::Held`] when another process has it.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join("till.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) if planted::is(Bug::NoInstanceLock) => {
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(LockError::Held),
            Err(TryLockError::Error(error)) => Err(LockError::Io(error)),
        }
    }
}
