//! From the flow to pages: children are placed one under the other.

use std::collections::{BTreeMap, BTreeSet};

use super::colophon::Foot;
use super::contents::PlacedLine;
use super::flow::{Child, Flow, Fragment, Kind};
use super::frame::{Destination, Item, Link, OutlineEntry, Page, PagedDocument, RuleItem};
use super::notes;
use crate::geom::{Abs, Point};
use crate::report::{LayoutFacts, SealPlace};
use crate::style::{Sheet, Stylesheet};

/// A report on pages, not yet numbered.
pub(super) struct Distributed {
    pub(super) document: PagedDocument,
    /// The lines of 目录, which lack their page numbers.
    pub(super) contents: Vec<PlacedLine>,
    /// The page, from one, on which the text begins.
    pub(super) text_page: usize,
    /// The first page, from one, that has no room for its footnotes, and the first note of it.
    pub(super) full: Option<(usize, usize)>,
}

/// Fills pages with the children of a flow.
pub(super) fn distribute(mut flow: Flow, style: &Stylesheet) -> Distributed {
    let mut distributor = Distributor::new(style, std::mem::take(&mut flow.heads), std::mem::take(&mut flow.notes));
    distributor.document.facts = facts(&mut flow);
    let mut text_page = 1;
    for (index, child) in flow.children.into_iter().enumerate() {
        distributor.child(child);
        if index == flow.text {
            text_page = distributor.document.pages.len();
        }
    }
    match flow.foot {
        Some(foot) => distributor.foot(foot),
        None => distributor.notes(Abs::ZERO),
    }
    let (contents, full) = (distributor.contents, distributor.full);
    let anchors = distributor.anchors;
    let mut document = distributor.document;
    document.links = (flow.references.into_iter())
        .filter_map(|(element, label)| Some(Link::new(element, &label, *anchors.get(&label)?)))
        .collect();
    let facts = &mut document.facts;
    facts.pages = document.pages.len();
    // Each part of a table has one head, in their order.
    for (head, part) in facts.tables.iter_mut().flat_map(|table| &mut table.parts).enumerate() {
        part.caption_repeated &= distributor.repeated.contains(&head);
    }
    document.structure = flow.structure;
    Distributed {
        document,
        contents,
        text_page,
        full,
    }
}

/// What is known before there are pages.
fn facts(flow: &mut Flow) -> LayoutFacts {
    use std::mem::take;
    LayoutFacts {
        title_lines: take(&mut flow.title_lines),
        annex_titles: take(&mut flow.annex_titles),
        annex_names: take(&mut flow.annex_names),
        attendance_kept: flow.attendance_kept,
        contents_lines: take(&mut flow.contents_lines),
        letterhead_size: flow.letterhead_size,
        letterhead_lines: take(&mut flow.letterhead_lines),
        letterhead_foot: flow.letterhead_foot,
        signer_columns: flow.signer_columns,
        unnumbered: flow.first_unnumbered.then_some(1).into_iter().collect(),
        tables: take(&mut flow.tables),
        picture_sizes: take(&mut flow.picture_sizes),
        ..LayoutFacts::default()
    }
}

/// Places children; compares their needs with the room that is left.
struct Distributor<'a> {
    style: &'a Stylesheet,
    heads: Vec<Fragment>,
    /// Those that came again on another page.
    repeated: BTreeSet<usize>,
    document: PagedDocument,
    /// Where the next child begins, from the top of the type area.
    y: Abs,
    /// Where the line grid of this page was last left: the end of the last line of text.
    grid: Abs,
    /// How this page is read.
    sheet: Sheet,
    /// The rule that closes a row where the page ends now.
    cut: Option<RuleItem>,
    /// The footnotes of the document.
    all_notes: Vec<Fragment>,
    /// Those of this page.
    notes: Vec<usize>,
    /// The block placed last.
    block: Option<usize>,
    /// The lines of 目录 and where they stand.
    contents: Vec<PlacedLine>,
    /// The first page that has no room for its footnotes, and the first note of it.
    full: Option<(usize, usize)>,
    /// Where that stands which words may lead to; a table in parts where its first is.
    anchors: BTreeMap<String, Destination>,
}

impl<'a> Distributor<'a> {
    fn new(style: &'a Stylesheet, heads: Vec<Fragment>, all_notes: Vec<Fragment>) -> Self {
        let first = Page {
            size: style.page,
            items: Vec::new(),
        };
        Self {
            style,
            heads,
            repeated: BTreeSet::new(),
            document: PagedDocument {
                pages: vec![first],
                ..PagedDocument::default()
            },
            y: Abs::ZERO,
            grid: Abs::ZERO,
            sheet: Sheet::Upright,
            cut: None,
            all_notes,
            notes: Vec::new(),
            block: None,
            contents: Vec::new(),
            full: None,
            anchors: BTreeMap::new(),
        }
    }

