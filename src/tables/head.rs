//! The head of a table: where it begins, how many rows it has, and the path of each column.

use std::borrow::Cow;

use super::grid::{Class, Grid};
use super::label::{known_unit, normalise, part_number, take_apart};
use super::{Column, ColumnRole, FoundUnit, UnitOrigin};
use super::{codes, words};
use crate::place::CellRef;
use crate::workbook::CellRange;

/// Most rows of a head: five of labels, one of units, one of codes.
const DEPTH: u32 = 7;

/// Most merged ranges of a head that are looked at.
const MERGES: usize = 4_096;

/// Longest label of a header, in characters; a longer text is a sentence. Its translation does not count.
const LABEL_LENGTH: usize = 60;

/// A head across all tables that stand side by side.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) first: u32,
    pub(super) last: u32,
    /// The row of units, where there is one.
    unit_row: Option<u32>,
    /// The rows of column codes (甲 乙 1 2 3).
    code_rows: Vec<u32>,
    /// The merged ranges of its rows.
    merges: Vec<CellRange>,
}

/// The first head at or below a row.
pub(super) fn find(grid: &Grid<'_>, from: u32) -> Option<Head> {
    let first = grid.rows_from(from).find(|row| begins(grid, *row))?;
    let top = drawn_above(grid, first, from);
    let top = named_above(grid, top).filter(|above| *above >= from).unwrap_or(top);
    Some(Head::between(grid, top, first.max(top)))
}

/// The first row of a head whose name of the rows stands in a lower one, halfway down and not merged: rows of labels
/// right above, over the columns at the right of that name.
fn drawn_above(grid: &Grid<'_>, first: u32, from: u32) -> u32 {
    let own = grid.row(first);
    let (Some((names, _)), Some((last, _))) = (own.first(), own.last()) else {
        return first;
    };
    let covers = |row: u32, column: u32| {
        let text = grid.label(row, column);
        column > *names && grid.class(first, column).is_some() && text.is_none_or(|text| !words::is_line(&text))
    };
    let is_drawn = |row: u32| {
        let cells = grid.row(row);
        grid.is_all_labels(row, 2)
            && cells.iter().all(|(column, _)| covers(row, *column))
            && cells.last().is_some_and(|(column, _)| column == last)
    };
    let above = (from..first).rev().take_while(|row| is_drawn(*row));
    match names_rows_first(grid, first) {
        true => above.last().unwrap_or(first),
        false => first,
    }
}

/// The row right above a head in which nothing stands but the name of the column that the head leaves blank at its left.
fn named_above(grid: &Grid<'_>, first: u32) -> Option<u32> {
    let above = first.checked_sub(1)?;
    let [(column, Class::Label)] = grid.row(above) else {
        return None;
    };
    let label = normalise(&grid.label(above, *column)?);
    let names_rows = words::is_stub(&label) || words::is_sequence(&label);
    let (leftmost, _) = grid.row(first).first()?;
    (names_rows && column < leftmost).then_some(above)
}

/// Whether a row begins a head: two labels or more, none a line or a sentence, and either a word that only a
/// header has, or data below.
pub(super) fn begins(grid: &Grid<'_>, row: u32) -> bool {
    let labels: Vec<Cow<'_, str>> = grid
        .row(row)
        .iter()
        .filter_map(|(column, _)| grid.label(row, *column))
        .collect();
    let length = |text: &Cow<'_, str>| text.chars().filter(|c| !c.is_ascii()).count();
    let fits = |text: &Cow<'_, str>| !words::is_line(text) && length(text) <= LABEL_LENGTH;
    if !grid.is_all_labels(row, 2) || !labels.iter().all(fits) || is_row_of_titles(grid, row) {
        return false;
    }
    anchors(grid, row) > 0 || data_follows(grid, row)
}

/// Whether a row holds the titles of tables side by side: every label is merged over several columns or has blank
/// cells at its right, and the first stands over a column that counts or names the rows. (A group of a head never does.)
fn is_row_of_titles(grid: &Grid<'_>, row: u32) -> bool {
    /// Rows between a title and the head: a second line, a unit.
    const BETWEEN: u32 = 3;
    let alone = |column: u32| {
        column
            .checked_add(1)
            .is_some_and(|next| grid.class(row, next).is_none())
    };
    let over = |column: u32| {
        let at = CellRef::new(row, column);
        !grid.is_tall(at) && (grid.width(at) > 1 || alone(column))
    };
    let cells = grid.row(row);
    let names_rows = |label: &str| words::is_sequence(label) || words::is_stub(label);
    let label = |row: u32, column: u32| {
        grid.label(row, column)
            .map(|label| normalise(&label))
            .unwrap_or_default()
    };
    cells.iter().all(|(column, _)| over(*column))
        && cells.first().is_some_and(|(column, _)| {
            !names_rows(&label(row, *column))
                && (row + 1..=row.saturating_add(BETWEEN)).any(|below| names_rows(&label(below, *column)))
        })
}

