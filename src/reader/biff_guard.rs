//! xls: what calamine takes from a record without looking (lengths, counts, columns), looked at before it does.

use super::biff::{Record, kind, number, records, word};

/// What is to be done with a record of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is taken as it is.
    Sound,
    /// Its text is not in the file: the cell becomes an error.
    TextLost,
    /// Its formula cannot be taken apart: the cell keeps its value alone.
    FormulaLost,
    /// It only claims how much there is, and calamine would reserve that: no reader is to know it.
    Claim,
    /// calamine would give up the whole file for it, or fall over it.
    Unfit,
}

/// What the formulas of a workbook may cost: calamine takes time by the square of a formula's length.
const MOST_WORK: usize = 1 << 33;
/// Bytes of a Formula record before its formula (MS-XLS 2.4.127).
const FORMULA_HEAD: usize = 20;
/// `#REF!`, as records of error values say it (MS-XLS 2.5.10); so does a cell of an xlsx whose text is missing.
const REFERENCE_ERROR: u8 = 0x17;

/// What the records of the workbook say, by which those of its sheets are judged.
pub(super) struct Guard {
    /// Whether texts say how wide their characters are (BIFF8).
    wide_texts: bool,
    /// How many shared strings there are.
    strings: usize,
    work: usize,
}

impl Guard {
    /// The guard of a workbook; none where its shared strings are cut off.
    pub(super) fn new(stream: &[u8], wide_texts: bool) -> Option<Self> {
        let mut strings = 0;
        let mut globals = records(stream).take_while(|(kind, _)| *kind != kind::EOF).peekable();
        while let Some((record, table)) = globals.next() {
            if record == kind::STRINGS {
                let behind = std::iter::from_fn(|| globals.next_if(|(kind, _)| *kind == kind::CONTINUE));
                strings = count_strings(table, behind.map(|(_, data)| data).collect())?;
            }
        }
        Some(Self {
            wide_texts,
            strings,
            work: 0,
        })
    }

    /// Judges a record of a sheet.
    pub(super) fn verdict(&mut self, (record, data): Record<'_>) -> Verdict {
        if !self.is_fit(record, data) {
            Verdict::Unfit
        } else if !self.has_text(record, data) {
            Verdict::TextLost
        } else if record == kind::FORMULA && !self.formula_fits(data) {
            Verdict::FormulaLost
        } else {
            Verdict::Sound
        }
    }

    fn is_fit(&self, record: u16, data: &[u8]) -> bool {
        let length = data.len();
        match record {
            kind::NUMBER => length >= 14,
            kind::RK | kind::LABEL_SST => length >= 10,
            kind::LABEL | kind::RICH_LABEL => data.get(6..).is_some_and(|text| self.counts(text)),
            kind::STRING => self.counts(data),
            kind::BOOL_ERROR => match (data.get(6), data.get(7)) {
                (Some(_), Some(0)) => true,
                (Some(error), Some(1)) => is_error(*error),
                _ => false,
            },
            kind::MUL_RK => multiple_cells(data).is_some_and(|cells| length == 6 + 6 * cells),
            kind::MERGES => word(data, 0).is_some_and(|count| length >= 2 + 8 * usize::from(count)),
            kind::FORMULA => data.get(6..14).is_some_and(is_saved_value) && length >= FORMULA_HEAD + 2,
            _ => true,
        }
    }

    /// Whether a text says how long it is, and in BIFF8 how wide its characters are.
    fn counts(&self, text: &[u8]) -> bool {
        let head = if self.wide_texts { 3 } else { 2 };
        text.len() >= head || word(text, 0) == Some(0)
    }

    /// Whether all of the text of a cell is there.
    fn has_text(&self, record: u16, data: &[u8]) -> bool {
        match record {
            kind::LABEL_SST => number(data, 6).is_some_and(|index| (index as usize) < self.strings),
            kind::LABEL | kind::RICH_LABEL => {
                let characters = usize::from(word(data, 6).unwrap_or(0));
                let wide = self.wide_texts && data.get(8).is_some_and(|flags| flags & 1 == 1);
                let head = if self.wide_texts { 9 } else { 8 };
                let bytes = if wide { characters * 2 } else { characters };
                characters == 0 || data.len() >= head + bytes
            }
            _ => true,
        }
    }

    fn formula_fits(&mut self, data: &[u8]) -> bool {
        let length = usize::from(word(data, FORMULA_HEAD).unwrap_or(u16::MAX));
        self.work = self.work.saturating_add(length * length);
        let tokens = data.get(FORMULA_HEAD + 2..).and_then(|rest| rest.get(..length));
        self.work <= MOST_WORK && tokens.is_some_and(|tokens| fits(tokens, self.wide_texts))
    }
}

