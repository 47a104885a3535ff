//! Second pass: each township's reports by themselves, out of the values that the first pass laid aside.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::decide::{Verdict, refusals};
use super::earlier::{self, ReportState};
use super::first_pass::FirstPass;
use super::inputs::Stamp;
use super::job::Compiled;
use super::output::is_end_of_writing;
use super::produce::{self, Order, Production};
use super::store::Kind;
use super::{Fate, Progress, Reading, Run, Stage, Subject, Work, located};
use crate::diag::{Diagnostic, Sink};
use crate::manifest::{Packed, ReportRecord};

/// A report of this run.
pub(super) struct Made<R = Packed> {
    pub(super) record: R,
    pub(super) fate: Fate,
    pub(super) diagnostics: Sink,
}

impl From<Made<ReportRecord>> for Made {
    fn from(made: Made<ReportRecord>) -> Self {
        Self {
            record: Packed::from(&made.record),
            fate: made.fate,
            diagnostics: made.diagnostics,
        }
    }
}

/// Reports, one a place; none where the run was stopped before.
pub(super) type Reports = Vec<Option<Made>>;

impl Run<'_> {
    /// Makes every report that is not kept; what was to be made of a township goes when it is.
    pub(super) fn build(&self, pass: &FirstPass, templates: &[Compiled], works: Vec<Work>) -> Reports {
        let reports = works.iter().map(|work| work.reports.len()).sum();
        (self.observer)(Progress::Begin(Stage::Build, reports));
        let build = |work: Work| self.build_work(pass, templates, &work);
        let made: Vec<Reports> = works.into_par_iter().map(build).collect();
        made.into_iter().flatten().collect()
    }

    fn build_work(&self, pass: &FirstPass, templates: &[Compiled], work: &Work) -> Reports {
        // The township's values are there for all its reports, and only while they are made.
        let own = OnceCell::new();
        let reading = |index: usize| match &work.subject {
            Subject::Township(township) => own.get_or_init(|| self.for_draft(self.reading(pass, *township))),
            Subject::County(reading) => self.county_reading(pass, templates, index, reading),
        };
        let build = |(index, verdict): &(usize, Verdict)| {
            let refused = refusals(work, *index);
            let made = match verdict {
                Verdict::Keep(_) if refused.is_empty() => self.keep(work, *index),
                Verdict::Keep(_) => self.make((pass, templates, work), *index, reading(*index), (Vec::new(), refused)),
                Verdict::Make(_) if self.is_stopped() => None,
                Verdict::Make(reasons) => {
                    let reasons = reasons.clone();
                    self.make((pass, templates, work), *index, reading(*index), (reasons, refused))
                }
            };
            (self.observer)(match &made {
                Some(made) => Progress::Made(&made.record, &made.fate),
                None => Progress::Unmade,
            });
            made.map(Made::from)
        };
        work.reports.iter().map(build).collect()
    }

    /// Whether no further report is begun.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.halted.load(Ordering::Relaxed)
    }

    /// A report that is left as it is: what was found when it was made is told again.
    fn keep(&self, work: &Work, index: usize) -> Option<Made<ReportRecord>> {
        let plan = &self.job.reports[index];
        let state = ReportState::read(self.store, &plan.settings.name, work.name(self))?;
        let record = self.earlier.report(&plan.settings.name, work.name(self))?;
        let mut diagnostics = Sink::of(state.early);
        diagnostics.append(located(Sink::of(state.late), &self.job.config));
        Some(Made {
            record: self.folder.without_what_is_gone(record),
            fate: Fate {
                kept: true,
                reasons: Vec::new(),
            },
            diagnostics,
        })
    }

    fn make(
        &self,
        (pass, templates, work): (&FirstPass, &[Compiled], &Work),
        index: usize,
        reading: &Reading,
        (reasons, refused): (Vec<super::Reason>, Vec<Diagnostic>),
    ) -> Option<Made<ReportRecord>> {
        let plan = &self.job.reports[index];
        let mut made_of = self.made_of(pass, work, index);
        let production = match &templates[index] {
            Ok(template) => {
                let order = Order {
                    job: self.job,
                    plan,
                    template,
                };
                produce::produce(&order, reading, refused, &self.folder, |words| {
                    made_of.report = words;
                    self.same_words(work.name(self), plan, &made_of)
                })
            }
            Err(problems) => {
                let mut production = Production::failed(reading, plan);
                production.sink.append(problems.clone());
                production
            }
        };
        if production.sink.as_slice().iter().any(is_end_of_writing) {
            self.halted.store(true, Ordering::Relaxed);
        }
        Some(self.made(production, made_of, reasons))
    }

    /// Puts down what was made, so that a run that is killed later need not make it again.
    fn made(
        &self,
        mut production: Production,
        made_of: earlier::MadeOf,
        reasons: Vec<super::Reason>,
    ) -> Made<ReportRecord> {
        production.sink.assign_township(&production.township);
        let found = production.sink.as_slice();
        let (early, late) = found.split_at(production.late.min(found.len()));
        let early = located(Sink::of(early.to_vec()), &self.job.config);
        let late = late.to_vec();
        let mut diagnostics = early.clone();
        diagnostics.append(located(Sink::of(late.clone()), &self.job.config));
        let fate = Fate {
            kept: production.kept,
            reasons,
        };
        let pictures = std::mem::take(&mut production.pictures);
        let record = self.record(production, &diagnostics);
        let root = self.folder.root();
        let stamp = |path: &str| Stamp::of_output(&root.join(path)).unwrap_or_default();
        let state = ReportState {
            stamps: record.files.iter().map(|file| stamp(&file.path)).collect(),
            record,
            made_of,
            pictures,
            early: early.as_slice().to_vec(),
            late,
        };
        let key = earlier::key(&state.record.report, &state.record.township);
        if let Err(error) = self.store.put_json(Kind::Report, &key, &state) {
            let problem = self
                .unwritable(&error)
                .in_township(&Arc::from(state.record.township.as_str()));
            diagnostics.push(problem);
            self.halted.store(true, Ordering::Relaxed);
        }
        Made {
            record: state.record,
            fate,
            diagnostics,
        }
    }
}
