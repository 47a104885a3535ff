//! A whole job: every township read first, then each report made by itself, in parallel.

mod characters;
mod check_table;
mod county;
mod input;
mod job;
mod names;
mod output;
mod pictures;
mod produce;
mod reading;
mod records;
mod roster;
mod selection;
mod survey;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::config::{Audience, Config, Format};
use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::indicator::{self, Indicators, Needed};
use crate::manifest::{FileRecord, Manifest, ReportRecord};
use crate::reader::Budget;

pub use characters::of_template;
pub use input::{FolderInput, ReadingWay, Shared, SharedShelves, TownshipInput, read_township, shown_path};
use job::Compiled;
pub use job::{Job, Plan, job_facts, prepare};
use output::OutputFolder;
pub use output::{report_path, safe_component};
use produce::Production;
use reading::located;
pub use reading::{Reading, read_values};
pub use roster::{Township, townships};
use selection::Selection;
pub use survey::{Survey, View, survey, views};

/// What the command line asks for beyond the configuration.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these townships and reports; all when empty. Ranks still compare all townships.
    pub only: Vec<String>,
    /// Other formats than the configuration's.
    pub formats: Option<Vec<Format>>,
    /// Another output folder than the configuration's.
    pub output: Option<PathBuf>,
    /// A folder of fonts to look in first.
    pub fonts: Option<PathBuf>,
    /// Replace outputs that a person has changed.
    pub force: bool,
    /// Make drafts, in spite of errors: marked, under another name, never in place of the report.
    pub draft: bool,
    /// Do everything but write.
    pub dry_run: bool,
    /// Threads; as many as there are processors when none.
    pub threads: Option<usize>,
}

/// What a run has reached; told to whoever shows progress.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// A stage begins, with so many townships or reports to do.
    Begin(Stage, usize),
    /// One township or report of the stage is done.
    Step {
        /// Whether it failed.
        failed: bool,
    },
}

/// The two passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// All townships' workbooks are read.
    Read,
    /// The reports are made.
    Build,
}

/// Who is told of progress; called from many threads.
pub type Observer<'a> = &'a (dyn Fn(Progress) + Sync);

/// What became of a job.
#[derive(Debug)]
pub struct Outcome {
    /// What was made; what failed.
    pub manifest: Manifest,
    /// Every problem found, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the job as a whole could not be done: configuration, template or fonts are wrong.
    pub unusable: bool,
    /// The reports of this run.
    pub records: Vec<ReportRecord>,
    /// The folder that was written to.
    pub output: PathBuf,
}

impl Outcome {
    fn unusable(sink: Sink, output: &Path) -> Self {
        Self {
            manifest: Manifest::default(),
            diagnostics: sink.into_sorted(),
            unusable: true,
            records: Vec::new(),
            output: output.to_owned(),
        }
    }
}

/// Runs a whole job: reads all townships, puts them in order, makes the reports, writes the manifest. `stop`
/// ends it after the reports in hand.
pub fn run(config: Config, options: &Options, observer: Observer<'_>, stop: &AtomicBool) -> Outcome {
    let mut sink = Sink::new();
    let output = options
        .output
        .clone()
        .unwrap_or_else(|| config.root.join(&config.job.output));
    let needed = Needed::by(&config.mapping);
    let shared = Shared::read(&config, &ReadingWay::projected(&config, &needed), &mut sink);
    let shelves = shared.shelves();
    let all = townships(&config, &shelves, &mut sink);
    let selection = Selection::new(&config, &all, &options.only, &mut sink);
    let declared = config.clone();
    exceptions_of_nobody(&config, &all, &mut sink);
    let job = prepare(config, options, &mut sink);
    let Some(job) = job.filter(|_| !sink.has_errors()) else {
        return Outcome::unusable(located(sink, &declared), &output);
    };
    let earlier = sink.keep(Manifest::read(&output)).flatten().unwrap_or_default();
    let folder = OutputFolder::new(output.clone(), &earlier, options.force);
    let run = Run {
        job: &job,
        shared: &shelves,
        options,
        selection,
        folder,
        earlier,
        observer,
        stop,
    };
    let work = || run.all(&all, sink);
    match options.threads.map(|threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.min(MAX_THREADS))
            .build()
    }) {
        Some(Ok(pool)) => pool.install(work),
        _ => work(),
    }
}

