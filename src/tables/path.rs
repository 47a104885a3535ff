//! The path of each column through the head of its table, and the units that its labels carry (WB-04, WB-09).

mod corner;
mod spread;
mod translated;
mod wholes;

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::head::Head;
use super::label::{Label, depth_of_numbering, known_unit, normalise, take_apart_header};
use super::segment::Segment;
use super::words;
use super::{Column, ColumnRole, FoundUnit, UnitOrigin};
use super::{lines, notes, number, wrapped};
use crate::place::CellRef;
use crate::unit::{Scale, Unit};

/// The columns of one table with their paths and the units of the head; `line` is the unit that the notes around the
/// table give a column.
pub(super) fn columns(
    grid: &Grid<'_>,
    head: &Head,
    segment: &Segment,
    line: impl Fn(u32, &[String]) -> Vec<FoundUnit>,
) -> Vec<Column> {
    let labels = Labels::new(grid, head, segment);
    // A whole stands left of its parts: what it is measured in is known when they are come to.
    let mut units: BTreeMap<u32, Vec<FoundUnit>> = BTreeMap::new();
    for column in segment.first()..=segment.last() {
        let found = labels.units(column, &units);
        units.insert(column, found);
    }
    let of_head = |column: &u32| units.get(column).into_iter().flatten();
    segment
        .columns
        .iter()
        .map(|column| labels.column(*column, of_head(column).cloned(), &line))
        .collect()
}

/// So many rows of figures are looked at where a head does not say what is a part of what.
const FIGURES: usize = 256;

/// What a head shows over the columns of one table, worked out once from left to right.
struct Labels<'a, 'g> {
    grid: &'a Grid<'g>,
    head: &'a Head,
    left: u32,
    /// The first rows of figures below the head.
    figures: Vec<u32>,
    /// The cell whose label is shown over a column, by row and column of the head.
    shown: BTreeMap<CellRef, CellRef>,
    /// The places at which it is shown because words and figures say so, and nothing that was drawn. No unit passes there.
    assumed: BTreeSet<CellRef>,
    /// The cells whose label is shown over other columns too.
    shared: BTreeSet<CellRef>,
    /// The labels, taken apart.
    labels: BTreeMap<CellRef, Label>,
    /// The labels that are numbered: row, depth of the numbering, column.
    numbered: BTreeSet<(u32, u8, u32)>,
    /// The first row of each label that is typed over several rows of its column, by column.
    typed: BTreeMap<u32, u32>,
    /// The cell in which the unit of such a label stands, where that is not its first.
    unit_lines: BTreeMap<CellRef, CellRef>,
    /// The whole of each part.
    wholes: BTreeMap<CellRef, CellRef>,
    /// The labels of the lowest row that are units and say nothing else: 台 and 千瓦 below 拖拉机.
    units_below: BTreeSet<CellRef>,
}

impl<'a, 'g> Labels<'a, 'g> {
    fn new(grid: &'a Grid<'g>, head: &'a Head, segment: &Segment) -> Self {
        let figures = grid.rows_from(head.last + 1);
        let mut labels = Self {
            grid,
            head,
            left: segment.first(),
            figures: figures.take_while(|row| grid.is_data(*row)).take(FIGURES).collect(),
            shown: BTreeMap::new(),
            assumed: BTreeSet::new(),
            shared: BTreeSet::new(),
            labels: BTreeMap::new(),
            numbered: BTreeSet::new(),
            typed: BTreeMap::new(),
            unit_lines: BTreeMap::new(),
            wholes: BTreeMap::new(),
            units_below: BTreeSet::new(),
        };
        let columns = segment.first()..=segment.last();
        let places =
            (head.first..=head.last).flat_map(|row| columns.clone().map(move |column| CellRef::new(row, column)));
        places.clone().for_each(|at| labels.read(at));
        for (top, rows) in wrapped::labels(grid, head, &columns) {
            labels.join_rows(top, &rows);
        }
        places.clone().for_each(|at| labels.join_lines(at, segment.last()));
        // What a place shows may depend on the labels below it.
        places.for_each(|at| labels.show(at));
        let shared = labels.shown.iter().filter(|(at, cell)| at.column != cell.column);
        labels.shared = shared.map(|(_, cell)| *cell).collect();
        for row in head.first..=head.last {
            labels.find_wholes(row, columns.clone());
        }
        labels.find_units_below(segment);
        labels
    }

