//! The cells of a sheet: one sorted row of them, a third as large as a map.

use std::ops::RangeBounds;

use super::Cell;
use crate::place::CellRef;

/// The cells of a sheet that are not empty, by row, then column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells(Vec<(CellRef, Cell)>);

/// A walk over cells, from either end.
type Walk<'a> =
    std::iter::Map<std::slice::Iter<'a, (CellRef, Cell)>, fn(&'a (CellRef, Cell)) -> (&'a CellRef, &'a Cell)>;

impl Cells {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cell at an address, when it is not empty.
    pub fn get(&self, at: CellRef) -> Option<&Cell> {
        self.index(at).and_then(|index| self.0.get(index)).map(|(_, cell)| cell)
    }

    /// The cell at an address, to be changed.
    pub fn get_mut(&mut self, at: CellRef) -> Option<&mut Cell> {
        let index = self.index(at)?;
        self.0.get_mut(index).map(|(_, cell)| cell)
    }

    fn index(&self, at: CellRef) -> Option<usize> {
        // As one number: two that are compared one after the other cost the search twice the time.
        let order = |at: CellRef| u64::from(at.row) << 32 | u64::from(at.column);
        self.0.binary_search_by_key(&order(at), |(place, _)| order(*place)).ok()
    }

    /// All cells in order.
    pub fn iter(&self) -> Walk<'_> {
        walk(&self.0)
    }

    /// The cells between two addresses, in order: whole rows where the columns of both are 0.
    pub fn range(&self, bounds: impl RangeBounds<CellRef>) -> Walk<'_> {
        let before = |(at, _): &(CellRef, Cell)| match bounds.start_bound() {
            std::ops::Bound::Included(start) => at < start,
            std::ops::Bound::Excluded(start) => at <= start,
            std::ops::Bound::Unbounded => false,
        };
        let within = |(at, _): &(CellRef, Cell)| match bounds.end_bound() {
            std::ops::Bound::Included(end) => at <= end,
            std::ops::Bound::Excluded(end) => at < end,
            std::ops::Bound::Unbounded => true,
        };
        let first = self.0.partition_point(before);
        let last = self.0.partition_point(within);
        walk(self.0.get(first..last).unwrap_or_default())
    }

    /// Adds cells in any order; of two at one address the later one stays.
    pub fn add(&mut self, cells: impl IntoIterator<Item = (CellRef, Cell)>) {
        self.0.extend(cells);
        if !self.0.is_sorted_by(|(one, _), (next, _)| one < next) {
            self.0.sort_by_key(|(at, _)| *at);
            // The later one is moved to the front of its equals, which are then dropped.
            self.0.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    std::mem::swap(next, kept);
                }
                same
            });
        }
        self.0.shrink_to_fit();
    }
}

fn walk(cells: &[(CellRef, Cell)]) -> Walk<'_> {
    cells.iter().map(|(at, cell)| (at, cell))
}

impl FromIterator<(CellRef, Cell)> for Cells {
    fn from_iter<I: IntoIterator<Item = (CellRef, Cell)>>(cells: I) -> Self {
        let mut all = Self::default();
        all.add(cells);
        all
    }
}

impl From<Vec<(CellRef, Cell)>> for Cells {
    fn from(cells: Vec<(CellRef, Cell)>) -> Self {
        // Not copied: the row of cells that a reader gathers is the one that is kept.
        let mut all = Self(cells);
        all.add([]);
        all
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = (&'a CellRef, &'a Cell);
    type IntoIter = Walk<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::CellValue;

    fn cell(text: &str) -> Cell {
        Cell::plain(CellValue::Text(text.into()))
    }

    fn words(cells: Walk<'_>) -> Vec<String> {
        cells.map(|(at, cell)| format!("{at}{}", cell.raw())).collect()
    }

    #[test]
    fn cells_are_sorted_and_the_later_of_two_stays() {
        let at = CellRef::new;
        let cells: Cells = [
            (at(1, 0), cell("丙")),
            (at(0, 1), cell("旧")),
            (at(0, 0), cell("甲")),
            (at(0, 1), cell("乙")),
        ]
        .into_iter()
        .collect();
        assert_eq!(words(cells.iter()), ["A1甲", "B1乙", "A2丙"]);
        assert_eq!(words(cells.range(at(0, 1)..at(1, 0))), ["B1乙"]);
        assert_eq!(words(cells.range(..=at(1, 0))), ["A1甲", "B1乙", "A2丙"]);
        assert_eq!(words(cells.range(at(1, 0)..at(0, 0))), Vec::<String>::new());
        assert_eq!(cells.get(at(1, 1)), None);
        assert_eq!(cells.get(at(0, 1)), Some(&cell("乙")));
    }

    #[test]
    fn a_cell_is_small() {
        assert_eq!(size_of::<(CellRef, Cell)>(), 40);
    }
}
