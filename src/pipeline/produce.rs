//! One report of one township, or of the county: from values to written files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::output::{OutputFolder, report_path};
use super::pictures;
use super::{Job, Plan, Reading};
use crate::config::Format;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::layout::{self, PagedDocument};
use crate::manifest::{CheckRecord, FileRecord};
use crate::report::Report;
use crate::template::Template;
use crate::trace::{self, Decisions};
use crate::writer;

/// What was made of one report, and what was found on the way.
pub(super) struct Production {
    /// The report's name.
    pub(super) report: String,
    /// The township, or the county.
    pub(super) township: Arc<str>,
    /// What was made.
    pub(super) made: Made,
    /// What its checks came to.
    pub(super) checks: CheckRecord,
    /// What was found; an error means that not everything was made.
    pub(super) sink: Sink,
}

/// The facts of a made report.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The title.
    pub title: String,
    /// Number of pages.
    pub pages: usize,
    /// Number of printed figures.
    pub figures: usize,
    /// The written files.
    pub files: Vec<FileRecord>,
}

impl Production {
    /// A report of which nothing was made.
    pub(super) fn failed(reading: &Reading, plan: &Plan) -> Self {
        Self {
            report: plan.settings.name.clone(),
            checks: CheckRecord::of(&reading.indicators.judged, &reading.indicators.replaced),
            township: Arc::clone(&reading.township.name),
            made: Made::default(),
            sink: reading.sink.clone(),
        }
    }
}

/// What a draft's files are called beyond the report's name.
const DRAFT: &str = "（草稿）";

/// A report's files, not yet written: path and bytes.
type Files = Vec<(String, Vec<u8>)>;

/// A report to be made: the job, what it says of this report, and the report's template.
pub(super) type Order<'a> = (&'a Job, &'a Plan, &'a Template);

/// Makes one report and puts its files into the folder (none: everything is done but that). `refused` says why it may
/// not be written. A defect of the program that shows itself as a panic costs this report only.
pub(super) fn produce(
    order: Order<'_>,
    reading: &Reading,
    refused: Vec<Diagnostic>,
    folder: Option<&OutputFolder>,
) -> Production {
    let mut production = Production::failed(reading, order.1);
    for problem in refused {
        production.sink.push(Box::new(problem));
    }
    let attempt = guarded(|| {
        let mut sink = production.sink.clone();
        let made = make(order, reading, folder, &mut sink);
        (made, sink)
    });
    match attempt {
        Ok((made, sink)) => {
            production.made = made.unwrap_or_default();
            production.sink = sink;
        }
        Err(defect) => production.sink.push(defect),
    }
    production
}

/// Does one township's work; a defect of the program that shows itself as a panic becomes that township's error.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    let attempt = catch_unwind(AssertUnwindSafe(work));
    attempt.map_err(|panic| Diagnostic::new(Code::Internal).with("detail", panic_message(panic.as_ref())))
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

fn make(order: Order<'_>, reading: &Reading, folder: Option<&OutputFolder>, sink: &mut Sink) -> Option<Made> {
    let (job, _, template) = order;
    let refused = sink.has_errors();
    let report = template.render(&reading.indicators, &reading.input.fragments, &job.facts, sink);
    if reading.sink.has_errors() {
        // The template cannot have what could not be read; why it could not has been told.
        sink.retain(|problem| problem.code != Code::TemplateAbsent);
    }
    let decisions = Decisions {
        accepted: reading.indicators.judged.accepted.clone(),
        replaced: reading.indicators.replaced.clone(),
    };
    let mut report = report.filter(|_| !refused || may_be_draft(job, sink))?;
    pictures::fill(job, &reading.township.folder, &mut report, sink)?;
    finish(order, (&reading.township.name, &decisions), &report, folder, sink)
}

/// Whether a draft can be made in spite of what was found: two reports never share a file.
fn may_be_draft(job: &Job, sink: &Sink) -> bool {
    job.facts.draft && sink.as_slice().iter().all(|problem| problem.code != Code::OutputName)
}

/// Lays out, writes. Nothing is written when anything is wrong with the report.
fn finish(
    order: Order<'_>,
    township: (&str, &Decisions),
    report: &Report,
    folder: Option<&OutputFolder>,
    sink: &mut Sink,
) -> Option<Made> {
    let (job, plan, _) = order;
    let mut found = Sink::new();
    let laid_out = layout::lay_out(report, &job.style, &job.fonts, &mut found);
    let document = found.keep(laid_out);
    let failed = found.has_errors();
    sink.append(found);
    let document = document.filter(|_| !failed && (report.draft || !sink.has_errors()))?;
    let files = sink.keep(files((job, plan), township, report, &document))?;
    let mut made = Made {
        title: report.metadata.title.clone(),
        pages: document.facts.pages,
        figures: report.figures.len(),
        files: Vec::new(),
    };
    for (path, bytes) in files {
        let record = match folder {
            Some(folder) => folder.put(&path, &bytes, sink),
            None => Ok(FileRecord::of(&path, &bytes)),
        };
        made.files.extend(sink.keep(record));
    }
    Some(made)
}

fn files(
    (job, plan): (&Job, &Plan),
    (township, decisions): (&str, &Decisions),
    report: &Report,
    document: &PagedDocument,
) -> Result<Files> {
    let pattern = plan.settings.pattern(&job.config.job);
    let pattern = pattern.replace("{report}", &plan.settings.name);
    let mut stem = report_path(&pattern, township, &report.metadata.title, job.config.job.year);
    if report.draft {
        stem.push_str(DRAFT);
    }
    let mut files = Files::new();
    for format in &plan.formats {
        let bytes = match format {
            Format::Pdf => {
                let settings = writer::pdf::Settings {
                    standard: job.config.job.pdf_standard,
                };
                settings.standard.check(&report.metadata)?;
                writer::pdf::write(document, &report.metadata, &job.fonts, job.pdf_fonts()?, &settings)?
            }
            Format::Docx => writer::docx::write(report, &document.facts, &job.style)?,
        };
        files.push((format!("{stem}.{}", format.extension()), bytes));
    }
    files.push((
        format!("{stem}.trace.json"),
        trace::to_json(township, report, &document.facts, decisions),
    ));
    Ok(files)
}
