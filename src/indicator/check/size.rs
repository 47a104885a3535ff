//! Figures that differ as two units of one measure do: 元 typed in a column of 万元, against last year and the other rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::figure::{self, Expected, Figure};
use super::super::joined::name_of;
use super::super::locate::in_table;
use super::super::settings::{Aggregate, IndicatorSettings};
use super::super::{Datum, Indicator, Kind, Quantity, Record, scale, stated};
use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::used::{UsedTable, User};
use super::{Ground, shown, tell_apart};
use crate::diag::Sink;
use crate::place::{CellPlace, SheetPlace};
use crate::tables::{ColumnRole, Table};
use crate::unit::{Dimension, Unit};

/// Before the names of what is compared with last year.
const LAST_YEAR: &str = "上年量级·";

/// Before the names of what is compared with the other rows, and with the other sheets.
const OTHER_ROWS: &str = "各行量级·";
const OTHER_SHEETS: &str = "各表量级·";

/// A figure so many times as large as every other of its column is none of its unit, whatever its own could be.
const ABOVE_ALL: u32 = 1_000;
/// So many others must say how large the figures of a column are.
const OTHERS: usize = 3;

/// Every figure against last year's, and that of a row against those of the other rows.
pub(super) fn against_last_year(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, value) in ground.values {
        match &value.datum {
            Datum::Rows(records) => {
                findings.extend(rows_against_base(name, records, ground));
                let others = rows_against_others(name, records, ground);
                findings.extend(
                    others
                        .into_iter()
                        .filter(|one| !is_told_of_a_sum(one, records.len(), ground)),
                );
            }
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
                findings.extend(against_base(name, value, ground));
            }
        }
    }
    certain_together(&mut findings, ground);
    findings
}

/// Where several figures of one sheet differ from last year's by the same units, that is no chance, however small they are.
fn certain_together(findings: &mut [Finding], ground: &Ground<'_, '_>) {
    /// So many figures and their last years.
    const SEVERAL: usize = 3;
    let mut alike: BTreeMap<(Arc<SheetPlace>, String), usize> = BTreeMap::new();
    let far = scale::far();
    let failed =
        |finding: &&Finding| finding.holds == Some(false) && finding.name.starts_with(LAST_YEAR) && finding.rule != far;
    let key = |finding: &Finding| Some((Arc::clone(&finding.cells.first()?.tab), finding.rule.clone()));
    for finding in findings.iter().filter(failed) {
        if let Some(key) = key(finding) {
            *alike.entry(key).or_default() += finding.cells.len().div_ceil(2);
        }
    }
    for finding in findings.iter_mut().filter(|finding| failed(&&**finding)) {
        if key(finding).is_some_and(|key| alike[&key] >= SEVERAL) {
            finding.level = ground.mapping.judgement.levels.size;
        }
    }
}

/// A level that stops no report.
const fn at_most_warning(level: Level) -> Level {
    match level {
        Level::Error | Level::Warning => Level::Warning,
        Level::Note => Level::Note,
    }
}

/// The fields of rows; a field that differs so in many rows is told once, unless somebody has said of one that it may. An
/// acceptance of them all speaks of the first value, how many there are, and the digest of all.
fn rows_against_base(rows: &str, records: &[Record], ground: &Ground<'_, '_>) -> Vec<Finding> {
    /// So many rows of a column may be wrong one by one.
    const FEW: usize = 2;
    let mut by_field: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
    for record in records {
        for field in &record.fields {
            let row = name_of(record, None).map_or_else(String::new, |(row, _)| format!("·{row}"));
            let finding = against_base(&format!("{rows}.{}{row}", field.name), field, ground);
            by_field.entry(&field.name).or_default().extend(finding);
        }
    }
    let told = |(field, mut findings): (&str, Vec<Finding>)| {
        tell_apart(&mut findings);
        let is_spoken_of = |finding: &Finding| ground.accepts(&finding.name);
        let failed: Vec<Finding> = findings
            .iter()
            .filter(|one| one.holds == Some(false))
            .cloned()
            .collect();
        if failed.len() <= FEW || findings.iter().any(is_spoken_of) {
            return findings;
        }
        vec![Finding {
            name: format!("{LAST_YEAR}{rows}.{field}"),
            found: all_of(&failed, |finding| &finding.found),
            expected: all_of(&failed, |finding| &finding.expected),
            cells: failed.iter().flat_map(|finding| finding.cells.clone()).collect(),
            ..failed[0].clone()
        }]
    };
    by_field.into_iter().flat_map(told).collect()
}

