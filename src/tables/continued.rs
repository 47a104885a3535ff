//! A head that comes again below its rows: on the next page of the same table, or over another one.

use std::collections::BTreeSet;

use super::grid::Grid;
use super::head::{Head, same_words};
use super::label::normalise;
use super::words;

/// The rows of a head that comes again.
pub(super) struct Again {
    pub(super) first: u32,
    pub(super) last: u32,
}

/// The head that comes again over rows that none of those above is named like: the table goes on there. It stands below a row
/// that says so, 续表一 or 表1（续）, or has several rows; that of one row is told by its words wherever it stands.
pub(super) fn again(
    grid: &Grid<'_>,
    head: &Head,
    (left, known): (u32, &mut Known),
    (rows, row): (&[u32], u32),
) -> Option<Again> {
    if rows.is_empty() {
        return None;
    }
    let alone = || (head.last > head.first && is_head(grid, head, row)).then_some(row);
    let first = below_line(grid, head, row).or_else(alone)?;
    let last = first + (head.last - head.first);
    (!known.come_again(grid, left, rows, last + 1)).then_some(Again { first, last })
}

/// The row in which the head comes again below one that says so.
fn below_line(grid: &Grid<'_>, head: &Head, row: u32) -> Option<u32> {
    /// Lines between 续表 and the head: the title, a unit.
    const BETWEEN: usize = 3;
    if !is_line(grid, row, |line| words::goes_on(line) && is_bare(grid, head, line)) {
        return None;
    }
    let below: Vec<u32> = grid.rows_from(row + 1).take(BETWEEN + 1).collect();
    // A line that did not stand over the first page may say another unit or time.
    let said_before = |row: &&u32| is_line(grid, **row, |line| is_above(grid, head, line));
    let lines = below.iter().take_while(said_before).count();
    below.get(lines).copied().filter(|first| is_head(grid, head, *first))
}

/// Whether a row holds words, each of which says so: one line, or one over each of the tables side by side.
fn is_line(grid: &Grid<'_>, row: u32, says_so: impl Fn(&str) -> bool) -> bool {
    let says_so = |column: u32| grid.label(row, column).is_some_and(|text| says_so(&text));
    let cells = grid.row(row);
    !cells.is_empty() && cells.iter().all(|(column, _)| says_so(*column))
}

/// Whether a line says that the table goes on and nothing else, but for what stands over the first page: 续表一, 表1（续）.
fn is_bare(grid: &Grid<'_>, head: &Head, line: &str) -> bool {
    let bare = |text: &str| {
        let mark = |c: &char| !"续接上前表（）()[]第页一二三四五六七八九十0123456789—-.、 \u{3000}".contains(*c);
        text.chars().filter(mark).collect::<String>()
    };
    let own = bare(line);
    own.is_empty() || rows_above(grid, head).any(|text| bare(&text) == own)
}

fn is_above(grid: &Grid<'_>, head: &Head, line: &str) -> bool {
    let own = normalise(line);
    rows_above(grid, head).any(|text| normalise(&text) == own)
}

/// The texts of the lines right above a head.
fn rows_above<'g>(grid: &'g Grid<'_>, head: &Head) -> impl Iterator<Item = std::borrow::Cow<'g, str>> {
    const ABOVE: u32 = 4;
    let rows = head.first.saturating_sub(ABOVE)..head.first;
    let cells = rows.flat_map(|row| grid.row(row).iter().map(move |(column, _)| (row, *column)));
    cells.filter_map(|(row, column)| grid.text(row, column))
}

/// Whether a row behind a gap is the head of another table: the same once more, over rows that are named as those above are.
pub(super) fn begins_another(
    grid: &Grid<'_>,
    head: &Head,
    (left, known): (u32, &mut Known),
    (rows, row): (&[u32], u32),
) -> bool {
    let Some(last) = rows.last().filter(|last| **last + 1 < row) else {
        return false;
    };
    let below = row + (head.last - head.first) + 1;
    // 序号 that goes on with 4 behind 3 is of the second page.
    let counts_on = || {
        let (own, next) = (grid.whole_number(*last, left), grid.whole_number(below, left));
        own.zip(next)
            .is_some_and(|(own, next)| own.checked_add(1) == Some(next))
    };
    is_head(grid, head, row) && !counts_on() && known.come_again(grid, left, rows, below)
}

/// Whether all rows of the head stand again from a row on.
fn is_head(grid: &Grid<'_>, head: &Head, first: u32) -> bool {
    let mut own = head.first..=head.last;
    own.all(|row| same_words(grid, row, first + (row - head.first)))
}

/// The names of the rows so far; wage slips repeat their head above every row.
#[derive(Default)]
pub(super) struct Known {
    names: BTreeSet<String>,
    /// So many rows have been looked at.
    rows: usize,
}

impl Known {
    /// Whether the first rows from one on have names of rows above; those of totals come again in any table.
    fn come_again(&mut self, grid: &Grid<'_>, left: u32, rows: &[u32], first: u32) -> bool {
        const MOST: usize = 2;
        let name = |row: u32| {
            let mut names = (left..=left.saturating_add(1)).filter_map(|column| grid.label(row, column));
            names.next().map(|name| normalise(&name))
        };
        let new = rows.get(self.rows..).unwrap_or_default();
        self.names.extend(new.iter().filter_map(|row| name(*row)));
        self.rows = rows.len();
        let names = grid
            .rows_from(first)
            .map_while(|row| name(row).filter(|_| grid.is_data(row)));
        let names: Vec<String> = names.filter(|name| !words::is_row_of_totals(name)).take(MOST).collect();
        !names.is_empty() && names.iter().all(|name| self.names.contains(name))
    }
}
