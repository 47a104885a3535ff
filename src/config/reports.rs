//! `[[report]]`: the reports that a job makes of one set of data.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Format, JobSettings};
use crate::diag::{Code, Diagnostic};
use crate::indicator::MissingPolicy;

/// Who a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// One report for every township.
    #[default]
    Township,
    /// One report for the county, which compares all townships.
    County,
}

/// One `[[report]]`. What it leaves out is as `[job]` says. Without any `[[report]]` there is one report for every
/// township, of the template that `[job]` names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// Its name, for `--only`, messages, and `{report}` in file names.
    pub name: String,
    /// The template, relative to the project folder.
    pub template: PathBuf,
    /// Whether every township has one, or the county has one that compares all townships.
    #[serde(rename = "for")]
    pub audience: Audience,
    /// Only these townships have it; all when empty.
    pub townships: Vec<String>,
    /// Names of its files, as `name` of `[job]`; there when left out.
    pub file: Option<String>,
    /// What is written; as `formats` of `[job]` when left out.
    pub formats: Option<Vec<Format>>,
    /// In a report for the county, where a value of a township is not known: the report is not made (`error`), — stands
    /// for it and for the county's own value (`dash`), or the township is left out of the whole report, which must then
    /// name it by `缺报镇` (`omit`). `docs/template.md`, part 8, has the cases.
    pub missing: MissingPolicy,
}

impl ReportSettings {
    /// The one report of a job that declares none.
    pub(super) fn of_job(job: &JobSettings) -> Self {
        Self {
            template: job.template.clone(),
            ..Self::default()
        }
    }

    /// The pattern of its files' names.
    pub fn pattern<'s>(&'s self, job: &'s JobSettings) -> &'s str {
        self.file.as_deref().unwrap_or(&job.name)
    }

    /// Whether it is made for this township, or for the county.
    pub fn is_for(&self, audience: Audience, subject: &str) -> bool {
        self.audience == audience && (self.townships.is_empty() || self.townships.iter().any(|name| name == subject))
    }
}

/// What is wrong with the reports: each problem with the index of its report.
pub(super) fn validate(reports: &[ReportSettings]) -> Vec<(usize, Box<Diagnostic>)> {
    let mut problems = Vec::new();
    for (index, report) in reports.iter().enumerate() {
        let twice = reports[..index].iter().any(|other| other.name == report.name);
        let problem = if report.name.trim().is_empty() || report.name.contains(['/', '\\', ',']) {
            Diagnostic::new(Code::ReportName).with("found", &report.name)
        } else if twice {
            Diagnostic::new(Code::ReportTwice).with("found", &report.name)
        } else if report.template.as_os_str().is_empty() {
            Diagnostic::new(Code::ReportTemplate).with("found", &report.name)
        } else if report.audience == Audience::County && !report.townships.is_empty() {
            Diagnostic::new(Code::ReportTownships).with("found", &report.name)
        } else {
            continue;
        };
        problems.push((index, problem));
    }
    problems
}
