//! Figures that an author typed by hand although an indicator has them.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::filters::figure::{natural, round};
use super::Stretch;
use crate::indicator::{Datum, Indicator, Indicators};
use crate::unit::Dimension;

/// Numbers typed in the template that are an indicator's value as printed with so many digits. Small ones are
/// left alone: 3个 is often just 3个.
pub(super) fn numbers<'a>(stretch: &Stretch<'_>, indicators: &'a Indicators) -> Vec<(Range<usize>, &'a str)> {
    let typed = stretch
        .numbers
        .iter()
        .filter(|number| stretch.figure_in(number).is_none());
    let found = typed.filter_map(|number| {
        let typed = Typed::at(&stretch.text, number)?;
        let mut values = indicators.values.values();
        let (known, symbol) = values.find_map(|indicator| Some((indicator, typed.is_value_of(indicator)?)))?;
        let end = stretch.text.len() - typed.after.len() + symbol.len();
        Some((number.start..end, &*known.name))
    });
    found.collect()
}

/// A number as it was typed.
struct Typed<'t> {
    number: Decimal,
    /// 万 or 亿.
    factor: Decimal,
    /// What follows the number and its scale.
    after: &'t str,
}

impl<'t> Typed<'t> {
    fn at(text: &'t str, number: &Range<usize>) -> Option<Self> {
        let after = &text[number.end..];
        // Dates are no values.
        if after.starts_with(['年', '月', '日', '—']) {
            return None;
        }
        let (factor, after) = match after.chars().next()? {
            '万' => (Decimal::from(10_000), &after['万'.len_utf8()..]),
            '亿' => (Decimal::from(100_000_000), &after['亿'.len_utf8()..]),
            _ => (Decimal::ONE, after),
        };
        let number: Decimal = text[number.clone()].parse().ok()?;
        // 整改率100% is said of many things.
        let whole = number == Decimal::ONE_HUNDRED && after.starts_with('%');
        (number.checked_mul(factor)? >= Decimal::TEN && !whole).then_some(Self { number, factor, after })
    }

    /// The unit in which this is an indicator's value, exactly or as rounded.
    fn is_value_of(&self, indicator: &Indicator) -> Option<Arc<str>> {
        let quantity = match &indicator.datum {
            Datum::Number(quantity) => quantity,
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => return None,
        };
        let begins = |symbol: &str| !symbol.is_empty() && self.after.starts_with(symbol);
        // Asked of every number and value: most units do not fit, and prose changes only these into others.
        let converted = match quantity.unit.dimension {
            Dimension::Area | Dimension::Mass | Dimension::Length => true,
            Dimension::Money | Dimension::Ratio | Dimension::Count(_) => false,
        };
        if !converted && !begins(&quantity.unit.symbol) {
            return None;
        }
        let natural = natural(quantity);
        let scaled = natural.value.checked_div(self.factor).unwrap_or_default();
        let digits = self.number.normalize().mantissa().unsigned_abs() >= 100;
        let equal = scaled == self.number || digits && round(scaled, self.number.scale()) == self.number;
        (equal && begins(&natural.unit.symbol)).then_some(natural.unit.symbol)
    }
}
