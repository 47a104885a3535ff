//! The cells of a table as shaped text on a checked grid of columns.

use crate::geom::Abs;
use crate::layout::inline::class::Class;
use crate::layout::inline::{Setter, Shaped, Span};
use crate::layout::structure::{CellSpan, ElementId, ElementKind, Scope, Structure};
use crate::report::{ColumnAlign, Inline, Row, Table, TableCell};
use crate::style::{Align, ParagraphStyle, TableStyle};

/// More columns than a page could ever hold; what lies beyond is not laid out.
const MOST_COLUMNS: usize = 256;

/// A row of shaped cells; every column is covered by a cell, or by one that comes down from a row above.
#[derive(Debug, Default)]
pub(super) struct CellRow {
    /// The cells that begin here, by column.
    pub(super) cells: Vec<Cell>,
    /// Whether it stays with the row before (TB-03).
    pub(super) total: bool,
}

/// One shaped cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// First column.
    pub(super) column: usize,
    /// Columns covered.
    pub(super) columns: usize,
    /// Rows covered; never more than the rows below hold.
    pub(super) rows: usize,
    /// Its text.
    pub(super) text: Shaped,
    /// How it stands in its column.
    pub(super) align: Align,
    /// Moves a number to the left so that decimal points stand under each other (TB-04).
    pub(super) shift: Abs,
    /// Distance of its baselines, font size and where the baseline stands are those of this style.
    pub(super) style: ParagraphStyle,
}

/// How many columns the table has.
pub(super) fn column_count(table: &Table) -> usize {
    let rows = table.header.iter().chain(&table.body);
    let widest = rows
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column.saturating_add(1))
        .max();
    widest.unwrap_or(0).max(table.columns.len()).min(MOST_COLUMNS)
}

/// Which rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Those of its head.
    Head,
    /// Those of its body.
    Body,
}

/// A cell of the checked grid before it is shaped.
#[derive(Debug, Clone, Copy)]
struct Slot<'a> {
    span: CellSpan,
    content: &'a [Inline],
}

/// Shapes the rows of a table, those of its head first.
#[derive(Debug)]
pub(super) struct Shaper<'a, 'b> {
    /// How each column is aligned; cells of the head stand as their style says.
    pub(super) columns: &'a [ColumnAlign],
    /// How many columns the table has.
    pub(super) count: usize,
    pub(super) style: &'a TableStyle,
    pub(super) setter: &'a mut Setter<'b>,
    pub(super) structure: &'a mut Structure,
    /// The cells of a head of several rows, which name those below them.
    pub(super) headers: Vec<(CellSpan, ElementId)>,
    /// Whether the table has no rows below its head.
    pub(super) head_alone: bool,
}

impl Shaper<'_, '_> {
    /// The rows with every column covered, their elements standing in the table's.
    pub(super) fn rows(&mut self, rows: &[Row], part: Part, table: ElementId) -> Vec<CellRow> {
        if rows.is_empty() {
            return Vec::new();
        }
        let kind = match part {
            Part::Head if !self.head_alone => ElementKind::TableHead,
            // A THead by itself is no table (ISO 14289-1, 7.2).
            Part::Head | Part::Body => ElementKind::TableBody,
        };
        let group = self.structure.add(kind, table);
        // How many more rows each column is covered from above.
        let mut covered = vec![0_usize; self.count];
        let mut shaped = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let element = self.structure.add(ElementKind::TableRow, group);
            let slots = slots(row, &mut covered, rows.len() - index);
            shaped.push(CellRow {
                cells: self.cells(slots, part, element),
                total: row.total,
            });
        }
        match part {
            // The scopes of a single row say which cells it speaks of.
            Part::Head if rows.len() == 1 => self.headers.clear(),
            Part::Head => {}
            Part::Body => align_decimals(&mut shaped, self.count),
        }
        shaped
    }

    fn cells(&mut self, slots: Vec<Slot>, part: Part, row: ElementId) -> Vec<Cell> {
        let mut row_header = None;
        let mut cells = Vec::with_capacity(slots.len());
        for slot in slots {
            let span = slot.span;
            let align = self.columns.get(span.column).filter(|_| part == Part::Body);
            let names_row = span.column == 0 && align == Some(&ColumnAlign::Left);
            let kind = match part {
                Part::Head => ElementKind::HeaderCell(span, Scope::Column),
                // The names in the first column say what the row's figures belong to.
                Part::Body if names_row => ElementKind::HeaderCell(span, Scope::Row),
                Part::Body => ElementKind::DataCell(span, self.headers_of(span, row_header)),
            };
            let element = self.structure.add(kind, row);
            if part == Part::Head {
                self.headers.push((span, element));
            } else if names_row {
                row_header = Some(element);
            }
            cells.push(self.cell(slot, align, part, element));
        }
        cells
    }

    /// The cells of the head over a cell, and the one that names its row.
    fn headers_of(&self, span: CellSpan, row_header: Option<ElementId>) -> Vec<ElementId> {
        if self.headers.is_empty() {
            return Vec::new();
        }
        let over =
            |head: &CellSpan| head.column < span.column + span.columns && span.column < head.column + head.columns;
        let heads = self
            .headers
            .iter()
            .filter(|(head, _)| over(head))
            .map(|(_, element)| *element);
        heads.chain(row_header).collect()
    }

    fn cell(&mut self, slot: Slot, align: Option<&ColumnAlign>, part: Part, element: ElementId) -> Cell {
        let Slot { span, content } = slot;
        let style = match part {
            Part::Head => &self.style.header,
            Part::Body => &self.style.body,
        };
        Cell {
            column: span.column,
            columns: span.columns,
            rows: span.rows,
            text: self.setter.shape(&[Span {
                content,
                style,
                element: Some(element),
            }]),
            align: align.map_or(style.align, |align| match align {
                ColumnAlign::Left => Align::Left,
                ColumnAlign::Center => Align::Center,
                ColumnAlign::Right => Align::Right,
            }),
            shift: Abs::ZERO,
            style: style.clone(),
        }
    }
}

