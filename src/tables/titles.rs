//! Titles among the rows, 平原乡镇 and 山区乡镇, that tell apart rows of one name below them: 小计 of either.

use std::collections::{BTreeMap, BTreeSet};

use super::levels::MOST;
use super::{RowKind, TableRow};

/// Names the rows below titles by them too, where their own names come once below several titles. What has one name in the
/// whole table keeps it alone.
pub(super) fn name(rows: &mut [TableRow]) {
    if rows.len() > MOST || rows.iter().filter(|row| row.kind == RowKind::Heading).count() < 2 {
        return;
    }
    for (index, title) in told_apart(rows) {
        let label = rows.get(title).map(|title| title.label.to_string());
        if let Some((row, label)) = rows.get_mut(index).zip(label) {
            row.groups = std::iter::once(label).chain(row.groups.iter().cloned()).collect();
        }
    }
}

/// A row with the title that it stands below.
struct Below {
    row: usize,
    title: Option<usize>,
}

/// The rows whose names stand below several titles, below none of them twice and never above all, each with its title.
fn told_apart(rows: &[TableRow]) -> Vec<(usize, usize)> {
    let mut named: BTreeMap<(&[String], &str), Vec<Below>> = BTreeMap::new();
    let mut title = None;
    for (index, row) in rows.iter().enumerate() {
        if row.kind == RowKind::Heading {
            title = Some(index);
        } else if !row.label.is_empty() {
            let places = named.entry((&row.groups, &row.label)).or_default();
            places.push(Below { row: index, title });
        }
    }
    let several = named.into_values().filter(|places| places.len() > 1);
    let told = several.filter(|places| are_told(rows, places)).flatten();
    told.filter_map(|below| Some((below.row, below.title?))).collect()
}

/// Whether each of the rows of one name stands below a title of its own; the whole of a part names it already.
fn are_told(rows: &[TableRow], places: &[Below]) -> bool {
    let titles = places.iter().filter_map(|below| rows.get(below.title?));
    let labels: BTreeSet<&str> = titles.map(|title| &*title.label).collect();
    let is_plain = |below: &Below| rows.get(below.row).is_some_and(|row| row.whole.is_none());
    labels.len() == places.len() && places.iter().all(is_plain)
}
