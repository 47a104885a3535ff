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

/// The shares of a column cost each of its rows no more than going through it once: a thousand rows, and again with the
/// shares made to add up to 100 %.
#[test]
#[ignore = "a time, not a truth: it depends on the machine"]
fn the_shares_of_a_thousand_rows_take_no_second() {
    let rows = (1..=1000).map(|row| village("村", &format!("{}.5亩", row * 37 % 991), row));
    let values = indicators(vec![indicator("各村", Datum::Rows(rows.collect()), 1)]);
    for arguments in ["", ", 凑整=true"] {
        let source = format!(
            "# 甲\n\n| 占比 |\n|---|\n{{% for 村 in 各村 %}}\n| {{{{ 村.面积|比重(各村, \"面积\"{arguments}) }}}} |\n{{% endfor %}}\n"
        );
        let start = Instant::now();
        let (report, sink) = build(&source, &values, &[]);
        let taken = start.elapsed().as_secs_f64();
        assert!(report.is_some(), "{}", told(sink));
        println!("{taken:.3} s");
        assert!(cfg!(debug_assertions) || taken < 1.0, "{taken} s");
    }
}
