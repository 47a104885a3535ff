//! The body of a table: which rows belong to it, what names them, and what sort they are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use super::grid::{Class, Grid};
use super::head::{self, Head};
use super::label::{known_unit, normalise, without_brackets};
use super::number::{self, Reading};
use super::path;
use super::persons;
use super::row::Labeller;
use super::segment::Segment;
use super::stub::stub;
use super::words;
use super::{Column, ColumnRole, Table, TableRow, UnitNote};
use super::{codes, continued, doubts, foot, levels, notes, signed};
use crate::id_number::holds;
use crate::place::CellRef;
use crate::unit::Unit;
use crate::workbook::{Cell, CellValue};

/// The rows below a head, across all tables that stand side by side.
#[derive(Debug)]
pub(super) struct Body {
    /// The rows that are not blank.
    pub(super) rows: Vec<u32>,
    /// The rows that were passed over: notes, and what stands behind the foot.
    pub(super) passed: Vec<u32>,
    /// The row at which the search for the next head begins.
    pub(super) resume: u32,
}

/// The rows below a head, up to its foot, the title or head of the next table, or the sheet's end.
pub(super) fn rows(grid: &Grid<'_>, head: &Head) -> Body {
    let mut body = rows_with_words_below(grid, head);
    let below = words_below(grid, &body.rows);
    body.passed.extend(body.rows.drain(below..));
    body
}

/// Where a list of words begins that stands below the rows of figures, behind blank rows: each of its rows has one cell.
fn words_below(grid: &Grid<'_>, rows: &[u32]) -> usize {
    /// So many blank rows set it apart: one may stand between the parts of a table.
    const BLANK: u32 = 2;
    let is_line = |row: &u32| matches!(grid.row(*row), [(_, Class::Label)]);
    let last = rows
        .iter()
        .rposition(|row| !is_line(row))
        .filter(|last| grid.is_data(rows[*last]));
    let Some(last) = last else { return rows.len() };
    let is_apart = |pair: &[u32]| pair[1] > pair[0].saturating_add(BLANK);
    let gap = rows[last..].windows(2).position(is_apart);
    gap.map_or(rows.len(), |gap| last + gap + 1)
}

/// The rows below a head, with the words that may stand below its figures.
fn rows_with_words_below(grid: &Grid<'_>, head: &Head) -> Body {
    let (mut rows, mut passed): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let left = head.extent(grid).map_or(0, |(left, _)| left);
    // Whether a note stands between the rows: lines of words behind it go on with it.
    let mut noted = false;
    // The row to which a head that comes again reaches, with what stands above it.
    let mut again = 0;
    let mut known = continued::Known::default();
    let resume = 'end: {
        for row in grid.rows_from(head.last + 1) {
            if row < again {
                continue;
            }
            let last = rows.last().copied();
            if let Some(below) = continued::again(grid, head, (left, &mut known), (&rows, row)) {
                passed.extend(grid.rows_from(row + 1).take_while(|line| *line < below.first));
                again = below.last + 1;
                continue;
            }
            if continued::begins_another(grid, head, (left, &mut known), (&rows, row)) {
                break 'end row;
            }
            let goes_on_below = || goes_on(grid, left, last, row + 1);
            if is_of_foot(grid, head, left, (last, row)) {
                passed.push(row);
                // A note between rows of data ends nothing: what follows would be lost without a word.
                if goes_on_below() {
                    noted = true;
                    continue;
                }
                passed.extend(behind(grid, row + 1));
                break 'end note_end(grid, row) + 1;
            }
            let is_aside = is_remark(grid, row) && goes_on_below() || noted && foot::is_line_of_words(grid, row);
            if !is_aside && is_of_another(grid, head, left, (last, row)) {
                break 'end row;
            }
            let aside = is_aside || notes::is_row(grid, row, left);
            if aside { &mut passed } else { &mut rows }.push(row);
        }
        let last = rows.last().max(passed.last());
        last.map_or(head.last + 1, |row| row + 1)
    };
    Body { rows, passed, resume }
}

/// Whether a row below the last one of data is of the foot, by its words or by the word that it begins with.
fn is_of_foot(grid: &Grid<'_>, head: &Head, left: u32, (last, row): (Option<u32>, u32)) -> bool {
    foot::is_foot(grid, row) || last.is_some_and(|last| foot::is_by_name(grid, head, left, (last, row)))
}

