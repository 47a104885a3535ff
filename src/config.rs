//! `gongwen.toml`: the rooms' own settings, composed; every mistake is told with its line.

mod reports;
mod sections;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic, Location, Result, Sink, term};
use crate::font::FontSettings;
use crate::indicator::Mapping;
use crate::indicator::check::settings::{AcceptSettings, BuiltInLevels, CheckSettings, OverrideSettings};
use crate::indicator::settings::{FactsSettings, IndicatorSettings, RosterSettings, RowsSettings};
use crate::reader::ReadingSettings;
use crate::report::RecordsSettings;
use crate::style::StyleSettings;
use crate::template::filters::WordingSettings;
use crate::template::{DocumentSettings, LintSettings};
use crate::writer::pdf::{Standard, Unfit};

pub use reports::{Audience, ReportSettings};

/// The configuration's file name.
pub const FILE_NAME: &str = "gongwen.toml";

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Fixed pages.
    Pdf,
    /// An editable Word file.
    Docx,
    /// The Word file once more, with a comment at every figure that names its cells: for checking, not for handing over.
    Review,
}

/// What a review copy is called beyond the report's name.
pub const REVIEW_MARK: &str = "（核对稿）";

impl Format {
    /// What follows the report's name in the file's.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Docx => ".docx",
            Self::Review => "（核对稿）.docx",
        }
    }
}

/// The `[job]` table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct JobSettings {
    /// The template, relative to the project folder.
    pub template: PathBuf,
    /// The folder that holds one folder of workbooks per township.
    pub data: PathBuf,
    /// The townships that must report, in the order of the summary; every folder of `data` when left out.
    pub townships: Vec<String>,
    /// The county's name: `县名` in templates, and `{township}` in the file names of the county's own reports.
    pub county: String,
    /// A table of one of `[folders]` whose every row is a township: they need no folder of their own.
    pub townships_in: Option<RosterSettings>,
    /// Where the finished files go.
    pub output: PathBuf,
    /// Names of the finished files without their extension; `{township}`, `{title}`, `{year}` and `{report}` are filled in.
    pub name: String,
    /// What is written.
    pub formats: Vec<Format>,
    /// The year that the report speaks of: `年` in templates.
    pub year: Option<i16>,
    /// First and last day of the period: `期初` and `期末` in templates.
    #[schemars(with = "Option<(String, String)>")]
    pub period: Option<(Date, Date)>,
    /// The document's date; it is written into the files' properties, so that the same inputs give the same bytes.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// The issuing body for the files' properties; `{township}` is filled in.
    pub author: String,
    /// The archival standard that PDF files keep (ISO 19005), PDF/UA-1 beside it.
    pub pdf_standard: Standard,
    /// What becomes of a report that cannot keep it: it is not made, or it is made without the claim and told.
    pub pdf_unfit: Unfit,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            template: "模板.md".into(),
            data: "data".into(),
            townships: Vec::new(),
            county: "全县".into(),
            townships_in: None,
            output: "output".into(),
            name: "{township}/{title}".into(),
            formats: vec![Format::Pdf, Format::Docx],
            year: None,
            period: None,
            date: None,
            author: String::new(),
            pdf_standard: Standard::default(),
            pdf_unfit: Unfit::default(),
        }
    }
}

