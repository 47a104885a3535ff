//! Tables wider than a turned page, parted by columns: each part repeats the columns that name the rows.

use crate::geom::Abs;
use crate::report::{ColumnAlign, Table};

/// The columns that name the rows take no more than this part of the page; else only the first of them is repeated.
const WIDEST_STUB: f64 = 0.5;

/// The columns of each part, so that every part fits; all columns in one part when they fit together.
pub(super) fn by_width(table: &Table, least: &[Abs], room: Abs) -> Vec<Vec<usize>> {
    let all: Abs = least.iter().copied().sum();
    if all.fits(room) {
        return vec![(0..least.len()).collect()];
    }
    let stub = stub(table, least, room);
    let stub_width: Abs = least[..stub].iter().copied().sum();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut width = room;
    for (column, own) in least.iter().enumerate().skip(stub) {
        if parts.is_empty() || !(width + *own).fits(room) {
            parts.push((0..stub).collect());
            width = stub_width;
        }
        if let Some(part) = parts.last_mut() {
            part.push(column);
        }
        width += *own;
    }
    parts
}

/// How many columns at the left name the rows: those of names before the first of numbers, at least one.
fn stub(table: &Table, least: &[Abs], room: Abs) -> usize {
    let names = table
        .columns
        .iter()
        .take_while(|align| **align != ColumnAlign::Right)
        .count();
    let names = names.clamp(1, least.len().saturating_sub(1).max(1));
    let width: Abs = least[..names].iter().copied().sum();
    if width.fits(room * WIDEST_STUB) { names } else { 1 }
}
