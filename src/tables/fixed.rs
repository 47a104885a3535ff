//! What stands around a cell of a form, which is in no table: its label, and the units written beside it.

use super::label::{known_unit, take_apart};
use super::notes::{self, UnitNote};
use super::number::{self, Reading};
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
    let unit_in = |place| in_cell(place).filter(|found| !is_label(sheet, found));
    beside.units.extend(right.and_then(unit_in));
    for place in left.chain(above()) {
        // A nearer label than the named one still says what is counted, unless the right side does.
        let is_nearer = named.is_some_and(|named| named != place.0) && place.0.row == at.row;
        let is_unsaid = is_nearer && beside.units.is_empty();
        let unit = if is_unsaid { in_cell(place) } else { unit_in(place) };
        let is_named = named.map_or(unit.is_none(), |named| named == place.0);
        beside.units.extend(unit);
        if !is_named {
            continue;
        }
        let label = take_apart(place.1);
        let unit = label.unit.map(|unit| found(unit, UnitOrigin::Label, place.0));
        beside.units.extend(unit);
        beside.label = Some(label.text);
        break;
    }
    beside.units.sort_by_key(|found| found.origin);
    beside.notes = notes::above(sheet, at.row.saturating_sub(ROWS)..at.row);
    beside
}

/// Whether a word that could be a unit names the number behind it instead: 人 of 户|320|人|1200. Behind words it is
/// theirs (户数|户|320), and what measures or counts by ten thousands names nothing.
fn is_label(sheet: &Sheet, found: &FoundUnit) -> bool {
    let is_noun = !notes::is_measured(&found.unit);
    let CellRef { row, column } = found.at;
    let end = CellRef::new(row.saturating_add(1), 0);
    let mut behind = sheet.cells.range(CellRef::new(row, column.saturating_add(1))..end);
    let mut before = sheet.cells.range(CellRef::new(row, 0)..found.at).rev();
    // Whether it is a word; none of a blank cell.
    let word = |(_, cell): (&CellRef, &Cell)| {
        let reading = number::read(Some(cell));
        (reading != Reading::Blank).then_some(reading == Reading::NotANumber)
    };
    is_noun && behind.find_map(word) == Some(false) && before.find_map(word) != Some(true)
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
