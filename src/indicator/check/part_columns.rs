//! 其中 in the head: a column that is a part of another (其中：水稻 beside 粮食) is no more than that one, row by row.

use super::change::{CURRENT, LAST};
use super::finding::{CheckKind, Finding};
use super::settings::Level;
use super::shown;
use super::total::is_summed;
use super::used::{UsedTable, User};
use crate::place::CellRef;
use crate::tables::Table;
use crate::tables::label::{normalise, take_apart};
use crate::workbook::Sheet;

/// Labels of the column that is the whole of its group.
const WHOLES: [&str; 5] = ["合计", "总计", "小计", "总数", "计"];

/// The used part columns against their wholes, in the used rows.
pub(super) fn parts(used: &UsedTable<'_, '_>, level: Level) -> Vec<Finding> {
    let columns = used.columns();
    let mut findings = Vec::new();
    for (part, whole) in pairs(used.leaf.sheet, used.table) {
        let user = columns.get(&part).or_else(|| columns.get(&whole)).copied();
        if let Some(user) = user.filter(|user| is_summed(used.table, part, user)) {
            let rows = used.rows().into_iter();
            findings.extend(rows.filter_map(|row| compared(used, row, (part, whole), user, level)));
        }
    }
    findings
}

/// One row; none where one of the two cells is no number.
fn compared(
    used: &UsedTable<'_, '_>,
    row: usize,
    (part, whole): (usize, usize),
    user: &User,
    level: Level,
) -> Option<Finding> {
    let of_whole = used.content(row, whole, None);
    let (of_whole, unit) = of_whole.number()?;
    let (of_part, _) = used.content(row, part, Some(unit)).number()?;
    let label = used.table.columns[part].path.last().map_or("", String::as_str);
    let mut finding = Finding::new(
        CheckKind::Part,
        format!("其中·{}·{label}", used.named(row, user)),
        level,
    );
    finding.cells = vec![used.place(row, part), used.place(row, whole)];
    finding.found = shown(of_part, unit);
    finding.expected = shown(of_whole, unit);
    finding.holds = Some(of_part <= of_whole);
    Some(finding)
}

/// The columns of parts, each with that of its whole.
fn pairs(sheet: &Sheet, table: &Table) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (part, column) in table.columns.iter().enumerate() {
        let Some((_, group)) = column.path.split_last() else {
            continue;
        };
        let is_whole = |path: &[String]| match path.split_last() {
            Some(_) if path == group => true,
            // 播种面积/本年 of 其中：水稻, and of 其中：水稻/本年.
            Some((last, outer)) if outer == group => {
                WHOLES.contains(&last.as_str()) || CURRENT.contains(&last.as_str())
            }
            Some((last, outer)) => {
                let of_time = group.split_last().is_some_and(|(_, group)| outer == group);
                of_time && column.path.last() == Some(last)
            }
            None => false,
        };
        let whole = table.columns[..part].iter().rposition(|other| is_whole(&other.path));
        let whole = whole.and_then(|whole| current(table, whole));
        let whole = whole.filter(|whole| says_part(sheet, table, (table.columns[*whole].column, column.column)));
        pairs.extend(whole.map(|whole| (part, whole)));
    }
    pairs
}

/// The column of this year's figures where a 其中 stands right of last year's as well: of 本年｜上年同期｜其中：过夜 it is a
/// part of 本年. None where no column is this year's.
fn current(table: &Table, whole: usize) -> Option<usize> {
    let (last, group) = table.columns[whole].path.split_last()?;
    if !LAST.contains(&last.as_str()) {
        return Some(whole);
    }
    let current = table.columns[..whole].iter().rposition(|other| {
        let own = other.path.split_last();
        own.is_some_and(|(label, beside)| beside == group && CURRENT.contains(&label.as_str()))
    })?;
    // Where this year's figures have parts of their own, those behind last year's are last year's.
    let path = &table.columns[current].path;
    let has_own = table.columns[current + 1..whole]
        .iter()
        .any(|other| other.path.starts_with(path));
    Some(if has_own { whole } else { current })
}

/// Whether the head says 其中 right of the whole, up to the part.
fn says_part(sheet: &Sheet, table: &Table, (whole, part): (u32, u32)) -> bool {
    let (first, last) = table.header_rows;
    (first..=last).any(|row| {
        (whole + 1..=part).any(|column| {
            let cell = sheet.cell(CellRef::new(row, column));
            cell.is_some_and(|cell| take_apart(&cell.raw()).part || normalise(&cell.raw()) == "其中")
        })
    })
}
