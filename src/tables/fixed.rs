//! What stands around a cell of a form, which is in no table: its label, and the units written beside it.

use super::label::{known_unit, take_apart};
use super::notes::{self, UnitNote};
use super::{FoundUnit, UnitOrigin};
use crate::place::CellRef;
use crate::unit::Unit;
use crate::workbook::{Cell, Sheet};

/// So many rows above the cell are looked at.
const ROWS: u32 = 64;

/// What is written beside a cell.
#[derive(Debug, Default)]
pub struct Beside {
    /// The words that name it, at its left or above it.
    pub label: Option<String>,
    /// The units beside it, in the order in which they count: those of its row and of its label.
    pub units: Vec<FoundUnit>,
    /// What the lines above it say of units: 单位：万元.
    pub notes: Vec<UnitNote>,
}

/// What is written beside a cell: its label, which stands at `named`, else the nearest at the left, else above; a unit
/// between the two or at the right; the lines above.
pub fn beside(sheet: &Sheet, at: CellRef, named: Option<CellRef>) -> Beside {
    let mut beside = Beside::default();
    let cells = sheet.cells.range(CellRef::new(at.row, 0)..at).rev();
    let left = cells.filter_map(|(at, cell)| Some((*at, words(cell)?)));
    let above = || {
        let rows = sheet
            .cells
            .range(CellRef::new(at.row.saturating_sub(ROWS), 0)..CellRef::new(at.row, 0));
        let column = rows.rev().filter(move |(above, _)| above.column == at.column);
        column.filter_map(|(at, cell)| Some((*at, words(cell)?)))
    };
    let width = sheet.merge_at(at).map_or(at.column, |merge| merge.end.column);
    let right = CellRef::new(at.row, width.saturating_add(1));
    let right = sheet.cell(right).and_then(|cell| Some((right, words(cell)?)));
    beside.units.extend(right.and_then(in_cell));
    for (at, text) in left.chain(above()) {
        if let Some(unit) = in_cell((at, text)) {
            beside.units.push(unit);
            continue;
        }
        if named.is_some_and(|named| named != at) {
            continue;
        }
        let label = take_apart(text);
        beside
            .units
            .extend(label.unit.map(|unit| found(unit, UnitOrigin::Label, at)));
        beside.label = Some(label.text);
        break;
    }
    beside.units.sort_by_key(|found| found.origin);
    beside.notes = notes::above(sheet, at.row.saturating_sub(ROWS)..at.row);
    beside
}

/// The unit that a cell holds and nothing else.
fn in_cell((at, text): (CellRef, &str)) -> Option<FoundUnit> {
    let bare = text.trim().trim_matches(['(', ')', '（', '）']);
    known_unit(bare).map(|unit| found(unit, UnitOrigin::UnitColumn, at))
}

const fn found(unit: Unit, origin: UnitOrigin, at: CellRef) -> FoundUnit {
    FoundUnit { unit, origin, at }
}

fn words(cell: &Cell) -> Option<&str> {
    cell.text().filter(|text| !text.trim().is_empty())
}
