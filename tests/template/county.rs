//! Many townships with rough years: the sample's template says nothing false of any of them.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use gongwen::config;
use gongwen::pipeline::{self, Options};

use super::*;

#[path = "../../examples/county/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the programs in examples/")]
mod generator;

/// Townships: each trait of a rough year comes up once.
const COUNT: usize = 12;

/// What is meant to be told of such data: a part that is its whole, a decimal with 以上, a small base.
const MEANT: [&str; 3] = ["W-TRIVIAL", "W-PRECISE", "W-SMALLBASE"];

#[test]
fn nothing_false_is_said_of_rough_years() {
    let folder = tempfile::tempdir().unwrap();
    generator::make(COUNT, folder.path()).unwrap();
    let config = config::load(folder.path(), &mut Sink::new()).unwrap();
    let options = Options {
        dry_run: true,
        ..Options::default()
    };
    let outcome = pipeline::run(config, &options, &|_| (), &AtomicBool::new(false));
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unmeant = Sink::new();
    for problem in &outcome.diagnostics {
        let code = problem.code.as_str();
        *codes.entry(code).or_default() += 1;
        // What the checks on the data say is not the language's: a fall to a third is meant to be looked at.
        let of_data = problem
            .locations
            .iter()
            .all(|place| !matches!(place, gongwen::diag::Location::Text { .. }));
        if !MEANT.contains(&code) && (!of_data || problem.severity() == Severity::Error) {
            unmeant.push(Box::new(problem.clone()));
        }
    }
    assert!(unmeant.is_empty(), "{}", told(unmeant));
    assert!(codes.contains_key("W-SMALLBASE"), "{codes:?}");
}
