//! An xlsx of which calamine gives up a whole sheet for one cell: the same package with such cells spelled so that
//! each costs only itself.

use std::io::{BufRead, BufReader, Cursor, Write as _};

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::package::attribute;

/// Stands before the text of a cell that is really an error value. A noncharacter, which no text of a cell keeps.
pub(super) const MARK: char = '\u{FDD0}';

/// The error values that calamine knows; `#SPILL!`, `#CALC!` and the others of newer programs it does not.
const KNOWN_ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// Types of cells that are read as they are, whatever they hold.
const KNOWN_TYPES: [&str; 4] = ["str", "inlineStr", "b", "d"];

/// Most pieces of one cell: its text in thousands of runs. A cell that never ends would hold its whole
/// sheet.
const MOST_PIECES: usize = 60_000;

/// Elements of a sheet that can be open at once; programs write a dozen.
const MOST_OPEN: usize = 256;

/// The package with its sheets mended; none where it cannot be taken apart.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let strings = shared_strings(&mut archive);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        if name.contains("worksheets/") && name.ends_with(".xml") {
            package.start_file(name, SimpleFileOptions::default()).ok()?;
            let sheet = mended_sheet(BufReader::new(entry), &mut package, strings);
            // A part that is no XML from some place on stays cut off there, and its sheet unreadable.
            sheet.or_else(|| package.write_all(b"<").ok())?;
        } else {
            drop(entry);
            package.raw_copy_file(archive.by_index_raw(index).ok()?).ok()?;
        }
    }
    Some(package.finish().ok()?.into_inner())
}

/// How many shared strings the package has.
fn shared_strings(archive: &mut ZipArchive<Cursor<&[u8]>>) -> usize {
    let Ok(entry) = archive.by_name("xl/sharedStrings.xml") else {
        return 0;
    };
    let mut reader = Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    let mut count = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "si" => count += 1,
            Ok(Event::Eof) | Err(_) => return count,
            Ok(_) => {}
        }
    }
}

/// Copies a sheet, cell by cell.
fn mended_sheet(sheet: impl BufRead, into: impl std::io::Write, strings: usize) -> Option<()> {
    let mut reader = Reader::from_reader(sheet);
    let mut writer = Writer::new(into);
    let mut buffer = Vec::new();
    let mut cell: Vec<Event<'static>> = Vec::new();
    let mut open: usize = 0;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).ok()?;
        let begins = matches!(&event, Event::Start(element) if element.local_name().as_ref() == "c");
        let ends = matches!(&event, Event::End(element) if element.local_name().as_ref() == "c");
        if matches!(event, Event::Eof) {
            return Some(());
        }
        if matches!(event, Event::Start(_)) {
            open += 1;
        } else if matches!(event, Event::End(_)) {
            open = open.saturating_sub(1);
        }
        if open > MOST_OPEN {
            return None;
        }
        if !begins && cell.is_empty() {
            writer.write_event(event).ok()?;
            continue;
        }
        if cell.len() >= MOST_PIECES {
            return None;
        }
        cell.push(event.into_owned());
        if ends {
            mend(&mut cell, strings);
            for event in cell.drain(..) {
                writer.write_event(event).ok()?;
            }
        }
    }
}

/// Makes a text of a cell that calamine would not read.
fn mend(cell: &mut [Event<'static>], strings: usize) -> Option<()> {
    let value = cell
        .iter()
        .position(|event| matches!(event, Event::Start(element) if element.local_name().as_ref() == "v"))?
        + 1;
    let Some(Event::Text(text)) = cell.get(value) else {
        return None;
    };
    let Some(Event::Start(start)) = cell.first() else {
        return None;
    };
    let text = text_instead(attribute(start, "t")?.as_str(), text, strings)?;
    let mut begin = BytesStart::new(start.name().as_ref().to_owned());
    begin.extend_attributes(
        start
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .filter(|attribute| attribute.key.as_ref() != "t"),
    );
    begin.push_attribute(("t", "str"));
    cell[0] = Event::Start(begin.into_owned());
    cell[value] = Event::Text(BytesText::from_escaped(text));
    Some(())
}

/// The text to put in the place of a value; none where the value is fine. Both are escaped.
fn text_instead(cell_type: &str, value: &str, strings: usize) -> Option<String> {
    match cell_type {
        "e" => (!KNOWN_ERRORS.contains(&value)).then(|| format!("{MARK}{value}")),
        "s" => {
            let missing = value.parse::<usize>().is_ok_and(|index| index >= strings);
            missing.then(|| format!("{MARK}#REF!"))
        }
        "n" => value.parse::<f64>().is_err().then(|| value.to_owned()),
        other => (!KNOWN_TYPES.contains(&other)).then(|| value.to_owned()),
    }
}
