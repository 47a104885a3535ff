//! Pipe tables as tables with merged header cells and 合计 rows.

use pulldown_cmark::Alignment;

use super::markdown::TableSource;
use super::wording::Words;
use crate::report::{ColumnAlign, Inline, Row, Table, TableCell, Turn};

/// First cells that make a row the total.
const TOTALS: &[&str] = &["合计", "总计", "全镇"];

/// What asks for a turned page (TABL-01).
const TURNED: &str = "横排";

/// Parts of a caption line `表：标题（单位：亩、吨；横排）`.
pub(super) struct Caption {
    /// The caption.
    pub(super) title: String,
    /// What stands in the brackets: `单位：亩、吨`.
    pub(super) unit: Option<String>,
    /// Whether `横排` stands there.
    pub(super) turn: Turn,
}

/// The caption that a paragraph holds, if it is one.
pub(super) fn caption(text: &str) -> Option<Caption> {
    let text = text.trim();
    let rest = text.strip_prefix("表：").or_else(|| text.strip_prefix("表:"))?.trim();
    let (title, options) = match rest.rfind(['（', '(']).filter(|_| rest.ends_with(['）', ')'])) {
        Some(open) => (&rest[..open], rest[open..].trim_matches(['（', '(', '）', ')'])),
        None => (rest, ""),
    };
    let parts: Vec<&str> = options.split(['；', ';']).map(str::trim).collect();
    // Brackets that say anything else belong to the caption.
    if !parts.iter().all(|part| part.starts_with("单位") || *part == TURNED) {
        return Some(Caption {
            title: rest.to_owned(),
            unit: None,
            turn: Turn::WhenWide,
        });
    }
    let unit = parts.iter().find(|part| part.starts_with("单位"));
    Some(Caption {
        title: title.to_owned(),
        unit: unit.map(|unit| (*unit).to_owned()),
        turn: if parts.contains(&TURNED) {
            Turn::Always
        } else {
            Turn::WhenWide
        },
    })
}

/// Builds the table; `at` is its place in the output.
pub(super) fn table(source: &TableSource, words: &mut Words<'_>, at: usize) -> Table {
    let header = header(&source.head, words, at);
    let body = source
        .rows
        .iter()
        .map(|row| {
            let first = row.first().map(|cell| words.plain(cell)).unwrap_or_default();
            let cells = row.iter().enumerate();
            let cells = cells
                .map(|(column, text)| cell(column, words.inlines(text, at)))
                .collect();
            Row {
                cells,
                total: TOTALS.contains(&first.as_str()),
            }
        })
        .collect();
    Table {
        columns: source.alignments.iter().map(align).collect(),
        header,
        body,
        ..Table::default()
    }
}

const fn align(alignment: &Alignment) -> ColumnAlign {
    match alignment {
        Alignment::Right => ColumnAlign::Right,
        Alignment::Center => ColumnAlign::Center,
        Alignment::Left | Alignment::None => ColumnAlign::Left,
    }
}

const fn cell(column: usize, content: Vec<Inline>) -> TableCell {
    TableCell {
        column,
        column_span: 1,
        row_span: 1,
        content,
    }
}

/// The head's rows: neighbours that share the beginning of their paths share its cell; a path that ends
/// early spans the rows below.
fn header(head: &[String], words: &mut Words<'_>, at: usize) -> Vec<Row> {
    let paths: Vec<Vec<&str>> = head
        .iter()
        .map(|path| path.split('/').map(str::trim).collect())
        .collect();
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    let mut rows = Vec::with_capacity(depth);
    for level in 0..depth {
        let mut cells = Vec::new();
        let mut column = 0;
        while column < paths.len() {
            let path = &paths[column];
            let Some(label) = path.get(level) else {
                column += 1;
                continue;
            };
            let last = level + 1 == path.len();
            let same = |other: &&Vec<&str>| !last && other.len() > level + 1 && other[..=level] == path[..=level];
            let span = 1 + paths[column + 1..].iter().take_while(same).count();
            cells.push(TableCell {
                column,
                column_span: span,
                row_span: if last { depth - level } else { 1 },
                content: words.inlines(label, at),
            });
            column += span;
        }
        rows.push(Row { cells, total: false });
    }
    rows
}
