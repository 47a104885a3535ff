//! Rows with figures of their own that name the rows below them: 男 and 女, each over 16-19 | 20-24 | 25-29.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::levels::MOST;
use super::{RowKind, TableRow, words};

/// Fewest rows below such a row, and fewest such rows.
const FEWEST: usize = 2;

/// Names the rows below such rows by them too, where the names come again in the same order below each, and its own name does not.
/// What sort the rows are they stay: whether a figure is the sum of those below it is not known.
pub(super) fn name(rows: &mut [TableRow], has_figures: impl Fn(usize) -> bool) {
    for section in sections(rows, has_figures) {
        let (heads, below) = rows.split_at_mut(section.start);
        let Some(head) = heads.last() else { continue };
        for row in below.iter_mut().take(section.len()) {
            row.groups = Box::new([head.label.to_string()]);
        }
    }
}

/// The rows below each such row, which stands right above the first of them; none where one of the rows fits in no such order.
fn sections(rows: &[TableRow], has_figures: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let heads = unique(rows);
    // Most tables have a name for each row.
    if heads.first() != Some(&0) || heads.len() == rows.len() {
        return Vec::new();
    }
    let ends = heads.iter().skip(1).copied().chain([rows.len()]);
    let sections = heads.iter().zip(ends).map(|(head, end)| head + 1..end);
    let (below, alone): (Vec<_>, Vec<_>) = sections.partition(|section| !section.is_empty());
    let is_plain = |row: &TableRow| {
        let is_sort = matches!(row.kind, RowKind::Data | RowKind::Total | RowKind::Mean);
        is_sort && row.groups.is_empty() && row.whole.is_none() && !row.label.is_empty()
    };
    let is_total = |section: &Range<usize>| words::is_row_of_totals(&rows[section.start - 1].label);
    let fits = rows.iter().all(is_plain) && (0..rows.len()).all(has_figures) && alone.iter().all(is_total);
    if fits && are_alike(rows, &below) {
        below
    } else {
        Vec::new()
    }
}

/// The rows whose name comes once.
fn unique(rows: &[TableRow]) -> Vec<usize> {
    if rows.len() > MOST {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row.label).or_default() += 1;
    }
    let is_unique = |index: &usize| counts.get(&*rows[*index].label) == Some(&1);
    (0..rows.len()).filter(is_unique).collect()
}

/// Whether the same names stand in each of several sections, none of them twice.
fn are_alike(rows: &[TableRow], sections: &[Range<usize>]) -> bool {
    let labels = |section: &Range<usize>| rows[section.clone()].iter().map(|row| &*row.label);
    let Some(first) = sections.first() else {
        return false;
    };
    let differing = labels(first).collect::<BTreeSet<&str>>().len();
    sections.len() >= FEWEST
        && first.len() >= FEWEST
        && differing == first.len()
        && sections.iter().all(|section| labels(section).eq(labels(first)))
}
