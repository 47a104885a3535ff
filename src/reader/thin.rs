//! A long xlsx sheet without the numbers that nobody will ask for, taken out before the library reads it: that costs it a
//! tenth of the work. Only what programs write for a plain number is taken, `<c r="B2" s="1"><v>2.5</v></c>`, and only out
//! of rows that are written so from end to end; everything else stays as it is.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::ops::Range;

use super::sieve::Spare;

/// Bytes of a sheet's part from which on it is worth it.
pub(super) const WORTH: u64 = 1 << 20;

/// Bytes that are looked at in one go.
const CHUNK: usize = 1 << 17;

/// Most bytes of a row that is looked at.
const LONGEST_ROW: usize = 1 << 22;

const ROW_END: &[u8] = b"</row>";

/// What may be taken out of a sheet.
pub(super) struct Choice {
    /// The last row of the head, which stays whole.
    pub(super) head: u32,
    /// The columns.
    pub(super) spare: Spare,
}

/// Copies a sheet's part without its spare numbers and tells which rows stayed whole; none where it is written in a way that is
/// not known here.
pub(super) fn copy(mut part: impl Read, choice: &Choice, into: &mut dyn Write) -> Option<BTreeSet<u32>> {
    let mut whole_rows = BTreeSet::new();
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    loop {
        let read = part.read(buffer.get_mut(filled..)?).ok()?;
        filled += read;
        let text = buffer.get(..filled)?;
        if read == 0 {
            into.write_all(text).ok()?;
            return Some(whole_rows);
        }
        let whole = last_end(text);
        choice.copy_rows(text.get(..whole)?, into, &mut whole_rows)?;
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
        if filled == buffer.len() {
            // A row longer than the room for one.
            (filled < LONGEST_ROW).then(|| buffer.resize(filled * 2, 0))?;
        }
    }
}

/// Where the last row that is whole ends.
fn last_end(text: &[u8]) -> usize {
    let end = text.windows(ROW_END.len()).rposition(|place| place == ROW_END);
    end.map_or(0, |end| end + ROW_END.len())
}

/// A row as it is written.
struct WrittenRow {
    /// Its bytes.
    length: usize,
    /// Its place, as its cells tell it.
    line: Option<u32>,
    /// Where its spare cells stand.
    spare: Vec<Range<usize>>,
}

impl Choice {
    /// Whether so much goes that what stays is small beside the file.
    pub(super) fn is_worth_it(&self) -> bool {
        self.spare.columns.len() > self.spare.figures.len()
    }

    /// Copies rows, and what stands between them.
    fn copy_rows(&self, mut text: &[u8], into: &mut dyn Write, whole_rows: &mut BTreeSet<u32>) -> Option<()> {
        while let Some(start) = text.windows(4).position(|place| place == b"<row") {
            let (before, rest) = text.split_at_checked(start)?;
            // In a comment there may be anything.
            (!before.windows(2).any(|place| place == b"<!")).then_some(())?;
            into.write_all(before).ok()?;
            let row = self.row(rest)?;
            if row.spare.is_empty() {
                whole_rows.extend(row.line.filter(|line| *line > self.head));
            }
            let mut kept = 0;
            for cell in row.spare {
                into.write_all(rest.get(kept..cell.start)?).ok()?;
                kept = cell.end;
            }
            into.write_all(rest.get(kept..row.length)?).ok()?;
            text = rest.get(row.length..)?;
        }
        into.write_all(text).ok()
    }

    /// The row with which a text begins.
    fn row(&self, text: &[u8]) -> Option<WrittenRow> {
        let mut row = WrittenRow {
            length: text.iter().position(|byte| *byte == b'>')? + 1,
            line: None,
            spare: Vec::new(),
        };
        if text.get(row.length.checked_sub(2)?) == Some(&b'/') {
            return Some(row);
        }
        // A year may be no figure, and the row without its other figures a head.
        let mut wanted = self.spare.figures_kept();
        let mut regular = true;
        while !text.get(row.length..)?.starts_with(ROW_END) {
            let start = row.length;
            let Some(cell) = Written::parse(text.get(start..)?) else {
                regular = false;
                row.length += other_tag(text.get(start..)?)?;
                continue;
            };
            row.length += cell.length;
            regular &= row.line.replace(cell.line).is_none_or(|line| line == cell.line);
            let spare = self.spare.columns.contains(&cell.column) && cell.line > self.head;
            match cell.number {
                Some(Number::Figure) if self.spare.figures.contains(&cell.column) => wanted = wanted.saturating_sub(1),
                Some(_) if spare => row.spare.push(start..row.length),
                Some(_) | None => {}
            }
        }
        row.length += ROW_END.len();
        if !regular || wanted > 0 {
            row.spare.clear();
        }
        Some(row)
    }
}

