//! A column whose label is typed over several rows of the head, at the left of columns that add up to it.

use rust_decimal::Decimal;

use super::grid::Grid;
use super::head::Head;
use super::label::take_apart;
use super::{number, words};
use crate::place::CellRef;

/// The rows of the label that begins at a place and that its column alone has, from top to bottom: words, and their
/// translation last. Its first row looks like a group over the blank cells at its right, but the figures say that the
/// column is the sum of theirs: it is their whole. (R&D经费 | 内部支出 | Total before 政府资金, 企业资金. A group over 合计
/// has a label of its own.)
pub(super) fn of_whole(grid: &Grid<'_>, head: &Head, (top, last): (CellRef, u32), figures: &[u32]) -> Option<Vec<u32>> {
    let parts = parts(grid, head, top, last)?;
    let rows: Vec<u32> = head
        .label_rows()
        .skip_while(|row| *row < top.row)
        .filter(|row| grid.class(*row, top.column).is_some())
        .collect();
    let texts: Vec<String> = rows
        .iter()
        .filter_map(|row| grid.label(*row, top.column))
        .map(|text| take_apart(&text).text)
        .collect();
    let translated = texts.iter().position(|text| words::is_translation(text))?;
    let (own, behind) = texts.split_at(translated);
    let is_label = own.len() > 1
        && own
            .iter()
            .all(|text| !text.is_ascii() && !words::is_total(text) && text != words::PART)
        && behind.iter().all(|text| words::is_translation(text));
    (is_label && adds_up(grid, figures, top.column, &parts)).then_some(rows)
}

/// The columns over which a label would stand as a group, each with a label of its own in the next row, without those that
/// are a part of another (#研究人员).
fn parts(grid: &Grid<'_>, head: &Head, top: CellRef, last: u32) -> Option<Vec<u32>> {
    let is_drawn = |row: u32, column: u32| grid.class(row, column).is_some() || head.merge_over(row, column).is_some();
    let first_row = top.row + 1;
    let is_merged = (top.row..=head.last).any(|row| head.merge_over(row, top.column).is_some());
    let below: Vec<(u32, bool)> = (top.column + 1..=last)
        .take_while(|column| !is_drawn(top.row, *column))
        .map(|column| Some((column, take_apart(&grid.label(first_row, column)?).part)))
        .collect::<Option<_>>()?;
    let parts: Vec<u32> = below
        .iter()
        .filter(|(_, part)| !part)
        .map(|(column, _)| *column)
        .collect();
    (!is_merged && grid.label(first_row, top.column).is_some() && parts.len() > 1).then_some(parts)
}

/// Whether a column is the sum of others in more rows than not, but for what was rounded or corrected afterwards.
fn adds_up(grid: &Grid<'_>, rows: &[u32], whole: u32, parts: &[u32]) -> bool {
    let figure = |row: u32, column: u32| number::value(grid.cell(CellRef::new(row, column)));
    let agrees = |row: u32| {
        let own = figure(row, whole).filter(|own| !own.is_zero())?;
        let mut parts = parts.iter().map(|part| figure(row, *part));
        let sum = parts.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))?;
        let off = sum.checked_sub(own)?.abs();
        Some(off.checked_mul(Decimal::ONE_THOUSAND)? <= own.abs())
    };
    let agreed: Vec<bool> = rows.iter().filter_map(|row| agrees(*row)).collect();
    agreed.len() > 1 && agreed.iter().filter(|agrees| **agrees).count() * 2 > agreed.len()
}
