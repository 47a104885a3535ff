//! Pipe tables as tables with merged header cells and 合计 rows.

use std::collections::BTreeMap;

use pulldown_cmark::Alignment;

use super::markdown::TableSource;
use super::wording::{Words, is_blank};
use crate::diag::{Code, Diagnostic, nearest};
use crate::report::{ColumnAlign, FigureId, Inline, Row, Table, TableCell, Turn};

/// Words that make a row the total where they stand first in it.
const TOTALS: &[&str] = &["合计", "总计", "小计", "全镇", "全乡", "全街道", "全县"];

/// What asks for a turned page (TABL-01).
const TURNED: &str = "横排";

/// Parts of a caption `表：标题（单位：亩、吨；横排）`, with the lines `名称：…` and `合并：…` below it.
pub(super) struct Caption {
    /// The caption.
    pub(super) title: String,
    /// What stands in the brackets: `单位：亩、吨`.
    pub(super) unit: Option<String>,
    /// Whether `横排` stands there.
    pub(super) turn: Turn,
    /// The name by which the text refers to it; the title does too.
    pub(super) name: Option<String>,
    /// The columns whose equal neighbours become one cell.
    pub(super) merged: Vec<String>,
    /// A line that is none of these.
    pub(super) stray: Option<String>,
}

/// The caption that a paragraph holds, if it is one.
pub(super) fn caption(text: &str) -> Option<Caption> {
    let (first, lines) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let rest = after(first, "表")?;
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !is_blank(line)).collect();
    let merged = lines.iter().find_map(|line| after(line, "合并")).unwrap_or_default();
    let known = |line: &&str| after(line, "名称").is_some() || after(line, "合并").is_some();
    let columns = merged.split(['、', '，', ',']).map(|name| name.trim().to_owned());
    let (title, unit, turn) = title_and_options(rest);
    Some(Caption {
        title: title.to_owned(),
        unit,
        turn,
        name: lines.iter().find_map(|line| after(line, "名称")).map(str::to_owned),
        merged: columns.filter(|name| !name.is_empty()).collect(),
        stray: lines.iter().find(|line| !known(line)).map(|line| (*line).to_owned()),
    })
}

/// The caption's words, and what its brackets say of unit and page.
fn title_and_options(rest: &str) -> (&str, Option<String>, Turn) {
    let (title, options) = match rest.rfind(['（', '(']).filter(|_| rest.ends_with(['）', ')'])) {
        Some(open) => (&rest[..open], rest[open..].trim_matches(['（', '(', '）', ')'])),
        None => (rest, ""),
    };
    let parts: Vec<&str> = options.split(['；', ';']).map(str::trim).collect();
    // Brackets that say anything else belong to the caption.
    if !parts.iter().all(|part| part.starts_with("单位") || *part == TURNED) {
        return (rest, None, Turn::WhenWide);
    }
    let unit = parts.iter().find(|part| part.starts_with("单位"));
    let turn = if parts.contains(&TURNED) {
        Turn::Always
    } else {
        Turn::WhenWide
    };
    (title, unit.map(|unit| (*unit).to_owned()), turn)
}

/// What stands behind a key and its colon.
pub(super) fn after<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let rest = line.trim().strip_prefix(key)?;
    rest.strip_prefix(['：', ':']).map(str::trim)
}

