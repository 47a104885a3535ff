//! From one cell to an exact number in the declared unit, or to the reason why there is none.

use rust_decimal::Decimal;

use super::content::{excerpt, fold};
use super::locate::{Spot, Stated};
use super::{Kind, Missing};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellRef;
use crate::tables::label::known_unit;
use crate::tables::number::{self, Reading};
use crate::unit::{Dimension, Unit};
use crate::workbook::CellValue;

/// A number with its unit, or the absence of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// A number in this unit.
    Number(Decimal, Unit),
    /// No number.
    Missing(Missing),
}

/// Reads the number of a spot, converted exactly into `declared`.
pub(super) fn read(spot: &Spot<'_, '_>, declared: Option<&Unit>, kind: Kind, sink: &mut Sink) -> Result<Figure> {
    let cell = spot.leaf.sheet.cell(spot.cell);
    let raw = cell.map_or("", |cell| cell.raw.as_str());
    let problem = |code| Diagnostic::new(code).with("found", excerpt(raw)).at_cell(&spot.place());
    match number::read(cell) {
        Reading::Blank => Ok(Figure::Missing(Missing::Unknown)),
        Reading::NotApplicable => Ok(Figure::Missing(Missing::NotApplicable)),
        Reading::NotANumber(_) | Reading::Date(_) => Err(problem(Code::NotANumber)),
        Reading::Error(_) => Err(problem(Code::CellError)),
        Reading::FormulaWithoutValue => Err(problem(Code::FormulaUnsaved)),
        Reading::Number {
            value,
            unit,
            approximate,
        } => {
            if approximate {
                sink.push(problem(Code::Approximate));
            }
            if unit.is_none() && looks_like_a_share(value, declared, kind) {
                sink.push(problem(Code::SmallRatio));
            }
            in_declared(spot, value, unit, declared)
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
fn looks_like_a_share(value: Decimal, declared: Option<&Unit>, kind: Kind) -> bool {
    let is_percent = declared.is_some_and(|unit| unit.dimension == Dimension::Ratio);
    is_percent && kind == Kind::Rate && value > Decimal::ZERO && value < Decimal::ONE
}

/// The number in the declared unit. The cell's own unit goes before the labels', those before the declared.
fn in_declared(spot: &Spot<'_, '_>, value: Decimal, own: Option<Unit>, declared: Option<&Unit>) -> Result<Figure> {
    let own = own.map(|unit| Stated {
        unit,
        at: Some(spot.cell),
    });
    let listed = unit_line(spot);
    let stated = spot.stated.clone().filter(|stated| !is_of_a_list(&listed, stated));
    if let (Some(own), Some(stated)) = (&own, &stated)
        && own.unit.dimension != stated.unit.dimension
    {
        return Err(contradiction(spot, own, stated));
    }
    let found = own.or(stated).or_else(|| of_line(listed, declared));
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

/// Whether the unit is merely one of several on the 单位 line.
fn is_of_a_list(listed: &[Stated], stated: &Stated) -> bool {
    listed.len() > 1 && listed.iter().any(|other| other.at == stated.at)
}

/// The unit that the 单位 line gives: its only one, or of several the only one of the declared dimension.
fn of_line(listed: Vec<Stated>, declared: Option<&Unit>) -> Option<Stated> {
    let single = listed.len() == 1;
    let mut fitting = listed
        .into_iter()
        .filter(|stated| single || declared.is_some_and(|unit| unit.dimension == stated.unit.dimension));
    let first = fitting.next();
    if fitting.next().is_some() { None } else { first }
}

/// The units of the 单位： line above the table's head, the nearest one.
fn unit_line(spot: &Spot<'_, '_>) -> Vec<Stated> {
    /// A 单位 line stands within this many rows above the head.
    const REACH: u32 = 4;
    let Some(head) = spot.head else {
        return Vec::new();
    };
    let rows = CellRef::new(head.saturating_sub(REACH), 0)..CellRef::new(head, 0);
    let lines = spot.leaf.sheet.cells.range(rows).rev();
    for (at, cell) in lines {
        let CellValue::Text(text) = &cell.value else { continue };
        let units = listed_units(text);
        if !units.is_empty() {
            let stated = |unit| Stated { unit, at: Some(*at) };
            return units.into_iter().map(stated).collect();
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

fn contradiction(spot: &Spot<'_, '_>, own: &Stated, stated: &Stated) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Code::UnitContradiction)
        .with("found", &own.unit)
        .with("expected", &stated.unit)
        .at_cell(&spot.place());
    also_at(diagnostic, spot, stated.at)
}

fn against_declared(spot: &Spot<'_, '_>, found: &Stated, declared: &Unit) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(Code::UnitUndeclared)
        .with("found", &found.unit)
        .with("expected", declared)
        .at_cell(&spot.place());
    also_at(diagnostic, spot, found.at.filter(|at| *at != spot.cell))
}

fn also_at(diagnostic: Box<Diagnostic>, spot: &Spot<'_, '_>, at: Option<CellRef>) -> Box<Diagnostic> {
    match at {
        Some(at) => diagnostic.at_cell(&spot.leaf.place(at)),
        None => diagnostic,
    }
}
