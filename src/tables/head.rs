//! The head of a table: where it begins, and how many rows it has.

mod begin;
mod corner;

use std::collections::BTreeSet;

use super::codes::Codes;
use super::grid::{Class, Grid};
use super::label::{known_unit, normalise, take_apart, without_brackets};
use super::{FoundUnit, UnitOrigin, codes, words};
use crate::place::CellRef;
use crate::unit::Unit;
use crate::workbook::CellRange;
use begin::{data_follows, holds_units_alone, reach_of_names};

pub(super) use begin::{anchors, begins, is_translated, names_rows_first, same_words};

/// Most rows of a head: five of labels, one of units, one of codes.
const DEPTH: u32 = 7;

/// Most rows of a head over whose rows the label of the names is merged: long English labels, a word a row.
const MERGED_DEPTH: u32 = 15;

/// Most merged ranges of a head that are looked at.
const MERGES: usize = 4_096;

/// Longest label of a header, in characters; a longer text is a sentence. Its translation does not count.
const LABEL_LENGTH: usize = 60;

/// A head across all tables that stand side by side.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) first: u32,
    pub(super) last: u32,
    /// The row of units, where there is one.
    unit_row: Option<u32>,
    /// The rows of column codes (甲 乙 1 2 3).
    code_rows: Vec<u32>,
    /// The rows that repeat the labels in another language.
    translations: Vec<u32>,
    /// The rows that say of all columns how often and from where: 频度, 来源.
    properties: Vec<u32>,
    /// The row of short names below a head that is complete without it.
    pub(super) keys: Option<u32>,
    /// The row that was taken for codes and may be one of data.
    pub(super) doubtful: Option<u32>,
    /// The merged ranges of its rows.
    merges: Vec<CellRange>,
}

/// The first head at or below a row.
pub(super) fn find(grid: &Grid<'_>, from: u32) -> Option<Head> {
    let first = grid.rows_from(from).find(|row| begins(grid, *row))?;
    let top = drawn_above(grid, first, from);
    let top = named_above(grid, top).filter(|above| *above >= from).unwrap_or(top);
    let top = begin::groups_above(grid, top, from).unwrap_or(top);
    let keyed = above_keys(grid, top).filter(|above| *above >= from);
    let mut head = Head::between(grid, keyed.unwrap_or(top), first.max(top));
    head.keys = keyed.map(|_| top);
    if head.keys.is_none() {
        head.take_in_keys(grid);
        head.take_in_lower_name(grid);
    }
    Some(head)
}

/// The first row of a head above a row of short names that somebody put in below it behind a blank row: each label in its
/// lowest row stands over one of the names and most hold units, and each row above begins over a label of the next.
fn above_keys(grid: &Grid<'_>, keys: u32) -> Option<u32> {
    let lowest = keys.checked_sub(2)?;
    let (names, _) = grid.row(keys).first()?;
    let is_level = |row: u32| {
        let first = grid.row(row).first().map(|(column, _)| *column);
        grid.is_all_labels(row, 1) && first.is_some_and(|column| column > *names)
    };
    let cells = grid.row(lowest);
    let holds_unit = |column: u32| {
        grid.label(lowest, column)
            .is_some_and(|text| take_apart(&text).unit.is_some())
    };
    let units = cells.iter().filter(|(column, _)| holds_unit(*column)).count();
    let is_above = grid.row(keys - 1).is_empty()
        && names_rows_first(grid, keys)
        && grid.is_data(keys + 1)
        && is_level(lowest)
        && cells.len() > 1
        && units * 2 > cells.len()
        && cells.iter().all(|(column, _)| grid.label(keys, *column).is_some());
    let begins_over = |row: &u32| {
        let first = grid.row(*row).first().map(|(column, _)| *column);
        is_level(*row) && first.is_some_and(|column| grid.label(row + 1, column).is_some())
    };
    let above = (keys.saturating_sub(DEPTH)..lowest).rev().take_while(begins_over);
    is_above.then(|| above.last().unwrap_or(lowest))
}

