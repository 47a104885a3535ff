//! Sets of glyphs by face, and which character each glyph stands for.

use std::collections::BTreeMap;

use crate::font::FaceId;

/// The glyphs that one embedded font holds.
///
/// A PDF font says one text for each glyph. A font that draws two characters by the same glyph (… and ⋯, say)
/// is therefore embedded twice when a document uses both, so that each copies out as itself.
#[derive(Debug)]
pub(super) struct GlyphSet {
    pub(super) face: FaceId,
    /// The face's glyphs in their order, with their characters.
    pub(super) glyphs: BTreeMap<u16, char>,
}

/// Glyphs by face, in as many sets as their characters need.
#[derive(Debug, Default)]
pub(super) struct GlyphTable {
    sets: BTreeMap<FaceId, Vec<GlyphSet>>,
}

impl GlyphTable {
    /// Takes in a glyph that stands for a character.
    pub(super) fn insert(&mut self, face: FaceId, glyph: u16, character: char) {
        let sets = self.sets.entry(face).or_default();
        for set in sets.iter_mut() {
            if *set.glyphs.entry(glyph).or_insert(character) == character {
                return;
            }
        }
        sets.push(GlyphSet {
            face,
            glyphs: BTreeMap::from([(glyph, character)]),
        });
    }

    /// The sets, by face.
    pub(super) fn into_sets(self) -> impl Iterator<Item = GlyphSet> {
        self.sets.into_values().flatten()
    }
}
