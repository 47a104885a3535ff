//! 增减 and 增减% recomputed from 本年 and 上年 (WB-10).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::used::{UsedTable, User};
use super::{counts_whole, shown, unit_of_last_digit};
use crate::tables::Table;
use crate::unit::{Dimension, Unit};

/// Labels of this year's figures, the most certain first.
pub(super) const CURRENT: &[&str] = &["本年累计", "本年", "本期", "今年", "本年实际", "本年数"];
/// Labels of last year's.
pub(super) const LAST: &[&str] = &["上年同期", "上年", "去年同期", "去年", "上年实际", "上年数", "上年累计"];
/// Labels of the difference.
const DIFFERENCE: &[&str] = &[
    "增减",
    "增减额",
    "增减量",
    "增减数",
    "比上年增减",
    "同比增减",
    "较上年增减",
];
/// Labels of the difference in percent, % and ± left out.
const PERCENT: &[&str] = &[
    "增减",
    "增减率",
    "增减幅度",
    "增幅",
    "增速",
    "增长",
    "增长率",
    "同比",
    "同比增长",
    "同比增减",
    "比上年",
    "比上年增减",
    "比上年增长",
    "较上年增减",
];

/// The columns of one comparison, by their indices.
struct Comparison {
    current: usize,
    last: usize,
    difference: Option<usize>,
    percent: Option<usize>,
}

/// The changes of every row with a used cell.
pub(super) fn changes(used: &UsedTable<'_, '_>, level: Level) -> Vec<Finding> {
    let mut findings = Vec::new();
    for comparison in comparisons(used.table) {
        let columns = [
            Some(comparison.current),
            Some(comparison.last),
            comparison.difference,
            comparison.percent,
        ];
        for row in used.rows() {
            let user = columns.iter().flatten().find_map(|column| used.user(row, *column));
            let Some(user) = user else { continue };
            for (column, percent) in [(comparison.difference, false), (comparison.percent, true)] {
                let Some(column) = column else { continue };
                findings.extend(change(used, &comparison, row, (column, percent), user, level));
            }
        }
    }
    findings
}

/// The comparisons of a table: columns under one header that are this year, last year and their change. Where two
/// columns could be meant, nothing is recomputed.
fn comparisons(table: &Table) -> Vec<Comparison> {
    let mut groups: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (index, column) in table.columns.iter().enumerate() {
        if let Some((_, above)) = column.path.split_last() {
            groups.entry(above).or_default().push(index);
        }
    }
    groups
        .values()
        .filter_map(|columns| comparison(table, columns))
        .collect()
}

fn comparison(table: &Table, columns: &[usize]) -> Option<Comparison> {
    let label = |column: usize| table.columns[column].path.last().map_or("", String::as_str);
    let only = |found: Vec<usize>| if let [one] = found[..] { Some(one) } else { None };
    let best = |words: &[&str]| {
        let of = |word: &&str| {
            only(
                columns
                    .iter()
                    .copied()
                    .filter(|column| label(*column) == *word)
                    .collect(),
            )
        };
        words.iter().find_map(of)
    };
    let is_percent = |column: usize| {
        let ratio = |unit: &Unit| unit.dimension == Dimension::Ratio;
        label(column).contains(['%', '％']) || table.columns[column].unit.as_ref().is_some_and(ratio)
    };
    let is_plain = |column: usize| DIFFERENCE.contains(&label(column)) && !is_percent(column);
    let percent_label = |column: usize| {
        let bare: String = label(column)
            .chars()
            .filter(|c| !matches!(c, '%' | '％' | '±' | '(' | ')'))
            .collect();
        PERCENT.contains(&bare.as_str()) && (is_percent(column) || !DIFFERENCE.contains(&bare.as_str()))
    };
    let found = Comparison {
        current: best(CURRENT)?,
        last: best(LAST)?,
        difference: only(columns.iter().copied().filter(|column| is_plain(*column)).collect()),
        percent: only(
            columns
                .iter()
                .copied()
                .filter(|column| percent_label(*column))
                .collect(),
        ),
    };
    (found.difference.is_some() || found.percent.is_some()).then_some(found)
}

/// One cell of change against its two figures; none where one of the three is no number.
fn change(
    used: &UsedTable<'_, '_>,
    comparison: &Comparison,
    row: usize,
    (column, percent): (usize, bool),
    user: &User,
    level: Level,
) -> Option<Finding> {
    let content = used.content(row, comparison.current, None);
    let (current, unit) = content.number()?;
    let last = used.content(row, comparison.last, Some(unit)).number()?.0;
    let ratio = unit.dimension == Dimension::Ratio;
    // The change of a rate is told in points or in percent of the rate: either way of telling it is right.
    if percent && (ratio || last <= Decimal::ZERO) {
        return None;
    }
    let percents = Unit::parse("%");
    let wanted = if percent { percents.as_ref() } else { Some(unit) };
    let content = used.content(row, column, wanted);
    let (told, told_unit) = content.number()?;
    let expected = recomputed(current, last, percent)?;
    let mark = if percent { "增减%" } else { "增减" };
    let mut finding = Finding::new(CheckKind::Change, format!("{mark}·{}", used.named(row, user)), level);
    finding.cells = [column, comparison.current, comparison.last]
        .map(|column| used.place(row, column))
        .to_vec();
    finding.found = shown(told, told_unit);
    let decimals = told.normalize().scale();
    finding.expected = shown(expected.round_dp(decimals.max(1)), told_unit);
    let tolerance = tolerance((current, last), decimals, percent, counts_whole(unit))?;
    finding.holds = Some(told.checked_sub(expected)?.abs() <= tolerance);
    Some(finding)
}

fn recomputed(current: Decimal, last: Decimal, percent: bool) -> Option<Decimal> {
    let difference = current.checked_sub(last)?;
    if percent {
        difference.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(last)
    } else {
        Some(difference)
    }
}

/// Half a unit of the told digit, and what the rounding of the two figures themselves can do to the result.
fn tolerance((current, last): (Decimal, Decimal), decimals: u32, percent: bool, counted: bool) -> Option<Decimal> {
    let own = unit_of_last_digit(decimals) / Decimal::TWO;
    let digits = current.normalize().scale().max(last.normalize().scale());
    let rounding = unit_of_last_digit(digits) / Decimal::TWO;
    let reach = if percent {
        let weight = Decimal::ONE.checked_add(current.checked_div(last)?.abs())?;
        rounding
            .checked_mul(weight)?
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(last.abs())?
    } else {
        rounding.checked_mul(Decimal::TWO)?
    };
    // The difference of whole things is exact.
    if digits == 0 && !percent && counted {
        return Some(Decimal::ZERO);
    }
    own.checked_add(reach)
}