/// Whether another table begins at a row below the last one of data. Behind a gap 单位 | 户 | 人 is a head, right below it is none.
fn is_of_another(grid: &Grid<'_>, head: &Head, left: u32, (last, row): (Option<u32>, u32)) -> bool {
    let units = last.is_some() && last == row.checked_sub(1) && is_row_of_units(grid, row, left..=u32::MAX);
    !units && ends_before(grid, head, row, last)
}

/// The rows behind the first of a foot that still belong to the table: further notes and signatures, and rows of figures up to the
/// next head.
fn behind<'g>(grid: &'g Grid<'_>, first: u32) -> impl Iterator<Item = u32> + 'g {
    const MOST: usize = 64;
    let rows = grid.rows_from(first).take(MOST);
    rows.take_while(move |row| !head::begins(grid, *row))
        .filter(move |row| {
            let is_foot = foot::is_foot(grid, *row) || foot::begins_by_name(grid, *row);
            let is_row = grid.is_data(*row) || grid.row(*row).len() > 1 && foot::names_place(grid, *row);
            is_foot || is_row && !begins_with_line(grid, *row)
        })
}

/// Whether a head is but one more row of a list of words, such as a code book: no figure stands below it, and words of its
/// first row come again below in their own columns, which those of a head never do.
pub(super) fn goes_on_from_head(grid: &Grid<'_>, head: &Head, body: &Body) -> bool {
    let are_words = |row: &u32| {
        let mut cells = grid.row(*row).iter();
        cells.all(|(_, class)| matches!(class, Class::Label | Class::Mark))
    };
    let comes_again = |column: u32| {
        let own = grid.text(head.first, column);
        let mut rows = body
            .rows
            .iter()
            .filter(|row| !head::same_words(grid, head.first, **row));
        rows.any(|row| grid.text(*row, column) == own)
    };
    let labels = grid.row(head.first).iter().filter(|(column, _)| comes_again(*column));
    body.rows.iter().all(are_words) && labels.count() > 1
}

/// Whether a row below a note is one more of the table: named where its rows are, and with about as many figures as the
/// row before the note; who signs and when is no figure. (单位负责人签字：, 日期：2023-12-31.)
fn goes_on(grid: &Grid<'_>, left: u32, before: Option<u32>, row: u32) -> bool {
    let figures = |row: u32| {
        let cells = grid.row(row).iter();
        cells
            .filter(|(column, _)| number::value(grid.cell(CellRef::new(row, *column))).is_some())
            .count()
    };
    let is_place = || before.is_some_and(|before| foot::is_one_more_place(grid, before, row));
    let enough = figures(row) * 2 >= before.map_or(1, figures).max(1) || is_place();
    is_named(grid, left, row) && enough && !head::begins(grid, row) && !foot::is_foot(grid, row)
}

/// Whether a row is named where the rows of its table are; what asks for something is no name: 单位负责人签字：.
pub(super) fn is_named(grid: &Grid<'_>, left: u32, row: u32) -> bool {
    let mut names = (left..=left.saturating_add(1)).filter_map(|column| grid.label(row, column));
    names.next().is_some_and(|name| !name.trim_end().ends_with([':', '：']))
}

/// Whether a row is a remark on those around it and names none: （以下为山区村） and nothing else. (Above a head it is a
/// title: （续）.)
pub(super) fn is_remark(grid: &Grid<'_>, row: u32) -> bool {
    let [(column, Class::Label)] = grid.row(row) else {
        return false;
    };
    let text = grid.text(row, *column).unwrap_or_default();
    let text = text.trim();
    text.starts_with(['(', '（']) && text.ends_with([')', '）'])
}

/// The last row of a foot that goes on below without a gap: up to the last line of words alone that ends as a sentence,
/// which no title does.
fn note_end(grid: &Grid<'_>, foot: u32) -> u32 {
    let line = |row: u32| match grid.row(row) {
        [(column, Class::Label)] => grid.text(row, *column),
        _ => None,
    };
    let lines = (foot + 1..).map_while(|row| Some((row, line(row)?)));
    let sentences = lines.filter(|(_, text)| text.trim_end().ends_with(['。', '；', ';']));
    sentences.last().map_or(foot, |(row, _)| row)
}

