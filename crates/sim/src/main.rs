//! `cargo sim`: runs seeds and says what was seen.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use paydesk_sim::command::{Arguments, command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = std::io::stdout().lock();
    match command(&arguments, &mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(out, "the bench cannot work: {error}"));
            ExitCode::from(2)
        }
    }
}