/// How many words of a first header row a row holds.
pub(super) fn anchors(grid: &Grid<'_>, row: u32) -> usize {
    grid.row(row)
        .iter()
        .filter_map(|(column, _)| grid.label(row, *column))
        .filter(|text| words::is_anchor(&normalise(text)))
        .count()
}

/// Whether the first label of a row is that of a column that counts or names rows: 序号, 村名, 单位.
pub(super) fn names_rows_first(grid: &Grid<'_>, row: u32) -> bool {
    let first = grid.row(row).first().and_then(|(column, _)| grid.label(row, *column));
    let label = first.map(|text| normalise(&text)).unwrap_or_default();
    words::is_sequence(&label) || words::is_stub(&label) || words::is_unit_column(&label)
}

/// Whether rows of data follow a row of labels without another kind of row between.
fn data_follows(grid: &Grid<'_>, row: u32) -> bool {
    let below = (row + 1..=row.saturating_add(DEPTH)).find(|below| !grid.is_all_labels(*below, 1));
    below.is_some_and(|below| grid.is_data(below))
}

impl Head {
    /// The head that has these rows for certain, with those below that belong to it.
    fn between(grid: &Grid<'_>, first: u32, last: u32) -> Self {
        let deepest = first.saturating_add(DEPTH);
        let mut head = Self {
            first,
            last,
            unit_row: None,
            code_rows: Vec::new(),
            merges: grid
                .merges_from(first, deepest)
                .filter(|merge| merge.end.row <= deepest)
                .take(MERGES)
                .copied()
                .collect(),
        };
        loop {
            head.last = head.merged_down();
            if head.unit_row.is_none() && head.ends_with_units(grid) {
                head.unit_row = Some(head.last);
            }
            let next = head.last + 1;
            if next > deepest || !head.takes_in(grid, next) {
                return head;
            }
            head.last = next;
        }
    }

    /// Whether the last row, which a merged 村名 has brought in, is one of units: each stands below a label of its
    /// own column. (户 and 人 below one group 低保 are labels.)
    fn ends_with_units(&self, grid: &Grid<'_>) -> bool {
        let above = self.last.saturating_sub(1);
        let below_a_group = |column: u32| {
            self.merge_over(above, column)
                .is_some_and(|merge| merge.end.column > merge.start.column)
        };
        let labelled = |column: u32| grid.label(above, column).is_some() || self.merge_over(above, column).is_some();
        let own = |column: u32| labelled(column) && !below_a_group(column);
        self.last > self.first
            && codes::is_unit_row(grid, self.last, &self.own_columns(grid, self.last))
            && self.own_columns(grid, self.last).into_iter().all(own)
    }

    /// The last row that a merged cell of the head reaches.
    fn merged_down(&self) -> u32 {
        let mut last = self.last;
        // A cell merged downwards may begin in a row that another one has brought in.
        while let Some(deeper) = self
            .merges
            .iter()
            .filter(|merge| merge.start.row <= last && merge.end.row > last)
            .map(|merge| merge.end.row)
            .max()
        {
            last = deeper;
        }
        last
    }

    /// Whether the next row still belongs to the head, and as what.
    fn takes_in(&mut self, grid: &Grid<'_>, row: u32) -> bool {
        let cells = self.own_columns(grid, row);
        if codes::is_code_row(grid, row, &cells) {
            self.code_rows.push(row);
            return true;
        }
        if self.unit_row.is_none() && codes::is_unit_row(grid, row, &cells) {
            self.unit_row = Some(row);
            return true;
        }
        self.divides(grid, row, &cells) || self.names_figures(grid, row, &cells)
    }

    /// Whether a row of labels that leaves the names of the rows blank stands right above the first row of figures: in a
    /// head whose cells are not merged it may go on where no group shows.
    fn names_figures(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let Some((left, _)) = self.extent(grid) else {
            return false;
        };
        let named = |row: u32| grid.label(row, left).is_some();
        let labels = cells.len() > 1 && cells.iter().all(|column| grid.label(row, *column).is_some());
        let below = row + 1;
        labels
            && self.unit_row.is_none()
            && self.code_rows.is_empty()
            && !named(row)
            && named(below)
            && grid.is_data(below)
    }

