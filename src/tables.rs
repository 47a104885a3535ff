//! Finds the tables of a sheet by their labels: header paths, rows, units.
//!
//! A table is a head and a body. The head is found by its words (an anchor such as 指标 or 序号) or by what
//! stands below it (labels at left, numbers at right); it goes on as long as it is divided further by merged
//! cells, units or column codes. The body ends before a foot (填表人…), the next head, or the sheet's end.

mod aside;
mod band;
mod body;
mod codes;
mod continued;
mod doubts;
pub mod fixed;
mod foot;
pub mod format;
mod grid;
mod halves;
mod head;
pub mod label;
mod levels;
mod lines;
mod lists;
mod long;
mod missed;
mod notes;
pub mod number;
mod numbered;
mod path;
pub mod persons;
mod row;
mod sections;
mod segment;
mod signed;
mod stacked;
mod stub;
mod sums;
mod titles;
mod words;
mod wrapped;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::place::CellRef;
use crate::unit::{Dimension, Unit};
use crate::workbook::{Cell, Sheet};

use label::Likeness;

pub use doubts::Doubt;
pub use long::{is_figure, is_name, passage, spare_columns};
pub use missed::{Missed, missed};
pub use notes::UnitNote;
pub(crate) use words::{flat, is_row_of_totals, is_unit_column};

/// What sort of row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A row of data: a village, a project, an indicator.
    Data,
    /// 合计, 总计, 全镇, 小计 (WB-08).
    Total,
    /// 其中: a part of the row above it (WB-09).
    Part,
    /// 平均, 增减, last year's total: neither a part of a sum nor one.
    Mean,
    /// 一、发展性指标, merged over the columns: a title among the rows, and none of them.
    Heading,
}

/// Where a unit is written. The order is that in which they count (WB-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitOrigin {
    /// In the cell itself: `213户`.
    Cell,
    /// In the cell's number format: `0.00"万亩"`.
    NumberFormat,
    /// In a row of units under the header labels.
    UnitRow,
    /// In the row's 计量单位 column (WB-13).
    UnitColumn,
    /// In brackets behind a label: `播种面积（亩）`.
    Label,
    /// In the line 单位： above the table (WB-04), or in that which names the one indicator of all its figures:
    /// `指标：地区生产总值(亿元)`.
    UnitLine,
    /// In the bracket at the end of the title: `各乡镇造林面积（公顷）`.
    Title,
}

impl UnitOrigin {
    /// Whether it stands around the table and speaks of all its figures: it gives way to whatever stands nearer.
    pub fn is_around(self) -> bool {
        self >= Self::UnitLine
    }
}

/// A unit and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundUnit {
    /// The unit.
    pub unit: Unit,
    /// Where it is written.
    pub origin: UnitOrigin,
    /// The cell in which it stands.
    pub at: CellRef,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnRole {
    /// 序号, 行次, 代码: counts the rows.
    Sequence,
    /// 计量单位: the unit of each row.
    Unit,
    /// Names the rows.
    Stub,
    /// Holds data.
    Data,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Column of the sheet, from zero.
    pub column: u32,
    /// The header labels from the outermost to the innermost, cleaned: `["粮食作物", "播种面积"]`. In place of 其中
    /// stands the whole: 其中：水稻 at the right of 播种面积 is `["粮食作物", "播种面积", "水稻"]`.
    pub path: Vec<String>,
    /// The innermost header cell that has a label.
    pub label_at: Option<CellRef>,
    /// What it is for.
    pub role: ColumnRole,
    /// The unit that its header, the unit row or the 单位 line gives.
    pub unit: Option<Unit>,
    /// The cell in which that unit stands.
    pub unit_at: Option<CellRef>,
    /// All units that are written for it, in the order in which they count.
    pub units: Vec<FoundUnit>,
}

impl Column {
    /// Whether a header path means this column; the end of its path is enough: `播种面积` or
    /// `粮食作物/播种面积`.
    pub fn matches_path(&self, wanted: &str) -> bool {
        let wanted: Vec<String> = wanted.split('/').map(label::normalise).collect();
        let wanted = wanted.join("/");
        let wanted = wanted.trim_end_matches('/');
        // Compared as one text, because a label may itself hold a stroke.
        let path = self.path.join("/");
        let fits = |wanted: &str| !wanted.is_empty() && (path == wanted || path.ends_with(&format!("/{wanted}")));
        let bare = || before_unit(wanted).filter(|(_, unit)| self.is_labelled_in(unit));
        fits(wanted) || bare().is_some_and(|(words, _)| fits(words))
    }

