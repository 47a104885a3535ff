//! Single figures: their range, their change, the same figure elsewhere; and the villages that must report.

use rust_decimal::Decimal;

use super::super::aggregate::comparison;
use super::super::joined::name_of;
use super::super::settings::{IndicatorSettings, Selector};
use super::super::township;
use super::super::{Datum, Indicator, Quantity, Record};
use super::finding::{CheckKind, Finding};
use super::settings::{CheckSettings, Exact};
use super::{Ground, shown};
use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::place::CellPlace;

impl Ground<'_, '_> {
    /// Whether the name exists, with a value or without.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.mapping.names().any(|known| known == name)
    }

    /// The problem of a name that does not exist.
    pub(super) fn unknown(&self, check: &str, found: &str) -> Box<Diagnostic> {
        let known = self.values.keys().map(|name| &**name);
        Diagnostic::new(Code::CheckIndicator)
            .with("check", check)
            .with("declared", format!("check/{check}"))
            .with("found", found)
            .with("nearest", nearest(found, known))
    }

    pub(super) fn quantity(&self, name: &str) -> Option<(&Indicator, &Quantity)> {
        let indicator = self.values.get(name)?;
        match &indicator.datum {
            Datum::Number(quantity) => Some((indicator, quantity)),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        }
    }

    fn settings(&self, name: &str) -> Option<&IndicatorSettings> {
        self.mapping.indicators.iter().find(|settings| settings.name == name)
    }

    pub(super) fn records(&self, rows: &str) -> Option<&[Record]> {
        match &self.values.get(rows)?.datum {
            Datum::Rows(records) => Some(records),
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => None,
        }
    }
}

/// `min` and `max` of the indicators.
pub(super) fn ranges(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let bounded = |settings: &&IndicatorSettings| settings.min.is_some() || settings.max.is_some();
    let indicators = ground.mapping.indicators.iter().filter(bounded);
    indicators.map(|settings| range(settings, ground)).collect()
}

fn range(settings: &IndicatorSettings, ground: &Ground<'_, '_>) -> Finding {
    let level = ground.mapping.judgement.levels.range;
    let mut finding = Finding::new(CheckKind::Range, format!("范围·{}", settings.name), level);
    if let Some((indicator, quantity)) = ground.quantity(&settings.name) {
        let (min, max) = (settings.min.map(|min| min.0), settings.max.map(|max| max.0));
        let bound = |bound: Option<Decimal>| bound.map_or_else(String::new, |bound| shown(bound, &quantity.unit));
        finding.cells = indicator.sources.clone();
        finding.found = shown(quantity.value, &quantity.unit);
        finding.expected = format!("{}～{}", bound(min), bound(max));
        let above = min.is_none_or(|min| quantity.value >= min);
        let below = max.is_none_or(|max| quantity.value <= max);
        finding.holds = Some(above && below);
    }
    finding
}

/// The change against last year, in percent.
pub(super) fn growth(
    check: &CheckSettings,
    indicator: &str,
    (least, most): (Exact, Exact),
    ground: &Ground<'_, '_>,
) -> Finding {
    let mut finding = Finding::new(CheckKind::Growth, check.name.clone(), check.level);
    finding.expected = format!("{}%～{}%", least.0.normalize(), most.0.normalize());
    let Some((indicator, quantity)) = ground.quantity(indicator) else {
        return finding;
    };
    let Some(base) = quantity.base.as_ref().filter(|base| base.value > Decimal::ZERO) else {
        return finding;
    };
    let change = quantity.value.checked_sub(base.value);
    let change = change.and_then(|change| change.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base.value));
    if let Some(change) = change {
        let unit = &quantity.unit;
        finding.found = format!(
            "{}%（{}→{}）",
            change.round_dp(1).normalize(),
            shown(base.value, unit),
            shown(quantity.value, unit)
        );
        finding.cells = indicator.sources.iter().chain(&base.sources).cloned().collect();
        finding.holds = Some(least.0 <= change && change <= most.0);
    }
    finding
}