    fn child(&mut self, child: Child) {
        let begins_page = child.new_page || child.sheet != self.sheet;
        if begins_page && child.kind == Kind::Space {
            return;
        }
        self.turn_to(&child);
        let begin = self.beginning(child.kind);
        if begin > Abs::ZERO && !(begin + self.wanted(&child)).fits(self.free_height()) {
            self.part(&child);
            // A page that ends here ends with what stands on it: the room from a table's end to the next line of the grid
            // may belong to its footnotes.
            self.next_page(child.head);
            self.document.facts.kept_together.extend(child.last_lines_of);
        } else {
            self.y = begin;
        }
        if child.kind == Kind::Space && self.y == Abs::ZERO {
            return;
        }
        self.block = child.block;
        let carried = &mut self.document.facts.carried;
        if let Some(words) = child.block.and_then(|block| carried.get_mut(&block)) {
            words.push_str(&child.fragment.words());
        }
        self.note_place(child.anchor, child.outline);
        self.cut = child.cut;
        self.place(child.fragment);
        if child.kind != Kind::OffGrid {
            self.grid = self.y;
        }
    }

    /// Begins a page for a child that begins one or is read another way; an empty one is only turned.
    fn turn_to(&mut self, child: &Child) {
        let turned = child.sheet != self.sheet;
        if turned {
            // What belongs to the foot of this page is placed as this page is read.
            self.end_page();
            self.sheet = child.sheet;
        }
        if (child.new_page || turned) && self.y > Abs::ZERO {
            self.next_page(None);
        } else if let Some(page) = self.document.pages.last_mut().filter(|_| turned) {
            page.size = self.style.page_of(self.sheet);
        }
    }

    /// Notes that what words may lead to, or a heading, stands here.
    fn note_place(&mut self, anchor: Option<String>, outline: Option<(u8, String)>) {
        let here = Destination {
            page: self.document.pages.len() - 1,
            y: self.corner().y + self.y,
        };
        if let Some(label) = anchor {
            self.anchors.entry(label).or_insert(here);
        }
        if let Some((level, text)) = outline {
            let Destination { page, y } = here;
            self.document.outline.push(OutlineEntry { level, text, page, y });
        }
    }

    /// Notes how a paragraph that a child continues goes over to the next page: because this one is full, or so that some of
    /// it stands with what follows (BODY-10).
    fn part(&mut self, child: &Child) {
        let begun = child.block == self.block && child.kind == Kind::Line;
        let Some(block) = child.block.filter(|_| begun) else {
            return;
        };
        let full = self.is_full_for(child);
        let facts = &mut self.document.facts;
        facts.parted.remove(&block);
        facts.carried.remove(&block);
        if full {
            facts.parted.insert(block);
        } else {
            facts.carried.insert(block, String::new());
        }
    }

    /// Whether this page has no room for a child itself, or for the last lines of its paragraph, whatever follows them.
    fn is_full_for(&self, child: &Child) -> bool {
        let lines = if child.last_lines_of.is_some() { 2.0 } else { 1.0 };
        let own = child.fragment.height * lines + notes::height(&self.all_notes, &child.fragment.notes, self.style);
        !(self.beginning(child.kind) + own).fits(self.free_height())
    }

    /// The room that a child asks for. What no page could hold together is not held together.
    fn wanted(&self, child: &Child) -> Abs {
        if child.need.fits(self.height()) {
            child.need
        } else {
            child.fragment.height + notes::height(&self.all_notes, &child.fragment.notes, self.style)
        }
    }

    /// The height of this page's whole lines above its footnotes: word processors fill no more, so that rows of tables
    /// may not either (GRID-05).
    fn free_height(&self) -> Abs {
        let pitch = self.style.body.pitch;
        let lines = (self.height().to_pt() / pitch.to_pt() + 1e-6).floor();
        pitch * lines - notes::height(&self.all_notes, &self.notes, self.style)
    }

    /// Puts the footnotes of this page at its foot, above what is `below` them.
    fn notes(&mut self, below: Abs) {
        let numbers = std::mem::take(&mut self.notes);
        let height = notes::height(&self.all_notes, &numbers, self.style);
        let (Some(rule), Some(first)) = (notes::rule(&numbers, self.style), numbers.first()) else {
            return;
        };
        if !(self.y + height).fits(self.height() - below) {
            let page = self.document.pages.len();
            self.full.get_or_insert((page, *first));
        }
        self.y = self.height() - below - height;
        self.place(rule);
        for number in numbers {
            if let Some(note) = self.all_notes.get(number).cloned() {
                self.place(note);
            }
        }
    }

    fn height(&self) -> Abs {
        self.style.area_of(self.sheet).height
    }

