//! What is written around a table on the units of its figures (WB-04): 单位：万元 above it, （万元） behind its title, a note
//! below.

pub(super) mod change;
pub(super) mod measure;
pub(super) mod places;
pub(super) mod rest;
mod said;

use std::ops::Range;

use super::grid::{Class, Grid};
use super::head::Head;
use super::label::take_apart;
use super::segment::Segment;
use super::words;
use super::{Column, FoundUnit, UnitOrigin};
use crate::place::CellRef;
use crate::unit::{Dimension, Unit};
use crate::workbook::Sheet;
use said::{BETWEEN, Said, among_words, behind_unit, in_parts, in_title, said};

pub(super) use said::is_measured;

/// What one text near a table says of units.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNote {
    /// The units that it names, each with the words of which alone it speaks: 产值单位为万元 is about 产值.
    pub units: Vec<(Unit, Option<String>)>,
    /// Its cell.
    pub at: CellRef,
    /// Whether it speaks of all figures, and of one unit only.
    whole: bool,
    /// Whether rows of data stand above it and behind it.
    between: bool,
    /// Whether it is a label of a head: of one that has no figures of its own, or with several units in its bracket.
    in_head: bool,
    /// Whether it stands above the head.
    above: bool,
    /// Whether nothing but the names of columns tells its units from words: 产值亿元、投资万元, but 玉米、小米.
    listed: bool,
    /// Whether it is the one unit in the bracket at the end of a title.
    titled: bool,
    /// Whether the words of that title end with what the unit measures.
    measured: bool,
    /// The columns over which it is merged, or the one in which a mere unit stands.
    columns: (u32, u32),
}

/// A range of columns that holds none.
const NO_COLUMNS: (u32, u32) = (1, 0);

impl UnitNote {
    /// What a text above a table says, with its cell and the columns that it covers.
    fn of(said: Said, at: CellRef, columns: (u32, u32)) -> Self {
        Self {
            units: said.units,
            at,
            whole: said.whole,
            between: false,
            in_head: false,
            above: true,
            listed: said.listed,
            titled: said.titled,
            measured: said.measured,
            columns,
        }
    }

    /// The units of a label of a head.
    fn in_head(units: Vec<Unit>, words: &str, (at, columns): (CellRef, (u32, u32))) -> Self {
        Self {
            in_head: true,
            ..Self::of(Said::partial(units, Some(words)), at, columns)
        }
    }

    /// Whether it stands over a table, or says over another with the same head, at its right, what all figures are in.
    pub(super) fn is_of(&self, segment: &Segment) -> bool {
        self.at.column < segment.reach || (self.whole || self.is_list()) && self.at.column < segment.alike
    }

    /// Whether it stands above the head, or beside it.
    pub(super) fn is_above(&self) -> bool {
        self.above
    }

    /// Whether it says several units of all figures together: 单位：户、人.
    fn is_list(&self) -> bool {
        self.is_sure()
            && !self.listed
            && !self.whole
            && self.units.len() > 1
            && self.units.iter().all(|(_, subject)| subject.is_none())
    }

    /// Whether it says for certain which figures it is about.
    pub fn is_sure(&self) -> bool {
        !self.between && !self.in_head
    }

    /// Whether it may be about a column of the table, where its words name these columns.
    pub fn may_be_about(&self, column: u32, named: &[u32]) -> bool {
        let stands_over = (self.columns.0..=self.columns.1).contains(&column);
        named.contains(&column) || if self.in_head { stands_over } else { named.is_empty() }
    }
}

