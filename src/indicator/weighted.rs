//! The mean of a rate over rows: weighted by another column, or the sum of numerators over the sum of denominators.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::entries::{Entries, Outcome, too_large};
use super::figure::Expected;
use super::select::Chosen;
use super::settings::IndicatorSettings;
use super::single::Declared;
use super::{Kind, Missing, computed_from};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// The mean; none when a cell cannot be read, which goes into the sink. The wanted columns are first rates and weights,
/// or numerators and denominators.
pub(super) fn mean(
    settings: &IndicatorSettings,
    declared: &Declared<'_>,
    rows: &[Chosen<'_, '_, '_>],
    sink: &mut Sink,
) -> Option<Outcome> {
    let parts = settings.numerator.is_some();
    let plain = Expected {
        name: declared.name,
        unit: None,
        kind: Kind::Flow,
        percents: false,
        none_is_zero: settings.none_is_zero,
    };
    let expected = if parts { plain } else { declared.expected() };
    let first = Entries::read(rows, 0, expected, sink);
    let second = Entries::read(rows, 1, plain, sink);
    let (first, second) = (first?, second?);
    if let Some(unknown) = first.unknown().or_else(|| second.unknown()) {
        return Some(unknown);
    }
    if let Some(problem) = refused(declared, (&first, &second)) {
        sink.push(problem);
        return None;
    }
    let (value, unit) = if parts {
        (sink.keep(ratio(declared, &first, &second))?, &declared.unit)
    } else {
        (weighted(&first, &second), &first.unit)
    };
    let Some(value) = value else {
        sink.push(too_large(declared.name, &first));
        return None;
    };
    let unit = unit.clone().unwrap_or_else(Unit::unitless);
    Some(Outcome {
        side: None,
        members: Vec::new(),
        approximate: computed_from([&first.approximate(|_| true), &second.approximate(|_| true)]),
        value: value.map(|value| (value.normalize(), unit)),
        sources: first.places().chain(second.places()).collect(),
    })
}

/// A value or weight that is half known, or a weight below zero.
fn refused(declared: &Declared<'_>, (first, second): (&Entries<'_>, &Entries<'_>)) -> Option<Box<Diagnostic>> {
    let problem = |code, place: &CellPlace| Diagnostic::new(code).with("name", declared.name).at_cell(place);
    if let Some(place) = half_known(first, second) {
        return Some(problem(Code::WeightHalf, &place));
    }
    let mut weights = second.numbers.iter();
    let (row, _) = weights.find(|(_, weight)| *weight < Decimal::ZERO)?;
    Some(problem(Code::WeightNegative, &second.place(*row)))
}

/// A row that says 无 in one of the two columns only: nobody knows what it means for the mean.
fn half_known(first: &Entries<'_>, second: &Entries<'_>) -> Option<CellPlace> {
    let only = |one: &Entries<'_>, other: &Entries<'_>| {
        let known: BTreeSet<usize> = other.rows().collect();
        one.rows().find(|row| !known.contains(row))
    };
    let in_other = only(first, second).map(|row| second.place(row));
    in_other.or_else(|| only(second, first).map(|row| first.place(row)))
}

/// Σ rate × weight / Σ weight; none outside exact numbers, and not applicable where nothing has weight.
fn weighted(rates: &Entries<'_>, weights: &Entries<'_>) -> Option<Result<Decimal, Missing>> {
    let total = sum(weights)?;
    let products = rates.numbers.iter().zip(&weights.numbers);
    let products = products.map(|((_, rate), (_, weight))| rate.checked_mul(*weight));
    let products = products
        .into_iter()
        .try_fold(Decimal::ZERO, |sum, product| sum.checked_add(product?))?;
    quotient(products, total)
}

/// Σ numerator / Σ denominator in percent.
fn ratio(
    declared: &Declared<'_>,
    numerators: &Entries<'_>,
    denominators: &Entries<'_>,
) -> Result<Option<Result<Decimal, Missing>>> {
    let whole = match (&numerators.unit, &denominators.unit) {
        (Some(unit), Some(own)) if !of_counts(unit, own) => {
            let converted = sum(denominators).map(|total| own.convert(total, unit));
            converted
                .map(|total| total.ok_or_else(|| different(declared, (own, unit), denominators)))
                .transpose()?
        }
        _ => sum(denominators),
    };
    let part = sum(numerators).and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED));
    Ok(part.zip(whole).and_then(|(part, whole)| quotient(part, whole)))
}

/// Counts of different things (户 of 人) make a rate as they stand.
fn of_counts(one: &Unit, other: &Unit) -> bool {
    let count = |unit: &Unit| unit.is_count();
    count(one) && count(other) && one.dimension != other.dimension && one.scale == other.scale
}

fn different(declared: &Declared<'_>, (found, expected): (&Unit, &Unit), entries: &Entries<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::UnitUndeclared).with("name", declared.name);
    let problem = problem.with("found", found).with("expected", expected);
    match entries.numbers.first() {
        Some((row, _)) => problem.at_cell(&entries.place(*row)),
        None => problem,
    }
}

fn sum(entries: &Entries<'_>) -> Option<Decimal> {
    let mut numbers = entries.numbers.iter().map(|(_, number)| *number);
    numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
}

fn quotient(part: Decimal, whole: Decimal) -> Option<Result<Decimal, Missing>> {
    if whole.is_zero() {
        return Some(Err(Missing::NotApplicable));
    }
    part.checked_div(whole).map(Ok)
}
