//! The till's database: one writer connection, durable when a commit returns.
//!
//! WAL with `synchronous=FULL`: at NORMAL the last commits may be lost at a power cut, and with them money.

mod booked;
mod codec;
mod desk;
mod packing;
#[cfg(feature = "planted")]
mod planted;
mod read;
mod requests;
mod search;
mod shifts;
mod statistics;
mod timeline;
mod write;

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use paydesk_domain::ids::{AttemptId, BootId};
use paydesk_domain::time::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

pub use booked::Booked;
pub use read::{AttemptRow, BadRow, Books, Proof, Row, Totals};
pub use search::{Filter, StageGroup};
pub use statistics::{DayLine, LastNumber, Neighbour, Paid};
pub use timeline::{SignedMessage, Step, StepKind};

/// Each entry leads from the version of its index to the next one.
const MIGRATIONS: [&str; 3] = [
    include_str!("sqlite/schema_1.sql"),
    include_str!("sqlite/schema_2.sql"),
    include_str!("sqlite/schema_3.sql"),
];

/// Versions of SQLite before this one can corrupt a WAL database when a checkpoint races a write.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Readers of lists and searches are gone within this time.
const READERS_LEAVE_WITHIN: Duration = Duration::from_secs(5);

const BALLAST_BYTES: usize = 16 * 1024 * 1024;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The linked SQLite is too old to be trusted.
    #[error("SQLite {0} may corrupt a database; 3.51.3 or newer is needed")]
    OldSqlite(&'static str),
    /// The database was written by a newer program; nothing was touched.
    #[error("the database has version {found}, this program knows up to {known}")]
    Newer {
        /// Version of the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// SQLite found damage.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// There is no database yet, and this caller only reads.
    #[error("there is no database in this folder yet")]
    Missing,
    /// SQLite cannot open or read it.
    #[error("the database cannot be opened")]
    Sqlite(#[source] rusqlite::Error),
    /// The folder cannot be written.
    #[error("the data folder cannot be written")]
    Io(#[from] io::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        // Only the kinds that a person must treat otherwise are told apart.
        let Some(code) = error.sqlite_error_code() else {
            return Self::Sqlite(error);
        };
        if matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) {
            return Self::Damaged(error.to_string());
        }
        if code == ErrorCode::ReadOnly {
            return Self::Io(io::Error::new(io::ErrorKind::PermissionDenied, error));
        }
        // A full disk has no room for the index of the log either, and SQLite has another name for that.
        let extended = error.sqlite_error().map(|error| error.extended_code);
        if code == ErrorCode::DiskFull || extended == Some(ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::Io(io::Error::new(io::ErrorKind::StorageFull, error));
        }
        Self::Sqlite(error)
    }
}

/// The writer. There is one per data folder; the lock of the folder sees to that.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: PathBuf,
    boot_row: i64,
    open_attempts: HashMap<AttemptId, i64>,
    /// There is no room for the reserve.
    is_cramped: bool,
}

impl Store {
    /// Opens the database of a data folder for writing, brings it to the present version and notes this
    /// start. Lays the reserve for a full disk aside, where there is room for it.
    ///
    /// # Errors
    /// [`OpenError`]; a newer or damaged database is left as it is.
    pub fn open(folder: &Path, boot: BootId, now: Timestamp) -> Result<Self, OpenError> {
        let mut store = match Self::reopen(folder, boot, now) {
            // Where not even the start can be noted, the reserve makes room: what is open must be finished.
            Err(OpenError::Io(error)) if error.kind() == io::ErrorKind::StorageFull => {
                Self::drop_ballast(folder)?;
                Self::reopen(folder, boot, now)?
            }
            opened => opened?,
        };
        if let Err(error) = keep_ballast(folder) {
            // A disk too full for the reserve must not keep what is open from being finished; but what is new would
            // take the room that the open ones need.
            tracing::warn!(%error, "no room for the reserve");
            drop(Self::drop_ballast(folder));
            store.is_cramped = true;
        }
        Ok(store)
    }

