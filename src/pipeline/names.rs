//! No two reports of a job are written to the same file.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::job::Compiled;
use super::output::{report_path, same_file_key};
use super::{Job, Reading, Work};
use crate::diag::{Code, Diagnostic, Sink};

/// Refuses every report whose file another would take too. It comes before any is written, since which of the two
/// was first would depend on the threads.
pub(super) fn refuse_shared(job: &Job, templates: &[Compiled], works: &mut [Work]) {
    let stems: Vec<Vec<Option<String>>> = works
        .par_iter()
        .map(|work| {
            let one = |index: &usize| stem(job, *index, templates, &work.reading);
            work.reports.iter().map(one).collect()
        })
        .collect();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for stem in stems.iter().flatten().flatten() {
        *owners.entry(same_file_key(stem)).or_default() += 1;
    }
    let shared = |stem: &String| owners.get(&same_file_key(stem)).is_some_and(|count| *count > 1);
    for (work, stems) in works.iter_mut().zip(stems) {
        for (index, stem) in work.reports.iter().zip(stems) {
            if let Some(stem) = stem.filter(shared) {
                let problem = Diagnostic::new(Code::OutputName).with("path", stem);
                work.refused.push((*index, *problem));
            }
        }
    }
}

/// What tells the report's path from others'. A folder or file named by the township alone does for the only report
/// of a job, so that the title, which only rendering knows, is needed for other patterns only. None when the report
/// will fail anyway.
fn stem(job: &Job, index: usize, templates: &[Compiled], reading: &Reading) -> Option<String> {
    let township = &reading.township.name;
    let settings = &job.reports.get(index)?.settings;
    let pattern = settings.pattern(&job.config.job).replace("{report}", &settings.name);
    if job.reports.len() == 1 && pattern.split('/').any(|part| part == "{township}") {
        return Some(report_path("{township}", township, "", None));
    }
    if reading.sink.has_errors() && !job.facts.draft {
        return None;
    }
    let template = templates.get(index)?.as_ref().ok()?;
    let title = if pattern.contains("{title}") {
        let fragments = &reading.input.fragments;
        let report = template.render(&reading.indicators, fragments, &job.facts, &mut Sink::new())?;
        report.metadata.title
    } else {
        String::new()
    };
    Some(report_path(&pattern, township, &title, job.config.job.year))
}
