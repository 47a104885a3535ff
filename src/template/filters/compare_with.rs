//! 高低: a rate against another rate at the same time, or the growth of two amounts: the county's mean, another township's.

use rust_decimal::Decimal;

use super::super::county::COUNTY;
use super::super::value::Named;
use super::{Argument, Call, compare, direction, figure};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Kind, Quantity};
use crate::unit::{Dimension, Unit};

/// `高于全县平均2.1个百分点`; with 增速=true the growth of an amount: `高于全县增速0.7个百分点`.
pub(super) fn higher_or_lower(call: &mut Call<'_>) -> Result<String> {
    let mut quantity = call.quantity()?;
    let Some(Argument::Named(other)) = call.positional.first().cloned() else {
        return Err(call.bad_argument("", "全县.指标 / indicator"));
    };
    // 高于率 says nothing of the time: what the value was last year is for 百分点.
    if other.path.ends_with(".上年") && call.text("名").is_none_or(|name| name == "true") {
        return Err(call.bad_argument(&other.path, "全县.指标 / indicator（与上年比 / last year: 百分点）"));
    }
    let speed = call.flag("增速");
    let difference = if speed {
        let own = growth(call)?;
        let there = growth_of(call, &other)?;
        growths_must_be_known(call, &other)?;
        own.checked_sub(there)
    } else {
        percentage(call, &quantity)?;
        if call.other_kinds().any(|kind| matches!(kind, Kind::Rank | Kind::Index)) {
            return Err(call.wrong_kind());
        }
        quantity = in_common_ratio(quantity, &other);
        let there = call.converted(&other, &quantity)?;
        quantity.value.checked_sub(there)
    };
    let difference = difference.ok_or_else(|| call.problem(Code::WordingUnit).with("other", other.introduced()))?;
    let name = call.named_as(&other).unwrap_or_else(|| usual_name(call, &other, speed));
    let [higher, lower, level] = ["高于", "低于", "与"].map(|word| format!("{word}{name}"));
    let points = if speed {
        compare::PERCENT_POINTS
    } else {
        compare::points_of(&quantity.unit)
    };
    let words = [&higher, &lower, &format!("{level}持平")];
    compare::in_points(call, (difference, points), words.map(String::as_str))
}

/// The quantity in percent where the other is not in its own unit: what is in ‰ is parted from what is in % by 百分点.
fn in_common_ratio(quantity: Quantity, other: &Named) -> Quantity {
    let Datum::Number(number) = &other.indicator.datum else {
        return quantity;
    };
    let percent = Unit::parse("%").filter(|_| number.unit != quantity.unit);
    let converted = percent.and_then(|percent| Some((quantity.unit.convert(quantity.value, &percent)?, percent)));
    match converted {
        Some((value, unit)) => Quantity {
            value,
            unit,
            ..quantity
        },
        None => quantity,
    }
}

/// Refuses to say which of two growths is the higher where a cell's own word leaves it open.
fn growths_must_be_known(call: &Call<'_>, other: &Named) -> Result<()> {
    let reach = |datum: &Datum| match datum {
        Datum::Number(number) => direction::growth_reach(number, number.base.as_ref()?),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    let (Some([low, high]), Some([other_low, other_high])) = (reach(call.datum()), reach(&other.indicator.datum))
    else {
        return Ok(());
    };
    let exact = low == high && other_low == other_high;
    if exact || low >= other_high || other_low >= high {
        return Ok(());
    }
    let shown = |[low, high]: [Decimal; 2]| format!("{}%～{}%", figure::plain(low, 1), figure::plain(high, 1));
    let truth = format!(
        "{}，{}{}",
        shown([low, high]),
        other.path,
        shown([other_low, other_high])
    );
    Err(call.untrue(call.filter.name, truth))
}

/// What the other value is called where the author does not say.
fn usual_name(call: &Call<'_>, other: &Named, speed: bool) -> String {
    let of_county = other.path.starts_with(COUNTY);
    let name = match of_county {
        true => call.job().whole_county(),
        false => &*other.indicator.name,
    };
    match (speed, of_county) {
        (true, _) => format!("{name}增速"),
        (false, true) => format!("{name}平均"),
        (false, false) => name.to_owned(),
    }
}

/// Points part percentages, and no other numbers.
fn percentage(call: &Call<'_>, quantity: &Quantity) -> Result<()> {
    let ratio = quantity.unit.dimension == Dimension::Ratio;
    if !ratio || matches!(quantity.kind, Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    Ok(())
}

/// The growth of the value since last year, in percent.
fn growth(call: &mut Call<'_>) -> Result<Decimal> {
    let pair = compare::amounts(call, None)?;
    compare::price_basis(call, &pair);
    if pair.base <= Decimal::ZERO || pair.now < Decimal::ZERO {
        return Err(pair.negative(call));
    }
    figure::growth(pair.now, pair.base).ok_or_else(|| call.problem(Code::WordingUnit).with("other", "%"))
}

/// The growth of the other value since its own last year.
fn growth_of(call: &mut Call<'_>, other: &Named) -> Result<Decimal> {
    let refused = |code| other.problem(code).with("filter", call.filter.name);
    let Datum::Number(number) = &other.indicator.datum else {
        let missing = matches!(other.indicator.datum, Datum::Missing(..));
        return Err(refused(if missing {
            Code::TemplateMissing
        } else {
            Code::WordingKind
        }));
    };
    if number.unit.dimension == Dimension::Ratio || matches!(number.kind, Kind::Rank | Kind::Index) {
        return Err(refused(Code::WordingKind));
    }
    let base = number.base.as_ref().ok_or_else(|| refused(Code::WordingNoBase))?;
    if base.value <= Decimal::ZERO || number.value < Decimal::ZERO {
        return Err(refused(Code::WordingNegativeBase).with("base", number.written_beside(base)));
    }
    let growth =
        figure::growth(number.value, base.value).ok_or_else(|| refused(Code::WordingUnit).with("other", "%"))?;
    call.sources
        .extend(other.indicator.sources.iter().chain(&base.sources).cloned());
    call.rests_on_approximate |= number.approximate.is_some() || base.approximate.is_some();
    Ok(growth)
}
