//! The torture bench: whole till-days of the product's own till and hub over a disk, a line, a clock and a printer
//! that fail on purpose, judged after every event by an auditor who shares no code with them.
#![warn(missing_docs, clippy::float_arithmetic)]

pub mod auditor;
pub mod disk;
pub mod evidence;
pub mod model;
pub mod processes;
