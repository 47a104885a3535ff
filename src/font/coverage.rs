//! Which glyph a face has for a character: a table read once from `cmap`, two array look-ups a character.

use ttf_parser::cmap::Subtable;

/// Characters in a page of the table.
const PAGE: usize = 256;
/// Pages that Unicode has.
const PAGES: usize = 0x11_0000 / PAGE;

/// Character → glyph. Glyph 0 stands for none.
#[derive(Debug, Clone)]
pub(super) struct Coverage {
    /// For each page of Unicode, which of `pages` holds it; 0 is the empty page.
    index: Box<[u16]>,
    pages: Vec<[u16; PAGE]>,
}

impl Coverage {
    /// Reads every Unicode subtable of a face; where two map the same character, the first has its way,
    /// as in `ttf_parser::Face::glyph_index`.
    pub(super) fn read(face: &ttf_parser::Face<'_>) -> Self {
        let mut coverage = Self {
            index: vec![0; PAGES].into_boxed_slice(),
            pages: vec![[0; PAGE]],
        };
        for subtable in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if subtable.is_unicode() {
                coverage.take(&subtable, face.number_of_glyphs());
            }
        }
        coverage
    }

    fn take(&mut self, subtable: &Subtable<'_>, glyphs: u16) {
        subtable.codepoints(|code| {
            let Some(character) = char::from_u32(code) else { return };
            if self.glyph(character).is_some() {
                return;
            }
            if let Some(glyph) = subtable.glyph_index(code).filter(|glyph| glyph.0 < glyphs) {
                *self.slot(character) = glyph.0;
            }
        });
    }

    fn slot(&mut self, character: char) -> &mut u16 {
        let code = character as usize;
        let page = &mut self.index[code / PAGE];
        if *page == 0 {
            *page = self.pages.len() as u16;
            self.pages.push([0; PAGE]);
        }
        &mut self.pages[usize::from(*page)][code % PAGE]
    }

    /// The glyph of a character; none when the face lacks it.
    pub(super) fn glyph(&self, character: char) -> Option<u16> {
        let code = character as usize;
        let glyph = self.pages[usize::from(self.index[code / PAGE])][code % PAGE];
        (glyph != 0).then_some(glyph)
    }

    /// Takes out the visible characters whose glyph is blank: a blank box in place of a character is a
    /// missing character.
    pub(super) fn drop_blank(&mut self, is_blank: impl Fn(u16) -> bool) {
        for (number, &page) in self.index.iter().enumerate() {
            if page == 0 {
                continue;
            }
            for (offset, glyph) in self.pages[usize::from(page)].iter_mut().enumerate() {
                let character = char::from_u32((number * PAGE + offset) as u32);
                let visible = character.is_some_and(|character| !character.is_whitespace());
                if *glyph != 0 && visible && is_blank(*glyph) {
                    *glyph = 0;
                }
            }
        }
    }

    /// How many characters the face draws.
    pub(super) fn len(&self) -> usize {
        self.pages.iter().flatten().filter(|glyph| **glyph != 0).count()
    }
}
