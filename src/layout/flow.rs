//! From blocks to the children of the flow: what may stand where is data on the child; the pages only compare.

use std::collections::BTreeSet;

use super::anchor;
use super::closing;
use super::colophon::{self, Foot};
use super::contents::{self, ContentsLine};
use super::frame::{FillItem, Item, RuleItem};
use super::head;
use super::inline::{LineBox, Setter, Shaped, Span};
use super::notes;
use super::picture;
use super::structure::{ElementId, ElementKind, Structure};
use super::table;
use super::title;
use crate::diag::{Code, Diagnostic};
use crate::geom::{Abs, Point, Size};
use crate::report::{
    Annex, Block, DocumentFormat, FigureId, Heading, Inline, Report, SealPlace, TableFacts, plain_text,
};
use crate::style::{Align, Color, IDEOGRAPHIC_ASCENT, ParagraphStyle, Sheet, Stylesheet};

/// Something set, with its items from its own top left corner.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragment {
    /// How much of the page it takes.
    pub(super) height: Abs,
    /// What is drawn.
    pub(super) items: Vec<Item>,
    /// The figures printed in it, in reading order.
    pub(super) figures: Vec<FigureId>,
    /// The places of seals in it.
    pub(super) seals: Vec<SealPlace>,
    /// The footnotes whose marks stand in it.
    pub(super) notes: Vec<usize>,
    /// The line of 目录 that it is, whose page number is not yet known.
    pub(super) contents: Option<ContentsLine>,
}

/// How a child stands to the line grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line of text: begins on the line grid.
    Line,
    /// An empty line: vanishes at the top of a page.
    Space,
    /// A part of a table: begins where the last one ended.
    OffGrid,
}

/// One child of the flow; it is never split.
#[derive(Debug, Clone)]
pub(super) struct Child {
    /// What it shows.
    pub(super) fragment: Fragment,
    /// How it stands to the grid.
    pub(super) kind: Kind,
    /// Whether the next child must stand on the same page.
    pub(super) sticky: bool,
    /// The room that must be left on the page: its own height and that of what sticks to it.
    pub(super) need: Abs,
    /// The table head (index into [`Flow::heads`]) that goes before it at the top of a page.
    pub(super) head: Option<usize>,
    /// Level and text of the heading that begins here.
    pub(super) outline: Option<(u8, String)>,
    /// What begins here that other words may lead to: `表3`.
    pub(super) anchor: Option<String>,
    /// The rule at its foot when the page ends after it: it is a part of a row.
    pub(super) cut: Option<RuleItem>,
    /// The block of which it is a part.
    pub(super) block: Option<usize>,
    /// The block whose last lines it begins, where these are kept together (PG-02).
    pub(super) last_lines_of: Option<usize>,
    /// Whether it begins a page (ANNEX-01).
    pub(super) new_page: bool,
    /// The kind of page that it stands on.
    pub(super) sheet: Sheet,
}

/// A report as a row of children.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// In reading order.
    pub(super) children: Vec<Child>,
    /// The table heads that are repeated.
    pub(super) heads: Vec<Fragment>,
    /// The title's lines.
    pub(super) title_lines: Vec<String>,
    /// The size of 发文机关标志, in points.
    pub(super) letterhead_size: f64,
    /// Its lines where one name stands on several.
    pub(super) letterhead_lines: Vec<String>,
    /// Names of 签发人 on a line.
    pub(super) signer_columns: usize,
    /// Its foot, in points under the top of the type area.
    pub(super) letterhead_foot: f64,
    /// Whether the first page has no number (LETT-07).
    pub(super) first_unnumbered: bool,
    /// The lines of the annexes' titles.
    pub(super) annex_titles: Vec<Vec<String>>,
    /// Where the name of each annex begins in 附件说明, in points from the left edge.
    pub(super) annex_names: Vec<f64>,
    /// Whether the lines of attendance stay with each other and with the end of the text.
    pub(super) attendance_kept: bool,
    /// The lines of each entry of 目录.
    pub(super) contents_lines: Vec<Vec<String>>,
    /// How each table is drawn.
    pub(super) tables: Vec<TableFacts>,
    /// The size of each picture.
    pub(super) picture_sizes: Vec<Size>,
    /// The footnotes, set.
    pub(super) notes: Vec<Fragment>,
    /// The child with which the text begins.
    pub(super) text: usize,
    /// 版记.
    pub(super) foot: Option<Foot>,
    /// What each part of the text is.
    pub(super) structure: Structure,
    /// The words that lead to an anchor, by their elements.
    pub(super) references: Vec<(ElementId, String)>,
}

