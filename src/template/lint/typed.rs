//! Figures that an author typed by hand although an indicator has them.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::filters::figure::{natural, round};
use super::{Stretch, words};
use crate::indicator::{Datum, Indicators};

/// A value that the data have: the number without scale, its unit, its name.
pub(super) struct Known<'a> {
    value: Decimal,
    symbol: Arc<str>,
    name: &'a str,
}

impl<'a> Known<'a> {
    /// All that are numbers with a unit.
    pub(super) fn all(indicators: &'a Indicators) -> Vec<Self> {
        let number = |datum: &Datum| match datum {
            Datum::Number(quantity) => Some(natural(quantity)),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        };
        let values = indicators.values.values();
        let known = values.filter_map(|indicator| {
            let natural = number(&indicator.datum)?;
            Some(Self {
                value: natural.value,
                symbol: natural.unit.symbol,
                name: &indicator.name,
            })
        });
        known.filter(|known| !known.symbol.is_empty()).collect()
    }
}

/// Numbers typed in the template that are an indicator's value as printed with so many digits. Small ones are
/// left alone: 3个 is often just 3个.
pub(super) fn numbers<'a>(stretch: &Stretch<'_>, values: &[Known<'a>]) -> Vec<(Range<usize>, &'a str)> {
    let mut found = Vec::new();
    for number in words::numbers(&stretch.text) {
        if stretch.figure_in(&number).is_some() {
            continue;
        }
        let Ok(typed) = stretch.text[number.clone()].parse::<Decimal>() else {
            continue;
        };
        let after = &stretch.text[number.end..];
        let (factor, unit) = match after.chars().next() {
            Some('万') => (Decimal::from(10_000), &after[3..]),
            Some('亿') => (Decimal::from(100_000_000), &after[3..]),
            _ => (Decimal::ONE, after),
        };
        let Some(size) = typed.checked_mul(factor).filter(|size| *size >= Decimal::TEN) else {
            continue;
        };
        let equal = |known: &&Known<'_>| {
            let exact = known.value == size;
            let scaled = known.value.checked_div(factor).unwrap_or_default();
            let digits = typed.normalize().mantissa().unsigned_abs() >= 100;
            unit.starts_with(&*known.symbol) && (exact || digits && round(scaled, typed.scale()) == typed)
        };
        if let Some(known) = values.iter().find(equal) {
            let end = stretch.text.len() - unit.len() + known.symbol.len();
            found.push((number.start..end, known.name));
        }
    }
    found
}
