//! 合计 against the sum of its rows (R-05, WB-08), 其中 against the whole that it is a part of (R-07, WB-09).

use rust_decimal::Decimal;

use super::super::content::HIDDEN;
use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::used::{Content, UsedTable, User};
use super::{counts_whole, shown, unit_of_last_digit};
use crate::place::CellPlace;
use crate::tables::{ColumnRole, RowKind, Table};
use crate::unit::{Dimension, Unit};

/// Words of a column whose numbers are not summed.
const NOT_SUMMED: &[&str] = &[
    "率", "%", "％", "均", "单产", "单价", "比重", "占比", "指数", "位次", "排名", "增速", "增幅", "±",
];

/// A row of a table, or of another half of the list that it is.
type Part<'u, 'b, 'a> = (&'u UsedTable<'b, 'a>, usize);

/// The sums of every used column of a table, which is one of `all`.
pub(super) fn sums<'b, 'a>(used: &UsedTable<'b, 'a>, all: &[UsedTable<'b, 'a>], level: Level) -> Vec<Finding> {
    // Where each row is an indicator, the rows are not the parts of one sum.
    if used.table.columns.iter().any(|column| column.role == ColumnRole::Unit) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let unused = used.unused_halves(all);
    let halves: Vec<&UsedTable<'_, '_>> = all
        .iter()
        .filter(|other| other.is_half_of(used))
        .chain(&unused)
        .collect();
    let groups = with_halves(used, &halves, groups(used.table));
    for (column, user) in used
        .columns()
        .into_iter()
        .filter(|(column, user)| is_summed(used.table, *column, user))
    {
        let find = || {
            let groups = groups.iter();
            groups
                .filter_map(|(total, rows)| sum(used, column, user, (*total, rows), level))
                .collect()
        };
        // A table of the whole county would be added up for every township of it.
        let found: Vec<Finding> = match used.users_of(column) {
            Some(names) if !used.leaf.folder.is_empty() => {
                let key = (used.table.header_rows.0, used.table.columns[column].column, names);
                used.leaf.judged.get_or(key, find)
            }
            _ => find(),
        };
        findings.extend(found);
    }
    findings
}

pub(super) fn is_summed(table: &Table, column: usize, user: &User) -> bool {
    let column = &table.columns[column];
    let ratio = |unit: &Unit| unit.dimension == Dimension::Ratio;
    let named = |label: &String| NOT_SUMMED.iter().any(|word| label.contains(word));
    user.additive && !column.unit.as_ref().is_some_and(ratio) && !column.path.last().is_some_and(named)
}

/// The groups of a table's rows. The only total of a list in halves is that of all of them.
fn with_halves<'u, 'b, 'a>(
    used: &'u UsedTable<'b, 'a>,
    halves: &[&'u UsedTable<'b, 'a>],
    groups: Vec<(usize, Vec<usize>)>,
) -> Vec<(usize, Vec<Part<'u, 'b, 'a>>)> {
    let has_total = |half: &&UsedTable<'_, '_>| half.table.rows.iter().any(|row| row.kind == RowKind::Total);
    let of_all = groups.len() == 1 && !halves.iter().any(has_total);
    let others = || {
        let halves = halves.iter().filter(|_| of_all);
        halves.flat_map(|half| half.table.data_rows().map(|(row, _)| (*half, row)))
    };
    let with = |rows: Vec<usize>| rows.into_iter().map(|row| (used, row)).chain(others()).collect();
    groups.into_iter().map(|(total, rows)| (total, with(rows))).collect()
}

/// The totals of a table, each with the rows that it is the sum of; none where that is not certain.
fn groups(table: &Table) -> Vec<(usize, Vec<usize>)> {
    // A list of households has many rows and no totals.
    if table.rows.iter().all(|row| row.kind != RowKind::Total) {
        return Vec::new();
    }
    let is_sub = |index: &usize| table.rows[*index].label.ends_with("小计");
    let rows: Vec<usize> = (0..table.rows.len())
        .filter(|index| matches!(table.rows[*index].kind, RowKind::Data | RowKind::Total))
        .collect();
    let is_total = |index: &usize| table.rows[*index].kind == RowKind::Total;
    let data: Vec<usize> = rows.iter().copied().filter(|index| !is_total(index)).collect();
    if data.is_empty() {
        return Vec::new();
    }
    let grand: Vec<usize> = rows
        .iter()
        .copied()
        .filter(|index| is_total(index) && !is_sub(index))
        .collect();
    let ends = [rows.first(), rows.last()];
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    // A total in the middle may be that of what stands above it, or of what stands below.
    if grand.iter().all(|total| ends.contains(&Some(total))) {
        groups.extend(grand.iter().map(|total| (*total, data.clone())));
    }
    let inner: Vec<usize> = rows.iter().copied().filter(|index| !grand.contains(index)).collect();
    groups.extend(subtotals(&inner, &is_sub));
    groups
}

