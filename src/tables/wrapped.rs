//! Labels of a head that are broken over rows: 未上 over 过学, beside 小学 that stands whole in the upper row. A row of such lines
//! is no level of the head, because nobody in the row above has two of its labels below it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::grid::{Class, Grid};
use super::head::Head;
use super::label::{known_unit, take_apart};
use super::words;
use crate::place::CellRef;

/// Two lines in one column, the upper one by its row.
struct Pair {
    column: u32,
    upper: u32,
    /// Whether the lines themselves say that they belong together.
    open: bool,
}

/// The labels that are broken over the lowest rows of labels, each by its first cell and its rows.
pub(super) fn labels(grid: &Grid<'_>, head: &Head, columns: &RangeInclusive<u32>) -> Vec<(CellRef, Vec<u32>)> {
    let rows: Vec<u32> = head.label_rows().collect();
    let mut runs: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for pair in rows.windows(2).rev() {
        let [upper, lower] = *pair else { break };
        let Some(joined) = continued(grid, head, (upper, lower), columns) else {
            break;
        };
        for pair in joined {
            let run = runs.entry(pair.column).or_insert_with(|| vec![lower]);
            if run.last() == Some(&lower) {
                run.push(pair.upper);
            }
        }
    }
    // What another label stands above or below is no whole label.
    let last = rows.last().copied().unwrap_or_default();
    let is_whole = |(column, run): &(u32, Vec<u32>)| {
        let lines = run.first().zip(run.last());
        lines.is_some_and(|(lowest, top)| {
            let below = (*lowest + 1..=last).any(|row| grid.class(row, *column).is_some());
            !below && !is_line_of(grid, head, *top, *column)
        })
    };
    let runs = runs.into_iter().filter(is_whole);
    runs.map(|(column, mut run)| {
        run.reverse();
        let top = run.first().copied().unwrap_or_default();
        (CellRef::new(top, column), run)
    })
    .collect()
}

/// Whether the label of a column goes on with that right above it, as far as its words say.
fn is_line_of(grid: &Grid<'_>, head: &Head, row: u32, column: u32) -> bool {
    let above = row.checked_sub(1).filter(|above| *above >= head.first);
    let texts = above
        .and_then(|above| grid.label(above, column))
        .zip(grid.label(row, column));
    texts.is_some_and(|(above, own)| is_open(&above, &own))
}

/// The lines of a row that go on with those of the row right above, where the row holds no level of the head: each label
/// stands below one of a single cell, others have nothing below them, and no word is that of a level.
fn continued(
    grid: &Grid<'_>,
    head: &Head,
    (upper, lower): (u32, u32),
    columns: &RangeInclusive<u32>,
) -> Option<Vec<Pair>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for (column, class) in grid.cells_in(lower, columns.clone()) {
        if *class != Class::Label || head.merge_over(lower, *column).is_some() {
            return None;
        }
        // What stands below a group of its own column says nothing of the others.
        if head.merge_over(upper, *column).is_some_and(|merge| {
            merge.end.row == upper && merge.end.row > merge.start.row && merge.start.column == merge.end.column
        }) {
            continue;
        }
        let (above, own) = (single(grid, head, upper, *column)?, grid.label(lower, *column)?);
        let text = take_apart(&own).text;
        // （万元） below a label is its unit.
        if text.is_empty() {
            continue;
        }
        let open = is_open(&above, &own);
        if !open && (is_complete(&above) || is_level(&text)) {
            return None;
        }
        words.extend((!open).then_some(text));
        pairs.push(Pair {
            column: *column,
            upper,
            open,
        });
    }
    let others = words.len();
    words.sort_unstable();
    words.dedup();
    let certain = pairs.iter().any(|pair| pair.open) || others > 1 && is_typed(head, upper, columns);
    let fits = upper + 1 == lower && words.len() == others && certain && has_whole(grid, head, (upper, lower), columns);
    fits.then_some(pairs)
}