/// Makes a record of a sheet, its data without its head, what the verdict says, and gives its new type; no reader knows 0.
pub(super) fn mend(verdict: Verdict, record: u16, data: &mut [u8]) -> u16 {
    match (verdict, data) {
        // Row, column and style stand first in both records; of what follows, calamine takes two bytes.
        (Verdict::TextLost, [_, _, _, _, _, _, error, is_error, ..]) => {
            (*error, *is_error) = (REFERENCE_ERROR, 1);
            kind::BOOL_ERROR
        }
        (Verdict::FormulaLost, data) => {
            let length = data.get_mut(FORMULA_HEAD..FORMULA_HEAD + 2);
            length.into_iter().for_each(|length| length.fill(0));
            record
        }
        (Verdict::Claim, _) => 0,
        (Verdict::Sound | Verdict::Unfit | Verdict::TextLost, _) => record,
    }
}

/// Makes the record of a name, its data without its head, one whose formula calamine can take apart: else without. Whether
/// the record of the workbook can be taken at all.
pub(super) fn mend_global(record: u16, data: &mut [u8], wide: bool) -> bool {
    match record {
        kind::FILE_PASS | kind::DATE_MODE | kind::BOF | kind::EXTERN_SHEET => data.len() >= 2,
        kind::BOUND_SHEET => data.len() >= 6,
        kind::NAME => {
            let formula = name_formula(data);
            if formula.is_none_or(|formula| name_fits(formula, wide)) {
                return formula.is_some();
            }
            let length = data.get_mut(4..6);
            length.into_iter().for_each(|length| length.fill(0));
            data.len() >= NAME_HEAD
        }
        _ => true,
    }
}

/// Bytes of the record of a name before the name (MS-XLS 2.4.150).
const NAME_HEAD: usize = 14;

/// The tokens of a name, which end its record; none where they are longer than that.
fn name_formula(data: &[u8]) -> Option<&[u8]> {
    let length = usize::from(word(data, 4)?);
    data.get(NAME_HEAD..)?;
    data.get(data.len().checked_sub(length)?..)
}

/// Whether the first token of a name is whole.
fn name_fits(formula: &[u8], wide: bool) -> bool {
    let Some(token) = formula.first() else { return true };
    let least = match (token & 0x1F | 0x20, wide) {
        _ if !(0x3A..0x7E).contains(token) => 0,
        (0x3A, true) => 7,
        (0x3A, false) => 18,
        (0x3B, true) => 11,
        (0x3B, false) => 21,
        (0x3C | 0x3D, true) => 3,
        (0x3C | 0x3D, false) => 13,
        _ => 0,
    };
    formula.len() >= least
}

/// How many cells a MulRk record holds, by its columns.
pub(super) fn multiple_cells(data: &[u8]) -> Option<usize> {
    let (first, last) = (word(data, 2)?, word(data, data.len().checked_sub(2)?)?);
    Some(usize::from(last.checked_sub(first)?) + 1)
}

/// Whether calamine knows the number of an error value (MS-XLS 2.5.10).
const fn is_error(number: u8) -> bool {
    matches!(number, 0x00 | 0x07 | 0x0F | 0x17 | 0x1D | 0x24 | 0x2A | 0x2B)
}

/// Whether calamine knows the saved value of a formula (MS-XLS 2.5.133).
fn is_saved_value(value: &[u8]) -> bool {
    match value {
        [0x02, _, error, .., 0xFF, 0xFF] => is_error(*error),
        [sort, .., 0xFF, 0xFF] => *sort <= 0x03,
        _ => true,
    }
}

/// How many strings an Sst record has with the Continue records behind it, whatever it claims; none where one is cut off
/// (MS-XLS 2.4.265).
fn count_strings(table: &[u8], mut behind: Vec<&[u8]>) -> Option<usize> {
    const HEAD: usize = 8;
    behind.reverse();
    let mut pieces = Pieces {
        data: table.get(HEAD..)?,
        behind,
    };
    let mut count = 0;
    while !pieces.data.is_empty() || pieces.next_piece() {
        count += 1;
        if !pieces.data.is_empty() {
            pieces.pass_string()?;
        }
    }
    Some(count)
}

/// The data of a record and of the Continue records behind it.
struct Pieces<'a> {
    data: &'a [u8],
    /// The pieces behind it, the last first.
    behind: Vec<&'a [u8]>,
}

