//! `paydesk`: a cashier's till for mobile-phone shops.
//!
//! This package is the composition root: it puts the till's core, its real world and a face together. Rules of
//! payments live in `crates/till`, whatever touches the computer in `crates/adapters`.

mod board;
mod cli;
mod deadline;
#[cfg(feature = "training")]
mod demo;
mod desk;
mod setup;
mod text;
mod theme;
mod ui;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