/// More threads than this only cost memory.
const MAX_THREADS: usize = 256;

/// An `[[accept]]` or `[[override]]` of a township that does not exist would never be told as unused.
fn exceptions_of_nobody(config: &Config, townships: &[Township], sink: &mut Sink) {
    let judgement = &config.mapping.judgement;
    let accepts = judgement
        .accepts
        .iter()
        .map(|one| ("accept", &one.township, &one.check));
    let overrides = judgement
        .overrides
        .iter()
        .map(|one| ("override", &one.township, &one.indicator));
    for (section, township, what) in accepts.chain(overrides) {
        let known = || townships.iter().map(|one| &*one.name);
        if !townships.is_empty() && !township.is_empty() && known().all(|name| name != township) {
            let problem = Diagnostic::new(Code::UnknownTownship).with("found", township);
            let problem = problem.with("nearest", nearest(township, known()));
            sink.push(problem.with("declared", format!("{section}/{township}/{what}")));
        }
    }
}

/// What one thread makes: the reports of one township, or one of the county.
struct Work {
    reading: Reading,
    /// Which of the job's reports are made of it.
    reports: Vec<usize>,
    /// Those of them that cannot be written, and why.
    refused: Vec<(usize, Diagnostic)>,
}

/// One run of a job.
struct Run<'a> {
    job: &'a Job,
    /// The workbooks of all townships.
    shared: &'a SharedShelves<'a>,
    options: &'a Options,
    selection: Selection,
    folder: OutputFolder,
    earlier: Manifest,
    observer: Observer<'a>,
    stop: &'a AtomicBool,
}

/// Lends out all townships' values together, which nothing else needs so.
fn lend<T>(readings: &mut [Reading], work: impl FnOnce(&mut [Indicators]) -> T) -> T {
    let values = readings.iter_mut().map(|one| std::mem::take(&mut one.indicators));
    let mut all: Vec<Indicators> = values.collect();
    let outcome = work(&mut all);
    for (reading, indicators) in readings.iter_mut().zip(all) {
        reading.indicators = indicators;
    }
    outcome
}

