//! The rows of a table: what names each, what sort it is, and which row it is a part of.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::grid::{Class, Grid};
use super::label::{Label, depth_of_numbering, known_unit, take_apart, without_brackets};
use super::{Column, ColumnRole, FoundUnit, RowKind, TableRow, UnitOrigin};
use super::{sections, titles, words};
use crate::place::CellRef;
use crate::unit::Unit;
use crate::workbook::CellValue;

/// Names the rows.
pub(super) struct Labeller<'g> {
    pub(super) grid: &'g Grid<'g>,
    pub(super) columns: &'g [Column],
    pub(super) stub: Option<u32>,
    /// The columns at the left of the stub whose names each cover several rows.
    pub(super) levels: Option<Range<u32>>,
    /// Whether the table has but one row.
    pub(super) alone: bool,
}

impl Labeller<'_> {
    /// The rows that have a name or figures.
    pub(super) fn rows(&self, rows: &[u32]) -> Vec<TableRow> {
        let mut named = Named::with_room(rows.len());
        for row in rows {
            let found = self.second_measure(*row, &named);
            if let Some((row, mark)) = found.or_else(|| self.named_row(*row, &mut named)) {
                named.push(row, mark);
            }
        }
        self.join_ends(&mut named);
        self.tell_titles(&mut named);
        let figures = |index: usize| named.marks.get(index).is_some_and(|mark| mark.figures);
        sections::name(&mut named.rows, figures);
        titles::name(&mut named.rows);
        named.rows
    }

    /// A row with the name that it has by itself; none where it has none, or only goes on with the name above it.
    fn named_row(&self, row: u32, named: &mut Named) -> Option<(TableRow, Mark)> {
        let (at, is_part) = self.behind_part_word(row, self.label_cell(row)?);
        let second = self.second_name(row, at);
        let group = second.map(|_| self.group_of_lines(row, at));
        let at = second.unwrap_or(at);
        let text = self.name(at);
        if self.goes_on(row, (at, &text), named) {
            return None;
        }
        let mut label = take_apart(&text);
        label.part |= is_part;
        let indent = indentation(&text);
        let unit = self.row_unit(row).or_else(|| in_label(&label, at));
        let groups = self.groups(row, at);
        let (kind, whole) = match self.is_heading(row, at) {
            true => (RowKind::Heading, None),
            false => sort_of(&label, indent, unit.as_ref().map(|found| &found.unit), named),
        };
        let kind = group.as_ref().map_or(kind, |group| sort_in_group(group, &label.text));
        let kind = match groups.last().filter(|_| self.is_below_level(at)) {
            Some(group) => sort_below(group, &label.text, kind),
            None => kind,
        };
        let mark = Mark {
            indent,
            by_word: label.part,
            // A unit waits for a figure.
            figures: unit.is_some() || self.has_figures(row),
        };
        let row = TableRow {
            row,
            label: self.own_text(at, &label).unwrap_or_else(|| label.text.as_str().into()),
            label_at: at,
            kind,
            whole,
            groups: groups.into_iter().chain(group).collect(),
            unit: unit.map(Box::new),
        };
        Some((row, mark))
    }

    /// A row without a name right below a named one, in another unit: the same thing measured once more, 拖拉机 in 台 and in 千瓦.
    /// It is called by its unit below that name.
    fn second_measure(&self, row: u32, above: &Named) -> Option<(TableRow, Mark)> {
        let (stub, names) = (self.stub?, self.columns.first()?.column);
        above.rows.last().filter(|last| last.row + 1 == row)?;
        let unit = self.row_unit(row).filter(|found| found.at.row == row)?;
        let is_named = |other: &TableRow| other.label_at.column != unit.at.column;
        let first = above.rows.iter().rposition(is_named)?;
        let named = above.rows.get(first).filter(|named| !named.label.is_empty())?;
        let is_other = |other: &TableRow| unit_of(other).is_some_and(|other| *other != unit.unit);
        let is_new = above.rows.get(first..)?.iter().all(is_other) && known_unit(&unit.unit.to_string()).is_some();
        let unnamed = !self.grid.has_cell(row, names..=stub) && self.grid.origin(CellRef::new(row, stub)).row == row;
        let has_figure = self
            .classes_of_data(row)
            .any(|class| matches!(class, Class::Value | Class::Year));
        let mark = Mark {
            indent: 0,
            by_word: false,
            figures: true,
        };
        let second = TableRow {
            row,
            label: unit.unit.to_string().into(),
            label_at: unit.at,
            // No sum is made of it: what is named has its figure already.
            kind: RowKind::Mean,
            whole: None,
            groups: named.groups.iter().cloned().chain([named.label.to_string()]).collect(),
            unit: Some(Box::new(unit)),
        };
        (is_new && unnamed && has_figure).then_some((second, mark))
    }

    /// Whether a row is but the second line of the name above it, which it is added to: 社会组织 below 公共管理、社会保障和,
    /// 和供应业 below 电力、燃气. Only a name that is not at its end is taken for one.
    fn goes_on(&self, row: u32, (at, text): (CellRef, &str), named: &mut Named) -> bool {
        const OPEN: [char; 4] = ['、', '和', '及', '与'];
        const GOES_ON: [char; 3] = ['、', '和', '及'];
        let Some((last, mark)) = named.rows.last_mut().zip(named.marks.last()) else {
            return false;
        };
        let deeper = indentation(text) > mark.indent;
        let open = last.label.ends_with(OPEN) || text.trim_start().starts_with(GOES_ON) && deeper;
        let follows = last.row + 1 == row && last.label_at.column == at.column && at.row == row && mark.figures;
        let words_alone = || self.grid.row(row).iter().all(|(_, class)| *class == Class::Label);
        let words_of_data = || self.classes_of_data(row).count() <= 1;
        let joins = open && follows && words_alone() && words_of_data() && words::is_name_part(text);
        if joins {
            last.label = format!("{}{}", last.label, take_apart(text).text).into();
        }
        joins
    }

    /// Joins the second lines of long names that nothing but their place tells: 服务业 below 信息传输、软件和信息技术, indented, where
    /// every row but such lines has figures and none is indented so.
    fn join_ends(&self, named: &mut Named) {
        /// Most such lines of a table.
        const MOST: usize = 64;
        let ends: Vec<usize> = (0..named.rows.len())
            .filter(|index| !named.marks[*index].figures)
            .collect();
        let deepest = ends
            .iter()
            .map(|index| named.marks[*index].indent)
            .min()
            .unwrap_or_default();
        let mut others = named.marks.iter().filter(|mark| mark.figures);
        if ends.is_empty()
            || ends.len() > MOST
            || !others.all(|mark| mark.indent < deepest)
            || !ends.iter().all(|end| self.is_end(*end, named))
        {
            return;
        }
        for end in ends.into_iter().rev() {
            named.marks.remove(end);
            let line = named.rows.remove(end);
            if let Some(above) = end.checked_sub(1).and_then(|above| named.rows.get_mut(above)) {
                above.label = format!("{}{}", above.label, line.label).into();
            }
            // What is a part of a row below it stands one row higher now.
            for whole in named.rows.iter_mut().skip(end).filter_map(|row| row.whole.as_mut()) {
                *whole -= usize::from(*whole >= end);
            }
        }
    }

    /// Whether a row without figures may be the second line of the long name above it, and is no place without figures.
    fn is_end(&self, end: usize, named: &Named) -> bool {
        /// Characters of a name that is long.
        const LONG: usize = 6;
        const PLACES: [char; 9] = ['村', '镇', '乡', '区', '组', '队', '场', '街', '道'];
        let Some(above) = end.checked_sub(1).and_then(|above| named.rows.get(above)) else {
            return false;
        };
        let row = &named.rows[end];
        let follows =
            above.row + 1 == row.row && above.label_at.column == row.label_at.column && row.label_at.row == row.row;
        let words_alone = || self.grid.row(row.row).iter().all(|(_, class)| *class == Class::Label);
        follows
            && row.unit.is_none()
            && named.marks[end - 1].figures
            && above.label.chars().count() >= LONG
            && words::is_name_part(&row.label)
            && !row.label.ends_with(PLACES)
            && !above.label.ends_with(PLACES)
            && words_alone()
            && self.classes_of_data(row.row).count() <= 1
    }

    /// 一、山区乡镇 in a row of its own is a title where no row numbered so has figures; where one has, those of the others
    /// are missing. A band over all columns needs no number.
    fn tell_titles(&self, named: &mut Named) {
        let (Some(first), Some(last)) = (self.columns.first(), self.columns.last()) else {
            return;
        };
        let counts = self.columns.iter().find(|column| column.role == ColumnRole::Sequence);
        let numeral = |row: u32| Some(counts?.column).filter(|column| self.is_numeral(row, *column));
        let is_alone = |row: &TableRow| {
            let cells = self.grid.cells_in(row.row, first.column..=last.column).iter();
            let numeral = numeral(row.row);
            cells.filter(|(column, _)| Some(*column) != numeral).count() == 1
        };
        // 一、 is no title because of what （一） below it has.
        let mut sections: BTreeMap<Option<u8>, Vec<usize>> = BTreeMap::new();
        for (index, row) in named.rows.iter().enumerate() {
            let text = self.grid.text(row.label_at.row, row.label_at.column);
            let text = text.filter(|text| words::is_section(text));
            if text.is_some() || numeral(row.row).is_some() {
                let depth = text.and_then(|text| depth_of_numbering(&text));
                sections.entry(depth).or_default().push(index);
            }
        }
        let is_title = |index: &usize| {
            let below = named.marks.get(index + 1);
            is_alone(&named.rows[*index]) && below.is_some_and(|below| below.figures)
        };
        let titles = sections.into_values().filter(|section| section.iter().all(is_title));
        let bands = (0..named.rows.len()).filter(|index| self.is_band(&named.rows[*index]) && is_title(index));
        let titles: Vec<usize> = titles.flatten().chain(bands).collect();
        for index in titles {
            named.rows[index].kind = RowKind::Heading;
        }
    }

    /// Whether the column of running numbers holds one in words for a row: 一 before 村组织情况, among 1, 2 … of the rows.
    fn is_numeral(&self, row: u32, column: u32) -> bool {
        let is_numeral = |text: &str| !text.is_empty() && text.chars().all(|c| "一二三四五六七八九十".contains(c));
        let text = self.grid.label(row, column);
        text.is_some_and(|text| is_numeral(text.trim().trim_matches(['(', ')', '（', '）', '、'])))
    }

    /// Whether a row is but a title among the rows: 一、发展性指标 merged over all columns of the table, and nothing else.
    fn is_heading(&self, row: u32, at: CellRef) -> bool {
        let is_section = || {
            self.grid
                .text(at.row, at.column)
                .is_some_and(|text| words::is_section(&text))
        };
        at.row == row && self.is_over_all(at) && is_section()
    }

    /// Whether a cell is merged over all columns of the table, and nothing else stands in its row.
    fn is_over_all(&self, at: CellRef) -> bool {
        let (Some(first), Some(last)) = (self.columns.first(), self.columns.last()) else {
            return false;
        };
        let alone = || self.grid.cells_in(at.row, first.column..=last.column).len() == 1;
        let wide = self.grid.width(at) as usize;
        wide > 2 && wide >= self.columns.len() && alone()
    }

    /// Whether a row is a band without a number, 沿河乡镇 merged over all columns. One that speaks of a place, 清溪镇 or
    /// 清溪镇未报, is a row whose figures are missing, which must be told.
    fn is_band(&self, row: &TableRow) -> bool {
        const GROUPS: [&str; 2] = ["乡镇", "镇街"];
        const PLACES: [&str; 6] = ["镇", "乡", "街道", "村", "社区", "组"];
        let names_place = || PLACES.iter().any(|place| row.label.contains(place));
        row.label_at.row == row.row
            && row.kind == RowKind::Data
            && row.whole.is_none()
            && self.is_over_all(row.label_at)
            && (GROUPS.iter().any(|end| row.label.ends_with(end)) || !names_place())
    }

    /// The text of a label's cell, shared, where it is the label as it stands.
    fn own_text(&self, at: CellRef, label: &Label) -> Option<Arc<str>> {
        match &self.grid.sheet.cell(at)?.value {
            CellValue::Text(text) if **text == *label.text => Some(Arc::clone(text)),
            CellValue::Text(_)
            | CellValue::Number(_)
            | CellValue::Bool(_)
            | CellValue::Date(_)
            | CellValue::Error(_)
            | CellValue::FormulaWithoutValue => None,
        }
    }

    /// The cell of a row's second name, which stands beside the first under one merged head: 上年 of 合计 | 上年.
    ///
    /// Of a place this year's row is called by the place alone: lists are made of it.
    fn second_name(&self, row: u32, named: CellRef) -> Option<CellRef> {
        let stub = self
            .columns
            .iter()
            .position(|column| Some(column.column) == self.stub)?;
        let [first, second] = self.columns.get(stub..stub + 2)? else {
            return None;
        };
        let at = CellRef::new(row, second.column);
        let one_head = first.label_at.is_some() && first.label_at == second.label_at;
        let own = self.grid.class(row, second.column) == Some(Class::Label) && self.grid.origin(at) == at;
        let name = self.grid.label(row, second.column).unwrap_or_default();
        let of_total = || words::is_row_of_totals(&self.group_of_lines(row, named));
        let told = || words::is_past(&words::flat(&name)) || words::begins_with_time(&name) && of_total();
        (one_head && second.role == ColumnRole::Data && own && told()).then_some(at)
    }

    /// The first name of such a row; 合 over 计 is one word on two lines.
    fn group_of_lines(&self, row: u32, at: CellRef) -> String {
        let name = |row: u32| take_apart(&self.grid.label(row, at.column).unwrap_or_default()).text;
        let own = take_apart(&self.grid.label(at.row, at.column).unwrap_or_default()).text;
        let parted = own == "合" && name(row + 1) == "计" || own == "计" && name(row.saturating_sub(1)) == "合";
        if parted { "合计".to_owned() } else { own }
    }

    /// What the columns of words left of a row's label say of it. A blank cell that no merge covers says nothing.
    fn groups(&self, row: u32, label: CellRef) -> Box<[String]> {
        let left = self.columns.iter().filter(|column| {
            let has_header = !column.path.is_empty() || self.is_level(column.column);
            column.role == ColumnRole::Data && has_header && column.column < label.column
        });
        let said = left.filter_map(|column| {
            let origin = self.grid.origin(CellRef::new(row, column.column));
            self.grid.label(origin.row, origin.column)
        });
        said.map(|text| take_apart(&text).text).collect()
    }

    /// Whether a label stands below the first level of names.
    fn is_below_level(&self, label: CellRef) -> bool {
        let levels = self.levels.as_ref().filter(|levels| !levels.is_empty());
        levels.is_some_and(|levels| levels.start < label.column)
    }

    fn is_level(&self, column: u32) -> bool {
        self.levels.as_ref().is_some_and(|levels| levels.contains(&column))
    }

    /// Where 其中 stands alone in a column of its own, often merged over all parts, the words at its right name
    /// the row.
    fn behind_part_word(&self, row: u32, at: CellRef) -> (CellRef, bool) {
        let text = self.grid.text(at.row, at.column).unwrap_or_default();
        let name = || {
            self.columns
                .iter()
                .filter(|column| column.column > at.column && column.role != ColumnRole::Unit)
                .map(|column| CellRef::new(row, column.column))
                .find(|cell| self.grid.class(cell.row, cell.column).is_some())
                .filter(|cell| self.grid.class(cell.row, cell.column) == Some(Class::Label))
        };
        let behind = (take_apart(&text).text == words::PART).then(name).flatten();
        behind.map_or((at, false), |cell| (cell, true))
    }

    /// Whether a row has a figure of its own, or a mark where one could stand; a heading over a group of rows has
    /// none.
    fn has_figures(&self, row: u32) -> bool {
        self.classes_of_data(row)
            .any(|class| matches!(class, Class::Value | Class::Year | Class::Mark))
    }

    /// What the cells of a row are in columns of data; a head may have far more columns than a row has cells.
    fn classes_of_data(&self, row: u32) -> impl Iterator<Item = Class> {
        let is_of_data = |column: u32| {
            let index = self.columns.binary_search_by_key(&column, |own| own.column).ok();
            index
                .and_then(|index| self.columns.get(index))
                .is_some_and(|own| own.role == ColumnRole::Data)
        };
        let cells = self.grid.row(row).iter().filter(move |(column, _)| is_of_data(*column));
        cells.map(|(_, class)| *class)
    }

    /// The cell that names a row: its own cell of the label column; the words at the left of it (合计 over 序号
    /// and 村名); the cell merged over it; else, for a row that has figures, the label column's blank cell.
    fn label_cell(&self, row: u32) -> Option<CellRef> {
        let Some(stub) = self.stub else {
            return self.nameless(row);
        };
        let own = CellRef::new(row, stub);
        if self.grid.class(row, stub).is_some() {
            return Some(own);
        }
        let is_words = |column: &u32| self.grid.class(row, *column) == Some(Class::Label);
        let left = || {
            let columns = self.columns.iter().map(|column| column.column);
            columns.filter(|column| *column < stub).filter(is_words)
        };
        let reaches = |column: &u32| column.saturating_add(self.grid.width(CellRef::new(row, *column))) > stub;
        // Of several levels the deepest: 予以公开 behind 办理结果.
        let level = || left().rfind(|column| self.is_level(*column));
        let left = left().find(reaches).or_else(level).or_else(|| left().next());
        if let Some(column) = left {
            return Some(CellRef::new(row, column));
        }
        let origin = self.grid.origin(own);
        if origin != own && self.grid.label(origin.row, origin.column).is_some() {
            return Some(origin);
        }
        let figures = self.classes_of_data(row);
        let figures = figures
            .filter(|class| matches!(class, Class::Value | Class::Year))
            .count();
        (figures >= 2).then_some(own)
    }

    /// The first cell of a row of figures in a table that has no column of names: its columns begin with 合计, or it is the only
    /// row.
    fn nameless(&self, row: u32) -> Option<CellRef> {
        const FEWEST: usize = 2;
        let first = self.columns.first().filter(|first| first.role == ColumnRole::Data)?;
        let is_total = first.path.last().is_some_and(|label| words::is_total(label));
        let figures = |class: &Class| matches!(class, Class::Value | Class::Year);
        let are_figures = self.classes_of_data(row).all(|class| class != Class::Label);
        let own = self.classes_of_data(row).filter(figures).count();
        ((is_total || self.alone) && are_figures && own >= FEWEST).then(|| CellRef::new(row, first.column))
    }

    /// The words that name a row; a figure at its head names none.
    fn name(&self, at: CellRef) -> Cow<'_, str> {
        let text = || self.grid.text(at.row, at.column).unwrap_or_default();
        if self.stub.is_none() { Cow::default() } else { text() }
    }

    /// The unit in the row's 计量单位 column.
    fn row_unit(&self, row: u32) -> Option<FoundUnit> {
        let column = self.columns.iter().find(|column| column.role == ColumnRole::Unit)?;
        // A unit merged over several rows holds for all of them.
        let at = self.grid.origin(CellRef::new(row, column.column));
        let text = self.grid.label(at.row, at.column)?;
        let text = without_brackets(&text);
        Some(FoundUnit {
            // One that is not known is kept as it is written: a declared unit must not silently stand in for it.
            unit: known_unit(text)
                .or_else(|| Unit::parse(text))
                .unwrap_or_else(|| Unit::unknown(text)),
            origin: UnitOrigin::UnitColumn,
            at,
        })
    }
}

