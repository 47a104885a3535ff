//! One `[[indicator]]` taken from one cell, with its base and its target.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assumed::{self, Beside, Side};
use super::books::Books;
use super::content::yes_or_no;
use super::figure::{self, Expected, Figure};
use super::locate::{Spot, locate};
use super::settings::{IndicatorSettings, Selector, ValueType};
use super::wanted::Wanted;
use super::{
    Approximate, BaseTime, Calendar, Comparison, Datum, Found, Gaps, Indicator, Kind, Missing, MissingPolicy, Quantity,
    merged, place_names,
};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::id_number::holds;
use crate::tables::ColumnRole;
use crate::tables::number::{self, Reading, read_date};
use crate::unit::Unit;
use crate::workbook::Cell;

/// What a value is to be, whether it is an indicator or a field of a row.
#[derive(Debug, Clone)]
pub(super) struct Declared<'m> {
    pub(super) name: &'m str,
    pub(super) value_type: ValueType,
    pub(super) unit: Option<Unit>,
    pub(super) kind: Kind,
    pub(super) percents: bool,
    pub(super) decimals: Option<u32>,
    pub(super) missing: MissingPolicy,
    /// Whether — and 无 are the number 0.
    pub(super) none_is_zero: bool,
    /// For dates that do not tell their year.
    pub(super) calendar: Calendar,
}

impl<'m> Declared<'m> {
    /// What an indicator declares.
    pub(super) fn of(settings: &'m IndicatorSettings) -> Self {
        Self {
            name: &settings.name,
            value_type: settings.value_type,
            unit: settings.unit.as_deref().and_then(Unit::parse),
            kind: settings.kind,
            percents: settings.percents,
            decimals: settings.decimals,
            missing: settings.missing,
            none_is_zero: settings.none_is_zero,
            calendar: Calendar::default(),
        }
    }

    /// The same in a job of this time.
    pub(super) fn at(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// What its number is read for.
    pub(super) fn expected(&self) -> Expected<'_> {
        Expected {
            name: self.name,
            unit: self.unit.as_ref(),
            kind: self.kind,
            percents: self.percents,
            none_is_zero: self.none_is_zero,
        }
    }

    /// The quantity of a number read for it.
    pub(super) fn quantity(&self, value: Decimal, unit: Unit) -> Quantity {
        Quantity {
            value,
            unit,
            approximate: None,
            kind: self.kind,
            base: None,
            target: None,
            decimals: self.decimals,
            gaps: Gaps::default(),
        }
    }
}

/// The indicator, from the one cell that its settings name.
pub(super) fn take(settings: &IndicatorSettings, books: &Books<'_>, sink: &mut Sink) -> Option<Indicator> {
    let declared = Declared::of(settings).at(books.calendar);
    let spot = match locate(books, &Wanted::of(settings)) {
        Ok(spot) => spot,
        Err(problem) => return absent(&declared, problem, sink),
    };
    let datum = value(&spot, &declared, sink);
    let mut indicator = Indicator {
        name: Arc::from(settings.name.as_str()),
        datum: sink.keep(datum)?,
        sources: vec![spot.place()],
        formula: None,
        standing: None,
    };
    if let Datum::Number(quantity) = &mut indicator.datum {
        let side = Side::of(&spot, &quantity.unit);
        let own = Beside {
            unit: &quantity.unit,
            own: Some((quantity.value, &side)),
            with_target: false,
        };
        let base = beside(settings, settings.base.as_ref(), own, books, sink);
        let target = beside(settings, settings.target.as_ref(), own.with_target(), books, sink);
        quantity.set_base(base);
        quantity.set_target(target);
    }
    Some(indicator)
}

/// An indicator that stands nowhere: with a policy for missing values that is what is missing, and a warning;
/// several answers are an error under every policy.
pub(super) fn absent(declared: &Declared<'_>, problem: Box<Diagnostic>, sink: &mut Sink) -> Option<Indicator> {
    if declared.missing == MissingPolicy::Error || !is_absence(problem.code) {
        sink.push(problem.with("name", declared.name));
        return None;
    }
    sink.push(soften(Code::IndicatorAbsent, declared.name, *problem));
    Some(Indicator {
        name: Arc::from(declared.name),
        datum: Datum::Missing(Missing::Unknown, declared.missing),
        sources: Vec::new(),
        formula: None,
        standing: None,
    })
}

/// A base or target that is not there is none, with a warning; several answers are an error.
pub(super) fn no_comparison(name: &str, problem: Box<Diagnostic>, sink: &mut Sink) {
    if is_absence(problem.code) {
        sink.push(soften(Code::ComparisonAbsent, name, *problem));
    } else {
        sink.push(problem.with("name", name));
    }
}

/// Whether a problem says that something is not there at all.
pub(super) fn is_absence(code: Code) -> bool {
    let codes = [
        Code::NoWorkbooks,
        Code::NoFolderWorkbooks,
        Code::NoWorkbook,
        Code::NoSheet,
        Code::NoTable,
        Code::NoColumn,
        Code::NoRow,
        Code::NoTownshipRow,
        Code::NoRange,
    ];
    codes.contains(&code)
}

/// The same places under a warning's code.
fn soften(code: Code, name: &str, problem: Diagnostic) -> Box<Diagnostic> {
    let mut warning = Diagnostic::new(code).with("name", name).with("cause", problem.code);
    warning.locations = problem.locations;
    warning
}