    /// Finds the labels of the lowest row that are units, where all that stand there are, or have one in brackets; 户 and 人
    /// below 低保 name what is counted.
    fn find_units_below(&mut self, segment: &Segment) {
        let Some(lowest) = self.head.label_rows().last().filter(|row| *row > self.head.first) else {
            return;
        };
        let cells = self.grid.cells_in(lowest, segment.first()..=segment.last());
        let cells = cells.iter().map(|(column, _)| CellRef::new(lowest, *column));
        let (units, others): (Vec<CellRef>, Vec<CellRef>) = cells.partition(|at| self.unit_word(*at).is_some());
        let has_unit = |at: &CellRef| self.labels.get(at).is_some_and(|label| label.unit.is_some());
        let labelled = |at: &CellRef| {
            let above = self.path(at.column).into_iter().rev().nth(1);
            let label = above.and_then(|above| self.labels.get(&above));
            label.is_some_and(|label| !label.text.is_empty() && label.unit.is_none() && !names_rows(&label.text))
        };
        if units.len() > 1 && units.iter().all(labelled) && others.iter().all(has_unit) {
            self.units_below = units.into_iter().collect();
        }
    }

    /// The unit that a label is and that nobody takes for the name of what is counted.
    fn unit_word(&self, at: CellRef) -> Option<Unit> {
        const NAMES: [&str; 24] = [
            "村", "组", "队", "班", "所", "家", "户", "人", "名", "期", "位", "次", "场", "项", "对", "方", "本", "部",
            "段", "分", "天", "岁", "支", "度",
        ];
        let unit = known_unit(&self.labels.get(&at)?.text)?;
        let is_name = unit.scale == Scale::One && NAMES.contains(&&*unit.symbol);
        (!is_name).then_some(unit)
    }

    /// Takes the label of a cell apart.
    fn read(&mut self, at: CellRef) {
        let Some(text) = self.grid.label(at.row, at.column) else {
            return;
        };
        self.labels.insert(at, take_apart_header(&text));
        let depth = depth_of_numbering(&text);
        self.numbered.extend(depth.map(|depth| (at.row, depth, at.column)));
    }

    /// Finds out which label is shown at a place.
    fn show(&mut self, at: CellRef) {
        let drawn = self.label_cell(at.row, at.column);
        let Some(cell) = drawn.or_else(|| self.assumed_whole(at.row, at.column)) else {
            return;
        };
        self.shown.insert(at, cell);
        self.assumed.extend(drawn.is_none().then_some(at));
        // A merged group may begin left of the table.
        let text = self.grid.label(cell.row, cell.column).unwrap_or_default();
        self.labels.entry(cell).or_insert_with(|| take_apart_header(&text));
    }

    /// Makes one label of the rows over which that of a whole is typed.
    fn join_lines(&mut self, top: CellRef, last: u32) {
        if self.typed.contains_key(&top.column) || !self.labels.contains_key(&top) {
            return;
        }
        let whole = lines::of_whole(self.grid, self.head, (top, last), &self.figures);
        let Some(rows) = whole.or_else(|| lines::of_broken(self.grid, self.head, top)) else {
            return;
        };
        self.join_rows(top, &rows);
    }

    /// Makes one label of some rows of a column.
    fn join_rows(&mut self, top: CellRef, rows: &[u32]) {
        let below = rows.iter().filter(|row| **row > top.row);
        let below = below.map(|row| CellRef::new(*row, top.column));
        let below: Vec<(CellRef, Label)> = below
            .filter_map(|at| Some((at, self.labels.get(&at)?.clone())))
            .collect();
        if let Some(label) = self.labels.get_mut(&top) {
            for (at, line) in below {
                label.text.push_str(&line.text);
                if label.unit.is_none() && line.unit.is_some() {
                    label.unit = line.unit;
                    self.unit_lines.insert(top, at);
                }
            }
            self.typed.insert(top.column, top.row);
        }
    }

