//! The till's real world: SQLite, HTTPS, printer, clock, keys and paths.
