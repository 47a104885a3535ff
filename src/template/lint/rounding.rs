//! The note that printed parts and totals differ by rounding: who needs it, and where it stands.

use crate::diag::{Code, Diagnostic, Sink};
use crate::report::{Block, Inline, Report};

/// The sentence of the statistical bulletins; `舍入说明` prints it where it is needed.
pub(in crate::template) const NOTE: &str = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。";

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
