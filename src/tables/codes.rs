//! Rows of a head that hold no labels: units, and the codes of columns.

use super::grid::{Class, Grid};
use super::label::{known_unit, normalise};
use super::words;

/// A row of units under the labels. Where nearly all are known, a short word besides is one that is not.
pub(super) fn is_unit_row(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const LONGEST: usize = 4;
    let (mut units, mut unknown) = (0, 0);
    for column in cells.iter().copied() {
        let text = grid.text(row, column).unwrap_or_default();
        let neutral = grid.class(row, column) == Some(Class::Mark) || words::is_unit_column(&normalise(&text));
        if known_unit(text.trim_matches(['(', ')', '（', '）'])).is_some() {
            units += 1;
        } else if !neutral {
            let is_short = grid.class(row, column) == Some(Class::Label) && text.trim().chars().count() <= LONGEST;
            unknown += if is_short { 1 } else { cells.len() };
        }
    }
    units > unknown * 3
}

/// A row of column codes: 甲 乙 丙, then 1 2 3, each following the one before; at 甲 a table at the side begins anew. Two
/// numbers alone may as well be a row of data, and so may a number behind 甲 that does not begin the count.
pub(super) fn is_code_row(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const STEMS: &str = "甲乙丙丁戊己";
    const FEWEST_NUMBERS: usize = 3;
    let mut stems = STEMS.chars();
    // The first and the last number of a run.
    let mut run: Option<(i64, i64)> = None;
    let begins = |run: Option<(i64, i64)>| run.is_none_or(|(first, last)| (0..=1).contains(&first) || first < last);
    let mut named = false;
    for column in cells.iter().copied() {
        if let Some(number) = code_number(grid, row, column) {
            if run.is_some_and(|(_, last)| number != last + 1) || run.is_none() && !named && !(0..=6).contains(&number)
            {
                return false;
            }
            run = Some((run.map_or(number, |(first, _)| first), number));
            continue;
        }
        let text = words::flat(&grid.text(row, column).unwrap_or_default());
        if text == "甲" {
            if !begins(run) {
                return false;
            }
            (run, stems) = (None, STEMS.chars());
        }
        if run.is_some() || stems.next().is_none_or(|stem| text != stem.to_string()) {
            return false;
        }
        named = true;
    }
    begins(run) && cells.len() >= if named { 2 } else { FEWEST_NUMBERS }
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
