//! The cells of a table as shaped text on a checked grid of columns.

use crate::geom::Abs;
use crate::layout::inline::class::Class;
use crate::layout::inline::{Setter, Shaped, Span};
use crate::report::{ColumnAlign, Row, Table, TableCell};
use crate::style::{Align, ParagraphStyle};

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

/// Shapes rows. Without `aligns` (the head) every cell stands as its style says.
pub(super) fn shape(
    rows: &[Row],
    count: usize,
    style: &ParagraphStyle,
    aligns: Option<&[ColumnAlign]>,
    setter: &mut Setter,
) -> Vec<CellRow> {
    // How many more rows each column is covered from above.
    let mut covered = vec![0_usize; count];
    let mut shaped = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let rows_left = rows.len() - index;
        let mut cells = Vec::new();
        for cell in &row.cells {
            let free = cell.column < count && covered[cell.column] == 0;
            if free {
                cells.push(shape_cell(cell, count, rows_left, style, aligns, setter));
            }
        }
        fill_gaps(&mut cells, &mut covered, style, setter);
        shaped.push(CellRow {
            cells,
            total: row.total,
        });
    }
    if aligns.is_some() {
        align_decimals(&mut shaped, count);
    }
    shaped
}

fn shape_cell(
    cell: &TableCell,
    count: usize,
    rows_left: usize,
    style: &ParagraphStyle,
    aligns: Option<&[ColumnAlign]>,
    setter: &mut Setter,
) -> Cell {
    let align = aligns
        .and_then(|aligns| aligns.get(cell.column))
        .map(|align| match align {
            ColumnAlign::Left => Align::Left,
            ColumnAlign::Center => Align::Center,
            ColumnAlign::Right => Align::Right,
        });
    Cell {
        column: cell.column,
        columns: cell.column_span.clamp(1, count - cell.column),
        rows: cell.row_span.clamp(1, rows_left),
        text: setter.shape(&[Span {
            content: &cell.content,
            style,
        }]),
        align: align.unwrap_or(style.align),
        shift: Abs::ZERO,
        style: style.clone(),
    }
}

/// Puts an empty cell where a row says nothing, cuts cells that would overlap, and counts the rows covered.
fn fill_gaps(cells: &mut Vec<Cell>, covered: &mut [usize], style: &ParagraphStyle, setter: &mut Setter) {
    cells.sort_by_key(|cell| cell.column);
    cells.dedup_by_key(|cell| cell.column);
    let starts: Vec<usize> = cells.iter().map(|cell| cell.column).collect();
    let mut taken = vec![false; covered.len()];
    for (index, cell) in cells.iter_mut().enumerate() {
        let limit = starts.get(index + 1).copied().unwrap_or(covered.len());
        let own = cell.column..(cell.column + cell.columns).min(limit);
        let free = own.clone().take_while(|column| covered[*column] == 0).count();
        cell.columns = free.max(1);
        for column in cell.column..cell.column + cell.columns {
            taken[column] = true;
            covered[column] = cell.rows;
        }
    }
    for column in 0..covered.len() {
        if covered[column] == 0 && !taken[column] {
            let empty = TableCell {
                column,
                column_span: 1,
                row_span: 1,
                content: Vec::new(),
            };
            cells.push(shape_cell(&empty, covered.len(), 1, style, None, setter));
            covered[column] = 1;
        }
        covered[column] -= 1;
    }
    cells.sort_by_key(|cell| cell.column);
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
