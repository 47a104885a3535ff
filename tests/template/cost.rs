//! What one report's template costs; run by hand: `cargo test --test all cost -- --ignored --nocapture`.

use std::path::Path;
use std::time::Instant;

use gongwen::{config, indicator, pipeline};

use super::*;

/// The best of many renders of the sample's longest report, against the budget of one millisecond. Linted,
/// because a job always is. Optimised builds only: the numbers of others say nothing.
#[test]
#[ignore = "a time, not a truth: it depends on the machine"]
fn the_sample_renders_within_a_millisecond() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let mut sink = Sink::new();
    let config = config::load(&root, &mut sink).unwrap();
    let shared = pipeline::Shared::default();
    let townships = pipeline::townships(&config, &shared.shelves(), &mut sink);
    let roster = pipeline::roster(&config, &townships);
    let mut readings: Vec<_> = townships
        .iter()
        .map(|town| {
            pipeline::read_values(
                &config,
                (town, &roster),
                &shared.shelves(),
                &gongwen::reader::Budget::new(u64::MAX),
            )
        })
        .collect();
    let mut all: Vec<Indicators> = readings
        .iter_mut()
        .map(|one| std::mem::take(&mut one.indicators))
        .collect();
    indicator::share_facts(&mut all);
    indicator::rank(&config.mapping, &mut all);
    let source = std::fs::read_to_string(root.join(&config.job.template)).unwrap();
    let known: Vec<Arc<str>> = all[0].values.keys().cloned().collect();
    let template = Template::compile(&"工作总结.md".into(), &source, &known, &mut sink).unwrap();
    let facts = pipeline::job_facts(&config);
    let mut best = f64::MAX;
    for _ in 0..300 {
        let start = Instant::now();
        let report = template.render(&all[0], &readings[0].input.fragments, &facts, &mut Sink::new());
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        assert!(report.is_some());
    }
    println!("{best:.3} ms");
    assert!(cfg!(debug_assertions) || best < 1.0, "{best} ms");
}
