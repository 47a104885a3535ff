//! `manifest.json`: what a run made, as facts of content only, so that the same inputs give the same bytes.

mod packed;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diag::{Catalogue, Code, Diagnostic, Lang, Location, Result, Severity};
use crate::font::FontBook;
use crate::indicator::{Acceptance, Judged, Replacement, Verdict};

pub use packed::{Packed, ReportRecords};

/// The manifest's file name in the output folder.
pub const FILE_NAME: &str = "manifest.json";

/// Everything that a run made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The program and its version.
    pub generator: String,
    /// Whether the run that wrote this did not come to its end: what it was still to make is told as failed without an
    /// error, its files of earlier runs as outdated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
    /// Which share of a job this is, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardRecord>,
    /// The templates, by their paths in the project.
    #[serde(default)]
    pub templates: Vec<FileRecord>,
    /// BLAKE3 of the configuration.
    pub configuration: String,
    /// The font files used.
    pub fonts: Vec<FontRecord>,
    /// The reports, by township.
    pub reports: ReportRecords,
    /// The tables about the whole job: `checks.xlsx`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<FileRecord>,
    /// Files that earlier runs made for reports that the job no longer has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<FileRecord>,
}

/// One share of a job, as what joins the shares must know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRecord {
    /// Which, of how many.
    pub shard: Shard,
    /// A hash of the program.
    pub program: String,
    /// A hash of what decides how the files look: formats and standards that the command line may have changed.
    #[serde(default)]
    pub settings: String,
    /// A hash of all townships' data.
    pub data: String,
    /// How many reports the whole job has.
    pub reports: usize,
    /// Where each of this share's reports stands among them.
    pub positions: Vec<usize>,
}

/// A share of a job: number `index` of `count`, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From one.
    pub index: u32,
    /// Of how many.
    pub count: u32,
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// What the checks of a report came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckRecord {
    /// How many were run.
    pub run: usize,
    /// The names of those that failed.
    pub failed: Vec<String>,
    /// The names of those that could not be judged, because a value is missing.
    pub skipped: Vec<String>,
    /// The failures that a post answers for.
    pub accepted: Vec<Acceptance>,
    /// The values that a post answers for.
    pub replaced: Vec<ReplacedRecord>,
}

/// A value that was replaced by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedRecord {
    /// The indicator.
    pub indicator: String,
    /// The value used.
    pub value: String,
    /// The value of the tables.
    pub replaces: String,
    /// The cells of the replaced value, and the place in gongwen.toml.
    pub places: Vec<String>,
    /// Why.
    pub reason: String,
    /// The post that answers for it.
    pub responsible: String,
}

impl CheckRecord {
    /// The record of a township's checks and replaced values.
    pub fn of(judged: &Judged, replaced: &[Replacement]) -> Self {
        let ended = |verdict: Verdict| {
            let results = judged.results.iter().filter(move |result| result.verdict == verdict);
            results.map(|result| result.check.clone()).collect::<Vec<_>>()
        };
        Self {
            run: judged.results.len(),
            failed: ended(Verdict::Failed),
            skipped: ended(Verdict::Skipped),
            accepted: judged.accepted.clone(),
            replaced: replaced.iter().map(ReplacedRecord::of).collect(),
        }
    }
}

impl ReplacedRecord {
    fn of(replacement: &Replacement) -> Self {
        let place = replacement.place.iter().map(ToString::to_string);
        Self {
            indicator: replacement.indicator.to_string(),
            value: replacement.value.clone(),
            replaces: replacement.replaces.clone(),
            places: place.chain(replacement.cells.iter().map(ToString::to_string)).collect(),
            reason: replacement.reason.clone(),
            responsible: replacement.responsible.clone(),
        }
    }
}

