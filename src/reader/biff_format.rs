//! The number formats of an xls file's cells, by its records; calamine tells only whether one is a date.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::biff::{bound_sheets, kind, records, word};
use super::cell;
use crate::place::CellRef;
use crate::workbook::Backing;

/// The number formats of one sheet's cells, where they are not General.
pub(super) type SheetFormats = BTreeMap<CellRef, Arc<Backing>>;

/// Built-in formats that change what a number means; a file does not spell these out (MS-XLS 2.5.165). Dates are
/// known already, and the others only show a number with more or fewer decimals.
pub(super) const BUILT_IN: &[(u16, &str)] = &[
    (9, "0%"),
    (10, "0.00%"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mm:ss.0"),
];

/// The number formats of every sheet, in the order of their tabs.
pub(super) fn number_formats(stream: &[u8]) -> Vec<SheetFormats> {
    let by_style = formats_by_style(stream);
    bound_sheets(stream)
        .into_iter()
        .map(|sheet| sheet_formats(stream.get(sheet.start..).unwrap_or_default(), &by_style))
        .collect()
}

/// The format of each XF record, none where it says nothing.
fn formats_by_style(stream: &[u8]) -> Vec<Option<Arc<Backing>>> {
    let mut codes: BTreeMap<u16, Arc<str>> = BUILT_IN.iter().map(|(id, code)| (*id, Arc::from(*code))).collect();
    let mut styles: Vec<u16> = Vec::new();
    let globals = records(stream).take_while(|(record, _)| *record != kind::EOF);
    for (record, data) in globals {
        match record {
            kind::FORMAT => codes.extend(word(data, 0).zip(format_code(data))),
            // The format's number stands behind the font's.
            kind::XF => styles.extend(word(data, 2)),
            _ => {}
        }
    }
    styles
        .iter()
        .map(|id| codes.get(id).filter(|code| &***code != "General").cloned())
        .map(|code| cell::backing(code, None))
        .collect()
}

/// The text of a Format record: BIFF8 counts in two bytes and says how wide a character is, BIFF5 counts in
/// one and uses the code page, which is GBK in the files of this country.
fn format_code(data: &[u8]) -> Option<Arc<str>> {
    let short = usize::from(*data.get(2)?);
    if data.len() == 3 + short {
        let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(data.get(3..)?);
        return Some(text.as_ref().into());
    }
    let length = usize::from(word(data, 2)?);
    let wide = data.get(4)? & 1 == 1;
    let text: String = if wide {
        let units = (0..length).map_while(|index| word(data, 5 + index * 2));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else {
        data.get(5..5 + length)?.iter().map(|byte| char::from(*byte)).collect()
    };
    Some(text.into())
}

fn sheet_formats(stream: &[u8], by_style: &[Option<Arc<Backing>>]) -> SheetFormats {
    let mut formats = SheetFormats::new();
    let mut depth = 0_u32;
    for (record, data) in records(stream) {
        match record {
            kind::BOF => depth += 1,
            kind::EOF if depth <= 1 => break,
            kind::EOF => depth -= 1,
            // An embedded chart has cells of its own.
            _ if depth > 1 => {}
            kind::MUL_RK => formats.extend(multiple(data, by_style)),
            record if kind::CELLS.contains(&record) => formats.extend(single(data, by_style)),
            _ => {}
        }
    }
    formats
}

/// The cell of a record that holds one: row, column, style.
fn single(data: &[u8], by_style: &[Option<Arc<Backing>>]) -> Option<(CellRef, Arc<Backing>)> {
    let at = CellRef::new(word(data, 0)?.into(), word(data, 2)?.into());
    let format = by_style.get(usize::from(word(data, 4)?))?.clone()?;
    Some((at, format))
}

/// The cells of a MulRk record: row, first column, then style and number of each.
fn multiple(data: &[u8], by_style: &[Option<Arc<Backing>>]) -> Vec<(CellRef, Arc<Backing>)> {
    /// Bytes of a style and its number.
    const CELL: usize = 6;
    let (Some(row), Some(first)) = (word(data, 0), word(data, 2)) else {
        return Vec::new();
    };
    let cells = data.len().saturating_sub(CELL) / CELL;
    (0..cells)
        .filter_map(|index| {
            let style = usize::from(word(data, 4 + index * CELL)?);
            let column = u32::from(first) + u32::try_from(index).ok()?;
            Some((CellRef::new(row.into(), column), by_style.get(style)?.clone()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    #[test]
    fn format_texts_of_both_versions_are_read() {
        let wide: Vec<u8> = "0.00\"万亩\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let biff8 = [&[164, 0, 8, 0, 1][..], &wide].concat();
        assert_eq!(format_code(&biff8).as_deref(), Some("0.00\"万亩\""));
        assert_eq!(
            format_code(&[164, 0, 4, 0, 0, b'0', b'.', b'0', b'%']).as_deref(),
            Some("0.0%")
        );
        assert_eq!(
            format_code(&[164, 0, 4, b'0', b'.', b'0', b'%']).as_deref(),
            Some("0.0%")
        );
        assert_eq!(format_code(&[164, 0]), None);
    }

    #[test]
    fn cells_get_the_format_of_their_style() {
        let styles = [None, cell::backing(Some(Arc::from("0.0%")), None)];
        let number = record(0x0203, &[2, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let many = record(0x00BD, &[5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0]);
        let found = sheet_formats(&[number, many].concat(), &styles);
        let at: Vec<String> = found.keys().map(ToString::to_string).collect();
        assert_eq!(at, ["D3", "C6"]);
    }
}
