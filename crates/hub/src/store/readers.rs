//! Read-only connections, made when needed and kept for the next reader.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use super::{BUSY, Site, StoreError, harden};

/// More idle connections than this are closed.
const KEPT: usize = 8;

pub(super) struct Readers {
    site: Site,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(site: Site) -> Self {
        Self {
            site,
            idle: Mutex::new(Vec::new()),
        }
    }

    pub(super) fn run<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = kept.map_or_else(|| self.connect(), Ok)?;
        let found = query(&connection);
        if found.is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(connection);
            }
        }
        found
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let connection = self.site.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.busy_timeout(BUSY)?;
        harden(&connection)?;
        Ok(connection)
    }
}
