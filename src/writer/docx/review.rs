//! The review copy: every figure of the text carries a comment with the cells that it came from.
//!
//! Figures are marked in a copy of the report by characters that its text does not have; in the document the marks become
//! the ranges of comments, whatever the words stand in.

use std::collections::BTreeSet;

use super::order::WORD;
use super::xml::Xml;
use crate::id_number::masked;
use crate::place;
use crate::report::{Annex, Block, Figure, FigureId, Heading, Inline, Report, Row, Table, plain_text};

/// The characters that mark figures: before one, behind one, and ten digits for its number. They are of those that
/// Unicode leaves to private use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    begin: char,
}

/// Most runs of cells that a comment names.
const MOST_SOURCES: usize = 20;

/// The style of comments.
pub(super) const STYLE: &str = "GwComment";

impl Marks {
    /// So many characters, one after another.
    const COUNT: u32 = 12;
    /// The planes of Unicode that are left to private use.
    const PRIVATE: std::ops::RangeInclusive<char> = '\u{F0000}'..='\u{10FFFD}';

    /// Marks that do not occur in a report; none for one that uses characters of every kind, which no font has.
    pub(super) fn unused_in(report: &Report) -> Option<Self> {
        let written = serde_json::to_string(report).ok()?;
        let block = |c: char| (u32::from(c) - u32::from(*Self::PRIVATE.start())) / Self::COUNT;
        let used: BTreeSet<u32> = written
            .chars()
            .filter(|c| Self::PRIVATE.contains(c))
            .map(block)
            .collect();
        let mut begins = Self::PRIVATE.step_by(Self::COUNT as usize);
        begins
            .find(|begin| !used.contains(&block(*begin)))
            .map(|begin| Self { begin })
    }

    fn nth(self, by: u32) -> char {
        char::from_u32(u32::from(self.begin) + by).unwrap_or(self.begin)
    }

    const fn begin(self) -> char {
        self.begin
    }

    fn end(self) -> char {
        self.nth(1)
    }

    fn digit(self, digit: u32) -> char {
        self.nth(2 + digit)
    }

    fn digit_of(self, c: char) -> Option<u32> {
        let digit = u32::from(c).checked_sub(u32::from(self.digit(0)));
        digit.filter(|digit| *digit < 10)
    }

    /// A report whose figures are marked, but for its titles, which have lines of their own.
    pub(super) fn mark(self, report: &Report) -> Report {
        let mut report = report.clone();
        report.subtitle.iter_mut().for_each(|line| self.mark_all(line));
        let blocks = report.blocks.iter_mut();
        let annexes = report
            .annexes
            .iter_mut()
            .flat_map(|annex: &mut Annex| &mut annex.blocks);
        blocks.chain(annexes).for_each(|block| self.mark_block(block));
        report
    }

    fn mark_block(self, block: &mut Block) {
        match block {
            Block::Heading(Heading { content, run_in, .. }) => {
                self.mark_all(content);
                run_in.iter_mut().for_each(|words| self.mark_all(words));
            }
            Block::Paragraph(content) => self.mark_all(content),
            Block::Table(table) => self.mark_table(table),
            Block::Picture(picture) => {
                if picture.alternative.is_empty() {
                    picture.alternative = plain_text(&picture.caption);
                }
                self.mark_all(&mut picture.caption);
            }
            Block::Contents(_) => {}
        }
    }

    fn mark_table(self, table: &mut Table) {
        self.mark_all(&mut table.caption);
        let lines = table.unit.iter_mut().chain(&mut table.notes);
        lines.for_each(|line| self.mark_all(line));
        let cells = |row: &mut Row| row.cells.iter_mut().for_each(|cell| self.mark_all(&mut cell.content));
        table.header.iter_mut().chain(&mut table.body).for_each(cells);
    }

    fn mark_all(self, content: &mut Vec<Inline>) {
        for inline in content {
            if let Inline::Figure { text, figure, .. } = inline {
                let number = figure.0.to_string();
                let digits = number.bytes().map(|digit| self.digit(u32::from(digit - b'0')));
                let begin = std::iter::once(self.begin()).chain(digits);
                *text = begin.chain(text.chars()).chain([self.end()]).collect();
            }
        }
    }

