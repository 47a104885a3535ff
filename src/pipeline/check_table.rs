//! `checks.xlsx`: every check of every township, in a table that opens in Excel and WPS.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use zip::result::ZipError;

use super::first_pass::FirstPass;
use super::inputs::Stamp;
use super::output::{Content, output_error};
use super::store::Kind;
use super::{Reading, Run, produce};
use crate::config::Config;
use crate::diag::{Catalogue, Diagnostic, Lang, Result, Sink};
use crate::id_number::masked;
use crate::indicator::check::settings::Level;
use crate::indicator::{CheckResult, Verdict};
use crate::manifest::{self, FileRecord};

/// The table's file name in the output folder.
pub(super) const FILE_NAME: &str = "checks.xlsx";

/// The table of a province is long: the last tenth of its size costs as much time as all else of it.
const COMPRESSION: u8 = 2;

/// As many lines as a sheet takes, a few spared.
const MOST_ROWS: usize = 1_000_000;

/// The columns with their widths in characters.
const COLUMNS: [(&str, f64); 8] = [
    ("check-township", 12.0),
    ("check-name", 30.0),
    ("check-level", 8.0),
    ("check-verdict", 10.0),
    ("check-expected", 22.0),
    ("check-found", 22.0),
    ("check-cells", 60.0),
    ("check-advice", 80.0),
];

/// One line of the table, in the order of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CheckRow {
    passed: bool,
    cells: [String; COLUMNS.len()],
}

/// The lines of a township, always in Chinese, for the bytes' sake.
pub(super) fn rows(reading: &Reading, config: &Config) -> Vec<CheckRow> {
    let words = Catalogue::of(Lang::ZhCn);
    let row = |result: &CheckResult| {
        let cells: Vec<String> = result.cells.iter().map(ToString::to_string).collect();
        let advice = result.problem.as_ref().map_or_else(String::new, |problem| {
            let place = problem.argument("declared").and_then(|key| config.declaration(key));
            let place = place.map_or_else(String::new, |place| format!("\n{}", manifest::place_text(place)));
            format!("{}\n{}{place}", words.message(problem), words.help(problem))
        });
        CheckRow {
            passed: result.verdict == Verdict::Passed,
            // A name may hold a person's number, as any word of the configuration may.
            cells: [
                reading.township.name.to_string(),
                result.check.clone(),
                words.text(level_key(result.level), &[]),
                words.text(verdict_key(result.verdict), &[]),
                result.expected.clone(),
                result.found.clone(),
                cells.join("\n"),
                advice,
            ]
            .map(|cell| masked(&cell).into_owned()),
        }
    };
    reading.indicators.judged.results.iter().map(row).collect()
}

impl Run<'_> {
    /// The table of all townships' checks, of those too that this run does not report on; made when anything of it may be
    /// another. It is one thread's work, and is done beside that of the reports.
    pub(super) fn new_table(&self, pass: &FirstPass) -> Option<Result<NamedTempFile>> {
        if self.is_stopped() || self.current_table(pass).is_some() {
            return None;
        }
        // What passed is left out where a sheet cannot hold it all.
        let all: usize = pass.entries.iter().map(|entry| entry.checks).sum();
        let shown = |row: &CheckRow| all <= MOST_ROWS || !row.passed;
        let rows = self.townships.iter().flat_map(|township| self.check_rows(township));
        Some(self.made_table(rows.filter(shown).take(MOST_ROWS)))
    }

    /// Puts the table in place where there is a new one.
    pub(super) fn put_table(
        &self,
        new: Option<Result<NamedTempFile>>,
        pass: &FirstPass,
        sink: &mut Sink,
    ) -> Vec<FileRecord> {
        if self.is_stopped() {
            return self.earlier.tables.clone();
        }
        if let Some(current) = self.current_table(pass) {
            return vec![current];
        }
        let made = new.and_then(|made| sink.keep(made)).map(Content::Made);
        let Some(file) = made.and_then(|made| self.folder.put(FILE_NAME, made, sink)) else {
            // The one that is there is still the program's own.
            return self.earlier.tables.clone();
        };
        let state = TableState {
            key: pass.key.clone(),
            stamp: Stamp::of_output(&self.folder.root().join(&file.path)).unwrap_or_default(),
            file: file.clone(),
        };
        sink.keep(self.remember_table(&state));
        vec![file]
    }

    /// The table that an earlier run wrote, where it would be made as it is.
    fn current_table(&self, pass: &FirstPass) -> Option<FileRecord> {
        let known = self.store.json::<TableState>(Kind::Job, FILE_NAME);
        known
            .filter(|known| self.is_current(known, pass))
            .map(|known| known.file)
    }

    /// A province's table is too long to be made in memory.
    fn made_table(&self, rows: impl Iterator<Item = CheckRow>) -> Result<NamedTempFile> {
        let mut file = self.folder.begin()?;
        let path = self.folder.root().join(FILE_NAME);
        // The library's rows cannot say that they could not be written: it panics with the system's words.
        let made = produce::guarded(|| to_xlsx(rows, &mut file)).map_err(|panic| unwritten(&path, *panic))?;
        made.map_err(|error| unwritable(&path, error))?;
        Ok(file)
    }

    fn remember_table(&self, state: &TableState) -> Result<()> {
        let noted = self.store.put_json(Kind::Job, FILE_NAME, state);
        noted.map_err(|error| self.unwritable(&error))
    }

    fn is_current(&self, known: &TableState, pass: &FirstPass) -> bool {
        let stamp = || Stamp::of_output(&self.folder.root().join(&known.file.path));
        let trusted = !self.options.force && !self.options.verify && !self.options.fresh;
        trusted && !pass.key.is_empty() && known.key == pass.key && stamp().is_some_and(|now| now.proves(&known.stamp))
    }
}

