//! A sheet as the table finder sees it: rows of cells that are labels, numbers or marks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use rust_decimal::Decimal;

use super::label::known_unit;
use super::number::{self, Reading};
use super::{numbered, wrapped};
use crate::place::CellRef;
use crate::workbook::{Cell, CellRange, CellValue, Sheet};

/// What a cell is to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Words.
    Label,
    /// A bare number that may be a year or a month (2023, 202311): a header label as well as a figure.
    Year,
    /// A figure, a date, an error, a formula without a value.
    Value,
    /// — / 无: stands where a figure could.
    Mark,
}

/// A sheet by rows.
pub(super) struct Grid<'a> {
    pub(super) sheet: &'a Sheet,
    /// The cells that are not blank, in their order: column and class.
    cells: Vec<(u32, Class)>,
    /// The rows that are not blank, from top to bottom, each with the index of its first cell.
    starts: Vec<(u32, u32)>,
    /// The merged ranges by their first cell.
    merges: BTreeMap<CellRef, &'a CellRange>,
    /// The merged ranges of several rows by column, from top to bottom.
    tall: BTreeMap<u32, Vec<&'a CellRange>>,
}

/// Widest merged range that counts as covering the rows below it; wider ones are titles.
const TALL_WIDTH: u32 = 64;

impl<'a> Grid<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        Self::of_columns(sheet, 0..u32::MAX)
    }

    /// The same sheet with no other cells and merges than those that begin in some columns.
    pub(super) fn band(&self, columns: Range<u32>) -> Self {
        Self::of_columns(self.sheet, columns)
    }

    fn of_columns(sheet: &'a Sheet, columns: Range<u32>) -> Self {
        let mut cells = Vec::new();
        let mut starts: Vec<(u32, u32)> = Vec::new();
        let mut ages: Vec<(u32, usize)> = Vec::new();
        for (at, cell) in &sheet.cells {
            if !columns.contains(&at.column) {
                continue;
            }
            let Some(class) = class_of(cell) else { continue };
            if starts.last().is_none_or(|(row, _)| *row != at.row) {
                starts.push((at.row, u32::try_from(cells.len()).unwrap_or(u32::MAX)));
            }
            ages.extend((class == Class::Value && is_age(cell)).then_some((at.row, cells.len())));
            cells.push((at.column, class));
        }
        name_ages(&mut cells, &ages);
        name_sizes(sheet, &mut cells, &starts);
        name_single_sizes(sheet, &mut cells, &starts);
        name_broken_sizes(sheet, &mut cells, &starts);
        numbered::name(sheet, &mut cells, &starts, own_merges(sheet, &columns));
        Self {
            sheet,
            cells,
            starts,
            merges: own_merges(sheet, &columns).map(|merge| (merge.start, merge)).collect(),
            tall: tall_merges(own_merges(sheet, &columns)),
        }
    }

    /// The columns that have a cell, from left to right.
    pub(super) fn used_columns(&self) -> Vec<u32> {
        let columns: BTreeSet<u32> = self.cells.iter().map(|(column, _)| *column).collect();
        columns.into_iter().collect()
    }

    /// The cells of a row; none for a blank row.
    pub(super) fn row(&self, row: u32) -> &[(u32, Class)] {
        let Ok(index) = self.starts.binary_search_by_key(&row, |(row, _)| *row) else {
            return &[];
        };
        let start = |index: usize| {
            self.starts
                .get(index)
                .map_or(self.cells.len(), |(_, start)| *start as usize)
        };
        self.cells.get(start(index)..start(index + 1)).unwrap_or_default()
    }

    /// The rows from one on that are not blank, from top to bottom.
    pub(super) fn rows_from(&self, first: u32) -> impl Iterator<Item = u32> {
        let above = self.starts.partition_point(|(row, _)| *row < first);
        self.starts.iter().skip(above).map(|(row, _)| *row)
    }

    /// What a cell is; none when it is blank.
    pub(super) fn class(&self, row: u32, column: u32) -> Option<Class> {
        let cells = self.row(row);
        let index = cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        cells.get(index).map(|(_, class)| *class)
    }

    /// Whether a row has a cell in some columns.
    pub(super) fn has_cell(&self, row: u32, columns: RangeInclusive<u32>) -> bool {
        !self.cells_in(row, columns).is_empty()
    }

    /// The cells of a row in some columns.
    pub(super) fn cells_in(&self, row: u32, columns: RangeInclusive<u32>) -> &[(u32, Class)] {
        let cells = self.row(row);
        let first = cells.partition_point(|(column, _)| column < columns.start());
        let last = cells.partition_point(|(column, _)| column <= columns.end());
        cells.get(first..last).unwrap_or_default()
    }

    /// The words of a cell, or the year that it holds; none for other numbers and blanks.
    pub(super) fn label(&self, row: u32, column: u32) -> Option<Cow<'a, str>> {
        match self.class(row, column)? {
            Class::Label | Class::Year => self.text(row, column),
            Class::Value | Class::Mark => None,
        }
    }

    /// The cell at an address, when it is not empty.
    pub(super) fn cell(&self, at: CellRef) -> Option<&'a Cell> {
        self.sheet.cell(at)
    }

    /// What a person sees in the cell.
    pub(super) fn text(&self, row: u32, column: u32) -> Option<Cow<'a, str>> {
        self.cell(CellRef::new(row, column)).map(Cell::raw)
    }

    /// The number in a cell, when it holds a whole one.
    pub(super) fn whole_number(&self, row: u32, column: u32) -> Option<i64> {
        let cell = self.cell(CellRef::new(row, column))?;
        let value = match (&cell.value, number::read(Some(cell))) {
            (CellValue::Number(value), _) => *value,
            (_, Reading::Number { value, unit: None, .. }) => value,
            _ => return None,
        };
        value.is_integer().then(|| i64::try_from(value).ok()).flatten()
    }

    /// The merged ranges that begin in some rows.
    pub(super) fn merges_from(&self, first: u32, last: u32) -> impl Iterator<Item = &'a CellRange> {
        self.merges
            .range(CellRef::new(first, 0)..=CellRef::new(last, u32::MAX))
            .map(|(_, merge)| *merge)
    }

    /// How many columns a cell covers.
    pub(super) fn width(&self, at: CellRef) -> u32 {
        self.merges
            .get(&at)
            .map_or(1, |merge| merge.end.column.saturating_sub(merge.start.column) + 1)
    }

    /// Whether a cell covers several rows.
    pub(super) fn is_tall(&self, at: CellRef) -> bool {
        self.merges
            .get(&at)
            .is_some_and(|merge| merge.end.row > merge.start.row)
    }

    /// The cell whose content is shown at a place: the origin of the merge that covers it from above, or itself.
    pub(super) fn origin(&self, at: CellRef) -> CellRef {
        let Some(tall) = self.tall.get(&at.column) else {
            return at;
        };
        let above = tall.partition_point(|merge| merge.start.row <= at.row);
        above
            .checked_sub(1)
            .and_then(|index| tall.get(index))
            .filter(|merge| merge.contains(at))
            .map_or(at, |merge| merge.start)
    }

    /// Whether a row holds only words (and years), at least so many.
    pub(super) fn is_all_labels(&self, row: u32, at_least: usize) -> bool {
        let cells = self.row(row);
        cells.len() >= at_least
            && cells
                .iter()
                .all(|(_, class)| matches!(class, Class::Label | Class::Year))
    }

    /// Whether a row looks like data: words or a running number at left, a figure or a mark at right; or figures
    /// alone, the first of which may be a year.
    pub(super) fn is_data(&self, row: u32) -> bool {
        let cells = self.row(row);
        let is_figure = |class: Class| matches!(class, Class::Value | Class::Mark | Class::Year);
        let labelled = cells.iter().position(|(_, class)| *class == Class::Label);
        let behind = labelled.map_or(1, |at| at + 1);
        cells.iter().skip(behind).any(|(_, class)| is_figure(*class))
    }
}

