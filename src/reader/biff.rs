//! The records of an xls file, walked before it is opened: how large each sheet's box is.

use std::io::{Cursor, Read, Write};

use super::Source;
use crate::diag::Result;

/// Record types of MS-XLS 2.3 that say something here.
pub(super) mod kind {
    pub(in crate::reader) const EOF: u16 = 0x000A;
    pub(in crate::reader) const FILE_PASS: u16 = 0x002F;
    pub(in crate::reader) const CODE_PAGE: u16 = 0x0042;
    pub(in crate::reader) const BOUND_SHEET: u16 = 0x0085;
    pub(in crate::reader) const MUL_RK: u16 = 0x00BD;
    pub(in crate::reader) const DIMENSIONS: u16 = 0x0200;
    pub(in crate::reader) const BOF: u16 = 0x0809;
    pub(in crate::reader) const XF: u16 = 0x00E0;
    pub(in crate::reader) const FORMAT: u16 = 0x041E;
    /// Records that stay plain in an enciphered stream (MS-XLS 2.2.10): BOF, FilePass, InterfaceHdr, RRDHead, UsrExcl,
    /// FileLock, RRDInfo.
    pub(in crate::reader) const NEVER_ENCIPHERED: [u16; 7] = [BOF, FILE_PASS, 0x00E1, 0x0138, 0x0194, 0x0195, 0x0196];
    /// Records of cells that begin with row and column: Formula, LabelSst, RString, Number, Label, BoolErr, Rk.
    pub(in crate::reader) const CELLS: [u16; 7] = [0x0006, 0x00FD, 0x00D6, 0x0203, 0x0204, 0x0205, 0x027E];
}

/// Refuses an xls file of which some sheet would be held in too large a box: the reader makes every sheet dense. It
/// also reserves what a Dimensions record claims, which some programs write wrong, so those records are taken out.
pub(super) fn check(source: &Source<'_>, stream: &mut [u8]) -> Result<()> {
    let mut total = 0_u64;
    let mut walked = 0_u64;
    let sheets = bound_sheets(stream);
    source.limits.check_sheets(source, sheets.len())?;
    for start in sheets {
        let found = sheet_box(stream.get(start..).unwrap_or_default(), &mut walked);
        source.limits.check_box(source, found.cells)?;
        total = total.saturating_add(found.cells);
        source.limits.check_seen(source, walked)?;
        for claim in found.claims {
            take_out(stream, start + claim);
        }
    }
    // All sheets are held at once, and several may point to one substream: together they may need twice what
    // one sheet may.
    source.limits.check_box(source, total / 2)
}

/// Makes the record at a place one that no reader knows.
pub(super) fn take_out(stream: &mut [u8], at: usize) {
    if let Some(kind) = stream.get_mut(at..at + 2) {
        kind.fill(0);
    }
}

/// The stream that holds the workbook.
pub(super) fn workbook_stream(source: &Source<'_>) -> Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(source.bytes)).map_err(|error| source.damaged(error))?;
    let name = if file.is_stream("/Workbook") {
        "/Workbook"
    } else {
        "/Book"
    };
    let stream = file.open_stream(name).map_err(|error| source.damaged(error))?;
    source.limits.check_unpacked(source, stream.len())?;
    let mut bytes = Vec::new();
    stream
        .take(source.limits.total_bytes)
        .read_to_end(&mut bytes)
        .map_err(|error| source.damaged(error))?;
    Ok(bytes)
}

/// A compound file of the workbook's stream alone. The library takes compound files apart in its own way (the first
/// stream of that name in any storage; chains of sectors that go round, for ever), so it sees only what was checked.
pub(super) fn alone(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    // Of the other version the library wants a stream of small pieces that this file does not have.
    let room = Cursor::new(Vec::with_capacity(stream.len()));
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, room)?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// One record: its type and its data.
pub(super) type Record<'a> = (u16, &'a [u8]);

/// The records of a stream, until one is cut off.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let kind = word(rest, 0)?;
        let length = usize::from(word(rest, 2)?);
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

/// The 16-bit number at a place.
pub(super) fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn double_word(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// Where the sheets' substreams begin.
pub(super) fn bound_sheets(stream: &[u8]) -> Vec<usize> {
    records(stream)
        .take_while(|(kind, _)| *kind != kind::EOF)
        .filter(|(kind, _)| *kind == kind::BOUND_SHEET)
        .filter_map(|(_, data)| double_word(data, 0).map(|start| start as usize))
        .collect()
}

/// Simplified Chinese: what texts are in whose code page is not said or not known.
const CODE_PAGE_OF_THIS_COUNTRY: u16 = 936;

/// Code pages of Windows that texts of a BIFF5 file may be in.
const CODE_PAGES: [u16; 14] = [
    874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258,
];

/// The code page of a workbook's texts. Those of BIFF8 are UTF-16, whatever its CodePage record says.
pub(super) fn code_page(stream: &[u8]) -> u16 {
    const BIFF5: u16 = 0x0500;
    const UTF_16: u16 = 1200;
    let version = records(stream).next().and_then(|(_, data)| word(data, 0));
    if version != Some(BIFF5) {
        return UTF_16;
    }
    records(stream)
        .take_while(|(kind, _)| *kind != kind::EOF)
        .find(|(kind, _)| *kind == kind::CODE_PAGE)
        .and_then(|(_, data)| word(data, 0))
        .filter(|page| CODE_PAGES.contains(page))
        .unwrap_or(CODE_PAGE_OF_THIS_COUNTRY)
}

/// What a sheet's records say of its size.
#[derive(Default)]
struct SheetBox {
    /// Rows times columns that its cells use.
    cells: u64,
    /// Where its Dimensions records begin.
    claims: Vec<usize>,
}

fn sheet_box(stream: &[u8], walked: &mut u64) -> SheetBox {
    let mut used = Extent::default();
    let mut claims = Vec::new();
    let mut depth = 0_u32;
    let mut next = 0;
    for (kind, data) in records(stream) {
        let at = next;
        next += 4 + data.len();
        *walked += 1;
        match kind {
            kind::BOF => depth += 1,
            kind::EOF if depth <= 1 => break,
            kind::EOF => depth -= 1,
            kind::DIMENSIONS => claims.push(at),
            kind::MUL_RK => {
                used.add(word(data, 0), word(data, 2));
                used.add(word(data, 0), data.len().checked_sub(2).and_then(|at| word(data, at)));
            }
            kind if kind::CELLS.contains(&kind) => used.add(word(data, 0), word(data, 2)),
            _ => {}
        }
    }
    SheetBox {
        cells: used.cells(),
        claims,
    }
}

/// The smallest rectangle around the cells seen.
#[derive(Default)]
struct Extent {
    corners: Option<[u16; 4]>,
}

impl Extent {
    fn add(&mut self, row: Option<u16>, column: Option<u16>) {
        let (Some(row), Some(column)) = (row, column) else {
            return;
        };
        let [top, left, bottom, right] = self.corners.unwrap_or([row, column, row, column]);
        self.corners = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn cells(&self) -> u64 {
        self.corners.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}
