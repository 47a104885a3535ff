//! From one cell to an exact number in the declared unit, or to the reason why there is none.

use rust_decimal::Decimal;

use super::locate::Spot;
use super::{Kind, Missing};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellRef;
use crate::tables::number::{self, Reading};
use crate::tables::persons::is_id_number;
use crate::tables::{FoundUnit, UnitNote, UnitOrigin};
use crate::unit::{Dimension, Unit};

/// A number with its unit, or the absence of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// A number in this unit.
    Number(Decimal, Unit),
    /// No number.
    Missing(Missing),
}

/// What a number is read for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'e> {
    /// The indicator, for messages.
    pub(super) name: &'e str,
    /// The unit in which the number is wanted; that of the cell when none.
    pub(super) unit: Option<&'e Unit>,
    pub(super) kind: Kind,
}

/// Reads the number of a spot, converted exactly into the expected unit.
pub(super) fn read(spot: &Spot<'_, '_>, expected: Expected<'_>, sink: &mut Sink) -> Result<Figure> {
    let cell = spot.leaf.sheet.cell(spot.cell);
    let problem = |code| {
        Diagnostic::new(code)
            .with("name", expected.name)
            .with("found", spot.leaf.shown(spot.cell))
            .at_cell(&spot.place())
    };
    match number::read(cell) {
        Reading::Blank => Ok(Figure::Missing(Missing::Unknown)),
        Reading::NotApplicable => Ok(Figure::Missing(Missing::NotApplicable)),
        Reading::NotANumber | Reading::Date(_) => Err(problem(Code::NotANumber)),
        Reading::Error(_) => Err(problem(Code::CellError)),
        Reading::FormulaWithoutValue => Err(problem(Code::FormulaUnsaved)),
        // WB-15: a column taken for another would print a person's number as if it were a figure.
        Reading::Number { .. } if cell.is_some_and(is_id_number) => Err(problem(Code::PersonalData)),
        Reading::Number {
            value,
            unit,
            approximate,
        } => {
            if approximate {
                sink.push(problem(Code::Approximate));
            }
            if unit.is_none() && looks_like_a_share(value, expected) {
                sink.push(problem(Code::SmallRatio));
            }
            let figure = in_declared(spot, (value, unit), expected, sink);
            figure.map_err(|problem| problem.with("name", expected.name))
        }
    }
}

/// Whether the cell holds anything but a blank or a dash.
pub(super) fn says_something(spot: &Spot<'_, '_>) -> bool {
    !matches!(
        number::read(spot.leaf.sheet.cell(spot.cell)),
        Reading::Blank | Reading::NotApplicable
    )
}

/// 0.863 under a % is as likely 86.3 % as a typing slip: a person should look.
fn looks_like_a_share(value: Decimal, expected: Expected<'_>) -> bool {
    let is_percent = expected.unit.is_some_and(|unit| unit.dimension == Dimension::Ratio);
    is_percent && expected.kind == Kind::Rate && value > Decimal::ZERO && value < Decimal::ONE
}

/// The number in the declared unit. The cell's own unit goes before the labels', those before the declared.
fn in_declared(
    spot: &Spot<'_, '_>,
    (value, own): (Decimal, Option<Unit>),
    expected: Expected<'_>,
    sink: &mut Sink,
) -> Result<Figure> {
    let declared = expected.unit;
    let own = own.map(|unit| FoundUnit {
        unit,
        origin: UnitOrigin::Cell,
        at: spot.cell,
    });
    let stated = spot.stated.clone().filter(|stated| holds_for(stated, declared));
    if let (Some(own), Some(stated)) = (&own, &stated)
        && own.unit.dimension != stated.unit.dimension
        && stated.origin != UnitOrigin::UnitLine
    {
        return Err(contradiction(spot, own, stated));
    }
    let found = own.or(stated).or_else(|| of_notes(spot, declared));
    let Some(declared) = declared else {
        let unit = found.map_or_else(Unit::unitless, |found| found.unit);
        return Ok(Figure::Number(value, unit));
    };
    tell_notes(spot, found.as_ref(), (expected.name, declared), sink);
    let Some(found) = found else {
        return Ok(Figure::Number(value, declared.clone()));
    };
    if found.unit.dimension != declared.dimension {
        return Err(against_declared(spot, &found, declared));
    }
    let converted = found.unit.convert(value, declared);
    let converted = converted.ok_or_else(|| Diagnostic::new(Code::UnitRange).at_cell(&spot.place()))?;
    Ok(Figure::Number(converted, declared.clone()))
}

/// The 单位 line of a sheet does not speak of its percentages.
fn holds_for(stated: &FoundUnit, declared: Option<&Unit>) -> bool {
    let is_ratio = declared.is_some_and(|unit| unit.dimension == Dimension::Ratio);
    !(is_ratio && stated.origin == UnitOrigin::UnitLine)
}

