//! A head that comes again below its rows: on the next page of the same table, or over another one.

use super::grid::{Class, Grid};
use super::head::{Head, same_words};
use super::label::normalise;
use super::words;

/// The rows of a head that comes again.
pub(super) struct Again {
    pub(super) first: u32,
    pub(super) last: u32,
}

/// The head that comes again below a row that says so, 续表一 or 表1（续）, over rows that none of those above is named like:
/// the table goes on there.
pub(super) fn end(grid: &Grid<'_>, head: &Head, left: u32, (rows, row): (&[u32], u32)) -> Option<Again> {
    /// Lines between 续表 and the head: the title, a unit.
    const BETWEEN: usize = 3;
    let [(column, Class::Label)] = grid.row(row) else {
        return None;
    };
    if rows.is_empty() || !words::goes_on(&grid.text(row, *column)?) {
        return None;
    }
    let below = grid.rows_from(row + 1).take(BETWEEN + 1);
    let mut lines = below.skip_while(|below| matches!(grid.row(*below), [(_, Class::Label)]));
    let first = lines.next().filter(|first| is_head(grid, head, *first))?;
    let last = first + (head.last - head.first);
    (!come_again(grid, left, rows, last + 1)).then_some(Again { first, last })
}

/// Whether a row behind a gap is the head of another table: the same once more, over rows that are named as those above are.
pub(super) fn begins_another(grid: &Grid<'_>, head: &Head, left: u32, (rows, row): (&[u32], u32)) -> bool {
    let after_gap = rows.last().is_some_and(|last| last + 1 < row);
    let below = row + (head.last - head.first) + 1;
    after_gap && is_head(grid, head, row) && come_again(grid, left, rows, below)
}

/// Whether all rows of the head stand again from a row on.
fn is_head(grid: &Grid<'_>, head: &Head, first: u32) -> bool {
    let mut own = head.first..=head.last;
    own.all(|row| same_words(grid, row, first + (row - head.first)))
}

/// Whether the first rows from one on have names of rows above; those of totals come again in any table.
fn come_again(grid: &Grid<'_>, left: u32, rows: &[u32], first: u32) -> bool {
    const MOST: usize = 2;
    let name = |row: u32| {
        let mut names = (left..=left.saturating_add(1)).filter_map(|column| grid.label(row, column));
        names.next().map(|name| normalise(&name))
    };
    let names = grid
        .rows_from(first)
        .map_while(|row| name(row).filter(|_| grid.is_data(row)));
    let names: Vec<String> = names.filter(|name| !words::is_row_of_totals(name)).take(MOST).collect();
    let is_above = |wanted: &String| rows.iter().any(|row| name(*row).as_ref() == Some(wanted));
    !names.is_empty() && names.iter().all(is_above)
}
