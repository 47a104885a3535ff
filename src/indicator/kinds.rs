//! What may be computed of which kind of number: rates are not summed, stocks not over months, surveys not at all.

use std::collections::BTreeMap;

use super::Kind;
use super::locate::header;
use super::select::Chosen;
use super::settings::{Aggregate, IndicatorSettings, ValueType};
use crate::diag::{Code, Diagnostic, Result};
use crate::tables::Column;
use crate::unit::Dimension;

/// The ends of labels whose numbers are shares or places.
const RATES: [&str; 10] = ["率", "%", "±%", "比重", "占比", "增速", "增幅", "指数", "位次", "排名"];

/// What the declaration itself forbids.
pub(super) fn declared(settings: &IndicatorSettings) -> Option<Box<Diagnostic>> {
    let code = match (settings.kind, settings.aggregate) {
        (Kind::Survey, Some(aggregate)) if computes(aggregate) => Code::KindSurvey,
        (Kind::Survey, None) if settings.formula.is_some() => Code::KindSurvey,
        (Kind::Rate | Kind::Index | Kind::Rank, Some(Aggregate::Sum | Aggregate::Mean)) => Code::KindRate,
        (kind, aggregate) if settings.none_is_zero && !may_be_zero(kind, aggregate, settings) => Code::IndicatorNone,
        _ => return None,
    };
    Some(Diagnostic::new(code))
}

/// Whether — can be 0 of it: a rate of nothing is none, and where rows are counted no number is read.
fn may_be_zero(kind: Kind, aggregate: Option<Aggregate>, settings: &IndicatorSettings) -> bool {
    let read = aggregate != Some(Aggregate::Count) && settings.formula.is_none();
    let parts = settings.numerator.is_some();
    read && settings.value_type == ValueType::Number
        && (parts || matches!(kind, Kind::Flow | Kind::Stock | Kind::Count))
}

const fn computes(aggregate: Aggregate) -> bool {
    match aggregate {
        Aggregate::Sum | Aggregate::Mean | Aggregate::Weighted => true,
        Aggregate::Count | Aggregate::Min | Aggregate::Max => false,
    }
}

/// What the column that was found forbids, whatever the declaration calls it.
pub(super) fn may_be_combined(
    settings: &IndicatorSettings,
    aggregate: Aggregate,
    rows: &[Chosen<'_, '_, '_>],
) -> Result<()> {
    if settings.value_type != ValueType::Number {
        return Ok(());
    }
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Mean);
    let of_rates = |row: &&Chosen<'_, '_, '_>| is_rate(&row.selection.table.columns[row.selection.columns[0]]);
    // A count may have no column at all.
    if let Some(row) = rows.iter().filter(|_| adds).find(of_rates) {
        let at = header(row.selection.table, row.selection.columns[0]);
        return Err(Diagnostic::new(Code::KindRate).at_cell(&row.selection.leaf.place(at)));
    }
    if settings.kind == Kind::Stock && aggregate == Aggregate::Sum {
        let months = rows.iter().filter_map(|row| Some((month(row)?, row)));
        let months: BTreeMap<&str, &Chosen<'_, '_, '_>> = months.collect();
        let mut places = months.values().map(|row| row.spot(0).place());
        if let (Some(one), Some(other)) = (places.next(), places.next()) {
            return Err(Diagnostic::new(Code::KindStock).at_cell(&one).at_cell(&other));
        }
    }
    Ok(())
}

/// The month that a row, or the sheet on which it stands, is of.
fn month<'c>(row: &'c Chosen<'_, '_, '_>) -> Option<&'c str> {
    let names = [&*row.row().label, &row.selection.leaf.sheet.name];
    names.into_iter().find(|name| is_month(name))
}

/// Whether a column says by its unit or its label that it holds shares.
fn is_rate(column: &Column) -> bool {
    let ratio = column
        .unit
        .as_ref()
        .is_some_and(|unit| unit.dimension == Dimension::Ratio);
    let named = |label: &String| RATES.iter().any(|end| label.ends_with(end));
    ratio || column.path.last().is_some_and(named)
}

/// `1月`, `2023年12月`, `十二月`, `3月份`.
fn is_month(label: &str) -> bool {
    const NAMES: [&str; 12] = [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
    ];
    let label = label.trim().rsplit('年').next().unwrap_or_default();
    let Some(month) = label.strip_suffix('份').unwrap_or(label).strip_suffix('月') else {
        return false;
    };
    let number = month.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
    number || NAMES.contains(&month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_told_from_periods() {
        for month in ["1月", "12月份", "2023年3月", "十二月"] {
            assert!(is_month(month), "{month}");
        }
        for other in ["1—11月", "累计", "13月", "月", "鼎新村"] {
            assert!(!is_month(other), "{other}");
        }
    }
}
