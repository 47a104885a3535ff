//! The cells of an xls sheet, moved together before the library makes the sheet dense: one cell in row 65536 would cost as
//! much memory as a full sheet. No formula speaks of the place at which it stands, so that nothing else changes.

use super::biff::{Record, kind, records_of_sheet, word};
use super::biff_guard::multiple_cells;
use crate::place::CellRef;

/// Columns over which the cells are moved: as many as one record may hold, and more.
const WIDTH: usize = 1 << 14;

/// Where the cells of a sheet really stand.
#[derive(Default)]
pub(super) struct Moved {
    /// The places in the order of the moved ones, row by row; none where no cell was moved.
    places: Option<Vec<CellRef>>,
}

impl Moved {
    /// Where a cell really stands.
    pub(super) fn place(&self, at: CellRef) -> CellRef {
        let Some(places) = &self.places else { return at };
        let index = at.row as usize * WIDTH + at.column as usize;
        places.get(index).copied().unwrap_or(at)
    }
}

/// The cells of one record, side by side.
struct Run {
    row: u16,
    first: u16,
    cells: usize,
    /// Where its record begins in the sheet.
    record: usize,
    /// Bytes of its data.
    length: usize,
}

impl Run {
    fn of((record, data): Record<'_>, at: usize) -> Option<Self> {
        let cells = match record {
            kind::MUL_RK => multiple_cells(data).filter(|cells| data.len() == 6 + 6 * cells)?,
            record => usize::from(kind::CELLS.contains(&record)),
        };
        let (row, first) = word(data, 0).zip(word(data, 2))?;
        (1..=WIDTH).contains(&cells).then_some(Self {
            row,
            first,
            cells,
            record: at,
            length: data.len(),
        })
    }

    /// Writes another place into the record.
    fn write(&self, sheet: &mut [u8], (row, first): (usize, usize)) {
        let mut put = |at: usize, number: usize| {
            let bytes = sheet.get_mut(self.record + at..self.record + at + 2);
            bytes
                .into_iter()
                .for_each(|bytes| bytes.copy_from_slice(&(number as u16).to_le_bytes()));
        };
        put(4, row);
        put(6, first);
        if self.cells > 1 {
            put(2 + self.length, first + self.cells - 1);
        }
    }
}

/// Moves the cells of the sheet that begins here together; those of a sheet in which two stand in one place stay.
pub(super) fn pack(sheet: &mut [u8]) -> Moved {
    let mut runs: Vec<Run> = records_of_sheet(sheet, &mut 0)
        .filter_map(|(record, at)| Run::of(record, at))
        .collect();
    runs.sort_by_key(|run| (run.row, run.first));
    let overlaps = |pair: &[Run]| {
        pair[0].row == pair[1].row && usize::from(pair[0].first) + pair[0].cells > usize::from(pair[1].first)
    };
    if runs.windows(2).any(overlaps) {
        return Moved::default();
    }
    let mut places = Vec::with_capacity(runs.iter().map(|run| run.cells).sum());
    for run in &runs {
        if places.len() % WIDTH + run.cells > WIDTH {
            // The rest of the row is too short for the run.
            places.resize(places.len().next_multiple_of(WIDTH), CellRef::new(0, 0));
        }
        run.write(sheet, (places.len() / WIDTH, places.len() % WIDTH));
        let columns = (u32::from(run.first)..).take(run.cells);
        places.extend(columns.map(|column| CellRef::new(run.row.into(), column)));
    }
    Moved { places: Some(places) }
}
