//! Why no table was found on a sheet.

use super::grid::Grid;
use super::head;
use crate::workbook::Sheet;

/// What was missing where no table was found; rows count from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// The sheet has no cell.
    Blank,
    /// No row between these has two labels or more.
    NoLabels(u32, u32),
    /// This row has labels, and no figures stand below them.
    NoFigures(u32),
    /// The rows of a head, with no row of data below that has a name.
    NoRows(u32, u32),
}

/// What was missing on a sheet without tables.
pub fn missed(sheet: &Sheet) -> Missed {
    let grid = Grid::new(sheet);
    let mut rows = grid.rows_from(0);
    let (Some(first), last) = (rows.next(), grid.rows_from(0).last()) else {
        return Missed::Blank;
    };
    if let Some(head) = head::find(&grid, 0) {
        return Missed::NoRows(head.first, head.last);
    }
    let labelled = grid.rows_from(0).find(|row| grid.is_all_labels(*row, 2));
    labelled.map_or(Missed::NoLabels(first, last.unwrap_or(first)), Missed::NoFigures)
}
