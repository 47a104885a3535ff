//! No two reports of a job are written to the same file.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::decide::Verdict;
use super::first_pass::FirstPass;
use super::job::Compiled;
use super::output::{report_path, same_report_key};
use super::{Reading, Run, Subject, Work};
use crate::diag::{Code, Diagnostic, Sink};

impl Run<'_> {
    /// Refuses every report whose file another would take too. It comes before any is written, since which of the two
    /// was first would depend on the threads.
    pub(super) fn refuse_shared(&self, pass: &FirstPass, templates: &[Compiled], works: &mut [Work]) {
        let stems: Vec<Vec<Option<String>>> = works.par_iter().map(|work| self.stems(pass, templates, work)).collect();
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for stem in stems.iter().flatten().flatten() {
            *owners.entry(same_report_key(stem)).or_default() += 1;
        }
        let shared = |stem: &String| owners.get(&same_report_key(stem)).is_some_and(|count| *count > 1);
        for (work, stems) in works.iter_mut().zip(stems) {
            for ((index, _), stem) in work.reports.iter().zip(stems) {
                if let Some(stem) = stem.filter(shared) {
                    let problem = Diagnostic::new(Code::OutputName).with("path", stem);
                    work.refused.push((*index, *problem));
                }
            }
        }
    }

    fn stems(&self, pass: &FirstPass, templates: &[Compiled], work: &Work) -> Vec<Option<String>> {
        let mut own = None;
        let mut stems = Vec::new();
        for (index, verdict) in &work.reports {
            let name = |title: &str| Some(self.path(*index, work.name(self), title));
            let stem = match verdict {
                _ if self.is_named_by_township() => Some(self.township_stem(work.name(self))),
                Verdict::Keep(title) => name(title),
                Verdict::Make(_) if !self.pattern(*index).contains("{title}") => name(""),
                Verdict::Make(_) => {
                    let reading = match &work.subject {
                        Subject::Township(township) => {
                            own.get_or_insert_with(|| self.for_draft(self.reading(pass, *township)))
                        }
                        Subject::County(reading) => self.county_reading(pass, templates, *index, reading),
                    };
                    self.title(&templates[*index], reading).and_then(|title| name(&title))
                }
            };
            stems.push(stem);
        }
        stems
    }

    /// A folder or file named by the township alone does for the only report of a job, so that the title, which only
    /// rendering knows, is needed for other patterns only.
    fn is_named_by_township(&self) -> bool {
        self.job.reports.len() == 1 && self.pattern(0).split('/').any(|part| part == "{township}")
    }

    /// The township's file, or its folder.
    fn township_stem(&self, township: &str) -> String {
        let own = report_path("{township}", township, "", None);
        match self.pattern(0).ends_with("{township}") {
            true => own,
            false => own + "/",
        }
    }

    fn pattern(&self, index: usize) -> String {
        let settings = &self.job.reports[index].settings;
        settings
            .pattern(&self.job.config.job)
            .replace("{report}", &settings.name)
    }

    fn path(&self, index: usize, township: &str, title: &str) -> String {
        report_path(&self.pattern(index), township, title, self.job.config.job.year)
    }

    /// The title; none when the report will fail anyway.
    fn title(&self, template: &Compiled, reading: &Reading) -> Option<String> {
        if reading.sink.has_errors() && !self.options.draft {
            return None;
        }
        let fragments = &reading.input.fragments;
        let facts = &self.job.facts;
        let report = template
            .as_ref()
            .ok()?
            .render(&reading.indicators, fragments, facts, &mut Sink::new())?;
        Some(report.metadata.title)
    }
}