/// The bytes of a tag and of the text behind it; none where a comment or the like begins, in which there may be anything.
fn other_tag(text: &[u8]) -> Option<usize> {
    (!text.starts_with(b"<!")).then_some(())?;
    let next = text.iter().skip(1).position(|byte| *byte == b'<');
    next.map(|next| next + 1)
}

/// A cell as it is written.
struct Written {
    /// Its bytes.
    length: usize,
    /// From 0.
    column: u32,
    /// From 0.
    line: u32,
    /// What it is, where it is a plain number.
    number: Option<Number>,
}

/// A plain number.
#[derive(Clone, Copy)]
enum Number {
    /// It is a figure, whatever stands beside it.
    Figure,
    /// It may be a year or a month: 2023, 202309.
    Period,
}

impl Number {
    fn of(digits: &[u8]) -> Self {
        let bare = digits.strip_prefix(b"-").unwrap_or(digits);
        let whole = bare.split(|byte| *byte == b'.').next().unwrap_or_default();
        let value = line(whole).filter(|_| matches!(whole.len(), 4 | 6));
        let year = |value: u32| (1_900..2_200).contains(&value);
        match value.is_some_and(|value| year(value) || year(value / 100)) {
            true => Self::Period,
            false => Self::Figure,
        }
    }
}

impl Written {
    /// The cell at the beginning of a text, where it begins with its address.
    fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = Rest(text.strip_prefix(b"<c r=\"")?);
        let letters = rest.take(|byte| byte.is_ascii_uppercase());
        let digits = rest.take(|byte| byte.is_ascii_digit());
        let (column, line) = (column(letters)?, line(digits)?);
        rest.skip(b"\"")?;
        if rest.skip(b" s=\"").is_some() {
            rest.take(|byte| byte.is_ascii_digit());
            rest.skip(b"\"")?;
        }
        let (behind, number) = match rest.number() {
            Some((behind, number)) => (behind, Some(number)),
            None => (rest.behind_other()?, None),
        };
        Some(Self {
            length: text.len() - behind.0.len(),
            column,
            line,
            number,
        })
    }
}

/// What of a text has not been looked at yet.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t [u8]);