/// The unit in the brackets of a row's label.
fn in_label(label: &Label, at: CellRef) -> Option<FoundUnit> {
    Some(FoundUnit {
        unit: label.unit.clone()?,
        origin: UnitOrigin::Label,
        at,
    })
}

/// The rows so far, each with what the rows below it need to know.
struct Named {
    rows: Vec<TableRow>,
    marks: Vec<Mark>,
}

/// What is known of a row only while the rows are named.
#[derive(Clone, Copy)]
struct Mark {
    /// Half-width blanks before its label.
    indent: u32,
    /// Whether 其中 stands in its label.
    by_word: bool,
    figures: bool,
}

impl Named {
    fn with_room(rows: usize) -> Self {
        Self {
            rows: Vec::with_capacity(rows),
            marks: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, row: TableRow, mark: Mark) {
        self.rows.push(row);
        self.marks.push(mark);
    }

    fn get(&self, index: usize) -> Option<(&TableRow, Mark)> {
        self.rows.get(index).zip(self.marks.get(index).copied())
    }

    fn last(&self) -> Option<(&TableRow, Mark)> {
        self.rows.last().zip(self.marks.last().copied())
    }
}

fn unit_of(row: &TableRow) -> Option<&Unit> {
    row.unit.as_ref().map(|found| &found.unit)
}

/// What sort of row a label makes, and the row that it is a part of, by the rows above it and their indents.
fn sort_of(label: &Label, indent: u32, unit: Option<&Unit>, above: &Named) -> (RowKind, Option<usize>) {
    if words::is_row_of_totals(&label.text) {
        return (RowKind::Total, None);
    }
    if words::is_row_of_means(&label.text) {
        return (RowKind::Mean, None);
    }
    if label.part {
        let whole = above.rows.iter().rposition(|row| row.kind != RowKind::Part);
        return (RowKind::Part, whole);
    }
    let Some((last, mark)) = above.last().filter(|_| indent > 0) else {
        return (RowKind::Data, None);
    };
    // A row that goes on behind a 其中 row, no less indented, is another part of the same whole.
    if last.kind == RowKind::Part && indent >= mark.indent && is_by_word((last, mark), above) {
        return (RowKind::Part, last.whole);
    }
    match whole_by_indent(indent, unit, above) {
        Some(whole) => (RowKind::Part, Some(whole)),
        None => (RowKind::Data, None),
    }
}

/// What sort a row is by its two names: last year's total is none of this year's rows, nor are last year's figures of a place.
fn sort_in_group(group: &str, name: &str) -> RowKind {
    match (words::is_past(name), words::is_row_of_totals(group)) {
        (true, _) => RowKind::Mean,
        (false, true) => RowKind::Total,
        (false, false) => RowKind::Data,
    }
}

/// What sort a row below another name is: 上年 is of another time, and what stands under 总计 is of all rows.
fn sort_below(group: &str, name: &str, kind: RowKind) -> RowKind {
    match kind {
        RowKind::Data if words::is_past(name) => RowKind::Mean,
        RowKind::Data if words::is_row_of_totals(group) => RowKind::Total,
        RowKind::Data | RowKind::Total | RowKind::Part | RowKind::Mean | RowKind::Heading => kind,
    }
}

/// Whether a part is one by the word 其中, in its own label or in the one above that it goes on from.
fn is_by_word((last, mark): (&TableRow, Mark), above: &Named) -> bool {
    let first = || above.get(last.whole? + 1);
    mark.by_word || first().is_some_and(|(_, mark)| mark.by_word)
}

/// The row of which a more deeply indented one is a part, without the word 其中. No part are a village below 合计,
/// an indicator below a heading without figures, and what is measured in another unit (单产 below 面积).
fn whole_by_indent(indent: u32, unit: Option<&Unit>, above: &Named) -> Option<usize> {
    let mut at = above.rows.len().checked_sub(1)?;
    // Back from deeper rows to one that is no deeper; each step leads to a row less indented.
    while above.get(at)?.1.indent > indent {
        at = above.get(at)?.0.whole.filter(|whole| *whole < at)?;
    }
    let (nearest, mark) = above.get(at)?;
    if mark.indent == indent {
        return nearest.whole.filter(|_| unit_of(nearest) == unit);
    }
    let is_whole = nearest.kind != RowKind::Total && mark.figures && unit_of(nearest) == unit;
    is_whole.then_some(at)
}

/// How far a label is indented, in half-width blanks.
fn indentation(text: &str) -> u32 {
    text.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\u{3000}' { 2 } else { 1 })
        .sum()
}
