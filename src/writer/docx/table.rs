//! Tables: one grid for head and body, merged cells, repeated head rows, rows that do not split.

mod rows;

use std::collections::BTreeSet;

use docx_rs::{
    DocumentChild, Paragraph, TableAlignmentType, TableCell as WordCell, TableCellBorder, TableCellBorderPosition,
    TableLayoutType, TableRow, VMergeType, WidthType,
};

use crate::diag::{Code, Diagnostic, Result};
use crate::report::{ColumnAlign, Row, Table, TableCell, TablePart, plain_text};
use crate::style::{Sheet, Stylesheet, TableStyle};

use super::body::{Builder, leading_runs, paragraph, with_runs};
use super::internal;
use super::styles;

use rows::{Cell, Frame, Rows};

/// Word refuses a file with a table of more columns.
const MAX_COLUMNS: usize = 63;

impl Builder<'_> {
    /// A table, upright or on turned pages (TABL-01), in the parts in which layout drew it.
    pub(super) fn table(&mut self, table: &Table) -> Result<()> {
        // Layout counts the tables that it draws.
        let drawn = self.facts.tables.get(self.tables).filter(|_| column_count(table) > 0);
        self.tables += usize::from(column_count(table) > 0);
        let (turned, parts) = drawn.map_or((false, &[][..]), |drawn| (drawn.turned, drawn.parts.as_slice()));
        if turned {
            self.wanted = Sheet::Turned;
        }
        match parts {
            [] => self.part(table, &TablePart::default(), None)?,
            [all] => self.part(table, all, None)?,
            parts => {
                for (number, part) in (1..).zip(parts) {
                    self.part(&table.part(&part.columns), part, Some((number, parts.len())))?;
                }
            }
        }
        for note in &table.all_notes(parts.len()) {
            let paragraph = Paragraph::new().style(self.style.table.note.id);
            self.add(with_runs(paragraph, leading_runs(note, &self.bookmarks)));
        }
        self.wanted = Sheet::Upright;
        Ok(())
    }

    /// TB-01: caption, unit line, table. Of a table that goes on on another page the first two are rows of its head, so
    /// that they come again there (TB-02).
    fn part(&mut self, table: &Table, part: &TablePart, number: Option<(usize, usize)>) -> Result<()> {
        let styles = &self.style.table;
        let caption = table.full_caption(number);
        let words = caption.get(usize::from(!table.label.is_empty())..).unwrap_or_default();
        let caption = (!caption.is_empty()).then(|| self.caption(styles.caption.id, &table.label, words));
        let unit = table.unit.as_ref().map(|unit| paragraph(styles.unit.id, unit));
        let mut over: Vec<Paragraph> = caption.into_iter().chain(unit).collect();
        if !part.caption_repeated {
            over.drain(..).for_each(|line| self.add(line));
        }
        let head = over.len() + table.header.len();
        if let Some(built) = build(table, over, (part, self.wanted), self)? {
            self.part_from_table();
            if self.turn_page {
                self.add(Paragraph::new().style(styles.body.id));
            }
            // Of the frame's two rows the first stands for all that are written.
            self.push_table(built.frame, (head + 1).saturating_sub(built.written));
            self.table_rows.push(built.rows);
        }
        Ok(())
    }

    /// Appends a table whose first rows are its head.
    pub(super) fn push_table(&mut self, table: docx_rs::Table, head_rows: usize) {
        self.head_rows.push(head_rows);
        self.docx.document.children.push(DocumentChild::Table(Box::new(table)));
    }

    /// Word makes one table of two that touch, and wants a paragraph after the last: an empty one of a cell's height.
    pub(super) fn part_from_table(&mut self) {
        let ended = self.end_section_unless(self.wanted);
        if let (false, Some(DocumentChild::Table(_))) = (ended, self.docx.document.children.last()) {
            self.add(Paragraph::new().style(self.style.table.body.id));
        }
    }
}

/// What stands in the document for the rows of a table until all is put in order.
const ROWS_TO_COME: &str = "<w:tr><w:trPr/></w:tr>";

/// A table in docx-rs's terms.
struct Built {
    /// With a row without cells, which becomes [`ROWS_TO_COME`], in place of all but the last.
    frame: docx_rs::Table,
    /// How many the others are.
    written: usize,
    /// The others in the order of the schema.
    rows: String,
}

