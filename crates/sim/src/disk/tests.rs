//! The disk under real SQLite.

mod smoke;
