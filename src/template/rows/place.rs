//! 前, 后, 最高, 最低, 名次: rows by their places in a field, ties alike.

use std::collections::BTreeMap;

use minijinja::Value;
use rust_decimal::Decimal;

use super::call::Call;
use crate::diag::Result;
use crate::indicator::{Datum, Gaps, Indicator, Kind, Missing, Place, Quantity, Standing};
use crate::unit::Unit;

/// The places of the rows by a field, the best first; ties share the better place. Rows without a value have none.
fn places(call: &Call<'_>, field: &str, lowest_first: bool) -> Result<Vec<(usize, u32)>> {
    let (mut numbers, _) = call.numbers(field)?;
    numbers.sort_by(|(_, one), (_, other)| if lowest_first { one.cmp(other) } else { other.cmp(one) });
    let mut places: Vec<(usize, u32)> = Vec::with_capacity(numbers.len());
    for (position, (index, value)) in numbers.iter().enumerate() {
        let tied = position.checked_sub(1).filter(|before| numbers[*before].1 == *value);
        let place = tied.map_or(position as u32 + 1, |before| places[before].1);
        places.push((*index, place));
    }
    Ok(places)
}

pub(super) fn top(call: &Call<'_>) -> Result<Value> {
    if call.arguments.len() > 1 {
        return best(call, call.count()?, call.field(1)?, false);
    }
    call.subject.all_judged(call.filter.name)?;
    call.subject.all_ordered(call.filter.name)?;
    let chosen: Vec<usize> = (0..call.records.len()).take(call.count()?).collect();
    Ok(call.rows(&chosen))
}

pub(super) fn bottom(call: &Call<'_>) -> Result<Value> {
    if call.arguments.len() > 1 {
        return best(call, call.count()?, call.field(1)?, true);
    }
    call.subject.all_judged(call.filter.name)?;
    call.subject.all_ordered(call.filter.name)?;
    let skipped = call.records.len().saturating_sub(call.count()?);
    let chosen: Vec<usize> = (skipped..call.records.len()).collect();
    Ok(call.rows(&chosen))
}

pub(super) fn highest(call: &Call<'_>) -> Result<Value> {
    best(call, 1, call.field(0)?, false)
}

pub(super) fn lowest(call: &Call<'_>) -> Result<Value> {
    best(call, 1, call.field(0)?, true)
}

fn best(call: &Call<'_>, count: usize, field: &str, lowest_first: bool) -> Result<Value> {
    let places = places(call, field, lowest_first)?;
    let within = places.into_iter().take_while(|(_, place)| *place as usize <= count);
    let chosen: Vec<usize> = within.map(|(index, _)| index).collect();
    Ok(call.rows(&chosen))
}

pub(super) fn placed(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let lowest_first = call.named.peek::<bool>("升").unwrap_or(false);
    let places = places(call, field, lowest_first)?;
    let of = places.len() as u32;
    let last = places.last().map_or(0, |(_, place)| *place);
    let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, place) in &places {
        *shared.entry(*place).or_default() += 1;
    }
    let mut records = call.records.to_vec();
    for (index, place) in &places {
        let tied = shared.get(place).is_some_and(|count| *count > 1);
        let standing = Place {
            position: *place,
            of,
            tied,
            last,
        };
        let Some(record) = records.get_mut(*index) else {
            continue;
        };
        let Some(own) = record.fields.iter_mut().find(|one| *one.name == *field) else {
            continue;
        };
        own.standing = Some(Standing::Known(standing));
        let sources = own.sources.clone();
        record.fields.push(place_field(*place, sources));
    }
    let all: Vec<usize> = (0..records.len()).collect();
    // A row without a value has no place, and prints — for it.
    for record in records.iter_mut().filter(|record| record.field("名次").is_none()) {
        let missing = Datum::Missing(Missing::NotApplicable, crate::indicator::MissingPolicy::Dash);
        record.fields.push(Indicator {
            name: "名次".into(),
            datum: missing,
            sources: Vec::new(),
            formula: None,
            standing: None,
        });
    }
    Ok(call.with_records(records, &all))
}

fn place_field(place: u32, sources: Vec<crate::place::CellPlace>) -> Indicator {
    Indicator {
        name: "名次".into(),
        datum: Datum::Number(Quantity {
            value: Decimal::from(place),
            unit: Unit::unitless(),
            approximate: None,
            kind: Kind::Rank,
            base: None,
            target: None,
            decimals: Some(0),
            gaps: Gaps::default(),
        }),
        sources,
        formula: None,
        standing: None,
    }
}