/// The whole file, for the JSON Schema.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(title = "gongwen.toml", deny_unknown_fields)]
pub struct ConfigFile {
    /// What is made of what.
    pub job: JobSettings,
    /// The reports, when there are several.
    #[schemars(default)]
    pub report: Vec<ReportSettings>,
    /// Which fonts are used.
    #[schemars(default)]
    pub fonts: FontSettings,
    /// How much of the machine workbooks may take.
    #[schemars(default)]
    pub reading: ReadingSettings,
    /// How pages look.
    #[schemars(default)]
    pub style: StyleSettings,
    /// The document's format and its elements outside the text.
    #[schemars(default)]
    pub document: DocumentSettings,
    /// What the archive asks for beside the text.
    #[schemars(default)]
    pub records: RecordsSettings,
    /// What is told of the finished text.
    #[schemars(default)]
    pub lint: LintSettings,
    /// Which of several right words are printed.
    #[schemars(default)]
    pub wording: WordingSettings,
    /// Other spellings of labels: by `"青山村" = ["青山社区"]`, 青山社区 in a workbook is 青山村 too.
    #[schemars(default)]
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Other folders of workbooks, by the name that stands before the stroke in `workbook = "上年/*农业*"`; a path
    /// with `{township}` is a folder for each township, any other one is read once for all.
    #[schemars(default)]
    pub folders: BTreeMap<String, String>,
    /// The facts sheet.
    #[schemars(default)]
    pub facts: Option<FactsSettings>,
    /// The single values.
    #[schemars(default)]
    pub indicator: Vec<IndicatorSettings>,
    /// The tables.
    #[schemars(default)]
    pub rows: Vec<RowsSettings>,
    /// How much the built-in checks matter.
    #[schemars(default)]
    pub checks: BuiltInLevels,
    /// What must be true between the figures.
    #[schemars(default)]
    pub check: Vec<CheckSettings>,
    /// Failures that a post answers for.
    #[schemars(default)]
    pub accept: Vec<AcceptSettings>,
    /// Values that a post answers for.
    #[schemars(default, rename = "override")]
    pub replaced: Vec<OverrideSettings>,
}

/// A configuration that was read without a mistake.
#[derive(Debug, Clone)]
pub struct Config {
    /// The project folder.
    pub root: PathBuf,
    /// What is made of what.
    pub job: JobSettings,
    /// The reports; at least one.
    pub reports: Vec<ReportSettings>,
    /// Which fonts are used.
    pub fonts: FontSettings,
    /// How much of the machine workbooks may take.
    pub reading: ReadingSettings,
    /// How pages look.
    pub style: StyleSettings,
    /// The document's format and its elements outside the text.
    pub document: DocumentSettings,
    /// Those elements as the template would say them, each at its line and column of this file.
    pub elements: String,
    /// What the archive asks for beside the text.
    pub records: RecordsSettings,
    /// What is told of the finished text.
    pub lint: LintSettings,
    /// Which of several right words are printed.
    pub wording: WordingSettings,
    /// Where the indicators stand.
    pub mapping: Mapping,
    /// The file's text, for excerpts.
    pub source: Arc<str>,
    /// Where each indicator and each rows table is declared, by its name.
    declared: BTreeMap<String, Location>,
}

impl Config {
    /// The font settings with their folder made absolute.
    pub fn font_settings(&self) -> FontSettings {
        FontSettings {
            folder: self.fonts.folder.as_ref().map(|folder| self.root.join(folder)),
            ..self.fonts.clone()
        }
    }

    /// Where the indicator or rows table of this name is declared.
    pub fn declaration(&self, name: &str) -> Option<&Location> {
        self.declared.get(name)
    }
}

/// Reads `gongwen.toml` in the project folder. All mistakes go into `sink`; there is a configuration only when
/// there was none.
pub fn load(root: &Path, sink: &mut Sink) -> Option<Config> {
    let source = sink.keep(read_text(root))?;
    let mut reader = sections::SectionReader {
        file: FILE_NAME.into(),
        text: &source,
        sink: Sink::new(),
    };
    let config = reader.config(root);
    let complete = !reader.sink.has_errors();
    sink.append(reader.sink);
    config.filter(|_| complete)
}

fn read_text(root: &Path) -> Result<Arc<str>> {
    let bytes = crate::file::read(&root.join(FILE_NAME)).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            Diagnostic::new(Code::ConfigMissing).at_file(root.display().to_string())
        } else {
            Diagnostic::new(Code::FileUnreadable)
                .with("detail", error)
                .at_file(FILE_NAME)
        }
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Diagnostic::new(Code::ConfigSyntax)
            .with("detail", term("not-utf8"))
            .at_file(FILE_NAME)
    })?;
    // Editors on Windows put a byte order mark in front, which is not part of the text.
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(&text).into())
}
