//! The rows of a table: what names each, what sort it is, and which row it is a part of.

use super::body::unit_at;
use super::grid::{Class, Grid};
use super::label::{Label, take_apart};
use super::words;
use super::{Column, ColumnRole, FoundUnit, RowKind, TableRow, UnitOrigin};
use crate::place::CellRef;
use crate::unit::Unit;

/// Names the rows.
pub(super) struct Labeller<'g> {
    pub(super) grid: &'g Grid<'g>,
    pub(super) columns: &'g [Column],
    pub(super) stub: Option<u32>,
}

impl Labeller<'_> {
    /// The rows that have a name or figures.
    pub(super) fn rows(&self, rows: &[u32]) -> Vec<TableRow> {
        let mut named: Vec<Named> = Vec::new();
        for row in rows {
            let Some(at) = self.label_cell(*row) else { continue };
            let (at, is_part) = self.behind_part_word(*row, at);
            let text = self.grid.text(at.row, at.column).unwrap_or_default();
            let mut label = take_apart(&text);
            label.part |= is_part;
            let indent = indentation(&text);
            let unit = self.row_unit(*row).or_else(|| in_label(&label, at));
            let (kind, whole) = sort_of(&label, indent, unit.as_ref().map(|found| &found.unit), &named);
            let row = TableRow {
                row: *row,
                label: label.text,
                label_at: at,
                kind,
                whole,
                groups: self.groups(*row, at),
                unit: unit.map(Box::new),
            };
            named.push(Named {
                // A unit waits for a figure.
                figures: row.unit.is_some() || self.has_figures(row.row),
                row,
                indent,
                by_word: label.part,
            });
        }
        named.into_iter().map(|named| named.row).collect()
    }

    /// What the columns of words left of a row's label say of it. A blank cell that no merge covers says nothing.
    fn groups(&self, row: u32, label: CellRef) -> Vec<String> {
        let left = self.columns.iter().filter(|column| {
            let words = column.role == ColumnRole::Data && !column.path.is_empty();
            words && column.column < label.column
        });
        let said = left.filter_map(|column| {
            let origin = self.grid.origin(CellRef::new(row, column.column));
            self.grid.label(origin.row, origin.column)
        });
        said.map(|text| take_apart(&text).text).collect()
    }

    /// Where 其中 stands alone in a column of its own, often merged over all parts, the words at its right name
    /// the row.
    fn behind_part_word(&self, row: u32, at: CellRef) -> (CellRef, bool) {
        let text = self.grid.text(at.row, at.column).unwrap_or_default();
        let name = || {
            self.columns
                .iter()
                .filter(|column| column.column > at.column && column.role != ColumnRole::Unit)
                .map(|column| CellRef::new(row, column.column))
                .find(|cell| self.grid.class(cell.row, cell.column).is_some())
                .filter(|cell| self.grid.class(cell.row, cell.column) == Some(Class::Label))
        };
        let behind = (take_apart(&text).text == words::PART).then(name).flatten();
        behind.map_or((at, false), |cell| (cell, true))
    }

    /// Whether a row has a figure of its own, or a mark where one could stand; a heading over a group of rows has
    /// none.
    fn has_figures(&self, row: u32) -> bool {
        self.columns
            .iter()
            .filter(|column| column.role == ColumnRole::Data)
            .any(|column| {
                matches!(
                    self.grid.class(row, column.column),
                    Some(Class::Value | Class::Year | Class::Mark)
                )
            })
    }

    /// The cell that names a row: its own cell of the label column; the words at the left of it (合计 over 序号
    /// and 村名); the cell merged over it; else, for a row that has figures, the label column's blank cell.
    fn label_cell(&self, row: u32) -> Option<CellRef> {
        let stub = self.stub?;
        let own = CellRef::new(row, stub);
        if self.grid.class(row, stub).is_some() {
            return Some(own);
        }
        let left = self
            .columns
            .iter()
            .map(|column| column.column)
            .filter(|column| *column < stub)
            .find(|column| self.grid.class(row, *column) == Some(Class::Label));
        if let Some(column) = left {
            return Some(CellRef::new(row, column));
        }
        let origin = self.grid.origin(own);
        if origin != own && self.grid.label(origin.row, origin.column).is_some() {
            return Some(origin);
        }
        let figures = self
            .columns
            .iter()
            .filter(|column| column.role == ColumnRole::Data)
            .filter(|column| matches!(self.grid.class(row, column.column), Some(Class::Value | Class::Year)))
            .count();
        (figures >= 2).then_some(own)
    }

    /// The unit in the row's 计量单位 column.
    fn row_unit(&self, row: u32) -> Option<FoundUnit> {
        let column = self.columns.iter().find(|column| column.role == ColumnRole::Unit)?;
        // A unit merged over several rows holds for all of them.
        let at = self.grid.origin(CellRef::new(row, column.column));
        Some(FoundUnit {
            unit: unit_at(self.grid, at)?,
            origin: UnitOrigin::UnitColumn,
            at,
        })
    }
}

