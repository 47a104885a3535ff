//! From one cell to an exact number in the declared unit, or to the reason why there is none.

use rust_decimal::Decimal;

use super::locate::Spot;
use super::{Approximate, Kind, Missing, ROUGHLY, assumed, scale, stated};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::tables::FoundUnit;
use crate::tables::number::{self, Reading};
use crate::tables::persons::is_id_number;
use crate::unit::{Dimension, Scale, Unit};

/// A number with its unit, or the absence of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// A number in this unit, and the word with which its cell calls it approximate.
    Number(Decimal, Unit, Approximate),
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
    /// Whether it is known to be in percent where nothing says so.
    pub(super) percents: bool,
    /// Whether — and 无 are the number 0.
    pub(super) none_is_zero: bool,
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
        Reading::NotApplicable if expected.none_is_zero => Ok(zero(spot, expected)),
        Reading::NotApplicable => Ok(Figure::Missing(Missing::NotApplicable)),
        Reading::NotANumber | Reading::Date(_) => Err(problem(Code::NotANumber)),
        Reading::Time(_) => Err(problem(Code::CellTime)),
        Reading::Error(_) => Err(problem(Code::CellError)),
        Reading::FormulaWithoutValue => Err(problem(Code::FormulaUnsaved)),
        // WB-15: a column taken for another would print a person's number as if it were a figure.
        Reading::Number { .. } if cell.is_some_and(is_id_number) => Err(problem(Code::PersonalData)),
        Reading::Number {
            value,
            unit,
            approximate,
            bare,
        } => {
            if approximate.is_some() {
                sink.push(problem(Code::Approximate));
            }
            if unit.is_none() && looks_like_a_share(value, expected) {
                if assumed::may_be_fractions(spot, expected) {
                    return Err(problem(Code::RatioUnit));
                }
                if value < Decimal::ONE {
                    sink.push(problem(Code::SmallRatio));
                }
            }
            let declared = in_declared(spot, (value, unit, bare), expected, sink);
            let (value, unit, as_written) = declared.map_err(|problem| problem.with("name", expected.name))?;
            // 20多公顷 is not 300多亩: in another unit no word but 约 is certain to be true.
            let approximate = approximate.map(|word| if as_written { word } else { ROUGHLY }.into());
            Ok(Figure::Number(value, unit, approximate))
        }
    }
}

/// What is declared to be none: 0 in the unit that a number there would have.
fn zero(spot: &Spot<'_, '_>, expected: Expected<'_>) -> Figure {
    let stated = spot.stated.as_ref().map(|stated| &stated.unit);
    let unit = expected.unit.or(stated).cloned();
    Figure::Number(Decimal::ZERO, unit.unwrap_or_else(Unit::unitless), None)
}

/// Whether the cell holds anything but a blank or a dash.
pub(super) fn says_something(spot: &Spot<'_, '_>) -> bool {
    !matches!(
        number::read(spot.leaf.sheet.cell(spot.cell)),
        Reading::Blank | Reading::NotApplicable
    )
}

/// 0.863 under a % is as likely 86.3 % as a typing slip: a person should look. 1 beside it may be all of it.
fn looks_like_a_share(value: Decimal, expected: Expected<'_>) -> bool {
    // A fraction is never given in ‰.
    let is_percent = expected
        .unit
        .is_some_and(|unit| unit.dimension == Dimension::Ratio && &*unit.symbol == "%");
    is_percent && !expected.percents && expected.kind == Kind::Rate && value > Decimal::ZERO && value <= Decimal::ONE
}

/// The number in the declared unit, and whether that is the one in which it is written but for its scale. The cell's own
/// unit goes before the labels', those before the declared.
fn in_declared(
    spot: &Spot<'_, '_>,
    (value, own, bare): (Decimal, Option<Unit>, Option<Scale>),
    expected: Expected<'_>,
    sink: &mut Sink,
) -> Result<(Decimal, Unit, bool)> {
    let found = stated::unit(spot, own, expected.unit)?;
    let unit = found.as_ref().map(|found| &found.unit).or(expected.unit);
    if let Some(problem) = scale::twice((value, bare), unit) {
        return Err(problem.at_cell(&spot.place()));
    }
    let Some(declared) = expected.unit else {
        let unit = found.map_or_else(Unit::unitless, |found| found.unit);
        return Ok((value, unit, true));
    };
    let told = stated::tell_notes(spot, found.as_ref(), (expected.name, declared), sink);
    let Some(found) = found else {
        if !told && !stated::tell_line(spot, (expected.name, declared), sink) {
            assumed::tell_alone(spot, (expected.name, declared), sink);
        }
        return Ok((value, declared.clone(), true));
    };
    if found.unit.dimension != declared.dimension {
        return Err(against_declared(spot, &found, declared));
    }
    let converted = found.unit.convert(value, declared);
    let converted = converted.ok_or_else(|| Diagnostic::new(Code::UnitRange).at_cell(&spot.place()))?;
    Ok((converted, declared.clone(), found.unit.symbol == declared.symbol))
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
