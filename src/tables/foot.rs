//! The foot of a table: lines with a colon, and rows of words alone (备注 | 含林场, 审核 | 张某), which name rows of data too.

use super::body;
use super::grid::{Class, Grid};
use super::head::Head;
use super::label::without_note;
use super::notes;
use super::number::{self, Reading};
use super::words;
use crate::place::CellRef;

/// Whether a row is of the foot: 填表人：, 说明： in its first cell. Behind the name of a row the same words are a remark
/// of that row: 在建，联系人：….
pub(super) fn is_foot(grid: &Grid<'_>, row: u32) -> bool {
    let first = grid.row(row).first().map(|(column, _)| *column);
    let text = first.and_then(|column| grid.label(row, column));
    text.is_some_and(|text| words::is_foot(&text)) || is_marked_note(grid, row) || is_closing_line(grid, row)
}

/// Whether a row is but the number of a printed page, a whole sentence, or 平衡关系：….
fn is_closing_line(grid: &Grid<'_>, row: u32) -> bool {
    const LONG: usize = 20;
    only_text(grid, row).is_some_and(|text| {
        let text = text.trim();
        let is_sentence = || text.ends_with('。') && text.chars().count() > LONG;
        text.ends_with('页') && words::is_page_number(text)
            || is_sentence()
            || words::closes(text)
            || words::is_line(text) && !text.ends_with([':', '：']) && is_last(grid, row)
    })
}

/// Whether a row behind a gap is the last one of the sheet: 更多数据，请见：….
fn is_last(grid: &Grid<'_>, row: u32) -> bool {
    let parted = row.checked_sub(1).is_some_and(|above| grid.row(above).is_empty());
    parted && grid.rows_from(row + 1).next().is_none()
}

/// Whether a row below the figures of `last` is of the foot by a word alone, and no row of the table follows: 审核 and 说明
/// among other rows are rows themselves. In doubt a row stays a row.
pub(super) fn is_by_name(grid: &Grid<'_>, head: &Head, left: u32, (last, row): (u32, u32)) -> bool {
    /// So many rows below are looked at.
    const MOST: usize = 64;
    if !may_be_by_name(grid, last, row) || !grid.is_data(last) {
        return false;
    }
    let mut previous = row;
    let mut below = grid.rows_from(row + 1).take_while(|below| {
        let ends = body::ends_before(grid, head, *below, Some(previous));
        previous = *below;
        !ends
    });
    let follows = |below| is_one_more(grid, left, last, below);
    !below.by_ref().take(MOST).any(follows) && below.next().is_none()
}

/// Whether the first cell of a row is a word of the foot and nothing else.
pub(super) fn begins_by_name(grid: &Grid<'_>, row: u32) -> bool {
    first_word(grid, row).is_some_and(|text| words::names_note(&text) || words::names_signature(&text))
}

/// Whether a row is named after a place: 李家村. None of a list of them is called 审核.
pub(super) fn names_place(grid: &Grid<'_>, row: u32) -> bool {
    place_end(grid, row).is_some()
}