    /// Whether its label has this unit.
    pub(crate) fn is_labelled_in(&self, unit: &Unit) -> bool {
        let is_own = |found: &FoundUnit| found.origin == UnitOrigin::Label && found.unit == *unit;
        self.units.iter().any(is_own)
    }
}

/// A path without the unit at its end, and that unit: 面积 of `面积/亩`, 销售额 of `销售额;千元`, for columns whose label has it
/// behind a stroke or a mark too.
pub(crate) fn before_unit(path: &str) -> Option<(&str, Unit)> {
    let (words, unit) = path.rsplit_once(['/', ';', '；'])?;
    Some((words, label::known_unit(unit)?))
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Row of the sheet, from zero.
    pub row: u32,
    /// Its label, cleaned: `鼎新村`; the cell's own text where nothing had to be cleaned.
    pub label: Arc<str>,
    /// The cell of the label.
    pub label_at: CellRef,
    /// What sort of row it is.
    pub kind: RowKind,
    /// For a 其中 row, the index of the row that it is a part of.
    pub whole: Option<usize>,
    /// What the columns left of the label say of the row, each cell its own or merged over it: 农村低保 before 户数.
    pub groups: Box<[String]>,
    /// The unit that the row's own unit column or the brackets of its label give (WB-13); boxed, because a list of
    /// households has many rows and no units.
    pub unit: Option<Box<FoundUnit>>,
}

/// A table found on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The sheet.
    pub sheet: Arc<str>,
    /// The title above, when there is one.
    pub title: Option<String>,
    /// Rows of the head, first and last, from zero.
    pub header_rows: (u32, u32),
    /// The label column that names the rows.
    pub stub: Option<u32>,
    /// The columns, the stub's and 序号 among them, from left to right.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom.
    pub rows: Vec<TableRow>,
    /// Whether its rows are persons or households, of which neither names nor numbers are ever shown (WB-15).
    pub persons: bool,
    /// What is written around it on the units of its figures.
    pub notes: Vec<UnitNote>,
    /// What was seen and may have been misread; whoever takes figures from the table is told.
    pub doubts: Vec<Doubt>,
}