/// The first row of a head whose name of the rows stands in a lower one, halfway down and not merged: rows of labels
/// right above, over the columns at the right of that name.
fn drawn_above(grid: &Grid<'_>, first: u32, from: u32) -> u32 {
    let own = grid.row(first);
    let (Some((names, _)), Some((last, _))) = (own.first(), own.last()) else {
        return first;
    };
    let covers = |row: u32, column: u32| {
        let text = grid.label(row, column);
        column > *names && grid.class(first, column).is_some() && text.is_none_or(|text| !words::is_line(&text))
    };
    let is_drawn = |row: u32| {
        let cells = grid.row(row);
        grid.is_all_labels(row, 2)
            && !holds_units_alone(grid, row)
            && (row + 1 == first || !begin::holds_remarks_alone(grid, row))
            && cells.iter().all(|(column, _)| covers(row, *column))
            && cells.last().is_some_and(|(column, _)| column == last)
    };
    let above = (from..first).rev().take_while(|row| is_drawn(*row));
    let is_time = || {
        grid.label(first, *names)
            .is_some_and(|text| words::is_time(&normalise(&text)))
    };
    match names_rows_first(grid, first) || is_time() {
        true => above.last().unwrap_or(first),
        false => first,
    }
}

/// The row right above a head in which nothing stands but the name of the column that the head leaves blank at its left.
fn named_above(grid: &Grid<'_>, first: u32) -> Option<u32> {
    let above = first.checked_sub(1)?;
    let [(column, Class::Label)] = grid.row(above) else {
        return None;
    };
    let label = normalise(&grid.label(above, *column)?);
    let names_rows = words::is_stub(&label) || words::is_sequence(&label);
    let (leftmost, _) = grid.row(first).first()?;
    (names_rows && column < leftmost).then_some(above)
}

impl Head {
    /// The head that has these rows for certain, with those below that belong to it.
    fn between(grid: &Grid<'_>, first: u32, last: u32) -> Self {
        let mut head = Self {
            last,
            ..Self::alone(grid, first)
        };
        head.grow(grid);
        head
    }

    /// The head that has this row alone.
    pub(super) fn alone(grid: &Grid<'_>, first: u32) -> Self {
        let deepest = Self::deepest(first).max(reach_of_names(grid, first));
        Self {
            first,
            last: first,
            unit_row: None,
            code_rows: Vec::new(),
            translations: Vec::new(),
            properties: Vec::new(),
            keys: None,
            doubtful: None,
            merges: grid
                .merges_from(first, deepest)
                .filter(|merge| merge.end.row <= deepest)
                .take(MERGES)
                .copied()
                .collect(),
        }
    }

    /// The last row that a head may have.
    const fn deepest(first: u32) -> u32 {
        first.saturating_add(DEPTH)
    }

    /// Takes in the rows below that belong to it.
    fn grow(&mut self, grid: &Grid<'_>) {
        loop {
            self.last = self.merged_down();
            if self.unit_row.is_none() && self.ends_with_units(grid) {
                self.unit_row = Some(self.last);
            }
            let next = self.last + 1;
            if next > Self::deepest(self.first) || !self.takes_in(grid, next) {
                return;
            }
            self.last = next;
        }
    }

    /// Takes in the row that names its columns once more, right below it or behind a blank row, with the rows of figures
    /// below: without the head above it, the units that stand there would be lost.
    fn take_in_keys(&mut self, grid: &Grid<'_>) {
        let below = [self.last + 1, self.last + 2];
        let keys = below.into_iter().find(|row| !grid.row(*row).is_empty());
        if let Some(keys) = keys.filter(|row| *row <= Self::deepest(self.first) && self.is_repeated(grid, *row)) {
            self.last = keys;
            self.keys = Some(keys);
            self.grow(grid);
        }
    }

