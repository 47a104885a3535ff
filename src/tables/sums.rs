//! Rows that are the sum of all others: one without a name, or of the township's own below its villages (WB-08).

use rust_decimal::Decimal;

use super::{ColumnRole, RowKind, Table, TableRow, number};
use crate::unit::Dimension;
use crate::workbook::Sheet;

/// Takes the first or the last row for a total where it has no name and its figures are the sums of the others. A row with
/// a name is a total by what its name says only: figures may be each other's sums by chance.
pub(super) fn mark(sheet: &Sheet, table: &mut Table) {
    let data: Vec<usize> = table.data_rows().map(|(index, _)| index).collect();
    let ends = [data.first(), data.last()].into_iter().flatten().copied();
    let is_total = |row: &usize| table.rows[*row].label.is_empty() && table.is_sum_of_others(sheet, *row);
    if let Some(row) = ends.into_iter().find(is_total) {
        table.rows[row].kind = RowKind::Total;
    }
}

impl Table {
    /// Whether the figures of a row are the sums of those of all other rows of data, in more columns than not; where there
    /// is another total, it must be the same.
    pub fn is_sum_of_others(&self, sheet: &Sheet, row: usize) -> bool {
        let columns = (0..self.columns.len()).filter(|column| self.may_be_summed(*column));
        let (mut alike, mut different) = (0, 0);
        for column in columns {
            match self.agrees(sheet, row, column) {
                Some(true) => alike += 1,
                Some(false) => different += 1,
                None => {}
            }
        }
        alike > different
    }

    fn may_be_summed(&self, column: usize) -> bool {
        let column = &self.columns[column];
        let is_ratio = column
            .unit
            .as_ref()
            .is_some_and(|unit| unit.dimension == Dimension::Ratio);
        column.role == ColumnRole::Data && !is_ratio
    }

    /// Whether a figure is the sum of the others in its column; none where that says nothing.
    fn agrees(&self, sheet: &Sheet, row: usize, column: usize) -> Option<bool> {
        let figure = |row: usize| number::value(self.cell(sheet, row, column));
        let own = figure(row).filter(|own| !own.is_zero())?;
        let others: Vec<Decimal> = self
            .data_rows()
            .filter(|(index, _)| *index != row)
            .filter_map(|(index, _)| figure(index))
            .collect();
        let is_whole = |row: &TableRow| row.kind == RowKind::Total && !row.label.ends_with("小计");
        let total = self.rows.iter().position(is_whole);
        let same = total.and_then(figure).is_none_or(|total| total == own);
        let sum = others.iter().copied().try_fold(Decimal::ZERO, Decimal::checked_add);
        (others.len() > 1).then_some(same && sum == Some(own))
    }
}
