//! A whole job: every township read first, then each report made by itself, in parallel.

mod changes;
mod characters;
mod check_table;
mod county;
mod decide;
mod digest;
mod earlier;
mod first_pass;
mod input;
mod inputs;
mod job;
mod merge;
mod names;
mod output;
mod pictures;
mod produce;
mod reading;
mod records;
mod remains;
mod roster;
mod second_pass;
mod selection;
mod shard;
mod store;
mod survey;
mod whole;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::config::{Audience, Config, Format};
use crate::diag::{Code, Diagnostic, Result, Sink, nearest};
use crate::indicator::{Needed, Roster};
use crate::manifest::{Manifest, ReportRecord, Shard};
use crate::writer::pdf::Standard;

pub use changes::{FigureChange, ReportChange, ReportFate, changes};
pub use characters::of_template;
pub use decide::Reason;
use decide::{JobKeys, Verdict};
use digest::Digest;
use earlier::Earlier;
use first_pass::FirstPass;
pub use input::{FolderInput, ReadingWay, Shared, SharedShelves, TownshipInput, read_township, shown_path};
pub use job::{Job, Plan, job_facts, prepare};
pub use merge::{Merged, merge};
use output::OutputFolder;
pub use output::{is_end_of_writing, report_path, safe_component};
use reading::located;
pub use reading::{Reading, read_values};
pub use roster::{Township, roster, townships};
use selection::Selection;
use store::Store;
pub use survey::{Survey, View, survey, views};
pub use whole::put_whole;
pub use workspace::{FOLDER as STATE_FOLDER, refuse_data, refuse_data_around};
use workspace::{Memory, Workspace};

/// What the command line asks for beyond the configuration.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these townships and reports; all when empty. Ranks still compare all townships.
    pub only: Vec<String>,
    /// Other formats than the configuration's.
    pub formats: Option<Vec<Format>>,
    /// Review copies beside the formats.
    pub review: bool,
    /// Another archival standard than the configuration's.
    pub pdf_standard: Option<Standard>,
    /// The document's date where the configuration tells none.
    pub source_date: Option<Date>,
    /// Another output folder than the configuration's.
    pub output: Option<PathBuf>,
    /// A folder of fonts to look in first.
    pub fonts: Option<PathBuf>,
    /// Let Word files carry those of the faces that Word can embed.
    pub embed_fonts: bool,
    /// Replace outputs that a person has changed.
    pub force: bool,
    /// Make drafts, in spite of errors: marked, under another name, never in place of the report.
    pub draft: bool,
    /// Do everything but write.
    pub dry_run: bool,
    /// As if nothing had ever been made: nothing that earlier runs remember is used.
    pub fresh: bool,
    /// Do not trust sizes and times: hash all inputs and outputs.
    pub verify: bool,
    /// At most so many reports, the first ones.
    pub limit: Option<usize>,
    /// Only this share of the reports, into a folder of its own.
    pub shard: Option<Shard>,
    /// Threads; as many as there are processors when none.
    pub threads: Option<usize>,
}

impl Options {
    /// The folder that a run writes to.
    pub fn output_folder(&self, config: &Config) -> PathBuf {
        let output = self.output.clone();
        let output = output.unwrap_or_else(|| config.root.join(&config.job.output));
        self.shard.map_or(output.clone(), |shard| shard.folder(&output))
    }
}