/// The document with the rows of its tables, in reading order.
pub(super) fn with_rows(document: &str, tables: &[String]) -> Result<String> {
    let length = tables.iter().map(String::len).sum::<usize>();
    let mut whole = String::with_capacity(document.len() + length);
    let mut rest = document;
    for rows in tables {
        let Some((before, after)) = rest.split_once(ROWS_TO_COME) else {
            return Err(internal("a table without its rows"));
        };
        whole.push_str(before);
        whole.push_str(rows);
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole)
}

/// A table in docx-rs's terms, with lines over its head; none when it has no columns or no rows. `part` is how layout
/// drew it, on a sheet.
fn build(
    table: &Table,
    over: Vec<Paragraph>,
    (part, sheet): (&TablePart, Sheet),
    document: &Builder<'_>,
) -> Result<Option<Built>> {
    let style = document.style;
    let columns = column_count(table);
    if columns > MAX_COLUMNS {
        return Err(Diagnostic::new(Code::WordColumns)
            .with("table", format!("{}　{}", table.label, plain_text(&table.caption)))
            .with("columns", columns)
            .with("limit", MAX_COLUMNS));
    }
    let edges = edges(columns, &part.widths, style.area_of(sheet).width.to_pt());
    let (no_row, split_rows) = (BTreeSet::new(), &part.split_rows);
    let count = over.len() + table.header.len() + table.body.len();
    let mut rows = Rows::new(count, &document.bookmarks);
    rows_over(over, &edges, &style.table).try_for_each(|row| rows.add(row))?;
    for (part, split_rows, head) in [(&table.header, &no_row, true), (&table.body, split_rows, false)] {
        let builder = RowBuilder {
            table,
            style,
            edges: &edges,
            split_rows,
            head,
        };
        builder.rows(part, &mut rows)?;
    }
    let Some(last) = rows.last.filter(|_| columns > 0) else {
        return Ok(None);
    };
    let grid = edges.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let frame = docx_rs::Table::without_borders(vec![TableRow::new(Vec::new()), last])
        .style(styles::TABLE)
        .set_grid(grid)
        .width(edges.last().copied().unwrap_or_default(), WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .layout(TableLayoutType::Fixed);
    Ok(Some(Built {
        frame,
        written: count - 1,
        rows: rows.written,
    }))
}

/// Lines over the head as rows without rules; the upper rule of the table is that under the last of them.
fn rows_over(lines: Vec<Paragraph>, edges: &[usize], style: &TableStyle) -> impl Iterator<Item = TableRow> {
    let count = lines.len();
    let row = move |(number, line): (usize, Paragraph)| {
        let mut cell = WordCell::new()
            .width(edges.last().copied().unwrap_or_default(), WidthType::Dxa)
            .grid_span(edges.len().saturating_sub(1))
            .add_paragraph(line)
            .clear_all_border();
        if number == count {
            let rule = TableCellBorder::new(TableCellBorderPosition::Bottom).color("000000");
            let weight = usize::try_from(style.outer_rule().to_eighth_points()).unwrap_or_default();
            cell = cell.set_border(rule.size(weight));
        }
        cell.property = cell
            .property
            .margin_top(0, WidthType::Dxa)
            .margin_bottom(0, WidthType::Dxa);
        TableRow::new(vec![cell]).cant_split()
    };
    (1..).zip(lines).map(row)
}

/// How many columns the table has: those that it declares, and any that a cell begins in.
pub(super) fn column_count(table: &Table) -> usize {
    let rows = table.header.iter().chain(&table.body);
    let cells = rows
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column.saturating_add(1));
    cells.max().unwrap_or_default().max(table.columns.len())
}

/// Where the columns begin and the last ends, in twips from the left. Sums are rounded, not widths, so that the table
/// is as wide as layout made it; without usable widths from layout the columns share the measure.
fn edges(columns: usize, widths: &[f64], measure: f64) -> Vec<usize> {
    let usable = |width: &f64| width.is_finite() && *width > 0.0 && *width <= measure;
    let even = vec![measure / columns.max(1) as f64; columns];
    let all_usable = widths.len() == columns && widths.iter().all(usable);
    let widths = if all_usable { widths } else { &even };
    let mut sum = 0.0;
    let ends = widths.iter().map(|width| {
        sum += width * 20.0;
        sum.floor() as usize
    });
    std::iter::once(0).chain(ends).collect()
}

