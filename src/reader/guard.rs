//! Bounds on what a file may ask for: checked before it is opened and while its cells arrive.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;

use zip::ZipArchive;

use super::Source;
use crate::diag::{Code, Diagnostic, Result};
use crate::workbook::CellValue;

/// The most that one file may ask for. Every bound lies far above what 1,883 real files needed and far below
/// what makes the allocator give up (an allocation that fails ends the process; nothing can catch it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one packed part, unpacked.
    pub entry_bytes: u64,
    /// Bytes of a packed part that a reader loads whole when it opens the file (shared strings, styles), unpacked:
    /// what it holds takes many times its size.
    pub whole_bytes: u64,
    /// Bytes of all packed parts together, unpacked.
    pub total_bytes: u64,
    /// Unpacked to packed size of a part, where the part is larger than `ratio_from`.
    pub ratio: u64,
    /// Bytes from which on the ratio counts.
    pub ratio_from: u64,
    /// Packed parts.
    pub entries: usize,
    /// Sheets of one workbook.
    pub sheets: usize,
    /// Rows of a sheet.
    pub rows: u32,
    /// Columns of a sheet.
    pub columns: u32,
    /// Cells of a sheet's box (used rows times used columns), for the formats that are read as a whole.
    pub box_cells: u64,
    /// Cells of one workbook that are not empty.
    pub cells: u64,
    /// Cells of one workbook that stand in the file, empty ones among them.
    pub seen_cells: u64,
    /// Characters in one cell; a spreadsheet program allows 32,767.
    pub cell_characters: usize,
    /// Bytes of text in all cells of one workbook.
    pub text_bytes: usize,
    /// Merged ranges of a sheet.
    pub merges: usize,
    /// Cell formats of a workbook, or fonts, fills, borders, number formats.
    pub styles: u64,
}

impl Default for Limits {
    fn default() -> Self {
        super::ReadingSettings::default().limits()
    }
}

/// Beginnings of the names of parts that are loaded whole at open, in lower case.
const LOADED_WHOLE: [&str; 6] = [
    "sharedstrings",
    "styles",
    "workbook",
    "[content_types]",
    "theme",
    ".rels",
];

/// How far one byte of deflate can unpack: 258 bytes from two bits.
const DEFLATE_REACH: u64 = 1_032;

impl Limits {
    /// Refuses a workbook of too many sheets.
    pub(super) fn check_sheets(&self, source: &Source<'_>, found: usize) -> Result<()> {
        at_most(found as u64, self.sheets as u64)
            .map_err(|found| exceeded(source, (Code::LimitSheets, "sheets"), found, self.sheets as u64))
    }

    /// Refuses a sheet whose box is too large to be held as a whole.
    pub(super) fn check_box(&self, source: &Source<'_>, found: u64) -> Result<()> {
        at_most(found, self.box_cells)
            .map_err(|found| exceeded(source, (Code::LimitBox, "box_cells"), found, self.box_cells))
    }

    /// Refuses more text than can be held.
    pub(super) fn check_text(&self, source: &Source<'_>, found: u64) -> Result<()> {
        let limit = self.text_bytes as u64;
        at_most(found, limit).map_err(|found| exceeded(source, (Code::LimitText, "text"), found >> 20, limit >> 20))
    }

    /// Refuses a cell below or beside the last of a sheet.
    pub(super) fn check_place(&self, source: &Source<'_>, row: u32, column: u32) -> Result<()> {
        let checks = [
            ((Code::LimitRows, "rows"), row, self.rows),
            ((Code::LimitColumns, "columns"), column, self.columns),
        ];
        for (code, place, limit) in checks {
            let limit = u64::from(limit);
            at_most(u64::from(place) + 1, limit).map_err(|found| exceeded(source, code, found, limit))?;
        }
        Ok(())
    }

    /// Refuses more cells, or records of other sorts, than can be walked in a reasonable time.
    pub(super) fn check_seen(&self, source: &Source<'_>, found: u64) -> Result<()> {
        let limit = self.seen_cells;
        at_most(found, limit).map_err(|found| exceeded(source, (Code::LimitCells, "seen_cells"), found, limit))
    }

    /// Refuses more cells that are not empty than can be held.
    pub(super) fn check_cells(&self, source: &Source<'_>, found: u64) -> Result<()> {
        at_most(found, self.cells).map_err(|found| exceeded(source, (Code::LimitCells, "cells"), found, self.cells))
    }

    /// Refuses more formats of one sort than any program allows.
    pub(super) fn check_styles(&self, source: &Source<'_>, found: u64) -> Result<()> {
        at_most(found, self.styles).map_err(|found| exceeded(source, (Code::LimitStyles, "styles"), found, self.styles))
    }

    /// Refuses a stream that is larger than all of a file may be.
    pub(super) fn check_unpacked(&self, source: &Source<'_>, found: u64) -> Result<()> {
        let limit = self.total_bytes;
        at_most(found, limit)
            .map_err(|found| exceeded(source, (Code::LimitUnpacked, "unpacked"), found >> 20, limit >> 20))
    }

    /// Refuses a cell longer than any spreadsheet program allows.
    pub(super) fn check_characters(&self, source: &Source<'_>, bytes: usize) -> Result<()> {
        // A character has at most four bytes in UTF-8, and its limit counts UTF-16 units.
        let limit = self.cell_characters as u64;
        at_most(bytes.div_ceil(4) as u64, limit)
            .map_err(|found| exceeded(source, (Code::LimitCellText, "characters"), found, limit))
    }