/// Whether the rows above a row hold groups over which nobody merged a cell: below them a third level that groups nothing is
/// none. In a head of two rows, or one whose cells are drawn, it may well be one: 粮食 over 小麦 beside 林业.
fn is_typed(head: &Head, upper: u32, columns: &RangeInclusive<u32>) -> bool {
    let is_deep = head.label_rows().next().is_some_and(|first| first < upper);
    let mut places = head
        .label_rows()
        .flat_map(|row| columns.clone().skip(1).map(move |column| (row, column)));
    is_deep && !places.any(|(row, column)| head.merge_over(row, column).is_some())
}

/// The label of a place, where it covers no other.
fn single<'g>(grid: &'g Grid<'_>, head: &Head, row: u32, column: u32) -> Option<Cow<'g, str>> {
    head.merge_over(row, column)
        .is_none()
        .then(|| grid.label(row, column))?
}

/// Whether a label of the upper row, which nobody merged downwards, has nothing below it.
fn has_whole(grid: &Grid<'_>, head: &Head, (upper, lower): (u32, u32), columns: &RangeInclusive<u32>) -> bool {
    let mut cells = grid.cells_in(upper, columns.clone()).iter();
    cells.any(|(column, class)| {
        let below = grid.class(lower, *column).is_some();
        *class == Class::Label && !below && head.merge_over(upper, *column).is_none()
    })
}

/// Whether two lines are one label for certain: the upper one is not at its end, the lower one begins as no label does, or a
/// class of sizes has its unit below it: 农、林、 over 牧、渔业, 1-8 over 小时.
fn is_open(upper: &str, lower: &str) -> bool {
    const ENDS: [char; 8] = ['、', '和', '及', '与', '或', '的', '/', '('];
    const BEGINS: [char; 6] = ['、', '和', '及', '与', '或', ')'];
    let (upper, lower) = (words::flat(upper), words::flat(lower));
    let is_size = || {
        let number = upper.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = &upper[number.len()..];
        let bound = is_bound(&lower);
        let has_unit = unit.is_empty() && known_unit(&lower).is_some();
        is_size(number) && (has_unit || bound && (unit.is_empty() || known_unit(unit).is_some()))
    };
    // 与上年比 compares what stands above it.
    upper.ends_with(ENDS) || lower.starts_with(BEGINS) && !words::compares(&lower) || is_size()
}

/// Whether a text is the number of a class of sizes: 1-8, 40. 2023 is a year.
pub(super) fn is_size(text: &str) -> bool {
    let is_year = text.parse().is_ok_and(|year: u32| (1949..=2100).contains(&year));
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "-~—".contains(c))
        && !is_year
}

/// Whether a word says on which side of a number a class of sizes lies: 以上 behind 48小时.
pub(super) fn is_bound(word: &str) -> bool {
    ["以上", "以下", "以内", "及以上", "及以下"].contains(&word)
}

/// Whether a label is at its end: it has its unit, a remark, or is a word by itself that others stand below.
fn is_complete(text: &str) -> bool {
    let label = take_apart(text);
    let word = label.text.as_str();
    label.unit.is_some()
        || label.part
        || word.ends_with(')')
        || word == words::PART
        || words::is_total(word)
        || words::is_stub(word)
        || words::is_sequence(word)
        || words::is_time(word)
        || words::begins_with_time(word)
        || word.chars().any(|c| c.is_ascii_digit())
}

/// Whether a word below a label is that of a level: it says what of the thing above is measured, of which time, or which part.
fn is_level(word: &str) -> bool {
    /// 户数, 产量, 金额, 增长率 …
    const ENDS: [char; 10] = ['数', '量', '额', '率', '值', '积', '价', '比', '产', '次'];
    word.ends_with(ENDS)
        || word.chars().count() < 2
        || !words::is_name_part(word)
        || words::MEASURED.iter().any(|measured| word.contains(measured))
        || words::compares(word)
        || words::begins_with_time(word)
        || words::is_time(word)
        || words::is_stub(word)
        || words::is_unit_column(word)
        || known_unit(word).is_some()
        || word.is_ascii()
        || word.contains('%')
}
