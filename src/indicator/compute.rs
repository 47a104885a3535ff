//! Formulas over indicators: in the order of their dependencies, in exact decimals, with their units.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::assumed::Beside;
use super::books::Books;
use super::formula::{Expression, Operation};
use super::measured::{Measured, mixes};
use super::settings::{IndicatorSettings, Selector};
use super::single::{Declared, beside};
use super::{
    Approximate, BaseTime, Comparison, Datum, Found, Indicator, Mapping, MissingPolicy, Quantity, computed_from,
};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// The values found so far.
pub(super) type Values = BTreeMap<Arc<str>, Indicator>;

/// A formula with the settings that it belongs to.
#[derive(Debug)]
pub(super) struct Computed<'m> {
    pub(super) settings: &'m IndicatorSettings,
    pub(super) text: &'m str,
    pub(super) expression: Expression,
}

impl<'m> Computed<'m> {
    /// A formula and its text, in the name of these settings.
    pub(super) const fn new(settings: &'m IndicatorSettings, text: &'m str, expression: Expression) -> Self {
        Self {
            settings,
            text,
            expression,
        }
    }

    /// The number of `other` in the unit of `one`, where both have a unit that can be compared.
    pub(super) fn in_unit_of(&self, one: &Measured, other: &Measured, values: &Values) -> Result<Decimal> {
        let evaluation = Evaluation {
            computed: self,
            values,
            last_year: false,
        };
        match (&one.unit, &other.unit) {
            (Some(unit), Some(own)) if !mixes(unit, own) => {
                let converted = own.convert(other.value, unit);
                converted.ok_or_else(|| evaluation.units(unit, own))
            }
            _ => Ok(other.value),
        }
    }
}

/// What a formula comes to, with the cells of its operands.
pub(super) fn operands(computed: &Computed<'_>, values: &Values) -> Result<(Measured, Vec<CellPlace>)> {
    let evaluation = Evaluation {
        computed,
        values,
        last_year: false,
    };
    Ok((evaluation.run(&computed.expression)?.settled(), evaluation.sources()))
}

/// The formulas of the mapping that can be read; `validate` reports the others.
pub(super) fn formulas(indicators: &[IndicatorSettings]) -> Vec<Computed<'_>> {
    indicators
        .iter()
        .filter_map(|settings| {
            let text = settings.formula.as_deref()?;
            Some(Computed {
                settings,
                text,
                expression: Expression::parse(text).ok()?,
            })
        })
        .collect()
}

/// The order in which the formulas can be computed, and those that wait for each other in a circle.
pub(super) fn order<'c, 'm>(all: &'c [Computed<'m>]) -> (Vec<&'c Computed<'m>>, Vec<&'c Computed<'m>>) {
    let mut waiting: Vec<&Computed<'m>> = all.iter().collect();
    let mut ordered = Vec::new();
    loop {
        let names: Vec<&str> = waiting.iter().map(|computed| computed.settings.name.as_str()).collect();
        let is_ready = |computed: &&Computed<'m>| {
            computed
                .expression
                .names()
                .iter()
                .all(|(name, _)| !names.contains(name))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|computed| is_ready(computed));
        if ready.is_empty() {
            return (ordered, rest);
        }
        ordered.extend(ready);
        waiting = rest;
    }
}

/// Computes one formula and adds its value; what stands in the way goes into the sink. A name of
/// the mapping that has no value has been reported already, and so has, without facts, one that has no meaning.
pub(super) fn add(computed: &Computed<'_>, mapping: &Mapping, values: &mut Values, books: &Books<'_>, sink: &mut Sink) {
    let mut missing = None;
    for (name, _) in computed.expression.names() {
        match values.get(name) {
            Some(operand) if matches!(operand.datum, Datum::Missing(..)) => {
                missing.get_or_insert(operand);
            }
            Some(_) => {}
            None if mapping.facts.is_none() || is_declared(mapping, name) => return,
            None => {
                return sink.push(unknown(
                    computed.settings,
                    computed.text,
                    name,
                    values.keys().map(|key| &**key),
                ));
            }
        }
    }
    let indicator = match missing {
        Some(operand) => without(computed, operand),
        None => with_values(computed, values, books, sink),
    };
    if let Some(indicator) = sink.keep(indicator) {
        values.insert(Arc::clone(&indicator.name), indicator);
    }
}

fn is_declared(mapping: &Mapping, name: &str) -> bool {
    mapping.indicators.iter().any(|settings| settings.name == name)
}

/// The error of a name that no indicator has.
pub(super) fn unknown<'n>(
    settings: &IndicatorSettings,
    formula: &str,
    name: &str,
    existing: impl Iterator<Item = &'n str>,
) -> Box<Diagnostic> {
    let nearest = super::label::nearest(name, existing.map(|name| (name.to_owned(), ())));
    Diagnostic::new(Code::FormulaName)
        .with("name", &settings.name)
        .with("formula", formula)
        .with("found", name)
        .with("nearest", nearest.map_or_else(|| "—".to_owned(), |(name, ())| name))
}

