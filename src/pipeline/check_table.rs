//! `checks.xlsx`: every check of every township, in a table that opens in Excel and WPS.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Reading;
use crate::config::Config;
use crate::diag::{Catalogue, Code, Diagnostic, Lang, Result};
use crate::indicator::Verdict;
use crate::indicator::check::settings::Level;

/// The table's file name in the output folder.
pub(super) const FILE_NAME: &str = "checks.xlsx";

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
pub(super) type CheckRow = [String; COLUMNS.len()];

/// The lines of all townships, always in Chinese, for the bytes' sake.
pub(super) fn rows(readings: &[Reading], config: &Config) -> Vec<CheckRow> {
    let words = Catalogue::of(Lang::ZhCn);
    let mut rows = Vec::new();
    let all: usize = readings
        .iter()
        .map(|reading| reading.indicators.judged.results.len())
        .sum();
    for reading in readings {
        let results = reading.indicators.judged.results.iter();
        // What passed is left out where a sheet cannot hold it all.
        for result in results.filter(|result| all <= MOST_ROWS || result.verdict != Verdict::Passed) {
            if rows.len() == MOST_ROWS {
                return rows;
            }
            let cells: Vec<String> = result.cells.iter().map(ToString::to_string).collect();
            let advice = result.problem.as_ref().map_or_else(String::new, |problem| {
                let place = problem.argument("declared").and_then(|key| config.declaration(key));
                let place = place.map_or_else(String::new, |place| format!("\n{}", crate::manifest::place_text(place)));
                format!("{}\n{}{place}", words.message(problem), words.help(problem))
            });
            rows.push([
                reading.township.name.to_string(),
                result.check.clone(),
                words.text(level_key(result.level), &[]),
                words.text(verdict_key(result.verdict), &[]),
                result.expected.clone(),
                result.found.clone(),
                cells.join("\n"),
                advice,
            ]);
        }
    }
    rows
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

/// The table as a workbook; the same rows give the same bytes.
pub(super) fn to_xlsx(rows: &[CheckRow]) -> Result<Vec<u8>> {
    workbook(rows).map_err(|error| {
        Diagnostic::new(Code::OutputUnwritable)
            .with("detail", error)
            .at_file(FILE_NAME)
    })
}

fn workbook(rows: &[CheckRow]) -> std::result::Result<Vec<u8>, XlsxError> {
    let words = Catalogue::of(Lang::ZhCn);
    let mut workbook = Workbook::new();
    // The time of making would make every run's file another one.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(words.text("check-sheet", &[]))?;
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let head = cell.clone().set_bold();
    for (column, (key, width)) in COLUMNS.iter().enumerate() {
        let column = column as u16;
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, words.text(key, &[]), &head)?;
    }
    write_rows(sheet, rows, &cell)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows.len() as u32, COLUMNS.len() as u16 - 1)?;
    workbook.save_to_buffer()
}

fn write_rows(sheet: &mut Worksheet, rows: &[CheckRow], format: &Format) -> std::result::Result<(), XlsxError> {
    for (index, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            // Always as text: a value that begins with = is no formula.
            sheet.write_string_with_format(index as u32 + 1, column as u16, text, format)?;
        }
    }
    Ok(())
}
