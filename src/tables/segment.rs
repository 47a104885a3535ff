//! Tables that stand side by side under one head.

use std::collections::BTreeSet;

use super::body::Body;
use super::grid::Grid;
use super::head::Head;
use super::label::normalise;

/// The columns of one of the tables that stand side by side under a head, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Segment {
    pub(super) fn contains(self, column: u32) -> bool {
        (self.first..=self.last).contains(&column)
    }
}

/// Most columns of a head that are looked at.
const COLUMNS: u32 = 2_048;

/// Most tables side by side that are looked at.
const SEGMENTS: usize = 64;

/// Divides a head into the tables that stand side by side: at columns without header and data, and where the
/// leftmost label comes again.
pub(super) fn segments(grid: &Grid<'_>, head: &Head, body: &Body) -> Vec<Segment> {
    let used = used_columns(grid, head, body);
    let Some((first, last)) = used.first().copied().zip(used.last().copied()) else {
        return Vec::new();
    };
    let repeats = repeats_of_first(grid, head, first, last);
    let mut segments: Vec<Segment> = Vec::new();
    for column in used {
        match segments.last_mut() {
            Some(segment) if segment.last + 1 == column && !repeats.contains(&column) => segment.last = column,
            _ => segments.push(Segment {
                first: column,
                last: column,
            }),
        }
    }
    segments.retain(|segment| segment.last > segment.first);
    segments.truncate(SEGMENTS);
    segments
}

/// The columns that have a header, or data between columns that have one, or names at the left of all.
fn used_columns(grid: &Grid<'_>, head: &Head, body: &Body) -> Vec<u32> {
    let Some((first, last)) = head.extent(grid) else {
        return Vec::new();
    };
    let last = last.min(first.saturating_add(COLUMNS));
    let filled: BTreeSet<u32> = body
        .rows
        .iter()
        .flat_map(|row| grid.row(*row).iter().map(|(column, _)| *column))
        .collect();
    let has_data = |column: u32| filled.contains(&column);
    let names_at_left = first.checked_sub(1).filter(|column| has_data(*column));
    names_at_left
        .into_iter()
        .chain((first..=last).filter(|column| head.covers(grid, *column) || has_data(*column)))
        .collect()
}

/// The columns at which the leftmost label of the first row stands again.
fn repeats_of_first(grid: &Grid<'_>, head: &Head, first: u32, last: u32) -> Vec<u32> {
    let label = |column: u32| grid.label(head.first, column).map(|text| normalise(&text));
    let Some(wanted) = label(first) else {
        return Vec::new();
    };
    (first + 1..=last)
        .filter(|column| label(*column).as_ref() == Some(&wanted))
        .collect()
}
