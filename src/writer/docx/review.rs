//! The review copy: every figure of the text carries a comment with the cells that it came from.
//!
//! Figures are marked in a copy of the report by characters that no text has; the pass over the document turns the marks
//! into the ranges of comments, whatever the words stand in.

use super::order::WORD;
use super::xml::Xml;
use crate::id_number::masked;
use crate::place;
use crate::report::{Annex, Block, Figure, FigureId, Heading, Inline, Report, Row, Table};

/// Before a marked figure; its number follows in [`DIGIT`]s.
pub(super) const BEGIN: char = '\u{F0000}';
/// Behind a marked figure.
pub(super) const END: char = '\u{F0001}';
/// Zero of a figure's number; the other digits follow.
const DIGIT: char = '\u{F0010}';

/// Most runs of cells that a comment names.
const MOST_SOURCES: usize = 20;

/// The style of comments.
pub(super) const STYLE: &str = "GwComment";

/// A report whose figures are marked, but for its titles, which have lines of their own.
pub(super) fn marked(report: &Report) -> Report {
    let mut report = report.clone();
    report.subtitle.iter_mut().for_each(mark_all);
    let blocks = report.blocks.iter_mut();
    let annexes = report
        .annexes
        .iter_mut()
        .flat_map(|annex: &mut Annex| &mut annex.blocks);
    blocks.chain(annexes).for_each(mark_block);
    report
}

fn mark_block(block: &mut Block) {
    match block {
        Block::Heading(Heading { content, run_in, .. }) => {
            mark_all(content);
            run_in.iter_mut().for_each(mark_all);
        }
        Block::Paragraph(content) => mark_all(content),
        Block::Table(table) => mark_table(table),
        Block::Picture(picture) => mark_all(&mut picture.caption),
        Block::Contents(_) => {}
    }
}

fn mark_table(table: &mut Table) {
    mark_all(&mut table.caption);
    table.unit.iter_mut().chain(&mut table.notes).for_each(mark_all);
    let cells = |row: &mut Row| row.cells.iter_mut().for_each(|cell| mark_all(&mut cell.content));
    table.header.iter_mut().chain(&mut table.body).for_each(cells);
}

fn mark_all(content: &mut Vec<Inline>) {
    for inline in content {
        let own = |c: char| (BEGIN..='\u{F001F}').contains(&c);
        match inline {
            Inline::Figure { text, figure, .. } => {
                let number = figure.0.to_string();
                let digits = number
                    .bytes()
                    .filter_map(|digit| offset(DIGIT, u32::from(digit - b'0')));
                let words = text.chars().filter(|c| !own(*c));
                *text = std::iter::once(BEGIN).chain(digits).chain(words).chain([END]).collect();
            }
            Inline::Text(text) if text.contains(own) => text.retain(|c| !own(c)),
            Inline::Text(_) | Inline::Reference(_) | Inline::Item { .. } | Inline::Note { .. } => {}
        }
    }
}

fn offset(character: char, by: u32) -> Option<char> {
    char::from_u32(u32::from(character) + by)
}

/// A piece of a marked text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// A figure begins.
    Begin(FigureId),
    /// It ends.
    End,
}

/// The pieces of a text of the document, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find([BEGIN, END]) {
        let (words, mark) = rest.split_at(at);
        pieces.push(Piece::Words(words));
        let ends = mark.starts_with(END);
        rest = mark.trim_start_matches([BEGIN, END]);
        if ends {
            pieces.push(Piece::End);
            rest = &mark[END.len_utf8()..];
            continue;
        }
        let digit = |c: char| u32::from(c).checked_sub(u32::from(DIGIT)).filter(|digit| *digit < 10);
        let number = rest
            .chars()
            .map_while(digit)
            .fold(0, |number, digit| number * 10 + digit);
        pieces.push(Piece::Begin(FigureId(number)));
        rest = rest.trim_start_matches(|c| digit(c).is_some());
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

/// `word/comments.xml`: one comment for each place where a figure is printed, in their order.
pub(super) fn part(printed: &[FigureId], report: &Report) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:comments").attribute("xmlns:w", WORD);
    for (id, figure) in printed.iter().enumerate() {
        xml.start("w:comment")
            .attribute("w:id", id)
            .attribute("w:author", "gongwen")
            .attribute("w:initials", "gw");
        let lines = report.figures.get(figure.0 as usize).map(lines).unwrap_or_default();
        for line in lines {
            xml.start("w:p").start("w:pPr").value("w:pStyle", STYLE).end();
            xml.start("w:r");
            xml.start("w:t")
                .attribute("xml:space", "preserve")
                .text(&super::text::clean(&line))
                .end();
            xml.end().end();
        }
        xml.end();
    }
    xml.finish()
}

/// What a comment says of a figure.
fn lines(figure: &Figure) -> Vec<String> {
    let mut lines = vec![
        format!("指标：{}", masked(&figure.indicator)),
        format!("数值：{}", figure.value),
    ];
    if !figure.formula.is_empty() {
        lines.push(format!("写法：{}", figure.formula));
    }
    let runs = place::runs(&figure.sources);
    lines.extend(runs.iter().take(MOST_SOURCES).map(|run| format!("来源：{run}")));
    if runs.len() > MOST_SOURCES {
        lines.push(format!("共{}处，全部见数据来源文件（.trace.json）", runs.len()));
    }
    lines.push(format!("模板：{}", figure.template));
    let doubts: Vec<&str> = figure.doubts.iter().map(|code| code.as_str()).collect();
    if !doubts.is_empty() {
        lines.push(format!("存疑：{}", doubts.join("、")));
    }
    lines
}

/// The style of comments: small, without the body's indent and exact lines.
pub(super) fn style(xml: &mut Xml) {
    xml.start("w:style")
        .attribute("w:type", "paragraph")
        .attribute("w:styleId", STYLE);
    xml.value("w:name", "annotation text").value("w:basedOn", "Normal");
    xml.value("w:uiPriority", 99);
    xml.start("w:pPr");
    xml.start("w:spacing")
        .attribute("w:line", 240)
        .attribute("w:lineRule", "auto")
        .end();
    xml.start("w:ind")
        .attribute("w:firstLineChars", 0)
        .attribute("w:firstLine", 0)
        .end();
    xml.value("w:jc", "left").end();
    xml.start("w:rPr");
    xml.value("w:spacing", 0).value("w:sz", 21).value("w:szCs", 21);
    xml.end().end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_figures_are_found_again() {
        let mut content = vec![
            Inline::Text("面积\u{F0000}".into()),
            Inline::Figure {
                text: "4.5\u{F0010}万亩".into(),
                figure: FigureId(120),
                doubtful: false,
            },
            Inline::Text("。".into()),
        ];
        mark_all(&mut content);
        let text: String = content.iter().map(Inline::text).collect();
        assert_eq!(
            pieces(&text),
            [
                Piece::Words("面积"),
                Piece::Begin(FigureId(120)),
                Piece::Words("4.5万亩"),
                Piece::End,
                Piece::Words("。")
            ]
        );
        assert_eq!(pieces("面积"), [Piece::Words("面积")]);
    }
}