/// Whether a row begins something else: a head of its own, or the title above one.
pub(super) fn ends_before(grid: &Grid<'_>, head: &Head, row: u32, previous: Option<u32>) -> bool {
    let after_gap = row > previous.unwrap_or(head.last) + 1;
    if head::begins(grid, row) {
        if is_translated_section(grid, head, row) {
            return false;
        }
        // A row of words in a list of projects may hold one word that headers have too.
        let repeated = head::same_words(grid, head.first, row);
        let says_so = head::anchors(grid, row) >= 2 || head::names_rows_first(grid, row);
        return !repeated && (says_so || after_gap && previous.is_some());
    }
    // A form without figures ends before a title too.
    (previous.is_some() || after_gap) && is_above_a_head(grid, row, after_gap)
}

/// Whether a row is a title among the rows with its translation beside it: 亚洲 | Asia. Right below it figures stand under labels
/// of the head over which it says nothing.
fn is_translated_section(grid: &Grid<'_>, head: &Head, row: u32) -> bool {
    let last = grid.row(row).last().map(|(column, _)| *column);
    let below = grid.row(row + 1).iter().filter(|(column, _)| Some(*column) > last);
    let is_figure = |(column, class): &(u32, Class)| {
        matches!(class, Class::Value | Class::Mark | Class::Year) && head.covers(grid, *column)
    };
    let mut below = below.peekable();
    head::is_translated(grid, row) && below.peek().is_some() && below.all(is_figure)
}

/// Whether a row is the title or a line (附件2, 填报单位：) above a table below: a head follows within a few rows without
/// data between.
fn is_above_a_head(grid: &Grid<'_>, row: u32, after_gap: bool) -> bool {
    let is_above = match grid.row(row) {
        [(column, Class::Label)] => {
            let text = grid.text(row, *column).unwrap_or_default();
            let wide = grid.width(CellRef::new(row, *column)) > 2;
            wide || after_gap || words::is_attachment_mark(&text) || words::is_line(&text) || words::is_section(&text)
        }
        _ => begins_with_line(grid, row) || ends_with_unit(grid, row),
    };
    is_above
        && grid
            .rows_from(row + 1)
            .take(5)
            .find(|below| head::begins(grid, *below) || grid.is_data(*below) && !begins_with_line(grid, *below))
            .is_some_and(|below| head::begins(grid, below))
}

/// Whether a row is words with the unit of what stands below at their right: 二、羊 | 单位：只.
fn ends_with_unit(grid: &Grid<'_>, row: u32) -> bool {
    let last = grid.row(row).last().and_then(|(column, _)| grid.label(row, *column));
    grid.is_all_labels(row, 2) && last.is_some_and(|text| notes::is_note(&text))
}

/// Whether the first cell of a row is a line: 填报单位：农办.
pub(super) fn begins_with_line(grid: &Grid<'_>, row: u32) -> bool {
    grid.row(row)
        .first()
        .and_then(|(column, _)| grid.label(row, *column))
        .is_some_and(|text| words::is_line(&text))
}

/// One table of a head, with the rows that it fills; none when it has no rows. Its lines stand in the rows right above, or, where
/// none of those says a unit, in those above the table before.
pub(super) fn table(
    grid: &Grid<'_>,
    head: &Head,
    segment: &Segment,
    body: &Body,
    lines: &[Range<u32>; 2],
) -> Option<Table> {
    let mut notes = notes_around(grid, head, segment, body, lines);
    let (filled, units) = filled(grid, head, segment, &body.rows);
    let by_column = Filled::new(grid, segment, &filled);
    let mut doubts = doubts::of_codes(grid, head, segment);
    let mut columns = path::columns(grid, head, segment, |column, path| {
        notes::of_column(&notes, segment, (column, path))
    });
    notes::rest::fill(&notes, segment, &mut columns);
    doubts.extend(doubts::of_units(grid, &mut columns, &units));
    assign_roles(grid, &mut columns, &by_column);
    notes::places::fill(grid, &notes, segment, &mut columns);
    notes::change::fill(grid, &filled, &mut columns);
    let (stub, rows) = named_rows(grid, &columns, (&filled, &by_column));
    doubts.extend(doubts::of_rows(grid, &columns, &filled, &rows));
    doubts.extend(doubts::of_notes(
        grid,
        &columns,
        &body.passed,
        body.rows.last().copied(),
    ));
    notes::keep_named(&mut notes, &columns);
    notes.extend(notes::of_labels(&columns));
    let persons = persons::are_listed(grid, &columns, &filled);
    persons::hide_in_head(&mut columns);
    (!rows.is_empty()).then(|| Table {
        sheet: std::sync::Arc::clone(&grid.sheet.name),
        title: title(grid, segment, lines[1].start, head.first),
        header_rows: (head.first, head.last),
        stub,
        persons,
        columns,
        rows,
        notes,
        doubts,
    })
}

