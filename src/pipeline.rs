//! A whole job: every township read first, then each report made by itself, in parallel.

mod characters;
mod check_table;
mod input;
mod names;
mod output;
mod produce;
mod reading;
mod roster;
mod survey;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::config::{Config, FILE_NAME, Format};
use crate::diag::{Code, Diagnostic, Result, Sink, nearest};
use crate::font::FontBook;
use crate::indicator::{self, Indicators, Needed};
use crate::manifest::{self, CheckRecord, FileRecord, Manifest, ProblemRecord, ReportRecord, Status};
use crate::reader::Budget;
use crate::style::{Stylesheet, gb9704};
use crate::template::{JobFacts, Template};
use crate::writer::pdf::JobFonts;

pub use characters::of_template;
pub use input::{FolderInput, ReadingWay, Shared, SharedShelves, TownshipInput, read_township, shown_path};
use output::OutputFolder;
pub use output::{report_path, safe_component};
use produce::Production;
use reading::located;
pub use reading::{Reading, read_values};
pub use roster::{Township, townships};
pub use survey::{Survey, survey, view};

/// What the command line asks for beyond the configuration.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these townships; all when empty. Ranks still compare all.
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
    /// A stage begins, with so many townships to do.
    Begin(Stage, usize),
    /// One township of the stage is done.
    Step {
        /// Whether its report failed.
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
    /// The townships of this run.
    pub townships: Vec<Arc<str>>,
    /// The folder that was written to.
    pub output: PathBuf,
}

impl Outcome {
    fn unusable(sink: Sink, townships: &[Arc<str>], output: &Path) -> Self {
        Self {
            manifest: Manifest::default(),
            diagnostics: sink.into_sorted(),
            unusable: true,
            townships: townships.to_vec(),
            output: output.to_owned(),
        }
    }
}

/// Everything that all reports of a job share.
pub struct Job {
    /// The configuration.
    pub config: Config,
    /// The template's path as the user knows it, and its text.
    template: (Arc<str>, String),
    /// The fonts.
    pub fonts: FontBook,
    style: Stylesheet,
    facts: JobFacts,
    formats: Vec<Format>,
    /// Cut when the first PDF is written; nobody else needs them.
    pdf_fonts: OnceLock<Result<JobFonts>>,
}

impl Job {
    /// The fonts that all PDF files of the job share.
    fn pdf_fonts(&self) -> Result<&JobFonts> {
        let cut = || JobFonts::cut(&of_template(&self.template.1, &self.style), &self.fonts);
        self.pdf_fonts.get_or_init(cut).as_ref().map_err(Clone::clone)
    }
}

/// Reads the template and the fonts and checks what all reports share. Everything that is wrong goes into
/// `sink`; there is a job only when nothing was.
pub fn prepare(config: Config, options: &Options, sink: &mut Sink) -> Option<Job> {
    indicator::validate(&config.mapping, sink);
    let path = config.root.join(&config.job.template);
    let file: Arc<str> = shown_path(&config.root, &path).into();
    let source = input::read_template(&path, &file);
    let source = sink.keep(source);
    let fonts = FontBook::load(&config.font_settings(), options.fonts.as_deref(), sink);
    let fonts = sink.keep(fonts);
    let formats = options.formats.clone().unwrap_or_else(|| config.job.formats.clone());
    let style = gb9704::stylesheet(&config.style);
    let facts = JobFacts {
        draft: options.draft,
        ..job_facts(&config)
    };
    let job = Job {
        template: (file, source?),
        fonts: fonts?,
        style,
        facts,
        formats,
        config,
        pdf_fonts: OnceLock::new(),
    };
    (!sink.has_errors()).then_some(job)
}

