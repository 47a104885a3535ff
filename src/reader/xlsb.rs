//! xlsb: streamed cell by cell; number formats and merged ranges come from its records.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader, Xlsb, XlsbError};

use super::biff12::{self, SheetFacts};
use super::cell::{self, Stored};
use super::guard::Meter;
use super::package::Package;
use super::sieve::Sieve;
use super::{Source, Tab, names, read_tabs, tabs};
use crate::diag::{Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Cell, Sheet, Workbook};

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

/// Reads a binary workbook.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let mut package = Package::open(source.bytes).ok_or_else(|| source.damaged("zip"))?;
    biff12::check(&mut package).map_err(|length| source.damaged(format!("BIFF12: {length} B")))?;
    let parts = biff12::Book::read(&mut package);
    let mut book = Xlsb::new(Cursor::new(source.bytes)).map_err(|error| source.damaged(error))?;
    let tabs = tabs(book.sheets_metadata());
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let counts = meter.counts();
        let facts = parts.sheet(&mut package, &tab.name, source.limits.merges);
        let sieve = |projection| Sieve::new(source, projection, tab, facts.merges.clone().into());
        if let Some(sheet) = read_cells(source, &mut book, (tab, &facts), &mut meter, sieve(source.projection))? {
            return Ok(sheet);
        }
        meter.set_back(counts);
        let sheet = read_cells(source, &mut book, (tab, &facts), &mut meter, sieve(None))?;
        sheet.ok_or_else(|| source.sheet_problem(&tab.name, ""))
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

fn read_cells(
    source: &Source<'_>,
    book: &mut Book<'_>,
    (tab, facts): (&Tab, &SheetFacts),
    meter: &mut Meter,
    mut sieve: Sieve<'_>,
) -> Result<Option<Sheet>> {
    let mut formulas = formulas(book, &tab.name).unwrap_or_default();
    let unreadable = |error: XlsbError| source.sheet_problem(&tab.name, error);
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(unreadable)?;
    while let Some(stored_cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = stored_cell.get_position();
        let at = CellRef::new(row, column);
        meter
            .see(source, row, column)
            .map_err(|problem| problem.at(source.sheet(&tab.name)))?;
        let stored = Stored::from(stored_cell.get_value());
        source.limits.check_characters(source, stored.text_bytes())?;
        // Only Excel and WPS write this format, and both calculate: every formula has its value.
        let format = facts.format(at);
        let code = format.and_then(|format| format.number_format.as_deref());
        if let Some(value) = stored.value(code) {
            let cell = Cell {
                value: meter.keep(source, value)?,
                backing: cell::with_formula(format, formulas.remove(&at)),
            };
            sieve.put(at, cell);
        }
    }
    Ok(sieve.finish())
}

/// The formulas by cell; a fault in one must not lose the sheet.
fn formulas(book: &mut Book<'_>, name: &str) -> std::result::Result<BTreeMap<CellRef, String>, XlsbError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut found = BTreeMap::new();
    while let Some(formula) = reader.next_formula()? {
        let (row, column) = formula.get_position();
        found.insert(CellRef::new(row, column), formula.get_value().clone());
    }
    Ok(found)
}