    /// The columns of a row's cells that stand under the head; a note at the side belongs to no row of it.
    fn own_columns(&self, grid: &Grid<'_>, row: u32) -> Vec<u32> {
        let columns = grid.row(row).iter().map(|(column, _)| *column);
        match self.extent(grid) {
            // The label of a group that is not merged covers more than its own cell.
            Some((first, last)) => columns
                .scan(last, |last, column| {
                    let near = column <= last.saturating_add(1);
                    *last = (*last).max(column);
                    near.then_some(column)
                })
                // The names of rows may stand left of all groups.
                .filter(|column| column.saturating_add(1) >= first)
                .collect(),
            None => columns.collect(),
        }
    }

    /// Whether a row of labels divides the row above: every label stands under a group (a cell merged sideways, or
    /// one with blank neighbours at right that the row fills). Where the row leaves the leftmost column blank,
    /// because its name stands above, or names it itself, a group may also have but one label below it.
    fn divides(&self, grid: &Grid<'_>, row: u32, cells: &[u32]) -> bool {
        let is_label = |column: &u32| grid.label(row, *column).is_some();
        if cells.is_empty() || !cells.iter().all(is_label) || self.unit_row.is_some() || !self.code_rows.is_empty() {
            return false;
        }
        let names_rows = |label: &str| words::is_stub(label) || words::is_sequence(label);
        let label = |row: u32, column: u32| grid.label(row, column).map(|text| normalise(&text));
        let above = row.saturating_sub(1);
        let names_itself = |column: u32| {
            grid.class(above, column).is_none() && label(row, column).is_some_and(|label| names_rows(&label))
        };
        let named = self
            .extent(grid)
            .is_some_and(|(left, _)| grid.class(row, left).is_none())
            || cells.first().is_some_and(|first| names_itself(*first));
        let below_label = |column: u32| named && label(above, column).is_some_and(|label| !names_rows(&label));
        let fits =
            |column: &u32| self.is_spread(grid, *column, row) || below_label(*column) || named && names_itself(*column);
        cells.iter().all(fits)
    }

    fn is_spread(&self, grid: &Grid<'_>, column: u32, row: u32) -> bool {
        let above = row.saturating_sub(1);
        if self
            .merge_over(above, column)
            .is_some_and(|merge| merge.end.column > merge.start.column)
        {
            return true;
        }
        let blank = |column: u32| grid.class(above, column).is_none() && self.merge_over(above, column).is_none();
        let filled = |column: u32| grid.label(row, column).is_some();
        blank(column) && column > 0 && self.group_at_left(grid, above, column).is_some()
            || !blank(column) && column < u32::MAX && blank(column + 1) && filled(column + 1)
    }

    /// The merged range of the head that covers a cell.
    fn merge_over(&self, row: u32, column: u32) -> Option<&CellRange> {
        self.merges
            .iter()
            .find(|merge| merge.contains(CellRef::new(row, column)))
    }

    /// The column of the label at left that a blank header cell may belong to.
    fn group_at_left(&self, grid: &Grid<'_>, row: u32, column: u32) -> Option<u32> {
        grid.row(row).iter().rev().map(|(at, _)| *at).find(|at| *at < column)
    }

    /// The first and the last column of its cells, merged ones counted whole.
    pub(super) fn extent(&self, grid: &Grid<'_>) -> Option<(u32, u32)> {
        let own = (self.first..=self.last).flat_map(|row| grid.row(row).iter().map(|(column, _)| *column));
        let merges = self.merges.iter().filter(|merge| merge.start.row <= self.last);
        let columns = own.chain(merges.flat_map(|merge| [merge.start.column, merge.end.column]));
        columns.fold(None, |extent, column| {
            let (first, last) = extent.unwrap_or((column, column));
            Some((first.min(column), last.max(column)))
        })
    }

    /// The rows that hold labels.
    fn label_rows(&self) -> impl Iterator<Item = u32> {
        (self.first..=self.last).filter(|row| Some(*row) != self.unit_row && !self.code_rows.contains(row))
    }