/// The values of several findings as one that changes with each of them and its row: 30000万元…×3 #1f3a5c7e. In no language.
fn all_of(findings: &[Finding], value: impl Fn(&Finding) -> &str) -> String {
    /// So many hexadecimal digits of the digest a person copies.
    const DIGITS: usize = 8;
    let mut digest = blake3::Hasher::new();
    for finding in findings {
        digest.update(format!("{}\n{}\n", finding.name, value(finding)).as_bytes());
    }
    let digest = digest.finalize().to_hex();
    let first = findings.first().map_or("", &value);
    format!("{first}…×{} #{}", findings.len(), &digest[..DIGITS])
}

/// A value against its base, where it has one.
fn against_base(name: &str, value: &Indicator, ground: &Ground<'_, '_>) -> Option<Finding> {
    let Datum::Number(quantity) = &value.datum else {
        return None;
    };
    let base = quantity.base.as_ref()?;
    let unit = stated_unit(value, quantity, ground);
    let other = scale::suspected(&unit, quantity.value, base.value);
    let mut finding = Finding::new(
        CheckKind::Size,
        format!("{LAST_YEAR}{name}"),
        ground.mapping.judgement.levels.size,
    );
    finding.found = shown(quantity.value, &quantity.unit);
    finding.expected = shown(base.value, &quantity.unit);
    finding.cells = value
        .sources
        .iter()
        .take(1)
        .chain(base.sources.first())
        .cloned()
        .collect();
    let typed = |value| quantity.unit.convert(value, &unit).unwrap_or(value);
    let is_certain = scale::is_certain(&unit, typed(quantity.value), typed(base.value));
    // From a small beginning any growth is possible that no two units explain.
    let other = other.filter(|other| is_certain || *other != scale::far());
    finding.holds = Some(other.is_none());
    finding.rule = other.unwrap_or_default();
    if !is_certain {
        finding.level = at_most_warning(finding.level);
    }
    Some(finding)
}

/// Whether a finding is one that the checks speak of: there is nothing to say of the many figures that are as they were.
pub(super) fn is_told(finding: &Finding, ground: &Ground<'_, '_>) -> bool {
    finding.kind != CheckKind::Size || finding.holds == Some(false) || ground.accepts(&finding.name)
}

/// The unit that the table states for a value, in which somebody typed it; the value's own where nothing is said.
fn stated_unit(value: &Indicator, quantity: &Quantity, ground: &Ground<'_, '_>) -> Unit {
    let spot = value.sources.first().and_then(|place| in_table(ground.books, place));
    let found = spot.and_then(|spot| stated::unit_at(&spot, &quantity.unit));
    found.map_or_else(|| quantity.unit.clone(), |found| found.unit)
}

/// Every figure of a column that makes one value with the others, against those.
pub(super) fn against_others(used: &UsedTable<'_, '_>, ground: &Ground<'_, '_>) -> Vec<Finding> {
    let mut columns: BTreeMap<(usize, &str), Vec<(usize, &User)>> = BTreeMap::new();
    for ((row, column), user) in used.cells().filter(|(_, user)| !user.of_rows) {
        columns.entry((column, &user.name)).or_default().push((row, user));
    }
    columns.retain(|_, rows| rows.len() > OTHERS);
    let of_column = |((column, name), rows): ((usize, &str), Vec<(usize, &User)>)| {
        let number = |row: usize, unit: Option<&Unit>| {
            let content = used.content(row, column, unit);
            content.number().map(|(value, unit)| (value, unit.clone()))
        };
        let unit = rows.iter().find_map(|(row, _)| Some(number(*row, None)?.1))?;
        let entry = |(row, _): &(usize, &User)| Some((number(*row, Some(&unit))?.0, used.place(*row, column)));
        let check = format!("{OTHER_ROWS}{name}");
        above_all(check, &unit, rows.iter().filter_map(entry).collect(), ground)
    };
    columns.into_iter().filter_map(of_column).collect()
}

