//! Where a head ends beside the names of its rows: in a lower row than its groups, or before a title among the rows.

use super::super::grid::{Class, Grid};
use super::super::label::normalise;
use super::super::words;
use super::Head;

impl Head {
    /// Whether a row below one of groups, which leaves the names of the rows blank, names them and every column: 畜种 | 猪 | 牛 | 猪
    /// | 牛 below 存栏数量 | 应免数量. Right below it figures stand under each of its labels, where words of a row of data have
    /// none.
    pub(super) fn names_corner(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let (Some((names, labels)), Some((left, right))) = (cells.split_first(), self.extent(grid)) else {
            return false;
        };
        let is = |row: u32, column: u32, class: Class| grid.class(row, column) == Some(class);
        let is_group = |column: u32| {
            let merge = self.merge_over(self.first, column);
            merge.is_some_and(|merge| merge.end.column > merge.start.column && merge.end.row == self.first)
        };
        let covered = |column: &u32| is(row, *column, Class::Label) && is(row + 1, *column, Class::Value);
        self.first == self.last
            && row == self.last + 1
            && *names < left
            && is(row, *names, Class::Label)
            && is(row + 1, *names, Class::Label)
            && labels.first() == Some(&left)
            && labels.last() == Some(&right)
            && labels.len() as u32 == right - left + 1
            && labels.iter().all(covered)
            && labels.iter().any(|column| is_group(*column))
    }

    /// Whether a row is but a title among the rows right below the name of the items that they are: 一、家庭情况 below 填表项目, before
    /// the first row of figures.
    pub(super) fn is_title_below_items(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let [column] = cells else { return false };
        let label = |row: u32| grid.label(row, *column).unwrap_or_default();
        words::is_section(&label(row)) && words::names_items(&normalise(&label(self.last))) && grid.is_data(row + 1)
    }
}
