//! Which reports are made again, and why.

use super::earlier::{Lost, MadeOf, ReportState};
use super::first_pass::{FirstPass, short};
use super::pictures::Asked;
use super::{Job, Options, Plan, Run, Subject, Work};
use crate::diag::{Code, Diagnostic};
use crate::manifest::{self, Status};
use crate::report::Report;
use crate::trace::Decisions;

/// Why a report is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It was never made, or by a run that is not remembered.
    First,
    /// It was asked for.
    Forced,
    /// It is a draft.
    Draft,
    /// One of its files is gone.
    Gone(String),
    /// A person has changed one of its files.
    Edited(String),
    /// An earlier run was ended before it was whole.
    Unfinished(String),
    /// It failed for reasons outside of the data.
    Failed,
    /// Another version of the program made it.
    Program,
    /// gongwen.toml or the command line says something else.
    Configuration,
    /// A template has changed.
    Template,
    /// The fonts are others.
    Fonts,
    /// These files of its data have changed; none when they are shared by all.
    Data(Vec<String>),
    /// The other townships' values have changed.
    Others,
}

impl Reason {
    /// The key of its words in the catalogue, and what is put into them.
    pub fn words(&self) -> (&'static str, String) {
        let none = String::new();
        match self {
            Self::First => ("reason-first", none),
            Self::Forced => ("reason-forced", none),
            Self::Draft => ("reason-draft", none),
            Self::Gone(file) => ("reason-gone", file.clone()),
            Self::Edited(file) => ("reason-edited", file.clone()),
            Self::Unfinished(file) => ("reason-unfinished", file.clone()),
            Self::Failed => ("reason-failed", none),
            Self::Program => ("reason-program", none),
            Self::Configuration => ("reason-configuration", none),
            Self::Template => ("reason-template", none),
            Self::Fonts => ("reason-fonts", none),
            Self::Data(files) if files.is_empty() => ("reason-shared", none),
            Self::Data(files) => ("reason-data", files.join("、")),
            Self::Others => ("reason-others", none),
        }
    }
}

/// Whether a report is made.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    /// Nothing has changed that it is made of; its title, for the names of files.
    Keep(String),
    /// It is made, unless its words turn out the same.
    Make(Vec<Reason>),
}

/// Hashes of what is the same for all reports of a job.
#[derive(Debug, Clone, Default)]
pub(super) struct JobKeys {
    pub(super) program: String,
    pub(super) configuration: String,
    templates: String,
    fonts: String,
    /// Of each of the job's reports, what decides how its files look, beside its words.
    pub(super) looks: Vec<String>,
}

impl JobKeys {
    pub(super) fn of(job: &Job, options: &Options) -> Self {
        let templates: Vec<_> = job
            .reports
            .iter()
            .map(|plan| (&plan.file, &plan.source, &plan.shared))
            .collect();
        let fonts = manifest::font_records(&job.fonts);
        // What may come from outside of the file.
        let outside = (
            options.draft,
            job.config.job.pdf_standard,
            job.config.job.date,
            job.config.fonts.embed_fonts,
        );
        Self {
            program: options.shard.map_or_else(program_key, |_| program_hash()),
            configuration: short(&format!("{}{outside:?}", job.config.source)),
            templates: short(&format!("{templates:?}")),
            fonts: short(&format!("{fonts:?}")),
            looks: looks(job, options),
        }
    }
}

/// What of the configuration and the command line decides how each report's files look, beside its words.
fn looks(job: &Job, options: &Options) -> Vec<String> {
    let config = &job.config;
    let style = format!("{:?}", job.style);
    let standard = (config.job.pdf_standard, config.job.pdf_unfit, config.fonts.embed_fonts);
    let look = |plan: &Plan| {
        let pattern = plan.settings.pattern(&config.job);
        short(&format!(
            "{style}{:?}{standard:?}{pattern}{:?}{:?}{}",
            plan.formats, config.records, config.job.year, options.draft
        ))
    };
    job.reports.iter().map(look).collect()
}

/// The program: its version, and the size and time of its file, so that a rebuilt one never takes another's work for
/// its own.
fn program_key() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let stamp = file.map(|file| (file.len(), file.modified().ok()));
    short(&format!("{}{:?}", env!("CARGO_PKG_VERSION"), stamp.ok()))
}

/// The program by its content, so that machines which have the same one agree.
pub(super) fn program_hash() -> String {
    let file = std::env::current_exe().and_then(std::fs::read);
    let hash = file.map(|bytes| manifest::hash(&bytes)).unwrap_or_default();
    short(&format!("{}{hash}", env!("CARGO_PKG_VERSION")))
}

/// What failed because of the world outside, which may be another one now.
const PASSING: [Code; 6] = [
    Code::OutputName,
    Code::OutputUnwritable,
    Code::OutputHeld,
    Code::DiskFull,
    Code::OutputGone,
    Code::Internal,
];