/// The notes around a table: `above` are the cells of words above its head, `below` the rows that were passed over. One with
/// rows of data above it and behind it, the last of which is `last`, speaks of nobody knows which of them.
pub(super) fn around(
    grid: &Grid<'_>,
    above: impl Iterator<Item = CellRef>,
    below: &[u32],
    last: Option<u32>,
) -> Vec<UnitNote> {
    let above = above.filter_map(|at| note(grid, at, true));
    let cells = below.iter().flat_map(|row| {
        let cells = grid.row(*row).iter();
        cells.map(|(column, _)| CellRef::new(*row, *column))
    });
    let below = cells.filter_map(|at| {
        let note = note(grid, at, false)?;
        let between = last.is_some_and(|last| at.row < last);
        Some(UnitNote {
            whole: note.whole && !between,
            between,
            ..note
        })
    });
    above.chain(below).collect()
}

/// What texts in some rows of a sheet that is no table say of the units of the figures below.
pub(super) fn above(sheet: &Sheet, rows: Range<u32>) -> Vec<UnitNote> {
    let cells = sheet
        .cells
        .range(CellRef::new(rows.start, 0)..CellRef::new(rows.end, 0));
    let notes = cells.filter_map(|(at, cell)| {
        let said = said(cell.text()?).filter(|said| !said.mere)?;
        Some(UnitNote::of(said, *at, NO_COLUMNS))
    });
    let mut notes: Vec<UnitNote> = notes.collect();
    keep_nearest(&mut notes);
    notes
}

/// Of lines that stand in one column, each for what follows it, the nearest to the figures counts: 单位：万元 … 单位：元.
fn keep_nearest(notes: &mut Vec<UnitNote>) {
    let all = notes.clone();
    for note in notes.iter_mut() {
        let at = note.at;
        let below = all
            .iter()
            .filter(|other| other.at.row > at.row && other.at.column == at.column);
        let lines: Vec<&Unit> = below
            .flat_map(|other| &other.units)
            .filter_map(|(unit, subject)| subject.is_none().then_some(unit))
            .collect();
        let again = |unit: &Unit| lines.iter().any(|other| other.dimension == unit.dimension);
        note.units.retain(|(unit, subject)| subject.is_some() || !again(unit));
    }
    notes.retain(|note| !note.units.is_empty());
}

/// Leaves of the notes that only list names and units what names a column of the table.
pub(super) fn keep_named(notes: &mut Vec<UnitNote>, columns: &[Column]) {
    for note in notes.iter_mut().filter(|note| note.listed) {
        note.units.retain(|unit| is_named(columns, unit));
    }
    notes.retain(|note| !note.units.is_empty());
}

/// Whether the words before a unit, where it has any, name a column: a label has them without the unit behind, 产值 of
/// 产值亿元, and not 玉 of 玉米.
fn is_named(columns: &[Column], (unit, subject): &(Unit, Option<String>)) -> bool {
    let Some(words) = subject else { return true };
    let whole = format!("{words}{unit}");
    let names = |label: &String| label.contains(words) && !label.contains(&whole);
    columns.iter().any(|column| column.path.iter().any(names))
}

/// Whether a text is a note on units and nothing else; no row of a table and no title.
pub(super) fn is_note(text: &str) -> bool {
    said(text).is_some_and(|said| said.whole || said.mere)
}

/// The units that the notes give a column with this path, the nearest first: that of the 单位 line, which may say two of which
/// one is a percentage, then that in the title, which does not speak of what is measured otherwise.
pub(super) fn of_column(notes: &[UnitNote], segment: &Segment, (column, path): (u32, &[String])) -> Vec<FoundUnit> {
    let found = |(unit, at), origin| FoundUnit { unit, origin, at };
    let line = line(notes, segment, column).filter(|(unit, _)| !measure::denies(path, unit));
    let line = line.or_else(|| one_of_several(notes, segment, path));
    // 人工造林 below 造林情况（公顷） may be counted in trees, below 造林面积（公顷） it is an area; the years of 生产总值（亿元） are
    // years of that.
    let speaks = |note: &UnitNote, unit: &Unit| match measure::of_path(path) {
        Some(own) => own != measure::Measure::Count && own.is_in(unit),
        None if note.measured && !path.is_empty() => path.iter().all(|label| measure::may_be_part(label)),
        None => path.iter().all(|label| is_of_a_time(label)),
    };
    let title = title(notes, segment).filter(|(note, unit)| speaks(note, unit));
    let title = title.map(|(note, unit)| (unit.clone(), note.at));
    let line = line.map(|line| found(line, UnitOrigin::UnitLine));
    line.into_iter()
        .chain(title.map(|title| found(title, UnitOrigin::Title)))
        .collect()
}

