//! Tests for conditions: has a value, rises, falls, is larger than; all on exact decimals.

use minijinja::value::Rest;
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;

use super::filters::{plain, read_measure, read_number, shown_argument};
use super::value::Named;
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Datum, Quantity};
use crate::unit::Unit;

type Test = fn(&Named, &[Value]) -> Result<bool>;

/// Every test: its Chinese and its English name.
pub const TESTS: &[(&str, &str)] = &[
    ("有值", "present"),
    ("缺失", "missing"),
    ("上升", "rising"),
    ("下降", "falling"),
    ("持平", "level"),
    ("大于", "above"),
    ("小于", "below"),
    ("不小于", "not_below"),
    ("不大于", "not_above"),
    ("等于", "equal_to"),
    ("有位次", "ranked"),
    ("有上年数", "comparable"),
];

/// Makes the tests known to the engine.
pub(super) fn register(environment: &mut Environment<'static>) {
    for (zh, en) in [TESTS[0], TESTS[1]] {
        let wanted = zh == "有值";
        for name in [zh, en] {
            environment.add_test(name, move |value: &Value| has_value(value) == wanted);
        }
    }
    let tests: [Test; 10] = [
        |named, _| Ok(direction(named)? == Ordering::Greater),
        |named, _| Ok(direction(named)? == Ordering::Less),
        |named, _| Ok(direction(named)? == Ordering::Equal),
        |named, other| Ok(compare(named, other)? == Ordering::Greater),
        |named, other| Ok(compare(named, other)? == Ordering::Less),
        |named, other| Ok(compare(named, other)? != Ordering::Less),
        |named, other| Ok(compare(named, other)? != Ordering::Greater),
        equal,
        |named, _| Ok(named.indicator.place().is_some()),
        |named, _| Ok(matches!(&named.indicator.datum, Datum::Number(quantity) if quantity.base.is_some())),
    ];
    for ((zh, en), test) in TESTS.iter().skip(2).zip(tests) {
        for name in [*zh, *en] {
            environment.add_test(name, move |value: &Value, other: Rest<Value>| run(test, value, &other));
        }
    }
}

fn has_value(value: &Value) -> bool {
    if value.is_undefined() {
        return false;
    }
    value
        .downcast_object_ref::<Named>()
        .is_none_or(|named| !matches!(named.indicator.datum, Datum::Missing(..)))
}

fn run(test: Test, value: &Value, other: &[Value]) -> std::result::Result<bool, Error> {
    if value.is_undefined() || other.iter().any(Value::is_undefined) {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let Some(named) = value.downcast_object_ref::<Named>() else {
        return Err(Error::new(ErrorKind::InvalidOperation, "is …"));
    };
    let judged = match other.iter().find(|other| !is_value(other)) {
        Some(other) => Err(unusable(named, &shown_argument(other))),
        None => test(named, other),
    };
    judged.or_else(|fault| {
        // What a draft cannot judge does not hold, and is told.
        if named.ledger.doubts.is_some() {
            named.ledger.note_unjudged(*fault);
            return Ok(false);
        }
        named.ledger.note_fault(fault);
        Err(Error::from(ErrorKind::InvalidOperation))
    })
}

/// Whether a value can be compared with another: no list is.
pub(super) fn is_value(value: &Value) -> bool {
    value.downcast_object_ref::<Named>().is_some() || plain(value).is_some()
}

fn quantity(named: &Named) -> Result<&Quantity> {
    match &named.indicator.datum {
        Datum::Number(quantity) => Ok(quantity),
        Datum::Missing(..) => Err(named.problem(Code::TemplateMissing)),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => {
            Err(named.problem(Code::WordingKind).with("filter", "is"))
        }
    }
}

/// How the value stands to last year's; a change that would print as 0.0 % (or 0.0 points) is none, as in
/// the wording.
fn direction(named: &Named) -> Result<Ordering> {
    let quantity = quantity(named)?;
    let base = quantity.base.as_ref();
    let base = base
        .ok_or_else(|| named.problem(Code::WordingNoBase).with("filter", "is"))?
        .value;
    Ok(change(quantity, base))
}

/// How a value stands to an earlier one.
pub(super) fn change(quantity: &Quantity, base: Decimal) -> Ordering {
    let change = quantity.value.checked_sub(base).unwrap_or_default();
    let ratio = quantity.unit.dimension == crate::unit::Dimension::Ratio;
    let size = if ratio || base.is_zero() {
        Some(change)
    } else {
        change
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|change| change.checked_div(base.abs()))
    };
    let least = if base.is_zero() && !ratio {
        Decimal::ZERO
    } else {
        Decimal::new(5, 2)
    };
    let flat = size.is_some_and(|size| size.abs() < least);
    if flat {
        Ordering::Equal
    } else {
        change.cmp(&Decimal::ZERO)
    }
}