/// The base or the target, in the unit of the value. One that is not there is none, with a warning; one that
/// cannot be read is an error.
pub(super) fn beside(
    settings: &IndicatorSettings,
    selector: Option<&Selector>,
    own: Beside<'_>,
    books: &Books<'_>,
    sink: &mut Sink,
) -> Found {
    let selector = selector.ok_or(None)?;
    let spot = locate(books, &Wanted::beside(settings, selector)).map_err(|problem| {
        no_comparison(&settings.name, problem, sink);
        None
    })?;
    let expected = Expected {
        name: &settings.name,
        unit: Some(own.unit),
        kind: settings.kind,
        percents: settings.percents,
        none_is_zero: settings.none_is_zero,
    };
    comparison(&spot, (expected, own), selector.time(), sink)
}

/// What a cell gives a value to be compared with, read as that; the cell itself where it has nothing.
pub(super) fn comparison(
    spot: &Spot<'_, '_>,
    (expected, own): (Expected<'_>, Beside<'_>),
    time: BaseTime,
    sink: &mut Sink,
) -> Found {
    let name = expected.name;
    let figure = figure::read(spot, expected, sink);
    let value = match sink.keep(figure) {
        Some(Figure::Number(value, _, approximate)) => Some((value, approximate)),
        Some(Figure::Missing(_)) | None => None,
    };
    if value.is_some() {
        merged::tell(spot, name, sink);
    }
    let agrees =
        |(value, _): &(Decimal, Approximate)| assumed::agree(name, own, (*value, &Side::of(spot, own.unit)), sink);
    let (value, approximate) = value.filter(agrees).ok_or_else(|| Some(spot.place()))?;
    Ok(Comparison {
        value,
        approximate,
        time,
        sources: vec![spot.place()],
    })
}

/// What the cell holds, as the declared type.
pub(super) fn value(spot: &Spot<'_, '_>, declared: &Declared<'_>, sink: &mut Sink) -> Result<Datum> {
    let read = match declared.value_type {
        ValueType::Number => figure::read(spot, declared.expected(), sink).map(|figure| match figure {
            Figure::Number(value, unit, approximate) => {
                merged::tell(spot, declared.name, sink);
                Ok(Datum::Number(Quantity {
                    approximate,
                    ..declared.quantity(value, unit)
                }))
            }
            Figure::Missing(missing) => Err(missing),
        }),
        ValueType::Date | ValueType::Text | ValueType::Bool => worded(spot, declared),
    };
    match read? {
        Ok(datum) => Ok(datum),
        Err(missing) => missing_datum(missing, spot, declared),
    }
}

/// A date, text or truth value, or why there is none.
fn worded(spot: &Spot<'_, '_>, declared: &Declared<'_>) -> Result<Result<Datum, Missing>> {
    let Some(cell) = spot.leaf.sheet.cell(spot.cell) else {
        return Ok(Err(Missing::Unknown));
    };
    let problem = |code| {
        Diagnostic::new(code)
            .with("name", declared.name)
            .with("found", spot.leaf.shown(spot.cell))
            .at_cell(&spot.place())
    };
    match number::read(Some(cell)) {
        Reading::Blank => return Ok(Err(Missing::Unknown)),
        Reading::NotApplicable => return Ok(Err(Missing::NotApplicable)),
        Reading::Error(_) => return Err(problem(Code::CellError)),
        Reading::FormulaWithoutValue => return Err(problem(Code::FormulaUnsaved)),
        Reading::Number { .. } | Reading::NotANumber | Reading::Date(_) | Reading::Time(_) => {}
    }
    let datum = match declared.value_type {
        ValueType::Date => read_date(cell, declared.calendar.year_of(spot.leaf, spot.head()))
            .map(Datum::Date)
            .ok_or_else(
                || match read_date(cell, Some(2000)).filter(|_| cell.raw().contains('月')) {
                    Some(_) => problem(Code::DateYear),
                    None => problem(Code::NotADate),
                },
            ),
        ValueType::Bool => yes_or_no(cell).map(Datum::Bool).ok_or_else(|| problem(Code::NotABool)),
        ValueType::Text | ValueType::Number => {
            let private = spot.leaf.names_a_person(spot.cell);
            let text = text(cell).filter(|_| !private);
            let text = text.ok_or_else(|| problem(Code::PersonalData));
            text.map(|text| Datum::Text(printed(&text, spot, declared.name)))
        }
    };
    datum.map(Ok)
}

/// A text as it is printed: a name of a village or township without the blanks of its table.
fn printed(text: &str, spot: &Spot<'_, '_>, name: &str) -> String {
    let column = spot.column();
    let head = column.and_then(|column| column.path.last()).or(spot.label.as_ref());
    let names_row = column.is_some_and(|column| column.role == ColumnRole::Stub);
    place_names::folded(text, head.map_or(name, String::as_str), names_row).into_owned()
}

/// The text of a cell; none when it would copy a person's id number (WB-15).
pub(super) fn text(cell: &Cell) -> Option<String> {
    let raw = cell.raw();
    let text = raw.trim();
    (!holds(text)).then(|| text.to_owned())
}

fn missing_datum(missing: Missing, spot: &Spot<'_, '_>, declared: &Declared<'_>) -> Result<Datum> {
    if declared.missing != MissingPolicy::Error {
        return Ok(Datum::Missing(missing, declared.missing));
    }
    let code = match missing {
        Missing::Unknown => Code::CellBlank,
        Missing::NotApplicable => Code::CellNotApplicable,
    };
    Err(Diagnostic::new(code).with("name", declared.name).at_cell(&spot.place()))
}