    /// Takes in the rows of labels down to the figures where the name of the rows stands alone in one of them, at the left of
    /// all labels above: nobody merged it over the lines of the others. (区、县级市 between 出生 and 人数.)
    fn take_in_lower_name(&mut self, grid: &Grid<'_>) {
        let below = (self.last + 1..=Self::deepest(self.first)).take_while(|row| grid.is_all_labels(*row, 1));
        let below: Vec<u32> = below.filter(|row| !grid.row(*row).is_empty()).collect();
        let (Some(last), Some((left, _))) = (below.last().copied(), self.extent(grid)) else {
            return;
        };
        let Some((names, Class::Label)) = grid.row(last + 1).first().copied() else {
            return;
        };
        let named: Vec<_> = below.iter().filter_map(|row| grid.label(*row, names)).collect();
        let is_name = matches!(named.as_slice(), [name] if words::names_places(&normalise(name)));
        if names < left && is_name && grid.is_data(last + 1) && last - self.last == below.len() as u32 {
            self.last = last;
        }
    }

    /// Whether a row names the columns of the head once more: it begins where the head does, most of its labels say what
    /// one above says, or less or more of it (村 and 村名), and figures stand below.
    fn is_repeated(&self, grid: &Grid<'_>, row: u32) -> bool {
        let cells = grid.row(row);
        let says_the_same = |column: u32| {
            let own = grid.label(row, column).map(|text| normalise(&text)).unwrap_or_default();
            let above = self.label_rows().filter_map(|above| grid.label(above, column));
            let mut above = above.map(|text| normalise(&text)).filter(|label| !label.is_empty());
            !own.is_empty() && above.any(|label| label.contains(&*own) || own.contains(&*label))
        };
        let repeated = cells.iter().filter(|(column, _)| says_the_same(*column)).count();
        let ends = cells.first().zip(cells.last()).zip(self.extent(grid));
        grid.is_all_labels(row, 2)
            && data_follows(grid, row)
            && ends.is_some_and(|(((first, _), (last, _)), own)| *first == own.0 && *last <= own.1)
            && repeated * 2 > cells.len()
            && !same_words(grid, self.first, row)
    }

    /// Whether the last row, which a merged 村名 has brought in, is one of units: each stands below a label of its
    /// own column. (户 and 人 below one group 低保 are labels.)
    fn ends_with_units(&self, grid: &Grid<'_>) -> bool {
        let above = self.last.saturating_sub(1);
        let below_a_group = |column: u32| {
            self.merge_over(above, column)
                .is_some_and(|merge| merge.end.column > merge.start.column)
        };
        let labelled = |column: u32| grid.label(above, column).is_some() || self.merge_over(above, column).is_some();
        let own = |column: u32| labelled(column) && !below_a_group(column);
        self.last > self.first
            && codes::is_unit_row(grid, self.last, &self.own_columns(grid, self.last))
            && self.own_columns(grid, self.last).into_iter().all(own)
    }

    /// The last row that a merged cell of the head reaches.
    fn merged_down(&self) -> u32 {
        let mut last = self.last;
        // A cell merged downwards may begin in a row that another one has brought in.
        while let Some(deeper) = self
            .merges
            .iter()
            .filter(|merge| merge.start.row <= last && merge.end.row > last)
            .map(|merge| merge.end.row)
            .max()
        {
            last = deeper;
        }
        last
    }

    /// Whether the next row still belongs to the head, and as what.
    fn takes_in(&mut self, grid: &Grid<'_>, row: u32) -> bool {
        let cells = self.own_columns(grid, row);
        let left = self.extent(grid).map_or(0, |(left, _)| left);
        if begin::is_described(grid, self.first, row) {
            self.describe(grid, row, left);
            return true;
        }
        if let Some(codes) = codes::codes(grid, row, &cells, left) {
            self.code_rows.push(row);
            self.doubtful = Some(row).filter(|_| codes == Codes::Doubtful).or(self.doubtful);
            return true;
        }
        if self.asks_of_groups(grid, row, left) {
            self.properties.push(row);
            return true;
        }
        let are_units = codes::is_unit_row(grid, row, &cells) || self.are_units_behind_name(grid, row, &cells);
        if self.unit_row.is_none() && are_units {
            self.unit_row = Some(row);
            return true;
        }
        if self.properties.last().is_some_and(|last| last + 1 == row) && names_columns(grid, row, left) {
            return true;
        }
        if self.names_corner(grid, row, &cells) {
            return true;
        }
        if self.divides(grid, row, &cells) || self.names_figures(grid, row, &cells) || self.dates(grid, row, &cells) {
            return true;
        }
        if self.is_translated(grid, row, &cells) {
            self.translations.extend(self.first..row);
            return true;
        }
        let translates = self.translates(grid, row, &cells) || self.goes_on_translating(grid, row, &cells);
        self.translations.extend(translates.then_some(row));
        translates
    }