/// The notes on units around a table: of the lines right above it, or, where none of those says a unit, of the lines above the
/// table before.
fn notes_around(
    grid: &Grid<'_>,
    head: &Head,
    segment: &Segment,
    body: &Body,
    [before, own]: &[Range<u32>; 2],
) -> Vec<UnitNote> {
    let of = |rows: &Range<u32>| {
        let above = above(grid, rows.start, rows.end).chain(beside_head(grid, head));
        let mut notes = notes::around(grid, above, &body.passed, body.rows.last().copied());
        notes.retain(|note| note.is_of(segment));
        notes
    };
    let notes = of(own);
    match before.is_empty() || notes.iter().any(UnitNote::is_above) {
        true => notes,
        false => of(before),
    }
}

/// The rows of a table with their names, and the column that holds these.
fn named_rows(
    grid: &Grid<'_>,
    columns: &[Column],
    (filled, by_column): (&[u32], &Filled<'_>),
) -> (Option<u32>, Vec<TableRow>) {
    let stub = columns.iter().find(|column| column.role == ColumnRole::Stub);
    let stub = stub.map(|column| column.column);
    let labeller = Labeller {
        grid,
        columns,
        stub,
        levels: stub.map(|stub| levels::first(grid, columns, by_column, stub)..stub),
        alone: filled.len() == 1,
    };
    (stub, labeller.rows(filled))
}

/// The rows that have something in the columns of a table, and those of them that hold units; its head that comes again is
/// none.
fn filled(grid: &Grid<'_>, head: &Head, segment: &Segment, rows: &[u32]) -> (Vec<u32>, Vec<u32>) {
    rows.iter()
        .copied()
        .filter(|row| grid.has_cell(*row, segment.first()..=segment.last()))
        .filter(|row| !head::same_words(grid, head.first, *row))
        .partition(|row| !is_row_of_units(grid, *row, segment.first()..=segment.last()))
}

/// Whether a row below the head is one of units: no name but 单位, and else units alone.
fn is_row_of_units(grid: &Grid<'_>, row: u32, columns: RangeInclusive<u32>) -> bool {
    // Asked of every row of a long list.
    if !grid.is_all_labels(row, 1) {
        return false;
    }
    let cells = grid.row(row).iter().map(|(column, _)| *column);
    let own: Vec<u32> = cells.filter(|column| columns.contains(column)).collect();
    let first = || normalise(&grid.text(row, *columns.start()).unwrap_or_default());
    let unnamed = own.first().is_some_and(|column| column > columns.start()) || words::is_unit_column(&first());
    unnamed && codes::is_unit_row(grid, row, &own)
}

/// The rows above a head that may hold its title and its lines.
fn above<'g>(grid: &'g Grid<'_>, from: u32, first: u32) -> impl Iterator<Item = CellRef> + 'g {
    grid.rows_from(from)
        .take_while(move |row| *row < first)
        .flat_map(|row| {
            let cells = grid.row(row).iter();
            cells.map(move |(column, class)| (CellRef::new(row, *column), *class))
        })
        .filter(|(_, class)| *class == Class::Label)
        .map(|(at, _)| at)
}

/// The lines in the rows of a head, which stand at its right.
fn beside_head<'g>(grid: &'g Grid<'_>, head: &Head) -> impl Iterator<Item = CellRef> + 'g {
    let cells = (head.first..=head.last).flat_map(|row| {
        let cells = grid.row(row).iter();
        cells.map(move |(column, _)| CellRef::new(row, *column))
    });
    cells.filter(|at| grid.label(at.row, at.column).is_some_and(|text| words::is_line(&text)))
}

/// The title: the lines above the head that are words alone. Of titles side by side, the one that stands over
/// the table.
fn title(grid: &Grid<'_>, segment: &Segment, from: u32, first: u32) -> Option<String> {
    let mut lines: Vec<(CellRef, String)> = Vec::new();
    // A title merged over the table may begin left of a table that stands at the right.
    for at in above(grid, from, first).filter(|at| at.column <= segment.last()) {
        let text = grid.text(at.row, at.column).unwrap_or_default();
        let text = words::without_unit_note(&text);
        let is_none =
            words::is_line(text) || notes::is_note(text) || words::is_foot(text) || words::is_attachment_mark(text);
        // A person above the head of a list is no title of it (WB-15), nor are digits beside one: 8,0,3.
        let has_letters = |text: &str| text.contains(char::is_alphabetic);
        let mut beside = grid
            .row(at.row)
            .iter()
            .filter_map(|(column, _)| grid.label(at.row, *column));
        let is_stray = !has_letters(text) && beside.any(|text| has_letters(&text));
        if is_none || holds(text) || is_stray || signed::is_line(grid, at.row) {
            continue;
        }
        let over = segment.contains(at.column);
        lines.retain(|(other, _)| other.row != at.row || !over);
        if over || lines.iter().all(|(other, _)| other.row != at.row) {
            lines.push((at, text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    let title: String = lines.into_iter().map(|(_, line)| line).collect();
    (!title.is_empty()).then_some(title)
}

/// The rows of a table, all of them and those that each column has a cell in: a head may be wide and most of its columns blank.
pub(super) struct Filled<'r> {
    pub(super) rows: &'r [u32],
    by_column: BTreeMap<u32, Vec<u32>>,
}

impl<'r> Filled<'r> {
    fn new(grid: &Grid<'_>, segment: &Segment, rows: &'r [u32]) -> Self {
        let mut by_column: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for row in rows {
            for (column, _) in grid.cells_in(*row, segment.first()..=segment.last()) {
                by_column.entry(*column).or_default().push(*row);
            }
        }
        Self { rows, by_column }
    }

    /// The rows that have a cell in a column.
    pub(super) fn of(&self, column: u32) -> &[u32] {
        self.by_column.get(&column).map_or(&[], Vec::as_slice)
    }
}

/// Says what each column is for: by its header, else by what stands in it.
fn assign_roles(grid: &Grid<'_>, columns: &mut [Column], rows: &Filled<'_>) {
    for column in columns.iter_mut() {
        let label = column.path.last().map_or("", String::as_str);
        // Units without a header are the rows' own too.
        let may_be_units = words::is_unit_column(label) || label.is_empty();
        let is_units = words::is_measure_column(label)
            || may_be_units && is_mostly(column.column, rows, |at| unit_at(grid, at).is_some());
        let own = rows.of(column.column);
        if words::is_sequence(label) || label.is_empty() && counts(grid, column.column, own) {
            column.role = ColumnRole::Sequence;
        } else if is_units {
            column.role = ColumnRole::Unit;
        }
        if column.role != ColumnRole::Data {
            // A running number and a unit have no unit.
            (column.unit, column.unit_at) = (None, None);
            column.units.clear();
        }
    }
    if let Some(stub) = stub(grid, columns, rows) {
        let column = &mut columns[stub];
        column.role = ColumnRole::Stub;
        (column.unit, column.unit_at) = (None, None);
        column.units.clear();
    }
    let names = columns.iter().find(|column| column.role == ColumnRole::Stub);
    let names = names.map_or(0, |column| column.column);
    assign_codes(columns, names);
    for column in columns.iter_mut() {
        if is_of_words(grid, column, rows) || is_key(grid, column, names, rows) {
            column.units.retain(|found| !found.origin.is_around());
            column.unit = column.units.first().map(|found| found.unit.clone());
            column.unit_at = column.units.first().map(|found| found.at);
        }
    }
}

/// The levels of a code stand before the names, 类 | 款 | 项 below 科目编码, and are no data; a code of another sort may be asked for.
/// None has a unit.
fn assign_codes(columns: &mut [Column], names: u32) {
    let is_code = |column: &Column| column.column < names && column.path.iter().any(|label| words::names_codes(label));
    let is_of_account = |label: &String| ["科目", "分类"].iter().any(|word| label.contains(word));
    for column in columns.iter_mut().filter(|column| is_code(column)) {
        if column.path.iter().any(is_of_account) {
            column.role = ColumnRole::Sequence;
        }
        (column.unit, column.unit_at) = (None, None);
        column.units.clear();
    }
}

/// Whether a column says of what time its rows are, or by what number they are known: by its header, or because it counts
/// the rows at the left of their names, several of them by one number.
fn is_key(grid: &Grid<'_>, column: &Column, names: u32, rows: &Filled<'_>) -> bool {
    let label = column.path.last().map_or("", String::as_str);
    // 日 | 月 | 年 behind the names are what there was in a day, a month and a year.
    let before = column.column < names;
    words::is_code(label) || before && (words::is_time(label) || counts_groups(grid, column, rows))
}

/// Whether a column holds 1, 1, 2, 2 …
fn counts_groups(grid: &Grid<'_>, column: &Column, rows: &Filled<'_>) -> bool {
    let rows = rows.of(column.column);
    let numbers = rows.iter().map(|row| grid.whole_number(*row, column.column));
    let Some(numbers) = numbers.collect::<Option<Vec<i64>>>() else {
        return false;
    };
    let mut pairs = numbers.windows(2);
    let follows = |pair: &[i64]| matches!(pair, [one, next] if (0..=1).contains(&next.saturating_sub(*one)));
    numbers.len() > 1 && numbers.first() == Some(&1) && pairs.all(follows)
}

/// Whether most of a column are words or dates, of which the 单位 line does not speak: 建设单位 is not in 万元.
fn is_of_words(grid: &Grid<'_>, column: &Column, rows: &Filled<'_>) -> bool {
    // … stands for a figure that is less than half of the last digit.
    let is_dots = |at: CellRef| {
        grid.text(at.row, at.column)
            .is_some_and(|text| text.trim().chars().all(|c| matches!(c, '…' | '.')))
    };
    let is_figure = |at: CellRef, cell: Option<&Cell>| match number::read(cell) {
        Reading::NotANumber => is_dots(at),
        Reading::Date(_) | Reading::Time(_) => false,
        Reading::Number { .. }
        | Reading::NotApplicable
        | Reading::Blank
        | Reading::Error(_)
        | Reading::FormulaWithoutValue => true,
    };
    is_mostly(column.column, rows, |at| match grid.cell(at) {
        // The usual case needs no reading.
        Some(cell) if matches!(cell.value, CellValue::Number(_)) => cell.time().is_some(),
        cell => !is_figure(at, cell),
    })
}

pub(super) fn texts<'g>(grid: &'g Grid<'_>, column: u32, rows: &'g [u32]) -> impl Iterator<Item = Cow<'g, str>> {
    rows.iter().filter_map(move |row| grid.text(*row, column))
}

/// Whether most of the cells of a column that are not blank are so.
pub(super) fn is_mostly(column: u32, rows: &Filled<'_>, is: impl Fn(CellRef) -> bool) -> bool {
    let rows = rows.of(column);
    let fit = rows.iter().filter(|row| is(CellRef::new(**row, column))).count();
    fit * 2 > rows.len()
}

/// Whether a column holds 1, 2, 3 …
pub(super) fn counts_rows(grid: &Grid<'_>, column: u32, rows: &[u32]) -> bool {
    let numbers: Vec<i64> = rows.iter().filter_map(|row| grid.whole_number(*row, column)).collect();
    numbers.len() >= 2 && numbers.iter().zip(1..).all(|(number, expected)| *number == expected)
}

/// Whether a column holds 1, 2, 3 … or 0, 1, 2 …
fn counts(grid: &Grid<'_>, column: u32, rows: &[u32]) -> bool {
    let from_nought = || {
        let rest = rows.get(1..).unwrap_or_default();
        rows.first().and_then(|row| grid.whole_number(*row, column)) == Some(0) && counts_rows(grid, column, rest)
    };
    counts_rows(grid, column, rows) || from_nought()
}

/// The unit that a cell names.
pub(super) fn unit_at(grid: &Grid<'_>, at: CellRef) -> Option<Unit> {
    let text = grid.text(at.row, at.column)?;
    known_unit(without_brackets(&text))
}
