//! What words of the text lead to, and the parts of a text that lead there or are items of an enumeration.

use std::collections::BTreeSet;

use super::flow::{Child, Collector, Kind};
use super::structure::{ElementId, ElementKind};
use crate::report::{Block, Inline, Report};

/// The numbers of tables, pictures and annexes that the pages show.
pub(super) fn all(report: &Report) -> BTreeSet<String> {
    let bound = (0..report.annexes.len()).filter(|index| !report.annexes[*index].blocks.is_empty());
    let annexes = bound.clone().map(|index| report.annex_label(index));
    let blocks = (report.blocks.iter()).chain(bound.flat_map(|index| &report.annexes[index].blocks));
    blocks.filter_map(label).chain(annexes).collect()
}

fn label(block: &Block) -> Option<String> {
    let label = match block {
        Block::Table(table) => &table.label,
        Block::Picture(picture) if picture.file.image.is_some() || !picture.caption.is_empty() => &picture.label,
        Block::Picture(_) | Block::Heading(_) | Block::Paragraph(_) | Block::Contents(_) => return None,
    };
    (!label.is_empty()).then(|| label.clone())
}

/// Makes the first of some children that shows something the place of what has a number.
pub(super) fn set(children: &mut [Child], label: &str) {
    let first = children.iter_mut().find(|child| child.kind != Kind::Space);
    if let Some(child) = first.filter(|_| !label.is_empty()) {
        child.anchor = Some(label.to_owned());
    }
}

impl Collector<'_, '_> {
    /// The element of a text, with those of its parts in it: references, which lead elsewhere, and items, which stand
    /// beside it as an enumeration. A text that begins with an item is all enumeration.
    pub(super) fn element_in_parts(&mut self, content: &[Inline], kind: ElementKind) -> ElementId {
        let begins = match content.first() {
            Some(Inline::Item { number, .. }) => self.enumeration(*number),
            _ => self.flow.structure.add(kind, ElementId::DOCUMENT),
        };
        let parted = |inline: &Inline| matches!(inline, Inline::Reference(_) | Inline::Item { .. });
        if content.iter().any(parted) {
            let parts = self.parts(content, begins);
            self.setter.parts.insert(begins, parts);
        }
        begins
    }

    /// The enumeration to which an item belongs: the one begun last, unless it is a first item.
    fn enumeration(&mut self, number: usize) -> ElementId {
        let known = self.list.filter(|_| number > 1);
        let list = known.unwrap_or_else(|| self.flow.structure.add(ElementKind::List, ElementId::DOCUMENT));
        self.list = Some(list);
        list
    }

    /// The element of each inline of a text.
    fn parts(&mut self, content: &[Inline], begins: ElementId) -> Vec<Option<ElementId>> {
        let mut at = begins;
        let mut parts = Vec::with_capacity(content.len());
        for (index, inline) in content.iter().enumerate() {
            let part = match inline {
                Inline::Item { number, .. } => {
                    let list = if index == 0 { begins } else { self.enumeration(*number) };
                    let structure = &mut self.flow.structure;
                    let item = structure.add(ElementKind::ListItem, list);
                    let label = structure.add(ElementKind::ListLabel, item);
                    at = structure.add(ElementKind::ListBody, item);
                    label
                }
                Inline::Reference(label) if self.anchors.contains(label) => {
                    let link = self.flow.structure.add(ElementKind::Link, at);
                    self.flow.references.push((link, label.clone()));
                    link
                }
                Inline::Reference(_) | Inline::Text(_) | Inline::Figure { .. } | Inline::Note { .. } => at,
            };
            parts.push(Some(part));
        }
        parts
    }
}
