//! A column whose label is typed over several rows of the head, at the left of columns that add up to it.

use rust_decimal::Decimal;

use super::grid::Grid;
use super::head::Head;
use super::label::take_apart;
use super::{number, words};
use crate::place::CellRef;

/// The rows of the label that begins at a place and that its column alone has, from top to bottom: words, and their
/// translation last. Its first row looks like a group over the blank cells at its right, but the figures say that the
/// column is the sum of theirs, or that those are but parts of it (其中): it is their whole. (R&D经费 | 内部支出 | Total before 政府资金, 企业资金. A group over 合计
/// has a label of its own.)
pub(super) fn of_whole(grid: &Grid<'_>, head: &Head, (top, last): (CellRef, u32), figures: &[u32]) -> Option<Vec<u32>> {
    let (own_parts, others): (Vec<_>, Vec<_>) =
        covered(grid, head, top, last)?.into_iter().partition(|(_, part)| *part);
    let columns = |columns: Vec<(u32, bool)>| columns.into_iter().map(|(column, _)| column).collect::<Vec<u32>>();
    let (own_parts, others) = (columns(own_parts), columns(others));
    let rows: Vec<u32> = head
        .label_rows()
        .skip_while(|row| *row < top.row)
        .filter(|row| grid.class(*row, top.column).is_some())
        .collect();
    let texts: Vec<String> = rows
        .iter()
        .filter_map(|row| grid.label(*row, top.column))
        .map(|text| take_apart(&text).text)
        .filter(|text| !text.is_empty())
        .collect();
    let translated = texts.iter().position(|text| words::is_translation(text))?;
    let (own, behind) = texts.split_at(translated);
    let is_label = own.len() > 1
        && own
            .iter()
            .all(|text| !text.is_ascii() && !words::is_total(text) && text != words::PART)
        && behind.iter().all(|text| text.is_ascii());
    let is_whole = || match others.as_slice() {
        [] => is_never_less(grid, figures, top.column, &own_parts),
        others => others.len() > 1 && adds_up(grid, figures, top.column, others),
    };
    (is_label && is_whole()).then_some(rows)
}

/// The rows of a label that its writer broke into lines beside the cells of its parts, which are merged over the lower ones: no
/// label ends as the first of its lines does. (文盲人口占 | 15岁及以上 | 人口的比重, beside a blank over 男.)
pub(super) fn of_broken(grid: &Grid<'_>, head: &Head, top: CellRef) -> Option<Vec<u32>> {
    const OPEN: [char; 6] = ['占', '的', '及', '、', '和', '与'];
    let first = grid.label(top.row, top.column)?;
    let rows: Vec<u32> = (top.row..=head.last)
        .take_while(|row| grid.label(*row, top.column).is_some())
        .collect();
    let merge = head.merge_over(top.row + 1, top.column + 1)?;
    let beside = merge.start == CellRef::new(top.row + 1, top.column + 1) && merge.end.column == merge.start.column;
    let blank = grid.class(top.row, top.column + 1).is_none() && head.merge_over(top.row, top.column + 1).is_none();
    let merged = rows.iter().any(|row| head.merge_over(*row, top.column).is_some());
    let reaches = rows.contains(&merge.end.row) && merge.end.row > merge.start.row;
    let is_label = take_apart(&first).text.ends_with(OPEN) && beside && blank && !merged && reaches;
    is_label.then_some(rows)
}

/// The columns over which a label would stand as a group, each with a label of its own in the next row, and whether that
/// says that it is a part (#研究人员).
fn covered(grid: &Grid<'_>, head: &Head, top: CellRef, last: u32) -> Option<Vec<(u32, bool)>> {
    let is_drawn = |row: u32, column: u32| grid.class(row, column).is_some() || head.merge_over(row, column).is_some();
    let next = top.row + 1;
    let is_merged = (top.row..=head.last).any(|row| head.merge_over(row, top.column).is_some());
    let columns = (top.column + 1..=last)
        .take_while(|column| !is_drawn(top.row, *column))
        .map(|column| Some((column, take_apart(&grid.label(next, column)?).part)));
    let columns: Vec<(u32, bool)> = columns.collect::<Option<_>>()?;
    (!is_merged && grid.label(next, top.column).is_some() && !columns.is_empty()).then_some(columns)
}

/// Whether no figure of a part is more than that of the whole.
fn is_never_less(grid: &Grid<'_>, rows: &[u32], whole: u32, parts: &[u32]) -> bool {
    let figure = |row: u32, column: u32| number::value(grid.cell(CellRef::new(row, column)));
    let pairs = rows.iter().flat_map(|row| parts.iter().map(move |part| (*row, *part)));
    let mut pairs = pairs
        .filter_map(|(row, part)| Some((figure(row, part)?, figure(row, whole)?)))
        .peekable();
    pairs.peek().is_some() && pairs.all(|(part, whole)| part <= whole)
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
