//! OpenDocument spreadsheets: bounded by a walk of their content, then read as a whole.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use calamine::{Data, Ods, OdsError, Reader as _};
use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::cell::{self, Stored};
use super::guard::Meter;
use super::open_document::{OpenTable, scan};
use super::package::Package;
use super::sieve::Sieve;
use super::{Source, Tab, names, read_tabs, tabs, xls};
use crate::diag::{Code, Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue, Workbook};

type Book<'a> = Ods<Cursor<&'a [u8]>>;

/// Reads an OpenDocument spreadsheet that is not packed: its one part has all that the content of a packed one has.
pub(super) fn read_flat(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let content = without_layout(source.bytes).ok_or_else(|| source.damaged("XML"))?;
    let package = packed(&content).map_err(|error| source.damaged(error))?;
    let packed = Source {
        file: source.file,
        bytes: &package,
        limits: source.limits,
        projection: source.projection,
    };
    read(&packed, sink)
}

/// The content without the blanks between its elements, which calamine takes for a part of neither; none where it is no XML.
fn without_layout(content: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::from_reader(content);
    let mut writer = Writer::new(Vec::with_capacity(content.len()));
    let mut buffer = Vec::new();
    // Elements that are open from the paragraph on that is.
    let mut within = 0_usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).ok()?;
        if matches!(event, Event::Eof) {
            return Some(writer.into_inner());
        }
        if matches!(&event, Event::Text(text) if within == 0 && text.trim().is_empty()) {
            continue;
        }
        if matches!(&event, Event::Start(element) if within > 0 || element.local_name().as_ref() == "p") {
            within += 1;
        } else if matches!(event, Event::End(_)) {
            within = within.saturating_sub(1);
        }
        writer.write_event(event).ok()?;
    }
}

/// A package with this content and the parts without which none is opened.
fn packed(content: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let as_it_is = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut package = ZipWriter::new(Cursor::new(Vec::with_capacity(content.len() + 1_024)));
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
        ("content.xml", content),
    ];
    for (name, bytes) in parts {
        package.start_file(name, as_it_is)?;
        package.write_all(bytes)?;
    }
    Ok(package.finish()?.into_inner())
}

/// Reads an OpenDocument spreadsheet.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let mut package = Package::open(source.bytes).ok_or_else(|| source.damaged("zip"))?;
    // What is enciphered is no text, and must not be called damaged.
    let manifest = package.text("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains(":encryption-data") {
        return Err(source.problem(Code::WorkbookPassword));
    }
    let content = package
        .text_within("content.xml", source.limits.entry_bytes)
        .ok_or_else(|| source.damaged("content.xml"))?;
    let tables = scan(source, &content)?;
    drop(content);
    let mut book = Ods::new(Cursor::new(source.bytes)).map_err(|error| {
        if matches!(error, OdsError::Password) {
            source.problem(Code::WorkbookPassword)
        } else {
            source.damaged(error)
        }
    })?;
    let tabs = tabs(source, book.sheets_metadata(), sink);
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let table = table_of(&tables, &tab.name);
        let mut cells = read_cells(source, &mut book, tab, &mut meter)?;
        mark_percentages(&mut cells, table);
        let merges = table.map_or_else(Vec::new, |table| table.merges.clone());
        let sheet = Sieve::new(source, source.projection, tab, merges.into()).of(cells);
        // The cells are in order, so that the sieve has always a sheet.
        sheet.ok_or_else(|| source.sheet_problem(&tab.name, ""))
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

fn table_of<'t>(tables: &'t [OpenTable], name: &str) -> Option<&'t OpenTable> {
    tables.iter().find(|table| table.name == name)
}

/// Gives the cells that show a percentage the format that says so.
fn mark_percentages(cells: &mut [(CellRef, Cell)], table: Option<&OpenTable>) {
    let format = cell::backing(Some("0%".into()), None);
    for range in table.map_or(&[][..], |table| &table.percentages) {
        let first = cells.partition_point(|(at, _)| *at < range.start);
        let last = cells.partition_point(|(at, _)| *at <= range.end);
        for (at, cell) in cells.get_mut(first..last).unwrap_or_default() {
            if range.contains(*at) {
                let formula = cell.formula().map(str::to_owned);
                cell.backing = cell::with_formula(format.as_ref(), formula);
            }
        }
    }
}

fn read_cells(source: &Source<'_>, book: &mut Book<'_>, tab: &Tab, meter: &mut Meter) -> Result<Vec<(CellRef, Cell)>> {
    let unreadable = |error: OdsError| source.sheet_problem(&tab.name, error);
    let mut formulas: BTreeMap<CellRef, String> = book.worksheet_formula(&tab.name).map_or_else(
        |_| BTreeMap::new(),
        |range| xls::absolute(&range).map(|(at, text)| (at, text.clone())).collect(),
    );
    let values = book.worksheet_range(&tab.name).map_err(unreadable)?;
    let mut cells = Vec::new();
    for (at, data) in xls::absolute(&values) {
        meter
            .see(source, at.row, at.column)
            .map_err(|problem| problem.at(source.sheet(&tab.name)))?;
        let formula = formulas.remove(&at);
        let stored = Stored::from(data);
        source.limits.check_characters(source, stored.text_bytes())?;
        let value = error_text(data, formula.is_some())
            .map(|text| CellValue::Error(text.into()))
            .or_else(|| stored.value(None));
        if let Some(value) = value {
            let cell = Cell {
                value: meter.keep(source, value)?,
                backing: cell::backing(None, formula),
            };
            cells.push((at, cell));
        }
    }
    cells.extend(
        formulas
            .into_iter()
            .map(|(at, formula)| (at, cell::without_value(formula))),
    );
    cells.sort_by_key(|(at, _)| *at);
    Ok(cells)
}

/// The error that a formula's text is: this format saves errors as texts (`#DIV/0!`, `Err:502`).
fn error_text(data: &Data, formula: bool) -> Option<&str> {
    let Data::String(text) = data else { return None };
    let error = text.starts_with('#') && text.ends_with(['!', '?', 'A']) || text.starts_with("Err:");
    (formula && error).then_some(text)
}
