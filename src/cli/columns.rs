//! Text in terminal columns: a Han character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Width of answers that do not go to a terminal, in columns.
const PLAIN_WIDTH: usize = 100;

/// Width of the user's terminal: `COLUMNS` where it is set, so that a script can choose it.
pub(super) fn terminal_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(measured).unwrap_or(PLAIN_WIDTH).max(40)
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text on one line, without control characters and without what a terminal would take for a command.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A text cut to so many columns; … stands for what is left out.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        kept.push(c);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// A text filled up with blanks to so many columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Rows of texts as lines whose columns stand below each other, none wider than `widest`.
pub(super) fn aligned(rows: &[Vec<String>], widest: usize) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0).min(widest)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let texts: Vec<String> = cells.map(|(cell, width)| pad(&cut(cell, *width), *width)).collect();
        texts.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_cut_and_filled_by_columns() {
        assert_eq!(cut("粮食播种面积", 7), "粮食播…");
        assert_eq!(cut("粮食播种面积", 8), "粮食播…");
        assert_eq!(cut("粮食", 4), "粮食");
        assert_eq!(cut("粮食", 0), "");
        assert_eq!(width(&pad("粮a", 6)), 6);
        let rows = [vec!["甲".into(), "1".into()], vec!["abc".into(), "2".into()]];
        assert_eq!(aligned(&rows, 20), ["甲   1", "abc  2"]);
    }

    #[test]
    fn a_cell_cannot_command_the_terminal() {
        assert_eq!(one_line("甲\u{1b}[2J\n乙"), "甲 [2J 乙");
    }
}