/// Last year's figure as this year's tables give it, against the one that last year's own table reports.
pub(super) fn last_year(
    check: &CheckSettings,
    name: &str,
    selector: &Selector,
    ground: &Ground<'_, '_>,
    sink: &mut Sink,
) -> Option<Finding> {
    let finding = Finding::new(CheckKind::LastYear, check.name.clone(), check.level);
    let Some((_, quantity)) = ground.quantity(name) else {
        return Some(finding);
    };
    let Some(base) = &quantity.base else {
        return Some(finding);
    };
    elsewhere(
        finding,
        (name, quantity),
        (base.value, &base.sources),
        selector,
        ground,
        sink,
    )
}

/// The figure against another place that reports it.
pub(super) fn same_as(
    check: &CheckSettings,
    name: &str,
    selector: &Selector,
    ground: &Ground<'_, '_>,
    sink: &mut Sink,
) -> Option<Finding> {
    let finding = Finding::new(CheckKind::Twice, check.name.clone(), check.level);
    let Some((indicator, quantity)) = ground.quantity(name) else {
        return Some(finding);
    };
    let own = (quantity.value, indicator.sources.as_slice());
    elsewhere(finding, (name, quantity), own, selector, ground, sink)
}

/// Compares a value with the one at another place; one that is not there is told, and nothing is judged.
fn elsewhere(
    mut finding: Finding,
    (name, quantity): (&str, &Quantity),
    (value, cells): (Decimal, &[CellPlace]),
    selector: &Selector,
    ground: &Ground<'_, '_>,
    sink: &mut Sink,
) -> Option<Finding> {
    let settings = ground.settings(name)?;
    finding.found = shown(value, &quantity.unit);
    finding.cells = cells.to_vec();
    if let Ok(other) = comparison(settings, selector, &quantity.unit, ground.books, sink) {
        finding.expected = shown(other.value, &quantity.unit);
        finding.cells.extend(other.sources);
        finding.holds = Some(value == other.value);
    }
    Some(finding)
}

/// Whether every village that must report has a row.
pub(super) fn villages(check: &CheckSettings, rows: &str, ground: &Ground<'_, '_>) -> Option<Finding> {
    let mut finding = Finding::new(CheckKind::Villages, check.name.clone(), check.level);
    let Some(records) = ground.records(rows) else {
        return Some(finding);
    };
    let present = village_names(records, check.field.as_deref());
    let mut wanted: Vec<(&str, Option<&CellPlace>)> =
        check.villages.iter().map(|village| (village.as_str(), None)).collect();
    if let Some(other) = &check.villages_of {
        let Some(records) = ground.records(other) else {
            return Some(finding);
        };
        let names = village_names(records, check.field.as_deref());
        wanted.extend(names.into_iter().map(|(name, place)| (name, Some(place))));
    }
    let labels = &ground.books.labels;
    let is_there = |village: &str| present.iter().any(|(name, _)| labels.same(name, village));
    let missing: Vec<&(&str, Option<&CellPlace>)> = wanted.iter().filter(|(village, _)| !is_there(village)).collect();
    let names: Vec<&str> = missing.iter().map(|(village, _)| *village).collect();
    finding.expected = counted(wanted.iter().map(|(village, _)| *village));
    finding.found = if names.is_empty() {
        counted(present.iter().map(|(name, _)| *name))
    } else {
        format!("缺{}", names.join("、"))
    };
    // Where the missing ones stand, and where the table without them begins.
    finding.cells = missing.iter().filter_map(|(_, place)| place.cloned()).collect();
    finding.cells.extend(present.first().map(|(_, place)| (*place).clone()));
    finding.holds = Some(missing.is_empty());
    Some(finding)
}

/// How many places there are, with the word for them: the rows of a county's table are townships.
pub(super) fn counted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let (townships, all) = names.fold((0, 0), |(townships, all), name| {
        (townships + usize::from(township::is_one(name)), all + 1)
    });
    let word = if all > 0 && townships == all { "乡镇" } else { "村" };
    format!("{all}个{word}")
}

/// The names in a field of rows, the first text field when none is named, each with its cell.
pub(super) fn village_names<'r>(records: &'r [Record], field: Option<&str>) -> Vec<(&'r str, &'r CellPlace)> {
    records.iter().filter_map(|record| name_of(record, field)).collect()
}
