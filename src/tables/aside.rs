//! Lists of words without a head that stand beside a table behind a blank column: what may be chosen for its cells.

use std::ops::{Range, RangeInclusive};

use super::grid::{Class, Grid};
use super::label::normalise;
use super::words;

/// Fewest rows of such a list.
const FEWEST: usize = 3;

/// The columns of a sheet that are used, without those of such a list at its right; none where it has no such list.
pub(super) fn columns_without_list<'u>(grid: &Grid<'_>, used: &'u [u32]) -> Option<&'u [u32]> {
    let gap = used.windows(2).rposition(|pair| pair[1] > pair[0].saturating_add(1))?;
    let (own, list) = used.split_at(gap + 1);
    let list = range(list);
    let is_list = is_list(grid, list.start..=list.end.saturating_sub(1));
    is_list.then_some(own)
}

/// The columns from the first to the last of some.
pub(super) fn range(columns: &[u32]) -> Range<u32> {
    let (first, last) = columns.first().zip(columns.last()).unwrap_or((&0, &0));
    *first..last.saturating_add(1)
}

/// Whether columns hold nothing but words, from their first row on without a gap, and the first word of one comes again below it,
/// as that of a header never does: 从化市 | 乌土村, 从化市 | 南平村.
fn is_list(grid: &Grid<'_>, columns: RangeInclusive<u32>) -> bool {
    let filled = || grid.rows_from(0).filter(|row| grid.has_cell(*row, columns.clone()));
    let mut last = None;
    let mut rows = 0_usize;
    for row in filled() {
        let words = grid
            .cells_in(row, columns.clone())
            .iter()
            .all(|(_, class)| *class == Class::Label);
        if !words || last.is_some_and(|last: u32| last + 1 != row) {
            return false;
        }
        last = Some(row);
        rows += 1;
    }
    let Some(first) = filled().next().filter(|_| rows >= FEWEST) else {
        return false;
    };
    let again = |column: u32, row: u32| grid.text(first, column) == grid.text(row, column);
    let comes_again =
        |column: u32| grid.text(first, column).is_some() && filled().skip(1).any(|row| again(column, row));
    // A header may come again as a whole, on the next page: 村名 | 书记.
    let is_head = || columns.clone().any(|column| names_rows(grid, first, column));
    let is_whole = |row: u32| columns.clone().all(|column| again(column, row));
    let heads_again = columns.clone().count() > 1 && filled().skip(1).any(is_whole);
    columns.clone().any(comes_again) && !heads_again && !is_head()
}

/// Whether a label is that of a column of names.
fn names_rows(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    let label = grid.label(row, column).map(|text| normalise(&text));
    label.is_some_and(|label| words::names_rows_of_half(&label) || words::is_above_villages(&label))
}
