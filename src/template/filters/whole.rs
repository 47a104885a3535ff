//! Parts and wholes: sums and shares with the rounding note, averages per head, cumulated flows (spec §1, §3).

use rust_decimal::Decimal;

use super::super::qualifiers::find;
use super::super::value::Named;
use super::{Argument, Call, amount, figure};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Kind, Quantity, months_of_name};
use crate::unit::{Dimension, Scale, Unit};

/// Of 以下, which names no lower limit, no more than of 多, in thousandths.
const WIDEST: i64 = 100;

/// Kinds of numbers that have no sum: a percentage, a place, an index, and what a survey gave.
const fn not_added(kind: Kind) -> bool {
    match kind {
        Kind::Rate | Kind::Rank | Kind::Index | Kind::Survey => true,
        Kind::Flow | Kind::Stock | Kind::Count => false,
    }
}

/// A quantity that can be added to others of its sort: no rate, rank, index, and nothing that a survey gave.
pub(super) fn additive(call: &Call<'_>) -> Result<Quantity> {
    let quantity = call.quantity()?;
    let others = call.other_kinds().any(not_added);
    if others || !quantity.has_sum() {
        return Err(call.wrong_kind());
    }
    Ok(quantity)
}

/// How far numbers may be off that their cells call approximate, in thousandths: as the widest of their words.
fn slack(call: &Call<'_>) -> Decimal {
    let named = call.positional.iter().filter_map(|argument| match argument {
        Argument::Named(named) => Some(&named.indicator.datum),
        Argument::Plain(_) => None,
    });
    let tolerance = |datum: &Datum| {
        let Datum::Number(quantity) = datum else {
            return None;
        };
        Some(find(quantity.approximate.as_ref()?)?.tolerance.min(WIDEST))
    };
    let widest = std::iter::once(call.datum()).chain(named).filter_map(tolerance).max();
    Decimal::from(widest.unwrap_or_default())
}

/// Whether a part is larger than its whole, by more than what is approximate may be off.
pub(super) fn exceeds(call: &Call<'_>, part: Decimal, whole: Decimal) -> bool {
    let excess = part.saturating_sub(whole).saturating_mul(Decimal::ONE_THOUSAND);
    excess > whole.abs().saturating_mul(slack(call))
}

/// Compares the sum of rounded parts with the rounded whole: a difference that rounding can make is
/// noted, any larger one is an error. The whole may be known to fewer decimals than are printed: its cell may be rounded.
fn check_sum(call: &Call<'_>, parts: &[Decimal], whole: Decimal, (decimals, known): (u32, u32)) -> Result<()> {
    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| {
        sum.checked_add(figure::round(*part, decimals))
    });
    let sum = sum.ok_or_else(|| call.problem(Code::WordingUnit).with("other", "…"))?;
    let whole = figure::round(whole, decimals);
    let difference = sum.saturating_sub(whole).abs();
    if difference.is_zero() {
        return Ok(());
    }
    let steps = Decimal::new(1, known);
    let legal = Decimal::from(parts.len()) / Decimal::TWO * steps;
    let excess = difference.saturating_sub(legal).saturating_mul(Decimal::ONE_THOUSAND);
    // What is approximate adds up to nothing certain.
    if call.approximate().is_some() && excess <= whole.abs().saturating_mul(slack(call)) {
        return Ok(());
    }
    let code = if difference <= legal {
        Code::WordingRounding
    } else {
        Code::WordingSum
    };
    let problem = call
        .problem(code)
        .with("sum", figure::plain(sum, decimals))
        .with("whole", figure::plain(whole, decimals));
    if code == Code::WordingSum {
        return Err(problem);
    }
    call.warn(problem);
    Ok(())
}

/// 合计: the whole as an amount, checked against the sum of its parts as they are printed.
pub(super) fn total(call: &mut Call<'_>) -> Result<String> {
    let quantity = additive(call)?;
    let form = amount::form(call, &quantity)?;
    let parts = call.others(&quantity)?;
    if parts.len() < 2 {
        return Err(call.bad_argument("", "指标, 指标, … / indicators"));
    }
    let shown = |value: Decimal| quantity.unit.convert(value, &form.unit).unwrap_or(value);
    let printed: Vec<Decimal> = parts.iter().map(|part| shown(*part)).collect();
    let whole = shown(quantity.value);
    // Who adds up what is printed must come to the whole: it has the decimals of its parts.
    let of_part = |value: &Decimal| Quantity {
        value: *value,
        ..quantity.clone()
    };
    let all: Vec<Quantity> = parts.iter().chain([&quantity.value]).map(of_part).collect();
    let decimals = amount::shared_decimals(call, &quantity, &all.iter().collect::<Vec<_>>())?;
    let known = whole.normalize().scale().min(decimals);
    check_sum(call, &printed, whole, (decimals, known))?;
    amount::show_with(call, &quantity, quantity.value, (&form, decimals))
}

