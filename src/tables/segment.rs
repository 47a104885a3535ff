//! Tables that stand side by side under one head.

use std::collections::BTreeSet;

use super::body::{self, Body};
use super::grid::{Class, Grid};
use super::head::Head;
use super::label::normalise;
use super::{halves, words};
use crate::place::CellRef;

/// The columns of one of the tables that stand side by side under a head, from left to right; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) columns: Vec<u32>,
    /// The column from which on the next one stands.
    pub(super) reach: u32,
    /// The column from which on the next one with another head stands.
    pub(super) alike: u32,
}

impl Segment {
    pub(super) fn first(&self) -> u32 {
        self.columns.first().copied().unwrap_or_default()
    }

    pub(super) fn last(&self) -> u32 {
        self.columns.last().copied().unwrap_or_default()
    }

    pub(super) fn contains(&self, column: u32) -> bool {
        (self.first()..=self.last()).contains(&column)
    }
}

/// Most columns of a head that are looked at.
const COLUMNS: u32 = 2_048;

/// Most tables side by side that are looked at.
const SEGMENTS: usize = 64;

/// Most columns without a header at the left of all that may name the rows.
const NAMES: u32 = 3;

/// Divides a head into the tables that stand side by side: at columns without header and data, and where the
/// leftmost label comes again. What stands behind a blank column and names no rows goes on with those at its left.
pub(super) fn segments(grid: &Grid<'_>, head: &Head, body: &Body) -> Vec<Segment> {
    let used = used_columns(grid, head, body);
    let Some((first, last)) = used.first().copied().zip(used.last().copied()) else {
        return Vec::new();
    };
    let mut repeats = repeats_of_first(grid, head, first, last);
    if repeats.is_empty() {
        repeats = names_again(grid, head, body, (first, last));
    }
    let mut segments: Vec<Segment> = Vec::new();
    for group in used.chunk_by(|column, next| column + 1 == *next && !repeats.contains(next)) {
        let begins = group.first().is_some_and(|column| repeats.contains(column));
        match segments.last_mut() {
            Some(segment) if !begins && goes_on(grid, head, body, (segment, group)) => segment.columns.extend(group),
            _ => segments.push(Segment {
                columns: group.to_vec(),
                reach: u32::MAX,
                alike: u32::MAX,
            }),
        }
    }
    if repeats.is_empty() && segments.len() == 1 {
        part_halves(grid, head, body, &mut segments);
    }
    segments.retain(|segment| segment.columns.len() > 1);
    segments.truncate(SEGMENTS);
    let next: Vec<u32> = segments.iter().skip(1).map(Segment::first).collect();
    for (segment, next) in segments.iter_mut().zip(next) {
        segment.reach = next;
    }
    let mut next: Option<(Vec<String>, Segment)> = None;
    for segment in segments.iter_mut().rev() {
        let own = labels(grid, head, segment);
        let alike = |(labels, next): &&(Vec<String>, Segment)| *labels == own || are_sides(grid, head, segment, next);
        segment.alike = next
            .as_ref()
            .filter(alike)
            .map_or(segment.reach, |(_, next)| next.alike);
        next = Some((own, segment.clone()));
    }
    segments
}

/// Parts the only segment of a head where a second table begins in it, whose rows are fewer.
fn part_halves(grid: &Grid<'_>, head: &Head, body: &Body, segments: &mut Vec<Segment>) {
    let begins = |segment: &Segment| halves::begins_at(grid, head, body, &segment.columns);
    let right = segments.first_mut().and_then(|segment| {
        let begin = begins(segment)?;
        let at = segment.columns.iter().position(|column| *column == begin)?;
        Some(segment.columns.split_off(at))
    });
    segments.extend(right.map(|columns| Segment {
        columns,
        reach: u32::MAX,
        alike: u32::MAX,
    }));
}

