//! 升序, 降序: rows in the order of their fields.

use std::cmp::Ordering;

use minijinja::Value;

use super::super::value::Doubts;
use super::call::{Call, partial};
use crate::diag::{Diagnostic, Result};
use crate::indicator::{Datum, Indicator, Missing, Record};

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
    let doubts = Doubts {
        unordered: unordered(call, &fields),
        ..call.subject.doubts()
    };
    Ok(call.doubted(call.picked(&chosen), &chosen, doubts))
}

/// What is told of rows whose place in the order nobody knows: they lack a field, and another row is their equal in those
/// before it.
fn unordered(call: &Call<'_>, fields: &[&str]) -> Option<Box<Diagnostic>> {
    let records = call.records;
    let lacks = |record: &Record, field: &str| {
        let own = record.field(field);
        own.is_none_or(|own| matches!(own.datum, Datum::Missing(Missing::Unknown, _)))
    };
    let equals = |one: &Record, other: &Record, before: &[&str]| {
        let mut fields = before.iter();
        fields.all(|field| order(one.field(field), other.field(field), false) == Ordering::Equal)
    };
    fields.iter().enumerate().find_map(|(index, field)| {
        let unplaced = |row: &usize| {
            let own = &records[*row];
            let mut others = records.iter().enumerate().filter(|(other, _)| other != row);
            lacks(own, field) && others.any(|(_, other)| equals(own, other, &fields[..index]))
        };
        let lacking: Vec<usize> = (0..records.len()).filter(unplaced).collect();
        (!lacking.is_empty()).then(|| partial((call.subject, records), &lacking, field))
    })
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