    /// The cell whose label is shown at a place of the head: of the place itself, of the merge that covers it,
    /// or of the group at left where the head's writer did not merge.
    fn label_cell(&self, row: u32, column: u32) -> Option<CellRef> {
        let (grid, head) = (self.grid, self.head);
        if let Some(first) = self.typed.get(&column).filter(|first| **first < row) {
            return Some(CellRef::new(*first, column));
        }
        if let Some(merge) = head.merge_over(row, column) {
            let start = merge.start;
            let own = grid.label(start.row, start.column).map(|_| start);
            return own.or_else(|| self.whole_at_left(start));
        }
        if grid.class(row, column).is_some() {
            return grid.label(row, column).map(|_| CellRef::new(row, column));
        }
        if let Some(whole) = self.whole_at_left(CellRef::new(row, column)) {
            return Some(whole);
        }
        let group = self.group(row, column)?;
        let merged = head.merge_over(row, group).is_some();
        let drawn = !merged && self.is_divided(row, group) && self.is_divided(row, column);
        let is_group = drawn || merged && self.is_one_short(CellRef::new(row, group), column);
        is_group.then(|| CellRef::new(row, group))
    }

    /// The column of the label at left that a blank place may belong to. A group ends where a group above it ends.
    fn group(&self, row: u32, column: u32) -> Option<u32> {
        let group = self.head.group_at_left(self.grid, row, column)?;
        let another = |above: u32| self.grid.has_cell(above, group + 1..=column);
        // Cells that somebody merged between the two are another's, though nothing stands in them.
        let drawn = |between: u32| {
            let merge = self.head.merge_over(row, between);
            merge.is_some_and(|merge| merge.start.row == row && merge.start.column > group && merge.end.column < column)
        };
        let ends = self.head.label_rows().take_while(|above| *above < row).any(another);
        let ends = ends || (group + 1..column).any(drawn) || self.is_numbered_past(CellRef::new(row, group), column);
        (group >= self.left && !ends).then_some(group)
    }

    /// Whether labels below a row, between a group of that row and a column at its right, are numbered no deeper than the
    /// group: 二、 never stands under 一、, nor what follows it.
    fn is_numbered_past(&self, group: CellRef, column: u32) -> bool {
        let depth = self
            .grid
            .label(group.row, group.column)
            .and_then(|text| depth_of_numbering(&text));
        let between = |row: u32, depth: u8| (row, depth, group.column + 1)..=(row, depth, column);
        let ends = |row: u32| {
            let mut no_deeper = depth.into_iter().flat_map(|own| 0..=own);
            no_deeper.any(|depth| self.numbered.range(between(row, depth)).next().is_some())
        };
        let mut below = self.head.label_rows().skip_while(|row| *row <= group.row);
        below.any(ends)
    }

    /// Whether labels stand below a place: only a row that another row of labels divides has groups.
    fn is_divided(&self, row: u32, column: u32) -> bool {
        let below = self.head.label_rows().filter(|row| Some(*row) != self.head.keys);
        let mut below = below.skip_while(|below| *below <= row);
        below.any(|below| self.grid.label(below, column).is_some())
    }

