//! Numbers of merged cells: one that stands for several rows or columns is that of none of them by itself.

use std::collections::BTreeSet;

use super::locate::Spot;
use super::stated::is_told;
use crate::diag::{Code, Diagnostic, Sink};
use crate::tables::{ColumnRole, Table};
use crate::workbook::{CellRange, Sheet};

/// Tells of a number that several rows or columns of the table share.
pub(super) fn tell(spot: &Spot<'_, '_>, name: &str, sink: &mut Sink) {
    let sheet = spot.leaf.sheet;
    let Some((table, merge)) = spot.table.zip(sheet.merge_at(spot.cell)) else {
        return;
    };
    if !(stands_for_rows(table, sheet, merge) || stands_for_columns(table, merge)) {
        return;
    }
    let place = spot.place();
    if is_told(sink, (Code::CellMerged, name), |told| *told == place) {
        return;
    }
    let problem = Diagnostic::new(Code::CellMerged).with("name", name);
    let problem = problem.with("found", spot.leaf.shown(spot.cell));
    sink.push(problem.at_cell(&place).at_cell(&spot.leaf.place(merge.end)));
}

/// Whether rows with labels of their own are merged; one label over all of them makes them one.
fn stands_for_rows(table: &Table, sheet: &Sheet, merge: &CellRange) -> bool {
    let rows = table
        .rows
        .iter()
        .filter(|row| (merge.start.row..=merge.end.row).contains(&row.row));
    let labels: BTreeSet<_> = rows.map(|row| sheet.origin(row.label_at)).collect();
    labels.len() > 1
}

/// Whether columns with heads of their own are merged.
fn stands_for_columns(table: &Table, merge: &CellRange) -> bool {
    let columns = table.columns.iter().filter(|column| column.role == ColumnRole::Data);
    let covered = columns.filter(|column| (merge.start.column..=merge.end.column).contains(&column.column));
    let heads: BTreeSet<_> = covered.map(|column| &column.path).collect();
    heads.len() > 1
}
