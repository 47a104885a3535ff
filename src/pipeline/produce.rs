//! One report of one township, or of the county: from values to written files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::decide::words_key;
use super::earlier::ReportState;
use super::output::{Content, DRAFT_MARK, NewFile, OutputFolder, report_path};
use super::pictures::{self, Asked};
use super::{Job, Plan, Reading};
use crate::config::Format;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::layout::{self, PagedDocument};
use crate::manifest::{CheckRecord, FileRecord};
use crate::report::{LayoutFacts, Records, Report, plain_text};
use crate::template::Template;
use crate::trace::{self, Decisions};
use crate::writer::pdf::{Attachment, Standard, Unfit};
use crate::writer::{self};

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
    /// How much of it had been found when the words were there.
    pub(super) late: usize,
    /// Whether the files of an earlier run were left as they are, because the words are the same.
    pub(super) kept: bool,
    /// The pictures that it asks for.
    pub(super) pictures: Vec<Asked>,
}

/// The facts of a made report.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The title.
    pub title: String,
    /// 发文字号.
    pub number: String,
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
            late: reading.sink.as_slice().len(),
            sink: reading.sink.clone(),
            kept: false,
            pictures: Vec::new(),
        }
    }
}

/// What the trace is called that rides along in a PDF/A-3.
const TRACE: &str = "trace.json";

/// A report to be made.
pub(super) struct Order<'a> {
    pub(super) job: &'a Job,
    /// What the job says of this report.
    pub(super) plan: &'a Plan,
    pub(super) template: &'a Template,
}