    /// The whole of a column over which nobody drew anything: a label at its left with nothing of its own below it, where
    /// labels that stand alone are drawn at the top of this head, as those that name the rows are, and where neither the
    /// words nor the figures speak against it.
    fn assumed_whole(&self, row: u32, column: u32) -> Option<CellRef> {
        let (grid, head) = (self.grid, self.head);
        if grid.class(row, column).is_some() || head.merge_over(row, column).is_some() {
            return None;
        }
        let whole = CellRef::new(row, self.group(row, column)?);
        let label = self.labels.get(&whole)?;
        let below = row + 1..=head.last;
        let alone = below.clone().all(|row| grid.class(row, whole.column).is_none()) || self.goes_on(whole, column);
        let named_at_top = grid.label(row, self.left).is_some() && whole.column > self.left;
        let merge = head.merge_over(row, whole.column);
        let upright = merge.is_none_or(|merge| merge.start.column == merge.end.column);
        // 产值 in 万元 is no part of 户数.
        let alike = |part: CellRef| {
            let unit = self.labels.get(&part).and_then(|part| part.unit.as_ref());
            unit.is_none_or(|unit| label.unit.as_ref() == Some(unit)) && self.measure_the_same(&part, &whole)
        };
        let is_whole = alone
            && named_at_top
            && upright
            && self.is_divided(row, column)
            && !names_rows(&label.text)
            && below.map(|row| CellRef::new(row, column)).all(alike)
            && self.is_never_less(whole.column, column);
        is_whole.then_some(whole)
    }

    /// Whether there are figures of a part and of its whole, and none is more than the whole's.
    fn is_never_less(&self, whole: u32, part: u32) -> bool {
        let figure = |row: u32, column: u32| number::value(self.grid.cell(CellRef::new(row, column)));
        let pairs = self.figures.iter();
        let pairs: Vec<_> = pairs
            .filter_map(|row| Some((figure(*row, part)?, figure(*row, whole)?)))
            .collect();
        pairs.len() > 1 && pairs.iter().all(|(part, whole)| part <= whole)
    }

    /// The label of the whole at the left of a blank cell over parts: a cell merged downwards beside a blank that other
    /// labels stand below makes the corner by which forms draw a whole and its parts.
    fn whole_at_left(&self, blank: CellRef) -> Option<CellRef> {
        let at_left = blank.column.checked_sub(1).filter(|column| *column >= self.left)?;
        let whole = self.head.merge_over(blank.row, at_left)?;
        let corner =
            whole.start.row == blank.row && whole.end.row > blank.row && whole.start.column == whole.end.column;
        // A unit below is none: the blank is the bracket's own column then.
        let mut below = self.head.label_rows().filter(|row| *row > blank.row);
        let parts = below.any(|row| self.grid.label(row, blank.column).is_some());
        let text = self.grid.label(whole.start.row, whole.start.column)?;
        // The name of the rows in another language is no whole of what is called in Chinese: Region before 合计.
        let below = self.head.label_rows().filter(|row| *row > blank.row);
        let first = { below }.find_map(|row| self.grid.label(row, blank.column));
        let translated = words::is_translation(&text) && first.is_some_and(|text| !text.is_ascii());
        // What has a label of its own above the blank is no part of its neighbour.
        let own_above = (self.head.first..blank.row).any(|row| self.grid.label(row, blank.column).is_some());
        let fits = !own_above && !translated && !names_rows(&normalise(&text));
        let is_whole = corner && parts && at_left > self.left && fits;
        (is_whole && self.may_be_parts(whole.start, blank)).then_some(whole.start)
    }

    /// The cells from the top of the head down to the whole of a part; none for what is no part.
    fn down_from_top(&self, (part, column): (CellRef, u32)) -> impl Iterator<Item = CellRef> {
        let whole = self.wholes.get(&part).copied();
        let whole = whole.filter(|whole| !self.is_beside(*whole, (part, column)));
        let whole = whole.and_then(|whole| self.measured_alike(whole, (part, column)));
        let above = move |row: &u32| whole.is_some_and(|whole| *row < whole.row);
        let above = self.head.label_rows().take_while(above);
        let above = above.filter_map(move |row| self.shown.get(&CellRef::new(row, whole?.column)).copied());
        above.chain(whole)
    }

    /// Whether the label of a column below a bare 其中 is numbered as the whole is: 2.经济林 beside 1.用材林.
    fn is_beside(&self, whole: CellRef, (part, column): (CellRef, u32)) -> bool {
        let depth = |at: CellRef| {
            self.grid
                .label(at.row, at.column)
                .and_then(|text| depth_of_numbering(&text))
        };
        let below = self.head.label_rows().find(|row| *row > part.row);
        let own = below.and_then(|row| depth(*self.shown.get(&CellRef::new(row, column))?));
        own.is_some() && own == depth(whole)
    }

