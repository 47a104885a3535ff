//! Tables with the same head one below the other: the line of units over the first, and the times in their bands.

use std::collections::BTreeSet;
use std::ops::Range;

use super::grid::{Class, Grid};
use super::head::{self, Head};
use super::label::normalise;
use super::{ColumnRole, Table};
use crate::place::CellRef;

/// A head with the rows above it in which its lines stand.
pub(super) struct Above {
    pub(super) head: (u32, u32),
    pub(super) lines: Range<u32>,
}

/// The rows of the lines over the table before, where its head is the same in all rows: they speak of the next one too, as far
/// as that has none of its own.
pub(super) fn lines_before(grid: &Grid<'_>, before: Option<&Above>, head: &Head) -> Range<u32> {
    let same = |before: &&Above| {
        let depth = before.head.1 - before.head.0;
        let mut rows = 0..=depth;
        head.last - head.first == depth && rows.all(|row| head::same_words(grid, before.head.0 + row, head.first + row))
    };
    before.filter(same).map_or(0..0, |before| before.lines.clone())
}

/// Puts the times that stand in bands over tables which nothing else tells apart, 2023年预算数 and 2022年决算数, over their columns.
pub(super) fn tell_apart(grid: &Grid<'_>, tables: &mut [Table]) {
    for group in tables.chunk_by_mut(are_alike).filter(|group| group.len() > 1) {
        let bands: Vec<String> = group.iter().filter_map(|table| band(grid, table)).collect();
        let differing = bands.iter().collect::<BTreeSet<_>>().len();
        if bands.len() < group.len() || differing < bands.len() {
            continue;
        }
        for (table, band) in group.iter_mut().zip(bands) {
            let columns = table.columns.iter_mut();
            for column in columns.filter(|column| column.role == ColumnRole::Data) {
                column.path.insert(0, band.clone());
            }
        }
    }
}

/// Whether two tables have the same columns and rows of the same names.
fn are_alike(one: &Table, other: &Table) -> bool {
    let columns = |table: &Table| -> Vec<(u32, Vec<String>)> {
        let columns = table.columns.iter();
        columns.map(|column| (column.column, column.path.clone())).collect()
    };
    let names =
        |table: &Table| -> Vec<std::sync::Arc<str>> { table.rows.iter().map(|row| row.label.clone()).collect() };
    one.rows.len() == other.rows.len() && columns(one) == columns(other) && names(one) == names(other)
}

/// The time that stands alone in the row right above the head of a table, merged over all its columns; a title is none.
fn band(grid: &Grid<'_>, table: &Table) -> Option<String> {
    /// Longest band, in characters.
    const LONGEST: usize = 12;
    const TITLES: [&str; 4] = ["表", "情况", "统计", "明细"];
    let row = table.header_rows.0.checked_sub(1)?;
    let [(column, Class::Label)] = grid.row(row) else {
        return None;
    };
    let covers = *column <= table.columns.first()?.column
        && column.saturating_add(grid.width(CellRef::new(row, *column))) > table.columns.last()?.column;
    let text = normalise(&grid.label(row, *column)?);
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_time = text.len() - behind.len() == 4 && behind.starts_with('年') && text.chars().count() <= LONGEST;
    (covers && is_time && !TITLES.iter().any(|end| text.ends_with(end))).then_some(text)
}
