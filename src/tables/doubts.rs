//! What was seen at a table and may have been misread: nothing of it may be lost without a word.

use super::foot;
use super::grid::{Class, Grid};
use super::head::Head;
use super::number::{self, Reading};
use super::segment::Segment;
use super::{Column, ColumnRole, FoundUnit, TableRow, UnitOrigin};
use crate::place::CellRef;

/// What may have been misread; the cells are those of one row, never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Figures, words or units in a row that was taken for a note, or that has no name.
    Unread(Vec<CellRef>),
    /// Numbers that were taken for the codes of columns, and may be data.
    Codes(Vec<CellRef>),
}

impl Doubt {
    /// The cells of the row.
    pub fn cells(&self) -> &[CellRef] {
        match self {
            Self::Unread(cells) | Self::Codes(cells) => cells,
        }
    }
}

/// The row of codes that may be one of data.
pub(super) fn of_codes(grid: &Grid<'_>, head: &Head, segment: &Segment) -> Vec<Doubt> {
    let cells = |row: u32| {
        let columns = grid.row(row).iter().map(|(column, _)| *column);
        columns
            .filter(|column| segment.contains(*column))
            .map(move |column| CellRef::new(row, column))
            .collect()
    };
    doubt(head.doubtful.map(cells).unwrap_or_default(), Doubt::Codes)
}

/// Gives the columns the units of a row that stands below figures; what says otherwise than another place is a doubt.
pub(super) fn of_units(grid: &Grid<'_>, columns: &mut [Column], rows: &[u32]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for row in rows {
        let mut unread = Vec::new();
        for column in columns.iter_mut() {
            let at = CellRef::new(*row, column.column);
            let Some(unit) = super::body::unit_at(grid, at) else {
                continue;
            };
            let stated = column.units.iter().find(|found| !found.origin.is_around());
            if stated.is_none() {
                let origin = UnitOrigin::UnitRow;
                column.units.insert(0, FoundUnit { unit, origin, at });
                column.unit = column.units.first().map(|found| found.unit.clone());
                column.unit_at = Some(at);
            } else if stated.is_some_and(|found| found.unit != unit) {
                unread.push(at);
            }
        }
        doubts.extend(doubt(unread, Doubt::Unread));
    }
    doubts
}

/// The rows of the body that have no name, and figures or units.
pub(super) fn of_rows(grid: &Grid<'_>, columns: &[Column], body: &[u32], rows: &[TableRow]) -> Vec<Doubt> {
    let named = |row: &u32| rows.binary_search_by_key(row, |own| own.row).is_ok();
    let unnamed = body.iter().filter(|row| !named(row));
    unnamed
        .flat_map(|row| {
            let figures = figures(grid, columns, *row, |_| true);
            let units = own_cells(grid, columns, *row).map(|(at, _, _)| at);
            let units = units.filter(|at| super::body::unit_at(grid, *at).is_some());
            doubt(figures.into_iter().chain(units).collect(), Doubt::Unread)
        })
        .collect()
}

/// The rows that were passed over, and have figures: 注：含林场 | 5 | 5. Behind 联系电话： and 日期： a number is none. Of one
/// that was passed over for a bare word, all that stands behind it; where nothing does, what may be a name itself: of rows
/// that are places, the last of which is `last`, none is called 审核, of steps of work one may be.
pub(super) fn of_notes(grid: &Grid<'_>, columns: &[Column], rows: &[u32], last: Option<u32>) -> Vec<Doubt> {
    let left = columns.first().map_or(0, |column| column.column);
    let of_places = last.is_some_and(|last| foot::names_place(grid, last));
    let is_figure = |at: CellRef| {
        let cells = grid.row(at.row);
        let before = cells.iter().rfind(|(column, _)| *column < at.column);
        let text = before.and_then(|(column, _)| grid.label(at.row, *column));
        text.is_none_or(|text| !super::words::is_signature(&text))
    };
    let cells = |row: u32| match foot::begins_by_name(grid, row) {
        true => behind_name(grid, columns, row),
        false => figures(grid, columns, row, is_figure),
    };
    let may_be_named = |row: u32| match foot::begins_by_name(grid, row) {
        true => !of_places,
        false => foot::may_be_named(grid, left, row),
    };
    let told = |row: u32| match cells(row) {
        cells if cells.is_empty() && may_be_named(row) => first_cell(grid, columns, row),
        cells => cells,
    };
    rows.iter().flat_map(|row| doubt(told(*row), Doubt::Unread)).collect()
}

/// The cells of a row behind its first.
fn behind_name(grid: &Grid<'_>, columns: &[Column], row: u32) -> Vec<CellRef> {
    let own = |column: &u32| columns.iter().any(|one| one.column == *column);
    let behind = grid.row(row).iter().skip(1).map(|(column, _)| *column);
    behind.filter(own).map(|column| CellRef::new(row, column)).collect()
}

/// The first cell of a row, where it is of these columns.
fn first_cell(grid: &Grid<'_>, columns: &[Column], row: u32) -> Vec<CellRef> {
    let own = |column: &u32| columns.iter().any(|one| one.column == *column);
    let first = grid.row(row).iter().take(1).map(|(column, _)| *column);
    first.filter(own).map(|column| CellRef::new(row, column)).collect()
}

/// The cells of a row that hold figures in columns of data.
fn figures(grid: &Grid<'_>, columns: &[Column], row: u32, is: impl Fn(CellRef) -> bool) -> Vec<CellRef> {
    let of_data = own_cells(grid, columns, row).filter(|(_, _, column)| column.role == ColumnRole::Data);
    let values = of_data.filter(|(_, class, _)| matches!(class, Class::Value | Class::Year));
    values
        .map(|(at, ..)| at)
        .filter(|at| !matches!(number::read(grid.cell(*at)), Reading::Date(_)))
        .filter(|at| is(*at))
        .collect()
}

/// The cells of a row that stand in one of these columns, which are in their order; a head may have far more columns than a
/// row has cells.
fn own_cells<'g>(
    grid: &'g Grid<'_>,
    columns: &'g [Column],
    row: u32,
) -> impl Iterator<Item = (CellRef, Class, &'g Column)> {
    grid.row(row).iter().filter_map(move |(column, class)| {
        let index = columns.binary_search_by_key(column, |own| own.column).ok()?;
        Some((CellRef::new(row, *column), *class, columns.get(index)?))
    })
}

fn doubt(cells: Vec<CellRef>, kind: fn(Vec<CellRef>) -> Doubt) -> Vec<Doubt> {
    (!cells.is_empty()).then(|| kind(cells)).into_iter().collect()
}
