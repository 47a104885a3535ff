//! The structure tree: the elements of the document, and the marked content of the pages that each consists of.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::{Document, Object, ObjectId, StringFormat, dictionary};

use super::links::Annotation;
use super::metadata::text_string;
use super::number;
use super::save::encoded;
use crate::diag::Result;
use crate::geom::Abs;
use crate::layout::{CellSpan, ElementId, ElementKind, Item, PagedDocument, Scope, Structure};

/// The tag of what is no part of the document's text (ISO 32000-1, 14.8.2.2).
pub(super) const ARTIFACT: &str = "Artifact";

/// The name of an element's type.
pub(super) const fn name(kind: &ElementKind) -> &'static str {
    match kind {
        ElementKind::Document => "Document",
        ElementKind::Title => "Title",
        ElementKind::Heading(1) => "H1",
        ElementKind::Heading(2) => "H2",
        ElementKind::Heading(3) => "H3",
        ElementKind::Heading(_) => "H4",
        ElementKind::Paragraph => "P",
        ElementKind::Caption => "Caption",
        ElementKind::Table => "Table",
        ElementKind::TableHead => "THead",
        ElementKind::TableBody => "TBody",
        ElementKind::TableRow => "TR",
        ElementKind::HeaderCell(..) => "TH",
        ElementKind::DataCell(..) => "TD",
        ElementKind::Picture(_) => "Figure",
        ElementKind::Contents => "TOC",
        ElementKind::ContentsLine => "TOCI",
        ElementKind::Reference => "Reference",
        ElementKind::Link => "Link",
        ElementKind::List => "L",
        ElementKind::ListItem => "LI",
        ElementKind::ListLabel => "Lbl",
        ElementKind::ListBody => "LBody",
        ElementKind::Note => "Note",
    }
}

/// A part of the table's grid is there even where nothing is printed in it.
const fn is_grid(kind: &ElementKind) -> bool {
    matches!(
        kind,
        ElementKind::TableRow | ElementKind::HeaderCell(..) | ElementKind::DataCell(..)
    )
}

/// A sequence of marked content: page and number.
type Content = (usize, usize);

/// What an element consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kid {
    Content(Content),
    Element(usize),
    /// An annotation, by its place among all.
    Annotation(usize),
}

/// The structure tree under the numbers of its objects. Each element as an object of lopdf's would be ten times as large as
/// what it says, and cost as many times more: they are said as text, one by one when the file is written.
pub(super) struct Tags<'a> {
    tree: Tree<'a>,
    pages: &'a [ObjectId],
    root: ObjectId,
    /// The number of each element that is kept.
    ids: Vec<Option<ObjectId>>,
}

impl<'a> Tags<'a> {
    /// Numbers the tree; `marked` holds for each page the element of each sequence of marked content.
    pub(super) fn new(
        pdf: &mut Document,
        document: &'a PagedDocument,
        pages: &'a [ObjectId],
        (marked, annotations): (&[Vec<ElementId>], Vec<Annotation>),
    ) -> Self {
        let tree = Tree::new(document, marked, annotations);
        let root = pdf.new_object_id();
        let ids = tree.kept.iter().map(|kept| kept.then(|| pdf.new_object_id()));
        Self {
            ids: ids.collect(),
            tree,
            pages,
            root,
        }
    }

    /// Adds the root of the tree; returns its number.
    pub(super) fn add_root(&self, pdf: &mut Document, marked: &[Vec<ElementId>]) -> ObjectId {
        let annotations = &self.tree.annotations;
        let reference = |index: usize| self.ids[index].map_or(Object::Null, Object::Reference);
        let mut numbers = Vec::with_capacity(marked.len() * 2);
        for (page, elements) in (0_i64..).zip(marked) {
            let parents: Vec<Object> = elements.iter().map(|element| reference(element.index())).collect();
            numbers.extend([page.into(), parents.into()]);
        }
        for (key, annotation) in (marked.len() as i64..).zip(annotations) {
            numbers.extend([key.into(), reference(annotation.element.index())]);
        }
        let mut dictionary = dictionary! {
            "Type" => "StructTreeRoot",
            "K" => reference(ElementId::DOCUMENT.index()),
            "ParentTree" => dictionary! { "Nums" => numbers },
            "ParentTreeNextKey" => (marked.len() + annotations.len()) as i64,
            // PDF 1.7 has no type for a document's title; ISO 32000-2 calls it so.
            "RoleMap" => dictionary! { "Title" => "P" },
        };
        let names = self.tree.header_names(&self.ids);
        if !names.is_empty() {
            dictionary.set("IDTree", dictionary! { "Names" => names });
        }
        pdf.set_object(self.root, dictionary);
        self.root
    }

    /// The elements as the file says them, with their numbers, which follow on the root's.
    pub(super) fn elements(&self) -> impl Iterator<Item = Result<(u32, Vec<u8>)>> {
        let kept = self.ids.iter().enumerate();
        kept.filter_map(|(index, id)| {
            let (number, _) = (*id)?;
            Some(self.element(index).map(|element| (number, element.into_bytes())))
        })
    }