/// Turns a report into children.
#[derive(Debug)]
pub(super) struct Collector<'a, 'b> {
    pub(super) style: &'a Stylesheet,
    pub(super) setter: &'a mut Setter<'b>,
    /// The kind of page for which children are set.
    pub(super) sheet: Sheet,
    /// Whether what comes next begins a page.
    pub(super) turn_page: bool,
    /// What has a number that words may lead to.
    pub(super) anchors: BTreeSet<String>,
    /// The blocks of text and annexes met so far, and the one under way.
    pub(super) blocks: usize,
    pub(super) block: Option<usize>,
    /// The enumeration begun last.
    pub(super) list: Option<ElementId>,
    pub(super) flow: Flow,
}

/// The children of a report, their needs computed.
pub(super) fn collect(report: &Report, style: &Stylesheet, setter: &mut Setter) -> Flow {
    let mut collector = Collector {
        style,
        setter,
        sheet: Sheet::Upright,
        turn_page: false,
        anchors: anchor::all(report),
        blocks: 0,
        block: None,
        list: None,
        flow: Flow::default(),
    };
    notes::set(report, &mut collector);
    head::collect(report, &mut collector);
    collector.title_block(report);
    if let Some(addressee) = &report.addressee {
        collector.said(addressee, &style.addressee);
    }
    collector.flow.text = collector.flow.children.len();
    for block in &report.blocks {
        collector.block(report, block);
    }
    closing::collect(report, &mut collector);
    collector.annexes(report);
    collector.flow.first_unnumbered = report.format == DocumentFormat::Letter;
    collector.flow.foot = colophon::set(report, &mut collector);
    let mut flow = collector.flow;
    compute_needs(&mut flow, style);
    flow
}

/// From the end backwards: a sticky child needs room for what follows it, and all need room for their footnotes.
fn compute_needs(flow: &mut Flow, style: &Stylesheet) {
    let mut following = (Abs::ZERO, Sheet::Upright);
    for child in flow.children.iter_mut().rev() {
        let own = child.fragment.height + notes::height(&flow.notes, &child.fragment.notes, style);
        let together = child.sticky && child.sheet == following.1;
        child.need = if together { own + following.0 } else { own };
        following = (child.need, child.sheet);
    }
}

impl Collector<'_, '_> {
    /// The width of the type area.
    pub(super) fn measure(&self) -> Abs {
        self.style.area_of(self.sheet).width
    }

    /// 标题, broken by meaning, and the lines under it; the blank line comes after the last of them (RPT-03).
    fn title_block(&mut self, report: &Report) {
        let title = &self.style.title;
        self.spaces(title.lines_before, true);
        let element = self.element(&report.title, ElementKind::Title);
        self.flow.title_lines = self.title(&report.title, title, element, &report.metadata.author);
        for subtitle in &report.subtitle {
            let element = self.element(subtitle, ElementKind::Paragraph);
            self.lines_of(subtitle, &self.style.subtitle, element);
        }
        let last = if report.subtitle.is_empty() {
            title
        } else {
            &self.style.subtitle
        };
        if !report.title.is_empty() || !report.subtitle.is_empty() {
            self.spaces(last.lines_after, true);
        }
    }

    /// The lines of a title broken by meaning, appended; `author` lends the names that are not cut.
    pub(super) fn title(
        &mut self,
        content: &[Inline],
        style: &ParagraphStyle,
        element: Option<ElementId>,
        author: &str,
    ) -> Vec<String> {
        let text = self.setter.shape(&[Span {
            content,
            style,
            element,
        }]);
        let names = title::names(author);
        let broken = title::break_title(&text, self.measure(), &names);
        let lines: Vec<LineBox> = match &broken {
            Some(broken) => broken
                .lines
                .iter()
                .map(|range| self.setter.line(&text, range, self.measure()))
                .collect(),
            None => self.setter.lines(&text, self.measure(), Abs::ZERO, false),
        };
        let texts: Vec<String> = lines.iter().map(line_text).collect();
        let cuts = |pair: &[String]| title::cut_word(&pair[0], &pair[1]).is_some();
        if broken.map_or_else(|| texts.windows(2).any(cuts), |broken| broken.cuts_word) {
            let problem = Diagnostic::new(Code::TitleCut).with("title", plain_text(content));
            self.setter.tell(problem);
        }
        for line in lines {
            self.line(line, style, Abs::ZERO, true);
        }
        texts
    }

