//! Writes a workbook as .ods: a zip with the cells in content.xml (OpenDocument 1.2).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use rust_decimal::Decimal;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Failure;
use super::grid::{Book, Cell, Content, Sheet};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;

const OPENING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2"><office:automatic-styles><style:style style:name="hidden" style:family="table"><style:table-properties xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"#;

const CLOSING: &str = "</office:spreadsheet></office:body></office:document-content>";

/// The file's bytes. The kind comes first and unpacked, as the standard asks.
pub fn bytes(book: &Book) -> Result<Vec<u8>, Failure> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The archive's own default date (1980-01-01) keeps the bytes the same every time.
    let date = zip::DateTime::default();
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(date);
    let packed = stored.compression_method(CompressionMethod::Deflated);
    archive.start_file("mimetype", stored)?;
    archive.write_all(KIND.as_bytes())?;
    archive.start_file("content.xml", packed)?;
    archive.write_all(content(book)?.as_bytes())?;
    archive.start_file("META-INF/manifest.xml", packed)?;
    archive.write_all(MANIFEST.as_bytes())?;
    Ok(archive.finish()?.into_inner())
}

/// The document with all sheets.
fn content(book: &Book) -> Result<String, Failure> {
    let mut out = OPENING.to_owned();
    for sheet in &book.sheets {
        write_sheet(&mut out, sheet)?;
    }
    out.push_str(CLOSING);
    Ok(out)
}

/// One sheet, row by row.
fn write_sheet(out: &mut String, sheet: &Sheet) -> Result<(), Failure> {
    let style = if sheet.hidden {
        r#" table:style-name="hidden""#
    } else {
        ""
    };
    write!(out, r#"<table:table table:name="{}"{style}>"#, escaped(&sheet.name))?;
    let cells: BTreeMap<(u32, u16), &Cell> = sheet.cells.iter().map(|cell| (cell.at, cell)).collect();
    let covered: BTreeSet<(u32, u16)> = sheet.cells.iter().flat_map(places).collect();
    let rows = covered.iter().map(|place| place.0 + 1).max().unwrap_or(1);
    let columns = covered.iter().map(|place| place.1 + 1).max().unwrap_or(1);
    for row in 0..rows {
        out.push_str("<table:table-row>");
        for column in 0..columns {
            match cells.get(&(row, column)) {
                Some(cell) => write_cell(out, cell)?,
                None if covered.contains(&(row, column)) => out.push_str("<table:covered-table-cell/>"),
                None => out.push_str("<table:table-cell/>"),
            }
        }
        out.push_str("</table:table-row>");
    }
    out.push_str("</table:table>");
    Ok(())
}

/// Every place that a cell or merged range takes.
fn places(cell: &Cell) -> impl Iterator<Item = (u32, u16)> + use<> {
    let (at, to) = (cell.at, cell.to);
    (at.0..=to.0).flat_map(move |row| (at.1..=to.1).map(move |column| (row, column)))
}

/// One cell with its spans, its typed value and the text that a person sees.
fn write_cell(out: &mut String, cell: &Cell) -> Result<(), Failure> {
    out.push_str("<table:table-cell");
    if cell.at != cell.to {
        let (rows, columns) = (cell.to.0 - cell.at.0 + 1, cell.to.1 - cell.at.1 + 1);
        write!(
            out,
            r#" table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}""#
        )?;
    }
    let seen = match &cell.content {
        Content::Text(text) => typed(out, "string", "", text)?,
        Content::Number(value) => typed(out, "float", &value.to_string(), &value.to_string())?,
        Content::Percent(value) => typed(out, "percentage", &value.to_string(), &percent(*value))?,
        Content::Date(year, month, day) => {
            write!(
                out,
                r#" office:value-type="date" office:date-value="{year:04}-{month:02}-{day:02}""#
            )?;
            format!("{year}/{month}/{day}")
        }
        Content::Formula(text, value) => {
            // OpenFormula puts brackets and a dot around a reference: SUM(C5:C16) is SUM([.C5:.C16]).
            let text = text
                .replace("=SUM(", "of:=SUM([.")
                .replace(':', ":.")
                .replace("of:.", "of:")
                .replace(')', "])");
            write!(out, r#" table:formula="{}""#, escaped(&text))?;
            typed(out, "float", &value.to_string(), &value.to_string())?
        }
    };
    write!(out, "><text:p>{}</text:p></table:table-cell>", escaped(&seen))?;
    Ok(())
}

/// Writes the type and the value; gives back the text to show.
fn typed(out: &mut String, kind: &str, value: &str, seen: &str) -> Result<String, Failure> {
    write!(out, r#" office:value-type="{kind}""#)?;
    if !value.is_empty() {
        write!(out, r#" office:value="{value}""#)?;
    }
    Ok(seen.to_owned())
}

/// 0.863 as 86.3%.
fn percent(value: Decimal) -> String {
    format!("{}%", (value * Decimal::ONE_HUNDRED).round_dp(1).normalize())
}

/// Text that XML can hold; runs of spaces are kept as OpenDocument asks.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace("  ", r#" <text:s text:c="1"/>"#)
}
