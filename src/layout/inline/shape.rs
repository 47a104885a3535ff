//! From characters to glyphs: the face that draws each, its cell and its place in the cell.

use super::class::{Class, Cluster, classify};
use super::collect::Character;
use crate::font::{FaceId, FontBook, GlyphChoice, Role};
use crate::geom::{Abs, Em};
use crate::layout::structure::ElementId;
use crate::report::FigureId;
use crate::style::Color;

/// A paragraph as glyphs: `clusters` and `glyphs` run in parallel.
#[derive(Debug, Clone, Default)]
pub(in crate::layout) struct Shaped {
    /// What line breaking needs.
    pub(in crate::layout) clusters: Vec<Cluster>,
    /// What drawing needs.
    pub(in crate::layout) glyphs: Vec<ShapedGlyph>,
    /// The font size of the paragraph.
    pub(in crate::layout) size: Abs,
    /// The colour of the paragraph.
    pub(in crate::layout) color: Color,
}

/// One glyph before it is placed.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout) struct ShapedGlyph {
    /// The face that draws it.
    pub(in crate::layout) face: FaceId,
    /// Its number there.
    pub(in crate::layout) glyph: u16,
    /// How far it is drawn to the right of its cell's edge.
    pub(in crate::layout) offset: Em,
    /// The figure that it belongs to.
    pub(in crate::layout) figure: Option<FigureId>,
    /// Whether that figure is in doubt.
    pub(in crate::layout) doubtful: bool,
    /// The footnote whose mark it is: drawn small and high.
    pub(in crate::layout) note: Option<usize>,
    /// The element that it is part of.
    pub(in crate::layout) element: Option<ElementId>,
}

impl ShapedGlyph {
    /// Its size in parts of the paragraph's.
    pub(in crate::layout) const fn scale(&self) -> f64 {
        if self.note.is_some() { NOTE_MARK_SCALE } else { 1.0 }
    }
}

/// The size of a footnote's mark in the text, in parts of the text's.
const NOTE_MARK_SCALE: f64 = 0.6;

impl Shaped {
    /// The width of the clusters in a range, nothing squeezed.
    pub(in crate::layout) fn width(&self, range: std::ops::Range<usize>) -> Abs {
        let clusters = self.clusters.get(range).unwrap_or_default();
        clusters.iter().map(|cluster| cluster.width).sum::<Em>().at(self.size)
    }

    /// The width of the whole on one line.
    pub(in crate::layout) fn full_width(&self) -> Abs {
        self.width(0..self.clusters.len())
    }
}

/// The glyphs that a report's characters were given, each at the place of its character and role: most come again.
#[derive(Debug)]
pub(super) struct Choices {
    places: Vec<Option<(Role, char, GlyphChoice)>>,
}

/// A power of two, more than the characters of most reports.
const PLACES: usize = 2048;

impl Default for Choices {
    fn default() -> Self {
        Self {
            places: vec![None; PLACES],
        }
    }
}

impl Choices {
    fn glyph(&mut self, role: Role, character: char, fonts: &FontBook) -> Option<GlyphChoice> {
        let place = &mut self.places[(character as usize ^ (role as usize) << 8) % PLACES];
        if let Some((known, of, choice)) = place
            && (*known, *of) == (role, character)
        {
            return Some(*choice);
        }
        let choice = fonts.glyph(role, character)?;
        *place = Some((role, character, choice));
        Some(choice)
    }
}

/// Chooses the glyphs. Characters that no face draws are told to `missing` and left out.
pub(super) fn shape(
    characters: &[Character],
    (fonts, choices): (&FontBook, &mut Choices),
    mut missing: impl FnMut(Role, char),
) -> Shaped {
    let texts: Vec<char> = characters.iter().map(|each| each.character).collect();
    let mut shaped = Shaped {
        clusters: Vec::with_capacity(characters.len()),
        glyphs: Vec::with_capacity(characters.len()),
        size: characters.first().map_or(Abs::ZERO, |first| first.size),
        ..Shaped::default()
    };
    for (each, class) in characters.iter().zip(classify(&texts)) {
        let Some(choice) = choices.glyph(each.role, each.character, fonts) else {
            missing(each.role, each.character);
            continue;
        };
        let glyph = ShapedGlyph {
            face: choice.face,
            glyph: choice.glyph,
            offset: choice.offset,
            figure: each.figure,
            doubtful: each.doubtful,
            note: each.note,
            element: each.element,
        };
        shaped.clusters.push(Cluster {
            character: each.character,
            // The mark of a footnote stays with the words before it.
            class: if each.note.is_some() { Class::Iteration } else { class },
            width: choice.advance * glyph.scale() + Em::from_length(each.tracking, each.size),
        });
        shaped.glyphs.push(glyph);
    }
    shaped
}
