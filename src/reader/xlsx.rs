//! xlsx, xlsm, xltx: streamed cell by cell, with number formats, formulas and merged ranges.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Dimensions, Reader, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::cell::{self, Stored};
use super::guard::Meter;
use super::package::{self, MainPart, Package, attribute, each_element};
use super::sieve::Sieve;
use super::skim::{self, DEEPEST, Skimmed, Sought};
use super::thin::{self, Choice};
use super::{Source, Tab, ahead, mend, names, other_sheets, raised, read_tabs, tabs};
use crate::diag::{Code, Diagnostic, Result, Sink, term};
use crate::place::CellRef;
use crate::workbook::{Backing, Cell, CellRange, CellValue, Merges, Sheet, Workbook};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook of Excel 2007 or later, whose main part its content types name.
pub(super) fn read(source: &Source<'_>, main: Option<MainPart>, sink: &mut Sink) -> Result<Workbook> {
    source.limits.check_package(source)?;
    let mut package = Package::open(source.bytes).ok_or_else(|| source.damaged("zip"))?;
    ahead::check(source, &mut package)?;
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |part| part.name);
    let workbook = package.text(&main).unwrap_or_default();
    let relations = package.text(&skim::relations_of(&main)).unwrap_or_default();
    let never_calculated = asks_for_calculation(&workbook);
    let parts = skim::sheet_parts((&main, &workbook), &relations);
    let mut known = ahead::check_values(source, &mut package, &parts)?;
    let with_charts = other_sheets::made_known(source.bytes, (&main, &workbook), &relations);
    let bytes = with_charts.as_deref().unwrap_or(source.bytes);
    let raised = raised::made_characters(&mut package, bytes);
    let bytes = raised.as_deref().unwrap_or(bytes);
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| opening_problem(source, error))?;
    let tabs = tabs(source, book.sheets_metadata(), sink);
    let names = names::defined_names(book.defined_names());
    let mut meter = Meter::default();
    let mended = OnceCell::new();
    let mut mended_book: Option<Book<'_>> = None;
    let sheets = read_tabs(source, &tabs, sink, |tab| {
        let skimmed = skimmed(source, tab, (&mut package, &mut known), &parts)?;
        let reader = SheetReader {
            source,
            tab,
            never_calculated,
            skimmed: skimmed.as_ref(),
        };
        let part = parts.get(&tab.name).filter(|part| is_long(&mut package, part));
        if let Some(sheet) = part.and_then(|part| reader.read_thinned((bytes, part), &mut book, &mut meter)) {
            return Ok(sheet);
        }
        reader.read_or_mend(&mut book, &mut meter, || {
            if mended_book.is_none() {
                mended_book = open_mended(bytes, &mended);
            }
            mended_book.as_mut()
        })
    })?;
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets,
        names,
    })
}

/// A sheet skimmed, where it is not known yet; one whose part is another's too, or that has a cell where no sheet has room,
/// cannot be read.
fn skimmed(
    source: &Source<'_>,
    tab: &Tab,
    (package, known): (&mut Package<'_>, &mut BTreeMap<String, Option<Skimmed>>),
    parts: &BTreeMap<String, String>,
) -> Result<Option<Skimmed>> {
    let Some(part) = parts.get(&tab.name) else {
        return Ok(None);
    };
    if package::is_shared(parts.values(), part) {
        return Err(source.sheet_problem(&tab.name, term("sheet-shared")));
    }
    let sought = Sought {
        merges: source.limits.merges,
        values: false,
    };
    let skim = || skim::skim(package.part(part)?, sought);
    let skimmed = known.remove(part).unwrap_or_else(skim);
    let unreadable = skimmed.as_ref().and_then(|skimmed| match &skimmed.beyond {
        Some(beyond) => Some(format!("r=\"{beyond}\"")),
        None => skimmed.deep.then(|| format!("<…<…<… > {DEEPEST}")),
    });
    match unreadable {
        Some(detail) => Err(source.sheet_problem(&tab.name, detail)),
        None => Ok(skimmed),
    }
}

/// Whether a sheet's part is so long that it is worth a look which columns of it will be asked for.
fn is_long(package: &mut Package<'_>, part: &str) -> bool {
    package.size(part).is_some_and(|size| size >= thin::WORTH)
}

/// The package with its bad cells made harmless, opened; both are done once and only where a sheet needs it.
fn open_mended<'m>(bytes: &[u8], mended: &'m OnceCell<Option<Vec<u8>>>) -> Option<Book<'m>> {
    let bytes = mended.get_or_init(|| mend::mended(bytes)).as_ref()?;
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
fn asks_for_calculation(workbook: &str) -> bool {
    let mut asks = false;
    each_element(workbook, |element| {
        if element.local_name().as_ref() == "calcPr" {
            asks = attribute(element, "fullCalcOnLoad").is_some_and(|value| value == "1" || value == "true");
        }
    });
    asks
}

