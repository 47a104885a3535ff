//! From blocks to the children of the flow: what may stand where is data on the child; the pages only compare.

use super::frame::{FillItem, Item};
use super::inline::{LineBox, Setter, Shaped, Span};
use super::structure::{ElementId, ElementKind, Structure};
use super::table;
use super::title;
use crate::geom::{Abs, Point, Size};
use crate::report::{Block, FigureId, Heading, Inline, Report, Signature};
use crate::style::{Align, Color, ParagraphStyle, Stylesheet};

/// Height of the ideographic box above the baseline, in parts of the font size (design: 0.88 / −0.12 em).
pub(super) const ASCENT: f64 = 0.88;

/// Something set, with its items from its own top left corner.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragment {
    /// How much of the page it takes.
    pub(super) height: Abs,
    /// What is drawn.
    pub(super) items: Vec<Item>,
    /// The figures printed in it, in reading order.
    pub(super) figures: Vec<FigureId>,
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
    /// The column widths of each table, in points.
    pub(super) table_columns: Vec<Vec<f64>>,
    /// What each part of the text is.
    pub(super) structure: Structure,
}

/// Turns a report into children.
#[derive(Debug)]
pub(super) struct Collector<'a, 'b> {
    pub(super) style: &'a Stylesheet,
    pub(super) setter: &'a mut Setter<'b>,
    pub(super) flow: Flow,
}

/// The children of a report, their needs computed.
pub(super) fn collect(report: &Report, style: &Stylesheet, setter: &mut Setter) -> Flow {
    let mut collector = Collector {
        style,
        setter,
        flow: Flow::default(),
    };
    collector.title_block(report);
    if let Some(addressee) = &report.addressee {
        let element = collector.element(addressee, ElementKind::Paragraph);
        collector.paragraph(addressee, &style.addressee, element);
    }
    for block in &report.blocks {
        collector.block(block);
    }
    if let Some(signature) = &report.signature {
        collector.signature(signature);
    }
    let mut flow = collector.flow;
    compute_needs(&mut flow.children);
    flow
}

/// From the end backwards: a sticky child needs room for what follows it.
fn compute_needs(children: &mut [Child]) {
    let mut following = Abs::ZERO;
    for child in children.iter_mut().rev() {
        let own = child.fragment.height;
        child.need = if child.sticky { own + following } else { own };
        following = child.need;
    }
}

impl Collector<'_, '_> {
    /// The width of the type area.
    pub(super) fn measure(&self) -> Abs {
        self.style.type_area().width
    }