    /// The whole that is measured as a column below a part is: of 其中：芹菜 over 亩 and 吨 the second has 蔬菜产量 for its whole.
    fn measured_alike(&self, whole: CellRef, (part, column): (CellRef, u32)) -> Option<CellRef> {
        let of_column = |column: u32| {
            self.head
                .unit_in_row(self.grid, column)
                .map(|found| found.unit.dimension)
        };
        let own = of_column(column);
        if own.is_none() || column == part.column || of_column(whole.column) == own {
            return Some(whole);
        }
        let at_left = (self.left..part.column)
            .rev()
            .map(|column| CellRef::new(part.row, column));
        let mut others = at_left.filter(|at| self.labels.contains_key(at) && !self.is_part(*at));
        others.find(|at| of_column(at.column) == own)
    }

    /// The cells of a column's labels, the outermost first, each once. Before a part (其中：水稻) stands its whole.
    fn path(&self, column: u32) -> Vec<CellRef> {
        let mut cells: Vec<CellRef> = Vec::new();
        let rows = self.head.label_rows();
        for cell in rows.filter_map(|row| self.shown.get(&CellRef::new(row, column))) {
            let from_top = self.down_from_top((*cell, column));
            for cell in from_top.chain([*cell]) {
                if !cells.contains(&cell) {
                    cells.push(cell);
                }
            }
        }
        cells
    }

    /// The cells of a column's labels without a unit below them that tells it from no other column: 水库 over 座 and 万立方米, but
    /// 堤防 over 公里.
    fn named_path(&self, column: u32) -> Vec<CellRef> {
        let mut cells = self.path(column);
        let Some((unit, above)) = cells.split_last().filter(|(unit, _)| self.units_below.contains(unit)) else {
            return cells;
        };
        let is_alike = |other: &CellRef| {
            let path = self.path(other.column);
            other != unit && path.split_last().is_some_and(|(_, others)| others == above)
        };
        if !self.units_below.iter().any(is_alike) {
            cells.pop();
        }
        cells
    }

    /// The units that the head gives a column, the nearest first: the row of units, the brackets of its labels from the
    /// innermost outwards; for a part that has none, what its whole is measured in.
    fn units(&self, column: u32, known: &BTreeMap<u32, Vec<FoundUnit>>) -> Vec<FoundUnit> {
        let cells = self.path(column);
        let parts = || {
            cells
                .iter()
                .rev()
                .filter_map(|part| Some((part, self.wholes.get(part)?)))
        };
        let foreign =
            |cell: &CellRef| parts().any(|(part, whole)| whole == cell && !self.measure_the_same(part, whole));
        let in_label = |cell: &CellRef| {
            let below = || self.unit_word(*cell).filter(|_| self.units_below.contains(cell));
            Some(FoundUnit {
                unit: self.labels.get(cell)?.unit.clone().or_else(below)?,
                origin: UnitOrigin::Label,
                at: self.unit_lines.get(cell).copied().unwrap_or(*cell),
            })
        };
        // 位次 and 完成率 below 播种面积（亩） are in no 亩.
        let denied = |index: usize, found: &FoundUnit| {
            let inner = cells.iter().skip(index + 1).filter_map(|cell| self.labels.get(cell));
            let inner: Vec<String> = inner.map(|label| label.text.clone()).collect();
            notes::measure::denies(&inner, &found.unit)
        };
        let in_row = self.head.unit_in_row(self.grid, column);
        let own = cells.iter().enumerate().rev().filter(|(_, cell)| !foreign(cell));
        let of_labels = own.filter_map(|(index, cell)| in_label(cell).filter(|found| !denied(index, found)));
        let own: Vec<FoundUnit> = in_row.into_iter().chain(of_labels).collect();
        if !own.is_empty() {
            return own;
        }
        if let Some(found) = self.unit_of_group(column, &cells) {
            return vec![found];
        }
        parts()
            .filter(|(part, whole)| whole.column < column && self.measure_the_same(part, whole))
            .flat_map(|(_, whole)| known.get(&whole.column).into_iter().flatten().cloned())
            .collect()
    }