/// The table that an earlier run wrote, and what of.
#[derive(Serialize, Deserialize)]
struct TableState {
    key: String,
    file: FileRecord,
    stamp: Stamp,
}

const fn level_key(level: Level) -> &'static str {
    match level {
        Level::Error => "severity-error",
        Level::Warning => "severity-warning",
        Level::Note => "severity-note",
    }
}

const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "check-passed",
        Verdict::Failed => "check-failed",
        Verdict::Accepted => "check-accepted",
        Verdict::Skipped => "check-skipped",
    }
}

/// The disk that was full when a row was to be written; any other defect as it is.
fn unwritten(path: &Path, panic: Diagnostic) -> Box<Diagnostic> {
    let said = panic.argument("detail").unwrap_or_default();
    let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    match kinds.into_iter().find(|kind| said.contains(&format!("{kind:?}"))) {
        Some(kind) => output_error(path, &kind.into()),
        None => Box::new(panic),
    }
}

/// What keeps the table from being written, as of any other file.
fn unwritable(path: &Path, error: XlsxError) -> Box<Diagnostic> {
    if let XlsxError::IoError(error) | XlsxError::TempFileError(_, error) | XlsxError::ZipError(ZipError::Io(error)) =
        error
    {
        return output_error(path, &error);
    }
    output_error(path, &io::Error::other(error))
}

/// The table as a workbook; the same rows give the same bytes.
fn to_xlsx(rows: impl Iterator<Item = CheckRow>, file: &mut NamedTempFile) -> std::result::Result<(), XlsxError> {
    let words = Catalogue::of(Lang::ZhCn);
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    // Its rows go where the table goes: the system's folder for such files may be small.
    if let Some(folder) = file.path().parent() {
        workbook.set_tempdir(folder)?;
    }
    // The time of making would make every run's file another one.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    // Row by row, so that a province's checks need not be in memory together.
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(words.text("check-sheet", &[]))?;
    sheet.set_freeze_panes(1, 0)?;
    // Of whole columns: the library would look a format up for every cell. Lines are drawn round what is printed.
    let cell = Format::new().set_text_wrap();
    let head = cell.clone().set_border(FormatBorder::Thin).set_bold();
    sheet.set_print_gridlines(true);
    for (column, (_, width)) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
        sheet.set_column_format(column as u16, &cell)?;
    }
    for (column, (key, _)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, words.text(key, &[]), &head)?;
    }
    let last = write_rows(sheet, rows)?;
    sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
    let mut buffered = BufWriter::new(file);
    workbook.save_to_writer(&mut buffered)?;
    Ok(buffered.flush()?)
}

/// Writes the lines and tells the number of the last.
fn write_rows(sheet: &mut Worksheet, rows: impl Iterator<Item = CheckRow>) -> std::result::Result<u32, XlsxError> {
    let mut last = 0;
    for row in rows {
        last += 1;
        for (column, text) in row.cells.into_iter().enumerate() {
            // Always as text: a value that begins with = is no formula.
            sheet.write_string(last, column as u16, text)?;
        }
    }
    Ok(last)
}