/// Builds the table; `at` is its place in the output.
pub(super) fn table(source: &TableSource, merged: &[String], words: &mut Words<'_>, at: usize) -> Table {
    let merged = merged_columns(source, merged, words, at);
    let header = header(&source.head, words, at);
    let texts: Vec<Vec<String>> = source
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| words.plain(cell)).collect())
        .collect();
    let total = |row: &[String]| {
        let first = row.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
        first.is_some_and(|first| TOTALS.contains(&first))
    };
    let spans = merged_spans(&merged, &texts, total);
    let mut body: Vec<Row> = Vec::with_capacity(source.rows.len());
    for (index, row) in source.rows.iter().enumerate() {
        let mut cells = Vec::with_capacity(row.len());
        for (column, text) in row.iter().enumerate() {
            // What a cell above covers is not printed, so that it is no figure either.
            let rows = spans.get(&(index, column)).copied().unwrap_or(1);
            if rows > 0 {
                cells.push(cell(column, rows, words.inlines(text, at)));
            }
        }
        body.push(Row {
            cells,
            total: texts.get(index).is_some_and(|row| total(row)),
        });
    }
    let columns: Vec<ColumnAlign> = source.alignments.iter().map(align).collect();
    align_decimals(&columns, &mut body, words);
    Table {
        columns,
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

const fn cell(column: usize, row_span: usize, content: Vec<Inline>) -> TableCell {
    TableCell {
        column,
        column_span: 1,
        row_span,
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

/// The columns of these heads; a head may be named by its last part.
fn merged_columns(source: &TableSource, names: &[String], words: &mut Words<'_>, at: usize) -> Vec<usize> {
    let heads: Vec<String> = source.head.iter().map(|head| words.plain(head)).collect();
    let mut columns = Vec::new();
    for name in names {
        let named = |head: &String| head == name || head.rsplit('/').next().is_some_and(|last| last.trim() == name);
        match heads.iter().position(named) {
            Some(column) => columns.push(column),
            None => {
                let problem = Diagnostic::new(Code::TemplateColumn).with("found", name);
                let nearest = nearest(name, heads.iter().map(String::as_str));
                words.report(problem.with("nearest", nearest), at..at + 1);
            }
        }
    }
    columns.sort_unstable();
    columns
}

/// The figure that is the whole content of a row's cell and was printed without a filter: its bare number.
fn bare_figure(row: &Row, column: usize, words: &Words<'_>) -> Option<FigureId> {
    let cell = row.cells.iter().find(|cell| cell.column == column)?;
    let [Inline::Figure { figure, .. }] = &cell.content[..] else {
        return None;
    };
    let entered = words.figures.get(figure.0 as usize)?;
    (entered.formula.is_empty() && decimals(&entered.text).is_some()).then_some(*figure)
}

/// How many decimals a plain number has.
fn decimals(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    (!whole.is_empty() && all(whole) && all(fraction)).then_some(fraction.len())
}

/// Numbers of a column that is flush right have the same decimals (TB-04), when they are of one unit. Only exact numbers
/// take zeros at the end: a rounded one would say more than it knows.
fn align_decimals(columns: &[ColumnAlign], body: &mut [Row], words: &mut Words<'_>) {
    for (column, _) in columns
        .iter()
        .enumerate()
        .filter(|(_, align)| **align == ColumnAlign::Right)
    {
        let figures: Vec<FigureId> = body.iter().filter_map(|row| bare_figure(row, column, words)).collect();
        let entered = |figure: &FigureId| words.figures.get(figure.0 as usize);
        let of_one_unit = figures.windows(2).all(|pair| {
            let unit = |figure| entered(figure).map(|entered| unit_of(&entered.value));
            unit(&pair[0]) == unit(&pair[1])
        });
        let most = figures
            .iter()
            .filter_map(|figure| decimals(&entered(figure)?.text))
            .max();
        let Some(most) = most.filter(|most| *most > 0 && of_one_unit) else {
            continue;
        };
        for row in body.iter_mut() {
            let Some(figure) = bare_figure(row, column, words) else {
                continue;
            };
            let Some(entered) = words.figures.get_mut(figure.0 as usize) else {
                continue;
            };
            let Some(text) = padded(&entered.text, &entered.value, most) else {
                continue;
            };
            entered.text.clone_from(&text);
            let doubtful = !entered.doubts.is_empty();
            if let Some(cell) = row.cells.iter_mut().find(|cell| cell.column == column) {
                cell.content = vec![Inline::Figure { text, figure, doubtful }];
            }
        }
    }
}

/// What stands behind the number of an exact value: `95312万元`.
pub(super) fn unit_of(exact: &str) -> &str {
    exact.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-')
}

/// A number with so many decimals, when it is printed exactly.
fn padded(text: &str, exact: &str, most: usize) -> Option<String> {
    let own = decimals(text).filter(|own| *own < most)?;
    let number = exact.strip_suffix(unit_of(exact))?;
    let exact: rust_decimal::Decimal = number.parse().ok()?;
    let printed: rust_decimal::Decimal = text.parse().ok()?;
    let point = if own == 0 { "." } else { "" };
    (exact == printed).then(|| format!("{text}{point}{}", "0".repeat(most - own)))
}

/// How many rows each cell of the merged columns covers, by row and column; none for those that another covers. A column
/// further right is merged only within the cells of those before it, and the total never.
fn merged_spans(
    columns: &[usize],
    texts: &[Vec<String>],
    total: impl Fn(&[String]) -> bool,
) -> BTreeMap<(usize, usize), usize> {
    let mut spans = BTreeMap::new();
    for (order, column) in columns.iter().enumerate() {
        let mut start = 0;
        for row in 1..=texts.len() {
            let same = |own: &usize| texts[row].get(*own) == texts[start].get(*own);
            let alike = row < texts.len() && !total(&texts[row]) && columns[..=order].iter().all(same);
            if alike {
                spans.insert((row, *column), 0);
            } else {
                spans.insert((start, *column), row - start);
                start = row;
            }
        }
    }
    spans
}
