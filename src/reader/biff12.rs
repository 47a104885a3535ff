//! The records of an xlsb's parts (MS-XLSB), walked before calamine reads them: it reserves what a record claims, and
//! tells neither number formats nor merged ranges.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::Arc;

use super::biff_format::PERCENTAGES;
use super::cell;
use super::package::{Package, attribute, each_element};
use crate::place::CellRef;
use crate::workbook::{Backing, CellRange};

/// Longest record that is believed; the longest that programs write hold one text of 32,767 characters.
const RECORD: usize = 1 << 20;

/// Record types of MS-XLSB 2.3 that say something here.
mod kind {
    pub(super) const ROW: u16 = 0x0000;
    /// The cells: blank, RK, error, boolean, real, text, shared text, and the four formulas.
    pub(super) const CELLS: std::ops::RangeInclusive<u16> = 0x0001..=0x000B;
    pub(super) const FORMAT: u16 = 0x002C;
    pub(super) const STYLE: u16 = 0x002F;
    pub(super) const SHEET: u16 = 0x009C;
    pub(super) const MERGE: u16 = 0x00B0;
    pub(super) const BEGIN_CELL_STYLES: u16 = 0x0269;
    pub(super) const END_CELL_STYLES: u16 = 0x026A;
}

/// Where each sheet stands, and the number format of each style.
#[derive(Default)]
pub(super) struct Book {
    /// The part of each sheet by the sheet's name.
    parts: BTreeMap<String, String>,
    formats: Vec<Option<Arc<Backing>>>,
}

/// What calamine does not tell of a sheet.
#[derive(Default)]
pub(super) struct SheetFacts {
    pub(super) merges: Vec<CellRange>,
    /// The formats of the cells that have one, in the order of the cells.
    formats: Vec<(CellRef, Arc<Backing>)>,
}

impl SheetFacts {
    /// The format of a cell.
    pub(super) fn format(&self, at: CellRef) -> Option<&Arc<Backing>> {
        let index = self.formats.binary_search_by_key(&at, |(place, _)| *place).ok()?;
        self.formats.get(index).map(|(_, format)| format)
    }
}

/// The parts of a package that hold records; the error is a claimed length beyond all bounds.
pub(super) fn check(package: &mut Package<'_>) -> Result<(), usize> {
    for name in package.names(".bin") {
        // A part with macros or settings of a printer is of another sort, and not read as records.
        let of_records = ["workbook", "worksheets/", "sharedstrings", "styles"];
        let lower = name.to_ascii_lowercase();
        if of_records.iter().any(|part| lower.contains(part))
            && let Some(part) = package.part(&name)
        {
            walk(part, |_, _| ())?;
        }
    }
    Ok(())
}

impl Book {
    /// What the workbook's own parts say.
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let mut targets = BTreeMap::new();
        let relations = package.text("xl/_rels/workbook.bin.rels").unwrap_or_default();
        each_element(&relations, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                targets.insert(id, format!("xl/{}", target.trim_start_matches("/xl/")));
            }
        });
        let mut parts = BTreeMap::new();
        if let Some(part) = package.part("xl/workbook.bin") {
            let _ = walk(part, |record, data| {
                if record == kind::SHEET
                    && let Some((id, name)) = sheet_names(data)
                    && let Some(target) = targets.get(&id)
                {
                    parts.insert(name, target.clone());
                }
            });
        }
        let formats = package.part("xl/styles.bin").map(formats_by_style);
        Self {
            parts,
            formats: formats.unwrap_or_default(),
        }
    }

    /// What a sheet's part says besides its values; at most so many merged ranges.
    pub(super) fn sheet(&self, package: &mut Package<'_>, name: &str, merges: usize) -> SheetFacts {
        let mut facts = SheetFacts::default();
        let part = self.parts.get(name).and_then(|part| package.part(part));
        let Some(part) = part else { return facts };
        let mut row = 0;
        let _ = walk(part, |record, data| match record {
            kind::ROW => row = number(data, 0).unwrap_or(row),
            kind::MERGE if facts.merges.len() < merges => facts.merges.extend(merged_range(data)),
            record if kind::CELLS.contains(&record) => {
                // The style's number has 24 bits.
                let style = number(data, 4).map(|word| (word & 0x00FF_FFFF) as usize);
                let format = style.and_then(|style| self.formats.get(style)?.clone());
                facts
                    .formats
                    .extend(number(data, 0).map(|column| CellRef::new(row, column)).zip(format));
            }
            _ => {}
        });
        facts.formats.sort_by_key(|(at, _)| *at);
        facts
    }
}

