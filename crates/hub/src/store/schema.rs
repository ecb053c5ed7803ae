//! The schema of the books and how older ones are brought up to date.
//!
//! Constraints and triggers repeat the rules of the core: they are the last line of defence against a program
//! that is wrong, and they refuse any change to entries, messages, state changes, replies and audit.

use rusqlite::Connection;

use super::{StoreError, transact};

/// Each step brings the schema from the version that is its index to the next one.
const STEPS: [&str; 10] = [
    include_str!("schema/v1.sql"),
    include_str!("schema/v2.sql"),
    include_str!("schema/v3.sql"),
    include_str!("schema/v4.sql"),
    include_str!("schema/v5.sql"),
    include_str!("schema/bank_messages.sql"),
    include_str!("schema/invitations.sql"),
    include_str!("schema/addresses.sql"),
    include_str!("schema/days.sql"),
    include_str!("schema/staff.sql"),
];

/// Versions 3.7.0 to 3.51.2 can corrupt a WAL database when a checkpoint races a write.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The newest schema this program knows.
#[must_use]
pub fn newest() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// The schema of an open database; 0 for an empty file.
///
/// # Errors
/// [`StoreError::Sqlite`] when the file is not a database.
pub fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

pub(super) fn assert_library() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite {
            found: rusqlite::version().to_owned(),
        });
    }
    Ok(())
}

pub(super) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found > newest() {
        return Err(StoreError::NewerSchema {
            found,
            known: newest(),
        });
    }
    Ok(())
}

/// Switches books to the write-ahead log.
///
/// SQLite gives its answer before it commits the switch, and `pragma_update` stops at the answer: it drops the error
/// of that commit, the database stays with a rollback journal while the connection says "wal", and with that journal
/// `synchronous=FULL` may lose the last commit at a power cut. This goes on to the end.
///
/// # Errors
/// Whatever SQLite says, also of the commit; and where it stays with another journal.
pub(crate) fn switch_to_log(connection: &Connection) -> Result<(), rusqlite::Error> {
    let mut mode = String::new();
    connection.pragma(None, "journal_mode", "WAL", |row| {
        mode = row.get(0)?;
        Ok(())
    })?;
    if mode == "wal" {
        return Ok(());
    }
    let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
    let text = format!("the journal stays {mode}, it should be wal");
    Err(rusqlite::Error::SqliteFailure(error, Some(text)))
}

pub(super) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    if version(connection)? == newest() {
        return Ok(());
    }
    // A table that others refer to can only be made anew while references are not minded; they are looked at before
    // the commit.
    connection.pragma_update(None, "foreign_keys", false)?;
    transact(connection, |connection| {
        // Another process may have migrated while this one waited for the lock.
        let found = version(connection)?;
        for (index, step) in STEPS.iter().enumerate() {
            if u32::try_from(index).is_ok_and(|from| from >= found) {
                connection.execute_batch(step)?;
            }
        }
        let is_sound = !connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
        if !is_sound {
            return Err(StoreError::Dangling);
        }
        connection.pragma_update(None, "user_version", newest())?;
        Ok(())
    })
}