/// A cell that reaches into the rows below.
#[derive(Clone, Copy)]
struct Merged {
    span: usize,
    rows_left: usize,
}

/// Builds the rows of the head or of the body.
struct RowBuilder<'a> {
    table: &'a Table,
    style: &'a Stylesheet,
    edges: &'a [usize],
    /// The rows that a page may end within.
    split_rows: &'a BTreeSet<usize>,
    head: bool,
}

impl<'a> RowBuilder<'a> {
    fn columns(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// Adds the rows.
    fn rows(&self, rows: &'a [Row], into: &mut Rows<'a>) -> Result<()> {
        let mut merged: Vec<Option<Merged>> = vec![None; self.columns()];
        for (index, row) in rows.iter().enumerate() {
            // As in layout: the head stays with the first row, that with the second, 合计 with the row before.
            let keep = self.head || rows.get(index + 1).is_some_and(|next| index == 0 || next.total);
            let cells = self.row(row, rows.len() - index, keep, &mut merged);
            // TB-03: rows stay whole, but for those taller than a third of a page.
            let split = self.split_rows.contains(&index);
            let finish = |row: TableRow| if split { row } else { row.cant_split() };
            into.add_cells(&cells, finish, self.head)?;
        }
        Ok(())
    }

    /// One row; every column of the grid is covered once, whatever the cells claim.
    fn row(&self, row: &'a Row, rows_left: usize, keep: bool, merged: &mut [Option<Merged>]) -> Vec<Cell<'a>> {
        let columns = self.columns();
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        while column < columns {
            if let Some(above) = merged[column] {
                // The part of a merged cell in a row below its first stays where that is.
                cells.push(self.cell(column, above.span, Some(VMergeType::Continue), None, false));
                merged[column] = Some(above).filter(|above| above.rows_left > 1).map(|above| Merged {
                    rows_left: above.rows_left - 1,
                    ..above
                });
                column += above.span;
                continue;
            }
            let cell = row.cells.iter().find(|cell| cell.column == column);
            let next = row
                .cells
                .iter()
                .map(|cell| cell.column)
                .filter(|next| *next > column)
                .min();
            let room = next.unwrap_or(columns) - column;
            let span = free_columns(&merged[column..], cell.map_or(1, |cell| cell.column_span.min(room)));
            let height = cell.map_or(1, |cell| cell.row_span).clamp(1, rows_left);
            if height > 1 {
                merged[column] = Some(Merged {
                    span,
                    rows_left: height - 1,
                });
            }
            let merge = (height > 1).then_some(VMergeType::Restart);
            cells.push(self.cell(column, span, merge, cell, keep));
            column += span;
        }
        cells
    }

    fn cell(
        &self,
        column: usize,
        span: usize,
        merge: Option<VMergeType>,
        cell: Option<&'a TableCell>,
        keep: bool,
    ) -> Cell<'a> {
        let edge = |index: usize| self.edges.get(index).copied().unwrap_or_default();
        let frame = Frame {
            style: self.text_style(column),
            width: edge(column + span).saturating_sub(edge(column)),
            span,
            merge,
            keep,
        };
        Cell {
            frame,
            content: cell.map_or(&[], |cell| &cell.content),
        }
    }

    fn text_style(&self, column: usize) -> &'a str {
        if self.head {
            return self.style.table.header.id;
        }
        match self.table.columns.get(column) {
            Some(ColumnAlign::Center) => styles::TABLE_TEXT_CENTER,
            Some(ColumnAlign::Right) => styles::TABLE_TEXT_RIGHT,
            Some(ColumnAlign::Left) | None => self.style.table.body.id,
        }
    }
}

/// How many of the columns wanted are free of cells from above and inside the table; at least one.
fn free_columns(merged: &[Option<Merged>], wanted: usize) -> usize {
    merged
        .iter()
        .take(wanted.max(1))
        .take_while(|above| above.is_none())
        .count()
        .max(1)
}
