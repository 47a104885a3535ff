//! Finds the tables of a sheet by their labels: header paths, rows, units.

use std::sync::Arc;

use crate::place::CellRef;
use crate::unit::Unit;
use crate::workbook::Sheet;

/// What sort of row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A row of data: a village, a project, an indicator.
    Data,
    /// 合计, 总计, 全镇, 小计 (WB-08).
    Total,
    /// 其中: a part of the row above it (WB-09).
    Part,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Column of the sheet, from zero.
    pub column: u32,
    /// The header labels from the outermost to the innermost, cleaned: `["粮食作物", "播种面积"]`.
    pub path: Vec<String>,
    /// The unit that its header, the unit row or the 单位 line gives.
    pub unit: Option<Unit>,
    /// The cell in which that unit stands.
    pub unit_at: Option<CellRef>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Row of the sheet, from zero.
    pub row: u32,
    /// Its label, cleaned: `鼎新村`.
    pub label: String,
    /// The cell of the label.
    pub label_at: CellRef,
    /// What sort of row it is.
    pub kind: RowKind,
    /// For a 其中 row, the index of the row that it is a part of.
    pub whole: Option<usize>,
    /// The unit that the row's own unit column gives (WB-13).
    pub unit: Option<Unit>,
    /// The cell in which that unit stands.
    pub unit_at: Option<CellRef>,
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
}

/// The tables of a sheet, from top to bottom, then left to right.
pub fn find(sheet: &Sheet) -> Vec<Table> {
    let _ = sheet;
    Vec::new()
}
