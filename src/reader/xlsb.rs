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
use crate::diag::{Result, Sink, term};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue, Sheet, Workbook};

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

/// Reads a binary workbook.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let mut package = Package::open(source.bytes).ok_or_else(|| source.damaged("zip"))?;
    let mut parts = biff12::Book::read(&mut package).map_err(|fault| source.damaged(fault))?;
    source.limits.check_sheets(source, parts.sheets())?;
    let alone = parts.alone(&mut package).ok_or_else(|| source.damaged("zip"))?;
    let mut book = Xlsb::new(Cursor::new(&*alone)).map_err(|error| source.damaged(error))?;
    let tabs = tabs(source, book.sheets_metadata(), sink);
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let counts = meter.counts();
        if parts.is_shared(&tab.name) {
            return Err(source.sheet_problem(&tab.name, term("sheet-shared")));
        }
        let facts = parts.sheet(&mut package, &tab.name, source.limits);
        let facts = facts.map_err(|fault| source.sheet_problem(&tab.name, fault))?;
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
    let formulas = facts.formulas_fit.then(|| formulas(book, &tab.name).ok()).flatten();
    let mut formulas = formulas.unwrap_or_default();
    let mut passed_over = facts.passed_over.iter().cloned().peekable();
    let see = |at: CellRef, meter: &mut Meter| {
        let seen = meter.see(source, at.row, at.column);
        seen.map_err(|problem| problem.at(source.sheet(&tab.name)))
    };
    let mut keep = |at: CellRef, value: CellValue, meter: &mut Meter| -> Result<()> {
        // Only Excel and WPS write this format, and both calculate: every formula has its value.
        let cell = Cell {
            value: meter.keep(source, value)?,
            backing: cell::with_formula(facts.format(at), formulas.remove(&at)),
        };
        sieve.put(at, cell);
        Ok(())
    };
    let unreadable = |error: XlsbError| source.sheet_problem(&tab.name, error);
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(unreadable)?;
    loop {
        let stored_cell = reader.next_cell().map_err(unreadable)?;
        let place = stored_cell.as_ref().map(calamine::Cell::get_position);
        let at = place.map(|(row, column)| CellRef::new(row, column));
        while let Some((before, value)) = passed_over.next_if(|(before, _)| at.is_none_or(|at| *before < at)) {
            see(before, meter)?;
            keep(before, value, meter)?;
        }
        let Some((stored_cell, at)) = stored_cell.zip(at) else {
            return Ok(sieve.finish());
        };
        see(at, meter)?;
        let stored = Stored::from(stored_cell.get_value());
        source.limits.check_characters(source, stored.text_bytes())?;
        let code = facts.format(at).and_then(|format| format.number_format.as_deref());
        if let Some(value) = stored.value(code) {
            keep(at, value, meter)?;
        }
    }
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