impl Pieces<'_> {
    fn next_piece(&mut self) -> bool {
        let next = self.behind.pop();
        self.data = next.unwrap_or(self.data);
        next.is_some()
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.data = self.data.get(bytes..)?;
        Some(())
    }

    /// One string (MS-XLS 2.5.293): its characters, whose width is said anew in every piece, then its runs and its phonetics.
    fn pass_string(&mut self) -> Option<()> {
        let (mut characters, flags) = (usize::from(word(self.data, 0)?), *self.data.get(2)?);
        self.skip(3)?;
        let mut behind = 0;
        if flags & 0x8 != 0 {
            behind += usize::from(word(self.data, 0)?) * 4;
            self.skip(2)?;
        }
        if flags & 0x4 != 0 {
            behind += number(self.data, 0)? as usize;
            self.skip(4)?;
        }
        let mut width = 1 + usize::from(flags & 1);
        loop {
            let here = characters.min(self.data.len() / width);
            self.skip(here * width)?;
            characters -= here;
            if characters == 0 {
                return self.pass(behind);
            }
            if !self.next_piece() {
                return None;
            }
            width = 1 + usize::from(self.data.first()? & 1);
            self.skip(1)?;
        }
    }

    /// Passes over bytes that may go on in the next pieces.
    fn pass(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.data.is_empty() && !self.next_piece() {
                return None;
            }
            let here = bytes.min(self.data.len());
            self.skip(here)?;
            bytes -= here;
        }
        Some(())
    }
}

/// Whether calamine can walk the tokens of a formula; at one that it does not know it stops by itself.
fn fits(mut tokens: &[u8], wide: bool) -> bool {
    while let Some((token, rest)) = tokens.split_first() {
        let length = match operand(*token, rest, wide) {
            Operand::Bytes(length) => length,
            Operand::Unknown => return true,
            Operand::Unsound => return false,
        };
        let Some(rest) = rest.get(length..) else { return false };
        tokens = rest;
    }
    true
}

/// What stands behind a token.
enum Operand {
    Bytes(usize),
    Unknown,
    Unsound,
}

/// The bytes behind a token (MS-XLS 2.5.198), in BIFF8 and before.
fn operand(token: u8, rest: &[u8], wide: bool) -> Operand {
    // Tokens from 0x20 on come in three classes.
    let family = if token >= 0x40 { token & 0x1F | 0x20 } else { token };
    let of = |biff8: usize, before: usize| Operand::Bytes(if wide { biff8 } else { before });
    let sound = |is_sound: bool, length: usize| {
        if is_sound {
            Operand::Bytes(length)
        } else {
            Operand::Unsound
        }
    };
    // calamine counts rows in 16 bits, from one.
    let row = |at: usize| word(rest, at).is_some_and(|row| row < u16::MAX);
    match family {
        _ if token >= 0x80 => Operand::Unknown,
        0x03..=0x16 => Operand::Bytes(0),
        0x17 => text_of_formula(rest, wide),
        0x18 => Operand::Bytes(5),
        0x19 => match rest.first() {
            Some(0x04) => word(rest, 1).map_or(Operand::Unsound, |count| Operand::Bytes(5 + 2 * usize::from(count))),
            _ => Operand::Bytes(3),
        },
        0x1C | 0x1D => Operand::Bytes(1),
        0x1E => Operand::Bytes(2),
        0x1F => Operand::Bytes(8),
        0x20 => Operand::Bytes(7),
        0x21 => Operand::Bytes(2),
        0x22 => Operand::Bytes(3),
        0x23 => sound(number(rest, 0).is_some_and(|name| name > 0), 4),
        0x24 if wide => sound(row(0), 4),
        0x24 | 0x2A => of(4, 3),
        0x25 | 0x2B => of(8, 6),
        0x39 | 0x3C => Operand::Bytes(6),
        0x01 => Operand::Bytes(4),
        0x3A => sound(row(2), 6),
        0x3B | 0x3D => Operand::Bytes(10),
        _ => Operand::Unknown,
    }
}

/// The bytes of a text in a formula: its length in one byte, in BIFF8 the width of its characters, its characters.
fn text_of_formula(rest: &[u8], wide: bool) -> Operand {
    match (rest, wide) {
        ([characters, ..], false) => Operand::Bytes(1 + usize::from(*characters)),
        ([characters, flags, ..], true) => Operand::Bytes(2 + usize::from(*characters) * (1 + usize::from(flags & 1))),
        _ => Operand::Unsound,
    }
}
