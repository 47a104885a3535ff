//! Labels of which each line stands in a cell of its own, and their translations below them.

use super::super::{words, wrapped};
use super::Labels;
use crate::place::CellRef;

impl Labels<'_, '_> {
    /// The cell whose label the words of a cell go on with, where that is the innermost above it: they translate it, or both are
    /// lines of one label. `translated` is the wide group whose translation has begun.
    pub(super) fn line_above(
        &self,
        (cell, text): (CellRef, &str),
        (above, typed): (CellRef, bool),
        translated: Option<CellRef>,
    ) -> Option<CellRef> {
        let as_wide = self.grid.width(above) == self.grid.width(cell);
        let translates = words::is_translation(text);
        // Beside a label, Population below 人口 that is merged over both says what the group is called.
        let beside = || self.grid.label(cell.row, cell.column + 1);
        let of_group = || translated == Some(above) || beside().is_some_and(|text| !text.is_ascii());
        let is_line = typed && as_wide && !self.shared.contains(&above);
        let is_below = above.column == cell.column && above.row < cell.row;
        (is_below && (is_line || translates && (as_wide || of_group()))).then_some(above)
    }

    /// Whether the cells of a path are the lines of one label: of its column alone, the words first and then their
    /// translation, which no level has between itself and the next. (1991—2015年 | 核准注册商标 | Registrations | Approved) What
    /// stands over other columns too is above that label: 就业人员 | 未上 | 过学 | No | Schooling.
    pub(super) fn is_typed_over_rows(&self, cells: &[CellRef]) -> bool {
        let text = |cell: &CellRef| self.labels.get(cell).map_or("", |label| label.text.as_str());
        let Some(column) = cells.last().map(|cell| cell.column) else {
            return false;
        };
        let is_own = |cell: &&CellRef| cell.column == column && !self.shared.contains(cell);
        let own = &cells[cells.len() - cells.iter().rev().take_while(is_own).count()..];
        // 1-8 over 小时 is no word of another language.
        let foreign = |cell: &&CellRef| text(cell).is_ascii();
        let words = own.iter().rposition(|cell| !foreign(&cell)).map_or(0, |last| last + 1);
        let (words_alone, behind) = own.split_at(words);
        let is_word = |cell: &CellRef| !foreign(&cell) || wrapped::is_size(text(cell));
        let is_part = |cell: &CellRef| self.is_part(*cell) || self.wholes.contains_key(cell);
        words > 0
            && !cells.iter().any(is_part)
            && words_alone.iter().all(is_word)
            && behind.iter().any(|cell| words::is_translation(text(cell)))
    }
}