impl Table {
    /// The columns that a header path means, by their index.
    pub fn columns_at(&self, path: &str) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|index| self.columns[*index].matches_path(path))
            .collect()
    }

    /// The rows that a label means, by their index: those that answer best, so that a row of exactly these
    /// words hides one that has a note in brackets besides.
    pub fn rows_at(&self, wanted: &str, aliases: &BTreeMap<String, Vec<String>>) -> Vec<usize> {
        let found: Vec<(Likeness, usize)> = self
            .rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| label::likeness(&row.label, wanted, aliases).map(|likeness| (likeness, index)))
            .collect();
        let best = found.iter().map(|(likeness, _)| *likeness).min();
        found
            .into_iter()
            .filter(|(likeness, _)| Some(*likeness) == best)
            .map(|(_, index)| index)
            .collect()
    }

    /// The labels of a row from the outermost whole to itself.
    pub fn row_path(&self, index: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = Some(index);
        while let Some((at, row)) = next.and_then(|at| Some((at, self.rows.get(at)?))) {
            path.push(&*row.label);
            // A whole stands above its parts, so that the walk always ends.
            next = row.whole.filter(|whole| *whole < at);
        }
        path.reverse();
        path
    }

    /// The labels of a row behind those of its groups: 农村低保, 户数.
    pub fn grouped_path(&self, index: usize) -> Vec<&str> {
        let groups = self.rows.get(index).into_iter().flat_map(|row| &*row.groups);
        groups.map(String::as_str).chain(self.row_path(index)).collect()
    }

    /// The rows of data: villages, projects, indicators, without 合计 and 其中.
    pub fn data_rows(&self) -> impl Iterator<Item = (usize, &TableRow)> {
        self.rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.kind == RowKind::Data)
    }

    /// The address of a row's cell in a column, both by their index; none when there is no such row or column.
    pub fn cell_at(&self, row: usize, column: usize) -> Option<CellRef> {
        Some(CellRef::new(self.rows.get(row)?.row, self.columns.get(column)?.column))
    }

    /// A row's own cell in a column. A cell that only covers the row by a merge is not its own: its number
    /// would be counted for every row that it covers.
    pub fn cell<'a>(&self, sheet: &'a Sheet, row: usize, column: usize) -> Option<&'a Cell> {
        sheet.cell(self.cell_at(row, column)?)
    }

    /// All units that are written for a cell, in the order in which they count: cell, number format, unit row
    /// or column, label, 单位 line. The unit of a row does not hold for a column of percentages (同比±%).
    pub fn units_of(&self, sheet: &Sheet, row: usize, column: usize) -> Vec<FoundUnit> {
        let Some(at) = self.cell_at(row, column) else {
            return Vec::new();
        };
        let own = own_unit(sheet.cell(at), at);
        let mut units: Vec<FoundUnit> = own.into_iter().chain(self.stated_units(row, column).cloned()).collect();
        units.sort_by_key(|found| found.origin);
        units
    }

    /// The nearest unit that a cell's row or column gives, whatever the cell itself says.
    pub fn stated_unit(&self, row: usize, column: usize) -> Option<&FoundUnit> {
        self.stated_units(row, column).min_by_key(|found| found.origin)
    }

    /// Two units that a cell's row and its column state and of which one must be wrong: 亩 in the row's own column of units,
    /// 公顷 in the head. The 单位 line gives way to what stands nearer, the label of a group to that of its column (WB-06).
    pub fn contradiction(&self, row: usize, column: usize) -> Option<(&FoundUnit, &FoundUnit)> {
        let of_row = self.rows.get(row)?;
        // Asked of every cell that is read: most have one unit.
        let units = self.columns.get(column)?.units.len() + usize::from(of_row.unit.is_some());
        if units < 2 {
            return None;
        }
        let stated = || self.stated_units(row, column).filter(|found| !found.origin.is_around());
        let label = stated().find(|found| found.origin == UnitOrigin::Label && found.at.row != of_row.row);
        let is_near = |found: &&FoundUnit| found.origin != UnitOrigin::Label || found.at.row == of_row.row;
        let mut near = stated().filter(is_near).chain(label);
        let first = near.next()?;
        let other = near.find(|found| found.unit.dimension == first.unit.dimension && found.unit != first.unit);
        Some((first, other?))
    }

    fn stated_units(&self, row: usize, column: usize) -> impl Iterator<Item = &FoundUnit> {
        let column = self.columns.get(column);
        let percentages = column
            .and_then(|column| column.unit.as_ref())
            .is_some_and(|unit| unit.dimension == Dimension::Ratio);
        let of_row = self.rows.get(row).and_then(|row| row.unit.as_deref());
        let of_column = column.into_iter().flat_map(|column| &column.units);
        // The unit of a title is none of a row that is called after another measure: 户数 below 收入情况（万元）.
        let label = self.rows.get(row).map(|row| &*row.label);
        let speaks = move |found: &&FoundUnit| {
            found.origin != UnitOrigin::Title || label.is_none_or(|label| notes::may_be_in(label, &found.unit))
        };
        let of_column = of_column.filter(speaks);
        let is_of_another = |of_row: &&FoundUnit| column.is_some_and(|column| self.is_of_another(of_row, column));
        let of_row = of_row.filter(|of_row| !percentages && !is_of_another(of_row));
        of_row.into_iter().chain(of_column)
    }

    /// Whether a row's unit speaks of the column beside it alone, as 计量单位 does of 数量: of one that has no unit of its own,
    /// where the column of the cell has. (建设内容|计量单位|数量|金额（万元）)
    fn is_of_another(&self, of_row: &FoundUnit, column: &Column) -> bool {
        let own = |column: &Column| column.units.iter().any(|found| !found.origin.is_around());
        let is_bare = |beside: &Column| beside.role == ColumnRole::Data && !own(beside);
        let is_beside = |beside: &&Column| beside.column.abs_diff(of_row.at.column) == 1;
        let mut beside = self.columns.iter().filter(is_beside);
        of_row.origin == UnitOrigin::UnitColumn && own(column) && beside.any(is_bare)
    }
}

/// The unit in a cell itself or in its number format.
fn own_unit(cell: Option<&Cell>, at: CellRef) -> Option<FoundUnit> {
    let number::Reading::Number { unit: Some(unit), .. } = number::read(cell) else {
        return None;
    };
    let text = cell.is_some_and(|cell| matches!(cell.value, crate::workbook::CellValue::Text(_)));
    Some(FoundUnit {
        unit,
        origin: if text {
            UnitOrigin::Cell
        } else {
            UnitOrigin::NumberFormat
        },
        at,
    })
}

