//! Groups of a head that are but a number: 4 merged over 规划资金 | 已投入资金.

use super::grid::Class;
use crate::place::CellRef;
use crate::workbook::{CellRange, Sheet};

/// Makes labels of the numbers that are merged sideways over labels, in a row in which every other cell is a label merged
/// downwards: figures stand over figures, and beside names that are theirs alone.
pub(super) fn name<'s>(
    sheet: &Sheet,
    cells: &mut [(u32, Class)],
    starts: &[(u32, u32)],
    merges: impl Iterator<Item = &'s CellRange>,
) {
    let wide = merges.filter(|merge| merge.start.row == merge.end.row && merge.end.column > merge.start.column);
    for merge in wide {
        let row = merge.start.row;
        let own = row_of(cells, starts, row);
        let is_number = |(column, class): &(u32, Class)| *column == merge.start.column && *class == Class::Value;
        let Some(index) = own.iter().position(is_number).filter(|_| own.len() > 1) else {
            continue;
        };
        let reaches = |column: u32| {
            let tall = sheet.merge_at(CellRef::new(row, column));
            tall.is_some_and(|tall| tall.end.row > row)
        };
        let mut others = own.iter().filter(|(column, _)| *column != merge.start.column);
        let named = others.all(|(column, class)| *class == Class::Label && reaches(*column));
        if named && is_over_labels(row_of(cells, starts, row.saturating_add(1)), merge) {
            let start = starts.binary_search_by_key(&row, |(row, _)| *row);
            let start = start
                .ok()
                .and_then(|at| starts.get(at))
                .map_or(0, |(_, start)| *start as usize);
            if let Some((_, class)) = cells.get_mut(start + index) {
                *class = Class::Label;
            }
        }
    }
}

/// Whether the cells of a row below a merged one are labels, at least one.
fn is_over_labels(below: &[(u32, Class)], merge: &CellRange) -> bool {
    let inside = |(column, _): &&(u32, Class)| (merge.start.column..=merge.end.column).contains(column);
    let mut below = below.iter().filter(inside).peekable();
    below.peek().is_some() && below.all(|(_, class)| *class == Class::Label)
}

/// The cells of a row.
fn row_of<'c>(cells: &'c [(u32, Class)], starts: &[(u32, u32)], row: u32) -> &'c [(u32, Class)] {
    let Ok(index) = starts.binary_search_by_key(&row, |(row, _)| *row) else {
        return &[];
    };
    let start = |index: usize| starts.get(index).map_or(cells.len(), |(_, start)| *start as usize);
    cells.get(start(index)..start(index + 1)).unwrap_or_default()
}
