//! Lines above a head that say who fills in the form and when, without a colon: 单位 | 县农业局, 填表日期 | 2017-08-31.

use super::grid::Grid;
use super::words;

/// Most lines above a head.
const LINES: u32 = 8;

/// Whether a row is one of several such lines that stand together right above a head: each word that asks has its answer behind
/// it, one asks for a person or a day, and labels of more columns follow.
pub(super) fn is_line(grid: &Grid<'_>, row: u32) -> bool {
    if asked(grid, row) == 0 {
        return false;
    }
    let are_lines = |row: &u32| asked(grid, *row) > 0;
    let first = (row.saturating_sub(LINES)..row).rev().take_while(are_lines).last();
    let first = first.unwrap_or(row);
    let end = (row..=row.saturating_add(LINES)).find(|row| !are_lines(row));
    let rows = || first..end.unwrap_or(row);
    let asks = rows().map(|row| asked(grid, row)).sum::<usize>();
    let certain = rows().any(|row| grid.row(row).iter().any(|(column, _)| signs(grid, row, *column)));
    asks > 1 && certain && end.is_some_and(|end| grid.is_all_labels(end, 3))
}

/// How many words of a row ask for an answer, where each cell is such a word or stands behind one.
fn asked(grid: &Grid<'_>, row: u32) -> usize {
    let pairs = grid.row(row).chunks(2);
    let asks = |pair: &[_]| matches!(pair, [(column, _), _] if asks(grid, row, *column));
    match !grid.row(row).is_empty() && pairs.clone().all(asks) {
        true => pairs.len(),
        false => 0,
    }
}

/// Whether a cell asks for an office, a person or a day.
fn asks(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    const OFFICES: [&str; 6] = ["单位", "填报单位", "填表单位", "报送单位", "制表单位", "编报单位"];
    let office = || {
        let text = grid.label(row, column);
        text.is_some_and(|text| OFFICES.contains(&&*words::flat(&text)))
    };
    signs(grid, row, column) || office()
}

/// Whether a cell asks for a person or a day, and for nothing that a table may have rows of.
fn signs(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    const PERSONS: [&str; 4] = ["主管领导", "单位负责人", "统计负责人", "分管领导"];
    grid.label(row, column)
        .is_some_and(|text| words::names_signature(&text) || PERSONS.contains(&&*words::flat(&text)))
}
