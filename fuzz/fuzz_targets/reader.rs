//! Any bytes as a workbook: read, and its tables searched. `cargo +nightly fuzz run -s none reader fuzz/corpus fuzz/seeds`
//!
//! The first byte may say that the rest stands inside a file: changes of packed bytes would never come that far.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the rooms are taken in whole")]

#[path = "../../src"]
mod rooms {
    pub mod diag;
    pub mod file;
    pub mod id_number;
    pub mod place;
    pub mod reader;
    pub mod tables;
    pub mod unit;
    pub mod workbook;
}

use std::io::{Cursor, Write};
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
// The rooms name each other from the root.
use rooms::{diag, file, id_number, place, reader, tables, unit, workbook};

use diag::Sink;
use reader::Limits;

const TYPES: &str = "<Types><Override PartName=\"/xl/workbook.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
const BINARY_TYPES: &str = "<Types><Override PartName=\"/xl/workbook.bin\" \
     ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>";
const ROOT: &str = "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" \
     Target=\"xl/workbook.xml\"/></Relationships>";

/// The relations of a workbook to its parts.
fn relations(end: &str) -> String {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}.{end}\"/>")
    };
    format!(
        "<Relationships>{}{}{}</Relationships>",
        relation("r1", "worksheet", "worksheets/sheet1"),
        relation("r2", "sharedStrings", "sharedStrings"),
        relation("r3", "styles", "styles")
    )
}

fn package(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

/// A package whose parts are what stands between marks: the workbook, its styles, its strings, its sheet.
fn office(rest: &[u8], types: &str, end: &str) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"\n--part--\n";
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut left = rest;
    while let Some(at) = left.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&left[..at]);
        left = &left[at + MARK.len()..];
    }
    parts.push(left);
    let relations = relations(end);
    let mut named = vec![
        ("[Content_Types].xml".to_owned(), types.as_bytes()),
        ("_rels/.rels".to_owned(), ROOT.as_bytes()),
        (format!("xl/_rels/workbook.{end}.rels"), relations.as_bytes()),
    ];
    let names = ["workbook", "styles", "sharedStrings", "worksheets/sheet1"];
    named.extend(names.iter().map(|name| format!("xl/{name}.{end}")).zip(parts));
    let named: Vec<(&str, &[u8])> = named.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    package(&named)
}

fn compound(stream: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    file.create_stream("/Workbook").ok()?.write_all(stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

/// The file that the bytes stand for.
fn file(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes {
        [1, stream @ ..] => compound(stream),
        [2, parts @ ..] => office(parts, TYPES, "xml"),
        [3, parts @ ..] => office(parts, BINARY_TYPES, "bin"),
        [4, content @ ..] => package(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
            ("content.xml", content),
        ]),
        bytes => Some(bytes.to_vec()),
    }
}

/// A panic of a library is contained by the reader and no finding; one of our own is.
fn only_own_panics_count() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or("", |location| location.file());
        if !place.contains("/registry/") && !place.contains("/rustc/") {
            abort(panic);
        }
    }));
}

fuzz_target!(init: only_own_panics_count(), |bytes: &[u8]| {
    let Some(bytes) = file(bytes) else { return };
    // Tighter than in use, so that a file that is only large is no finding.
    let limits = Limits {
        total_bytes: 16 << 20,
        entry_bytes: 8 << 20,
        box_cells: 200_000,
        cells: 100_000,
        seen_cells: 1_000_000,
        text_bytes: 4 << 20,
        ..Limits::default()
    };
    let mut sink = Sink::new();
    if let Ok(workbook) = reader::read_within(&Arc::from("fuzz"), &bytes, &limits, &mut sink) {
        for sheet in &workbook.sheets {
            let _ = tables::find(sheet);
        }
    }
});