    /// The cell whose label is shown at a place of the head: of the place itself, of the merge that covers it,
    /// or of the group at left where the head's writer did not merge.
    fn label_cell(&self, grid: &Grid<'_>, row: u32, column: u32, left: u32) -> Option<CellRef> {
        if let Some(merge) = self.merge_over(row, column) {
            let start = merge.start;
            let own = grid.label(start.row, start.column).map(|_| start);
            return own.or_else(|| self.whole_at_left(grid, start, left));
        }
        if grid.class(row, column).is_some() {
            return grid.label(row, column).map(|_| CellRef::new(row, column));
        }
        if let Some(whole) = self.whole_at_left(grid, CellRef::new(row, column), left) {
            return Some(whole);
        }
        // Only a row that another row of labels divides has groups.
        let divided = |column: u32| {
            (row + 1..=self.last).any(|below| {
                self.label_rows().any(|label_row| label_row == below) && grid.label(below, column).is_some()
            })
        };
        let group = self.group_at_left(grid, row, column).filter(|group| *group >= left)?;
        // A group ends where a group above it ends.
        let another = |above: u32| (group + 1..=column).any(|column| grid.class(above, column).is_some());
        if self.label_rows().take_while(|above| *above < row).any(another) {
            return None;
        }
        let merged = self.merge_over(row, group).is_some();
        (!merged && divided(column) && divided(group)).then(|| CellRef::new(row, group))
    }

    /// The label of the whole at the left of a blank cell over parts: a cell merged downwards beside a blank that other
    /// labels stand below makes the corner by which forms draw a whole and its parts.
    fn whole_at_left(&self, grid: &Grid<'_>, blank: CellRef, left: u32) -> Option<CellRef> {
        let at_left = blank.column.checked_sub(1).filter(|column| *column >= left)?;
        let whole = self.merge_over(blank.row, at_left)?;
        let corner =
            whole.start.row == blank.row && whole.end.row > blank.row && whole.start.column == whole.end.column;
        let parts = (blank.row + 1..=self.last).any(|row| grid.label(row, blank.column).is_some());
        let text = grid.label(whole.start.row, whole.start.column)?;
        let label = normalise(&text);
        let names_rows = words::is_stub(&label) || words::is_sequence(&label) || words::is_unit_column(&label);
        (corner && parts && !names_rows).then_some(whole.start)
    }

    /// The path of a column, with the cells of its labels, each cell once. Before a part (其中：水稻) stands the
    /// label of its whole.
    fn path(&self, grid: &Grid<'_>, column: u32, left: u32) -> Vec<CellRef> {
        let mut cells: Vec<CellRef> = Vec::new();
        for row in self.label_rows() {
            let Some(cell) = self.label_cell(grid, row, column, left) else {
                continue;
            };
            for cell in self.whole(grid, cell, left).into_iter().chain([cell]) {
                if !cells.contains(&cell) {
                    cells.push(cell);
                }
            }
        }
        cells
    }

    /// For a label with 其中, the label of which it is a part: the nearest at its left in the same group that is
    /// no part itself and has its unit, where it has one (水稻面积 is no part of 总产量). A mere 合计 names nothing: its
    /// parts are parts of the group.
    fn whole(&self, grid: &Grid<'_>, part: CellRef, left: u32) -> Option<CellRef> {
        let label = |cell: CellRef| grid.label(cell.row, cell.column).map(|text| take_apart(&text));
        let is_part = |cell: CellRef| label(cell).is_some_and(|label| label.part || label.text == words::PART);
        if !is_part(part) {
            return None;
        }
        let number = |cell: CellRef| part_number(&grid.text(cell.row, cell.column)?);
        if let Some(before) = number(part)
            .and_then(|number| number.checked_sub(1))
            .filter(|before| *before > 0)
        {
            // (2)其中 is a part of what (1)其中 is a part of.
            let mut at_left = (left..part.column).rev().map(|column| CellRef::new(part.row, column));
            let sibling = at_left.find(|cell| number(*cell) == Some(before))?;
            return self.whole(grid, sibling, left);
        }
        if let Some(whole) = self.whole_above(grid, part, left) {
            return Some(whole);
        }
        let group = |column: u32| {
            let above = self.label_rows().take_while(|row| *row < part.row).last()?;
            self.label_cell(grid, above, column, left)
        };
        let own_group = group(part.column);
        let unit = |cell: CellRef| {
            let in_label = label(cell).and_then(|label| label.unit);
            in_label.or_else(|| self.unit_in_row(grid, cell.column).map(|found| found.unit))
        };
        let own_unit = unit(part);
        let whole = (left..part.column)
            .rev()
            .take_while(|column| group(*column) == own_group)
            .filter_map(|column| self.label_cell(grid, part.row, column, left))
            .find(|cell| !is_part(*cell) && (own_unit.is_none() || unit(*cell) == own_unit))?;
        let text = label(whole)?.text;
        let names_rows = words::is_stub(&text) || words::is_sequence(&text) || words::is_unit_column(&text);
        (!names_rows && !words::is_total(&text) && whole.row == part.row).then_some(whole)
    }

