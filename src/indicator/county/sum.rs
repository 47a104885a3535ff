//! Sums and extremes of all townships' values.

use rust_decimal::Decimal;

use super::super::settings::IndicatorSettings;
use super::super::{BaseTime, Comparison, Datum, Gaps, Indicator, Missing, MissingPolicy, Quantity, computed_from};
use super::way::Way;
use super::{County, TOWNSHIP_ROWS, lacks_total, plain};
use crate::diag::{Code, Diagnostic, Result, term};

/// The values of all townships that have one.
type Numbers<'a> = [(&'a Indicator, &'a Quantity)];

impl County<'_> {
    /// The sum of all townships, or the extreme among them.
    pub(super) fn summed(&mut self, settings: &IndicatorSettings, way: &Way<'_>) -> Option<Result<Indicator>> {
        let name = settings.name.as_str();
        let lacking = self.lacking(|one| lacks_total(one, name));
        if !lacking.is_empty() {
            self.tell_lacking(self.code_of_lacking(), name, &lacking);
            let dash = Datum::Missing(Missing::Unknown, self.shown());
            return (self.missing != MissingPolicy::Error).then(|| Ok(plain(name, dash)));
        }
        let values = self.townships.iter().filter_map(|township| township.values.get(name));
        let numbers: Vec<(&Indicator, &Quantity)> = values.filter_map(|one| Some((one, number(one)?))).collect();
        if numbers.is_empty() {
            let missing = Datum::Missing(Missing::NotApplicable, settings.missing);
            return Some(Ok(plain(name, missing)));
        }
        if matches!(way, Way::Sum) && settings.county.is_none() && numbers.iter().any(|(_, own)| !own.unit.has_sum()) {
            let problem = Diagnostic::new(Code::CountySum).with("name", name);
            return Some(Err(problem.with("reason", term("county-rate"))));
        }
        let without_base = numbers.iter().filter(|(_, quantity)| quantity.base.is_none()).count();
        if without_base > 0 && without_base < numbers.len() {
            let problem = Diagnostic::new(Code::CountyBase).with("name", name);
            self.sink.push(problem.with("count", without_base));
        }
        let refused = || {
            let problem = Diagnostic::new(Code::FormulaRange).with("name", name);
            problem.with("formula", TOWNSHIP_ROWS)
        };
        Some(together(name, &numbers, way).ok_or_else(refused))
    }
}

/// The county's value with its last year and target; none when it is no number.
fn together(name: &str, numbers: &Numbers<'_>, way: &Way<'_>) -> Option<Indicator> {
    let (_, first) = numbers.first()?;
    let pick = |part: fn(&Quantity) -> Option<Comparison>| {
        let parts: Option<Vec<(Comparison, &Quantity)>> =
            numbers.iter().map(|(_, own)| Some((part(own)?, *own))).collect();
        combined(&parts?, first, way)
    };
    let all: Vec<(Comparison, &Quantity)> = numbers.iter().map(|(one, own)| (itself(one, own), *own)).collect();
    let value = combined(&all, first, way)?;
    let quantity = Quantity {
        value: value.value,
        approximate: value.approximate,
        base: pick(|quantity| quantity.base.clone()),
        target: pick(|quantity| quantity.target.clone()),
        gaps: Gaps {
            base: numbers.iter().find_map(|(_, own)| own.gaps.base.clone()),
            target: numbers.iter().find_map(|(_, own)| own.gaps.target.clone()),
        },
        ..(*first).clone()
    };
    Some(Indicator {
        name: name.into(),
        datum: Datum::Number(quantity),
        sources: value.sources,
        formula: Some(format!("{TOWNSHIP_ROWS}({name})")),
        standing: None,
    })
}

fn number(indicator: &Indicator) -> Option<&Quantity> {
    match &indicator.datum {
        Datum::Number(quantity) => Some(quantity),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

fn itself(indicator: &Indicator, quantity: &Quantity) -> Comparison {
    Comparison {
        value: quantity.value,
        approximate: quantity.approximate.clone(),
        time: BaseTime::Usual,
        sources: indicator.sources.clone(),
    }
}

/// All parts made one, in the unit of the first; none when that is no number.
fn combined(parts: &[(Comparison, &Quantity)], first: &Quantity, way: &Way<'_>) -> Option<Comparison> {
    let mut values = Vec::with_capacity(parts.len());
    for (part, own) in parts {
        values.push(own.unit.convert(part.value, &first.unit)?);
    }
    let value = match way {
        Way::Least => values.into_iter().min()?,
        Way::Most => values.into_iter().max()?,
        Way::Sum | Way::Formula(..) => {
            let mut sum = Decimal::ZERO;
            for value in values {
                sum = sum.checked_add(value)?;
            }
            sum
        }
    };
    Some(Comparison {
        value,
        approximate: computed_from(parts.iter().map(|(part, _)| &part.approximate)),
        time: BaseTime::of_all(parts.iter().map(|(part, _)| part.time)),
        sources: parts
            .iter()
            .flat_map(|(part, _)| part.sources.iter().cloned())
            .collect(),
    })
}
