//! The gongwen program: arguments, configuration, run, exit code.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A fifth of a run's time went into the system's allocator; this one is kept for programs of many threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main().into()
}