    /// The mark before the words of an inline with its number, the words, and the mark behind them.
    pub(super) fn around(self, text: &str) -> [&str; 3] {
        let words = text.strip_prefix(self.begin()).unwrap_or(text);
        let words = words.trim_start_matches(|c| self.digit_of(c).is_some());
        let (begin, words) = text.split_at(text.len() - words.len());
        let (words, end) = words.split_at(words.strip_suffix(self.end()).unwrap_or(words).len());
        [begin, words, end]
    }

    /// The pieces of a text or a document, in order.
    fn pieces(self, text: &str) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find([self.begin(), self.end()]) {
            let (words, mark) = rest.split_at(at);
            pieces.push(Piece::Words(words));
            rest = match mark.strip_prefix(self.end()) {
                Some(after) => {
                    pieces.push(Piece::End);
                    after
                }
                None => self.begun(mark, &mut pieces),
            };
        }
        pieces.push(Piece::Words(rest));
        pieces.retain(|piece| *piece != Piece::Words(""));
        pieces
    }

    /// Takes the mark before a figure and its number off a text.
    fn begun<'a>(self, mark: &'a str, pieces: &mut Vec<Piece<'a>>) -> &'a str {
        let numbered = mark.trim_start_matches(self.begin());
        let number = numbered.chars().map_while(|c| self.digit_of(c));
        let number = number.fold(0_u32, |number, digit| number.saturating_mul(10).saturating_add(digit));
        pieces.push(Piece::Begin(FigureId(number)));
        numbered.trim_start_matches(|c| self.digit_of(c).is_some())
    }
}

/// A piece of a marked text.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// A figure begins.
    Begin(FigureId),
    /// It ends.
    End,
}

/// A document with the ranges of its comments in place of the marks, and the figures that carry them, in their order. Runs
/// are parted where ranges begin and end.
pub(super) fn with_ranges(document: &str, marks: Marks) -> (String, Vec<FigureId>) {
    let mut out = String::with_capacity(document.len());
    let mut commented = Vec::new();
    for piece in marks.pieces(document) {
        let between = match piece {
            Piece::Words(words) => {
                out.push_str(words);
                continue;
            }
            Piece::Begin(figure) => {
                commented.push(figure);
                format!("<w:commentRangeStart w:id=\"{}\"/>", commented.len() - 1)
            }
            Piece::End => {
                let id = commented.len().saturating_sub(1);
                format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>")
            }
        };
        part_run(&mut out, &between);
    }
    (out, commented)
}

/// Ends the run under way, with what is to stand behind it, and begins another one like it.
fn part_run(out: &mut String, between: &str) {
    let run = out.rfind("<w:r>").and_then(|at| out.get(at..)).unwrap_or_default();
    let properties = run.rfind("<w:t").map_or("<w:r>", |words| &run[..words]);
    let open = format!("{properties}<w:t xml:space=\"preserve\">");
    // A run without words says nothing.
    match out.strip_suffix(&open).map(str::len) {
        Some(length) => out.truncate(length),
        None => out.push_str("</w:t></w:r>"),
    }
    out.push_str(between);
    out.push_str(&open);
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

    fn paragraph(words: &str) -> Report {
        let figure = Inline::Figure {
            text: words.into(),
            figure: FigureId(120),
            doubtful: false,
        };
        Report {
            blocks: vec![Block::Paragraph(vec![Inline::Text("面积".into()), figure])],
            ..Report::default()
        }
    }

    #[test]
    fn marked_figures_are_found_again() {
        let report = paragraph("4.5\u{F0010}万亩");
        let marks = Marks::unused_in(&report).unwrap();
        let Block::Paragraph(content) = marks.mark(&report).blocks.remove(0) else {
            panic!();
        };
        assert_eq!(
            marks.pieces(&plain_text(&content)),
            [
                Piece::Words("面积"),
                Piece::Begin(FigureId(120)),
                Piece::Words("4.5\u{F0010}万亩"),
                Piece::End
            ]
        );
        assert_eq!(marks.pieces("面积"), [Piece::Words("面积")]);
    }

    #[test]
    fn marks_are_characters_that_the_report_does_not_have() {
        let begin = |words: &str| Marks::unused_in(&paragraph(words)).unwrap().begin;
        assert_eq!(begin("4.5"), '\u{F0000}');
        assert_eq!(begin("4.5\u{F0003}"), '\u{F000C}');
        let all: String = Marks::PRIVATE.collect();
        assert_eq!(Marks::unused_in(&paragraph(&all)), None);
    }
}
