//! A workbook as data: sparse, absolute, and free of any file format.

mod cells;
mod merges;
mod time;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::{DateTime, Time};
use rust_decimal::Decimal;

pub use crate::place::{CellPlace, CellRef};
pub use cells::Cells;
pub use merges::Merges;
pub(crate) use time::{Mark, is_elapsed, marks};

/// What a cell holds, before anybody asks what it means.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// Text as typed, control characters removed.
    Text(Arc<str>),
    /// A number, exact; the noise of binary fractions (145.200000000001) is rounded away at the 15th digit,
    /// the last one that a spreadsheet program keeps.
    Number(Decimal),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date, from a serial with a date format or an ISO date.
    Date(DateTime),
    /// An error value, as the spreadsheet program spells it: `#REF!`.
    Error(Arc<str>),
    /// A formula whose result was never saved: the file was made by another program and not yet opened in
    /// Excel or WPS.
    FormulaWithoutValue,
}

/// One cell that is not empty: 32 bytes, because a list of households has millions.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: CellValue,
    /// What stands behind it; none for most cells, and one for all cells of a number format.
    pub backing: Option<Arc<Backing>>,
}

/// What stands behind the value of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backing {
    /// The number format's code (`0.00"万亩"`), where the file format tells it.
    pub number_format: Option<Arc<str>>,
    /// The formula, where there is one (for the trace; never evaluated).
    pub formula: Option<Box<str>>,
}

impl Cell {
    /// A cell with nothing behind its value.
    pub const fn plain(value: CellValue) -> Self {
        Self { value, backing: None }
    }

    /// The content as text, for messages and the trace: what a person would find in the cell.
    pub fn raw(&self) -> Cow<'_, str> {
        match &self.value {
            CellValue::Text(text) | CellValue::Error(text) => Cow::Borrowed(text),
            CellValue::Number(number) => Cow::Owned(self.time().unwrap_or_else(|| number.to_string())),
            CellValue::Bool(true) => Cow::Borrowed("TRUE"),
            CellValue::Bool(false) => Cow::Borrowed("FALSE"),
            CellValue::Date(moment) if moment.time() == Time::midnight() => Cow::Owned(moment.date().to_string()),
            CellValue::Date(moment) => Cow::Owned(moment.to_string().replace('T', " ")),
            CellValue::FormulaWithoutValue => Cow::Borrowed(""),
        }
    }

    /// The text that it holds; none of a number, a date and the like.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            CellValue::Text(text) => Some(text),
            CellValue::Number(_)
            | CellValue::Bool(_)
            | CellValue::Date(_)
            | CellValue::Error(_)
            | CellValue::FormulaWithoutValue => None,
        }
    }

    /// The time of day or the length of time that a number of days is shown as: `36:00`.
    pub fn time(&self) -> Option<String> {
        let CellValue::Number(days) = &self.value else {
            return None;
        };
        time::shown(*days, self.number_format()?)
    }

    /// The number format's code, where the file format tells it.
    pub fn number_format(&self) -> Option<&str> {
        self.backing.as_ref()?.number_format.as_deref()
    }

    /// The formula, where there is one.
    pub fn formula(&self) -> Option<&str> {
        self.backing.as_ref()?.formula.as_deref()
    }
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRange {
    /// Top left cell.
    pub start: CellRef,
    /// Bottom right cell.
    pub end: CellRef,
}

impl CellRange {
    /// Whether the cell lies in the rectangle.
    pub fn contains(&self, cell: CellRef) -> bool {
        (self.start.row..=self.end.row).contains(&cell.row)
            && (self.start.column..=self.end.column).contains(&cell.column)
    }
}

/// Whether a sheet's tab can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// The tab is shown.
    Visible,
    /// Hidden; often last year's sheet.
    Hidden,
}

/// One sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The name on its tab.
    pub name: Arc<str>,
    /// Whether it is hidden.
    pub visibility: Visibility,
    /// The cells that are not empty, by row, then column.
    pub cells: Cells,
    /// Merged ranges; the content stands in the top left cell of each.
    pub merges: Merges,
}

impl Sheet {
    /// The cell at an address, when it is not empty.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.cells.get(at)
    }

    /// The merged range that covers an address.
    pub fn merge_at(&self, at: CellRef) -> Option<&CellRange> {
        self.merges.at(at)
    }

    /// The address that holds the content shown at `at`: the origin of the merge that covers it, or itself.
    pub fn origin(&self, at: CellRef) -> CellRef {
        self.merge_at(at).map_or(at, |merge| merge.start)
    }
}

/// A name defined for a range of one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinedName {
    /// The name.
    pub name: String,
    /// The sheet that it points to.
    pub sheet: String,
    /// The cells that it names.
    pub range: CellRange,
}

/// A whole workbook.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// The file's path as the user knows it: relative to the project folder, with `/`.
    pub file: Arc<str>,
    /// Its sheets, in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// Its defined names that point to one range of one sheet.
    pub names: Vec<DefinedName>,
}

impl Workbook {
    /// The place of a cell of one of its sheets.
    pub fn place(&self, sheet: &Sheet, cell: CellRef) -> CellPlace {
        CellPlace::new(Arc::clone(&self.file), Arc::clone(&sheet.name), cell)
    }
}
