//! The till's real world: SQLite, HTTPS, printer, clock, keys and paths.
//!
//! Everything here is a seam: it carries bytes and rows and decides nothing about a payment. SQL, HTTP and
//! printer bytes never travel past the module that owns them.
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]

pub mod clock;
pub mod config;
pub mod display;
pub mod entropy;
pub mod https;
pub mod keys;
pub mod lock;
pub mod paths;
pub mod people;
pub mod preferences;
pub mod printer;
pub mod profiles;
pub mod real;
pub mod reconcile;
pub mod registration;
#[cfg(test)]
mod samples;
pub mod scanner;
pub mod seals;
pub mod serial;
pub mod sound;
pub mod sqlite;
pub mod templates;
pub mod wire;