    /// ANNEX-01 … ANNEX-04: each on pages of its own, its label on the first line and its title on the third.
    fn annexes(&mut self, report: &Report) {
        let style = &self.style.annex;
        let bound = |annex: &&Annex| !annex.blocks.is_empty();
        for (index, annex) in report.annexes.iter().enumerate().filter(|(_, annex)| bound(annex)) {
            let first = self.flow.children.len();
            let label = report.annex_label(index);
            // Label and title stand over a turned table, not on an upright page of their own.
            if let Some(Block::Table(table)) = annex.blocks.first()
                && table::is_turned(table, self)
            {
                self.sheet = Sheet::Turned;
            }
            self.said(&report.annex_first_line(index), &style.label);
            let element = self.element(&annex.title, ElementKind::Heading(1));
            let lines = self.title(&annex.title, &style.title, element, &report.metadata.author);
            self.flow.annex_titles.push(lines);
            self.spaces(style.title.lines_after, true);
            self.sheet = Sheet::Upright;
            if let Some(child) = self.flow.children.get_mut(first) {
                child.new_page = true;
                let title = plain_text(&annex.title);
                child.anchor = Some(label.clone());
                child.outline = style.title.outline.map(|level| (level, format!("{label}　{title}")));
            }
            for block in &annex.blocks {
                self.block(report, block);
            }
        }
    }

    fn block(&mut self, report: &Report, block: &Block) {
        self.block = Some(self.blocks);
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.said(content, &self.style.body),
            Block::Table(table) => table::collect(table, self),
            Block::Picture(picture) => picture::collect(picture, self),
            Block::Contents(depth) => contents::collect(report, *depth, self),
        }
        self.blocks += 1;
        self.block = None;
    }

    /// A heading with a line of its own, or one that runs into its text (BODY-07).
    fn heading(&mut self, heading: &Heading) {
        let style = self.style.heading(heading.level);
        let mut content = vec![Inline::Text(heading.label.clone())];
        content.extend(heading.content.iter().cloned());
        let head = Span {
            content: &content,
            style,
            element: self.element(&content, ElementKind::Heading(heading.level)),
        };
        self.spaces(style.lines_before, true);
        let first = self.flow.children.len();
        match &heading.run_in {
            None => self.set(&[head], style, style.keep_with_next),
            Some(text) => {
                let body = Span {
                    content: text,
                    style: &self.style.body,
                    element: self.element(text, ElementKind::Paragraph),
                };
                self.set(&[head, body], &self.style.body, false);
            }
        }
        self.spaces(style.lines_after, style.keep_with_next);
        if let Some(child) = self.flow.children.get_mut(first) {
            child.outline = Some((heading.level, heading.outline_text()));
        }
    }

    /// A new element of the document; none for what says nothing.
    pub(super) fn element(&mut self, content: &[Inline], kind: ElementKind) -> Option<ElementId> {
        let says = content.iter().any(|inline| !inline.text().is_empty());
        says.then(|| self.element_in_parts(content, kind))
    }

    /// A paragraph that is an element of its own.
    pub(super) fn said(&mut self, content: &[Inline], style: &ParagraphStyle) {
        let element = self.element(content, ElementKind::Paragraph);
        self.paragraph(content, style, element);
    }

    /// The glyphs of a text that is an element of its own.
    pub(super) fn shape(&mut self, content: &[Inline], style: &ParagraphStyle) -> Shaped {
        let element = self.element(content, ElementKind::Paragraph);
        self.setter.shape(&[Span {
            content,
            style,
            element,
        }])
    }

    /// A paragraph with its empty lines.
    pub(super) fn paragraph(&mut self, content: &[Inline], style: &ParagraphStyle, element: Option<ElementId>) {
        self.spaces(style.lines_before, true);
        self.lines_of(content, style, element);
        self.spaces(style.lines_after, style.keep_with_next);
    }

    fn lines_of(&mut self, content: &[Inline], style: &ParagraphStyle, element: Option<ElementId>) {
        let span = Span {
            content,
            style,
            element,
        };
        self.set(&[span], style, style.keep_with_next);
    }

    /// The lines of a paragraph. The last but one sticks to the last, so that none begins a page alone, and the
    /// first to the second if none may end one (PG-02). Word cannot do the one without the other: three lines, which it
    /// would keep whole, stay whole.
    pub(super) fn set(&mut self, spans: &[Span], style: &ParagraphStyle, keep_with_next: bool) {
        let text = self.setter.shape(spans);
        // Indents count in cells of the style: 左空二字 (BODY-05).
        let [first, left, right] =
            [style.first_line, style.left, style.right].map(|indent| style.cell() * indent.get());
        let justify = style.align == Align::Justify;
        let lines = self.setter.lines(&text, self.measure() - left - right, first, justify);
        let count = lines.len();
        let last = if count == 3 { 0 } else { count.saturating_sub(2) };
        let last = (self.style.keep_last_line && count > 1).then_some(last);
        for (index, line) in lines.into_iter().enumerate() {
            let indent = if index == 0 { left + first } else { left };
            let sticky = keep_with_next
                || (last.is_some_and(|last| index >= last) && index + 1 < count)
                || (self.style.keep_first_line && index == 0 && count > 1);
            self.line(line, style, indent, sticky);
            if let Some(child) = self.flow.children.last_mut().filter(|_| last == Some(index)) {
                child.last_lines_of = self.block;
            }
        }
    }

    /// Appends a line, aligned in the type area.
    fn line(&mut self, line: LineBox, style: &ParagraphStyle, indent: Abs, sticky: bool) {
        let x = indent + aligned(style.align, self.measure() - indent, line.width);
        self.line_at(line, style, x, sticky);
    }

    /// Appends a line that begins at `x`.
    pub(super) fn line_at(&mut self, line: LineBox, style: &ParagraphStyle, x: Abs, sticky: bool) {
        let mut fragment = Fragment {
            height: style.pitch,
            ..Fragment::default()
        };
        fragment.place(line, Point::new(x, baseline(style)));
        self.push(fragment, Kind::Line, sticky, None);
    }

    /// Appends empty lines of the body's pitch.
    pub(super) fn spaces(&mut self, count: u8, sticky: bool) {
        for _ in 0..count {
            let space = Fragment {
                height: self.style.body.pitch,
                ..Fragment::default()
            };
            self.push(space, Kind::Space, sticky, None);
        }
    }

    /// Appends a child.
    pub(super) fn push(&mut self, fragment: Fragment, kind: Kind, sticky: bool, head: Option<usize>) {
        let new_page = kind != Kind::Space && std::mem::take(&mut self.turn_page);
        self.flow.children.push(Child {
            need: fragment.height,
            fragment,
            kind,
            sticky,
            head,
            outline: None,
            anchor: None,
            cut: None,
            block: self.block,
            last_lines_of: None,
            new_page,
            sheet: self.sheet,
        });
    }
}