    /// The label of a whole that begins a row higher than its part, beside a blank cell: the corner of whole and parts
    /// where nothing is merged.
    fn whole_above(&self, grid: &Grid<'_>, part: CellRef, left: u32) -> Option<CellRef> {
        let above = part.row.checked_sub(1).filter(|row| *row >= self.first)?;
        let at_left = part.column.checked_sub(1).filter(|column| *column >= left)?;
        let own = |row: u32, column: u32| grid.class(row, column).is_some() || self.merge_over(row, column).is_some();
        let corner = !own(above, part.column) && !own(part.row, at_left);
        let label = normalise(&grid.label(above, at_left)?);
        let names_rows = words::is_stub(&label) || words::is_sequence(&label) || words::is_unit_column(&label);
        (corner && !names_rows && !words::is_total(&label)).then(|| CellRef::new(above, at_left))
    }

    /// A column with its path and the units of the head; `line` is the unit of the 单位 line.
    pub(super) fn column(&self, grid: &Grid<'_>, column: u32, left: u32, line: Option<&FoundUnit>) -> Column {
        let cells = self.path(grid, column, left);
        let texts = cells
            .iter()
            .filter_map(|cell| Some((*cell, normalise(&grid.text(cell.row, cell.column)?))));
        let innermost = cells.last().copied();
        let path = texts
            // A bare 其中 says nothing where labels stand below it; their whole stands in the path.
            .filter(|(cell, text)| !text.is_empty() && (text != words::PART || Some(*cell) == innermost))
            .map(|(_, text)| text)
            .collect();
        let mut units: Vec<FoundUnit> = Vec::new();
        for found in self.units(grid, column, left).into_iter().chain(line.cloned()) {
            // A unit farther off counts where the nearer one leaves it open (户 under 单位：万元 does not), and
            // is kept where both measure the same, so that a contradiction can be seen.
            let nearest = units.first().map(|nearest| &nearest.unit.dimension);
            if nearest.is_none_or(|nearest| *nearest == found.unit.dimension) {
                units.push(found);
            }
        }
        Column {
            column,
            path,
            label_at: innermost,
            role: ColumnRole::Data,
            unit: units.first().map(|found| found.unit.clone()),
            unit_at: units.first().map(|found| found.at),
            units,
        }
    }

    /// The units that the head gives a column, the nearest first: the row of units, the brackets of its labels from the
    /// innermost outwards; for a part that has none, what its whole is measured in.
    fn units(&self, grid: &Grid<'_>, column: u32, left: u32) -> Vec<FoundUnit> {
        let in_row = self.unit_in_row(grid, column);
        let cells = self.path(grid, column, left);
        let in_label = |cell: &CellRef| {
            Some(FoundUnit {
                unit: take_apart(&grid.text(cell.row, cell.column)?).unit?,
                origin: UnitOrigin::Label,
                at: *cell,
            })
        };
        let own: Vec<FoundUnit> = in_row
            .into_iter()
            .chain(cells.iter().rev().filter_map(in_label))
            .collect();
        if !own.is_empty() {
            return own;
        }
        // A whole stands left of its parts, so that this ends.
        let wholes = cells.iter().rev().filter_map(|cell| self.whole(grid, *cell, left));
        wholes
            .filter(|whole| whole.column < column)
            .flat_map(|whole| self.units(grid, whole.column, left))
            .collect()
    }

    /// The unit that the row of units gives a column.
    fn unit_in_row(&self, grid: &Grid<'_>, column: u32) -> Option<FoundUnit> {
        let row = self.unit_row?;
        let at = self
            .merge_over(row, column)
            .map_or(CellRef::new(row, column), |merge| merge.start);
        let text = grid.text(at.row, at.column)?;
        let unit = known_unit(text.trim_matches(['(', ')', '（', '）']))?;
        Some(FoundUnit {
            unit,
            origin: UnitOrigin::UnitRow,
            at,
        })
    }

    /// Whether a column has a header cell, its own or a merged one.
    pub(super) fn covers(&self, grid: &Grid<'_>, column: u32) -> bool {
        (self.first..=self.last).any(|row| grid.class(row, column).is_some() || self.merge_over(row, column).is_some())
    }
}
