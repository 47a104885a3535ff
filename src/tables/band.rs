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
pub(super) fn bands(grid: &Grid<'_>) -> Vec<Range<u32>> {
    let used = grid.used_columns();
    let (Some(first), Some(last)) = (used.first().copied(), used.last().copied()) else {
        return Vec::new();
    };
    let end = last.saturating_add(1);
    let seams = seams(grid, &used);
    let mut bands: Vec<Range<u32>> = Vec::new();
    let mut start = first;
    for (index, seam) in seams.iter().copied().enumerate() {
        let next = seams.get(index + 1).copied().unwrap_or(end);
        if are_offset(&grid.band(start..seam), &grid.band(seam..next)) {
            bands.push(start..seam);
            start = seam;
        }
    }
    bands.push(start..end);
    bands
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

/// Whether two bands hold tables of their own, whose heads do not stand in the same rows.
fn are_offset(left: &Grid<'_>, right: &Grid<'_>) -> bool {
    let own = |grid: &Grid<'_>| {
        let head = head::find(grid, 0)?;
        names_its_rows(grid, &body::rows(grid, &head).rows).then_some((head.first, head.last))
    };
    own(left).zip(own(right)).is_some_and(|(left, right)| left != right)
}

/// Whether rows have names in the first or the second column of a band, and figures at their right.
fn names_its_rows(grid: &Grid<'_>, rows: &[u32]) -> bool {
    let columns = grid.used_columns();
    let most = |is: &dyn Fn(u32) -> bool| rows.iter().filter(|row| is(**row)).count() * 2 > rows.len();
    let named = |column: u32| most(&|row| grid.class(row, column) == Some(Class::Label));
    let mut lead = columns.iter().take(2).copied();
    let counted = |column: u32| most(&|row| grid.whole_number(row, column).is_some());
    let first_names = lead
        .next()
        .is_some_and(|first| named(first) || counted(first) && lead.next().is_some_and(named));
    first_names && most(&|row| grid.is_data(row))
}
