//! Whether a row begins a head, and what its words say of it.

use std::borrow::Cow;

use super::super::grid::{Class, Grid};
use super::super::label::normalise;
use super::super::{notes, number, words};
use super::{DEPTH, LABEL_LENGTH};
use crate::place::CellRef;

/// Whether a row begins a head: two labels or more, none a line or a sentence, and either a word that only a
/// header has, or data below.
pub(in super::super) fn begins(grid: &Grid<'_>, row: u32) -> bool {
    let own = without_notes(grid, row);
    let labels: Vec<Cow<'_, str>> = own.iter().filter_map(|(column, _)| grid.label(row, *column)).collect();
    let length = |text: &Cow<'_, str>| text.chars().filter(|c| !c.is_ascii()).count();
    // Behind 指标名称 a label may have a colon: 在年末果园面积中：, 附报：零星果树.
    let named = labels.len() > 2 && names_rows_first(grid, row);
    let fits = |text: &Cow<'_, str>| (named || !words::is_line(text)) && length(text) <= LABEL_LENGTH;
    if !grid.is_all_labels(row, 2) || labels.len() < 2 || !labels.iter().all(fits) || is_row_of_titles(grid, row) {
        return false;
    }
    (anchors(grid, row) > 0 || data_follows(grid, row)) && !is_row_of_units_above(grid, row)
}

/// The cells of a row without the notes that stand at its right behind a blank column: 备注：…, 单位：个.
fn without_notes<'g>(grid: &'g Grid<'_>, row: u32) -> &'g [(u32, Class)] {
    let mut cells = grid.row(row);
    while let [.., (before, _), (last, _)] = cells {
        let is_apart = before.saturating_add(grid.width(CellRef::new(row, *before))) < *last;
        let is_note = || grid.label(row, *last).is_some_and(|text| words::is_line(&text));
        if !is_apart || !is_note() {
            break;
        }
        cells = &cells[..cells.len() - 1];
    }
    cells
}

/// Whether a row holds units alone, and the head follows: a note over each column, as the title is over all.
fn is_row_of_units_above(grid: &Grid<'_>, row: u32) -> bool {
    holds_units_alone(grid, row) && begins(grid, row + 1) && names_rows_first(grid, row + 1)
}

pub(super) fn holds_units_alone(grid: &Grid<'_>, row: u32) -> bool {
    let texts = grid.row(row).iter().filter_map(|(column, _)| grid.text(row, *column));
    let mut units = texts.filter(|text| !words::is_unit_column(&normalise(text))).peekable();
    units.peek().is_some() && units.all(|text| notes::is_note(&text))
}

/// Whether a row holds the titles of tables side by side: every label is merged over several columns or has blank
/// cells at its right, and the first stands over a column that counts or names the rows. (A group of a head never does.)
fn is_row_of_titles(grid: &Grid<'_>, row: u32) -> bool {
    /// Rows between a title and the head: a second line, a unit.
    const BETWEEN: u32 = 3;
    let alone = |column: u32| {
        column
            .checked_add(1)
            .is_some_and(|next| grid.class(row, next).is_none())
    };
    let over = |column: u32| {
        let at = CellRef::new(row, column);
        !grid.is_tall(at) && (grid.width(at) > 1 || alone(column))
    };
    let cells = grid.row(row);
    let names_rows = |label: &str| words::is_sequence(label) || words::is_stub(label);
    let label = |row: u32, column: u32| {
        grid.label(row, column)
            .map(|label| normalise(&label))
            .unwrap_or_default()
    };
    cells.iter().all(|(column, _)| over(*column))
        && cells.first().is_some_and(|(column, _)| {
            !names_rows(&label(row, *column))
                && (row + 1..=row.saturating_add(BETWEEN)).any(|below| names_rows(&label(below, *column)))
        })
}

/// How many words of a first header row a row holds.
pub(in super::super) fn anchors(grid: &Grid<'_>, row: u32) -> usize {
    grid.row(row)
        .iter()
        .filter_map(|(column, _)| grid.label(row, *column))
        .filter(|text| words::is_anchor(&normalise(text)))
        .count()
}

/// Whether the first label of a row is that of a column that counts or names rows: 序号, 村名, 单位.
pub(in super::super) fn names_rows_first(grid: &Grid<'_>, row: u32) -> bool {
    let first = grid.row(row).first().and_then(|(column, _)| grid.label(row, *column));
    let label = first.map(|text| normalise(&text)).unwrap_or_default();
    words::is_sequence(&label) || words::is_stub(&label) || words::is_unit_column(&label)
}

