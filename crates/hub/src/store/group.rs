//! A file of its own with group commit, for whoever in the hub's process keeps books beside the hub's.

use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::schema::switch_to_log;
pub(crate) use super::writer::Fault;
use super::writer::Writer;
use super::{StoreError, prepare_once};

const BUSY: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 64;

/// One file, written by one thread: what waits is committed together, and nobody is answered before that.
pub(crate) struct Group {
    writer: Writer,
}

impl Debug for Group {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").finish_non_exhaustive()
    }
}

impl Group {
    /// Opens the file, made where it is missing, and lets `begin` bring it up to date; the thread gets the name.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub(crate) fn open(
        file: &Path,
        name: &str,
        begin: fn(&Connection) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let file = file.to_owned();
        let open = move || {
            let connection = Connection::open(&file)?;
            connection.busy_timeout(BUSY)?;
            switch_to_log(&connection)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            prepare_once(&connection)?;
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            begin(&connection)?;
            Ok(connection)
        };
        Ok(Self {
            writer: Writer::start(name, open()?, open)?,
        })
    }

    /// Runs `command` and returns once it is durable; an error rolls back this command alone.
    ///
    /// # Errors
    /// What `command` returns; [`StoreError::Unanswered`] when nothing is known.
    pub(crate) async fn run<T, E, F>(&self, command: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let told = self.writer.submit(command)?;
        told.await.map_err(|_| StoreError::Unanswered)?
    }
}
