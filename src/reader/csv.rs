//! Text with commas, semicolons or tabs: RFC 4180, and what spreadsheet programs write besides.

use std::sync::Arc;

use super::Source;
use super::guard::Meter;
use super::text::{Gathered, decode, sheet_name, typed};
use crate::diag::Result;
use crate::place::CellRef;
use crate::workbook::{CellValue, Visibility, Workbook};

/// Characters that may part fields, in the order in which equals are preferred.
const DELIMITERS: [char; 3] = ['\t', ',', ';'];

/// Reads delimited text as a workbook of one sheet.
pub(super) fn read(source: &Source<'_>) -> Result<Workbook> {
    let text = decode(source, None)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let (delimiter, body) = declared_delimiter(text).unwrap_or_else(|| (likely_delimiter(text), text));
    let mut gathered = Gathered::default();
    let mut meter = Meter::default();
    let mut at = CellRef::new(0, 0);
    for field in Fields::new(body, delimiter) {
        gathered.put(source, &mut meter, at, field.value())?;
        at = if field.ends_record {
            CellRef::new(at.row.saturating_add(1), 0)
        } else {
            CellRef::new(at.row, at.column.saturating_add(1))
        };
    }
    Ok(Workbook {
        file: Arc::clone(source.file),
        sheets: vec![gathered.into_sheet(sheet_name(source.file), Visibility::Visible)],
        names: Vec::new(),
    })
}

/// Excel's own first line `sep=;`, and what follows it.
fn declared_delimiter(text: &str) -> Option<(char, &str)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("\"sep="))?;
    let delimiter = rest.chars().next()?;
    let (_, body) = rest.split_once('\n')?;
    DELIMITERS.contains(&delimiter).then_some((delimiter, body))
}

/// The delimiter that most of the first records have, of equals the one that stands most often.
fn likely_delimiter(text: &str) -> char {
    /// How many records are looked at.
    const RECORDS: usize = 50;
    /// How many fields are looked at, where records are long.
    const FIELDS: usize = 20_000;
    let score = |delimiter: char| {
        let (mut records, mut fields, mut in_record) = (0, 0, 0);
        for field in Fields::new(text, delimiter).take(FIELDS) {
            in_record += 1;
            if field.ends_record {
                records += usize::from(in_record > 1);
                fields += in_record - 1;
                in_record = 0;
            }
        }
        (records.min(RECORDS), fields)
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .unwrap_or(',')
}

/// One field, and whether its record ends behind it.
struct Field {
    text: String,
    ends_record: bool,
}

impl Field {
    /// What the field says: `="007"` is how programs keep a spreadsheet from making a number of a code.
    fn value(&self) -> Option<CellValue> {
        let kept = self
            .text
            .strip_prefix("=\"")
            .and_then(|inside| inside.strip_suffix('"'));
        match kept {
            Some(text) if !text.is_empty() => Some(CellValue::Text(super::cell::clean_text(text).into())),
            Some(_) => None,
            // A quoted figure is a figure: the quotes only keep its commas together.
            None => typed(&self.text),
        }
    }
}

/// The fields of a text, record after record.
struct Fields<'t> {
    rest: &'t str,
    delimiter: char,
    done: bool,
}

impl<'t> Fields<'t> {
    const fn new(text: &'t str, delimiter: char) -> Self {
        Self {
            rest: text,
            delimiter,
            done: text.is_empty(),
        }
    }

    /// The field in quotes that the rest begins with: its text, and what follows the closing quote. None where the
    /// quote is never closed: then it is a character like any other.
    fn quoted(&self) -> Option<(String, &'t str)> {
        let inside = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        let mut rest = inside;
        loop {
            let (before, after) = rest.split_once('"')?;
            text.push_str(before);
            match after.strip_prefix('"') {
                Some(behind) => {
                    text.push('"');
                    rest = behind;
                }
                None => return Some((text, after)),
            }
        }
    }
}

impl Iterator for Fields<'_> {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        if self.done {
            return None;
        }
        let (mut text, rest) = self.quoted().unwrap_or((String::new(), self.rest));
        let end = rest.find([self.delimiter, '\n', '\r']).unwrap_or(rest.len());
        // What stands behind a closing quote belongs to the field too.
        let (behind, rest) = rest.split_at(end);
        text.push_str(behind);
        let ends_record = !rest.starts_with(self.delimiter);
        self.rest = if ends_record {
            rest.strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix(['\n', '\r']))
                .unwrap_or(rest)
        } else {
            rest.strip_prefix(self.delimiter).unwrap_or(rest)
        };
        self.done = ends_record && self.rest.is_empty();
        Some(Field { text, ends_record })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, delimiter: char) -> Vec<String> {
        Fields::new(text, delimiter)
            .map(|field| field.text + if field.ends_record { "¶" } else { "" })
            .collect()
    }

    #[test]
    fn quotes_keep_delimiters_line_breaks_and_quotes() {
        assert_eq!(
            fields("a,\"b,\"\"c\"\"\nd\",e\r\nf", ','),
            ["a", "b,\"c\"\nd", "e¶", "f¶"]
        );
        assert_eq!(fields("a,\n\n,", ','), ["a", "¶", "¶", "", "¶"]);
        assert_eq!(fields("\"never closed,a\nb", ','), ["\"never closed", "a¶", "b¶"]);
        assert_eq!(fields("\"a\"b,c", ','), ["ab", "c¶"]);
    }

    #[test]
    fn the_delimiter_is_the_one_that_most_lines_have() {
        assert_eq!(
            likely_delimiter("各村情况\n村名;面积\n李家村;1,5\n鼎新村;2,5\n学堂村;3\n"),
            ';'
        );
        assert_eq!(likely_delimiter("村名\t面积\n李家村\t1\n"), '\t');
        assert_eq!(likely_delimiter("村名,面积\n李家村,1\n"), ',');
    }
}
