//! What is handed over of an output folder: a print file for a batch, a zip for each township, the acceptance pack.

mod acceptance;
mod csv;
mod print;
mod zip;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diag::{Code, Diagnostic, Result, Sink, term};
use crate::manifest::{FILE_NAME, FileRecord, Manifest, ReportRecord};
use crate::pipeline::{is_end_of_writing, put_whole, refuse_data_around};

/// What can be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One PDF file to print of all reports, each beginning on the front of a sheet.
    Print,
    /// A zip file for each township.
    Zip,
    /// Lists for whoever accepts the batch (spec: filing practice §6).
    Acceptance,
}

impl Part {
    /// The folder that it goes to.
    const fn folder(self) -> &'static str {
        match self {
            Self::Print => print::FOLDER,
            Self::Zip => zip::FOLDER,
            Self::Acceptance => acceptance::FOLDER,
        }
    }

    /// How a file's name may end that it takes of every finished report, and its word.
    const fn needs(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Print => (&[".pdf"], "delivery-pdf"),
            Self::Zip => (&[".pdf", ".docx"], "delivery-file"),
            Self::Acceptance => (&[".trace.json"], "delivery-trace"),
        }
    }

    /// Whether it takes something of a report.
    fn takes(self, report: &ReportRecord) -> bool {
        let (endings, _) = self.needs();
        let mut files = report.files.iter();
        files.any(|file| endings.iter().any(|ending| file.path.ends_with(ending)))
    }
}

/// What was written.
#[derive(Debug, Default)]
pub struct Delivery {
    /// The files, relative to the folder that they were written to.
    pub files: Vec<String>,
    /// Whether any report has errors, is only a draft or could not be handed over whole.
    pub incomplete: bool,
}

/// Reports as they lie in an output folder.
struct Batch<'a> {
    root: &'a Path,
    manifest: &'a Manifest,
}

impl Batch<'_> {
    /// The reports with their finished files.
    fn finished(&self) -> impl Iterator<Item = ReportRecord> {
        let reports = self.manifest.reports.iter();
        reports.filter(|report| report.status == crate::manifest::Status::Ok)
    }

    /// Tells of the finished reports that have nothing for a part.
    fn tell_lacking(&self, part: Part, sink: &mut Sink) {
        let (_, what) = part.needs();
        let lacking = self.finished().filter(|report| !part.takes(report));
        let lacking: Vec<String> = lacking.map(|report| report.name()).collect();
        if !lacking.is_empty() {
            let problem = Diagnostic::new(Code::DeliveryLacks).with("what", term(what));
            let problem = problem.with("count", lacking.len());
            let problem = problem.with("reports", lacking[..lacking.len().min(NAMED)].join("、"));
            sink.push(problem.at_file(self.root.join(FILE_NAME).display().to_string()));
        }
    }

    /// The bytes of a file, as the manifest knows it: what a person has changed since is not what was checked.
    fn bytes(&self, file: &FileRecord) -> Result<Vec<u8>> {
        let path = self.root.join(&file.path);
        let problem = |code| Diagnostic::new(code).at_file(path.display().to_string());
        match file.read(self.root) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(problem(Code::DeliveryChanged)),
            Err(error) => Err(problem(Code::FileUnreadable).with("detail", error)),
        }
    }
}

/// Writes the chosen parts of the batch in `root` into `target`. What cannot be handed over goes into the sink; the rest is.
pub fn deliver(root: &Path, target: &Path, parts: &[Part], sink: &mut Sink) -> Option<Delivery> {
    let mut manifest = sink.keep(Manifest::of(root))?;
    let without_review = |mut report: ReportRecord| {
        report.files.retain(|file| !file.review);
        report
    };
    manifest.reports = manifest.reports.iter().map(without_review).collect();
    if manifest.reports.is_empty() {
        sink.push(Diagnostic::new(Code::DeliveryNothing).at_file(root.join(FILE_NAME).display().to_string()));
        return None;
    }
    let batch = Batch {
        root,
        manifest: &manifest,
    };
    let mut delivery = Delivery {
        incomplete: manifest.unfinished || batch.finished().count() < manifest.reports.len(),
        ..Delivery::default()
    };
    let folder = Folder(target.to_owned());
    sink.keep(refuse_data_around(target))?;
    for part in parts {
        batch.tell_lacking(*part, sink);
        let mut parcel = Parcel::new(&folder);
        let written = match part {
            Part::Print => print::write(&batch, &mut parcel, sink),
            Part::Zip => zip::write(&batch, &mut parcel, sink),
            Part::Acceptance => acceptance::write(&batch, &mut parcel, sink),
        };
        sink.keep(written);
        parcel.tell_lost(sink);
        folder.tell_old(*part, &parcel.written, sink);
        delivery.files.extend(parcel.written);
    }
    delivery.incomplete |= sink.has_errors();
    Some(delivery)
}

/// So many names are told where there are many.
const NAMED: usize = 5;

/// The files of one part as they are written: one that cannot be costs only itself, unless none can after it.
struct Parcel<'a> {
    folder: &'a Folder,
    written: Vec<String>,
    lost: Vec<String>,
    /// Whether no further file can be written.
    ended: bool,
}

impl<'a> Parcel<'a> {
    const fn new(folder: &'a Folder) -> Self {
        Self {
            folder,
            written: Vec::new(),
            lost: Vec::new(),
            ended: false,
        }
    }

    /// Writes a file that `make` makes where it can still be written; without bytes there is none, and why has been told.
    fn put(&mut self, name: String, sink: &mut Sink, make: impl FnOnce(&mut Sink) -> Option<Vec<u8>>) {
        if self.ended {
            self.lost.push(name);
            return;
        }
        let Some(bytes) = make(sink) else { return };
        match self.folder.put(&name, &bytes) {
            Ok(()) => self.written.push(name),
            Err(problem) => {
                self.ended = is_end_of_writing(&problem);
                sink.push(problem);
                self.lost.push(name);
            }
        }
    }

    /// Tells which files are not there, and that the others are whole.
    fn tell_lost(&self, sink: &mut Sink) {
        if self.lost.is_empty() {
            return;
        }
        let problem = Diagnostic::new(Code::DeliveryCut).with("count", self.lost.len());
        let problem = problem.with("written", self.written.len());
        let problem = problem.with("files", self.lost[..self.lost.len().min(NAMED)].join("、"));
        sink.push(problem.at_file(self.folder.0.display().to_string()));
    }
}

/// The folder that is written to.
struct Folder(PathBuf);

impl Folder {
    /// Writes a file whole: beside, then renamed.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.join(name);
        let folder = path.parent().unwrap_or(&self.0);
        std::fs::create_dir_all(folder).map_err(|error| {
            Diagnostic::new(Code::OutputUnwritable)
                .with("detail", error)
                .at_file(folder.display().to_string())
        })?;
        put_whole(folder, &path, bytes)
    }

    /// Tells of the files of an earlier delivery that this one did not renew: whoever hands the folder over would hand
    /// them over too.
    fn tell_old(&self, part: Part, written: &[String], sink: &mut Sink) {
        let entries = std::fs::read_dir(self.0.join(part.folder())).into_iter().flatten();
        let written: BTreeSet<&str> = written.iter().map(String::as_str).collect();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut old: Vec<String> = names
            .filter(|name| !name.starts_with('.'))
            .map(|name| format!("{}/{name}", part.folder()))
            .filter(|name| !written.contains(name.as_str()))
            .collect();
        old.sort();
        for name in old {
            let problem = Diagnostic::new(Code::DeliveryOld);
            sink.push(problem.at_file(self.0.join(name).display().to_string()));
        }
    }
}