/// What a cell is; none when it is blank.
pub(super) fn class_of(cell: &Cell) -> Option<Class> {
    Some(match number::read(Some(cell)) {
        Reading::Blank => return None,
        Reading::NotANumber => Class::Label,
        Reading::NotApplicable => Class::Mark,
        Reading::Number { value, unit: None, .. } if is_year(value) => Class::Year,
        Reading::Number {
            unit: Some(_),
            approximate: Some(_),
            ..
        } if is_size_class(cell) => Class::Label,
        Reading::Number { .. }
        | Reading::Date(_)
        | Reading::Time(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue => Class::Value,
    })
}

/// Several ages in one row name its columns, as years do: 15岁 | 16岁 | 17岁. One or two are figures, 平均年龄 of a village.
fn name_ages(cells: &mut [(u32, Class)], ages: &[(u32, usize)]) {
    const FEWEST: usize = 3;
    let rows = ages.chunk_by(|(one, _), (other, _)| one == other);
    for (_, index) in rows.filter(|row| row.len() >= FEWEST).flatten() {
        if let Some((_, class)) = cells.get_mut(*index) {
            *class = Class::Year;
        }
    }
}

/// A size in a row with classes of sizes is one of them: 20-39小时 | 40小时, 50亩 | 100亩 | 200亩以上. Among rows of data such
/// texts are figures: no figure stands above it, bare ones below, and none that is not a size in its row.
fn name_sizes(sheet: &Sheet, cells: &mut [(u32, Class)], starts: &[(u32, u32)]) {
    let ends = starts.iter().skip(1).map(|(_, start)| *start as usize);
    let rows = starts.iter().zip(ends.chain([cells.len()]));
    let mut filled: BTreeSet<u32> = BTreeSet::new();
    for ((row, start), end) in rows {
        let own = cells.get_mut(*start as usize..end).unwrap_or_default();
        let sizes = sizes(sheet, *row, own).filter(|sizes| sizes.iter().all(|size| !filled.contains(size)));
        let values = own.iter_mut().filter(|(_, class)| *class == Class::Value);
        match sizes {
            Some(_) => values.for_each(|(_, class)| *class = Class::Label),
            None => filled.extend(values.map(|(column, _)| *column)),
        }
    }
}

/// A number is a class of one size where it stands between those before and behind it: 20-39 | 40 | 41-48.
fn name_single_sizes(sheet: &Sheet, cells: &mut [(u32, Class)], starts: &[(u32, u32)]) {
    let ends = starts.iter().skip(1).map(|(_, start)| *start as usize);
    let rows = starts.iter().zip(ends.chain([cells.len()]));
    for ((row, start), end) in rows {
        let own = cells.get_mut(*start as usize..end).unwrap_or_default();
        for index in 1..own.len() {
            let Some([(before, Class::Label), (column, class), (behind, Class::Label)]) =
                own.get_mut(index - 1..index + 2)
            else {
                continue;
            };
            let cell = |column: u32| sheet.cell(CellRef::new(*row, column));
            let bounds = |column: u32| cell(column).and_then(bounds);
            let is_between = |number: i64| {
                let below = || bounds(*before).is_some_and(|(_, high)| high.checked_add(1) == Some(number));
                let above = || bounds(*behind).is_some_and(|(low, _)| number.checked_add(1) == Some(low));
                below() && above()
            };
            let number = || {
                let Reading::Number { value, unit: None, .. } = number::read(cell(*column)) else {
                    return None;
                };
                i64::try_from(value).ok().filter(|_| value.is_integer())
            };
            if *class == Class::Value && number().is_some_and(is_between) {
                *class = Class::Label;
            }
        }
    }
}

/// A number with words right below it is the upper line of a class of sizes, where its row has others: 1-8 | 9-19 | 48小时 over
/// 小时 | 小时 | 以上.
fn name_broken_sizes(sheet: &Sheet, cells: &mut [(u32, Class)], starts: &[(u32, u32)]) {
    let below = |row: u32, column: u32| {
        sheet
            .cell(CellRef::new(row.saturating_add(1), column))
            .and_then(Cell::text)
    };
    let goes_on = |row: u32, column: u32| {
        below(row, column).is_some_and(|text| wrapped::is_bound(text.trim()) || known_unit(text).is_some())
    };
    let ends = starts.iter().skip(1).map(|(_, start)| *start as usize);
    for ((row, start), end) in starts.iter().zip(ends.chain([cells.len()])) {
        let own = cells.get_mut(*start as usize..end).unwrap_or_default();
        let mut values = own.iter().filter(|(_, class)| *class == Class::Value).peekable();
        // Below a figure there is nearly always another.
        if values.peek().is_none() || !values.all(|(column, _)| goes_on(*row, *column)) {
            continue;
        }
        let is_class = |(column, class): &&(u32, Class)| {
            let cell = || sheet.cell(CellRef::new(*row, *column));
            *class == Class::Label && cell().and_then(bounds).is_some() && goes_on(*row, *column)
        };
        if own.iter().filter(is_class).count() > 1 {
            let values = own.iter_mut().filter(|(_, class)| *class == Class::Value);
            values.for_each(|(_, class)| *class = Class::Label);
        }
    }
}

/// The bounds of a class of sizes, whatever its unit: 20-39, 41-48小时.
fn bounds(cell: &Cell) -> Option<(i64, i64)> {
    let text = cell.text()?;
    let (low, high) = text.split_once(['-', '—', '~', '～', '－'])?;
    let digits = |text: &str| {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end)?.parse::<i64>().ok()
    };
    Some((digits(low)?, digits(high)?))
}