    /// As [`Store::open`] after a fault of the same start: the reserve is left as it is, so that the room it
    /// freed is there for what is open.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn reopen(folder: &Path, boot: BootId, now: Timestamp) -> Result<Self, OpenError> {
        assert_version(rusqlite::version_number(), rusqlite::version())?;
        let path = database(folder);
        let fresh = !path.exists();
        if fresh {
            crate::paths::private_file(&path, b"")?;
        }
        let was_cut_off =
            fs::metadata(path.with_extension("sqlite-wal")).is_ok_and(|wal| wal.len() > 0);
        let connection = Connection::open(&path)?;
        Self::over(connection, (folder, was_cut_off), (boot, now))
    }

    /// As [`Store::reopen`], on a disk of SQLite's own kind (a VFS registered under `disk`) instead of a folder; such
    /// a disk has no reserve.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(disk: &str, boot: BootId, now: Timestamp) -> Result<Self, OpenError> {
        assert_version(rusqlite::version_number(), rusqlite::version())?;
        let folder = Path::new("");
        let flags = OpenFlags::default();
        let connection = Connection::open_with_flags_and_vfs(database(folder), flags, disk)?;
        Self::over(connection, (folder, true), (boot, now))
    }

    fn over(
        mut connection: Connection,
        (folder, was_cut_off): (&Path, bool),
        (boot, now): (BootId, Timestamp),
    ) -> Result<Self, OpenError> {
        // A database that is refused keeps its bytes and its WAL: closing must not move one into the other.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(OpenError::Newer {
                found: version,
                known,
            });
        }
        if was_cut_off {
            let verdict: String =
                connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
            if verdict != "ok" {
                return Err(OpenError::Damaged(verdict));
            }
        }
        prepare(&connection)?;
        if was_cut_off && version > 0 {
            make_durable(&connection)?;
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        migrate(&mut connection, version, folder)?;
        #[cfg(feature = "planted")]
        planted::disarm(&connection)?;
        connection.execute(
            "INSERT INTO boot (boot, at) VALUES (?1, ?2)",
            (boot.get().to_be_bytes(), now.unix_ms()),
        )?;
        let boot_row = connection.last_insert_rowid();
        Ok(Self {
            connection,
            folder: folder.to_owned(),
            boot_row,
            open_attempts: HashMap::new(),
            is_cramped: false,
        })
    }

    /// Frees the reserve on a full disk, so that what is open can still be stored.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn drop_ballast(folder: &Path) -> io::Result<()> {
        match fs::remove_file(ballast(folder)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The folder this store lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Opens a second, reading connection, which works beside a writer in any process.
///
/// # Errors
/// [`OpenError`]; the database is never made or migrated here.
pub fn open_reader(folder: &Path) -> Result<Books, OpenError> {
    let path = database(folder);
    if !path.exists() {
        return Err(OpenError::Missing);
    }
    match read(&path, None) {
        // A disk that has turned read-only has no place for the index of the log. What was closed in peace is whole
        // without one, and what is open must still be seen.
        Err(_) if is_at_rest(&path) && is_read_only(folder) => read(&path, Some("immutable=1")),
        opened => opened,
    }
}

fn read(path: &Path, how: Option<&str>) -> Result<Books, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match how {
        None => Connection::open_with_flags(path, flags)?,
        Some(how) => {
            // These three have a meaning in such an address.
            let escaped = path.to_string_lossy();
            let escaped = escaped
                .replace('%', "%25")
                .replace('?', "%3f")
                .replace('#', "%23");
            let address = format!("file:{escaped}?{how}");
            Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    };
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match version {
        0 => Err(OpenError::Missing),
        found if found > known => Err(OpenError::Newer { found, known }),
        _ => Ok(Books::new(connection)),
    }
}

/// Whether nothing of a database is in its log.
fn is_at_rest(path: &Path) -> bool {
    fs::metadata(path.with_extension("sqlite-wal")).map_or(true, |wal| wal.len() == 0)
}

/// Whether no file can be made in a folder. Nothing is left in it.
fn is_read_only(folder: &Path) -> bool {
    let trial = folder.join("till.trial");
    let made = OpenOptions::new().write(true).create_new(true).open(&trial);
    match made {
        Ok(_) => {
            drop(fs::remove_file(&trial));
            false
        }
        Err(error) => matches!(
            error.kind(),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied
        ),
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("till.sqlite")
}

fn ballast(folder: &Path) -> PathBuf {
    folder.join("reserve")
}

fn assert_version(number: i32, text: &'static str) -> Result<(), OpenError> {
    if number < OLDEST_SQLITE {
        Err(OpenError::OldSqlite(text))
    } else {
        Ok(())
    }
}

/// Switches a database to the write-ahead log.
///
/// SQLite gives its answer before it commits the switch, and `pragma_update` stops at the answer: it drops the error
/// of that commit, the database stays with a rollback journal while the connection says "wal", and with that journal
/// `synchronous=FULL` may lose the last commit at a power cut. This goes on to the end.
pub(crate) fn switch_to_log(connection: &Connection) -> Result<(), rusqlite::Error> {
    let mut mode = String::new();
    connection.pragma(None, "journal_mode", "WAL", |row| {
        mode = row.get(0)?;
        Ok(())
    })?;
    if mode == "wal" {
        return Ok(());
    }
    Err(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR),
        Some(format!("the journal stays {mode}, it should be wal")),
    ))
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    switch_to_log(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    if paydesk_domain::planted::is(paydesk_domain::planted::Bug::SynchronousNormal) {
        connection.pragma_update(None, "synchronous", "NORMAL")?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

/// Moves the log into the database, with a sync of its own. Rows of a commit whose sync failed can be read, but the
/// system may hold them for written: no later sync makes them safe, and a power cut takes them away. Copies are new
/// writes, and whoever is told of a row from here on is told the truth.
fn make_durable(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(READERS_LEAVE_WITHIN)?;
    let is_busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    connection.busy_timeout(Duration::ZERO)?;
    if is_busy {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None));
    }
    Ok(())
}

fn migrate(connection: &mut Connection, from: i64, folder: &Path) -> Result<(), OpenError> {
    let done = usize::try_from(from).unwrap_or(0);
    if done > 0 && done < MIGRATIONS.len() {
        let copy = folder.join(format!("till-before-version-{}.sqlite", MIGRATIONS.len()));
        // A copy from a migration that was cut off would stop this one; the database itself is still the old
        // one.
        if copy.exists() {
            fs::remove_file(&copy)?;
        }
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    if done < MIGRATIONS.len() {
        // One transaction for all steps: the copy above is of the version that stays if any of them fails.
        let transaction = connection.transaction()?;
        for script in MIGRATIONS.iter().skip(done) {
            transaction.execute_batch(script)?;
        }
        let newest = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        transaction.pragma_update(None, "user_version", newest)?;
        transaction.commit()?;
    }
    Ok(())
}

/// A reserve beside the database: on a full disk it is freed, so that open payments can finish.
fn keep_ballast(folder: &Path) -> io::Result<()> {
    let path = ballast(folder);
    let wanted = u64::try_from(BALLAST_BYTES).unwrap_or(u64::MAX);
    if fs::metadata(&path).is_ok_and(|file| file.len() == wanted) {
        return Ok(());
    }
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .open(path)?;
    // Zeros would be stored as a hole by some file systems and reserve nothing.
    let block = [0xA5_u8; 64 * 1024];
    for _ in 0..BALLAST_BYTES / block.len() {
        file.write_all(&block)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests;
