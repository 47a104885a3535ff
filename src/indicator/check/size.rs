//! Figures that differ as two units of one measure do: 元 typed in a column of 万元, against last year and the other rows.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::joined::name_of;
use super::super::locate::in_table;
use super::super::{Datum, Indicator, Quantity, Record, scale, stated};
use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::used::{UsedTable, User};
use super::{Ground, shown};
use crate::unit::{Dimension, Unit};

/// Before the names of what is compared with last year.
const LAST_YEAR: &str = "上年量级·";

/// A figure so many times as large as every other of its column is none of its unit, whatever its own could be.
const ABOVE_ALL: u32 = 1_000;
/// So many others must say how large the figures of a column are.
const OTHERS: usize = 3;

/// Every figure against last year's, single or of a row.
pub(super) fn against_last_year(ground: &Ground<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, value) in ground.values {
        match &value.datum {
            Datum::Rows(records) => findings.extend(rows_against_base(name, records, ground)),
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
                findings.extend(against_base(name, value, ground));
            }
        }
    }
    findings
}

/// The fields of rows; a field that differs so in many rows is told once.
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
    let told = by_field.into_iter().flat_map(|(field, findings)| {
        let several = findings.len();
        let mut told = findings.into_iter();
        let first = told.next().map(|first| match several > FEW {
            true => Finding {
                name: format!("{LAST_YEAR}{rows}.{field}"),
                found: format!("{}等{several}行", first.found),
                ..first
            },
            false => first,
        });
        first.into_iter().chain(told.take(if several > FEW { 0 } else { FEW }))
    });
    told.collect()
}

/// A value against its base, where they differ so, or somebody has said that they may.
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
    finding.holds = Some(other.is_none());
    finding.rule = other.unwrap_or_default();
    is_told(&finding, ground).then_some(finding)
}

/// Whether a finding is one that the checks speak of: there is nothing to say of the many figures that are as they were.
fn is_told(finding: &Finding, ground: &Ground<'_, '_>) -> bool {
    let accepts = &ground.mapping.judgement.accepts;
    finding.holds == Some(false) || accepts.iter().any(|accept| accept.check == finding.name)
}

/// The unit that the table states for a value, in which somebody typed it; the value's own where nothing is said.
fn stated_unit(value: &Indicator, quantity: &Quantity, ground: &Ground<'_, '_>) -> Unit {
    let spot = value.sources.first().and_then(|place| in_table(ground.books, place));
    let found = spot.and_then(|spot| stated::unit_at(&spot, &quantity.unit));
    found.map_or_else(|| quantity.unit.clone(), |found| found.unit)
}

/// Every figure of a column against the others that are used for the same.
pub(super) fn against_others(used: &UsedTable<'_, '_>, ground: &Ground<'_, '_>) -> Vec<Finding> {
    let level = ground.mapping.judgement.levels.size;
    let mut columns: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for ((row, column), user) in used.cells() {
        columns.entry((column, &user.name)).or_default().push(row);
    }
    columns.retain(|_, rows| rows.len() > OTHERS);
    let of_column = |((column, _), rows): ((usize, &str), Vec<usize>)| above_all(used, column, &rows, level);
    let findings = columns.into_iter().filter_map(of_column);
    findings.filter(|finding| is_told(finding, ground)).collect()
}

/// The largest figure of a column, where it is far above all others.
fn above_all(used: &UsedTable<'_, '_>, column: usize, rows: &[usize], level: Level) -> Option<Finding> {
    let user: &User = used.user(*rows.first()?, column)?;
    let first = rows
        .iter()
        .find_map(|row| Some(used.content(*row, column, None).number()?.1.clone()))?;
    let figure = |row: &usize| Some((used.content(*row, column, Some(&first)).number()?.0.abs(), *row));
    let mut figures: Vec<(Decimal, usize)> = rows
        .iter()
        .filter_map(figure)
        .filter(|(figure, _)| !figure.is_zero())
        .collect();
    figures.sort_unstable();
    let (largest, others) = figures.split_last()?;
    let (next, _) = others.last().filter(|_| others.len() >= OTHERS)?;
    let usual = others.get(others.len() / 2)?.0;
    let far = next
        .checked_mul(Decimal::from(ABOVE_ALL))
        .is_none_or(|times| times <= largest.0);
    let mut finding = Finding::new(
        CheckKind::Size,
        format!("各行量级·{}", used.named(largest.1, user)),
        level,
    );
    finding.found = shown(largest.0, &first);
    finding.expected = shown(*next, &first);
    finding.cells = [largest.1, others.last()?.1]
        .map(|row| used.place(row, column))
        .to_vec();
    finding.holds = Some(!far || first.dimension == Dimension::Ratio);
    finding.rule = scale::nearest_smaller(&first, largest.0.checked_div(usual)?);
    Some(finding)
}