impl Fragment {
    /// The words in it.
    pub(super) fn words(&self) -> String {
        let glyphs = self.items.iter().flat_map(|item| match item {
            Item::Text(run) => run.glyphs.as_slice(),
            Item::Rule(_) | Item::Fill(_) | Item::Image(_) => &[],
        });
        glyphs.map(|glyph| glyph.text).collect()
    }

    /// Adds a line with its baseline beginning at a point, what is in doubt on a coloured ground.
    pub(super) fn place(&mut self, line: LineBox, at: Point) {
        let size = line.runs.first().map_or(Abs::ZERO, |run| run.size);
        let ground = |(x, width): (Abs, Abs)| FillItem {
            origin: Point::new(x, -size * IDEOGRAPHIC_ASCENT),
            size: Size::new(width, size),
            color: Color::DOUBT,
        };
        let grounds = line.doubtful.into_iter().map(|span| Item::Fill(ground(span)));
        let items = grounds.chain(line.runs.into_iter().map(Item::Text));
        self.items.extend(items.map(|item| item.moved(at)));
        self.figures.extend(line.figures);
        self.notes.extend(line.notes);
    }
}

/// The baseline in a line's slot: the ideographic box stands in its middle.
pub(super) fn baseline(style: &ParagraphStyle) -> Abs {
    (style.pitch - style.size) / 2.0 + style.size * IDEOGRAPHIC_ASCENT
}

/// Where a line of `width` begins in `room`.
pub(super) fn aligned(align: Align, room: Abs, width: Abs) -> Abs {
    match align {
        Align::Left | Align::Justify => Abs::ZERO,
        Align::Center => ((room - width) / 2.0).max(Abs::ZERO),
        Align::Right => (room - width).max(Abs::ZERO),
    }
}

/// The characters of a line.
pub(super) fn line_text(line: &LineBox) -> String {
    let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
    glyphs.map(|glyph| glyph.text).collect()
}