/// What a run has reached; told to whoever shows progress.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'p> {
    /// A stage begins, with so many townships or reports to do.
    Begin(Stage, usize),
    /// One township is read.
    Read {
        /// Whether something is wrong with its data.
        failed: bool,
    },
    /// One report is made, or left as it is.
    Made(&'p ReportRecord, &'p Fate),
    /// One report was not begun, because the run was stopped.
    Unmade,
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
pub type Observer<'a> = &'a (dyn Fn(Progress<'_>) + Sync);

/// What became of a job.
#[derive(Debug)]
pub struct Outcome {
    /// What was made; what failed.
    pub manifest: Manifest,
    /// Every problem found, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the job as a whole could not be done: configuration, template or fonts are wrong.
    pub unusable: bool,
    /// The reports of this run, by their places in the manifest.
    pub places: Vec<usize>,
    /// Why each of them was made, or that it was left as it is; beside `places`.
    pub fates: Vec<Fate>,
    /// How many reports were not begun, because the run was stopped.
    pub unmade: usize,
    /// The folder that was written to.
    pub output: PathBuf,
}

/// What became of a report, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Whether its files were left as they are, because nothing differs that they are made of.
    pub kept: bool,
    /// What had changed; with `kept`, what had changed without touching a word of it.
    pub reasons: Vec<Reason>,
}

impl Outcome {
    /// The reports of this run.
    pub fn records(&self) -> impl Iterator<Item = ReportRecord> {
        let record = |place: &usize| self.manifest.reports.get(*place);
        self.places.iter().filter_map(record)
    }

    /// How many reports were made, the failed ones too, and not kept.
    pub fn made(&self) -> usize {
        self.fates.iter().filter(|fate| !fate.kept).count()
    }

    fn unusable(sink: Sink, output: &Path) -> Self {
        Self {
            manifest: Manifest::default(),
            diagnostics: sink.into_sorted(),
            unusable: true,
            places: Vec::new(),
            fates: Vec::new(),
            unmade: 0,
            output: output.to_owned(),
        }
    }
}

/// Runs a whole job: reads all townships, puts them in order, makes the reports, writes the manifest. `stop`
/// ends it after the reports in hand.
pub fn run(config: Config, options: &Options, observer: Observer<'_>, stop: &AtomicBool) -> Outcome {
    let mut sink = Sink::new();
    let output = options.output_folder(&config);
    sink.keep(refuse_data(&output, &config));
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
    let job = job.naming(&all);
    let opened = memory(&output, options, &mut sink);
    let Some((workspace, memory)) = sink.keep(opened) else {
        return Outcome::unusable(sink, &output);
    };
    let earlier = Earlier::read(&output, &memory.store, &mut sink);
    let under_way = workspace.as_ref().map(Workspace::under_way);
    let folder = OutputFolder::new(output, &earlier, (options.force, under_way), &memory.intents);
    let run = Run {
        keys: JobKeys::of(&job, options),
        job: &job,
        townships: &all,
        roster: roster(&job.config, &all),
        shared: &shelves,
        options,
        selection,
        store: &memory.store,
        folder,
        earlier,
        observer,
        stop,
        halted: AtomicBool::new(false),
    };
    on_threads(options.threads, || run.all(sink))
}

/// Does the work on so many threads; as many as there are processors when none are asked for.
fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    let pool = |threads: usize| {
        let threads = threads.min(MAX_THREADS);
        rayon::ThreadPoolBuilder::new().num_threads(threads).build()
    };
    match threads.map(pool) {
        Some(Ok(pool)) => pool.install(work),
        _ => work(),
    }
}

/// What earlier runs remember: in the output folder, taken for this run alone, or only to be read when nothing is
/// written.
fn memory(output: &Path, options: &Options, sink: &mut Sink) -> Result<(Option<Workspace>, Memory)> {
    if options.dry_run {
        let memory = Memory::passing(output, !options.fresh);
        let memory = memory.map_err(|error| output::output_error(&std::env::temp_dir(), &error))?;
        return Ok((None, memory));
    }
    let workspace = Workspace::take(output, sink)?;
    let memory = workspace.memory()?;
    Ok((Some(workspace), memory))
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

/// Whom a report is made for.
enum Subject {
    /// The township of this number.
    Township(usize),
    /// The county; its values, once somebody has asked for them.
    County(OnceLock<Box<Reading>>),
}

/// What one thread makes: the reports of one township, or one of the county.
struct Work {
    subject: Subject,
    /// Which of the job's reports are made of it, and whether each is.
    reports: Vec<(usize, Verdict)>,
    /// Those of them that cannot be written, and why.
    refused: Vec<(usize, Diagnostic)>,
}

impl Work {
    /// The township's or the county's name.
    fn name<'r>(&self, run: &'r Run<'_>) -> &'r str {
        match self.subject {
            Subject::Township(index) => &run.townships[index].name,
            Subject::County(_) => &run.job.config.job.county,
        }
    }

    /// The folder of its own.
    fn folder(&self, run: &Run<'_>) -> PathBuf {
        match self.subject {
            Subject::Township(index) => run.townships[index].folder.clone(),
            Subject::County(_) => county::county_of(run.job).folder,
        }
    }

    /// The files because of which its values were found again.
    fn changed(&self, pass: &FirstPass) -> Vec<String> {
        /// So many of a county's files are told.
        const TOLD: usize = 3;
        match self.subject {
            Subject::Township(index) => pass.entries[index].changed.clone(),
            Subject::County(_) => {
                let all = pass.entries.iter().flat_map(|entry| &entry.changed);
                all.take(TOLD).cloned().collect()
            }
        }
    }
}

/// One run of a job.
struct Run<'a> {
    job: &'a Job,
    keys: JobKeys,
    townships: &'a [Township],
    roster: Roster,
    /// The workbooks of all townships.
    shared: &'a SharedShelves<'a>,
    options: &'a Options,
    selection: Selection,
    store: &'a Store,
    folder: OutputFolder<'a>,
    earlier: Earlier,
    observer: Observer<'a>,
    stop: &'a AtomicBool,
    /// Set when no further file can be written.
    halted: AtomicBool,
}