/// 构成: each part's share of the whole, in one list; shares that do not add up to 100.0 % are noted.
pub(super) fn composition(call: &mut Call<'_>) -> Result<String> {
    let quantity = additive(call)?;
    let names: Vec<String> = call.names();
    let parts = call.others(&quantity)?;
    if parts.len() < 2 {
        return Err(call.bad_argument("", "指标, 指标, … / indicators"));
    }
    let decimals = call.digits("小数")?.unwrap_or(1);
    let mut shares = Vec::with_capacity(parts.len());
    for part in &parts {
        let share = (quantity.value > Decimal::ZERO && *part >= Decimal::ZERO)
            .then(|| figure::percent(*part, quantity.value))
            .flatten();
        let shown = format!("{}{}", quantity.value.normalize(), quantity.unit);
        shares.push(share.ok_or_else(|| call.problem(Code::WordingShare).with("whole", shown))?);
    }
    let all = parts.iter().fold(Decimal::ZERO, |sum, part| sum.saturating_add(*part));
    if exceeds(call, all, quantity.value) {
        let problem = call.problem(Code::WordingSum).with("sum", all.normalize());
        return Err(problem.with("whole", quantity.value.normalize()));
    }
    let together = figure::percent(all, quantity.value).unwrap_or_default();
    check_sum(call, &shares, together, (decimals, decimals))?;
    let listed: Vec<String> = names
        .iter()
        .zip(&shares)
        .map(|(name, share)| Ok(format!("{name}占{}%", call.short_of_whole(*share, decimals)?)))
        .collect::<Result<_>>()?;
    Ok(listed.join("、"))
}

/// 累计: a flow from the beginning of the year, with further flows added; a stock or a rate is not cumulated.
pub(super) fn cumulative(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let summable = matches!(quantity.kind, Kind::Flow | Kind::Count);
    if !summable || quantity.unit.dimension == Dimension::Ratio {
        return Err(call.problem(Code::WordingCumulated));
    }
    if call.other_kinds().any(|kind| !matches!(kind, Kind::Flow | Kind::Count)) {
        return Err(call.problem(Code::WordingCumulated));
    }
    no_time_twice(call)?;
    let others = call.others(&quantity)?;
    let sum = others
        .iter()
        .try_fold(quantity.value, |sum, other| sum.checked_add(*other));
    let sum = sum.ok_or_else(|| call.problem(Code::WordingUnit).with("other", "…"))?;
    Ok(format!("累计{}", amount::computed(call, &quantity, sum)?))
}

/// Refuses to add what is the same, or whose names say that one is of a part of the other's time: 上半年 and 二季度.
fn no_time_twice(call: &Call<'_>) -> Result<()> {
    let others = call.indicators()?;
    let all: Vec<&Named> = std::iter::once(call.subject)
        .chain(others.iter().map(|other| &**other))
        .collect();
    let overlap = |one: &Named, other: &Named| {
        let months = months_of_name(&one.indicator.name).zip(months_of_name(&other.indicator.name));
        let within = months.is_some_and(|((own, of), (time, thing))| of == thing && own.0 <= time.1 && time.0 <= own.1);
        one.path == other.path || within
    };
    let twice = (1..all.len()).find(|index| all[..*index].iter().any(|before| overlap(before, all[*index])));
    match twice {
        Some(index) => Err(call.bad_argument(&all[index].path, "时间不重复的指标 / indicators of other times")),
        None => Ok(()),
    }
}

/// 人均: per person of a named population.
pub(super) fn per_person(call: &mut Call<'_>) -> Result<String> {
    per(call, "人均", &["人", "名"])
}

/// 户均: per household.
pub(super) fn per_household(call: &mut Call<'_>) -> Result<String> {
    per(call, "户均", &["户"])
}