/// The columns of a row's figures, where each is a size of a class in the same row, above bare figures.
fn sizes(sheet: &Sheet, row: u32, cells: &[(u32, Class)]) -> Option<Vec<u32>> {
    let cell = |column: u32| sheet.cell(CellRef::new(row, column));
    let of = |class: Class| {
        cells
            .iter()
            .filter(move |(_, own)| *own == class)
            .map(|(column, _)| *column)
    };
    // Nearly every row of a sheet is told by its first figure, a bare one.
    let units: Vec<String> = of(Class::Value)
        .map(|column| unit_of_size(cell(column)?))
        .collect::<Option<_>>()?;
    let mut classes = of(Class::Label).filter_map(|column| unit_of_classes(cell(column)?));
    let class = classes.next().filter(|_| !units.is_empty())?;
    let sizes: Vec<u32> = of(Class::Value).collect();
    let fit = units.iter().all(|unit| *unit == class)
        && classes.all(|other| other == class)
        && sizes.iter().all(|column| bare_below(sheet, CellRef::new(row, *column)));
    fit.then_some(sizes)
}

/// The unit of a size: 小时 of 40小时.
fn unit_of_size(cell: &Cell) -> Option<String> {
    let Reading::Number {
        unit: Some(unit),
        approximate: None,
        ..
    } = number::read_text(cell.text()?)
    else {
        return None;
    };
    Some(unit.to_string())
}

