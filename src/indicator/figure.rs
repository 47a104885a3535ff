//! From one cell to an exact number in the declared unit, or to the reason why there is none.

use rust_decimal::Decimal;

use super::content::fold;
use super::locate::Spot;
use super::{Kind, Missing};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellRef;
use crate::tables::label::known_unit;
use crate::tables::number::{self, Reading};
use crate::tables::persons::is_id_number;
use crate::tables::{FoundUnit, UnitOrigin};
use crate::unit::{Dimension, Unit};
use crate::workbook::CellValue;

/// A 单位 line stands within this many rows above the head.
const UNIT_LINE_REACH: u32 = 4;

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
            in_declared(spot, value, unit, expected.unit).map_err(|problem| problem.with("name", expected.name))
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
fn in_declared(spot: &Spot<'_, '_>, value: Decimal, own: Option<Unit>, declared: Option<&Unit>) -> Result<Figure> {
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
    let found = own.or(stated).or_else(|| of_line(spot, declared));
    let Some(declared) = declared else {
        let unit = found.map_or_else(Unit::unitless, |found| found.unit);
        return Ok(Figure::Number(value, unit));
    };
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

/// The unit that a 单位 line of several units gives: the only one of the declared dimension.
fn of_line(spot: &Spot<'_, '_>, declared: Option<&Unit>) -> Option<FoundUnit> {
    let fits = |found: &FoundUnit| declared.is_some_and(|unit| unit.dimension == found.unit.dimension);
    let mut fitting = unit_line(spot).into_iter().filter(fits);
    let first = fitting.next();
    if fitting.next().is_some() { None } else { first }
}

/// The units of the 单位： line above the table's head, the nearest one.
fn unit_line(spot: &Spot<'_, '_>) -> Vec<FoundUnit> {
    let Some(head) = spot.head else {
        return Vec::new();
    };
    let rows = CellRef::new(head.saturating_sub(UNIT_LINE_REACH), 0)..CellRef::new(head, 0);
    for (at, cell) in spot.leaf.sheet.cells.range(rows).rev() {
        let CellValue::Text(text) = &cell.value else { continue };
        let units = listed_units(text);
        if !units.is_empty() {
            let found = |unit| FoundUnit {
                unit,
                origin: UnitOrigin::UnitLine,
                at: *at,
            };
            return units.into_iter().map(found).collect();
        }
    }
    Vec::new()
}

/// The units after 单位： or 计量单位：; none when the text speaks of 填报单位.
fn listed_units(text: &str) -> Vec<Unit> {
    let folded = fold(text);
    let folded = folded.trim_start_matches('(').trim_end_matches(')');
    let Some((before, list)) = folded.rsplit_once("单位:") else {
        return Vec::new();
    };
    if before.ends_with("填报") || before.ends_with("报送") || before.ends_with("编制") {
        return Vec::new();
    }
    list.split(['、', ',', '/', ';']).filter_map(known_unit).collect()
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