/// The unit of the 单位 line. Of several in one row each speaks of the columns that it covers; one below the table counts where
/// none stands above, one over the next table with the same head where this one has none.
fn line(notes: &[UnitNote], segment: &Segment, column: u32) -> Option<(Unit, CellRef)> {
    let (own, next): (Vec<&UnitNote>, Vec<&UnitNote>) =
        (notes.iter().filter(|note| note.whole)).partition(|note| note.at.column < segment.reach);
    let whole = if own.is_empty() { next } else { own };
    let counts = |above: bool| whole.iter().filter(move |note| note.above == above);
    let row = counts(true).next_back().or_else(|| counts(false).next_back())?.at.row;
    let of_row: Vec<&UnitNote> = whole.iter().filter(|note| note.at.row == row).copied().collect();
    let inside = |note: &&&UnitNote| segment.contains(note.at.column);
    // Of tables side by side the nearest at the left speaks of one that has none of its own.
    let own: Vec<&UnitNote> = match of_row.iter().any(|note| inside(&note)) {
        true => of_row.iter().filter(inside).copied().collect(),
        false => of_row.last().copied().into_iter().collect(),
    };
    let alike = own.iter().all(|note| note.units == own[0].units);
    let covers = |note: &&&UnitNote| (note.columns.0..=note.columns.1).contains(&column);
    let note = if alike { own.first() } else { own.iter().find(covers) }?;
    Some((note.units.first()?.0.clone(), note.at))
}

/// The unit of a line that says several, 单位：公顷、%: of a column that is called after what it measures the only one that
/// measures it. Nothing else is certain. One over the next table with the same head counts where this one has none.
fn one_of_several(notes: &[UnitNote], segment: &Segment, path: &[String]) -> Option<(Unit, CellRef)> {
    let lines = || {
        notes
            .iter()
            .filter(|note| note.is_sure() && !note.listed && !note.whole)
    };
    let own = || lines().rfind(|note| note.at.column < segment.reach);
    let has_own = || notes.iter().any(|note| note.whole && note.at.column < segment.reach);
    let next = || lines().next_back().filter(|_| !has_own());
    let note = own().or_else(next).filter(|note| note.is_list())?;
    let units = note.units.iter().map(|(unit, _)| unit);
    let mut fitting = units.filter(|unit| measure::allows(path, unit));
    let unit = fitting.next()?;
    fitting.next().is_none().then(|| (unit.clone(), note.at))
}

/// Whether what a label names may be in a unit, as far as its words say.
pub(super) fn may_be_in(label: &str, unit: &Unit) -> bool {
    measure::of_label(label).is_none_or(|own| own.is_in(unit))
}

/// Whether what a label below a group names may be in the group's unit. What compares or averages is in one of its own.
pub(super) fn may_be_part_in(label: &str, unit: &Unit) -> bool {
    const OTHERS: [&str; 8] = ["比", "率", "均", "指数", "位次", "排名", "=", "倍"];
    match measure::of_label(label) {
        Some(own) => own.is_in(unit),
        None => unit.dimension == Dimension::Ratio || !OTHERS.iter().any(|word| label.contains(word)),
    }
}

/// Whether a head says a time and nothing else: 2019年, 3月, 本年.
fn is_of_a_time(label: &str) -> bool {
    const TIMES: [&str; 17] = [
        "年",
        "月",
        "月份",
        "季度",
        "本年",
        "上年",
        "本月",
        "上月",
        "本期",
        "上期",
        "上年同期",
        "去年同期",
        "上半年",
        "累计",
        "本年累计",
        "上年累计",
        "月累计",
    ];
    let digits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十—-至第前".contains(c);
    TIMES.contains(&label.trim_start_matches(digits))
}

