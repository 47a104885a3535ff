//! The note that printed parts and totals differ by rounding: who needs it, and where it stands.

use rust_decimal::Decimal;

use super::printed::measured;
use crate::diag::{Code, Diagnostic, Sink};
use crate::report::{Block, Figure, Inline, Report, Row, Table};
use crate::unit::Dimension;

/// The sentence of the statistical bulletins; `舍入说明` prints it where it is needed.
pub(in crate::template) const NOTE: &str = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。";

/// The total rows of tables whose printed parts add up to another number than the printed total, by no more than
/// rounding can make.
pub(super) fn of_tables(report: &Report) -> Vec<(Box<Diagnostic>, &Figure)> {
    let tables = report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Heading(_) | Block::Paragraph(_) | Block::Picture(_) | Block::Contents(_) => None,
    });
    let mut found = Vec::new();
    for table in tables {
        found.extend((0..table.columns.len()).filter_map(|column| of_column(table, column, &report.figures)));
    }
    found
}

fn of_column<'a>(table: &Table, column: usize, figures: &'a [Figure]) -> Option<(Box<Diagnostic>, &'a Figure)> {
    let mut totals = table.body.iter().filter(|row| row.total);
    let (total, None) = (totals.next()?, totals.next()) else {
        return None;
    };
    let (whole, figure) = cell(total, column, figures)?;
    if measured(&figure.value).is_some_and(|value| value.dimension() == &Dimension::Ratio) {
        return None;
    }
    let parts = table.body.iter().filter(|row| !row.total);
    let parts: Vec<Decimal> = parts
        .map(|row| cell(row, column, figures).map(|(number, _)| number))
        .collect::<Option<_>>()?;
    let sum = parts
        .iter()
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part))?;
    let scale = parts.iter().chain([&whole]).map(Decimal::scale).max()?;
    let reach = Decimal::from(parts.len()) / Decimal::TWO * Decimal::new(1, scale);
    let difference = sum.checked_sub(whole)?.abs();
    (!difference.is_zero() && difference <= reach).then(|| {
        let problem = Diagnostic::new(Code::WordingRounding).with("name", &figure.indicator);
        (problem.with("sum", sum).with("whole", whole), figure)
    })
}

/// The bare number that a cell prints.
fn cell<'a>(row: &Row, column: usize, figures: &'a [Figure]) -> Option<(Decimal, &'a Figure)> {
    let cell = row
        .cells
        .iter()
        .find(|cell| cell.column == column && cell.column_span == 1)?;
    let [Inline::Figure { text, figure, .. }] = cell.content.as_slice() else {
        return None;
    };
    Some((text.parse().ok()?, figures.get(figure.0 as usize)?))
}

/// Takes the note out of a report that needs none; where it stands, nobody need be told to write it.
pub(in crate::template) fn keep_note_where_needed(report: &mut Report, sink: &mut Sink) {
    let stands_in = |content: &mut Vec<Inline>| content.iter().any(|inline| inline.text().contains(NOTE));
    if !report.blocks.iter_mut().flat_map(texts_of).any(stands_in) {
        return;
    }
    let needed = |problem: &Diagnostic| problem.code == Code::WordingRounding;
    if sink.as_slice().iter().any(needed) {
        sink.retain(|problem| !needed(problem));
        return;
    }
    report.blocks.iter_mut().flat_map(texts_of).for_each(take_out);
    report
        .blocks
        .retain(|block| !matches!(block, Block::Paragraph(content) if says_nothing(content)));
    for block in &mut report.blocks {
        if let Block::Table(table) = block {
            table.notes.retain(|content| !says_nothing(content));
        }
    }
}

/// The running texts of a block.
fn texts_of(block: &mut Block) -> impl Iterator<Item = &mut Vec<Inline>> {
    let (one, several) = match block {
        Block::Paragraph(content) => (Some(content), None),
        Block::Heading(heading) => (heading.run_in.as_mut(), None),
        Block::Table(table) => (None, Some(&mut table.notes)),
        Block::Picture(_) | Block::Contents(_) => (None, None),
    };
    one.into_iter().chain(several.into_iter().flatten())
}

fn take_out(content: &mut Vec<Inline>) {
    for inline in content.iter_mut() {
        if let Inline::Text(text) = inline
            && text.contains(NOTE)
        {
            *text = text.replace(NOTE, "");
        }
    }
    content.retain(|inline| !inline.text().is_empty());
}

/// A paragraph of which nothing is left, or only the word that announced the note.
fn says_nothing(content: &[Inline]) -> bool {
    let left: String = content.iter().map(Inline::text).collect();
    left.is_empty() || left == "注："
}