    /// Whether a row holds units alone, each right below a label, behind one word at the left of all labels: 门店 | | 元 | %.
    fn are_units_behind_name(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let Some((name, units)) = cells.split_first() else {
            return false;
        };
        let is_unit = |column: &u32| {
            let text = grid.text(row, *column).unwrap_or_default();
            let text = without_brackets(&text);
            known_unit(text).is_some() || words::is_currency(text)
        };
        let below_label = |column: &u32| grid.label(self.last, *column).is_some();
        units.len() > 1
            && units.iter().all(|column| is_unit(column) && below_label(column))
            && grid.class(row, *name) == Some(Class::Label)
            && self.extent(grid).is_some_and(|(left, _)| *name < left)
            && grid.is_data(row + 1)
    }

    /// Whether a row asks something of the groups above it and not of their columns, whose own labels follow below: 统计核算单价
    /// in 元, 总收入 in 万元, then 项目 | 面积 | 单产.
    fn asks_of_groups(&self, grid: &Grid<'_>, row: u32, left: u32) -> bool {
        let asks = |row: u32| {
            let Some(((first, Class::Label), units)) = grid.row(row).split_first() else {
                return false;
            };
            let is_unit = |column: u32| {
                grid.text(row, column)
                    .is_some_and(|text| known_unit(without_brackets(&text)).is_some())
            };
            let is_letter = |column: u32| grid.text(row, column).is_some_and(|text| text.trim().len() == 1);
            let neutral = |(column, class): &&(u32, Class)| *class == Class::Mark || is_letter(*column);
            let units: Vec<_> = units.iter().filter(|cell| !neutral(cell)).collect();
            let word = normalise(&grid.label(row, *first).unwrap_or_default());
            let names = words::is_unit_column(&word) || words::is_stub(&word);
            *first == left && !names && !units.is_empty() && units.iter().all(|(column, _)| is_unit(*column))
        };
        let below = (row + 1..=Self::deepest(self.first)).find(|row| !asks(*row));
        self.unit_row.is_none() && asks(row) && below.is_some_and(|below| names_columns(grid, below, left))
    }

    /// Whether a row says in another language what the labels right above say, each in its own column: it holds no labels
    /// of its own, but its brackets may hold the units.
    fn translates(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let above = row.saturating_sub(1);
        let is_other = |column: &u32| {
            let own = grid
                .label(row, *column)
                .is_some_and(|text| words::is_translation(&text));
            let label = grid.label(above, *column);
            own && label.is_some_and(|text| !text.is_ascii())
        };
        cells.len() > 1 && cells.iter().all(is_other)
    }

    /// Takes in a row below 指标 that says what else is known of each: units, or where and how often they were counted. What
    /// differs from column to column is a label.
    fn describe(&mut self, grid: &Grid<'_>, row: u32, left: u32) {
        let said = |column: u32| grid.text(row, column).map(|text| normalise(&text));
        let behind = || grid.row(row).iter().filter(|(column, _)| *column > left);
        let differ = behind().map(|(column, _)| said(*column)).collect::<BTreeSet<_>>().len() > 1;
        let word = said(left).unwrap_or_default();
        if words::is_unit_column(&word) {
            self.unit_row = Some(row);
        } else if !words::is_place_of_figures(&word) || !differ {
            self.properties.push(row);
        }
    }

