//! Names of rows on several levels: a township merged over its years or repeated before its projects, a section over its items.

use std::collections::BTreeSet;

use super::body::Filled;
use super::grid::{Class, Grid};
use super::label::{known_unit, normalise};
use super::{Column, ColumnRole, words};
use crate::place::CellRef;

/// Most rows that are looked at: of a longer list each row has a name of its own, or nobody reads it by name. Fewer than those by
/// which it is found out what of a long sheet may be left unread, so that its first rows are read as the whole is.
pub(super) const MOST: usize = 900;
/// Levels of names that a table has at most: 项目 | 类型 | 内容.
const LEVELS: usize = 3;

/// How well a column of words tells apart the rows that one name of the column before it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// No two rows of a name are alike.
    All,
    /// Some are alike, but the name is drawn over all of them.
    Some,
}

/// The rows that one name covers, by a merge or because it is written before each of them.
struct Group {
    rows: Vec<u32>,
    merged: bool,
}

/// The deepest of the columns of words that go on, level by level, from the column that names the rows: `candidates` are the
/// columns of words before the figures.
pub(super) fn deepest(
    grid: &Grid<'_>,
    columns: &[Column],
    rows: &Filled<'_>,
    (candidates, names): (&[usize], usize),
) -> usize {
    if rows.rows.len() > MOST {
        return names;
    }
    let deeper = |names: &usize| next(grid, columns, rows, (candidates, *names));
    let levels = std::iter::successors(Some(names), deeper).take(LEVELS);
    levels.last().unwrap_or(names)
}

/// The next deeper level: the column whose header says that it names rows, else the first that tells all of them apart,
/// else the only one.
fn next(
    grid: &Grid<'_>,
    columns: &[Column],
    rows: &Filled<'_>,
    (candidates, names): (&[usize], usize),
) -> Option<usize> {
    let groups = groups(grid, columns.get(names)?.column, rows.rows);
    if groups.iter().all(|group| group.rows.len() == 1) {
        return None;
    }
    let behind = candidates.iter().copied().filter(|index| *index > names);
    let told: Vec<(usize, Told)> = behind
        .filter_map(|index| Some((index, told(grid, columns, &groups, (names, index))?)))
        .collect();
    let label = |index: usize| columns.get(index).and_then(|column| column.path.last());
    let is_stub = |index: usize| label(index).is_some_and(|label| words::is_stub(label));
    let by_word = told.iter().find(|(index, _)| is_stub(*index));
    let all = told.iter().find(|(_, told)| *told == Told::All);
    let only = || {
        told.first()
            .filter(|_| candidates.last() == told.first().map(|(index, _)| index))
    };
    by_word.or(all).or_else(only).map(|(index, _)| *index)
}

/// The first of the levels of which a column is the deepest.
pub(super) fn first(grid: &Grid<'_>, columns: &[Column], rows: &Filled<'_>, names: u32) -> u32 {
    let position = |wanted: u32| columns.iter().position(|column| column.column == wanted);
    let Some(deepest) = position(names).filter(|_| rows.rows.len() <= MOST) else {
        return names;
    };
    let is_level = |index: &usize| {
        let groups = groups(grid, columns[*index].column, rows.rows);
        columns[*index].role == ColumnRole::Data && told(grid, columns, &groups, (*index, deepest)).is_some()
    };
    let first = (0..deepest).find(is_level);
    first
        .and_then(|first| columns.get(first))
        .map_or(names, |column| column.column)
}

/// How far the column at `index` tells apart what the names cover; none where it is no level below them. A village that comes
/// twice is still named by 村 and not by 支书: most rows stand under a name of several, or the other rows leave the column blank.
fn told(grid: &Grid<'_>, columns: &[Column], groups: &[Group], (names, index): (usize, usize)) -> Option<Told> {
    let (above, own) = (columns.get(names)?.column, columns.get(index)?);
    if !may_name(own) {
        return None;
    }
    let (several, single): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| group.rows.len() > 1);
    let covered: usize = several.iter().map(|group| group.rows.len()).sum();
    let is_filled = |group: &&Group| group.rows.iter().any(|row| grid.class(*row, own.column).is_some());
    if several.is_empty() || covered <= single.len() && single.iter().any(is_filled) {
        return None;
    }
    let one_head = own.label_at.is_some() && own.label_at == columns.get(names)?.label_at;
    let mut told = Told::All;
    let (mut all_units, mut all_times) = (true, true);
    for group in several {
        let named = group.rows.iter().map(|row| name_behind(grid, *row, above, own.column));
        let names = named.collect::<Option<Vec<String>>>()?;
        let differing = names.iter().collect::<BTreeSet<_>>().len();
        all_units &= names.iter().all(|name| known_unit(name).is_some());
        all_times &= names.iter().all(|name| words::begins_with_time(name));
        match differing == names.len() {
            true => {}
            false if group.merged && differing > 1 => told = Told::Some,
            false => return None,
        }
    }
    // Under one head with its years a place is called by its name alone.
    let is_none = all_units || all_times && one_head;
    (!is_none).then_some(told)
}

/// Whether a header may be that of names: none of units, codes and numbers, persons, remarks, places and times of what the
/// rows are.
fn may_name(column: &Column) -> bool {
    const NONE: [&str; 15] = [
        "姓名", "户主", "联系", "责任", "负责", "领导", "电话", "手机", "地址", "住址", "地点", "备注", "说明", "日期",
        "时间",
    ];
    let label = column.path.last().map_or("", String::as_str);
    let is_count = words::is_unit_column(label) || words::is_code(label) || words::is_sequence(label);
    !is_count && !NONE.iter().any(|word| label.contains(word))
}

/// The rows by the names that cover them.
fn groups(grid: &Grid<'_>, column: u32, rows: &[u32]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last: Option<(CellRef, String)> = None;
    for row in rows {
        let own = shown(grid, *row, column);
        let goes_on = own
            .as_ref()
            .zip(last.as_ref())
            .is_some_and(|((at, name), (before, other))| {
                at == before || name == other && !grid.is_tall(*at) && !grid.is_tall(*before)
            });
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.rows.push(*row),
            None => groups.push(Group {
                rows: vec![*row],
                merged: own.as_ref().is_some_and(|(at, _)| grid.is_tall(*at)),
            }),
        }
        last = own;
    }
    groups
}

/// The name that a column shows in a row, and its cell; 其中 over parts is none.
fn shown(grid: &Grid<'_>, row: u32, column: u32) -> Option<(CellRef, String)> {
    let at = grid.origin(CellRef::new(row, column));
    let name = normalise(&grid.label(at.row, at.column)?);
    (!name.is_empty() && name != words::PART).then_some((at, name))
}

/// The name of a row behind that of the level above: its own words, or words at the left that are merged over its cell.
fn name_behind(grid: &Grid<'_>, row: u32, above: u32, own: u32) -> Option<String> {
    let (column, _) = grid
        .cells_in(row, above.saturating_add(1)..=own)
        .iter()
        .rfind(|(column, class)| {
            let width = grid.width(CellRef::new(row, *column));
            *class == Class::Label && column.saturating_add(width) > own
        })?;
    grid.label(row, *column).map(|text| normalise(&text))
}
