//! The place of each township among all.

use rust_decimal::Decimal;

use super::settings::RankOrder;
use super::{Datum, Indicators, Mapping, Standing};
use crate::unit::Unit;

/// Gives every township its standing by each indicator that declares a rank. Equal values share the better
/// place, and the next place is left free (1, 2, 2, 4). Where an error keeps the value of any township from
/// being known, no place is true: those indicators are returned, and nobody is given a standing by them.
pub(super) fn rank(mapping: &Mapping, townships: &mut [Indicators]) -> Vec<String> {
    let mut withheld = Vec::new();
    for settings in &mapping.indicators {
        let Some(order) = settings.rank else { continue };
        if townships
            .iter()
            .all(|township| township.values.contains_key(settings.name.as_str()))
        {
            rank_one(&settings.name, order, townships);
        } else {
            withheld.push(settings.name.clone());
        }
    }
    withheld
}

fn rank_one(name: &str, order: RankOrder, townships: &mut [Indicators]) {
    let Some(unit) = townships
        .iter()
        .find_map(|township| number(township, name).map(|(_, unit)| unit.clone()))
    else {
        return;
    };
    let value = |township: &Indicators| number(township, name).and_then(|(value, own)| own.convert(value, &unit));
    let all: Vec<Decimal> = townships.iter().filter_map(value).collect();
    for township in townships.iter_mut() {
        let standing = value(township).map(|value| standing(value, &all, order));
        if let Some(indicator) = township.values.get_mut(name) {
            indicator.standing = standing;
        }
    }
}

fn number<'i>(township: &'i Indicators, name: &str) -> Option<(Decimal, &'i Unit)> {
    match &township.values.get(name)?.datum {
        Datum::Number(quantity) => Some((quantity.value, &quantity.unit)),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

fn standing(value: Decimal, all: &[Decimal], order: RankOrder) -> Standing {
    let better = |other: &&Decimal| match order {
        RankOrder::High => **other > value,
        RankOrder::Low => **other < value,
    };
    Standing {
        position: all.iter().filter(better).count() as u32 + 1,
        of: all.len() as u32,
        tied: all.iter().filter(|other| **other == value).count() > 1,
    }
}
