//! The units in which figures of one measure are given, and by how much they differ: 元 typed for 万元.

use rust_decimal::Decimal;

use crate::diag::{Code, Diagnostic, term};
use crate::unit::{Dimension, Scale, Unit};

/// Units by which figures of a measure are given, the smallest first.
const MONEY: &[&str] = &["元", "千元", "万元", "百万元", "亿元"];
const AREA: &[&str] = &["平方米", "亩", "公顷", "平方公里", "万亩"];
const MASS: &[&str] = &["斤", "公斤", "吨", "万吨"];
const LENGTH: &[&str] = &["米", "公里"];

/// Two figures that differ less than so many times may do so for another reason: 公顷 and 亩 are told otherwise
/// (W-UNIT-SIZE).
const LEAST: u32 = 1_000;

/// Of two percentages one is at least as large where the other may be its fraction.
const FULL: u32 = 50;

/// Figures as large are no beginning, from which any growth is possible: 1亩 of new land, then 1500亩.
const BEGUN: u32 = 100;
const BEGUN_MEASURE: u32 = 10;

/// Two figures of one measure differ by what their units do where they do so within so many times.
const NEAR: u32 = 3;

/// The units in which one of two figures of this unit may be given, where they differ as those do from this one, or by so
/// much that one of them must be wrong.
pub(super) fn suspected(unit: &Unit, one: Decimal, other: Decimal) -> Option<String> {
    let same_sign = one.is_sign_negative() == other.is_sign_negative();
    let (one, other) = (one.abs(), other.abs());
    let ratio = one.max(other).checked_div(one.min(other))?;
    let typed = |times: Decimal| {
        // What grew or shrank in a year besides: by a third.
        ratio >= times * Decimal::new(75, 2) && ratio <= times * Decimal::new(133, 2)
    };
    if unit.dimension == Dimension::Ratio {
        // 0.1% after 8.6% is slow growth, and 1% after 100% little work: a share beside percents is at most one.
        let is_share = one.min(other) <= Decimal::ONE && one.max(other) >= Decimal::from(FULL) && same_sign;
        return (is_share && typed(Decimal::ONE_HUNDRED)).then(|| term("unit-fraction"));
    }
    let is_suspected = |candidate: &Unit| {
        let times = unit
            .convert(Decimal::ONE, candidate)
            .or_else(|| candidate.convert(Decimal::ONE, unit));
        let times = times.map(|times| times.max(Decimal::ONE.checked_div(times).unwrap_or(times)));
        times.is_some_and(|times| times >= Decimal::from(LEAST) && typed(times))
    };
    let suspects = others_of(unit)
        .into_iter()
        .filter(is_suspected)
        .map(|unit| unit.to_string());
    let suspects: Vec<String> = suspects.collect();
    if suspects.is_empty() {
        return (ratio >= Decimal::from(LEAST)).then(far);
    }
    Some(suspects.join("、"))
}

/// What is said in place of units of two figures that differ by more than any year makes, and as no two units do.
pub(super) fn far() -> String {
    term("unit-far")
}

/// The problem of a number with a `bare` 万 or 亿 whose unit has a scale already: 4.56万 under 万元 is 4.56万元 to one reader
/// and 4.56亿元 to another. `value` has the bare scale.
pub(super) fn twice((value, bare): (Decimal, Option<Scale>), unit: Option<&Unit>) -> Option<Box<Diagnostic>> {
    let (bare, unit) = bare.zip(unit)?;
    let unscaled = unit.unscaled()?;
    let digits = value.checked_div(bare.factor()).unwrap_or(value).normalize();
    let problem = Diagnostic::new(Code::UnitScale)
        .with("found", format!("{digits}{}", bare.symbol()))
        .with("unit", unit)
        .with("one", format!("{digits}{}{unscaled}", bare.symbol()));
    Some(problem.with("other", format!("{}{unit}", value.normalize())))
}

/// Whether two figures that differ as units do are certainly of different ones: neither is a small beginning, nor a
/// percentage, which may be small for other reasons.
pub(super) fn is_certain(unit: &Unit, one: Decimal, other: Decimal) -> bool {
    let least = one.abs().min(other.abs());
    match unit.dimension {
        Dimension::Ratio => false,
        Dimension::Count(_) | Dimension::Area => least >= Decimal::from(BEGUN),
        // Nobody begins with 9.53 万元.
        Dimension::Money | Dimension::Mass | Dimension::Length => {
            least >= Decimal::from(BEGUN_MEASURE) || !least.fract().is_zero()
        }
    }
}

/// The other units in which figures of this measure are given: the smaller ones first, those next to it before others.
fn others_of(unit: &Unit) -> Vec<Unit> {
    let names: Vec<String> = match &unit.dimension {
        Dimension::Money => MONEY.iter().map(ToString::to_string).collect(),
        Dimension::Area => AREA.iter().map(ToString::to_string).collect(),
        Dimension::Mass => MASS.iter().map(ToString::to_string).collect(),
        Dimension::Length => LENGTH.iter().map(ToString::to_string).collect(),
        Dimension::Ratio => Vec::new(),
        Dimension::Count(word) => vec![word.to_string(), format!("万{word}")],
    };
    let units = names.iter().filter_map(|name| Unit::parse(name));
    units
        .filter(|other| other != unit && other.dimension == unit.dimension)
        .collect()
}

/// The unit in which a figure is most likely typed that is so many times too large: of those below its own the one that
/// it differs from most like that; none where it does so from no other.
pub(super) fn nearest_smaller(unit: &Unit, times: Decimal) -> Option<String> {
    let away = |size: Decimal| {
        let ratio = times.checked_div(size)?;
        Some(ratio.max(Decimal::ONE.checked_div(ratio)?))
    };
    let smaller = others_of(unit).into_iter().filter_map(|other| {
        let size = unit.convert(Decimal::ONE, &other)?;
        let away = away(size).filter(|away| size >= Decimal::TEN && *away <= Decimal::from(NEAR))?;
        Some((away, other))
    });
    let best = smaller.min_by_key(|(away, _)| *away);
    best.map(|(_, unit)| unit.to_string())
}
