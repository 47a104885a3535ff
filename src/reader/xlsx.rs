//! xlsx, xlsm, xltx: streamed cell by cell, with number formats, formulas and merged ranges.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Dimensions, Reader, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::cell::{self, Stored};
use super::guard::Meter;
use super::package::{Package, attribute, each_element};
use super::{Source, Tab, mend, names, read_tabs, tabs};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Backing, Cell, CellRange, CellValue, Cells, Merges, Sheet, Workbook};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook of Excel 2007 or later.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let never_calculated = asks_for_calculation(source.bytes);
    let mut book = Xlsx::new(Cursor::new(source.bytes)).map_err(|error| opening_problem(source, error))?;
    let tabs = tabs(book.sheets_metadata());
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let mended = OnceCell::new();
    let mut mended_book: Option<Book<'_>> = None;
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let counted = meter.counts();
        let problem = match read_sheet(source, &mut book, tab, never_calculated, &mut meter) {
            Err(problem) if problem.code == Code::SheetUnreadable => problem,
            done => return done,
        };
        meter.set_back(counted);
        if mended_book.is_none() {
            mended_book = open_mended(source, &mended);
        }
        // Where mending does not help, the first problem is the one to tell.
        let again = mended_book
            .as_mut()
            .map(|book| read_sheet(source, book, tab, never_calculated, &mut meter));
        match again {
            Some(Err(other)) if other.code != Code::SheetUnreadable => Err(other),
            Some(Ok(sheet)) => Ok(sheet),
            Some(Err(_)) | None => Err(problem),
        }
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

/// The package with its bad cells made harmless, opened; both are done once and only where a sheet needs it.
fn open_mended<'m>(source: &Source<'_>, mended: &'m OnceCell<Option<Vec<u8>>>) -> Option<Book<'m>> {
    let bytes = mended.get_or_init(|| mend::mended(source.bytes)).as_ref()?;
    Xlsx::new(Cursor::new(bytes.as_slice())).ok()
}

fn opening_problem(source: &Source<'_>, error: XlsxError) -> Box<Diagnostic> {
    if matches!(error, XlsxError::Password) {
        source.problem(Code::WorkbookPassword)
    } else {
        source.damaged(error)
    }
}

/// Whether the file says of itself that its saved values are not to be trusted: `fullCalcOnLoad`, which the
/// libraries that cannot calculate write and which Excel and WPS drop when they save. XlsxWriter saves 0 for
/// every formula; in such a file a formula's 0 is therefore no value, elsewhere it is a true zero.
fn asks_for_calculation(bytes: &[u8]) -> bool {
    let Some(mut package) = Package::open(bytes) else {
        return false;
    };
    let part = package
        .main_part()
        .map_or_else(|| "xl/workbook.xml".to_owned(), |part| part.name);
    let mut asks = false;
    each_element(&package.text(&part).unwrap_or_default(), |element| {
        if element.local_name().as_ref() == "calcPr" {
            asks = attribute(element, "fullCalcOnLoad").is_some_and(|value| value == "1" || value == "true");
        }
    });
    asks
}

fn read_sheet(
    source: &Source<'_>,
    book: &mut Book<'_>,
    tab: &Tab,
    never_calculated: bool,
    meter: &mut Meter,
) -> Result<Sheet> {
    let mut cells = read_cells(source, book, tab, meter)?;
    // A fault in a formula's text must not lose the sheet: its values are there already.
    if let Ok(formulas) = read_formulas(source, book, tab) {
        attach_formulas(&mut cells, formulas, never_calculated);
    }
    let merges = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
    Ok(Sheet {
        name: tab.name.as_str().into(),
        visibility: tab.visibility,
        cells,
        merges: merged_ranges(&merges, source.limits.merges),
    })
}

/// The merged ranges as ranges, at most so many.
pub(super) fn merged_ranges(merges: &[Dimensions], limit: usize) -> Merges {
    merges
        .iter()
        .take(limit)
        .map(|merge| CellRange {
            start: CellRef::new(merge.start.0, merge.start.1),
            end: CellRef::new(merge.end.0, merge.end.1),
        })
        .collect()
}

