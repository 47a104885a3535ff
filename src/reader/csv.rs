//! Text with commas, semicolons or tabs: RFC 4180, and what spreadsheet programs write besides.

use std::borrow::Cow;
use std::sync::Arc;

use super::guard::Meter;
use super::sieve::Sieve;
use super::text::{decode, sheet_name, typed};
use super::{Source, Tab};
use crate::diag::{Code, Result, Sink};
use crate::place::CellRef;
use crate::workbook::{Cell, CellValue, Merges, Visibility, Workbook};

/// Characters that may part fields, in the order in which equals are preferred.
const DELIMITERS: [char; 3] = ['\t', ',', ';'];

/// Reads delimited text as a workbook of one sheet.
pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let text = decode(source, None)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let (delimiter, body) = declared_delimiter(text).unwrap_or_else(|| (likely_delimiter(text), text));
    let name = sheet_name(source.file);
    let tab = Tab {
        name: name.to_string(),
        visibility: Visibility::Visible,
    };
    check(source, body, delimiter)?;
    warn_of_plain_text(source, body, delimiter, sink);
    let mut sieve = Sieve::new(source, source.projection, &tab, Merges::default());
    let mut meter = Meter::default();
    for (at, field) in placed(body, delimiter) {
        meter.see(source, at.row, at.column)?;
        source.limits.check_characters(source, field.text.len())?;
        if let Some(value) = field.value() {
            sieve.put(at, Cell::plain(meter.keep(source, value)?));
        }
    }
    Ok(Workbook {
        file: Arc::clone(source.file),
        // Records come in order, so that the sieve has always a sheet.
        sheets: sieve.finish().into_iter().collect(),
        names: Vec::new(),
    })
}

/// The fields of a text, each with its place.
fn placed(text: &str, delimiter: char) -> impl Iterator<Item = (CellRef, Field<'_>)> {
    let mut next = CellRef::new(0, 0);
    Fields::new(text, delimiter).map(move |field| {
        let at = next;
        next = if field.ends_record {
            CellRef::new(at.row.saturating_add(1), 0)
        } else {
            CellRef::new(at.row, at.column.saturating_add(1))
        };
        (at, field)
    })
}

/// Refuses a long text that breaks a limit before its cells are kept, which take many times its size.
fn check(source: &Source<'_>, text: &str, delimiter: char) -> Result<()> {
    /// Bytes of a text whose cells take little in any case.
    const SHORT: usize = 2 << 20;
    if text.len() <= SHORT {
        return Ok(());
    }
    let mut meter = Meter::default();
    let mut filled = 0;
    for (at, field) in placed(text, delimiter) {
        meter.see(source, at.row, at.column)?;
        source.limits.check_characters(source, field.text.len())?;
        filled += u64::from(field.is_filled());
        source.limits.check_cells(source, filled)?;
    }
    Ok(())
}

/// Warns of a text most of whose first lines are not parted: a list of users or a letter with a comma in it.
fn warn_of_plain_text(source: &Source<'_>, text: &str, delimiter: char, sink: &mut Sink) {
    /// How many fields are looked at.
    const FIELDS: usize = 2_000;
    let (mut lines, mut parted) = (0_usize, 0_usize);
    for (at, field) in placed(text, delimiter)
        .take(FIELDS)
        .filter(|(_, field)| field.ends_record)
    {
        lines += usize::from(at.column > 0 || field.is_filled());
        parted += usize::from(at.column > 0);
    }
    if parted * 2 < lines {
        let warning = source.problem(Code::TextNotSeparated);
        sink.push(warning.with("lines", lines).with("found", parted));
    }
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
    /// How many bytes are looked at.
    const HEAD: usize = 1 << 18;
    /// How many fields are looked at, where records are long.
    const FIELDS: usize = 20_000;
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let score = |delimiter: char| {
        let (mut records, mut fields, mut in_record) = (0_usize, 0_usize, 0_usize);
        for field in Fields::new(head, delimiter).take(FIELDS) {
            in_record += 1;
            if field.ends_record {
                records += usize::from(in_record > 1);
                fields += in_record - 1;
                in_record = 0;
            }
        }
        // A first record longer than what is looked at counts for as much as was seen of it.
        records += usize::from(in_record > 1);
        fields += in_record.saturating_sub(1);
        (records.min(RECORDS), fields)
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .unwrap_or(',')
}

/// One field, and whether its record ends behind it.
struct Field<'t> {
    text: Cow<'t, str>,
    ends_record: bool,
}

impl Field<'_> {
    /// Whether it says anything, as far as can be told without reading it.
    fn is_filled(&self) -> bool {
        !matches!(self.text.trim(), "" | "=\"\"")
    }

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

impl<'t> Iterator for Fields<'t> {
    type Item = Field<'t>;

    fn next(&mut self) -> Option<Field<'t>> {
        if self.done {
            return None;
        }
        let (quoted, rest) = self
            .quoted()
            .map_or((None, self.rest), |(text, rest)| (Some(text), rest));
        let end = rest.find([self.delimiter, '\n', '\r']).unwrap_or(rest.len());
        // What stands behind a closing quote belongs to the field too.
        let (behind, rest) = rest.split_at(end);
        let text = match quoted {
            Some(text) => Cow::Owned(text + behind),
            None => Cow::Borrowed(behind),
        };
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
            .map(|field| field.text.into_owned() + if field.ends_record { "¶" } else { "" })
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