/// What a value cannot be compared with.
fn unusable(named: &Named, found: &str) -> Box<Diagnostic> {
    let problem = named.problem(Code::TemplateArgument).with("filter", "is");
    let problem = problem.with("found", found).with("expected", "40000 / \"4万亩\"");
    problem.with("signature", "is 大于(40000)")
}

/// Compares with a number of the value's own unit, `"4万亩"`, or another value; rows by how many they are.
pub(super) fn compare(named: &Named, other: &[Value]) -> Result<Ordering> {
    let Some(other) = other.first() else {
        return Err(unusable(named, ""));
    };
    let other_value = other.downcast_object_ref::<Named>();
    // A value is not printed to be compared: every printing is entered in the ledger.
    let written = || shown_argument(other);
    if let Datum::Rows(rows) = &named.indicator.datum {
        named.all_judged("is")?;
        let written = written();
        let limit = read_number(&written).ok_or_else(|| unusable(named, &written))?.0;
        return Ok(Decimal::from(rows.len()).cmp(&limit));
    }
    if let (Datum::Date(own), Some(Datum::Date(date))) =
        (&named.indicator.datum, other_value.map(|other| &other.indicator.datum))
    {
        return Ok(own.cmp(date));
    }
    let quantity = quantity(named)?;
    let limit = match other_value {
        Some(other) => {
            let other = self::quantity(other)?;
            let limit = other.unit.convert(other.value, &quantity.unit);
            limit.ok_or_else(|| named.problem(Code::WordingUnit).with("other", &other.unit))?
        }
        None => limit(&written(), &quantity.unit).ok_or_else(|| unusable(named, &written()))?,
    };
    Ok(quantity.value.cmp(&limit))
}

/// A number with or without scale and unit, as a number of `unit`.
fn limit(text: &str, unit: &Unit) -> Option<Decimal> {
    if let Some((number, scale)) = read_number(text) {
        return match scale {
            // A scale stands before the unit's own name: "4万" of 亩 is 4万亩.
            Some(scale) => unit.scaled(scale).convert(number, unit),
            None => Some(number),
        };
    }
    let (number, own) = read_measure(text)?;
    own.convert(number, unit)
}

pub(super) fn equal(named: &Named, other: &[Value]) -> Result<bool> {
    match &named.indicator.datum {
        Datum::Text(text) => Ok(other.first().is_some_and(|other| {
            let same = |other: &Named| matches!(&other.indicator.datum, Datum::Text(other) if other == text);
            match other.downcast_object_ref::<Named>() {
                Some(other) => same(other),
                None => other.as_str() == Some(text),
            }
        })),
        Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            Ok(compare(named, other)? == Ordering::Equal)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Scale;

    #[test]
    fn limits_are_exact() {
        let mu = Unit::parse("亩").unwrap();
        assert_eq!(limit("40000", &mu), Some(Decimal::from(40_000)));
        assert_eq!(limit("4万", &mu), Some(Decimal::from(40_000)));
        assert_eq!(limit("4万亩", &mu.scaled(Scale::Wan)), Some(Decimal::from(4)));
        assert_eq!(limit("4吨", &mu), None);
    }
}
