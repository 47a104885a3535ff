//! `[reading]`: how much of the machine workbooks may take.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Limits;

/// How much of the machine workbooks may take. A file that needs more is refused and named; every bound lies far above
/// what departments' files need. Sizes are in MB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReadingSettings {
    /// Largest file.
    pub file: u32,
    /// Memory for all workbooks that are read at one time; a township waits until there is room for its files.
    pub memory: u32,
    /// All parts of a packed file (xlsx, xlsb, ods) together, unpacked; also the workbook stream of an xls.
    pub unpacked: u32,
    /// One part of a packed file, unpacked; sheets are read as a stream.
    pub part: u32,
    /// A part that is loaded whole when the file is opened (shared strings, styles), unpacked.
    pub whole_part: u32,
    /// How many times smaller than unpacked a large part may be packed.
    pub ratio: u32,
    /// Parts of a packed file.
    pub parts: u32,
    /// Sheets of a workbook.
    pub sheets: u32,
    /// Rows of a sheet.
    pub rows: u32,
    /// Columns of a sheet.
    pub columns: u32,
    /// Cells of a workbook that are not empty.
    pub cells: u32,
    /// Cells of a workbook that stand in the file, empty ones among them.
    pub seen_cells: u32,
    /// Rows times columns of a sheet's used range, in the formats that are read as a whole (xls; of all sheets together: ods).
    pub box_cells: u32,
    /// Merged ranges of a sheet; the others are passed over.
    pub merges: u32,
    /// Cell formats of a workbook, or fonts, fills, borders, number formats; Excel allows 65,490.
    pub styles: u32,
    /// Text in all cells of a workbook.
    pub text: u32,
    /// Characters in one cell.
    pub characters: u32,
}

const MEBIBYTE: u64 = 1 << 20;

impl Default for ReadingSettings {
    fn default() -> Self {
        Self {
            file: 64,
            memory: 1_024,
            unpacked: 512,
            part: 256,
            whole_part: 16,
            ratio: 200,
            parts: 10_000,
            sheets: 1_024,
            rows: 1_048_576,
            columns: 16_384,
            cells: 5_000_000,
            seen_cells: 20_000_000,
            box_cells: 5_000_000,
            merges: 100_000,
            styles: 65_536,
            text: 128,
            characters: 32_767,
        }
    }
}

impl ReadingSettings {
    /// Bytes of the largest file.
    pub const fn file_bytes(&self) -> u64 {
        self.file as u64 * MEBIBYTE
    }

    /// Bytes of memory for all workbooks that are read at one time.
    pub const fn memory_bytes(&self) -> u64 {
        self.memory as u64 * MEBIBYTE
    }

    /// The bounds of one file.
    pub fn limits(&self) -> Limits {
        let bytes = |mebibytes: u32| u64::from(mebibytes) * MEBIBYTE;
        Limits {
            entry_bytes: bytes(self.part),
            whole_bytes: bytes(self.whole_part),
            total_bytes: bytes(self.unpacked),
            ratio: self.ratio.into(),
            ratio_from: 16 * MEBIBYTE,
            entries: self.parts as usize,
            sheets: self.sheets as usize,
            rows: self.rows,
            columns: self.columns,
            box_cells: self.box_cells.into(),
            cells: self.cells.into(),
            seen_cells: self.seen_cells.into(),
            cell_characters: self.characters as usize,
            text_bytes: bytes(self.text) as usize,
            merges: self.merges as usize,
            styles: self.styles.into(),
        }
    }
}
