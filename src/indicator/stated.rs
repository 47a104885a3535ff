//! The unit that a workbook states for a number: in its cell, its row and column, the notes around its table.

use super::locate::Spot;
use crate::diag::{Code, Diagnostic, Location, Result, Sink};
use crate::place::{CellPlace, CellRef};
use crate::tables::label::known_unit;
use crate::tables::number::{self, Reading};
use crate::tables::{Column, FoundUnit, UnitNote, UnitOrigin, is_unit_column};
use crate::unit::{Dimension, Unit};

/// The unit that is stated for the number of a spot, `own` being that of the cell itself; none where nothing is said.
pub(super) fn unit(spot: &Spot<'_, '_>, own: Option<Unit>, declared: Option<&Unit>) -> Result<Option<FoundUnit>> {
    if let (None, Some(units)) = (&own, &spot.contradiction) {
        return Err(contradiction(spot, &units.0, &units.1));
    }
    let own = own.map(|unit| FoundUnit {
        unit,
        origin: UnitOrigin::Cell,
        at: spot.cell,
    });
    let stated = spot.stated.clone().filter(|stated| holds_for(stated, declared));
    if let (Some(own), Some(stated)) = (&own, &stated)
        && own.unit.dimension != stated.unit.dimension
        && !stated.origin.is_around()
    {
        return Err(contradiction(spot, own, stated));
    }
    let (line, nearer) = match stated {
        Some(stated) if stated.origin.is_around() => (Some(stated), None),
        stated => (None, stated),
    };
    // 单位：万元 speaks of 投资 where no note says 投资为亿元.
    let of_notes = |of_all: bool| of_notes(spot, declared, of_all);
    let found = own.or(nearer).or_else(|| of_notes(false)).or(line);
    let found = found.or_else(|| of_notes(true));
    Ok(found.or_else(|| scaled_beside(spot, declared?)))
}

/// The declared unit of what is counted with a scale before it, in the labels of the number's column and row or in a cell of
/// its row: 吞吐量（万标箱） where 标箱 is declared. Of words that no table uses nobody knows elsewhere that they are units.
fn scaled_beside(spot: &Spot<'_, '_>, declared: &Unit) -> Option<FoundUnit> {
    // Of 千户 every table would say whether it is a unit or a village.
    let is_known = declared.symbol.is_empty() || known_unit(&declared.symbol).is_some();
    let table = spot.table.filter(|_| declared.is_count() && !is_known)?;
    let column = table.columns.iter().find(|column| column.column == spot.cell.column)?;
    let head = CellRef::new(table.header_rows.1, spot.cell.column);
    let heads = column.path.iter().map(|label| (label.clone(), head));
    // 能力单位 is of 设计能力, and a remark of anything.
    let is_of_units = |column: &&Column| matches!(column.path.as_slice(), [label] if is_unit_column(label));
    let texts = table.columns.iter().filter(is_of_units).filter_map(|column| {
        let at = spot.leaf.sheet.origin(CellRef::new(spot.cell.row, column.column));
        Some((spot.leaf.sheet.cell(at)?.text()?.to_owned(), at))
    });
    heads.chain(texts).find_map(|(words, at)| {
        let unit = scaled_in(&words, declared)?;
        let origin = UnitOrigin::Label;
        Some(FoundUnit { unit, origin, at })
    })
}

/// The declared unit, with a scale or without, as a whole text, or as what stands in brackets or behind a stroke or a comma.
fn scaled_in(words: &str, declared: &Unit) -> Option<Unit> {
    let parts = words.split(|c: char| "()（）[]【】/、，,：:".contains(c) || c.is_whitespace());
    let may_be = parts.filter(|part| part.ends_with(&*declared.symbol));
    let mut units = may_be.filter_map(Unit::parse);
    units.find(|unit| unit.dimension == declared.dimension)
}

