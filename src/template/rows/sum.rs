//! 总和, 均值: one number of many rows.

use minijinja::Value;
use rust_decimal::Decimal;

use super::call::Call;
use crate::diag::Result;
use crate::indicator::approximate::computed_from;
use crate::indicator::{Kind, Quantity};

pub(super) fn sum(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let (numbers, quantity) = call.some_numbers(field)?;
    if !quantity.has_sum() {
        return Err(call.wrong_kind(field));
    }
    let sum = numbers
        .iter()
        .try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
    let sum = sum.ok_or_else(|| call.wrong_kind(field))?;
    Ok(call.number(&[field], sum, quantity))
}

pub(super) fn mean(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let (numbers, quantity) = call.some_numbers(field)?;
    let weight: Option<String> = call.named.peek("权").ok();
    let Some(weight) = weight else {
        // A mean of rates is no rate, and the county's survey value no mean.
        if quantity.kind == Kind::Rate {
            return Err(call.lacks("权=\"字段\""));
        }
        if !quantity.has_sum() {
            return Err(call.wrong_kind(field));
        }
        let sum = numbers
            .iter()
            .try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
        let mean = sum.and_then(|sum| sum.checked_div(Decimal::from(numbers.len())));
        let mean = mean.ok_or_else(|| call.wrong_kind(field))?;
        return Ok(call.number(&[field], mean, quantity));
    };
    call.known(&weight)?;
    // What a survey gave for each has no mean that anybody surveyed, whatever it is weighed by.
    if matches!(quantity.kind, Kind::Rank | Kind::Survey) {
        return Err(call.wrong_kind(field));
    }
    let (weights, weighing) = call.numbers(&weight)?;
    let weighing = weighing.and_then(|weighing| weighing.approximate);
    let weighted = weighted_mean(&numbers, &weights).ok_or_else(|| call.wrong_kind(&weight))?;
    let quantity = Quantity {
        approximate: computed_from([&quantity.approximate, &weighing]),
        ..quantity
    };
    Ok(call.number(&[field, &weight], weighted, quantity))
}

/// Σ(value · weight) / Σ weight over the rows that have both.
fn weighted_mean(numbers: &[(usize, Decimal)], weights: &[(usize, Decimal)]) -> Option<Decimal> {
    let (mut sum, mut total) = (Decimal::ZERO, Decimal::ZERO);
    for (index, value) in numbers {
        // Both are in the order of the rows.
        let Ok(found) = weights.binary_search_by_key(index, |(other, _)| *other) else {
            continue;
        };
        let (_, weight) = &weights[found];
        sum = sum.checked_add(value.checked_mul(*weight)?)?;
        total = total.checked_add(*weight)?;
    }
    sum.checked_div(total)
}
