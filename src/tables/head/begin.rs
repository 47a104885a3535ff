//! Whether a row begins a head, and what its words say of it.

use std::borrow::Cow;

use super::super::grid::{Class, Grid};
use super::super::label::normalise;
use super::super::{notes, number, signed, words};
use super::{DEPTH, LABEL_LENGTH, MERGED_DEPTH};
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
    (anchors(grid, row) > 0 || data_follows(grid, row))
        && !is_row_of_units_above(grid, row)
        && !is_row_of_remarks_above(grid, row)
        && !signed::is_line(grid, row)
}

/// Whether a row holds nothing but brackets, and the head follows: (2021年=100) at the left and its translation at the right.
fn is_row_of_remarks_above(grid: &Grid<'_>, row: u32) -> bool {
    holds_remarks_alone(grid, row) && (begins(grid, row + 1) || begins(grid, row + 2))
}

pub(super) fn holds_remarks_alone(grid: &Grid<'_>, row: u32) -> bool {
    let mut texts = grid.row(row).iter().filter_map(|(column, _)| grid.text(row, *column));
    let is_remark = |text: &str| text.trim().starts_with(['(', '（']) && text.trim().ends_with([')', '）']);
    texts.all(|text| is_remark(&text))
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

/// The row right above a head in which each label stands over the columns of one of the tables side by side, whose columns
/// are called alike: 固定资产投资 and 税收收入, each over 乡镇 | 增速 | 位次, below the title of both. Without it nothing would
/// tell the columns apart. (What has no title above, or is called a table itself, is a title.)
pub(super) fn groups_above(grid: &Grid<'_>, first: u32, from: u32) -> Option<u32> {
    let above = first.checked_sub(1).filter(|above| *above >= from)?;
    let label_of = |row: u32, column: u32| {
        let text = grid.label(row, column);
        text.map(|text| normalise(&text)).unwrap_or_default()
    };
    let label = |column: u32| label_of(first, column);
    let groups: Vec<u32> = grid.row(above).iter().map(|(column, _)| *column).collect();
    let (left, _) = groups.split_first()?;
    let goes_on = |column: u32| {
        let next = label(column.saturating_add(1));
        let is_side = || words::are_sides(&label_of(above, *left), &label_of(above, column));
        words::names_rows_of_half(&label(column)) && !next.is_empty() && (next == label(left + 1) || is_side())
    };
    let leftmost = grid.row(first).first().map(|(column, _)| *column);
    let is_title = |text: &str| {
        let flat = words::flat(text);
        ["表", "情况", "名单", "清单", "统计"]
            .iter()
            .any(|end| flat.ends_with(end))
            || words::is_line(text)
    };
    let is_group = |column: &u32| grid.label(above, *column).is_some_and(|text| !is_title(&text));
    let titled = || {
        let mut cells = grid.rows_from(from).take_while(|row| *row < above);
        cells.any(|row| is_titled(grid, row))
    };
    let is_row = groups.len() > 1
        && leftmost == Some(*left)
        && grid.is_all_labels(above, 2)
        && groups.iter().all(|column| goes_on(*column) && is_group(column))
        && titled();
    is_row.then_some(above)
}

/// Whether a row is a title: words alone, and no line above a table.
fn is_titled(grid: &Grid<'_>, row: u32) -> bool {
    let [(column, Class::Label)] = grid.row(row) else {
        return false;
    };
    let text = grid.label(row, *column).unwrap_or_default();
    !words::is_line(&text) && !words::is_attachment_mark(&text) && !notes::is_note(&text)
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

/// Whether rows of data follow a row of labels without another kind of row between. A blank one may set them apart, and the
/// rows over which the label of the names is merged are of the head, blank or not.
pub(super) fn data_follows(grid: &Grid<'_>, row: u32) -> bool {
    let reach = reach_of_names(grid, row);
    let is_blank_of_head = |below: u32| below <= reach && grid.row(below).is_empty();
    let deepest = row.saturating_add(DEPTH).max(reach + 1);
    let is_of_head = |below: u32| is_blank_of_head(below) || grid.is_all_labels(below, 1);
    let Some(below) = (row + 1..=deepest).find(|below| !is_of_head(*below)) else {
        return false;
    };
    // 表号：A303表 stands below a title, and never in a head.
    let is_line = |row: u32| matches!(grid.row(row), [(column, _)] if grid.label(row, *column).is_some_and(|text| words::is_line(&text)));
    let mut own = row + 1..below;
    !own.clone().any(is_line)
        && !is_title_beside(grid, row, below)
        && match grid.row(below) {
            [] => figures_follow(grid, (row, below)),
            _ => grid.is_data(below) && (!own.any(is_blank_of_head) || stands_under(grid, (row, below), below)),
        }
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

/// The last row over which the leftmost label of a row is merged, itself where it is not.
pub(super) fn reach_of_names(grid: &Grid<'_>, row: u32) -> u32 {
    let first = grid.row(row).first().map(|(column, _)| CellRef::new(row, *column));
    let merge = first.and_then(|at| grid.merges_from(row, row).find(|merge| merge.start == at));
    let reach = merge.map_or(row, |merge| merge.end.row);
    reach.min(row.saturating_add(MERGED_DEPTH))
}

/// Whether figures stand under the labels of a head behind a blank row or two, which only set them apart: two rows of them
/// at least, and nothing between that stands elsewhere.
fn figures_follow(grid: &Grid<'_>, (row, blank): (u32, u32)) -> bool {
    /// Blank rows, and rows below in which the second of figures stands.
    const BLANK: u32 = 2;
    const BELOW: usize = 5;
    let below: Vec<u32> = grid.rows_from(blank + 1).take(BELOW).collect();
    let Some((first, others)) = below.split_first() else {
        return false;
    };
    // A title among the rows with its translation may stand first.
    let wanted = if grid.is_data(*first) { 1 } else { 2 };
    let figures = others.iter().enumerate().filter(|(_, below)| grid.is_data(**below));
    let last = { figures }.nth(wanted - 1).map(|(index, _)| index);
    let between = last.and_then(|last| below.get(..last + 2));
    // What names the rows may stand in a lower row of labels, which is come to by itself.
    let leftmost = |row: u32| grid.row(row).first().map_or(u32::MAX, |(column, _)| *column);
    *first < blank + BLANK + 1
        && (row..blank).all(|below| leftmost(row) <= leftmost(below))
        && (grid.is_data(*first) || is_translated(grid, *first))
        && between.is_some_and(|rows| rows.iter().all(|below| stands_under(grid, (row, blank), *below)))
}

/// Whether a row holds words and their translation beside them, and nothing else: 亚洲 | Asia.
pub(in super::super) fn is_translated(grid: &Grid<'_>, row: u32) -> bool {
    let [(first, Class::Label), (last, Class::Label)] = grid.row(row) else {
        return false;
    };
    let text = |column: u32| normalise(&grid.label(row, column).unwrap_or_default());
    *last == *first + 1 && !text(*first).is_ascii() && words::is_translation(&text(*last))
}

/// Whether all cells of a row stand under labels of the rows from one up to another. The column of names may have none: words
/// at the left of all labels.
fn stands_under(grid: &Grid<'_>, (row, end): (u32, u32), below: u32) -> bool {
    let labels = || {
        let cells = |row: u32| grid.row(row).iter().map(move |(column, _)| CellRef::new(row, *column));
        (row..end).flat_map(cells)
    };
    let end_of = |at: CellRef| at.column.saturating_add(grid.width(at));
    let labelled = |column: u32| labels().any(|at| (at.column..end_of(at)).contains(&column));
    let left = labels().map(|at| at.column).min().unwrap_or_default();
    let names = |column: u32, class: Class| column + 1 == left && matches!(class, Class::Label | Class::Year);
    let mut cells = grid.row(below).iter();
    cells.all(|(column, class)| labelled(*column) || names(*column, *class))
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
