//! Lists of persons and households, of which neither names nor numbers are ever shown or copied (WB-15).

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Column;
use super::grid::Grid;
use crate::id_number::{HIDDEN, LENGTH, holds, is_old};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue};

/// What a header over id numbers says.
const HEADERS: [&str; 3] = ["身份证", "公民身份号码", "证件号"];

/// Whether the rows of a table are persons or households: a header says so, or a cell is an id number. A remark that holds
/// one among other words may stand in any table; it tells a list where a header asks for names, or where half of the rows
/// have one.
pub(super) fn are_listed(grid: &Grid<'_>, columns: &[Column], rows: &[u32]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return false;
    };
    if columns.iter().any(says_so) || are_households(columns) {
        return true;
    }
    // Read through once: a list of households has millions of cells.
    let cells = grid
        .sheet
        .cells
        .range(CellRef::new(*first, 0)..CellRef::new(*last + 1, 0));
    let own: BTreeSet<u32> = columns.iter().map(|column| column.column).collect();
    let papers: BTreeSet<u32> = (columns.iter().filter(|one| asks_for_papers(one)))
        .map(|one| one.column)
        .collect();
    let is_paper = |at: &CellRef, cell: &Cell| papers.contains(&at.column) && is_old_number(cell);
    let holding =
        cells.filter(|(at, cell)| own.contains(&at.column) && (cell_holds_id_number(cell) || is_paper(at, cell)));
    let named = columns.iter().any(asks_for_names);
    let mut holders = BTreeSet::new();
    for (at, cell) in holding {
        holders.insert(at.row);
        if named || is_id_number(cell) || is_paper(at, cell) || holders.len() * 2 >= rows.len() {
            return true;
        }
    }
    false
}

/// Whether the header of a column has one of these words.
fn asks_for(column: &Column, words: &[&str]) -> bool {
    let label = column.path.last();
    label.is_some_and(|label| words.iter().any(|word| label.contains(word)))
}

/// Whether the header of a column asks for the names of persons.
fn asks_for_names(column: &Column) -> bool {
    asks_for(column, &["姓名", "户主"])
}

/// Whether the header of a column asks for numbers of papers, of which some are those of persons.
fn asks_for_papers(column: &Column) -> bool {
    asks_for(column, &["证件"])
}

/// Whether the headers are those of a list of households: their heads, and what is asked of each. 户主数 and 户主率 count them.
fn are_households(columns: &[Column]) -> bool {
    let heads = |column: &Column| asks_for(column, &["户主"]) && !asks_for(column, &["户主数", "户主人数", "户主率"]);
    columns.iter().any(heads) && columns.iter().any(|column| asks_for(column, &OF_HOUSEHOLDS))
}

/// What is asked of households in lists of them.
const OF_HOUSEHOLDS: [&str; 13] = [
    "人口", "成员", "关系", "电话", "手机", "住址", "地址", "性别", "年龄", "出生", "账号", "补助", "收入",
];

/// Hides the labels of a head into which the first person of a list was taken.
pub(super) fn hide_in_head(columns: &mut [Column]) {
    let told: BTreeSet<u32> = columns
        .iter()
        .filter_map(|column| column.label_at.filter(|_| tells(column)))
        .map(|at| at.row)
        .collect();
    for column in columns {
        let own = column.label_at.is_some_and(|at| told.contains(&at.row));
        if let Some(last) = column.path.last_mut().filter(|_| own) {
            HIDDEN.clone_into(last);
        }
        column
            .path
            .iter_mut()
            .filter(|label| holds(label))
            .for_each(|label| HIDDEN.clone_into(label));
    }
}

/// Whether a label of a column is somebody's number.
fn tells(column: &Column) -> bool {
    column.path.iter().any(|label| is_hidden(label))
}

/// Whether a label tells a person, or told one before it was hidden.
pub fn is_hidden(label: &str) -> bool {
    label == HIDDEN || holds(label)
}

/// Whether a cell is an id number of before 1999.
fn is_old_number(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number(number) => number.is_integer() && is_old(&number.normalize().to_string()),
        CellValue::Text(text) => is_old(text),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => false,
    }
}

/// Whether the header of a column speaks of id numbers.
pub(super) fn says_so(column: &Column) -> bool {
    let names = |label: &String| HEADERS.iter().any(|word| label.contains(word)) || is_hidden(label);
    column.path.iter().any(names)
}

/// Whether a cell holds an id number; the digits of a fraction are none.
pub fn cell_holds_id_number(cell: &Cell) -> bool {
    let is_fraction = |text: &str| text.trim().parse::<Decimal>().is_ok_and(|number| number.scale() > 0);
    match &cell.value {
        CellValue::Text(text) => text.len() >= LENGTH && holds(text) && !is_fraction(text),
        CellValue::Number(_) => is_id_number(cell),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => false,
    }
}

/// Whether a cell is an id number and no words: kept as text, or typed as a number, which loses its last digits.
pub fn is_id_number(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number(number) => {
            // Hardly any number is that long, and to write each out costs as much as to find its table.
            let is_long = number.mantissa() >= 10_i128.pow(LENGTH as u32 - 1);
            is_long && number.is_integer() && is_one(&number.normalize().to_string())
        }
        CellValue::Text(text) => is_one(text),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => false,
    }
}

/// Whether a text is an id number and no words: another, or a telephone number, may stand beside it.
fn is_one(text: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() && !matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ');
    holds(text) && !text.contains(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::plain(CellValue::Text(text.into()))
    }

    #[test]
    fn a_number_of_eighteen_digits_is_one_and_a_fraction_is_none() {
        let number = |text: &str| Cell::plain(CellValue::Number(text.parse().unwrap_or_default()));
        assert!(is_id_number(&number("510300197001011000")));
        assert!(!is_id_number(&number("51030019700101100")));
        assert!(!cell_holds_id_number(&number("0.000333333333333333")));
        assert!(!cell_holds_id_number(&text("0.333333333333333333")));
        assert!(is_id_number(&text(" 51030019700101123x")) && !is_id_number(&text("号51030019700101123x")));
    }
}