    /// Whether a row says again what the only row of the head says in another language, each label under its own: it holds
    /// the labels. Units or figures stand right below it.
    fn is_translated(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let foreign = |column: &u32| grid.label(self.first, *column).is_some_and(|text| text.is_ascii());
        let own = |column: &u32| grid.label(row, *column).is_some_and(|text| has_han(&text));
        let above = grid.row(self.first).iter().map(|(column, _)| column);
        let below = grid.row(row + 1).iter().map(|(column, _)| *column);
        let below: Vec<u32> = below.collect();
        self.first == self.last
            && self.last + 1 == row
            && cells.len() > 1
            && above.eq(cells)
            && cells.iter().all(foreign)
            && cells.iter().any(|column| {
                grid.label(self.first, *column)
                    .is_some_and(|text| words::is_translation(&text))
            })
            && cells.iter().all(own)
            && (grid.is_data(row + 1) || codes::is_unit_row(grid, row + 1, &below))
    }

    /// Whether a row of years stands under labels that leave the names of the rows blank, as it does itself, and named
    /// figures below: 研发经费 over 2012.
    fn dates(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let Some(names) = cells.first().and_then(|first| first.checked_sub(1)) else {
            return false;
        };
        let is_year = |column: &u32| grid.class(row, *column) == Some(Class::Year);
        let named = |column: &u32| grid.label(self.last, *column).is_some();
        let below = row + 1;
        cells.len() > 1
            && self.extent(grid).is_some_and(|(left, _)| left >= names)
            && cells.iter().all(is_year)
            && cells.iter().all(named)
            && self.unit_row.is_none()
            && grid.class(below, names) == Some(Class::Label)
            && grid.is_data(below)
            && !cells
                .iter()
                .all(|column| grid.class(below, *column) == Some(Class::Year))
    }

    /// Whether a row of labels that leaves the names of the rows blank stands right above the first row of figures: in a
    /// head whose cells are not merged it may go on where no group shows.
    fn names_figures(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let Some((left, _)) = self.extent(grid) else {
            return false;
        };
        let named = |row: u32| grid.label(row, left).is_some();
        let labels = cells.len() > 1 && cells.iter().all(|column| grid.label(row, *column).is_some());
        let below = row + 1;
        // Words under 村名 name a row whose figures are missing.
        let under_names = |column: &u32| {
            let above = self.label_rows().filter_map(|above| grid.label(above, *column));
            above.map(|text| normalise(&text)).any(|label| words::is_stub(&label))
        };
        let below_a_group =
            |column: &u32| self.is_spread(grid, *column, row) || grid.class(row.saturating_sub(1), *column).is_none();
        labels
            && !cells.iter().any(under_names)
            && cells.iter().any(below_a_group)
            && self.unit_row.is_none()
            && self.code_rows.is_empty()
            && !named(row)
            && named(below)
            && grid.is_data(below)
    }

    /// The columns of a row's cells that stand under the head; a note at the side belongs to no row of it.
    fn own_columns(&self, grid: &Grid<'_>, row: u32) -> Vec<u32> {
        let columns = grid.row(row).iter().map(|(column, _)| *column);
        match self.extent(grid) {
            // The label of a group that is not merged covers more than its own cell.
            Some((first, last)) => columns
                .scan(last, |last, column| {
                    let near = column <= last.saturating_add(1);
                    *last = (*last).max(column);
                    near.then_some(column)
                })
                // The names of rows may stand left of all groups.
                .filter(|column| column.saturating_add(1) >= first)
                .collect(),
            None => columns.collect(),
        }
    }

