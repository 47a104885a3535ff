//! xlsx: what calamine takes on trust when it opens a package, looked at before it does.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Source;
use super::package::{Package, is_shared};
use super::skim::{self, Skimmed, Sought};
use crate::diag::Result;

/// Refuses a package whose sheets, shared strings or styles would take far more memory than they are.
pub(super) fn check(source: &Source<'_>, package: &mut Package<'_>) -> Result<()> {
    package.each_of_name("workbook.xml", |size, part| check_sheets(source, size, part))?;
    package.each_of_name("sharedStrings.xml", |size, part| check_strings(source, size, part))?;
    package.each_of_name("styles.xml", |size, part| check_styles(source, size, part))
}

/// A part as calamine reads it: where it goes on, what it comes upon must be seen.
fn reader_of<R: Read>(part: R) -> Reader<BufReader<R>> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

/// Refuses a workbook of too many sheets, before all their names are held.
fn check_sheets(source: &Source<'_>, size: u64, part: impl Read) -> Result<()> {
    /// Bytes of a part that can do no harm.
    const HARMLESS: u64 = 1 << 20;
    if size <= HARMLESS {
        return Ok(());
    }
    let mut reader = reader_of(part);
    let mut buffer = Vec::new();
    let mut sheets = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "sheet" => {
                sheets += 1;
                source.limits.check_sheets(source, sheets)?;
            }
            // What is no XML, calamine says itself.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Refuses shared strings that say to be more than their part has room for: calamine makes room for as many as they say.
fn check_strings(source: &Source<'_>, size: u64, part: impl Read) -> Result<()> {
    /// Bytes of the shortest string, `<si/>`.
    const SHORTEST: u64 = 5;
    /// A number up to which it does not matter.
    const HARMLESS: u64 = 1 << 20;
    let mut reader = reader_of(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "sst" => {
                let most = HARMLESS.max(size / SHORTEST);
                return match said_counts(&element).find(|count| *count > most) {
                    Some(count) => Err(source.damaged(format!("sharedStrings.xml: uniqueCount=\"{count}\""))),
                    None => check_lengths(source, reader.into_inner()),
                };
            }
            // What is no XML, calamine says itself.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// Refuses a string longer than any cell may be before calamine makes room for it, twice over.
fn check_lengths(source: &Source<'_>, mut strings: impl Read) -> Result<()> {
    const CHUNK: usize = 1 << 14;
    /// Bytes up to which a text may be one of a cell, though each of its characters is written as `&#x4E00;`.
    const HARMLESS: usize = 1 << 19;
    let mut buffer = vec![0; CHUNK];
    let mut run = 0;
    loop {
        // What cannot be unpacked, calamine says itself.
        let read = strings.read(&mut buffer).unwrap_or_default();
        let text = buffer.get(..read).unwrap_or_default();
        run = match text.iter().rposition(|byte| *byte == b'<') {
            Some(last) => read - last,
            None => run + read,
        };
        if run > HARMLESS {
            source.limits.check_characters(source, run)?;
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// How many strings there are, by the part itself.
fn said_counts(element: &BytesStart<'_>) -> impl Iterator<Item = u64> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let counts = attributes
        .filter_map(std::result::Result::ok)
        .filter(|attribute| attribute.key.local_name().as_ref() == "uniqueCount");
    counts.filter_map(|attribute| attribute.value.trim().parse().ok())
}

/// What calamine loads of styles: the records of each list.
const LISTS: [(&str, &str); 5] = [
    ("numFmts", "numFmt"),
    ("fonts", "font"),
    ("fills", "fill"),
    ("borders", "border"),
    ("cellXfs", "xf"),
];

/// The walk through a styles part.
#[derive(Default)]
struct Styles {
    depth: usize,
    /// How deep each list stands that is open.
    open: [Option<usize>; LISTS.len()],
    records: [u64; LISTS.len()],
    /// Bytes of the longest code of a number format or name of a font.
    longest: u64,
}

impl Styles {
    fn begin(&mut self, element: &BytesStart<'_>) {
        self.depth += 1;
        let name = element.local_name();
        for ((list, record), (open, records)) in LISTS.iter().zip(self.open.iter_mut().zip(&mut self.records)) {
            if open.is_none() && name.as_ref() == *list {
                *open = Some(self.depth);
            } else if open.is_some() && name.as_ref() == *record {
                *records += 1;
            }
        }
        if matches!(name.as_ref(), "numFmt" | "name") {
            // All attributes together are no shorter than the one that holds it.
            self.longest = self.longest.max(element.attributes_raw().len() as u64);
        }
    }

    fn end(&mut self) {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        for open in self.open.iter_mut().filter(|open| **open == Some(depth)) {
            *open = None;
        }
    }
}

/// Refuses styles of which there are more than any program allows, or that hold a text so long that with a copy for each they
/// would fill the memory: calamine gives every cell format its own number format and font.
fn check_styles(source: &Source<'_>, size: u64, part: impl Read) -> Result<()> {
    /// Bytes of a part that can do no harm.
    const HARMLESS: u64 = 32 << 10;
    if size <= HARMLESS {
        return Ok(());
    }
    let mut walk = Styles::default();
    let mut reader = reader_of(part);
    // How deep a list stands is only known of parts whose ends are right.
    reader.config_mut().check_end_names = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => walk.begin(&element),
            Ok(Event::End(_)) => walk.end(),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(source.damaged(format!("styles.xml: {error}"))),
        }
        let most = walk.records.iter().max().copied().unwrap_or_default();
        source.limits.check_styles(source, most)?;
        let copies = walk.records.last().copied().unwrap_or_default();
        source.limits.check_text(source, copies.saturating_mul(walk.longest))?;
    }
}

/// Refuses a workbook of more values than can be held before the first of them is: of each sheet the values are counted
/// without its cells, where its parts are large enough for so many. Gives the sheets that were skimmed for it, by their parts.
pub(super) fn check_values(
    source: &Source<'_>,
    package: &mut Package<'_>,
    parts: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Option<Skimmed>>> {
    /// Bytes of the shortest cell that has a value, `<c><v>1</v></c>`.
    const SHORTEST: u64 = 15;
    let mut skimmed = BTreeMap::new();
    // Too many sheets are refused before one is read.
    if parts.len() > source.limits.sheets {
        return Ok(skimmed);
    }
    let alone: Vec<&String> = parts.values().filter(|part| !is_shared(parts.values(), part)).collect();
    let bytes: u64 = alone.iter().filter_map(|part| package.size(part)).sum();
    if bytes / SHORTEST <= source.limits.cells {
        return Ok(skimmed);
    }
    let sought = Sought {
        merges: source.limits.merges,
        values: true,
    };
    let mut found = 0;
    for part in alone {
        let one = package.part(part).and_then(|part| skim::skim(part, sought));
        found += one.as_ref().map_or(0, |one| one.values);
        source.limits.check_cells(source, found)?;
        skimmed.insert(part.clone(), one);
    }
    Ok(skimmed)
}
