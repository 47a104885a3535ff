//! Yes or no as clerks write it, texts for messages, and what must never be copied out of a household list.

use unicode_normalization::UnicodeNormalization;

use crate::workbook::{Cell, CellValue};

/// Longest excerpt of a cell in a message, in characters.
const EXCERPT: usize = 30;
pub use crate::id_number::HIDDEN;

/// Text with its width folded and its blanks removed.
pub(super) fn fold(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

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
    match fold(text).to_uppercase().as_str() {
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

/// The content of a cell for a message: short, and without anybody's number.
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

fn holds_long_number(text: &str) -> bool {
    let folded = fold(text);
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
}