/// 亩均: per 亩.
pub(super) fn per_mu(call: &mut Call<'_>) -> Result<String> {
    per(call, "亩均", &["亩"])
}

/// A population whose name does not say who is counted: 常住, 户籍, 年平均 … (spec §3).
fn is_unnamed_population(name: &str) -> bool {
    let scope = [
        "全镇", "全乡", "全县", "全村", "年末", "期末", "总", "人口", "人数", "数",
    ];
    scope
        .iter()
        .fold(name.to_owned(), |name, word| name.replace(word, ""))
        .is_empty()
}

/// Tells of a population that may be any.
fn tell_unnamed(call: &mut Call<'_>, by: &Named) {
    if is_unnamed_population(&by.indicator.name) {
        let note = call.problem(Code::WordingPopulation).with("other", &by.path);
        call.warn(note);
    }
}

/// The value divided by a population, land or households; money in whole 元, other things with two decimals.
fn per(call: &mut Call<'_>, word: &str, units: &[&str]) -> Result<String> {
    let quantity = additive(call)?;
    let Some(Argument::Named(by)) = call.positional.first().cloned() else {
        return Err(call.bad_argument("", "常住人口 / 户籍人口 / 总户数 / 面积"));
    };
    let divisor = divisor(&by, units).ok_or_else(|| {
        let other = format!("{}（{}）", by.path, by.exact());
        call.problem(Code::WordingPer).with("other", other).with("word", word)
    })?;
    call.sources.extend(by.indicator.sources.iter().cloned());
    if let Datum::Number(number) = &by.indicator.datum {
        call.rests_on_approximate |= number.approximate.is_some();
    }
    if word == "人均" {
        tell_unnamed(call, &by);
    }
    let natural = figure::natural(&quantity);
    let average = (natural.value.checked_div(divisor)).ok_or_else(|| call.problem(Code::WordingKind))?;
    let own = natural.unit.scaled(Scale::One);
    let unit = match call.text("单位") {
        Some(text) => Unit::parse(text).ok_or_else(|| call.bad_argument(text, "元 / 万元 / 公斤 / …"))?,
        None => own.clone(),
    };
    let money = unit.dimension == Dimension::Money && unit.scale == Scale::One && average.abs() >= Decimal::ONE_HUNDRED;
    let asked = call.digits("小数")?;
    let averaged = Quantity {
        value: average,
        approximate: call.approximate(),
        unit: own,
        ..quantity
    };
    let form = amount::Form {
        unit,
        decimals: asked.unwrap_or(if money { 0 } else { 2 }),
        asked: asked.is_some(),
        fitted: false,
        rounding: call.rounding()?,
    };
    let shown = amount::show(call, &averaged, average, &form)?;
    Ok(match call.named_as(&by) {
        Some(name) => format!("按{name}计算{word}{shown}"),
        None => format!("{word}{shown}"),
    })
}

/// A number of persons, households or 亩 that can be divided by.
fn divisor(by: &Named, units: &[&str]) -> Option<Decimal> {
    let Datum::Number(number) = &by.indicator.datum else {
        return None;
    };
    let mut units = units.iter().filter_map(|unit| Unit::parse(unit));
    let divisor = units.find_map(|unit| number.unit.convert(number.value, &unit));
    divisor.filter(|divisor| *divisor > Decimal::ZERO)
}

/// `part` of `whole` in percent, unrounded; both are numbers of `quantity`'s unit. E-SHARE unless 0 to 100.
pub(super) fn share_of(call: &Call<'_>, quantity: &Quantity, part: Decimal, whole: Decimal) -> Result<Decimal> {
    let shown = || format!("{}{}", whole.normalize(), quantity.unit);
    (whole > Decimal::ZERO && part >= Decimal::ZERO && !exceeds(call, part, whole))
        .then(|| figure::percent(part.min(whole), whole))
        .flatten()
        .ok_or_else(|| call.problem(Code::WordingShare).with("whole", shown()))
}

/// 比率: a part of its whole as a percentage: coverage, approval, participation.
pub(super) fn rate(call: &mut Call<'_>) -> Result<String> {
    let quantity = additive(call)?;
    let whole = call.whole(&quantity)?;
    let rate = share_of(call, &quantity, quantity.value, whole)?;
    let decimals = call.digits("小数")?.unwrap_or(1);
    Ok(format!("{}%", call.short_of_whole(rate, decimals)?))
}
