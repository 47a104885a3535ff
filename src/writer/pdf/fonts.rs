//! The fonts of a document: what all documents of a job need is cut and deflated once, the rest for each.

use std::collections::{BTreeMap, BTreeSet};

use super::embed::{EmbeddedFont, Slot};
use super::glyphs::GlyphTable;
use super::stock::Stock;
use crate::diag::Result;
use crate::font::{FaceId, FontBook, Role};
use crate::image::Effort;
use crate::layout::{Glyph, Item, PagedDocument};

/// Characters by the role of the typeface that sets them.
pub type Characters = BTreeMap<Role, BTreeSet<char>>;

/// Fonts cut to the characters that a job's documents have in common. A document embeds those of them that it
/// uses, and the few further characters of its own in small fonts beside them; its bytes therefore depend on the
/// job and on its own text, never on the other documents. The default holds none: every document for itself.
#[derive(Debug, Default)]
pub struct JobFonts {
    fonts: Vec<EmbeddedFont>,
    /// What the documents' own fonts are cut from, where it has all of their glyphs.
    stocks: Vec<Stock>,
}

impl JobFonts {
    /// Cuts the fonts. Characters that no font draws are left out. Fails when a font cannot be cut
    /// (`E-FONT-SUBSET`).
    pub fn cut(characters: &Characters, book: &FontBook) -> Result<Self> {
        let mut glyphs = GlyphTable::default();
        for (role, characters) in characters {
            for character in characters {
                if let Some(choice) = book.glyph(*role, *character) {
                    glyphs.insert(choice.face, choice.glyph, *character);
                }
            }
        }
        let fonts: Result<Vec<_>> = glyphs
            .into_sets()
            .map(|set| EmbeddedFont::cut(&set, (book, &[]), Effort::OnceAJob))
            .collect();
        Ok(Self {
            fonts: fonts?,
            stocks: Vec::new(),
        })
    }

    /// With characters that each document may need a few of: they make the cutting of its own fonts faster, and
    /// change no byte of them.
    pub fn with_stock(self, characters: &Characters, book: &FontBook) -> Self {
        Self {
            stocks: Stock::of(characters, book),
            ..self
        }
    }
}

/// Index into [`DocumentFonts`].
pub(super) type FontIndex = usize;

/// All fonts that a document can use, and which of them it does.
pub(super) struct DocumentFonts<'a> {
    shared: &'a [EmbeddedFont],
    own: Vec<EmbeddedFont>,
    /// The fonts of each face, by its number.
    by_face: Vec<Vec<FontIndex>>,
    /// Which fonts the document uses.
    used: Vec<bool>,
}

impl<'a> DocumentFonts<'a> {
    /// The job's fonts, and fonts cut to what they lack.
    pub(super) fn new(document: &PagedDocument, job: &'a JobFonts, book: &FontBook) -> Result<Self> {
        let mut fonts = Self {
            shared: &job.fonts,
            own: Vec::new(),
            by_face: Vec::new(),
            used: vec![false; job.fonts.len()],
        };
        for index in 0..job.fonts.len() {
            fonts.add(job.fonts[index].face, index);
        }
        let mut lacking = GlyphTable::default();
        for item in document.pages.iter().flat_map(|page| &page.items) {
            let Item::Text(run) = item else { continue };
            for glyph in &run.glyphs {
                match fonts.find(run.face, glyph) {
                    Some((font, _)) => fonts.used[font] = true,
                    None => lacking.insert(run.face, glyph.id, glyph.text),
                }
            }
        }
        for set in lacking.into_sets() {
            let index = fonts.shared.len() + fonts.own.len();
            let own = EmbeddedFont::cut(&set, (book, &job.stocks), Effort::OwnFonts)?;
            fonts.own.push(own);
            fonts.add(set.face, index);
            fonts.used.push(true);
        }
        Ok(fonts)
    }

    fn add(&mut self, FaceId(face): FaceId, index: FontIndex) {
        let faces = self.by_face.len().max(usize::from(face) + 1);
        self.by_face.resize(faces, Vec::new());
        self.by_face[usize::from(face)].push(index);
    }

    /// The font and the slot that draw a glyph as its character.
    pub(super) fn find(&self, face: FaceId, glyph: &Glyph) -> Option<(FontIndex, Slot)> {
        let fonts = self.by_face.get(usize::from(face.0))?;
        fonts.iter().find_map(|index| {
            let slot = self.font(*index)?.slot(glyph.id, glyph.text)?;
            Some((*index, slot))
        })
    }

    /// The fonts that the document uses.
    pub(super) fn used(&self) -> impl Iterator<Item = (FontIndex, &EmbeddedFont)> {
        let used = self.used.iter().enumerate().filter(|(_, used)| **used);
        used.filter_map(|(index, _)| Some((index, self.font(index)?)))
    }

    /// The name by which pages call a font.
    pub(super) fn name(index: FontIndex) -> String {
        format!("T{index}")
    }

    fn font(&self, index: FontIndex) -> Option<&EmbeddedFont> {
        let own = || self.own.get(index - self.shared.len());
        self.shared.get(index).or_else(own)
    }
}
