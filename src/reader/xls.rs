//! xls of Excel 5 to 2003 and of WPS: bounded by its records, then read as a whole.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Range, Reader, Xls, XlsError, XlsOptions};

use super::biff::Checked;
use super::biff_cipher::{self, Cipher};
use super::biff_format::{SheetFormats, number_formats};
use super::biff_pack::Moved;
use super::cell::{self, Stored};
use super::guard::Meter;
use super::sieve::Sieve;
use super::{Source, Tab, biff, names, read_tabs, tabs, xlsx};
use crate::diag::{Code, Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue, Merges, Sheet, Workbook};

type Book = Xls<Cursor<Vec<u8>>>;

/// Reads a workbook of Excel 5 to 2003.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let mut stream = biff::workbook_stream(source)?;
    if biff_cipher::open(&mut stream) == Cipher::Locked {
        return Err(source.problem(Code::WorkbookPassword));
    }
    let checked = biff::check(source, &mut stream)?;
    let formats = number_formats(&stream);
    let mut options = XlsOptions::default();
    options.force_codepage = Some(biff::code_page(&stream));
    let file = biff::alone(&stream).map_err(|error| source.damaged(error))?;
    drop(stream);
    let mut book = Xls::new_with_options(Cursor::new(file), options).map_err(|error| source.damaged(error))?;
    let tabs = tabs(source, book.sheets_metadata(), sink);
    let names = names::defined_names(book.defined_names());
    let sheet_names = || book.sheets_metadata().iter().map(|sheet| sheet.name.clone());
    let formats: BTreeMap<String, SheetFormats> = sheet_names().zip(formats).collect();
    let checked: BTreeMap<String, Checked> = sheet_names().zip(checked).collect();
    let calculated = was_calculated(&mut book, &tabs);
    let epoch_1904 = book.has_1904_epoch();
    let mut meter = Meter::default();
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let checked = checked.get(&tab.name);
        if let Some(fault) = checked.and_then(|checked| checked.fault.as_ref()) {
            return Err(source.sheet_problem(&tab.name, fault));
        }
        let merges = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        SheetReader {
            source,
            tab,
            calculated,
            epoch_1904,
            formats: formats.get(&tab.name),
            moved: checked.map(|checked| &checked.moved),
        }
        .read(
            &mut book,
            &mut meter,
            xlsx::merged_ranges(&merges, source.limits.merges),
        )
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

/// The formulas of a sheet by cell; the range of formulas begins elsewhere than the range of values.
fn formulas(book: &mut Book, name: &str) -> BTreeMap<CellRef, String> {
    let Ok(range) = book.worksheet_formula(name) else {
        return BTreeMap::new();
    };
    absolute(&range).map(|(at, text)| (at, text.clone())).collect()
}

/// The used cells of a range with their absolute addresses.
pub(super) fn absolute<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = (CellRef, &T)> {
    let (top, left) = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(move |(row, column, value)| (CellRef::new(top + row as u32, left + column as u32), value))
}

/// Whether a program that calculates has saved this file: then some formula has a value. xlwt saves an empty
/// text for every formula, which a true formula may also give; one value anywhere tells them apart.
fn was_calculated(book: &mut Book, tabs: &[Tab]) -> bool {
    tabs.iter().any(|tab| {
        let formulas = formulas(book, &tab.name);
        let Ok(values) = book.worksheet_range(&tab.name) else {
            return false;
        };
        formulas
            .keys()
            .filter_map(|at| values.get_value((at.row, at.column)))
            .any(|value| !matches!(value, Data::Empty) && *value != Data::String(String::new()))
    })
}

/// Reads the cells of one sheet.
struct SheetReader<'s> {
    source: &'s Source<'s>,
    tab: &'s Tab,
    /// Whether a program that calculates has saved the file.
    calculated: bool,
    /// Whether its days are counted from 1904.
    epoch_1904: bool,
    /// By the places to which its cells were moved.
    formats: Option<&'s SheetFormats>,
    moved: Option<&'s Moved>,
}

impl SheetReader<'_> {
    fn read(&self, book: &mut Book, meter: &mut Meter, merges: Merges) -> Result<Sheet> {
        let mut formulas = formulas(book, &self.tab.name);
        let unreadable = |error: XlsError| self.source.sheet_problem(&self.tab.name, error);
        let values = book.worksheet_range(&self.tab.name).map_err(unreadable)?;
        let mut sieve = Sieve::new(self.source, self.source.projection, self.tab, merges);
        for (moved, data) in absolute(&values) {
            let at = self.place(moved);
            let kept = meter
                .see(self.source, at.row, at.column)
                .and_then(|()| self.cell(moved, data, formulas.remove(&moved), meter));
            if let Some(cell) = kept.map_err(|problem| problem.at(self.source.sheet(&self.tab.name)))? {
                sieve.put(at, cell);
            }
        }
        // The range is in order, so that the sieve has always a sheet.
        let sheet = sieve.finish();
        let mut sheet = sheet.ok_or_else(|| self.source.sheet_problem(&self.tab.name, ""))?;
        if !self.calculated {
            let unsaved = formulas.into_iter();
            sheet
                .cells
                .add(unsaved.map(|(moved, formula)| (self.place(moved), cell::without_value(formula))));
        }
        Ok(sheet)
    }

    /// Where a cell really stands.
    fn place(&self, moved: CellRef) -> CellRef {
        self.moved.map_or(moved, |places| places.place(moved))
    }

    /// What stands in a cell. The library loses the first character of a BIFF5 format's code, so that it does not
    /// know every date for one.
    fn stored<'d>(&self, data: &'d Data, code: Option<&str>) -> Stored<'d> {
        let stored = Stored::from(data);
        if let (Stored::Number(serial), true) = (&stored, code.is_some_and(cell::is_date_format)) {
            return Stored::Serial(*serial, self.epoch_1904);
        }
        stored
    }

    /// One cell, by its moved place; none when it is empty.
    fn cell(&self, moved: CellRef, data: &Data, formula: Option<String>, meter: &mut Meter) -> Result<Option<Cell>> {
        let format = self.formats.and_then(|formats| formats.get(&moved));
        let code = format.and_then(|format| format.number_format.as_deref());
        let stored = self.stored(data, code);
        self.source.limits.check_characters(self.source, stored.text_bytes())?;
        let value = if formula.is_some() && !self.calculated && stored.is_placeholder() {
            Some(CellValue::FormulaWithoutValue)
        } else {
            stored.value(code)
        };
        let Some(value) = value else { return Ok(None) };
        Ok(Some(Cell {
            value: meter.keep(self.source, value)?,
            backing: cell::with_formula(format, formula),
        }))
    }
}
