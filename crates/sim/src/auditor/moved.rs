//! Whether a database has changed since it was last read.

use rusqlite::{Connection, Transaction};

/// Statements of one reading; all of them stay prepared.
const STATEMENTS: usize = 64;

/// The change counters of one connection.
#[derive(Debug, Default)]
pub(super) struct Moved {
    counters: Option<(i64, u64)>,
}

impl Moved {
    /// Whether anybody has changed the database since the last call.
    pub(super) fn look(&mut self, connection: &Connection) -> Result<bool, rusqlite::Error> {
        if self.counters.is_none() {
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
        }
        // The first counts the commits of others, the second the changes of this very connection.
        let others = connection
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        let now = Some((others, connection.total_changes()));
        let moved = self.counters != now;
        self.counters = now;
        Ok(moved)
    }
}

/// One snapshot for a whole reading; none where the caller holds one already.
pub(super) fn snapshot(
    connection: &Connection,
) -> Result<Option<Transaction<'_>>, rusqlite::Error> {
    connection
        .is_autocommit()
        .then(|| connection.unchecked_transaction())
        .transpose()
}
