//! SpreadsheetML 2003: Excel's XML from before xlsx, written by many systems to this day.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::cell::{self, Stored};
use super::guard::Meter;
use super::package::attribute;
use super::text::{Gathered, decode};
use super::{Source, Tab};
use crate::diag::Result;
use crate::place::CellRef;
use crate::workbook::{CellValue, Sheet, Visibility, Workbook};

/// Number formats that the schema has names for and that change what a number means.
const NAMED_FORMATS: &[(&str, &str)] = &[
    ("Percent", "0.00%"),
    ("Short Date", "yyyy-m-d"),
    ("General Date", "yyyy-m-d"),
];

/// Reads Excel's XML of 2003.
pub(super) fn read(source: &Source<'_>) -> Result<Workbook> {
    let text = decode(source, None)?;
    let mut walk = Walk::new(source);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    loop {
        match reader.read_event().map_err(|error| source.damaged(error))? {
            Event::Start(element) => walk.open(&element)?,
            Event::Empty(element) => {
                walk.open(&element)?;
                walk.close(element.local_name().as_ref())?;
            }
            Event::End(element) => walk.close(element.local_name().as_ref())?,
            Event::Text(text) => walk.add_text(&text),
            Event::CData(text) => walk.add_text(&text),
            Event::GeneralRef(reference) => walk.add_text(&resolved(&reference)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if walk.sheets.is_empty() {
        return Err(source.damaged("Worksheet"));
    }
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets: walk.sheets,
        names: Vec::new(),
    })
}

/// The character of an entity, where it is one that XML itself has.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_xml_entity(reference)
        .unwrap_or_default()
        .to_owned()
}

/// A cell that is open.
#[derive(Default)]
struct OpenCell {
    formula: Option<String>,
    style: Option<String>,
    /// The type of its data, as the file spells it.
    data_type: Option<String>,
    text: String,
    columns: u32,
    rows: u32,
}

/// The walk through the file.
struct Walk<'s> {
    source: &'s Source<'s>,
    meter: Meter,
    sheets: Vec<Sheet>,
    /// Number formats by the style's id.
    formats: BTreeMap<String, Arc<str>>,
    style: Option<String>,
    name: String,
    visibility: Visibility,
    gathered: Gathered,
    /// The current row and the next column, from zero.
    at: CellRef,
    /// Rows that the current one stands for.
    row_span: u32,
    cell: Option<OpenCell>,
    /// Whether the text that comes is a cell's data.
    in_data: bool,
    /// Whether the text that comes says if the sheet is hidden.
    in_visible: bool,
}

impl<'s> Walk<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Self {
            source,
            meter: Meter::default(),
            sheets: Vec::new(),
            formats: BTreeMap::new(),
            style: None,
            name: String::new(),
            visibility: Visibility::Visible,
            gathered: Gathered::default(),
            at: CellRef::new(0, 0),
            row_span: 1,
            cell: None,
            in_data: false,
            in_visible: false,
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<()> {
        match element.local_name().as_ref() {
            "Style" => self.style = attribute(element, "ID"),
            "NumberFormat" => self.number_format(element),
            "Worksheet" => {
                let count = self.sheets.len() + 1;
                self.source.limits.check_sheets(self.source, count)?;
                self.name = attribute(element, "Name").unwrap_or_else(|| format!("Sheet{count}"));
            }
            "Table" => self.at = CellRef::new(0, 0),
            "Row" => {
                self.at = CellRef::new(index(element).unwrap_or(self.at.row), 0);
                self.row_span = number(element, "Span").unwrap_or(0).saturating_add(1);
            }
            "Cell" => self.open_cell(element),
            "Data" => {
                self.in_data = self.cell.is_some();
                if let Some(cell) = &mut self.cell {
                    cell.data_type = attribute(element, "Type");
                }
            }
            "Visible" => self.in_visible = true,
            _ => {}
        }
        Ok(())
    }

    fn number_format(&mut self, element: &BytesStart<'_>) {
        let (Some(style), Some(format)) = (self.style.clone(), attribute(element, "Format")) else {
            return;
        };
        let named = NAMED_FORMATS.iter().find(|(name, _)| *name == format);
        let code = named.map_or(format.as_str(), |(_, code)| code);
        if self.formats.len() < self.source.limits.merges {
            self.formats.insert(style, cell::bounded_code(code.into()));
        }
    }

    fn open_cell(&mut self, element: &BytesStart<'_>) {
        self.at.column = index(element).unwrap_or(self.at.column);
        self.cell = Some(OpenCell {
            formula: attribute(element, "Formula").map(|text| text.trim_start_matches('=').to_owned()),
            style: attribute(element, "StyleID"),
            columns: number(element, "MergeAcross").unwrap_or(0).saturating_add(1),
            rows: number(element, "MergeDown").unwrap_or(0).saturating_add(1),
            ..OpenCell::default()
        });
    }

    fn close(&mut self, name: &str) -> Result<()> {
        match name {
            "Style" => self.style = None,
            "Row" => self.at.row = self.at.row.saturating_add(self.row_span),
            "Cell" => {
                if let Some(cell) = self.cell.take() {
                    self.keep(cell)?;
                }
            }
            "Data" => self.in_data = false,
            "Visible" => self.in_visible = false,
            "Worksheet" => {
                let gathered = std::mem::take(&mut self.gathered);
                let tab = Tab {
                    name: std::mem::take(&mut self.name),
                    visibility: std::mem::replace(&mut self.visibility, Visibility::Visible),
                };
                self.sheets.push(gathered.into_sheet(self.source, &tab)?);
            }
            _ => {}
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) {
        if self.in_visible && text.contains("Hidden") {
            self.visibility = Visibility::Hidden;
        }
        if let Some(cell) = self.cell.as_mut().filter(|_| self.in_data) {
            cell.text.push_str(text);
        }
    }

    /// Puts a cell on the sheet; the next one stands right of all that it covers.
    fn keep(&mut self, cell: OpenCell) -> Result<()> {
        let at = self.at;
        self.at.column = at.column.saturating_add(cell.columns);
        let format = cell.style.as_ref().and_then(|style| self.formats.get(style)).cloned();
        let value = value_of(&cell, format.as_deref());
        self.gathered.merge(self.source, at, cell.columns, cell.rows);
        let kept = self.gathered.put(self.source, &mut self.meter, at, value)?;
        if let Some(kept) = kept {
            kept.backing = cell::backing(format, cell.formula);
        }
        Ok(())
    }
}

/// What a cell holds, by the type that the file gives it.
fn value_of(cell: &OpenCell, format: Option<&str>) -> Option<CellValue> {
    let text = cell.text.trim();
    let stored = match cell.data_type.as_deref() {
        None if cell.formula.is_some() => return Some(CellValue::FormulaWithoutValue),
        None => return None,
        Some("Number") => match text.parse() {
            Ok(number) => Stored::Number(number),
            Err(_) if text.is_empty() => Stored::Empty,
            Err(_) => Stored::Text(text),
        },
        Some("DateTime") => Stored::Iso(text),
        Some("Boolean") => Stored::Bool(text == "1" || text.eq_ignore_ascii_case("true")),
        Some("Error") => Stored::Error(cell::clean_text(text)),
        Some(_) => Stored::Text(&cell.text),
    };
    stored.value(format)
}

/// The attribute Index, from zero.
fn index(element: &BytesStart<'_>) -> Option<u32> {
    number(element, "Index")?.checked_sub(1)
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}
