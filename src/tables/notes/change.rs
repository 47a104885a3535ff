//! The unit of a column of changes: 增减 beside 本年 | 上年 is in theirs, where its figures are their differences.

use super::super::grid::Grid;
use super::super::{Column, ColumnRole, FoundUnit, number};
use super::measure;
use crate::place::CellRef;
use crate::unit::Dimension;

/// So many columns at the left are looked at for the two that are compared.
const COLUMNS: usize = 8;
/// So many rows with figures are looked at.
const ROWS: usize = 64;
/// Fewest rows that must agree: one may by chance.
const FEWEST: usize = 2;

/// Gives a column of changes without a unit that of the two columns at its left whose difference it is in every row; only the
/// figures tell that it is no percentage.
pub(in super::super) fn fill(grid: &Grid<'_>, rows: &[u32], columns: &mut [Column]) {
    for index in 0..columns.len() {
        let is_open = |column: &Column| {
            column.role == ColumnRole::Data
                && column.unit.is_none()
                && column.path.last().is_some_and(|label| is_change(label))
        };
        let found = columns
            .get(index)
            .filter(|column| is_open(column))
            .and_then(|column| compared(grid, rows, columns.get(..index)?, column));
        if let Some((column, found)) = columns.get_mut(index).zip(found) {
            column.unit = Some(found.unit.clone());
            column.unit_at = Some(found.at);
            column.units.push(found);
        }
    }
}

/// Whether a label is that of changes: 增减, 面积增减, 比上年增减量.
fn is_change(label: &str) -> bool {
    ["增减", "增减量", "增减数", "增减额"]
        .iter()
        .any(|end| label.ends_with(end))
}

/// The unit from around the table of the nearest two columns whose difference a column is.
fn compared(grid: &Grid<'_>, rows: &[u32], before: &[Column], change: &Column) -> Option<FoundUnit> {
    let unit = |column: &Column| {
        let found = column.units.first().filter(|found| found.origin.is_around())?;
        (found.unit.dimension != Dimension::Ratio && measure::of_path(&column.path) != Some(measure::Measure::Rate))
            .then(|| found.clone())
    };
    let near: Vec<(&Column, FoundUnit)> = (before.iter().rev())
        .filter(|column| column.role == ColumnRole::Data)
        .take(COLUMNS)
        .filter_map(|column| Some((column, unit(column)?)))
        .collect();
    let pairs = near.iter().enumerate().flat_map(|(index, last)| {
        let own = near.iter().skip(index + 1).filter(|own| own.1.unit == last.1.unit);
        own.map(move |own| (own, last))
    });
    let mut pairs = pairs.filter(|((own, _), (last, _))| {
        let pairs = [(own.column, last.column), (last.column, own.column)];
        pairs.iter().any(|pair| is_difference(grid, rows, *pair, change.column))
    });
    pairs.next().map(|((_, found), _)| found.clone())
}

/// Whether a column is one less another in every row that has all three figures, and not nothing but noughts.
fn is_difference(grid: &Grid<'_>, rows: &[u32], (own, last): (u32, u32), change: u32) -> bool {
    let figure = |row: u32, column: u32| number::value(grid.cell(CellRef::new(row, column)));
    let figures = rows
        .iter()
        .filter_map(|row| Some((figure(*row, own)?, figure(*row, last)?, figure(*row, change)?)));
    let mut moved = 0;
    for (own, last, change) in figures.take(ROWS) {
        if own.checked_sub(last) != Some(change) {
            return false;
        }
        moved += usize::from(!change.is_zero() && !last.is_zero());
    }
    moved >= FEWEST
}
