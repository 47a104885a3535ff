//! The records of an xls file, walked before it is opened: how large each sheet's box is.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use super::Source;
use super::biff_guard::{Guard, Verdict, mend, mend_global};
use super::biff_pack::{self, Moved};
use super::compound;
use crate::diag::{Result, term};

/// Record types of MS-XLS 2.3 that say something here.
pub(super) mod kind {
    pub(in super::super) const FORMULA: u16 = 0x0006;
    pub(in super::super) const EOF: u16 = 0x000A;
    pub(in super::super) const EXTERN_SHEET: u16 = 0x0017;
    pub(in super::super) const NAME: u16 = 0x0018;
    pub(in super::super) const DATE_MODE: u16 = 0x0022;
    pub(in super::super) const FILE_PASS: u16 = 0x002F;
    pub(in super::super) const CONTINUE: u16 = 0x003C;
    pub(in super::super) const CODE_PAGE: u16 = 0x0042;
    pub(in super::super) const BOUND_SHEET: u16 = 0x0085;
    pub(in super::super) const MUL_RK: u16 = 0x00BD;
    pub(in super::super) const RICH_LABEL: u16 = 0x00D6;
    pub(in super::super) const XF: u16 = 0x00E0;
    pub(in super::super) const MERGES: u16 = 0x00E5;
    pub(in super::super) const STRINGS: u16 = 0x00FC;
    pub(in super::super) const LABEL_SST: u16 = 0x00FD;
    pub(in super::super) const DIMENSIONS: u16 = 0x0200;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const BOOL_ERROR: u16 = 0x0205;
    pub(in super::super) const STRING: u16 = 0x0207;
    pub(in super::super) const RK: u16 = 0x027E;
    pub(in super::super) const BOF: u16 = 0x0809;
    pub(in super::super) const FORMAT: u16 = 0x041E;
    /// Records that stay plain in an enciphered stream (MS-XLS 2.2.10): BOF, FilePass, InterfaceHdr, RRDHead, UsrExcl,
    /// FileLock, RRDInfo.
    pub(in super::super) const NEVER_ENCIPHERED: [u16; 7] = [BOF, FILE_PASS, 0x00E1, 0x0138, 0x0194, 0x0195, 0x0196];
    /// Records of cells that begin with row and column.
    pub(in super::super) const CELLS: [u16; 7] = [FORMULA, LABEL_SST, RICH_LABEL, NUMBER, LABEL, BOOL_ERROR, RK];
}

/// What is known of a sheet before it is read.
#[derive(Default)]
pub(super) struct Checked {
    /// Why it cannot be read, where it cannot; the reader then finds it empty.
    pub(super) fault: Option<String>,
    /// Where its cells really stand.
    pub(super) moved: Moved,
}

/// Refuses an xls file of which some sheet's box is too large, and moves the cells of the others together: the reader makes
/// every sheet dense. It also reserves what a Dimensions record claims, which some programs write wrong, so those records
/// are taken out. Gives what is known of each sheet, in the order of their tabs.
pub(super) fn check(source: &Source<'_>, stream: &mut [u8]) -> Result<Vec<Checked>> {
    let nowhere = check_globals(source, stream)?;
    let sheets = bound_sheets(stream);
    source.limits.check_sheets(source, sheets.len())?;
    let guard = Guard::new(stream, is_biff8(stream));
    let mut guard = guard.ok_or_else(|| source.damaged(fault_of(kind::STRINGS)))?;
    // What the records of all sheets are judged by is what the reader finds: they are moved before.
    let mut checked = move_cells(source, stream, &sheets)?;
    let (mut total, mut walked) = (0_u64, 0_u64);
    for (sheet, checked) in sheets.iter().zip(&mut checked) {
        if checked.fault.is_none() {
            let found = sheet_box(stream.get(sheet.start..).unwrap_or_default(), &mut guard, &mut walked);
            source.limits.check_box(source, found.cells)?;
            total = total.saturating_add(found.cells);
            for (at, verdict) in found.changes {
                change(stream, sheet.start + at, verdict);
            }
            checked.fault = found.unfit.map(fault_of);
        }
        source.limits.check_seen(source, walked)?;
        if checked.fault.is_some()
            && let Some(start) = stream.get_mut(sheet.record..sheet.record + 4)
        {
            start.copy_from_slice(&nowhere.to_le_bytes());
        }
    }
    // All sheets are held at once: together they may need twice what one sheet may.
    source.limits.check_box(source, total / 2)?;
    Ok(checked)
}

