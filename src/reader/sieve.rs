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
    /// The column that names the rows, where the choice rests on it: a row that says nothing there stays whole.
    pub names: Option<u32>,
}

impl Spare {
    /// Figures that a plain row keeps, where it has them: two tell even a row without a name from a blank one; a row with a
    /// name needs one, which tells it from a heading.
    pub(super) const fn figures_kept(&self) -> usize {
        match self.names {
            Some(_) => 1,
            None => 2,
        }
    }

    fn is_unnamed(&self, row: &Row, projection: &dyn Projection) -> bool {
        let names = |column| {
            row.iter()
                .any(|(at, cell)| at.column == column && projection.is_name(cell))
        };
        self.names.is_some_and(|column| !names(column))
    }
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

    /// Whether a cell names its row by itself.
    fn is_name(&self, cell: &Cell) -> bool;
}

/// Rows that are read whole before the columns are chosen. No statistical table of a township is longer; lists of
/// households are.
const HEAD_ROWS: usize = 1_000;

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
    texts: Texts,
    row: Vec<(CellRef, Cell)>,
    last_row: Option<u32>,
    /// The rows below the head that come whole, where others come without their spare figures.
    whole_rows: Option<BTreeSet<u32>>,
    /// Whether a row came after columns were left out for which the choice may be wrong.
    doubtful: bool,
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
            texts: Texts::default(),
            row: Vec::new(),
            last_row: None,
            whole_rows: None,
            doubtful: false,
        }
    }

    /// The same for a sheet that comes without the spare figures of its rows, but for these.
    pub(super) fn of_thinned(mut self, whole_rows: BTreeSet<u32>) -> Self {
        self.whole_rows = Some(whole_rows);
        self
    }

    /// Whether the head is over.
    pub(super) const fn is_past_head(&self) -> bool {
        !matches!(self.state, State::Head(_))
    }

    /// The last row of the head and the columns that may go below it, where any may.
    pub(super) fn into_choice(self) -> Option<(u32, Spare)> {
        match self.state {
            State::Thin(spare) => Some((self.last_row?, spare)),
            State::Head(_) | State::Whole => None,
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
    pub(super) fn put(&mut self, at: CellRef, mut cell: Cell) {
        if let CellValue::Text(text) = &mut cell.value {
            self.texts.share(text);
        }
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
        self.doubtful |= matches!(self.state, State::Thin(_)) && self.last_row.is_some_and(|last| row <= last);
        self.last_row = Some(row);
        if let State::Thin(spare) = &self.state
            && let Some(projection) = self.projection
        {
            let passage = projection.passage(&self.row, after_gap);
            let plain = passage == Passage::Plain && !spare.is_unnamed(&self.row, projection);
            let has_figures = plain && thin(&mut self.row, spare, projection);
            let thinned = self.whole_rows.as_ref().is_some_and(|whole| !whole.contains(&row));
            // What is missing in it may have told another thing.
            self.doubtful |= thinned && (after_gap || !has_figures);
            if passage == Passage::End {
                self.state = State::Whole;
            }
        }
        self.kept.append(&mut self.row);
        if let State::Head(rows) = &mut self.state {
            *rows += 1;
            if *rows >= HEAD_ROWS {
                self.choose();
            }
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

    /// The sheet that was kept; none where the choice did not expect what came.
    pub(super) fn finish(mut self) -> Option<Sheet> {
        self.end_row();
        let cells = Cells::from(std::mem::take(&mut self.kept));
        (!self.doubtful).then(|| self.sheet_of(cells))
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

/// Texts seen lately, so that 是 and 否 of a long list are held once.
struct Texts(Vec<Option<Arc<str>>>);

impl Default for Texts {
    fn default() -> Self {
        Self(vec![None; Self::PLACES])
    }
}

impl Texts {
    const PLACES: usize = 256;
    /// A longer text hardly ever comes again.
    const LONGEST: usize = 48;

    /// Makes a text the one that was seen with the same words, if it was seen lately.
    fn share(&mut self, text: &mut Arc<str>) {
        if text.len() > Self::LONGEST {
            return;
        }
        let mix = |sum: usize, byte: u8| sum.wrapping_mul(31).wrapping_add(usize::from(byte));
        let place = text.bytes().fold(0, mix) % Self::PLACES;
        match self.0.get_mut(place) {
            Some(Some(seen)) if *seen == *text => text.clone_from(seen),
            Some(other) => *other = Some(Arc::clone(text)),
            None => {}
        }
    }
}

/// Whether a row holds nothing but blanks.
fn is_blank(row: &Row) -> bool {
    row.iter()
        .all(|(_, cell)| matches!(&cell.value, CellValue::Text(text) if text.trim().is_empty()))
}

/// Takes the spare cells out of a plain row, but for as many figures as its kind is known by; tells whether it has so many.
fn thin(row: &mut Vec<(CellRef, Cell)>, spare: &Spare, projection: &dyn Projection) -> bool {
    let stays = |at: &CellRef| spare.figures.contains(&at.column);
    let own = row.iter().filter(|(at, cell)| stays(at) && projection.is_figure(cell));
    let figures = spare.figures_kept();
    let mut wanted = figures.saturating_sub(own.take(figures).count());
    row.retain(|(at, cell)| {
        if !spare.columns.contains(&at.column) {
            return true;
        }
        let needed = wanted > 0 && projection.is_figure(cell);
        wanted -= usize::from(needed);
        needed
    });
    wanted == 0
}
