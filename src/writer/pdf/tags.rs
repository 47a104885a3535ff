//! The structure tree: the elements of the document, and the marked content of the pages that each consists of.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};

use super::links::Annotation;
use super::metadata::text_string;
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

/// The structure tree under the numbers of its objects. Each element's object is ten times as large as what it says, so
/// that they are made one by one when the file is written.
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

    /// The elements with their numbers, which follow on the root's.
    pub(super) fn elements(&self) -> impl Iterator<Item = (u32, Object)> {
        let kept = self.ids.iter().enumerate();
        kept.filter_map(|(index, id)| {
            Some((
                (*id)?.0,
                self.tree.element(index, self.root, &self.ids, self.pages).into(),
            ))
        })
    }

    /// The number of the root.
    pub(super) const fn root(&self) -> u32 {
        self.root.0
    }
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

    fn element(&self, index: usize, root: ObjectId, ids: &[Option<ObjectId>], pages: &[ObjectId]) -> Dictionary {
        let element = &self.structure.elements()[index];
        let parent = element.parent.and_then(|parent| ids[parent.index()]).unwrap_or(root);
        let mut dictionary = dictionary! { "S" => name(&element.kind), "P" => parent };
        let page = self.kids[index].iter().find_map(|kid| match kid {
            Kid::Content((page, _)) => Some(*page),
            Kid::Element(_) | Kid::Annotation(_) => None,
        });
        if let Some(page) = page {
            dictionary.set("Pg", pages[page]);
        }
        let kid = |kid: &Kid| match *kid {
            Kid::Element(index) => ids[index].map_or(Object::Null, Object::Reference),
            Kid::Annotation(index) => {
                let annotation = self.annotations[index];
                dictionary! { "Type" => "OBJR", "Pg" => pages[annotation.page], "Obj" => annotation.id }.into()
            }
            Kid::Content((on, number)) if Some(on) == page => (number as i64).into(),
            Kid::Content((on, number)) => {
                dictionary! { "Type" => "MCR", "Pg" => pages[on], "MCID" => number as i64 }.into()
            }
        };
        match self.kids[index].as_slice() {
            [] => {}
            [only] => dictionary.set("K", kid(only)),
            several => dictionary.set("K", several.iter().map(kid).collect::<Vec<_>>()),
        }
        if self.named[index] {
            dictionary.set("ID", header_name(index));
        }
        if let ElementKind::Picture(alternative) = &element.kind {
            dictionary.set("Alt", text_string(alternative));
        }
        if let Some(attributes) = self.attributes(index) {
            dictionary.set("A", attributes);
        }
        dictionary
    }

    /// What an element says of itself: a cell how far it reaches and of what it speaks, a picture where it stands.
    fn attributes(&self, index: usize) -> Option<Dictionary> {
        let kind = &self.structure.elements()[index].kind;
        if let ElementKind::HeaderCell(span, scope) = kind {
            return Some(header_attributes(span, *scope));
        }
        if let ElementKind::DataCell(span, headers) = kind {
            return data_attributes(span, headers);
        }
        let edges = self.boxes.get(&index)?.iter();
        let edges: Vec<Object> = edges.map(|edge| Object::Real(*edge as f32)).collect();
        Some(dictionary! { "O" => "Layout", "BBox" => edges })
    }

    /// The cells that others name, as pairs of name and element, in the order of their names.
    fn header_names(&self, ids: &[Option<ObjectId>]) -> Vec<Object> {
        let named = self.named.iter().enumerate().filter(|(_, named)| **named);
        let pairs = named.filter_map(|(index, _)| Some([header_name(index), ids[index]?.into()]));
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
fn header_name(index: usize) -> Object {
    Object::String(format!("h{index:06}").into_bytes(), StringFormat::Literal)
}

/// The attributes of a cell that heads others.
fn header_attributes(span: &CellSpan, scope: Scope) -> Dictionary {
    let mut attributes = spans(span);
    let scope = match scope {
        Scope::Column => "Column",
        Scope::Row => "Row",
    };
    attributes.set("Scope", scope);
    attributes
}

/// The attributes of a cell of data; none where they would name nothing but their owner.
fn data_attributes(span: &CellSpan, headers: &[ElementId]) -> Option<Dictionary> {
    let mut attributes = spans(span);
    if !headers.is_empty() {
        let names = headers.iter().map(|header| header_name(header.index()));
        attributes.set("Headers", names.collect::<Vec<_>>());
    }
    (attributes.len() > 1).then_some(attributes)
}

fn spans(span: &CellSpan) -> Dictionary {
    let mut attributes = dictionary! { "O" => "Table" };
    for (name, count) in [("ColSpan", span.columns), ("RowSpan", span.rows)] {
        if count > 1 {
            attributes.set(name, count as i64);
        }
    }
    attributes
}
