//! Which label of a head another one is a part of: 其中：水稻 of 播种面积 (WB-09).

use std::collections::BTreeMap;

use super::super::label::{Label, depth_of_numbering, normalise, part_number};
use super::super::words;
use super::{Labels, names_rows};
use crate::place::CellRef;
use crate::unit::Dimension;

impl Labels<'_, '_> {
    pub(super) fn is_part(&self, cell: CellRef) -> bool {
        let label = self.labels.get(&cell);
        label.is_some_and(|label| label.part || label.text == words::PART)
    }

    /// Finds the wholes of the parts in a row: for a label with 其中, the label of which it is a part, the nearest at its
    /// left in the same group that is no part itself and has its unit, where it has one (水稻面积 is no part of 总产量).
    pub(super) fn find_wholes(&mut self, row: u32, columns: impl Iterator<Item = u32>) {
        let above = self.head.label_rows().take_while(|above| *above < row).last();
        let mut group = None;
        // What may be a whole, the nearest last; of those measured alike the nearest.
        let mut candidates: Vec<(Option<Dimension>, CellRef)> = Vec::new();
        let mut numbered: BTreeMap<u32, Option<CellRef>> = BTreeMap::new();
        // The cells since the last part.
        let mut between: Vec<CellRef> = Vec::new();
        for column in columns {
            let own_group = above.and_then(|above| self.shown.get(&CellRef::new(above, column)).copied());
            if own_group != group {
                candidates.clear();
                between.clear();
                group = own_group;
            }
            let cell = CellRef::new(row, column);
            if self.is_part(cell) {
                let number = self.number(cell);
                // (2)其中 is a part of what (1)其中 is a part of.
                let sibling = number
                    .and_then(|number| number.checked_sub(1))
                    .filter(|before| *before > 0);
                let whole = match sibling {
                    Some(before) => numbered.get(&before).copied().flatten(),
                    None => self.whole_above(cell).or_else(|| self.whole_among(cell, &candidates)),
                };
                if sibling.is_some() {
                    self.share_whole(whole, &between);
                }
                between.clear();
                numbered.extend(number.map(|number| (number, whole)));
                self.wholes.extend(whole.map(|whole| (cell, whole)));
            } else {
                between.push(cell);
            }
            if let Some(shown) = self.shown.get(&cell).copied().filter(|shown| !self.is_part(*shown)) {
                let dimension = self.dimension(shown);
                candidates.retain(|(other, _)| *other != dimension);
                candidates.push((dimension, shown));
            }
        }
    }

    /// What stands between (1)其中 and (2)其中 goes on with the former: it is a part of the same whole, unless it is numbered
    /// itself, measured otherwise, or a total.
    fn share_whole(&mut self, whole: Option<CellRef>, between: &[CellRef]) {
        let Some(whole) = whole else { return };
        let is_part = |cell: &CellRef| {
            let numbered = self
                .grid
                .text(cell.row, cell.column)
                .is_some_and(|text| depth_of_numbering(&text).is_some());
            let label = self.labels.get(cell);
            let names = |label: &Label| names_rows(&label.text) || words::is_total(&label.text);
            label.is_some_and(|label| !names(label)) && !numbered && self.measure_the_same(cell, &whole)
        };
        let parts: Vec<CellRef> = between.iter().copied().filter(is_part).collect();
        self.wholes.extend(parts.into_iter().map(|part| (part, whole)));
    }

    fn number(&self, cell: CellRef) -> Option<u32> {
        part_number(&self.grid.text(cell.row, cell.column)?)
    }

    /// What a label is measured in, by the unit in its bracket or below it.
    fn dimension(&self, cell: CellRef) -> Option<Dimension> {
        let in_label = self.labels.get(&cell).and_then(|label| label.unit.clone());
        let in_row = || self.head.unit_in_row(self.grid, cell.column);
        let unit = in_label.or_else(|| in_row().map(|found| found.unit));
        unit.map(|unit| unit.dimension)
    }

    /// The whole of a part among those at its left. A mere 合计 names nothing: its parts are parts of the group.
    fn whole_among(&self, part: CellRef, candidates: &[(Option<Dimension>, CellRef)]) -> Option<CellRef> {
        let own = self.dimension(part);
        // 税收 behind 为上年% is a part of the amount before it.
        let is_amount = |(_, cell): &&(Option<Dimension>, CellRef)| {
            let label = self.labels.get(cell);
            !label.is_some_and(|label| words::compares(&label.text))
        };
        let fits = |candidate: &&(Option<Dimension>, CellRef)| match own {
            None => is_amount(candidate),
            Some(_) => candidate.0 == own,
        };
        let (_, whole) = candidates.iter().rev().find(fits)?;
        let text = &self.labels.get(whole)?.text;
        let is_whole =
            !names_rows(text) && !words::is_total(text) && whole.row == part.row && !self.is_one_of_two(*whole, text);
        is_whole.then(|| self.down_to(part, *whole))
    }

    /// Whether a label right before a part halves what the part is of, together with that before it: 男 | 女 before 其中：计划内.
    fn is_one_of_two(&self, half: CellRef, text: &str) -> bool {
        const HALVES: [[&str; 2]; 4] = [["男", "女"], ["男性", "女性"], ["男孩", "女孩"], ["男童", "女童"]];
        let before = half.column.checked_sub(1).map(|column| CellRef::new(half.row, column));
        let before = before.and_then(|before| self.labels.get(&before));
        let other = before.map_or("", |before| before.text.as_str());
        let mut halves = HALVES.iter();
        halves.any(|[one, two]| text == *two && other == *one || text == *one && other == *two)
    }

    /// The whole of a part that reaches further down, merged or over blank cells: where one label alone stands below that
    /// at its left, as far down as the part reaches, that one. (一、农业机械户 over 1.作业组织, beside (1)其中：合作社.)
    fn down_to(&self, part: CellRef, whole: CellRef) -> CellRef {
        let last = CellRef::new(whole.row, part.column.saturating_sub(1));
        let is_own = |row: &u32| match self.head.merge_over(*row, part.column) {
            Some(merge) => merge.start == part,
            None => self.grid.class(*row, part.column).is_none(),
        };
        let below = self.head.label_rows().skip_while(|row| *row <= whole.row);
        let below: Vec<u32> = below.take_while(is_own).collect();
        let shown = |row: u32, column: u32| self.shown.get(&CellRef::new(row, column)).copied();
        let alone = |cell: &CellRef| {
            let label = self.labels.get(cell);
            *cell != whole
                && label.is_some_and(|label| !label.text.is_empty() && !names_rows(&label.text))
                && !self.is_part(*cell)
                && (whole.column..=last.column).all(|column| shown(cell.row, column) == Some(*cell))
        };
        let mut lowest = below.into_iter().rev().filter_map(|row| shown(row, whole.column));
        lowest.find(alone).unwrap_or(whole)
    }

    /// The label of a whole that begins a row higher than its part, beside a blank cell: the corner of whole and parts
    /// where nothing is merged.
    fn whole_above(&self, part: CellRef) -> Option<CellRef> {
        let above = part.row.checked_sub(1).filter(|row| *row >= self.head.first)?;
        let at_left = part.column.checked_sub(1).filter(|column| *column >= self.left)?;
        let own = |row: u32, column: u32| {
            self.grid.class(row, column).is_some() || self.head.merge_over(row, column).is_some()
        };
        let corner = !own(above, part.column) && !own(part.row, at_left);
        let label = normalise(&self.grid.label(above, at_left)?);
        (corner && !names_rows(&label) && !words::is_total(&label)).then(|| CellRef::new(above, at_left))
    }
}