/// The unit of a class of sizes: 20-39小时, 200亩以上.
fn unit_of_classes(cell: &Cell) -> Option<String> {
    let text = cell.text()?;
    let bare = ["以上", "以下", "以内"]
        .iter()
        .find_map(|end| text.trim_end().strip_suffix(end));
    let above = text
        .rsplit_once(['-', '—', '~', '～', '－'])
        .map(|(low, high)| (low.trim(), high.trim()));
    let range = above.filter(|(low, _)| low.ends_with(|c: char| c.is_numeric()) || unit_of_text(low).is_some());
    unit_of_text(bare.or(range.map(|(_, high)| high))?)
}

fn unit_of_text(text: &str) -> Option<String> {
    let Reading::Number { unit: Some(unit), .. } = number::read_text(text) else {
        return None;
    };
    Some(unit.to_string())
}

/// Whether the next figure below a place is a bare number.
fn bare_below(sheet: &Sheet, at: CellRef) -> bool {
    /// Rows of a head below the size: its translation, codes.
    const ROWS: u32 = 8;
    let below = (at.row + 1..=at.row.saturating_add(ROWS)).filter_map(|row| sheet.cell(CellRef::new(row, at.column)));
    let mut figures = below.filter(|cell| matches!(class_of(cell), Some(Class::Value)));
    figures
        .next()
        .is_some_and(|cell| matches!(number::read(Some(cell)), Reading::Number { unit: None, .. }))
}

/// `15岁`, as a text.
fn is_age(cell: &Cell) -> bool {
    let digits = cell.text().and_then(|text| text.trim().strip_suffix('岁'));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// 60岁以上, 50亩以下: names a class of sizes, in heads as a rule.
fn is_size_class(cell: &Cell) -> bool {
    let text = cell.raw();
    ["以上", "以下", "以内"]
        .iter()
        .any(|end| text.trim_end().ends_with(end))
}

fn own_merges<'a>(sheet: &'a Sheet, columns: &Range<u32>) -> impl Iterator<Item = &'a CellRange> {
    let merges = sheet.merges.iter();
    merges.filter(|merge| columns.contains(&merge.start.column))
}

fn tall_merges<'a>(merges: impl Iterator<Item = &'a CellRange>) -> BTreeMap<u32, Vec<&'a CellRange>> {
    let mut tall: BTreeMap<u32, Vec<&CellRange>> = BTreeMap::new();
    for merge in merges.filter(|merge| merge.end.row > merge.start.row) {
        let last = merge.end.column.min(merge.start.column.saturating_add(TALL_WIDTH));
        for column in merge.start.column..=last {
            tall.entry(column).or_default().push(merge);
        }
    }
    for merges in tall.values_mut() {
        merges.sort_by_key(|merge| merge.start);
    }
    tall
}

/// A year, or a month of one: 2018, 201802.
fn is_year(value: Decimal) -> bool {
    let year = |value: i64| (1949..=2100).contains(&value);
    let month = |value: i64| year(value / 100) && (1..=12).contains(&(value % 100));
    value.is_integer() && i64::try_from(value).is_ok_and(|value| year(value) || month(value))
}
