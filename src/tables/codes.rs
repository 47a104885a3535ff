//! Rows of a head that hold no labels: units, and the codes of columns.

use super::grid::{Class, Grid};
use super::label::{known_unit, normalise};
use super::words;

/// A row of units: every label a known unit, and nothing else (but the word 单位 at its left).
pub(super) fn is_unit_row(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    let mut units = 0;
    for column in cells.iter().copied() {
        let text = grid.text(row, column).unwrap_or_default();
        let unit = known_unit(text.trim_matches(['(', ')', '（', '）'])).is_some();
        let neutral = grid.class(row, column) == Some(Class::Mark) || words::is_unit_column(&normalise(&text));
        units += usize::from(unit);
        if !unit && !neutral {
            return false;
        }
    }
    units > 0
}

/// A row of column codes: 甲 乙 丙, then 1 2 3; at least two, each following the one before. At 甲 a table at the side
/// begins anew.
pub(super) fn is_code_row(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const STEMS: &str = "甲乙丙丁戊己";
    let mut next = None;
    let mut stems = STEMS.chars();
    for column in cells.iter().copied() {
        if let Some(number) = code_number(grid, row, column) {
            if next.is_some_and(|next| next != number) || next.is_none() && !(0..=6).contains(&number) {
                return false;
            }
            next = Some(number + 1);
            continue;
        }
        let stem = words::flat(&grid.text(row, column).unwrap_or_default()).chars().next();
        if stem == STEMS.chars().next() {
            (next, stems) = (None, STEMS.chars());
        }
        if next.is_some() || stem != stems.next() {
            return false;
        }
    }
    cells.len() >= 2
}

/// `1`, `(1)`, `①`, `1=2+3`: the number of a column code.
fn code_number(grid: &Grid<'_>, row: u32, column: u32) -> Option<i64> {
    grid.whole_number(row, column).or_else(|| {
        let text = words::flat(&grid.text(row, column)?);
        let digits: String = text
            .trim_start_matches('(')
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let rest = text.trim_start_matches('(').get(digits.len()..)?;
        (rest.is_empty() || rest == ")" || rest.starts_with('='))
            .then(|| digits.parse().ok())
            .flatten()
    })
}