/// How the first words of a row end, where they end as the names of places do.
fn place_end(grid: &Grid<'_>, row: u32) -> Option<&'static str> {
    const ENDS: [&str; 7] = ["村", "社区", "居委会", "镇", "乡", "街道", "组"];
    let (column, _) = grid.row(row).iter().find(|(_, class)| *class == Class::Label)?;
    let flat = words::flat(&grid.label(row, *column)?);
    let name = without_note(&flat);
    ENDS.into_iter().find(|end| name.ends_with(end))
}

/// Whether a row below the places of a table is one more of them, though it has no figures: 红星村 | — | 王五.
pub(super) fn is_one_more_place(grid: &Grid<'_>, last: u32, row: u32) -> bool {
    let is_date = |(column, _): &(u32, Class)| {
        let cell = grid.cell(CellRef::new(row, *column));
        let text = grid.text(row, *column).unwrap_or_default();
        matches!(number::read(cell), Reading::Date(_)) || text.contains('年') && text.contains('月')
    };
    let cells = grid.row(row);
    let same = || place_end(grid, row).is_some_and(|end| place_end(grid, last) == Some(end));
    cells.len() > 1 && same() && !cells.iter().any(is_date)
}

/// Whether a row is but one line of words, which names no place: what a note above it goes on with.
pub(super) fn is_line_of_words(grid: &Grid<'_>, row: u32) -> bool {
    matches!(grid.row(row), [(_, Class::Label)]) && !names_place(grid, row)
}

/// Whether a row that was passed over has what may be the name of one of data: a place, or words behind a note that are no
/// sentence.
pub(super) fn may_be_named(grid: &Grid<'_>, left: u32, row: u32) -> bool {
    let is_line = || match grid.row(row) {
        [(column, Class::Label)] => {
            let is_sentence = grid.text(row, *column).is_some_and(|text| is_sentence(&text));
            !is_sentence && !body::is_remark(grid, row) && !notes::is_row(grid, row, left)
        }
        _ => false,
    };
    // ★东风 may be one more village, among others that have the mark.
    if let Some(text) = behind_mark(grid, row).filter(|_| is_marked_note(grid, row)) {
        return !text.is_empty() && !is_sentence(&text) && !words::remarks(&text);
    }
    let is_note = is_foot(grid, row) || body::begins_with_line(grid, row);
    !is_note && (names_place(grid, row) || is_line())
}

/// Whether a line is marked as a note: ※含林场, 注 含林场. A place with the mark is none: ★东风村.
fn is_marked_note(grid: &Grid<'_>, row: u32) -> bool {
    let is_place = |text: &str| names_place(grid, row) && !words::remarks(text) && !is_sentence(text);
    let is_by_word = || {
        let text = only_text(grid, row).unwrap_or_default();
        let behind = text.trim().strip_prefix('注');
        behind.is_some_and(|behind| behind.starts_with([' ', '\u{3000}', '、', '.', '．']))
    };
    behind_mark(grid, row).map_or_else(is_by_word, |text| !is_place(&text))
}

/// What a row says behind the mark with which it begins, where it is one line of words: 东风村 of ★东风村.
fn behind_mark(grid: &Grid<'_>, row: u32) -> Option<String> {
    const MARKS: [char; 4] = ['※', '*', '＊', '★'];
    let text = only_text(grid, row)?;
    let text = text.trim();
    let behind = text.trim_start_matches(MARKS);
    (behind.len() < text.len()).then(|| behind.trim_start().to_owned())
}

/// The words of a row that has nothing else.
fn only_text<'g>(grid: &'g Grid<'_>, row: u32) -> Option<std::borrow::Cow<'g, str>> {
    match grid.row(row) {
        [(column, Class::Label)] => grid.text(row, *column),
        _ => None,
    }
}

fn first_word<'g>(grid: &'g Grid<'_>, row: u32) -> Option<std::borrow::Cow<'g, str>> {
    let (column, _) = grid.row(row).first().filter(|(_, class)| *class == Class::Label)?;
    grid.text(row, *column)
}

/// Whether a row may be of the foot by a word alone: a note, or words to be signed with nothing but signatures behind them.
fn may_be_by_name(grid: &Grid<'_>, last: u32, row: u32) -> bool {
    let signed = || {
        let mut pairs = grid.row(row).windows(2);
        pairs.all(|pair| matches!(pair, [before, own] if is_signature(grid, last, row, (before.0, *own))))
    };
    first_word(grid, row).is_some_and(|text| words::names_note(&text) || words::names_signature(&text) && signed())
}

/// Whether a cell signs: it asks for a signature, is one, a date, or the telephone number behind its word; and no data of the
/// sort that the row `last` has in the same column.
fn is_signature(grid: &Grid<'_>, last: u32, row: u32, (before, (column, class)): (u32, (u32, Class))) -> bool {
    let text = grid.text(row, column).unwrap_or_default();
    let read = |row: u32| number::read(grid.cell(CellRef::new(row, column)));
    match class {
        Class::Label => {
            // Among villages 审核 is none, whatever words they have in this column.
            let is_other = grid.class(last, column) != Some(Class::Label) || names_place(grid, last);
            let is_name = words::may_be_a_person(&text) && is_other;
            words::asks_to_sign(&text) || is_name
        }
        Class::Value if matches!(read(row), Reading::Date(_)) => !matches!(read(last), Reading::Date(_)),
        Class::Value => {
            let asked = grid.label(row, before);
            let digits = text.chars().filter(char::is_ascii_digit).count();
            digits >= 7 && asked.is_some_and(|text| words::flat(&text).ends_with("电话"))
        }
        Class::Year | Class::Mark => false,
    }
}

/// Whether a row below one of the foot is one of the table still: it has figures or a name, and is no line of words.
fn is_one_more(grid: &Grid<'_>, left: u32, last: u32, row: u32) -> bool {
    let is_line = || match grid.row(row) {
        [(column, Class::Label)] => grid.text(row, *column).is_some_and(|text| is_sentence(&text)),
        _ => body::begins_with_line(grid, row),
    };
    let is_row = grid.is_data(row) || body::is_named(grid, left, row);
    is_row && !is_line() && !is_foot(grid, row) && !body::is_remark(grid, row) && !may_be_by_name(grid, last, row)
}

/// Whether words that stand alone in a row are no name.
fn is_sentence(text: &str) -> bool {
    const LONGEST: usize = 15;
    text.contains(['。', '；', ';', '，', ',', '：', ':']) || text.chars().nth(LONGEST).is_some()
}