/// A font file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FontRecord {
    /// Family name.
    pub family: String,
    /// File name, without its folder.
    pub file: String,
    /// BLAKE3 of the file.
    pub blake3: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// All its files are written.
    Ok,
    /// It was not written, or not all of it.
    Failed,
    /// Only a draft of it was written, whatever stands in the report's way.
    Draft,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// The report's name; empty for the only report of a job that names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub report: String,
    /// The township, or the county.
    pub township: String,
    /// The title; empty when the report failed before it was known.
    pub title: String,
    /// 发文字号, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What became of it.
    pub status: Status,
    /// Number of pages.
    pub pages: usize,
    /// Number of printed figures.
    pub figures: usize,
    /// What its checks came to.
    #[serde(default)]
    pub checks: CheckRecord,
    /// The files that this run wrote or found to be as they should.
    pub files: Vec<FileRecord>,
    /// In the record of a draft: the files of the report itself, which it leaves as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finished: Vec<FileRecord>,
    /// Files of drafts that earlier runs wrote: what was made since goes before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<FileRecord>,
    /// Files that an earlier run wrote and that this one did not renew, under another title or in another format: they
    /// may be out of date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outdated: Vec<FileRecord>,
    /// What a person should look at.
    pub warnings: Vec<ProblemRecord>,
    /// What stood in the way.
    pub errors: Vec<ProblemRecord>,
}

impl ReportRecord {
    /// The record while the report is made anew: its files are there, and no longer what the report says.
    #[must_use]
    pub fn set_aside(&self) -> Self {
        Self {
            status: Status::Failed,
            pages: 0,
            figures: 0,
            checks: CheckRecord::default(),
            files: Vec::new(),
            finished: Vec::new(),
            drafts: self.draft_files().cloned().collect(),
            outdated: self.own_files().cloned().collect(),
            warnings: Vec::new(),
            errors: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether it is such a record: a report that failed has errors.
    pub fn is_set_aside(&self) -> bool {
        self.status == Status::Failed && self.errors.is_empty()
    }

    /// Whether it is of the report of this name for a township or the county.
    pub fn is_of(&self, report: &str, subject: &str) -> bool {
        self.report == report && self.township == subject
    }

    /// Whose report it is, and which where there are several.
    pub fn name(&self) -> String {
        match self.report.is_empty() {
            true => self.township.clone(),
            false => format!("{}·{}", self.township, self.report),
        }
    }

    /// The files of the report itself, as this run or an earlier one left them.
    pub fn own_files(&self) -> impl Iterator<Item = &FileRecord> {
        let own = if self.status == Status::Draft {
            &self.finished
        } else {
            &self.files
        };
        own.iter().chain(&self.outdated)
    }

    /// The files of its drafts.
    pub fn draft_files(&self) -> impl Iterator<Item = &FileRecord> {
        let own: &[FileRecord] = if self.status == Status::Draft { &self.files } else { &[] };
        own.iter().chain(&self.drafts)
    }

    /// All its files, the outdated ones too.
    pub fn all_files(&self) -> impl Iterator<Item = &FileRecord> {
        self.own_files().chain(self.draft_files())
    }
}

/// A written file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Path relative to the output folder, with `/`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// BLAKE3 of its bytes.
    pub blake3: String,
    /// Whether it is a review copy: for checking, not for handing over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
}

impl FileRecord {
    /// The record of these bytes at this path.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            size: bytes.len() as u64,
            blake3: hash(bytes),
            review: false,
        }
    }

    /// The record of a file that is to stand at this path.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &str, file: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            size: std::fs::metadata(file)?.len(),
            blake3: hash_of_file(file)?,
            review: false,
        })
    }

    /// Its bytes in the output folder; none where others lie in its place.
    pub fn read(&self, output: &Path) -> io::Result<Option<Vec<u8>>> {
        let bytes = crate::file::read(&output.join(&self.path))?;
        let same = bytes.len() as u64 == self.size && hash(&bytes) == self.blake3;
        Ok(same.then_some(bytes))
    }

    /// Whether exactly this file lies in the output folder.
    pub fn lies_in(&self, output: &Path) -> bool {
        let path = output.join(&self.path);
        let size = std::fs::metadata(&path).map(|found| found.len());
        size.is_ok_and(|size| size == self.size) && hash_of_file(&path).is_ok_and(|hash| hash == self.blake3)
    }
}

/// Whether a path with `/` stays inside the folder that it is meant for, on every system.
pub fn is_inside(path: &str) -> bool {
    let outside = |part: &str| matches!(part, "" | "." | "..") || part.contains([':', '\\']);
    !path.split('/').any(outside)
}

