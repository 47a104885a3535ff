//! xlsb: what calamine takes from a record without looking (lengths, indices, nested formulas), looked at before it does.

use super::biff12_record::{Fault, kind, number, wide_text, word};

/// Rows of a sheet; calamine takes a row beyond them for the end of the sheet.
const ROWS: u32 = 1 << 20;
/// Functions that calamine knows by number.
const FUNCTIONS: u16 = 485;
/// Bytes of a formula (MS-XLSB 2.5.97.4).
const LONGEST_FORMULA: usize = 16_385;
/// How deep formulas may stand in formulas; programs write one level.
const DEEPEST: usize = 8;
/// What the formulas of a workbook may cost: calamine takes time by the square of a formula's length.
const MOST_WORK: usize = 1 << 33;

/// Refuses a record of a sheet that calamine cannot take, where the workbook has so many shared strings.
pub(super) fn check(record: u16, data: &[u8], strings: usize) -> Result<(), Fault> {
    let sound = match record {
        kind::ROW => number(data, 0).is_some_and(|row| row < ROWS),
        kind::TEXT | kind::FORMULA_TEXT => data.get(8..).and_then(wide_text).is_some(),
        kind::SHARED_TEXT => number(data, 8).is_some_and(|index| (index as usize) < strings),
        _ => data.len() >= least(record),
    };
    if sound { Ok(()) } else { Err(Fault::Record(record)) }
}

/// Bytes of a record at the least; of a shorter one calamine would take what the one before left.
const fn least(record: u16) -> usize {
    match record {
        kind::ERROR | kind::BOOL | kind::FORMULA_BOOL | kind::FORMULA_ERROR => 9,
        kind::RK => 12,
        kind::REAL | kind::FORMULA_NUMBER | kind::DIMENSIONS => 16,
        _ => 0,
    }
}

/// The formulas of a workbook, as far as they were looked at.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    /// How many sheets a formula may name.
    pub(super) externs: usize,
    work: usize,
}

impl Formulas {
    /// Whether calamine can take the formula of a cell, where it has one.
    pub(super) fn fits_cell(&mut self, record: u16, data: &[u8]) -> bool {
        let start = match record {
            kind::FORMULA_TEXT => match number(data, 8) {
                Some(characters) => (characters as usize).saturating_mul(2).saturating_add(14),
                None => return false,
            },
            kind::FORMULA_NUMBER => 18,
            kind::FORMULA_BOOL | kind::FORMULA_ERROR => 11,
            _ => return true,
        };
        data.get(start..).is_some_and(|formula| self.fits(formula))
    }

    /// Whether calamine can take a formula behind its length.
    pub(super) fn fits(&mut self, formula: &[u8]) -> bool {
        let length = number(formula, 0).unwrap_or(u32::MAX) as usize;
        self.work = self.work.saturating_add(length.saturating_mul(length));
        let tokens = formula.get(4..).and_then(|rest| rest.get(..length));
        self.work <= MOST_WORK
            && length <= LONGEST_FORMULA
            && tokens.is_some_and(|all| fits(all, self.externs, DEEPEST))
    }
}

/// Whether every token of a formula is whole and known.
fn fits(mut tokens: &[u8], externs: usize, depth: usize) -> bool {
    while let Some((token, rest)) = tokens.split_first() {
        let length = operand(*token, rest, (externs, depth));
        let Some(rest) = length.and_then(|length| rest.get(length..)) else {
            return false;
        };
        tokens = rest;
    }
    true
}

/// The bytes behind a token (MS-XLSB 2.5.97.16); none where it is not known or names what is not there.
fn operand(token: u8, rest: &[u8], (externs, depth): (usize, usize)) -> Option<usize> {
    let sheet_known = || usize::from(word(rest, 0)?).lt(&externs).then_some(());
    // The row counts from one where it is printed.
    let rows = |places: &[usize]| {
        let sound = |at: &usize| number(rest, *at).is_some_and(|row| row < u32::MAX);
        places.iter().all(sound).then_some(())
    };
    // Tokens from 0x20 on come in three classes.
    let family = if token >= 0x40 { token & 0x1F | 0x20 } else { token };
    Some(match family {
        _ if token >= 0x80 => return None,
        0x3A => sheet_known().and(rows(&[2])).map(|()| 8)?,
        0x3B => sheet_known().and(rows(&[2, 6])).map(|()| 14)?,
        0x3C => sheet_known().map(|()| 8)?,
        0x3D => sheet_known().map(|()| 14)?,
        0x03..=0x16 => 0,
        0x01 => 4,
        0x17 => usize::from(word(rest, 0)?) * 2 + 2,
        0x18 => match rest.first()? {
            0x19 => 13,
            0x1D => 5,
            _ => return None,
        },
        0x19 => match rest.first()? {
            0x01 | 0x02 | 0x08 | 0x10 | 0x20 | 0x21 | 0x40 | 0x41 | 0x80 => 3,
            0x04 => 11,
            _ => return None,
        },
        0x1C | 0x1D => 1,
        0x1E => 2,
        0x1F => 8,
        0x20 => 14,
        0x21 => word(rest, 0).filter(|function| *function < FUNCTIONS).map(|_| 2)?,
        0x22 => word(rest, 1).filter(|function| *function < FUNCTIONS).map(|_| 3)?,
        0x23 => number(rest, 0).filter(|name| *name > 0).map(|_| 4)?,
        0x24 => rows(&[0]).map(|()| 6)?,
        0x25 => rows(&[0, 4]).map(|()| 12)?,
        0x29 => {
            let length = usize::from(word(rest, 0)?);
            let inner = rest.get(2..)?.get(..length)?;
            fits(inner, externs, depth.checked_sub(1)?).then_some(length + 2)?
        }
        0x2A | 0x39 => 6,
        0x2B => 12,
        _ => return None,
    })
}
