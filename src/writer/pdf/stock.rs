//! Stocks of glyphs: a part of a face, from which the small fonts of single documents are cut.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;

use super::fonts::Characters;
use crate::font::{FaceId, FontBook, Outlines};

/// A face's program with some of its glyphs. To cut PostScript outlines means to list all subroutines of the program
/// first: tens of thousands in a Chinese face, none in a stock.
#[derive(Debug)]
pub(super) struct Stock {
    face: FaceId,
    program: Vec<u8>,
    /// The program's glyphs, by the face's.
    glyphs: GlyphRemapper,
}

impl Stock {
    /// The stocks of some characters, where they are of use.
    pub(super) fn of(characters: &Characters, book: &FontBook) -> Vec<Self> {
        let mut faces: BTreeMap<FaceId, GlyphRemapper> = BTreeMap::new();
        for (role, characters) in characters {
            for choice in characters.iter().filter_map(|one| book.glyph(*role, *one)) {
                faces.entry(choice.face).or_default().remap(choice.glyph);
            }
        }
        let cut = |(face, glyphs)| Self::cut(face, glyphs, book);
        faces.into_iter().filter_map(cut).collect()
    }

    /// None of a face that is quickly cut or cannot be cut; and none that changes when it is cut once more, as that of
    /// a face whose glyphs go by names does: no font may show what it was cut from.
    fn cut(id: FaceId, glyphs: GlyphRemapper, book: &FontBook) -> Option<Self> {
        let face = Some(book.face(id)).filter(|face| face.outlines == Outlines::Cff)?;
        let program = subsetter::subset(&face.data, face.index, &glyphs).ok()?;
        let stock = Self {
            face: id,
            program,
            glyphs,
        };
        let again = stock.program(id, &stock.glyphs)?;
        (again == stock.program).then_some(stock)
    }

    /// The program with these glyphs of a face, byte for byte what the whole face gives; none if the stock is another
    /// face's or lacks one of them.
    pub(super) fn program(&self, face: FaceId, glyphs: &GlyphRemapper) -> Option<Vec<u8>> {
        if self.face != face {
            return None;
        }
        let own = glyphs.remapped_gids().map(|glyph| self.glyphs.get(glyph));
        let own = GlyphRemapper::new_from_glyphs(&own.collect::<Option<Vec<u16>>>()?);
        subsetter::subset(&self.program, 0, &own).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Sink;
    use crate::font::{FontSettings, FontSource, Role};

    #[test]
    fn a_font_cut_from_a_stock_is_that_of_the_whole_face() {
        let settings = FontSettings {
            source: FontSource::Shipped,
            ..FontSettings::default()
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
        let book = FontBook::load(&settings, Some(&folder), &mut Sink::new()).unwrap();
        let names = Characters::from([(Role::XiaoBiaoSong, "清溪镇石桥乡鼎新街道A".chars().collect())]);
        let stocks = Stock::of(&names, &book);
        let glyphs = |text: &str| {
            let choices = text.chars().map(|one| book.glyph(Role::XiaoBiaoSong, one).unwrap());
            let choices: Vec<_> = choices.collect();
            let ids: Vec<u16> = choices.iter().map(|one| one.glyph).collect();
            (choices[0].face, GlyphRemapper::new_from_glyphs_sorted(&ids))
        };
        for text in ["清溪", "新", "鼎石街清"] {
            let (id, glyphs) = glyphs(text);
            let face = book.face(id);
            let whole = subsetter::subset(&face.data, face.index, &glyphs).unwrap();
            let stocked: Vec<_> = stocks.iter().filter_map(|one| one.program(id, &glyphs)).collect();
            assert!(stocked == [whole], "{text}");
        }
        let (id, glyphs) = glyphs("清河");
        assert!(stocks.iter().all(|one| one.program(id, &glyphs).is_none()));
    }
}
