//! Sheets of an xlsx that hold no table: the library knows charts and dialogs and passes over them, and gives up the whole
//! file for a sheet of Excel 4 macros, which is therefore shown to it as a chart.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::package::{attribute, each_element, with_part};
use super::skim::relations_of;

/// Last words of the types of relation that the library knows of a sheet.
const KNOWN: [&str; 3] = ["worksheet", "chartsheet", "dialogsheet"];

/// The package with every sheet of another sort made a chart; none where there is none. `main` is the workbook's part.
pub(super) fn made_known(bytes: &[u8], (main, workbook): (&str, &str), relations: &str) -> Option<Vec<u8>> {
    let sheets = ids_of_sheets(workbook);
    let mut other = false;
    each_element(relations, |relation| other |= is_other(relation, &sheets));
    if !other {
        return None;
    }
    let charts = with_charts(relations, &sheets)?;
    with_part(bytes, &relations_of(main), |_, into| into.write_all(&charts).ok())
}

/// The relations by which the workbook names its sheets.
fn ids_of_sheets(workbook: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    each_element(workbook, |element| {
        if element.local_name().as_ref() == "sheet" {
            ids.extend(attribute(element, "id"));
        }
    });
    ids
}

/// Whether a relation leads to a sheet of a sort that the library does not know.
fn is_other(relation: &BytesStart<'_>, sheets: &BTreeSet<String>) -> bool {
    let of_sheet = attribute(relation, "Id").is_some_and(|id| sheets.contains(&id));
    let sort = attribute(relation, "Type").unwrap_or_default();
    of_sheet && !KNOWN.contains(&sort.rsplit('/').next().unwrap_or_default())
}

/// The relations, with a chart in place of every sheet of another sort.
fn with_charts(relations: &str, sheets: &BTreeSet<String>) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(relations);
    let mut writer = Writer::new(Vec::new());
    loop {
        let mut event = reader.read_event().ok()?;
        if matches!(event, Event::Eof) {
            return Some(writer.into_inner());
        }
        if let Event::Start(relation) | Event::Empty(relation) = &mut event
            && is_other(relation, sheets)
        {
            *relation = chart(relation);
        }
        writer.write_event(event).ok()?;
    }
}

/// The relation as one to a chart.
fn chart(relation: &BytesStart<'_>) -> BytesStart<'static> {
    let mut chart = BytesStart::new(relation.name().as_ref().to_owned());
    let mut attributes = relation.attributes();
    let others = attributes.with_checks(false).filter_map(Result::ok);
    chart.extend_attributes(others.filter(|attribute| attribute.key.as_ref() != "Type"));
    chart.push_attribute(("Type", "relationships/chartsheet"));
    chart
}
