//! Defined names that point to one range of one sheet, in the three spellings of the formats.

use crate::place::CellRef;
use crate::workbook::{CellRange, DefinedName};

/// The names whose text is one range: `汇总!$A$1:$C$3`, `'农业 明细'!$G$16`, `$汇总.$A$1:.$C$3`. Constants,
/// formulas, unions and names of the program's own are left out.
pub(super) fn defined_names(all: &[(String, String)]) -> Vec<DefinedName> {
    all.iter()
        .filter(|(name, _)| !name.starts_with("_xlnm"))
        .filter_map(|(name, text)| {
            let (sheet, range) = range_of_sheet(text)?;
            Some(DefinedName {
                name: name.clone(),
                sheet,
                range,
            })
        })
        .collect()
}

fn range_of_sheet(text: &str) -> Option<(String, CellRange)> {
    let text = text.trim().trim_start_matches('=').trim_start_matches('$');
    let (sheet, rest) = sheet_name(text)?;
    // OpenDocument repeats the sheet, or its dot, before the second corner.
    let (first, last) = rest.split_once(':').unwrap_or((rest, rest));
    let last = last.rsplit(['.', '!']).next()?;
    let start: CellRef = first.parse().ok()?;
    let end: CellRef = last.parse().ok()?;
    let range = CellRange {
        start: CellRef::new(start.row.min(end.row), start.column.min(end.column)),
        end: CellRef::new(start.row.max(end.row), start.column.max(end.column)),
    };
    Some((sheet, range))
}

/// The sheet's name, quoted or not, and what follows its `!` or `.`.
fn sheet_name(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('\'') else {
        // A sheet's name may hold a dot; the address behind it never does.
        let separator = text.find('!').or_else(|| text.split(':').next()?.rfind('.'))?;
        return Some((text.get(..separator)?.to_owned(), text.get(separator + 1..)?));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            name.push(character);
        } else if quoted.get(at + 1..)?.starts_with('\'') {
            name.push('\'');
            characters.next();
        } else {
            let rest = quoted.get(at + 1..)?;
            return Some((name, rest.strip_prefix(['!', '.'])?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        range_of_sheet(text).map(|(sheet, range)| format!("{sheet}|{}:{}", range.start, range.end))
    }

    #[test]
    fn all_three_spellings_are_read() {
        assert_eq!(found("汇总!$A$1:$C$3").as_deref(), Some("汇总|A1:C3"));
        assert_eq!(found("'农业 明细''s'!$G$16").as_deref(), Some("农业 明细's|G16:G16"));
        assert_eq!(found("$汇总.$A$1:.$C$3").as_deref(), Some("汇总|A1:C3"));
        assert_eq!(found("$'a.b'.$A$1:$'a.b'.$C$3").as_deref(), Some("a.b|A1:C3"));
    }

    #[test]
    fn what_is_no_single_range_is_left_out() {
        for text in [
            "#REF!",
            "汇总!$A:$C",
            "SUM(汇总!$A$1)",
            "12",
            "",
            "'",
            "汇总!$A$1,汇总!$C$3",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
