//! Web pages under the name of a workbook, as systems export them: their tables, one below the other on one sheet.

use std::sync::Arc;

use super::guard::Meter;
use super::html_token::{Token, Tokens, attribute};
use super::text::{Gathered, decode, sheet_name, typed};
use super::{Source, Tab};
use crate::diag::{Code, Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Visibility, Workbook};

/// Most tables inside tables; what is nested deeper is text of the cell around it.
const DEPTH: usize = 32;

/// Most columns that one cell may span; browsers allow as many.
const SPAN_COLUMNS: u32 = 1_000;

/// Most rows that one cell may span; browsers allow as many.
const SPAN_ROWS: u32 = 65_534;

/// How many bytes of a page may name its encoding.
const HEAD: usize = 4_096;

/// Reads a page as a workbook of one sheet.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let text = decode(source, declared_encoding(source.bytes).as_deref())?;
    // A page with its pictures in one file (MHTML) is packed as mail is.
    if text
        .trim_start()
        .get(..13)
        .is_some_and(|start| start.eq_ignore_ascii_case("mime-version:"))
    {
        return Err(source.problem(Code::WorkbookHtml));
    }
    let mut page = Page::new(source);
    let mut tokens = Tokens::new(&text);
    for token in tokens.by_ref() {
        page.take(&token)?;
    }
    // Ends of rows and cells may be left out, that of a table never.
    let cut_off = tokens.cut_off || !page.open.is_empty();
    while !page.open.is_empty() {
        page.close_table()?;
    }
    if page.gathered.cells.is_empty() {
        return Err(source.problem(Code::WorkbookHtml));
    }
    if cut_off {
        sink.push(source.problem(Code::PageCutOff));
    }
    let tab = Tab {
        name: sheet_name(source.file).to_string(),
        visibility: Visibility::Visible,
    };
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets: vec![page.gathered.into_sheet(source, &tab)?],
        names: Vec::new(),
    })
}

/// The encoding that the page's head names: `charset=gb2312`.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let (_, behind) = head.split_once("charset=")?;
    let name = behind.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))?;
    name.get(..end).map(str::to_owned)
}

/// A cell of a table, not yet placed on the sheet.
struct PageCell {
    at: CellRef,
    columns: u32,
    rows: u32,
    text: String,
}

/// A table that is open.
#[derive(Default)]
struct PageTable {
    /// Rows begun; the current one is the last.
    rows: u32,
    /// The next column of the current row.
    column: u32,
    /// For each column, the row up to which a cell from above covers it.
    covered_until: Vec<u32>,
    cells: Vec<PageCell>,
    /// The cell that is open.
    current: Option<PageCell>,
}

impl PageTable {
    /// Whether a column of a row is covered by a cell from above.
    fn is_covered(&self, column: u32, row: u32) -> bool {
        self.covered_until
            .get(column as usize)
            .is_some_and(|until| *until > row)
    }
}

/// The walk through a page.
struct Page<'s> {
    source: &'s Source<'s>,
    meter: Meter,
    open: Vec<PageTable>,
    gathered: Gathered,
    /// The row of the sheet at which the next table begins.
    next_row: u32,
}

impl<'s> Page<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Self {
            source,
            meter: Meter::default(),
            open: Vec::new(),
            gathered: Gathered::default(),
            next_row: 0,
        }
    }

    fn take(&mut self, token: &Token<'_>) -> Result<()> {
        match token {
            Token::Text(text) => self.add_text(text)?,
            Token::Open { name, attributes } => match name.as_str() {
                "table" if self.open.len() < DEPTH => self.open.push(PageTable::default()),
                "tr" => self.begin_row(),
                "td" | "th" => self.begin_cell(attributes)?,
                "br" | "p" | "div" => self.break_line(),
                _ => {}
            },
            Token::Close(name) => match name.as_str() {
                "table" => self.close_table()?,
                "tr" | "td" | "th" => self.end_cell(),
                _ => {}
            },
        }
        Ok(())
    }

    fn cell_text(&mut self) -> Option<&mut String> {
        Some(&mut self.open.last_mut()?.current.as_mut()?.text)
    }

    /// Adds text; blanks of the page's own layout are one blank, or none at a line's beginning.
    fn add_text(&mut self, added: &str) -> Result<()> {
        let source = self.source;
        let Some(text) = self.cell_text() else { return Ok(()) };
        for character in added.chars() {
            if !character.is_ascii_whitespace() {
                text.push(character);
            } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        }
        // What a cell may not hold is not gathered first.
        source.limits.check_characters(source, text.len())
    }

    fn break_line(&mut self) {
        if let Some(text) = self
            .cell_text()
            .filter(|text| !text.is_empty() && !text.ends_with('\n'))
        {
            text.push('\n');
        }
    }

    fn begin_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.open.last_mut() {
            table.rows = table.rows.saturating_add(1);
            table.column = 0;
        }
    }

    fn begin_cell(&mut self, attributes: &str) -> Result<()> {
        self.end_cell();
        if self.open.last().is_some_and(|table| table.rows == 0) {
            self.begin_row();
        }
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        let row = table.rows.saturating_sub(1);
        while table.is_covered(table.column, row) {
            // Covered places count as seen, so that a page cannot make this loop long for nothing.
            self.meter.see(self.source, row, table.column)?;
            table.column += 1;
        }
        let at = CellRef::new(row, table.column);
        // What no sheet has room for is not gathered until its table ends.
        self.source.limits.check_place(self.source, row, at.column)?;
        let columns = span(attributes, "colspan", SPAN_COLUMNS);
        let rows = span(attributes, "rowspan", SPAN_ROWS);
        let end = at.column.saturating_add(columns);
        if rows > 1 {
            for column in at.column..end {
                self.meter.see(self.source, row, column)?;
                let index = column as usize;
                if table.covered_until.len() <= index {
                    table.covered_until.resize(index + 1, 0);
                }
                table.covered_until[index] = row.saturating_add(rows);
            }
        }
        table.column = end;
        table.current = Some(PageCell {
            at,
            columns,
            rows,
            text: String::new(),
        });
        Ok(())
    }

    fn end_cell(&mut self) {
        if let Some(table) = self.open.last_mut()
            && let Some(cell) = table.current.take()
        {
            table.cells.push(cell);
        }
    }

    /// Places a table below those that are closed already. A table around another, which only lays the page out,
    /// has nothing left but blank cells and takes no room.
    fn close_table(&mut self) -> Result<()> {
        self.end_cell();
        let Some(table) = self.open.pop() else { return Ok(()) };
        let top = self.next_row;
        let mut last = None;
        for cell in table.cells {
            let at = CellRef::new(top.saturating_add(cell.at.row), cell.at.column);
            let value = typed(cell.text.trim_end_matches([' ', '\n']));
            if value.is_some() {
                last = last.max(Some(at.row));
            }
            let kept = self.gathered.put(self.source, &mut self.meter, at, value)?.is_some();
            if kept {
                // A cell that hangs over the table's end ends with it.
                let rows = cell.rows.min(table.rows.saturating_sub(cell.at.row));
                self.gathered.merge(self.source, at, cell.columns, rows);
            }
        }
        if last.is_some() {
            self.next_row = top.saturating_add(table.rows).saturating_add(1);
        }
        Ok(())
    }
}

/// How many columns or rows a cell spans; at least one.
fn span(attributes: &str, name: &str, limit: u32) -> u32 {
    attribute(attributes, name)
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, limit)
}
