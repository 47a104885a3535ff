//! Which glyphs a document uses, and which character each stands for.

use std::collections::BTreeMap;

use crate::font::FaceId;
use crate::layout::{Glyph, Item, PagedDocument};

/// Index of a subset in [`GlyphTable::subsets`].
pub(super) type SubsetId = usize;

/// The glyphs that one embedded font holds.
///
/// A PDF font says one text for each glyph. A font that draws two characters by the same glyph (… and ⋯, say)
/// is therefore embedded twice when a document uses both, so that each copies out as itself.
#[derive(Debug)]
pub(super) struct GlyphSet {
    pub(super) face: FaceId,
    /// How many subsets of the same face come before.
    pub(super) layer: usize,
    /// The face's glyphs in their order, with their characters.
    pub(super) glyphs: BTreeMap<u16, char>,
}

/// All glyphs of a document by face.
#[derive(Debug, Default)]
pub(super) struct GlyphTable {
    pub(super) subsets: Vec<GlyphSet>,
    by_face: BTreeMap<FaceId, Vec<SubsetId>>,
}

impl GlyphTable {
    /// Reads every text run of a document.
    pub(super) fn collect(document: &PagedDocument) -> Self {
        let mut table = Self::default();
        for item in document.pages.iter().flat_map(|page| &page.items) {
            if let Item::Text(run) = item {
                for glyph in &run.glyphs {
                    table.insert(run.face, glyph);
                }
            }
        }
        table
    }

    fn insert(&mut self, face: FaceId, glyph: &Glyph) {
        let subsets = self.by_face.entry(face).or_default();
        for subset in subsets.iter() {
            match self.subsets[*subset].glyphs.get(&glyph.id) {
                Some(known) if *known == glyph.text => return,
                Some(_) => {}
                None => {
                    self.subsets[*subset].glyphs.insert(glyph.id, glyph.text);
                    return;
                }
            }
        }
        let layer = subsets.len();
        subsets.push(self.subsets.len());
        self.subsets.push(GlyphSet {
            face,
            layer,
            glyphs: BTreeMap::from([(glyph.id, glyph.text)]),
        });
    }

    /// The subset that draws a glyph as its character.
    pub(super) fn subset_of(&self, face: FaceId, glyph: &Glyph) -> Option<SubsetId> {
        let subsets = self.by_face.get(&face)?;
        let holds = |subset: &&SubsetId| self.subsets[**subset].glyphs.get(&glyph.id) == Some(&glyph.text);
        subsets.iter().find(holds).copied()
    }
}