    /// Whether a row of labels divides the row above: every label stands under a group (a cell merged sideways, or
    /// one with blank neighbours at right that the row fills). Where the row leaves the leftmost column blank,
    /// because its name stands above, or names it itself, a group may also have but one label below it.
    fn divides(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let is_label = |column: &u32| grid.label(row, *column).is_some();
        if self.is_title_below_items(grid, row, cells) {
            return false;
        }
        if cells.is_empty() || !cells.iter().all(is_label) || self.unit_row.is_some() || !self.code_rows.is_empty() {
            return false;
        }
        let names_rows = |label: &str| words::is_stub(label) || words::is_sequence(label) || words::is_time(label);
        let label = |row: u32, column: u32| grid.label(row, column).map(|text| normalise(&text));
        let above = row.saturating_sub(1);
        let names_itself = |column: u32| {
            grid.class(above, column).is_none() && label(row, column).is_some_and(|label| names_rows(&label))
        };
        let named = self
            .extent(grid)
            .is_some_and(|(left, _)| grid.class(row, left).is_none())
            || cells.first().is_some_and(|first| names_itself(*first));
        let below_label = |column: u32| named && label(above, column).is_some_and(|label| !names_rows(&label));
        let divides =
            |column: &u32| self.is_spread(grid, *column, row) || below_label(*column) || named && names_itself(*column);
        let fits = |column: &u32| divides(column) || self.is_own_translation(grid, *column, row);
        // What is but a translation is no level of its own.
        let foreign = |column: &u32| grid.label(row, *column).is_some_and(|text| text.is_ascii());
        cells.iter().all(fits) && (cells.iter().all(divides) || !cells.iter().all(foreign))
    }

    /// Whether a label says in another language what its own column is called above: Age below 年龄, beside 合计 | 男 below
    /// 人口数.
    fn is_own_translation(&self, grid: &Grid<'_>, column: u32, row: u32) -> bool {
        let is_own = |above: u32| {
            let text = grid.label(above, column);
            text.is_some_and(|text| has_han(&text)) && grid.width(CellRef::new(above, column)) == 1
        };
        // Age has too few letters for a word among labels, but here it stands below 年龄.
        let is_foreign = |text: &str| text.is_ascii() && text.contains(|c: char| c.is_ascii_lowercase());
        grid.label(row, column).is_some_and(|text| is_foreign(&text)) && self.label_rows().any(is_own)
    }

    /// Whether a row goes on with the words of another language in the row above: a label of several lines, of which the
    /// columns with a shorter one have none.
    fn goes_on_translating(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        /// The next row but for a blank one or two.
        const BLANK: u32 = 3;
        let is_foreign = |row: u32, column: u32| {
            let text = grid.label(row, column);
            text.is_some_and(|text| text.is_ascii() && text.contains(|c: char| c.is_ascii_alphabetic()))
        };
        let above = row.saturating_sub(1);
        let goes_on = |column: u32| is_foreign(above, column) || self.is_own_translation(grid, column, row);
        let below = grid.rows_from(row + 1).next().filter(|below| *below <= row + BLANK);
        below.is_some_and(|below| grid.is_data(below) || grid.is_all_labels(below, 1))
            && !cells.is_empty()
            && cells.iter().all(|column| is_foreign(row, *column) && goes_on(*column))
            && grid.row(above).iter().any(|(column, _)| {
                grid.label(above, *column)
                    .is_some_and(|text| words::is_translation(&text))
            })
    }

    fn is_spread(&self, grid: &Grid<'_>, column: u32, row: u32) -> bool {
        let above = row.saturating_sub(1);
        if self
            .merge_over(above, column)
            .is_some_and(|merge| merge.end.column > merge.start.column)
        {
            return true;
        }
        let blank = |column: u32| grid.class(above, column).is_none() && self.merge_over(above, column).is_none();
        let filled = |column: u32| grid.label(row, column).is_some();
        blank(column) && column > 0 && self.group_at_left(grid, above, column).is_some()
            || !blank(column) && column < u32::MAX && blank(column + 1) && filled(column + 1)
    }

    /// The merged range of the head that covers a cell.
    pub(super) fn merge_over(&self, row: u32, column: u32) -> Option<&CellRange> {
        self.merges
            .iter()
            .find(|merge| merge.contains(CellRef::new(row, column)))
    }

    /// The column of the label at left that a blank header cell may belong to.
    pub(super) fn group_at_left(&self, grid: &Grid<'_>, row: u32, column: u32) -> Option<u32> {
        let cells = grid.row(row);
        let before = cells.partition_point(|(at, _)| *at < column).checked_sub(1)?;
        cells.get(before).map(|(at, _)| *at)
    }

