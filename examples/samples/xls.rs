//! Writes a workbook as .xls: BIFF8 records ([MS-XLS]) in the stream `Workbook` of a compound file.
//!
//! Only what a plain form needs: texts (LABEL), numbers (NUMBER), merged cells; no formulas.

use std::io::{Cursor, Write as _};

use cfb::{CompoundFile, Version};
use rust_decimal::prelude::ToPrimitive;

use super::Failure;
use super::grid::{Book, Cell, Content, Sheet};

// Record numbers of [MS-XLS] 2.3.
const EOF: u16 = 0x000A;
const FONT: u16 = 0x0031;
const CODEPAGE: u16 = 0x0042;
const WINDOW1: u16 = 0x003D;
const BOUNDSHEET: u16 = 0x0085;
const XF: u16 = 0x00E0;
const MERGED_CELLS: u16 = 0x00E5;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const WINDOW2: u16 = 0x023E;
const STYLE: u16 = 0x0293;
const BOF: u16 = 0x0809;

// The formats of the cells: Excel wants fifteen style formats before the first cell format.
const STYLE_FORMATS: u16 = 15;
const PLAIN: u16 = STYLE_FORMATS;
const PERCENT: u16 = STYLE_FORMATS + 1;
const DATE: u16 = STYLE_FORMATS + 2;

/// Built-in number formats: General, 0.00%, m/d/yyyy.
const CELL_FORMATS: [u16; 3] = [0, 10, 14];

/// The file's bytes.
pub fn bytes(book: &Book) -> Result<Vec<u8>, Failure> {
    let sheets: Vec<Vec<u8>> = book.sheets.iter().map(sheet_records).collect::<Result<_, _>>()?;
    // The sheets' positions stand in the first part, whose length does not depend on them.
    let length = globals(book, &vec![0; sheets.len()])?.len();
    let mut position = length;
    let mut positions = Vec::new();
    for sheet in &sheets {
        positions.push(u32::try_from(position)?);
        position += sheet.len();
    }
    let mut stream = globals(book, &positions)?;
    stream.extend(sheets.into_iter().flatten());
    // Version 3 has sectors of 512 bytes: the only one that spreadsheet programs write and accept.
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(&stream)?;
    // A fixed date in the root entry keeps the bytes the same every time.
    file.set_modified_time("/", std::time::UNIX_EPOCH)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// One record: its number, its length, its body.
fn record(out: &mut Vec<u8>, number: u16, body: &[u8]) -> Result<(), Failure> {
    out.extend(number.to_le_bytes());
    out.extend(u16::try_from(body.len())?.to_le_bytes());
    out.extend(body);
    Ok(())
}

/// 16-bit fields one after the other.
fn fields(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A text in UTF-16 after its length, which has one or two bytes, and the flag that says UTF-16.
fn text(value: &str, wide_length: bool) -> Result<Vec<u8>, Failure> {
    let units: Vec<u16> = value.encode_utf16().collect();
    let mut out = if wide_length {
        u16::try_from(units.len())?.to_le_bytes().to_vec()
    } else {
        vec![u8::try_from(units.len())?]
    };
    out.push(1);
    out.extend(fields(&units));
    Ok(out)
}

/// The workbook's own part: fonts, formats, the list of sheets.
fn globals(book: &Book, positions: &[u32]) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    record(&mut out, BOF, &fields(&[0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0, 6, 0]))?;
    record(&mut out, CODEPAGE, &fields(&[1200]))?;
    record(
        &mut out,
        WINDOW1,
        &fields(&[0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 0x0258]),
    )?;
    for _ in 0..4 {
        let mut font = fields(&[220, 0, 0x7FFF, 400, 0, 0, 0x0086]);
        font.extend(text("宋体", false)?);
        record(&mut out, FONT, &font)?;
    }
    for _ in 0..STYLE_FORMATS {
        record(&mut out, XF, &fields(&[0, 0, 0xFFF5, 0x0020, 0, 0, 0, 0, 0, 0x20C0]))?;
    }
    for format in CELL_FORMATS {
        record(
            &mut out,
            XF,
            &fields(&[0, format, 0x0001, 0x0020, 0, 0, 0, 0, 0, 0x20C0]),
        )?;
    }
    record(&mut out, STYLE, &[0x00, 0x80, 0x00, 0xFF])?;
    for (sheet, position) in book.sheets.iter().zip(positions) {
        let mut body = position.to_le_bytes().to_vec();
        body.extend([u8::from(sheet.hidden), 0]);
        body.extend(text(&sheet.name, false)?);
        record(&mut out, BOUNDSHEET, &body)?;
    }
    record(&mut out, EOF, &[])?;
    Ok(out)
}

/// One sheet's part.
fn sheet_records(sheet: &Sheet) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    record(&mut out, BOF, &fields(&[0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0, 6, 0]))?;
    let rows = sheet.cells.iter().map(|cell| cell.to.0 + 1).max().unwrap_or(0);
    let columns = sheet.cells.iter().map(|cell| cell.to.1 + 1).max().unwrap_or(0);
    record(
        &mut out,
        DIMENSIONS,
        &fields(&[0, 0, u16::try_from(rows)?, 0, 0, columns, 0]),
    )?;
    for cell in &sheet.cells {
        cell_record(&mut out, cell)?;
    }
    record(&mut out, WINDOW2, &fields(&[0x06B6, 0, 0, 0x0040, 0, 0, 0, 0, 0]))?;
    let merged: Vec<&Cell> = sheet.cells.iter().filter(|cell| cell.at != cell.to).collect();
    if !merged.is_empty() {
        let mut body = fields(&[u16::try_from(merged.len())?]);
        for cell in merged {
            let rows = [u16::try_from(cell.at.0)?, u16::try_from(cell.to.0)?];
            body.extend(fields(&[rows[0], rows[1], cell.at.1, cell.to.1]));
        }
        record(&mut out, MERGED_CELLS, &body)?;
    }
    record(&mut out, EOF, &[])?;
    Ok(out)
}

/// One cell: its place, its format, its content.
fn cell_record(out: &mut Vec<u8>, cell: &Cell) -> Result<(), Failure> {
    let place =
        |format: u16| -> Result<Vec<u8>, Failure> { Ok(fields(&[u16::try_from(cell.at.0)?, cell.at.1, format])) };
    let (format, value) = match &cell.content {
        Content::Text(words) => {
            let mut body = place(PLAIN)?;
            body.extend(text(words, true)?);
            return record(out, LABEL, &body);
        }
        Content::Number(value) | Content::Formula(_, value) => (PLAIN, value.to_f64()),
        Content::Percent(value) => (PERCENT, value.to_f64()),
        Content::Date(year, month, day) => (DATE, Some(serial(*year, *month, *day)?)),
    };
    let mut body = place(format)?;
    body.extend(value.unwrap_or_default().to_le_bytes());
    record(out, NUMBER, &body)
}

/// Excel's number of a day: 1900-03-01 is 61.
fn serial(year: u16, month: u8, day: u8) -> Result<f64, Failure> {
    let date = jiff::civil::Date::new(i16::try_from(year)?, i8::try_from(month)?, i8::try_from(day)?)?;
    let start = jiff::civil::Date::new(1899, 12, 30)?;
    Ok(f64::from(start.until(date)?.get_days()))
}
