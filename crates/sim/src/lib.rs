//! The torture bench: whole till-days of the product's own till and hub over a disk, a line, a clock and a printer
//! that fail on purpose, judged after every event by an auditor who shares no code with them.
#![warn(missing_docs, clippy::float_arithmetic)]

pub mod auditor;
pub mod command;
pub mod counts;
pub mod dice;
pub mod disk;
mod error;
pub mod evidence;
pub mod faults;
pub mod golden;
#[cfg(feature = "planted")]
pub mod hunt;
pub mod keys;
mod listening;
pub mod log;
pub mod long;
pub mod model;
pub mod offline;
pub mod parties;
pub mod processes;
pub mod report;
pub mod run;
pub mod seen;
pub mod shop;
pub mod sweep;
mod till_side;

pub use error::BenchError;