/// The same of a spot whose cell has not been read.
pub(super) fn unit_at(spot: &Spot<'_, '_>, declared: &Unit) -> Option<FoundUnit> {
    let Reading::Number { unit: own, .. } = number::read(spot.leaf.sheet.cell(spot.cell)) else {
        return None;
    };
    unit(spot, own, Some(declared)).ok().flatten()
}

/// The 单位 line of a sheet does not speak of its percentages, and 单位：元 not of its 人.
pub(super) fn holds_for(stated: &FoundUnit, declared: Option<&Unit>) -> bool {
    let is_other = |unit: &Unit| unit.dimension == Dimension::Ratio || unit.is_count() && !stated.unit.is_count();
    !stated.origin.is_around() || !declared.is_some_and(is_other)
}

/// Tells of a count that is read as such under a 单位 line that measures something.
pub(super) fn tell_line(spot: &Spot<'_, '_>, (name, declared): (&str, &Unit), sink: &mut Sink) -> bool {
    let line = spot.stated.as_ref().filter(|line| !holds_for(line, Some(declared)));
    let Some(line) = line.filter(|_| declared.is_count()) else {
        return false;
    };
    tell_other(spot, line, (name, declared), sink);
    true
}

/// Tells that the number is read in one unit although another stands around it.
fn tell_other(spot: &Spot<'_, '_>, other: &FoundUnit, (name, expected): (&str, &Unit), sink: &mut Sink) {
    let row = spot.table.map_or(spot.cell.row, |table| table.header_rows.1);
    let column = spot.leaf.place(CellRef::new(row, spot.cell.column));
    // A column of a hundred thousand rows tells it once.
    if !is_told(sink, (Code::UnitNote, name), |told| *told == column) {
        let problem = Diagnostic::new(Code::UnitNote).with("name", name);
        let problem = problem.with("found", &other.unit).with("expected", expected);
        sink.push(problem.at_cell(&column).at_cell(&spot.leaf.place(other.at)));
    }
}

/// The unit that the notes around the table give: the only one of the declared dimension among those that speak of all
/// figures, or among those that speak of the cell's column alone. (单位：亩、吨、万元；投资为亿元)
fn of_notes(spot: &Spot<'_, '_>, declared: Option<&Unit>, of_all: bool) -> Option<FoundUnit> {
    let declared = declared?;
    let is_of = |words: &String| named(spot, words).contains(&spot.cell.column);
    let sure = move |note: &UnitNote, subject: &Option<String>| {
        let about = subject.as_ref().map_or(of_all, |words| !of_all && is_of(words));
        note.is_sure() && about
    };
    let mut fitting = noted(spot, sure).filter(|found| found.unit.dimension == declared.dimension);
    let first = fitting.next()?;
    fitting.all(|other| other.unit == first.unit).then_some(first)
}

/// The units of the notes around the table, as far as they may be about the cell.
fn noted<'s>(
    spot: &'s Spot<'_, '_>,
    may_be: impl Fn(&UnitNote, &Option<String>) -> bool + 's,
) -> impl Iterator<Item = FoundUnit> + 's {
    let units = spot.notes().iter();
    let units = units.flat_map(|note| note.units.iter().map(move |unit| (note, unit)));
    let about = units.filter(move |(note, (_, subject))| may_be(note, subject));
    about.map(|(note, (unit, _))| FoundUnit {
        unit: unit.clone(),
        origin: UnitOrigin::UnitLine,
        at: note.at,
    })
}

/// The columns of the cell's table that these words name: where any is called so or begins so, no others. (产值 is not
/// 亩均产值.) A cell without a table is named by the label beside it.
fn named(spot: &Spot<'_, '_>, words: &str) -> Vec<u32> {
    let ways: [fn(&str, &str) -> bool; 3] = [
        |label, words| label == words,
        |label, words| label.starts_with(words),
        |label, words| label.contains(words),
    ];
    let named = |fits: &fn(&str, &str) -> bool| -> Vec<u32> {
        let columns = spot.table.into_iter().flat_map(|table| &table.columns);
        let named = columns.filter(|column| column.path.iter().any(|label| fits(label, words)));
        let beside = spot.label.iter().filter(|label| fits(label, words));
        let beside = beside.map(|_| spot.cell.column);
        named.map(|column| column.column).chain(beside).collect()
    };
    let found = ways.iter().map(named).find(|columns| !columns.is_empty());
    found.unwrap_or_default()
}

