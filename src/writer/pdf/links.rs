//! Links within the document: an annotation over the words of each, on every page that shows some of them.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::finish::dictionary_at;
use super::metadata::text_string;
use super::outline::destination;
use crate::diag::Result;
use crate::geom::{Abs, Point, Size};
use crate::layout::{ElementId, Item, Page, PagedDocument, TextRun};
use crate::style::IDEOGRAPHIC_ASCENT;

/// Annotations must be printed, and not be hidden (ISO 19005-2, 6.3.2).
const PRINT_FLAG: i64 = 4;

/// An annotation and the element that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Annotation {
    pub(super) id: ObjectId,
    /// Page, from zero.
    pub(super) page: usize,
    pub(super) element: ElementId,
}

/// The lines of a link on one page, each as a box.
type Lines = Vec<(Point, Size)>;

/// Adds the annotations of a document. The structure's parents of pages have the keys before `first_key`.
pub(super) fn add(
    pdf: &mut Document,
    document: &PagedDocument,
    pages: &[ObjectId],
    first_key: usize,
) -> Result<Vec<Annotation>> {
    let mut added: Vec<Annotation> = Vec::new();
    for (number, page) in document.pages.iter().enumerate() {
        let begin = added.len();
        for (link, lines) in lines_of(document, page) {
            let link = &document.links[link];
            let Some(target) = document.pages.get(link.to.page) else {
                continue;
            };
            let mut annotation = placed(&lines, page.size.height);
            annotation.set("Contents", text_string(&link.says));
            let top = target.size.height - link.to.y;
            annotation.set("Dest", destination(pages[link.to.page], top));
            annotation.set("StructParent", (first_key + added.len()) as i64);
            added.push(Annotation {
                id: pdf.add_object(annotation),
                page: number,
                element: link.element,
            });
        }
        let ids: Vec<Object> = added[begin..].iter().map(|one| one.id.into()).collect();
        if !ids.is_empty() {
            dictionary_at(pdf, pages[number])?.set("Annots", ids);
        }
    }
    Ok(added)
}

/// The links that a page shows, by their places among all, with their lines.
fn lines_of(document: &PagedDocument, page: &Page) -> BTreeMap<usize, Lines> {
    let links: BTreeMap<ElementId, usize> = (document.links.iter().enumerate())
        .map(|(index, link)| (link.element, index))
        .collect();
    let mut found: BTreeMap<usize, Lines> = BTreeMap::new();
    for item in &page.items {
        let Item::Text(run) = item else { continue };
        if let Some(link) = run.element.and_then(|element| links.get(&element)) {
            include(found.entry(*link).or_default(), run);
        }
    }
    found
}

/// Adds a run to the line on which it stands, blanks and leaders before it included.
fn include(lines: &mut Lines, run: &TextRun) {
    let top = run.origin.y - run.size * IDEOGRAPHIC_ASCENT;
    let end = run.origin.x + run.width();
    let same = |(corner, _): &&mut (Point, Size)| (corner.y - top).abs() < Abs::pt(0.01);
    if let Some((corner, size)) = lines.iter_mut().find(same) {
        let right = end.max(corner.x + size.width);
        corner.x = corner.x.min(run.origin.x);
        size.width = right - corner.x;
    } else {
        let size = Size::new(run.width(), run.size);
        lines.push((Point::new(run.origin.x, top), size));
    }
}

/// An annotation without border over some lines of a page: their hull, and each by itself where there are several.
fn placed(lines: &Lines, height: Abs) -> Dictionary {
    let sides = lines.iter().map(|(corner, size)| {
        let (right, foot) = (corner.x + size.width, corner.y + size.height);
        [corner.x, height - foot, right, height - corner.y]
    });
    let sides: Vec<[Abs; 4]> = sides.collect();
    let hull = sides.iter().copied().reduce(|a, b| {
        let [left, foot, right, top] = b;
        [a[0].min(left), a[1].min(foot), a[2].max(right), a[3].max(top)]
    });
    let mut annotation = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => hull.unwrap_or_default().map(number).to_vec(),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "F" => PRINT_FLAG,
    };
    if sides.len() > 1 {
        // As readers take them, unlike the standard: upper left, upper right, lower left, lower right.
        let corners = |[left, foot, right, top]: [Abs; 4]| [left, top, right, top, left, foot, right, foot].map(number);
        annotation.set("QuadPoints", sides.into_iter().flat_map(corners).collect::<Vec<_>>());
    }
    annotation
}

fn number(length: Abs) -> Object {
    Object::Real(((length.to_pt() * 100.0).round() / 100.0) as f32)
}