/// The unit that the notes around the table give: the only one of the declared dimension. (单位：亩、吨、万元)
fn of_notes(spot: &Spot<'_, '_>, declared: Option<&Unit>) -> Option<FoundUnit> {
    let declared = declared?;
    let is_of = |words: &str| named(spot, words).contains(&spot.cell.column);
    let sure =
        |note: &UnitNote, subject: &Option<String>| !note.between && subject.as_ref().is_none_or(|words| is_of(words));
    let mut fitting = noted(spot, sure).filter(|found| found.unit.dimension == declared.dimension);
    let first = fitting.next()?;
    fitting.all(|other| other.unit == first.unit).then_some(first)
}

/// The units of the notes around the table, as far as they may be about the cell.
fn noted<'s>(
    spot: &'s Spot<'_, '_>,
    may_be: impl Fn(&UnitNote, &Option<String>) -> bool + 's,
) -> impl Iterator<Item = FoundUnit> + 's {
    let notes = spot.table.into_iter().flat_map(|table| &table.notes);
    let units = notes.flat_map(|note| note.units.iter().map(move |unit| (note, unit)));
    let about = units.filter(move |(note, (_, subject))| may_be(note, subject));
    about.map(|(note, (unit, _))| FoundUnit {
        unit: unit.clone(),
        origin: UnitOrigin::UnitLine,
        at: note.at,
    })
}

/// The columns of the cell's table that these words name: where any is called so or begins so, no others. (产值 is not
/// 亩均产值.)
fn named(spot: &Spot<'_, '_>, words: &str) -> Vec<u32> {
    let ways: [fn(&str, &str) -> bool; 3] = [
        |label, words| label == words,
        |label, words| label.starts_with(words),
        |label, words| label.contains(words),
    ];
    let named = |fits: &fn(&str, &str) -> bool| -> Vec<u32> {
        let columns = spot.table.into_iter().flat_map(|table| &table.columns);
        let named = columns.filter(|column| column.path.iter().any(|label| fits(label, words)));
        named.map(|column| column.column).collect()
    };
    let found = ways.iter().map(named).find(|columns| !columns.is_empty());
    found.unwrap_or_default()
}

/// Tells of notes on units that nobody heeded: where the declared unit alone counts, any that it might stand against; where
/// a note counts, another of its kind. A count of 户 is in no 万元.
fn tell_notes(spot: &Spot<'_, '_>, found: Option<&FoundUnit>, (name, declared): (&str, &Unit), sink: &mut Sink) {
    let counts = matches!(declared.dimension, Dimension::Count(_));
    let heeds = |other: &FoundUnit| match found {
        None => !counts || other.unit.dimension == declared.dimension,
        Some(found) => {
            let line = found.origin == UnitOrigin::UnitLine;
            line && found.unit != other.unit && found.unit.dimension == other.unit.dimension
        }
    };
    let may_be = |_: &UnitNote, subject: &Option<String>| {
        // A note on another column is about no other.
        let about = |words: &String| {
            let columns = named(spot, words);
            columns.is_empty() || columns.contains(&spot.cell.column)
        };
        subject.as_ref().is_none_or(about)
    };
    let Some(other) = noted(spot, may_be)
        .filter(heeds)
        .last()
        .filter(|_| holds_beside(declared))
    else {
        return;
    };
    let column = CellRef::new(spot.table.map_or(0, |table| table.header_rows.1), spot.cell.column);
    let problem = Diagnostic::new(Code::UnitNote)
        .with("name", name)
        .with("found", &other.unit)
        .with("expected", found.map_or(declared, |found| &found.unit))
        .at_cell(&spot.leaf.place(column))
        .at_cell(&spot.leaf.place(other.at));
    // A column of a hundred thousand rows tells it once, beside the columns of the other fields.
    if !sink.as_slice().iter().rev().take(FIELDS).any(|told| *told == *problem) {
        sink.push(problem);
    }
}

/// So many problems of one row may stand between two of one column.
const FIELDS: usize = 64;

fn holds_beside(declared: &Unit) -> bool {
    declared.dimension != Dimension::Ratio
}

fn contradiction(spot: &Spot<'_, '_>, own: &FoundUnit, stated: &FoundUnit) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Code::UnitContradiction)
        .with("found", &own.unit)
        .with("expected", &stated.unit)
        .at_cell(&spot.place());
    diagnostic.at_cell(&spot.leaf.place(stated.at))
}

fn against_declared(spot: &Spot<'_, '_>, found: &FoundUnit, declared: &Unit) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Code::UnitUndeclared)
        .with("found", &found.unit)
        .with("expected", declared)
        .at_cell(&spot.place());
    if found.at == spot.cell {
        return diagnostic;
    }
    diagnostic.at_cell(&spot.leaf.place(found.at))
}
