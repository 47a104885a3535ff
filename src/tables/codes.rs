//! Rows of a head that hold no labels: units, and the codes of columns.

use super::grid::{Class, Grid};
use super::label::{known_unit, normalise};
use super::{words, wrapped};

/// A row of units under the labels. Where nearly all are known, a short word besides is one that is not.
pub(super) fn is_unit_row(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const LONGEST: usize = 4;
    let (mut units, mut unknown) = (0, 0);
    for column in cells.iter().copied() {
        let text = grid.text(row, column).unwrap_or_default();
        // 代 over 码 is one word on two lines.
        let is_half = || ["码", "号", "次"].contains(&text.trim());
        let neutral =
            grid.class(row, column) == Some(Class::Mark) || words::is_unit_column(&normalise(&text)) || is_half();
        let bare = text.trim_matches(['(', ')', '（', '）']);
        if known_unit(bare).is_some() || words::is_currency(bare) {
            units += 1;
        } else if !neutral {
            // 以上 below 48小时 is the end of a label.
            let is_word = grid.class(row, column) == Some(Class::Label) && !wrapped::is_bound(text.trim());
            let is_short = is_word && text.trim().chars().count() <= LONGEST;
            unknown += if is_short { 1 } else { cells.len() };
        }
    }
    units > unknown * 3
}

/// How far a row that reads like column codes is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    /// Nothing else stands so.
    Certain,
    /// A row of data may stand so too: whoever takes figures from the table is told.
    Doubtful,
}

/// Words before the codes of columns in their row: 栏次 | 1 | 2.
const WORDS: [&str; 10] = [
    "栏次", "列次", "行次", "栏号", "列号", "编号", "序号", "代码", "代号", "栏目",
];

/// The stems by which the columns of words are counted.
const STEMS: &str = "甲乙丙丁戊己";

/// The letters by which columns are counted.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Most rows below that are looked at for what stands in the columns.
const ROWS: usize = 16;

/// How far a row is one of column codes: 甲 乙 丙, then 1 2 3, each following the one before; `A B C`; a word and the
/// count. A row below that goes on where this one leaves off shows that both are data.
pub(super) fn codes(grid: &Grid<'_>, row: u32, cells: &[u32], left: u32) -> Option<Codes> {
    if is_lettered(grid, row, cells) || is_worded(grid, row, cells) || is_called_codes(grid, row, cells) {
        return Some(Codes::Certain);
    }
    let stems = cells.iter().filter(|column| is_stem(grid, row, **column)).count();
    if !is_counted(grid, row, cells) || stems < 2 && is_followed(grid, row, *cells.first()?) {
        return None;
    }
    let sure = match stems {
        0 => !cells.iter().all(|column| is_bare(grid, row, *column)) || differs_below(grid, row, cells, left),
        1 => numbers(grid, row, cells).next() == Some(1),
        _ => true,
    };
    Some(if sure { Codes::Certain } else { Codes::Doubtful })
}

fn flat(grid: &Grid<'_>, row: u32, column: u32) -> String {
    words::flat(&grid.text(row, column).unwrap_or_default())
}

fn is_stem(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    let text = flat(grid, row, column);
    let mut characters = text.chars();
    characters.next().is_some_and(|first| STEMS.contains(first)) && characters.next().is_none()
}

fn numbers<'g>(grid: &'g Grid<'_>, row: u32, cells: &'g [u32]) -> impl Iterator<Item = i64> + 'g {
    cells.iter().filter_map(move |column| code_number(grid, row, *column))
}

/// `A B C`.
fn is_lettered(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    let mut pairs = cells.iter().zip(LETTERS.chars());
    (2..=LETTERS.len()).contains(&cells.len())
        && pairs.all(|(column, letter)| flat(grid, row, *column) == letter.to_string())
}

/// A word and the count: `栏次 1 2`, `编号 A B`.
fn is_worded(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    let Some((word, counted)) = cells.split_first() else {
        return false;
    };
    let lettered = || WORDS.contains(&&*flat(grid, row, *word)) && is_lettered(grid, row, counted);
    is_counted_behind_words(grid, row, cells) || lettered()
}

/// Words for the count and the count behind them, once more in the other half of the table, which goes on with the number:
/// `栏次 1 栏次 2`, `甲 行次 1 2`. What stands before 栏次 are the labels of columns that are not counted: `类 款 项 栏次 1 2`.
fn is_counted_behind_words(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    let word = |column: &u32| flat(grid, row, *column);
    let is_name = |column: &u32| WORDS.contains(&&*word(column));
    let is_word = |column: &u32| is_name(column) || is_stem(grid, row, *column);
    // 编号 | 1 and 栏目 | 5 may as well be the names of figures.
    let says_columns = |column: &u32| ["栏次", "列次", "栏号", "列号"].contains(&&*word(column));
    let certain = cells.iter().any(says_columns);
    let begins = |column: &u32| if certain { says_columns(column) } else { is_word(column) };
    let (before, own) = cells.split_at(cells.iter().position(begins).unwrap_or(cells.len()));
    let (words, counted): (Vec<u32>, Vec<u32>) = own.iter().partition(|column| is_word(column));
    let are_labels = before
        .iter()
        .all(|column| grid.class(row, *column) == Some(Class::Label));
    let counts_on = own.first().is_some_and(|first| word(first).starts_with(['栏', '列']));
    let fewest = if counts_on { 1 } else { 2 };
    let is_one_half = || words.last() < counted.first() || words.iter().any(|column| is_stem(grid, row, *column));
    words.iter().any(is_name)
        && are_labels
        && is_count(grid, row, &counted, certain)
        && (certain || counted.len() >= fewest && is_one_half())
}