/// What the configuration says to every report.
pub fn job_facts(config: &Config) -> JobFacts {
    JobFacts {
        year: config.job.year,
        period: config.job.period,
        author: config.job.author.clone(),
        date: config.job.date,
        lint: config.lint.clone(),
        wording: config.wording.clone(),
        document: config.document.clone(),
        draft: false,
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
    let chosen = roster::select(&all, &options.only, &mut sink);
    let declared = config.clone();
    exceptions_of_nobody(&config, &all, &mut sink);
    let job = prepare(config, options, &mut sink);
    let Some(job) = job.filter(|_| !sink.has_errors()) else {
        let diagnostics = located(sink, &declared).into_sorted();
        return Outcome {
            manifest: Manifest::default(),
            diagnostics,
            unusable: true,
            townships: chosen,
            output,
        };
    };
    let earlier = sink.keep(Manifest::read(&output)).flatten().unwrap_or_default();
    let folder = OutputFolder::new(output.clone(), &earlier, options.force);
    let run = Run {
        job: &job,
        shared: &shelves,
        options,
        folder,
        earlier,
        observer,
        stop,
    };
    let work = || run.all(&all, &chosen, sink);
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

/// One run of a job.
struct Run<'a> {
    job: &'a Job,
    /// The workbooks of all townships.
    shared: &'a SharedShelves<'a>,
    options: &'a Options,
    folder: OutputFolder,
    earlier: Manifest,
    observer: Observer<'a>,
    stop: &'a AtomicBool,
}

impl Run<'_> {
    fn all(&self, townships: &[Township], chosen: &[Arc<str>], mut sink: Sink) -> Outcome {
        let mut readings = self.read(townships);
        if self.stop.load(Ordering::Relaxed) {
            // Not every township was read, so that nothing compared across them would be true.
            sink.push(Diagnostic::new(Code::Interrupted));
            return Outcome::unusable(sink, chosen, self.folder.root());
        }
        self.compare(&mut readings);
        let checks = check_table::rows(&readings, &self.job.config);
        if self.options.draft {
            for reading in &mut readings {
                let problems = reading.sink.as_slice();
                indicator::for_draft(&mut reading.indicators, &self.job.config.mapping, problems);
            }
        }
        let Some(template) = self.template(&readings, &mut sink) else {
            return Outcome::unusable(located(sink, &self.job.config), chosen, self.folder.root());
        };
        names::refuse_shared(self.job, &template, &mut readings);
        readings.retain(|reading| chosen.contains(&reading.township.name));
        let productions = self.build(&template, readings);
        let tables = self.check_table(&checks, &mut sink);
        self.conclude(townships, chosen, (productions, tables), sink)
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

    /// What is compared across townships. The values are lent out for it, since nothing else needs them together.
    fn compare(&self, readings: &mut [Reading]) {
        let mut all: Vec<Indicators> = readings
            .iter_mut()
            .map(|one| std::mem::take(&mut one.indicators))
            .collect();
        indicator::share_facts(&mut all);
        let withheld = indicator::rank(&self.job.config.mapping, &mut all);
        for (reading, indicators) in readings.iter_mut().zip(all) {
            reading.indicators = indicators;
            for name in &withheld {
                reading
                    .sink
                    .push(Diagnostic::new(Code::RankWithheld).with("name", name));
            }
        }
    }

    /// The template, compiled once. It comes after the first pass, because the facts sheets bring names of their own.
    fn template(&self, readings: &[Reading], sink: &mut Sink) -> Option<Template> {
        let known = known_names(&self.job.config, readings);
        let (file, source) = &self.job.template;
        let template = Template::compile(file, source, &known, sink)?;
        let template = template.with_elements(&FILE_NAME.into(), &self.job.config.elements, sink)?;
        template.check_names(&self.job.facts, sink);
        (!sink.has_errors()).then_some(template)
    }

    /// Second pass: each report by itself.
    fn build(&self, template: &Template, readings: Vec<Reading>) -> Vec<Production> {
        (self.observer)(Progress::Begin(Stage::Build, readings.len()));
        let build = |reading: Reading| {
            let production = self.build_one(template, reading);
            (self.observer)(Progress::Step {
                failed: production.sink.has_errors(),
            });
            production
        };
        readings.into_par_iter().map(build).collect()
    }

    fn build_one(&self, template: &Template, reading: Reading) -> Production {
        if self.stop.load(Ordering::Relaxed) {
            let mut production = Production::failed(reading);
            production.sink.push(Diagnostic::new(Code::Interrupted));
            return production;
        }
        let folder = (!self.options.dry_run).then_some(&self.folder);
        produce::produce(self.job, template, reading, folder)
    }

    /// Puts the records together and writes the manifest, last of all files.
    fn conclude(
        &self,
        townships: &[Township],
        chosen: &[Arc<str>],
        (productions, tables): (Vec<Production>, Vec<FileRecord>),
        mut sink: Sink,
    ) -> Outcome {
        let mut records: Vec<ReportRecord> = Vec::new();
        for mut production in productions {
            production.sink.assign_township(&production.township);
            let found = located(production.sink, &self.job.config);
            records.push(self.record(&production.township, (production.made, production.checks), &found));
            sink.append(found);
        }
        let manifest = self.manifest(townships, records, tables);
        if !self.options.dry_run {
            sink.keep(self.folder.replace(manifest::FILE_NAME, &manifest.to_json()));
        }
        Outcome {
            manifest,
            diagnostics: sink.into_sorted(),
            unusable: false,
            townships: chosen.to_vec(),
            output: self.folder.root().to_owned(),
        }
    }

    fn record(&self, township: &str, (made, checks): (produce::Made, CheckRecord), found: &Sink) -> ReportRecord {
        let (errors, warnings) = ProblemRecord::split(found.as_slice());
        let status = match (found.has_errors(), self.options.draft) {
            (_, true) if !made.files.is_empty() => Status::Draft,
            (true, _) => Status::Failed,
            (false, _) => Status::Ok,
        };
        let earlier = self.earlier.report(township);
        let kept = kept(earlier, status, &made.files);
        let drafts = earlier.into_iter().flat_map(ReportRecord::draft_files);
        ReportRecord {
            township: township.to_owned(),
            title: made.title,
            status,
            pages: made.pages,
            figures: made.figures,
            checks,
            drafts: self.still_there(drafts, &made.files),
            files: made.files,
            finished: kept.0,
            outdated: kept.1,
            warnings,
            errors,
        }
    }

    /// Those of the files that lie in the output folder and that this run has not renewed.
    fn still_there<'f>(&self, files: impl Iterator<Item = &'f FileRecord>, renewed: &[FileRecord]) -> Vec<FileRecord> {
        let is_there = |file: &&FileRecord| self.folder.root().join(&file.path).exists();
        not_renewed(files, renewed).filter(is_there).cloned().collect()
    }

    /// The reports of this run, and those of earlier runs for the townships that this one left alone.
    fn manifest(&self, townships: &[Township], records: Vec<ReportRecord>, tables: Vec<FileRecord>) -> Manifest {
        let of_this_run = |name: &str| records.iter().find(|record| record.township == name);
        let record = |township: &Township| {
            of_this_run(&township.name)
                .or_else(|| self.earlier.report(&township.name))
                .cloned()
        };
        Manifest {
            generator: concat!("gongwen ", env!("CARGO_PKG_VERSION")).to_owned(),
            template: manifest::hash(self.job.template.1.as_bytes()),
            configuration: manifest::hash(self.job.config.source.as_bytes()),
            fonts: manifest::font_records(&self.job.fonts),
            reports: townships.iter().filter_map(record).collect(),
            tables,
        }
    }
}