    /// The number of the root.
    pub(super) const fn root(&self) -> u32 {
        self.root.0
    }

    /// An element's dictionary, a blank behind it.
    fn element(&self, index: usize) -> Result<String> {
        let element = &self.tree.structure.elements()[index];
        let parent = element.parent.and_then(|parent| self.ids[parent.index()]);
        let mut text = String::with_capacity(ELEMENT_BYTES);
        text.push_str("<</S/");
        text.push_str(name(&element.kind));
        push_reference(&mut text, "/P ", parent.unwrap_or(self.root));
        self.push_kids(&mut text, &self.tree.kids[index]);
        if self.tree.named[index] {
            text.push_str("/ID");
            push_header_name(&mut text, index);
        }
        if let ElementKind::Picture(alternative) = &element.kind {
            text.push_str("/Alt");
            text.push_str(String::from_utf8_lossy(&encoded(text_string(alternative))?).trim_ascii_end());
        }
        self.tree.push_attributes(&mut text, index);
        text.push_str(">> ");
        Ok(text)
    }

    /// The page on which an element begins, and what it consists of.
    fn push_kids(&self, text: &mut String, kids: &[Kid]) {
        let page = kids.iter().find_map(|kid| match kid {
            Kid::Content((page, _)) => Some(*page),
            Kid::Element(_) | Kid::Annotation(_) => None,
        });
        if let Some(page) = page {
            push_reference(text, "/Pg ", self.pages[page]);
        }
        match kids {
            [] => {}
            [only] => {
                text.push_str("/K");
                self.push_kid(text, *only, page, " ");
            }
            [first, others @ ..] => {
                text.push_str("/K[");
                self.push_kid(text, *first, page, "");
                others.iter().for_each(|kid| self.push_kid(text, *kid, page, " "));
                text.push(']');
            }
        }
    }

    /// One kid of an element that begins on `page`, with what is between it and the word before where it needs that.
    fn push_kid(&self, text: &mut String, kid: Kid, page: Option<usize>, between: &str) {
        match kid {
            Kid::Element(index) => push_reference(text, between, self.ids[index].unwrap_or(self.root)),
            Kid::Annotation(index) => {
                let annotation = self.tree.annotations[index];
                push_reference(text, "<</Type/OBJR/Pg ", self.pages[annotation.page]);
                push_reference(text, "/Obj ", annotation.id);
                text.push_str(">>");
            }
            Kid::Content((on, number)) if Some(on) == page => push_number(text, between, number),
            Kid::Content((on, number)) => {
                push_reference(text, "<</Type/MCR/Pg ", self.pages[on]);
                push_number(text, "/MCID ", number);
                text.push_str(">>");
            }
        }
    }
}

/// Bytes enough for most elements.
const ELEMENT_BYTES: usize = 128;

/// Adds a whole number behind its key.
fn push_number(text: &mut String, key: &str, number: usize) {
    text.push_str(key);
    number::push_whole(text, number as u64);
}

/// Adds a reference behind its key.
fn push_reference(text: &mut String, key: &str, (number, generation): ObjectId) {
    text.push_str(key);
    number::push_whole(text, number.into());
    text.push(' ');
    number::push_whole(text, generation.into());
    text.push_str(" R");
}

/// The elements with what each consists of.
struct Tree<'a> {
    structure: &'a Structure,
    annotations: Vec<Annotation>,
    kids: Vec<Vec<Kid>>,
    /// Elements of which something is printed, and cells.
    kept: Vec<bool>,
    /// Cells that others name as their head.
    named: Vec<bool>,
    /// Where pictures stand on their pages: left, lower, right, upper.
    boxes: BTreeMap<usize, [f64; 4]>,
}

impl<'a> Tree<'a> {
    fn new(document: &'a PagedDocument, marked: &[Vec<ElementId>], annotations: Vec<Annotation>) -> Self {
        let structure = &document.structure;
        let elements = structure.elements();
        let contents = contents(elements.len(), marked);
        let (kept, first) = kept(structure, &contents);
        let own = |content: Content| (content, Kid::Content(content));
        let with_kids = |own_contents: Vec<Content>| own_contents.into_iter().map(own).collect();
        let mut kids: Vec<Vec<(Content, Kid)>> = contents.into_iter().map(with_kids).collect();
        let mut last = (0, 0);
        for (index, element) in elements.iter().enumerate() {
            last = first[index].unwrap_or(last);
            if let Some(parent) = element.parent
                && kept[index]
            {
                kids[parent.index()].push((last, Kid::Element(index)));
            }
        }
        for (index, annotation) in annotations.iter().enumerate() {
            // After all that its page shows of the element.
            let place = (annotation.page, usize::MAX);
            kids[annotation.element.index()].push((place, Kid::Annotation(index)));
        }
        let named = named(structure);
        let kids = kids.into_iter().map(|mut kids| {
            kids.sort();
            kids.into_iter().map(|(_, kid)| kid).collect()
        });
        Self {
            structure,
            annotations,
            kids: kids.collect(),
            kept,
            named,
            boxes: picture_boxes(document),
        }
    }