/// Whether two tables side by side are the sides of one account, by the labels at their left or those over them.
fn are_sides(grid: &Grid<'_>, head: &Head, one: &Segment, other: &Segment) -> bool {
    let label = |row: u32, segment: &Segment| {
        let text = grid.label(row, segment.first());
        text.map(|text| normalise(&text)).unwrap_or_default()
    };
    (head.first..=head.last).any(|row| words::are_sides(&label(row, one), &label(row, other)))
}

/// The labels of a table's head, in their order. What stands over all of it tells no other table apart, nor does which items
/// 项目 and 功能科目 name.
fn labels(grid: &Grid<'_>, head: &Head, segment: &Segment) -> Vec<String> {
    let columns = || segment.columns.iter().copied();
    let label = |row: u32, column: u32| grid.label(row, column).map(|text| normalise(&text));
    let names = |row: &u32| label(*row, segment.first()).is_some_and(|label| words::names_items(&label));
    let first = (head.first..=head.last).find(names).unwrap_or(head.first);
    let places = (first..=head.last).flat_map(|row| columns().map(move |column| (row, column)));
    let labels = places.filter_map(|(row, column)| Some((column, label(row, column)?)));
    labels
        .map(
            |(column, label)| match column == segment.first() && words::names_items(&label) {
                true => String::new(),
                false => label,
            },
        )
        .collect()
}

/// Whether columns behind a blank one go on with the rows at their left: none may name rows, by its header or by the
/// words in most of its cells, and one holds figures in most of those rows; or no header names rows, and there is nothing
/// but words, in most of those rows. (A note at the side stands beside few.)
fn goes_on(grid: &Grid<'_>, head: &Head, body: &Body, (at_left, columns): (&Segment, &[u32])) -> bool {
    let named = |column: u32| {
        (head.first..=head.last)
            .filter_map(|row| grid.label(row, column))
            .map(|text| normalise(&text))
            .any(|label| words::is_stub(&label) || words::is_sequence(&label))
    };
    let rows_of = |columns: &[u32]| {
        let is_filled = |row: &&u32| columns.iter().any(|column| grid.class(**row, *column).is_some());
        body.rows.iter().filter(is_filled).count()
    };
    let count = |column: u32, is: fn(Class) -> bool| {
        let classes = body.rows.iter().filter_map(|row| grid.class(*row, column));
        classes.filter(|class| is(*class)).count()
    };
    let (own, left) = (rows_of(columns), rows_of(&at_left.columns));
    let may_name = |column: u32| count(column, |class| class == Class::Label) * 2 > own;
    let has_figures = |column: u32| count(column, |class| class != Class::Label) * 2 > left;
    let all_words = || {
        let in_words = |column: u32| head.covers(grid, column) && count(column, |class| class != Class::Label) == 0;
        columns.len() > 1 && own * 2 > left && columns.iter().copied().all(in_words)
    };
    if columns.iter().copied().any(named) {
        return false;
    }
    // What stands before the blank column has names of rows and no figures with a header: it is no table by itself.
    let headed = at_left.columns.iter().filter(|column| head.covers(grid, **column));
    if headed.count() < 2 && own == left && columns.iter().copied().any(|column| head.covers(grid, column)) {
        return true;
    }
    !columns.iter().copied().any(may_name) && columns.iter().copied().any(has_figures) || all_words()
}

/// Whether a column right of a head says in every row what the row is measured in.
fn holds_units(grid: &Grid<'_>, body: &Body, column: u32) -> bool {
    let cells = body.rows.iter().filter(|row| grid.class(**row, column).is_some());
    let mut cells = cells
        .map(|row| body::unit_at(grid, CellRef::new(*row, column)))
        .peekable();
    cells.peek().is_some() && cells.all(|unit| unit.is_some())
}