    /// The unit that stands in a bracket of its own right below the label of a group, beside the first of its columns: 户数 over
    /// （户） | 家庭户. None for what is measured otherwise, as far as the words say.
    fn unit_of_group(&self, column: u32, cells: &[CellRef]) -> Option<FoundUnit> {
        let (index, at, unit) = (0..cells.len()).rev().find_map(|index| {
            let group = cells.get(index).filter(|cell| cell.column < column)?;
            let at = CellRef::new(group.row + 1, group.column);
            let below = self.labels.get(&at).filter(|label| label.text.is_empty())?;
            Some((index, at, below.unit.clone()?))
        })?;
        let inner = cells.iter().skip(index + 1).filter_map(|cell| self.labels.get(cell));
        let fits = inner
            .map(|label| &label.text)
            .all(|text| notes::may_be_part_in(text, &unit));
        fits.then_some(FoundUnit {
            unit,
            origin: UnitOrigin::Label,
            at,
        })
    }

    /// Whether a part is counted as its whole is: 其中：人口 of 户 counts something else.
    fn measure_the_same(&self, part: &CellRef, whole: &CellRef) -> bool {
        let text = |cell: &CellRef| self.labels.get(cell).map_or("", |label| label.text.as_str());
        let (part, whole) = (text(part), text(whole));
        words::MEASURED
            .iter()
            .all(|word| !part.contains(word) || whole.contains(word))
    }

    /// The words of a path, and the cell of the last. A translation that stands in cells of its own below a label is a
    /// part of it.
    fn words_of(&self, cells: &[CellRef]) -> (Vec<String>, Option<CellRef>) {
        let mut path: Vec<String> = Vec::new();
        let mut innermost: Option<CellRef> = None;
        let typed = self.is_typed_over_rows(cells);
        // The wide group whose translation has begun.
        let mut translated: Option<CellRef> = None;
        let texts = cells
            .iter()
            .filter_map(|cell| Some((*cell, &self.labels.get(cell)?.text)));
        for (cell, text) in texts {
            let above = innermost.and_then(|above| self.line_above((cell, text), (above, typed), translated));
            let repeats = Some(cell.row) == self.head.keys && path.last() == Some(text);
            match path.last_mut().filter(|_| above.is_some()) {
                Some(label) => {
                    label.push_str(text);
                    translated = above;
                }
                // A bare 其中 says nothing where labels stand below it; their whole stands in the path.
                None if text.is_empty() || text == words::PART && Some(&cell) != cells.last() => {}
                // A row of names says once more what stands above.
                None if repeats => {}
                None => {
                    path.push(text.clone());
                    innermost = Some(cell);
                }
            }
        }
        // （人/户） over figures and nothing else is all that there is to call them by.
        let unit = || cells.last().and_then(|cell| self.labels.get(cell)?.unit.as_ref());
        if path.is_empty()
            && let Some(unit) = unit()
        {
            path.push(unit.to_string());
        }
        (path, innermost.or_else(|| cells.last().copied()))
    }

    /// A column with the units that the head and the line above it give.
    fn column(
        &self,
        column: u32,
        of_head: impl Iterator<Item = FoundUnit>,
        line: impl Fn(u32, &[String]) -> Vec<FoundUnit>,
    ) -> Column {
        let cells = self.named_path(column);
        let (path, innermost) = self.words_of(&cells);
        let mut units: Vec<FoundUnit> = Vec::new();
        for found in of_head.chain(line(column, &path)) {
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
}

/// Whether a label names rows or says what they are measured in, and is no whole.
fn names_rows(label: &str) -> bool {
    words::is_stub(label) || words::is_sequence(label) || words::is_unit_column(label)
}