/// The formula's value where an operand has none.
fn without(computed: &Computed<'_>, operand: &Indicator) -> Result<Indicator> {
    let settings = computed.settings;
    if settings.missing == MissingPolicy::Error {
        let diagnostic = Diagnostic::new(Code::FormulaMissing)
            .with("name", &settings.name)
            .with("formula", computed.text)
            .with("operand", &operand.name);
        return Err(at_all(diagnostic, &operand.sources));
    }
    let reason = match operand.datum {
        Datum::Missing(reason, _) => reason,
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => super::Missing::Unknown,
    };
    let datum = Datum::Missing(reason, settings.missing);
    Ok(indicator(computed, datum, operand.sources.clone()))
}

fn with_values(computed: &Computed<'_>, values: &Values, books: &Books<'_>, sink: &mut Sink) -> Result<Indicator> {
    let settings = computed.settings;
    let declared = Declared::of(settings);
    let now = Evaluation {
        computed,
        values,
        last_year: false,
    };
    let (value, unit) = match now.result(declared.unit.as_ref()) {
        // What is divided by nothing is no figure: it is missing, as the indicator's policy has it.
        Err(problem) if problem.code == Code::FormulaZero && settings.missing != MissingPolicy::Error => {
            let datum = Datum::Missing(super::Missing::NotApplicable, settings.missing);
            return Ok(indicator(computed, datum, now.sources()));
        }
        found => found?,
    };
    let mut quantity = declared.quantity(value, unit);
    quantity.approximate = now.approximate();
    let found = |selector: Option<&Selector>, sink: &mut Sink| {
        beside(settings, selector, Beside::of(&quantity.unit), books, sink)
    };
    let base = match &settings.base {
        Some(selector) => found(Some(selector), sink),
        None => now.base(&quantity.unit)?,
    };
    let target = found(settings.target.as_ref(), sink);
    quantity.set_base(base);
    quantity.set_target(target);
    Ok(indicator(computed, Datum::Number(quantity), now.sources()))
}

/// A formula over values of another level, such as the county's; with last year's where all of them have one.
pub(super) fn over(computed: &Computed<'_>, values: &Values) -> Result<Indicator> {
    let declared = Declared::of(computed.settings);
    let now = Evaluation {
        computed,
        values,
        last_year: false,
    };
    let (value, unit) = now.result(declared.unit.as_ref())?;
    let mut quantity = declared.quantity(value, unit);
    quantity.approximate = now.approximate();
    let base = now.base(&quantity.unit)?;
    quantity.set_base(base);
    Ok(indicator(computed, Datum::Number(quantity), now.sources()))
}

fn indicator(computed: &Computed<'_>, datum: Datum, sources: Vec<CellPlace>) -> Indicator {
    Indicator {
        name: Arc::from(computed.settings.name.as_str()),
        datum,
        sources,
        formula: Some(computed.text.to_owned()),
        standing: None,
    }
}

/// One run over a formula: with this year's values, or with last year's.
struct Evaluation<'e> {
    computed: &'e Computed<'e>,
    values: &'e Values,
    last_year: bool,
}

