//! The hub's books on disk: SQLite, one writer thread with group commit, a pool of readers.
//!
//! Nothing leaves the hub, neither an answer nor a call, before the commit it rests on. A failed commit is
//! not a rollback: the writer stops, opens the file again and answers nobody of that group; whoever asked
//! must look the payment up by its SESSION. No wire format is known here, only signed texts as bytes.

pub mod addresses;
pub mod bank_messages;
pub mod checks;
pub mod closing;
pub mod days;
pub mod epochs;
pub mod evidence;
pub mod export;
pub(crate) mod group;
pub mod invitations;
pub mod keys;
pub mod ledger;
pub mod limits;
pub mod outbox;
pub mod parties;
pub mod pays;
pub mod point_limits;
pub mod proposals;
pub mod provider_day;
pub mod registry;
pub mod schema;
pub mod settled;
pub mod staff;
pub mod tariffs;
pub mod terms;
pub mod verify;

mod books;
mod change;
mod readers;
mod rows;
mod writer;

use std::fmt::{self, Debug, Formatter};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use paydesk_domain::planted::{self, Bug};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub(crate) use books::business_date as business_day;

use crate::core::minor::SumTooLarge;
use crate::core::posting::SharingError;
use readers::Readers;
use writer::Writer;

/// Name of the database in the data folder.
pub const DATABASE: &str = "hub.sqlite";
const LOCK: &str = "hub.lock";
const BUSY: Duration = Duration::from_secs(10);

/// Why the books could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A file beside the database could not be used.
    #[error("the data folder cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The commit failed or the writer stopped: nothing is known about this command until the books are
    /// read again.
    #[error(
        "the books did not confirm; nothing is known about this request until they are read again"
    )]
    Unanswered,
    /// Two commits in a row failed. Nothing is written until a full disk has room again; after any other fault, until
    /// the hub is started again.
    #[error(
        "the books are read-only after repeated write failures; make room, or restart the hub on a sound disk"
    )]
    ReadOnly,
    /// The library has the WAL-reset fault or is older.
    #[error("SQLite {found} is too old, 3.51.3 or newer is needed")]
    OldSqlite {
        /// Version of the library.
        found: String,
    },
    /// The file was written by a newer hub.
    #[error("the books have schema {found}, this hub knows {known}: install the newer hub again")]
    NewerSchema {
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// A row refers to one that is not there; nothing was changed.
    #[error(
        "the books are damaged: a row refers to one that is missing; restore them from a backup"
    )]
    Dangling,
    /// There is no database in the folder.
    #[error("no hub lives in {}: run `paydesk-hub init` first", folder.display())]
    NoBooks {
        /// The folder.
        folder: PathBuf,
    },
    /// Another server runs on the same folder.
    #[error("another hub serves {}", folder.display())]
    Served {
        /// The folder.
        folder: PathBuf,
    },
    /// A row does not read as this program wrote it.
    #[error("a row of {table} does not read: {column}")]
    BadRow {
        /// Its table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A payment that the caller names is not there.
    #[error("payment {0} is not in the books")]
    NoPayment(i64),
    /// The tariff or the sum cannot be shared out.
    #[error(transparent)]
    Sharing(#[from] SharingError),
    /// A sum left the range of 64 bits.
    #[error(transparent)]
    Sum(#[from] SumTooLarge),
}

/// The books of one hub, cheap to clone; the writer ends with the last clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// The readers are closed first: whoever closes the file last empties its log, and a reader may not write.
struct Inner {
    readers: Readers,
    writer: Writer,
}

impl Debug for Store {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Keeps a second server off the same folder for as long as it lives.
#[derive(Debug)]
pub struct ServeLock {
    _file: File,
}

/// Takes the folder for one server.
///
/// # Errors
/// [`StoreError::Served`] when another process has it, [`StoreError::File`] when the lock file cannot be
/// made.
pub fn lock(folder: &Path) -> Result<ServeLock, StoreError> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(ServeLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::Served {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(StoreError::File(error)),
    }
}

/// Where books are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Site {
    /// A folder of the file system.
    Folder(PathBuf),
    /// A disk of SQLite's own kind: a VFS registered under this name.
    Disk(String),
}

impl Site {
    fn open(&self, flags: OpenFlags) -> Result<Connection, StoreError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(match self {
            Self::Folder(folder) => Connection::open_with_flags(folder.join(DATABASE), flags)?,
            Self::Disk(name) => {
                Connection::open_with_flags_and_vfs(DATABASE, flags, name.as_str())?
            }
        })
    }

    /// A writing connection to books that are there.
    fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::Folder(folder) if !folder.join(DATABASE).is_file() => Err(StoreError::NoBooks {
                folder: folder.clone(),
            }),
            Self::Folder(_) | Self::Disk(_) => open_writable(self, OpenFlags::empty()),
        }
    }
}

