//! The bookmarks: a tree as deep as the headings, every branch open.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::metadata::text_string;
use crate::geom::Abs;
use crate::layout::{OutlineEntry, PagedDocument};

/// Adds the outline tree of a document; none when it has no headings.
pub(super) fn add(pdf: &mut Document, document: &PagedDocument, pages: &[ObjectId]) -> Option<ObjectId> {
    let shown = |entry: &&OutlineEntry| entry.page < pages.len().min(document.pages.len());
    let entries: Vec<&OutlineEntry> = document.outline.iter().filter(shown).collect();
    if entries.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.new_object_id()).collect();
    let parents = parents(&entries);
    for (position, entry) in entries.iter().enumerate() {
        let height = document.pages[entry.page].size.height;
        let mut item = branch(Some(position), &parents, &ids);
        item.set("Title", text_string(&entry.text));
        item.set("Parent", parents[position].map_or(root, |parent| ids[parent]));
        item.set("Dest", destination(pages[entry.page], height - entry.y));
        let siblings: Vec<usize> = children(parents[position], &parents).collect();
        let place = siblings.iter().position(|sibling| *sibling == position).unwrap_or(0);
        if let Some(before) = place.checked_sub(1).and_then(|before| siblings.get(before)) {
            item.set("Prev", ids[*before]);
        }
        if let Some(after) = siblings.get(place + 1) {
            item.set("Next", ids[*after]);
        }
        pdf.set_object(ids[position], item);
    }
    let mut top = branch(None, &parents, &ids);
    top.set("Type", "Outlines");
    pdf.set_object(root, top);
    Some(root)
}

/// The entry under which each stands: the nearest before it of a higher level.
fn parents(entries: &[&OutlineEntry]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(entries.len());
    for (position, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|last| entries[*last].level >= entry.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(position);
    }
    parents
}

fn children(parent: Option<usize>, parents: &[Option<usize>]) -> impl Iterator<Item = usize> + '_ {
    let matching = parents.iter().enumerate().filter(move |(_, found)| **found == parent);
    matching.map(|(position, _)| position)
}

/// `First`, `Last` and `Count` of an entry or of the root.
fn branch(entry: Option<usize>, parents: &[Option<usize>], ids: &[ObjectId]) -> Dictionary {
    let mut item = Dictionary::new();
    let below: Vec<usize> = children(entry, parents).collect();
    if let (Some(first), Some(last)) = (below.first(), below.last()) {
        item.set("First", ids[*first]);
        item.set("Last", ids[*last]);
        item.set("Count", descendants(entry, parents));
    }
    item
}

/// How many entries are shown when every branch is open. Entries follow their parents.
fn descendants(entry: Option<usize>, parents: &[Option<usize>]) -> i64 {
    let Some(entry) = entry else {
        return parents.len() as i64;
    };
    let below = parents.iter().skip(entry + 1);
    below
        .take_while(|parent| parent.is_some_and(|parent| parent >= entry))
        .count() as i64
}

/// A place on a page, so many points above its foot.
pub(super) fn destination(page: ObjectId, top: Abs) -> Object {
    let top = (top.to_pt() * 100.0).round() / 100.0;
    Object::Array(vec![
        page.into(),
        "XYZ".into(),
        Object::Null,
        Object::Real(top as f32),
        Object::Null,
    ])
}