/// Moves the cells of every sheet together, where there is one and its box is not too large.
fn move_cells(source: &Source<'_>, stream: &mut [u8], sheets: &[BoundSheet]) -> Result<Vec<Checked>> {
    let mut used: BTreeMap<usize, usize> = BTreeMap::new();
    sheets
        .iter()
        .for_each(|sheet| *used.entry(sheet.start).or_default() += 1);
    let mut walked = 0_u64;
    let mut checked = Vec::new();
    for sheet in sheets {
        let fault = sheet.fault(stream, &used);
        let mut moved = Moved::default();
        if let (None, Some(cells)) = (&fault, stream.get_mut(sheet.start..)) {
            let mut extent = Extent::default();
            for ((kind, data), _) in records_of_sheet(cells, &mut walked) {
                extent.add_record(kind, data);
            }
            source.limits.check_box(source, extent.cells())?;
            source.limits.check_seen(source, walked)?;
            moved = biff_pack::pack(cells);
        }
        checked.push(Checked { fault, moved });
    }
    Ok(checked)
}

/// Looks at the records of the workbook itself; gives where they end, which is the place of a sheet that has none.
fn check_globals(source: &Source<'_>, stream: &mut [u8]) -> Result<u32> {
    let wide = is_biff8(stream);
    let mut at = 0;
    while let Some((record, length)) = word(stream, at).zip(word(stream, at + 2)) {
        let next = at + 4 + usize::from(length);
        let Some(data) = stream.get_mut(at + 4..next) else {
            break;
        };
        if record == kind::EOF {
            break;
        }
        if !mend_global(record, data, wide) {
            return Err(source.damaged(fault_of(record)));
        }
        at = next;
    }
    Ok(at as u32)
}

/// What is said of a record that calamine cannot take.
fn fault_of(record: u16) -> String {
    format!("BIFF: record 0x{record:04X}")
}

/// Makes the record at a place what was found right for it.
fn change(stream: &mut [u8], at: usize, verdict: Verdict) {
    let (Some(record), Some(length)) = (word(stream, at), word(stream, at + 2)) else {
        return;
    };
    let data = stream.get_mut(at + 4..at + 4 + usize::from(length));
    let record = data.map_or(record, |data| mend(verdict, record, data));
    if let Some(kind) = stream.get_mut(at..at + 2) {
        kind.copy_from_slice(&record.to_le_bytes());
    }
}

/// Makes the record at a place one that no reader knows.
pub(super) fn take_out(stream: &mut [u8], at: usize) {
    if let Some(kind) = stream.get_mut(at..at + 2) {
        kind.fill(0);
    }
}

