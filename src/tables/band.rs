//! Bands of columns: tables side by side whose heads stand in different rows are looked at each by itself.

use std::collections::BTreeSet;
use std::ops::Range;

use super::grid::{Class, Grid};
use super::label::normalise;
use super::{body, head, words};

/// Most rows that are looked at for the label of a column that names rows.
const ROWS: usize = 64;

/// Most places that are looked at for a second table.
const SEAMS: usize = 64;

/// The bands of a sheet from left to right: one, unless heads stand side by side in different rows.
pub(super) fn bands(grid: &Grid<'_>, used: &[u32]) -> Vec<Range<u32>> {
    let (Some(first), Some(last)) = (used.first().copied(), used.last().copied()) else {
        return Vec::new();
    };
    let end = last.saturating_add(1);
    let seams = seams(grid, used);
    let mut bands: Vec<Range<u32>> = Vec::new();
    let mut start = first;
    let mut offset = false;
    for (index, seam) in seams.iter().copied().enumerate() {
        let next = seams.get(index + 1).copied().unwrap_or(end);
        let heads = own_head(&grid.band(start..seam)).zip(own_head(&grid.band(seam..next)));
        if let Some((left, right)) = heads {
            offset |= left != right;
            bands.push(start..seam);
            start = seam;
        }
    }
    bands.push(start..end);
    // Heads in the same rows are looked at together: what stands above them may stand over all.
    if offset {
        bands
    } else {
        std::iter::once(first..end).collect()
    }
}

/// The columns between blank ones, where there are several such groups.
pub(super) fn apart(grid: &Grid<'_>) -> Vec<Range<u32>> {
    /// Each is looked at as a sheet of its own.
    const GROUPS: usize = 8;
    let used = grid.used_columns();
    let groups = used.chunk_by(|one, next| one.saturating_add(1) == *next);
    let groups = groups.filter_map(|group| Some(*group.first()?..group.last()?.saturating_add(1)));
    let groups: Vec<Range<u32>> = groups.take(GROUPS).collect();
    if groups.len() > 1 { groups } else { Vec::new() }
}

/// The columns at which a second table may begin: behind blank ones, and where a label says that it names the rows.
fn seams(grid: &Grid<'_>, used: &[u32]) -> Vec<u32> {
    let behind_blank = used.windows(2).filter_map(|pair| match pair {
        [one, next] if *next > one.saturating_add(1) => Some(*next),
        _ => None,
    });
    let names_rows = |row: u32, column: u32| {
        let label = grid.label(row, column).map(|text| normalise(&text)).unwrap_or_default();
        words::is_stub(&label) || words::is_sequence(&label)
    };
    let said = grid.rows_from(0).take(ROWS).flat_map(|row| {
        // 村名 behind 序号 belongs to the same table.
        let begins = move |pair: &[(u32, Class)]| match pair {
            [(left, _), (column, _)] if names_rows(row, *column) && !names_rows(row, *left) => Some(*column),
            _ => None,
        };
        grid.row(row).windows(2).filter_map(begins)
    });
    let seams: BTreeSet<u32> = behind_blank.chain(said).collect();
    seams.into_iter().take(SEAMS).collect()
}

/// The rows of the first head of a band, if its table names its rows itself.
fn own_head(grid: &Grid<'_>) -> Option<(u32, u32)> {
    let head = head::find(grid, 0)?;
    names_its_rows(grid, &body::rows(grid, &head).rows).then_some((head.first, head.last))
}

/// Whether rows have names in the first or the second column of a band, and figures at their right.
fn names_its_rows(grid: &Grid<'_>, rows: &[u32]) -> bool {
    let columns = grid.used_columns();
    let most = |is: &dyn Fn(u32) -> bool| rows.iter().filter(|row| is(**row)).count() * 2 > rows.len();
    let named = |column: u32| most(&|row| grid.class(row, column) == Some(Class::Label));
    let mut lead = columns.iter().take(2).copied();
    let first_names = lead
        .next()
        .is_some_and(|first| named(first) || body::counts_rows(grid, first, rows) && lead.next().is_some_and(named));
    first_names && most(&|row| grid.is_data(row))
}
