//! The records of an xlsb's parts (MS-XLSB 2.1.4): their types, how they are walked and how they are written.

use std::fmt;
use std::io::{BufReader, Read};

/// Longest record that is believed; the longest that programs write hold one text of 32,767 characters.
const RECORD: usize = 1 << 20;

/// Record types of MS-XLSB 2.3 that say something here.
pub(super) mod kind {
    pub(in super::super) const ROW: u16 = 0x0000;
    /// The cells: blank, RK, error, boolean, real, text, shared text, and the four formulas.
    pub(in super::super) const CELLS: std::ops::RangeInclusive<u16> = 0x0001..=0x000B;
    pub(in super::super) const RK: u16 = 0x0002;
    pub(in super::super) const ERROR: u16 = 0x0003;
    pub(in super::super) const BOOL: u16 = 0x0004;
    pub(in super::super) const REAL: u16 = 0x0005;
    pub(in super::super) const TEXT: u16 = 0x0006;
    pub(in super::super) const SHARED_TEXT: u16 = 0x0007;
    pub(in super::super) const FORMULA_TEXT: u16 = 0x0008;
    pub(in super::super) const FORMULA_NUMBER: u16 = 0x0009;
    pub(in super::super) const FORMULA_BOOL: u16 = 0x000A;
    pub(in super::super) const FORMULA_ERROR: u16 = 0x000B;
    pub(in super::super) const STRING: u16 = 0x0013;
    pub(in super::super) const NAME: u16 = 0x0027;
    pub(in super::super) const FORMAT: u16 = 0x002C;
    pub(in super::super) const STYLE: u16 = 0x002F;
    /// A cell of text with runs of its own.
    pub(in super::super) const RICH_TEXT: u16 = 0x003E;
    pub(in super::super) const DIMENSIONS: u16 = 0x0094;
    pub(in super::super) const PROPERTIES: u16 = 0x0099;
    pub(in super::super) const SHEET: u16 = 0x009C;
    pub(in super::super) const BEGIN_STRINGS: u16 = 0x009F;
    pub(in super::super) const MERGE: u16 = 0x00B0;
    pub(in super::super) const EXTERN_SHEETS: u16 = 0x016A;
    pub(in super::super) const BEGIN_FORMATS: u16 = 0x0267;
    pub(in super::super) const BEGIN_CELL_STYLES: u16 = 0x0269;
    pub(in super::super) const END_CELL_STYLES: u16 = 0x026A;
}

/// What is wrong with a part.
#[derive(Debug)]
pub(super) enum Fault {
    /// A record claims so many bytes, beyond all bounds.
    Length(usize),
    /// A record of this type is cut short, or refers to what is not there.
    Record(u16),
    /// The part of a sheet is not there.
    Absent,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "BIFF12: {length} B"),
            Self::Record(record) => write!(f, "BIFF12: record {record:#06X}"),
            Self::Absent => write!(f, "BIFF12: no part"),
        }
    }
}

/// Calls for every record until the part ends.
pub(super) fn walk(part: impl Read, mut visit: impl FnMut(u16, &[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut part = BufReader::new(part);
    let mut data = Vec::new();
    while let Some((record, length)) = header(&mut part) {
        if length > RECORD {
            return Err(Fault::Length(length));
        }
        data.clear();
        let read = part.by_ref().take(length as u64).read_to_end(&mut data);
        if read.ok() != Some(length) {
            break;
        }
        visit(record, &data)?;
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

pub(super) fn number(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

pub(super) fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// A text behind its length in characters, and what follows it.
pub(super) fn wide_text(data: &[u8]) -> Option<(String, &[u8])> {
    let end = 4 + (number(data, 0)? as usize).checked_mul(2)?;
    let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(data.get(4..end)?);
    Some((text.into_owned(), data.get(end..)?))
}

/// Records of one type, written one behind the other.
pub(super) struct Listed {
    record: u16,
    count: u32,
    bytes: Vec<u8>,
}

impl Listed {
    pub(super) const fn new(record: u16) -> Self {
        Self {
            record,
            count: 0,
            bytes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, data: &[u8]) {
        self.count += 1;
        put(&mut self.bytes, self.record, data);
    }

    /// All of them behind the record that says how many there are.
    pub(super) fn begun_by(self, record: u16) -> Vec<u8> {
        let mut begun = Vec::with_capacity(self.bytes.len() + 8);
        put(&mut begun, record, &self.count.to_le_bytes());
        begun.extend(self.bytes);
        begun
    }
}

/// Writes a record of at most [`RECORD`] bytes.
fn put(bytes: &mut Vec<u8>, record: u16, data: &[u8]) {
    let mut sevens = |mut number: usize| loop {
        let low = (number & 0x7F) as u8;
        number >>= 7;
        bytes.push(if number > 0 { low | 0x80 } else { low });
        if number == 0 {
            break;
        }
    };
    sevens(usize::from(record));
    sevens(data.len());
    bytes.extend_from_slice(data);
}