/// The cells of a row by column: those that would overlap are cut or left out, columns of which the row says
/// nothing get an empty one. Counts the rows covered.
fn slots<'a>(row: &'a Row, covered: &mut [usize], rows_left: usize) -> Vec<Slot<'a>> {
    let mut cells: Vec<&TableCell> = row.cells.iter().collect();
    cells.retain(|cell| cell.column < covered.len() && covered[cell.column] == 0);
    cells.sort_by_key(|cell| cell.column);
    cells.dedup_by_key(|cell| cell.column);
    let mut cells = cells.into_iter().peekable();
    let mut slots = Vec::new();
    let mut column = 0;
    while column < covered.len() {
        let own = cells.next_if(|cell| cell.column == column);
        if own.is_some() || covered[column] == 0 {
            let limit = cells.peek().map_or(covered.len(), |next| next.column);
            let wanted = own.map_or(1, |cell| cell.column_span.clamp(1, limit - column));
            let span = CellSpan {
                column,
                columns: covered[column..column + wanted]
                    .iter()
                    .take_while(|rows| **rows == 0)
                    .count(),
                rows: own.map_or(1, |cell| cell.row_span.clamp(1, rows_left)),
            };
            covered[column..column + span.columns].fill(span.rows);
            slots.push(Slot {
                span,
                content: own.map_or(&[], |cell| &cell.content),
            });
            column += span.columns;
        } else {
            column += 1;
        }
    }
    covered.iter_mut().for_each(|rows| *rows -= 1);
    slots
}

/// Aligns the numbers of flush-right columns at their decimal points (TB-04).
fn align_decimals(rows: &mut [CellRow], count: usize) {
    let mut widest = vec![Abs::ZERO; count];
    let aligned = |cell: &Cell| cell.align == Align::Right && cell.columns == 1;
    for cell in rows.iter().flat_map(|row| &row.cells).filter(|cell| aligned(cell)) {
        widest[cell.column] = widest[cell.column].max(after_integer(&cell.text).unwrap_or(Abs::ZERO));
    }
    for cell in rows
        .iter_mut()
        .flat_map(|row| &mut row.cells)
        .filter(|cell| aligned(cell))
    {
        if let Some(own) = after_integer(&cell.text) {
            cell.shift = widest[cell.column] - own;
        }
    }
}

/// The width of what follows the integer part of a number: decimals, %; none when the text is no number.
fn after_integer(text: &Shaped) -> Option<Abs> {
    let number = |class: Class| {
        matches!(
            class,
            Class::Digit | Class::AsciiClose | Class::Connector | Class::Postfix
        )
    };
    let is_number = text
        .clusters
        .iter()
        .all(|cluster| number(cluster.class) || cluster.character == '−');
    let first = text.clusters.iter().position(|cluster| cluster.class == Class::Digit)?;
    let integer = text.clusters[first..]
        .iter()
        .take_while(|cluster| cluster.class == Class::Digit || cluster.character == ',')
        .count();
    is_number.then(|| text.width(first + integer..text.clusters.len()))
}

/// Rows tied together by cells that span them.
pub(super) fn groups(rows: Vec<CellRow>) -> Vec<Vec<CellRow>> {
    let mut groups: Vec<Vec<CellRow>> = Vec::new();
    let mut open = 0_usize;
    for row in rows {
        let spanned = row.cells.iter().map(|cell| cell.rows).max().unwrap_or(1);
        match groups.last_mut() {
            Some(group) if open > 0 => group.push(row),
            _ => groups.push(vec![row]),
        }
        open = open.max(spanned).saturating_sub(1);
    }
    groups
}