/// What a sheet needs besides the opened book.
struct SheetReader<'s> {
    source: &'s Source<'s>,
    tab: &'s Tab,
    never_calculated: bool,
    /// Its merged ranges and whether it has formulas; none where only calamine can tell.
    skimmed: Option<&'s Skimmed>,
}

impl SheetReader<'_> {
    /// The sheet, of the mended package where it cannot be read otherwise. Where mending does not help, the first problem is
    /// the one to tell.
    fn read_or_mend<'m, 'b: 'm>(
        &self,
        book: &mut Book<'_>,
        meter: &mut Meter,
        mended: impl FnOnce() -> Option<&'m mut Book<'b>>,
    ) -> Result<Sheet> {
        let counts = meter.counts();
        let first = match self.read(book, meter) {
            Err(problem) if problem.code == Code::SheetUnreadable => problem,
            done => return done,
        };
        meter.set_back(counts);
        match mended().map(|book| self.read(book, meter)) {
            Some(Err(other)) if other.code != Code::SheetUnreadable => Err(other),
            Some(Ok(sheet)) => Ok(sheet),
            Some(Err(_)) | None => Err(first),
        }
    }

    fn read(&self, book: &mut Book<'_>, meter: &mut Meter) -> Result<Sheet> {
        let source = self.source;
        let merges = match self.skimmed {
            Some(skimmed) => skimmed.merges.iter().copied().collect(),
            None => merged_ranges(
                &book.merge_cells_by_sheet_name(&self.tab.name).unwrap_or_default(),
                source.limits.merges,
            ),
        };
        let counts = meter.counts();
        let sifted = Sieve::new(source, source.projection, self.tab, merges.clone());
        let sheet = match self.read_cells(book, meter, sifted)? {
            Some(sheet) => sheet,
            None => {
                meter.set_back(counts);
                let whole = Sieve::new(source, None, self.tab, merges);
                let sheet = self.read_cells(book, meter, whole)?;
                sheet.ok_or_else(|| source.sheet_problem(&self.tab.name, ""))?
            }
        };
        Ok(self.with_formulas(book, sheet))
    }

    /// A long sheet, read from a package in which it has no spare numbers; none where all of it is needed, or where that cannot
    /// be told before all of it is read.
    fn read_thinned(&self, (bytes, part): (&[u8], &str), book: &mut Book<'_>, meter: &mut Meter) -> Option<Sheet> {
        let merges: Merges = self.skimmed?.merges.iter().copied().collect();
        let projection = Some(self.source.projection?);
        let sieve = || Sieve::new(self.source, projection, self.tab, merges.clone());
        let choice = self.read_head(book, sieve()).ok()??;
        let mut whole_rows = None;
        let thinned = package::with_part(bytes, part, |sheet, into| {
            whole_rows = thin::copy(sheet, &choice, into);
            whole_rows.as_ref().map(|_| ())
        })?;
        let mut book = Xlsx::new(Cursor::new(thinned.as_slice())).ok()?;
        let counts = meter.counts();
        match self.read_cells(&mut book, meter, sieve().of_thinned(whole_rows?)) {
            Ok(Some(sheet)) => Some(self.with_formulas(&mut book, sheet)),
            Ok(None) | Err(_) => {
                meter.set_back(counts);
                None
            }
        }
    }

    /// What the head of a long sheet lets nobody ask for.
    fn read_head(&self, book: &mut Book<'_>, mut sieve: Sieve<'_>) -> Result<Option<Choice>> {
        self.each_cell(book, &mut Meter::default(), |at, cell| {
            sieve.put(at, cell);
            !sieve.is_past_head()
        })?;
        let choice = sieve.into_choice().map(|(head, spare)| Choice { head, spare });
        Ok(choice.filter(Choice::is_worth_it))
    }

    fn with_formulas(&self, book: &mut Book<'_>, mut sheet: Sheet) -> Sheet {
        if self.skimmed.is_none_or(|skimmed| skimmed.formulas) {
            // A fault in a formula's text must not lose the sheet: its values are there already.
            let _ = attach_formulas(self.source, book, &mut sheet, self.never_calculated);
        }
        sheet
    }

    /// Every cell with a value, in one pass; nothing else of the sheet is held.
    fn read_cells(&self, book: &mut Book<'_>, meter: &mut Meter, mut sieve: Sieve<'_>) -> Result<Option<Sheet>> {
        self.each_cell(book, meter, |at, cell| {
            sieve.put(at, cell);
            true
        })?;
        Ok(sieve.finish())
    }

    /// Calls for every cell with a value, as long as it answers that it wants more.
    fn each_cell(
        &self,
        book: &mut Book<'_>,
        meter: &mut Meter,
        mut visit: impl FnMut(CellRef, Cell) -> bool,
    ) -> Result<()> {
        let (source, name) = (self.source, &self.tab.name);
        let unreadable = |error: XlsxError| source.sheet_problem(name, error);
        let mut reader = book.worksheet_cells_reader(name).map_err(unreadable)?;
        let formats: Vec<Option<Arc<Backing>>> = reader
            .styles()
            .iter()
            .map(|style| {
                let format = style.number_format.as_ref();
                cell::backing(format.map(|format| format.format_code.as_str().into()), None)
            })
            .collect();
        while let Some((stored_cell, style)) = reader.next_cell_with_style_id().map_err(unreadable)? {
            let (row, column) = stored_cell.get_position();
            let format = formats.get(style).and_then(Option::as_ref);
            let kept = keep(source, meter, (row, column), stored_cell.get_value(), format);
            let kept = kept.map_err(|problem| problem.at(source.sheet(name)))?;
            if kept.is_some_and(|cell| !visit(CellRef::new(row, column), cell)) {
                break;
            }
        }
        Ok(())
    }
}

