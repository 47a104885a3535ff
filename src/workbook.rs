//! A workbook as data: sparse, absolute, and free of any file format.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use rust_decimal::Decimal;

pub use crate::place::{CellPlace, CellRef};

/// What a cell holds, before anybody asks what it means.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// Text as typed, control characters removed.
    Text(String),
    /// A number, exact; the noise of binary fractions (145.200000000001) is rounded away at the 15th digit,
    /// the last one that a spreadsheet program keeps.
    Number(Decimal),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date, from a serial with a date format or an ISO date.
    Date(DateTime),
    /// An error value, as the spreadsheet program spells it: `#REF!`.
    Error(String),
    /// A formula whose result was never saved: the file was made by another program and not yet opened in
    /// Excel or WPS.
    FormulaWithoutValue,
}

/// One cell that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: CellValue,
    /// The content as text, for messages and the trace: what a person would find in the cell.
    pub raw: String,
    /// The number format's code (`0.00"万亩"`), where the file format tells it.
    pub number_format: Option<Arc<str>>,
    /// The formula, where there is one (for the trace; never evaluated).
    pub formula: Option<String>,
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
    pub cells: BTreeMap<CellRef, Cell>,
    /// Merged ranges; the content stands in the top left cell of each.
    pub merges: Vec<CellRange>,
}

impl Sheet {
    /// The cell at an address, when it is not empty.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.cells.get(&at)
    }

    /// The merged range that covers an address.
    pub fn merge_at(&self, at: CellRef) -> Option<&CellRange> {
        self.merges.iter().find(|merge| merge.contains(at))
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
        CellPlace {
            file: Arc::clone(&self.file),
            sheet: Arc::clone(&sheet.name),
            cell,
        }
    }
}
