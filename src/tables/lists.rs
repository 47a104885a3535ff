//! Lists of words alone: 村 | 支书 | 主任. No figure shows where the head ends, but what stands below it is alike.

use std::collections::BTreeSet;

use super::grid::{Class, Grid};
use super::head::Head;
use super::label::normalise;
use super::words;

/// Most rows above the head, and most rows of the list that are looked at.
const ABOVE: usize = 8;
const ROWS: usize = 64;

/// Longest label of such a head, in characters.
const LABEL: usize = 12;

/// The head of a sheet's list of words, where one of its columns shows that the rows below are alike and the head is none of
/// them.
pub(super) fn head(grid: &Grid<'_>) -> Option<Head> {
    let first = grid.rows_from(0).take(ABOVE).find(|row| grid.row(*row).len() > 1)?;
    let rows: Vec<u32> = rows(grid, first).take(ROWS).collect();
    let cells = grid.row(first);
    let alike = || cells.iter().any(|(column, _)| is_alike(grid, first, *column, &rows));
    let is_filled =
        |column: u32| rows.iter().filter(|row| grid.class(**row, column).is_some()).count() * 2 > rows.len();
    let filled = || cells.iter().filter(|(column, _)| is_filled(*column)).count();
    // Behind a gap another list may begin, or a remark stand: what is counted would be both.
    let to_the_end = || {
        let last = self::rows(grid, first).last().unwrap_or(first);
        grid.rows_from(last + 1).next().is_none()
    };
    let is_one = is_head(grid, first) && rows.len() > 1 && filled() > 1;
    let is_list = is_one && !asks(grid, first, &rows) && alike() && to_the_end();
    is_list.then(|| Head::alone(grid, first))
}

/// The rows right below a head, each with several cells under its labels.
fn rows<'g>(grid: &'g Grid<'_>, head: u32) -> impl Iterator<Item = u32> + 'g {
    let is_row = move |row: &u32| {
        let cells = grid.row(*row);
        cells.len() > 1 && cells.iter().all(|(column, _)| grid.class(head, *column).is_some())
    };
    (head + 1..).take_while(is_row)
}

/// Whether a row may be a head: short labels, none twice, none a line.
fn is_head(grid: &Grid<'_>, row: u32) -> bool {
    let labels = grid.row(row).iter().map(|(column, _)| grid.label(row, *column));
    let Some(labels) = labels.collect::<Option<Vec<_>>>() else {
        return false;
    };
    let differing: BTreeSet<String> = labels.iter().map(|text| normalise(text)).collect();
    let fits = |text: &str| {
        let marks = ['。', '，', ',', '；', ';'];
        text.chars().count() <= LABEL && !text.contains(marks) && !words::is_line(text) && !words::is_foot(text)
    };
    differing.len() == labels.len() && labels.iter().all(|text| fits(text))
}

/// Whether the rows hold labels themselves, as a form does: 姓名 | 张某 | 性别 | 男, or say what the head says.
fn asks(grid: &Grid<'_>, head: u32, rows: &[u32]) -> bool {
    rows.iter().any(|row| {
        grid.row(*row).iter().any(|(column, _)| {
            let Some(text) = grid.label(*row, *column).map(|text| normalise(&text)) else {
                return false;
            };
            let again = grid.label(head, *column).is_some_and(|own| normalise(&own) == text);
            again || words::is_anchor(&text) || words::is_sequence(&text) || words::is_line(&text)
        })
    })
}

/// Whether the cells of a column are alike, and its label is not like them: a running number, names that end with the same
/// character, words that come again.
fn is_alike(grid: &Grid<'_>, head: u32, column: u32, rows: &[u32]) -> bool {
    const FEWEST: usize = 3;
    let numbers: Vec<i64> = rows.iter().filter_map(|row| grid.whole_number(*row, column)).collect();
    let counts = || {
        numbers
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if one.checked_add(1) == Some(*next)))
    };
    if numbers.len() == rows.len() {
        return counts();
    }
    let cells = rows
        .iter()
        .filter(|row| grid.class(**row, column) == Some(Class::Label));
    let texts: Vec<String> = cells
        .filter_map(|row| grid.label(*row, column))
        .map(|text| normalise(&text))
        .collect();
    let label = grid
        .label(head, column)
        .map(|text| normalise(&text))
        .unwrap_or_default();
    let ends: BTreeSet<Option<char>> = texts.iter().map(|text| text.chars().next_back()).collect();
    let end = texts.first().and_then(|text| text.chars().next_back());
    // 村 over 东山村 says what all of them are.
    let is_other = label.chars().next_back() != end || label.chars().count() == 1;
    let same_end = ends.len() == 1 && is_other && texts.iter().all(|text| text.chars().count() > 1);
    let differing: BTreeSet<&String> = texts.iter().collect();
    let repeated = texts.len() >= FEWEST && differing.len() < texts.len();
    texts.len() == rows.len() && (same_end || repeated)
}
