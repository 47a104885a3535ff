//! Tables against tables: the villages of joined ones, the figures that last year's report.

use super::super::aggregate::comparison;
use super::super::joined::Partners;
use super::super::rows::Fields;
use super::super::settings::{IndicatorSettings, JoinSettings, RowsSettings, Selector};
use super::compare::{counted, village_names};
use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::{Ground, shown};
use crate::diag::Sink;

/// The folder of `[folders]` that holds what was reported last year, as a pattern.
const LAST_YEAR: &str = "上年/";

/// Whether both tables of every join name the same villages.
pub(super) fn joins(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let rows = ground.mapping.rows.iter();
    rows.flat_map(|rows| rows.join.iter().filter_map(|join| joined(rows, join, ground)))
        .collect()
}

fn joined(rows: &RowsSettings, join: &JoinSettings, ground: &Ground<'_, '_>) -> Option<Finding> {
    let records = ground.records(&rows.name)?;
    // That the table is not there has been told where its fields are taken.
    let fields = Fields::of(&join.fields, join.column.as_deref(), ground.books.calendar);
    let partners = Partners::find(join, &fields, ground.books).ok()?;
    let own = village_names(records, join.on.as_deref());
    let without: Vec<_> = own
        .iter()
        .filter(|(name, _)| !partners.has(ground.books, name))
        .collect();
    // Rows that do not meet the conditions of `where` are no rows of this table, and their partners are not missed.
    let extra = match rows.conditions.is_empty() {
        true => partners.not_joined(ground.books, own.iter().map(|(name, _)| *name)),
        false => Vec::new(),
    };
    let missing = without.iter().map(|(name, _)| format!("关联的表缺{name}"));
    let missing: Vec<String> = missing
        .chain(extra.iter().map(|extra| format!("本表缺{}", extra.name)))
        .collect();
    let mut finding = Finding::new(CheckKind::Villages, format!("关联·{}", rows.name), join.level);
    finding.expected = counted(own.iter().map(|(name, _)| name.as_ref()));
    finding.found = if missing.is_empty() {
        counted(partners.names.iter().map(|named| named.name.as_str()))
    } else {
        missing.join("、")
    };
    finding.cells = without.iter().map(|(_, place)| (*place).clone()).collect();
    finding.cells.extend(extra.iter().map(|extra| extra.place.clone()));
    // Where the two tables begin: one of them lacks what the other has.
    finding.cells.extend(own.first().map(|(_, place)| (*place).clone()));
    finding
        .cells
        .extend(partners.names.first().map(|named| named.place.clone()));
    finding.holds = Some(missing.is_empty());
    Some(finding)
}

/// Every 上年 figure of this year's tables against the folder of last year.
pub(super) fn reported(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let Some(level) = ground.mapping.judgement.levels.last_year else {
        return Vec::new();
    };
    let indicators = ground.mapping.indicators.iter();
    indicators
        .filter_map(|settings| reported_one(settings, level, ground))
        .collect()
}

/// None for a base that is itself taken from last year's folder, or from nowhere.
fn reported_one(settings: &IndicatorSettings, level: Level, ground: &Ground<'_, '_>) -> Option<Finding> {
    let taken = settings.base.as_ref()?.workbook.as_deref().unwrap_or_default();
    let (_, quantity) = ground.quantity(&settings.name)?;
    let base = quantity.base.as_ref()?;
    if taken.starts_with(LAST_YEAR) || settings.formula.is_some() {
        return None;
    }
    let mut finding = Finding::new(CheckKind::LastYear, format!("上年·{}", settings.name), level);
    finding.found = shown(base.value, &quantity.unit);
    finding.cells.clone_from(&base.sources);
    let there = Selector {
        workbook: Some(LAST_YEAR.to_owned()),
        ..Selector::default()
    };
    // What last year's workbooks do not have leaves the check unjudged.
    let other = comparison(settings, &there, &quantity.unit, ground.books, &mut Sink::new());
    if let Ok(other) = other {
        finding.expected = shown(other.value, &quantity.unit);
        finding.cells.extend(other.sources);
        finding.holds = Some(base.value == other.value);
    }
    Some(finding)
}