/// The tables of a sheet, from top to bottom, then left to right; where heads stand side by side in different rows,
/// first those of the left side. A list of words alone is one where the sheet has no other.
pub fn find(sheet: &Sheet) -> Vec<Table> {
    let whole = grid::Grid::new(sheet);
    let used = whole.used_columns();
    // A list beside the table gives no labels to its head.
    let without_list = aside::columns_without_list(&whole, &used);
    let beside_list = without_list.map(|own| find_figures(&whole.band(aside::range(own)), own));
    let figured = beside_list
        .filter(|tables| !tables.is_empty())
        .unwrap_or_else(|| find_figures(&whole, &used));
    let apart = || -> Vec<Table> {
        // Beside figures without a head the head of a table at the side begins none.
        let parts = band::apart(&whole);
        parts.into_iter().flat_map(|part| find_in(&whole.band(part))).collect()
    };
    let found = if figured.is_empty() { apart() } else { figured };
    match found.is_empty() {
        true => find_words(&whole),
        false => found,
    }
}

/// The tables that have figures; `used` are the columns that have a cell.
fn find_figures(whole: &grid::Grid<'_>, used: &[u32]) -> Vec<Table> {
    match band::bands(whole, used).as_slice() {
        [] | [_] => find_in(whole),
        bands => bands
            .iter()
            .flat_map(|band| find_in(&whole.band(band.clone())))
            .collect(),
    }
}

/// The list of words that a sheet holds.
fn find_words(grid: &grid::Grid<'_>) -> Vec<Table> {
    let Some(head) = lists::head(grid) else {
        return Vec::new();
    };
    let body = body::rows(grid, &head);
    let segments = segment::segments(grid, &head, &body);
    let tables = segments
        .iter()
        .filter_map(|segment| body::table(grid, &head, segment, &body, &[0..0, 0..head.first]));
    tables.collect()
}

/// Whether a head has no figures below it and is but the upper part of the next one, which is drawn right below with
/// names of rows at the left that this one leaves blank.
fn is_upper_part(grid: &grid::Grid<'_>, head: &head::Head, body: &body::Body) -> bool {
    /// A blank row may stand between.
    const BETWEEN: u32 = 2;
    let figures = |row: &u32| !grid.is_all_labels(*row, 1);
    let end = body.rows.last().copied().unwrap_or(head.last);
    let next = head::find(grid, body.resume.max(head.last + 1));
    let (Some(next), Some((left, _))) = (next, head.extent(grid)) else {
        return false;
    };
    let leftmost = next.extent(grid).map_or(left, |(leftmost, _)| leftmost);
    next.first <= end + BETWEEN
        && leftmost < left
        && head::names_rows_first(grid, next.first)
        && !body.rows.iter().any(figures)
        // A roster has its names there.
        && (head.first..next.first).all(|row| grid.class(row, leftmost).is_none())
}

fn find_in(grid: &grid::Grid<'_>) -> Vec<Table> {
    /// Rows between a head without figures and the one whose figures may be in its units.
    const NEAR: u32 = 2;
    let mut tables: Vec<Table> = Vec::new();
    // Where the search for a head begins, and the lines that may be its title.
    let (mut from, mut above) = (0, 0);
    // The last head without figures, and the last with some.
    let mut bare: Option<head::Head> = None;
    let mut before: Option<stacked::Above> = None;
    while let Some(head) = head::find(grid, from) {
        let last = head.last;
        let body = body::rows(grid, &head);
        if !is_upper_part(grid, &head, &body) && !body::goes_on_from_head(grid, &head, &body) {
            let near = bare.take().filter(|bare| head.first <= bare.last + NEAR);
            let stated = near.map_or_else(Vec::new, |bare| notes::of_head(grid, &bare));
            let lines = [stacked::lines_before(grid, before.as_ref(), &head), above..head.first];
            for segment in segment::segments(grid, &head, &body) {
                let table = body::table(grid, &head, &segment, &body, &lines);
                tables.extend(table.map(|mut table| {
                    sums::mark(grid.sheet, &mut table);
                    table.notes.extend(stated.iter().cloned());
                    table
                }));
            }
            if !body.rows.is_empty() {
                let [_, own] = lines;
                before = Some(stacked::Above {
                    head: (head.first, head.last),
                    lines: own,
                });
            }
            // What stands between a head without rows and the next is above that.
            above = match body.rows.is_empty() {
                true => last + 1,
                false => body.resume.max(last + 1),
            };
            bare = body.rows.is_empty().then_some(head);
        }
        // The body may be empty; what follows the head is looked at in any case.
        from = body.resume.max(last + 1);
    }
    stacked::tell_apart(grid, &mut tables);
    tables
}