    /// The first and the last column of its cells, merged ones counted whole.
    pub(super) fn extent(&self, grid: &Grid<'_>) -> Option<(u32, u32)> {
        let own = (self.first..=self.last).flat_map(|row| grid.row(row).iter().map(|(column, _)| *column));
        let merges = self.merges.iter().filter(|merge| merge.start.row <= self.last);
        let columns = own.chain(merges.flat_map(|merge| [merge.start.column, merge.end.column]));
        columns.fold(None, |extent, column| {
            let (first, last) = extent.unwrap_or((column, column));
            Some((first.min(column), last.max(column)))
        })
    }

    /// The rows that hold labels.
    pub(super) fn label_rows(&self) -> impl Iterator<Item = u32> {
        let others = |row: &u32| {
            let kinds = [&self.code_rows, &self.translations, &self.properties];
            kinds.into_iter().any(|rows| rows.contains(row))
        };
        (self.first..=self.last).filter(move |row| Some(*row) != self.unit_row && !others(row))
    }

    /// The unit that the row of units gives a column, or the brackets of a translation.
    pub(super) fn unit_in_row(&self, grid: &Grid<'_>, column: u32) -> Option<FoundUnit> {
        self.row_unit(grid, column)
            .or_else(|| self.translated_unit(grid, column))
    }

    fn translated_unit(&self, grid: &Grid<'_>, column: u32) -> Option<FoundUnit> {
        let cells = self.translations.iter().map(|row| CellRef::new(*row, column));
        let mut units = cells.filter_map(|at| {
            let unit = take_apart(&grid.text(at.row, at.column)?).unit?;
            let origin = UnitOrigin::Label;
            Some(FoundUnit { unit, origin, at })
        });
        units.next()
    }

    fn row_unit(&self, grid: &Grid<'_>, column: u32) -> Option<FoundUnit> {
        let row = self.unit_row?;
        let at = self
            .merge_over(row, column)
            .map_or(CellRef::new(row, column), |merge| merge.start);
        let text = grid.text(at.row, at.column)?;
        let text = without_brackets(&text);
        // A label that is merged down into the row is none for that, nor is the name at the left of all labels.
        let is_word = at.row == row && grid.class(at.row, at.column) == Some(Class::Label);
        let labelled = || {
            self.label_rows().any(|above| grid.class(above, column).is_some())
                || self.merge_over(self.first, column).is_some()
        };
        let is_word = is_word && labelled() && !words::is_unit_column(&normalise(text)) && !words::is_currency(text);
        let unit = known_unit(text).or_else(|| is_word.then(|| Unit::unknown(text)))?;
        Some(FoundUnit {
            unit,
            origin: UnitOrigin::UnitRow,
            at,
        })
    }

    /// Whether a cell of the head is merged over a column and the one at its left.
    pub(super) fn is_merged_across(&self, column: u32) -> bool {
        let mut merges = self.merges.iter().filter(|merge| merge.start.row <= self.last);
        merges.any(|merge| merge.start.column < column && merge.end.column >= column)
    }

    /// Whether a column has a header cell, its own or a merged one.
    pub(super) fn covers(&self, grid: &Grid<'_>, column: u32) -> bool {
        (self.first..=self.last).any(|row| grid.class(row, column).is_some() || self.merge_over(row, column).is_some())
    }
}

/// Whether a row names columns, behind a word for what is named: 项目 | -- | 面积 | 单产.
fn names_columns(grid: &Grid<'_>, row: u32, left: u32) -> bool {
    let Some(((first, Class::Label), others)) = grid.row(row).split_first() else {
        return false;
    };
    let word = normalise(&grid.label(row, *first).unwrap_or_default());
    let labels = others.iter().filter(|(_, class)| *class == Class::Label);
    let is_label = |(_, class): &(u32, Class)| matches!(class, Class::Label | Class::Mark);
    *first == left && words::is_stub(&word) && labels.count() > 1 && others.iter().all(is_label)
}

/// Whether a text has a Han character.
fn has_han(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
}