impl Run<'_> {
    fn all(&self, townships: &[Township], mut sink: Sink) -> Outcome {
        let mut readings = self.read(townships);
        if self.stop.load(Ordering::Relaxed) {
            // Not every township was read, so that nothing compared across them would be true.
            sink.push(Diagnostic::new(Code::Interrupted));
            return Outcome::unusable(sink, self.folder.root());
        }
        self.compare(&mut readings);
        let checks = check_table::rows(&readings, &self.job.config);
        let templates = job::refuse_unknown(self.job, job::compile(self.job, &readings));
        self.share_county(templates.iter().map(|one| one.as_ref().ok()), &mut readings);
        let mut county = self.county_works(&templates, &readings);
        if self.options.draft {
            // After the county's values, which must know what is missing.
            let of_county = county.iter_mut().map(|work| &mut work.reading);
            readings
                .iter_mut()
                .chain(of_county)
                .for_each(|reading| self.for_draft(reading));
        }
        let mut works = self.works(readings);
        works.extend(county);
        let sound = |index: &usize| templates.get(*index).is_some_and(Result::is_ok);
        if !works.iter().any(|work| work.reports.iter().any(sound)) {
            // No report has a template to be made of: that is the job's mistake, told once.
            let broken = templates.into_iter().filter_map(Result::err);
            broken.for_each(|problems| sink.append(problems));
            return Outcome::unusable(located(sink, &self.job.config), self.folder.root());
        }
        names::refuse_shared(self.job, &templates, &mut works);
        let productions = self.build(&templates, works);
        let tables = self.check_table(&checks, &mut sink);
        self.conclude(townships, (productions, tables), sink)
    }

    fn for_draft(&self, reading: &mut Reading) {
        let problems = reading.sink.as_slice();
        indicator::for_draft(&mut reading.indicators, &self.job.config.mapping, problems);
    }

    /// What there is to make: the reports of the chosen townships, in their order.
    fn works(&self, readings: Vec<Reading>) -> Vec<Work> {
        let work = |reading: Reading| {
            let reports = self.reports(Audience::Township, &reading.township.name);
            (!reports.is_empty()).then_some(Work {
                reading,
                reports,
                refused: Vec::new(),
            })
        };
        readings.into_iter().filter_map(work).collect()
    }

    /// The reports that this run makes for a township or the county.
    fn reports(&self, audience: Audience, subject: &str) -> Vec<usize> {
        let plans = self.job.reports.iter().enumerate();
        let taken = plans.filter(|(_, plan)| self.selection.takes(&plan.settings, audience, subject));
        taken.map(|(index, _)| index).collect()
    }

    /// The table of all townships' checks, of those too that this run does not report on.
    fn check_table(&self, checks: &[check_table::CheckRow], sink: &mut Sink) -> Vec<FileRecord> {
        let Some(bytes) = sink.keep(check_table::to_xlsx(checks)) else {
            return Vec::new();
        };
        if self.options.dry_run {
            return vec![FileRecord::of(check_table::FILE_NAME, &bytes)];
        }
        let written = self.folder.put(check_table::FILE_NAME, &bytes, sink);
        sink.keep(written).into_iter().collect()
    }

    /// First pass: every township's values. All of them, even if only some reports are asked for, since ranks
    /// compare all.
    fn read(&self, townships: &[Township]) -> Vec<Reading> {
        (self.observer)(Progress::Begin(Stage::Read, townships.len()));
        let budget = Budget::new(self.job.config.reading.memory_bytes());
        let read = |township: &Township| {
            let reading = if self.stop.load(Ordering::Relaxed) {
                Reading::empty(township)
            } else {
                let read = || read_values(&self.job.config, township, self.shared, &budget);
                produce::guarded(read).unwrap_or_else(|defect| {
                    let mut reading = Reading::empty(township);
                    reading.sink.push(defect);
                    reading
                })
            };
            (self.observer)(Progress::Step {
                failed: reading.sink.has_errors(),
            });
            reading
        };
        townships.par_iter().map(read).collect()
    }

    /// What is compared across townships.
    fn compare(&self, readings: &mut [Reading]) {
        let withheld = lend(readings, |all| {
            indicator::share_facts(all);
            indicator::rank(&self.job.config.mapping, all)
        });
        for reading in readings {
            for name in &withheld {
                let problem = Diagnostic::new(Code::RankWithheld).with("name", name);
                reading.sink.push(problem);
            }
        }
    }

    /// Second pass: each township's reports by themselves.
    fn build(&self, templates: &[Compiled], works: Vec<Work>) -> Vec<Production> {
        let reports = works.iter().map(|work| work.reports.len()).sum();
        (self.observer)(Progress::Begin(Stage::Build, reports));
        let build = |work: Work| self.build_work(templates, &work);
        let productions: Vec<Vec<Production>> = works.into_par_iter().map(build).collect();
        productions.into_iter().flatten().collect()
    }

    fn build_work(&self, templates: &[Compiled], work: &Work) -> Vec<Production> {
        let build = |index: &usize| {
            let production = self.build_one(templates, work, *index);
            (self.observer)(Progress::Step {
                failed: production.sink.has_errors(),
            });
            production
        };
        work.reports.iter().map(build).collect()
    }

    fn build_one(&self, templates: &[Compiled], work: &Work, index: usize) -> Production {
        let plan = &self.job.reports[index];
        let mut production = Production::failed(&work.reading, plan);
        if self.stop.load(Ordering::Relaxed) {
            production.sink.push(Diagnostic::new(Code::Interrupted));
            return production;
        }
        let folder = (!self.options.dry_run).then_some(&self.folder);
        match &templates[index] {
            Ok(template) => {
                let refused = work.refused.iter().filter(|(refused, _)| *refused == index);
                let refused = refused.map(|(_, problem)| problem.clone()).collect();
                produce::produce((self.job, plan, template), &work.reading, refused, folder)
            }
            Err(problems) => {
                production.sink.append(problems.clone());
                production
            }
        }
    }
}
