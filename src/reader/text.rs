//! What the formats made of text share: their encoding, typed values, and cells gathered under the limits.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::cell::clean_text;
use super::guard::Meter;
use super::sieve::Sieve;
use super::{Source, Tab};
use crate::diag::Result;
use crate::place::CellRef;
use crate::workbook::{Cell, CellRange, CellValue, Sheet};

/// The text of a file: by its byte order mark, as UTF-8, in the encoding that it declares, else in GB 18030, which
/// holds GB 2312 and GBK too. Bytes that are no character show as U+FFFD.
pub(super) fn decode<'s>(source: &Source<'s>, declared: Option<&str>) -> Result<Cow<'s, str>> {
    source.limits.check_text(source, source.bytes.len() as u64)?;
    let encoding = encoding_rs::Encoding::for_bom(source.bytes).map_or_else(
        || match std::str::from_utf8(source.bytes) {
            Ok(_) => encoding_rs::UTF_8,
            Err(_) => declared
                .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
                // A page that says UTF-8 and is none was written by a program of this country.
                .filter(|encoding| *encoding != encoding_rs::UTF_8)
                .unwrap_or(encoding_rs::GB18030),
        },
        |(encoding, _)| encoding,
    );
    let (text, ..) = encoding.decode(source.bytes);
    Ok(text)
}

/// The value of a cell that is only text: a plain number of at most 17 digits is one, exactly; everything else (`007`, an
/// identity number of 18 digits, `1,234`) stays text. None when nothing is left of it.
pub(super) fn typed(text: &str) -> Option<CellValue> {
    let text = clean_text(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    Some(plain_number(trimmed).map_or_else(|| CellValue::Text(text.as_str().into()), CellValue::Number))
}

fn plain_number(text: &str) -> Option<Decimal> {
    /// One less than an identity number has, two more than a spreadsheet program keeps: nothing has rounded these.
    const DIGITS: usize = 17;
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unzip();
    let whole = whole.unwrap_or(unsigned);
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let plain = digits(whole) && fraction.is_none_or(digits) && (whole == "0" || !whole.starts_with('0'));
    let fits = whole.len() + fraction.map_or(0, str::len) <= DIGITS;
    (plain && fits).then(|| text.parse().ok()).flatten()
}

/// The name that a file of one sheet gives it: its own, without folder and extension.
pub(super) fn sheet_name(file: &str) -> Arc<str> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { name.into() } else { stem.into() }
}

/// The cells of one sheet as they arrive, in any order.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) cells: Vec<(CellRef, Cell)>,
    pub(super) merges: Vec<CellRange>,
}

impl Gathered {
    /// Keeps a cell; none is an empty one, which counts as seen.
    pub(super) fn put(
        &mut self,
        source: &Source<'_>,
        meter: &mut Meter,
        at: CellRef,
        value: Option<CellValue>,
    ) -> Result<Option<&mut Cell>> {
        meter.see(source, at.row, at.column)?;
        let Some(value) = value else { return Ok(None) };
        let cell = Cell::plain(meter.keep(source, value)?);
        self.cells.push((at, cell));
        Ok(self.cells.last_mut().map(|(_, cell)| cell))
    }

    /// Keeps a merged range, as far as the limits go.
    pub(super) fn merge(&mut self, source: &Source<'_>, at: CellRef, columns: u32, rows: u32) {
        let limits = source.limits;
        let end = CellRef::new(
            at.row.saturating_add(rows).min(limits.rows).saturating_sub(1),
            at.column.saturating_add(columns).min(limits.columns).saturating_sub(1),
        );
        let range = CellRange { start: at, end };
        if range.contains(at) && end != at && self.merges.len() < limits.merges {
            self.merges.push(range);
        }
    }

    /// The sheet, without the columns that nobody asks for. Its cells may stand in the file in any order.
    pub(super) fn into_sheet(mut self, source: &Source<'_>, tab: &Tab) -> Result<Sheet> {
        self.cells.sort_by_key(|(at, _)| *at);
        let sieve = Sieve::new(source, source.projection, tab, self.merges.into());
        // The cells are in order, so that the sieve has always a sheet.
        let sheet = sieve.of(self.cells);
        sheet.ok_or_else(|| source.sheet_problem(&tab.name, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_numbers() {
        for text in [
            "12",
            "-3.50",
            "0",
            "0.5",
            "123456789012345",
            "-12345678901234567",
            "123456789012345.67",
        ] {
            assert!(matches!(typed(text), Some(CellValue::Number(_))), "{text}");
        }
        for text in [
            "007",
            "1,234",
            "1e5",
            "510321199001011234",
            "123456789012345678",
            "0.333333333333333333",
            "4.5万",
            ".5",
            "5.",
            "-",
            "--1",
        ] {
            assert!(matches!(typed(text), Some(CellValue::Text(_))), "{text}");
        }
        assert_eq!(typed(" \u{0} "), None);
    }

    #[test]
    fn a_sheet_is_named_after_its_file() {
        assert_eq!(&*sheet_name("数据/鼎新镇/农业.2023.csv"), "农业.2023");
        assert_eq!(&*sheet_name("农业"), "农业");
        assert_eq!(&*sheet_name(".csv"), ".csv");
    }
}