    /// 标题, broken by meaning, and the lines under it; the blank line comes after the last of them (RPT-03).
    fn title_block(&mut self, report: &Report) {
        let title = &self.style.title;
        self.spaces(title.lines_before, true);
        let element = self.element(&report.title, ElementKind::Title);
        let text = self.setter.shape(&[Span {
            content: &report.title,
            style: title,
            element,
        }]);
        let names = title::names(&report.metadata.author);
        let lines = match title::break_title(&text, self.measure(), &names) {
            Some(ranges) => ranges
                .iter()
                .map(|range| self.setter.line(&text, range, self.measure()))
                .collect(),
            None => self.setter.lines(&text, self.measure(), Abs::ZERO, false),
        };
        self.flow.title_lines = lines.iter().map(line_text).collect();
        for line in lines {
            self.line(line, title, Abs::ZERO, true);
        }
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

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => {
                let element = self.element(content, ElementKind::Paragraph);
                self.paragraph(content, &self.style.body, element);
            }
            Block::Table(table) => table::collect(table, self),
        }
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
            let text = crate::report::plain_text(&content);
            child.outline = Some((heading.level, text.trim_end_matches('。').to_owned()));
        }
    }

    /// A new element of the document; none for what says nothing.
    pub(super) fn element(&mut self, content: &[Inline], kind: ElementKind) -> Option<ElementId> {
        let says = content.iter().any(|inline| !inline.text().is_empty());
        says.then(|| self.flow.structure.add(kind, ElementId::DOCUMENT))
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
    /// first to the second if none may end one (PG-02).
    fn set(&mut self, spans: &[Span], style: &ParagraphStyle, keep_with_next: bool) {
        let text = self.setter.shape(spans);
        // Indents count in cells of the style: 左空二字 (BODY-05).
        let indent = style.cell() * style.first_line.get();
        let justify = style.align == Align::Justify;
        let lines = self.setter.lines(&text, self.measure(), indent, justify);
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let indent = if index == 0 { indent } else { Abs::ZERO };
            let sticky = keep_with_next
                || (self.style.keep_last_line && index + 2 == count)
                || (self.style.keep_first_line && index == 0 && count > 1);
            self.line(line, style, indent, sticky);
        }
    }

    /// Appends a line, aligned in the type area.
    fn line(&mut self, line: LineBox, style: &ParagraphStyle, indent: Abs, sticky: bool) {
        let x = indent + aligned(style.align, self.measure() - indent, line.width);
        self.line_at(line, style, x, sticky);
    }

    /// Appends a line that begins at `x`.
    fn line_at(&mut self, line: LineBox, style: &ParagraphStyle, x: Abs, sticky: bool) {
        let mut fragment = Fragment {
            height: style.pitch,
            ..Fragment::default()
        };
        fragment.place(line, Point::new(x, baseline(style)));
        self.push(fragment, Kind::Line, sticky, None);
    }

    /// Appends empty lines of the body's pitch.
    fn spaces(&mut self, count: u8, sticky: bool) {
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
        self.flow.children.push(Child {
            need: fragment.height,
            fragment,
            kind,
            sticky,
            head,
            outline: None,
        });
    }

    /// 署名 and 成文日期 without a seal (SIGN-03), never alone on a page (PG-04).
    fn signature(&mut self, signature: &Signature) {
        if let Some(last) = self.flow.children.last_mut() {
            last.sticky = true;
        }
        let style = self.style;
        let mut shape = |content: &[Inline], style| {
            let element = self.element(content, ElementKind::Paragraph);
            self.setter.shape(&[Span {
                content,
                style,
                element,
            }])
        };
        let issuer = shape(&signature.issuer, &style.signature);
        let date = shape(&signature.date, &style.date);
        let (issuer_x, date_x) = self.signature_places(&issuer, &date);
        self.spaces(style.signature.lines_before, true);
        let room = self.measure() - issuer_x;
        for line in self.setter.lines(&issuer, room, Abs::ZERO, false) {
            self.line_at(line, &style.signature, issuer_x, true);
        }
        // A date is one line always (LB-07); its place leaves it the room, unless it is wider than the page.
        for line in self.setter.lines(&date, self.measure() - date_x, Abs::ZERO, false) {
            self.line_at(line, &style.date, date_x, false);
        }
    }

    /// SIGN-03: the name two cells from the right edge, the date two cells to the right of the name's beginning;
    /// a date longer than the name takes the two cells from the edge instead.
    fn signature_places(&self, issuer: &Shaped, date: &Shaped) -> (Abs, Abs) {
        let two_cells = self.style.signature.cell() * 2.0;
        let (name_width, date_width) = (issuer.full_width(), date.full_width());
        let name = self.measure() - two_cells - name_width;
        let (name, date) = if date_width <= name_width {
            (name, name + two_cells)
        } else {
            let date = self.measure() - two_cells - date_width;
            (date - two_cells, date)
        };
        (name.max(Abs::ZERO), date.max(Abs::ZERO))
    }
}

impl Fragment {
    /// Adds a line with its baseline beginning at a point, what is in doubt on a coloured ground.
    pub(super) fn place(&mut self, line: LineBox, at: Point) {
        let size = line.runs.first().map_or(Abs::ZERO, |run| run.size);
        let ground = |(x, width): (Abs, Abs)| FillItem {
            origin: Point::new(x, -size * ASCENT),
            size: Size::new(width, size),
            color: Color::DOUBT,
        };
        let grounds = line.doubtful.into_iter().map(|span| Item::Fill(ground(span)));
        let items = grounds.chain(line.runs.into_iter().map(Item::Text));
        self.items.extend(items.map(|item| item.moved(at)));
        self.figures.extend(line.figures);
    }
}

/// The baseline in a line's slot: the ideographic box stands in its middle.
pub(super) fn baseline(style: &ParagraphStyle) -> Abs {
    (style.pitch - style.size) / 2.0 + style.size * ASCENT
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
fn line_text(line: &LineBox) -> String {
    let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
    glyphs.map(|glyph| glyph.text).collect()
}
