//! Time that a stage costs the processor, whatever else the machine does meanwhile.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode};

/// A group whose samples all run long enough for the system's count, which goes forward by a few milliseconds.
pub(crate) fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat).sample_size(20);
    group
}

/// Measures what one thread runs for `work`.
pub(crate) fn stage<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, work: impl Fn() -> T) {
    group.bench_function(name, |bencher| bencher.iter_custom(|times| cpu_time(times, &work)));
}

/// What this thread has run; where nobody counts that, the time that went by.
fn cpu_time<T>(times: u64, work: &impl Fn() -> T) -> Duration {
    let run = || {
        let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        counted.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (began, before) = (Instant::now(), run());
    for _ in 0..times {
        black_box(work());
    }
    let counted = run().zip(before).map(|(after, before)| after.saturating_sub(before));
    counted.unwrap_or_else(|| began.elapsed())
}
