//! The till's program: everything is in the library beside it, so that tests drive it without a display.

use std::process::ExitCode;

fn main() -> ExitCode {
    paydesk::run()
}