/// Makes one report and puts its files into the folder. `refused` says why it may not be written; `same` knows whether
/// an earlier run made one of the same words. A defect of the program that shows itself as a panic costs this report
/// only.
pub(super) fn produce(
    order: &Order<'_>,
    reading: &Reading,
    refused: Vec<Diagnostic>,
    folder: &OutputFolder<'_>,
    same: impl FnOnce(String) -> Option<ReportState>,
) -> Production {
    let mut production = Production::failed(reading, order.plan);
    for problem in refused {
        production.sink.push(Box::new(problem));
    }
    let attempt = guarded(|| {
        let mut attempt = Production {
            sink: production.sink.clone(),
            ..Production::failed(reading, order.plan)
        };
        attempt.make(order, reading, folder, same);
        attempt
    });
    match attempt {
        Ok(made) => made,
        Err(defect) => {
            production.sink.push(defect);
            production
        }
    }
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

impl Production {
    fn make(
        &mut self,
        order: &Order<'_>,
        reading: &Reading,
        folder: &OutputFolder<'_>,
        same: impl FnOnce(String) -> Option<ReportState>,
    ) {
        let job = order.job;
        let sink = &mut self.sink;
        let refused = sink.has_errors();
        let fragments = &reading.input.fragments;
        let report = order.template.render(&reading.indicators, fragments, &job.facts, sink);
        if reading.sink.has_errors() {
            // The template cannot have what could not be read; why it could not has been told.
            sink.retain(|problem| problem.code != Code::TemplateAbsent);
        }
        self.late = sink.as_slice().len();
        let decisions = Decisions {
            accepted: reading.indicators.judged.accepted.clone(),
            replaced: reading.indicators.replaced.clone(),
        };
        let Some(mut report) = report.filter(|_| !refused || may_be_draft(job, sink)) else {
            return;
        };
        let folder_of_township = &reading.township.folder;
        self.pictures = pictures::asked(&job.config.root, folder_of_township, &mut report);
        let earlier = same(words_key(&report, &decisions, &self.pictures)).filter(|_| !sink.has_errors());
        if let Some(earlier) = earlier {
            return self.keep(earlier);
        }
        if pictures::fill(job, folder_of_township, &mut report, sink).is_none() {
            return;
        }
        if let Some(made) = finish(order, (&reading.township.name, &decisions), &report, folder, sink) {
            self.made = made;
        }
    }

    /// Leaves the files of an earlier run as they are.
    fn keep(&mut self, earlier: ReportState) {
        self.sink.append(Sink::of(earlier.late));
        self.kept = true;
        self.made = Made {
            title: earlier.record.title,
            number: earlier.record.number,
            pages: earlier.record.pages,
            figures: earlier.record.figures,
            files: earlier.record.files,
        };
    }
}

/// Whether a draft can be made in spite of what was found: two reports never share a file.
fn may_be_draft(job: &Job, sink: &Sink) -> bool {
    job.facts.draft && sink.as_slice().iter().all(|problem| problem.code != Code::OutputName)
}

/// Lays out, writes. Nothing is written when anything is wrong with the report.
fn finish(
    order: &Order<'_>,
    township: (&str, &Decisions),
    report: &Report,
    folder: &OutputFolder<'_>,
    sink: &mut Sink,
) -> Option<Made> {
    let (job, plan) = (order.job, order.plan);
    let mut found = Sink::new();
    let laid_out = layout::lay_out(report, &job.style, &job.fonts, &mut found);
    let document = found.keep(laid_out);
    let failed = found.has_errors();
    sink.append(found);
    let document = document.filter(|_| !failed && (report.draft || !sink.has_errors()))?;
    let pages = document.facts.pages;
    let files = files((job, plan), township, (report, document), sink);
    let files = sink.keep(files)?;
    Some(Made {
        title: report.metadata.title.clone(),
        number: report.head.number.as_deref().map(plain_text).unwrap_or_default(),
        pages,
        figures: report.figures.len(),
        files: folder.put_all(files, sink),
    })
}

fn files(
    (job, plan): (&Job, &Plan),
    (township, decisions): (&str, &Decisions),
    (report, document): (&Report, PagedDocument),
    sink: &mut Sink,
) -> Result<Vec<NewFile>> {
    let pattern = plan.settings.pattern(&job.config.job);
    let pattern = pattern.replace("{report}", &plan.settings.name);
    let mut stem = report_path(&pattern, township, &report.metadata.title, job.config.job.year);
    if report.draft {
        stem.push_str(DRAFT_MARK);
    }
    let records = Records::of(report, &document.facts, &job.config.records);
    // Of a long table it is as large as the pages: both are there together only where the PDF carries it.
    let trace = |facts: &LayoutFacts| trace::to_json((township, &records), report, facts, decisions);
    let mut files = Vec::new();
    for format in &plan.formats {
        let bytes = match format {
            Format::Pdf => pdf(job, (report, &document), &records, trace, sink)?,
            Format::Docx => writer::docx::write_in_job(report, &document.facts, &job.style, &job.word_parts)?,
            Format::Review => writer::docx::write_review(report, &document.facts, &job.style)?,
        };
        files.push(NewFile {
            path: format!("{stem}{}", format.suffix()),
            content: Content::Bytes(bytes),
            review: *format == Format::Review,
        });
    }
    let PagedDocument { facts, .. } = document;
    files.push(NewFile {
        path: format!("{stem}.trace.json"),
        content: Content::Bytes(trace(&facts)),
        review: false,
    });
    Ok(files)
}

/// The PDF, in the standard that the job asks for; where the report cannot keep it, without the claim, if the job lets
/// that pass.
fn pdf(
    job: &Job,
    (report, document): (&Report, &PagedDocument),
    records: &Records,
    trace: impl FnOnce(&LayoutFacts) -> Vec<u8>,
    sink: &mut Sink,
) -> Result<Vec<u8>> {
    let metadata = &report.metadata;
    let mut standard = job.config.job.pdf_standard;
    if let Err(problem) = standard.check(metadata) {
        if job.config.job.pdf_unfit == Unfit::Error {
            return Err(problem);
        }
        sink.push(Diagnostic::new(Code::PdfUnfit).with("standard", standard.name()));
        standard = Standard::None;
    }
    let attachments = standard.takes_files().then(|| Attachment {
        name: TRACE.to_owned(),
        media_type: "application/json",
        description: "数据来源".to_owned(),
        bytes: trace(&document.facts),
    });
    let settings = writer::pdf::Settings {
        standard,
        records: records.clone(),
        attachments: attachments.into_iter().collect(),
    };
    writer::pdf::write(document, metadata, &job.fonts, job.pdf_fonts()?, &settings)
}
