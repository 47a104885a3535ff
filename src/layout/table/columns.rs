//! Column widths from what the cells hold, fitted to the type area.

use super::cells::{Cell, CellRow};
use crate::geom::Abs;
use crate::layout::inline::Shaped;
use crate::layout::inline::glue::{Boundary, boundaries};
use crate::style::{Profile, TableStyle};

/// A column of text is never made narrower than this many characters of its text, if it has them.
const FEWEST_CHARACTERS: f64 = 3.0;

/// The least and the most that columns want.
pub(super) struct Wishes {
    pub(super) least: Vec<Abs>,
    most: Vec<Abs>,
}

/// What the columns of a table want for their cells.
pub(super) fn wishes(head: &[CellRow], body: &[CellRow], count: usize, style: &TableStyle) -> Wishes {
    let mut wishes = Wishes {
        least: vec![style.cell_padding * 2.0; count],
        most: vec![style.cell_padding * 2.0; count],
    };
    let cells = || head.iter().chain(body).flat_map(|row| &row.cells);
    cells()
        .filter(|cell| cell.columns == 1)
        .for_each(|cell| wishes.take(cell, style));
    cells()
        .filter(|cell| cell.columns > 1)
        .for_each(|cell| wishes.take(cell, style));
    wishes
}

impl Wishes {
    /// Takes in a cell; what one over several columns lacks is shared among them.
    fn take(&mut self, cell: &Cell, style: &TableStyle) {
        let padding = style.cell_padding * 2.0;
        let most = cell.text.full_width() + cell.shift + padding;
        let few = cell.text.size * FEWEST_CHARACTERS + padding;
        let least = (widest_run(&cell.text) + cell.shift + padding).max(most.min(few));
        grow(&mut self.least[cell.column..cell.column + cell.columns], least);
        grow(&mut self.most[cell.column..cell.column + cell.columns], most);
    }

    /// The widths of all columns, whose sum is the room: between least and most as it allows; too much is shared by the
    /// wishes, too little by the needs.
    pub(super) fn fit(&self, room: Abs) -> Vec<Abs> {
        let least: Abs = self.least.iter().copied().sum();
        let most: Abs = self.most.iter().copied().sum();
        let pairs = self.least.iter().zip(&self.most);
        if most.fits(room) {
            let factor = room.to_pt() / most.to_pt();
            self.most.iter().map(|wish| *wish * factor).collect()
        } else if least.fits(room) {
            let share = (room - least).to_pt() / (most - least).to_pt();
            pairs.map(|(least, most)| *least + (*most - *least) * share).collect()
        } else {
            let factor = room.to_pt() / least.to_pt();
            self.least.iter().map(|need| *need * factor).collect()
        }
    }
}

/// Makes the sum of some columns at least `wanted`.
fn grow(columns: &mut [Abs], wanted: Abs) {
    let sum: Abs = columns.iter().copied().sum();
    let lacking = (wanted - sum) / columns.len() as f64;
    if lacking > Abs::ZERO {
        columns.iter_mut().for_each(|column| *column += lacking);
    }
}

/// The width of the widest run that may not be broken.
fn widest_run(text: &Shaped) -> Abs {
    let closed = boundaries(&text.clusters, Profile::Grid);
    let mut widest = Abs::ZERO;
    let mut start = 0;
    for end in 1..=text.clusters.len() {
        if closed.get(end).is_none_or(|boundary| *boundary == Boundary::Free) {
            widest = widest.max(text.width(start..end));
            start = end;
        }
    }
    widest
}