    /// What an element says of itself: a cell how far it reaches and of what it speaks, a picture where it stands.
    fn push_attributes(&self, text: &mut String, index: usize) {
        let kind = &self.structure.elements()[index].kind;
        if let ElementKind::HeaderCell(span, scope) = kind {
            push_header_attributes(text, span, *scope);
        } else if let ElementKind::DataCell(span, headers) = kind {
            push_data_attributes(text, span, headers);
        } else if let Some(edges) = self.boxes.get(&index) {
            let [left, lower, right, upper] = edges.map(|edge| edge as f32);
            let _ = write!(text, "/A<</O/Layout/BBox[{left} {lower} {right} {upper}]>>");
        }
    }

    /// The cells that others name, as pairs of name and element, in the order of their names.
    fn header_names(&self, ids: &[Option<ObjectId>]) -> Vec<Object> {
        let named = self.named.iter().enumerate().filter(|(_, named)| **named);
        let name = |index| Object::String(header_name(index).into_bytes(), StringFormat::Literal);
        let pairs = named.filter_map(|(index, _)| Some([name(index), ids[index]?.into()]));
        pairs.flatten().collect()
    }
}

/// Where each picture stands on its page, of several of one element the last: whoever shows the pages in another shape
/// must know (ISO 32000-1, 14.8.5.4.3).
fn picture_boxes(document: &PagedDocument) -> BTreeMap<usize, [f64; 4]> {
    let mut boxes = BTreeMap::new();
    for page in &document.pages {
        for item in &page.items {
            if let Item::Image(image) = item
                && let Some(element) = image.element
            {
                let (left, upper) = (image.origin.x, page.size.height - image.origin.y);
                let edges = [left, upper - image.size.height, left + image.size.width, upper];
                boxes.insert(element.index(), edges.map(Abs::to_pt));
            }
        }
    }
    boxes
}

/// The marked content of each of so many elements.
fn contents(count: usize, marked: &[Vec<ElementId>]) -> Vec<Vec<Content>> {
    let mut contents: Vec<Vec<Content>> = vec![Vec::new(); count];
    for (page, marks) in marked.iter().enumerate() {
        for (number, element) in marks.iter().enumerate() {
            contents[element.index()].push((page, number));
        }
    }
    contents
}

/// The elements of which something is printed with all above them, and cells; and where each element begins: one without
/// content begins where the last one did.
fn kept(structure: &Structure, contents: &[Vec<Content>]) -> (Vec<bool>, Vec<Option<Content>>) {
    let elements = structure.elements();
    let mut first: Vec<Option<Content>> = contents.iter().map(|own| own.first().copied()).collect();
    let printed = elements.iter().zip(&first);
    let mut kept: Vec<bool> = printed
        .map(|(element, first)| first.is_some() || is_grid(&element.kind))
        .collect();
    kept[ElementId::DOCUMENT.index()] = true;
    for (index, element) in elements.iter().enumerate().rev() {
        if let Some(parent) = element.parent.map(ElementId::index)
            && kept[index]
        {
            kept[parent] = true;
            first[parent] = [first[parent], first[index]].into_iter().flatten().min();
        }
    }
    (kept, first)
}

/// The elements that have a name: those that others name, and footnotes, which must (ISO 14289-1, 7.9).
fn named(structure: &Structure) -> Vec<bool> {
    let notes = structure
        .elements()
        .iter()
        .map(|element| element.kind == ElementKind::Note);
    let mut named: Vec<bool> = notes.collect();
    for element in structure.elements() {
        if let ElementKind::DataCell(_, headers) = &element.kind {
            headers.iter().for_each(|header| named[header.index()] = true);
        }
    }
    named
}

/// All names are of one length, so that their order is that of the elements.
fn header_name(index: usize) -> String {
    format!("h{index:06}")
}

/// Adds the name of an element as a string.
fn push_header_name(text: &mut String, index: usize) {
    let _ = write!(text, "(h{index:06})");
}

/// Adds the attributes of a cell that heads others.
fn push_header_attributes(text: &mut String, span: &CellSpan, scope: Scope) {
    text.push_str("/A<</O/Table");
    push_spans(text, span);
    text.push_str(match scope {
        Scope::Column => "/Scope/Column>>",
        Scope::Row => "/Scope/Row>>",
    });
}

/// Adds the attributes of a cell of data; none where they would name nothing but their owner.
fn push_data_attributes(text: &mut String, span: &CellSpan, headers: &[ElementId]) {
    if headers.is_empty() && span.columns <= 1 && span.rows <= 1 {
        return;
    }
    text.push_str("/A<</O/Table");
    push_spans(text, span);
    if !headers.is_empty() {
        text.push_str("/Headers[");
        headers.iter().for_each(|header| push_header_name(text, header.index()));
        text.push(']');
    }
    text.push_str(">>");
}

/// Adds how many columns and rows a cell takes, where it is more than one.
fn push_spans(text: &mut String, span: &CellSpan) {
    for (key, count) in [("/ColSpan ", span.columns), ("/RowSpan ", span.rows)] {
        if count > 1 {
            push_number(text, key, count);
        }
    }
}
