//! The gongwen program: arguments, configuration, run, exit code.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A fifth of a run's time went into the system's allocator; this one is kept for programs of many threads. Without huge
/// pages (`no_thp`): with them a third of a run's memory held nothing, and a long run took ever more of it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main().into()
}
