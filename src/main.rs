//! The till's program: everything is in the library beside it, so that tests drive it without a display.

use std::process::ExitCode;

// Mistakes made on purpose belong to the torture bench.
const _: () = assert!(
    cfg!(debug_assertions) || !paydesk_domain::planted::IS_COMPILED_IN,
    "a release is never built with planted mistakes"
);

fn main() -> ExitCode {
    paydesk::run()
}