impl Run<'_> {
    fn all(&self, mut sink: Sink) -> Outcome {
        let pass = self.read();
        let Some(mut pass) = sink.keep(pass) else {
            return Outcome::unusable(sink, self.folder.root());
        };
        if self.stop.load(Ordering::Relaxed) {
            // Not every township was read, so that nothing compared across them would be true.
            sink.push(Diagnostic::new(Code::Interrupted).with("count", 0));
            return Outcome::unusable(sink, self.folder.root());
        }
        let templates = job::refuse_unknown(self.job, job::compile(self.job, pass.across.facts()));
        let mut works = self.works(&pass);
        let sound = |(index, _): &(usize, Verdict)| templates.get(*index).is_some_and(Result::is_ok);
        if !works.iter().any(|work| work.reports.iter().any(sound)) {
            // No report has a template to be made of: that is the job's mistake, told once.
            let broken = templates.into_iter().filter_map(Result::err);
            broken.for_each(|problems| sink.append(problems));
            return Outcome::unusable(located(sink, &self.job.config), self.folder.root());
        }
        pass.beside = self.beside(&pass, &templates, &works);
        self.refuse_shared(&pass, &templates, &mut works);
        let asked = self.asked(&works);
        self.take_share(&mut works);
        if sink.keep(self.announce(&pass, &works)).is_none() {
            return Outcome::unusable(sink, self.folder.root());
        }
        let build = || self.build(&pass, &templates, works);
        let (made, table) = rayon::join(build, || self.new_table(&pass));
        let tables = self.put_table(table, &pass, &mut sink);
        self.conclude((&pass, &asked), made, tables, sink)
    }

    /// What there is to make: the reports of the chosen townships, in their order, then those of the county.
    fn works(&self, pass: &FirstPass) -> Vec<Work> {
        let mut works = Vec::new();
        let mut left = self.options.limit.unwrap_or(usize::MAX);
        let mut add = |subject: Subject, mut reports: Vec<usize>| {
            reports.truncate(left);
            left -= reports.len();
            if !reports.is_empty() {
                works.push((subject, reports));
            }
        };
        for (index, township) in self.townships.iter().enumerate() {
            add(
                Subject::Township(index),
                self.reports(Audience::Township, &township.name),
            );
        }
        for report in self.reports(Audience::County, &self.job.config.job.county) {
            add(Subject::County(OnceLock::new()), vec![report]);
        }
        works
            .into_par_iter()
            .map(|(subject, reports)| self.judged(pass, subject, reports))
            .collect()
    }

    /// All reports that the whole job makes, in their order, for a share of it to tell where its own stand.
    fn asked(&self, works: &[Work]) -> Vec<Digest> {
        if self.options.shard.is_none() {
            return Vec::new();
        }
        let reports = works
            .iter()
            .flat_map(|work| work.reports.iter().map(move |(index, _)| (work, index)));
        let digest =
            |(work, index): (&Work, &usize)| earlier::digest(&self.job.reports[*index].settings.name, work.name(self));
        reports.map(digest).collect()
    }

    /// Leaves the reports of this run's share, after the names of all have been compared.
    fn take_share(&self, works: &mut Vec<Work>) {
        let Some(shard) = self.options.shard else { return };
        for work in &mut *works {
            let subject = work.name(self);
            let own = |(index, _): &(usize, Verdict)| shard.takes(&self.job.reports[*index].settings.name, subject);
            work.reports.retain(own);
        }
        works.retain(|work| !work.reports.is_empty());
    }

    fn judged(&self, pass: &FirstPass, subject: Subject, reports: Vec<usize>) -> Work {
        let mut work = Work {
            subject,
            reports: Vec::new(),
            refused: Vec::new(),
        };
        let verdict = |report: usize| (report, self.verdict(pass, &work, report));
        work.reports = reports.into_iter().map(verdict).collect();
        work
    }

    /// The reports that this run makes for a township or the county.
    fn reports(&self, audience: Audience, subject: &str) -> Vec<usize> {
        let plans = self.job.reports.iter().enumerate();
        let taken = plans.filter(|(_, plan)| self.selection.takes(&plan.settings, audience, subject));
        taken.map(|(index, _)| index).collect()
    }

    /// The problem of an output folder that cannot be written to any more.
    fn unwritable(&self, error: &std::io::Error) -> Box<Diagnostic> {
        output::output_error(self.folder.root(), error)
    }
}
