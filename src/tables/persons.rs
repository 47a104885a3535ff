//! Lists of persons and households, of which neither names nor numbers are ever shown or copied (WB-15).

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::Column;
use super::grid::Grid;
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue};

/// Characters of a citizen's id number (GB 11643); the last may be an X.
const LENGTH: usize = 18;
/// What a header over id numbers says.
const HEADERS: [&str; 3] = ["身份证", "公民身份号码", "证件号"];

/// Whether the rows of a table are persons or households: a header says so, or a cell is an id number. A remark that holds
/// one among other words may stand in any table; it tells a list where a header asks for names, or where half of the rows
/// have one.
pub(super) fn are_listed(grid: &Grid<'_>, columns: &[Column], rows: &[u32]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return false;
    };
    if columns.iter().any(says_so) {
        return true;
    }
    // Read through once: a list of households has millions of cells.
    let cells = grid
        .sheet
        .cells
        .range(CellRef::new(*first, 0)..CellRef::new(*last + 1, 0));
    let own = |at: &CellRef| columns.iter().any(|column| column.column == at.column);
    let holding = cells.filter(|(at, cell)| cell_holds_id_number(cell) && own(at));
    let named = columns.iter().any(asks_for_names);
    let mut holders = BTreeSet::new();
    for (at, cell) in holding {
        holders.insert(at.row);
        if named || is_id_number(cell) || holders.len() * 2 >= rows.len() {
            return true;
        }
    }
    false
}

/// Whether the header of a column asks for the names of persons.
fn asks_for_names(column: &Column) -> bool {
    let names = |label: &String| ["姓名", "户主"].iter().any(|word| label.contains(word));
    column.path.last().is_some_and(names)
}

/// Whether the header of a column speaks of id numbers.
pub(super) fn says_so(column: &Column) -> bool {
    let names = |label: &String| HEADERS.iter().any(|word| label.contains(word)) || holds_id_number(label);
    column.path.iter().any(names)
}

/// Whether a cell holds an id number; the digits of a fraction are none.
pub fn cell_holds_id_number(cell: &Cell) -> bool {
    let is_fraction = |text: &str| text.trim().parse::<Decimal>().is_ok_and(|number| number.scale() > 0);
    match &cell.value {
        CellValue::Text(text) => text.len() >= LENGTH && holds_id_number(text) && !is_fraction(text),
        CellValue::Number(_) => is_id_number(cell),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => false,
    }
}

/// Whether a cell is an id number and nothing else: kept as text, or typed as a number, which loses its last digits.
pub fn is_id_number(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number(number) => {
            // Hardly any number is that long, and to write each out costs as much as to find its table.
            let is_long = number.mantissa() >= 10_i128.pow(LENGTH as u32 - 1);
            is_long && number.is_integer() && is_number_of_a_person(&number.normalize().to_string(), false)
        }
        CellValue::Text(text) => folded(text).count() == LENGTH && holds_id_number(text),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => false,
    }
}

/// Whether a text holds something like a citizen's id number among other words.
pub fn holds_id_number(text: &str) -> bool {
    let mut digits = String::new();
    for c in folded(text).chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if is_number_of_a_person(&digits, matches!(c, 'X' | 'x')) {
            return true;
        }
        digits.clear();
    }
    false
}

/// Whether digits, and an X behind them, are a citizen's id number: of its length, and with a birthday in its middle. A
/// code of an organisation (统一社会信用代码) may have eighteen digits too.
fn is_number_of_a_person(digits: &str, x_follows: bool) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let whole = digits.len() == LENGTH || digits.len() == LENGTH - 1 && x_follows;
    let is_day = |(year, (month, day)): (u32, (u32, u32))| {
        (1850..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    whole && part(6..10).zip(part(10..12).zip(part(12..14))).is_some_and(is_day)
}

/// The characters of a text with their width folded and without its blanks.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::plain(CellValue::Text(text.into()))
    }

    #[test]
    fn an_id_number_is_known_anywhere_in_a_text() {
        assert!(holds_id_number("张三 51030019700101123X"));
        assert!(holds_id_number("身份证：５１０３００１９７００１０１１２３ｘ"));
        assert!(holds_id_number("510300 19700101 1234"));
        assert!(!holds_id_number("合同编号 2023110012345678901"));
        // An organisation's code.
        assert!(!holds_id_number("12510300451234567X"));
        assert!(!holds_id_number("91510300451234567"));
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
