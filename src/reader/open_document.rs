//! An OpenDocument sheet's content, walked before it is opened: repeats, texts and merged ranges.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::attribute;
use super::{Limits, Source};
use crate::diag::Result;
use crate::place::CellRef;
use crate::workbook::CellRange;

/// What the walk finds of a table.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    pub(super) name: String,
    pub(super) merges: Vec<CellRange>,
    /// Cells that show a percentage; the reader gives only their number.
    pub(super) percentages: Vec<CellRange>,
}

/// The state of the walk.
#[derive(Default)]
struct Walk {
    tables: Vec<OpenTable>,
    row: u64,
    row_repeat: u64,
    column: u64,
    /// Last row and column that hold something, from one.
    last: (u64, u64),
    /// Bytes of text that all repeats together ask for.
    text: u64,
    /// How often the text inside the current cell is repeated.
    text_repeat: u64,
    /// Cells of the boxes of the tables before the current one: all are made when the file is opened.
    boxes_before: u64,
    /// Those of the current table's box so far.
    current_box: u64,
}

/// Walks the content and refuses what would not fit: cells and rows may say that they are repeated a million
/// times, and blanks that they are many.
pub(super) fn scan(source: &Source<'_>, content: &str) -> Result<Vec<OpenTable>> {
    let mut walk = Walk {
        text_repeat: 1,
        ..Walk::default()
    };
    let mut reader = Reader::from_str(content);
    let mut depth = 0_u64;
    loop {
        match reader.read_event().map_err(|error| source.damaged(error))? {
            Event::Start(element) => {
                depth += 1;
                walk.open(&element, source.limits);
            }
            Event::Empty(element) => walk.open(&element, source.limits),
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) => walk.add_text(text.len() as u64),
            // The library looks for a table's end for ever where there is none.
            Event::Eof if depth > 0 => return Err(source.damaged("content.xml: no end")),
            Event::Eof => break,
            Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
        source.limits.check_box(source, walk.current_box)?;
        // Two sheets may be as large as one may be; more of that size do not fit.
        let all = walk.boxes_before.saturating_add(walk.current_box);
        source.limits.check_box(source, all / 2)?;
        source.limits.check_text(source, walk.text)?;
    }
    Ok(walk.tables)
}

impl Walk {
    fn open(&mut self, element: &BytesStart<'_>, limits: &Limits) {
        match element.name().as_ref() {
            "table:table" => {
                self.tables.push(OpenTable {
                    name: attribute(element, "name").unwrap_or_default(),
                    ..OpenTable::default()
                });
                (self.row, self.row_repeat, self.column, self.last) = (0, 0, 0, (0, 0));
                self.boxes_before = self.boxes_before.saturating_add(self.current_box);
                self.current_box = 0;
            }
            "table:table-row" => {
                self.row = self.row.saturating_add(self.row_repeat);
                self.row_repeat = count(element, "number-rows-repeated");
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell(element, limits),
            "text:s" => self.add_text(count(element, "c")),
            _ => {}
        }
    }

    fn cell(&mut self, element: &BytesStart<'_>, limits: &Limits) {
        let repeat = count(element, "number-columns-repeated");
        let filled = [
            "value-type",
            "formula",
            "value",
            "string-value",
            "date-value",
            "time-value",
            "boolean-value",
        ]
        .iter()
        .any(|name| attribute(element, name).is_some());
        let end = (
            self.row.saturating_add(self.row_repeat),
            self.column.saturating_add(repeat),
        );
        if filled {
            self.last = (self.last.0.max(end.0), self.last.1.max(end.1));
            self.current_box = self.last.0.saturating_mul(self.last.1);
        }
        self.text_repeat = if filled {
            repeat.saturating_mul(self.row_repeat).max(1)
        } else {
            1
        };
        self.add_text(attribute(element, "string-value").map_or(0, |text| text.len() as u64));
        self.merge(element, limits);
        if attribute(element, "value-type").as_deref() == Some("percentage") {
            self.percentage(end, limits);
        }
        self.column = end.1;
    }

    fn merge(&mut self, element: &BytesStart<'_>, limits: &Limits) {
        let rows = count(element, "number-rows-spanned");
        let columns = count(element, "number-columns-spanned");
        let end = (self.row.saturating_add(rows), self.column.saturating_add(columns));
        if let (Some(range), Some(table)) = (self.range_to(end, limits), self.tables.last_mut())
            && range.start != range.end
            && table.merges.len() < limits.merges
        {
            table.merges.push(range);
        }
    }

    fn percentage(&mut self, end: (u64, u64), limits: &Limits) {
        if let (Some(range), Some(table)) = (self.range_to(end, limits), self.tables.last_mut()) {
            table.percentages.push(range);
        }
    }

    /// The rectangle from the current cell to an end that no longer belongs to it.
    fn range_to(&self, end: (u64, u64), limits: &Limits) -> Option<CellRange> {
        let corner = |row: u64, column: u64| {
            let fits = row < u64::from(limits.rows) && column < u64::from(limits.columns);
            fits.then(|| CellRef::new(row as u32, column as u32))
        };
        Some(CellRange {
            start: corner(self.row, self.column)?,
            end: corner(end.0.checked_sub(1)?, end.1.checked_sub(1)?)?,
        })
    }

    fn add_text(&mut self, bytes: u64) {
        self.text = self.text.saturating_add(bytes.saturating_mul(self.text_repeat));
    }
}

/// A count in an attribute; at least one.
fn count(element: &BytesStart<'_>, name: &str) -> u64 {
    attribute(element, name)
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}
