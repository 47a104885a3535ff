//! What may be shown of a table: of a list of persons or households neither names nor numbers (WB-15).

use gongwen::id_number::holds;
use gongwen::indicator::{self, HIDDEN};
use gongwen::place::CellRef;
use gongwen::tables::persons::cell_holds_id_number;
use gongwen::tables::{Column, Table, TableRow};
use gongwen::workbook::{Cell, CellValue, Sheet};

/// What may be shown of one table.
pub(super) struct Mask {
    /// Whether its rows are persons or households.
    pub(super) persons: bool,
}

impl Mask {
    /// The mask of a table.
    pub(super) const fn of(table: &Table) -> Self {
        Self { persons: table.persons }
    }

    /// What the cells of a row of the head may show; where a number stands in the row, the first person of a list was
    /// taken for the head.
    pub(super) fn labels(&self, sheet: &Sheet, row: u32) -> impl Fn(&Cell) -> String {
        let mut cells = sheet.cells.range(CellRef::new(row, 0)..CellRef::new(row + 1, 0));
        let person = cells.any(|(_, cell)| cell_holds_id_number(cell));
        move |cell| {
            if person {
                HIDDEN.to_owned()
            } else {
                self.words(&cell.raw()).to_owned()
            }
        }
    }

    /// The header path of a column.
    pub(super) fn path(&self, column: &Column) -> String {
        let labels = column.path.iter().map(|label| self.words(label));
        labels.collect::<Vec<_>>().join("/")
    }

    /// The words of a header.
    pub(super) fn words<'l>(&self, label: &'l str) -> &'l str {
        if holds(label) { HIDDEN } else { label }
    }

    /// The content of a data cell.
    pub(super) fn data(&self, cell: &Cell) -> String {
        let text = matches!(cell.value, CellValue::Text(_));
        if self.persons && text {
            HIDDEN.to_owned()
        } else {
            indicator::excerpt_of(cell)
        }
    }

    /// The label of a row.
    pub(super) fn row(&self, row: &TableRow) -> String {
        if self.persons {
            HIDDEN.to_owned()
        } else {
            indicator::excerpt(&row.label)
        }
    }
}
