//! Where a cell's own word leaves open which of two numbers is larger: 300多户 may be more than 310户, or fewer.

use rust_decimal::Decimal;

use super::super::qualifiers::{Side, find};
use super::{Argument, Call, SINCE_LAST_YEAR, figure};
use crate::diag::Result;
use crate::indicator::{Approximate, Comparison, Datum, Quantity};

/// The filters that tell how a value stands to another one, their first argument: the period before, the county's, what
/// went away.
const AGAINST_ANOTHER: [&str; 3] = ["环比", "高低", "净增"];

/// Refuses words that tell the direction of a change, or of a difference, that nobody knows.
pub(super) fn must_be_known(call: &Call<'_>, words: &str) -> Result<()> {
    let Datum::Number(now) = call.datum() else {
        return Ok(());
    };
    let since_last_year = SINCE_LAST_YEAR.contains(&call.filter.name) && call.positional.is_empty();
    let base = now.base.as_ref().filter(|_| since_last_year);
    let compared = match base {
        Some(base) => Some(("上年".to_owned(), base.clone())),
        None => another(call, now),
    };
    let Some((name, other)) = compared else {
        return Ok(());
    };
    if !is_open((now.value, &now.approximate), (other.value, &other.approximate)) {
        return Ok(());
    }
    let truth = format!("{}，{name}{}", now.written(), now.written_beside(&other));
    Err(call.untrue(words, truth))
}

/// The other value by its name and as a number of the value's unit; none of filters that compare with none, and of two
/// rates of growth, which 高低 itself looks at.
fn another(call: &Call<'_>, now: &Quantity) -> Option<(String, Comparison)> {
    let compares = AGAINST_ANOTHER.contains(&call.filter.name) && !call.flag("增速");
    let Argument::Named(other) = call.positional.first().filter(|_| compares)? else {
        return None;
    };
    let Datum::Number(number) = &other.indicator.datum else {
        return None;
    };
    let comparison = Comparison {
        value: number.unit.convert(number.value, &now.unit)?,
        approximate: number.approximate.clone(),
        ..Comparison::default()
    };
    Some((other.indicator.name.to_string(), comparison))
}

/// The least and the most that the growth (in percent) of a value since its base may be.
pub(super) fn growth_reach(now: &Quantity, base: &Comparison) -> Option<[Decimal; 2]> {
    let ([low, high], [earlier_low, earlier_high]) = (
        reach((now.value, &now.approximate)),
        reach((base.value, &base.approximate)),
    );
    Some([figure::growth(low, earlier_high)?, figure::growth(high, earlier_low)?])
}

/// Whether of two different numbers either may be the larger, by a word that opens one of them to one side.
pub(super) fn is_open(one: (Decimal, &Approximate), other: (Decimal, &Approximate)) -> bool {
    let ([low, high], [other_low, other_high]) = (reach(one), reach(other));
    one.0 != other.0 && low < other_high && other_low < high
}

/// The least and the most that a number with its cell's word may be; only a word that names a side opens one.
fn reach((number, word): (Decimal, &Approximate)) -> [Decimal; 2] {
    let Some(own) = word.as_ref().and_then(|word| find(word)) else {
        return [number, number];
    };
    let share = Decimal::new(own.tolerance, 3);
    let width = number.abs().saturating_mul(share);
    match own.side {
        Side::Above | Side::AtLeast => [number, number.saturating_add(width)],
        Side::Below | Side::AtMost => [number.saturating_sub(width), number],
        Side::Around => [number, number],
    }
}