impl Evaluation<'_> {
    /// The formula's number in the declared unit.
    fn result(&self, declared: Option<&Unit>) -> Result<(Decimal, Unit)> {
        let found = self.run(&self.computed.expression)?;
        match declared {
            Some(declared) => {
                let value = found.in_unit(declared);
                let value = value.ok_or_else(|| self.units(found.unit_text(), declared))?;
                Ok((value, declared.clone()))
            }
            None => {
                let found = found.settled();
                Ok((found.value.normalize(), found.unit.unwrap_or_else(Unit::unitless)))
            }
        }
    }

    /// The same formula over last year's values, where all operands have one and it does not speak of last
    /// year itself.
    fn base(&self, unit: &Unit) -> Result<Found> {
        let names = self.computed.expression.names();
        let has_base = |(name, last): &(&str, bool)| !last && self.quantity(name).is_ok_and(|(_, q)| q.base.is_some());
        if names.is_empty() || !names.iter().all(has_base) {
            let mut operands = names.iter().filter_map(|(name, _)| self.quantity(name).ok());
            return Ok(Err(operands.find_map(|(_, operand)| operand.gaps.base.clone())));
        }
        let last_year = Evaluation {
            last_year: true,
            ..*self
        };
        match last_year.result(Some(unit)) {
            Ok((value, _)) => Ok(Ok(Comparison {
                value,
                approximate: last_year.approximate(),
                time: self.base_time(),
                sources: last_year.sources(),
            })),
            // A share of nothing: last year simply has no such figure.
            Err(problem) if problem.code == Code::FormulaZero => Ok(Err(None)),
            Err(problem) => Err(problem),
        }
    }

    /// Which time last year's values of all operands are of.
    fn base_time(&self) -> BaseTime {
        let names = self.computed.expression.names().into_iter();
        BaseTime::of_all(names.filter_map(|(name, _)| {
            let (_, quantity) = self.quantity(name).ok()?;
            Some(quantity.base.as_ref()?.time)
        }))
    }

    /// Whether one of the operands is approximate.
    fn approximate(&self) -> Approximate {
        let names = self.computed.expression.names();
        let operands = names.iter().filter_map(|(name, last)| {
            let (_, quantity) = self.quantity(name).ok()?;
            match &quantity.base {
                Some(base) if *last || self.last_year => Some(&base.approximate),
                Some(_) | None => Some(&quantity.approximate),
            }
        });
        computed_from(operands)
    }

    /// The cells of all operands, each once.
    fn sources(&self) -> Vec<CellPlace> {
        let mut all: Vec<CellPlace> = Vec::new();
        for (name, last) in self.computed.expression.names() {
            let Some(operand) = self.values.get(name) else { continue };
            let base = self
                .quantity(name)
                .ok()
                .and_then(|(_, quantity)| quantity.base.as_ref());
            let places = match base {
                Some(base) if last || self.last_year => &base.sources,
                _ => &operand.sources,
            };
            all.extend(
                places
                    .iter()
                    .filter(|place| !all.contains(place))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        all
    }

    fn run(&self, expression: &Expression) -> Result<Measured> {
        match expression {
            Expression::Number(value) => Ok(Measured::literal(*value)),
            Expression::Name(name) if self.last_year => self.last(name),
            Expression::Name(name) => {
                let (_, quantity) = self.quantity(name)?;
                Ok(Measured::of(quantity.value, Some(quantity.unit.clone())))
            }
            Expression::Last(name) => self.last(name),
            Expression::Negative(inner) => self.run(inner).map(Measured::negative),
            Expression::Binary {
                operation,
                left,
                right,
                right_range,
            } => {
                let (left, right) = (self.run(left)?, self.run(right)?);
                match operation {
                    Operation::Add | Operation::Subtract => self.sum(*operation, left, right),
                    Operation::Multiply => self.in_range(left.times(right)),
                    Operation::Divide => self.quotient(left, right, right_range.clone()),
                }
            }
        }
    }

    fn quantity(&self, name: &str) -> Result<(&Indicator, &Quantity)> {
        let operand = self.values.get(name);
        if let Some(operand) = operand
            && let Datum::Number(quantity) = &operand.datum
        {
            return Ok((operand, quantity));
        }
        let diagnostic = self.problem(Code::FormulaType).with("operand", name);
        Err(at_all(diagnostic, operand.map_or(&[], |operand| &operand.sources)))
    }

    fn last(&self, name: &str) -> Result<Measured> {
        let (operand, quantity) = self.quantity(name)?;
        let base = quantity.base.as_ref().ok_or_else(|| {
            let diagnostic = self.problem(Code::FormulaNoBase).with("operand", name);
            at_all(diagnostic, &operand.sources)
        })?;
        Ok(Measured::of(base.value, Some(quantity.unit.clone())))
    }

    /// Both parts in the unit of the first; things that cannot be added are refused.
    fn sum(&self, operation: Operation, left: Measured, right: Measured) -> Result<Measured> {
        let (left, right) = left.in_one_sum(right);
        let (unit, value) = match (&left.unit, &right.unit) {
            (Some(one), Some(other)) if mixes(one, other) => (None, right.value),
            (Some(one), Some(other)) => {
                let converted = other.convert(right.value, one).ok_or_else(|| self.units(one, other))?;
                (Some(one.clone()), converted)
            }
            (one, other) => (one.clone().or_else(|| other.clone()), right.value),
        };
        let value = match operation {
            Operation::Subtract => left.value.checked_sub(value),
            Operation::Add | Operation::Multiply | Operation::Divide => left.value.checked_add(value),
        };
        self.in_range(value.map(|value| left.sum(right, value, unit)))
    }

    fn quotient(&self, left: Measured, right: Measured, range: std::ops::Range<usize>) -> Result<Measured> {
        if right.value.is_zero() {
            let part = self.computed.text.get(range).unwrap_or_default().trim();
            let diagnostic = self.problem(Code::FormulaZero).with("part", part);
            return Err(at_all(diagnostic, &self.sources()));
        }
        self.in_range(left.over(right))
    }

    fn in_range(&self, measured: Option<Measured>) -> Result<Measured> {
        measured.ok_or_else(|| at_all(self.problem(Code::FormulaRange), &self.sources()))
    }

    fn units(&self, one: impl std::fmt::Display, other: impl std::fmt::Display) -> Box<Diagnostic> {
        let diagnostic = self.problem(Code::FormulaUnit).with("one", one).with("other", other);
        at_all(diagnostic, &self.sources())
    }

    fn problem(&self, code: Code) -> Box<Diagnostic> {
        Diagnostic::new(code)
            .with("name", &self.computed.settings.name)
            .with("formula", self.computed.text)
    }
}

fn at_all(mut diagnostic: Box<Diagnostic>, places: &[CellPlace]) -> Box<Diagnostic> {
    for place in places.iter().take(8) {
        diagnostic = diagnostic.at_cell(place);
    }
    diagnostic
}
