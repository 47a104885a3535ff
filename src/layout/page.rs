//! From the flow to pages: children are placed one under the other, then the pages are numbered.

use super::flow::{ASCENT, Child, Flow, Fragment, Kind};
use super::frame::{Item, OutlineEntry, Page, PagedDocument};
use super::inline::{Setter, Span};
use crate::geom::{Abs, Em, Point};
use crate::report::Inline;
use crate::style::{Align, PageNumberPosition, ParagraphStyle, Stylesheet};

/// Fills pages with the children of a flow.
pub(super) fn distribute(flow: Flow, style: &Stylesheet) -> PagedDocument {
    let mut distributor = Distributor::new(style, flow.heads);
    for child in flow.children {
        distributor.child(child);
    }
    let mut document = distributor.document;
    document.facts.pages = document.pages.len();
    document.facts.title_lines = flow.title_lines;
    document.facts.table_columns = flow.table_columns;
    document.structure = flow.structure;
    document
}

/// Places children; compares their needs with the room that is left.
struct Distributor<'a> {
    style: &'a Stylesheet,
    heads: Vec<Fragment>,
    document: PagedDocument,
    /// Where the next child begins, from the top of the type area.
    y: Abs,
    /// Where the line grid of this page was last left: the end of the last line of text.
    grid: Abs,
}

impl<'a> Distributor<'a> {
    fn new(style: &'a Stylesheet, heads: Vec<Fragment>) -> Self {
        let first = Page {
            size: style.page,
            items: Vec::new(),
        };
        Self {
            style,
            heads,
            document: PagedDocument {
                pages: vec![first],
                ..PagedDocument::default()
            },
            y: Abs::ZERO,
            grid: Abs::ZERO,
        }
    }

    fn child(&mut self, child: Child) {
        if child.kind != Kind::OffGrid {
            self.y = self.on_grid();
        }
        if self.y > Abs::ZERO && !(self.y + self.wanted(&child)).fits(self.height()) {
            self.next_page(child.head);
        }
        if child.kind == Kind::Space && self.y == Abs::ZERO {
            return;
        }
        if let Some((level, text)) = child.outline {
            self.document.outline.push(OutlineEntry {
                level,
                text,
                page: self.document.pages.len() - 1,
                y: self.style.margins.top + self.y,
            });
        }
        self.place(child.fragment);
        if child.kind != Kind::OffGrid {
            self.grid = self.y;
        }
    }

    /// The room that a child asks for. What no page could hold together is not held together.
    fn wanted(&self, child: &Child) -> Abs {
        if child.need.fits(self.height()) {
            child.need
        } else {
            child.fragment.height
        }
    }

    fn height(&self) -> Abs {
        self.style.type_area().height
    }

    /// The first place on the line grid that is not above the current one.
    fn on_grid(&self) -> Abs {
        let pitch = self.style.body.pitch;
        let lines = ((self.y - self.grid).to_pt() / pitch.to_pt() - 1e-6).ceil().max(0.0);
        self.grid + pitch * lines
    }

    fn next_page(&mut self, head: Option<usize>) {
        self.document.pages.push(Page {
            size: self.style.page,
            items: Vec::new(),
        });
        self.y = Abs::ZERO;
        self.grid = Abs::ZERO;
        if let Some(head) = head.and_then(|index| self.heads.get(index)) {
            self.place(repeated(head));
        }
    }

    /// Puts a fragment on the page and notes on which page its figures stand.
    fn place(&mut self, fragment: Fragment) {
        let number = self.document.pages.len();
        let corner = Point::new(self.style.type_area_left(number), self.style.margins.top + self.y);
        for figure in fragment.figures {
            self.document.facts.figure_pages.entry(figure).or_insert(number);
        }
        if let Some(page) = self.document.pages.last_mut() {
            page.items
                .extend(fragment.items.into_iter().map(|item| item.moved(corner)));
        }
        self.y += fragment.height;
    }
}

/// A table head as it stands on the pages after the first: no part of the text (TB-02).
fn repeated(head: &Fragment) -> Fragment {
    let mut copy = head.clone();
    for item in &mut copy.items {
        if let Item::Text(run) = item {
            run.element = None;
        }
    }
    copy
}

/// Writes `— 1 —` on every page (PNUM-01 … PNUM-04), in one pass when the pages stand.
pub(super) fn number(document: &mut PagedDocument, style: &Stylesheet, setter: &mut Setter) {
    let position = style.page_number.position;
    if position == PageNumberPosition::None {
        return;
    }
    for (index, page) in document.pages.iter_mut().enumerate() {
        let number = index + 1;
        let mut folio = folio(number, style, setter);
        let room = style.type_area().width;
        let inset = style.page_number.inset;
        let x = match position {
            PageNumberPosition::Centered | PageNumberPosition::None => (room - folio.1) / 2.0,
            PageNumberPosition::Outside if number.is_multiple_of(2) => inset,
            PageNumberPosition::Outside => room - inset - folio.1,
        };
        let corner = Point::new(style.type_area_left(number) + x, Abs::ZERO);
        page.items
            .extend(folio.0.items.drain(..).map(|item| item.moved(corner)));
    }
}

/// Writes 草稿 large and light into the middle of every page, behind all else.
pub(super) fn mark_draft(document: &mut PagedDocument, style: &Stylesheet, setter: &mut Setter) {
    let look = &style.draft;
    let paragraph = ParagraphStyle {
        role: look.role,
        latin: look.role,
        size: look.size,
        tracking: Abs::ZERO,
        ..style.body.clone()
    };
    let content = [Inline::Text(look.mark.to_owned())];
    let text = setter.shape(&[Span {
        content: &content,
        style: &paragraph,
        element: None,
    }]);
    let area = style.type_area();
    let line = setter.line(&text, &(0..text.clusters.len()), area.width);
    let x = (area.width - line.width) / 2.0;
    let y = style.margins.top + (area.height - look.size) / 2.0 + look.size * ASCENT;
    let mut fragment = Fragment::default();
    fragment.place(line, Point::new(x, y));
    let mut mark = repeated(&fragment);
    for item in &mut mark.items {
        if let Item::Text(run) = item {
            run.color = look.color;
        }
    }
    for (index, page) in document.pages.iter_mut().enumerate() {
        let corner = Point::new(style.type_area_left(index + 1), Abs::ZERO);
        let items = mark.items.iter().map(|item| item.clone().moved(corner));
        page.items.splice(0..0, items);
    }
}

/// The page number and its width; its dashes have their middle as far below the type area as the standard says.
fn folio(number: usize, style: &Stylesheet, setter: &mut Setter) -> (Fragment, Abs) {
    let look = &style.page_number;
    let paragraph = ParagraphStyle {
        role: look.role,
        latin: look.role,
        size: look.size,
        tracking: Abs::ZERO,
        align: Align::Left,
        first_line: Em::ZERO,
        ..style.body.clone()
    };
    let content = [Inline::Text(format!("— {number} —"))];
    let text = setter.shape(&[Span {
        content: &content,
        style: &paragraph,
        element: None,
    }]);
    let line = setter.line(&text, &(0..text.clusters.len()), style.type_area().width);
    let width = line.width;
    let middle = style.page.height - style.margins.bottom + look.below_type_area;
    let mut fragment = Fragment::default();
    // A dash stands in the middle of its cell, so that the baseline is half an em and the descent above its foot.
    fragment.place(line, Point::new(Abs::ZERO, middle + look.size * (ASCENT - 0.5)));
    (fragment, width)
}