/// One cell, counted; none when it is empty.
fn keep(
    source: &Source<'_>,
    meter: &mut Meter,
    (row, column): (u32, u32),
    data: &DataRef<'_>,
    format: Option<&Arc<Backing>>,
) -> Result<Option<Cell>> {
    meter.see(source, row, column)?;
    let stored = Stored::from(data);
    source.limits.check_characters(source, stored.text_bytes())?;
    let code = format.and_then(|format| format.number_format.as_deref());
    let Some(value) = error_of(&stored).or_else(|| stored.value(code)) else {
        return Ok(None);
    };
    Ok(Some(Cell {
        value: meter.keep(source, value)?,
        backing: format.cloned(),
    }))
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

/// The error value that a mended cell really holds.
fn error_of(stored: &Stored<'_>) -> Option<CellValue> {
    let Stored::Text(text) = stored else { return None };
    text.strip_prefix(mend::MARK)
        .map(|error| CellValue::Error(cell::clean_text(error).into()))
}

/// Puts the formulas to their cells; where nothing was saved for one, the cell says so. calamine expands shared
/// formulas by a table that grows with an index of the file's choosing, so the unexpanded records are taken and
/// expanded here.
fn attach_formulas(
    source: &Source<'_>,
    book: &mut Book<'_>,
    sheet: &mut Sheet,
    never_calculated: bool,
) -> std::result::Result<(), XlsxError> {
    let mut shared: BTreeMap<usize, ((u32, u32), String)> = BTreeMap::new();
    let mut unsaved = Vec::new();
    let mut text_left = source.limits.text_bytes;
    let mut reader = book.worksheet_cells_reader(&sheet.name)?;
    let mut walked = Ok(());
    loop {
        let record = match reader.next_cell_with_formula_metadata() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            // What was found before the fault stays.
            Err(error) => {
                walked = Err(error);
                break;
            }
        };
        let Some(metadata) = record.formula else { continue };
        let at = CellRef::new(record.pos.0, record.pos.1);
        let stored = Stored::from(&record.value);
        let without_value = matches!(stored, Stored::Empty) || never_calculated && stored.is_placeholder();
        let text = formula_text(metadata, record.pos, &mut shared);
        text_left = text_left.saturating_sub(text.len());
        let text = if text_left > 0 { text } else { String::new() };
        match sheet.cells.get_mut(at) {
            Some(cell) => {
                cell.backing = cell::with_formula(cell.backing.as_ref(), Some(text));
                if without_value {
                    cell.value = CellValue::FormulaWithoutValue;
                }
            }
            None if without_value => unsaved.push((at, cell::without_value(text))),
            None => {}
        }
    }
    sheet.cells.add(unsaved);
    walked
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
