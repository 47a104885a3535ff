//! A sheet as the table finder sees it: rows of cells that are labels, numbers or marks.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::number::{self, Reading};
use crate::place::CellRef;
use crate::workbook::{CellRange, CellValue, Sheet};

/// What a cell is to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Words.
    Label,
    /// A bare number that may be a year (2023): a header label as well as a figure.
    Year,
    /// A figure, a date, an error, a formula without a value.
    Value,
    /// — / 无: stands where a figure could.
    Mark,
}

/// The cells of a row that are not blank, from left to right.
pub(super) type GridRow = Vec<(u32, Class)>;

/// A sheet by rows.
pub(super) struct Grid<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) rows: BTreeMap<u32, GridRow>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut rows: BTreeMap<u32, GridRow> = BTreeMap::new();
        for (at, cell) in &sheet.cells {
            let class = match number::read(Some(cell)) {
                Reading::Blank => continue,
                Reading::NotANumber(_) => Class::Label,
                Reading::NotApplicable => Class::Mark,
                Reading::Number { value, unit: None, .. } if is_year(value) => Class::Year,
                Reading::Number { .. } | Reading::Date(_) | Reading::Error(_) | Reading::FormulaWithoutValue => {
                    Class::Value
                }
            };
            rows.entry(at.row).or_default().push((at.column, class));
        }
        Self { sheet, rows }
    }

    /// The cells of a row; none for a blank row.
    pub(super) fn row(&self, row: u32) -> &[(u32, Class)] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// What a cell is; none when it is blank.
    pub(super) fn class(&self, row: u32, column: u32) -> Option<Class> {
        let cells = self.row(row);
        let index = cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        cells.get(index).map(|(_, class)| *class)
    }

    /// The words of a cell, or the year that it holds; none for other numbers and blanks.
    pub(super) fn label(&self, row: u32, column: u32) -> Option<&'a str> {
        match self.class(row, column)? {
            Class::Label | Class::Year => self.text(row, column),
            Class::Value | Class::Mark => None,
        }
    }

    /// What a person sees in the cell.
    pub(super) fn text(&self, row: u32, column: u32) -> Option<&'a str> {
        self.sheet.cell(CellRef::new(row, column)).map(|cell| cell.raw.as_str())
    }

    /// The number in a cell, when it holds a whole one.
    pub(super) fn whole_number(&self, row: u32, column: u32) -> Option<i64> {
        let cell = self.sheet.cell(CellRef::new(row, column))?;
        let value = match (&cell.value, number::read(Some(cell))) {
            (CellValue::Number(value), _) => *value,
            (_, Reading::Number { value, unit: None, .. }) => value,
            _ => return None,
        };
        value.is_integer().then(|| i64::try_from(value).ok()).flatten()
    }

    /// The merged ranges that begin or end within some rows.
    pub(super) fn merges_in(&self, first: u32, last: u32) -> impl Iterator<Item = &'a CellRange> {
        self.sheet
            .merges
            .iter()
            .filter(move |merge| merge.start.row <= last && merge.end.row >= first)
    }

    /// Whether a row holds only words (and years), at least so many.
    pub(super) fn is_all_labels(&self, row: u32, at_least: usize) -> bool {
        let cells = self.row(row);
        cells.len() >= at_least
            && cells
                .iter()
                .all(|(_, class)| matches!(class, Class::Label | Class::Year))
    }

    /// Whether a row looks like data: words or a running number at left, a figure or a mark at right.
    pub(super) fn is_data(&self, row: u32) -> bool {
        let cells = self.row(row);
        let figure = |class: Class| matches!(class, Class::Value | Class::Mark | Class::Year);
        let labelled = cells.iter().position(|(_, class)| *class == Class::Label);
        labelled.is_some_and(|at| cells.iter().skip(at + 1).any(|(_, class)| figure(*class)))
    }
}

fn is_year(value: Decimal) -> bool {
    value.is_integer() && value >= Decimal::from(1980) && value <= Decimal::from(2100)
}