/// The same of the figures on several sheets that make one value.
pub(super) fn across_sheets(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let summed = ground.mapping.indicators.iter().filter(|settings| {
        let counts = matches!(settings.aggregate, None | Some(Aggregate::Count | Aggregate::Weighted));
        settings.sheet.is_some() && !counts
    });
    let of_one = |settings: &IndicatorSettings| {
        let (value, quantity) = ground.quantity(&settings.name)?;
        let tab = &value.sources.first()?.tab;
        if value.sources.iter().all(|place| place.tab == *tab) {
            return None;
        }
        let entry = |place: &CellPlace| {
            let expected = Expected {
                name: "",
                unit: Some(&quantity.unit),
                kind: Kind::Flow,
                percents: false,
            };
            match figure::read(&in_table(ground.books, place)?, expected, &mut Sink::new()) {
                Ok(Figure::Number(value, ..)) => Some((value, place.clone())),
                Ok(Figure::Missing(_)) | Err(_) => None,
            }
        };
        let entries = value.sources.iter().filter_map(entry).collect();
        let check = format!("{OTHER_SHEETS}{}", settings.name);
        above_all(check, &quantity.unit, entries, ground)
    };
    summed.filter_map(of_one).collect()
}

/// The same of each field of rows, from whichever sheets they are.
fn rows_against_others(rows: &str, records: &[Record], ground: &Ground<'_, '_>) -> Vec<Finding> {
    let mut fields: BTreeMap<&str, (Unit, Vec<Entry>)> = BTreeMap::new();
    for field in records.iter().flat_map(|record| &record.fields) {
        let (Datum::Number(quantity), Some(place)) = (&field.datum, field.sources.first()) else {
            continue;
        };
        let (unit, entries) = fields
            .entry(&field.name)
            .or_insert_with(|| (quantity.unit.clone(), Vec::new()));
        if *unit == quantity.unit {
            entries.push((quantity.value, place.clone()));
        }
    }
    let of_field = |(field, (unit, entries)): (&str, (Unit, Vec<Entry>))| {
        above_all(format!("{OTHER_ROWS}{rows}.{field}"), &unit, entries, ground)
    };
    fields.into_iter().filter_map(of_field).collect()
}

/// Whether the same cell is told of as part of a sum over the same rows.
fn is_told_of_a_sum(finding: &Finding, rows: usize, ground: &Ground<'_, '_>) -> bool {
    let sums = ground
        .values
        .values()
        .filter(|value| matches!(value.datum, Datum::Number(_)));
    let mut sums = sums.filter(|value| value.sources.len() >= rows);
    let of_both = |value: &Indicator| finding.cells.iter().all(|cell| value.sources.contains(cell));
    !ground.accepts(&finding.name) && sums.any(of_both)
}

/// Whether two cells of one table are of different indicators, as a table with a column of units has them: 行政村 12 个,
/// 市场主体 15200 个.
fn are_different_things(one: &CellPlace, other: &CellPlace, ground: &Ground<'_, '_>) -> bool {
    let table = |place| in_table(ground.books, place).and_then(|spot| spot.table);
    let has_units = |table: &Table| table.columns.iter().any(|column| column.role == ColumnRole::Unit);
    one.tab == other.tab && table(one).is_some_and(has_units)
}

/// A figure and its cell.
type Entry = (Decimal, CellPlace);

/// The largest of some figures of one measure, where it is far above all others.
fn above_all(check: String, unit: &Unit, mut entries: Vec<Entry>, ground: &Ground<'_, '_>) -> Option<Finding> {
    entries.retain(|(figure, _)| !figure.is_zero());
    if unit.dimension == Dimension::Ratio || entries.len() <= OTHERS {
        return None;
    }
    entries.sort_by_key(|(figure, _)| figure.abs());
    let (largest, others) = entries.split_last()?;
    let (next, usual) = (others.last()?, others.get(others.len() / 2)?);
    let far = next.0.abs().checked_mul(Decimal::from(ABOVE_ALL));
    let far = far.is_none_or(|times| times <= largest.0.abs());
    let mut finding = Finding::new(CheckKind::Size, check, ground.mapping.judgement.levels.size);
    finding.found = shown(largest.0, unit);
    finding.expected = shown(next.0, unit);
    finding.cells = vec![largest.1.clone(), next.1.clone()];
    let smaller = scale::nearest_smaller(unit, largest.0.checked_div(usual.0)?.abs());
    let is_told_of = far && smaller.is_some() && !are_different_things(&largest.1, &next.1, ground);
    finding.holds = Some(!is_told_of);
    finding.rule = smaller.unwrap_or_default();
    // One village may have the only factory.
    finding.level = at_most_warning(finding.level);
    Some(finding)
}
