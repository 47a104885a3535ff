//! Long sheets: which columns the table finder can do without below the head, and which rows are plain data.

use super::grid::Grid;
use super::grid::{Class, class_of};
use super::label::{normalise, take_apart};
use super::{Column, ColumnRole, Table, find_figures, persons, words};
use crate::place::CellRef;
use crate::reader::{Passage, Row, Spare};
use crate::workbook::{Cell, CellValue, Sheet};

/// The columns of a sheet that nobody wants, by its head and first rows. Only where one table fills the sheet and
/// goes on to its last row; the columns that may name the rows, count them or give their unit always stay, so that
/// the tables found are the same.
pub fn spare_columns(head: &Sheet, is_wanted: impl Fn(&Column) -> bool) -> Option<Spare> {
    let grid = Grid::new(head);
    let tables = find_figures(&grid, &grid.used_columns());
    let [table] = &tables[..] else { return None };
    let (last, _) = head.cells.iter().next_back()?;
    if table.rows.last()?.row != last.row {
        return None;
    }
    let named = named_stub(table);
    // Without the numbers in it the table would no longer be known for a list of persons (WB-15).
    let tells = |column: &Column| !table.columns.iter().any(persons::says_so) && holds_id_numbers(head, table, column);
    let first_spare = match named {
        // Words behind the names may be those of a deeper level.
        Some(_) => first_figures(head, table).unwrap_or(table.columns.len()),
        None => first_figures(head, table)? + 1,
    };
    let mut spare = Spare {
        names: named.and(table.stub),
        ..Spare::default()
    };
    for (index, column) in table.columns.iter().enumerate() {
        let of_data = column.role == ColumnRole::Data;
        let behind = index >= first_spare && of_data || named.is_some() && counts_rows(column);
        if behind && !is_wanted(column) && !tells(column) {
            spare.columns.insert(column.column);
        } else if of_data {
            spare.figures.insert(column.column);
        }
    }
    Some(spare)
}

/// Whether a column holds id numbers.
fn holds_id_numbers(sheet: &Sheet, table: &Table, column: &Column) -> bool {
    let cells = table.rows.iter().map(|row| CellRef::new(row.row, column.column));
    cells.filter_map(|at| sheet.cell(at)).any(persons::cell_holds_id_number)
}

/// Whether a column counts the rows by its header, whatever stands in it.
fn counts_rows(column: &Column) -> bool {
    column.role == ColumnRole::Sequence && column.path.last().is_some_and(|label| words::is_sequence(label))
}

/// The index of the column that names the rows, where its header says that it does: what stands right of it cannot
/// change that.
fn named_stub(table: &Table) -> Option<usize> {
    let says_so = |column: &Column| column.path.last().is_some_and(|label| words::is_stub(label));
    table
        .columns
        .iter()
        .position(|column| Some(column.column) == table.stub && says_so(column))
}

/// The index of the first column of figures right of the names: no column behind it can name the rows.
fn first_figures(sheet: &Sheet, table: &Table) -> Option<usize> {
    let stub = table.stub?;
    let is_figures = |column: &Column| {
        let classes: Vec<Class> = table
            .rows
            .iter()
            .filter_map(|row| class_of(sheet.cell(CellRef::new(row.row, column.column))?))
            .collect();
        let figures = classes.iter().filter(|class| **class != Class::Label).count();
        figures * 2 > classes.len()
    };
    table
        .columns
        .iter()
        .position(|column| column.column > stub && is_figures(column))
}

/// What a row below a head is to the table finder.
pub fn passage(row: &Row, after_gap: bool) -> Passage {
    let text = |(_, cell): &&(CellRef, Cell)| matches!(cell.value, CellValue::Text(_));
    if row.iter().filter(text).any(|(_, cell)| words::is_foot(&cell.raw())) {
        return Passage::End;
    }
    let classes: Vec<Class> = row.iter().filter_map(|(_, cell)| class_of(cell)).collect();
    if classes.contains(&Class::Value) {
        // Behind a blank row years among words begin a table, unless a figure stands among them: it must not be left out.
        let figure_keeps_from_head = after_gap && classes.contains(&Class::Year);
        return match figure_keeps_from_head {
            true => Passage::Whole,
            false => Passage::Plain,
        };
    }
    let all_labels = classes.iter().all(|class| matches!(class, Class::Label | Class::Year));
    let anchors = || {
        let labels = row.iter().map(|(_, cell)| normalise(&cell.raw()));
        labels.filter(|label| words::is_anchor(label)).count()
    };
    if all_labels && !classes.is_empty() && (classes.len() == 1 || after_gap || anchors() >= 2) {
        Passage::End
    } else {
        Passage::Whole
    }
}

/// Whether a cell names its row by itself: words, and more than 其中, which the words at its right go on from.
pub fn is_name(cell: &Cell) -> bool {
    class_of(cell) == Some(Class::Label) && take_apart(&cell.raw()).text != words::PART
}

/// Whether a cell is a figure, a date, an error or a formula without a value.
pub fn is_figure(cell: &Cell) -> bool {
    matches!(class_of(cell), Some(Class::Value | Class::Year))
}