impl Store {
    /// Opens the books in `folder` and starts the writer. The books must have been made by
    /// [`create`]; older ones are migrated.
    ///
    /// # Errors
    /// [`StoreError`] when there are none, they are newer, or they cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_at(Site::Folder(folder.to_owned()))
    }

    pub(crate) fn open_at(site: Site) -> Result<Self, StoreError> {
        let connection = site.connect()?;
        let readers = Readers::new(site.clone());
        let writer = Writer::start("hub-writer", connection, move || site.connect())?;
        Ok(Self {
            inner: Arc::new(Inner { readers, writer }),
        })
    }

    /// Runs `command` in the writer, in a savepoint of its own, and returns once the group it was in is
    /// durable. An error rolls back this command alone.
    ///
    /// # Errors
    /// What `command` returns; [`StoreError::Unanswered`] when the commit failed.
    pub async fn write<T, F>(&self, command: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner
            .writer
            .submit(command)?
            .await
            .map_err(|_| StoreError::Unanswered)?
    }

    /// The same for callers outside an async runtime.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T, F>(&self, command: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner
            .writer
            .submit(command)?
            .blocking_recv()
            .map_err(|_| StoreError::Unanswered)?
    }

    /// Runs a query that reads a few rows by their keys, on a read-only connection and on this thread: that takes
    /// some microseconds, and a step to another thread and back takes longer.
    ///
    /// # Errors
    /// What `query` returns.
    pub fn look<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.inner.readers.run(query)
    }

    /// Runs a `query` of any length on a read-only connection, on a thread that may block.
    ///
    /// # Errors
    /// What `query` returns.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || inner.readers.run(query))
            .await
            .map_err(|_| StoreError::Unanswered)?
    }

    /// Runs `query` on a read-only connection, on this thread.
    ///
    /// # Errors
    /// What `query` returns.
    pub fn read_blocking<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError>,
    {
        self.inner.readers.run(query)
    }
}

/// Makes empty books in `folder`, or brings those that are there up to date.
///
/// # Errors
/// [`StoreError`] when the file cannot be made or is newer than this program.
pub fn create(folder: &Path) -> Result<Connection, StoreError> {
    create_at(&Site::Folder(folder.to_owned()))
}

pub(crate) fn create_at(site: &Site) -> Result<Connection, StoreError> {
    open_writable(site, OpenFlags::SQLITE_OPEN_CREATE)
}

/// A writing connection to existing books, for one-shot commands beside a running server. Use
/// [`transact`] on it.
///
/// # Errors
/// [`StoreError`] when there are none, they are newer, or they cannot be opened.
pub fn connect(folder: &Path) -> Result<Connection, StoreError> {
    Site::Folder(folder.to_owned()).connect()
}

/// Runs `work` in one transaction that takes the write lock at its beginning.
///
/// # Errors
/// What `work` returns, after a rollback; [`StoreError::Sqlite`] when the commit fails.
pub fn transact<T, E>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(StoreError::from)?;
    match work(connection) {
        Ok(value) => {
            connection
                .execute_batch("COMMIT")
                .map_err(StoreError::from)?;
            Ok(value)
        }
        Err(error) => {
            if !connection.is_autocommit() {
                connection
                    .execute_batch("ROLLBACK")
                    .map_err(StoreError::from)?;
            }
            Err(error)
        }
    }
}

fn open_writable(site: &Site, create: OpenFlags) -> Result<Connection, StoreError> {
    schema::assert_library()?;
    let connection = site.open(OpenFlags::SQLITE_OPEN_READ_WRITE | create)?;
    connection.busy_timeout(BUSY)?;
    schema::refuse_newer(&connection)?;
    schema::switch_to_log(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    harden(&connection)?;
    make_durable(&connection)?;
    schema::migrate(&connection)?;
    connection.pragma_update(None, "foreign_keys", !planted::is(Bug::PruneSessions))?;
    Ok(connection)
}

/// Moves the log into the database, with a sync of its own. A commit whose sync failed can be read, but the system may
/// hold it for written: no later sync makes it safe. Copies are new writes; what is read from here on stays.
///
/// Beside a running server the log is left to it: readers and writer there hold it.
fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn harden(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    prepare_once(connection)?;
    // What a savepoint needs to go back to stays in memory; the commits are in the log.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// Keeps SQLite from preparing a statement anew for each value that is bound to it: it wonders whether the value would
/// let it use a partial index. Ours are chosen by what stands in the statement.
fn prepare_once(connection: &Connection) -> Result<(), rusqlite::Error> {
    let flag = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    connection.set_db_config(flag, true).map(drop)
}

#[cfg(test)]
mod tests;
