//! What many rows say in one column: their numbers, the cells that say nothing, and what came of them.

use rust_decimal::Decimal;

use super::assumed::{self, Side};
use super::figure::{self, Expected, Figure};
use super::select::Chosen;
use super::villages::Member;
use super::{Approximate, Missing, ROUGHLY};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// What came out, with every cell that contributed.
pub(super) struct Outcome {
    pub(super) value: Result<(Decimal, Unit), Missing>,
    pub(super) sources: Vec<CellPlace>,
    /// What the first of its cells says of its unit, where it is made of numbers in cells.
    pub(super) side: Option<Side>,
    /// Whether one of the cells is approximate.
    pub(super) approximate: Approximate,
    /// The rows, where what they come to is compared with what others do.
    pub(super) members: Vec<Member>,
}

/// What the rows say in one of the wanted columns.
pub(super) struct Entries<'r> {
    chosen: &'r [Chosen<'r, 'r, 'r>],
    wanted: usize,
    /// The numbers, each with the index of its row among the chosen ones; a row that says 无 has none. Their places are
    /// made when they are asked for: a list of households has many.
    pub(super) numbers: Vec<(usize, Decimal)>,
    /// The unit of all: the expected one, else that of the first.
    pub(super) unit: Option<Unit>,
    /// The cells that say nothing.
    blanks: Vec<CellPlace>,
    /// The rows of the numbers that are approximate.
    rough: Vec<usize>,
}

impl<'r> Entries<'r> {
    /// Reads the column; none when a cell of it cannot be read, which goes into the sink.
    pub(super) fn read(
        rows: &'r [Chosen<'r, 'r, 'r>],
        wanted: usize,
        expected: Expected<'_>,
        sink: &mut Sink,
    ) -> Option<Self> {
        let mut entries = Self {
            chosen: rows,
            wanted,
            numbers: Vec::with_capacity(rows.len()),
            unit: expected.unit.cloned(),
            blanks: Vec::new(),
            rough: Vec::new(),
        };
        let mut whole = true;
        for (index, chosen) in rows.iter().enumerate() {
            let spot = chosen.spot(wanted);
            if spot.cell.row != chosen.row().row {
                // The number of a merged cell counts once, in the row in which it stands.
                continue;
            }
            let unit = entries.unit.clone();
            let expected = Expected {
                unit: unit.as_ref(),
                ..expected
            };
            let figure = figure::read(&spot, expected, sink);
            match sink.keep(figure) {
                Some(Figure::Number(value, own, approximate)) => {
                    entries.unit.get_or_insert(own);
                    entries.rough.extend(approximate.map(|_| index));
                    entries.numbers.push((index, value));
                }
                Some(Figure::Missing(Missing::Unknown)) => entries.blanks.push(spot.place()),
                Some(Figure::Missing(Missing::NotApplicable)) => {}
                None => whole = false,
            }
        }
        if let Some(declared) = &entries.unit {
            let spots = rows.iter().map(|chosen| chosen.spot(wanted));
            assumed::tell_mixed(spots, (expected.name, declared), sink);
        }
        whole.then_some(entries)
    }

    /// Whether what is computed from those of the numbers that are so is approximate.
    pub(super) fn approximate(&self, is_used: impl Fn(Decimal) -> bool) -> Approximate {
        let is_used = |row: &usize| {
            let at = self.numbers.binary_search_by_key(row, |(row, _)| *row);
            at.is_ok_and(|at| is_used(self.numbers[at].1))
        };
        self.rough.iter().any(is_used).then(|| ROUGHLY.into())
    }

    /// The rows of the numbers, from top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.numbers.iter().map(|(row, _)| *row)
    }

    /// The cell of a row's number.
    pub(super) fn place(&self, row: usize) -> CellPlace {
        self.chosen[row].spot(self.wanted).place()
    }

    /// The cells of the numbers.
    pub(super) fn places(&self) -> impl Iterator<Item = CellPlace> {
        self.rows().map(|row| self.place(row))
    }

    /// What the first of the numbers says of its unit.
    pub(super) fn side(&self) -> Option<Side> {
        let (row, unit) = self.rows().next().zip(self.unit.as_ref())?;
        Some(Side::of(&self.chosen[row].spot(self.wanted), unit))
    }

    /// What comes of it where a cell is blank.
    pub(super) fn unknown(&self) -> Option<Outcome> {
        (!self.blanks.is_empty()).then(|| Outcome {
            value: Err(Missing::Unknown),
            sources: self.blanks.clone(),
            side: None,
            approximate: None,
            members: Vec::new(),
        })
    }
}

/// The error of a result that no exact number holds.
pub(super) fn too_large(name: &str, entries: &Entries<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::FormulaRange).with("name", name);
    at_places(problem, entries.places())
}

/// Adds the places to look at, as many as a person will read.
pub(super) fn at_places(mut diagnostic: Box<Diagnostic>, places: impl Iterator<Item = CellPlace>) -> Box<Diagnostic> {
    for place in places.take(8) {
        diagnostic = diagnostic.at_cell(&place);
    }
    diagnostic
}
