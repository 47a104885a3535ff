//! 升序, 降序: rows in the order of their fields.

use std::cmp::Ordering;

use minijinja::Value;

use super::call::Call;
use crate::diag::Result;
use crate::indicator::{Datum, Indicator};

pub(super) fn ascending(call: &Call<'_>) -> Result<Value> {
    ordered(call, false)
}

pub(super) fn descending(call: &Call<'_>) -> Result<Value> {
    ordered(call, true)
}

fn ordered(call: &Call<'_>, descending: bool) -> Result<Value> {
    call.field(0)?;
    let fields: Vec<&str> = (0..call.arguments.len())
        .map(|index| call.field(index))
        .collect::<Result<_>>()?;
    let mut chosen: Vec<usize> = (0..call.records.len()).collect();
    let key = |index: usize, field: &str| call.records.get(index).and_then(|record| record.field(field));
    chosen.sort_by(|one, other| {
        let each = fields
            .iter()
            .map(|field| order(key(*one, field), key(*other, field), descending));
        each.fold(Ordering::Equal, Ordering::then)
    });
    Ok(call.rows(&chosen))
}

/// The order of two fields; what has no value comes last either way.
fn order(one: Option<&Indicator>, other: Option<&Indicator>, descending: bool) -> Ordering {
    let (Some(one), Some(other)) = (one, other) else {
        return Ordering::Equal;
    };
    let way = |order: Ordering| if descending { order.reverse() } else { order };
    match (&one.datum, &other.datum) {
        (Datum::Missing(..), Datum::Missing(..)) => Ordering::Equal,
        (Datum::Missing(..), _) => Ordering::Greater,
        (_, Datum::Missing(..)) => Ordering::Less,
        (Datum::Number(one), Datum::Number(other)) => {
            let other = other.unit.convert(other.value, &one.unit);
            way(other.map_or(Ordering::Equal, |other| one.value.cmp(&other)))
        }
        (Datum::Date(one), Datum::Date(other)) => way(one.cmp(other)),
        (Datum::Text(one), Datum::Text(other)) => way(one.cmp(other)),
        (Datum::Bool(one), Datum::Bool(other)) => way(one.cmp(other)),
        (Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_), _) => Ordering::Equal,
    }
}