/// The columns that have a header, or data between columns that have one, or names at the left of all.
fn used_columns(grid: &Grid<'_>, head: &Head, body: &Body) -> Vec<u32> {
    let Some((first, last)) = head.extent(grid) else {
        return Vec::new();
    };
    let last = last.min(first.saturating_add(COLUMNS));
    let last = last + u32::from(holds_units(grid, body, last + 1));
    let filled: BTreeSet<u32> = body
        .rows
        .iter()
        .flat_map(|row| grid.row(*row).iter().map(|(column, _)| *column))
        .collect();
    let has_data = |column: u32| filled.contains(&column);
    let names_at_left = (1..=NAMES).map_while(|steps| first.checked_sub(steps).filter(|column| has_data(*column)));
    let names_at_left: BTreeSet<u32> = names_at_left.collect();
    names_at_left
        .into_iter()
        .chain((first..=last).filter(|column| head.covers(grid, *column) || has_data(*column)))
        .collect()
}

/// The columns at which the leftmost label of the first row stands again. Where no header names the rows at its left, those
/// before which it stands so again: 单位 | 数量 behind names, and once more.
fn repeats_of_first(grid: &Grid<'_>, head: &Head, first: u32, last: u32) -> Vec<u32> {
    let label = |column: u32| grid.label(head.first, column).map(|text| normalise(&text));
    let mut headed = (first..=last).filter(|column| label(*column).is_some());
    let again = |headed: u32| -> Vec<u32> {
        let wanted = label(headed);
        let others = (headed + 1..=last).filter(|column| label(*column) == wanted);
        // Behind names that have no header more than one label must come again, and names before it.
        let goes_on = |column: u32| label(column + 1).is_some() && label(column + 1) == label(headed + 1);
        let unnamed = |column: u32| goes_on(column) && !head.covers(grid, column - (headed - first));
        let begins = others.filter(|column| headed == first || unnamed(*column));
        begins.map(|column| column - (headed - first)).collect()
    };
    let Some(own) = headed.next() else {
        return Vec::new();
    };
    if own > first && head.covers(grid, first) {
        return Vec::new();
    }
    let found = again(own);
    // 计量 over 单位 at the right is 计量单位 at the left: the next label tells.
    match headed.next().filter(|_| found.is_empty() && own > first) {
        Some(next) => again(next),
        None => found,
    }
}

/// The columns at which names stand again under another word than at the left of all, or below a row of groups: 项目 | 预算数
/// before 项目（按功能分类） | 预算数. The label behind them comes again, or they are the sides of an account, and words stand
/// below both.
fn names_again(grid: &Grid<'_>, head: &Head, body: &Body, (first, last): (u32, u32)) -> Vec<u32> {
    let label = |row: u32, column: u32| {
        let text = grid.label(row, column);
        text.map(|text| normalise(&text)).unwrap_or_default()
    };
    let is_side_in = |row: u32, column: u32| words::are_sides(&label(row, first), &label(row, column));
    let is_side = |column: u32| (head.first..=head.last).any(|row| is_side_in(row, column));
    let names = |row: &u32| {
        let sides = || (first + 2..=last).any(|column| is_side_in(*row, column)) && !label(*row, first + 1).is_empty();
        words::names_rows_of_half(&label(*row, first)) || sides()
    };
    let Some(row) = head.label_rows().find(names) else {
        return Vec::new();
    };
    let are_words = |column: u32| {
        let classes: Vec<Class> = (body.rows.iter().filter_map(|row| grid.class(*row, column))).collect();
        classes.iter().filter(|class| **class == Class::Label).count() * 2 > classes.len()
    };
    let next = label(row, first + 1);
    if next.is_empty() {
        return Vec::new();
    }
    let first_in_words = are_words(first);
    // The labels tell most columns from names, and quickly.
    let by_labels = |column: u32| {
        let own = label(row, column);
        let behind = label(row, column + 1);
        let same = own == label(row, first) && behind == next;
        let named = behind == next && words::names_rows_of_half(&own);
        let asks_for_words = named || !behind.is_empty() && is_side(column);
        (!own.is_empty() && (same || asks_for_words && first_in_words)).then_some((column, same))
    };
    let told = (first + 2..=last).filter_map(by_labels).take(SEGMENTS);
    let begins = told.filter(|(column, same)| *same || are_words(*column));
    begins.map(|(column, _)| column).collect()
}
