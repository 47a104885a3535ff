//! What is kept of a long sheet: its head whole, and of the plain rows below only the columns that matter.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Source, Tab};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue, Cells, Merges, Sheet};

/// A row's cells, from left to right.
pub type Row = [(CellRef, Cell)];

/// The columns of a long sheet that nobody asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spare {
    /// The columns that may be left out.
    pub columns: BTreeSet<u32>,
    /// The columns of figures that stay.
    pub figures: BTreeSet<u32>,
}

/// What becomes of a row below the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It is plain data: the spare columns may go.
    Plain,
    /// It is something else; all of it stays.
    Whole,
    /// The table may end here; from now on everything stays.
    End,
}

/// Knows what of a long sheet will be asked for. What it leaves out must change no answer.
pub trait Projection: Sync {
    /// The spare columns of a sheet, by its head and first rows; none where everything must stay.
    fn spare(&self, file: &str, head: &Sheet) -> Option<Spare>;

    /// What a row below the head is; `after_gap` says that blank rows stand above it.
    fn passage(&self, row: &Row, after_gap: bool) -> Passage;

    /// Whether a cell is a figure, as which a row of data has some.
    fn is_figure(&self, cell: &Cell) -> bool;
}

/// Rows that are read whole before the columns are chosen. No statistical table of a township is longer; lists of
/// households are.
const HEAD_ROWS: usize = 1_000;

/// Figures that a plain row keeps, where it has them: two tell even a row without a name from a blank one.
const FIGURES: usize = 2;

/// How a sheet is kept at the moment.
enum State {
    /// Whole, so many rows so far, until the columns are chosen.
    Head(usize),
    /// Without the spare columns.
    Thin(Spare),
    /// Whole to the end.
    Whole,
}

/// Takes the cells of one sheet in their order and keeps those that matter.
pub(super) struct Sieve<'s> {
    projection: Option<&'s dyn Projection>,
    file: &'s Arc<str>,
    tab: &'s Tab,
    merges: Merges,
    state: State,
    kept: Vec<(CellRef, Cell)>,
    row: Vec<(CellRef, Cell)>,
    last_row: Option<u32>,
    /// Whether the rows came in another order after columns were left out: then the choice may be wrong.
    disordered: bool,
}

impl<'s> Sieve<'s> {
    /// A sieve for a sheet; without a projection everything passes.
    pub(super) fn new(
        source: &Source<'s>,
        projection: Option<&'s dyn Projection>,
        tab: &'s Tab,
        merges: Merges,
    ) -> Self {
        Self {
            projection,
            file: source.file,
            tab,
            merges,
            state: State::Head(0),
            kept: Vec::new(),
            row: Vec::new(),
            last_row: None,
            disordered: false,
        }
    }

    /// A whole sheet, sifted.
    pub(super) fn of(mut self, cells: Vec<(CellRef, Cell)>) -> Option<Sheet> {
        if self.projection.is_none() {
            self.kept = cells;
        } else {
            cells.into_iter().for_each(|(at, cell)| self.put(at, cell));
        }
        self.finish()
    }

    /// Takes a cell.
    pub(super) fn put(&mut self, at: CellRef, cell: Cell) {
        if self.projection.is_none() {
            self.kept.push((at, cell));
            return;
        }
        if self.row.first().is_some_and(|(first, _)| first.row != at.row) {
            self.end_row();
        }
        self.row.push((at, cell));
    }

    fn end_row(&mut self) {
        let Some(row) = self.row.first().map(|(at, _)| at.row) else {
            return;
        };
        if is_blank(&self.row) {
            self.kept.append(&mut self.row);
            return;
        }
        let after_gap = self.last_row.is_some_and(|last| row > last.saturating_add(1));
        self.disordered |= matches!(self.state, State::Thin(_)) && self.last_row.is_some_and(|last| row <= last);
        self.last_row = Some(row);
        match (&mut self.state, self.projection) {
            (State::Head(rows), Some(_)) => {
                *rows += 1;
                let chosen = *rows >= HEAD_ROWS;
                self.kept.append(&mut self.row);
                if chosen {
                    self.choose();
                }
            }
            (State::Thin(spare), Some(projection)) => {
                match projection.passage(&self.row, after_gap) {
                    Passage::Plain => thin(&mut self.row, spare, projection),
                    Passage::Whole => {}
                    Passage::End => self.state = State::Whole,
                }
                self.kept.append(&mut self.row);
            }
            (State::Whole, _) | (_, None) => self.kept.append(&mut self.row),
        }
    }

    fn choose(&mut self) {
        let head = self.sheet_of(self.kept.clone().into());
        let spare = self
            .projection
            .and_then(|projection| projection.spare(self.file, &head));
        self.state = match spare {
            Some(spare) if !spare.columns.is_empty() => State::Thin(spare),
            Some(_) | None => State::Whole,
        };
    }

    /// The sheet that was kept; none where its rows came in an order that the choice did not expect.
    pub(super) fn finish(mut self) -> Option<Sheet> {
        self.end_row();
        let cells = Cells::from(std::mem::take(&mut self.kept));
        (!self.disordered).then(|| self.sheet_of(cells))
    }

    fn sheet_of(&self, cells: Cells) -> Sheet {
        Sheet {
            name: self.tab.name.as_str().into(),
            visibility: self.tab.visibility,
            cells,
            merges: self.merges.clone(),
        }
    }
}

/// Whether a row holds nothing but blanks.
fn is_blank(row: &Row) -> bool {
    row.iter()
        .all(|(_, cell)| matches!(&cell.value, CellValue::Text(text) if text.trim().is_empty()))
}

/// Takes the spare cells out of a plain row, but for as many figures as its kind is known by.
fn thin(row: &mut Vec<(CellRef, Cell)>, spare: &Spare, projection: &dyn Projection) {
    let stays = |at: &CellRef| spare.figures.contains(&at.column);
    let own = row.iter().filter(|(at, cell)| stays(at) && projection.is_figure(cell));
    let mut wanted = FIGURES.saturating_sub(own.take(FIGURES).count());
    row.retain(|(at, cell)| {
        if !spare.columns.contains(&at.column) {
            return true;
        }
        let needed = wanted > 0 && projection.is_figure(cell);
        wanted -= usize::from(needed);
        needed
    });
}
