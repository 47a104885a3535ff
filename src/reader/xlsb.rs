//! xlsb: streamed cell by cell; the format's number formats and merged ranges are not told by its reader.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader, Xlsb, XlsbError};

use super::cell::{self, Stored};
use super::guard::Meter;
use super::{Source, Tab, names, read_tabs, tabs};
use crate::diag::{Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Cell, Cells, Merges, Sheet, Workbook};

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

/// Reads a binary workbook.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let mut book = Xlsb::new(Cursor::new(source.bytes)).map_err(|error| source.damaged(error))?;
    let tabs = tabs(book.sheets_metadata());
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        Ok(Sheet {
            name: tab.name.as_str().into(),
            visibility: tab.visibility,
            cells: read_cells(source, &mut book, tab, &mut meter)?,
            merges: Merges::default(),
        })
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

fn read_cells(source: &Source<'_>, book: &mut Book<'_>, tab: &Tab, meter: &mut Meter) -> Result<Cells> {
    let mut formulas = formulas(book, &tab.name).unwrap_or_default();
    let unreadable = |error: XlsbError| source.sheet_problem(&tab.name, error);
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(unreadable)?;
    let mut cells = Vec::new();
    while let Some(stored_cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = stored_cell.get_position();
        let at = CellRef::new(row, column);
        meter
            .see(source, row, column)
            .map_err(|problem| problem.at(source.sheet(&tab.name)))?;
        let stored = Stored::from(stored_cell.get_value());
        source.limits.check_characters(source, stored.text_bytes())?;
        // Only Excel and WPS write this format, and both calculate: every formula has its value.
        if let Some(value) = stored.value(None) {
            let cell = Cell {
                value: meter.keep(source, value)?,
                backing: cell::backing(None, formulas.remove(&at)),
            };
            cells.push((at, cell));
        }
    }
    Ok(cells.into())
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