/// What remains of an earlier run's report: a draft leaves it as it is, a failure leaves it out of date.
fn kept(earlier: Option<&ReportRecord>, status: Status, made: &[FileRecord]) -> (Vec<FileRecord>, Vec<FileRecord>) {
    let Some(earlier) = earlier else {
        return Default::default();
    };
    match status {
        Status::Ok => Default::default(),
        Status::Failed => (Vec::new(), not_renewed(earlier.own_files(), made).cloned().collect()),
        Status::Draft if earlier.status == Status::Draft => (earlier.finished.clone(), earlier.outdated.clone()),
        Status::Draft => (earlier.files.clone(), earlier.outdated.clone()),
    }
}

/// The files that this run has not written anew.
fn not_renewed<'f>(
    files: impl Iterator<Item = &'f FileRecord>,
    renewed: &[FileRecord],
) -> impl Iterator<Item = &'f FileRecord> {
    files.filter(|file| renewed.iter().all(|one| one.path != file.path))
}

/// The names that the configuration or any township's facts sheet defines.
fn known_names(config: &Config, readings: &[Reading]) -> Vec<Arc<str>> {
    let facts = readings
        .iter()
        .flat_map(|reading| reading.indicators.facts.iter().map(Arc::clone));
    let declared = config.mapping.names().map(Arc::from);
    let known: BTreeSet<Arc<str>> = declared.chain(facts).collect();
    known.into_iter().collect()
}