/// The stream that holds the workbook.
pub(super) fn workbook_stream(source: &Source<'_>) -> Result<Vec<u8>> {
    let mut file = compound::open(source.bytes).map_err(|error| source.damaged(error))?;
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

/// The 32-bit number at a place.
pub(super) fn number(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// A sheet as the workbook names it (MS-XLS 2.4.28).
pub(super) struct BoundSheet {
    /// Where its substream begins.
    pub(super) start: usize,
    /// Where the data of the record begins that says so.
    record: usize,
}

impl BoundSheet {
    /// Why no sheet can be read where this one is said to be: there is none, or two are said to be there.
    fn fault(&self, stream: &[u8], used: &BTreeMap<usize, usize>) -> Option<String> {
        const WORKBOOK: u16 = 0x0005;
        let begins = records(stream.get(self.start..).unwrap_or_default()).next();
        let is_sheet = |(kind, data): Record<'_>| kind == kind::BOF && word(data, 2) != Some(WORKBOOK);
        if !begins.is_some_and(is_sheet) {
            Some(term("sheet-nowhere"))
        } else if used.get(&self.start).is_some_and(|sheets| *sheets > 1) {
            Some(term("sheet-shared"))
        } else {
            None
        }
    }
}

/// The sheets in the order of their tabs.
pub(super) fn bound_sheets(stream: &[u8]) -> Vec<BoundSheet> {
    let mut next = 0;
    records(stream)
        .map(|(kind, data)| {
            let at = next + 4;
            next = at + data.len();
            (kind, data, at)
        })
        .take_while(|(kind, ..)| *kind != kind::EOF)
        .filter(|(kind, ..)| *kind == kind::BOUND_SHEET)
        .filter_map(|(_, data, record)| {
            let start = number(data, 0)? as usize;
            Some(BoundSheet { start, record })
        })
        .collect()
}

/// Simplified Chinese: what texts are in whose code page is not said or not known.
const CODE_PAGE_OF_THIS_COUNTRY: u16 = 936;

/// Code pages of Windows that texts of a BIFF5 file may be in.
const CODE_PAGES: [u16; 14] = [
    874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258,
];

/// Whether a workbook is of Excel 97 or later, which is taken for granted where it does not say.
fn is_biff8(stream: &[u8]) -> bool {
    const BIFF5: u16 = 0x0500;
    records(stream).next().and_then(|(_, data)| word(data, 0)) != Some(BIFF5)
}

/// The code page of a workbook's texts. Those of BIFF8 are UTF-16, whatever its CodePage record says.
pub(super) fn code_page(stream: &[u8]) -> u16 {
    const UTF_16: u16 = 1200;
    if is_biff8(stream) {
        return UTF_16;
    }
    records(stream)
        .take_while(|(kind, _)| *kind != kind::EOF)
        .find(|(kind, _)| *kind == kind::CODE_PAGE)
        .and_then(|(_, data)| word(data, 0))
        .filter(|page| CODE_PAGES.contains(page))
        .unwrap_or(CODE_PAGE_OF_THIS_COUNTRY)
}

/// What a sheet's records say.
#[derive(Default)]
struct SheetBox {
    /// Rows times columns that its cells use.
    cells: u64,
    /// Where the records begin that must be changed, and why.
    changes: Vec<(usize, Verdict)>,
    /// The first record for which the sheet cannot be read.
    unfit: Option<u16>,
}

/// The records of a sheet with where each begins, until it ends. An embedded chart has cells of its own, which nobody
/// reads; of its records only Dimensions is given, but all are counted.
pub(super) fn records_of_sheet<'s>(stream: &'s [u8], walked: &'s mut u64) -> impl Iterator<Item = (Record<'s>, usize)> {
    let (mut depth, mut next) = (0_u32, 0);
    let all = records(stream).map_while(move |(kind, data)| {
        let at = next;
        next += 4 + data.len();
        *walked += 1;
        match kind {
            kind::BOF => depth += 1,
            kind::EOF if depth <= 1 => return None,
            kind::EOF => depth -= 1,
            _ => {}
        }
        let is_own = depth <= 1 && kind != kind::BOF || kind == kind::DIMENSIONS;
        Some(is_own.then_some(((kind, data), at)))
    });
    all.flatten()
}

fn sheet_box(stream: &[u8], guard: &mut Guard, walked: &mut u64) -> SheetBox {
    let mut used = Extent::default();
    let mut found = SheetBox::default();
    for ((kind, data), at) in records_of_sheet(stream, walked) {
        if kind == kind::DIMENSIONS {
            found.changes.push((at, Verdict::Claim));
            continue;
        }
        match guard.verdict((kind, data)) {
            Verdict::Sound => {}
            Verdict::Unfit => found.unfit = found.unfit.or(Some(kind)),
            verdict @ (Verdict::TextLost | Verdict::FormulaLost | Verdict::Claim) => found.changes.push((at, verdict)),
        }
        used.add_record(kind, data);
    }
    found.cells = used.cells();
    found
}

/// The smallest rectangle around the cells seen.
#[derive(Default)]
struct Extent {
    corners: Option<[u16; 4]>,
}

impl Extent {
    fn add_record(&mut self, kind: u16, data: &[u8]) {
        if kind == kind::MUL_RK {
            self.add(word(data, 0), word(data, 2));
            self.add(word(data, 0), data.len().checked_sub(2).and_then(|at| word(data, at)));
        } else if kind::CELLS.contains(&kind) {
            self.add(word(data, 0), word(data, 2));
        }
    }

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
