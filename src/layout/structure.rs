//! The logical structure of a document: what is a heading, a paragraph, a cell, for readers that do not see the page.

use std::fmt::Write;

use super::frame::{Item, Page};

/// Index into [`Structure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(u32);

impl ElementId {
    /// The root.
    pub const DOCUMENT: Self = Self(0);

    /// Its place in [`Structure::elements`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The elements of a document as a tree. Text belongs to one by its run's [`element`](super::TextRun::element);
/// what belongs to none (page numbers, rules, repeated heads of tables) is no part of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    elements: Vec<Element>,
    /// The level of the last heading.
    heading: u8,
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// What it stands in; none for the document.
    pub parent: Option<ElementId>,
}

/// What an element is (ISO 32000-1, 14.8.4).
#[derive(Debug, Clone, PartialEq)]
pub enum ElementKind {
    /// The whole.
    Document,
    /// 标题.
    Title,
    /// A heading of level 1 to 4, no level left out.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The caption of a table, its unit line included.
    Caption,
    /// A table.
    Table,
    /// The rows of its head.
    TableHead,
    /// The rows of its body.
    TableBody,
    /// A row.
    TableRow,
    /// A cell that says what others hold.
    HeaderCell(CellSpan, Scope),
    /// A picture, and what it shows, in words.
    Picture(String),
    /// 目录.
    Contents,
    /// A line of it.
    ContentsLine,
    /// What a line of it says of the place to which it leads.
    Reference,
    /// Words that lead to another place of the document.
    Link,
    /// An enumeration.
    List,
    /// An item of one.
    ListItem,
    /// Its number.
    ListLabel,
    /// What it says.
    ListBody,
    /// A footnote.
    Note,
    /// A cell of the body, with the cells that say what it holds where the head is too deep for their scopes to tell.
    DataCell(CellSpan, Vec<ElementId>),
}

/// How much of the table's grid a cell covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellSpan {
    /// First column, from zero.
    pub column: usize,
    /// Columns (at least one).
    pub columns: usize,
    /// Rows (at least one).
    pub rows: usize,
}

/// What a header cell speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The cells below it.
    Column,
    /// The cells to its right.
    Row,
}

impl Default for Structure {
    fn default() -> Self {
        let document = Element {
            kind: ElementKind::Document,
            parent: None,
        };
        Self {
            elements: vec![document],
            heading: 0,
        }
    }
}

impl Structure {
    /// All elements in reading order, parents before their children; the document comes first.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Adds the next element in reading order. A heading never leaves out a level (ISO 14289-1, 7.4.2): one that
    /// would gets the next one.
    pub fn add(&mut self, kind: ElementKind, parent: ElementId) -> ElementId {
        let mut element = Element {
            kind,
            parent: Some(parent),
        };
        if let ElementKind::Heading(level) = &mut element.kind {
            *level = (*level).clamp(1, self.heading + 1);
            self.heading = *level;
        }
        self.elements.push(element);
        ElementId(self.elements.len() as u32 - 1)
    }

    /// How many elements there are.
    pub(super) const fn len(&self) -> usize {
        self.elements.len()
    }

    /// Takes back the elements added after there were `count`; none of them may be a heading.
    pub(super) fn truncate(&mut self, count: usize) {
        self.elements.truncate(count);
    }

    /// The tree as text, one element a line with what it says.
    pub(super) fn dump(&self, pages: &[Page], dump: &mut String) {
        let mut texts = vec![String::new(); self.elements.len()];
        for item in pages.iter().flat_map(|page| &page.items) {
            if let Item::Text(run) = item
                && let Some(element) = run.element
            {
                texts[element.index()].push_str(&run.text());
            }
        }
        let mut depths: Vec<usize> = Vec::with_capacity(self.elements.len());
        for (element, text) in self.elements.iter().zip(texts) {
            let depth = element.parent.map_or(0, |parent| depths[parent.index()] + 1);
            depths.push(depth);
            let text = if text.is_empty() { text } else { format!(" \"{text}\"") };
            // Writing into a string cannot fail.
            let _ = writeln!(dump, "{}{}{text}", "  ".repeat(depth), element.kind.describe());
        }
    }
}

impl ElementKind {
    /// Its standard name in PDF, and what its cell covers and speaks of where it is one.
    fn describe(&self) -> String {
        let cell = |span: &CellSpan| {
            let part = |name: &str, count: usize| (count > 1).then(|| format!(" {name}={count}"));
            [part("columns", span.columns), part("rows", span.rows)]
                .into_iter()
                .flatten()
                .collect::<String>()
        };
        let said = |headers: &[ElementId]| match headers.len() {
            0 => String::new(),
            count => format!(" headers={count}"),
        };
        match self {
            Self::HeaderCell(span, Scope::Column) => format!("TH column{}", cell(span)),
            Self::HeaderCell(span, Scope::Row) => format!("TH row{}", cell(span)),
            Self::DataCell(span, headers) => format!("TD{}{}", cell(span), said(headers)),
            Self::Heading(level) => format!("H{level}"),
            Self::Picture(alternative) => format!("Figure ({alternative})"),
            Self::Contents => "TOC".to_owned(),
            Self::ContentsLine => "TOCI".to_owned(),
            Self::Reference => "Reference".to_owned(),
            Self::Link => "Link".to_owned(),
            Self::List => "L".to_owned(),
            Self::ListItem => "LI".to_owned(),
            Self::ListLabel => "Lbl".to_owned(),
            Self::ListBody => "LBody".to_owned(),
            Self::Note => "Note".to_owned(),
            Self::Document => "Document".to_owned(),
            Self::Title => "Title".to_owned(),
            Self::Paragraph => "P".to_owned(),
            Self::Caption => "Caption".to_owned(),
            Self::Table => "Table".to_owned(),
            Self::TableHead => "THead".to_owned(),
            Self::TableBody => "TBody".to_owned(),
            Self::TableRow => "TR".to_owned(),
        }
    }
}