/// Every cell with a value, in one pass; nothing else of the sheet is held.
fn read_cells(source: &Source<'_>, book: &mut Book<'_>, tab: &Tab, meter: &mut Meter) -> Result<Cells> {
    let unreadable = |error: XlsxError| source.sheet_problem(&tab.name, error);
    let mut reader = book.worksheet_cells_reader(&tab.name).map_err(unreadable)?;
    let formats: Vec<Option<Arc<Backing>>> = reader
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref();
            cell::backing(format.map(|format| format.format_code.as_str().into()), None)
        })
        .collect();
    let mut cells = Vec::new();
    while let Some((stored_cell, style)) = reader.next_cell_with_style_id().map_err(unreadable)? {
        let (row, column) = stored_cell.get_position();
        meter
            .see(source, row, column)
            .map_err(|problem| problem.at(source.sheet(&tab.name)))?;
        let format = formats.get(style).and_then(Option::as_ref);
        let stored = Stored::from(stored_cell.get_value());
        source
            .limits
            .check_characters(source, stored.text_bytes())
            .map_err(|problem| problem.at(source.sheet(&tab.name)))?;
        let code = format.and_then(|format| format.number_format.as_deref());
        if let Some(value) = error_of(&stored).or_else(|| stored.value(code)) {
            let cell = Cell {
                value: meter.keep(source, value)?,
                backing: format.cloned(),
            };
            cells.push((CellRef::new(row, column), cell));
        }
    }
    Ok(cells.into())
}

/// The error value that a mended cell really holds.
fn error_of(stored: &Stored<'_>) -> Option<CellValue> {
    let Stored::Text(text) = stored else { return None };
    text.strip_prefix(mend::MARK)
        .map(|error| CellValue::Error(cell::clean_text(error).into()))
}

/// A formula cell: its text, and whether what was saved for it could be no value at all.
struct Formula {
    text: String,
    /// Nothing was saved, not even an empty text.
    empty: bool,
    /// Nothing, 0 or an empty text was saved.
    placeholder: bool,
}

/// The formulas by cell. calamine expands shared formulas by a table that grows with an index of the file's
/// choosing, so the unexpanded records are taken and expanded here.
fn read_formulas(
    source: &Source<'_>,
    book: &mut Book<'_>,
    tab: &Tab,
) -> std::result::Result<Vec<(CellRef, Formula)>, XlsxError> {
    let mut shared: BTreeMap<usize, ((u32, u32), String)> = BTreeMap::new();
    let mut formulas = Vec::new();
    let mut text_left = source.limits.text_bytes;
    let mut reader = book.worksheet_cells_reader(&tab.name)?;
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let Some(metadata) = record.formula else { continue };
        let text = formula_text(metadata, record.pos, &mut shared);
        text_left = text_left.saturating_sub(text.len());
        let stored = Stored::from(&record.value);
        let formula = Formula {
            text: if text_left > 0 { text } else { String::new() },
            empty: matches!(stored, Stored::Empty),
            placeholder: stored.is_placeholder(),
        };
        formulas.push((CellRef::new(record.pos.0, record.pos.1), formula));
    }
    Ok(formulas)
}

/// Longest shared formula that is expanded for every cell that shares it.
const SHARED_FORMULA: usize = 1_024;

fn formula_text(
    metadata: XlsxFormulaMetadata,
    at: (u32, u32),
    shared: &mut BTreeMap<usize, ((u32, u32), String)>,
) -> String {
    match metadata {
        XlsxFormulaMetadata::Normal { formula } => formula,
        XlsxFormulaMetadata::Shared {
            shared_index,
            formula,
            range,
        } => {
            let anchor = range.map_or(at, |range| range.start);
            if formula.len() <= SHARED_FORMULA {
                shared.insert(shared_index, (anchor, formula.clone()));
            }
            formula
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => shared
            .get(&shared_index)
            .and_then(|(anchor, text)| calamine::expand_shared_formula(text, *anchor, at).ok())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Puts the formulas to their cells; where nothing was saved for one, the cell says so.
fn attach_formulas(cells: &mut Cells, formulas: Vec<(CellRef, Formula)>, never_calculated: bool) {
    let mut new = Vec::new();
    for (at, formula) in formulas {
        let without_value = formula.empty || never_calculated && formula.placeholder;
        if let Some(cell) = cells.get_mut(at) {
            cell.backing = cell::with_formula(cell.backing.as_ref(), Some(formula.text));
            if without_value {
                cell.value = CellValue::FormulaWithoutValue;
            }
        } else if without_value {
            let cell = Cell {
                value: CellValue::FormulaWithoutValue,
                backing: cell::backing(None, Some(formula.text)),
            };
            new.push((at, cell));
        }
    }
    cells.add(new);
}