/// 小计 above their rows when the first row is one, else below them.
fn subtotals(rows: &[usize], is_sub: &dyn Fn(&usize) -> bool) -> Vec<(usize, Vec<usize>)> {
    let leading = rows.first().is_some_and(is_sub);
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut waiting = Vec::new();
    for row in rows {
        if is_sub(row) {
            let rows = if leading {
                Vec::new()
            } else {
                std::mem::take(&mut waiting)
            };
            groups.push((*row, rows));
        } else if leading {
            groups
                .iter_mut()
                .next_back()
                .into_iter()
                .for_each(|(_, rows)| rows.push(*row));
        } else {
            waiting.push(*row);
        }
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

/// One total against its rows; none when the total itself is no number.
fn sum(
    used: &UsedTable<'_, '_>,
    column: usize,
    user: &User,
    (total, rows): (usize, &[Part<'_, '_, '_>]),
    level: Level,
) -> Option<Finding> {
    let content = used.content(total, column, None);
    let (value, unit) = content.number()?;
    let parts: Vec<Content> = rows
        .iter()
        .map(|(of, row)| of.content(*row, column, Some(unit)))
        .collect();
    // The indicator that takes the total itself names the check, else who uses the rows.
    let user = used.user(total, column).unwrap_or(user);
    let mut finding = Finding::new(CheckKind::Sum, name(used.table, total, user), level);
    finding.found = shown(value, unit);
    let ends = [Some((used, total)), rows.first().copied(), rows.last().copied()]
        .into_iter()
        .flatten();
    finding.cells = ends.map(|(of, row)| of.place(row, column)).collect();
    finding.cells.dedup();
    if parts.contains(&Content::Unreadable) {
        return Some(finding);
    }
    name_blanks(&mut finding, column, rows.iter().zip(&parts));
    let numbers = parts.iter().filter_map(|part| part.number().map(|(value, _)| value));
    let numbers: Vec<Decimal> = numbers.collect();
    let mut summands = numbers.iter();
    let added = summands.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
    finding.expected = shown(added, unit);
    let difference = value.checked_sub(added)?.abs();
    let holds = difference <= tolerance(value, &numbers, unit);
    if !holds {
        finding.judged = rows.iter().map(|(of, row)| of.place(*row, column)).collect();
    }
    finding.holds = Some(holds);
    Some(finding)
}

/// A blank is not nothing: the total may be right and the village's number missing.
fn name_blanks<'p>(
    finding: &mut Finding,
    column: usize,
    parts: impl Iterator<Item = (&'p Part<'p, 'p, 'p>, &'p Content)>,
) {
    let blanks = parts.filter(|(_, part)| **part == Content::Blank);
    let blanks: Vec<CellPlace> = blanks.map(|((of, row), _)| of.place(*row, column)).collect();
    if !blanks.is_empty() {
        finding.level = finding.level.max(Level::Warning);
        finding.cells.truncate(1);
        finding.cells.extend(blanks);
    }
}

fn name(table: &Table, total: usize, user: &User) -> String {
    let label = &table.rows[total].label;
    if label.ends_with("小计") {
        format!("小计·{}·{}", user.name, table.rows[total].row + 1)
    } else {
        format!("合计·{}", user.name)
    }
}

/// half a unit of the last digit for each part. Whole things are counted and not rounded.
fn tolerance(total: Decimal, parts: &[Decimal], unit: &Unit) -> Decimal {
    let digits = parts
        .iter()
        .chain([&total])
        .map(|number| number.normalize().scale())
        .max();
    let digits = digits.unwrap_or(0);
    if digits == 0 && counts_whole(unit) {
        return Decimal::ZERO;
    }
    unit_of_last_digit(digits) * Decimal::from(parts.len()) / Decimal::TWO
}

/// The used 其中 rows against their wholes, and all 其中 rows of a used whole.
pub(super) fn parts(used: &UsedTable<'_, '_>, level: Level) -> Vec<Finding> {
    let mut findings = Vec::new();
    let columns = used.columns();
    for (index, row) in used.table.rows.iter().enumerate() {
        let Some(whole) = row.whole else { continue };
        for column in columns.keys().copied() {
            let user = used.user(index, column).or_else(|| used.user(whole, column));
            let user = user.filter(|user| user.additive && is_summed(used.table, column, user));
            findings.extend(user.and_then(|_| part(used, column, (index, whole), level)));
        }
    }
    findings
}

fn part(used: &UsedTable<'_, '_>, column: usize, (part, whole): (usize, usize), level: Level) -> Option<Finding> {
    let content = used.content(whole, column, None);
    let (whole_value, unit) = content.number()?;
    let content = used.content(part, column, Some(unit));
    let user = used.user(part, column).map(|user| user.name.clone());
    let name = user.unwrap_or_else(|| {
        let whole = used.user(whole, column).map_or("", |user| &user.name);
        // WB-15: in a list of persons the labels are names.
        let label = if used.table.persons {
            HIDDEN
        } else {
            &used.table.rows[part].label
        };
        format!("{whole}·{label}")
    });
    let mut finding = Finding::new(CheckKind::Part, format!("其中·{name}"), level);
    finding.cells = vec![used.place(part, column), used.place(whole, column)];
    finding.expected = shown(whole_value, unit);
    if let Some((value, unit)) = content.number() {
        finding.found = shown(value, unit);
        finding.holds = Some(value <= whole_value);
    }
    Some(finding)
}
