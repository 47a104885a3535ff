//! The merged ranges of a sheet, found by any cell that they cover.

use std::ops::Deref;

use super::CellRange;
use crate::place::CellRef;

/// The merged ranges of a sheet, by their first cell; the content stands in that cell of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merges {
    ranges: Vec<CellRange>,
    /// For each range, the last row that it or one before it covers.
    reach: Vec<u32>,
}

impl Merges {
    /// The range that covers an address; of several, which no spreadsheet program makes, the last one.
    pub fn at(&self, at: CellRef) -> Option<&CellRange> {
        let begun = self.ranges.partition_point(|range| range.start <= at);
        let reaching = self.ranges.iter().zip(&self.reach).take(begun).rev();
        reaching
            .take_while(|(_, reach)| **reach >= at.row)
            .map(|(range, _)| range)
            .find(|range| range.contains(at))
    }
}

impl From<Vec<CellRange>> for Merges {
    fn from(mut ranges: Vec<CellRange>) -> Self {
        ranges.sort();
        let mut farthest = 0;
        let reach = ranges.iter().map(|range| {
            farthest = range.end.row.max(farthest);
            farthest
        });
        Self {
            reach: reach.collect(),
            ranges,
        }
    }
}

impl FromIterator<CellRange> for Merges {
    fn from_iter<I: IntoIterator<Item = CellRange>>(ranges: I) -> Self {
        Vec::from_iter(ranges).into()
    }
}

impl Deref for Merges {
    type Target = [CellRange];

    fn deref(&self) -> &[CellRange] {
        &self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_found_by_every_cell_that_it_covers() {
        let range = |first: (u32, u32), last: (u32, u32)| CellRange {
            start: CellRef::new(first.0, first.1),
            end: CellRef::new(last.0, last.1),
        };
        let all = [
            range((8, 0), (8, 3)),
            range((0, 0), (0, 5)),
            range((1, 0), (9, 0)),
            range((1, 2), (2, 3)),
            range((3, 2), (3, 4)),
        ];
        // The two at A9 overlap; the later one in order answers.
        let merges = Merges::from(all.to_vec());
        for (row, column) in (0..12).flat_map(|row| (0..7).map(move |column| (row, column))) {
            let at = CellRef::new(row, column);
            let expected = all.iter().filter(|range| range.contains(at)).max();
            assert_eq!(merges.at(at), expected, "{at}");
        }
    }
}
