//! Tables that are wider than any page, parted by columns, and how layout drew each table.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Inline, Row, Table, TableCell};

/// How layout drew one table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TableFacts {
    /// Whether it lies on turned pages (TABL-01).
    pub turned: bool,
    /// Its parts, in order; one when no page is too narrow for it.
    pub parts: Vec<TablePart>,
}

/// Some columns of a table, drawn as a table of their own.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TablePart {
    /// The columns; where there are several parts, each begins with the columns that name the rows.
    pub columns: Vec<usize>,
    /// Their widths, in points.
    pub widths: Vec<f64>,
    /// The rows of the body, from zero, that a page may end within: each is taller than a third of a page (TB-03).
    pub split_rows: BTreeSet<usize>,
    /// Whether its caption and its unit line come again with its head, since it goes on on another page (TB-02).
    pub caption_repeated: bool,
}

impl Table {
    /// `表1　名称`, with `（1/3）` on each `part` of how many; empty when the table has neither number nor name.
    pub fn full_caption(&self, part: Option<(usize, usize)>) -> Vec<Inline> {
        let mut content = Vec::new();
        if !self.label.is_empty() {
            content.push(Inline::Text(self.label.clone()));
        }
        if !self.label.is_empty() && !self.caption.is_empty() {
            content.push(Inline::Text('\u{3000}'.to_string()));
        }
        content.extend(self.caption.iter().cloned());
        content.extend(part.map(|(number, count)| Inline::Text(format!("（{number}/{count}）"))));
        content
    }

    /// What is said under it: its notes, and where it is in several `parts`, that it is.
    pub fn all_notes(&self, parts: usize) -> Vec<Vec<Inline>> {
        let parted = format!("注：本表较宽，按列分为{parts}个部分，各部分左侧重复列出名称。");
        let parted = (parts > 1).then(|| vec![Inline::Text(parted)]);
        self.notes.iter().cloned().chain(parted).collect()
    }

    /// Some of its columns as a table. Cells that reach over the edge of a part stand in both, cut.
    pub fn part(&self, columns: &[usize]) -> Self {
        let rows = |rows: &[Row]| rows.iter().map(|row| row.part(columns)).collect();
        Self {
            columns: (columns.iter())
                .filter_map(|column| self.columns.get(*column).copied())
                .collect(),
            header: rows(&self.header),
            body: rows(&self.body),
            ..self.clone()
        }
    }
}

impl Row {
    fn part(&self, columns: &[usize]) -> Self {
        let of_cell = |cell: &TableCell| {
            let own = cell.column..cell.column.saturating_add(cell.column_span);
            let first = columns.iter().position(|column| own.contains(column))?;
            let span = columns[first..]
                .iter()
                .take_while(|column| own.contains(column))
                .count();
            Some(TableCell {
                column: first,
                column_span: span,
                ..cell.clone()
            })
        };
        Self {
            cells: self.cells.iter().filter_map(of_cell).collect(),
            total: self.total,
        }
    }
}
