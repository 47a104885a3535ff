//! How the county's value of an indicator comes from the townships': by what it is, and by the shape of its formula.

use super::super::formula::{Expression, Operation};
use super::super::settings::{Aggregate, IndicatorSettings, ValueType};
use super::super::{Kind, Mapping};
use crate::unit::Unit;

/// How the county's value comes from the townships'.
pub(super) enum Way<'m> {
    /// Their sum.
    Sum,
    /// The smallest.
    Least,
    /// The largest.
    Most,
    /// A formula over the county's own values: a rate of sums is the weighted rate.
    Formula(&'m str, Expression),
}

/// How the county's value is computed, or why it cannot be.
pub(super) fn way<'m>(mapping: &'m Mapping, settings: &'m IndicatorSettings) -> Result<Way<'m>, &'static str> {
    if settings.value_type != ValueType::Number {
        return Err("county-type");
    }
    match (settings.county.as_deref().map(str::trim), settings.formula.as_deref()) {
        (Some("sum"), _) => return Ok(Way::Sum),
        (Some(text), _) => {
            let expression = Expression::parse(text).map_err(|_| "county-formula")?;
            return Ok(Way::Formula(text, expression));
        }
        (None, Some(text)) => {
            let expression = Expression::parse(text).map_err(|_| "county-formula")?;
            return match shape(mapping, &expression, 0) {
                Shape::Linear if !is_average(&settings.name) => Ok(Way::Sum),
                Shape::Ratio => Ok(Way::Formula(text, expression)),
                Shape::Linear | Shape::Constant | Shape::Other => Err("county-formula"),
            };
        }
        (None, None) => {}
    }
    match settings.aggregate {
        Some(Aggregate::Min) => return Ok(Way::Least),
        Some(Aggregate::Max) => return Ok(Way::Most),
        Some(Aggregate::Mean | Aggregate::Weighted) => return Err("county-mean"),
        Some(Aggregate::Count | Aggregate::Sum) | None => {}
    }
    let unit = settings.unit.as_deref().and_then(Unit::parse);
    match settings.kind {
        Kind::Flow | Kind::Stock | Kind::Count if is_average(&settings.name) => Err("county-average"),
        _ if unit.is_some_and(|unit| !unit.has_sum()) => Err("county-rate"),
        Kind::Flow | Kind::Stock | Kind::Count => Ok(Way::Sum),
        Kind::Rate => Err("county-rate"),
        Kind::Survey => Err("county-survey"),
        Kind::Index => Err("county-index"),
        Kind::Rank => Err("county-rank"),
    }
}

/// Words by which a name says that its value is a mean or a share, whatever kind was declared.
const AVERAGES: [&str; 11] = [
    "人均", "户均", "亩均", "平均", "均价", "单产", "单价", "比重", "占比", "指数", "亩产",
];

/// Words at its end that say so.
const AVERAGE_ENDS: [&str; 17] = [
    "率",
    "速",
    "幅",
    "时限",
    "时长",
    "用时",
    "价格",
    "得分",
    "评分",
    "密度",
    "浓度",
    "强度",
    "温度",
    "湿度",
    "满意度",
    "年龄",
    "气温",
];

fn is_average(name: &str) -> bool {
    AVERAGES.iter().any(|word| name.contains(word)) || AVERAGE_ENDS.iter().any(|end| name.ends_with(end))
}

/// What a formula is to sums: linear ones may be summed township by township, quotients of linear ones are computed
/// from the sums, of others nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Constant,
    Linear,
    Ratio,
    Other,
}

/// Formulas within formulas deeper than this are a circle, which `validate` tells.
const DEEPEST: usize = 32;

fn shape(mapping: &Mapping, expression: &Expression, depth: usize) -> Shape {
    if depth > DEEPEST {
        return Shape::Other;
    }
    match expression {
        Expression::Number(_) => Shape::Constant,
        Expression::Name(name) | Expression::Last(name) => shape_of_name(mapping, name, depth),
        Expression::Negative(inner) => shape(mapping, inner, depth),
        Expression::Binary {
            operation, left, right, ..
        } => {
            let (left, right) = (shape(mapping, left, depth), shape(mapping, right, depth));
            match (operation, left, right) {
                (_, Shape::Other, _) | (_, _, Shape::Other) => Shape::Other,
                (Operation::Divide, Shape::Linear, Shape::Linear) => Shape::Ratio,
                (Operation::Multiply | Operation::Divide, one, Shape::Constant) => one,
                (Operation::Multiply, Shape::Constant, other) => other,
                (Operation::Multiply | Operation::Divide, ..) => Shape::Other,
                (_, one, other) if one == other => one,
                (_, Shape::Ratio, Shape::Constant) | (_, Shape::Constant, Shape::Ratio) => Shape::Ratio,
                (Operation::Add | Operation::Subtract, ..) => Shape::Other,
            }
        }
    }
}

fn shape_of_name(mapping: &Mapping, name: &str, depth: usize) -> Shape {
    let Some(settings) = mapping.indicators.iter().find(|settings| settings.name == name) else {
        return Shape::Other;
    };
    match (&settings.county, &settings.formula) {
        (Some(_), _) => Shape::Ratio,
        (None, Some(text)) => Expression::parse(text).map_or(Shape::Other, |inner| shape(mapping, &inner, depth + 1)),
        (None, None) => match way(mapping, settings) {
            Ok(Way::Sum) => Shape::Linear,
            Ok(Way::Least | Way::Most | Way::Formula(..)) => Shape::Ratio,
            Err(_) => Shape::Other,
        },
    }
}
