//! `paydesk-hub`: the central server's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    paydesk_hub::cli::run()
}
