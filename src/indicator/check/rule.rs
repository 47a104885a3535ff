//! Declared rules: two formulas over indicators and how they compare.

use rust_decimal::Decimal;

use super::super::compute::{Computed, operands};
use super::super::formula::Expression;
use super::super::measured::Measured;
use super::super::settings::IndicatorSettings;
use super::super::{Datum, Indicator};
use super::finding::{CheckKind, Finding};
use super::settings::CheckSettings;
use super::{Ground, shown, unit_of_last_digit};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// How the two sides of a rule compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparator {
    Equal,
    AtMost,
    Below,
    AtLeast,
    Above,
}

/// The signs, the longer ones first.
const SIGNS: &[(&str, Comparator)] = &[
    ("<=", Comparator::AtMost),
    (">=", Comparator::AtLeast),
    ("==", Comparator::Equal),
    ("≤", Comparator::AtMost),
    ("≥", Comparator::AtLeast),
    ("<", Comparator::Below),
    (">", Comparator::Above),
    ("=", Comparator::Equal),
    ("＜", Comparator::Below),
    ("＞", Comparator::Above),
    ("＝", Comparator::Equal),
];

/// A rule taken apart.
pub(super) struct Rule<'r> {
    comparator: Comparator,
    sides: [(&'r str, Expression); 2],
}

impl<'r> Rule<'r> {
    /// Reads a rule; a side that is no formula is told as that formula's mistake.
    pub(super) fn parse(text: &'r str) -> Result<Self> {
        let none = || Diagnostic::new(Code::CheckRule);
        let (at, (sign, comparator)) = text
            .char_indices()
            .find_map(|(at, _)| {
                let rest = text.get(at..)?;
                SIGNS
                    .iter()
                    .find(|(sign, _)| rest.starts_with(sign))
                    .map(|sign| (at, *sign))
            })
            .ok_or_else(none)?;
        let left = text.get(..at).unwrap_or_default().trim();
        let right = text.get(at + sign.len()..).unwrap_or_default().trim();
        if right.contains(['=', '<', '>', '≤', '≥', '＜', '＞', '＝']) {
            return Err(none());
        }
        Ok(Self {
            comparator,
            sides: [(left, Expression::parse(left)?), (right, Expression::parse(right)?)],
        })
    }

    /// The indicators that it speaks of.
    pub(super) fn names(&self) -> Vec<&str> {
        self.sides
            .iter()
            .flat_map(|(_, side)| side.names())
            .map(|(name, _)| name)
            .collect()
    }
}

/// One rule for one township; none when it cannot be computed, which is then in the sink.
pub(super) fn judge(check: &CheckSettings, text: &str, ground: &Ground<'_, '_>, sink: &mut Sink) -> Option<Finding> {
    let rule = Rule::parse(text).ok()?;
    let mut finding = Finding::new(CheckKind::Rule, check.name.clone(), check.level);
    finding.rule = text.trim().to_owned();
    let names = rule.names();
    if let Some(unknown) = names.iter().find(|name| !ground.knows(name)) {
        sink.push(ground.unknown(&check.name, unknown));
        return None;
    }
    let has_number = |name: &&str| matches!(ground.values.get(*name).map(|one| &one.datum), Some(Datum::Number(_)));
    if !names.iter().all(has_number) {
        // What is missing, or in error, has been told.
        return Some(finding);
    }
    let settings = IndicatorSettings {
        name: check.name.clone(),
        ..IndicatorSettings::default()
    };
    let side = |index: usize| {
        let (text, expression) = &rule.sides[index];
        let computed = Computed::new(&settings, text, expression.clone());
        let (measured, places) = operands(&computed, ground.values)?;
        Ok::<_, Box<Diagnostic>>((computed, measured, places))
    };
    let declared = |problem: Box<Diagnostic>| problem.with("declared", format!("check/{}", check.name));
    let sides = side(0).and_then(|left| Ok((left, side(1)?)));
    let ((computed, left, left_places), (_, right, right_places)) = sink.keep(sides.map_err(declared))?;
    let right = computed.in_unit_of(&left, &right, ground.values);
    let right = sink.keep(right.map_err(declared))?;
    finding.cells = merged(left_places, right_places);
    compare(&mut finding, check, &rule, (&left, right), ground);
    Some(finding)
}

fn compare(
    finding: &mut Finding,
    check: &CheckSettings,
    rule: &Rule<'_>,
    (left, right): (&Measured, Decimal),
    ground: &Ground<'_, '_>,
) {
    let unit = left.unit.clone().unwrap_or_else(Unit::unitless);
    let decimals = match &rule.sides[0].1 {
        Expression::Name(name) => ground.values.get(name.as_str()).and_then(printed_decimals),
        Expression::Number(_) | Expression::Last(_) | Expression::Negative(_) | Expression::Binary { .. } => None,
    };
    let decimals = decimals.unwrap_or_else(|| left.value.normalize().scale());
    finding.found = shown(left.value, &unit);
    finding.expected = shown(right.round_dp(decimals + 2), &unit);
    let half = unit_of_last_digit(decimals) / Decimal::TWO;
    let tolerance = check.tolerance.map(|tolerance| tolerance.0);
    let Some(difference) = left.value.checked_sub(right) else {
        return;
    };
    let slack = tolerance.unwrap_or(Decimal::ZERO);
    finding.holds = Some(match rule.comparator {
        Comparator::Equal => difference.abs() <= tolerance.unwrap_or(half),
        Comparator::AtMost => difference <= slack,
        Comparator::Below => difference < slack,
        Comparator::AtLeast => difference >= -slack,
        Comparator::Above => difference > -slack,
    });
}

fn printed_decimals(indicator: &Indicator) -> Option<u32> {
    match &indicator.datum {
        Datum::Number(quantity) => quantity.decimals,
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

fn merged(mut places: Vec<CellPlace>, more: Vec<CellPlace>) -> Vec<CellPlace> {
    for place in more {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