/// BLAKE3 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The same of an ordinary file, piece by piece.
///
/// # Errors
/// The file cannot be read.
pub fn hash_of_file(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(crate::file::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// A problem as the manifest tells it: always in Chinese, whatever the user's language, for the bytes' sake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemRecord {
    /// Stable code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Where to look.
    pub places: Vec<String>,
}

impl ProblemRecord {
    /// The record of a problem, its words in the catalogue's language.
    pub fn of(diagnostic: &Diagnostic, catalogue: &Catalogue) -> Self {
        Self {
            code: diagnostic.code.to_string(),
            message: catalogue.message(diagnostic),
            places: diagnostic.locations.iter().map(place_text).collect(),
        }
    }

    /// The records of the errors, and of everything that is less.
    pub fn split(diagnostics: &[Diagnostic]) -> (Vec<Self>, Vec<Self>) {
        let catalogue = Catalogue::of(Lang::ZhCn);
        let (errors, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = diagnostics
            .iter()
            .partition(|diagnostic| diagnostic.severity() == Severity::Error);
        let records = |list: Vec<&Diagnostic>| list.into_iter().map(|one| Self::of(one, catalogue)).collect();
        (records(errors), records(others))
    }
}

/// A location in one line: `农业.xlsx › 汇总 › G16`, `模板.md:12:8`.
pub fn place_text(location: &Location) -> String {
    match location {
        Location::File(file) => file.to_string(),
        Location::Sheet { file, sheet } => format!("{file} › {sheet}"),
        Location::Cell(place) => place.to_string(),
        Location::Text { place, .. } => place.to_string(),
    }
}

impl Manifest {
    /// The manifest that the last run left in the output folder; none when there is none.
    pub fn read(output: &Path) -> io::Result<Option<Self>> {
        match crate::file::read(&output.join(FILE_NAME)) {
            Ok(bytes) => Self::from_json(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The manifest of an output folder that must have one, with every report once.
    pub fn of(output: &Path) -> Result<Self> {
        let manifest = Self::read(output).map_err(|error| Diagnostic::new(Code::ManifestBroken).with("detail", error));
        let manifest = manifest.and_then(|found| found.ok_or_else(|| Diagnostic::new(Code::NoManifest)));
        let once = manifest.and_then(|manifest| match manifest.twice() {
            Some(report) => Err(Diagnostic::new(Code::ManifestTwice).with("report", report.name())),
            None => Ok(manifest),
        });
        once.map_err(|problem| problem.at_file(output.join(FILE_NAME).display().to_string()))
    }

    /// A report that an earlier record is of too.
    fn twice(&self) -> Option<ReportRecord> {
        let mut known = BTreeSet::new();
        let mut reports = self.reports.iter();
        reports.find(|record| !known.insert((record.report.clone(), record.township.clone())))
    }

    /// A manifest may come from another machine: a path in it must not lead out of its folder.
    fn from_json(bytes: &[u8]) -> io::Result<Self> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        let outside = manifest.files().find(|file| !is_inside(&file.path));
        match outside {
            Some(file) => Err(io::Error::other(file.path.clone())),
            None => Ok(manifest),
        }
    }

    /// Writes the manifest as JSON, piece by piece: that of a province is as large as all that a report is made with.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_json(&self, to: impl Write) -> io::Result<()> {
        let mut to = io::BufWriter::new(to);
        crate::trace::write_json_lines(self, &mut to)?;
        to.flush()
    }

    /// The record of the report of this name for a township or the county.
    pub fn report(&self, name: &str, township: &str) -> Option<ReportRecord> {
        let mut reports = self.reports.iter();
        reports.find(|record| record.is_of(name, township))
    }

    /// Every file that the program wrote and knows, the outdated ones too.
    pub fn files(&self) -> impl Iterator<Item = FileRecord> {
        let of_report = |record: ReportRecord| record.all_files().cloned().collect::<Vec<_>>();
        let of_reports = self.reports.iter().flat_map(of_report);
        of_reports.chain(self.tables.iter().chain(&self.left).cloned())
    }
}

/// The records of all faces of a job.
pub fn font_records(fonts: &FontBook) -> Vec<FontRecord> {
    let record = |face: &crate::font::Face| FontRecord {
        family: face.family.clone(),
        file: face.file_name.clone(),
        blake3: face.hash().to_owned(),
    };
    fonts.faces().iter().map(record).collect()
}