/// The unit in the bracket at the end of the nearest title that has one.
fn title<'n>(notes: &'n [UnitNote], segment: &Segment) -> Option<(&'n UnitNote, &'n Unit)> {
    let titles = || {
        let titles = notes.iter().filter(|note| note.titled && note.above);
        titles.filter(|note| note.at.column <= segment.last())
    };
    let row = titles().next_back()?.at.row;
    let of_row = || titles().filter(|note| note.at.row == row);
    let over = of_row().find(|note| segment.contains(note.at.column));
    let note = over.or_else(|| of_row().next_back())?;
    Some((note, &note.units.first()?.0))
}

fn note(grid: &Grid<'_>, at: CellRef, above: bool) -> Option<UnitNote> {
    let text = grid.label(at.row, at.column)?;
    let said = match said(&text) {
        Some(said) => said,
        None if words::behind_unit_word(&text).is_some_and(|behind| behind.is_empty()) => {
            let next = grid.row(at.row).iter().find(|(column, _)| *column > at.column)?;
            let text = grid.text(at.row, next.0)?;
            behind_unit(None, &format!(":{}", words::flat(&text)))?
        }
        None if above && (words::is_line(&text) || !words::is_foot(&text)) => {
            in_title(&text).or_else(|| among_words(&text))?
        }
        None => among_words(&text)?,
    };
    let wide = at.column.saturating_add(grid.width(at)) - 1;
    // Where a note is merged over nothing it says nothing of the columns below it.
    let covers = said.mere || wide > at.column;
    let columns = if covers { (at.column, wide) } else { NO_COLUMNS };
    Some(UnitNote {
        above,
        ..UnitNote::of(said, at, columns)
    })
}

/// The units that the labels of a head give its columns, where it has no figures of its own: for the table right below it,
/// whose figures may be in them.
pub(super) fn of_head(grid: &Grid<'_>, head: &Head) -> Vec<UnitNote> {
    let cells = head.label_rows().flat_map(|row| {
        let cells = grid.row(row).iter();
        cells.map(move |(column, _)| CellRef::new(row, *column))
    });
    let notes = cells.filter_map(|at| {
        let label = take_apart(&grid.label(at.row, at.column)?);
        let own = || head.unit_in_row(grid, at.column).map(|found| found.unit);
        let unit = label.unit.or_else(own)?;
        let columns = (at.column, at.column.saturating_add(grid.width(at)) - 1);
        Some(UnitNote::in_head(vec![unit], &label.text, (at, columns)))
    });
    notes.collect()
}

/// The units in the bracket of a label that says of several what they are of, 面积和产量（亩、吨）: nobody knows which its
/// figures are in.
pub(super) fn of_labels(columns: &[Column]) -> impl Iterator<Item = UnitNote> {
    let open = columns.iter().filter(|column| column.unit.is_none());
    open.filter_map(|column| {
        let at = column.label_at?;
        let inside = |label: &String| {
            let (words, inside) = label.strip_suffix(')')?.rsplit_once('(')?;
            let inside = inside.trim_start_matches("单位").trim_start_matches(BETWEEN);
            let units = in_parts(inside).into_iter().filter(|unit| is_named(columns, unit));
            let units: Vec<Unit> = units.map(|(unit, _)| unit).collect();
            let measured = units.iter().any(is_measured);
            measured.then(|| UnitNote::in_head(units, words, (at, (column.column, column.column))))
        };
        column.path.iter().rev().find_map(inside)
    })
}

/// Whether a cell of words stands alone in a row of the body and speaks of units.
pub(super) fn is_row(grid: &Grid<'_>, row: u32, left: u32) -> bool {
    let [(column, Class::Label)] = grid.row(row) else {
        return false;
    };
    let text = grid.text(row, *column).unwrap_or_default();
    said(&text).is_some_and(|said| !said.mere || *column <= left)
}