/// The unit in the brackets of a row's label.
fn in_label(label: &Label, at: CellRef) -> Option<FoundUnit> {
    Some(FoundUnit {
        unit: label.unit.clone()?,
        origin: UnitOrigin::Label,
        at,
    })
}

/// A row with what the rows below it need to know.
struct Named {
    row: TableRow,
    /// Half-width blanks before its label.
    indent: usize,
    /// Whether 其中 stands in its label.
    by_word: bool,
    figures: bool,
}

impl Named {
    fn unit(&self) -> Option<&Unit> {
        self.row.unit.as_ref().map(|found| &found.unit)
    }
}

/// What sort of row a label makes, and the row that it is a part of, by the rows above it and their indents.
fn sort_of(label: &Label, indent: usize, unit: Option<&Unit>, above: &[Named]) -> (RowKind, Option<usize>) {
    if words::is_total(&label.text) {
        return (RowKind::Total, None);
    }
    if label.part {
        let whole = above.iter().rposition(|named| named.row.kind != RowKind::Part);
        return (RowKind::Part, whole);
    }
    let Some(last) = above.last().filter(|_| indent > 0) else {
        return (RowKind::Data, None);
    };
    // A row that goes on behind a 其中 row, no less indented, is another part of the same whole.
    if last.row.kind == RowKind::Part && indent >= last.indent && is_by_word(last, above) {
        return (RowKind::Part, last.row.whole);
    }
    match whole_by_indent(indent, unit, above) {
        Some(whole) => (RowKind::Part, Some(whole)),
        None => (RowKind::Data, None),
    }
}

/// Whether a part is one by the word 其中, in its own label or in the one above that it goes on from.
fn is_by_word(last: &Named, above: &[Named]) -> bool {
    last.by_word
        || last
            .row
            .whole
            .and_then(|whole| above.get(whole + 1))
            .is_some_and(|first| first.by_word)
}

/// The row of which a more deeply indented one is a part, without the word 其中. No part are a village below 合计,
/// an indicator below a heading without figures, and what is measured in another unit (单产 below 面积).
fn whole_by_indent(indent: usize, unit: Option<&Unit>, above: &[Named]) -> Option<usize> {
    let mut at = above.len().checked_sub(1)?;
    // Back from deeper rows to one that is no deeper; each step leads to a row less indented.
    while above.get(at)?.indent > indent {
        at = above.get(at)?.row.whole.filter(|whole| *whole < at)?;
    }
    let nearest = above.get(at)?;
    if nearest.indent == indent {
        return nearest.row.whole.filter(|_| nearest.unit() == unit);
    }
    let is_whole = nearest.row.kind != RowKind::Total && nearest.figures && nearest.unit() == unit;
    is_whole.then_some(at)
}

/// How far a label is indented, in half-width blanks.
fn indentation(text: &str) -> usize {
    text.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\u{3000}' { 2 } else { 1 })
        .sum()
}
