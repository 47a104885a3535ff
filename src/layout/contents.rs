//! 目录: a line for each heading, set before the pages are known and numbered after.

use super::flow::{Collector, aligned, baseline, line_text};
use super::frame::{Destination, Link, OutlineEntry, PagedDocument};
use super::inline::{LineBox, Setter, Span};
use super::structure::{ElementId, ElementKind};
use crate::diag::{Code, Diagnostic};
use crate::geom::{Abs, Point};
use crate::report::{Annex, Block, ContentsEntry, Inline, Report, plain_text};
use crate::style::{Align, ParagraphStyle, Stylesheet};

/// The last line of an entry, from its own top left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentsLine {
    /// Which entry, from zero.
    entry: usize,
    /// Its level.
    level: u8,
    /// Where its words end.
    end: Abs,
    /// The right edge.
    edge: Abs,
    element: ElementId,
}

/// Such a line on its page.
#[derive(Debug)]
pub(super) struct PlacedLine {
    pub(super) line: ContentsLine,
    /// Page, from one.
    pub(super) page: usize,
    /// The line's top left corner.
    pub(super) corner: Point,
}

/// The words over it.
const TITLE: &str = "目　录";
/// The leader between words and number.
const LEADER: char = '…';

/// Appends 目录 of the headings down to a level; what follows begins a page.
pub(super) fn collect(report: &Report, depth: u8, collector: &mut Collector) {
    let style = &collector.style.contents;
    let headings = headings(report, depth);
    if headings.is_empty() {
        return collector.setter.tell(Diagnostic::new(Code::ContentsEmpty));
    }
    let title = [Inline::Text(TITLE.to_owned())];
    collector.said(&title, &style.title);
    let table = collector.flow.structure.add(ElementKind::Contents, ElementId::DOCUMENT);
    for (entry, (level, text)) in headings.into_iter().enumerate() {
        collector.contents_entry(entry, level, text, table);
    }
    collector.turn_page = true;
}

/// The headings as the outline has them, in their order.
fn headings(report: &Report, depth: u8) -> Vec<(u8, String)> {
    let mut headings = Vec::new();
    of_blocks(&report.blocks, depth, &mut headings);
    for (index, Annex { title, blocks }) in report.annexes.iter().enumerate() {
        if !blocks.is_empty() {
            headings.push((1, format!("{}　{}", report.annex_label(index), plain_text(title))));
            of_blocks(blocks, depth, &mut headings);
        }
    }
    headings
}

fn of_blocks(blocks: &[Block], depth: u8, headings: &mut Vec<(u8, String)>) {
    for block in blocks {
        if let Block::Heading(heading) = block
            && heading.level <= depth
        {
            headings.push((heading.level, heading.outline_text()));
        }
    }
}

impl Collector<'_, '_> {
    fn contents_entry(&mut self, entry: usize, level: u8, text: String, table: ElementId) {
        let style = entry_style(self.style, level);
        let structure = &mut self.flow.structure;
        let line = structure.add(ElementKind::ContentsLine, table);
        let reference = structure.add(ElementKind::Reference, line);
        let element = structure.add(ElementKind::Link, reference);
        let content = [Inline::Text(text)];
        let text = self.setter.shape(&[Span {
            content: &content,
            style,
            element: Some(element),
        }]);
        let cell = self.style.body.cell();
        let (left, right) = (cell * style.left.get(), cell * self.style.contents.number);
        let edge = self.measure();
        let lines = self.setter.lines(&text, edge - left - right, Abs::ZERO, false);
        let count = lines.len();
        self.flow.contents_lines.push(lines.iter().map(line_text).collect());
        for (index, line) in lines.into_iter().enumerate() {
            let end = left + line.width;
            let last = index + 1 == count;
            self.line_at(line, style, left, !last);
            if let Some(child) = self.flow.children.last_mut().filter(|_| last) {
                child.fragment.contents = Some(ContentsLine {
                    entry,
                    level,
                    end,
                    edge,
                    element,
                });
            }
        }
    }
}

fn entry_style(style: &Stylesheet, level: u8) -> &ParagraphStyle {
    &style.contents.entries[usize::from(level.clamp(1, 4)) - 1]
}

/// Writes leaders and page numbers, and tells the contents to reflowable output.
pub(super) fn number(document: &mut PagedDocument, lines: Vec<PlacedLine>, style: &Stylesheet, setter: &mut Setter) {
    let depth = lines.iter().map(|placed| placed.line.level).max().unwrap_or_default();
    let entries = document.outline.iter().filter(|entry| entry.level <= depth);
    let entries: Vec<OutlineEntry> = entries.cloned().collect();
    for placed in lines {
        let Some(entry) = entries.get(placed.line.entry) else {
            continue;
        };
        let to = Destination {
            page: entry.page,
            y: entry.y,
        };
        let link = Link::new(placed.line.element, &entry.text, to);
        document.links.push(link);
        write_number(document, &placed, entry.page + 1, style, setter);
    }
    let told = entries.into_iter().map(|entry| ContentsEntry {
        level: entry.level,
        text: entry.text,
        page: entry.page + 1,
    });
    document.facts.contents = told.collect();
}

fn write_number(
    document: &mut PagedDocument,
    placed: &PlacedLine,
    number: usize,
    style: &Stylesheet,
    setter: &mut Setter,
) {
    let line = &placed.line;
    let cell = style.body.cell();
    let own = entry_style(style, line.level);
    let set = |text: String, element, setter: &mut Setter| -> LineBox {
        let content = [Inline::Text(text)];
        let text = setter.shape(&[Span {
            content: &content,
            style: own,
            element,
        }]);
        setter.spread(&text, Abs::ZERO)
    };
    // Leaders end at one place, so that their dots stand under each other.
    let leader_end = line.edge - cell * style.contents.number;
    let dots = ((leader_end - line.end - cell / 2.0) / cell).floor().max(0.0);
    let leader = set(LEADER.to_string().repeat(dots as usize), None, setter);
    let number = set(number.to_string(), Some(line.element), setter);
    let number_x = aligned(Align::Right, line.edge, number.width);
    let Some(page) = document.pages.get_mut(placed.page - 1) else {
        return;
    };
    for (set, x) in [(leader, leader_end - cell * dots), (number, number_x)] {
        let at = Point::new(placed.corner.x + x, placed.corner.y + baseline(own));
        let runs = set.runs.into_iter().map(super::frame::Item::Text);
        page.items.extend(runs.map(|item| item.moved(at)));
    }
}
