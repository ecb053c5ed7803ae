//! `paydesk-hub`: the central server's program.

use std::process::ExitCode;

// Mistakes made on purpose belong to the torture bench.
const _: () = assert!(
    cfg!(debug_assertions) || !paydesk_domain::planted::IS_COMPILED_IN,
    "a release is never built with planted mistakes"
);

fn main() -> ExitCode {
    paydesk_hub::cli::run()
}