impl<'t> Rest<'t> {
    fn skip(&mut self, text: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn take(&mut self, fits: impl Fn(&u8) -> bool) -> &'t [u8] {
        let length = self.0.iter().take_while(|byte| fits(byte)).count();
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    /// A plain number and what stands behind its cell.
    fn number(mut self) -> Option<(Self, Number)> {
        /// No longer number is written without an exponent.
        const LONGEST: usize = 20;
        self.skip(b"><v>")?;
        let number = self.take(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        self.skip(b"</v></c>")?;
        let usual = !number.is_empty() && number.len() <= LONGEST;
        usual.then(|| (self, Number::of(number)))
    }

    /// What stands behind a cell of another kind, which holds nothing but elements and text.
    fn behind_other(mut self) -> Option<Self> {
        let attributes = self.take(|byte| *byte != b'>');
        self.skip(b">")?;
        if attributes.ends_with(b"/") {
            return Some(self);
        }
        loop {
            self.take(|byte| *byte != b'<');
            if self.skip(b"</c>").is_some() {
                return Some(self);
            }
            self.skip(b"<")?;
            // Neither another cell nor a row's end stands in a cell.
            if self.0.starts_with(b"!") || self.0.starts_with(b"c ") || self.0.starts_with(b"/row") {
                return None;
            }
        }
    }
}

/// A column by its letters, from 0.
fn column(letters: &[u8]) -> Option<u32> {
    let number = letters.iter().try_fold(0_u32, |sum, letter| {
        sum.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)
    });
    number?.checked_sub(1)
}

/// A row by its digits, from 0.
fn line(digits: &[u8]) -> Option<u32> {
    let number = digits.iter().try_fold(0_u32, |sum, digit| {
        sum.checked_mul(10)?.checked_add(u32::from(digit - b'0'))
    });
    number?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::skim::tests::Slow;

    /// From row 3 on the numbers of columns C and D may go, where the row keeps a figure in B.
    fn choice() -> Choice {
        let spare = Spare {
            columns: [2, 3].into(),
            figures: [1].into(),
            names: Some(0),
        };
        Choice { head: 1, spare }
    }

    fn thinned(sheet: &str, step: usize) -> Option<String> {
        let mut into = Vec::new();
        copy(Slow(sheet.as_bytes(), step), &choice(), &mut into)?;
        String::from_utf8(into).ok()
    }

    fn assert_thinned(rows: &str, expected: &str) {
        let sheet = |rows| format!("<?xml?><worksheet><sheetData>{rows}</sheetData><mergeCells/></worksheet>");
        for step in [1, 7, 100_000] {
            assert_eq!(thinned(&sheet(rows), step), Some(sheet(expected)), "{step}");
        }
    }

    #[test]
    fn spare_numbers_of_plain_rows_go() {
        let named = "<c r=\"A3\" t=\"s\"><v>7</v></c><c r=\"B3\" s=\"2\"><v>-2.5</v></c>";
        let text = "<c r=\"D3\" t=\"inlineStr\"><is><t>南街</t></is></c><c r=\"E3\"/><c r=\"F3\" s=\"1\"/>";
        let numbers = "<c r=\"C3\"><v>3</v></c><c r=\"D3\" s=\"4\"><v>4.25</v></c>";
        assert_thinned(
            &format!("<row r=\"3\">{named}{numbers}{text}</row><row r=\"4\"/>"),
            &format!("<row r=\"3\">{named}{text}</row><row r=\"4\"/>"),
        );
    }

    #[test]
    fn a_row_without_a_sure_figure_of_its_own_stays() {
        let numbers = "<c r=\"C3\"><v>3</v></c><c r=\"D3\" s=\"4\"><v>4.25</v></c>";
        for own in ["t=\"str\"><v>2", "><v>2023", "><v>202312", "><v>-2001.0"] {
            let row = format!("<row><c r=\"A3\" t=\"s\"><v>7</v></c><c r=\"B3\" {own}</v></c>{numbers}</row>");
            assert_thinned(&row, &row);
        }
    }

    #[test]
    fn all_else_stays() {
        let figure = "<c r=\"B3\"><v>1</v></c>";
        for cell in [
            "<c r=\"C2\"><v>1</v></c>",
            "<c r=\"C3\"><f>1+1</f><v>2</v></c>",
            "<c r=\"C3\"><v>1E+20</v></c>",
            "<c r=\"C3\" t=\"n\"><v>1</v></c>",
            "<c r=\"C3\"><v>1</v></c><c s=\"1\"><v>2</v></c>",
            "<c r=\"C3\"><v>1</v></c><c s=\"1\" r=\"D3\"><v>2</v></c>",
            "<c r=\"C3\"><v>1</v></c><x:c/>",
            "<c r=\"C3\"><v>1</v></c><c r=\"D4\"><v>1</v></c>",
        ] {
            let row = format!("<row spans=\"1:3\">{figure}{cell}</row>");
            assert_thinned(&row, &row);
        }
    }

    #[test]
    fn rows_that_stay_whole_are_told() {
        let row = |number: u32, own: &str| {
            format!("<row><c r=\"B{number}\"><v>{own}</v></c><c r=\"C{number}\"><v>1</v></c></row>")
        };
        let sheet = [row(2, "2"), row(3, "2"), row(4, "2023"), row(5, "2")].concat();
        assert_eq!(copy(sheet.as_bytes(), &choice(), &mut Vec::new()), Some([3].into()));
    }

    #[test]
    fn what_may_hold_anything_is_not_touched() {
        let cell = "<c r=\"B3\"><v>1</v></c><c r=\"C3\"><v>1</v></c>";
        for rows in [
            format!("<!-- <row>{cell}</row> --><row>{cell}</row>"),
            format!("<row>{cell}<!-- {cell} --></row>"),
            format!("<row><c r=\"A3\" t=\"inlineStr\"><is><t><![CDATA[</c>]]></t></is></c>{cell}</row>"),
        ] {
            assert_eq!(thinned(&rows, 100_000), None, "{rows}");
        }
    }
}