    /// The corner of this page's type area.
    fn corner(&self) -> Point {
        self.style.corner(self.document.pages.len(), self.sheet)
    }

    /// Where a child of this kind would begin on this page.
    fn beginning(&self, kind: Kind) -> Abs {
        if kind == Kind::OffGrid { self.y } else { self.on_grid() }
    }

    /// The first place on the line grid that is not above the current one.
    fn on_grid(&self) -> Abs {
        let pitch = self.style.body.pitch;
        let lines = ((self.y - self.grid).to_pt() / pitch.to_pt() - 1e-6).ceil().max(0.0);
        self.grid + pitch * lines
    }

    fn next_page(&mut self, head: Option<usize>) {
        self.end_page();
        self.document.pages.push(Page {
            size: self.style.page_of(self.sheet),
            items: Vec::new(),
        });
        self.y = Abs::ZERO;
        self.grid = Abs::ZERO;
        if let Some((index, head)) = head.and_then(|index| Some((index, self.heads.get(index)?))) {
            self.repeated.insert(index);
            self.place(repeated(head));
        }
    }

    /// What a page ends with when another follows: the edge of a cut row, and its footnotes.
    fn end_page(&mut self) {
        self.close_row();
        self.notes(Abs::ZERO);
        if let Some(page) = self.document.pages.last_mut() {
            page.items.shrink_to_fit();
        }
    }

    /// Draws the lower edge of a row that goes on on the next page.
    fn close_row(&mut self) {
        let corner = self.corner();
        let corner = Point::new(corner.x, corner.y + self.y);
        if let (Some(rule), Some(page)) = (self.cut.take(), self.document.pages.last_mut()) {
            page.items.push(Item::Rule(rule).moved(corner));
        }
    }

    /// COLO-02, COLO-07: 版记 ends at the foot of the type area of the last page, which is an even one where that is
    /// asked for. A blank page that this needs has no number, nor has 版记's own page after it (PNUM-06).
    fn foot(&mut self, mut foot: Foot) {
        // A footnote that 版记 marks stands above it, with those of the page.
        let marked = std::mem::take(&mut foot.fragment.notes);
        let all = [&self.notes[..], &marked].concat();
        let noted = notes::height(&self.all_notes, &all, self.style);
        self.document.facts.colophon_height = foot.fragment.height.to_pt();
        let clearance = self.style.colophon.clearance;
        let odd = |pages: usize| foot.even_page && !pages.is_multiple_of(2);
        let upright = self.sheet == Sheet::Upright;
        let fits = upright && (self.y + noted + clearance + foot.fragment.height).fits(self.height());
        if !upright {
            self.end_page();
        }
        self.sheet = Sheet::Upright;
        if !fits || odd(self.document.pages.len()) {
            self.next_page(None);
            if odd(self.document.pages.len()) {
                self.document.facts.unnumbered.insert(self.document.pages.len());
                self.next_page(None);
                self.document.facts.unnumbered.insert(self.document.pages.len());
            }
            self.document.facts.colophon_page = Some(self.document.pages.len());
        }
        self.notes.extend(marked);
        self.document.facts.notes_over_colophon = !self.notes.is_empty();
        self.notes(foot.fragment.height + clearance);
        self.y = (self.height() - foot.fragment.height).max(Abs::ZERO);
        self.place(foot.fragment);
    }

    /// Puts a fragment on the page and notes on which page its figures stand.
    fn place(&mut self, fragment: Fragment) {
        let number = self.document.pages.len();
        let corner = self.corner();
        let corner = Point::new(corner.x, corner.y + self.y);
        for figure in fragment.figures {
            self.document.facts.figure_pages.entry(figure).or_insert(number);
        }
        for seal in fragment.seals {
            let center = Point::new(corner.x + seal.center.x, corner.y + seal.center.y);
            self.document.facts.seals.push(SealPlace {
                page: number,
                center,
                ..seal
            });
        }
        for note in fragment.notes {
            // A mark in a repeated head, or met before the notes of its page were placed, is one note.
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        if let Some(line) = fragment.contents {
            self.contents.push(PlacedLine {
                line,
                page: number,
                corner,
            });
        }
        if let Some(page) = self.document.pages.last_mut() {
            page.items
                .extend(fragment.items.into_iter().map(|item| item.moved(corner)));
        }
        self.y += fragment.height;
    }
}

/// A table head as it stands on the pages after the first: no part of the text (TB-02).
pub(super) fn repeated(head: &Fragment) -> Fragment {
    let mut copy = head.clone();
    // Its footnotes stand on the table's first page.
    copy.notes.clear();
    for item in &mut copy.items {
        match item {
            Item::Text(run) => run.element = None,
            Item::Image(image) => image.element = None,
            Item::Rule(_) | Item::Fill(_) => {}
        }
    }
    copy
}
