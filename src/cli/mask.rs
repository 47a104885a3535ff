//! What may be shown of a table: of a list of persons or households neither names nor numbers (WB-15).

use std::collections::BTreeSet;

use gongwen::indicator;
use gongwen::place::CellRef;
use gongwen::tables::{Table, TableRow};
use gongwen::workbook::{Cell, CellValue, Sheet};

/// What stands for a content that is not shown.
const HIDDEN: &str = "***";

/// What may be shown of one table.
pub(super) struct Mask {
    /// Whether its rows are persons or households.
    pub(super) persons: bool,
}

impl Mask {
    /// A table lists persons when a header says so or any of its cells holds an id number.
    pub(super) fn of(sheet: &Sheet, table: &Table) -> Self {
        let columns: BTreeSet<u32> = table.columns.iter().map(|column| column.column).collect();
        let rows = table.rows.first().zip(table.rows.last());
        let id_number = rows.is_some_and(|(first, last)| {
            let (from, to) = (CellRef::new(first.row, 0), CellRef::new(last.row + 1, 0));
            let cells = sheet.cells.range(from..to);
            cells
                .filter(|(at, _)| columns.contains(&at.column))
                .any(|(_, cell)| indicator::holds_id_number(&cell.raw()))
        });
        Self {
            persons: id_number || indicator::lists_persons(table),
        }
    }

    /// The content of a header cell.
    pub(super) fn label(&self, cell: &Cell) -> String {
        if indicator::holds_id_number(&cell.raw()) {
            HIDDEN.to_owned()
        } else {
            cell.raw().into_owned()
        }
    }

    /// The content of a data cell.
    pub(super) fn data(&self, cell: &Cell) -> String {
        let text = matches!(cell.value, CellValue::Text(_));
        if self.persons && text {
            HIDDEN.to_owned()
        } else {
            indicator::excerpt(&cell.raw())
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
