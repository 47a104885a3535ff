//! How far a group of a head reaches where its merged cell falls short of the last of its columns.

use super::super::words;
use super::Labels;
use crate::place::CellRef;

/// Most labels of a row that are looked at for another group.
const GROUPS: usize = 64;

impl Labels<'_, '_> {
    /// Whether a group is merged over all of its columns but the last: with that column the labels below it are those below
    /// another group of the row, 合计 | 男 | 女 and once more 合计 | 男 | 女. What is but a translation tells nothing.
    pub(super) fn is_one_short(&self, group: CellRef, column: u32) -> bool {
        let Some(merge) = self.head.merge_over(group.row, group.column) else {
            return false;
        };
        let width = column.saturating_sub(merge.start.column) + 1;
        let is_next = merge.start.row == merge.end.row && merge.end.column + 1 == column && width > 2;
        let own = || self.labels_below(merge.start, width);
        let is_alike = |other: CellRef| {
            let pairs = own().zip(self.labels_below(other, width));
            pairs.is_some_and(|(own, others)| {
                let alike = |(one, other): (&String, &String)| one == other || one.is_ascii() && other.is_ascii();
                let mut pairs = own.iter().zip(&others);
                own.last() == others.last()
                    && pairs.all(alike)
                    && !own.iter().rev().skip(1).any(|label| Some(label) == own.last())
            })
        };
        let cells = self.grid.row(group.row).iter().take(GROUPS);
        let mut others = cells.map(|(column, _)| CellRef::new(group.row, *column));
        is_next
            && others.any(|other| other.column != merge.start.column && self.ends_at(other, width) && is_alike(other))
    }

    /// Whether a group is so wide: another label of its row, or a column without a label below, stands behind it.
    fn ends_at(&self, group: CellRef, width: u32) -> bool {
        let end = group.column.saturating_add(width);
        let inside = self.grid.has_cell(group.row, group.column + 1..=end - 1);
        let behind = self.grid.class(group.row, end).is_some() || self.grid.class(group.row + 1, end).is_none();
        !inside && behind
    }

    /// The labels right below so many columns from a cell on; none where one of them has none.
    fn labels_below(&self, at: CellRef, width: u32) -> Option<Vec<String>> {
        let columns = at.column..at.column.saturating_add(width);
        let label = |column: u32| Some(self.labels.get(&CellRef::new(at.row + 1, column))?.text.clone());
        columns.map(label).collect()
    }

    /// Whether a group whose cell is merged downwards, but not to its own label below, and that is the whole of the column at
    /// the left of another goes on over that one: 城镇 over 就业人员, beside 农业 | 采矿业.
    pub(super) fn goes_on(&self, whole: CellRef, column: u32) -> bool {
        let at_left = CellRef::new(whole.row, column.saturating_sub(1));
        let names = |text: &str| !words::is_total(text) && !text.is_ascii();
        let own = |row: u32| {
            self.labels
                .get(&CellRef::new(row, whole.column))
                .is_some_and(|label| names(&label.text))
        };
        let merge = self.head.merge_over(whole.row, whole.column);
        let is_over_own =
            own(whole.row) && merge.is_some_and(|merge| merge.end.row > whole.row && own(merge.end.row + 1));
        is_over_own && self.shown.get(&at_left) == Some(&whole)
    }
}
