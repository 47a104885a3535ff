//! Which reports of which townships a run makes: all, or those that `--only` names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Township;
use crate::config::{Audience, Config, FILE_NAME, ReportSettings};
use crate::diag::{Code, Diagnostic, Sink, nearest};

/// The reports and townships that were asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    /// Townships, and the county; all when empty.
    subjects: Vec<String>,
    /// Reports; all when empty.
    reports: Vec<String>,
}

impl Selection {
    /// Sorts the asked names into townships and reports; one that is neither is an error.
    pub(super) fn new(config: &Config, townships: &[Township], only: &[String], sink: &mut Sink) -> Self {
        let mut selection = Self::default();
        let county = config.reports.iter().any(|report| report.audience == Audience::County);
        let subjects = townships.iter().map(|township| &*township.name);
        let subjects: Vec<&str> = subjects.chain(county.then_some(config.job.county.as_str())).collect();
        let reports = config.reports.iter().map(|report| report.name.as_str());
        let reports: Vec<&str> = reports.filter(|name| !name.is_empty()).collect();
        for name in only {
            if subjects.contains(&name.as_str()) {
                selection.subjects.push(name.clone());
            } else if reports.contains(&name.as_str()) {
                selection.reports.push(name.clone());
            } else {
                let known = subjects.iter().chain(&reports).copied();
                let problem = Diagnostic::new(Code::UnknownTownship).with("found", name);
                sink.push(problem.with("nearest", nearest(name, known)));
            }
        }
        refuse_unknown(config, townships, sink);
        refuse_twice(&subjects, &reports, sink);
        selection
    }

    /// Whether the report of this township, or of the county, is made.
    pub(super) fn takes(&self, report: &ReportSettings, audience: Audience, subject: &str) -> bool {
        let asked = |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
        report.is_for(audience, subject) && asked(&self.subjects, subject) && asked(&self.reports, &report.name)
    }

    /// Those of the townships that any report is made for.
    pub(super) fn townships(&self, config: &Config, townships: &[Township]) -> Vec<Arc<str>> {
        let taken = |township: &&Township| {
            let mut reports = config.reports.iter();
            reports.any(|report| self.takes(report, Audience::Township, &township.name))
        };
        let names = townships
            .iter()
            .filter(taken)
            .map(|township| Arc::clone(&township.name));
        names.collect()
    }
}

/// A name that means two things would be asked for in vain: a township's, the county's, a report's.
fn refuse_twice(subjects: &[&str], reports: &[&str], sink: &mut Sink) {
    let mut known = BTreeSet::new();
    for name in subjects.iter().chain(reports) {
        if !known.insert(name) {
            let problem = Diagnostic::new(Code::NameTwice).with("found", name);
            sink.push(problem.with("declared", format!("report/{name}")).at_file(FILE_NAME));
        }
    }
}

/// A township in the list of a report that is none would silently go without.
fn refuse_unknown(config: &Config, townships: &[Township], sink: &mut Sink) {
    let known = || townships.iter().map(|township| &*township.name);
    for report in &config.reports {
        for name in report.townships.iter().filter(|name| known().all(|one| one != *name)) {
            let problem = Diagnostic::new(Code::ReportSubject).with("report", &report.name);
            let problem = problem.with("found", name).with("nearest", nearest(name, known()));
            sink.push(problem.with("declared", format!("report/{}", report.name)));
        }
    }
}
