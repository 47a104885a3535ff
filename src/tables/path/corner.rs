//! The corner by which forms draw a whole and its parts: a cell merged downwards beside a blank that other labels stand below.

use super::super::label::depth_of_numbering;
use super::super::words;
use super::Labels;
use crate::place::CellRef;

impl Labels<'_, '_> {
    /// Whether what stands below a blank may be parts of the label at its left: 1.马 beside 其中：能繁母牛 is none, nor is what
    /// stands there alone and does not say that it is a part, 今年收入 beside 上年收入, but for a total.
    pub(super) fn may_be_parts(&self, whole: CellRef, blank: CellRef) -> bool {
        let Some(first) = self.first_below(blank) else {
            return false;
        };
        let numbered = self
            .grid
            .label(first.row, first.column)
            .is_some_and(|text| depth_of_numbering(&text).is_some());
        if numbered && self.is_part(whole) {
            return false;
        }
        let says_so = self.is_part(first) || self.labels.get(&whole).is_some_and(|label| is_whole(&label.text));
        says_so || numbered || self.has_label_behind(whole, first)
    }

    /// The uppermost label below a blank in its own column.
    fn first_below(&self, blank: CellRef) -> Option<CellRef> {
        let below = self.head.label_rows().filter(|row| *row > blank.row);
        let mut below = below.map(|row| CellRef::new(row, blank.column));
        below.find(|at| self.labels.contains_key(at))
    }

    /// Whether another label stands behind the first below a blank, under no cell of the whole's row but a blank one.
    fn has_label_behind(&self, whole: CellRef, first: CellRef) -> bool {
        let Some(column) = first.column.checked_add(1) else {
            return false;
        };
        let mut rows = self.head.label_rows().filter(|row| *row > whole.row);
        let above = CellRef::new(whole.row, column);
        let merge = self.head.merge_over(above.row, above.column);
        let covered = self.grid.class(above.row, above.column).is_some()
            || merge.is_some_and(|merge| self.grid.class(merge.start.row, merge.start.column).is_some());
        !covered && rows.any(|row| self.labels.contains_key(&CellRef::new(row, column)))
    }
}

/// Whether a label says that it is of all: 合计, 总户数, 投入资金总数.
fn is_whole(label: &str) -> bool {
    words::is_total(label) || label.contains('总') || label.starts_with('全')
}