/// Whether two rows say the same in the same columns, as the heads of the pages of a printed list do.
pub(in super::super) fn same_words(grid: &Grid<'_>, one: u32, other: u32) -> bool {
    let (cells, others) = (grid.row(one), grid.row(other));
    // On one page a label may be spaced out. Asked of every row of a long list.
    let bare = |row: u32, column: u32| grid.text(row, column).unwrap_or_default();
    let alike = |column: u32| {
        let (own, same) = (bare(one, column), bare(other, column));
        let words = own.chars().filter(|c| !c.is_whitespace());
        words.eq(same.chars().filter(|c| !c.is_whitespace()))
    };
    let mut pairs = cells.iter().zip(others);
    cells.len() == others.len() && pairs.all(|((column, _), (same, _))| column == same && alike(*column))
}

/// Whether rows of data follow a row of labels without another kind of row between. A blank one may set them apart.
pub(super) fn data_follows(grid: &Grid<'_>, row: u32) -> bool {
    let below = (row + 1..=row.saturating_add(DEPTH)).find(|below| !grid.is_all_labels(*below, 1));
    // 表号：A303表 stands below a title, and never in a head.
    let is_line = |row: u32| matches!(grid.row(row), [(column, _)] if grid.label(row, *column).is_some_and(|text| words::is_line(&text)));
    let below = below.filter(|below| !(row + 1..*below).any(is_line) && !is_title_beside(grid, row, *below));
    below.is_some_and(|below| match grid.row(below) {
        [] => figures_follow(grid, row, below),
        _ => grid.is_data(below),
    })
}

/// Whether a row of words is but a title with something beside it: lines that each begin and end where it begins follow, and then
/// the head of the figures below, whose first word says that it names or counts the rows.
fn is_title_beside(grid: &Grid<'_>, row: u32, figures: u32) -> bool {
    let first = grid.row(row).first().map(|(column, _)| *column);
    let is_line = |row: &u32| match grid.row(*row) {
        [] => true,
        [(column, _)] => Some(*column) == first && !grid.is_tall(CellRef::new(*row, *column)),
        _ => false,
    };
    let lines = (row + 1..figures).take_while(is_line).count() as u32;
    let head = row + 1 + lines;
    lines > 0
        && head < figures
        && anchors(grid, row) == 0
        && !names_rows_first(grid, row)
        && names_rows_first(grid, head)
}

/// Whether figures stand under the labels of a row behind a blank one: a row into which all its cells are merged, or a single
/// one that only sets them apart, where there are two rows of figures at least.
fn figures_follow(grid: &Grid<'_>, row: u32, blank: u32) -> bool {
    let labels = grid.row(row);
    let is_covered = |row: u32| {
        let covers = |(column, _): &(u32, Class)| grid.origin(CellRef::new(row, *column)).row < row;
        labels.iter().all(covers)
    };
    let merged = is_covered(blank);
    let end = (blank..=row.saturating_add(DEPTH)).take_while(|row| grid.row(*row).is_empty() && is_covered(*row));
    let end = end.last().unwrap_or(blank);
    let labelled = |column: u32| {
        let end = |first: u32| first.saturating_add(grid.width(CellRef::new(row, first)));
        labels.iter().any(|(first, _)| (*first..end(*first)).contains(&column))
    };
    let stands_under = |below: &u32| {
        let mut cells = grid.row(*below).iter();
        grid.is_data(*below) && cells.all(|(column, _)| labelled(*column))
    };
    let mut below = grid.rows_from(end + 1).take(2);
    let first = below.next().filter(|first| *first == end + 1);
    first.as_ref().is_some_and(stands_under) && (merged || below.next().as_ref().is_some_and(stands_under))
}

/// Whether a row below a head is of those in which a data base says what its columns hold: 指标 over 地区, 频度, 单位, each in
/// the column whose times name the rows below.
pub(super) fn is_described(grid: &Grid<'_>, first: u32, row: u32) -> bool {
    let word = |row: u32| {
        let (column, _) = grid.row(row).first()?;
        Some((*column, normalise(&grid.label(row, *column)?)))
    };
    let Some((names, _)) = word(first).filter(|(_, word)| words::is_indicator(word)) else {
        return false;
    };
    let says = |row: &u32| word(*row).is_some_and(|(column, word)| column == names && words::describes(&word));
    let below = (row..=row.saturating_add(DEPTH)).find(|row| !says(row));
    let is_time = |row: u32| {
        let text = grid.text(row, names).unwrap_or_default();
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        digits == 4
            || matches!(
                number::read(grid.cell(CellRef::new(row, names))),
                number::Reading::Date(_)
            )
    };
    below.is_some_and(|below| below > row && is_time(below))
}
