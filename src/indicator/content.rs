//! Yes or no as clerks write it, texts for messages, and what must never be copied out of a household list.

use crate::tables::flat;
use crate::workbook::{Cell, CellValue};

/// Longest excerpt of a cell in a message, in characters.
const EXCERPT: usize = 30;
pub use crate::id_number::HIDDEN;

/// Yes or no, as a truth value, a word or a mark.
pub(super) fn yes_or_no(cell: &Cell) -> Option<bool> {
    match &cell.value {
        CellValue::Bool(value) => Some(*value),
        CellValue::Text(text) => yes_or_no_text(text),
        CellValue::Number(_) | CellValue::Date(_) | CellValue::Error(_) | CellValue::FormulaWithoutValue => None,
    }
}

/// Yes or no as a word or a mark.
pub(super) fn yes_or_no_text(text: &str) -> Option<bool> {
    match flat(text).to_uppercase().as_str() {
        "是" | "√" | "✓" | "✔" | "TRUE" => Some(true),
        "否" | "×" | "✗" | "✘" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Whether a column of a list of persons tells who they are.
pub(super) fn is_private_label(label: &str) -> bool {
    ["身份证", "姓名", "户主", "电话", "手机", "银行", "账号", "卡号"]
        .iter()
        .any(|word| label.contains(word))
}

/// The content of a cell for a message: short, and without anybody's number. A number with a fraction is a figure,
/// however many digits the division left it; a whole one of eleven digits may be a telephone.
pub(super) fn excerpt_of(cell: &Cell) -> String {
    if let Some(time) = cell.time() {
        return time;
    }
    match &cell.value {
        CellValue::Number(number) if !number.is_integer() => number.normalize().to_string(),
        CellValue::Number(_)
        | CellValue::Text(_)
        | CellValue::Bool(_)
        | CellValue::Date(_)
        | CellValue::Error(_)
        | CellValue::FormulaWithoutValue => excerpt(&cell.raw()),
    }
}

/// A text for a message: short, and without anybody's number.
pub(super) fn excerpt(raw: &str) -> String {
    let mut text: String = raw.chars().take(EXCERPT).collect();
    if raw.chars().nth(EXCERPT).is_some() {
        text.push('…');
    }
    if holds_long_number(&text) {
        HIDDEN.to_owned()
    } else {
        text
    }
}

/// Whether digits stand in a row that may be somebody's: a mobile telephone has eleven, an id number 15 or 18, a bank
/// card more. In a text a point tells nothing: the number of a line may stand before a telephone (1.13800138000).
fn holds_long_number(text: &str) -> bool {
    let folded = flat(text);
    folded.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_number_is_ever_shown() {
        assert_eq!(excerpt("510300197001011234"), "***");
        assert_eq!(excerpt("约三百"), "约三百");
    }

    #[test]
    fn the_decimals_of_a_number_are_no_number_of_a_person() {
        let number = |text: &str| Cell::plain(CellValue::Number(text.parse().unwrap()));
        let text = |text: &str| Cell::plain(CellValue::Text(text.into()));
        for (cell, shown) in [
            (number("8.94451628794877"), "8.94451628794877"),
            (number("-0.333333333333333"), "-0.333333333333333"),
            (number("12345678901.25"), "12345678901.25"),
            (number("13800138000"), "***"),
            (number("13800138000.0"), "***"),
            (number("6222021234567890"), "***"),
            (number("1234567890"), "1234567890"),
            (text("1.13800138000"), "***"),
            (text("510300197001011234"), "***"),
        ] {
            assert_eq!(excerpt_of(&cell), shown, "{}", cell.raw());
        }
    }
}
