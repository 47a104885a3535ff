//! Where a cell's own word leaves open which of two numbers is larger: 300多户 may be more than 310户, or fewer.

use rust_decimal::Decimal;

use super::super::qualifiers::{Side, find};
use super::Call;
use crate::diag::Result;
use crate::indicator::{Approximate, Datum};

/// The filters that tell a direction since last year.
const COMPARING: [&str; 9] = [
    "同比",
    "比上年",
    "对比",
    "降幅",
    "增减",
    "增减率",
    "百分点",
    "由至",
    "净增",
];

/// Refuses words that tell the direction of a change that nobody knows.
pub(super) fn must_be_known(call: &Call<'_>, words: &str) -> Result<()> {
    let Datum::Number(now) = call.datum() else {
        return Ok(());
    };
    let since_last_year = COMPARING.contains(&call.filter.name) && call.positional.is_empty();
    let Some(base) = now.base.as_ref().filter(|_| since_last_year) else {
        return Ok(());
    };
    if !is_open((now.value, &now.approximate), (base.value, &base.approximate)) {
        return Ok(());
    }
    let truth = format!("{}，上年{}", now.written(), now.written_beside(base));
    Err(call.untrue(words, truth))
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
