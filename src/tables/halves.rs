//! Two tables side by side under one head without a blank column between: 作物 | 面积 and, in fewer rows, 村民小组 | 户数 | 人口.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::body::Body;
use super::grid::{Class, Grid};
use super::head::Head;
use super::label::{known_unit, normalise};
use super::words;

/// Fewest rows of the right table, and fewest rows below them that only the left one has.
const ROWS: usize = 3;
const BELOW: usize = 2;

/// The column at which the second of two such tables begins among the columns of a head: its label names rows, words that all
/// differ stand below, and what stands at its right is blank exactly where they are, below the last of them, while every row has
/// a name and a figure at the left. Of a list of projects whose last ones lie in no village a total is no such row.
pub(super) fn begins_at(grid: &Grid<'_>, head: &Head, body: &Body, columns: &[u32]) -> Option<u32> {
    let (first, last) = (*columns.first()?, *columns.last()?);
    let end = *body.rows.last()?;
    let inner = columns.get(2..columns.len().checked_sub(1)?)?;
    let begins = |column: &u32| {
        grid.class(end, *column).is_none()
            && names_rows(grid, head, *column)
            && !head.is_merged_across(*column)
            && is_shorter(grid, body, (first, *column, last))
    };
    inner.iter().copied().find(begins)
}

/// Whether the label of a column is that of the names of rows: places or items, and not where a project lies or who does it.
fn names_rows(grid: &Grid<'_>, head: &Head, column: u32) -> bool {
    const OTHERS: [&str; 8] = ["所在", "所属", "实施", "涉及", "受益", "帮扶", "责任", "建设"];
    let label = head.label_rows().filter_map(|row| grid.label(row, column)).last();
    let label = label.map(|text| normalise(&text)).unwrap_or_default();
    let names = words::is_village(&label) || words::is_above_villages(&label) || words::names_items(&label);
    names && !OTHERS.iter().any(|word| label.contains(word))
}

/// Whether the rows of the columns from one on are fewer than those at its left, and complete.
fn is_shorter(grid: &Grid<'_>, body: &Body, (first, column, last): (u32, u32, u32)) -> bool {
    let has_figure = |row: u32, columns: RangeInclusive<u32>| {
        let cells = grid.cells_in(row, columns);
        cells.iter().any(|(_, class)| *class == Class::Value)
    };
    let own = body
        .rows
        .iter()
        .take_while(|row| grid.class(**row, column) == Some(Class::Label));
    let own: Vec<u32> = own.copied().collect();
    let below = body.rows.get(own.len()..).unwrap_or_default();
    let texts = own.iter().filter_map(|row| grid.label(*row, column));
    let names: Vec<String> = texts.map(|text| normalise(&text)).collect();
    let differing: BTreeSet<&String> = names.iter().collect();
    let at_left = |row: &u32| {
        let name = grid.label(*row, first).map(|text| normalise(&text));
        name.filter(|name| !words::is_row_of_totals(name))
    };
    let is_whole = |row: &u32| {
        grid.class(*row, first) == Some(Class::Label)
            && has_figure(*row, first.saturating_add(1)..=column.saturating_sub(1))
    };
    own.len() >= ROWS
        && differing.len() == own.len()
        && !names.iter().any(|name| known_unit(name).is_some())
        && own.iter().all(|row| has_figure(*row, column.saturating_add(1)..=last))
        && below.iter().all(|row| !grid.has_cell(*row, column..=last))
        && below.iter().filter_map(at_left).count() >= BELOW
        && body.rows.iter().all(is_whole)
}
