//! No two reports of a job are written to the same file.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::output::{report_path, same_file_key};
use super::{Job, Reading};
use crate::diag::{Code, Diagnostic, Sink};
use crate::template::Template;

/// Refuses every report whose file another would take too. It comes before any is written, since which of the two
/// was first would depend on the threads.
pub(super) fn refuse_shared(job: &Job, template: &Template, readings: &mut [Reading]) {
    let stems: Vec<Option<String>> = readings
        .par_iter()
        .map(|reading| stem(job, template, reading))
        .collect();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for stem in stems.iter().flatten() {
        *owners.entry(same_file_key(stem)).or_default() += 1;
    }
    let shared = |stem: &String| owners.get(&same_file_key(stem)).is_some_and(|count| *count > 1);
    for (reading, stem) in readings.iter_mut().zip(stems) {
        if let Some(stem) = stem.filter(shared) {
            reading.sink.push(Diagnostic::new(Code::OutputName).with("path", stem));
        }
    }
}

/// What tells the report's path from others'. A folder or file named by the township alone does, so that the title,
/// which only rendering knows, is needed for unusual patterns only. None when the report will fail anyway.
fn stem(job: &Job, template: &Template, reading: &Reading) -> Option<String> {
    let township = &reading.township.name;
    let settings = &job.config.job;
    if settings.name.split('/').any(|part| part == "{township}") {
        return Some(report_path("{township}", township, "", None));
    }
    if reading.sink.has_errors() && !job.facts.draft {
        return None;
    }
    let title = if settings.name.contains("{title}") {
        let fragments = &reading.input.fragments;
        let report = template.render(&reading.indicators, fragments, &job.facts, &mut Sink::new())?;
        report.metadata.title
    } else {
        String::new()
    };
    Some(report_path(&settings.name, township, &title, settings.year))
}