/// Tells of notes on units that nobody heeded: where the declared unit alone counts, any other that it might stand against; where
/// a note counts, another of its kind. A count of 户 is in no 万元. Returns whether there is one.
pub(super) fn tell_notes(
    spot: &Spot<'_, '_>,
    found: Option<&FoundUnit>,
    (name, declared): (&str, &Unit),
    sink: &mut Sink,
) -> bool {
    if declared.dimension == Dimension::Ratio {
        return false;
    }
    let heeds = |other: &FoundUnit| match found {
        None => other.unit != *declared && (!declared.is_count() || other.unit.dimension == declared.dimension),
        Some(found) => {
            let line = found.origin.is_around();
            line && found.at != other.at && found.unit != other.unit && found.unit.dimension == other.unit.dimension
        }
    };
    let may_be = |note: &UnitNote, subject: &Option<String>| {
        // A note on another column is about no other.
        let about = |words: &String| note.may_be_about(spot.cell.column, &named(spot, words));
        subject.as_ref().is_none_or(about)
    };
    let other = noted(spot, may_be).filter(heeds).last();
    let other = other.or_else(|| against_row(spot, found?));
    let Some(other) = other else { return false };
    let expected = found.map_or(declared, |found| &found.unit);
    tell_other(spot, &other, (name, expected), sink);
    true
}

/// The unit of the 单位 line above a row whose own column of units says another of the same measure; none where the line
/// says both, or the row is of something per head, which is told in 元 below 单位：万元.
fn against_row(spot: &Spot<'_, '_>, found: &FoundUnit) -> Option<FoundUnit> {
    let table = spot.table.filter(|_| found.origin == UnitOrigin::UnitColumn)?;
    let row = table.rows.binary_search_by_key(&spot.cell.row, |row| row.row).ok()?;
    let row = &table.rows[row];
    if ["人均", "户均", "亩均", "村均", "平均"]
        .iter()
        .any(|word| row.label.contains(word))
    {
        return None;
    }
    let of_all = |note: &UnitNote, subject: &Option<String>| subject.is_none() && note.is_sure();
    let said = noted(spot, of_all).filter(|noted| noted.unit.dimension == found.unit.dimension);
    let said: Vec<FoundUnit> = said.collect();
    let other = said.first().cloned();
    other.filter(|_| said.iter().all(|said| said.unit != found.unit))
}

/// Whether the same was told of such a place not long ago.
pub(super) fn is_told(sink: &Sink, (code, name): (Code, &str), is_place: impl Fn(&CellPlace) -> bool) -> bool {
    /// So many problems are looked at: other columns of the same rows may be told of between.
    const LAST: usize = 16;
    let same = |problem: &Diagnostic| {
        let at = matches!(problem.locations.first(), Some(Location::Cell(first)) if is_place(first));
        problem.code == code && at && problem.argument("name") == Some(name)
    };
    sink.as_slice().iter().rev().take(LAST).any(same)
}

fn contradiction(spot: &Spot<'_, '_>, own: &FoundUnit, stated: &FoundUnit) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Code::UnitContradiction)
        .with("found", &own.unit)
        .with("expected", &stated.unit)
        .at_cell(&spot.leaf.place(own.at));
    diagnostic.at_cell(&spot.leaf.place(stated.at))
}

/// The error of two places beside a cell that state different units for it, where there are such.
pub(super) fn agree(spot: &Spot<'_, '_>, stated: &[FoundUnit]) -> Result<()> {
    let mut stated = stated.iter().filter(|found| !found.origin.is_around());
    let Some(first) = stated.next() else { return Ok(()) };
    match stated.find(|other| other.unit != first.unit) {
        Some(other) => Err(contradiction(spot, first, other)),
        None => Ok(()),
    }
}