/// Calls for every record until the part ends; the error is a claimed length beyond all bounds.
fn walk(part: impl Read, mut visit: impl FnMut(u16, &[u8])) -> Result<(), usize> {
    let mut part = BufReader::new(part);
    let mut data = Vec::new();
    while let Some((record, length)) = header(&mut part) {
        if length > RECORD {
            return Err(length);
        }
        data.clear();
        let read = part.by_ref().take(length as u64).read_to_end(&mut data);
        if read.ok() != Some(length) {
            break;
        }
        visit(record, &data);
    }
    Ok(())
}

/// A record's type and length, both in bytes of seven bits.
fn header(part: &mut impl Read) -> Option<(u16, usize)> {
    let mut next = || {
        let mut byte = [0];
        part.read_exact(&mut byte).ok()?;
        Some(byte[0])
    };
    let first = next()?;
    let mut record = u16::from(first & 0x7F);
    if first & 0x80 != 0 {
        record |= u16::from(next()? & 0x7F) << 7;
    }
    let mut length = 0;
    for place in 0..4 {
        let byte = next()?;
        length |= usize::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((record, length))
}

fn number(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// A text behind its length in characters, and what follows it.
fn wide_text(data: &[u8]) -> Option<(String, &[u8])> {
    let end = 4 + (number(data, 0)? as usize).checked_mul(2)?;
    let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(data.get(4..end)?);
    Some((text.into_owned(), data.get(end..)?))
}

/// The relation and the name of a sheet, behind its state and number.
fn sheet_names(data: &[u8]) -> Option<(String, String)> {
    let (id, rest) = wide_text(data.get(8..)?)?;
    let (name, _) = wide_text(rest)?;
    Some((id, name))
}

/// First row, last row, first column, last column.
fn merged_range(data: &[u8]) -> Option<CellRange> {
    let [top, bottom, left, right] = [0, 4, 8, 12].map(|at| number(data, at));
    Some(CellRange {
        start: CellRef::new(top?, left?),
        end: CellRef::new(bottom?, right?),
    })
}

/// The format of each style of cells, none where it says nothing.
fn formats_by_style(part: impl Read) -> Vec<Option<Arc<Backing>>> {
    let mut codes: BTreeMap<u16, String> = PERCENTAGES.iter().map(|(id, code)| (*id, (*code).to_owned())).collect();
    let mut styles: Vec<u16> = Vec::new();
    let mut of_cells = false;
    let word = |data: &[u8], at: usize| Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?));
    let _ = walk(part, |record, data| match record {
        kind::FORMAT => {
            let text = data.get(2..).and_then(wide_text);
            codes.extend(word(data, 0).zip(text.map(|(text, _)| text)));
        }
        kind::BEGIN_CELL_STYLES => of_cells = true,
        kind::END_CELL_STYLES => of_cells = false,
        // The format's number stands behind that of the style that this one is made from.
        kind::STYLE if of_cells => styles.extend(word(data, 2)),
        _ => {}
    });
    let format = |id: &u16| codes.get(id).filter(|code| *code != "General");
    styles
        .iter()
        .map(|id| cell::backing(format(id).map(|code| code.as_str().into()), None))
        .collect()
}