    /// Refuses a packed file that would unpack to too much, by its central directory and, where that could lie,
    /// by unpacking.
    pub(super) fn check_package(&self, source: &Source<'_>) -> Result<()> {
        let mut archive = ZipArchive::new(std::io::Cursor::new(source.bytes)).map_err(|e| source.damaged(e))?;
        at_most(archive.len() as u64, self.entries as u64)
            .map_err(|found| exceeded(source, (Code::LimitEntries, "parts"), found, self.entries as u64))?;
        let mut declared = 0_u64;
        let mut reach = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|e| source.damaged(e))?;
            let name = entry.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
            self.check_entry(source, &name, entry.size(), entry.compressed_size())?;
            declared = declared.saturating_add(entry.size());
            reach = reach.saturating_add(entry.compressed_size().saturating_mul(DEFLATE_REACH));
        }
        at_most(declared, self.total_bytes).map_err(|found| {
            exceeded(
                source,
                (Code::LimitUnpacked, "unpacked"),
                found >> 20,
                self.total_bytes >> 20,
            )
        })?;
        // A small file cannot unpack to more than the limit even if its directory lies; a large one is tried.
        if reach > self.total_bytes {
            self.unpack_all(source, &mut archive)?;
        }
        Ok(())
    }

    /// Refuses one packed part by what the directory says of it.
    fn check_entry(&self, source: &Source<'_>, name: &str, size: u64, packed: u64) -> Result<()> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let (limit, key) = if LOADED_WHOLE.iter().any(|part| file.starts_with(part)) {
            (self.whole_bytes.min(self.entry_bytes), "whole_part")
        } else {
            (self.entry_bytes, "part")
        };
        at_most(size, limit).map_err(|found| exceeded(source, (Code::LimitUnpacked, key), found >> 20, limit >> 20))?;
        let ratio = size / packed.max(1);
        if size > self.ratio_from && ratio > self.ratio {
            return Err(exceeded(source, (Code::LimitRatio, "ratio"), ratio, self.ratio));
        }
        Ok(())
    }

    /// Unpacks every part and throws it away: none may hold more than the directory says.
    fn unpack_all(&self, source: &Source<'_>, archive: &mut ZipArchive<std::io::Cursor<&[u8]>>) -> Result<()> {
        let mut total = 0;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|e| source.damaged(e))?;
            let allowed = self.entry_bytes.min(self.total_bytes - total);
            let mut bounded = entry.take(allowed + 1);
            let found = std::io::copy(&mut bounded, &mut std::io::sink()).map_err(|e| source.damaged(e))?;
            at_most(found, allowed)
                .map_err(|found| exceeded(source, (Code::LimitUnpacked, "unpacked"), found >> 20, allowed >> 20))?;
            total += found;
        }
        Ok(())
    }
}

/// The number itself as the error when it is over the limit.
fn at_most(found: u64, limit: u64) -> std::result::Result<(), u64> {
    if found > limit { Err(found) } else { Ok(()) }
}

/// The refusal, with the key of `[reading]` that moves the limit.
fn exceeded(source: &Source<'_>, (code, key): (Code, &str), found: u64, limit: u64) -> Box<Diagnostic> {
    source
        .problem(code)
        .with("found", found)
        .with("limit", limit)
        .with("key", key)
}

/// Counts what arrives from all sheets of a workbook and says stop.
#[derive(Debug, Default)]
pub(super) struct Meter {
    counts: Counts,
    texts: Texts,
}

/// What has arrived so far.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counts {
    seen: u64,
    cells: u64,
    text: usize,
}

impl Meter {
    /// What has arrived so far.
    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }

    /// Forgets what has arrived since, where a sheet is read anew.
    pub(super) const fn set_back(&mut self, counts: Counts) {
        self.counts = counts;
    }

    /// A cell at this place, empty or not.
    pub(super) fn see(&mut self, source: &Source<'_>, row: u32, column: u32) -> Result<()> {
        self.counts.seen += 1;
        source.limits.check_place(source, row, column)?;
        source.limits.check_seen(source, self.counts.seen)
    }

    /// A cell that is not empty: counted, and its text shared with the cells that hold the same.
    pub(super) fn keep(&mut self, source: &Source<'_>, mut value: CellValue) -> Result<CellValue> {
        let limits = source.limits;
        self.counts.cells += 1;
        limits.check_cells(source, self.counts.cells)?;
        if let CellValue::Text(text) | CellValue::Error(text) = &mut value {
            limits.check_characters(source, text.len())?;
            self.counts.text = self.counts.text.saturating_add(text.len());
            limits.check_text(source, self.counts.text as u64)?;
            self.texts.share(text);
        }
        Ok(value)
    }
}

/// The texts of a workbook's cells, each held once: a column of 是 and 否 has two.
#[derive(Debug, Default)]
struct Texts(HashSet<Arc<str>>);

/// Most texts that are remembered; what is as manifold as names is no use to remember.
const TEXTS: usize = 1 << 16;

impl Texts {
    fn share(&mut self, text: &mut Arc<str>) {
        if let Some(known) = self.0.get(text) {
            *text = Arc::clone(known);
        } else if self.0.len() < TEXTS {
            self.0.insert(Arc::clone(text));
        }
    }
}
