//! The bank's books on disk: SQLite; a thread that commits requests in groups, and a connection for commands and looks.
//!
//! What a request did and both its signed texts stand in one commit, and no answer leaves before it. A failed commit is
//! not a rollback: the connection is dropped, nobody is answered, and whoever asks again finds what became of it.

mod exchanges;
pub mod keys;
mod orders;
mod rows;
#[cfg(test)]
mod tests;

pub use exchanges::{Exchange, is_nonce_seen, keep};
pub use orders::{capture, reserve, void};
pub use rows::{account, accounts, credit, page};

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::store::group::{Fault, Group};
use crate::store::schema::switch_to_log;
use crate::store::{self, StoreError};

/// Name of the books in a bank's folder.
pub const DATABASE: &str = "bank.sqlite";
const BUSY: Duration = Duration::from_secs(5);
const NEWEST: u32 = 1;

/// Why the books could not be used.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// SQLite refused.
    #[error("the bank's database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file was written by a newer program.
    #[error("the bank's books have schema {found}, this program knows {NEWEST}")]
    Newer {
        /// Version in the file.
        found: u32,
    },
    /// There is no such file.
    #[error("no bank lives in {}: run `paydesk-hub bank init` first", .0.display())]
    NoBooks(PathBuf),
    /// A row does not read as this program wrote it.
    #[error("a row of {0} does not read")]
    BadRow(&'static str),
    /// The answer could not be signed, so nothing was done.
    #[error("the answer could not be signed")]
    NotSigned,
    /// The thread that commits in groups.
    #[error(transparent)]
    Group(#[from] StoreError),
}

impl Fault for BooksError {
    fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
            Self::Group(error) => error.is_full(),
            Self::Newer { .. } | Self::NoBooks(_) | Self::BadRow(_) | Self::NotSigned => false,
        }
    }
}

/// Opens books, made where they are missing, for one server: what waits there is committed together.
///
/// # Errors
/// [`BooksError`] when the file cannot be used.
pub(crate) fn group(file: &Path, name: &str) -> Result<Group, BooksError> {
    Ok(Group::open(file, name, |connection| {
        harden(connection)?;
        match store::transact(connection, migrate) {
            Ok(()) => Ok(()),
            Err(BooksError::Sqlite(error)) => Err(error.into()),
            Err(BooksError::Group(error)) => Err(error),
            Err(BooksError::Newer { found }) => Err(StoreError::NewerSchema {
                found,
                known: NEWEST,
            }),
            Err(BooksError::NoBooks(_) | BooksError::BadRow(_) | BooksError::NotSigned) => {
                Err(StoreError::Unanswered)
            }
        }
    })?)
}

/// The books of one bank.
#[derive(Debug)]
pub struct Books {
    file: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl Books {
    /// Opens books, or begins them.
    ///
    /// # Errors
    /// [`BooksError`] when the file cannot be used.
    pub fn create(file: &Path) -> Result<Self, BooksError> {
        Ok(Self::with(
            file,
            connect(file, OpenFlags::SQLITE_OPEN_CREATE)?,
        ))
    }

    /// Opens books that are there.
    ///
    /// # Errors
    /// [`BooksError`] when they are not, or cannot be used.
    pub fn open(file: &Path) -> Result<Self, BooksError> {
        if !file.is_file() {
            let folder = file.parent().unwrap_or(file);
            return Err(BooksError::NoBooks(folder.to_owned()));
        }
        Ok(Self::with(file, connect(file, OpenFlags::empty())?))
    }

    fn with(file: &Path, connection: Connection) -> Self {
        Self {
            file: file.to_owned(),
            connection: Mutex::new(Some(connection)),
        }
    }

    /// Runs `work` in one transaction that has the write lock from its beginning, and commits it.
    ///
    /// # Errors
    /// What `work` returns, with nothing done; [`BooksError::Sqlite`] when the commit fails, and then nothing is known.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, BooksError>,
    ) -> Result<T, BooksError> {
        self.with_connection(|connection| store::transact(connection, work))
    }

    /// Looks at one state of the books, beside whoever writes.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, BooksError>,
    ) -> Result<T, BooksError> {
        self.with_connection(|connection| {
            connection.execute_batch("BEGIN")?;
            let found = work(connection)?;
            connection.execute_batch("COMMIT")?;
            Ok(found)
        })
    }

    /// An error leaves no connection behind: the next one is opened anew and finds what is on the disk.
    fn with_connection<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, BooksError>,
    ) -> Result<T, BooksError> {
        let mut place = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let connection = match place.take() {
            Some(connection) => connection,
            None => connect(&self.file, OpenFlags::empty())?,
        };
        let done = work(&connection)?;
        *place = Some(connection);
        Ok(done)
    }
}

fn connect(file: &Path, create: OpenFlags) -> Result<Connection, BooksError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    switch_to_log(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    harden(&connection)?;
    store::transact(&connection, migrate)?;
    Ok(connection)
}

fn harden(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    // What an earlier connection could not sync is copied and synced before anybody builds on it.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

fn migrate(connection: &Connection) -> Result<(), BooksError> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > NEWEST {
        return Err(BooksError::Newer { found: version });
    }
    if version == NEWEST {
        return Ok(());
    }
    let is_demo: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'reservation')",
        [],
        |row| row.get(0),
    )?;
    if is_demo {
        connection.execute_batch(
            "ALTER TABLE account RENAME TO demo_account;
             ALTER TABLE reservation RENAME TO demo_reservation;",
        )?;
    }
    connection.execute_batch(include_str!("books/schema.sql"))?;
    if is_demo {
        connection.execute_batch(include_str!("books/from_demo.sql"))?;
    }
    Ok(())
}