impl Run<'_> {
    /// What a report is made of, as far as that is known before its words are.
    pub(super) fn made_of(&self, pass: &FirstPass, work: &Work, report: usize) -> MadeOf {
        let plan = &self.job.reports[report];
        let (data, others) = match &work.subject {
            Subject::Township(index) if plan.beside_county => {
                (pass.entries[*index].key_text(), pass.others_and_all(*index))
            }
            Subject::Township(index) => (pass.entries[*index].key_text(), pass.others(*index)),
            Subject::County(_) => (pass.key.clone(), pass.common.clone()),
        };
        MadeOf {
            program: self.keys.program.clone(),
            configuration: self.keys.configuration.clone(),
            settings: self.keys.looks[report].clone(),
            templates: self.keys.templates.clone(),
            fonts: self.keys.fonts.clone(),
            data,
            others,
            report: String::new(),
        }
    }

    /// Whether a report is made, as far as that can be told without its words.
    pub(super) fn verdict(&self, pass: &FirstPass, work: &Work, report: usize) -> Verdict {
        if self.options.force {
            return Verdict::Make(vec![Reason::Forced]);
        }
        if self.options.draft {
            return Verdict::Make(vec![Reason::Draft]);
        }
        let state = ReportState::read(self.store, &self.job.reports[report].settings.name, work.name(self));
        let Some(state) = state.filter(|_| !self.options.fresh) else {
            return Verdict::Make(vec![Reason::First]);
        };
        let made_of = self.made_of(pass, work, report);
        let mut reasons = differences(&made_of, &state.made_of, &work.changed(pass));
        let folder = work.folder(self);
        let root = &self.job.config.root;
        let changed = state
            .pictures
            .iter()
            .filter(|asked| !asked.holds(root, &folder, self.options.verify));
        let changed: Vec<String> = changed.map(|asked| asked.name().to_owned()).collect();
        reasons.extend((!changed.is_empty()).then_some(Reason::Data(changed)));
        reasons.extend(self.lost(&state));
        if reasons.is_empty() {
            Verdict::Keep(state.record.title)
        } else {
            Verdict::Make(reasons)
        }
    }

    /// Why a report that is remembered cannot be kept, whatever it is made of.
    fn lost(&self, state: &ReportState) -> Option<Reason> {
        let known = self.earlier.report(&state.record.report, &state.record.township);
        let all = || state.early.iter().chain(&state.late);
        if state.record.status == Status::Draft || known.is_none_or(|known| known.files != state.record.files) {
            return Some(Reason::First);
        }
        if all().any(|problem| PASSING.contains(&problem.code)) {
            return Some(Reason::Failed);
        }
        match state.files_hold(self.folder.root(), self.options.verify) {
            Ok(()) => None,
            Err(Lost::Gone(file)) => Some(Reason::Gone(file)),
            Err(Lost::Changed(file)) => {
                let path = self.folder.root().join(&file);
                let own =
                    crate::file::read(&path).is_ok_and(|bytes| self.folder.is_known(&file, &manifest::hash(&bytes)));
                Some(if own {
                    Reason::Unfinished(file)
                } else {
                    Reason::Edited(file)
                })
            }
        }
    }

    /// The state of a report whose words are now known to be the same as then, when its files can be left as they are.
    pub(super) fn same_words(&self, subject: &str, plan: &Plan, now: &MadeOf) -> Option<ReportState> {
        if self.options.force || self.options.draft || self.options.fresh {
            return None;
        }
        let state = ReportState::read(self.store, &plan.settings.name, subject)?;
        let same = state.record.status == Status::Ok
            && !now.report.is_empty()
            && now.looks_like(&state.made_of)
            && now.report == state.made_of.report;
        (same && self.lost(&state).is_none()).then_some(state)
    }
}

fn differences(now: &MadeOf, then: &MadeOf, changed: &[String]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut differ = |one: &str, other: &str, reason: Reason| {
        if one != other || one.is_empty() {
            reasons.push(reason);
        }
    };
    differ(&now.program, &then.program, Reason::Program);
    differ(&now.configuration, &then.configuration, Reason::Configuration);
    if now.configuration == then.configuration {
        // Another format or a draft: what the command line says.
        differ(&now.settings, &then.settings, Reason::Configuration);
    }
    differ(&now.templates, &then.templates, Reason::Template);
    differ(&now.fonts, &then.fonts, Reason::Fonts);
    let by_others = now.program != then.program || now.configuration != then.configuration;
    // The values' key holds program and configuration too, which have been told.
    if !by_others || !changed.is_empty() {
        differ(&now.data, &then.data, Reason::Data(changed.to_vec()));
    }
    differ(&now.others, &then.others, Reason::Others);
    reasons
}

/// A hash of all that a report says, and of what people have decided about it; empty, which is like no other, should it
/// not be told apart.
pub(super) fn words_key(report: &Report, decisions: &Decisions, pictures: &[Asked]) -> String {
    let said = postcard::to_allocvec(&(report, decisions, Asked::contents(pictures)));
    said.map_or_else(|_| String::new(), |said| blake3::hash(&said).to_hex()[..32].to_owned())
}

/// Why a report may not be written, from what was found while the files' names were compared.
pub(super) fn refusals(work: &Work, report: usize) -> Vec<Diagnostic> {
    let refused = work.refused.iter().filter(|(refused, _)| *refused == report);
    refused.map(|(_, problem)| problem.clone()).collect()
}
