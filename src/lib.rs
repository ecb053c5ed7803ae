//! `paydesk`: a cashier's till for mobile-phone shops.
//!
//! This package is the composition root: it puts the till's core, its real world and a face together. Rules of
//! payments live in `crates/till`, whatever touches the computer in `crates/adapters`.

mod app;
mod cli;
mod customer;
mod deadline;
#[cfg(feature = "training")]
mod demo;
mod desk;
mod model;
mod printers;
mod screen;
mod setup;
mod tell;
mod text;
mod theme;
mod trial;
mod ui;

use std::process::ExitCode;

#[cfg(feature = "training")]
pub use app::preset::Typist;

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    cli::run()
}
