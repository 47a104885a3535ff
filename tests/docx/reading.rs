//! What tests read from a DOCX file: its parts, their elements and words.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most kinds of XML events do not matter here"
)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The parts of a DOCX file by name.
pub(crate) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            // Pictures are no text.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// One element a line, indented: what a person can read and compare.
pub(crate) fn pretty(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut writer = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 1);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            event => writer.write_event(event).unwrap(),
        }
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

/// The text between the tags, entities resolved.
pub(crate) fn words_of(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return words,
            quick_xml::events::Event::Text(text) => words.push_str(&text.xml10_content()),
            quick_xml::events::Event::GeneralRef(entity) => {
                words.push_str(&quick_xml::escape::unescape(&format!("&{};", &*entity)).unwrap());
            }
            _ => {}
        }
    }
}

/// What runs say to a reader: their text, without the instructions of fields.
pub(crate) fn said(runs: &str) -> String {
    let texts = runs.split("<w:t xml:space=\"preserve\">").skip(1);
    texts
        .map(|rest| words_of(rest.split("</w:t>").next().unwrap()))
        .collect()
}

/// How many columns a cell covers.
pub(crate) fn grid_span(cell: &str) -> usize {
    cell.split_once("<w:gridSpan w:val=\"")
        .map_or(1, |(_, rest)| rest.split('"').next().unwrap().parse().unwrap())
}

/// The values of an attribute.
pub(crate) fn values<'a>(xml: &'a str, attribute: &str) -> Vec<&'a str> {
    xml.split(&format!("{attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

/// Every element with the names of its children.
pub(crate) fn children(xml: &str) -> Vec<(String, Vec<String>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut open, mut closed): (Vec<(String, Vec<String>)>, _) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            let name = tag.name().as_ref().to_owned();
            if let Some((_, siblings)) = open.last_mut() {
                siblings.push(name.clone());
            }
            if matches!(event, Event::Start(_)) {
                open.push((name, Vec::new()));
            }
        }
        match event {
            Event::End(_) => closed.push(open.pop().unwrap()),
            Event::Eof => return closed,
            _ => {}
        }
    }
}