/// Whether numbers go up by one from cell to cell; from 1 on, or where it is certain that they count columns from any.
fn is_count(grid: &Grid<'_>, row: u32, cells: &[u32], certain: bool) -> bool {
    let numbers: Vec<i64> = numbers(grid, row, cells).collect();
    let first = numbers.first().copied().unwrap_or_default();
    (first == 1 || certain && first > 0)
        && numbers.len() == cells.len()
        && numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]))
}

/// A row that is called 汇总代码, with numbers that mostly rise, marks and stems: the count goes on from the sheet before, and may
/// leave out or repeat a number.
fn is_called_codes(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const CODES: [&str; 8] = [
        "代码",
        "汇总代码",
        "代码汇总",
        "代码总汇",
        "总汇代码",
        "指标代码",
        "栏目代码",
        "汇总编码",
    ];
    const FEWEST: usize = 2;
    let Some((word, others)) = cells.split_first() else {
        return false;
    };
    let is_neutral = |column: &u32| {
        let text = flat(grid, row, *column);
        grid.class(row, *column) == Some(Class::Mark)
            || is_stem(grid, row, *column)
            || text.chars().all(|c| "-—".contains(c))
    };
    let counted: Vec<u32> = others.iter().copied().filter(|column| !is_neutral(column)).collect();
    let numbers: Vec<i64> = numbers(grid, row, &counted).collect();
    let rising = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
    CODES.contains(&&*flat(grid, row, *word))
        && numbers.len() >= FEWEST
        && numbers.len() == counted.len()
        && rising * 4 >= (numbers.len() - 1) * 3
}

/// Whether the cells of a row count, each following the one before; at 甲 a table at the side begins anew. Two numbers
/// alone may as well be a row of data, and so may a number behind 甲 that does not begin the count.
fn is_counted(grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
    const FEWEST_NUMBERS: usize = 3;
    let mut stems = STEMS.chars();
    // The first and the last number of a run.
    let mut run: Option<(i64, i64)> = None;
    let begins = |run: Option<(i64, i64)>| run.is_none_or(|(first, last)| (0..=1).contains(&first) || first < last);
    // So many stems stand before the run; whether any does before some run.
    let (mut named, mut any_named) = (0, false);
    for column in cells.iter().copied() {
        if let Some(number) = code_number(grid, row, column) {
            // Behind 甲 and 乙 a number may be left out: nothing else stands so.
            let follows = |last: i64| number == last + 1 || named > 1 && number > last;
            let begins_late = run.is_none() && named == 0 && !(0..=6).contains(&number);
            if run.is_some_and(|(_, last)| !follows(last)) || begins_late {
                return false;
            }
            run = Some((run.map_or(number, |(first, _)| first), number));
            continue;
        }
        let text = flat(grid, row, column);
        if text == "甲" {
            // 1 | 甲 | 2 is the first of some groups.
            let alone = run.is_some_and(|(first, last)| first == last) && named == 0;
            if !begins(run) || alone {
                return false;
            }
            (run, stems, named) = (None, STEMS.chars(), 0);
        }
        if run.is_some() || stems.next().is_none_or(|stem| text != stem.to_string()) {
            return false;
        }
        named += 1;
        any_named = true;
    }
    begins(run) && cells.len() >= if any_named { 2 } else { FEWEST_NUMBERS }
}

/// Whether the row below goes on where the first cell of this one leaves off: 2 below 1, 乙 below 甲.
fn is_followed(grid: &Grid<'_>, row: u32, first: u32) -> bool {
    let Some(below) = grid.rows_from(row + 1).next() else {
        return false;
    };
    let place = |row: u32| {
        STEMS
            .chars()
            .position(|stem| flat(grid, row, first) == stem.to_string())
    };
    let next = |one: i64| grid.whole_number(below, first) == Some(one + 1);
    let stem = place(row).is_some_and(|own| place(below) == Some(own + 1));
    stem || grid.whole_number(row, first).is_some_and(next)
}

/// Whether a cell holds a number and nothing else; `(1)` and `3=1+2` are never data.
fn is_bare(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    grid.whole_number(row, column).is_some()
}

/// Whether what stands below numbers in a row shows that they are no data: names or years, a count from 1 below a 1, or
/// rows that are named where this one is not.
fn differs_below(grid: &Grid<'_>, row: u32, cells: &[u32], left: u32) -> bool {
    let is_row = |row: &u32| {
        let mut labels = grid
            .row(*row)
            .iter()
            .filter_map(|(column, _)| grid.label(*row, *column));
        !labels.any(|label| words::is_row_of_totals(&normalise(&label)))
    };
    let below: Vec<u32> = grid.rows_from(row + 1).filter(is_row).take(ROWS).collect();
    let is = |column: u32, class: Class| {
        below
            .iter()
            .filter(|row| grid.class(**row, column) == Some(class))
            .count()
    };
    let named = |column: &u32| (is(*column, Class::Label) + is(*column, Class::Year)) * 2 > below.len();
    let first = cells.first().copied().unwrap_or(left);
    let anew = below.first().and_then(|row| grid.whole_number(*row, first)) == Some(1);
    let unnamed = grid.class(row, left).is_none() && below.iter().any(|row| grid.class(*row, left).is_some());
    cells.iter().any(named) || unnamed || anew && grid.whole_number(row, first) == Some(1)
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
